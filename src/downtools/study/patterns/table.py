"""The table of patterns: every observed fact beside many runs with their own luck and parameters.

A pattern passes when the median over the runs lies in the observed band or, where a single figure
was reported, within a stated factor of it. The interval is printed and never rescues a miss.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from statistics import median, median_low
from typing import Any

import numpy as np

import downtools
from downtools.chance import bits, key_of, stream
from downtools.compiled import compiled_before
from downtools.errors import Fault, InputError
from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.run.simulate import Progress, simulate
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Observed
from downtools.study.draws import WIDTH, drawn
from downtools.study.patterns.held import FACTOR, Held
from downtools.study.patterns.measures import measured
from downtools.study.pool import in_order, wrong_numbers
from downtools.study.shares import Probability, probability_of
from downtools.world.build import build_world
from downtools.world.needs import needs_of, refuse_if_too_large
from downtools.world.threads import default_threads
from downtools.world.world import World

__all__ = ["Pattern", "Patterns", "Plan", "Replicate", "patterns", "replicate"]

_SEED = 1
_TAIL = 0.05
"""What lies beyond each end of the interval over the runs."""


@dataclass(frozen=True)
class Plan:
    """What all replicates share."""

    scenario: Scenario
    scale: float
    width: float = WIDTH


@dataclass(frozen=True, kw_only=True)
class Replicate:
    """What one run showed: its values in the order of the facts, and how it ended."""

    values: tuple[float, ...]
    reach: str
    resolution: str


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
    width: float
    """How wide the draws are beside the scenario's prior."""
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
    jobs: int | None = None,
    done: Callable[[int, int], None] | None = None,
    tell: Callable[[Progress], None] | None = None,
) -> Patterns:
    """Hold the scenario's facts against `runs` runs, each with its own luck and parameters.

    `scale` is the share of the workers in memory, `factor` how far from a single figure a median
    may lie, `jobs` the processes (all cores if None). `done` is told how many runs of all are
    there, `tell` what the first run does. Facts after the scenario's last day are left out.

    Raises `InputError` for arguments out of range or a scenario without facts, `OutOfRoomError`
    if the runs do not fit in memory or a process dies.
    """
    facts = _facts(scenario)
    _check(runs, factor, jobs, facts)
    plan = Plan(scenario, scale)
    found: list[Replicate] = []
    with_jobs = min(jobs or default_threads(), runs)
    _world(plan)  # built once, so that the processes find it in the cache
    refuse_if_too_large(needs_of(scenario, scale), built=True, runs=with_jobs)
    if not compiled_before():
        simulate(scenario.with_days(1), seed=1, scale=scale, threads=1, progress=tell)
    for one in in_order(replicate, plan, runs, with_jobs):
        found.append(one)
        if done is not None:
            done(len(found), runs)
    return table_of(plan, factor, found)


def table_of(plan: Plan, factor: float, found: Sequence[Replicate]) -> Patterns:
    """The table of replicates that have been run."""
    scenario = plan.scenario
    columns = zip(*(one.values for one in found), strict=True)
    rows = tuple(
        _row(fact, values, factor) for fact, values in zip(_facts(scenario), columns, strict=True)
    )
    return Patterns(
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        version=downtools.__version__,
        runs=len(found),
        scale=plan.scale,
        width=plan.width,
        factor=factor,
        confound=scenario.confound,
        passing=sum(row.holds for row in rows),
        reach=probability_of(REACHES, [one.reach for one in found]),
        resolution=probability_of(RESOLUTIONS, [one.resolution for one in found]),
        patterns=rows,
    )


def replicate(plan: Plan, index: int) -> Replicate:
    """Replicate `index`: the same whether run alone or among others."""
    scenario = drawn(plan.scenario, index, _SEED, plan.width)
    seed = bits(stream(_SEED, key_of("patterns/luck"), 0), index) >> 1
    run = simulate(scenario, seed=seed, world=_world(plan), threads=1)
    return Replicate(
        values=tuple(measured(run, fact) for fact in _facts(plan.scenario)),
        reach=run.outcome.reach,
        resolution=run.outcome.resolution,
    )


@lru_cache(maxsize=1)
def _world(plan: Plan) -> World:
    return build_world(plan.scenario, scale=plan.scale)


def _facts(scenario: Scenario) -> tuple[Observed, ...]:
    return tuple(fact for fact in scenario.observed if fact.last <= scenario.calendar.end)


def _row(fact: Observed, values: Sequence[float], factor: float) -> Pattern:
    middle = median_low(values) if Held(fact=fact, simulated=0.0).is_date else median(values)
    held = Held(fact=fact, simulated=middle, factor=factor)
    low, high = (float(edge) for edge in np.quantile(values, (_TAIL, 1.0 - _TAIL)))

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


def _check(runs: int, factor: float, jobs: int | None, facts: Sequence[Observed]) -> None:
    faults = wrong_numbers("run", runs, 50, jobs)
    if not 1.0 <= factor < math.inf:
        problem, cure = "no factor to allow", "give a number of at least 1; 2 is usual"
        faults.append(Fault(file="--factor", value=factor, problem=problem, cure=cure))
    if not facts:
        problem = "no fact to hold a run against"
        cure = "write facts within the days of the scenario; docs/scenarios.md says how"
        faults.append(Fault(file="observed.csv", problem=problem, cure=cure))
    if faults:
        raise InputError(faults)
