"""What the press of a country is expected to tell of a run.

What `publish` draws, in the mean: no luck of single reports is left in probabilities, and sizes are
drawn wherever somebody acts, as if it were told of.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream, uniform
from downtools.evidence.publish import kind_of, measured
from downtools.evidence.speakers import WORKERS_SIDE, bias_of, detection_of
from downtools.evidence.truth import Acted, Recorded, truth_of
from downtools.exact import exp, log, normal_quantile
from downtools.scenario.parameters.reporting import Reporting

__all__ = ["Expected", "expected"]

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Of each named site, on each of some days: sites x days."""

    stopped: F64
    """Probability that the workers' side is heard to tell of a stoppage, surely enough to count."""
    acted: F64
    """Probability that it tells of any act in sight, meetings too."""
    size: F64
    """The largest number of people that is told of if any is; nought where nobody acts."""


def expected(
    run: Recorded, days: Sequence[int], looks: F64, *, sure: float = 1.0, seed: int = 0
) -> Expected:
    """What is to be expected in some lists of reports, which are independent given the run.

    `looks` is the share of the reports of a day that can be found in each list, lists x days; a
    size is of all that is printed. `sure` is the share of reports of stoppages that bear enough
    confidence to count, `seed` draws sizes.
    """
    truth, scenario = truth_of(run), run.scenario
    reporting = scenario.parameters.reporting
    number = {site.site: at for at, site in enumerate(scenario.sites)}
    column = {day: at for at, day in enumerate(days)}
    stopped, seen, size = (np.zeros((len(number), len(column))) for _ in range(3))
    for (day, site), acted in truth.acted.items():
        at = column.get(day)
        if at is None or not acted.active:
            continue
        heard = np.array(
            [
                detection_of(
                    reporting,
                    voice,
                    people=acted.active,
                    giant=site in truth.giants,
                    openness=truth.openness[day],
                )
                for voice in WORKERS_SIDE
            ]
        )
        looked = looks[:, at, None]
        here = number[site], at
        seen[here] = 1.0 - float((1.0 - heard * looked).prod())
        if kind_of(acted) != "meeting":
            stopped[here] = 1.0 - float((1.0 - sure * heard * looked).prod())
        size[here] = _size(acted, reporting, heard.tolist() * len(looks), seed, day, site)
    return Expected(stopped=stopped, acted=seen, size=size)


def _size(
    acted: Acted, reporting: Reporting, heard: Sequence[float], seed: int, day: int, site: str
) -> float:
    """The largest size told by those who speak, if at least one does."""

    def draw(name: str, at: int) -> float:
        return uniform(bits(stream(seed, key_of(f"expected/{name}"), day), key_of(f"{site}/{at}")))

    # The first to speak is at the place where the chance that all were silent falls below a share.
    silent = np.multiply.accumulate(1.0 - np.array(heard))
    if silent[-1] >= 1.0:
        return 0.0  # nobody can be heard
    first = int(np.searchsorted(1.0 - silent, draw("first", 0) * (1.0 - float(silent[-1]))))
    most = -np.inf
    for at, chance in enumerate(heard):
        if at == first or (at > first and draw("speaks", at) < chance):
            bias = bias_of(reporting, WORKERS_SIDE[at % len(WORKERS_SIDE)])
            most = max(most, log(bias) + reporting.noise * normal_quantile(draw("size", at)))
    return measured(acted) * exp(most)
