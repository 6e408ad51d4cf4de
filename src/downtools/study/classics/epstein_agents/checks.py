"""Checks of Epstein's Model I: a long run of NetLogo's rule, and three ways to lose control.

The table's intervals are those of three seeds. What a seed changes most is how many agents drew
hardship enough ever to be active: by chance 498 with a standard deviation of 17.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean, linear_regression, median, stdev
from typing import NamedTuple

from downtools.study.classics.check import Check, between, exactly, near, share_near
from downtools.study.classics.epstein_agents.runs import (
    AGENTS,
    BURST,
    Plan,
    bursts_of,
    jump,
    peaks,
    salami,
    simulate,
    steady,
    withdrawal,
)

__all__ = ["checks"]

_TICKS, _FIRST = 10_500, 500
_TABLE_SEEDS = 3
_ERRORS = 3.0
_LEVEL = "mean jailed"
_Statistics = dict[str, float]

_RUNS_WITH, _RUNS_WITHOUT = 40, 15
"""Runs behind the table's medians; without the floor it says 10 to 20."""

_SPEED = (
    "The table does not say how fast police left. The slower they go, the fewer are active at "
    "once; 250 ticks are those of the other two."
)
_SLOWLY = (
    "The table does not say how fast police left; 600 ticks were taken because both medians, with "
    "and without the floor, then come near it: of the two one is a fit."
)
_EXTREME = (
    "The extreme of a long run has a long tail: 64 runs of ours, seeds 1001 to 1064, reached 11 to "
    "31. What took the table's to 41 is not known; it is still short of a burst."
)


class _Row(NamedTuple):
    """A row of the table: the interval over its three seeds, or the one number it gives."""

    name: str
    low: float
    high: float
    spread: float
    """Standard deviation over seeds, measured beforehand over others of ours: 1001 to 1040 with the
    floor, 1001 to 1024 without."""
    cause: str = ""
    """What is known of the reason, should it not hold."""

    def told(self) -> str:
        """The table's interval in words."""
        to = "" if self.low == self.high else f" to {self.high:g}"
        return f"the table has {self.low:g}{to}"


_WITH_FLOOR = (
    _Row("mean active", 36.9, 39.1, 2.94),
    _Row("sd of active", 74.0, 77.0, 3.92),
    _Row(_LEVEL, 226.0, 232.0, 11.3),
    _Row("share of ticks with over 50 active", 0.208, 0.218, 0.0115),
    _Row("bursts per 1000 ticks", 33.2, 33.6, 0.98),
    _Row("mean peak of a burst", 240.0, 248.0, 9.68),
    _Row("most active at once", 345.0, 351.0, 13.8),
    _Row("ticks a burst lasts", 6.2, 6.5, 0.234),
    _Row("ticks between bursts", 23.2, 23.8, 0.962),
    _Row("sd of ticks between bursts", 7.5, 8.5, 0.643),
)

_WITHOUT = (
    _Row("bursts per 1000 ticks", 0.0, 0.0, 0.0),
    _Row("mean active", 0.47, 0.47, 0.0566),
    _Row(_LEVEL, 25.5, 25.5, 4.48),
    _Row("most active at once", 41.0, 41.0, 5.09, _EXTREME),
)


def checks(quick: bool) -> Iterable[Check]:
    """No police at all, the reference run with and without the floor, and runs 3 to 5."""
    yield from _nobody_to_fear()
    many, ticks = (1, 2_500) if quick else (4, _TICKS)
    runs = [_statistics(seed, floor=True) for seed in range(1, 2 if quick else 25)]
    yield from _against_table(_WITH_FLOOR, runs, floor=True)
    if not quick:
        yield from _same_crowd(runs)
    still = [_statistics(seed, ticks, floor=False) for seed in range(1, many + 1)]
    yield from _against_table(_WITHOUT[:1] if quick else _WITHOUT, still, floor=False)
    yield from _losing_control(quick)


def _case(floor: bool) -> str:
    return "with the floor" if floor else "without the floor"


def _statistics(seed: int, ticks: int = _TICKS, *, floor: bool) -> _Statistics:
    """The rows of the table for one reference run without its first 500 ticks."""
    run = simulate(seed, *steady(ticks), floor=floor)
    active, jailed = run.active[_FIRST:], run.jailed[_FIRST:]
    bursts = bursts_of(active)
    always = {
        "mean active": float(active.mean()),
        "sd of active": float(active.std()),
        _LEVEL: float(jailed.mean()),
        "most active at once": float(active.max()),
        "share of ticks with over 50 active": sum(bursts.lengths) / len(active),
        "bursts per 1000 ticks": 1000.0 * len(bursts.peaks) / len(active),
    }
    if len(bursts.waits) < 2:
        return always
    return always | {
        "mean peak of a burst": fmean(bursts.peaks),
        "ticks a burst lasts": fmean(bursts.lengths),
        "ticks between bursts": fmean(bursts.waits),
        "sd of ticks between bursts": stdev(bursts.waits),
    }


def _against_table(
    rows: Iterable[_Row], runs: Sequence[_Statistics], *, floor: bool
) -> Iterable[Check]:
    for row in rows:
        room = _ERRORS * row.spread * (1.0 / _TABLE_SEEDS + 1.0 / len(runs)) ** 0.5
        yield between(
            f"{_case(floor)}: {row.name}",
            "reference",
            row.low - room,
            row.high + room,
            fmean(run.get(row.name, math.nan) for run in runs),
            f"{row.told()}, ours is the mean of {len(runs)}; to each side {room:.3g}, three "
            f"standard errors of the difference by {row.spread:g} between seeds. "
            f"{row.cause}".rstrip(),
        )


