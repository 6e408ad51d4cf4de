"""Decide: every worker who reconsiders takes the highest rung whose score is not below zero.

What differs between places, sites and shops is a float, worked out once for each and turned into
integer fixed point; what differs between workers is then added up in integers (docs/model.md,
section 4). A site's workers see yesterday only, so sites can be computed in any order and on any
number of threads. Sites and shops where surely nobody leaves quiet are passed over.
"""

import numpy as np
import numpy.typing as npt

from downtools.compiled import index, inlined, kernel, whole
from downtools.day.awake import list_awake
from downtools.day.block import Block, new_block
from downtools.day.look import Day, look_at_shops, look_at_sites
from downtools.day.luck import seed_of
from downtools.day.quiet import Bar, new_bars, set_bars
from downtools.day.rules import DecideRules, Rules
from downtools.day.shifts import Shift, on_shift_at
from downtools.day.stance import act, flag, gather_set, weigh
from downtools.day.state import COMMITTEE, LOYALTY, State, Today
from downtools.day.tactics import acting_rows
from downtools.day.team import Team
from downtools.day.terms import Shared, odds_of, share_places, shared_by, strength
from downtools.world.contacts import Contacts
from downtools.world.world import Places, Shops, Sites, Workers, World, people

__all__ = ["decide"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


def decide(
    world: World,
    rules: Rules,
    state: State,
    today: Today,
    day: int,
    team: Team,
    cuts: I64,
) -> None:
    """Stances and acts of all workers for today; which sites are awake."""
    loyalty = float(state.nation[LOYALTY])
    usual = odds_of(0, loyalty, 0.0, rules.loyal), odds_of(1, loyalty, 0.0, rules.loyal)
    here = Day(
        seed=seed_of(rules.luck, "attention", day),
        lock_seed=seed_of(rules.luck, "lock_in", day),
        block_seed=seed_of(rules.luck, "block", day),
        day=day,
        loyalty=loyalty,
        usual=(*usual, odds_of(2, loyalty, 0.0, rules.loyal)),
        loyal=rules.loyal,
    )
    places = len(world.places.key)
    shared, bars = shared_by(places, acting_rows(rules, day)), new_bars(places)
    share_places(rules.decide, world.places, today, shared)
    fund = bool(today.payer.max(initial=-1) >= 0)
    seen = int(today.seen_place[-1, 0])
    set_bars(here.usual, fund, rules.decide, today.voice, seen, shared, bars)

    workers, shops = np.diff(world.sites.first_worker[cuts]), np.diff(world.sites.first_shop[cuts])
    most = int(np.diff(cuts).max()), int(shops.max()), int(workers.max())

    def decide_part(turn: int, turns: int) -> None:
        block = new_block(places, *most)
        _decide_sites(
            turn,
            turns,
            cuts,
            block,
            rules.decide,
            rules.effect,
            rules.top,
            rules.shifts[day],
            here,
            world.workers,
            world.contacts,
            world.shops,
            world.sites,
            world.places,
            state,
            today,
            shared,
            bars,
        )

    team.share(decide_part)
    list_awake(state, today)


@kernel
def _count_sites(
    many: int,
    day: int,
    shift: Shift,
    sites: Sites,
    state: State,
    today: Today,
    shared: Shared,
    block: Block,
) -> None:
    """What else is counted at a site, and whether it is awake."""
    for k in range(many):
        s = index(block.site[k])
        state.signers[s] += today.signed[s]
        today.absent[s] = block.absent[k]
        on = on_shift_at(s, shift.working, shift.crew_on, sites)
        today.on_shift[s] = people(on, sites.weight[s])
        state.awake[s] = 1 if _is_awake(s, day, sites, state, today, shared) else 0


@inlined
def _is_awake(s: int, day: int, sites: Sites, state: State, today: Today, shared: Shared) -> bool:
    """Whether anything is on at a site (see `State.awake`)."""
    if sites.named[s] >= 0 or state.seen[s, 0] + state.willing[s] + state.ready[s] > 0:
        return True
    away = state.away_by[s, 0] + state.away_by[s, 1] + state.away_by[s, 2]
    committee = state.committee[s] + today.works[s]
    if away + committee + today.event[s] + state.signers[s] > 0:
        return True
    if day < max(state.list_until[s], state.down_until[s]):
        return True
    followed = state.police_sent[s] != 0.0 or state.noticed[s] != 0.0
    return followed or strength(COMMITTEE, s, today, shared) != 0.0


@kernel
def _decide_sites(
    turn: int,
    turns: int,
    cuts: I64,
    block: Block,
    rules: DecideRules,
    effect: F64,
    top: npt.NDArray[np.uint16],
    shift: Shift,
    here: Day,
    workers: Workers,
    contacts: Contacts,
    shops: Shops,
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
    shared: Shared,
    bars: Bar,
) -> None:
    for cut in range(turn, cuts.size - 1, turns):
        many_sites = look_at_sites(
            cuts[cut],
            cuts[cut + 1],
            rules,
            effect,
            top,
            here,
            sites,
            places,
            state,
            today,
            shared,
            bars,
            block,
        )
        first = whole(sites.first_worker[cuts[cut]])
        workers_here = whole(sites.first_worker[cuts[cut + 1]]) - first
        runs = look_at_shops(
            many_sites, first, rules, shift, here, shops, sites, state, today, shared, bars, block
        )
        flag(first, workers_here, runs, rules, workers, state, block)
        again = gather_set(workers_here, block.again_eights, block)
        weigh(first, again, rules, workers, contacts, state, block)
        many = gather_set(workers_here, block.busy_eights, block)
        act(first, many, state, today, block)
        _count_sites(many_sites, here.day, shift, sites, state, today, shared, block)
