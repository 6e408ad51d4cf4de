"""`load`: a scenario folder, or a shipped scenario's name, read into a frozen Scenario."""

import dataclasses
from pathlib import Path
from typing import Any

from downtools.errors import Fault, InputError, nearest
from downtools.scenario import gallery
from downtools.scenario.calendar import Calendar
from downtools.scenario.checks import check
from downtools.scenario.csv_part import Table, read_tables
from downtools.scenario.doubts import doubts
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import GROUPS, Parameters
from downtools.scenario.schedule import Entry
from downtools.scenario.tables import District, Town
from downtools.scenario.toml_part import TomlPart, read_toml

__all__ = ["doubts", "load", "scaled"]


def load(where: str | Path) -> Scenario:
    """Read a scenario: the name of a shipped one (`belarus-2020`) or the path of a folder.

    A folder holds `scenario.toml`, CSV tables (`downtools.scenario.tables`) and, if it likes,
    `schedule.toml`. A text that is the name of a shipped scenario means that one; `./NAME` means
    the folder. Raises `InputError` with everything that is wrong in the folder at once.
    """
    folder = _folder(where)
    toml = read_toml(folder)
    faults = list(toml.faults)
    tables = read_tables(folder, faults)
    faults.extend(check(toml, tables))
    if faults:
        raise InputError(faults)
    return _built(folder.resolve().name, toml, tables)


def scaled(
    population: float, districts: tuple[District, ...], towns: tuple[Town, ...]
) -> tuple[tuple[District, ...], tuple[Town, ...]]:
    """Districts scaled so that they sum to the country's population, and towns that fit in them.

    Towns are taken as given: what they leave of their district is its rural rest. Only where
    the towns of a district sum to more than the scaled district, they are scaled down to it, and
    no rural rest is left.
    """
    # Loops, not sum(): it rounds differently before and after Python 3.12, and the world hangs
    # on these numbers.
    total = 0.0
    for district in districts:
        total += district.population
    fitted = tuple(
        dataclasses.replace(district, population=district.population * population / total)
        for district in districts
    )
    room = {district.district: district.population for district in fitted}
    held = dict.fromkeys(room, 0.0)
    for town in towns:
        held[town.district] += town.population
    return fitted, tuple(
        dataclasses.replace(
            town, population=town.population * room[town.district] / held[town.district]
        )
        if held[town.district] > room[town.district]
        else town
        for town in towns
    )


def _folder(where: str | Path) -> Path:
    """The folder meant. Raises `InputError` if there is none, or nothing of a scenario in it."""
    if isinstance(where, str) and where in gallery.names():
        return gallery.path(where)
    folder = Path(where)
    try:
        if folder.is_dir() and where != "":
            if any(folder.glob("*.csv")) or (folder / "scenario.toml").exists():
                return folder
            problem = "holds neither scenario.toml nor tables"
        elif folder.is_file():
            problem = "a file, not a folder"
        else:
            problem = "no such folder, nor a shipped scenario"
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
    cure = f"give a scenario's folder or name; {nearest(str(where), gallery.names())}"
    raise InputError([Fault(file="scenario", value=where, problem=problem, cure=cure)])


def _built(name: str, toml: TomlPart, tables: dict[str, Table]) -> Scenario:
    head = dict(toml.head)
    calendar = Calendar(start=head.pop("start"), end=head.pop("end"), **toml.calendar)
    rows: dict[str, Any] = {table: read.built() for table, read in tables.items()}
    rows["districts"], rows["towns"] = scaled(head["population"], rows["districts"], rows["towns"])
    return Scenario(
        name=name,
        calendar=calendar,
        parameters=Parameters(**{key: GROUPS[key](**toml.groups[key]) for key in GROUPS}),
        sources=tuple(sorted(toml.sources.items())),
        schedule=tuple(Entry(id=told.id, **told.values) for told in toml.entries.values()),
        **head,
        **rows,
    )
