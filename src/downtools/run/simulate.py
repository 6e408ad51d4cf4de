"""Simulate: a scenario and a seed in, an immutable Run out. No global state, no printing."""

import dataclasses
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from downtools.chance import Luck
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
from downtools.run.past import Past
from downtools.run.run import Run
from downtools.scenario.model import Scenario
from downtools.world.build import build_world
from downtools.world.threads import default_threads
from downtools.world.world import World

__all__ = ["Progress", "mornings", "simulate", "simulate_keeping"]


@dataclass(frozen=True)
class Progress:
    """How far a run is: `stage` is "compile" (once a version), "world" or "day"."""

    stage: str
    done: int
    total: int


Tell = Callable[[Progress], None]


def simulate(
    scenario: Scenario,
    *,
    seed: int | Luck = 1,
    scale: float = 1.0,
    threads: int | None = None,
    world: World | None = None,
    past: Past | None = None,
    progress: Tell | None = None,
) -> Run:
    """Run a scenario day by day.

    `seed` is the luck of the run, not the world: the same scenario, seed and version give the
    same digest on any number of `threads` and any machine. A `Luck` tells apart what many share
    and what falls on each worker alone. A `world` built before is used as it is and decides the
    scale. With a `past` of this scenario, or of one that differs from it later only, the run
    goes on from its day. `progress` is called before each stage and after each day.

    Raises `InputError` if a seed is not in 0 .. 2**63 - 1, or `threads` is below 1.
    """
    arguments = (scale, threads, world, past, progress)
    return _simulated(scenario, Luck.of(seed), (), *arguments)[0]


def simulate_keeping(
    scenario: Scenario,
    days: Collection[int],
    *,
    seed: int | Luck = 1,
    threads: int | None = None,
    world: World,
    past: Past | None = None,
) -> tuple[Run, dict[int, Past]]:
    """As `simulate`, and the past of each of some `days` (from 0), as it was that morning.

    The morning after the last day may be one of them.
    """
    return _simulated(scenario, Luck.of(seed), days, world.scale, threads, world, past, None)


def _simulated(
    scenario: Scenario,
    luck: Luck,
    keep: Collection[int],
    scale: float,
    threads: int | None,
    world: World | None,
    past: Past | None,
    progress: Tell | None,
) -> tuple[Run, dict[int, Past]]:
    _check(luck, threads)
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
    kept: dict[int, Past] = {}
    days = scenario.calendar.days
    tell(Progress("day", past.day if past else 0, days))
    with Team(threads or default_threads()) as team:
        morning = None
        for morning in mornings(scenario, world, luck, team, records, past):
            if morning.day in keep:
                kept[morning.day] = Past.of(morning)
            for phase in PHASES:
                start = time.perf_counter()
                phase.run(morning)
                spent[phase.name] += time.perf_counter() - start
            tell(Progress("day", morning.day + 1, days))
        if days in keep and morning is not None:
            kept[days] = Past.of(dataclasses.replace(morning, day=days))
    run = Run(
        scenario=scenario,
        luck=luck,
        scale=world.scale,
        people=world.people,
        agents=world.agents,
        tables=records.tables(),
        rolls=rolls_of(scenario, world),
        seconds={"world": built - began, **spent},
    )
    return run, kept


def mornings(
    scenario: Scenario,
    world: World,
    seed: int | Luck,
    team: Team,
    records: Records,
    past: Past | None = None,
) -> Iterator[Morning]:
    """The mornings of a run, one after the other; whoever takes one runs its phases in order.

    All share one State, which is that of the evening before.
    """
    rules = rules_of(scenario, world, Luck.of(seed))
    first = 0
    if past is None:
        state, today = first_state(world, rules), new_today(world)
    else:
        first, state, today = past.day, past.state_for(rules), past.today.copy()
        past.recall(records)
    cuts = cuts_of(world.sites.first_worker)
    for day in range(first, scenario.calendar.days):
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


def _check(luck: Luck, threads: int | None) -> None:
    faults: list[Fault] = []
    seeds = [luck.shared, luck.own, *(s for turn in luck.turns for s in (turn.shared, turn.own))]
    for seed in seeds:
        if not 0 <= seed < 2**63:
            faults.append(
                Fault(
                    file="seed",
                    value=seed,
                    problem="not a seed",
                    cure="give a whole number from 0 to 9223372036854775807",
                )
            )
            break
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
