"""Discover: where, among the parameters that were drawn, waves that reach far live.

A box of limits is looked for (`study.boxes`) within which nearly all runs reach that far. It says
what would have to be true of what is not known for the wave to be large. It is no advice: what a
box says of the means of the regime is what they may have been, not how to set them, and where the
wave is small is not looked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.errors import Fault, InputError, nearest
from downtools.run.outcome import REACHES
from downtools.scenario.model import Scenario
from downtools.study.belief import belief_of
from downtools.study.boxes import Box, Limit, boxes, steadiness
from downtools.study.draws import WIDTH
from downtools.study.ensemble.carry import How, carry_out
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.rows import DRAWN
from downtools.study.ensemble.runs import Runs
from downtools.study.levers.ask import SCALE
from downtools.study.levers.weaker import MEANS
from downtools.study.shares import Probability, probability

__all__ = ["DENSITY", "IN_A_RUN", "Bound", "Discovery", "answer_of", "discover"]

F64 = npt.NDArray[np.float64]

DENSITY = 0.8
"""The share of runs that reach that far, wanted of the box."""
_HALVES = 30
_STEADY = 0.8
"""Share of the halves in which a limit comes again that is no accident of the runs."""
IN_A_RUN = tuple(key for key in DRAWN if not key.startswith("reporting."))
"""Keys that are drawn and have a part in a run; how it is reported has none."""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """Between what a parameter lies in the chosen box."""

    key: str
    meaning: str
    unit: str
    low: float | None
    """None: not limited from below."""
    high: float | None
    drawn_low: float
    drawn_high: float
    """The least and the most that was drawn."""
    p_low: float | None
    """Quasi-p-value of the lower limit, too small as it was chosen among many (Bryant and Lempert
    2010)."""
    p_high: float | None
    again_low: float
    again_high: float
    """The share of random halves of the runs whose box has such a limit."""
    of_the_regime: bool
    """Whether it is of the means of the regime: what they may have been, and no advice."""


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """Where, among drawn parameters, waves live that reach that far."""

    scenario: str
    scenario_hash: str
    version: str
    reach: str
    """How far a wave must reach, at least, to count as a hit."""
    runs: int
    failed: int
    scale: float
    seed: int
    vary: tuple[str, ...]
    belief: str
    keys: int
    """Parameters that could be limited."""
    base: Probability
    """How often runs reach that far, without any limit."""
    density_wanted: float
    trajectory: tuple[Box, ...]
    """From all runs to the smallest box; empty if no run is a hit."""
    chosen: Box | None
    """Of those dense enough the one that covers most, else the densest; None without a hit."""
    bounds: tuple[Bound, ...]
    """The limits of the chosen box."""
    there: float | None
    """Boxes found in random halves of the runs: the share of hits in the half each was found in."""
    elsewhere: float | None
    """The same in the other half, which had no say: what can be believed."""
    words: str
    """The chosen box, and what to know beside it."""
    not_shown: tuple[str, ...]
    """What it does not show."""
    digest: str

    @property
    def holds(self) -> bool:
        """There is nothing to be held against."""
        return True

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)


def discover(
    scenario: Scenario,
    *,
    runs: int = 500,
    reach: str = "sector_or_region",
    density: float = DENSITY,
    keys: Sequence[str] = (),
    of: Path | None = None,
    source: str | None = None,
    width: float = WIDTH,
    seed: int = 1,
    scale: float = SCALE,
    how: How | None = None,
) -> Discovery:
    """Look for where, among drawn parameters, waves live that reach at least `reach`.

    `runs` draws of parameters and luck are run, or those of a folder `of` an ensemble of the
    same scenario are read. `density` is the share of hits wanted of the box. Only `keys` are
    limited, or all that are drawn if none is named; with few runs fewer keys mislead less.

    Raises `InputError` for arguments that will not do, or a folder of another scenario or of
    runs that share their parameters; `StoredRunError` for a folder that is none, `OutOfRoomError`
    if memory or disk will not do.
    """
    _check(reach, density, keys)
    if of is not None:
        return answer_of(_read(scenario, of), reach, density, keys)
    plan = Plan(
        question="discover",
        scenario=scenario,
        belief=belief_of(scenario, source, width),
        seed=seed,
        scale=scale,
    )
    return answer_of(carry_out(plan, runs, how or How()), reach, density, keys)


def _check(reach: str, density: float, keys: Sequence[str]) -> None:
    faults: list[Fault] = []
    if reach not in REACHES[1:]:
        cure = nearest(reach, REACHES[1:])
        faults.append(Fault(file="--reach", value=reach, problem="no such reach", cure=cure))
    if not 0.0 < density <= 1.0:
        cure = "give a number above 0, at most 1"
        faults.append(Fault(file="--density", value=density, problem="no share", cure=cure))
    for key in keys:
        if key not in DRAWN:
            problem, cure = "no key, or one without a prior", nearest(key, DRAWN)
            faults.append(Fault(file="--key", value=key, problem=problem, cure=cure))
    if faults:
        raise InputError(faults)


def _read(scenario: Scenario, folder: Path) -> Runs:
    runs = Runs.load(folder)
    problem = cure = ""
    if runs.plan.scenario.hash != scenario.hash:
        problem = f"holds runs of another scenario ({runs.plan.scenario.name})"
        cure = "give the folder of an ensemble of this one, with the same --set and --days"
    elif "uncertainty" not in runs.plan.vary:
        problem = "its runs share their parameters: there is nothing to tell them apart by"
        cure = "give the folder of an ensemble in which uncertainty varies"
    if problem:
        raise InputError([Fault(file="--of", value=folder, problem=problem, cure=cure)])
    return runs


def answer_of(
    runs: Runs, reach: str, density: float = DENSITY, keys: Sequence[str] = ()
) -> Discovery:
    """The box in the baseline runs of a study. Raises `InputError` if all of them failed."""
    if not len(runs.rows()):
        cure = "see the column `error` of the outcomes in the folder given with --out"
        raise InputError([Fault(file="discover", problem="every run failed", cure=cure)])
    plan = runs.plan
    hits = runs.counts("reach") >= REACHES.index(reach)
    table = _varying(runs, keys)
    if not table:
        cure = "draw parameters from a wider prior (--width)"
        raise InputError([Fault(file="--width", problem="no parameter differs", cure=cure)])
    found = boxes(table, hits, least_density=density)
    again = steadiness(table, hits, seed=plan.seed, halves=_HALVES, least_density=density)
    sides = {side.key: (side.low, side.high) for side in again.keys}
    limits = found.chosen.limits if found.chosen else ()
    bounds = tuple(_bound(plan.scenario, limit, table, sides) for limit in limits)
    return Discovery(
        scenario=plan.scenario.name,
        scenario_hash=plan.scenario.hash,
        version=version("downtools"),
        reach=reach,
        runs=len(hits),
        failed=runs.failed,
        scale=plan.scale,
        seed=plan.seed,
        vary=plan.vary,
        belief=plan.belief.words,
        base=probability(hits.tolist()),
        density_wanted=density,
        trajectory=found.trajectory,
        chosen=found.chosen,
        bounds=bounds,
        there=again.density,
        elsewhere=again.elsewhere,
        keys=len(table),
        words=_words(found.words, str(again) if found.chosen else "", bounds),
        not_shown=_not_shown(bounds, plan.belief.words),
        digest=runs.digest,
    )


def _varying(runs: Runs, keys: Sequence[str]) -> dict[str, F64]:
    """Drawn parameters that differ between runs, by draw as `Runs.counts` is."""
    table = runs.parameters
    order = np.argsort(table["draw"].to_numpy(), kind="stable")
    wanted = keys or IN_A_RUN
    columns = {key: table[key].to_numpy()[order] for key in wanted}
    return {key: values for key, values in columns.items() if np.ptp(values) > 0.0}


def _bound(
    scenario: Scenario,
    limit: Limit,
    table: Mapping[str, F64],
    sides: Mapping[str, tuple[float, float]],
) -> Bound:
    declared = scenario.declared(limit.key)
    values = table[limit.key]
    return Bound(
        key=limit.key,
        meaning=declared.meaning,
        unit=declared.unit,
        low=limit.low,
        high=limit.high,
        drawn_low=float(values.min()),
        drawn_high=float(values.max()),
        p_low=limit.p_low,
        p_high=limit.p_high,
        again_low=sides[limit.key][0],
        again_high=sides[limit.key][1],
        of_the_regime=limit.key in MEANS,
    )


def _words(found: str, again: str, bounds: Sequence[Bound]) -> str:
    said = [found, again]
    steady = [bound.key for bound in bounds if _again(bound) >= _STEADY]
    if bounds:
        which = f": {', '.join(steady)}" if steady else ""
        said.append(
            f"{len(steady)} of {len(bounds)} limited parameters are so in at least "
            f"{_STEADY:.0%} of the halves{which}"
        )
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in said if part)


def _again(bound: Bound) -> float:
    """How often the less steady of its limits comes again."""
    sides = ((bound.low, bound.again_low), (bound.high, bound.again_high))
    return min(share for limit, share in sides if limit is not None)


def _not_shown(bounds: Sequence[Bound], belief: str) -> tuple[str, ...]:
    said = [
        "What would have changed it: a box says what goes together with a large wave in draws of "
        "parameters, not what one of them does alone (see the commands levers and sensitivity).",
        f"How likely it is that the parameters lie in the box, beyond {belief}.",
        "That there is no other box: one is looked for, and another may be as good.",
    ]
    if any(bound.of_the_regime for bound in bounds):
        said.append(
            "How a regime should set its means: limits of them say what they may have been, and "
            "where the wave is small is not looked for."
        )
    return tuple(said)
