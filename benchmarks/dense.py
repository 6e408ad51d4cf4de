"""The dense kernel: the decide rule as a plain numba loop over every site, shop and worker.

What one writes first: no bound, no list of who is awake, no draws ahead of time. It stands in for
the decide phase of a run, and is what activity-bound days are measured against.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

from benchmarks.inputs import Inputs, inputs_of, write_back
from downtools.chance import bits
from downtools.day import Morning
from downtools.exact import exp, fixed, saturating

__all__ = ["SiteTerms", "dense", "terms_of_sites"]

# Compiled, they take words of 64 bits, which are no ints to a type checker.
_bits = cast("Callable[[Any, Any], Any]", bits)
P = ParamSpec("P")
R = TypeVar("R")
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

SIGN, RALLY, WALKOUT, STRIKE, WILLING, READY, KEPT_IN = 1, 2, 3, 4, 5, 6, 7
AWAY, ONE = 64, 65536
SEED, LOCK_SEED, BLOCK_SEED, WORKING, NATION_ROLL, PLACES, _, KEEP, ATTENTION, REACHED = range(10)
"""Where whole numbers stand (`benchmarks.inputs`); then where real ones do."""
THETA, EXPOSURE, SHIFT, LOYAL = 0, 4, 8, 12
(
    LOYALTY,
    BELIEF,
    FATIGUE,
    SITE,
    TOWN,
    NATION,
    LINKED,
    COMMITTEE,
    HOPE,
    USUAL,
    SHELTER,
    STANDING,
    DETERRENCE,
    HARM,
    SACK_CAPACITY,
    SACK_COST,
    OUTSIDE,
    PERMANENT,
    IDENTIFIED,
    FINE,
    FUND_STAKE,
    BONUS,
    THREAT,
    THREAT_WEIGHT,
    BANNED,
    BLUNT,
) = range(15, 41)


def _compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Machine code; kept in memory only, so that it is always of this source."""
    made = numba.njit(nogil=True, error_model="numpy")(function)
    return cast("Callable[P, R]", made)


def _inlined(function: Callable[P, R]) -> Callable[P, R]:
    made = numba.njit(inline="always", error_model="numpy")(function)
    return cast("Callable[P, R]", made)


class _Terms(NamedTuple):
    base: I64
    price: I64
    tired: I64
    crowd: I64
    tally: I64
    seen: I64
    quiet: F64
    """[place, reached, r - 1]: the pull at sites where nobody has acted; the chance of arrest."""
    arrest: F64


class SiteTerms(NamedTuple):
    """What the workers of each site are decided by: `_Terms` with the site in front, and odds."""

    base: I64
    price: I64
    tired: I64
    odds: I64


@_inlined
def _draw(seed: Any, who: Any) -> Any:
    return np.int64(_bits(seed, np.uint64(who)) >> np.uint64(32))


@_inlined
def _people(n: Any, weight: Any) -> Any:
    return (n * weight + 32768) >> 16


@_inlined
def _share(count: Any, own: Any, roll: Any) -> Any:
    if roll <= 1:
        return 0.0
    return max(count - own, 0) / (roll - 1)


@_inlined
def _arrest(police: float, active: int, p: int, g: Any) -> Any:
    company = active + g.real[SHELTER] * g.street[p]
    return saturating(g.real[DETERRENCE] * police / (1.0 + company))


@_compiled
def _places(g: Any, quiet: F64, arrest: F64) -> None:
    k, nation = g.real, g.whole[PLACES]
    for p in range(nation):
        arrest[p] = _arrest(k[STANDING], 0, p, g)
        for reached in range(2):
            heard = reached * g.openness[p]
            for r in range(4):
                abroad = _share(g.seen_place[nation, r], 0, g.whole[NATION_ROLL])
                pull = k[TOWN] * _share(g.seen_place[p, r], 0, g.roll[p])
                pull += heard * k[NATION] * abroad
                pull += k[HOPE] * (k[BELIEF] - k[USUAL]) * (r + 1) / 4.0
                quiet[p, reached, r] = pull + heard * g.call[p, r]


@_inlined
def _set_quiet_base(s: int, g: Any, terms: _Terms) -> None:
    for reached in range(2):
        for r in range(4):
            pull = terms.quiet[g.place[s], reached, r]
            terms.base[reached, 0, r] = fixed(pull + g.effect[s] - g.real[THETA + r])


@_inlined
def _set_base(s: int, g: Any, terms: _Terms) -> None:
    p, k = g.place[s], g.real
    nation = g.whole[PLACES]
    workers = g.first_worker[s + 1] - g.first_worker[s]
    in_body = float(g.in_body[s])
    for reached in range(2):
        heard = reached * g.openness[p]
        for own in range(2):
            self = _people(own, g.weight[s])
            for r in range(4):
                abroad = _share(g.seen_place[nation, r], self, g.whole[NATION_ROLL])
                pull = k[SITE] * _share(g.seen[s, r], own, workers)
                pull += k[TOWN] * _share(g.seen_place[p, r], self, g.roll[p])
                pull += heard * k[NATION] * abroad
                linked = _share(g.seen_linked[r], self, g.seen_linked[4])
                pull += in_body * k[LINKED] * linked
                pull += k[HOPE] * (k[BELIEF] - k[USUAL]) * (r + 1) / 4.0
                pull = pull + (1.0 if in_body > 0.0 else heard) * g.call[p, r]
                if g.works[s] == 1:
                    pull += k[COMMITTEE]
                if r >= 2:
                    pull -= k[BONUS] * g.bonus[s] * k[SHIFT + r]
                terms.base[reached, own, r] = fixed(pull + g.effect[s] - k[THETA + r])


