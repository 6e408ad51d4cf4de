"""News: what each place and reader can see of the last day, and the outrage it makes."""

import math
from typing import NamedTuple

import numpy as np

from downtools.chance import bits, uniform
from downtools.compiled import kernel, shared
from downtools.day.luck import deviate, seed_of
from downtools.day.rules import Rules
from downtools.day.state import FADING, I64, PERMANENT, SEEN, SHOCK, UNSEEN, VICTIMS, State, Today
from downtools.exact import log, logistic, normal_quantile
from downtools.world.world import Places, Sites, World, people

__all__ = ["news"]


def news(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """What was seen of the last day; openness; outrage of nation and places; belief."""
    _count_seen(world.sites, state.seen, today.seen_place)
    _open_media(rules, today, day)
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
    seed = seed_of(rules.seed, "town_shock", day)
    _outrage_of_places(terms, seed, day == 0, world.places, state)
    today.belief[0] = _belief(rules, state, float(today.openness[-1]))


@kernel
def _count_seen(sites: Sites, seen: np.ndarray, seen_place: I64) -> None:
    """People by rung in sight at each place; the last row is the nation."""
    seen_place[:] = 0
    nation = seen_place.shape[0] - 1
    for s in range(sites.key.size):
        if seen[s, 0] == 0:
            continue
        for r in range(4):
            n = people(seen[s, r], sites.weight[s])
            seen_place[sites.place[s], r] += n
            seen_place[nation, r] += n


def _open_media(rules: Rules, today: Today, day: int) -> None:
    """How open media are at each place and in the nation (the last entry)."""
    cut = np.zeros(len(today.openness))
    for dated in rules.acting(day, "internet_shutdown"):
        strength = min(dated.entry.strength, 1.0)
        covered = np.append(dated.places, dated.entry.place == "nation")
        np.maximum(cut, np.where(covered, strength, 0.0), out=cut)
    np.maximum(1.0 - cut, rules.scenario.parameters.media.leak, out=today.openness)


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
    z = deviate(rules.seed, "nation_shock", day, 0)
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


def _belief(rules: Rules, state: State, openness: float) -> float:
    """Belief in success from the giants seen to have stopped, by strategic value."""
    stopped, total = 0.0, 0.0
    for value, flag in zip(rules.strategic_giants.tolist(), state.stopped.tolist(), strict=True):
        total += value
        stopped += value if flag else 0.0
    seen = stopped / total * openness if total > 0.0 else 0.0
    p = rules.scenario.parameters.belief
    return logistic(p.steepness * (seen - p.tipping))
