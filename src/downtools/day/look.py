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
from downtools.day.quiet import HIGHEST, NONE, Bar, bar_of, effect_of, lowest_rank, set_best
from downtools.day.rows import row_of
from downtools.day.rules import DecideRules
from downtools.day.shifts import Shift
from downtools.day.stance import ABOVE, ANY, EVENT, LISTED, LOCKED, ON_SHIFT
from downtools.day.state import BLOCK, COMMITTEE, LOCK, State, Today
from downtools.day.terms import Shared, odds_of, set_terms, strength
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
def _set_limits(
    row: int,
    k: int,
    others: int,
    p: int,
    owner: int,
    rules: DecideRules,
    bars: Bar,
    block: Block,
) -> None:
    """Set the ranks from which the quiet of a site may leave quiet, by reach and caution.

    They have no act of their own; of a quarter of the ranks of caution nobody is less cautious
    than the lowest. `others` is where the pull of the shop stands.
    """
    base, price, crowd = block.terms.base, block.terms.price, block.crowd
    for quarter in range(4):
        caution = whole(rules.caution[word(64 * quarter)])
        far, near = whole(-(2**40)), whole(-(2**40))
        for rung in range(4):
            r = word(rung)
            least = min(price[row_of(k, 0, 0) + r], price[row_of(k, 1, 0) + r])
            others_here = crowd[others + r] - ((caution * least) >> 16)
            far = max(far, base[row_of(k, 0, 0) + r] + others_here)
            near = max(near, base[row_of(k, 1, 0) + r] + others_here)
        # Whoever has the highest rank is looked at, may they or not: so it fits 16 bits.
        at = word(row) * word(8) + word(quarter)
        known = bars.contacts[0]
        block.limit[at] = min(lowest_rank(far + known, owner, p, bars), HIGHEST)
        block.limit[at + word(4)] = min(lowest_rank(near + known, owner, p, bars), HIGHEST)


@inlined
def _set_limits_of_quiet(k: int, p: int, owner: int, lift: int, bars: Bar, block: Block) -> None:
    """The same for a site where nobody has been seen to act, from the best of its place."""
    for one in range(8):
        limit = lowest_rank(block.memo.best[p, one] + lift, owner, p, bars)
        block.limit[word(k) * word(8) + word(one)] = min(limit, HIGHEST)


@inlined
def _list_run(g: int, first: int, last: int, k: int, row: int, all_: bool, block: Block) -> int:
    """List workers from first to before last as a run under the same limits, if there are any."""
    block.run_first[g] = first
    block.run_last[g] = last
    block.run_site[g] = k
    block.run_row[g] = row
    block.run_all[g] = all_
    return g + (1 if last > first else 0)


@inlined
def _fill_shop(j: int, at: int, members: int, block: Block) -> None:
    """Set for the workers of a shop which it is."""
    # Unsigned: else they are written number by number.
    for first in range(word(at), word(at + members), word(FILL)):
        for m in range(word(FILL)):
            block.in_shop[first + m] = j


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
    bars: Bar,
    block: Block,
) -> None:
    """Work out what the workers of site s share, at k of the block; set its counts to zero."""
    p, owner, key = index(sites.place[s]), index(sites.ownership[s]), sites.key[s]
    set_terms(s, k, effect, rules, sites, places, state, today, shared, block.memo, block.terms)
    odds = here.usual[owner]
    if state.meetings[s] != 0.0:
        if block.memo.meetings[owner] != state.meetings[s]:
            block.memo.meetings[owner] = state.meetings[s]
            block.memo.odds[owner] = odds_of(owner, here.loyalty, state.meetings[s], here.loyal)
        odds = block.memo.odds[owner]
    lift = effect_of(effect) + bars.contacts[0]
    if state.seen[s, 0] + today.works[s] > 0 or state.police_sent[s] != 0.0 or lift >= NONE:
        _set_limits(k, k, word(block.crowd.size - 8), p, owner, rules, bars, block)
    else:
        if block.memo.fresh[p] == 1:
            set_best(p, rules, shared, block.memo)
            block.memo.fresh[p] = 0
        _set_limits_of_quiet(k, p, owner, lift, bars, block)
    block.site[k] = s
    block.absent[k] = 0
    block.seed[k] = bits(here.seed, key)
    block.block_seed[k] = bits(here.block_seed, key)
    block.begin[k] = sites.first_worker[s]
    block.voice[k] = today.voice[p]
    block.odds[k] = odds
    block.attention[k] = today.attention[p]
    block.blocked[k] = int(strength(BLOCK, s, today, shared) * 2.0**32)
    today.signed[s] = 0
    today.rallying[s] = 0
    today.walking_out[s] = 0
    today.striking[s] = 0
    today.kept_in[s] = 0


