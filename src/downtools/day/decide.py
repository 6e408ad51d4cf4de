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
from downtools.compiled import inlined, kernel, whole
from downtools.day.luck import draw_of, seed_of
from downtools.day.rules import DecideRules, Rules
from downtools.day.stance import (
    KEPT_IN,
    READY,
    WILLING,
    Scratch,
    SiteToday,
    first_rank,
    highest_rung,
)
from downtools.day.state import BLOCK, LOCK, State, Today
from downtools.day.terms import Quiet, Terms, quiet_places, set_terms
from downtools.scenario.calendar import Calendar
from downtools.world.threads import Blocks, for_each
from downtools.world.world import Places, Shops, Sites, Workers, World, people

__all__ = ["crews_on", "decide"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

SIGN, RALLY, WALKOUT, STRIKE = 1, 2, 3, 4
AWAY = 64
"""Of `State.rungs`: from here on the worker is not free."""


class _Day(NamedTuple):
    """What is the same for all sites today."""

    seed: int
    working: bool
    crew_on: npt.NDArray[np.uint8]
    """Of each crew of continuous sites: on shift today."""
    nation_roll: int
    lock_seed: int
    block_seed: int


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
        crew_on=crews_on(calendar, day),
        nation_roll=world.people,
        lock_seed=seed_of(rules.seed, "lock_in", day),
        block_seed=seed_of(rules.seed, "block", day),
    )

    many = len(world.places.key)
    quiet = Quiet(np.zeros((many, 2, 4)), np.zeros(many))
    quiet_places(rules.decide, world.places, today, quiet)

    def block(first: int, last: int) -> None:
        scratch = Scratch(
            Terms(
                np.zeros((2, 2, 4), np.int64),
                np.zeros((2, 2, 4), np.int64),
                np.zeros(4, np.int64),
            ),
            np.zeros((2, 4), np.int64),
            np.zeros(8, np.int64),
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


def crews_on(calendar: Calendar, day: int) -> npt.NDArray[np.uint8]:
    """Of each crew of continuous sites: whether it is on shift."""
    return np.array([calendar.on_shift(crew, day) for crew in range(calendar.crews)], np.uint8)


@inlined
def _act(stance: int, floor: int, event: bool) -> int:
    """On shift: the highest possible rung not above the stance."""
    if stance == STRIKE:
        return STRIKE
    if event and stance >= RALLY:
        return stance
    return floor


@inlined
def _blocked(i: int, site: SiteToday) -> bool:
    """Whether the pass of one who signed before today is blocked."""
    return site.blocked > 0 and draw_of(site.block_seed, i - site.begin) < site.blocked


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
    site: SiteToday,
    on_shift: bool,
    locked: bool,
    lowest: int,
    rules: DecideRules,
    workers: Workers,
    state: State,
    scratch: Scratch,
) -> int:
    """Decide for the workers of one shop; returns how many are above quiet now.

    Adds to the site's tally and to the count of acts in sight.
    """
    tally = scratch.tally
    all_reconsider = site.event and on_shift
    live = 0
    for i in range(at, at + members):
        rungs = whole(state.rungs[i])
        if rungs == 0 and workers.opposition[i] < lowest:
            continue
        if rungs >= AWAY:
            continue
        reconsiders, joins_only = all_reconsider, False
        if not reconsiders:
            draw = draw_of(site.seed, i - site.begin)
            reconsiders, joins_only = draw < site.attention, draw >= rules.attention
        if not reconsiders and rungs == 0:
            continue
        stance, act = rungs & 7, rungs >> 3
        marks = whole(state.marks[i])
        floor, days_out = marks & 1, marks >> 1
        if reconsiders:
            held = stance if joins_only else 0
            stance = highest_rung(i, stance, act, days_out, site, rules, workers, scratch)
            stance = max(stance, held)
            if rungs == 0 and stance == 0:
                continue
        identified = floor == 1
        if site.listed and not locked and stance >= SIGN and floor == 0:
            floor = 1
            tally[SIGN] += 1
        doing = 0
        if on_shift:
            act = _act(stance, floor, site.event)
            if act > floor and (locked or (identified and _blocked(i, site))):
                act = floor
                tally[KEPT_IN] += 1
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
    scratch: Scratch,
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
        site = SiteToday(
            bits(shared.seed, sites.key[s]),
            begin,
            int(today.voice[sites.place[s]]),
            int(today.odds[s]),
            int(today.attention[sites.place[s]]),
            today.event[s] == 1,
            today.list_open[s] == 1,
            bits(shared.block_seed, sites.key[s]),
            int(today.tactics[BLOCK, s] * 2.0**32),
        )
        lock = int(today.tactics[LOCK, s] * 2.0**32)
        lock_seed = bits(shared.lock_seed, sites.key[s])
        lowest = first_rank(site.voice, site.odds, False, rules, scratch)
        for rung in range(8):
            scratch.tally[rung] = 0
        for r in range(4):
            state.seen[s, r] = 0
        on_shift_workers, absent = 0, 0
        shop_base, shop_more = sites.staff[s] // sites.shops[s], sites.staff[s] % sites.shops[s]
        at = begin
        for shop in range(sites.first_shop[s], sites.first_shop[s + 1]):
            number = shop - sites.first_shop[s]
            members = shop_base + (1 if number < shop_more else 0)
            on_shift = continuous or shared.working
            if continuous:
                on_shift = shared.crew_on[number % shared.crew_on.size] == 1
            if on_shift:
                on_shift_workers += members
                absent += state.away[shop]
            if state.live[shop] > 0 or shops.opposition[shop] >= lowest:
                rank = lowest
                _weigh_crowd(shop, members, rules, state, scratch.crowd)
                if state.live[shop] > 0:
                    rank = first_rank(site.voice, site.odds, True, rules, scratch)
                locked = on_shift and lock > 0 and draw_of(lock_seed, number) < lock
                for r in range(4):
                    scratch.seen[r] = 0
                state.live[shop] = _decide_shop(
                    at, members, site, on_shift, locked, rank, rules, workers, state, scratch
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
        today.kept_in[s] = scratch.tally[KEPT_IN]
        today.on_shift[s] = people(on_shift_workers, sites.weight[s])
        today.absent[s] = absent
