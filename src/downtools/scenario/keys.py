"""Dotted keys: `group.name` of a parameter and `schedule.id.field` of an entry."""

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from downtools.errors import Fault, InputError, nearest
from downtools.scenario.between import wrong_between
from downtools.scenario.declare import Param, params_of
from downtools.scenario.parameters import GROUPS, all_params
from downtools.scenario.rules import theta_wrong, wrong_entry
from downtools.scenario.schedule import Entry
from downtools.scenario.values import UnfitError, from_text, tellable

if TYPE_CHECKING:
    from downtools.scenario.model import Scenario

__all__ = ["declared", "holder", "keys", "parse_setting", "replaced"]

_FILE = "--set"


def keys(scenario: "Scenario") -> list[str]:
    """Every key of a scenario: parameters in the order of their groups, then the schedule."""
    fields = params_of(Entry)
    entries = [f"schedule.{entry.id}.{field}" for entry in scenario.schedule for field in fields]
    return [*all_params(), *entries]


def holder(scenario: "Scenario", key: str) -> tuple[Any, str]:
    """The group or entry that holds a key, and the field's name in it.

    Raises `InputError` with the nearest key if there is none such.
    """
    group, _, name = key.partition(".")
    if group in GROUPS and name in params_of(GROUPS[group]):
        return getattr(scenario.parameters, group), name
    if group == "schedule":
        entry_id, _, field = name.rpartition(".")
        for entry in scenario.schedule:
            if entry.id == entry_id and field in params_of(Entry):
                return entry, field
    cure = nearest(key, keys(scenario))
    raise InputError([Fault(file=_FILE, column=key, problem="no such key", cure=cure)])


def declared(scenario: "Scenario", key: str) -> Param:
    """The declaration of a key; fields of the schedule are levers with their entry's source.

    Raises `InputError` with the nearest key if there is none such.
    """
    owner, name = holder(scenario, key)
    param = params_of(type(owner))[name]
    source = owner.source if isinstance(owner, Entry) else param.source
    role = "lever" if isinstance(owner, Entry) else param.role
    return dataclasses.replace(param, key=key, source=source, role=role)


def parse_setting(scenario: "Scenario", text: str) -> tuple[str, Any]:
    """Key and value of a setting `KEY=VALUE`, in the declared type of the key.

    Raises `InputError` if it is no setting, names an unknown key or holds an unfit value.
    """
    key, equals, right = (part.strip() for part in text.partition("="))
    if not equals:
        cure = "write KEY=VALUE, as in police.harm=0.3"
        raise InputError([Fault(file=_FILE, value=text, problem="not a setting", cure=cure)])
    try:
        return key, from_text(declared(scenario, key), right)
    except UnfitError as unfit:
        raise InputError([_fault(key, right, unfit.problem, unfit.cure)]) from None


def replaced(scenario: "Scenario", values: Mapping[str, Any]) -> "Scenario":
    """A copy of the scenario with values under dotted keys replaced.

    Setting the `start` of an entry moves it: its `end`, and its `known_from` where that is the
    start, move along unless they are set too; the `end` of a rule stays. Raises `InputError` with
    all that is wrong: unknown keys, values that are unfit, and what no longer holds between them.
    """
    faults: list[Fault] = []
    groups: dict[str, dict[str, Any]] = {}
    entries: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        try:
            param = declared(scenario, key)
        except InputError as error:
            faults.extend(error.faults)
            continue
        problem = _problem(param, value)
        if problem is not None:
            faults.append(_fault(key, value, problem, param.cure()))
            continue
        group, _, rest = key.partition(".")
        if group == "schedule":
            entry_id, _, field = rest.rpartition(".")
            entries.setdefault(entry_id, {})[field] = param.settled(value)
        else:
            groups.setdefault(group, {})[rest] = param.settled(value)
    parameters = dataclasses.replace(
        scenario.parameters,
        **{
            group: dataclasses.replace(getattr(scenario.parameters, group), **changed)
            for group, changed in groups.items()
        },
    )
    if "ladder" in groups:
        thetas = dataclasses.asdict(parameters.ladder)
        for name, problem, cure in theta_wrong(thetas):
            faults.append(_fault(f"ladder.{name}", thetas[name], problem, cure))
    schedule = tuple(
        _moved(scenario, entry, entries[entry.id], faults) if entry.id in entries else entry
        for entry in scenario.schedule
    )
    if entries and not faults:
        faults.extend(_clashes(schedule, entries))
    if faults:
        raise InputError(faults)
    sources = _sources(scenario, groups)
    return dataclasses.replace(scenario, parameters=parameters, sources=sources, schedule=schedule)


def _sources(
    scenario: "Scenario", groups: dict[str, dict[str, Any]]
) -> tuple[tuple[str, str], ...]:
    """Where values are from, once some were set by hand; a default has its declared source."""
    sources = dict(scenario.sources)
    defaults = {key: param.default for key, param in all_params().items()}
    for group, changed in groups.items():
        for name, value in changed.items():
            key = f"{group}.{name}"
            if value == getattr(getattr(scenario.parameters, group), name):
                continue
            if value == defaults[key]:
                sources.pop(key, None)
            else:
                sources[key] = "set by hand"
    return tuple(sorted(sources.items()))


def _moved(
    scenario: "Scenario", entry: Entry, changed: dict[str, Any], faults: list[Fault]
) -> Entry:
    """An entry with some fields changed, and what is wrong with it then."""
    values: dict[str, Any] = {**dataclasses.asdict(entry), **changed}
    if "start" in changed and "end" not in changed and values["above"] is None:
        values["end"] = changed["start"] + (entry.end - entry.start)
    if "start" in changed and "known_from" not in changed and entry.known_from == entry.start:
        values["known_from"] = changed["start"]
    known = {
        "region": {district.region for district in scenario.districts},
        "district": {district.district for district in scenario.districts},
        "town": {town.town for town in scenario.towns},
        "sector": {sector.sector for sector in scenario.sectors},
        "site": {site.site for site in scenario.sites},
    }
    dated = "start" in changed or "end" in changed  # `with_days` may have cut the calendar since
    first = scenario.calendar.start if dated else None
    last = scenario.calendar.end if dated else None
    if last is not None and values["end"] == entry.end:
        last = max(last, entry.end)
    for field, problem, cure in wrong_entry(values, values, known, first, last):
        faults.append(_fault(f"schedule.{entry.id}.{field}", values[field], problem, cure))
    return Entry(**values)


def _problem(param: Param, value: object) -> str | None:
    """Why a value will not do; nothing at all will, where nothing is what it is when left out."""
    if value is None and param.default is None and not param.required:
        return None
    return param.problem(value)


def _clashes(schedule: tuple[Entry, ...], changed: dict[str, dict[str, Any]]) -> list[Fault]:
    """What is wrong between entries once some were changed."""
    entries = {entry.id: dataclasses.asdict(entry) for entry in schedule}
    return [
        _fault(f"schedule.{name}.{field}", entries[name][field], problem, cure)
        for name, (field, problem, cure) in wrong_between(entries, changed)
    ]


def _fault(key: str, value: object, problem: str, cure: str) -> Fault:
    return Fault(file=_FILE, column=key, value=tellable(value), problem=problem, cure=cure)
