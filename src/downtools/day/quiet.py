"""Quiet: who surely does not leave quiet today, so that nobody need look at them.

A quiet worker with no act of their own leaves quiet only if their opposition is high enough. How
high at the least is worked out for a place, a site and a shop, each time leaving out only what
cannot raise a score: so whoever is passed over would have stayed quiet, and results are exact.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import index, inlined, kernel, whole, word
from downtools.day.rows import Memo
from downtools.day.rules import DecideRules
from downtools.day.state import Today
from downtools.day.terms import Shared
from downtools.exact import fixed
from downtools.world.world import Sites

__all__ = [
    "HIGHEST",
    "NONE",
    "Bar",
    "bar_of",
    "effect_of",
    "lowest_rank",
    "new_bars",
    "opposed",
    "set_bars",
    "set_best",
]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

ONE = 65536
NOBODY = 65536
"""One more than the highest rank."""
HIGHEST = 65535
NONE = 2**41
_STEPS = 257
_SLACK = 2
"""Units of fixed point by which the order of a sum of floats may move its rounding, at most 1."""

_UNHEARD = 2.0**40
"""More than any opposition."""
_HIGH = 400.0
"""Fixed point is capped at 1000: beyond this a sum is not bounded by its parts."""


class Bar(NamedTuple):
    """What the least opposition follows from."""

    contacts: I64
    """One number: the most that contacts can add to a score today."""

    best: I64
    """Of each place: the best score but for voice and site effect at its quiet sites."""
    scale: F64
    """Of each place: least opposition for each unit of a score below zero, rounded down."""
    rank: npt.NDArray[np.int32]
    """[ownership, k]: the lowest rank that has k steps of opposition left after loyalty; the last
    is nobody's."""
    steps: I64
    """One number: a step is two to its power, so that 256 of them hold the highest opposition."""


def new_bars(places: int) -> Bar:
    """Empty arrays for the bars of a day."""
    return Bar(
        contacts=np.zeros(1, np.int64),
        best=np.zeros(places, np.int64),
        scale=np.zeros(places),
        rank=np.full((3, _STEPS + 1), NOBODY, np.int32),
        steps=np.zeros(1, np.int64),
    )


@inlined
def opposed(opposition: int, odds: int) -> int:
    """Opposition whose odds loyalty and meetings have lowered, in fixed point.

    The quotient of two whole numbers below 2**33 is rounded down as exactly in floats as in
    whole numbers, and sooner.
    """
    if odds == ONE:
        return opposition
    lowered = opposition * odds
    return int(lowered / max(1, ONE - opposition + (lowered >> 16)))


@inlined
def _first_opposed(least: int, odds: int, opposition: I32) -> int:
    """The lowest rank whose opposition is at least `least` after loyalty."""
    low, high = 0, NOBODY
    while low < high:
        middle = (low + high) >> 1
        if opposed(whole(opposition[middle]), odds) >= least:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def set_bars(
    odds: tuple[int, int, int],
    fund: bool,
    rules: DecideRules,
    voice: I64,
    seen: int,
    shared: Shared,
    bars: Bar,
) -> None:
    """Set the bars of a day. `odds` are those of each ownership; `fund`: some fund pays today;
    `seen`: people seen to act anywhere.

    Police sent, threats, fines and bans only raise a price, meetings only lower the odds: quiet
    sites have no lower bar than this. A fund lowers prices, so that then none is counted.
    """
    bars.contacts[0] = rules.contacts_most if seen > 0 else 0
    highest = max(whole(rules.opposition[rules.opposition.size - 1]), ONE)
    bars.steps[0] = 8
    while highest > (_STEPS - 1) << bars.steps[0]:
        bars.steps[0] += 1
    for owner in range(3):
        same = owner > 0 and odds[owner] == odds[owner - 1]
        for k in range(_STEPS):
            if k == 0:
                bars.rank[owner, k] = 0  # where none is needed, less than none is enough too
            elif same:
                bars.rank[owner, k] = bars.rank[owner - 1, k]
            else:
                bars.rank[owner, k] = _first_opposed(
                    k << bars.steps[0], odds[owner], rules.opposition
                )
    for p in range(voice.size):
        best = whole(-(2**40))
        for r in range(4):
            price = whole(0)
            if not fund:
                price = min(shared.price[p, 0, r], shared.price[p, 1, r])
            pull = max(shared.quiet[p, 0, r], shared.quiet[p, 1, r]) - rules.theta[r]
            best = max(best, fixed(pull) + _SLACK - ((rules.caution[0] * price) >> 16))
            if abs(pull) > _HIGH:
                best = whole(2**40)
        bars.best[p] = best
        # A little less than 65536 / voice, so that rounding cannot lift it above.
        bars.scale[p] = 65535.999 / voice[p] if voice[p] > 0 else _UNHEARD


@inlined
def lowest_rank(best: int, owner: int, p: int, bars: Bar) -> int:
    """No quiet worker below this rank can have a score of zero, given the best but for voice."""
    # Without a branch: a guess would often be wrong.
    least = int(min(max(-best, 0) * bars.scale[p], _UNHEARD))
    return whole(bars.rank[owner, word(min(least >> bars.steps[0], _STEPS))])


@inlined
def bar_of(s: int, effect: float, sites: Sites, today: Today, bars: Bar) -> int:
    """The lowest rank that may leave quiet at a site where everybody is quiet."""
    if today.works[s] == 1 or abs(effect) > _HIGH:
        return 0
    p = index(sites.place[s])
    best = bars.best[p] + bars.contacts[0] + effect_of(effect)
    return lowest_rank(best, index(sites.ownership[s]), p, bars)


@inlined
def set_best(p: int, rules: DecideRules, shared: Shared, memo: Memo) -> None:
    """The best but for voice and site effect at quiet sites of a place under the tactics of its
    memo, of workers not reached and reached by media and of each quarter of ranks of caution."""
    for one in range(8):
        caution = whole(rules.caution[64 * (one & 3)])
        best = whole(-(2**40))
        for r in range(4):
            price = min(memo.price[p, 0, r], memo.price[p, 1, r])
            pull = shared.quiet[p, one >> 2, r] - rules.theta[r]
            best = max(best, fixed(pull) + _SLACK - ((caution * price) >> 16))
            if abs(pull) > _HIGH:
                best = whole(2**40)
        memo.best[p, one] = best


@inlined
def effect_of(effect: float) -> int:
    """The most by which a site effect lifts the best of its place; NONE if it is not bounded."""
    return fixed(effect) + _SLACK if abs(effect) <= _HIGH else NONE
