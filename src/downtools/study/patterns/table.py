"""The table of patterns: every observed fact beside many runs with their own luck and parameters.

A pattern passes when the median over the runs lies in the observed band or, where a single figure
was reported, within a stated factor of it. The interval is printed and never rescues a miss.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median, median_low
from typing import Any

import numpy as np

import downtools
from downtools.errors import Fault, InputError
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Observed
from downtools.study.belief import belief_of
from downtools.study.draws import WIDTH
from downtools.study.ensemble.carry import How, carry_out
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.runs import Runs
from downtools.study.measures import facts_of
from downtools.study.patterns.held import FACTOR, Held
from downtools.study.pool import wrong_numbers
from downtools.study.shares import Probability

__all__ = ["Pattern", "Patterns", "patterns", "patterns_of"]

_TAIL = 0.05
"""What lies beyond each end of the interval over the runs."""


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A row of the table. Dates are texts like 2020-08-17, and so are their edges."""

    name: str
    label: str
    rung: str
    first: str
    last: str
    denominator: str
    unit: str
    observed_low: float | str | None
    observed_high: float | str | None
    observed_point: float | None
    source_kind: str
    source: str
    median: float | str
    low: float | str
    high: float | str
    """5 and 95 % of the runs lie below `low` and `high`."""
    share: float
    """Part of the single runs in which it holds."""
    holds: bool
    miss: str
    guess: str


@dataclass(frozen=True, kw_only=True)
class Patterns:
    """The table of a scenario, and how its runs ended."""

    scenario: str
    scenario_hash: str
    version: str
    runs: int
    scale: float
    belief: str
    """From what parameters were drawn, in words."""
    factor: float
    confound: str
    passing: int
    reach: dict[str, Probability]
    resolution: dict[str, Probability]
    patterns: tuple[Pattern, ...]

    @property
    def holds(self) -> bool:
        """Whether every pattern does."""
        return self.passing == len(self.patterns)

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self) | {"patterns": [asdict(row) for row in self.patterns]}


def patterns(
    scenario: Scenario,
    *,
    runs: int = 50,
    scale: float = 1.0,
    factor: float = FACTOR,
    source: str | None = None,
    width: float = WIDTH,
    how: How | None = None,
) -> Patterns:
    """Hold the scenario's facts against `runs` runs, each with its own luck and parameters.

    `scale` is the share of the workers in memory, `factor` how far from a single figure a median
    may lie. Parameters are drawn from `source` - prior, posterior, or the file of one; the
    posterior shipped with the scenario, else its prior at `width` of its width. `how` says by whom
    it is done and in which folder. Facts after the scenario's last day are left out. With a
    posterior this is the posterior predictive check of each pattern.

    Raises `InputError` for arguments out of range or a scenario without facts, `OutOfRoomError`
    if the runs do not fit in memory.
    """
    _check(factor, runs, how, facts_of(scenario))
    plan = Plan(
        question="patterns",
        scenario=scenario,
        belief=belief_of(scenario, source, width),
        scale=scale,
    )
    return patterns_of(carry_out(plan, runs, how or How()), factor)


def patterns_of(runs: Runs, factor: float = FACTOR, arm: int | str = 0) -> Patterns:
    """The facts of the scenario held against the runs of an arm; those that failed are left out.

    Raises `InputError` if there is no such run, or the scenario has no facts.
    """
    plan = runs.plan
    facts, values = facts_of(plan.scenario), runs.facts(arm)
    _check(factor, len(values), None, facts)
    rows = tuple(
        _row(fact, column, factor) for fact, column in zip(facts, values.T.tolist(), strict=True)
    )
    return Patterns(
        scenario=plan.scenario.name,
        scenario_hash=plan.scenario.hash,
        version=downtools.__version__,
        runs=len(values),
        scale=plan.scale,
        belief=plan.belief.words,
        factor=factor,
        confound=plan.scenario.confound,
        passing=sum(row.holds for row in rows),
        reach=runs.reach(arm),
        resolution=runs.resolution(arm),
        patterns=rows,
    )


def _row(fact: Observed, values: Sequence[float], factor: float) -> Pattern:
    middle = median_low(values) if Held(fact=fact, simulated=0.0).in_steps else median(values)
    held = Held(fact=fact, simulated=middle, factor=factor)
    between = "inverted_cdf" if held.levels else "linear"  # nothing lies between two levels
    tails = np.quantile(values, (_TAIL, 1.0 - _TAIL), method=between)
    low, high = (float(edge) for edge in tails)

    def plain(value: float) -> float | str | None:
        if not math.isfinite(value):
            return None
        return held.in_words(value) if held.is_date else value

    edges = (None, None) if fact.point is not None else map(plain, held.edges)
    observed_low, observed_high = edges
    return Pattern(
        name=fact.pattern,
        label=fact.label,
        rung=fact.rung,
        first=str(fact.first),
        last=str(fact.last),
        denominator=fact.denominator,
        unit=fact.unit,
        observed_low=observed_low,
        observed_high=observed_high,
        observed_point=fact.point,
        source_kind=fact.source_kind,
        source=fact.source,
        median=plain(middle) or 0.0,
        low=plain(low) or 0.0,
        high=plain(high) or 0.0,
        share=sum(Held(fact=fact, simulated=v, factor=factor).holds for v in values) / len(values),
        holds=held.holds,
        miss=held.miss_words,
        guess=fact.guess,
    )


def _check(factor: float, runs: int, how: How | None, facts: Sequence[Observed]) -> None:
    faults = wrong_numbers("run", runs, 50, how.jobs if how else None)
    if not 1.0 <= factor < math.inf:
        problem, cure = "no factor to allow", "give a number of at least 1; 2 is usual"
        faults.append(Fault(file="--factor", value=factor, problem=problem, cure=cure))
    if not facts:
        problem = "no fact to hold a run against"
        cure = "write facts within the days of the scenario; docs/scenarios.md says how"
        faults.append(Fault(file="observed.csv", problem=problem, cure=cure))
    if faults:
        raise InputError(faults)
