"""Away: who is detained, dismissed or resigns today, and who comes back.

Beside decide the only phase that touches workers, and only at sites where somebody acted today,
was kept in or is away.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import bits
from downtools.compiled import inlined, kernel, whole
from downtools.day.decide import crews_on
from downtools.day.luck import draw_of, seed_of
from downtools.day.organise import acted_people
from downtools.day.rules import DecideRules, Rules
from downtools.day.state import (
    BLOCK,
    DETAINED,
    DISMISS,
    DISMISSED,
    FREE,
    LOCK,
    RESIGNED,
    State,
    Today,
)
from downtools.exact import saturating
from downtools.world.world import Places, Sites, World, people

__all__ = ["take_away"]

I64 = npt.NDArray[np.int64]

RALLY, WALKOUT = 2, 3
_LIMIT = 2.0**32


class _Terms(NamedTuple):
    detain: float
    resign: float
    release: int
    """Below this in the upper 32 bits of the draw; so the next."""
    reinstate: int
    back: int
    """Of who is out, on a day on which demands were met."""
    working: bool


class _Seeds(NamedTuple):
    detain: int
    dismiss: int
    resign: int
    release: int
    reinstate: int
    back: int


class _Limits(NamedTuple):
    """Of one site, each below this in the upper 32 bits of the draw."""

    held: tuple[int, int, int]
    """By rung from rally on."""
    sacked: int
    quits: int


def take_away(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Detain, dismiss, let resign, release and reinstate workers of sites where anything is on."""
    p = rules.scenario.parameters
    calendar = rules.scenario.calendar
    terms = _Terms(
        detain=p.police.detain,
        resign=p.sack.resign,
        release=int(p.police.release * _LIMIT),
        reinstate=int(p.sack.reinstated * _LIMIT),
        back=int(today.relief[0] * _LIMIT),
        working=calendar.working(day),
    )
    seeds = _Seeds(
        detain=seed_of(rules.seed, "detain", day),
        dismiss=seed_of(rules.seed, "dismiss", day),
        resign=seed_of(rules.seed, "resign", day),
        release=seed_of(rules.seed, "release", day),
        reinstate=seed_of(rules.seed, "reinstate", day),
        back=seed_of(rules.seed, "back", day),
    )
    crews = crews_on(calendar, day)
    _visit_sites(terms, seeds, rules.decide, crews, world.sites, world.places, state, today)


@inlined
def _limits(
    s: int,
    terms: _Terms,
    rules: DecideRules,
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
) -> _Limits:
    """How likely each way out is at a site today."""
    p = int(sites.place[s])
    weight = sites.weight_here[s]
    company = acted_people(s, sites, today) + rules.shelter * float(today.street[p])
    police = rules.standing + state.police_sent[s]
    arrest = saturating(rules.deterrence * police / (1.0 + company))
    out = people(today.walking_out[s] + today.striking[s], weight)
    roll = people(sites.first_worker[s + 1] - sites.first_worker[s], weight)
    crowd = max(1.0, out / max(1.0, rules.sack_capacity * roll))
    sacked = int(today.tactics[DISMISS, s] / crowd * _LIMIT)
    outside = rules.outside_option * (1.0 - float(places.concentration[p]))
    shut = today.tactics[LOCK, s] > 0.0 or today.tactics[BLOCK, s] > 0.0
    quits = int(terms.resign * outside * _LIMIT) if shut else 0
    if not terms.working:
        sacked, quits = 0, 0
    return _Limits(
        (
            int(min(terms.detain * arrest * rules.exposure[1], 1.0) * _LIMIT),
            int(min(terms.detain * arrest * rules.exposure[2], 1.0) * _LIMIT),
            int(min(terms.detain * arrest * rules.exposure[3], 1.0) * _LIMIT),
        ),
        sacked,
        quits,
    )


@inlined
def _fate(
    who: int, stance: int, act: int, on_shift: bool, event: bool, limits: _Limits, seeds: _Seeds
) -> int:
    """What becomes of a free worker tonight."""
    acted = act >= RALLY and (on_shift or (event and stance >= RALLY))
    if acted and draw_of(seeds.detain, who) < limits.held[act - RALLY]:
        return DETAINED
    if not on_shift:
        return FREE
    if act >= WALKOUT:
        if limits.sacked > 0 and draw_of(seeds.dismiss, who) < limits.sacked:
            return DISMISSED
    elif stance >= WALKOUT and limits.quits > 0 and draw_of(seeds.resign, who) < limits.quits:
        return RESIGNED
    return FREE


