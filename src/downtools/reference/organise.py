"""Committees form, are held, break and link; what the country learns: section 4, organise."""

from downtools.exact import log, saturating
from downtools.reference.luck import chance
from downtools.reference.nation import SUSPENDED, Nation
from downtools.reference.sites import Site
from downtools.reference.today import Day, covers_nation, covers_site

__all__ = ["organise"]


def organise(day: Day, nation: Nation) -> None:
    """Let people who acted today organise, on working days."""
    if not day.working:
        return
    for site in nation.sites:
        _form(day, site)
        _hold_or_break(day, site)
        _link(day, nation, site)
    _learn_from_visits(day, nation)
    _learn_from_failed_calls(day, nation)
    _suspend(day, nation)


def _form(day: Day, site: Site) -> None:
    """Steps 1 and 2: a committee is there by the schedule, or forms where people act."""
    if site.committee:
        return
    scheduled = any(covers_site(entry, site) for entry in day.entries("committee"))
    if scheduled or _forms(day, site):
        site.committee = True
        site.today.committee_formed = True


def _forms(day: Day, site: Site) -> bool:
    """Step 2: the more act, the likelier."""
    acted = site.here(site.today.acted)
    if acted == 0:
        return False
    declared = day.parameters.organise
    hazard = declared.base + declared.readiness * log(1.0 + acted)
    return chance(day.luck, "committee", day.number, site.key) < saturating(max(0.0, hazard))


def _hold_or_break(day: Day, site: Site) -> None:
    """Steps 3 and 4: free leaders may be held; a committee whose leaders are held may break."""
    declared, detain = day.parameters.organise, site.today.tactics.detain
    if site.leaders_free(day.number):
        if detain > 0.0 and chance(day.luck, "detain_leaders", day.number, site.key) < detain:
            site.leaders_until = day.number + 1 + declared.held_days
            site.today.leaders_held = True
    elif site.committee and chance(day.luck, "break", day.number, site.key) < declared.breaks:
        site.committee = False
        site.linked = False
        site.leaders_until = 0
        site.today.committee_broken = True


def _link(day: Day, nation: Nation, site: Site) -> None:
    """Step 5: a committee that works joins the inter-site body, once there is one."""
    if site.linked or not nation.committee_works(site, day.number):
        return
    if day.date < day.parameters.inter_site_committee.open_on:
        return
    probability = day.parameters.organise.link * site.place.today.openness
    if chance(day.luck, "link", day.number, site.key) < probability:
        site.linked = True
        site.today.committee_linked = True


def _learn_from_visits(day: Day, nation: Nation) -> None:
    """Step 6: a crowd against the leader gives hope, a friendly reception takes it."""
    belief = day.parameters.belief
    for entry in day.entries("leader_visit"):
        parts = [site for site in nation.sites if covers_site(entry, site)]
        acted = sum(part.people(part.today.acted) for part in parts)
        hostile = acted / sum(part.roll for part in parts)
        turn = 2.0 * min(1.0, hostile / belief.visit_bar) - 1.0
        nation.news += belief.visit * entry.strength * turn


def _learn_from_failed_calls(day: Day, nation: Nation) -> None:
    """Step 7: a call to the whole nation that few followed to its last day takes hope."""
    belief = day.parameters.belief
    out = sum(_out(site) for site in nation.sites) / nation.roll
    for entry in day.entries("call", "common_date"):
        if covers_nation(entry) and entry.end == day.date and out < belief.call_bar:
            lost = belief.failed_call * entry.strength * (1.0 - out / belief.call_bar)
            nation.news -= lost


def _suspend(day: Day, nation: Nation) -> None:
    """Step 8: the inter-site body may call off a strike that has dwindled."""
    declared = day.parameters.organise
    body = [site for site in nation.sites if nation.in_the_body(site, day.number)]
    if not body:
        return
    out = sum(_out(site) for site in body)
    dwindled = 0 < out < declared.suspend_share * nation.linked_peak
    if dwindled and chance(day.luck, "suspend", day.number, 0) < declared.suspend:
        nation.suspended_until = day.number + 1 + declared.suspend_days
        nation.today.resolve(SUSPENDED)
        nation.linked_peak = 0
    else:
        nation.linked_peak = max(nation.linked_peak, out)


def _out(site: Site) -> int:
    """People who walked out or struck today."""
    return site.people(site.today.walking_out + site.today.striking)
