"""Logarithms of the normal law that stay finite far from its middle."""

import math

__all__ = ["log_density", "log_mass"]

_FAR = -30.0
"""Below this the distribution function is taken from its tail; it is 1e-197 here."""


def log_density(z: float, sd: float) -> float:
    """Log of the density of a normal variable, `z` standard deviations `sd` from its mean."""
    return -0.5 * z * z - math.log(sd * math.sqrt(2.0 * math.pi))


def log_mass(low: float, high: float) -> float:
    """Log of the probability that a standard normal deviate lies in low..high (low < high).

    Either may be infinite. Relative error of the tail below -30: under 4e-6.
    """
    if low > -high:
        low, high = -high, -low  # the tail that has the digits
    upper = _log_cdf(high)
    if low == -math.inf:
        return upper
    return upper + math.log(-math.expm1(_log_cdf(low) - upper))


def _log_cdf(z: float) -> float:
    if z > _FAR:
        return math.log(0.5 * math.erfc(-z / math.sqrt(2.0)))
    tail = math.log1p(-1.0 / (z * z))  # Abramowitz and Stegun 26.2.12, two terms
    return -0.5 * z * z - math.log(-z * math.sqrt(2.0 * math.pi)) + tail
