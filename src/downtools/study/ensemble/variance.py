"""Where the variance of an outcome is from: parameters, luck that many share, own luck.

By the law of total variance, from echoes: two runs of one draw that differ in the luck of each
worker alone differ by what that luck does, half their mean squared difference is its variance;
the same with all luck another gives luck as a whole; the rest is that of the parameters (Sobol'
1993, Mathematical Modelling and Computational Experiments 1:407-414, for groups in this order).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream
from downtools.study.ensemble.plan import OTHER_LUCK, OTHER_OWN
from downtools.study.ensemble.runs import Runs

__all__ = ["Part", "Variance", "variance_of"]

F64 = npt.NDArray[np.float64]

_RESAMPLES = 400
_SEED = 1


@dataclass(frozen=True, kw_only=True)
class Part:
    """A share of a variance, with the 95 % interval of a bootstrap over the draws."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Variance:
    """The variance of one outcome, in three parts that add up to 1; None if it does not vary."""

    outcome: str
    measure: str
    parameters: Part | None
    shared: Part | None
    own: Part | None
    pairs: int
    """Draws that were run again with other luck."""


_OUTCOMES: dict[str, tuple[str, Callable[[F64], F64]]] = {
    "reach": ("number of the reach, 0 none to 3 nationwide", lambda values: values),
    "peak_out": ("log(1 + most people out)", np.log1p),
    "wave_days": ("working days of the wave", lambda values: values),
}


def variance_of(runs: Runs) -> tuple[Variance, ...]:
    """The parts of the variance of each outcome; empty if no draw was run again."""
    echo = {
        which: {int(runs.column("draw")[row]): row for row in runs.rows(echo=which).tolist()}
        for which in (0, OTHER_OWN, OTHER_LUCK)
    }
    with_luck = [draw for draw in echo[OTHER_LUCK] if draw in echo[0]]
    if len(with_luck) < 2:
        return ()
    found: list[Variance] = []
    for name, (measure, scale) in _OUTCOMES.items():
        values = scale(runs.column(name).astype(np.float64))

        def half_squares(which: int, values: F64 = values) -> F64:
            first = [echo[0][draw] for draw in with_luck if draw in echo[which]]
            again = [echo[which][draw] for draw in with_luck if draw in echo[which]]
            return (values[first] - values[again]) ** 2 / 2.0

        everything = values[runs.rows()]
        own = half_squares(OTHER_OWN) if echo[OTHER_OWN] else np.zeros(0)
        luck = half_squares(OTHER_LUCK)
        if "own" in runs.plan.vary and "shared" not in runs.plan.vary:
            own = luck
        parts = _parts(everything, luck, own, "uncertainty" in runs.plan.vary)
        found.append(Variance(outcome=name, measure=measure, pairs=len(with_luck), **parts))
    return tuple(found)


def _parts(values: F64, luck: F64, own: F64, uncertain: bool) -> dict[str, Part | None]:
    names = ("parameters", "shared", "own")
    if not values.any() or float(values.var()) == 0.0:
        return dict.fromkeys(names)
    at = _shares(values, luck, own, uncertain)
    resampled = [
        _shares(_again(values, k), _again(luck, k), _again(own, k), uncertain)
        for k in range(_RESAMPLES)
    ]
    low, high = np.quantile(resampled, (0.025, 0.975), axis=0)
    return {
        name: Part(share=float(at[k]), low=float(low[k]), high=float(high[k]))
        for k, name in enumerate(names)
    }


def _shares(values: F64, luck: F64, own: F64, uncertain: bool) -> F64:
    """Of parameters, shared luck and own luck; noise may not make any of them negative."""
    of_luck = float(luck.mean())
    of_own = min(float(own.mean()) if len(own) else 0.0, of_luck)
    total = max(float(values.var(ddof=1)), of_luck) if uncertain else of_luck
    if total <= 0.0:
        return np.array([1.0 if uncertain else 0.0, 0.0, 0.0])
    return np.array([total - of_luck, of_luck - of_own, of_own]) / total


def _again(values: F64, resample: int) -> F64:
    """As many of the values, drawn again with replacement; luck and own luck of the same draws."""
    many = len(values)
    key = stream(_SEED, key_of("study/bootstrap"), resample)
    numbers: Any = np.arange(many, dtype=np.uint64)  # the text of `bits` takes arrays as well
    drawn = bits(key, numbers)
    return values[np.asarray(drawn % max(many, 1), np.int64)]
