"""Work withheld and money lost: docs/model.md, section 4, produce."""

import math

from downtools.reference.people import NamedSite, Nation, Site
from downtools.reference.today import Day

__all__ = ["produce"]


def produce(day: Day, nation: Nation) -> None:
    """Count the work withheld at every site that works, and see which named sites stop."""
    walkout_milli = math.floor(1000.0 * day.parameters.ladder.walkout_share + 0.5)
    for site in nation.sites:
        if day.site_works(site):
            _lose(site, walkout_milli)
    for named in nation.named:
        _stop(day, named, [site for site in nation.sites if site.named is named])


def _lose(site: Site, walkout_milli: int) -> None:
    """Thousandths of a shift withheld, and what they were worth in cents, rounded down."""
    today = site.today
    walking_out = site.people(today.walking_out)
    striking = site.people(today.striking)
    today.withheld = walking_out * walkout_milli + striking * 1000
    today.output_lost = today.withheld * site.output_cents // 1000
    today.exports_lost = today.withheld * site.exports_cents // 1000
    today.wages_lost = today.withheld * site.wage_cents // 1000


def _stop(day: Day, named: NamedSite, parts: list[Site]) -> None:
    """A named site is stopped if more than half of its work of the day is withheld."""
    named.just_stopped = False
    if any(day.site_works(part) for part in parts):
        withheld = sum(part.today.withheld for part in parts)
        on_shift = sum(part.people(part.today.on_shift) for part in parts)
        stopped = 2 * withheld > 1000 * on_shift
        named.just_stopped = stopped and not named.stopped
        named.stopped = stopped
