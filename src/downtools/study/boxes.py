"""Boxes: within which limits of which keys an outcome lives.

The patient rule induction method (Friedman and Fisher 1999, Statistics and Computing 9:123-143):
from all runs, thin slices of one key after the other are peeled off, each time the slice whose
loss raises the share of hits most for every run lost; the boxes met on the way are the
trajectory. The chosen one is pasted: slices that do not thin its hits are put back. How sure a
limit is, is told by the test of Bryant and Lempert (2010, Technological Forecasting and Social
Change 77:34-49); `steadiness` tells whether boxes found in half of the runs hold in the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream
from downtools.errors import Fault, InputError
from downtools.study.peeling import UNSURE, Cut, Sample, needed, pasted, peeled

__all__ = ["Box", "Found", "Limit", "Side", "Steadiness", "boxes", "inside", "steadiness"]

Flags = npt.NDArray[np.bool_]

_FEW = 30
"""Hits below which a box is mostly luck."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Between what a key lies in a box; None where it is not limited."""

    key: str
    low: float | None
    high: float | None
    p_low: float | None
    """Quasi-p-value of the lower limit: how often as many hits would lie in the box if those
    were no more frequent in it than in the box without this limit (one-sided, binomial). It is
    too small, for the limit was chosen among many."""
    p_high: float | None


