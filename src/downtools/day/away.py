"""Away: who is detained, dismissed or resigns today, and who comes back.

Beside decide the only phase that touches workers, and only at sites where somebody acted today,
was kept in or is away.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import bits
from downtools.compiled import inlined, kernel, whole
from downtools.day.luck import draw_of, seed_of
from downtools.day.organise import acted_people
from downtools.day.rules import DecideRules, Rules, deterred
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
from downtools.day.team import Team
from downtools.exact import saturating
from downtools.world.world import Places, Sites, World, people

__all__ = ["take_away"]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

RALLY, WALKOUT, STRIKE = 2, 3, 4
_RALLYING = RALLY << 3
"""Of `State.rungs`: from here on an act of rally or above, or away."""
_NO_STANCE = 8
_RUN = 8
"""Sites that one thread takes on at a time."""
_FEW = 128
"""To share fewer sites than this costs more than it saves."""
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
    """By rung from rally on: not below what it is, which `_held` works out."""
    threat: float
    """The intensity of arrest."""
    sacked: int
    quits: int


def take_away(
    world: World,
    rules: Rules,
    state: State,
    today: Today,
    day: int,
    team: Team,
    touched: I32,
) -> None:
    """Detain, dismiss, let resign, release and reinstate workers.

    `touched` are the sites where somebody acted or was kept in today or is away; all awake ones
    if demands were met, so that strikers may go back anywhere.
    """
    p = rules.scenario.parameters
    shift = rules.shifts[day]
    terms = _Terms(
        detain=p.police.detain,
        resign=p.sack.resign,
        release=int(p.police.release * _LIMIT),
        reinstate=int(p.sack.reinstated * _LIMIT),
        back=int(today.relief[0] * _LIMIT),
        working=shift.working,
    )
    seeds = _Seeds(
        detain=seed_of(rules.luck, "detain", day),
        dismiss=seed_of(rules.luck, "dismiss", day),
        resign=seed_of(rules.luck, "resign", day),
        release=seed_of(rules.luck, "release", day),
        reinstate=seed_of(rules.luck, "reinstate", day),
        back=seed_of(rules.luck, "back", day),
    )

    def visit_part(turn: int, turns: int) -> None:
        who = np.zeros(rules.decide.crowd.shape[0], np.int64)
        _visit_sites(
            turn,
            turns,
            terms,
            seeds,
            rules.decide,
            shift.crew_on,
            world.sites,
            world.places,
            state,
            today,
            touched,
            who,
        )

    if touched.size < _FEW:
        visit_part(0, 1)
    else:
        team.share(visit_part)


@inlined
def _held(arrest: float, act: int, detain: float, rules: DecideRules) -> int:
    """Below this whoever acts at a rung is detained, where `arrest` is the chance of arrest."""
    return int(min(detain * arrest * rules.exposure[act - 1], 1.0) * _LIMIT)


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
    threat = deterred(police, company, rules)
    # 1 - exp(-x) is at most x, and rounding adds less than 1e-15 to it: few draws lie below
    # what follows from x, and only these are worth an exp.
    most = min(threat * (1.0 + 1e-9) + 1e-12, 1.0 + 1e-9)
    sacked, quits = 0, 0
    if terms.working and today.tactics[DISMISS, s] > 0.0:
        out = people(today.walking_out[s] + today.striking[s], weight)
        roll = people(sites.first_worker[s + 1] - sites.first_worker[s], weight)
        crowd = max(1.0, out / max(1.0, rules.sack_capacity * roll))
        sacked = int(today.tactics[DISMISS, s] / crowd * _LIMIT)
    if terms.working and (today.tactics[LOCK, s] > 0.0 or today.tactics[BLOCK, s] > 0.0):
        outside = rules.outside_option * (1.0 - float(places.concentration[p]))
        quits = int(terms.resign * outside * _LIMIT)
    return _Limits(
        (
            _held(most, RALLY, terms.detain, rules),
            _held(most, WALKOUT, terms.detain, rules),
            _held(most, STRIKE, terms.detain, rules),
        ),
        threat,
        sacked,
        quits,
    )


@inlined
def _falls(seed: int, key: int, who: int, limit: int) -> bool:
    """Whether the draw of a worker of a site lies below a limit; none does if that is zero."""
    return limit > 0 and draw_of(bits(seed, key), who) < limit


@inlined
def _fate(
    who: int,
    stance: int,
    act: int,
    on_shift: bool,
    event: bool,
    terms: _Terms,
    rules: DecideRules,
    limits: _Limits,
    seeds: _Seeds,
    key: int,
) -> int:
    """What becomes of a free worker tonight."""
    if act >= RALLY and (on_shift or (event and stance >= RALLY)):
        draw = draw_of(bits(seeds.detain, key), who)
        if draw < limits.held[act - RALLY] and draw < _held(
            saturating(limits.threat), act, terms.detain, rules
        ):
            return DETAINED
    if not on_shift:
        return FREE
    if act >= WALKOUT:
        if _falls(seeds.dismiss, key, who, limits.sacked):
            return DISMISSED
    elif stance >= WALKOUT and _falls(seeds.resign, key, who, limits.quits):
        return RESIGNED
    return FREE


@inlined
def _comes_back(status: int, who: int, terms: _Terms, seeds: _Seeds, key: int) -> bool:
    """Whether a worker who is away is released or reinstated; who resigned never is."""
    if status == DETAINED:
        return _falls(seeds.release, key, who, terms.release)
    return status == DISMISSED and _falls(seeds.reinstate, key, who, terms.reinstate)


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


@inlined
def _find(at: int, members: int, least: int, state: State, who: I64) -> int:
    """Who acts at rally or above, is away, or has a stance of at least `least`; how many.

    Written whether they are or not: most are quiet, and a guess would often be wrong.
    """
    many = 0
    shop = state.rungs[at : at + members]
    for k in range(shop.size):
        rungs = whole(shop[k])
        who[many] = k
        many += 1 if rungs >= _RALLYING or (rungs & 7) >= least else 0
    return many


@inlined
def _visit_shop(
    s: int,
    shop: int,
    at: int,
    members: int,
    on_shift: bool,
    terms: _Terms,
    rules: DecideRules,
    limits: _Limits,
    seeds: _Seeds,
    sites: Sites,
    state: State,
    today: Today,
    who: I64,
) -> None:
    """Take away workers of a shop, and let them come back."""
    least = WALKOUT if on_shift and limits.quits > 0 else _NO_STANCE
    many = _find(at, members, RALLY if terms.back > 0 else least, state, who)
    event = today.event[s] == 1
    key, begin = sites.key[s], sites.first_worker[s]
    for j in range(many):
        i = at + int(who[j])
        rungs = whole(state.rungs[i])
        status = rungs >> 6
        if status == FREE:
            stance, act = rungs & 7, rungs >> 3
            fate = _fate(i - begin, stance, act, on_shift, event, terms, rules, limits, seeds, key)
            if fate != FREE:
                _leave(s, shop, i, fate, state)
            elif stance >= RALLY and _falls(seeds.back, key, i - begin, terms.back):
                _go_back(s, shop, i, state)
        elif _comes_back(status, i - begin, terms, seeds, key):
            _return(s, shop, i, status, state)


@inlined
def _concerned(
    s: int, shop: int, on_shift: bool, back: int, limits: _Limits, state: State, today: Today
) -> bool:
    """Whether anybody of a shop may be taken away or come back tonight."""
    acting = state.shop_seen[shop, RALLY - 1] if on_shift or today.event[s] == 1 else 0
    standing = state.live[shop] if back > 0 or (on_shift and limits.quits > 0) else 0
    # Added up, not asked one by one: guesses would often be wrong.
    return state.away[shop] + acting + standing > 0


@kernel
def _visit_sites(
    turn: int,
    turns: int,
    terms: _Terms,
    seeds: _Seeds,
    rules: DecideRules,
    crews: npt.NDArray[np.uint8],
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
    touched: I32,
    who: I64,
) -> None:
    """Visit each turns-th run of sites; a site writes only what is its own."""
    for run in range(_RUN * turn, touched.size, _RUN * turns):
        for place in range(run, min(run + _RUN, touched.size)):
            s = int(touched[place])
            limits = _limits(s, terms, rules, sites, places, state, today)
            base, more = sites.staff[s] // sites.shops[s], sites.staff[s] % sites.shops[s]
            at, crew = int(sites.first_worker[s]), 0
            for shop in range(sites.first_shop[s], sites.first_shop[s + 1]):
                members = int(base + (1 if shop - sites.first_shop[s] < more else 0))
                on_shift = crews[crew] == 1 if sites.continuous[s] == 1 else terms.working
                if _concerned(s, shop, on_shift, terms.back, limits, state, today):
                    _visit_shop(
                        s,
                        shop,
                        at,
                        members,
                        on_shift,
                        terms,
                        rules,
                        limits,
                        seeds,
                        sites,
                        state,
                        today,
                        who,
                    )
                at += members
                crew = crew + 1 if crew + 1 < crews.size else 0
