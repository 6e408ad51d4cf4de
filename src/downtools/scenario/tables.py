"""The tables of a scenario folder: one frozen row type a table, one declaration a column.

A table `sites` is read from `sites.csv`; it may be split over `sites.PART.csv` files that share
its key column, so that each source keeps its own licence (`downtools.scenario.read` joins them in
memory). The unit of money is the US dollar, of staff a person.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from downtools.scenario.declare import column
from downtools.scenario.schedule import RUNGS

__all__ = [
    "LEVELS",
    "TABLES",
    "District",
    "Link",
    "Observed",
    "Report",
    "Sector",
    "Site",
    "SizeClass",
    "Town",
]

OWNERSHIP = ("state", "mixed", "private")
SHIFTS = ("day", "continuous")
PROCESSES = ("batch", "continuous")
OUTSIDE = ("imports", "value_added")
"""Suppliers of links.csv that are no sector."""
SPREAD = ("town", "region", "country")
CLAIMANTS = ("workers", "management", "government", "independent_media", "NGO")
UNITS = {
    "peak_out_people": "people",
    "peak_out_day": "date",
    "wave_start_day": "date",
    "wave_working_days": "days",
    "national_strikers": "people",
    "sites_acting": "sites",
    "regions_acting": "regions",
    "giants_idle": "sites",
    "second_smaller_percent": "percent",
    "small_per_giant": "ratio",
    "output_dent_percent": "percent",
    "opposed_percent": "percent",
    "site_signatures": "signatures",
    "site_rally_peak": "people",
    "site_out": "people",
    "site_peak_out": "people",
    "site_strikers": "people",
    "site_peak_strikers": "people",
    "site_signed_per_out": "ratio",
    "site_out_per_striker": "ratio",
    "site_output_lost_usd": "USD",
    "reach": "reach",
    "resolution": "resolution",
}
"""The unit of each measure: what of a run can be held against a fact."""
MEASURES = tuple(UNITS)
"""What of a run can be held against a fact; `downtools.study.measures` says how."""
DATE_MEASURES = tuple(measure for measure, unit in UNITS.items() if unit == "date")
"""Those that are a day: the fact's days themselves are its band."""
LEVELS: dict[str, tuple[str, ...]] = {
    "reach": ("none", "sites", "sector_or_region", "nationwide"),
    "resolution": ("won", "conceded", "suspended", "ridden_out", "open"),
}
"""Measures that are a level, each its own unit: low and high are places in these names, from 0 on.

Reach from the least on, resolution from the strongest on; `downtools.run.outcome` says of a run
which it is.
"""


@dataclass(frozen=True, kw_only=True)
class District:
    """A district: people live here; towns and rural places lie in it."""

    district: str = column("id of the district")
    name: str = column("name to show")
    name_ru: str = column("Russian name, by which reports are matched", default="")
    region: str = column("id of the region it belongs to")
    population: float = column("people, scaled to the country's total", unit="people", low=0)
    latitude: float | None = column("of its centre", unit="degrees", low=-90, high=90, default=None)
    longitude: float | None = column(
        "of its centre", unit="degrees", low=-180, high=180, default=None
    )
    source: str = column("address of the source, or the word assumption and the rule")


@dataclass(frozen=True, kw_only=True)
class Town:
    """A town; what a district's towns do not hold of its people is its rural rest."""

    town: str = column("id of the town")
    name: str = column("name to show")
    name_ru: str = column("Russian name, by which reports are matched", default="")
    district: str = column("id of its district")
    population: float = column("people", unit="people", low=0)
    latitude: float | None = column("of its centre", unit="degrees", low=-90, high=90, default=None)
    longitude: float | None = column(
        "of its centre", unit="degrees", low=-180, high=180, default=None
    )
    source: str = column("address of the source, or the word assumption and the rule")


@dataclass(frozen=True, kw_only=True)
class Sector:
    """A section of the industrial classification (or several)."""

    sector: str = column("id of the sector")
    name: str = column("name to show")
    section: str = column("letters of the classification")
    employed: int = column("people employed", unit="people", low=0)
    value_added_usd: float = column("value added", unit="USD a year", low=0, high=1e14)
    exports_usd: float = column("direct exports", unit="USD a year", low=0, high=1e14)
    wage_usd: float = column("average wage", unit="USD a month", low=0, high=1e6)
    shifts: str = column("day shifts on working days, or continuous", choices=SHIFTS)
    process: str = column(
        "batch: output falls with staff; continuous: it halts below the critical staff",
        choices=PROCESSES,
        default="batch",
    )
    state_share: float = column("share of employees in state ownership", low=0, high=1)
    mixed_share: float = column("share in private firms with a state share", low=0, high=1)
    fixed_term_share: float = column("share of fixed-term contracts", low=0, high=1)
    rural_weight: float = column("odds of a job in rural places beside towns", low=0, high=1000)
    core: bool = column("counts as industry, construction or transport for the outcome")
    source: str = column("address of the source, or the word assumption and the rule")


