"""Heavy tails of counts: is a power law a possible law of them, and is another law a better one?

The method of Clauset, Shalizi and Newman (2009, SIAM Review 51:661-703): of values of at least
`x_min` the exponent has the greatest likelihood, `x_min` itself is the value from which the law
and the data lie nearest (Kolmogorov-Smirnov), how often a sample of the law would lie farther off
is counted over samples, each fitted anew, and laws are compared by their likelihood (Vuong 1989,
Econometrica 57:307-333). Values are whole numbers from 1. No line is drawn through a log-log plot.
"""

import math
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream, uniform
from downtools.study.heaps import Rounding
from downtools.study.laws import Exponential, Law, LogNormal, PowerLaw, log_zeta, log_zeta_slopes
from downtools.study.pool import in_order

__all__ = [
    "BELIEVED",
    "LEAST",
    "Examined",
    "Verdict",
    "draws",
    "examined",
    "exponential",
    "log_normal",
    "misfit",
    "power_law",
    "uniforms",
    "versus",
]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

BELIEVED = 0.1
"""A law is not rejected if more than this share of its samples lie farther off (the paper's), and
of two laws none is better if chance alone would make so great a difference so often."""
LEAST = 50
"""How many values a tail must hold to be fitted: with fewer the exponent is biased, and hardly
any law could be rejected."""
_STEEPEST = 20.0
"""No exponent above this: so steep a tail is none."""
_PROBES = 8
"""Points of a tail at which a bound of its distance is looked up."""
_BATCH = 20
"""Samples that a process fits at a time."""
_NEWTON = 6
"""Steps from the paper's approximate exponent to that of the greatest likelihood."""
_LISTED = 10_000
"""Values of a power law that are drawn from a list; beyond them a formula will do."""
_CURVED = (1e-5, 1e5)
"""Bounds of the curvature of a log-normal, one over the square of its sd: at the lower it is a
power law, at the upper a single value."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Two laws beside the same values."""

    ratio: float
    """The log-likelihood of the first less that of the second: above 0 the first is better."""
    normal: float
    """The same in its standard errors; a standard normal number if both laws are equally far."""
    p: float
    """How often equally good laws would lie as far apart: the sign says something if it is small
    (Vuong's test, two-sided, for laws of which none contains the other)."""


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A power law beside values and beside two other laws of the same tail."""

    law: PowerLaw
    p: float
    """How often a sample of the law lies as far from it as the values; see `misfit`."""
    log_normal: LogNormal
    over_log_normal: Verdict
    over_exponential: Verdict
    decades: float
    """Orders of magnitude from `x_min` to the largest value."""


class _Counted:
    """Values in ascending order, each once, with what the fits read of them."""

    def __init__(self, values: I64) -> None:
        if values.size == 0 or int(values.min()) < 1:
            raise ValueError("a tail is of whole numbers from 1, at least one")
        found, many = np.unique(values, return_counts=True)
        self.x: F64 = found.astype(np.float64)
        self.many: F64 = many.astype(np.float64)
        self.tail: F64 = np.append(self.many[::-1].cumsum()[::-1], 0.0)
        """How many values are at least x, and 0 after the last."""
        logs = (self.many * np.log(self.x))[::-1].cumsum()[::-1]
        self.mean_log: F64 = logs / self.tail[:-1]


def power_law(values: I64, *, x_min: int | None = None, least: int = LEAST) -> PowerLaw:
    """The power law of the greatest likelihood.

    Without an `x_min` every value that leaves at least `least` values in the tail is tried, and
    the one with the smallest distance is taken. Raises `ValueError` if no tail is so long.
    """
    data = _Counted(values)
    long = np.flatnonzero(data.tail[: max(1, data.x.size - 1)] >= least)
    starts = data.x[long]
    if x_min is not None:
        starts = np.array([float(x_min)])
        long = np.searchsorted(data.x, starts)
        long = long[long < data.x.size]
    if long.size == 0:
        raise ValueError(f"no tail of {least} values" if x_min is None else f"none from {x_min} on")
    alphas = _exponents(starts, data.mean_log[long])
    best, distance = _nearest(data, long, starts, alphas)
    return PowerLaw(
        alpha=float(alphas[best]),
        x_min=int(starts[best]),
        distance=distance,
        tail=int(data.tail[long[best]]),
    )


def _exponents(x_min: F64, mean_log: F64) -> F64:
    """The exponents of the greatest likelihood of tails whose logarithms have these means.

    By Newton's method from the paper's approximate formula (its 3.7).
    """
    alpha = 1.0 + 1.0 / np.maximum(mean_log - np.log(x_min - 0.5), 1.0 / _STEEPEST)
    for _ in range(_NEWTON):
        slope, curve = log_zeta_slopes(alpha, x_min)
        alpha = np.clip(alpha - (slope + mean_log) / curve, 1.0 + 1e-3, _STEEPEST)
    return alpha


def _nearest(data: _Counted, first: I64, starts: F64, alphas: F64) -> tuple[int, float]:
    """Which of the laws, each from its start, is nearest to the data, and its distance.

    Gaps at a few points bound each distance from below. The law with the lowest bound is looked
    at as a whole, and where its gap is widest the others are looked at too, until it is known.
    """
    parts = np.arange(_PROBES) / _PROBES
    wanted = data.tail[first, None] * (1.0 - parts)
    points = np.minimum(np.searchsorted(-data.tail[:-1], -wanted), data.x.size - 1)
    bounds = _gaps(data, points, first[:, None], starts[:, None], alphas[:, None]).max(axis=1)
    known = np.zeros(bounds.size, np.bool_)
    while not known[best := int(np.argmin(bounds))]:
        every = np.arange(int(first[best]), data.x.size)
        gaps = _gaps(data, every, first[best], starts[best], alphas[best])
        widest = every[np.argmax(gaps)]
        there = _gaps(data, widest, first, starts, alphas)
        bounds = np.maximum(bounds, np.where(first <= widest, there, 0.0))
        bounds[best], known[best] = gaps.max(), True
    return best, float(bounds[best])


def _gaps(data: _Counted, points: I64, first: I64, start: F64, alpha: F64) -> F64:
    """How far law and data lie apart at values of the data and just after them."""
    x, whole, tail = data.x[points], log_zeta(alpha, start), data.tail[first]
    here = np.exp(log_zeta(alpha, x) - whole) - data.tail[points] / tail
    after = np.exp(log_zeta(alpha, x + 1.0) - whole) - data.tail[points + 1] / tail
    return np.maximum(np.abs(here), np.abs(after))


def log_normal(values: I64, x_min: int) -> LogNormal:
    """The log-normal of the greatest likelihood of the values of at least `x_min`."""
    from scipy.optimize import minimize

    data = _Counted(values[values >= x_min])

    def law(at: F64) -> LogNormal:
        # By steepness and curvature at x_min: mean and sd run off together towards a power law.
        sd = math.exp(-0.5 * min(max(float(at[1]), math.log(_CURVED[0])), math.log(_CURVED[1])))
        return LogNormal(mean=math.log(x_min) - float(at[0]) * sd * sd, sd=sd, x_min=x_min)

    def unlikely(at: F64) -> float:
        return -float((data.many * law(at).log_chance(data.x)).sum())

    steepness = float(_exponents(np.array([float(x_min)]), data.mean_log[:1])[0]) - 1.0
    found = [
        minimize(unlikely, start, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-7})
        for start in ((steepness, -3.0), (0.0, 0.0))
    ]
    return law(min((float(one.fun), i, one.x) for i, one in enumerate(found))[2])


def exponential(values: I64, x_min: int) -> Exponential:
    """The exponential of the greatest likelihood of the values of at least `x_min`."""
    over = values[values >= x_min] - x_min
    return Exponential(rate=math.log1p(over.size / int(over.sum())), x_min=x_min)


def versus(values: I64, first: Law, second: Law) -> Verdict:
    """Two laws from the same `x_min` beside the values of at least that."""
    data = _Counted(values[values >= first.x_min])
    ahead = first.log_chance(data.x) - second.log_chance(data.x)
    many, ratio = float(data.tail[0]), float((data.many * ahead).sum())
    spread = math.sqrt(float((data.many * (ahead - ratio / many) ** 2).sum()))
    normal = ratio / spread if spread > 0.0 else 0.0
    return Verdict(ratio=ratio, normal=normal, p=math.erfc(abs(normal) / math.sqrt(2.0)))


def draws(law: PowerLaw, many: int, seed: int, number: int = 0) -> I64:
    """A sample of a power law; samples of other numbers are independent of it."""
    return _drawn(law, _listed(law), uniforms("tails/draws", many, seed, number))


def uniforms(name: str, many: int, seed: int, number: int) -> F64:
    """Numbers between 0 and 1 for a named purpose; those of other numbers are independent."""
    who = cast("int", np.arange(many, dtype=np.uint64))
    return cast("F64", uniform(bits(stream(seed, key_of(name), number), who)))


def _listed(law: PowerLaw) -> F64:
    return law.above(np.arange(law.x_min, law.x_min + _LISTED, dtype=np.float64))


def _drawn(law: PowerLaw, listed: F64, luck: F64) -> I64:
    """To each number between 0 and 1 the greatest x of which at least x has a higher chance.

    After the list by the integral instead of the sum, which there differ by one in 1e9.
    """
    found = law.x_min - 1 + np.searchsorted(-listed, -luck)
    last = law.x_min + _LISTED - 1
    far = luck < listed[-1]
    beyond = (last - 0.5) * (luck[far] / listed[-1]) ** (-1.0 / (law.alpha - 1.0)) + 0.5
    found[far] = np.minimum(beyond, 2.0**53).astype(np.int64)
    return found


def examined(
    values: I64,
    *,
    x_min: int | None = None,
    least: int = LEAST,
    many: int = 1000,
    jobs: int = 1,
    rounding: Rounding | None = None,
) -> Examined:
    """The whole test: `power_law`, `misfit` by `many` samples, and `versus` the other two."""
    law = power_law(values, x_min=x_min, least=least)
    fixed = x_min is not None
    other = log_normal(values, law.x_min)
    return Examined(
        law=law,
        p=misfit(values, law, fixed=fixed, least=least, many=many, jobs=jobs, rounding=rounding),
        log_normal=other,
        over_log_normal=versus(values, law, other),
        over_exponential=versus(values, law, exponential(values, law.x_min)),
        decades=math.log10(int(values.max()) / law.x_min),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Plan:
    """What all samples share."""

    below: I64
    law: PowerLaw
    x_min: int | None
    least: int
    many: int
    seed: int
    rounding: Rounding | None


def misfit(
    values: I64,
    law: PowerLaw,
    *,
    fixed: bool = False,
    least: int = LEAST,
    many: int = 1000,
    seed: int = 1,
    jobs: int = 1,
    rounding: Rounding | None = None,
) -> float:
    """The share of `many` samples that lie at least as far from their law as the values do.

    A sample is as large as the values: below `x_min` drawn from them with replacement, from there
    on from the law; each is fitted as `power_law` does, with the same `least`. With an `x_min`
    that was `fixed` beforehand it is so for the samples too, and nothing lies below. The law is
    rejected if the share is at most `BELIEVED`. `jobs` are processes. With a `rounding` what is
    drawn from the law is rounded before it is fitted.
    """
    plan = _Plan(
        below=values[:0] if fixed else values[values < law.x_min],
        law=law,
        x_min=law.x_min if fixed else None,
        least=least,
        many=many,
        seed=seed,
        rounding=rounding,
    )
    batches = -(-many // _BATCH)
    return sum(in_order(_farther, plan, batches, jobs)) / many


def _farther(plan: _Plan, batch: int) -> int:
    """How many samples of a batch lie at least as far from their law."""
    listed = _listed(plan.law)
    numbers = range(batch * _BATCH, min((batch + 1) * _BATCH, plan.many))
    return sum(_sampled_distance(plan, listed, number) >= plan.law.distance for number in numbers)


def _sampled_distance(plan: _Plan, listed: F64, number: int) -> float:
    size = plan.below.size + plan.law.tail
    where, luck, told = (
        uniforms(f"tails/{name}", size, plan.seed, number) for name in ("where", "value", "told")
    )
    low = where * size < plan.below.size
    sample = np.empty(size, np.int64)
    sample[low] = plan.below[(luck[low] * plan.below.size).astype(np.int64)]
    drawn = _drawn(plan.law, listed, luck[~low])
    sample[~low] = plan.rounding.rounded(drawn, told[~low]) if plan.rounding else drawn
    if plan.x_min is not None and int(sample.max()) < plan.x_min:
        return 0.0  # a few values, all of them rounded down
    return power_law(sample, x_min=plan.x_min, least=plan.least).distance
