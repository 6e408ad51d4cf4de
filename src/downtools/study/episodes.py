"""Stoppages of a run, workplace by workplace: who was out at once, and for how many days.

A run's tables name some workplaces and sum the others; here every workplace stands for itself, as
in a register of strikes. The days are the engine's own, without the writing of the tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream
from downtools.day import PHASES, Records, Team
from downtools.run.simulate import mornings, simulate
from downtools.scenario.model import Scenario
from downtools.study.draws import WIDTH, drawn
from downtools.study.pool import in_order
from downtools.world.build import build_world
from downtools.world.world import World

__all__ = ["TOGETHER", "Stoppages", "out_by_day", "stoppages_in", "stoppages_of", "wave_sizes"]

I64 = npt.NDArray[np.int64]

TOGETHER = 10
"""People out at once from which on a workplace is stopped: 97 of 100 stoppages of the US record
idled at least so many."""
_SEED = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Stoppages:
    """Stoppages at single workplaces, in the order in which they ended."""

    people: I64
    """Out on the day on which most were: walking out or striking."""
    days: I64
    """Days in a row on which the workplace works and so many were out."""
    unended: int
    """How many the last day of the run cut off."""


def stoppages_in(
    scenario: Scenario, world: World, seed: int, together: int = TOGETHER
) -> Stoppages:
    """The stoppages of one run, at each workplace of a world of scale 1.

    A stoppage begins on the day on which at least `together` of a workplace's people are out and
    ends before the next day on which the workplace works and fewer are. Raises `ValueError` for a
    world of another scale, in which workplaces stand for others.
    """
    if world.scale != 1.0:
        raise ValueError("stoppages are counted at scale 1")
    continuous = world.sites.continuous == 1
    people, days = (np.zeros(continuous.size, np.int64) for _ in range(2))
    ended: list[tuple[I64, I64]] = []
    for day, out in enumerate(out_by_day(scenario, world, seed)):
        stopped = out >= together
        over = (days > 0) & ~stopped & (continuous | scenario.calendar.working(day))
        ended.append((people[over], days[over]))
        people[over], days[over] = 0, 0
        people = np.where(stopped, np.maximum(people, out), people)
        days += stopped
    left = days > 0
    ended.append((people[left], days[left]))
    return Stoppages(
        people=np.concatenate([one for one, _ in ended]),
        days=np.concatenate([one for _, one in ended]),
        unended=int(left.sum()),
    )


def out_by_day(scenario: Scenario, world: World, seed: int) -> Iterator[I64]:
    """People walking out or striking at each workplace, day by day."""
    for morning in mornings(scenario, world, seed, Team(), Records()):
        for phase in PHASES:
            if phase.name != "record":
                phase.run(morning)
        today = morning.today
        awake = today.awake_sites[: int(today.awake_many[0])]
        out = np.zeros(world.sites.staff.size, np.int64)
        out[awake] = today.walking_out[awake] + today.striking[awake]
        yield out


@dataclass(frozen=True)
class _Plan:
    """What all runs share."""

    scenario: Scenario
    scale: float
    together: int


def stoppages_of(
    scenario: Scenario, runs: int, *, jobs: int = 1, together: int = TOGETHER
) -> Stoppages:
    """The stoppages of `runs` runs, each with its own luck and parameters, at scale 1.

    Parameters are drawn as in the other studies; `jobs` are processes.
    """
    found = list(in_order(_stoppages, _Plan(scenario, 1.0, together), runs, jobs))
    return Stoppages(
        people=np.concatenate([one.people for one in found]),
        days=np.concatenate([one.days for one in found]),
        unended=sum(one.unended for one in found),
    )


def wave_sizes(scenario: Scenario, runs: int, *, scale: float, jobs: int = 1) -> I64:
    """Most people out on one day, in the whole country, in each of `runs` runs."""
    return np.array(list(in_order(_wave, _Plan(scenario, scale, 0), runs, jobs)), np.int64)


def _stoppages(plan: _Plan, index: int) -> Stoppages:
    world = _world(plan.scenario, plan.scale)
    return stoppages_in(*_replicate(plan, index, world), plan.together)


def _wave(plan: _Plan, index: int) -> int:
    scenario, world, seed = _replicate(plan, index, _world(plan.scenario, plan.scale))
    daily = simulate(scenario, seed=seed, world=world, threads=1).tables["daily"]
    return int((daily["walking_out"] + daily["striking"]).max())


def _replicate(plan: _Plan, index: int, world: World) -> tuple[Scenario, World, int]:
    """What run `index` is made of."""
    seed = bits(stream(_SEED, key_of("episodes/luck"), 0), index) >> 1
    return drawn(plan.scenario, index, _SEED, WIDTH), world, seed


@lru_cache(maxsize=1)
def _world(scenario: Scenario, scale: float) -> World:
    return build_world(scenario, scale=scale)
