"""Probabilities counted over runs, each with its interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Probability", "interval", "probability_of"]

_Z = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Probability:
    """A share of runs, with Wilson's 95 % interval and how many runs it is counted over."""

    p: float
    low: float
    high: float
    n: int


def interval(hits: int, many: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a probability (Wilson 1927, JASA 22:209-212)."""
    p = hits / many
    scale = 1.0 + _Z * _Z / many
    middle = (p + _Z * _Z / (2 * many)) / scale
    half = _Z * math.sqrt(p * (1.0 - p) / many + _Z * _Z / (4 * many * many)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


def probability_of(names: Sequence[str], seen: Sequence[str]) -> dict[str, Probability]:
    """How often each of the names was seen, those never seen included."""
    many = len(seen)
    found: dict[str, Probability] = {}
    for name in names:
        hits = sum(one == name for one in seen)
        low, high = interval(hits, many)
        found[name] = Probability(p=hits / many, low=low, high=high, n=many)
    return found
