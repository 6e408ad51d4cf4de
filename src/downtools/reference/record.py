"""The five tables of whole numbers: docs/model.md, section 6."""

import math

from downtools.exact import exp
from downtools.reference.people import NamedSite, Nation, Site
from downtools.reference.today import Day

__all__ = ["COLUMNS", "Tables", "empty_tables", "record"]

Tables = dict[str, dict[str, list[int]]]

COLUMNS: dict[str, tuple[str, ...]] = {
    "daily": (
        *("day", "working", "openness_milli", "belief_milli", "outrage_milli"),
        *("signed", "signers", "rallying", "walking_out", "striking"),
        *("withheld_milli", "on_shift", "gatherings", "lists_open", "giants_stopped"),
        *("police_sent", "victims"),
        *("output_lost_cents", "exports_lost_cents", "wages_lost_cents"),
    ),
    "regions": (
        *("day", "region", "sector", "signers", "rallying", "walking_out", "striking"),
        *("withheld_milli", "gatherings"),
    ),
    "sites": (
        *("day", "site", "gatherings", "list_open", "signers"),
        *("rallying", "walking_out", "striking", "withheld_milli", "on_shift", "stopped"),
        *("police_sent", "output_lost_cents", "exports_lost_cents", "wages_lost_cents"),
    ),
    "groups": (
        *("day", "district", "sector", "gatherings", "signed"),
        *("rallying", "walking_out", "striking", "withheld_milli", "output_lost_cents"),
    ),
    "events": ("day", "kind", "site", "people"),
}
"""The columns of each table, in their order."""

GATHERING, LIST_OPENED, STOPPED = 1, 2, 3
"""Kinds of events at named sites."""


def empty_tables() -> Tables:
    """The five tables without a row."""
    return {table: {name: [] for name in names} for table, names in COLUMNS.items()}


def record(day: Day, nation: Nation, regions: int, sectors: int, tables: Tables) -> None:
    """Add the rows of today."""
    _record_nation(day, nation, tables)
    _record_regions(day, nation, regions, sectors, tables)
    _record_named_sites(day, nation, tables)
    _record_groups(day, nation, tables)
    _record_events(day, nation, tables)


def _add(tables: Tables, table: str, *row: int) -> None:
    for column, value in zip(tables[table].values(), row, strict=True):
        column.append(value)


def _milli(x: float) -> int:
    return math.floor(1000.0 * x + 0.5)


def _record_nation(day: Day, nation: Nation, tables: Tables) -> None:
    outrage = nation.outrage
    level = (outrage.fading + outrage.permanent) * exp(outrage.shock)
    sites = nation.sites
    _add(
        tables,
        "daily",
        *(day.number, int(day.working)),
        *(_milli(nation.openness), _milli(nation.belief), _milli(level)),
        *(_signed(sites), _signers(sites), *_acts(sites), _withheld(sites), _on_shift(sites)),
        _gatherings(sites),
        sum(site.sites() for site in sites if site.list_open(day.number)),
        sum(1 for named in nation.named if named.giant and named.stopped),
        *(_police(sites), math.floor(nation.victims + 0.5)),
        *_lost(sites),
    )


def _record_regions(day: Day, nation: Nation, regions: int, sectors: int, tables: Tables) -> None:
    for region in range(regions):
        for sector in range(sectors):
            sites = [s for s in nation.sites if s.region == region and s.sector == sector]
            shown = (_signers(sites), *_acts(sites), _withheld(sites), _gatherings(sites))
            _add(tables, "regions", day.number, region, sector, *shown)


def _record_named_sites(day: Day, nation: Nation, tables: Tables) -> None:
    for index, named in enumerate(nation.named):
        parts = _parts(nation, named)
        _add(
            tables,
            "sites",
            *(day.number, index),
            sum(1 for part in parts if part.today.event),
            sum(1 for part in parts if part.list_open(day.number)),
            *(_signers(parts), *_acts(parts), _withheld(parts), _on_shift(parts)),
            *(int(named.stopped), _police(parts)),
            *_lost(parts),
        )


def _record_groups(day: Day, nation: Nation, tables: Tables) -> None:
    groups: dict[tuple[int, int], list[Site]] = {}
    for site in nation.sites:
        if site.named is None:
            groups.setdefault((site.district, site.sector), []).append(site)
    for (district, sector), sites in sorted(groups.items()):
        output_lost = sum(site.today.output_lost for site in sites)
        shown = (_gatherings(sites), _signed(sites), *_acts(sites), _withheld(sites), output_lost)
        if any(shown):
            _add(tables, "groups", day.number, district, sector, *shown)


def _record_events(day: Day, nation: Nation, tables: Tables) -> None:
    rows: list[tuple[int, int, int]] = []
    for index, named in enumerate(nation.named):
        parts = _parts(nation, named)
        if any(part.today.event for part in parts):
            rows.append((GATHERING, index, sum(_acts(parts))))
        if any(part.today.list_opened for part in parts):
            rows.append((LIST_OPENED, index, _signed(parts)))
        if named.just_stopped:
            rows.append((STOPPED, index, sum(_acts(parts))))
    for row in sorted(rows):
        _add(tables, "events", day.number, *row)


def _parts(nation: Nation, named: NamedSite) -> list[Site]:
    return [site for site in nation.sites if site.named is named]


def _signed(sites: list[Site]) -> int:
    return sum(site.people(site.today.signed) for site in sites)


def _signers(sites: list[Site]) -> int:
    return sum(site.people(site.signers) for site in sites)


def _acts(sites: list[Site]) -> tuple[int, int, int]:
    """People who rally, walk out and strike today."""
    return (
        sum(site.people(site.today.rallying) for site in sites),
        sum(site.people(site.today.walking_out) for site in sites),
        sum(site.people(site.today.striking) for site in sites),
    )


def _withheld(sites: list[Site]) -> int:
    return sum(site.today.withheld for site in sites)


def _on_shift(sites: list[Site]) -> int:
    return sum(site.people(site.today.on_shift) for site in sites)


def _gatherings(sites: list[Site]) -> int:
    return sum(site.sites() for site in sites if site.today.event)


def _police(sites: list[Site]) -> int:
    """Officers sent, to the nearest whole one of their sum."""
    officers = 0.0
    for site in sites:
        officers += site.police_sent * (site.stands_for / 65536.0)
    return math.floor(officers + 0.5)


def _lost(sites: list[Site]) -> tuple[int, int, int]:
    """Cents of output, exports and wages lost today."""
    return (
        sum(site.today.output_lost for site in sites),
        sum(site.today.exports_lost for site in sites),
        sum(site.today.wages_lost for site in sites),
    )
