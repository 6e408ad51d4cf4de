"""Checks of the test of tails itself, on samples of which the law is known."""

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from downtools.study.classics.check import Check, exactly, near, share_near
from downtools.study.heaps import Rounding
from downtools.study.laws import LogNormal, PowerLaw
from downtools.study.pool import in_order
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

__all__ = [
    "known_tails",
    "log_normal_draws",
    "log_normal_tail",
    "rejections",
    "told_log_normal_rejected",
]

I64 = npt.NDArray[np.int64]

_SAMPLES = 100
_REPEATED, _HELD = 200, 39
"""Samples of a true law, and those that each is held against: of 39 at most 3, a p of at most 0.1,
lie farther off than one more of the same law in just 1 case of 10."""
_FEW = 20
"""Samples where a share near 1 is expected."""
_TRUTH = PowerLaw(alpha=2.0, x_min=400)
_MEDIAN, _FROM, _TAIL = 88, 416, 1950
_SPREADS = (1.0, 1.44, 2.0)
_WIDE = LogNormal(mean=4.0, sd=1.0, x_min=1)


def known_tails(rounding: Rounding, *, quick: bool, jobs: int = 1) -> Iterable[Check]:
    """The checks; `rounding` is how the record tells its numbers, `jobs` are processes.

    If `quick`, those that are there at once.
    """
    yield from _exponents()
    yield from _told_apart()
    if not quick:
        yield from _repeated(rounding, jobs)
        yield from _power(rounding, jobs)


def log_normal_draws(law: LogNormal, many: int, seed: int, number: int = 0) -> I64:
    """A sample of a log-normal, rounded to whole numbers, those below `x_min` left out."""
    from scipy.special import ndtri

    luck = uniforms("known_tails/log_normal", many, seed, number)
    found = np.rint(np.exp(law.mean + law.sd * ndtri(luck))).astype(np.int64)
    return found[found >= law.x_min]


def log_normal_tail(law: LogNormal, many: int, seed: int, number: int = 0) -> I64:
    """A sample of a log-normal from its `x_min` on, rounded to whole numbers."""
    from scipy.special import ndtr, ndtri

    above = float(ndtr((law.mean - math.log(law.x_min - 0.5)) / law.sd))
    luck = uniforms("known_tails/log_normal_tail", many, seed, number)
    # By the chance of more, which keeps its digits far out; 1 - luck is never 0.
    found = np.rint(np.exp(law.mean - law.sd * ndtri(above * (1.0 - luck))))
    return np.maximum(found, law.x_min).astype(np.int64)


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


def _repeated(rounding: Rounding, jobs: int) -> Iterable[Check]:
    """How often the test rejects what is true, and what is true but told in round numbers."""
    found = np.array(list(in_order(rejections, rounding, _REPEATED, jobs)))
    exact, told = (int(many) for many in found[:, :2].sum(axis=0))
    words = "2000 values of a power law 2 from 400"
    why = (
        "derived: of a true law, and an x_min fixed beforehand, p is uniform; three standard "
        f"errors of {_REPEATED} samples, each held against {_HELD}: that at most {_HELD // 10} lie "
        "farther off happens 1 time in 10. An x_min that is looked for is not tried"
    )
    yield share_near(f"{words}: share rejected", "reference", BELIEVED, exact, _REPEATED, why)
    why += (
        ". If it does not hold: the law whose samples are rounded was itself fitted to rounded "
        "values, which may be the reason"
    )
    name = f"{words}, told in round numbers, and so the test: share rejected"
    yield share_near(name, "reference", BELIEVED, told, _REPEATED, why)
    share, fair = float(found[:_FEW, 2].mean()), BELIEVED + 3.0 * math.sqrt(0.09 / _FEW)
    why = (
        "derived: a law that is true is rejected for its heaps, more often than 1 in 10 by "
        f"three standard errors of {_FEW}; so the plain test of such numbers says nothing"
    )
    name = f"{words}, told in round numbers: share rejected by the plain test"
    yield _above(name, fair, share, why)


def rejections(rounding: Rounding, number: int) -> tuple[bool, bool, bool]:
    """Whether a sample of a power law is rejected: as drawn, and told in round numbers.

    The latter by the test that knows of them and, of the first samples only, by the plain test.
    """
    exact = draws(_TRUTH, 2000, 2, number)
    told = rounding.rounded(exact, uniforms("known_tails/told", exact.size, 2, number))
    return (
        _rejected(exact, _TRUTH.x_min, number),
        _rejected(told, _TRUTH.x_min, number, rounding),
        number < _FEW and _rejected(told, _TRUTH.x_min, number),
    )


def _power(rounding: Rounding, jobs: int) -> Iterable[Check]:
    """How often the test that knows of round numbers rejects what is not true."""
    why = (
        "that a test rejects a false law in 4 of 5 cases is what is usually asked of it; "
        f"{_FEW} samples, each held against {_HELD}; from x_min on and as many as in the US record"
    )
    for sd in _SPREADS:
        found = in_order(told_log_normal_rejected, (rounding, sd), _FEW, jobs)
        name = (
            f"{_TAIL} values of a log-normal, median {_MEDIAN}, sd {sd:g}, from {_FROM} on, told "
            "in round numbers, and so the test: share rejected"
        )
        yield _above(name, 0.8, sum(found) / _FEW, why)


def told_log_normal_rejected(plan: tuple[Rounding, float], number: int) -> bool:
    """Whether a tail of a log-normal of such an sd, told in round numbers, is rejected."""
    rounding, sd = plan
    law = LogNormal(mean=math.log(_MEDIAN), sd=sd, x_min=_FROM)
    exact = log_normal_tail(law, _TAIL, 3, number)
    told = rounding.rounded(exact, uniforms("known_tails/told", exact.size, 3, number))
    return _rejected(told, _FROM, number, rounding)


def _rejected(values: I64, x_min: int, seed: int, rounding: Rounding | None = None) -> bool:
    law = power_law(values, x_min=x_min)
    p = misfit(values, law, fixed=True, many=_HELD, seed=seed, rounding=rounding)
    return p <= BELIEVED


def _above(name: str, least: float, share: float, why: str) -> Check:
    return Check(
        name=name,
        kind="reference",
        expected=f"above {least:.2f}",
        obtained=share,
        tolerance=0.0,
        holds=share > least,
        why=why,
    )


def _said(p: float) -> str:
    return "not rejected" if p > BELIEVED else "rejected"
