"""The terms of the score that differ between places and sites, not between their workers.

Floats worked out in the written order (docs/model.md, section 4), then turned into integer fixed
point. What sites of a place share is worked out once a place (see `Shared`); a site where nobody
has been seen to act then adds its site effect and the threat it is under.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import index, inlined, kernel, word
from downtools.day.rows import Memo, Terms, row_of
from downtools.day.rules import DecideRules, deterred
from downtools.day.state import BAN, BLOCK, BONUS, FINE, FUND, THREAT, State, Today
from downtools.exact import exp, fixed, saturating
from downtools.world.world import Places, Sites, people

__all__ = [
    "Shared",
    "odds_of",
    "set_terms",
    "share_places",
    "shared_by",
    "strength",
]

U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

RALLY = 2
WHOLE = 65536
"""The weight of a worker who stands for one person."""


class Shared(NamedTuple):
    """What sites of a place share today; everything is a term of the sum in `_set_base`."""

    town: F64
    """[place, own act, r - 1]: pull of the town on one who stands for one person."""
    nation: F64
    """[place, reached by media, own act, r - 1]: likewise of the nation."""
    hope: F64
    """Of rung r at r - 1."""
    called: F64
    """[place, reached by media, r - 1]: calls heard."""
    quiet: F64
    """[place, reached by media, r - 1]: all of it where nobody has been seen to act."""
    arrest: F64
    """Of each place: probability of arrest where nobody is out and no police were sent."""
    threat: F64
    """Of each place: threat of the sack where nobody speaks of it."""
    price: I64
    """[place, fixed-term, r - 1]: what each rung may cost at sites where no tactic acts."""
    tired: I64
    """Of rung r at r - 1, where no strike fund pays."""
    roll: I64
    """One number: people employed in the nation."""
    acting: U8
    """Of each tactic: whether it may act anywhere. A row of none is not looked up."""


def shared_by(places: int, acting: U8) -> Shared:
    """Empty arrays for what sites of each place share, on a day on which some tactics act."""
    return Shared(
        town=np.zeros((places, 2, 4)),
        nation=np.zeros((places, 2, 2, 4)),
        hope=np.zeros(4),
        called=np.zeros((places, 2, 4)),
        quiet=np.zeros((places, 2, 4)),
        arrest=np.zeros(places),
        threat=np.zeros(places),
        price=np.zeros((places, 2, 4), np.int64),
        tired=np.zeros(4, np.int64),
        roll=np.zeros(1, np.int64),
        acting=acting,
    )


@inlined
def strength(row: int, s: int, today: Today, shared: Shared) -> float:
    """How strongly a tactic acts at a site."""
    return float(today.tactics[row, s]) if shared.acting[row] else 0.0


@inlined
def share(count: int, own: int, roll: int) -> float:
    """The share of others, over the roll of day 0."""
    if roll <= 1:
        return 0.0
    return max(count - own, 0) / (roll - 1)


@inlined
def _arrest(police: float, active: int, street: float, rules: DecideRules) -> float:
    """Probability of arrest, by numbers."""
    company = active + rules.shelter * street
    return saturating(deterred(police, company, rules))


@inlined
def _threat(spoken: float, banned: float, dated: float, rules: DecideRules) -> float:
    """The threat of the sack for acting alone: standing, spoken and of law; blunted on a date."""
    threat = rules.threat + rules.threat_weight * spoken + rules.ban * banned
    return min(threat, 1.0) * (1.0 - rules.blunt * dated)


@inlined
def odds_of(owner: int, loyalty: float, meetings: float, loyal: tuple[float, float, float]) -> int:
    """What loyalty bought and meetings leave of the odds of opposition, in fixed point."""
    return fixed(exp(-(loyal[owner] * loyalty + meetings)))


@inlined
def _risk(
    p_arrest: float,
    p_sack: float,
    contract: int,
    outside: float,
    fine: float,
    covered: float,
    rules: DecideRules,
) -> float:
    """What an act of full exposure may cost: arrest, the sack, a fine."""
    stake = rules.sack_cost * (1.0 - outside)
    if contract == 0:
        stake *= rules.permanent_stake
    return (p_arrest * rules.harm + p_sack * (stake * covered)) + fine


@inlined
def _outside(p: int, rules: DecideRules, places: Places) -> float:
    """How easily another job is found."""
    return rules.outside_option * (1.0 - float(places.concentration[p]))


@kernel
def share_places(rules: DecideRules, places: Places, today: Today, shared: Shared) -> None:
    """Work out what sites of each place share."""
    nation = today.seen_place.shape[0] - 1
    shared.roll[0] = 0
    for p in range(places.key.size):
        shared.roll[0] += places.roll[p]
    for r in range(4):
        shared.hope[r] = rules.hope * (today.belief[0] - rules.usual) * (r + 1) / 4.0
        shared.tired[r] = fixed(rules.fatigue * rules.shift[r])
    for p in range(places.key.size):
        shared.arrest[p] = _arrest(rules.standing, 0, float(today.street[p]), rules)
        shared.threat[p] = _threat(0.0, 0.0, float(today.dated[p]), rules)
        outside = _outside(p, rules, places)
        for contract in range(2):
            risk = _risk(shared.arrest[p], shared.threat[p], contract, outside, 0.0, 1.0, rules)
            for r in range(4):
                shared.price[p, contract, r] = fixed(rules.exposure[r] * risk)
        for r in range(4):
            for own in range(2):
                town = share(today.seen_place[p, r], own, int(places.roll[p]))
                shared.town[p, own, r] = rules.town * town
                abroad = share(today.seen_place[nation, r], own, int(shared.roll[0]))
                for reached in range(2):
                    heard = reached * float(today.openness[p])
                    shared.nation[p, reached, own, r] = heard * rules.nation * abroad
            for reached in range(2):
                heard = reached * float(today.openness[p])
                shared.called[p, reached, r] = heard * today.call[p, r]
                pull = shared.town[p, 0, r] + shared.nation[p, reached, 0, r]
                pull += shared.hope[r]
                shared.quiet[p, reached, r] = pull + shared.called[p, reached, r]


@kernel
def _set_base(
    s: int,
    k: int,
    effect: float,
    rules: DecideRules,
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
    shared: Shared,
    base: I32,
) -> None:
    """Everything in the score but voice, shop, price, fatigue and keep."""
    p = index(sites.place[s])
    nation = today.seen_place.shape[0] - 1
    workers = int(sites.first_worker[s + 1] - sites.first_worker[s])
    in_body = float(today.in_body[s])
    bonus = strength(BONUS, s, today, shared)
    works = today.works[s] == 1
    for own in range(2):
        self = people(own, sites.weight[s])
        for r in range(4):
            if own == 1 and state.seen[s, r] == 0:
                continue
            here = rules.site * share(state.seen[s, r], own, workers)
            town = shared.town[p, own, r]
            if self != own:
                town = rules.town * share(today.seen_place[p, r], self, int(places.roll[p]))
            linked = 0.0
            if in_body > 0.0:
                others = share(today.seen_linked[r], self, int(today.seen_linked[4]))
                linked = in_body * rules.linked * others
            for reached in range(2):
                abroad = shared.nation[p, reached, own, r]
                if self != own:
                    part = share(today.seen_place[nation, r], self, int(shared.roll[0]))
                    abroad = reached * float(today.openness[p]) * rules.nation * part
                pull = ((here + town) + abroad) + linked
                pull += shared.hope[r]
                pull += today.call[p, r] if in_body > 0.0 else shared.called[p, reached, r]
                if works:
                    pull += rules.committee
                if r >= 2:
                    pull -= rules.bonus * bonus * rules.shift[r]
                base[row_of(k, reached, own) + word(r)] = fixed(pull + effect - rules.theta[r])


@kernel
def _set_price(
    s: int,
    k: int,
    own: int,
    p_arrest: float,
    p_sack: float,
    outside: float,
    rules: DecideRules,
    today: Today,
    shared: Shared,
    price: I32,
) -> None:
    """What each rung may cost: arrest, the sack, a fine; a strike fund bears some of it."""
    fund = strength(FUND, s, today, shared)
    fine = rules.fine * strength(FINE, s, today, shared) * (1.0 - fund)
    blocked = rules.identified * strength(BLOCK, s, today, shared)
    covered = 1.0 - rules.fund_stake * fund
    for contract in range(2):
        risk = _risk(p_arrest, p_sack, contract, outside, fine, covered, rules)
        for r in range(4):
            exposure = rules.exposure[r]
            if r == 0:
                exposure += blocked
            price[row_of(k, contract, own) + word(r)] = fixed(exposure * risk)


@inlined
def _price_of_quiet(
    s: int,
    k: int,
    threat: float,
    outside: float,
    rules: DecideRules,
    sites: Sites,
    state: State,
    today: Today,
    shared: Shared,
    memo: Memo,
    price: I32,
) -> None:
    """Prices at a site where nobody is out: those of a site of the place under the same tactics."""
    p = index(sites.place[s])
    known = strength(THREAT, s, today, shared) == memo.tactics[p, 0]
    known = known and strength(BAN, s, today, shared) == memo.tactics[p, 1]
    known = known and strength(FUND, s, today, shared) == memo.tactics[p, 2]
    known = known and strength(FINE, s, today, shared) == memo.tactics[p, 3]
    known = known and strength(BLOCK, s, today, shared) == memo.tactics[p, 4]
    if state.police_sent[s] != 0.0:
        police = rules.standing + state.police_sent[s]
        p_arrest = _arrest(police, 0, float(today.street[p]), rules)
        _set_price(s, k, 0, p_arrest, threat, outside, rules, today, shared, price)
    elif known:
        for contract in range(2):
            for r in range(4):
                price[row_of(k, contract, 0) + word(r)] = memo.price[p, contract, r]
    else:
        _set_price(s, k, 0, shared.arrest[p], threat, outside, rules, today, shared, price)
        memo.fresh[p] = 1
        memo.tactics[p, 0] = strength(THREAT, s, today, shared)
        memo.tactics[p, 1] = strength(BAN, s, today, shared)
        memo.tactics[p, 2] = strength(FUND, s, today, shared)
        memo.tactics[p, 3] = strength(FINE, s, today, shared)
        memo.tactics[p, 4] = strength(BLOCK, s, today, shared)
        for contract in range(2):
            for r in range(4):
                memo.price[p, contract, r] = price[row_of(k, contract, 0) + word(r)]


@inlined
def _set_prices(
    s: int,
    k: int,
    rules: DecideRules,
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
    shared: Shared,
    memo: Memo,
    price: I32,
) -> None:
    """Prices for who acts and who does not; where nobody has acted, only for who does not."""
    p = index(sites.place[s])
    weight = sites.weight_here[s]
    out = people(state.seen[s, RALLY - 1], weight)
    outside = _outside(p, rules, places)
    threat = shared.threat[p]
    spoken, banned = strength(THREAT, s, today, shared), strength(BAN, s, today, shared)
    if spoken != 0.0 or banned != 0.0:
        threat = _threat(spoken, banned, float(today.dated[p]), rules)
    if state.seen[s, RALLY - 1] == 0:
        _price_of_quiet(s, k, threat, outside, rules, sites, state, today, shared, memo, price)
        return
    police = rules.standing + state.police_sent[s]
    roll = people(sites.first_worker[s + 1] - sites.first_worker[s], weight)
    sackable = max(1.0, rules.sack_capacity * roll)
    for own in range(2):
        active = max(out - people(own, weight), 0)
        p_arrest = _arrest(police, active, float(today.street[p]), rules)
        p_sack = threat / (1.0 + active / sackable)
        _set_price(s, k, own, p_arrest, p_sack, outside, rules, today, shared, price)


@inlined
def set_terms(
    s: int,
    k: int,
    effect: float,
    rules: DecideRules,
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
    shared: Shared,
    memo: Memo,
    terms: Terms,
) -> None:
    """Set the terms of site s, at k; of rungs that nobody holds, not those of one's own act."""
    p = index(sites.place[s])
    fund = strength(FUND, s, today, shared)
    for r in range(4):
        terms.tired[k, r] = shared.tired[r]
        if fund != 0.0:
            terms.tired[k, r] = fixed(rules.fatigue * rules.shift[r] * (1.0 - fund))
    if state.seen[s, 0] == 0 and today.works[s] == 0 and strength(BONUS, s, today, shared) == 0.0:
        for reached in range(2):
            for r in range(4):
                pull = shared.quiet[p, reached, r]
                score = fixed(pull + effect - rules.theta[r])
                terms.base[row_of(k, reached, 0) + word(r)] = score
    else:
        _set_base(s, k, effect, rules, sites, places, state, today, shared, terms.base)
    _set_prices(s, k, rules, sites, places, state, today, shared, memo, terms.price)
