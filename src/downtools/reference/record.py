"""The rows of one day of the five tables of whole numbers: docs/model.md, section 6."""

from collections.abc import Callable

from downtools.exact import exp
from downtools.reference import sums
from downtools.reference.columns import Tables
from downtools.reference.nation import Nation
from downtools.reference.sites import Site, SiteToday
from downtools.reference.today import Day

__all__ = ["record"]

LIST_OPENED, STOPPED = 2, 3
"""Kinds of events at named sites: the one that counts signatures, and the one of all parts."""

AT_A_PART: dict[int, Callable[[SiteToday], bool]] = {
    1: lambda today: today.event,
    LIST_OPENED: lambda today: today.list_opened,
    4: lambda today: today.committee_formed,
    5: lambda today: today.committee_linked,
    6: lambda today: today.leaders_held,
    7: lambda today: today.committee_broken,
}
"""Kinds of events that a named site has if one of its parts has them."""


def record(day: Day, nation: Nation, regions: int, tables: Tables) -> None:
    """Add the rows of today."""
    _record_nation(day, nation, tables)
    _record_regions(day, nation, regions, tables)
    _record_named_sites(day, nation, tables)
    _record_groups(day, nation, tables)
    _record_events(day, nation, tables)


def _add(tables: Tables, table: str, *row: int) -> None:
    for column, value in zip(tables[table].values(), row, strict=True):
        column.append(value)


def _record_nation(day: Day, nation: Nation, tables: Tables) -> None:
    sites, today = nation.sites, nation.today
    _add(
        tables,
        "daily",
        *(day.number, int(day.working)),
        *_minds(nation),
        *(sums.signed(sites), sums.signers(sites), *sums.acts(sites), sums.kept_in(sites)),
        *(sums.withheld(sites), sums.on_shift(sites)),
        *_organised(day, sites),
        *(sums.with_status(sites, status) for status in ("detained", "dismissed", "resigned")),
        sum(1 for named in nation.named if named.giant and named.stopped),
        *(sums.police(sites), sums.nearest(nation.victims), sums.milli(nation.felt)),
        *(sums.output_lost(sites), sums.output_idle(sites), today.output_missing),
        *(sums.exports_lost(sites), today.exports_missing, sums.wages_lost(sites)),
        *(today.funds_paid, today.resolved),
    )


def _minds(nation: Nation) -> tuple[int, ...]:
    """Openness and belief of the day; news, loyalty and outrage of the evening."""
    outrage = nation.outrage
    level = (outrage.fading + outrage.permanent) * exp(outrage.shock)
    shown = (nation.today.openness, nation.today.belief, nation.news, nation.loyalty, level)
    return tuple(sums.milli(x) for x in shown)


def _organised(day: Day, sites: list[Site]) -> tuple[int, ...]:
    """Sites with an event, an open list, a committee and a linked one."""
    return (
        sums.stood_for(sums.gatherings(sites)),
        sums.stood_for(sums.lists_open(sites, day.number)),
        sums.stood_for(sums.committees(sites, day.number)),
        sums.stood_for(sums.linked(sites, day.number)),
    )


def _record_regions(day: Day, nation: Nation, regions: int, tables: Tables) -> None:
    for region in range(regions):
        for sector in range(len(nation.sectors)):
            sites = [s for s in nation.sites if s.region == region and s.sector == sector]
            _add(
                tables,
                "regions",
                *(day.number, region, sector),
                *(sums.signers(sites), *sums.acts(sites), sums.withheld(sites)),
                sums.stood_for(sums.gatherings(sites)),
            )


def _record_named_sites(day: Day, nation: Nation, tables: Tables) -> None:
    for index, named in enumerate(nation.named):
        parts = nation.parts(named)
        _add(
            tables,
            "sites",
            *(day.number, index),
            *(len(sums.gatherings(parts)), len(sums.lists_open(parts, day.number))),
            *(len(sums.committees(parts, day.number)), len(sums.linked(parts, day.number))),
            *(sums.signers(parts), *sums.acts(parts), sums.kept_in(parts), sums.away(parts)),
            *(sums.withheld(parts), sums.on_shift(parts), int(named.stopped), sums.police(parts)),
            *(sums.output_lost(parts), sums.output_idle(parts)),
            *(sums.exports_lost(parts), sums.wages_lost(parts)),
        )


def _record_groups(day: Day, nation: Nation, tables: Tables) -> None:
    groups: dict[tuple[int, int], list[Site]] = {}
    for site in nation.sites:
        if site.named is None:
            groups.setdefault((site.district, site.sector), []).append(site)
    for (district, sector), sites in sorted(groups.items()):
        shown = (
            *(sums.stood_for(sums.gatherings(sites)), sums.signed(sites)),
            *(*sums.acts(sites), sums.kept_in(sites), sums.away(sites), sums.withheld(sites)),
            *(sums.output_lost(sites), sums.output_idle(sites)),
        )
        if any(shown):
            _add(tables, "groups", day.number, district, sector, *shown)


def _record_events(day: Day, nation: Nation, tables: Tables) -> None:
    rows: list[tuple[int, int, int]] = []
    for index, named in enumerate(nation.named):
        parts = nation.parts(named)
        acted = sum(sums.acts(parts))
        for kind, happened in AT_A_PART.items():
            if any(happened(part.today) for part in parts):
                people = sums.signed(parts) if kind == LIST_OPENED else acted
                rows.append((kind, index, people))
        if named.just_stopped:
            rows.append((STOPPED, index, acted))
    for row in sorted(rows):
        _add(tables, "events", day.number, *row)
