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
from downtools.study.forecast.filter import effective
from downtools.study.forecast.learned import learned

__all__ = ["Law", "Said", "law_of", "many_uniforms", "of_model", "of_simple", "tallies"]

F64 = npt.NDArray[np.float64]

_DRAWS, _FEWEST = 200, 3
"""Draws of the simple forecasters, and members in effect of which a law must have at least."""
_NOTHING = 1e-300


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one forecaster said on one origin."""

    within: F64
    """Sites: probability that a stoppage is told of within the days asked."""
    set_right: F64
    """The same, set right by what came of earlier words."""
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
    weights = samples.shares[:, :, None] * samples.numbered
    right = found.learned.of(within)
    if set_right:
        within = right
        # Learned apart, the one could pass the other.
        on_day = np.minimum(found.learned_daily.of(on_day), within)
    return Said(
        within=within,
        set_right=right,
        on_day=on_day,
        sizes=np.moveaxis(samples.size, 2, 0)[steps],
        weights=np.moveaxis(weights, 2, 0)[steps],
        any_day=_by_site(samples.size),
        any_weights=_by_site(weights),
    )


def _by_site(values: F64) -> F64:
    """Particles x sites x days as members x sites."""
    return np.moveaxis(values, 1, 2).reshape(-1, values.shape[1])


def of_simple(one: Baseline, history: History, words: list[F64], seed: int) -> Said:
    """What a simple forecaster says; all have the law of the sizes reported so far.

    `words` are what it said on each origin before, on the days one after the other, of a report
    within 1, 2 ... days; those of this day are added. As far as those days are over, what came of
    them sets it right as `learned` does a forecast.
    """
    reported = drawn(sizes_of(history), np.ones(history.sites), _DRAWS, seed)
    within = one.within(history, range(1, WITHIN + 1))
    said, came = np.zeros((2, len(words), history.sites))
    for at, earlier in enumerate(words):
        back = len(words) - at
        over = min(back, WITHIN)
        said[at] = earlier[over - 1]
        came[at] = history.out[:, history.days - back :][:, :over].any(axis=1)
    words.append(within)
    return Said(
        within=within[-1],
        set_right=learned(said, came).of(within[-1]),
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
        share = weights[there] / max(weights[there].sum(), _NOTHING)
        if there.any() and effective(share) >= _FEWEST:
            order = np.argsort(members[there], kind="stable")
            return Law(members=np.log1p(members[there][order]), weights=share[order])
    return None


def tallies(said: Said, seed: int, origin: int) -> F64:
    """Draws x steps: how many workplaces are told of, as if workplaces and days were independent.

    Particles are weighed for each workplace apart, so there is no law of them all together.
    """
    steps, sites = said.on_day.shape
    luck = many_uniforms(seed, "score/tallies", origin, _DRAWS * steps * sites)
    return (luck.reshape(_DRAWS, steps, sites) < said.on_day).sum(axis=2).astype(np.float64)


def many_uniforms(seed: int, name: str, number: int, many: int) -> F64:
    """Numbers between 0 and 1 of a named stream."""
    who = cast("int", np.arange(many, dtype=np.uint64))  # `bits` takes arrays as well
    return np.asarray(uniform(bits(stream(seed, key_of(name), number), who)), np.float64)
