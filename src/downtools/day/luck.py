"""The named draws of a run: each decision's stream under the run's luck."""

from downtools.chance import Luck, bits, key_of, stream, uniform
from downtools.compiled import inlined, whole, word
from downtools.exact import normal_quantile

__all__ = ["chance_at", "deviate", "draw_of", "seed_of"]


def seed_of(luck: Luck, decision: str, day: int = 0) -> int:
    """The stream S(decision, day) of docs/model.md, for a kernel."""
    return word(_stream(luck, decision, day))


def chance_at(luck: Luck, decision: str, day: int, who: int) -> float:
    """A draw of `who` in (0, 1), to hold a probability against."""
    return uniform(bits(_stream(luck, decision, day), who))


def deviate(luck: Luck, decision: str, day: int, who: int) -> float:
    """A standard normal draw of `who`."""
    return normal_quantile(chance_at(luck, decision, day, who))


def _stream(luck: Luck, decision: str, day: int) -> int:
    return stream(luck.seed(decision, day), key_of(decision), day)


@inlined
def draw_of(seed: int, who: int) -> int:
    """The upper 32 bits of a draw, to hold a probability against."""
    return whole(bits(seed, word(who)) >> word(32))
