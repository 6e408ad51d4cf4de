"""Cascades on large random networks without a simulation: Watts's window and Gleeson's mean field.

In a random network of many people without loops worth mention, what reaches a person along one tie
does not depend on what reaches them along another. So the share that joins in the end is a root of
one equation in one unknown (Gleeson and Cahalane 2007), and whether one person can start
a large cascade is a question of percolation among those whom a single contact moves (Watts 2002).
"""

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from downtools.compiled import kernel
from downtools.exact import total

__all__ = [
    "LARGEST_DEGREE",
    "Joins",
    "bisect",
    "largest_degree_of_cascades",
    "mean_field_size",
    "normal_threshold",
    "one_threshold",
    "poisson",
    "share_starting_cascades",
    "slowest_gain",
    "window",
]

F64 = npt.NDArray[np.float64]

Joins = Callable[[float], float]
"""The share of people who join once that share of their contacts is active."""

LARGEST_DEGREE = 1000
"""Contacts of one person up to which the sums below neither overflow nor vanish."""

_LEAST_SHARE = 1e-17
"""People with so rare a number of contacts are left out."""

_SLACK = 1e-12
"""A share of contacts reaches a threshold in spite of the rounding of both."""

_STEP = 1e-13
"""The iteration has arrived when a step is smaller than this."""

_STEPS = 1_000_000


