"""Designs: which values of some keys are tried together, in a sweep or for an index.

A grid takes every combination of listed values. A Latin hypercube (McKay, Beckman and Conover
1979, Technometrics 21:239-245) puts one point into each of `points` equal slices of every range.
Sobol's sequence (1967, USSR Comput. Math. Math. Phys. 7:86-112) fills all ranges together more
evenly than luck would; here scrambled as Owen (1995) proposed, or as it stands.
"""

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from downtools.chance import bits, key_of, nth_seed, stream, uniform
from downtools.errors import Fault, InputError
from downtools.study.extra import needs

__all__ = [
    "Point",
    "Range",
    "checked",
    "grid",
    "latin_hypercube",
    "number_for",
    "placed",
    "sobol_points",
    "unbalanced",
]

_BITS = 30
"""Binary digits of a point of Sobol's sequence, which has 2**30 of them."""

Point = dict[str, float | int]
"""A value for each key."""


@dataclass(frozen=True)
class Range:
    """The values that a key may take, each as likely as another (or each factor, with `log`)."""

    key: str
    low: float
    high: float
    log: bool = False
    """Spread over the logarithm: from 1 to 2 is as wide as from 2 to 4."""
    whole: bool = False
    """Whole numbers only, both ends among them."""

    def at(self, share: float) -> float | int:
        """The value below which this share, from 0 to 1, of the range lies."""
        low, high = self.low, self.high + 1.0 if self.whole else self.high
        if self.log:
            low, high = math.log(low), math.log(high)
        value = low + share * (high - low)
        if self.log:
            value = math.exp(value)
        if self.whole:  # a share of 1, or the rounding of exp, would be one too many
            return int(min(max(math.floor(value), self.low), self.high))
        return min(max(value, self.low), self.high)

    def fault(self) -> Fault | None:
        """What is wrong with the range, or None."""
        problem, cure = "", "give the lower bound first, then the higher"
        ends = (self.low, self.high)
        if not all(math.isfinite(end) for end in ends):
            problem, cure = "a bound is not a finite number", "give two finite numbers"
        elif self.low > self.high:
            problem = "bounds reversed"
        elif self.low == self.high:
            problem, cure = "both bounds are the same", "give two bounds, or set the one value"
        elif self.log and self.low <= 0.0:
            problem, cure = "no logarithm from 0 downwards", "give a lower bound above 0"
        elif self.whole and not all(float(end).is_integer() for end in ends):
            problem, cure = "takes whole numbers only", "give whole numbers as bounds"
        if not problem:
            return None
        shown = f"{self.low:g} to {self.high:g}"
        return Fault(file="range", column=self.key, value=shown, problem=problem, cure=cure)


def checked(ranges: Sequence[Range], points: int = 1) -> None:
    """Raise `InputError` with all that is wrong with some ranges and a number of points."""
    faults = [fault for one in ranges if (fault := one.fault())]
    if not ranges:
        faults.append(Fault(file="range", problem="none is given", cure="name at least one key"))
    for key, many in Counter(one.key for one in ranges).items():
        if many > 1:
            problem, cure = f"given {many} times", "give each key one range"
            faults.append(Fault(file="range", column=key, problem=problem, cure=cure))
    if points < 1:
        cure = "give a whole number of at least 1"
        faults.append(Fault(file="points", value=points, problem="nothing to try", cure=cure))
    if faults:
        raise InputError(faults)


def placed(ranges: Sequence[Range], shares: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    """The points at which rows of shares, from 0 to 1 and one a range, lie."""
    return tuple(
        {one.key: one.at(float(share)) for one, share in zip(ranges, row, strict=True)}
        for row in shares
    )


def grid(values_by_key: Mapping[str, Sequence[Any]]) -> tuple[dict[str, Any], ...]:
    """Every combination of the listed values, the last key changing fastest.

    Raises `InputError` without a key, and for a key without values or with one listed twice.
    """
    faults: list[Fault] = []
    if not values_by_key:
        faults.append(Fault(file="grid", problem="no key is given", cure="name at least one key"))
    for key, values in values_by_key.items():
        twice = [value for index, value in enumerate(values) if value in values[:index]]
        if twice:
            problem, cure = "listed twice", "list each value once"
            fault = Fault(file="grid", column=key, value=twice[0], problem=problem, cure=cure)
            faults.append(fault)
        elif not values:
            problem, cure = "no values", "list at least one value"
            faults.append(Fault(file="grid", column=key, problem=problem, cure=cure))
    if faults:
        raise InputError(faults)
    every = itertools.product(*values_by_key.values())
    return tuple(dict(zip(values_by_key, values, strict=True)) for values in every)


def latin_hypercube(ranges: Sequence[Range], points: int, seed: int) -> tuple[Point, ...]:
    """`points` points of which each slice of each range holds one, placed by luck within it.

    The values of a key do not depend on which other keys there are. Raises `InputError` for
    ranges or a number of points that will not do.
    """
    checked(ranges, points)
    columns = [_slices(one.key, points, seed) for one in ranges]
    return placed(ranges, list(zip(*columns, strict=True)))


def _slices(key: str, points: int, seed: int) -> list[float]:
    """A share from each of `points` slices, in an order of luck."""
    order, within = (stream(seed, key_of(f"latin/{what}/{key}"), 0) for what in ("order", "at"))
    slices = sorted(range(points), key=lambda point: bits(order, point))
    return [(slot + uniform(bits(within, point))) / points for point, slot in enumerate(slices)]


def sobol_points(
    ranges: Sequence[Range], points: int, seed: int, *, scrambled: bool = True
) -> tuple[Point, ...]:
    """The first `points` points of Sobol's sequence; more of them begin with the same ones.

    `scrambled` shifts all digits of a key alike, at random (a digital shift: L'Ecuyer and Lemieux
    2002, in Modeling Uncertainty, 419-474), which leaves the points spread as evenly. Unless it is
    asked for the seed does not matter, and the first point lies at all lower bounds.
    `unbalanced` says what a number of points costs. Raises `InputError` for ranges or a number
    of points that will not do, or if SciPy is not installed.
    """
    checked(ranges, points)
    needs("scipy", "study", "points of Sobol's sequence")
    import numpy as np
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(ranges), scramble=False, bits=_BITS)
    # A whole power of two is drawn and cut, for SciPy warns of every other number.
    shares = sequence.random_base2((points - 1).bit_length())[:points]
    if scrambled:
        key = number_for("sobol shift", seed)
        shifts = [bits(key, at) >> (64 - _BITS) for at in range(len(ranges))]
        digits = (shares * 2.0**_BITS).astype(np.uint64) ^ np.array(shifts, np.uint64)
        shares = (digits + 0.5) / 2.0**_BITS
    return placed(ranges, shares.tolist())


def unbalanced(points: int) -> str:
    """What is lost by a number of Sobol points that is no power of two; empty if it is one."""
    if points & (points - 1) == 0:
        return ""
    above = 1 << points.bit_length()
    return (
        f"{points} is no power of two: Sobol's points are then not spread evenly; "
        f"{above // 2} or {above} are"
    )


def number_for(what: str, seed: int) -> int:
    """An odd number below 2**63 by which a library seeds a generator of its own, never 0."""
    return nth_seed(seed, what, 0) | 1
