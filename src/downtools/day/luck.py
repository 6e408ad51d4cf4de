"""The named draws of a run: each decision's stream under the run's seed."""

from downtools.chance import bits, key_of, stream, uniform
from downtools.compiled import inlined, whole, word
from downtools.exact import normal_quantile

__all__ = ["chance_at", "deviate", "draw_of", "seed_of"]


def seed_of(seed: int, decision: str, day: int = 0) -> int:
    """The stream S(decision, day) of docs/model.md, for a kernel."""
    return word(stream(seed, key_of(decision), day))


def chance_at(seed: int, decision: str, day: int, who: int) -> float:
    """A draw of `who` in (0, 1), to hold a probability against."""
    return uniform(bits(stream(seed, key_of(decision), day), who))


def deviate(seed: int, decision: str, day: int, who: int) -> float:
    """A standard normal draw of `who`."""
    return normal_quantile(chance_at(seed, decision, day, who))


@inlined
def draw_of(seed: int, who: int) -> int:
    """The upper 32 bits of a draw, to hold a probability against."""
    return whole(bits(seed, word(who)) >> word(32))
