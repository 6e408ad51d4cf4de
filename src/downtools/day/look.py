"""Look: at which sites and shops anybody may move today, with what their workers share.

All others are passed over: surely nobody leaves quiet there (`quiet.py`).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import bits
from downtools.compiled import index, inlined, kernel, whole, word
from downtools.day.block import FILL, Block
from downtools.day.luck import draw_of
from downtools.day.quiet import NOBODY, Bar, bar_of, lowest_rank
from downtools.day.rules import DecideRules
from downtools.day.shifts import Shift
from downtools.day.stance import EVENT, LISTED, LOCKED, ON_SHIFT
from downtools.day.state import BLOCK, COMMITTEE, LOCK, State, Today
from downtools.day.terms import Shared, Terms, odds_of, set_terms
from downtools.world.world import Places, Shops, Sites

__all__ = ["Day", "look_at_shops", "look_at_sites"]

F64 = npt.NDArray[np.float64]


class Day(NamedTuple):
    """What is the same for all sites today."""

    seed: int
    lock_seed: int
    block_seed: int
    day: int
    loyalty: float
    usual: tuple[int, int, int]
    """Odds of opposition by ownership where no meetings press it down."""
    loyal: tuple[float, float, float]


@inlined
def _quiet_score(r: int, k: int, lowest_caution: int, terms: Terms) -> int:
    """The best score of a quiet worker for a rung, but for voice and the pull of the shop.

    They have no act of their own, and nobody is less cautious than the lowest rank.
    """
    price = min(terms.price[k, 0, 0, r], terms.price[k, 1, 0, r])
    base = max(terms.base[k, 0, 0, r], terms.base[k, 1, 0, r])
    return base - ((lowest_caution * price) >> 16)


@inlined
def _pass_over(first: int, last: int, block: Block) -> None:
    """Workers from first to before last, counted from the first of the run, stay as they are.

    All are quiet, and none of the quiet moves whom the draw does not let reconsider.
    """
    for m in range(word(first), word(last)):
        block.drawn[m] = 0


@inlined
def _draw(k: int, first: int, last: int, start: int, block: Block) -> None:
    """Whom of a site the draw lets reconsider; `start` is where the run begins."""
    seed, limit = block.seed[k], word(block.attention[k])
    offset = word(start) - block.begin[k]
    for m in range(word(first), word(last)):
        draw = bits(seed, m + offset) >> word(32)
        block.drawn[m] = draw < limit


@inlined
def _fill_shop(j: int, at: int, members: int, limit: int, everybody: bool, block: Block) -> None:
    """Set for the workers of a shop which it is, and the rank from which they may leave quiet."""
    # Unsigned, and one column after the other: else they are written number by number.
    for first in range(word(at), word(at + members), word(FILL)):
        for m in range(word(FILL)):
            block.limit[first + m] = limit
    for first in range(word(at), word(at + members), word(FILL)):
        for m in range(word(FILL)):
            block.in_shop[first + m] = j
    if everybody:
        for m in range(word(at), word(at + members)):
            block.drawn[m] = 1


@inlined
def _look_at_site(
    s: int,
    k: int,
    effect: float,
    rules: DecideRules,
    here: Day,
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
    shared: Shared,
    block: Block,
) -> None:
    """Work out what the workers of site s share, at k of the block; set its counts to zero."""
    p, owner, key = index(sites.place[s]), index(sites.ownership[s]), sites.key[s]
    set_terms(s, k, effect, rules, sites, places, state, today, shared, block.memo, block.terms)
    odds = here.usual[owner]
    if state.meetings[s] != 0.0:
        odds = odds_of(owner, here.loyalty, state.meetings[s], here.loyal)
    block.site[k] = s
    block.absent[k] = 0
    block.seed[k] = bits(here.seed, key)
    block.block_seed[k] = bits(here.block_seed, key)
    block.begin[k] = sites.first_worker[s]
    block.voice[k] = today.voice[p]
    block.odds[k] = odds
    block.attention[k] = today.attention[p]
    block.blocked[k] = int(today.tactics[BLOCK, s] * 2.0**32)
    for r in range(4):
        state.seen[s, r] = 0
    state.ready[s] = 0
    state.willing[s] = 0
    today.signed[s] = 0
    today.rallying[s] = 0
    today.walking_out[s] = 0
    today.striking[s] = 0
    today.kept_in[s] = 0


@inlined
def _look_at_shops_of(
    k: int,
    start: int,
    j: int,
    rules: DecideRules,
    shift: Shift,
    here: Day,
    shops: Shops,
    sites: Sites,
    state: State,
    today: Today,
    bars: Bar,
    block: Block,
) -> int:
    """List such shops of the site at k of the block, from j on; returns where they end."""
    s = index(block.site[k])
    p, owner = index(sites.place[s]), index(sites.ownership[s])
    lock = int(today.tactics[LOCK, s] * 2.0**32)
    lock_seed = bits(here.lock_seed, sites.key[s])
    signing = (EVENT if today.event[s] == 1 else 0) | (LISTED if today.list_open[s] == 1 else 0)
    alone_0 = _quiet_score(0, k, rules.caution[0], block.terms)
    alone_1 = _quiet_score(1, k, rules.caution[0], block.terms)
    alone_2 = _quiet_score(2, k, rules.caution[0], block.terms)
    alone_3 = _quiet_score(3, k, rules.caution[0], block.terms)
    known = bars.contacts[0]
    alone = lowest_rank(max(alone_0, alone_1, alone_2, alone_3) + known, owner, p, bars)
    base, more = sites.staff[s] // sites.shops[s], sites.staff[s] % sites.shops[s]
    at = sites.first_worker[s] - start
    _draw(k, at, sites.first_worker[s + 1] - start, start, block)
    first_shop, many = sites.first_shop[s], sites.first_shop[s + 1] - sites.first_shop[s]
    for number in range(many):
        shop, j = index(first_shop + number), index(j)
        members = base + (1 if number < more else 0)
        on_shift = shift.working
        if sites.continuous[s] == 1:
            on_shift = shift.crew_on[number % shift.crew_on.size] == 1
        block.absent[k] += state.away[shop] if on_shift else 0
        if state.live[shop] > 0 or shops.opposition[shop] >= alone:
            for r in range(4):
                count = whole(state.shop_seen[shop, r])
                block.crowd[j, 0, r] = rules.crowd[members, count]
                block.crowd[j, 1, r] = rules.crowd[members, max(count - 1, 0)]
            best = max(alone_0 + block.crowd[j, 0, 0], alone_1 + block.crowd[j, 0, 1])
            best = max(best, alone_2 + block.crowd[j, 0, 2], alone_3 + block.crowd[j, 0, 3])
            locked = on_shift and lock > 0 and draw_of(lock_seed, number) < lock
            block.shop[j] = shop
            block.shop_site[j] = k
            block.day[j] = signing | (ON_SHIFT if on_shift else 0)
            if locked:
                block.day[j] = (block.day[j] | LOCKED) & ~LISTED
            block.seen[j] = 0
            block.done[j] = 0
            block.stances[j] = 0
            lowest = lowest_rank(best + known, owner, p, bars)
            everybody = on_shift and today.event[s] == 1
            _fill_shop(j, at, members, lowest, everybody, block)
            j += 1
        else:
            _fill_shop(0, at, members, NOBODY, False, block)
        at += members
    return j


@kernel
def look_at_sites(
    first: int,
    last: int,
    rules: DecideRules,
    effect: F64,
    top: npt.NDArray[np.uint16],
    here: Day,
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
    shared: Shared,
    bars: Bar,
    block: Block,
) -> int:
    """List the sites where anything may move, with their terms; returns how many they are."""
    k = 0
    start = sites.first_worker[first]
    for site in range(first, last):
        s, k = index(site), index(k)
        rises = today.event[s] == 1 or today.tactics[COMMITTEE, s] != 0.0
        rises = rises or top[s] >= bar_of(s, effect[s], sites, today, bars)
        if state.awake[s] == 0 and not rises:
            _pass_over(sites.first_worker[s] - start, sites.first_worker[s + 1] - start, block)
            continue
        _look_at_site(s, k, effect[s], rules, here, sites, places, state, today, shared, block)
        k += 1
    return k


@kernel
def look_at_shops(
    many_sites: int,
    start: int,
    rules: DecideRules,
    shift: Shift,
    here: Day,
    shops: Shops,
    sites: Sites,
    state: State,
    today: Today,
    bars: Bar,
    block: Block,
) -> int:
    """List the shops where somebody may move, of the sites listed; returns how many they are."""
    j = 0
    for place in range(many_sites):
        k = index(place)
        j = _look_at_shops_of(
            k, start, j, rules, shift, here, shops, sites, state, today, bars, block
        )
    return j
