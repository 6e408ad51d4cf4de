"""What must hold between the values of a folder: references, sums, orders and dates."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from downtools.errors import Fault, nearest
from downtools.scenario import gallery
from downtools.scenario.between import wrong_between
from downtools.scenario.csv_part import Row, Table
from downtools.scenario.head import FEWEST_OF_A_NATION, MOST_DAYS
from downtools.scenario.link_checks import wrong_links
from downtools.scenario.rules import theta_wrong, wrong_entry
from downtools.scenario.tables import LEVELS, UNITS
from downtools.scenario.toml_part import TomlPart

__all__ = ["check"]

_SHARES = 1e-6
MOST_ROWS = 32_767
_REFERENCES = (
    ("towns", "district", "districts"),
    ("sizes", "sector", "sectors"),
    ("sites", "town", "towns"),
    ("sites", "sector", "sectors"),
    ("reports", "site", "sites"),
    ("reports", "town", "towns"),
    ("observed", "site", "sites"),
)
_EVERY = "*"


def check(toml: TomlPart, tables: Mapping[str, Table]) -> list[Fault]:
    """Every fault between the values that were read; what was not read is passed over."""
    return [
        *_calendar(toml),
        *_thetas(toml),
        *_schedule(toml, tables),
        *_capital(toml, tables["districts"]),
        *_unit(toml, tables["districts"]),
        *_people_from(toml),
        *_references(tables),
        *_people(tables),
        *_shares(tables["sectors"]),
        *_sizes(tables["sizes"], tables["sectors"]),
        *_staff(tables["sites"], tables["sectors"]),
        *wrong_links(tables["links"], tables["sectors"]),
        *_observed(tables["observed"], *_horizon(toml)),
        *_many(tables),
    ]


def _many(tables: Mapping[str, Table]) -> list[Fault]:
    """Tables whose rows the world numbers with 16 bits."""
    cure = f"keep to {MOST_ROWS:,} rows; smaller workplaces need no name"
    return [
        Fault(file=f"{name}.csv", value=len(tables[name].rows), problem="too many rows", cure=cure)
        for name in ("districts", "sectors", "sites")
        if len(tables[name].rows) > MOST_ROWS
    ]


def _horizon(toml: TomlPart) -> tuple[dt.date | None, dt.date | None]:
    first, last = toml.head.get("start"), toml.head.get("end")
    if first is None or last is None or last < first:
        return None, None
    return first, last


def _calendar(toml: TomlPart) -> list[Fault]:
    first, last = toml.head.get("start"), toml.head.get("end")
    if toml.main is None or first is None or last is None:
        return []
    path = ("scenario", "end")
    if last < first:
        cure = f"give a day from {first} on"
        return [toml.main.fault(path, f"before the start {first}", cure, value=last)]
    if (last - first).days >= MOST_DAYS:
        cure = f"give at most {MOST_DAYS} days"
        return [toml.main.fault(path, f"{(last - first).days + 1} days", cure, value=last)]
    return []


def _thetas(toml: TomlPart) -> list[Fault]:
    if toml.main is None:
        return []
    ladder = toml.groups["ladder"]
    return [
        toml.main.fault(("ladder", name), problem, cure, value=ladder[name])
        for name, problem, cure in theta_wrong(ladder)
    ]


def _schedule(toml: TomlPart, tables: Mapping[str, Table]) -> list[Fault]:
    first, last = _horizon(toml)
    known: dict[str, Collection[str]] = {
        table.key: table.ids for table in tables.values() if table.key is not None
    }
    known["region"] = {row.text("region") for row in tables["districts"].rows}
    faults = [
        told.fault(*wrong)
        for told in toml.entries.values()
        for wrong in wrong_entry(told.values, told.given, known, first, last)
    ]
    entries = {name: told.values for name, told in toml.entries.items()}
    given = {name: told.given for name, told in toml.entries.items()}
    between = wrong_between(entries, given)
    return [*faults, *(toml.entries[name].fault(*wrong) for name, wrong in between)]


def _capital(toml: TomlPart, districts: Table) -> list[Fault]:
    capital = toml.head.get("capital")
    regions = {row.text("region") for row in districts.rows}
    if toml.main is None or not capital or not regions or capital in regions:
        return []
    cure = nearest(capital, regions)
    problem = "no such region in districts.csv"
    return [toml.main.fault(("scenario", "capital"), problem, cure, value=capital)]


def _unit(toml: TomlPart, districts: Table) -> list[Fault]:
    """A sector, city or territory with regions enough could be called nationwide, which it is not.

    The outcome knows only regions (`downtools.run.outcome`), so that they are what is judged.
    """
    unit = toml.head.get("unit", "nation")
    regions = {row.text("region") for row in districts.rows}
    if toml.main is None or unit == "nation" or len(regions) < FEWEST_OF_A_NATION:
        return []
    problem = f"with {len(regions)} regions in districts.csv a run could be called nationwide"
    cure = f"let districts.csv have fewer than {FEWEST_OF_A_NATION} regions, or write nation"
    return [toml.main.fault(("scenario", "unit"), problem, cure, value=unit)]


def _people_from(toml: TomlPart) -> list[Fault]:
    name = toml.head.get("people_from", "")
    if toml.main is None or not name or name in gallery.names():
        return []
    cure = nearest(name, gallery.names())
    return [toml.main.fault(("scenario", "people_from"), "no shipped scenario", cure, value=name)]


def _references(tables: Mapping[str, Table]) -> list[Fault]:
    faults: list[Fault] = []
    for name, column, target in _REFERENCES:
        ids = tables[target].ids
        for row in tables[name].rows:
            text = row.text(column)
            if ids and text and text not in ids and (name, text) != ("sizes", _EVERY):
                problem = f"no such {column} in {target}.csv"
                faults.append(row.fault(column, problem, nearest(text, ids)))
    return faults


def _people(tables: Mapping[str, Table]) -> list[Fault]:
    """Districts are scaled to the country's total, which an empty country has no factor for."""
    districts = tables["districts"]
    if not districts.sound or any(row.values["population"] > 0 for row in districts.rows):
        return []
    return [
        row.fault("population", "nobody lives in any district", "give people to a district")
        for row in districts.rows[:1]
    ]


