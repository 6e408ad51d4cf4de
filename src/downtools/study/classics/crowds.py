"""Crowds who count heads: drawn thresholds, many crowds in one run of the engine, fixed points.

The engine's part is one world with a workplace for each crowd, in which nobody looks beyond their
own. Beside it stand the same rule as a plain loop, and the mean field of an endless crowd.
"""

import dataclasses
import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from downtools.chance import key_of, stream
from downtools.exact import ONE
from downtools.run.simulate import simulate
from downtools.study.classics.engine import bare_scenario, own_scores
from downtools.study.classics.graphs import normal_draws
from downtools.study.classics.mean_field import Joins, bisect
from downtools.world.build import build_world

__all__ = [
    "F64",
    "I64",
    "Tangent",
    "by_crowds",
    "by_loop",
    "deviates",
    "first_rest",
    "heads_of",
    "room_of_rest",
    "tangent",
]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

_UNITS_A_HEAD = 8
"""Units of score that one head more adds at least."""
_STEP, _STEPS = 1e-14, 1_000_000


# ---- crowds as they are drawn


def deviates(name: str, crowds: int, people: int, seed: int = 1978) -> F64:
    """Standard normal deviates, [crowds, people], the luck of a name."""
    key = stream(seed, key_of(f"classics/{name}"), 0)
    return normal_draws(crowds * people, 0.0, 1.0, key).reshape(crowds, people)


def heads_of(thresholds: F64) -> I64:
    """How many others must be out at the least, where a threshold is any number of people."""
    return np.ceil(thresholds).astype(np.int64)


def by_crowds(heads: I64, days: int) -> I64:
    """People on strike by day and crowd, [days, crowds], each crowd a workplace of the engine.

    `heads`, [crowds, people], are the others who must be out: zero or less acts alone, as many as
    there are people or more never does. At most 32,767 crowds.
    """
    crowds, people = heads.shape
    weight = max(1.0, _UNITS_A_HEAD * people / ONE)
    bare = bare_scenario(crowds * people, days, {"influence.site": weight})
    sites = tuple(
        dataclasses.replace(bare.sites[0], site=name, name=name, staff=people)
        for name in (f"crowd-{crowd}" for crowd in range(crowds))
    )
    scenario = dataclasses.replace(bare, sites=sites)
    # Half a head less than is needed, so that no rounding lies between heads and act.
    share = (np.clip(heads, 0, people).reshape(-1) - 0.5) / max(people - 1, 1)
    scores = ONE - np.rint(ONE * weight * share).astype(np.int64)
    world = own_scores(build_world(scenario, cache=False), scores)
    striking = simulate(scenario, seed=1, world=world).tables["sites"]["striking"]
    return striking.reshape(days, crowds)


def by_loop(heads: I64) -> I64:
    """The same by a plain loop over counts, [days, crowds], until a day moves nobody.

    The last two days are the same. On each day are out all whose threshold is at most the number
    out on the day before.
    """
    crowds, people = heads.shape
    cells = np.clip(heads, 0, people) + np.arange(crowds)[:, None] * (people + 1)
    moved = np.bincount(cells.reshape(-1), minlength=crowds * (people + 1))
    moved = moved.reshape(crowds, people + 1)
    moved[:, people] = 0  # a threshold of everybody is never reached
    joined = moved.cumsum(axis=1)
    path = [joined[:, 0]]
    while len(path) < 2 or (path[-1] != path[-2]).any():
        path.append(joined[np.arange(crowds), path[-1]])
    return np.array(path)


# ---- an endless crowd


@dataclasses.dataclass(frozen=True)
class Tangent:
    """Where the equilibrium of normal thresholds jumps; both are shares of the people."""

    sd: float
    rest: float
    """Share out just below the jump."""


def tangent(mean: float) -> Tangent:
    """The standard deviation at which the curve of joiners just touches the diagonal.

    With z = (rest - mean) / sd, the curve Φ(z) meets the diagonal where mean + sd z = Φ(z) and is
    parallel to it where φ(z) = sd: so mean + z φ(z) - Φ(z) = 0, of which the root below zero is
    wanted. `mean` is a share of the people between 0 and 1/2.
    """
    law = NormalDist()
    z = bisect(-8.0, 0.0, lambda z: mean + z * law.pdf(z) - law.cdf(z) < 0.0)
    return Tangent(sd=law.pdf(z), rest=law.cdf(z))


def first_rest(joins: Joins) -> float:
    """The least share of an endless crowd at which it rests, if it starts with nobody.

    Where the share that joins, `joins` of the share that is out, has risen from nobody and rises
    no more. It is found as it comes about: r = joins(0), joins(joins(0)) and so on.
    """
    rest = 0.0
    for _ in range(_STEPS):
        after = joins(rest)
        if after - rest < _STEP:
            return after
        rest = after
    return rest


def room_of_rest(rest: float, slope: float, people: int) -> float:
    """Three standard errors of the share at which a crowd of so many rests.

    The share of drawn thresholds below a point has the error √(rest (1 - rest) / people); each
    who joins by luck moves `slope` others, those move others, so that it grows by 1 / (1 - slope).
    Where less than one person is expected to be out, or not to be, one is reckoned with: of nobody
    and of everybody the room is three people, enlarged likewise.
    """
    of_draws = max(rest * (1.0 - rest), 1.0 / people) / people
    return 3.0 * math.sqrt(of_draws) / (1.0 - slope)
