"""What the press of a country is expected to tell of a run.

What `publish` draws, in the mean: no luck of single reports is left in probabilities, and numbers
of people are drawn wherever somebody acts, as if they were told of.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream, uniform
from downtools.evidence.publish import kind_of, measured
from downtools.evidence.speakers import WORKERS_SIDE, bias_of, detection_of
from downtools.evidence.truth import Acted, Recorded, truth_of
from downtools.exact import exp, log, normal_quantile
from downtools.scenario.parameters.reporting import Reporting

__all__ = ["chances_of_reports", "numbers_of_people"]

F64 = npt.NDArray[np.float64]

_key_of = lru_cache(maxsize=2**16)(key_of)
"""The same few names in each of many runs."""


def chances_of_reports(run: Recorded, days: Sequence[int], looks: F64, sure: float) -> F64:
    """Sites x days: probability that the workers' side is heard to tell of a stoppage.

    In any of some lists of reports, which are independent given the run. `looks` is the share of
    the reports of a day that can be found in each, lists x days, `sure` the share that bears enough
    confidence to count.
    """
    found = np.zeros((len(run.scenario.sites), len(days)))
    for site, at, acted, heard in _heard(run, days):
        if kind_of(acted) != "meeting":
            found[site, at] = 1.0 - float((1.0 - sure * heard * looks[:, at, None]).prod())
    return found


def numbers_of_people(
    run: Recorded, days: Sequence[int], looks: F64, numbers: float, seed: int
) -> tuple[F64, F64]:
    """Sites x days: probability that a number of people is told of, and the largest if one is.

    Of any act in sight, meetings too, by the workers' side; nought where nobody acts. `numbers` is
    the share of reports of acts that bear a number, `looks` as for `chances_of_reports`.
    """
    shape = (len(run.scenario.sites), len(days))
    found, size = np.zeros(shape), np.zeros(shape)
    reporting = run.scenario.parameters.reporting
    for site, at, acted, heard in _heard(run, days):
        each = (numbers * heard * looks[:, at, None]).ravel()
        found[site, at] = 1.0 - float((1.0 - each).prod())
        if found[site, at] > 0.0:
            name = run.scenario.sites[site].site
            size[site, at] = _largest(acted, reporting, each, seed, days[at], name)
    return found, size


def _heard(run: Recorded, days: Sequence[int]) -> Iterator[tuple[int, int, Acted, F64]]:
    """Site, place of the day, who acted, and how likely each voice of the workers' side speaks."""
    truth, reporting = truth_of(run), run.scenario.parameters.reporting
    number = {site.site: at for at, site in enumerate(run.scenario.sites)}
    column = {day: at for at, day in enumerate(days)}
    for (day, site), acted in truth.acted.items():
        at = column.get(day)
        if at is not None and acted.active:
            heard = [
                detection_of(
                    reporting,
                    voice,
                    people=acted.active,
                    giant=site in truth.giants,
                    openness=truth.openness[day],
                )
                for voice in WORKERS_SIDE
            ]
            yield number[site], at, acted, np.array(heard)


def _largest(
    acted: Acted, reporting: Reporting, each: F64, seed: int, day: int, site: str
) -> float:
    """The largest number of those told, if at least one of some speakers tells one."""

    def draw(name: str, at: int) -> float:
        return uniform(
            bits(stream(seed, _key_of(f"expected/{name}"), day), _key_of(f"{site}/{at}"))
        )

    # The first to speak is at the place where the chance that all were silent falls below a share.
    spoken = 1.0 - np.multiply.accumulate(1.0 - each)
    first = int(np.searchsorted(spoken, draw("first", 0) * float(spoken[-1])))
    most = -np.inf
    for at, chance in enumerate(each.tolist()):
        if at == first or (at > first and draw("speaks", at) < chance):
            bias = bias_of(reporting, WORKERS_SIDE[at % len(WORKERS_SIDE)])
            most = max(most, log(bias) + reporting.noise * normal_quantile(draw("size", at)))
    return measured(acted) * exp(most)
