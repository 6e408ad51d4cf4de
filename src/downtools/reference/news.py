"""What everybody can see of yesterday, and the outrage and belief it makes: section 4, news."""

import math

from downtools.exact import log, logistic, saturating
from downtools.reference.luck import deviate
from downtools.reference.nation import Nation
from downtools.reference.people import Worker
from downtools.reference.places import Outrage
from downtools.reference.rules import fires_in_nation
from downtools.reference.today import Day, covers_nation, covers_place
from downtools.scenario.schedule import Entry

__all__ = ["hear_news"]


def hear_news(day: Day, nation: Nation) -> None:
    """Spread the news of yesterday."""
    _count_what_was_seen(day, nation)
    _open_the_media(day, nation)
    _feel_the_violence(day, nation)
    _shift_the_mood(day, nation)
    _believe(day, nation)
    _lose_loyalty(day, nation)


def _count_what_was_seen(day: Day, nation: Nation) -> None:
    """Step 1: people at or above each rung, in each place, in the nation and in the body."""
    for site in nation.sites:
        linked = nation.in_the_body(site, day.number)
        nation.today.roll_linked += site.roll if linked else 0
        for rung in range(1, 5):
            people = site.people(site.seen[rung])
            site.place.today.seen[rung] += people
            nation.today.seen[rung] += people
            nation.today.seen_linked[rung] += people if linked else 0
        for shop in site.shops:
            for worker in shop.workers:
                _ask_contacts(worker)


def _ask_contacts(worker: Worker) -> None:
    """Count the contacts who were seen at or above each rung."""
    for rung in range(1, 5):
        worker.contacts_seen[rung] = sum(1 for other in worker.contacts if other.act >= rung)


def _open_the_media(day: Day, nation: Nation) -> None:
    """Step 2: how much of the news comes through what is cut, by leaks and safe channels."""
    fired = [r for r in day.rules("internet_shutdown") if fires_in_nation(day, r, nation)]
    shutdowns = day.entries("internet_shutdown") + fired
    channels = day.entries("safe_channel")
    leak = day.parameters.media.leak
    for place in nation.places:
        cuts = [entry for entry in shutdowns if covers_place(entry, place)]
        safe = [entry for entry in channels if covers_place(entry, place)]
        place.today.openness = _openness(cuts, safe, leak)
    cuts = [entry for entry in shutdowns if covers_nation(entry)]
    safe = [entry for entry in channels if covers_nation(entry)]
    nation.today.openness = _openness(cuts, safe, leak)


def _openness(shutdowns: list[Entry], channels: list[Entry], leak: float) -> float:
    return max(leak, 1.0 - _strongest(shutdowns), _strongest(channels))


def _strongest(entries: list[Entry]) -> float:
    return min(1.0, max((entry.strength for entry in entries), default=0.0))


def _feel_the_violence(day: Day, nation: Nation) -> None:
    """Steps 3 and 4: victims in sight become outrage. News that is cut off waits."""
    outrage = day.parameters.outrage
    nation.unseen += nation.victims
    in_sight = nation.unseen * nation.today.openness
    nation.unseen -= in_sight
    dose = _dose(nation.victims_seen, in_sight, nation.population)
    nation.victims_seen += in_sight
    _add_gain(day, nation.outrage, outrage.violence_gain * outrage.national_share * dose)
    for place in nation.places:
        dose = _dose(place.victims_seen, place.victims, place.population)
        place.victims_seen += place.victims
        gain = outrage.violence_gain * (1.0 - outrage.national_share) * dose
        _add_gain(day, place.outrage, gain)


def _dose(before: float, new: float, population: float) -> float:
    """What new victims add to the logarithm of one plus all victims so far in 1,000 people."""
    thousands = population / 1000.0
    return log(1.0 + (before + new) / thousands) - log(1.0 + before / thousands)


def _add_gain(day: Day, outrage: Outrage, gain: float) -> None:
    declared = day.parameters.outrage
    kept = outrage.fading * (1.0 - declared.fading)
    outrage.fading = kept + gain * (1.0 - declared.permanent)
    outrage.permanent += gain * declared.permanent


def _shift_the_mood(day: Day, nation: Nation) -> None:
    """Step 5: the day-shocks, each correlated with that of the day before."""
    declared = day.parameters.outrage
    z = deviate(day.luck, "nation_shock", day.number, 0)
    nation.outrage.shock = _next_shock(day, nation.outrage.shock, declared.shock_sd, z)
    for place in nation.places:
        z = deviate(day.luck, "town_shock", day.number, place.key)
        place.outrage.shock = _next_shock(day, place.outrage.shock, declared.town_shock_sd, z)


def _next_shock(day: Day, shock: float, sd: float, z: float) -> float:
    if day.number == 0:
        return sd * z
    persistence = day.parameters.outrage.persistence
    return persistence * shock + math.sqrt(1.0 - persistence * persistence) * sd * z


def _believe(day: Day, nation: Nation) -> None:
    """Step 6: belief in success, from giants seen to have stopped, linked committees and news."""
    belief = day.parameters.belief
    openness = nation.today.openness
    seen = _share_of_giants_stopped(nation) * openness
    linked = nation.today.roll_linked / nation.roll
    nation.news = nation.news * (1.0 - belief.fading)
    nation.today.belief = logistic(
        belief.steepness * (seen + belief.link * linked - belief.tipping) + nation.news * openness
    )


def _share_of_giants_stopped(nation: Nation) -> float:
    """Share of the giants' strategic value that has stopped."""
    stopped = 0.0
    total = 0.0
    for site in nation.named:
        if site.giant:
            total += site.strategic
            if site.stopped:
                stopped += site.strategic
    return stopped / total if total > 0.0 else 0.0


def _lose_loyalty(day: Day, nation: Nation) -> None:
    """Step 7: loyalty turns with outrage."""
    outrage = saturating(nation.outrage.fading + nation.outrage.permanent)
    nation.loyalty = nation.loyalty * (1.0 - day.parameters.loyalty.turn * outrage)