def bisect(low: float, high: float, above: Callable[[float], bool]) -> float:
    """Where `above` turns from false at `low` to true at `high` (of which either may be larger)."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if above(middle) else (middle, high)
    return (low + high) / 2


def poisson(degree: float) -> F64:
    """The share of people with 0, 1, 2 ... contacts in a random network of that mean degree."""
    shares = [math.exp(-degree)]
    while len(shares) <= degree or shares[-1] > _LEAST_SHARE:
        shares.append(shares[-1] * degree / len(shares))
    return np.array(shares)


def one_threshold(threshold: float) -> Joins:
    """Everybody joins at the same share of active contacts."""
    return lambda share: float(share >= threshold - _SLACK)


def normal_threshold(mean: float, sd: float) -> Joins:
    """Thresholds from a normal law; those at or below zero join unasked."""
    return NormalDist(mean, sd).cdf if sd > 0.0 else one_threshold(mean)


def window(moved_by_one: int) -> tuple[float, float] | None:
    """Between which mean degrees of a Poisson network one person can start a large cascade.

    `moved_by_one` is the largest number of contacts at which a single active one moves a person:
    the whole part of 1 / threshold. The condition is Watts's: those whom one contact moves form
    a cluster that spans the network, degree x P(Poisson(degree) <= moved_by_one - 2) > 1.
    None if it holds for no degree.
    """

    def spans(degree: float) -> float:
        terms = (degree**j / math.factorial(j) for j in range(moved_by_one - 1))
        return degree * math.exp(-degree) * total(terms)

    # The left side rises to its single top and falls: its slope is looked up by small differences.
    top = bisect(0.0, 2.0 * moved_by_one + 2.0, lambda z: spans(z + 1e-6) < spans(z - 1e-6))
    if spans(top) <= 1.0:
        return None
    low = bisect(0.0, top, lambda z: spans(z) > 1.0)
    return low, bisect(3.0 * moved_by_one + 6.0, top, lambda z: spans(z) > 1.0)


def share_starting_cascades(degree: float, moved_by_one: int) -> float:
    """The share of people of an endless Poisson network who start a large cascade alone.

    They are those who are tied to the spanning cluster of the people whom one contact moves
    (Watts's extended vulnerable cluster). With u the share of ties that do not lead into it,
    u = 1 - G(1) + G(u), where G(x) sums (degree x)^j / j! e^-degree up to j = moved_by_one - 1,
    and a share 1 - e^(degree (u - 1)) of people has a tie that does.
    """
    weights = [math.exp(-degree) * degree**j / math.factorial(j) for j in range(moved_by_one)]
    resist = 1.0 - total(weights)
    u = 0.0
    for _ in range(_STEPS):
        # From 0 the iteration rises to the smallest root.
        after = resist + total(weight * u**j for j, weight in enumerate(weights))
        if after - u < _STEP:
            break
        u = after
    return 1.0 - math.exp(degree * (u - 1.0))


@kernel
def _joining(active: float, others: int, shares: F64, joins: F64) -> float:
    """The share of people who join if each of their contacts but `others` of them is active.

    shares[k] of people have k contacts; joins[k, m] of those join once m contacts are active. With
    `others` 1, one contact is the one whom they may move, and does not move them.
    """
    # The terms of the binomial law are counted from the likelier end: the first does not vanish.
    likely = max(active, 1.0 - active)
    odds = min(active, 1.0 - active) / likely
    found = 0.0
    for k in range(others, shares.size):
        asked = k - others
        term = shares[k] * likely**asked
        for j in range(asked + 1):
            m = j if active <= 0.5 else asked - j
            found += term * joins[k, m]
            term *= odds * (asked - j) / (j + 1)
    return found


@kernel
def _root(start: float, shares: F64, by_tie: F64, joins: F64) -> float:
    """The share of ties that lead to an active person in the end, from `start` seeds up."""
    active = start
    for _ in range(_STEPS):
        after = start + (1.0 - start) * _joining(active, 1, by_tie, joins)
        if after - active < _STEP:
            break
        active = min(after, 1.0)
    return active


def mean_field_size(shares: F64, joins: Joins, seeds: float) -> float:
    """The share of people active in the end in a random network, by the mean field.

    Args:
        shares: of people with 0, 1, 2 ... contacts; at most `LARGEST_DEGREE`.
        joins: how many join by the share of active contacts; at 0, those who join unasked.
        seeds: share of people active from the start whatever their contacts do.

    The equations are those of Gleeson and Cahalane 2007 (Phys Rev E 75:056103), iterated from the
    seeds upwards: q = seeds + (1 - seeds) sum_k (k shares_k / degree) sum_m B(m; k - 1, q)
    joins(m / k), and the size likewise over people with all k contacts asked. Nobody is moved by
    the share of no contacts, except those who join at a share of 0.
    """
    by_tie, table = _tables(shares, joins)
    active = _root(seeds, shares, by_tie, table)
    return seeds + (1.0 - seeds) * _joining(active, 0, shares, table)


def _tables(shares: F64, joins: Joins) -> tuple[F64, F64]:
    """Shares of ties by the contacts of whom they lead to, and who joins by contacts and active."""
    many = len(shares)
    table = np.zeros((many, many))
    for k in range(many):
        for m in range(k + 1):
            table[k, m] = joins(m / max(k, 1))
    of_ties = shares * np.arange(many)
    return of_ties / max(total(of_ties.tolist()), _LEAST_SHARE), table


def slowest_gain(shares: F64, joins: Joins) -> tuple[float, float]:
    """Where, up to one half of the people, the mean field creeps without seeds: (gain, there).

    The gain is what a step adds to the share of ties that lead to an active person; below zero the
    mean field stops before. A network whose luck is larger than a gain may stop there.
    """
    by_tie, table = _tables(shares, joins)
    start = _joining(0.0, 1, by_tie, table)
    steps = (start + (0.5 - start) * i / 400 for i in range(401))
    return min((_joining(active, 1, by_tie, table) - active, active) for active in steps)


def largest_degree_of_cascades(joins: Joins, seeds: float, low: float, high: float) -> float:
    """The mean degree of a Poisson network above which `seeds` no longer move half of the people.

    They do so at `low` and not at `high`; found to about a millionth by halving in between.
    """
    for _ in range(24):
        middle = (low + high) / 2
        if mean_field_size(poisson(middle), joins, seeds) > 0.5:
            low = middle
        else:
            high = middle
    return (low + high) / 2
