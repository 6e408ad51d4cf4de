"""Draws by name: docs/model.md, section 1."""

import math

from downtools.chance import Luck, bits, key_of, stream, uniform
from downtools.exact import exp, normal_quantile

__all__ = ["chance", "deviate", "draw", "falls_on", "lognormal"]


def draw(luck: Luck, decision: str, day: int, who: int) -> int:
    """The 64 random bits of `who` in one named decision on one day."""
    return bits(stream(luck.seed(decision, day), key_of(decision), day), who)


def chance(luck: Luck, decision: str, day: int, who: int) -> float:
    """The number in (0, 1) of `who` in one named decision on one day."""
    return uniform(draw(luck, decision, day, who))


def deviate(luck: Luck, decision: str, day: int, who: int) -> float:
    """The standard normal deviate of `who` in one named decision on one day."""
    return normal_quantile(chance(luck, decision, day, who))


def falls_on(luck: int, number: int, probability: float) -> bool:
    """Whether what has this probability falls on the worker or shop of that number at a site.

    `luck` is the draw of the site: each worker has the upper 32 bits of their own draw under it.
    """
    return bits(luck, number) >> 32 < math.floor(4294967296.0 * probability)


def lognormal(sd: float, z: float) -> float:
    """A factor with mean 1 and this standard deviation of its logarithm, from a deviate."""
    return exp(sd * z - sd * sd / 2.0)
