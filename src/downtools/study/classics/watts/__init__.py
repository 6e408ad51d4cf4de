"""Watts 2002: one person starts a cascade on a random network, or nobody can.

With the mean field of Gleeson and Cahalane 2007, for any share of seeds. Sizes come from
`day/cascade.py` on random networks, which checks hold equal to the full engine, day by day.
"""

import math
from collections.abc import Iterator
from statistics import fmean

import numpy as np
import numpy.typing as npt

from downtools.day.cascade import needs_of_shares
from downtools.study.classics.check import Check, error_of_count, exactly, near, share_near
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.mean_field import (
    largest_degree_of_cascades,
    mean_field_size,
    normal_threshold,
    poisson,
    share_starting_cascades,
    slowest_gain,
    window,
)
from downtools.study.classics.means import error_of_mean
from downtools.study.classics.same_days import same_days
from downtools.study.classics.watts.play import WattsCase, idle, play
from downtools.study.classics.watts.runs import (
    MOVED_BY_ONE,
    SD,
    THRESHOLD,
    final_sizes,
    network,
    normal_needs,
    tries_of,
)
from downtools.study.classics.watts.sketch import sketch

__all__ = ["CLASSIC"]

_WINDOWS = {
    4: (1.1141, 3.8631),
    5: (1.0207, 5.7647),
    6: (1.0037, 7.4771),
    7: (1.0006, 9.0970),
    8: (1.0001, 10.6574),
    10: (1.0000, 13.6593),
}
_DEGREES = (1, 1.5, 2, 3, 4, 5, 5.5, 6, 7, 8, 9, 10)
_SIZES = {
    1e-4: ".0048 .5803 .7966 .9405 .9802 .9930 .9958 .0024 .0004 .0002 .0002 .0001",
    1e-3: ".0310 .5813 .7970 .9406 .9802 .9930 .9958 .9975 .0042 .0023 .0017 .0014",
    1e-2: ".1260 .5914 .8000 .9412 .9804 .9931 .9959 .9975 .9991 .9997 .9999 .0197",
    5e-2: ".2837 .6305 .8131 .9441 .9812 .9934 .9960 .9976 .9991 .9997 .9999 1.000",
}
"""Final sizes at threshold 0.18 by the share of seeds, for each of the mean degrees."""
_UPPER_EDGES = {1e-4: 5.944, 1e-3: 6.395, 5e-3: 7.593, 1e-2: 9.191, 2e-2: 12.755}
_NORMAL = (
    (0.36, 3, 0.240, 3),
    (0.36, 4, 0.939, 3),
    (0.371, 4, 0.1924, 4),
    (0.371, 5, 0.9804, 4),
    (0.371, 8, 0.998, 3),
    (0.371, 10, 0.1197, 4),
)
_NORMAL_TOPS = ((0.38, 0.132), (0.40, 0.080))
_SINGLE = {
    1.5: (0.554, 0.577),
    2: (0.741, 0.798),
    3: (0.863, 0.941),
    4: (0.864, 0.980),
    5: (0.689, 0.993),
    5.5: (0.422, 0.996),
    6: (0.088, 0.998),
}
_GRAPHS_OF_REFERENCE, _STARTS = 20, 50

_OURS = "computed for this project by another program; tolerance: half its last digit"
_JUMPING = 0.371
"""Mean of the normal thresholds with two jumps."""
_PEOPLE = 10_000
_SHARE_PEOPLE = 50_000


def _window_checks() -> Iterator[Check]:
    why = f"degree x P(Poisson(degree) <= K - 2) = 1 (Watts's cascade condition); {_OURS}"
    for one in (2, 3):
        name = f"one contact moves those with up to {one}: window of mean degrees"
        found = window(one)
        shown = "none" if found is None else f"{found[0]:.4f} to {found[1]:.4f}"
        yield exactly(name, "reference", "none", shown, "the left side of the condition stays < 1")
    for one, edges in _WINDOWS.items():
        found = window(one) or (math.nan, math.nan)
        for word, edge, obtained in zip(("lower", "upper"), edges, found, strict=True):
            name = f"one contact moves those with up to {one}: {word} edge of the window"
            yield near(name, "reference", edge, obtained, 5e-5, why)


