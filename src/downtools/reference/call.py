"""What is due today: a vote, calls and common dates, and who is in the street: section 4, call.

Steps 4 to 6, what is done at sites, are in `downtools.reference.tactics`.
"""

import bisect

from downtools.chance import key_of
from downtools.exact import exp, fixed
from downtools.reference.luck import deviate, lognormal
from downtools.reference.nation import Nation
from downtools.reference.places import Place
from downtools.reference.tactics import use_tactics
from downtools.reference.today import Day, covers_place, of_town
from downtools.scenario.schedule import RUNGS

__all__ = ["hear_calls"]


def hear_calls(day: Day, nation: Nation) -> None:
    """Let what the schedule holds for today reach places and sites."""
    _suffer_the_vote(day, nation)
    for place in nation.places:
        place.today.voice = _voice(nation, place)
        place.today.call = _calls(day, place)
        place.today.heard = _heard(day, place)
        place.today.date = _date(day, place)
        place.today.attention = max(day.parameters.people.attention, place.today.date)
    use_tactics(day, nation)
    for place in nation.places:
        place.today.street = _street(day, nation, place)


def _suffer_the_vote(day: Day, nation: Nation) -> None:
    """Step 1: a falsified vote adds to outrage in the whole country."""
    outrage = day.parameters.outrage
    for entry in day.entries("falsified_vote"):
        added = outrage.vote * entry.strength
        nation.outrage.fading += added * (1.0 - outrage.permanent)
        nation.outrage.permanent += added * outrage.permanent


def _voice(nation: Nation, place: Place) -> int:
    """Step 2: what opposition is multiplied with, in units of 1/65536."""
    country, here = nation.outrage, place.outrage
    level = country.fading + country.permanent + here.fading + here.permanent
    return fixed(level * exp(country.shock + here.shock))


def _calls(day: Day, place: Place) -> list[float]:
    """Step 3: what the calls and common dates of today add to the score of each rung."""
    media = day.parameters.media
    added = [0.0] * 5
    for entry in day.entries("call", "common_date"):
        if covers_place(entry, place):
            z = deviate(day.luck, "call", 0, key_of(entry.id))
            strength = media.call_weight * entry.strength * lognormal(media.call_sd, z)
            for rung in range(1, RUNGS.index(entry.rung) + 2):
                added[rung] += strength
    return added


def _heard(day: Day, place: Place) -> float:
    """Step 3: strength of the calls to anything at all, as far as the media carry them."""
    media = day.parameters.media
    if media.call_weight == 0.0:
        return 0.0
    return place.today.call[1] / media.call_weight * place.today.openness * media.reach


def _date(day: Day, place: Place) -> float:
    """Step 3: share of the workers who hear of a common date kept today."""
    dates = [entry for entry in day.entries("common_date") if covers_place(entry, place)]
    strongest = min(1.0, max((entry.strength for entry in dates), default=0.0))
    return strongest * place.today.openness * day.parameters.media.reach


def _street(day: Day, nation: Nation, place: Place) -> float:
    """Step 7: people in the street, by the schedule and by the voice of those above the bar."""
    street = day.parameters.street
    people = 0.0
    for entry in day.entries("street_protest"):
        if of_town(entry, place):
            people += entry.people * entry.strength
    share = _ranks_above_bar(nation, place.today.voice, fixed(street.bar)) / 65536.0
    return people + street.turnout * place.population * share


def _ranks_above_bar(nation: Nation, voice: int, bar: int) -> int:
    """How many ranks of opposition have a voice at or above the bar.

    The voice of a place is never negative, so the ranks above the bar are the last ones.
    """
    values = nation.opposition_values
    return len(values) - bisect.bisect_left(values, bar, key=lambda o: (o * voice) >> 16)
