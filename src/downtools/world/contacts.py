"""Contacts: who is tied to whom beyond shop and site, as a network in compressed rows.

The layer is optional. A tie goes both ways and counts once; nobody is tied to themselves.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import index, kernel, whole
from downtools.errors import Fault, InputError

__all__ = [
    "MOST_PEOPLE",
    "NO_CONTACTS",
    "Contacts",
    "Faults",
    "contacts_of_pairs",
    "faults_of_pairs",
]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.integer[Any]]

MOST_PEOPLE = 2**31 - 1
"""Numbers of workers are 32 bits wide."""

_SHIFT = 14
"""Of so many bits are the numbers of the workers of a block, whose ends of ties fit the cache."""
_LOW = 0xFFFF_FFFF


class Contacts(NamedTuple):
    """Of worker i, the contacts are `other[first[i] : first[i + 1]]`, in ascending order."""

    first: I64
    other: I32

    @property
    def people(self) -> int:
        """How many workers the network is over, those without any contact included."""
        return len(self.first) - 1

    @property
    def ties(self) -> int:
        """How many pairs are tied."""
        return len(self.other) // 2


NO_CONTACTS = Contacts(np.zeros(1, np.int64), np.zeros(0, np.int32))
"""A network over nobody: the layer left out."""
for _column in NO_CONTACTS:
    _column.flags.writeable = False


def contacts_of_pairs(people: int, a: Whole, b: Whole) -> Contacts:
    """The network over workers 0 to `people` - 1 in which a[k] and b[k] are tied, for each k.

    Two counting sorts, of one end and then the other, block by block of workers: the time is
    that of the ties, however they are shared out. Beside what is given and returned it takes
    16 bytes of memory a tie for a while.
    Raises `InputError` if a number is no worker's, somebody is tied to themselves or a tie is
    there twice, be it the other way round; rows are counted from 0.
    """
    faults_of_pairs(people, a, b).refuse()
    left = np.ascontiguousarray(a, np.int32)
    right = np.ascontiguousarray(b, np.int32)
    ends = np.zeros(((people - 1) >> _SHIFT) + 2, np.int64)
    _count_ends(left, right, ends[1:])
    starts = np.cumsum(ends)
    pairs = np.empty(2 * len(left), np.int64)
    first, other = np.empty(people + 1, np.int64), np.empty(2 * len(left), np.int32)
    room = np.empty(1 << _SHIFT, np.int64)
    _deal_ties(left, right, starts[:-1].copy(), pairs)
    _to_rows(pairs, starts, room, first, other)
    _deal_rows(first, other, starts[:-1].copy(), pairs)
    _to_rows(pairs, starts, room, first, other)
    if _any_twice(first, other):
        faults_of_pairs(people, left, right, twice=True).refuse()
    found = Contacts(first, other)
    for column in found:  # as in any world; kernels are compiled once
        column.flags.writeable = False
    return found


@kernel
def _count_ends(left: I32, right: I32, ends: I64) -> None:
    """How many ends of ties each block of workers has."""
    for k in range(left.size):
        ends[index(left[k] >> _SHIFT)] += 1
        ends[index(right[k] >> _SHIFT)] += 1


@kernel
def _deal_ties(left: I32, right: I32, at: I64, pairs: I64) -> None:
    """Put each tie to the blocks of both its ends, as (own end, other end) in one number.

    `at` is where the next pair of each block goes.
    """
    for k in range(left.size):
        i, j = whole(left[k]), whole(right[k])
        for _ in range(2):
            block = index(i >> _SHIFT)
            place = at[block]
            pairs[index(place)] = (i << 32) | j
            at[block] = place + 1
            i, j = j, i


@kernel
def _deal_rows(first: I64, other: I32, at: I64, pairs: I64) -> None:
    """The same from rows, whose workers are gone through in ascending order."""
    for i in range(first.size - 1):
        for p in range(first[i], first[i + 1]):
            j = whole(other[index(p)])
            block = index(j >> _SHIFT)
            place = at[block]
            pairs[index(place)] = (j << 32) | i
            at[block] = place + 1


@kernel
def _to_rows(pairs: I64, starts: I64, at: I64, first: I64, other: I32) -> None:
    """Fill the rows of each block from its pairs; within a row they keep their order."""
    people = first.size - 1
    for block in range(starts.size - 1):
        begin = block << _SHIFT
        here = min(1 << _SHIFT, people - begin)
        at[:here] = 0
        for k in range(starts[block], starts[block + 1]):
            at[index((pairs[index(k)] >> 32) - begin)] += 1
        place = starts[block]
        for i in range(here):
            first[begin + i] = place
            place += at[i]
            at[i] = first[begin + i]
        for k in range(starts[block], starts[block + 1]):
            own = index((pairs[index(k)] >> 32) - begin)
            other[index(at[own])] = pairs[index(k)] & _LOW
            at[own] += 1
    first[people] = pairs.size


@kernel
def _any_twice(first: I64, other: I32) -> bool:
    """Whether a row holds somebody twice."""
    for i in range(first.size - 1):
        for p in range(first[i] + 1, first[i + 1]):
            if other[index(p)] == other[index(p - 1)]:
                return True
    return False


@dataclass(frozen=True)
class Faults:
    """What is wrong in a table of ties: the first faults by row, and how many there are in all."""

    SHOWN = 20

    listed: tuple[Fault, ...] = ()
    many: int = 0

    def __add__(self, more: "Faults") -> "Faults":
        """Those of both, in the order of rows."""
        both = sorted([*self.listed, *more.listed], key=lambda fault: fault.row or 0)
        return Faults(tuple(both[: self.SHOWN]), self.many + more.many)

    def refuse(self) -> None:
        """Raise `InputError` if anything is wrong."""
        if not self.many:
            return
        listed = list(self.listed)
        if self.many > len(listed):
            problem = f"{self.many - len(listed):,} faults more"
            cure = "mend these first; the others are likely of the same kinds"
            listed.append(Fault(file=listed[0].file, problem=problem, cure=cure))
        raise InputError(listed)


def faults_of_pairs(
    people: int,
    a: Whole,
    b: Whole,
    *,
    rows: I64 | None = None,
    file: str = "ties",
    twice: bool = False,
) -> Faults:
    """What is wrong with pairs as ties between workers 0 to `people` - 1.

    `rows` are the rows of `file` in which they stand, unless counted from 0. Ties that are there
    twice cost a sort to find, so they are looked for only if something else is wrong, or if
    `twice` says that there are such.
    """
    shape = _wrong_shape(people, a, b, file)
    if shape or not len(a):
        return Faults(tuple(shape), len(shape))
    out = [int(end.min()) < 0 or int(end.max()) >= people for end in (a, b)]
    loops = a == b
    if not (twice or any(out) or bool(loops.any())):
        return Faults()
    known = ((a >= 0) & (a < people), (b >= 0) & (b < people))
    sound = known[0] & known[1]
    again, earlier = _twice(people, a, b, np.flatnonzero(sound & ~loops))
    wrong = np.flatnonzero(~sound | loops)
    places = np.union1d(wrong, again)[: Faults.SHOWN].tolist()
    before = dict(zip(again.tolist(), earlier.tolist(), strict=True))

    def row(place: int) -> int:
        return place if rows is None else int(rows[place])

    def fault(place: int) -> Fault:
        value, column = f"{a[place]}, {b[place]}", "a, b"
        if not sound[place]:
            column = "b" if known[0][place] else "a"
            value = str((b if known[0][place] else a)[place])
            problem, cure = "no such worker", f"give numbers from 0 to {people - 1}"
        elif loops[place]:
            problem, cure = "a worker tied to themselves", "take the row out"
        else:
            problem = f"the same tie stands in row {row(before[place])}"
            cure = "keep one of the two; a tie goes both ways"
        return Fault(
            file=file, row=row(place), column=column, value=value, problem=problem, cure=cure
        )

    return Faults(tuple(map(fault, places)), len(wrong) + len(again))


def _wrong_shape(people: int, a: Whole, b: Whole, file: str) -> list[Fault]:
    faults: list[Fault] = []
    if not 0 <= people <= MOST_PEOPLE:
        cure = f"give a number from 0 to {MOST_PEOPLE}"
        problem = "no number of workers"
        faults.append(Fault(file=file, column="people", value=people, problem=problem, cure=cure))
    for name, ends in (("a", a), ("b", b)):
        if ends.ndim != 1 or ends.dtype.kind not in "iu":
            value, problem = f"{ends.dtype}{list(ends.shape)}", "not a row of whole numbers"
            cure = "give an array of int32 or int64"
            faults.append(Fault(file=file, column=name, value=value, problem=problem, cure=cure))
    if not faults and len(a) != len(b):
        value, problem = f"{len(a):,} and {len(b):,}", "not as many of one end as of the other"
        cure = "give both ends of each tie"
        faults.append(Fault(file=file, column="a, b", value=value, problem=problem, cure=cure))
    return faults


def _twice(people: int, a: Whole, b: Whole, places: I64) -> tuple[I64, I64]:
    """The places at which a tie is there again, ascending, and where each is for the first time."""
    left, right = a[places].astype(np.int64), b[places].astype(np.int64)
    ties = np.minimum(left, right) * people + np.maximum(left, right)
    order = np.argsort(ties, kind="stable")
    same = np.zeros(len(ties), np.bool_)
    same[1:] = ties[order][1:] == ties[order][:-1]
    starts = np.maximum.accumulate(np.where(same, 0, np.arange(len(ties))))
    again, earlier = places[order[same]], places[order[starts[same]]]
    ascending = np.argsort(again)
    return again[ascending], earlier[ascending]
