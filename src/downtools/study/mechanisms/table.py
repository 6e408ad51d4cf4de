"""The table of the parts of the system: every row beside what it was expected to show."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from statistics import median
from typing import Any

import numpy as np

from downtools.compiled import compiled_before
from downtools.errors import InputError
from downtools.run.simulate import Progress, simulate
from downtools.scenario.model import Scenario
from downtools.study.draws import WIDTH
from downtools.study.mechanisms.cases import by_rule
from downtools.study.mechanisms.features import Feature, other_country, two_sides
from downtools.study.mechanisms.notes import relative
from downtools.study.mechanisms.pairs import Pair, Plan, case_of, luck, pairs_of
from downtools.study.mechanisms.rows import ROWS, Row
from downtools.study.pool import in_order, wrong_numbers
from downtools.world.needs import needs_of, refuse_if_too_large
from downtools.world.threads import default_threads

__all__ = ["SHARE", "Mechanisms", "Shown", "judged", "mechanisms"]

SHARE = 0.9
"""Share of the draws that must have the stated sign."""
_NOTABLE = 0.05


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A row of the table; what only pairs have is None for a feature."""

    row: str
    expected: str | None
    why: str | None
    effect: float | None
    """Median over the pairs of (on - off) / max(|on|, |off|)."""
    low: float | None
    """The 2.5 % quantile over the pairs."""
    high: float | None
    """The 97.5 % quantile over the pairs."""
    smallest: float | None
    share: float | None
    """Share of the draws whose effect has the stated sign."""
    holds: bool
    part: str
    measure: str
    note: str
    reason: str
    """Why it does not hold; empty if it does."""


@dataclass(frozen=True, kw_only=True)
class Mechanisms:
    """The table of a scenario: a verification of code, no evidence about the country."""

    scenario: str
    scenario_hash: str
    version: str
    """Of downtools that made the table."""
    runs: int
    scale: float
    width: float
    """How wide the draws are beside the scenario's prior."""
    rows: tuple[Shown, ...]

    @property
    def holds(self) -> bool:
        """Whether every row does."""
        return all(row.holds for row in self.rows)

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self) | {"rows": [asdict(row) for row in self.rows]}


def mechanisms(
    scenario: Scenario,
    *,
    runs: int = 100,
    scale: float = 1.0,
    jobs: int | None = None,
    done: Callable[[int, int], None] | None = None,
    tell: Callable[[Progress], None] | None = None,
) -> Mechanisms:
    """Every part of the system on beside off, in `runs` pairs, on `jobs` processes (all cores).

    The result does not depend on `jobs`. `done` is called with the number of draws finished
    and of all; `tell` with the progress of what this process runs itself.
    Raises `InputError` if `runs` or `jobs` is below 1, `scale` is not in (0, 1], or so many runs
    at once find no room in memory.
    """
    if faults := wrong_numbers("pair", runs, 100, jobs):
        raise InputError(faults)
    plan = Plan(by_rule(scenario), scale)
    case = case_of(plan)
    if not compiled_before():  # once, before several processes would do it at the same time
        simulate(plan.scenario.with_days(1), world=case.world, threads=1, progress=tell)
    jobs = jobs or default_threads()
    refuse_if_too_large(needs_of(scenario, scale), built=True, runs=min(jobs, runs))
    task = partial(pairs_of, tell=tell) if jobs == 1 or runs == 1 else pairs_of
    draws: list[tuple[Pair | None, ...]] = []
    for pairs in in_order(task, plan, runs, jobs):
        draws.append(pairs)
        if done is not None:
            done(len(draws), runs)
    shown = [
        judged(row, [pairs[at] for pairs in draws], row.lacks(case)) for at, row in enumerate(ROWS)
    ]
    features = (two_sides(scenario), other_country(scenario, scale, luck(0)))
    return Mechanisms(
        scenario=scenario.name,
        scenario_hash=scenario.run_hash,
        version=version("downtools"),
        runs=runs,
        scale=scale,
        width=WIDTH,
        rows=(*shown, *map(_feature, features)),
    )


def judged(row: Row, pairs: Sequence[Pair | None], lacks: str = "") -> Shown:
    """A row of the table from its pairs, or from why the scenario `lacks` its part."""
    there = [pair for pair in pairs if pair is not None]
    effects = [relative(pair.on, pair.off) for pair in there] or [0.0]
    effect = median(effects)
    low, high = (float(at) for at in np.quantile(effects, (0.025, 0.975)))
    share = sum(row.sign * one > 0.0 for one in effects) / len(effects)
    still = sum(one == 0.0 for one in effects) / len(effects)
    holds = not lacks and share >= SHARE and row.sign * effect >= row.smallest
    return Shown(
        row=row.row,
        expected=row.expected,
        why=row.why,
        effect=effect,
        low=low,
        high=high,
        smallest=row.smallest,
        share=share,
        holds=holds,
        part=row.part,
        measure=row.measured,
        note=_note(row, there),
        reason="" if holds else lacks or _reason(row, effect, share, still),
    )


def _reason(row: Row, effect: float, share: float, still: float) -> str:
    """Why a row does not hold."""
    reasons: list[str] = []
    if share < SHARE:
        unchanged = f" (no change in {still:.0%})" if still >= _NOTABLE else ""
        reasons.append(f"sign in {share:.0%} of draws{unchanged}")
    size = row.sign * effect
    if size < 0.0:
        reasons.append(f"effect {effect:+.1%} against the stated sign")
    elif size < row.smallest:
        reasons.append(f"effect {abs(size):.1%} below the smallest {row.smallest:.0%}")
    return ", ".join(reasons)


def _note(row: Row, pairs: Sequence[Pair]) -> str:
    if not pairs:
        return ""
    on, off = median(pair.on for pair in pairs), median(pair.off for pair in pairs)
    levels = f"medians: on {_number(on)}, off {_number(off)}"
    if row.note is None:
        return levels
    return f"{levels}; {row.note([(pair.aside_on, pair.aside_off) for pair in pairs])}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


def _feature(feature: Feature) -> Shown:
    return Shown(
        row=feature.row,
        expected=None,
        why=None,
        effect=None,
        low=None,
        high=None,
        smallest=None,
        share=None,
        holds=feature.holds,
        part=feature.part,
        measure=feature.measured,
        note=feature.note,
        reason="" if feature.holds else feature.note,
    )
