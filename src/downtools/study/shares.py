"""Probabilities counted over runs, each with its interval."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

__all__ = ["Probability", "interval", "probability", "probability_of"]

_Z = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Probability:
    """A share of runs, with Wilson's 95 % interval and how many runs it is counted over."""

    p: float
    low: float
    high: float
    n: int


def interval(hits: float, many: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a probability (Wilson 1927, JASA 22:209-212)."""
    p = hits / many
    scale = 1.0 + _Z * _Z / many
    middle = (p + _Z * _Z / (2 * many)) / scale
    half = _Z * math.sqrt(p * (1.0 - p) / many + _Z * _Z / (4 * many * many)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


def probability(hits: Collection[float]) -> Probability:
    """How often something was seen, from a 1 or a 0 of each run."""
    many, seen = len(hits), sum(1 for hit in hits if hit)
    low, high = interval(seen, many)
    return Probability(p=seen / many, low=low, high=high, n=many)


def probability_of(names: Sequence[str], seen: Sequence[str]) -> dict[str, Probability]:
    """How often each of the names was seen, those never seen included."""
    found: dict[str, Probability] = {}
    for name in names:
        found[name] = probability([float(one == name) for one in seen])
    return found