@dataclass(frozen=True, kw_only=True)
class SizeClass:
    """A class of sizes of the synthetic sites of a sector."""

    sector: str = column("id of the sector, or * for all that have no row of their own")
    low: int = column("smallest staff of the class", unit="people", low=1)
    high: int = column("largest staff of the class", unit="people", low=1)
    share: float = column("share of employment outside named sites", low=0, high=1)
    source: str = column("address of the source, or the word assumption and the rule")


@dataclass(frozen=True, kw_only=True)
class Site:
    """A named workplace; the rest of the employed work at synthetic sites."""

    site: str = column("id of the site")
    name: str = column("name to show; never of a person")
    town: str = column("id of its town")
    sector: str = column("id of its sector")
    staff: int = column("people on the roll", unit="people", low=1)
    staff_basis: str = column("where the staff is from", choices=("sourced", "assumption"))
    ownership: str = column("who owns it", choices=OWNERSHIP)
    shifts: str = column("day shifts on working days, or continuous", choices=SHIFTS)
    process: str = column(
        "batch or continuous; its sector's if empty", choices=("", *PROCESSES), default=""
    )
    spread: str = column("whether the staff works in the town or is spread", choices=SPREAD)
    value_added_usd: float | None = column(
        "value added; the sector's mean per worker if empty",
        unit="USD a year",
        low=0,
        high=1e14,
        default=None,
    )
    exports_usd: float | None = column(
        "exports; the sector's mean per worker if empty",
        unit="USD a year",
        low=0,
        high=1e14,
        default=None,
    )
    effect: float | None = column(
        "site effect, where data fix it; drawn if empty",
        unit="score",
        low=-10,
        high=10,
        default=None,
    )
    latitude: float | None = column("of the site", unit="degrees", low=-90, high=90, default=None)
    longitude: float | None = column(
        "of the site", unit="degrees", low=-180, high=180, default=None
    )
    source: str = column("address of the source, or the word assumption and the rule")


@dataclass(frozen=True, kw_only=True)
class Link:
    """What a sector uses of another to make a dollar of output; each user's shares sum to 1."""

    user: str = column("id of the sector that uses it")
    supplier: str = column("id of the sector it comes from, or imports, or value_added")
    share: float = column("part of the user's output", unit="USD per USD", low=0, high=1)
    source: str = column("address of the source, or the word assumption and the rule")


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report of an event. Rows that share an event may contradict each other."""

    report: str = column("id of the report")
    event: str = column("id of the event it reports")
    date: dt.date = column("date of the event")
    date_precision: str = column("how sure the date is", choices=("day", "approx"), default="day")
    site: str = column("id of the site, if at one", default="")
    town: str = column("id of the town, if at one", default="")
    event_type: str = column("what is reported")
    size_low: float | None = column("lowest size claimed", low=0, default=None)
    size_best: float | None = column("size claimed", low=0, default=None)
    size_high: float | None = column("highest size claimed", low=0, default=None)
    unit: str = column("what the size counts", default="")
    claim_by: str = column("whose claim it is", choices=CLAIMANTS)
    published: dt.date | None = column("date of publication", default=None)
    confidence: int = column("3 on the spot, 2 relayed, 1 unclear", low=1, high=3)
    source: str = column("address of the source, or the word assumption and the rule")


@dataclass(frozen=True, kw_only=True)
class Observed:
    """A fact that a credible run shows: a measure of the run beside a band, a figure or days."""

    pattern: str = column("id of the pattern")
    label: str = column("the fact in words")
    measure: str = column("what of a run is held against it", choices=MEASURES)
    site: str = column("id of the site, if of one", default="")
    first: dt.date = column("first day of the window")
    last: dt.date = column("last day of the window")
    low: float | None = column("lower edge of the band, if one is reported", low=0, default=None)
    high: float | None = column("upper edge of the band, if one is reported", low=0, default=None)
    point: float | None = column(
        "the figure, where a single one is reported", low=0.001, default=None
    )
    unit: str = column("unit of low, high and point")
    rung: str = column("rung of the ladder it is about", choices=("", *RUNGS), default="")
    denominator: str = column("what a count is out of", default="")
    source_kind: str = column("whose claim it is", choices=(*CLAIMANTS, "several"))
    source: str = column("address of the source, or the word assumption and the rule")
    guess: str = column("why the model may miss it", default="")


@dataclass(frozen=True, kw_only=True)
class TableKind:
    """A table's row type, its key column, and whether a scenario can do without it."""

    row: type[Any]
    key: str | None
    required: bool


TABLES: dict[str, TableKind] = {
    "districts": TableKind(row=District, key="district", required=True),
    "towns": TableKind(row=Town, key="town", required=True),
    "sectors": TableKind(row=Sector, key="sector", required=True),
    "sizes": TableKind(row=SizeClass, key=None, required=True),
    "sites": TableKind(row=Site, key="site", required=True),
    "links": TableKind(row=Link, key=None, required=False),
    "reports": TableKind(row=Report, key="report", required=False),
    "observed": TableKind(row=Observed, key="pattern", required=False),
}
"""The tables in the order in which they are read: each refers only to those before it."""
