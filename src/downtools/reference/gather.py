"""Where people meet and sign today: docs/model.md, section 4, gather."""

from downtools.exact import log, saturating
from downtools.reference.luck import chance
from downtools.reference.nation import Nation
from downtools.reference.sites import Site
from downtools.reference.today import Day, covers_site

__all__ = ["gather"]


def gather(day: Day, nation: Nation) -> None:
    """Decide which sites have an event and at which a list opens, on working days."""
    if not day.working:
        return
    for site in nation.sites:
        _close_the_list(day, site)
        event = _visited(day, site) or _event_happens(day, nation, site)
        opens = _list_opens(day, nation, site)
        if event:
            site.today.event = True
            site.spent_until = day.number + 1 + day.parameters.gather.spent_days
        if opens:
            site.today.list_opened = True
            site.list_until = day.number + day.parameters.gather.list_days
    for place in nation.places:
        place.event = False
    for site in nation.sites:
        if site.today.event:
            site.place.event = True


def _close_the_list(day: Day, site: Site) -> None:
    """A ban may close an open list."""
    luck = chance(day.luck, "ban", day.number, site.key)
    if site.list_open(day.number) and luck < site.today.tactics.ban:
        site.list_until = day.number


def _visited(day: Day, site: Site) -> bool:
    """Whether the leader visits: staff meets him, ready or not."""
    return any(covers_site(entry, site) for entry in day.entries("leader_visit"))


def _event_happens(day: Day, nation: Nation, site: Site) -> bool:
    """Whether those who are ready meet: the more, the likelier, unless the site is spent."""
    if site.ready == 0:
        return False
    spent = day.number < site.spent_until and not site.list_open(day.number)
    if spent and site.place.today.date <= 0.0:
        return False
    declared = day.parameters.gather
    hazard = declared.base + declared.readiness * log(1.0 + site.here(site.ready))
    hazard = hazard + declared.call * site.place.today.heard
    if site.place.event:
        hazard = hazard + declared.nearby
    if nation.committee_works(site, day.number):
        hazard = hazard + declared.committee
    return chance(day.luck, "event", day.number, site.key) < saturating(max(0.0, hazard))


def _list_opens(day: Day, nation: Nation, site: Site) -> bool:
    """Whether somebody lays out a list, where some would sign and none is open."""
    if site.willing == 0 or site.list_open(day.number):
        return False
    declared = day.parameters.gather
    hazard = declared.list_base + declared.list_readiness * log(1.0 + site.here(site.willing))
    hazard = hazard + declared.list_call * site.place.today.heard
    if nation.committee_works(site, day.number):
        hazard = hazard + declared.list_committee
    hazard = max(0.0, hazard) * (1.0 - site.today.tactics.ban)
    return chance(day.luck, "list", day.number, site.key) < saturating(hazard)
