"""Checks of the test of tails itself, on samples of which the law is known."""

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from downtools.study.classics.check import Check, exactly, near, share_near
from downtools.study.heaps import Rounding
from downtools.study.laws import LogNormal, PowerLaw
from downtools.study.tails import (
    BELIEVED,
    draws,
    exponential,
    log_normal,
    misfit,
    power_law,
    uniforms,
    versus,
)

__all__ = ["known_tails", "log_normal_draws"]

I64 = npt.NDArray[np.int64]

_SAMPLES = 100
_REPEATED = 40
_WIDE = LogNormal(mean=4.0, sd=1.0, x_min=1)


def known_tails(rounding: Rounding, *, quick: bool) -> Iterable[Check]:
    """The checks; `rounding` is how the record tells its numbers. If `quick`, those at once."""
    yield from _exponents()
    yield from _told_apart()
    if not quick:
        yield from _repeated(rounding)


def log_normal_draws(law: LogNormal, many: int, seed: int, number: int = 0) -> I64:
    """A sample of a log-normal, rounded to whole numbers, those below `x_min` left out."""
    from scipy.special import ndtri

    luck = uniforms("known_tails/log_normal", many, seed, number)
    found = np.rint(np.exp(law.mean + law.sd * ndtri(luck))).astype(np.int64)
    return found[found >= law.x_min]


def _exponents() -> Iterable[Check]:
    why = "the law of the sample; three standard errors by the curvature of the likelihood"
    for seed, (alpha, x_min) in enumerate(((1.8, 1), (2.5, 10), (3.5, 100))):
        sample = draws(PowerLaw(alpha=alpha, x_min=x_min), 5000, seed)
        words = f"5000 values of a power law {alpha:g} from {x_min}: exponent"
        for name, law in (
            (words, power_law(sample, x_min=x_min)),
            (f"{words}, x_min unknown", power_law(sample)),
        ):
            yield near(name, "reference", alpha, law.alpha, 3.0 * law.error, why)


def _told_apart() -> Iterable[Check]:
    sample = log_normal_draws(_WIDE, 5000, 1)
    law = power_law(sample, x_min=1)
    words = f"5000 values of a log-normal, median e^{_WIDE.mean:g}, sd {_WIDE.sd:g}: "
    why = f"derived: it is none, at all sizes; {_SAMPLES} samples"
    p = misfit(sample, law, fixed=True, many=_SAMPLES)
    yield exactly(words + "a power law from 1", "reference", "rejected", _said(p), why)
    other = log_normal(sample, 1)
    why = "derived: the law of the sample, by Vuong's test at p < 0.1"
    found = versus(sample, other, law)
    better = "better" if found.ratio > 0.0 and found.p < BELIEVED else "not better"
    yield exactly(words + "log-normal beside power law", "reference", "better", better, why)
    errors = (_WIDE.sd / math.sqrt(sample.size), _WIDE.sd / math.sqrt(2.0 * sample.size))
    why = "the law of the sample; three standard errors, sd / √n and sd / √(2 n)"
    for name, wanted, got, error in (
        ("mean of logarithms", _WIDE.mean, other.mean, errors[0]),
        ("their sd", _WIDE.sd, other.sd, errors[1]),
    ):
        yield near(words + name, "reference", wanted, got, 3.0 * error, why)
    heavy = draws(PowerLaw(alpha=2.0, x_min=1), 5000, 1)
    found = versus(heavy, power_law(heavy, x_min=1), exponential(heavy, 1))
    better = "better" if found.ratio > 0.0 and found.p < BELIEVED else "not better"
    name = "5000 values of a power law 2 from 1: power law beside exponential"
    yield exactly(name, "reference", "better", better, "derived: the law of the sample")


def _repeated(rounding: Rounding) -> Iterable[Check]:
    """How often the test rejects what is true, and what is true but told in round numbers."""
    truth = PowerLaw(alpha=2.0, x_min=400)
    rejected = np.zeros(3, np.int64)
    for number in range(_REPEATED):
        sample = draws(truth, 2000, 2, number)
        told = rounding.rounded(sample, uniforms("known_tails/told", sample.size, 2, number))
        for column, (values, by) in enumerate(((sample, None), (told, None), (told, rounding))):
            law = power_law(values, x_min=truth.x_min)
            p = misfit(values, law, fixed=True, many=_SAMPLES, seed=number, rounding=by)
            rejected[column] += p <= BELIEVED
    words = "2000 values of a power law 2 from 400"
    why = (
        f"derived: p is then uniform; three standard errors of {_REPEATED} samples, "
        f"each held against {_SAMPLES}"
    )
    for name, hits in (
        (f"{words}: share rejected", rejected[0]),
        (f"{words}, told in round numbers, and so the test: share rejected", rejected[2]),
    ):
        yield share_near(name, "reference", BELIEVED, int(hits), _REPEATED, why)
    share, fair = int(rejected[1]) / _REPEATED, BELIEVED + 3.0 * math.sqrt(0.09 / _REPEATED)
    yield Check(
        name=f"{words}, told in round numbers: share rejected by the plain test",
        kind="reference",
        expected=f"above {fair:.2f}",
        obtained=share,
        tolerance=0.0,
        holds=share > fair,
        why="derived: a law that is true is rejected for its heaps, more often than 1 in 10 by "
        "three standard errors; so the plain test of such numbers says nothing",
    )


def _said(p: float) -> str:
    return "not rejected" if p > BELIEVED else "rejected"
