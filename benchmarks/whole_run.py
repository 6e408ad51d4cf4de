"""A run by hand, with one phase or another in place of the engine's decide; and days replayed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.inputs import wake
from downtools.chance import Luck
from downtools.day import (
    PHASES,
    Morning,
    Records,
    State,
    Team,
    cuts_of,
    first_state,
    new_today,
    rules_of,
)
from downtools.digest import digest_of
from downtools.scenario.model import Scenario
from downtools.world.world import World

__all__ = ["Decide", "Evening", "Whole", "a_day", "run_days"]

_ABOVE_QUIET = 63
"""Stance and act in `State.rungs`."""

Decide = Callable[[Morning], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Evening:
    """A state from which a day can be replayed."""

    day: int
    state: State
    active: int
    """Workers above quiet on that day."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Whole:
    """A whole run: its digest, and the seconds of each phase on each day."""

    digest: str
    seconds: float
    phases: list[dict[str, float]]
    busiest: Evening | None


def first_morning(scenario: Scenario, world: World, team: Team, seed: int = 1) -> Morning:
    """The morning of day 0."""
    rules = rules_of(scenario, world, Luck.of(seed))
    return Morning(
        world=world,
        rules=rules,
        state=first_state(world, rules),
        today=new_today(world),
        records=Records(),
        day=0,
        team=team,
        cuts=cuts_of(world.sites.first_worker),
    )


def a_day(morning: Morning, decide: Decide | None = None) -> dict[str, float]:
    """Run all phases of one day; seconds of each (of another decide without waking sites)."""
    spent: dict[str, float] = {}
    for phase in PHASES:
        other = decide if phase.name == "decide" else None
        start = time.perf_counter()
        (other or phase.run)(morning)
        spent[phase.name] = time.perf_counter() - start
        if other is not None:
            wake(morning)
    return spent


def run_days(
    scenario: Scenario,
    world: World,
    *,
    threads: int,
    decide: Decide | None = None,
    keep_busiest: bool = False,
    days: int | None = None,
) -> Whole:
    """Run a scenario, if told so with another decide phase; keep the evening before the peak."""
    phases: list[dict[str, float]] = []
    busiest: Evening | None = None
    start = time.perf_counter()
    with Team(threads) as team:
        morning = first_morning(scenario, world, team)
        for day in range(days or scenario.calendar.days):
            morning = replace(morning, day=day)
            before = morning.state.copy() if keep_busiest else None
            phases.append(a_day(morning, decide))
            if before is not None:
                active = int(np.count_nonzero(morning.state.rungs & _ABOVE_QUIET))
                if busiest is None or active > busiest.active:
                    busiest = Evening(day=day, state=before, active=active)
    seconds = time.perf_counter() - start
    return Whole(
        digest=digest_of(morning.records.tables()),
        seconds=seconds,
        phases=phases,
        busiest=busiest,
    )
