"""Simulate: a scenario and a seed in, an immutable Run out. No global state, no printing."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from downtools.compiled import compiled_before
from downtools.day import (
    PHASES,
    Morning,
    Records,
    Team,
    cuts_of,
    first_state,
    new_today,
    rules_of,
)
from downtools.errors import Fault, InputError
from downtools.run.outcome import rolls_of
from downtools.run.provenance import provenance_of
from downtools.run.run import Run
from downtools.scenario.model import Scenario
from downtools.world.build import build_world
from downtools.world.threads import default_threads
from downtools.world.world import World

__all__ = ["Progress", "mornings", "simulate"]


@dataclass(frozen=True)
class Progress:
    """How far a run is: `stage` is "compile" (once a version), "world" or "day"."""

    stage: str
    done: int
    total: int


def simulate(
    scenario: Scenario,
    *,
    seed: int = 1,
    scale: float = 1.0,
    threads: int | None = None,
    world: World | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Run a scenario day by day.

    `seed` is the luck of the run, not the world: the same scenario, seed and version give the
    same digest on any number of `threads` and any machine. A `world` built before is used as it
    is and decides the scale. `progress` is called before each stage and after each day.

    Raises `InputError` if the seed is not in 0 .. 2**63 - 1, or `threads` is below 1.
    """
    _check(seed, threads)
    tell = progress or _untold
    if not compiled_before():
        tell(Progress("compile", 0, 1))
    began = time.perf_counter()
    if world is None:
        tell(Progress("world", 0, 1))
        world = build_world(scenario, scale=scale, threads=threads)
    built = time.perf_counter()
    records = Records()
    spent = {phase.name: 0.0 for phase in PHASES}
    days = scenario.calendar.days
    tell(Progress("day", 0, days))
    with Team(threads or default_threads()) as team:
        for morning in mornings(scenario, world, seed, team, records):
            for phase in PHASES:
                start = time.perf_counter()
                phase.run(morning)
                spent[phase.name] += time.perf_counter() - start
            tell(Progress("day", morning.day + 1, days))
    return Run(
        scenario=scenario,
        seed=seed,
        scale=world.scale,
        people=world.people,
        agents=world.agents,
        tables=records.tables(),
        rolls=rolls_of(scenario, world),
        provenance=provenance_of(scenario.name, scenario.hash, seed, world.scale),
        seconds={"world": built - began, **spent},
    )


def mornings(
    scenario: Scenario, world: World, seed: int, team: Team, records: Records
) -> Iterator[Morning]:
    """The mornings of a run, one after the other; whoever takes one runs its phases in order.

    All share one State, which is that of the evening before.
    """
    rules = rules_of(scenario, world, seed)
    state, today = first_state(world, rules), new_today(world)
    cuts = cuts_of(world.sites.first_worker)
    for day in range(scenario.calendar.days):
        yield Morning(
            world=world,
            rules=rules,
            state=state,
            today=today,
            records=records,
            day=day,
            team=team,
            cuts=cuts,
        )


def _untold(_: Progress) -> None:
    """Where progress goes if nobody asks."""


def _check(seed: int, threads: int | None) -> None:
    faults: list[Fault] = []
    if not 0 <= seed < 2**63:
        faults.append(
            Fault(
                file="seed",
                value=seed,
                problem="not a seed",
                cure="give a whole number from 0 to 9223372036854775807",
            )
        )
    if threads is not None and threads < 1:
        faults.append(
            Fault(
                file="threads",
                value=threads,
                problem="no thread to work with",
                cure="give a whole number of at least 1, or leave it out",
            )
        )
    if faults:
        raise InputError(faults)
