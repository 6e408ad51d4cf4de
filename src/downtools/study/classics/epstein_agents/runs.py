"""Runs of Epstein's Model I: what the regime does tick by tick, and the bursts that come of it."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import word
from downtools.study.classics.epstein_agents.grid import FOREVER, live, new_crowd, new_grid

__all__ = [
    "AGENTS",
    "BURST",
    "POLICE",
    "SIDE",
    "Bursts",
    "Course",
    "Plan",
    "bursts_of",
    "jump",
    "peaks",
    "salami",
    "simulate",
    "steady",
    "withdrawal",
]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

SIDE = 40
"""Sites along a side of the torus."""
AGENTS = 1120
"""Agents of the published runs: .70 of the sites."""
POLICE = 64
"""Police of the reference run: .04 of the sites."""
BURST = 50
"""An outburst lasts while more agents than this are active."""

_MANY_POLICE = 118  # .074 of the sites: runs 3 to 5
_SOME_TICKS = 250
_JUMP_AT = 80


class Course(NamedTuple):
    """Numbers of agents after each tick."""

    active: I64
    jailed: I64


class Plan(NamedTuple):
    """What the regime does in each tick."""

    legitimacy: F64
    police: I64
    """Officers on duty; never more than before."""


class Bursts(NamedTuple):
    """Outbursts, first to last."""

    lengths: list[int]
    """Ticks of each."""
    peaks: list[int]
    """Most agents active at once in each."""
    waits: list[int]
    """Ticks between one and the next."""


def simulate(
    seed: int,
    legitimacy: F64,
    police: I64,
    *,
    agents: int = AGENTS,
    vision: float = 7.0,
    jail: int = 30,
    floor: bool = True,
    side: int = SIDE,
) -> Course:
    """One run, a tick for each entry of `legitimacy` and `police` (see `Plan`).

    Agents and police must fit on the `side` x `side` sites, each on one of its own, and `vision`
    (in sites) must be below half of `side`. A term in jail is 0 to `jail` - 1 ticks.
    """
    grid = new_grid(side, vision)
    crowd = new_crowd(seed, agents, int(police[0]), grid)
    found = Course(np.empty(len(police), np.int64), np.empty(len(police), np.int64))
    live(word(seed), floor, jail, legitimacy, police, crowd, grid, found.active, found.jailed)
    return found


def steady(ticks: int, legitimacy: float = 0.82, police: int = POLICE) -> Plan:
    """Nothing changes."""
    return Plan(np.full(ticks, legitimacy), np.full(ticks, police, np.int64))


def salami(ticks: int = _SOME_TICKS) -> Plan:
    """Run 3: legitimacy falls from .9 to 0 in equal slices."""
    return Plan(np.linspace(0.9, 0.0, ticks), np.full(ticks, _MANY_POLICE, np.int64))


def jump(ticks: int = _SOME_TICKS) -> Plan:
    """Run 4: legitimacy falls from .9 to .7 at once, after 80 ticks."""
    fallen = np.arange(ticks) >= _JUMP_AT
    return Plan(np.where(fallen, 0.7, 0.9), np.full(ticks, _MANY_POLICE, np.int64))


def withdrawal(ticks: int = _SOME_TICKS) -> Plan:
    """Run 5: legitimacy stays at .8 while police go from .074 of the sites to none."""
    left = np.linspace(_MANY_POLICE, 0.0, ticks) + 0.5
    return Plan(np.full(ticks, 0.8), left.astype(np.int64))


def bursts_of(active: Sequence[int] | I64, above: int = BURST) -> Bursts:
    """The outbursts of a course; one still on at its end counts as far as it came."""
    found, quiet = Bursts([], [], []), 0
    for burst, run in groupby(map(int, active), lambda many: many > above):
        numbers = list(run)
        if not burst:
            quiet = len(numbers)
            continue
        if found.lengths:
            found.waits.append(quiet)
        found.lengths.append(len(numbers))
        found.peaks.append(max(numbers))
    return found


def peaks(plan: Plan, seeds: Sequence[int], *, floor: bool) -> list[int]:
    """Most agents active at once in each of some runs in which nobody leaves jail, ascending."""
    runs = (simulate(seed, *plan, jail=FOREVER, floor=floor) for seed in seeds)
    return sorted(int(run.active.max()) for run in runs)
