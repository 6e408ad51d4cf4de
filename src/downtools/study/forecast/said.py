"""What forecasters say of every named workplace on a day, in one form."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream, uniform
from downtools.study.forecast.ask import Foreseen
from downtools.study.forecast.baselines.base import Baseline
from downtools.study.forecast.baselines.history import History
from downtools.study.forecast.baselines.people import drawn, sizes_of
from downtools.study.forecast.events import STEPS, WITHIN
from downtools.study.forecast.learned import Learned

__all__ = ["Law", "Said", "law_of", "many_uniforms", "of_model", "of_simple", "tallies"]

F64 = npt.NDArray[np.float64]

_DRAWS, _FEWEST = 200, 3
"""Draws of the simple forecasters, and members of which a law must have at least."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one forecaster said on one origin."""

    within: F64
    """Sites: probability that a stoppage is told of within the days asked."""
    on_day: F64
    """The same on a day, steps x sites."""
    sizes: F64
    """Steps x draws x sites; 0 where nothing is reported."""
    weights: F64
    """Draws x sites."""
    any_day: F64
    """Draws x sites: the size on some day ahead on which one is reported, else 0."""


@dataclass(frozen=True, kw_only=True)
class Law:
    """The law of the log of 1 + people who are reported, given that a number is."""

    members: F64
    """In rising order."""
    weights: F64
    """They sum to 1."""

    def quantile(self, level: float) -> float:
        """The least member with at least so much weight up to it."""
        at = int(np.searchsorted(np.cumsum(self.weights), level - 1e-12))
        return float(self.members[min(at, len(self.members) - 1)])


def of_model(found: Foreseen, learned: Learned | None) -> Said:
    """What particles say; `learned` sets probabilities right, None leaves them."""
    samples = found.samples
    days = samples.told.shape[2]
    within = samples.told_within(WITHIN)
    on_day = np.array([samples.told_on(min(step, days)) for step in STEPS])
    return Said(
        within=within if learned is None else learned.of(within),
        on_day=on_day if learned is None else learned.of(on_day),
        sizes=np.array([samples.size[:, :, min(step, days) - 1] for step in STEPS]),
        weights=samples.shares,
        any_day=samples.size.max(axis=2),
    )


def of_simple(one: Baseline, history: History, seed: int) -> Said:
    """What a simple forecaster says; all have the law of the sizes reported so far."""
    reported = drawn(sizes_of(history), np.ones(history.sites), _DRAWS, seed)
    return Said(
        within=one.within(history, (WITHIN,))[0],
        on_day=one.chance(history, STEPS),
        sizes=np.array([reported] * len(STEPS)),
        weights=np.full((_DRAWS, history.sites), 1.0 / _DRAWS),
        any_day=reported,
    )


def law_of(said: Said, step: int, site: int, instead: Said | None) -> Law | None:
    """The law of a reported size: that of the day, else of any day ahead, else another's."""
    both = [(said.sizes[step, :, site], said.weights[:, site])]
    both.append((said.any_day[:, site], said.weights[:, site]))
    if instead is not None:
        both.append((instead.sizes[step, :, site], instead.weights[:, site]))
    for members, weights in both:
        there = (members > 0.0) & (weights > 0.0)
        if np.count_nonzero(there) >= _FEWEST:
            order = np.argsort(members[there], kind="stable")
            share = weights[there][order]
            return Law(members=np.log1p(members[there][order]), weights=share / share.sum())
    return None


def tallies(said: Said, seed: int, origin: int) -> F64:
    """Draws x steps: how many workplaces are told of, each by itself as they are weighed apart."""
    steps, sites = said.on_day.shape
    luck = many_uniforms(seed, "score/tallies", origin, _DRAWS * steps * sites)
    return (luck.reshape(_DRAWS, steps, sites) < said.on_day).sum(axis=2).astype(np.float64)


def many_uniforms(seed: int, name: str, number: int, many: int) -> F64:
    """Numbers between 0 and 1 of a named stream."""
    who = cast("int", np.arange(many, dtype=np.uint64))  # `bits` takes arrays as well
    return np.asarray(uniform(bits(stream(seed, key_of(name), number), who)), np.float64)
