"""Block: what decide works out for a run of sites, as columns that each step goes through.

Columns that say where something stands are unsigned: a kernel then need not ask whether an index
counts from the end.

A step is one plain loop over a column (sites, shops, or workers who may move), so that the
machine need not guess what comes next, which is most of the cost of looking at one worker.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.day.rows import Memo, Terms, new_memo

__all__ = ["FILL", "Block", "new_block"]

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

_WORD = 8
FILL = 32
"""Workers of a shop are filled in by so many at a time, which is quicker than one by one; what
reaches into the next shop is filled in anew."""


class Block(NamedTuple):
    """Scratch of one thread, filled anew for each run of sites."""

    site: I64
    """Of each site that is looked at: its number; what of its workers are away from their shift."""
    absent: I64
    seed: U64
    """Of each of them: the stream of attention, and of passes blocked."""
    block_seed: U64
    begin: U64
    """Where its workers begin."""
    voice: I64
    odds: I64
    attention: I64
    """Reconsidering, below this in the upper 32 bits of the draw."""
    blocked: I64
    """Of those who signed: blocked, below this in the upper 32 bits of the draw."""
    terms: Terms
    memo: Memo
    shop: I64
    """Of each shop that is looked at: its number, and the place of its site in this block."""
    shop_site: U64
    crowd: I32
    """Of shop, own act at rung or above, four rungs each: the pull of the others in the shop."""
    day: U8
    """Of each shop, bits: on shift, event, a list to sign, locked in (see `ON_SHIFT`)."""
    run_first: U32
    """Of each run of workers under the same limits: its first; the end of its last; its site in
    this block; its row of limits; whether all reconsider."""
    run_last: U32
    run_site: U32
    run_row: U32
    run_all: U8
    limit: U16
    """Rows of ranks from which the quiet may leave quiet: not reached and reached by media, of
    each quarter of the ranks of caution."""
    in_shop: U32
    drawn: U8
    again: U8
    wakes: U8
    busy: U8
    stance: U8
    busy_eights: U64
    """The bytes of `busy`, eight as one number; so for `again`."""
    again_eights: U64
    bits: U64
    """[pattern of eight bytes]: which of them are set, in ascending order, a byte each."""
    many: U8
    """[pattern of eight bytes]: how many of them are set."""
    who: U32
    """Those of a step, by their number from the first of the run."""
    known: I64
    """[r - 1]: what contacts add to the score of the worker at hand; zeros without a network."""


@cache
def _patterns() -> tuple[U64, U8]:
    """Of each pattern of eight bytes: which are set, and how many."""
    bits, many = np.zeros(256, np.uint64), np.zeros(256, np.uint8)
    for pattern in range(256):
        where = [place for place in range(_WORD) if pattern >> place & 1]
        bits[pattern] = sum(place << (8 * n) for n, place in enumerate(where))
        many[pattern] = len(where)
    return bits, many


def new_block(places: int, sites: int, shops: int, workers: int) -> Block:
    """Empty columns for a run of at most so many sites, shops and workers, in so many places."""
    busy = np.zeros(workers // _WORD + 1, np.uint64)
    again = np.zeros((workers + FILL) // _WORD + 1, np.uint64)
    room = workers + FILL
    runs = sites + 2 * shops + 1
    return Block(
        site=np.empty(sites, np.int64),
        absent=np.empty(sites, np.int64),
        seed=np.empty(sites, np.uint64),
        block_seed=np.empty(sites, np.uint64),
        begin=np.empty(sites, np.uint64),
        voice=np.empty(sites, np.int64),
        odds=np.empty(sites, np.int64),
        attention=np.empty(sites, np.int64),
        blocked=np.empty(sites, np.int64),
        terms=Terms(
            base=np.empty(sites * 16, np.int32),
            price=np.empty(sites * 16, np.int32),
            tired=np.empty((sites, 4), np.int64),
        ),
        memo=new_memo(places),
        shop=np.empty(shops, np.int64),
        shop_site=np.empty(shops, np.uint64),
        crowd=np.empty((shops + 1) * 8, np.int32),
        day=np.empty(shops, np.uint8),
        run_first=np.empty(runs, np.uint32),
        run_last=np.empty(runs, np.uint32),
        run_site=np.empty(runs, np.uint32),
        run_row=np.empty(runs, np.uint32),
        run_all=np.empty(runs, np.uint8),
        limit=np.empty(8 * (sites + shops), np.uint16),
        in_shop=np.empty(room, np.uint32),
        drawn=np.empty(room, np.uint8),
        again=again.view(np.uint8),
        wakes=np.empty(room, np.uint8),
        busy=busy.view(np.uint8),
        stance=np.empty(room, np.uint8),
        busy_eights=busy,
        again_eights=again,
        bits=_patterns()[0],
        many=_patterns()[1],
        who=np.empty(room, np.uint32),
        known=np.zeros(4, np.int64),
    )