@inlined
def _look_at_shops_of(
    k: int,
    start: int,
    found: tuple[int, int],
    rules: DecideRules,
    shift: Shift,
    here: Day,
    shops: Shops,
    sites: Sites,
    state: State,
    today: Today,
    shared: Shared,
    bars: Bar,
    block: Block,
) -> tuple[int, int]:
    """List such shops of the site at k of the block, and runs of their workers; `found` is how
    many there are of each, and returned as it is then."""
    j, g = found
    s = index(block.site[k])
    p, owner = index(sites.place[s]), index(sites.ownership[s])
    lock = int(strength(LOCK, s, today, shared) * 2.0**32)
    lock_seed = bits(here.lock_seed, sites.key[s])
    event = today.event[s] == 1
    signing = (EVENT if event else 0) | (LISTED if today.list_open[s] == 1 else 0)
    alone = min(block.limit[word(8 * k)], block.limit[word(8 * k + 4)])
    # Rows of limits: first those of sites, then of shops where others have been seen to act.
    rows = block.site.size
    base, more = sites.staff[s] // sites.shops[s], sites.staff[s] % sites.shops[s]
    at = whole(sites.first_worker[s]) - start
    run = at
    first_shop, many = sites.first_shop[s], sites.first_shop[s + 1] - sites.first_shop[s]
    for number in range(many):
        shop, j = index(first_shop + number), index(j)
        members = base + (1 if number < more else 0)
        on_shift = shift.working
        if sites.continuous[s] == 1:
            on_shift = shift.crew_on[number % shift.crew_on.size] == 1
        block.absent[k] += state.away[shop] if on_shift else 0
        if state.live[shop] > 0 or shops.opposition[shop] >= alone:
            locked = on_shift and lock > 0 and draw_of(lock_seed, number) < lock
            block.shop[j] = shop
            block.shop_site[j] = k
            block.day[j] = signing | (ON_SHIFT if on_shift else 0)
            if locked:
                block.day[j] = (block.day[j] | LOCKED) & ~LISTED
            _fill_shop(j, at, members, block)
            if block.day[j] & LISTED:
                for m in range(word(at), word(at + members)):
                    block.wakes[m] = ANY
            crowded = state.shop_seen[shop, 0] > 0
            for r in range(8):
                block.crowd[word(8 * j + r)] = 0
            row = k
            if crowded:
                for r in range(4):
                    count = whole(state.shop_seen[shop, r])
                    block.crowd[word(8 * j + r)] = rules.crowd[members, count]
                    block.crowd[word(8 * j + 4 + r)] = rules.crowd[members, max(count - 1, 0)]
                row = rows + j
                _set_limits(row, k, word(8 * j), p, owner, rules, bars, block)
            if crowded or event:
                g = _list_run(g, run, at, k, k, False, block)
                run = at + members
                g = _list_run(g, at, run, k, row, on_shift and event, block)
            j += 1
        else:
            g = _list_run(g, run, at, k, k, False, block)
            run = at + members
        at += members
    return j, _list_run(g, run, at, k, k, False, block)


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
    for r in range(8):
        block.crowd[word(block.crowd.size - 8 + r)] = 0
    for site in range(first, last):
        s, k = index(site), index(k)
        rises = today.event[s] == 1 or strength(COMMITTEE, s, today, shared) != 0.0
        rises = rises or top[s] >= bar_of(s, effect[s], sites, today, bars)
        if state.awake[s] == 0 and not rises:
            continue
        _look_at_site(
            s, k, effect[s], rules, here, sites, places, state, today, shared, bars, block
        )
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
    shared: Shared,
    bars: Bar,
    block: Block,
) -> int:
    """List the shops where somebody may move, of the sites listed, and runs of their workers under
    the same limits; returns how many runs they are."""
    for m in range(word(block.wakes.size)):
        block.wakes[m] = ABOVE
    found = 0, 0
    for place in range(many_sites):
        k = index(place)
        found = _look_at_shops_of(
            k, start, found, rules, shift, here, shops, sites, state, today, shared, bars, block
        )
    return found[1]
