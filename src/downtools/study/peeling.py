"""Peeling and pasting: the steps of the patient rule induction method, on numbers.

Friedman and Fisher 1999, Statistics and Computing 9:123-143. `boxes` tells what they find.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["UNSURE", "Cut", "Place", "Sample", "needed", "pasted", "peeled"]

F64 = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Place = tuple[int, bool]
"""A limit: the number of its key, and whether it is the upper one."""

UNSURE = 0.05
"""A limit that chance alone would make look so good more often than this is dropped if the box
can do without it, and named if not."""


@dataclass(frozen=True)
class Cut:
    """Limits of all keys: minus and plus infinity where there is none."""

    low: tuple[float, ...]
    high: tuple[float, ...]

    def at(self, key: int, upper: bool, limit: float) -> "Cut":
        """The same but for one limit."""
        ends = list(self.high if upper else self.low)
        ends[key] = limit
        return Cut(self.low, tuple(ends)) if upper else Cut(tuple(ends), self.high)

    def set(self) -> list[Place]:
        """The limits there are: key, and whether it is the upper one."""
        lower = [(key, False) for key, end in enumerate(self.low) if end > -math.inf]
        return lower + [(key, True) for key, end in enumerate(self.high) if end < math.inf]


@dataclass(frozen=True)
class Sample:
    """Runs, and which of them are hits."""

    keys: tuple[str, ...]
    x: F64
    """A row a run, a column a key."""
    y: Flags
    log_factorials: F64 = field(repr=False)
    """Of 0, 1, 2 ... as many as there are runs."""

    @staticmethod
    def of(table: Mapping[str, npt.ArrayLike], hits: npt.ArrayLike) -> "Sample":
        """From columns of the same length."""
        x = np.stack([np.asarray(values, float) for values in table.values()], axis=1)
        logs = np.log(np.arange(1, len(x) + 1, dtype=np.float64)).cumsum()
        return Sample(tuple(table), x, np.asarray(hits, bool), np.concatenate([[0.0], logs]))

    def within(self, cut: Cut) -> Flags:
        """Which runs lie within a cut."""
        good: Flags = (self.x >= cut.low) & (self.x <= cut.high)
        return np.logical_and.reduce(good, axis=1)

    def density(self, cut: Cut) -> float:
        """The share of the runs within a cut that are hits."""
        return float(self.y[self.within(cut)].mean())

    def sure(self, cut: Cut) -> dict[Place, float]:
        """The quasi-p-value of each limit of a cut (`boxes.Limit` says what that is)."""
        held = self.within(cut)
        runs, hits = int(held.sum()), int(self.y[held].sum())
        free = ((place, cut.at(*place, math.inf if place[1] else -math.inf)) for place in cut.set())
        return {place: self._chance(runs, hits, self.density(without)) for place, without in free}

    def _chance(self, runs: int, hits: int, share: float) -> float:
        """How often so many hits or more are among the runs if each is one with this chance."""
        if hits == 0 or share == 1.0:
            return 1.0
        count, logs = np.arange(hits, runs + 1), self.log_factorials
        ways = logs[runs] - logs[count] - logs[runs - count]
        terms = np.exp(ways + count * math.log(share) + (runs - count) * math.log(1.0 - share))
        return min(1.0, math.fsum(terms.tolist()))


def peeled(sample: Sample, peel: float, least_mass: float) -> list[Cut]:
    """The cuts from all runs to the smallest box, or to the first in which all are hits."""
    keys = range(len(sample.keys))
    cut = Cut((-math.inf,) * len(keys), (math.inf,) * len(keys))
    cuts = [cut]
    while True:
        held = sample.within(cut)
        density, runs = float(sample.y[held].mean()), int(held.sum())
        best: tuple[float, Cut] | None = None
        for place in ((key, upper) for key in keys for upper in (False, True)):
            found = _thinner(sample, cut, held, place, peel)
            if found is None:
                continue
            left = sample.within(found)
            many = int(left.sum())
            if many < least_mass * sample.y.size:
                continue
            gain = (float(sample.y[left].mean()) - density) / (runs - many)
            if best is None or gain > best[0]:
                best = gain, found
        if best is None or density == 1.0:
            return cuts
        cut = best[1]
        cuts.append(cut)


def _thinner(sample: Sample, cut: Cut, held: Flags, place: Place, peel: float) -> Cut | None:
    """The cut less a slice at one end of a key: equals go together; None if all are equal."""
    key, upper = place
    values = np.sort(sample.x[held, key])
    if upper:
        values = -values[::-1]
    slice_ = max(1, int(peel * values.size))
    last = values[min(slice_, values.size - 1)]
    if last == values[0]:
        later = values[values > values[0]]
        if not later.size:
            return None
        last = later[0]
    limit = _between(float(values[values < last][-1]), float(last))
    return cut.at(key, upper, -limit if upper else limit)


def _between(out: float, within: float) -> float:
    """Halfway from a value outside to the next within, which must be on the side of the latter."""
    middle = out + (within - out) / 2.0
    return middle if out < middle else within


def pasted(sample: Sample, cut: Cut, peel: float) -> Cut:
    """The cut with slices put back as long as the density does not fall."""
    while True:
        density = sample.density(cut)
        wider = [_wider(sample, cut, place, peel) for place in cut.set()]
        ranked = [(sample.density(found), int(sample.within(found).sum())) for found in wider]
        if not ranked or max(ranked)[0] < density:
            return cut
        cut = wider[ranked.index(max(ranked))]


def _wider(sample: Sample, cut: Cut, place: Place, peel: float) -> Cut:
    """The cut with a slice put back at one limit; without the limit if no run is left beyond."""
    key, upper = place
    none = math.inf if upper else -math.inf
    free = cut.at(key, upper, none)
    held = sample.within(free)
    runs = int(sample.within(cut).sum())
    sign = -1.0 if upper else 1.0  # beyond an upper limit the nearest are the lowest
    limit = sign * (cut.high[key] if upper else cut.low[key])
    values = sign * sample.x[held, key]
    beyond = np.sort(values[values < limit])[::-1]
    slice_ = max(1, int(peel * runs))
    if slice_ >= beyond.size:
        return free
    last = float(beyond[slice_ - 1])
    left = beyond[beyond < last]
    if not left.size:
        return free
    return cut.at(key, upper, sign * _between(float(left[0]), last))


def needed(sample: Sample, cut: Cut, wanted: float) -> Cut:
    """The cut without unsure limits, the least sure first, as long as it is dense enough."""
    while True:
        unsure = [(p, place) for place, p in sample.sure(cut).items() if p > UNSURE]
        for _, (key, upper) in sorted(unsure, reverse=True):
            free = cut.at(key, upper, math.inf if upper else -math.inf)
            if sample.density(free) >= wanted:
                cut = free
                break
        else:
            return cut