def _shares(sectors: Table) -> list[Fault]:
    faults: list[Fault] = []
    for row in sectors.rows:
        state, mixed = row.values.get("state_share"), row.values.get("mixed_share")
        if state is not None and mixed is not None and state + mixed > 1.0 + _SHARES:
            problem = f"with state_share {state:g} more than 1"
            faults.append(row.fault("mixed_share", problem, "let the two sum to at most 1"))
    return faults


def _sizes(sizes: Table, sectors: Table) -> list[Fault]:
    groups: dict[str, list[Row]] = {}
    for row in sizes.rows:
        groups.setdefault(row.text("sector"), []).append(row)
    faults = [fault for rows in groups.values() for fault in _classes(rows)]
    if sizes.sound and groups and _EVERY not in groups:
        for row in sectors.rows:
            if row.text("sector") not in groups:
                problem = "no size classes of its own in sizes.csv, nor any for *"
                faults.append(row.fault("sector", problem, "give rows for it or for *"))
    return faults


def _classes(rows: list[Row]) -> list[Fault]:
    """The classes of one sector: each from low to high, apart, their shares summing to 1."""
    if any(name not in row.values for row in rows for name in ("low", "high", "share")):
        return []
    faults: list[Fault] = []
    ordered = sorted(rows, key=lambda row: (row.values["low"], row.values["high"]))
    for row in ordered:
        if row.values["high"] < row.values["low"]:
            problem = f"below low, which is {row.values['low']}"
            faults.append(row.fault("high", problem, "give the largest staff of the class"))
    for lower, upper in pairwise(ordered):
        if lower.values["low"] <= lower.values["high"] >= upper.values["low"]:
            problem = f"overlaps the class of row {lower.line}, up to {lower.values['high']}"
            faults.append(upper.fault("low", problem, "let each class begin above the last"))
    total = sum(row.values["share"] for row in rows)
    if abs(total - 1.0) > _SHARES:
        problem = f"the shares of {rows[0].text('sector')} sum to {total:.7g}"
        faults.append(rows[0].fault("share", problem, "let them sum to 1"))
    return faults