def _mean_field_checks(quick: bool) -> Iterator[Check]:
    joins = normal_threshold(THRESHOLD, 0.0)
    for degree in (1.5, 2, 3, 4, 5):
        expected = float(_SIZES[1e-4].split()[_DEGREES.index(degree)])
        obtained = mean_field_size(poisson(degree), joins, 1e-4)
        name = f"threshold 0.18, mean degree {degree:g}, seeds 0.0001: size by the mean field"
        yield near(name, "reference", expected, obtained, 5e-5, _OURS)
    for mean, degree, expected, digits in _NORMAL:
        obtained = mean_field_size(poisson(degree), normal_threshold(mean, SD), 0.0)
        name = f"thresholds normal({mean:g}, 0.2), mean degree {degree}, no seeds: size"
        yield near(name, "reference", expected, obtained, 0.5 * 10**-digits, _OURS)
    for mean, expected in _NORMAL_TOPS:
        sizes = [
            mean_field_size(poisson(tenth / 10), normal_threshold(mean, SD), 0.0)
            for tenth in range(5, 151)
        ]
        name = f"thresholds normal({mean:g}, 0.2), no seeds: largest size at degrees 0.5 to 15"
        yield near(name, "reference", expected, max(sizes), 5e-4, f"no jump; {_OURS}")
    if quick:
        return
    for seeds, row in _SIZES.items():
        found = [mean_field_size(poisson(degree), joins, seeds) for degree in _DEGREES]
        apart = max(abs(float(a) - b) for a, b in zip(row.split(), found, strict=True))
        name = f"threshold 0.18, seeds {seeds:g}: largest distance in 12 mean-field sizes"
        yield near(name, "reference", 0.0, apart, 5e-5, f"mean degrees 1 to 10; {_OURS}")
    for seeds, expected in _UPPER_EDGES.items():
        obtained = largest_degree_of_cascades(joins, seeds, 5.0, 20.0)
        name = f"threshold 0.18, seeds {seeds:g}: mean degree above which they fail"
        yield near(name, "reference", expected, obtained, 5e-4, _OURS)


def _lone_checks(quick: bool) -> Iterator[Check]:
    graphs = 10 if quick else 60
    why = (
        "computed for this project by another program, 20 networks x 50 seeds; ours "
        f"{graphs} x 50; tolerance: 3 standard errors of both means over networks, by the spread "
        "between ours, and half the last digit of the reference"
    )
    for degree, (share, size) in ((3, _SINGLE[3]),) if quick else _SINGLE.items():
        tries = tries_of(_PEOPLE, degree, graphs, _STARTS)
        head = f"threshold 0.18, mean degree {degree:g}, N 1e4, one seed"
        for word, expected, values in (
            ("share of large cascades", share, tries.large),
            ("size of large cascades", size, tries.size),
        ):
            # The reference's networks without any large cascade had no size to give.
            theirs = _GRAPHS_OF_REFERENCE * len(values) / graphs
            tolerance = 5e-4 + 3 * math.hypot(
                error_of_mean(values, 1) / math.sqrt(theirs), error_of_mean(values, len(values))
            )
            yield near(f"{head}: {word}", "nested", expected, fmean(values), tolerance, why)
        if degree in (2, 3, 4, 5):
            closed = share_starting_cascades(degree, MOVED_BY_ONE)
            because = (
                "derived: who is tied to the spanning cluster of those whom one contact moves "
                "(endless network); tolerance: 3 standard errors of ours"
            )
            name = f"{head}: share of large cascades, by percolation"
            tolerance = 3 * error_of_mean(tries.large, graphs)
            yield near(name, "nested", closed, fmean(tries.large), tolerance, because)
    if not quick:
        tries = tries_of(_PEOPLE, 6.5, graphs, _STARTS)
        many, theirs = graphs * _STARTS, _GRAPHS_OF_REFERENCE * _STARTS
        name = "threshold 0.18, mean degree 6.5, N 1e4, one seed: share of large cascades"
        because = (
            f"reference: none of {theirs}, ours of {many}; tolerance: the rule of three of both "
            "counts, as if each seed had a network of its own"
        )
        hits, error = round(sum(tries.large) * _STARTS), error_of_count(0.0, theirs)
        yield share_near(name, "nested", 0.0, hits, many, because, error=error)


def _million_checks() -> Iterator[Check]:
    """Among a million, large cascades are as frequent and as large as the formulas say."""
    people, graphs, starts = 1_000_000, 3, 20
    for degree in (1.5, 3, 5):
        tries = tries_of(people, degree, graphs, starts)
        head = f"threshold 0.18, mean degree {degree:g}, N 1e6, one seed"
        many = graphs * starts
        why = (
            "derived: who is tied to the spanning cluster of those whom one contact moves (endless "
            f"network); tolerance: 3 standard errors of {many} seeds on {graphs} networks"
        )
        closed = share_starting_cascades(degree, MOVED_BY_ONE)
        name = f"{head}: share of large cascades, by percolation"
        yield share_near(name, "nested", closed, round(sum(tries.large) * starts), many, why)
        small = tries_of(_PEOPLE, degree, 30, 10)
        expected = mean_field_size(poisson(degree), normal_threshold(THRESHOLD, 0.0), 1.0 / people)
        tolerance = 3 * error_of_mean(small.size, 100 * max(len(tries.size), 1))
        name = f"{head}: size of large cascades"
        why = (
            f"mean field; {graphs} networks; tolerance: 3 standard errors, the spread between "
            "networks being that at N 1e4 divided by 10 (it falls with the root of N)"
        )
        yield near(name, "nested", expected, fmean(tries.size or [math.nan]), tolerance, why)


