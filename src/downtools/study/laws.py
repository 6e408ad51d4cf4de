"""Laws of counts with heavier or lighter tails: power law, log-normal, exponential.

Each speaks of whole numbers from `x_min` (Clauset, Shalizi and Newman 2009, SIAM Review
51:661-703, table 2.1).
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Exponential", "Law", "LogNormal", "PowerLaw", "log_zeta", "log_zeta_slopes"]

F64 = npt.NDArray[np.float64]

_SUMMED_BELOW = 60.0
"""Below it a series would be off by more than 1e-6 of the sum for the steepest exponent."""


class Law(Protocol):
    """A law of whole numbers from `x_min`."""

    @property
    def x_min(self) -> int:
        """The least value it speaks of."""
        ...

    def above(self, x: F64) -> F64:
        """The chance of at least x, given at least `x_min`."""
        ...

    def log_chance(self, x: F64) -> F64:
        """The logarithm of the chance of just x."""
        ...


@dataclass(frozen=True, kw_only=True)
class PowerLaw:
    """The chance of x is proportional to x to the power of minus `alpha`, from `x_min`."""

    alpha: float
    x_min: int
    distance: float = 0.0
    """How far the shares of data and law of at least x lie apart, at the x where it is most."""
    tail: int = 0
    """How many values of at least `x_min` it was fitted to."""

    def above(self, x: F64) -> F64:
        """The chance of at least x, given at least `x_min`."""
        return np.exp(log_zeta(self.alpha, x) - log_zeta(self.alpha, float(self.x_min)))

    def log_chance(self, x: F64) -> F64:
        """The logarithm of the chance of just x."""
        return -self.alpha * np.log(x) - log_zeta(self.alpha, float(self.x_min))

    @property
    def error(self) -> float:
        """The standard error of `alpha`, from the curvature of the likelihood."""
        _, curve = log_zeta_slopes(np.array([self.alpha]), np.array([float(self.x_min)]))
        return 1.0 / math.sqrt(self.tail * float(curve[0]))


@dataclass(frozen=True, kw_only=True)
class LogNormal:
    """The logarithm is normal, with `mean` and `sd`; rounded to whole numbers, from `x_min`."""

    mean: float
    sd: float
    x_min: int

    def above(self, x: F64) -> F64:
        """The chance of at least x, given at least `x_min`."""
        from scipy.special import log_ndtr

        return np.exp(log_ndtr(-self._deviate(x)) - self._whole)

    def log_chance(self, x: F64) -> F64:
        """The logarithm of the chance of just x."""
        from scipy.special import log_ndtr

        low, high = self._deviate(x), self._deviate(x + 1.0)
        left = low + high < 0.0  # on either side by what lies further out, for all its digits
        more = log_ndtr(np.where(left, high, -low))
        less = log_ndtr(np.where(left, low, -high))
        return more + np.log(-np.expm1(less - more)) - self._whole

    def _deviate(self, x: F64) -> F64:
        return (np.log(x - 0.5) - self.mean) / self.sd

    @property
    def _whole(self) -> float:
        from scipy.special import log_ndtr

        return float(log_ndtr(-self._deviate(np.array([float(self.x_min)])))[0])


@dataclass(frozen=True, kw_only=True)
class Exponential:
    """Each value has exp(-`rate`) times the chance of the one before it, from `x_min`."""

    rate: float
    x_min: int

    def above(self, x: F64) -> F64:
        """The chance of at least x, given at least `x_min`."""
        return np.exp(-self.rate * (x - self.x_min))

    def log_chance(self, x: F64) -> F64:
        """The logarithm of the chance of just x."""
        return math.log(-math.expm1(-self.rate)) - self.rate * (x - self.x_min)


def log_zeta(alpha: float | F64, x: float | F64) -> F64:
    """The logarithm of the sum of (x + k) to the power of -alpha over k = 0, 1, 2 ...

    From `_SUMMED_BELOW` on by the first terms of Euler and Maclaurin, a twentieth of the work.
    """
    from scipy.special import zeta

    steep, from_ = np.broadcast_arrays(alpha, x)
    far = np.maximum(from_, _SUMMED_BELOW)
    third = steep * (steep + 1.0) * (steep + 2.0) / 720.0
    found = far / (steep - 1.0) + 0.5 + steep / (12.0 * far) - third / far**3
    logs = np.log(found) - steep * np.log(far)
    small = from_ < _SUMMED_BELOW
    if small.any():
        logs = np.array(logs)  # of single numbers too, so that it can be written to
        logs[small] = np.log(zeta(steep[small], from_[small]))
    return logs


def log_zeta_slopes(alpha: F64, x_min: F64) -> tuple[F64, F64]:
    """First and second derivative of `log_zeta` by alpha, by differences."""
    step = 1e-4 * (alpha - 1.0)
    low, high = log_zeta(alpha - step, x_min), log_zeta(alpha + step, x_min)
    middle = log_zeta(alpha, x_min)
    return (high - low) / (2.0 * step), (high - 2.0 * middle + low) / (step * step)