@_inlined
def _set_price(s: int, g: Any, terms: _Terms) -> None:
    p, k = g.place[s], g.real
    outside = k[OUTSIDE] * (1.0 - g.concentration[p])
    police, fund = k[STANDING] + g.police_sent[s], g.fund[s]
    fine = k[FINE] * g.fine[s] * (1.0 - fund)
    covered = 1.0 - k[FUND_STAKE] * fund
    threat = k[THREAT] + k[THREAT_WEIGHT] * g.threat[s] + k[BANNED] * g.ban[s]
    threat = min(threat, 1.0) * (1.0 - k[BLUNT] * g.dated[p])
    weight = g.weight_here[s]
    roll = _people(g.first_worker[s + 1] - g.first_worker[s], weight)
    sackable = max(1.0, k[SACK_CAPACITY] * roll)
    nobody = g.seen[s, 0] == 0
    for own in range(1 if nobody else 2):
        active = max(_people(g.seen[s, 1], weight) - _people(own, weight), 0)
        arrest = terms.arrest[p]
        if not nobody or g.police_sent[s] != 0.0:
            arrest = _arrest(police, active, p, g)
        sack = threat / (1.0 + active / sackable)
        for contract in range(2):
            stake = k[SACK_COST] * (1.0 - outside)
            if contract == 0:
                stake *= k[PERMANENT]
            risk = (arrest * k[HARM] + sack * (stake * covered)) + fine
            for r in range(4):
                exposure = k[EXPOSURE + r]
                if r == 0:
                    exposure += k[IDENTIFIED] * g.block[s]
                terms.price[contract, own, r] = fixed(exposure * risk)
    for r in range(4):
        terms.tired[r] = fixed(k[FATIGUE] * k[SHIFT + r] * (1.0 - fund))


@_inlined
def _odds(s: int, g: Any) -> Any:
    loyal = g.real[LOYAL + g.ownership[s]] * g.real[LOYALTY]
    if g.meetings[s] == 0.0:
        return fixed(exp(-loyal))
    return fixed(exp(-(loyal + g.meetings[s])))


@_inlined
def _highest(
    i: Any, held: Any, act: Any, out: Any, odds: Any, voice: Any, g: Any, t: _Terms
) -> Any:
    opposition = np.int64(g.values[g.opposition[i]])
    if odds != ONE:
        lowered = opposition * odds
        opposition = lowered // max(1, ONE - opposition + (lowered >> 16))
    said = (opposition * voice) >> 16
    caution, media = np.int64(g.cautions[g.caution[i]]), np.int64(g.media[i])
    reached = 1 if (media >> 1) < g.whole[REACHED] else 0
    active = 1 if act >= RALLY else 0
    for r in range(3, -1, -1):
        own = 1 if act > r else 0
        score = said + t.base[reached, own, r] + t.crowd[own, r] - t.tired[r] * out
        score -= (caution * t.price[media & 1, active, r]) >> 16
        if held > r:
            score += g.whole[KEEP]
        if score >= 0:
            return r + 1
    return 0


