"""Clusters of events that set off others: closed forms, and drawn ones, in time too."""

import math
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream, uniform
from downtools.compiled import inlined, kernel, word
from downtools.exact import log
from downtools.study.classics.mean_field import bisect, poisson

__all__ = [
    "ENDLESS",
    "Process",
    "borel",
    "borel_at_least",
    "cluster_sizes",
    "events_of",
    "extinction",
    "moments",
    "rescaled",
    "worst_gap",
]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

ENDLESS = 0
"""The size written for a cluster that goes on for ever."""

_SURE = 1e-12
"""A cluster is taken to go on once it ends with a probability below this."""

_LARGEST = 1_000_000
"""So is one that reaches so many events. One that would have ended gets there, as good as never,
unless the mean offspring is within a few thousandths of 1."""


# ---- closed forms


def borel(offspring: float, size: int) -> float:
    """The probability that a cluster has just this many events (Borel 1942)."""
    mean = offspring * size
    if mean == 0.0:
        return float(size == 1)
    return math.exp(-mean + (size - 1) * math.log(mean) - math.lgamma(size + 1))


def borel_at_least(offspring: float, size: int) -> float:
    """The probability that a cluster has at least this many events, endless ones included."""
    return max(0.0, 1.0 - sum(borel(offspring, s) for s in range(1, size)))


def extinction(offspring: float) -> float:
    """The probability that a cluster ends: the smallest root of q = exp(offspring (q − 1)).

    From that root to the other, 1, the left side is the larger.
    """
    if offspring <= 1.0:
        return 1.0
    return bisect(0.0, 1.0, lambda q: q >= math.exp(offspring * (q - 1.0)))


def moments(offspring: float) -> tuple[float, float]:
    """Mean and variance of the size by adding up the law, term by term."""
    size, total, squares, term = 0, 0.0, 0.0, 1.0
    while size < 10 or term * size * size > 1e-13:
        size += 1
        term = borel(offspring, size)
        total += size * term
        squares += size * size * term
    return total, squares - total * total


# ---- drawn clusters


@inlined
def _offspring(draw: int, cumulated: F64) -> int:
    """The number of offspring that a draw stands for, by the cumulated shares of 0, 1, 2 ..."""
    u = uniform(draw)
    many = 0
    while many < cumulated.size and u >= cumulated[many]:
        many += 1
    return many


@kernel
def _fill_sizes(key: int, cumulated: F64, endless: int, sizes: I64) -> None:
    """Sizes of clusters, each with a stream of its own; 0 once `endless` events are waiting."""
    for c in range(sizes.size):
        own = bits(key, word(c))
        size = 0
        waiting = 1
        while 0 < waiting < endless and size < _LARGEST:
            waiting += _offspring(bits(own, word(size)), cumulated) - 1
            size += 1
        sizes[c] = size if waiting == 0 else ENDLESS


@kernel
def _fill_times(
    key: int, cumulated: F64, rate: float, decay: float, until: float, times: F64
) -> int:
    """Times of events up to `until`, first events first and then offspring by parent.

    Returns how many were written; if that is all that fit, there may be more.
    """
    made = 0
    drawn = 0
    now = 0.0
    while True:
        now -= log(uniform(bits(key, word(drawn)))) / rate
        drawn += 1
        if now >= until or made >= times.size:
            break
        times[made] = now
        made += 1
    parent = 0
    while parent < made:
        many = _offspring(bits(key, word(drawn)), cumulated)
        drawn += 1
        for _ in range(many):
            then = times[parent] - log(uniform(bits(key, word(drawn)))) / decay
            drawn += 1
            if then < until and made < times.size:
                times[made] = then
                made += 1
        parent += 1
    return made


def _cumulated(offspring: float) -> F64:
    return np.array(list(accumulate(poisson(offspring).tolist())))


def cluster_sizes(offspring: float, many: int, seed: int) -> I64:
    """Sizes of so many independent clusters, 0 for one that goes on for ever.

    It is said to once so many events await their offspring that all of these would come to an end
    with a probability below 1e-12, or once a million have had theirs.
    """
    ends = extinction(offspring)
    endless = math.ceil(math.log(_SURE) / math.log(ends)) if ends < 1.0 else _LARGEST
    sizes = np.empty(many, np.int64)
    key = word(stream(seed, key_of("branching_clusters"), 0))
    _fill_sizes(key, _cumulated(offspring), max(2, endless), sizes)
    return sizes


# ---- in time


@dataclass(frozen=True)
class Process:
    """A process of Hawkes that starts without a past."""

    rate: float
    """First events per unit of time."""
    offspring: float
    """Offspring of an event on the average, below 1."""
    decay: float
    """An offspring follows its parent after 1 / decay units of time on the average."""
    until: float

    @property
    def mean_rate(self) -> float:
        """Events per unit of time once it has gone on for long."""
        return self.rate / (1.0 - self.offspring)

    @property
    def error(self) -> float:
        """The standard error of the events per unit of time counted up to the end.

        First events are Poisson, and the squared size of a cluster is 1 / (1 − offspring)³.
        """
        return math.sqrt(self.rate / (1.0 - self.offspring) ** 3 / self.until)


def events_of(process: Process, seed: int) -> F64:
    """Times of all events in ascending order, drawn as clusters: no intensity is asked."""
    room = int(process.until * (process.mean_rate + 10.0 * process.error)) + 100
    key = word(stream(seed, key_of("branching_times"), 0))
    cumulated = _cumulated(process.offspring)
    while True:
        times = np.empty(room)
        made = _fill_times(key, cumulated, process.rate, process.decay, process.until, times)
        if made < room:
            return np.sort(times[:made])
        room *= 2


def rescaled(times: F64, process: Process) -> F64:
    """The intensity summed from each event to the next (from 0 to the first).

    By the times alone: after an event the intensity above `rate` is `decay` times `excited`, which
    fades. If the process is the one that made the times, these are independent and exponential
    with mean 1.
    """
    gaps = np.diff(times, prepend=0.0)
    faded = np.exp(-process.decay * gaps)
    excited = 0.0
    sums: list[float] = []
    for left in faded.tolist():
        sums.append(excited * (1.0 - left))
        excited = excited * left + process.offspring
    return process.rate * gaps + np.array(sums)


def worst_gap(sample: F64) -> float:
    """√n times the largest gap between the sample's distribution and the unit exponential's.

    The statistic of Kolmogorov and Smirnov.
    """
    below = 1.0 - np.exp(-np.sort(sample))
    steps = np.arange(sample.size + 1) / sample.size
    gap = max(float(np.max(steps[1:] - below)), float(np.max(below - steps[:-1])))
    return math.sqrt(sample.size) * gap