@dataclass(frozen=True, kw_only=True)
class Box:
    """Limits of some keys, and what lies within them."""

    limits: tuple[Limit, ...]
    """Of the keys that are limited, in the order of the table."""
    runs: int
    hits: int
    mass: float
    """The share of all runs that lie in the box."""
    density: float
    """The share of the runs in the box that are hits."""
    coverage: float
    """The share of all hits that lie in the box."""

    def __str__(self) -> str:
        return " and ".join(map(_limit_words, self.limits)) or "all runs"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What peeling found."""

    trajectory: tuple[Box, ...]
    """From all runs to the smallest box; empty if no run is a hit."""
    chosen: Box | None
    """Of the boxes that are dense enough that of the largest coverage, else the densest; pasted
    and without limits that it can do without. None if no run is a hit."""
    words: str
    """The chosen box, and what to know beside it."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """How often a key has each limit in the chosen box, as shares of random halves of the runs."""

    key: str
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Steadiness:
    """What random halves of the runs would have found, and what the other halves say to it."""

    keys: tuple[Side, ...]
    """A key that matters is limited on the same side in nearly all halves. That alone proves
    nothing: halves of the same runs share their accidents."""
    density: float | None
    """The density of the chosen boxes, over all halves, in the runs that they were found in."""
    elsewhere: float | None
    """The same in the other runs, which had no say: what can be believed. None if none fell in."""
    base: float
    """The share of all runs that are hits: what a box that means nothing has elsewhere."""

    def __str__(self) -> str:
        if self.density is None or self.elsewhere is None:
            return "no box was found in any half"
        return (
            f"boxes found in half of the runs have {self.density:.0%} hits there, "
            f"{self.elsewhere:.0%} in the other half and {self.base:.0%} are hits in all"
        )


def boxes(
    table: Mapping[str, npt.ArrayLike],
    hits: npt.ArrayLike,
    *,
    peel: float = 0.05,
    least_mass: float = 0.05,
    least_density: float = 0.8,
) -> Found:
    """Where the hits among the runs lie, by the values of the keys of the table.

    `peel` is the share of a box that a slice takes, `least_mass` the share of all runs that every
    box holds, `least_density` the share of hits wanted of the chosen box. Raises `InputError`
    for columns of different lengths or without finite numbers, and for shares that will not do.
    """
    _sound(table, hits, peel, least_mass, least_density)
    sample = Sample.of(table, hits)
    many, all_hits = sample.y.size, int(sample.y.sum())
    if all_hits == 0:
        words = f"none of {many} runs is a hit: there is no box to look for"
        return Found(trajectory=(), chosen=None, words=words)
    cuts = peeled(sample, peel, least_mass)
    trajectory = tuple(_told(sample, cut) for cut in cuts)
    best = cuts[_choice(trajectory, least_density)]
    wanted = min(least_density, sample.density(best))
    chosen = _told(sample, needed(sample, pasted(sample, best, peel), wanted))
    words = "; ".join(_words(chosen, trajectory[0], least_mass, least_density))
    return Found(trajectory=trajectory, chosen=chosen, words=words)


def inside(box: Box, table: Mapping[str, npt.ArrayLike]) -> Flags:
    """Which runs of a table, of the same keys, lie within a box."""
    columns = {key: np.asarray(values, float) for key, values in table.items()}
    found = np.ones(len(next(iter(columns.values()))), bool)
    for limit in box.limits:
        if limit.low is not None:
            found &= columns[limit.key] >= limit.low
        if limit.high is not None:
            found &= columns[limit.key] <= limit.high
    return found


def steadiness(
    table: Mapping[str, npt.ArrayLike],
    hits: npt.ArrayLike,
    *,
    seed: int,
    halves: int = 50,
    peel: float = 0.05,
    least_mass: float = 0.05,
    least_density: float = 0.8,
) -> Steadiness:
    """What `boxes` finds in random halves of the runs, and how dense that is in the other halves.

    Raises `InputError` as `boxes` does.
    """
    _sound(table, hits, peel, least_mass, least_density)
    if halves < 1:
        problem, cure = "nothing to judge by", "give a whole number of at least 1"
        raise InputError([Fault(file="halves", value=halves, problem=problem, cure=cure)])
    columns = {key: np.asarray(values, float) for key, values in table.items()}
    y = np.asarray(hits, bool)
    low, high = dict.fromkeys(columns, 0), dict.fromkeys(columns, 0)
    there, elsewhere = np.zeros(2), np.zeros(2)  # hits and runs
    for number in range(halves):
        half = _half(y.size, seed, number)
        part = {key: values[half] for key, values in columns.items()}
        shares = {"peel": peel, "least_mass": least_mass, "least_density": least_density}
        box = boxes(part, y[half], **shares).chosen
        if box is None:
            continue
        for limit in box.limits:
            low[limit.key] += limit.low is not None
            high[limit.key] += limit.high is not None
        other = inside(box, columns) & ~half
        there += (box.hits, box.runs)
        elsewhere += (y[other].sum(), other.sum())
    return Steadiness(
        keys=tuple(
            Side(key=key, low=low[key] / halves, high=high[key] / halves) for key in columns
        ),
        density=float(there[0] / there[1]) if there[1] else None,
        elsewhere=float(elsewhere[0] / elsewhere[1]) if elsewhere[1] else None,
        base=float(y.mean()),
    )


def _half(many: int, seed: int, number: int) -> Flags:
    """Which runs are in a half; the middle one of an odd number is."""
    luck = stream(seed, key_of("boxes/halves"), number)
    order = sorted(range(many), key=lambda run: bits(luck, run))
    half = np.zeros(many, bool)
    half[order[: (many + 1) // 2]] = True
    return half


# ---- what is told


def _told(sample: Sample, cut: Cut) -> Box:
    """The box of a cut."""
    held = sample.within(cut)
    runs, hits = int(held.sum()), int(sample.y[held].sum())
    sure = sample.sure(cut)
    limits = tuple(
        Limit(
            key=name,
            low=cut.low[key] if (key, False) in sure else None,
            high=cut.high[key] if (key, True) in sure else None,
            p_low=sure.get((key, False)),
            p_high=sure.get((key, True)),
        )
        for key, name in enumerate(sample.keys)
        if (key, False) in sure or (key, True) in sure
    )
    return Box(
        limits=limits,
        runs=runs,
        hits=hits,
        mass=runs / sample.y.size,
        density=hits / runs,
        coverage=hits / int(sample.y.sum()),
    )


def _choice(trajectory: tuple[Box, ...], least_density: float) -> int:
    """Which box is dense enough and covers most; the densest if none is dense enough."""
    places = range(len(trajectory))
    dense = [place for place in places if trajectory[place].density >= least_density]
    if dense:
        return max(dense, key=lambda place: (trajectory[place].coverage, trajectory[place].density))
    return max(places, key=lambda place: (trajectory[place].density, trajectory[place].coverage))


def _words(chosen: Box, every: Box, least_mass: float, least_density: float) -> Iterable[str]:
    if not chosen.limits and chosen.density >= least_density:
        yield f"{every.hits} of {every.runs} runs are hits, dense enough without limits"
    else:
        yield (
            f"{chosen}: {chosen.hits} of {chosen.runs} runs are hits ({chosen.density:.0%}), "
            f"{chosen.coverage:.0%} of all {every.hits}"
        )
    if chosen.density < least_density:
        yield f"no box of {least_mass:.0%} of the runs or more was found with {least_density:.0%}"
    if every.hits < _FEW:
        yield f"with {every.hits} hits in all it may be luck"
    unsure = [limit.key for limit in chosen.limits if _least_sure(limit) > UNSURE]
    if unsure:
        yield f"perhaps luck alone: the limits of {', '.join(unsure)}"


def _least_sure(limit: Limit) -> float:
    return max(p for p in (limit.p_low, limit.p_high) if p is not None)


def _limit_words(limit: Limit) -> str:
    if limit.low is None:
        return f"{limit.key} up to {limit.high:.4g}"
    if limit.high is None:
        return f"{limit.key} from {limit.low:.4g}"
    return f"{limit.key} from {limit.low:.4g} to {limit.high:.4g}"


# ---- faults


def _sound(
    table: Mapping[str, npt.ArrayLike],
    hits: npt.ArrayLike,
    peel: float,
    least_mass: float,
    least_density: float,
) -> None:
    """Raise `InputError` with all that will not do."""
    faults = [
        Fault(file="boxes", column=name, value=value, problem="no share", cure=cure)
        for name, value, most, cure in (
            ("peel", peel, 0.5, "give a share above 0, at most 0.5"),
            ("least_mass", least_mass, 1.0, "give a share above 0, at most 1"),
            ("least_density", least_density, 1.0, "give a share above 0, at most 1"),
        )
        if not 0.0 < value <= most
    ]
    many = np.asarray(hits, bool).size
    if not table or many == 0:
        problem, cure = "no runs with values of keys", "give at least one key and one run"
        faults.append(Fault(file="table", problem=problem, cure=cure))
    for key, values in table.items():
        problem = _wrong(values, many)
        if problem:
            cure = "give one finite number for each run"
            faults.append(Fault(file="table", column=key, problem=problem, cure=cure))
    if faults:
        raise InputError(faults)


def _wrong(values: npt.ArrayLike, many: int) -> str:
    """What is wrong with a column, or nothing."""
    try:
        column = np.asarray(values, float)
    except (TypeError, ValueError):
        return "not numbers"
    if column.shape != (many,):
        return f"{column.size} values for {many} runs"
    lost = int((~np.isfinite(column)).sum())
    return f"{lost} values are missing or not finite" if lost else ""
