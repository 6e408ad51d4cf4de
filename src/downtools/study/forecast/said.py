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
    """Steps x members x sites: people who would be reported."""
    weights: F64
    """How likely each of them is, of the same shape; 0 where nothing can be reported."""
    any_day: F64
    """Members x sites: the same of all days ahead."""
    any_weights: F64


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


def of_model(found: Foreseen, *, set_right: bool) -> Said:
    """What particles say, with probabilities set right by what was told so far or left."""
    samples = found.samples
    days = samples.told.shape[2]
    steps = [min(step, days) - 1 for step in STEPS]
    within = samples.told_within(WITHIN)
    on_day = np.array([samples.told_on(step + 1) for step in steps])
    weights = samples.shares[:, :, None] * samples.heard
    return Said(
        within=found.learned.of(within) if set_right else within,
        on_day=found.learned_daily.of(on_day) if set_right else on_day,
        sizes=np.moveaxis(samples.size, 2, 0)[steps],
        weights=np.moveaxis(weights, 2, 0)[steps],
        any_day=_by_site(samples.size),
        any_weights=_by_site(weights),
    )


def _by_site(values: F64) -> F64:
    """Particles x sites x days as members x sites."""
    return np.moveaxis(values, 1, 2).reshape(-1, values.shape[1])


def of_simple(one: Baseline, history: History, seed: int) -> Said:
    """What a simple forecaster says; all have the law of the sizes reported so far."""
    reported = drawn(sizes_of(history), np.ones(history.sites), _DRAWS, seed)
    return Said(
        within=one.within(history, (WITHIN,))[0],
        on_day=one.chance(history, STEPS),
        sizes=np.array([reported] * len(STEPS)),
        weights=np.ones((len(STEPS), _DRAWS, history.sites)),
        any_day=reported,
        any_weights=np.ones(reported.shape),
    )


def law_of(said: Said, step: int, site: int, instead: Said | None) -> Law | None:
    """The law of a reported size: that of the day, else of any day ahead, else another's."""
    laws = [
        (one.sizes[step, :, site], one.weights[step, :, site]) for one in (said, instead) if one
    ]
    laws.insert(1, (said.any_day[:, site], said.any_weights[:, site]))
    for members, weights in laws:
        there = weights > 0.0
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
