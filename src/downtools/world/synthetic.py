"""Synthetic sites: sizes, places and ownership drawn so that the totals are met exactly.

A site of a larger class is (sector, class, number), one of the smallest class (place, sector,
number): its key, and so all luck of its people, hangs on that alone.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, mix, stream, uniform
from downtools.compiled import kernel, word
from downtools.world.jobs import largest_remainder

__all__ = ["Drawn", "draw_sites", "share_out"]

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]


class Drawn(NamedTuple):
    """Synthetic sites of one sector, largest class first."""

    key: U64
    place: I64
    staff: I64


@kernel
def _size(draw: int, low: int, high: int) -> int:
    """A staff between low and high; the square makes small ones more common."""
    u = uniform(draw)
    return low + int((high - low + 1) * u * u)


@kernel
def _class_sites(
    low: int, high: int, jobs: int, seed: int, room: I64, out: tuple[U64, I64, I64], at: int
) -> tuple[int, int]:
    """Sites of one of the larger classes; returns (where the next goes, jobs left over).

    `room` is what each place can still hold; a site goes to a place in proportion to it, if the
    place can hold it whole.
    """
    keys, places, staffs = out
    number = word(0)
    while jobs >= low:
        key = bits(seed, number)
        number += word(1)
        size = min(_size(mix(key ^ word(1)), low, high), jobs)
        if jobs - size < low and jobs <= high:
            size = jobs
        widest = 0
        for p in range(room.size):
            widest = max(widest, room[p])
        if widest < low:
            break
        size = min(size, widest)
        total = 0
        for p in range(room.size):
            if room[p] >= size:
                total += room[p]
        target = int(uniform(mix(key ^ word(2))) * total)
        chosen = 0
        for p in range(room.size):
            if room[p] >= size:
                chosen = p
                target -= room[p]
                if target < 0:
                    break
        keys[at], places[at], staffs[at] = key, chosen, size
        room[chosen] -= size
        jobs -= size
        at += 1
    return at, jobs


@kernel
def _smallest_sites(
    low: int, high: int, seed: int, room: I64, place_keys: U64, out: tuple[U64, I64, I64], at: int
) -> int:
    """Fill what is left at each place with sites of the smallest class."""
    keys, places, staffs = out
    for p in range(room.size):
        seed_here = bits(seed, place_keys[p])
        number = word(0)
        while room[p] > 0:
            key = bits(seed_here, number)
            number += word(1)
            size = min(_size(mix(key ^ word(1)), low, high), room[p])
            if room[p] - size < low and room[p] <= high:
                size = room[p]
            keys[at], places[at], staffs[at] = key, p, size
            room[p] -= size
            at += 1
    return at


def draw_sites(
    world_seed: int,
    sector: str,
    classes: list[tuple[int, int, float]],
    room: I64,
    place_keys: U64,
) -> Drawn:
    """Sites that hold exactly the jobs in `room` (people of this sector by place).

    `classes` are (low, high, share of employment) from the largest to the smallest. Jobs that a
    class cannot place (no town can hold so large a site) go to the next smaller one.
    """
    room = room.copy()
    total = int(room.sum())
    shares = np.array([share for _, _, share in classes])
    jobs = largest_remainder(shares, total).tolist()
    out = (np.zeros(total, np.uint64), np.zeros(total, np.int64), np.zeros(total, np.int64))
    at, over = 0, 0
    for number, (low, high, _) in enumerate(classes[:-1]):
        seed = word(stream(world_seed, key_of(f"sites/{sector}"), number))
        at, over = _class_sites(low, high, jobs[number] + over, seed, room, out, at)
    low, high, _ = classes[-1]
    seed = word(stream(world_seed, key_of(f"small sites/{sector}"), 0))
    at = _smallest_sites(low, high, seed, room, place_keys, out, at)
    return Drawn._make(column[:at].copy() for column in out)


def share_out(staff: I64, wanted: I64) -> npt.NDArray[np.int16]:
    """Give each site the ownership whose people are furthest behind `wanted` people.

    Keeps every prefix of the list near the wanted shares, so ownership does not hang on size.
    """
    owner = np.zeros(staff.size, np.int16)
    _share_out(staff, wanted, np.zeros(wanted.size, np.int64), owner)
    return owner


@kernel
def _share_out(staff: I64, wanted: I64, given: I64, owner: npt.NDArray[np.int16]) -> None:
    total = 0
    for o in range(wanted.size):
        total += wanted[o]
    so_far = 0
    for i in range(staff.size):
        so_far += staff[i]
        best, furthest = 0, -(2**62)
        for o in range(wanted.size):
            behind = wanted[o] * so_far - given[o] * total
            if behind > furthest:
                best, furthest = o, behind
        owner[i] = best
        given[best] += staff[i]