def _same_crowd(runs: Sequence[_Statistics]) -> Iterable[Check]:
    """The table's other rows, where our runs are brought to its mean number jailed.

    How many are aggrieved moves all rows together, and most of the spread between seeds is this.
    """
    jailed = next(row for row in _WITH_FLOOR if row.name == _LEVEL)
    x, at = [run[_LEVEL] for run in runs], (jailed.low + jailed.high) / 2
    spread = sum((one - fmean(x)) ** 2 for one in x)
    leverage = 1.0 / _TABLE_SEEDS + 1.0 / len(x) + (at - fmean(x)) ** 2 / spread
    for row in _WITH_FLOOR:
        if row is jailed:
            continue
        y = [run[row.name] for run in runs]
        line = linear_regression(x, y)
        off = (b - line.intercept - line.slope * a for a, b in zip(x, y, strict=True))
        room = _ERRORS * (leverage * sum(one * one for one in off) / (len(x) - 2)) ** 0.5
        yield between(
            f"with the floor, at {at:g} jailed: {row.name}",
            "reference",
            row.low - room,
            row.high + room,
            line.intercept + line.slope * at,
            f"{row.told()}; ours is the straight line through {len(x)} runs over their mean "
            "jailed, at the table's, as all rows move with how many are aggrieved; to each side "
            f"{room:.3g}, three standard errors of the difference by what the line leaves",
        )


def _nobody_to_fear() -> Iterable[Check]:
    """Without police, who is aggrieved enough is active at once."""
    for legitimacy, expected in ((0.7, 0.6667), (0.82, 0.4444), (0.89, 0.0909), (0.9, 0.0)):
        seeds = range(1, 6)
        active = [int(simulate(seed, *steady(1, legitimacy, 0)).active[0]) for seed in seeds]
        yield share_near(
            f"no police, legitimacy {legitimacy}: share active",
            "reference",
            expected,
            sum(active),
            AGENTS * len(seeds),
            "1 - threshold / (1 - legitimacy), hardship being uniform; three standard errors",
        )


class _Loss(NamedTuple):
    """A way to lose control, with the table's median of the most active at once in a run."""

    short: str
    name: str
    plan: Plan
    with_floor: float
    without: float
    above: float
    """The table's share of runs, with the floor, in which more than 50 were active at once."""
    cause: str = ""


_LOSSES = (
    _Loss("slow loss", "legitimacy .9 to 0 in 250 ticks", salami(), 2.0, 2.0, 0.10),
    _Loss("sudden loss", "legitimacy .9 to .7 at tick 80 of 250", jump(), 13.0, 10.6, 0.075),
    _Loss("police leave", "police .074 to 0 in 250 ticks", withdrawal(), 296.0, 16.0, 1.0, _SPEED),
)
_SLOWER = _Loss(
    "police leave", "police .074 to 0 in 600 ticks", withdrawal(600), 296.0, 16.0, 1.0, _SLOWLY
)


def _losing_control(quick: bool) -> Iterable[Check]:
    seeds = range(1, 6 if quick else 41)
    for floor in (True,) if quick else (True, False):
        found = [(loss, peaks(loss.plan, seeds, floor=floor)) for loss in _LOSSES]
        yield exactly(
            f"{_case(floor)}: calmest to wildest by median of {len(seeds)} runs",
            "reference",
            " < ".join(loss.short for loss in _LOSSES),
            _in_order([(median(most), loss.short) for loss, most in found]),
            "the paper's runs 3 to 5, of 250 ticks each",
        )
        if quick:
            return
        for loss, most in (*found, (_SLOWER, peaks(_SLOWER.plan, seeds, floor=floor))):
            yield from _peak_checks(loss, most, floor=floor)


def _in_order(found: Iterable[tuple[float, str]]) -> str:
    """Names by ascending number, with "=" between those that have the same."""
    ranked = sorted(found)
    text = ranked[0][1]
    for (below, _), (number, name) in pairwise(ranked):
        text += f" {'<' if below < number else '='} {name}"
    return text


def _peak_checks(loss: _Loss, most: Sequence[int], *, floor: bool) -> Iterable[Check]:
    """A way to lose control against the table: median, and how often there was a burst."""
    case, many = _case(floor), len(most)
    runs = _RUNS_WITH if floor else _RUNS_WITHOUT
    ranks = _ERRORS * 0.5 * (many * (1.0 + many / runs)) ** 0.5
    low, high = (min(max(int(many / 2 + off), 0), many - 1) for off in (-ranks, ranks))
    yield near(
        f"{case}, {loss.name}: median of the most active at once",
        "reference",
        loss.with_floor if floor else loss.without,
        median(most),
        (most[high] - most[low]) / 2,
        f"{many} runs against the table's {runs}; the tolerance is half the way from rank "
        f"{low + 1} to {high + 1}: three standard errors of both medians. {loss.cause}".rstrip(),
    )
    if floor:
        yield share_near(
            f"{case}, {loss.name}: share of runs with over {BURST} active",
            "reference",
            loss.above,
            sum(peak > BURST for peak in most),
            many,
            f"three standard errors of both counts, {many} runs against {runs}",
            error=(loss.above * (1.0 - loss.above) / runs) ** 0.5,
        )
