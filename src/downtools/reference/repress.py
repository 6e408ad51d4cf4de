"""What the regime does at night, and where police go: section 4, repress, steps 2 and 3."""

from downtools.reference.luck import deviate, lognormal
from downtools.reference.nation import Nation
from downtools.reference.places import Place
from downtools.reference.rules import fires_in_street
from downtools.reference.sites import Site
from downtools.reference.today import Day, covers_nation, of_town

__all__ = ["beat", "send_police"]


def beat(day: Day, nation: Nation) -> None:
    """Step 2: the victims of the night, of whom tomorrow's news tell."""
    entries = day.entries("street_violence")
    nation.victims = 0.0
    for entry in entries:
        if covers_nation(entry):
            nation.victims += entry.people * entry.strength
    for place in nation.places:
        scheduled = 0.0
        for entry in entries:
            if of_town(entry, place):
                scheduled += entry.people * entry.strength
        place.victims = scheduled * _hardness(day, place)
    _beat_by_rule(day, nation)


def _beat_by_rule(day: Day, nation: Nation) -> None:
    """Step 2: where a rule fires, victims follow the people in the street."""
    for rule in day.rules("street_violence"):
        everywhere = 0.0
        for place in nation.places:
            if fires_in_street(day, rule, place):
                added = rule.strength * place.today.street * _hardness(day, place)
                place.victims += added
                everywhere += added
        nation.victims += everywhere


def _hardness(day: Day, place: Place) -> float:
    """How hard police act in this place, in this replicate."""
    z = deviate(day.luck, "hardness", 0, place.key)
    return lognormal(day.parameters.police.hardness_sd, z)


def send_police(day: Day, nation: Nation) -> None:
    """Step 3, on working days: officers follow those who acted, and the regime takes notice."""
    if not day.working:
        return
    wanted = _within_capacity(day, nation, [_wanted(day, site) for site in nation.sites])
    for site, officers in zip(nation.sites, wanted, strict=True):
        site.police_sent += day.parameters.police.speed * (officers - site.police_sent)
    _take_notice(day, nation)


def _wanted(day: Day, site: Site) -> float:
    """Officers that those who acted call for, and the value at stake."""
    police = day.parameters.police
    stakes = 1.0 + police.value_weight * site.strategic
    return police.per_active * site.here(site.today.acted) * stakes


def _within_capacity(day: Day, nation: Nation, wanted: list[float]) -> list[float]:
    """The officers wanted, scaled down to what the country has."""
    capacity = day.parameters.police.capacity
    total = 0.0
    for site, officers in zip(nation.sites, wanted, strict=True):
        total += officers * (site.stands_for / 65536.0)
    if total <= capacity:
        return wanted
    scale = capacity / total
    return [officers * scale for officers in wanted]


def _take_notice(day: Day, nation: Nation) -> None:
    """What the regime sees of a site, and of the country, comes closer to what happened."""
    speed = day.parameters.regime.speed
    for site in nation.sites:
        acted = site.here(site.today.acted) / site.here(site.size)
        site.noticed += speed * (acted - site.noticed)
    everywhere = sum(site.people(site.today.acted) for site in nation.sites) / nation.roll
    nation.noticed += speed * (everywhere - nation.noticed)
