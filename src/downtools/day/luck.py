"""The named draws of a run: each decision's stream under the run's seed."""

import numpy as np

from downtools.chance import bits, key_of, stream, uniform
from downtools.exact import normal_quantile

__all__ = ["deviate", "seed_of"]


def seed_of(seed: int, decision: str, day: int = 0) -> np.uint64:
    """The stream S(decision, day) of docs/model.md, for a kernel."""
    return np.uint64(stream(seed, key_of(decision), day))


def deviate(seed: int, decision: str, day: int, who: int) -> float:
    """A standard normal draw of `who`."""
    return normal_quantile(uniform(bits(stream(seed, key_of(decision), day), who)))
