"""Where the rules of the regime fire: docs/model.md, section 4, who acts when.

A rule looks at what its kind notices (the staff of a site, the street of a place, all workers of
the country), and where it has `after`, at whether another rule of that sort fires there too.
"""

from collections.abc import Callable

from downtools.reference.nation import Nation
from downtools.reference.places import Place
from downtools.reference.sites import Site
from downtools.reference.today import Day, covers_place, covers_site
from downtools.scenario.schedule import Entry

__all__ = ["fires_at_site", "fires_in_nation", "fires_in_street", "part"]


def fires_at_site(day: Day, rule: Entry, site: Site) -> bool:
    """Whether a rule about sites fires at this one, for what is noticed of its staff."""
    return _fires(day, rule, site.noticed, lambda entry: covers_site(entry, site))


def fires_in_street(day: Day, rule: Entry, place: Place) -> bool:
    """Whether a rule about the street fires in this place, for the share of its people there."""
    if place.today.street <= 0.0:
        return False
    noticed = place.today.street / place.population
    return _fires(day, rule, noticed, lambda entry: covers_place(entry, place))


def fires_in_nation(day: Day, rule: Entry, nation: Nation) -> bool:
    """Whether a rule about the nation fires, everywhere it covers."""
    return _fires(day, rule, nation.noticed, lambda _: True)


def part(day: Day, nation: Nation) -> float:
    """Strength at which rules about sites act: below 1 if they fire at more than can be done."""
    rules = [rule for rule in day.acting() if _is_rule_about(rule, "site")]
    sites = 0.0
    for site in nation.sites:
        if any(fires_at_site(day, rule, site) for rule in rules):
            sites += site.stands_for / 65536.0
    capacity = day.parameters.regime.sites
    return capacity / sites if sites > capacity else 1.0


def _fires(day: Day, rule: Entry, noticed: float, covers: Callable[[Entry], bool]) -> bool:
    """Whether enough is noticed where the rule covers it, along the whole chain of `after`."""
    if rule.above is None or not covers(rule):
        return False
    if noticed <= 0.0 or noticed < rule.above:
        return False
    if not rule.after:
        return True
    sort = rule.notices
    return any(
        _fires(day, before, noticed, covers)
        for before in day.acting()
        if before.id == rule.after and _is_rule_about(before, sort)
    )


def _is_rule_about(entry: Entry, sort: str) -> bool:
    return entry.by_rule and entry.notices == sort
