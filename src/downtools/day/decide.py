"""Decide: every worker who reconsiders takes the highest rung whose score is not below zero.

What differs between places, sites and shops is a float, worked out once for each and turned into
integer fixed point; what differs between workers is then added up in integers (docs/model.md,
section 4). A site's workers see yesterday only, so sites can be computed in any order and on any
number of threads.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import bits
from downtools.compiled import inlined, kernel, whole, word
from downtools.day.luck import seed_of
from downtools.day.rules import DecideRules, Rules
from downtools.day.state import State, Today
from downtools.day.terms import Quiet, Terms, quiet_places, set_terms
from downtools.world.threads import Blocks, for_each
from downtools.world.world import Places, Shops, Sites, Workers, World, people

__all__ = ["decide"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

SIGN, RALLY, WALKOUT, STRIKE = 1, 2, 3, 4
WILLING, READY = 5, 6
"""Where a tally counts stances; at the rungs it counts what is done today."""


class _Day(NamedTuple):
    """What is the same for all sites today."""

    seed: int
    working: bool
    crew_on: npt.NDArray[np.uint8]
    """Of each crew of continuous sites: on shift today."""
    nation_roll: int


class _Scratch(NamedTuple):
    """What is filled anew for each site and shop."""

    terms: Terms
    crowd: I64
    """[own act at rung or above, r - 1]: the pull of the others in the shop."""
    tally: I64
    """Of the site, by rung: workers who sign, rally, walk out, strike today; and WILLING, READY."""
    seen: I64
    """Of the shop, r - 1: workers whose act in sight is at least r."""


class _SiteToday(NamedTuple):
    """What a site's shops share today."""

    seed: int
    begin: int
    """Where its workers begin."""
    voice: int
    event: bool
    listed: bool


def decide(
    world: World,
    rules: Rules,
    state: State,
    today: Today,
    day: int,
    blocks: Blocks,
    pool: ThreadPoolExecutor | None,
) -> None:
    """Stances and acts of all workers for today."""
    calendar = rules.scenario.calendar
    shared = _Day(
        seed=seed_of(rules.seed, "attention", day),
        working=calendar.working(day),
        crew_on=np.array(
            [calendar.on_shift(crew, day) for crew in range(calendar.crews)], np.uint8
        ),
        nation_roll=world.people,
    )

    many = len(world.places.key)
    quiet = Quiet(np.zeros((many, 2, 4)), np.zeros(many))
    quiet_places(rules.decide, world.places, today, quiet)

    def block(first: int, last: int) -> None:
        scratch = _Scratch(
            Terms(np.zeros((2, 2, 4), np.int64), np.zeros((2, 2, 4), np.int64)),
            np.zeros((2, 4), np.int64),
            np.zeros(7, np.int64),
            np.zeros(4, np.int64),
        )
        _decide_sites(
            first,
            last,
            scratch,
            rules.decide,
            rules.effect,
            shared,
            world.workers,
            world.shops,
            world.sites,
            world.places,
            state,
            today,
            quiet,
        )

    for_each(block, blocks, pool)


@inlined
def _stance(
    i: int,
    held: int,
    act: int,
    days_out: int,
    voice: int,
    rules: DecideRules,
    workers: Workers,
    scratch: _Scratch,
) -> int:
    """The highest rung with a score of at least zero, 0 if none."""
    said = (rules.opposition[workers.opposition[i]] * voice) >> 16
    caution = rules.caution[workers.caution[i]]
    media = whole(workers.media[i])
    reached = 1 if (media >> 1) < rules.reached else 0
    contract = media & 1
    active = 1 if act >= RALLY else 0
    for r in range(3, -1, -1):
        own = 1 if act > r else 0
        score = said + scratch.terms.base[reached, own, r] + scratch.crowd[own, r]
        score -= (caution * scratch.terms.price[contract, active, r]) >> 16
        score -= rules.tired[r] * days_out
        if held > r:
            score += rules.keep
        if score >= 0:
            return r + 1
    return 0


@inlined
def _first_rank(voice: int, crowded: bool, rules: DecideRules, scratch: _Scratch) -> int:
    """The lowest rank of opposition at which a quiet worker may leave quiet today.

    Exact, not approximate: a quiet worker has no act of their own, nobody is less cautious than
    the lowest rank of caution, and voice grows with the rank. `crowded`: somebody in the shop is
    above quiet, so the pull of the shop counts.
    """
    best = whole(-(2**62))
    for r in range(4):
        price = min(scratch.terms.price[0, 0, r], scratch.terms.price[1, 0, r])
        pull = max(scratch.terms.base[0, 0, r], scratch.terms.base[1, 0, r])
        pull += scratch.crowd[0, r] if crowded else 0
        best = max(best, pull - ((rules.caution[0] * price) >> 16))
    low, high = 0, rules.opposition.size
    while low < high:
        middle = (low + high) >> 1
        if ((rules.opposition[middle] * voice) >> 16) + best >= 0:
            high = middle
        else:
            low = middle + 1
    return low


