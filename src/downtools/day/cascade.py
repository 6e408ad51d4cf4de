"""Cascade: who walks out once enough of their contacts have, day after day, to the end.

The layer of contacts alone, without shops, police or luck: everybody has a number of contacts
that must have walked out before, and nobody goes back.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import index, kernel
from downtools.errors import Fault, InputError
from downtools.world.contacts import Contacts

__all__ = ["NEVER", "Cascade", "cascade", "needs_of_shares"]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
U8 = npt.NDArray[np.uint8]
Whole = npt.NDArray[np.integer[Any]]

NEVER = 2**31 - 1
"""The need of somebody whom no number of contacts moves."""

_FULL = 255
"""The highest count of the narrow counters."""
_DENSE = 16
"""A day on which more than one in so many walk out is put in ascending order by a look at all."""


class Cascade(NamedTuple):
    """What came of it."""

    day: I32
    """Of each worker, the day they walked out; -1 if they never did."""
    by_day: I64
    """How many in all had walked out by the end of each day; the last entry is the final size."""


def cascade(contacts: Contacts, needs: npt.ArrayLike, seeds: npt.ArrayLike) -> Cascade:
    """Who walks out when, in steps of a day, until a day brings nobody.

    On day 0 walk out the `seeds` and all whose need is zero or less; on day d everybody of whose
    contacts at least `needs` had walked out by the end of day d - 1. An equal number is enough,
    and nobody goes back. `needs` has an entry for each worker; `seeds` are numbers of workers, in
    any order, or none. Both may be lists, or arrays of whole numbers of any width. The work is
    that of the ties of those who walk out.
    Raises `InputError` if `needs` are not one for each worker, either is no row of whole numbers,
    a need does not fit 32 bits, or a seed is no worker's number.
    """
    people = contacts.people
    wanted, begun = _settled(people, needs, seeds)
    day = np.full(people, -1, np.int32)
    left = np.clip(wanted, 0, _FULL).astype(np.uint8)
    rest, hubs = _rest_of_hubs(contacts, wanted)
    queue = np.empty(people + 1, np.int32)  # one more: where those are written who do not count
    by_day = np.empty(people + 1, np.int64)
    left[begun] = 0
    days = _spread(*contacts, left, rest, hubs, day, queue, by_day)
    return Cascade(day, by_day[:days].copy())


def _settled(people: int, needs: npt.ArrayLike, seeds: npt.ArrayLike) -> tuple[I32, I64]:
    """Both as the kernel takes them, or all that is wrong with them in one message."""
    faults: list[Fault] = []
    cure = "give whole numbers of contacts; needs_of_shares(contacts, shares) makes them of shares"
    wanted = _row("needs", needs, cure, faults)
    begun = _row("seeds", seeds, "give numbers of workers, such as [0]", faults)
    if wanted is not None and len(wanted) != people:
        problem = f"the network is over {people:,} workers"
        cure = "give a need for each of them"
        faults.append(Fault(file="needs", value=len(wanted), problem=problem, cure=cure))
    elif wanted is not None and wanted.dtype != np.int32:  # cut to it they would be other needs
        for need in wanted[(wanted < -NEVER - 1) | (wanted > NEVER)][:1]:
            cure = f"give {NEVER} for never"
            problem = "not a number of 32 bits"
            faults.append(Fault(file="needs", value=int(need), problem=problem, cure=cure))
    if begun is not None:
        for seed in begun[(begun < 0) | (begun >= people)][:1]:
            cure = f"give numbers from 0 to {people - 1}"
            problem = "no such worker"
            faults.append(Fault(file="seeds", value=int(seed), problem=problem, cure=cure))
    if faults or wanted is None or begun is None:
        raise InputError(faults)
    return wanted.astype(np.int32, copy=False), begun.astype(np.int64, copy=False)


def _row(name: str, given: npt.ArrayLike, cure: str, faults: list[Fault]) -> Whole | None:
    """An array of one axis and of whole numbers, or None and a fault more."""
    try:
        row: npt.NDArray[Any] = np.asarray(given)
    except ValueError:  # lists of unlike lengths
        row = np.zeros(())
    if row.ndim == 1 and not row.size:  # a list of nothing is one of floats to NumPy
        return np.zeros(0, np.int64)
    if row.ndim == 1 and row.dtype.kind in "iu":
        return row
    value = f"{row.dtype}{list(row.shape)}" if row.ndim else given
    problem = "not a row of whole numbers"
    faults.append(Fault(file=name, value=value, problem=problem, cure=cure))
    return None


def _rest_of_hubs(contacts: Contacts, needs: I32) -> tuple[I32, bool]:
    """What of each need the narrow counters cannot hold, and whether that matters to anybody.

    To a worker with fewer contacts than a counter holds it does not: theirs never runs empty. With
    just as many contacts it would, so that what is left of the need has to be known.
    """
    over = needs > _FULL
    hubs = bool((over & (contacts.first[1:] - contacts.first[:-1] >= _FULL)).any())
    rest = np.where(over, needs - _FULL, 0) if hubs else np.zeros(0)
    return rest.astype(np.int32), hubs


@kernel
def _spread(
    first: I64, other: I32, left: U8, rest: I32, hubs: bool, day: I32, queue: I32, by_day: I64
) -> int:
    """Fill `day`, and `by_day` as far as the number of days that is returned.

    `left` counts down how many more contacts each worker needs; `rest` is what a counter of a hub
    takes up when it is empty. Those of a day stand together in `queue`; if they are many, in
    ascending order, so that contacts and days are gone through from front to back.
    """
    begin, end, today = 0, 0, 0
    for i in range(left.size):
        queue[index(end)] = i
        end += left[i] == 0
    while True:
        by_day[today] = end
        found = end
        for q in range(begin, end):
            i = queue[q]
            day[index(i)] = today
            for p in range(first[index(i)], first[index(i + 1)]):
                j = other[index(p)]
                count = left[index(j)]
                if count > 0:  # those out already stay as they are
                    left[index(j)] = count - 1
                    if count == 1:
                        if hubs and rest[index(j)] > 0:
                            more = min(rest[index(j)], _FULL)
                            left[index(j)] = more
                            rest[index(j)] -= more
                        else:
                            queue[index(found)] = j
                            found += 1
        if found == end:
            return today + 1
        begin, end, today = end, found, today + 1
        if (end - begin) * _DENSE > left.size:
            put = begin
            for i in range(left.size):
                queue[index(put)] = i
                put += (left[i] == 0) & (day[i] < 0)


def needs_of_shares(contacts: Contacts, shares: npt.ArrayLike) -> I32:
    """How many contacts make up the share that each worker needs, in `cascade`'s `needs`.

    It is the least number whose quotient by the worker's contacts is at least the share. The
    quotient is a float, rounded as the share was when it was read, so that 9 of 50 are .18. A
    share of zero or less needs nobody; one above 1, or that of a worker without contacts, is never
    met. Raises `InputError` if a share is not a number, or shares are not one for each worker.
    """
    cure = "give a number such as 0.18"
    try:
        given = np.asarray(shares, np.float64)
    except (TypeError, ValueError):
        problem = "not a number for all, nor one for each"
        fault = Fault(file="shares", value=shares, problem=problem, cure=cure)
        raise InputError([fault]) from None
    people = contacts.people
    if given.ndim and given.shape != (people,):
        problem = f"the network is over {people:,} workers"
        each = "give one share for all, or one for each of them"
        raise InputError([Fault(file="shares", value=given.shape, problem=problem, cure=each)])
    if np.isnan(given).any():
        raise InputError([Fault(file="shares", value="nan", problem="not a number", cure=cure)])
    needs = np.empty(people, np.int32)
    _count_shares(contacts.first, np.broadcast_to(given, people), needs)
    return needs


@kernel
def _count_shares(first: I64, shares: F64, needs: I32) -> None:
    for i in range(needs.size):
        degree = first[i + 1] - first[i]
        share = shares[i]
        if share <= 0.0:
            needs[i] = 0
        elif degree == 0 or share > 1.0:
            needs[i] = NEVER
        else:
            need = int(share * degree)  # off by one at most, by the rounding of the product
            while need / degree < share:
                need += 1
            while (need - 1) / degree >= share:
                need -= 1
            needs[i] = need