@inlined
def _uncount(s: int, shop: int, i: int, state: State) -> None:
    """Take a worker out of all counts of stances and acts."""
    rungs, signed = whole(state.rungs[i]), state.marks[i] & 1
    stance, act = rungs & 7, rungs >> 3
    for r in range(act):
        state.shop_seen[shop, r] -= 1
        state.seen[s, r] -= 1
    state.ready[s] -= 1 if stance >= RALLY else 0
    state.willing[s] -= 1 if stance >= 1 and signed == 0 else 0
    state.live[shop] -= 1 if rungs > 0 else 0


@inlined
def _quieten(s: int, shop: int, i: int, state: State) -> None:
    """A worker at work and quiet; a signature stays in sight."""
    signed = state.marks[i] & 1
    state.rungs[i] = signed << 3
    state.live[shop] += signed
    state.shop_seen[shop, 0] += signed
    state.seen[s, 0] += signed


@inlined
def _go_back(s: int, shop: int, i: int, state: State) -> None:
    """A worker whose demand was met goes back to work."""
    _uncount(s, shop, i, state)
    _quieten(s, shop, i, state)


@inlined
def _leave(s: int, shop: int, i: int, fate: int, state: State) -> None:
    """A worker is away from now on: out of sight, and of every count but the rolls."""
    _uncount(s, shop, i, state)
    state.rungs[i] = fate << 6
    state.away[shop] += 1
    state.away_by[s, fate - 1] += 1


@inlined
def _return(s: int, shop: int, i: int, status: int, state: State) -> None:
    """A worker is back from being away."""
    _quieten(s, shop, i, state)
    state.away[shop] -= 1
    state.away_by[s, status - 1] -= 1


@kernel
def _visit_sites(
    terms: _Terms,
    seeds: _Seeds,
    rules: DecideRules,
    crews: npt.NDArray[np.uint8],
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
) -> None:
    for s in range(sites.key.size):
        acted = today.rallying[s] + today.walking_out[s] + today.striking[s]
        away = state.away_by[s, 0] + state.away_by[s, 1] + state.away_by[s, 2]
        if acted + today.kept_in[s] + away + terms.back == 0:
            continue
        limits = _limits(s, terms, rules, sites, places, state, today)
        key = sites.key[s]
        own = _Seeds(
            bits(seeds.detain, key),
            bits(seeds.dismiss, key),
            bits(seeds.resign, key),
            bits(seeds.release, key),
            bits(seeds.reinstate, key),
            bits(seeds.back, key),
        )
        event = today.event[s] == 1
        begin = sites.first_worker[s]
        base, more = sites.staff[s] // sites.shops[s], sites.staff[s] % sites.shops[s]
        at = begin
        for shop in range(sites.first_shop[s], sites.first_shop[s + 1]):
            number = shop - sites.first_shop[s]
            members = base + (1 if number < more else 0)
            on_shift = terms.working
            if sites.continuous[s] == 1:
                on_shift = crews[number % crews.size] == 1
            if state.live[shop] > 0 or state.away[shop] > 0:
                for i in range(at, at + members):
                    rungs = whole(state.rungs[i])
                    status = rungs >> 6
                    if status == DETAINED:
                        if draw_of(own.release, i - begin) < terms.release:
                            _return(s, shop, i, status, state)
                    elif status == DISMISSED:
                        if draw_of(own.reinstate, i - begin) < terms.reinstate:
                            _return(s, shop, i, status, state)
                    elif rungs > 0 and status == FREE:
                        fate = _fate(i - begin, rungs & 7, rungs >> 3, on_shift, event, limits, own)
                        if fate != FREE:
                            _leave(s, shop, i, fate, state)
                        elif (rungs & 7) >= RALLY and draw_of(own.back, i - begin) < terms.back:
                            _go_back(s, shop, i, state)
            at += members
