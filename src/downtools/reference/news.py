"""What everybody can see of yesterday, and the outrage and belief it makes: section 4, news."""

import math

from downtools.exact import log, logistic
from downtools.reference.luck import deviate
from downtools.reference.people import Nation, Outrage, no_counts
from downtools.reference.today import Day, covers_place
from downtools.scenario.schedule import Entry

__all__ = ["hear_news"]


def hear_news(day: Day, nation: Nation) -> None:
    """Spread the news of yesterday."""
    _count_what_was_seen(nation)
    _open_the_media(day, nation)
    _feel_the_violence(day, nation)
    _shift_the_mood(day, nation)
    _believe(day, nation)


def _count_what_was_seen(nation: Nation) -> None:
    """Step 1: people at or above each rung, in each place and in the nation."""
    nation.seen = no_counts()
    for site in nation.sites:
        for rung in range(1, 5):
            people = site.people(site.seen[rung])
            site.place.today.seen[rung] += people
            nation.seen[rung] += people


def _open_the_media(day: Day, nation: Nation) -> None:
    """Step 2: how much of the news comes through."""
    shutdowns = day.entries("internet_shutdown")
    leak = day.parameters.media.leak
    for place in nation.places:
        here = [entry for entry in shutdowns if covers_place(entry, place)]
        place.today.openness = _openness(here, leak)
    nation.openness = _openness([e for e in shutdowns if e.scope[0] == "nation"], leak)


def _openness(shutdowns: list[Entry], leak: float) -> float:
    strongest = max((entry.strength for entry in shutdowns), default=0.0)
    return max(leak, 1.0 - min(1.0, strongest))


def _feel_the_violence(day: Day, nation: Nation) -> None:
    """Steps 3 and 4: victims in sight become outrage. News that is cut off waits."""
    outrage = day.parameters.outrage
    nation.unseen += nation.victims
    in_sight = nation.unseen * nation.openness
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
    z = deviate(day.seed, "nation_shock", day.number, 0)
    nation.outrage.shock = _next_shock(day, nation.outrage.shock, declared.shock_sd, z)
    for place in nation.places:
        z = deviate(day.seed, "town_shock", day.number, place.key)
        place.outrage.shock = _next_shock(day, place.outrage.shock, declared.town_shock_sd, z)


def _next_shock(day: Day, shock: float, sd: float, z: float) -> float:
    if day.number == 0:
        return sd * z
    persistence = day.parameters.outrage.persistence
    return persistence * shock + math.sqrt(1.0 - persistence * persistence) * sd * z


def _believe(day: Day, nation: Nation) -> None:
    """Step 6: belief in success, from the strategic value of the giants seen to have stopped."""
    belief = day.parameters.belief
    stopped = 0.0
    total = 0.0
    for site in nation.named:
        if site.giant:
            total += site.strategic
            if site.stopped:
                stopped += site.strategic
    share = stopped / total if total > 0.0 else 0.0
    seen = share * nation.openness
    nation.belief = logistic(belief.steepness * (seen - belief.tipping))
