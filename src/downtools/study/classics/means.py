"""How far a mean over so many networks may lie off."""

import math
from collections.abc import Sequence
from statistics import fmean, stdev

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, uniform
from downtools.compiled import kernel, whole, word

__all__ = ["error_of_mean", "share_as_far"]

F64 = npt.NDArray[np.float64]

_MEANS = 20_000


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


def share_as_far(values: Sequence[float], many: int, far: float, key: int) -> float:
    """How often the mean of `many` draws of `values` lies at least so `far` off, to that side.

    For a lopsided law and few draws it tells more than standard errors do. `far` is the distance
    from the mean of `values`, below zero for a lower one; of 20,000 such means.
    """
    means = np.empty(_MEANS, np.float64)
    _draw_means(word(key), np.array(values, np.float64), many, means)
    apart = (means - fmean(values)) * math.copysign(1.0, far)
    return float((apart >= abs(far)).mean())
