"""Sums over sites in whole numbers: people, sites and cents, as the tables show them."""

import math

from downtools.reference.people import Status
from downtools.reference.sites import Site

__all__ = [
    "acts",
    "away",
    "committees",
    "exports_lost",
    "gatherings",
    "kept_in",
    "linked",
    "lists_open",
    "milli",
    "nearest",
    "on_shift",
    "output_idle",
    "output_lost",
    "police",
    "signed",
    "signers",
    "stood_for",
    "wages_lost",
    "with_status",
    "withheld",
]


def milli(x: float) -> int:
    """Thousandths, to the nearest."""
    return math.floor(1000.0 * x + 0.5)


def nearest(x: float) -> int:
    """The nearest whole number."""
    return math.floor(x + 0.5)


def signed(sites: list[Site]) -> int:
    """People who signed today."""
    return sum(site.people(site.today.signed) for site in sites)


def signers(sites: list[Site]) -> int:
    """People who have signed so far."""
    return sum(site.people(site.signers) for site in sites)


def acts(sites: list[Site]) -> tuple[int, int, int]:
    """People who rally, walk out and strike today."""
    return (
        sum(site.people(site.today.rallying) for site in sites),
        sum(site.people(site.today.walking_out) for site in sites),
        sum(site.people(site.today.striking) for site in sites),
    )


def kept_in(sites: list[Site]) -> int:
    """People who were locked in or blocked today and would have acted."""
    return sum(site.people(site.today.kept_in) for site in sites)


def on_shift(sites: list[Site]) -> int:
    """People whose shop is on shift today, there or not."""
    return sum(site.people(site.today.on_shift) for site in sites)


def away(sites: list[Site]) -> int:
    """People who are away on the evening: detained, dismissed and resigned."""
    return sum(with_status(sites, status) for status in ("detained", "dismissed", "resigned"))


def with_status(sites: list[Site], status: Status) -> int:
    """People who are detained, dismissed or resigned on the evening."""
    return sum(site.people(site.with_status(status)) for site in sites)


def withheld(sites: list[Site]) -> int:
    """Thousandths of a shift withheld today."""
    return sum(site.today.withheld for site in sites)


def gatherings(sites: list[Site]) -> list[Site]:
    """The sites with an event today."""
    return [site for site in sites if site.today.event]


def lists_open(sites: list[Site], day: int) -> list[Site]:
    """The sites with a list open on that day."""
    return [site for site in sites if site.list_open(day)]


def committees(sites: list[Site], day: int) -> list[Site]:
    """The sites with a committee whose leaders are free on the evening of that day."""
    return [site for site in sites if site.leaders_free(day)]


def linked(sites: list[Site], day: int) -> list[Site]:
    """Those of them whose committee is linked to others."""
    return [site for site in committees(sites, day) if site.linked]


def stood_for(sites: list[Site]) -> int:
    """How many sites these stand for."""
    return sum(site.sites() for site in sites)


def police(sites: list[Site]) -> int:
    """Officers sent, to the nearest whole one of their sum."""
    officers = 0.0
    for site in sites:
        officers += site.police_sent * (site.stands_for / 65536.0)
    return nearest(officers)


def output_lost(sites: list[Site]) -> int:
    """Cents of output lost today by decision."""
    return sum(site.today.output_lost for site in sites)


def output_idle(sites: list[Site]) -> int:
    """Cents of output lost today for other reasons, at the sites themselves."""
    return sum(site.today.output_idle for site in sites)


def exports_lost(sites: list[Site]) -> int:
    """Cents of exports lost today at the sites themselves."""
    return sum(site.today.exports_lost for site in sites)


def wages_lost(sites: list[Site]) -> int:
    """Cents of wages lost today."""
    return sum(site.today.wages_lost for site in sites)
