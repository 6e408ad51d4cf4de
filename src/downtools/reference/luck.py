"""Draws by name: docs/model.md, section 1."""

from downtools.chance import bits, key_of, stream, uniform
from downtools.exact import exp, normal_quantile

__all__ = ["deviate", "draw", "lognormal"]


def draw(seed: int, decision: str, day: int, who: int) -> int:
    """The 64 random bits of `who` in one named decision on one day."""
    return bits(stream(seed, key_of(decision), day), who)


def deviate(seed: int, decision: str, day: int, who: int) -> float:
    """The standard normal deviate of `who` in one named decision on one day."""
    return normal_quantile(uniform(draw(seed, decision, day, who)))


def lognormal(sd: float, z: float) -> float:
    """A factor with mean 1 and this standard deviation of its logarithm, from a deviate."""
    return exp(sd * z - sd * sd / 2.0)
