"""How many people a stoppage is reported to have: a lognormal law for each site.

The logarithm of size over staff has a mean of each site, drawn towards that of all. Half of the
variance is taken to lie between sites and half within (an intraclass correlation of one half), so
the mean of n reports of a site weighs n and that of all weighs one (the normal model with known
variances: Gelman et al. 2013, Bayesian Data Analysis, section 5.4).
"""

import math
from dataclasses import dataclass
from typing import cast

import numpy as np

from downtools.chance import bits, key_of, stream, uniform
from downtools.study.calibrate.deviates import many_normals
from downtools.study.forecast.baselines.history import F64, History

__all__ = ["Sizes", "drawn", "sizes_of"]

_SHARE, _SPREAD = 0.1, 1.0
"""Assumption, weighing as one report: a tenth of the staff, give or take a factor of e."""


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """The lognormal law of reported sizes at each site."""

    middle: F64
    """Sites: mean of the logarithm of the number of people."""
    spread: F64
    """Sites: standard deviation of it, what is not known of the mean included."""
    most: F64
    """Sites: staff, or the largest size reported so far if that is more; no draw lies above."""


def sizes_of(history: History) -> Sizes:
    """The law after the sizes reported so far; sizes below one person count as one."""
    told = ~np.isnan(history.size)
    people = np.where(told, np.maximum(history.size, 1.0), 1.0)
    ratio = np.where(told, np.log(people / history.staff[:, None]), 0.0)
    reports = told.sum(axis=1)
    every = int(reports.sum())
    level = (float(ratio.sum()) + math.log(_SHARE)) / (every + 1)
    apart = np.where(told, ratio - level, 0.0)
    variance = (float((apart * apart).sum()) + _SPREAD * _SPREAD) / (every + 1)
    middle = (ratio.sum(axis=1) + level) / (reports + 1)
    return Sizes(
        middle=middle + np.log(history.staff),
        spread=np.sqrt(0.5 * variance * (1.0 + 1.0 / (reports + 1))),
        most=np.maximum(history.staff, np.where(told, people, 0.0).max(axis=1)),
    )


def drawn(sizes: Sizes, chance: F64, draws: int, seed: int) -> F64:
    """Draws x sites: a size from 1 to `most` with the chance of each site, else 0.

    Sites are independent of each other. Luck goes by the place of a site in the arrays.
    """
    who = cast("int", np.arange(chance.size, dtype=np.uint64))  # `bits` takes arrays as well
    key = key_of("baselines/reported")
    luck = np.empty((draws, chance.size))
    for draw in range(draws):
        luck[draw] = uniform(bits(stream(seed, key, draw), who))
    deviate = many_normals(seed, "baselines/size", range(draws), chance.size)
    people = np.exp(np.minimum(sizes.middle + sizes.spread * deviate, np.log(sizes.most)))
    return np.where(luck < chance, np.maximum(people, 1.0), 0.0)