@_compiled
def _sites(first: int, last: int, g: Any, t: _Terms) -> None:
    working, usual = g.whole[WORKING] == 1, g.whole[ATTENTION]
    for s in range(first, last):
        if g.seen[s, 0] == 0 and g.works[s] == 0 and g.bonus[s] == 0.0:
            _set_quiet_base(s, g, t)
        else:
            _set_base(s, g, t)
        _set_price(s, g, t)
        odds, voice = _odds(s, g), g.voice[g.place[s]]
        seed, begin = _bits(np.uint64(g.whole[SEED]), g.key[s]), g.first_worker[s]
        lock_seed = _bits(np.uint64(g.whole[LOCK_SEED]), g.key[s])
        block_seed = _bits(np.uint64(g.whole[BLOCK_SEED]), g.key[s])
        attention, event = g.attention[g.place[s]], g.event[s] == 1
        listed = g.list_open[s] == 1
        lock, block = np.int64(g.lock[s] * 2.0**32), np.int64(g.block[s] * 2.0**32)
        t.tally[:] = 0
        g.seen[s, :] = 0
        on_shift, absent, at = 0, 0, begin
        size, more = g.staff[s] // g.shops[s], g.staff[s] % g.shops[s]
        for shop in range(g.first_shop[s], g.first_shop[s + 1]):
            number = shop - g.first_shop[s]
            members = size + (1 if number < more else 0)
            on = working
            if g.continuous[s] == 1:
                on = g.crew_on[number % g.crew_on.size] == 1
            if on:
                on_shift += members
                absent += g.away[shop]
            for r in range(4):
                count = np.int64(g.shop_seen[shop, r])
                t.crowd[0, r] = g.crowd[members, count]
                t.crowd[1, r] = g.crowd[members, max(count - 1, 0)]
                t.seen[r] = 0
            locked = on and lock > 0 and _draw(lock_seed, number) < lock
            every, live = event and on, 0
            for i in range(at, at + members):
                rungs = np.int64(g.rungs[i])
                if rungs >= AWAY:
                    continue
                reconsiders, joins = every, False
                if not reconsiders:
                    draw = _draw(seed, i - begin)
                    reconsiders, joins = draw < attention, draw >= usual
                if not reconsiders and rungs == 0:
                    continue
                stance, act, marks = rungs & 7, rungs >> 3, np.int64(g.marks[i])
                floor, out = marks & 1, marks >> 1
                if reconsiders:
                    held = stance if joins else 0
                    stance = max(_highest(i, stance, act, out, odds, voice, g, t), held)
                    if rungs == 0 and stance == 0:
                        continue
                known = floor == 1
                if listed and not locked and stance >= SIGN and floor == 0:
                    floor = 1
                    t.tally[SIGN] += 1
                doing = 0
                if on:
                    act = floor
                    if stance == STRIKE or (event and stance >= RALLY):
                        act = stance
                    if act > floor:
                        blocked = known and block > 0 and _draw(block_seed, i - begin) < block
                        if locked or blocked:
                            act = floor
                            t.tally[KEPT_IN] += 1
                    doing = act
                    if doing == STRIKE and out < 127:
                        out += 1
                elif event and stance >= RALLY:
                    doing = RALLY
                    act = max(act, RALLY)
                else:
                    act = max(act, floor)
                if doing >= RALLY:
                    t.tally[doing] += 1
                t.tally[WILLING] += 1 if stance >= SIGN and floor == 0 else 0
                t.tally[READY] += 1 if stance >= RALLY else 0
                live += 1 if stance + act > 0 else 0
                for r in range(act):
                    t.seen[r] += 1
                g.rungs[i] = stance | (act << 3)
                g.marks[i] = floor | (out << 1)
            g.live[shop] = live
            for r in range(4):
                g.shop_seen[shop, r] = t.seen[r]
                g.seen[s, r] += t.seen[r]
            at += members
        g.ready[s], g.willing[s] = t.tally[READY], t.tally[WILLING]
        g.signers[s] += t.tally[SIGN]
        g.signed[s], g.rallying[s] = t.tally[SIGN], t.tally[RALLY]
        g.walking_out[s], g.striking[s] = t.tally[WALKOUT], t.tally[STRIKE]
        g.kept_in[s], g.absent[s] = t.tally[KEPT_IN], absent
        g.on_shift[s] = _people(on_shift, g.weight[s])


@_compiled
def _all_terms(g: Any, t: _Terms, found: SiteTerms) -> None:
    for s in range(len(g.key)):
        if g.seen[s, 0] == 0 and g.works[s] == 0 and g.bonus[s] == 0.0:
            _set_quiet_base(s, g, t)
        else:
            _set_base(s, g, t)
        _set_price(s, g, t)
        found.base[s] = t.base
        found.price[s] = t.price
        found.tired[s] = t.tired
        found.odds[s] = _odds(s, g)


def _new_terms(quiet: F64, arrest: F64) -> _Terms:
    return _Terms(
        base=np.zeros((2, 2, 4), np.int64),
        price=np.zeros((2, 2, 4), np.int64),
        tired=np.zeros(4, np.int64),
        crowd=np.zeros((2, 4), np.int64),
        tally=np.zeros(8, np.int64),
        seen=np.zeros(4, np.int64),
        quiet=quiet,
        arrest=arrest,
    )


def _of_places(morning: Morning, given: Inputs) -> tuple[F64, F64]:
    many = len(morning.world.places.key)
    quiet, arrest = np.zeros((many, 2, 4)), np.zeros(many)
    _places(given, quiet, arrest)
    return quiet, arrest


def terms_of_sites(morning: Morning) -> SiteTerms:
    """The terms of every site, on a morning on which the phases before decide have run."""
    given, many = inputs_of(morning), len(morning.world.sites.key)
    found = SiteTerms(
        base=np.zeros((many, 2, 2, 4), np.int64),
        price=np.zeros((many, 2, 2, 4), np.int64),
        tired=np.zeros((many, 4), np.int64),
        odds=np.zeros(many, np.int64),
    )
    _all_terms(given, _new_terms(*_of_places(morning, given)), found)
    return found


def dense(morning: Morning) -> None:
    """Decide for every worker, on the engine's own blocks and threads."""
    given: Inputs = inputs_of(morning)
    quiet, arrest = _of_places(morning, given)
    cuts = morning.cuts.tolist()

    def part(turn: int, turns: int) -> None:
        terms = _new_terms(quiet, arrest)
        for block in range(turn, len(cuts) - 1, turns):
            _sites(cuts[block], cuts[block + 1], given, terms)

    morning.team.share(part)
    write_back(morning, given)
