"""Rows: where the terms of the score stand, and what was last worked out of them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import inlined, word

__all__ = ["Memo", "Terms", "new_memo", "row_of"]

U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


class Terms(NamedTuple):
    """What the workers of some sites are decided by, in integer fixed point; see `row_of`."""

    base: I32
    """Of site, reached by media, own act at rung or above: all but voice, shop and price."""
    price: I32
    """Of site, fixed-term, own act at rally or above: for a worker of median caution."""
    tired: I64
    """[site, r - 1]: score lost for each whole shift struck so far."""


class Memo(NamedTuple):
    """What was last worked out, for other sites under the same tactics."""

    tactics: F64
    """[place, tactic]: threat, ban, strike fund, fine, passes blocked; NaN if none yet."""
    price: I64
    """[place, fixed-term, r - 1]"""
    fresh: U8
    """Of each place: 1 if `best` is not yet of these tactics."""
    best: I64
    """[place, class]: see `set_best`."""
    meetings: F64
    """Of each ownership: what meetings pressed down where odds were last worked out."""
    odds: I64
    """Of each ownership: those odds."""


@inlined
def row_of(k: int, first: int, second: int) -> int:
    """Where the four rungs of a pair of yes and no begin at site k.

    Rows are known to be of four: to look up how long they are takes longer than a sum does.
    """
    return (word(k) * word(4) + word(first) * word(2) + word(second)) * word(4)


def new_memo(places: int) -> Memo:
    """A memo of nothing yet."""
    return Memo(
        tactics=np.full((places, 5), np.nan),
        price=np.zeros((places, 2, 4), np.int64),
        fresh=np.zeros(places, np.uint8),
        best=np.zeros((places, 8), np.int64),
        meetings=np.full(3, np.nan),
        odds=np.zeros(3, np.int64),
    )
