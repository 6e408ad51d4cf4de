"""The named draws of a run: each decision's stream under the run's seed."""

from downtools.chance import bits, key_of, stream, uniform
from downtools.compiled import word
from downtools.exact import normal_quantile

__all__ = ["deviate", "seed_of"]


def seed_of(seed: int, decision: str, day: int = 0) -> int:
    """The stream S(decision, day) of docs/model.md, for a kernel."""
    return word(stream(seed, key_of(decision), day))


def deviate(seed: int, decision: str, day: int, who: int) -> float:
    """A standard normal draw of `who`."""
    return normal_quantile(uniform(bits(stream(seed, key_of(decision), day), who)))
