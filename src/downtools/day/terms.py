"""The terms of the score that differ between places and sites, not between their workers.

Floats worked out in the written order (docs/model.md, section 4), then turned into integer fixed
point. Where nobody has been seen to act, they are the same at all sites of a place but for the
site effect and the threat, and are worked out once a place.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import inlined, kernel
from downtools.day.rules import DecideRules
from downtools.day.state import BLOCK, BONUS, FINE, FUND, State, Today
from downtools.exact import fixed, saturating
from downtools.world.world import Places, Sites, people

__all__ = ["Quiet", "Terms", "quiet_places", "set_terms", "share"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

RALLY = 2


class Terms(NamedTuple):
    """What a site's workers are decided by, in integer fixed point."""

    base: I64
    """[reached by media, own act at rung or above, r - 1]: all but voice, shop and price."""
    price: I64
    """[fixed-term, own act at rally or above, r - 1]: for a worker of median caution."""
    tired: I64
    """Of rung r at r - 1: score lost for each whole shift struck so far."""


class Quiet(NamedTuple):
    """What holds at each place for sites where nobody has been seen to act."""

    pull: F64
    """[place, reached by media, r - 1]: pull of town and nation, hope and calls."""
    arrest: F64
    """Of each place: probability of arrest where no police were sent."""


@inlined
def share(count: int, own: int, roll: int) -> float:
    """The share of others, over the roll of day 0."""
    if roll <= 1:
        return 0.0
    return max(count - own, 0) / (roll - 1)


@inlined
def _pull(
    here: float,
    town: float,
    abroad: float,
    linked: float,
    in_body: float,
    r: int,
    heard: float,
    called: float,
    belief: float,
    rules: DecideRules,
) -> float:
    """Pull of site, town, nation and linked sites, hope and calls to rung r + 1."""
    pull = rules.site * here
    pull += rules.town * town
    pull += heard * rules.nation * abroad
    pull += in_body * rules.linked * linked
    pull += rules.hope * (belief - rules.usual) * (r + 1) / 4.0
    return pull + (1.0 if in_body > 0.0 else heard) * called


@inlined
def _arrest(police: float, active: int, street: float, rules: DecideRules) -> float:
    """Probability of arrest, by numbers."""
    company = active + rules.shelter * street
    return saturating(rules.deterrence * police / (1.0 + company))


@kernel
def quiet_places(rules: DecideRules, places: Places, today: Today, quiet: Quiet) -> None:
    """Work out what quiet sites of each place share."""
    nation = today.seen_place.shape[0] - 1
    roll = 0
    for p in range(places.key.size):
        roll += places.roll[p]
    for p in range(places.key.size):
        quiet.arrest[p] = _arrest(rules.standing, 0, float(today.street[p]), rules)
        for reached in range(2):
            heard = reached * float(today.openness[p])
            for r in range(4):
                town = share(today.seen_place[p, r], 0, int(places.roll[p]))
                abroad = share(today.seen_place[nation, r], 0, roll)
                quiet.pull[p, reached, r] = _pull(
                    0.0, town, abroad, 0.0, 0.0, r, heard, today.call[p, r], today.belief[0], rules
                )


@inlined
def _set_base(
    s: int,
    effect: float,
    nation_roll: int,
    rules: DecideRules,
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
    base: I64,
) -> None:
    """Everything in the score but voice, shop, price, fatigue and keep."""
    p = int(sites.place[s])
    nation = today.seen_place.shape[0] - 1
    workers = sites.first_worker[s + 1] - sites.first_worker[s]
    in_body = float(today.in_body[s])
    bonus = float(today.tactics[BONUS, s])
    for reached in range(2):
        heard = reached * float(today.openness[p])
        for own in range(2):
            self = people(own, sites.weight[s])
            for r in range(4):
                here = share(state.seen[s, r], own, workers)
                town = share(today.seen_place[p, r], self, int(places.roll[p]))
                abroad = share(today.seen_place[nation, r], self, nation_roll)
                linked = share(today.seen_linked[r], self, int(today.seen_linked[4]))
                pull = _pull(
                    here,
                    town,
                    abroad,
                    linked,
                    in_body,
                    r,
                    heard,
                    today.call[p, r],
                    today.belief[0],
                    rules,
                )
                if today.works[s] == 1:
                    pull += rules.committee
                if r >= 2:
                    pull -= rules.bonus * bonus * rules.shift[r]
                base[reached, own, r] = fixed(pull + effect - rules.theta[r])


@inlined
def _set_price(
    s: int,
    own: int,
    p_arrest: float,
    p_sack: float,
    outside: float,
    rules: DecideRules,
    today: Today,
    price: I64,
) -> None:
    """What each rung may cost: arrest, the sack, a fine; a strike fund bears some of it."""
    fund = float(today.tactics[FUND, s])
    fine = rules.fine * float(today.tactics[FINE, s]) * (1.0 - fund)
    covered = 1.0 - rules.fund_stake * fund
    for contract in range(2):
        stake = rules.sack_cost * (1.0 - outside)
        if contract == 0:
            stake *= rules.permanent_stake
        risk = (p_arrest * rules.harm + p_sack * (stake * covered)) + fine
        for r in range(4):
            exposure = rules.exposure[r]
            if r == 0:
                exposure += rules.identified * float(today.tactics[BLOCK, s])
            price[contract, own, r] = fixed(exposure * risk)


@inlined
def set_terms(
    s: int,
    effect: float,
    nation_roll: int,
    rules: DecideRules,
    sites: Sites,
    places: Places,
    state: State,
    today: Today,
    quiet: Quiet,
    terms: Terms,
) -> None:
    """Set the terms of one site; of a quiet one only those without an own act, which it needs."""
    p = int(sites.place[s])
    outside = rules.outside_option * (1.0 - float(places.concentration[p]))
    police = rules.standing + state.police_sent[s]
    fund = float(today.tactics[FUND, s])
    for r in range(4):
        terms.tired[r] = fixed(rules.fatigue * rules.shift[r] * (1.0 - fund))
    if state.seen[s, 0] == 0 and today.works[s] == 0 and today.tactics[BONUS, s] == 0.0:
        for reached in range(2):
            for r in range(4):
                pull = quiet.pull[p, reached, r]
                terms.base[reached, 0, r] = fixed(pull + effect - rules.theta[r])
    else:
        _set_base(s, effect, nation_roll, rules, sites, places, state, today, terms.base)
    if state.seen[s, 0] == 0:
        p_arrest = float(quiet.arrest[p])
        if state.police_sent[s] != 0.0:
            p_arrest = _arrest(police, 0, float(today.street[p]), rules)
        p_sack = float(today.threat[s])
        _set_price(s, 0, p_arrest, p_sack, outside, rules, today, terms.price)
        return
    weight = sites.weight_here[s]
    roll = people(sites.first_worker[s + 1] - sites.first_worker[s], weight)
    sackable = max(1.0, rules.sack_capacity * roll)
    for own in range(2):
        active = max(people(state.seen[s, RALLY - 1], weight) - people(own, weight), 0)
        p_arrest = _arrest(police, active, float(today.street[p]), rules)
        p_sack = float(today.threat[s]) / (1.0 + active / sackable)
        _set_price(s, own, p_arrest, p_sack, outside, rules, today, terms.price)
