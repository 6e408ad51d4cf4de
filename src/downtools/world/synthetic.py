"""Synthetic sites: sizes, places and ownership drawn so that the totals are met exactly.

A site of a larger class is (sector, class, number), one of the smallest class (place, sector,
number): its key, and so all luck of its people, hangs on that alone.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, mix, stream, uniform
from downtools.compiled import kernel, word
from downtools.scenario.model import Scenario
from downtools.world.jobs import largest_remainder
from downtools.world.rooms import (
    Rooms,
    place_of,
    rooms_of,
    sum_rooms,
    take_room,
    total_room,
    widest_room,
)

__all__ = ["Drawn", "classes_of", "draw_sites", "share_out"]

I8 = npt.NDArray[np.int8]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]


class Drawn(NamedTuple):
    """Synthetic sites of one sector: 16 bytes each, so that those of a planet fit in memory."""

    key: U64
    place: I32
    staff: I32


def _empty(many: int) -> Drawn:
    """Room for sites; memory that is never written costs nothing."""
    return Drawn(np.empty(many, np.uint64), np.empty(many, np.int32), np.empty(many, np.int32))


def classes_of(scenario: Scenario, sector: str) -> list[tuple[int, int, float]]:
    """(low, high, share of employment) of a sector's size classes, the largest first."""
    own = [row for row in scenario.sizes if row.sector == sector]
    rows = own or [row for row in scenario.sizes if row.sector == "*"]
    return sorted(((row.low, row.high, row.share) for row in rows), reverse=True)


@kernel
def _size(draw: int, low: int, high: int) -> int:
    """A staff between low and high; the square makes small ones more common."""
    u = uniform(draw)
    return low + int((high - low + 1) * u * u)


@kernel
def _class_sites(
    low: int, high: int, jobs: int, seed: int, rooms: Rooms, out: Drawn, at: int
) -> tuple[int, int]:
    """Sites of one of the larger classes; returns (where the next goes, jobs left over).

    A site goes to a place in proportion to what the place can still hold, if it can hold the site
    whole.
    """
    sum_rooms(rooms, low)
    number = word(0)
    while jobs >= low:
        key = bits(seed, number)
        number += word(1)
        size = min(_size(mix(key ^ word(1)), low, high), jobs)
        if jobs - size < low and jobs <= high:
            size = jobs
        widest = widest_room(rooms)
        if widest < low:
            break
        size = min(size, widest)
        # Below the total, since a uniform number is below 1 and the total below 2**53.
        target = int(uniform(mix(key ^ word(2))) * total_room(rooms, size))
        chosen = place_of(rooms, size, target)
        out.key[at], out.place[at], out.staff[at] = key, chosen, size
        take_room(rooms, chosen, size, low)
        jobs -= size
        at += 1
    return at, jobs


@kernel
def _smallest_sites(low: int, high: int, seed: int, free: I64, place_keys: U64, out: Drawn) -> int:
    """Fill what is left at each place with sites of the smallest class; returns their number."""
    at = 0
    for p in range(free.size):
        seed_here = bits(seed, place_keys[p])
        number = word(0)
        room = free[p]
        while room > 0:
            key = bits(seed_here, number)
            number += word(1)
            size = min(_size(mix(key ^ word(1)), low, high), room)
            if room - size < low and room <= high:
                size = room
            out.key[at], out.place[at], out.staff[at] = key, p, size
            room -= size
            at += 1
    return at


def _cut(out: Drawn, many: int) -> Drawn:
    """The first sites alone; the rest of the memory is given back without a copy."""
    for column in out:
        column.resize(many, refcheck=False)
    return out


def draw_sites(
    world_seed: int,
    sector: str,
    classes: list[tuple[int, int, float]],
    room: I64,
    place_keys: U64,
) -> tuple[Drawn, Drawn]:
    """Sites that hold exactly the jobs in `room` (people of this sector by place).

    `classes` are (low, high, share of employment) from the largest to the smallest. Jobs that a
    class cannot place (no town can hold so large a site) go to the next smaller one. The sites
    come as two lists: those of the larger classes, and those of the smallest by place.
    """
    shares = np.array([share for _, _, share in classes])
    jobs = largest_remainder(shares, int(room.sum())).tolist()
    rooms = rooms_of(room)
    # A site has at least the lowest staff of its class, a place's last one of the smallest less.
    larger = _empty(int(room.sum()) // min((low for low, _, _ in classes[:-1]), default=1) + 1)
    at, over = 0, 0
    for number, (low, high, _) in enumerate(classes[:-1]):
        seed = word(stream(world_seed, key_of(f"sites/{sector}"), number))
        at, over = _class_sites(low, high, jobs[number] + over, seed, rooms, larger, at)
    low, high, _ = classes[-1]
    free = rooms.free[: room.size]
    seed = word(stream(world_seed, key_of(f"small sites/{sector}"), 0))
    small = _empty(int(free.sum()) // low + free.size)
    return _cut(larger, at), _cut(small, _smallest_sites(low, high, seed, free, place_keys, small))


def share_out(drawn: Sequence[Drawn], wanted: I64) -> list[I8]:
    """Give each site the ownership whose people are furthest behind `wanted` people.

    Keeps every prefix of the lists near the wanted shares, so ownership does not hang on size.
    """
    given = np.zeros(wanted.size + 1, np.int64)
    owners = [np.empty(len(part.staff), np.int8) for part in drawn]
    for part, owner in zip(drawn, owners, strict=True):
        _share_out(part.staff, wanted, given, owner)
    return owners


@kernel
def _share_out(staff: I32, wanted: I64, given: I64, owner: I8) -> None:
    """`given` are the people of each owner so far, and of all in the last entry."""
    total = 0
    for o in range(wanted.size):
        total += wanted[o]
    so_far = given[wanted.size]
    for i in range(staff.size):
        so_far += staff[i]
        best, furthest = 0, -(2**62)
        for o in range(wanted.size):
            # Within 64 bits, since a sector has fewer than 2**31 people.
            behind = wanted[o] * so_far - given[o] * total
            if behind > furthest:
                best, furthest = o, behind
        owner[i] = best
        given[best] += staff[i]
    given[wanted.size] = so_far