def _staff(sites: Table, sectors: Table) -> list[Fault]:
    staff: dict[str, int] = {}
    for row in sites.rows:
        sector = row.text("sector")
        staff[sector] = staff.get(sector, 0) + row.values.get("staff", 0)
    faults: list[Fault] = []
    for row in sectors.rows:
        named, employed = staff.get(row.text("sector"), 0), row.values.get("employed")
        if employed is not None and named > employed:
            problem = f"fewer than the {named} on the roll of its named sites in sites.csv"
            faults.append(row.fault("employed", problem, "raise it or lower their staff"))
    return faults


def _observed(observed: Table, start: dt.date | None, end: dt.date | None) -> list[Fault]:
    faults: list[Fault] = []
    for row in observed.rows:
        first, last = row.values.get("first"), row.values.get("last")
        low, high = row.values.get("low"), row.values.get("high")
        if start is not None and end is not None:
            for column, day in (("first", first), ("last", last)):
                if day is not None and not start <= day <= end:
                    cure = f"give a day from {start} to {end}"
                    faults.append(row.fault(column, "outside the days of the scenario", cure))
        if first is not None and last is not None and last < first:
            cure = "give a last day from the first on"
            faults.append(row.fault("last", f"before the first day {first}", cure))
        if low is not None and high is not None and high < low:
            faults.append(row.fault("high", f"below low, which is {low:g}", "give low <= high"))
        faults += _unfit(row)
    return faults


def _unfit(row: Row) -> Iterator[Fault]:
    """What of an observed fact does not fit its measure."""
    measure = row.text("measure")
    unit = UNITS.get(measure)
    if unit and row.text("unit") not in ("", unit):
        problem = f"not the unit of {measure}"
        yield row.fault("unit", problem, f"give {unit}, and the numbers in it")
    if measure.startswith("site_") != bool(row.text("site")) and unit:
        if row.text("site"):
            yield row.fault("site", f"{measure} is of the whole country", "leave it empty")
        else:
            problem = "empty, but the measure is of one site"
            yield row.fault("site", problem, "give the id of a site of sites.csv")
    band = [edge for edge in ("low", "high") if row.text(edge)]
    numbers = [*band, *(["point"] if row.text("point") else [])]
    if unit == "date" and numbers:
        problem = "a number, but the measure is a day"
        yield row.fault(numbers[0], problem, "leave it empty: first and last are the band")
    elif unit != "date" and not numbers:
        problem = "neither low nor high nor point: nothing to hold a run against"
        yield row.fault("low", problem, "give the edges of a band, or a point")
    elif band and row.text("point"):
        problem = "a point beside a band: it is not clear which of the two counts"
        yield row.fault("point", problem, "give low and high, or point")
    if measure in LEVELS and numbers:
        yield from _no_level(row, LEVELS[measure])


def _no_level(row: Row, names: tuple[str, ...]) -> Iterator[Fault]:
    """What of a fact that is a level is not one of its names, or only half of it."""
    cure = f"give {', '.join(f'{at} for {name}' for at, name in enumerate(names))}"
    if row.text("point"):
        yield row.fault("point", "a level has no factor around it", f"{cure}, as low and high")
        return
    for edge in ("low", "high"):
        value = row.values.get(edge)
        if value is None and not row.text(edge):
            yield row.fault(edge, "empty, but a level lies between two", cure)
        elif value is not None and value not in range(len(names)):
            yield row.fault(edge, "no such level", cure)
