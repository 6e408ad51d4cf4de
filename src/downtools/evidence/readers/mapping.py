"""The mapping file of a reader: which column is which, constants, and what values mean (TOML)."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from downtools.errors import Fault, InputError, nearest
from downtools.scenario.files import text_of
from downtools.scenario.model import Scenario
from downtools.scenario.tables import CLAIMANTS

__all__ = ["FIELDS", "MappingFile", "read_mapping"]

FIELDS = (
    "event",
    "date",
    "date_precision",
    "site",
    "town",
    "event_type",
    "size",
    "size_low",
    "size_best",
    "size_high",
    "unit",
    "claim_by",
    "published",
    "confidence",
    "source",
)
"""What a column of a plain table may be. `size` is a text such as `about 300` or `hundreds`."""
_PARTS = ("columns", "constants", "values", "sites", "towns", "claim_by", "read")
_ORDERS = ("day first", "month first")


@dataclass(frozen=True, kw_only=True)
class MappingFile:
    """What a mapping file says; empty parts say nothing."""

    file: str = ""
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    """The column of the table by field (`FIELDS`)."""
    constants: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a field is in every row."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """By field, what a value of the table means here; case does not count."""
    sites: Mapping[str, str] = field(default_factory=dict[str, str])
    """Id of the site by a name that the table uses."""
    towns: Mapping[str, str] = field(default_factory=dict[str, str])
    """Id of the town by a name that the table uses."""
    claim_by: Mapping[str, str] = field(default_factory=dict[str, str])
    """Whose claim it is, by the name of the source, of a layout that does not say it."""
    dates: str = ""
    """`day first` or `month first`: how 3/8/2020 is meant."""


def read_mapping(path: Path, scenario: Scenario) -> MappingFile:
    """Read a mapping file for the reports of a scenario.

    Raises `InputError` for a file that is no TOML, for an unknown key, a value that is no text,
    number or day, and for the id of a site or town that the scenario does not have.
    """
    faults: list[Fault] = []
    text = text_of(path, faults)
    if text is None:
        raise InputError(faults)
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        cure = "write it as in docs/evidence.md"
        raise InputError(
            [Fault(file=path.name, problem=f"not valid TOML: {error}", cure=cure)]
        ) from None
    faults.extend(_faults(path.name, told, scenario))
    if faults:
        raise InputError(faults)
    return MappingFile(
        file=path.name,
        columns=_texts(told.get("columns", {})),
        constants=_texts(told.get("constants", {})),
        values={
            name: {key.casefold(): value for key, value in _texts(part).items()}
            for name, part in told.get("values", {}).items()
        },
        sites=_texts(told.get("sites", {})),
        towns=_texts(told.get("towns", {})),
        claim_by={key.casefold(): v for key, v in _texts(told.get("claim_by", {})).items()},
        dates=told.get("read", {}).get("dates", ""),
    )


def _texts(part: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in part.items()}


def _faults(file: str, told: Mapping[str, Any], scenario: Scenario) -> Iterator[Fault]:
    def fault(key: str, problem: str, cure: str, value: object = None) -> Fault:
        return Fault(file=file, column=key, problem=problem, cure=cure, value=value)

    for name, part in told.items():
        if name not in _PARTS:
            yield fault(name, "no such part", nearest(name, _PARTS))
        elif not isinstance(part, dict):
            yield fault(name, "not a table", f"write [{name}] and the keys under it")
        elif name == "values":
            for inner, table in part.items():
                if inner not in FIELDS:
                    yield fault(f"values.{inner}", "no such field", nearest(inner, FIELDS))
                elif not isinstance(table, dict):
                    yield fault(f"values.{inner}", "not a table", f"write [values.{inner}]")
                else:
                    yield from _plain(f"values.{inner}", table, fault)
        else:
            yield from _plain(name, part, fault)
            yield from _fitting(name, part, scenario, fault)


def _plain(name: str, part: Mapping[str, Any], fault: Any) -> Iterator[Fault]:
    for key, value in part.items():
        if isinstance(value, dict | list | bool):
            yield fault(f"{name}.{key}", "no text, number or day", "write it in quotes")


def _fitting(name: str, part: Mapping[str, Any], scenario: Scenario, fault: Any) -> Iterator[Fault]:
    """What a part names must be there: fields, ids of the scenario, claimants."""
    fields = name in ("columns", "constants")
    known = {
        "sites": [site.site for site in scenario.sites],
        "towns": [town.town for town in scenario.towns],
        "claim_by": list(CLAIMANTS),
    }
    for key, value in part.items():
        if fields and key not in FIELDS:
            yield fault(f"{name}.{key}", "no such field", nearest(key, FIELDS))
        elif name in known and str(value) not in known[name]:
            problem = f"none of the {'claimants' if name == 'claim_by' else name} of the scenario"
            yield fault(f"{name}.{key}", problem, nearest(str(value), known[name]), value)
        elif name == "read" and key != "dates":
            yield fault(f"read.{key}", "no such key", nearest(key, ["dates"]))
        elif name == "read" and value not in _ORDERS:
            cure = f"use one of: {', '.join(_ORDERS)}"
            yield fault("read.dates", "not one of the choices", cure, value)
