"""JSON Schema (2020-12) of a scenario folder, made from the declarations."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from downtools.scenario.calendar import WEEKDAYS
from downtools.scenario.declare import Param, params_of
from downtools.scenario.head import Head
from downtools.scenario.parameters import GROUPS
from downtools.scenario.schedule import KINDS, Entry, Kind
from downtools.scenario.tables import TABLES
from downtools.scenario.toml_part import MOST_STEPS, OMITTED

__all__ = ["scenario_schema"]

_TYPES: dict[type, dict[str, Any]] = {
    float: {"type": "number"},
    int: {"type": "integer"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
}


def scenario_schema() -> dict[str, Any]:
    """The schema of `scenario.toml`; that of a row of each table stands in `$defs`.

    Dates are TOML dates or ISO texts in a table; yes and no of a table are booleans here.
    """
    tables = {
        name: {
            **_object(params_of(kind.row)),
            "description": f"A row of {name}.csv"
            + ("" if kind.required else ", which may be left out")
            + (f"; its key is {kind.key}" if kind.key else ""),
        }
        for name, kind in TABLES.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "downtools scenario",
        "description": "scenario.toml; a setting's KEY is the path of one of its values, with dots",
        "type": "object",
        "properties": {
            "scenario": _object(params_of(Head)),
            "calendar": _calendar(),
            "schedule": {
                "type": "object",
                "description": "entries by id; they may stand in schedule.toml too",
                "propertyNames": {"pattern": "^[A-Za-z0-9_-]+$"},
                "additionalProperties": {"$ref": "#/$defs/entry"},
            },
            **{name: _object(params_of(group)) for name, group in GROUPS.items()},
        },
        "required": ["scenario"],
        "additionalProperties": False,
        "$defs": {"entry": _entry(), **tables},
    }


def _object(declared: Mapping[str, Param], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: _value(one) for name, one in declared.items()},
        "required": [
            name for name, one in declared.items() if one.required and name not in optional
        ],
        "additionalProperties": False,
    }


def _value(one: Param) -> dict[str, Any]:
    """One value. `unit`, `source`, `role` and `prior` are annotations of ours."""
    schema: dict[str, Any] = {**_TYPES[one.type], "description": one.meaning}
    if one.low is not None:
        schema["minimum"] = one.low
    if one.high is not None:
        schema["maximum"] = one.high
    if one.choices:
        schema["enum"] = list(one.choices)
    if one.type is str and one.required:
        schema["minLength"] = 1
    if not one.required and one.default is not None:
        dated = isinstance(one.default, dt.date)
        schema["default"] = one.default.isoformat() if dated else one.default
    if one.unit:
        schema["unit"] = one.unit
    if one.source:  # only parameters have one: columns and fields carry theirs in the data
        schema |= {"source": one.source, "role": one.role}
    if one.prior is not None:
        schema["prior"] = {"shape": one.prior.shape, "a": one.prior.a, "b": one.prior.b}
    return schema


def _entry() -> dict[str, Any]:
    """An entry, with what each kind needs beside the fields that all need."""
    return {
        **_object(params_of(Entry), OMITTED),
        "description": "left out, end and known_from are the start (the end of a rule is the"
        " scenario's last day), and place is nation; with above it is a rule of the regime",
        "dependentRequired": {"after": ["above"]},
        "allOf": [
            {"if": {"properties": {"kind": {"const": name}}}, "then": _of_kind(kind)}
            for name, kind in KINDS.items()
        ],
    }


def _of_kind(kind: Kind) -> dict[str, Any]:
    """What an entry of a kind needs, and what it may not have."""
    properties: dict[str, Any] = {"place": {"pattern": f"^({'|'.join(kind.places)})(:|$)"}}
    if "usd" not in kind.needs:
        properties["usd"] = {"const": 0}
    if not kind.notices:
        properties["above"] = False
        return {"required": list(kind.needs), "properties": properties}
    return {
        "properties": properties,
        "if": {"required": ["above"]},
        "then": {"required": ["strength"]},
        "else": {"required": list(kind.needs)},
    }


def _calendar() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "rest_days": {
                "type": "array",
                "items": {"enum": list(WEEKDAYS)},
                "uniqueItems": True,
                "maxItems": len(WEEKDAYS) - 1,
                "default": ["sat", "sun"],
                "description": "days of the week on which day shifts rest",
            },
            "holidays": {
                "type": "array",
                "items": {"type": "string", "format": "date"},
                "default": [],
                "description": "dates on which day shifts rest too",
            },
            "rotation": {
                "type": "array",
                "items": {"enum": [0, 1]},
                "contains": {"const": 1},
                "maxItems": MOST_STEPS,
                "default": [1, 1, 0, 0],
                "description": "whether a crew of a continuous site is on shift, day by day",
            },
        },
        "additionalProperties": False,
    }
