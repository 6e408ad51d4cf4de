"""How far a mean over so many networks may lie off."""

import math
from collections.abc import Sequence
from statistics import fmean, stdev

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, uniform
from downtools.compiled import kernel, whole, word

__all__ = ["error_of_mean", "resampled_distance"]

F64 = npt.NDArray[np.float64]

_MEANS = 20_000
_THREE_ERRORS = 0.9973
"""The share of a normal law within three standard errors."""


def error_of_mean(values: Sequence[float], many: int) -> float:
    """The standard error of a mean over `many`, by the spread of `values`; NaN for a lone value."""
    return stdev(values) / math.sqrt(many) if len(values) > 1 else math.nan


@kernel
def _draw_means(key: int, values: F64, many: int, means: F64) -> None:
    drawn = 0
    for i in range(means.size):
        found = 0.0
        for _ in range(many):
            found += values[whole(uniform(bits(key, word(drawn))) * values.size)]
            drawn += 1
        means[i] = found / many


def resampled_distance(values: Sequence[float], many: int, key: int) -> float:
    """How far the mean of `many` draws of `values` lies from theirs, but for 27 in 10,000 times.

    For a normal law these are three standard errors; for a lopsided one, and few draws, it is what
    stands in their place.
    """
    means = np.empty(_MEANS, np.float64)
    _draw_means(word(key), np.array(values, np.float64), many, means)
    apart = np.sort(np.abs(means - fmean(values)))
    return float(apart[math.ceil(_THREE_ERRORS * _MEANS) - 1])
