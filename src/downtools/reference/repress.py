"""What the regime does at night and where it sends police: section 4, repress."""

from downtools.reference.luck import deviate, lognormal
from downtools.reference.people import Nation, Site
from downtools.reference.today import Day, of_town

__all__ = ["repress"]


def repress(day: Day, nation: Nation) -> None:
    """Beat people in the street, and send police to where people acted."""
    _beat(day, nation)
    if day.working:
        _send_police(day, nation)


def _beat(day: Day, nation: Nation) -> None:
    """Step 1: the victims of the night, of whom tomorrow's news tell."""
    entries = day.entries("street_violence")
    nation.victims = 0.0
    for entry in entries:
        if entry.scope[0] == "nation":
            nation.victims += entry.people * entry.strength
    for place in nation.places:
        scheduled = 0.0
        for entry in entries:
            if of_town(entry, place):
                scheduled += entry.people * entry.strength
        z = deviate(day.seed, "hardness", 0, place.key)
        place.victims = scheduled * lognormal(day.parameters.police.hardness_sd, z)


def _send_police(day: Day, nation: Nation) -> None:
    """Step 2: officers follow those who acted and the value at stake, up to what there are."""
    police = day.parameters.police
    wanted = [_wanted(day, site) for site in nation.sites]
    total = 0.0
    for site, officers in zip(nation.sites, wanted, strict=True):
        total += officers * (site.stands_for / 65536.0)
    if total > police.capacity:
        scale = police.capacity / total
        wanted = [officers * scale for officers in wanted]
    for site, officers in zip(nation.sites, wanted, strict=True):
        site.police_sent += police.speed * (officers - site.police_sent)


def _wanted(day: Day, site: Site) -> float:
    police = day.parameters.police
    acted = site.today.rallying + site.today.walking_out + site.today.striking
    stakes = 1.0 + police.value_weight * site.strategic
    return police.per_active * site.here(acted) * stakes
