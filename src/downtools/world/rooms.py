"""Where a site of a given size still fits, found without asking every place.

The sites of a class are placed one after the other, each where there is room for it, in proportion
to the room. Blocks of places with their sum, least and most room answer for all their places at
once where all or none can hold the site, with exactly the same whole numbers.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import kernel

__all__ = [
    "Rooms",
    "place_of",
    "rooms_of",
    "sum_rooms",
    "take_room",
    "total_room",
    "widest_room",
]

I64 = npt.NDArray[np.int64]

_BLOCK = 64
"""Places in a block."""

_NEVER = 2**62


class Rooms(NamedTuple):
    """People each place can still take in, and sums by block of places.

    Places with less room than the smallest site of the class count as none.
    """

    free: I64
    """Of a place: people it can still take in; filled up with zeros to whole blocks."""
    total: I64
    """Of a block: the room of its places, added up."""
    least: I64
    """Of a block: the smallest room among its places."""
    most: I64
    """Of a block: the largest."""
    fitting: I64
    """Of a block: the room of those of its places that can take in the site last asked for."""


def rooms_of(free: I64) -> Rooms:
    """Rooms of places, a copy; blocks are summed by `sum_rooms`."""
    blocks = -(-free.size // _BLOCK)
    padded = np.zeros(blocks * _BLOCK, np.int64)
    padded[: free.size] = free
    return Rooms(padded, *(np.zeros(blocks, np.int64) for _ in range(4)))


@kernel
def _sum_block(rooms: Rooms, block: int, low: int) -> None:
    total, least, most = 0, _NEVER, 0
    here = rooms.free[block * _BLOCK : (block + 1) * _BLOCK]
    for p in range(_BLOCK):
        fits = here[p] >= low
        total += here[p] if fits else 0
        least = min(least, here[p] if fits else _NEVER)
        most = max(most, here[p])
    rooms.total[block], rooms.least[block], rooms.most[block] = total, least, most


@kernel
def sum_rooms(rooms: Rooms, low: int) -> None:
    """Fill in the blocks for sites of at least `low` people."""
    for block in range(rooms.total.size):
        _sum_block(rooms, block, low)


@kernel
def take_room(rooms: Rooms, place: int, size: int, low: int) -> None:
    """Put `size` people at a place; `low` as in `sum_rooms`."""
    rooms.free[place] -= size
    _sum_block(rooms, place // _BLOCK, low)


@kernel
def widest_room(rooms: Rooms) -> int:
    """The largest room of any place."""
    widest = 0
    for block in range(rooms.most.size):
        widest = max(widest, rooms.most[block])
    return widest


@kernel
def total_room(rooms: Rooms, size: int) -> int:
    """The room of all places that can take in `size` people, added up; kept for `place_of`."""
    total = 0
    for block in range(rooms.total.size):
        fitting = 0
        if rooms.least[block] >= size:
            fitting = rooms.total[block]
        elif rooms.most[block] >= size:
            here = rooms.free[block * _BLOCK : (block + 1) * _BLOCK]
            for p in range(_BLOCK):
                fitting += here[p] if here[p] >= size else 0
        rooms.fitting[block] = fitting
        total += fitting
    return total


@kernel
def place_of(rooms: Rooms, size: int, target: int) -> int:
    """The place, of those that can take in `size`, in whose room person number `target` is.

    `target` counts from 0 and is below `total_room(rooms, size)`, which was asked just before.
    """
    block = 0
    while rooms.fitting[block] <= target:
        target -= rooms.fitting[block]
        block += 1
    place = block * _BLOCK
    while True:
        if rooms.free[place] >= size:
            target -= rooms.free[place]
            if target < 0:
                return place
        place += 1