def _share_checks() -> Iterator[Check]:
    """A share of the people starts."""
    graphs = 20
    cells = ((1.5, 1e-2), (3, 5e-2), (7, 1e-3), (7, 1e-2), (10, 1e-2))
    why = f"mean field; {graphs} networks of 5e4; tolerance: 3 standard errors of their mean"
    for degree, seeds in cells:
        expected = mean_field_size(poisson(degree), normal_threshold(THRESHOLD, 0.0), seeds)
        sizes = final_sizes(_SHARE_PEOPLE, degree, THRESHOLD, 0.0, seeds, graphs)
        name = f"threshold 0.18, mean degree {degree:g}, seeds {seeds:g}, N 5e4: size"
        yield near(name, "nested", expected, fmean(sizes), 3 * error_of_mean(sizes, graphs), why)


def _jump_checks() -> Iterator[Check]:
    """Nobody is made to start: the size jumps up, and down again, as contacts grow in number."""
    graphs, largest, million = 20, 3, 1_000_000
    joins = normal_threshold(_JUMPING, SD)
    for degree in (4, 5, 8, 10):
        head = f"thresholds normal(0.371, 0.2), no seeds, mean degree {degree}"
        shares = poisson(degree)
        expected = mean_field_size(shares, joins, 0.0)
        small = final_sizes(_SHARE_PEOPLE, degree, _JUMPING, SD, 0.0, graphs)
        sizes = final_sizes(million, degree, _JUMPING, SD, 0.0, largest)
        hits, jumps = sum(size > 0.5 for size in small), float(expected > 0.5)
        alike = [size for size in small if (size > 0.5) == (expected > 0.5)]
        right = sum((size > 0.5) == (expected > 0.5) for size in sizes)
        why = (
            f"all or none of {graphs}, by the mean field, which says {expected:.4f}; so it was on "
            f"{right} of {largest} networks of 1e6{_luck(shares, _SHARE_PEOPLE)}"
        )
        name = f"{head}, N 5e4: share of networks on which more than half join"
        yield share_near(name, "nested", jumps, hits, graphs, why)
        why = (
            f"mean field; {largest} networks; tolerance: 3 standard errors, the spread being that "
            "of networks of 5e4 on the same side of the jump, divided by root 20"
            f"{_luck(shares, million)}"
        )
        tolerance = 3 * error_of_mean(alike, 20 * largest)
        name = f"{head}, N 1e6: size"
        yield near(name, "nested", expected, fmean(sizes), tolerance, why)


def _luck(shares: npt.NDArray[np.float64], people: int) -> str:
    """Why a finite network may stop or go on where the mean field, of endless ones, does not."""
    gain, there = slowest_gain(shares, normal_threshold(_JUMPING, SD))
    luck = 3 * math.sqrt(there * (1 - there) / people)
    if abs(gain) > luck:
        return ""
    moves, may = ("gains", "stop") if gain > 0.0 else ("loses", "go on")
    return (
        f". The mean field is of endless networks: at a share of {there:.2f} it {moves} "
        f"{abs(gain):.1g} a step, and 3 standard errors of a share of so many people are "
        f"{luck:.1g}, so a network may {may} there"
    )


def _same_in_the_engine(quick: bool) -> Iterator[Check]:
    """Cascades of one seed and of thresholds at or below zero, on networks small and large."""
    sizes = [(1000, 3.0), (10_000, 4.0), *([] if quick else [(1_000_000, 3.0)])]
    seeds = np.arange(3, dtype=np.int64)
    for people, degree in sizes:
        contacts = network(people, degree, 0)
        what = f"N {people}, mean degree {degree:g}, threshold 0.18, 3 seeds"
        yield same_days(what, contacts, needs_of_shares(contacts, THRESHOLD), seeds)
    contacts = network(10_000, 5.0, 0)
    what = "N 10000, mean degree 5, thresholds normal(0.371, 0.2), no seeds"
    yield same_days(what, contacts, normal_needs(contacts, _JUMPING, SD, 0), seeds[:0])


def _checks(quick: bool) -> Iterator[Check]:
    yield from _window_checks()
    yield from _mean_field_checks(quick)
    yield from _same_in_the_engine(quick)
    yield from _lone_checks(quick)
    if not quick:
        yield from _million_checks()
        yield from _share_checks()
        yield from _jump_checks()


CLASSIC = Classic(
    name="watts",
    title="Cascades on random networks",
    cite=(
        "Watts DJ 2002, PNAS 99(9):5766-5771; Gleeson JP, Cahalane DJ 2007, "
        "Physical Review E 75:056103"
    ),
    says=(
        "Where everybody acts once a share of their contacts does, a single person can start a "
        "cascade over a random network only if contacts are neither too few nor too many; near the "
        "upper edge such cascades are rare and nearly total."
    ),
    departs=(
        "In the full model contacts are one layer beside shop, site, town and nation, whose people "
        "are seen as shares of a group; acts have costs and steps, and people go back."
    ),
    checks=_checks,
    sketch=sketch,
    play=Play(case=WattsCase, run=play, idle=idle),
)