@inlined
def _act(stance: int, floor: int, event: bool) -> int:
    """On shift: the highest possible rung not above the stance."""
    if stance == STRIKE:
        return STRIKE
    if event and stance >= RALLY:
        return stance
    return floor


@inlined
def _weigh_crowd(shop: int, members: int, rules: DecideRules, state: State, crowd: I64) -> None:
    """The pull of the others in a shop."""
    for r in range(4):
        count = whole(state.shop_seen[shop, r])
        crowd[0, r] = rules.crowd[members, count]
        crowd[1, r] = rules.crowd[members, max(count - 1, 0)]


@inlined
def _decide_shop(
    at: int,
    members: int,
    site: _SiteToday,
    on_shift: bool,
    first_rank: int,
    rules: DecideRules,
    workers: Workers,
    state: State,
    scratch: _Scratch,
) -> int:
    """Decide for the workers of one shop; returns how many are above quiet now.

    Adds to the site's tally and to the count of acts in sight.
    """
    tally = scratch.tally
    all_reconsider = site.event and on_shift
    live = 0
    for i in range(at, at + members):
        rungs = whole(state.rungs[i])
        if rungs == 0 and workers.opposition[i] < first_rank:
            continue
        reconsiders = all_reconsider
        if not reconsiders:
            draw = bits(site.seed, word(i - site.begin))
            reconsiders = whole(draw >> word(32)) < rules.attention
        if not reconsiders and rungs == 0:
            continue
        stance, act = rungs & 7, rungs >> 3
        marks = whole(state.marks[i])
        floor, days_out = marks & 1, marks >> 1
        if reconsiders:
            stance = _stance(i, stance, act, days_out, site.voice, rules, workers, scratch)
            if rungs == 0 and stance == 0:
                continue
        if site.listed and stance >= SIGN and floor == 0:
            floor = 1
            tally[SIGN] += 1
        doing = 0
        if on_shift:
            act = _act(stance, floor, site.event)
            doing = act
            if doing == STRIKE and days_out < 127:
                days_out += 1
        elif site.event and stance >= RALLY:
            doing = RALLY
            act = max(act, RALLY)
        else:
            act = max(act, floor)
        if doing >= RALLY:
            tally[doing] += 1
        tally[WILLING] += 1 if stance >= SIGN and floor == 0 else 0
        tally[READY] += 1 if stance >= RALLY else 0
        live += 1 if stance + act > 0 else 0
        for r in range(act):
            scratch.seen[r] += 1
        state.rungs[i] = stance | (act << 3)
        state.marks[i] = floor | (days_out << 1)
    return live


@kernel
def _decide_sites(
    first: int,
    last: int,
    scratch: _Scratch,
    rules: DecideRules,
    effect: F64,
    shared: _Day,
    workers: Workers,
    shops: Shops,
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
    quiet: Quiet,
) -> None:
    for s in range(first, last):
        continuous = sites.continuous[s] == 1
        set_terms(
            s,
            effect[s],
            shared.nation_roll,
            rules,
            sites,
            places,
            state,
            today,
            quiet,
            scratch.terms,
        )
        begin = sites.first_worker[s]
        site = _SiteToday(
            bits(shared.seed, sites.key[s]),
            begin,
            int(today.voice[sites.place[s]]),
            today.event[s] == 1,
            today.list_open[s] == 1,
        )
        first_rank = _first_rank(site.voice, False, rules, scratch)
        for rung in range(7):
            scratch.tally[rung] = 0
        for r in range(4):
            state.seen[s, r] = 0
        on_shift_workers = 0
        shop_base, shop_more = sites.staff[s] // sites.shops[s], sites.staff[s] % sites.shops[s]
        at = begin
        for shop in range(sites.first_shop[s], sites.first_shop[s + 1]):
            number = shop - sites.first_shop[s]
            members = shop_base + (1 if number < shop_more else 0)
            on_shift = continuous or shared.working
            if continuous:
                on_shift = shared.crew_on[number % shared.crew_on.size] == 1
            on_shift_workers += members if on_shift else 0
            if state.live[shop] > 0 or shops.opposition[shop] >= first_rank:
                rank = first_rank
                _weigh_crowd(shop, members, rules, state, scratch.crowd)
                if state.live[shop] > 0:
                    rank = _first_rank(site.voice, True, rules, scratch)
                for r in range(4):
                    scratch.seen[r] = 0
                state.live[shop] = _decide_shop(
                    at, members, site, on_shift, rank, rules, workers, state, scratch
                )
                for r in range(4):
                    state.shop_seen[shop, r] = scratch.seen[r]
                    state.seen[s, r] += scratch.seen[r]
            at += members
        state.ready[s] = scratch.tally[READY]
        state.willing[s] = scratch.tally[WILLING]
        state.signers[s] += scratch.tally[SIGN]
        today.signed[s] = scratch.tally[SIGN]
        today.rallying[s] = scratch.tally[RALLY]
        today.walking_out[s] = scratch.tally[WALKOUT]
        today.striking[s] = scratch.tally[STRIKE]
        today.on_shift[s] = people(on_shift_workers, sites.weight[s])
