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

from downtools.day.terms import Memo, Terms, new_memo

__all__ = ["FILL", "Block", "new_block"]

U8 = npt.NDArray[np.uint8]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

_WORD = 8
FILL = 16
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
    crowd: I64
    """[shop, own act at rung or above, r - 1]: the pull of the others in the shop."""
    day: U8
    """Of each shop, bits: on shift, event, a list to sign, locked in (see `ON_SHIFT`)."""
    seen: I64
    """Of each shop, counts in 16 bits each: acts in sight at each rung or above."""
    done: I64
    """So what is done today: signed, rallied, walked out, struck."""
    stances: I64
    """So who is above quiet, willing, ready, kept in."""
    limit: I32
    """Of each worker of the run, by their number from its first: rank from which they may leave
    quiet; the place of their shop in this block; whether the draw lets them reconsider; whether
    they are above quiet or may leave it; whether they reconsider; today's stance."""
    in_shop: U32
    drawn: U8
    may_move: U8
    again: U8
    stance: U8
    may_move_eights: U64
    """The bytes of `may_move`, eight as one number; so for `again`."""
    again_eights: U64
    bits: U8
    """[pattern of eight bytes, n]: which is the n-th of those set, and how many at the end."""
    who: U32
    """Those of a step, by their number from the first of the run."""
    known: I64
    """[r - 1]: what contacts add to the score of the worker at hand; zeros without a network."""


@cache
def _patterns() -> U8:
    """Of each pattern of eight bytes: which are set, and how many at the end."""
    bits = np.zeros((256, _WORD + 1), np.uint8)
    for pattern in range(256):
        where = [place for place in range(_WORD) if pattern >> place & 1]
        bits[pattern, : len(where)] = where
        bits[pattern, _WORD] = len(where)
    return bits


def new_block(places: int, sites: int, shops: int, workers: int) -> Block:
    """Empty columns for a run of at most so many sites, shops and workers, in so many places."""
    may_move = np.zeros(workers // _WORD + 1, np.uint64)
    again = np.zeros(workers // _WORD + 1, np.uint64)
    room = workers + FILL
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
            base=np.empty((sites, 2, 2, 4), np.int64),
            price=np.empty((sites, 2, 2, 4), np.int64),
            tired=np.empty((sites, 4), np.int64),
        ),
        memo=new_memo(places),
        shop=np.empty(shops, np.int64),
        shop_site=np.empty(shops, np.uint64),
        crowd=np.empty((shops, 2, 4), np.int64),
        day=np.empty(shops, np.uint8),
        seen=np.empty(shops, np.int64),
        done=np.empty(shops, np.int64),
        stances=np.empty(shops, np.int64),
        limit=np.empty(room, np.int32),
        in_shop=np.empty(room, np.uint32),
        drawn=np.empty(room, np.uint8),
        may_move=may_move.view(np.uint8),
        again=again.view(np.uint8),
        stance=np.empty(room, np.uint8),
        may_move_eights=may_move,
        again_eights=again,
        bits=_patterns(),
        who=np.empty(room, np.uint32),
        known=np.zeros(4, np.int64),
    )
