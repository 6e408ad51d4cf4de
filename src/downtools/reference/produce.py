"""Work withheld, processes that halt, and money lost: docs/model.md, section 4, produce."""

import math

from downtools.reference.chain import run_short
from downtools.reference.nation import Nation
from downtools.reference.sites import NamedSite, Site
from downtools.reference.today import Day

__all__ = ["produce"]


def produce(day: Day, nation: Nation) -> None:
    """Count what is not made, at the sites and down the chain, what it costs and who pays."""
    for site in nation.sites:
        if day.site_works(site):
            _lose(day, site)
    for named in nation.named:
        _stop(named, nation.parts(named))
    made = run_short(day, nation)
    if day.working:
        _feel(day, nation, *made)
    _pay_from_funds(day, nation)


def _milli(share: float) -> int:
    return math.floor(1000.0 * share + 0.5)


def _lose(day: Day, site: Site) -> None:
    """Steps 1 to 3: thousandths of a shift not worked, and what they were worth in cents."""
    today = site.today
    walked_out = site.people(today.walking_out) * _milli(day.parameters.ladder.walkout_share)
    full = 1000 * site.people(today.on_shift)
    today.withheld = min(walked_out + site.people(today.striking) * 1000, full)
    gap = min(today.withheld + 1000 * site.people(today.absent), full)
    replaced = _milli(today.tactics.replace)
    own = today.withheld - today.withheld * replaced // 1000
    missing = gap - gap * replaced // 1000
    if site.process:
        today.lost, idle = _halt(day, site, own, missing)
    else:
        today.lost, idle = own, missing - own
    today.output_lost = today.lost * site.output_cents // 1000
    today.output_idle = idle * site.output_cents // 1000
    today.exports_lost = (today.lost + idle) * site.exports_cents // 1000
    today.wages_lost = today.withheld * site.wage_cents // 1000


def _halt(day: Day, site: Site, own: int, missing: int) -> tuple[int, int]:
    """Step 2: a continuous process makes all or nothing; what is lost by decision, and idle."""
    production = day.parameters.production
    full = 1000 * site.people(site.today.on_shift)
    need = full * _milli(production.critical_staff) // 1000
    if full - missing < need:
        site.down_until = day.number + 1 + production.restart_days
    if full - own < need:
        return full, 0
    if day.number < site.down_until:
        return 0, full
    return 0, 0


def _stop(named: NamedSite, parts: list[Site]) -> None:
    """Step 3: a named site is stopped if more than half of its work of the day is lost.

    It stays so until somebody is on shift there again.
    """
    named.just_stopped = False
    on_shift = sum(part.people(part.today.on_shift) for part in parts)
    if on_shift > 0:
        stopped = 2 * sum(part.today.lost for part in parts) > 1000 * on_shift
        named.just_stopped = stopped and not named.stopped
        named.stopped = stopped


def _feel(day: Day, nation: Nation, output: int, exports: int) -> None:
    """Step 5: those who rule feel output and exports not made, and who deserts them.

    `output` and `exports` are the value of a day on which all on shift work.
    """
    today, concede = nation.today, day.parameters.concede
    output_gone = sum(s.today.output_lost + s.today.output_idle for s in nation.sites)
    exports_gone = sum(s.today.exports_lost for s in nation.sites)
    output_share = (output_gone + today.output_missing) / max(1, output)
    exports_share = (exports_gone + today.exports_missing) / max(1, exports)
    cost = (output_share + exports_share) / 2.0
    state = [site for site in nation.sites if site.ownership == "state"]
    withheld = sum(site.today.withheld for site in state)
    defection = withheld / max(1, 1000 * nation.roll)
    felt = cost + concede.defection * defection
    nation.felt += concede.memory * (felt - nation.felt)


def _pay_from_funds(day: Day, nation: Nation) -> None:
    """Step 6: each strike fund pays its share of lost wages until it is spent."""
    for entry in day.entries("strike_fund"):
        wages = sum(s.today.wages_lost for s in nation.sites if s.today.payer == entry.id)
        due = wages * _milli(min(1.0, entry.strength)) // 1000
        paid = min(nation.funds[entry.id], due)
        nation.funds[entry.id] -= paid
        nation.today.funds_paid += paid
