"""News: what each place and reader can see of the last day, and the outrage it makes."""

import math
from typing import NamedTuple

import numpy as np

from downtools.chance import bits, uniform
from downtools.compiled import kernel, shared
from downtools.day.awake import list_awake
from downtools.day.contacts import tell_contacts
from downtools.day.dated import Dated, kinds_of, of_day
from downtools.day.luck import deviate, seed_of
from downtools.day.rules import Rules
from downtools.day.state import (
    F64,
    FADING,
    LOYALTY,
    NEWS,
    PERMANENT,
    SEEN,
    SHOCK,
    SUSPENDED_UNTIL,
    UNSEEN,
    VICTIMS,
    State,
    Today,
)
from downtools.day.tactics import nation_fires
from downtools.exact import log, logistic, normal_quantile, saturating
from downtools.world.world import Places, Sites, World, people

__all__ = ["news"]


def news(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """What was seen of the last day; openness; outrage of nation and places; belief."""
    if today.awake_many[0] == 0:  # Today is new
        list_awake(state, today)
    still = day < int(state.body[SUSPENDED_UNTIL])
    _count_seen(world.sites, state, today, day, still)
    tell_contacts(world.contacts, state)
    _open_media(rules, state, today, day)
    _outrage_of_the_nation(rules, state, today, day)
    p = rules.scenario.parameters.outrage
    terms = _PlaceTerms(
        gain=p.violence_gain * (1.0 - p.national_share),
        permanent=p.permanent,
        fading=p.fading,
        persistence=p.persistence,
        fresh=_fresh(p.persistence) * p.town_shock_sd,
        first_sd=p.town_shock_sd,
    )
    seed = seed_of(rules.luck, "town_shock", day)
    _outrage_of_places(terms, seed, day == 0, world.places, state)
    linked = int(today.seen_linked[4]) / world.people
    today.belief[0] = _belief(rules, state, float(today.openness[-1]), linked)
    turned = rules.scenario.parameters.loyalty.turn * saturating(_felt_outrage(state))
    state.nation[LOYALTY] = float(state.nation[LOYALTY]) * (1.0 - turned)


@kernel
def _count_seen(sites: Sites, state: State, today: Today, day: int, still: bool) -> None:
    """Which committees work; people by rung in sight at each place, in the nation (the last row)
    and in the inter-site body, whose roll stands behind its rungs."""
    today.seen_place[:] = 0
    today.seen_linked[:] = 0
    nation = today.seen_place.shape[0] - 1
    for at in range(today.awake_many[0]):
        s = int(today.awake_sites[at])
        if today.walking_out[s] + today.striking[s] + today.absent[s] > 0 or (
            day <= state.down_until[s]
        ):
            today.withheld[s] = 0
            today.lost[s, :] = 0
        today.happened[s, :] = 0
        works = state.committee[s] == 1 and day >= state.leaders_until[s] and not still
        in_body = works and state.linked[s] == 1
        today.works[s] = works
        today.in_body[s] = in_body
        if in_body:
            workers = sites.first_worker[s + 1] - sites.first_worker[s]
            today.seen_linked[4] += people(workers, sites.weight[s])
        if state.seen[s, 0] == 0:
            continue
        for r in range(4):
            n = people(state.seen[s, r], sites.weight[s])
            today.seen_place[sites.place[s], r] += n
            today.seen_place[nation, r] += n
            if in_body:
                today.seen_linked[r] += n


def _open_media(rules: Rules, state: State, today: Today, day: int) -> None:
    """How open media are at each place and in the nation (the last entry)."""
    entries = of_day(rules.entries, day)
    cuts = kinds_of(entries, "internet_shutdown")
    for one in entries:
        ruled = one.entry.by_rule and one.entry.kind == "internet_shutdown"
        if ruled and nation_fires(rules, state, one, day):
            cuts.append(one)
    cut = _strongest(cuts, len(today.openness))
    safe = _strongest(kinds_of(entries, "safe_channel"), len(today.openness))
    np.maximum(1.0 - cut, rules.scenario.parameters.media.leak, out=today.openness)
    np.maximum(today.openness, safe, out=today.openness)


def _strongest(entries: list[Dated], many: int) -> F64:
    """The largest strength at each place, cut to 1; the last entry counts those of the nation."""
    strongest = np.zeros(many)
    for one in entries:
        covered = np.append(one.places, one.entry.place == "nation")
        np.maximum(strongest, np.where(covered, one.strength, 0.0), out=strongest)
    return strongest


def _felt_outrage(state: State) -> float:
    """National outrage without its day-shock."""
    return float(state.nation[FADING]) + float(state.nation[PERMANENT])


def _fresh(persistence: float) -> float:
    """The part of a day-shock that is new, so that its variance stays what it is."""
    return math.sqrt(1.0 - persistence * persistence)


@shared
def _dose(before: float, new: float, population: float) -> float:
    """What new victims add to log(1 + victims so far per 1,000 people).

    Taken from the sum so far, so that news that come in portions add up to the same outrage.
    """
    thousands = population / 1000.0
    return log(1.0 + (before + new) / thousands) - log(1.0 + before / thousands)


def _outrage_of_the_nation(rules: Rules, state: State, today: Today, day: int) -> None:
    """Victims come into sight as far as media are open; the rest waits until they are."""
    p = rules.scenario.parameters.outrage
    nation = state.nation
    unseen = float(nation[UNSEEN]) + float(nation[VICTIMS])
    sight = unseen * float(today.openness[-1])
    nation[UNSEEN] = unseen - sight
    dose = _dose(float(nation[SEEN]), sight, rules.scenario.population)
    nation[SEEN] = float(nation[SEEN]) + sight
    gain = p.violence_gain * p.national_share * dose
    nation[FADING] = float(nation[FADING]) * (1.0 - p.fading) + gain * (1.0 - p.permanent)
    nation[PERMANENT] = float(nation[PERMANENT]) + gain * p.permanent
    z = deviate(rules.luck, "nation_shock", day, 0)
    if day == 0:
        nation[SHOCK] = p.shock_sd * z
    else:
        fresh = _fresh(p.persistence) * p.shock_sd * z
        nation[SHOCK] = p.persistence * float(nation[SHOCK]) + fresh


class _PlaceTerms(NamedTuple):
    gain: float
    permanent: float
    fading: float
    persistence: float
    fresh: float
    first_sd: float


@kernel
def _outrage_of_places(
    terms: _PlaceTerms, seed: int, first: bool, places: Places, state: State
) -> None:
    """The same for each place and what was done in its own streets, all of it in sight."""
    for p in range(places.key.size):
        dose = 0.0
        if state.victims[p] > 0.0:
            dose = _dose(state.victims_seen[p], state.victims[p], places.population[p])
            state.victims_seen[p] += state.victims[p]
        gain = terms.gain * dose
        state.fading[p] = state.fading[p] * (1.0 - terms.fading) + gain * (1.0 - terms.permanent)
        state.permanent[p] += gain * terms.permanent
        z = normal_quantile(uniform(bits(seed, places.key[p])))
        if first:
            state.shock[p] = terms.first_sd * z
        else:
            state.shock[p] = terms.persistence * state.shock[p] + terms.fresh * z


def _belief(rules: Rules, state: State, openness: float, linked: float) -> float:
    """Belief in success: giants seen to have stopped, by strategic value, committees, news."""
    stopped, total = 0.0, 0.0
    for value, flag in zip(rules.strategic_giants.tolist(), state.stopped.tolist(), strict=True):
        total += value
        stopped += value if flag else 0.0
    seen = stopped / total * openness if total > 0.0 else 0.0
    p = rules.scenario.parameters.belief
    state.nation[NEWS] = float(state.nation[NEWS]) * (1.0 - p.fading)
    steps = p.steepness * (seen + p.link * linked - p.tipping)
    return logistic(steps + float(state.nation[NEWS]) * openness)
