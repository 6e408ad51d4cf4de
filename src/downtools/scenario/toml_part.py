"""`scenario.toml` and `schedule.toml`: read, each value checked on its own, faults collected."""

import datetime as dt
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from downtools.errors import Fault, nearest
from downtools.scenario.calendar import WEEKDAYS
from downtools.scenario.declare import Param, params_of
from downtools.scenario.files import text_of
from downtools.scenario.head import Head
from downtools.scenario.parameters import GROUPS
from downtools.scenario.schedule import Entry
from downtools.scenario.values import UnfitError, from_toml, tellable

__all__ = ["MOST_STEPS", "OMITTED", "Document", "Told", "TomlPart", "read_toml"]

_HEAD = params_of(Head)
_ENTRY = params_of(Entry)
OMITTED = ("end", "known_from", "place")
"""Fields of an entry that may be left out.

The two dates are then `start` (the `end` of a rule is the scenario's last day), the place `nation`.
"""

_CALENDAR = ("rest_days", "holidays", "rotation")
MOST_STEPS = 60
_ID = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?")
_KEY = re.compile(r"""\s*([A-Za-z0-9_.'"-]+)\s*=""")
_STEP = re.compile(r"""\"[^\"]*\"|'[^']*'|[^.\s]+""")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, kw_only=True)
class Document:
    """A parsed TOML file and the lines on which its tables and keys stand, as far as found."""

    file: str
    data: dict[str, Any]
    lines: dict[tuple[str, ...], int]

    def fault(self, path: tuple[str, ...], problem: str, cure: str, value: object = None) -> Fault:
        """A fault at a dotted key, at its line or at that of the table it should stand in."""
        known = [path[:depth] for depth in range(len(path), 0, -1) if path[:depth] in self.lines]
        return Fault(
            file=self.file,
            row=self.lines[known[0]] if known else None,
            column=".".join(path),
            value=tellable(value),
            problem=problem,
            cure=cure,
        )


@dataclass(frozen=True, kw_only=True)
class Told:
    """One entry of the schedule as far as it is sound, with the fields that were given."""

    id: str
    document: Document
    given: frozenset[str]
    values: dict[str, Any]

    def fault(self, name: str, problem: str, cure: str) -> Fault:
        """A fault at one field of the entry."""
        value = self.values.get(name) if name in self.given else None
        return self.document.fault(("schedule", self.id, name), problem, cure, value)


@dataclass(kw_only=True)
class TomlPart:
    """What the TOML files of a folder say, as far as it is sound, and what is wrong with it."""

    main: Document | None = None
    head: dict[str, Any] = field(default_factory=dict[str, Any])
    calendar: dict[str, Any] = field(default_factory=dict[str, Any])
    groups: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    sources: dict[str, str] = field(default_factory=dict[str, str])
    """Where a parameter's value is from, by its dotted key, if the scenario sets it."""
    entries: dict[str, Told] = field(default_factory=dict[str, Told])
    faults: list[Fault] = field(default_factory=list[Fault])


def read_toml(folder: Path) -> TomlPart:
    """Read `scenario.toml` and, where there is one, `schedule.toml` of a folder."""
    part = TomlPart()
    part.main = _document(folder / "scenario.toml", part.faults)
    if part.main is not None:
        _check_names(part.main, ("scenario", "calendar", "schedule", *GROUPS), part.faults)
        part.head = _table(part.main, ("scenario",), _HEAD, (), part.faults)
        part.calendar = _calendar(part.main, part.faults)
        for name, group in GROUPS.items():
            declared = params_of(group)
            part.groups[name] = _table(part.main, (name,), declared, tuple(declared), part.faults)
            _sources(part.main, name, part)
        _entries(part.main, part)
    if (folder / "schedule.toml").exists():
        second = _document(folder / "schedule.toml", part.faults)
        if second is not None:
            _check_names(second, ("schedule",), part.faults)
            _entries(second, part)
    return part


def _document(path: Path, faults: list[Fault]) -> Document | None:
    if not path.exists():
        cure = "add it; `downtools schema` says what it holds"
        faults.append(Fault(file=path.name, problem="missing", cure=cure))
        return None
    text = text_of(path, faults)
    if text is None:
        return None
    try:
        data = tomllib.loads(text)
    except RecursionError:
        cure = "give plain values and lists"
        faults.append(Fault(file=path.name, problem="nested too deep", cure=cure))
        return None
    except ValueError as error:
        said = str(error)
        at = _AT_LINE.search(said)
        last = text.count("\n") + 1
        problem = _AT_LINE.sub("", said).strip()
        faults.append(
            Fault(
                file=path.name,
                row=int(at[1]) if at else last,
                problem=f"not valid TOML: {problem[:1].lower()}{problem[1:]}",
                cure="correct that line; each table and key may stand once, texts in quotes",
            )
        )
        return None
    return Document(file=path.name, data=data, lines=_lines(text))


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """The line of each table and key. Best effort: a key inside a long text may look like one."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.fullmatch(line):
            table = _dotted(header[1])
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_dotted(key[1])), number)
    return found


def _dotted(text: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _STEP.findall(text))


def _check_names(document: Document, known: tuple[str, ...], faults: list[Fault]) -> None:
    for name in document.data:
        if name not in known:
            faults.append(document.fault((name,), "no such table", nearest(name, known)))


def _table(
    document: Document,
    path: tuple[str, ...],
    declared: Mapping[str, Param],
    optional: tuple[str, ...],
    faults: list[Fault],
) -> dict[str, Any]:
    """The sound values of one table; a key of `optional` may be left out without a default."""
    data: Any = document.data
    for step in path:
        data = data.get(step, {})
    if not isinstance(data, dict):
        cure = f"write it as a table: [{'.'.join(path)}]"
        faults.append(document.fault(path, "not a table", cure, value=data))
        return {}
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name == "source" and path[0] in GROUPS:
            continue
        if name not in declared:
            cure = nearest(name, declared)
            faults.append(document.fault((*path, name), "no such key", cure, value=value))
            continue
        try:
            values[name] = from_toml(declared[name], value)
        except UnfitError as unfit:
            faults.append(document.fault((*path, name), unfit.problem, unfit.cure, value=value))
    for name, one in declared.items():
        if name not in data and one.required and name not in optional:
            faults.append(document.fault((*path, name), f"missing: {one.meaning}", one.cure()))
        elif name not in data and not one.required:
            values[name] = one.default
    return values


def _sources(document: Document, group: str, part: TomlPart) -> None:
    """The `source` of a group of parameters, which holds for every value set in it."""
    given = document.data.get(group)
    if not isinstance(given, dict) or not given:
        return
    source = given.get("source")
    if not isinstance(source, str) or not source.strip():
        cure = 'add source = "...", an address or the word assumption, to the table'
        problem = "missing: where the values of this table are from"
        part.faults.append(document.fault((group, "source"), problem, cure, value=source))
        return
    part.sources |= {f"{group}.{name}": source for name in given if name != "source"}


def _entries(document: Document, part: TomlPart) -> None:
    schedule = document.data.get("schedule", {})
    if not isinstance(schedule, dict):
        cure = "write each entry as a table: [schedule.some_id]"
        part.faults.append(document.fault(("schedule",), "not a table", cure, value=schedule))
        return
    for name in schedule:
        path = ("schedule", name)
        if not _ID.fullmatch(name):
            problem = "not an id"
            cure = "use letters, digits, _ and - only"
            part.faults.append(document.fault(path, problem, cure, value=name))
        if name in part.entries:
            problem = f"an entry of that id stands in {part.entries[name].document.file} too"
            part.faults.append(document.fault(path, problem, "give it another id", value=name))
            continue
        values = _table(document, path, _ENTRY, OMITTED, part.faults)
        given = schedule[name] if isinstance(schedule[name], dict) else {}
        _fill(values, given, part.head.get("end"))
        part.entries[name] = Told(id=name, document=document, given=frozenset(given), values=values)


def _fill(values: dict[str, Any], given: Collection[str], last: dt.date | None) -> None:
    """Fill in what an entry leaves out; `last` is the scenario's last day, if it is known."""
    if "place" not in given:
        values["place"] = "nation"
    start = values.get("start")
    end = last if "above" in given else start
    for name, day in (("end", end), ("known_from", start)):
        if name not in given and day is not None:
            values[name] = day


def _calendar(document: Document, faults: list[Fault]) -> dict[str, Any]:
    data = document.data.get("calendar", {})
    if not isinstance(data, dict):
        cure = "write it as a table: [calendar]"
        faults.append(document.fault(("calendar",), "not a table", cure, value=data))
        return {}
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name not in _CALENDAR:
            cure = nearest(name, _CALENDAR)
            faults.append(document.fault(("calendar", name), "no such key", cure, value=value))
            continue
        wrong = _wrong_list(name, value)
        if wrong is None:
            values[name] = tuple(value)
        else:
            faults.append(document.fault(("calendar", name), *wrong, value=value))
    return values


def _wrong_list(name: str, value: Any) -> tuple[str, str] | None:
    """Problem and cure of one list of the calendar, or None if it will do."""
    if not isinstance(value, list):
        return "not a list", "write it in brackets, as [ ... ]"
    if name == "rest_days":
        cure = f"list days of {', '.join(WEEKDAYS)}, each once and not all of them"
        if any(day not in WEEKDAYS for day in value):
            return "holds what is not a day of the week", cure
        if len(set(value)) < len(value) or len(value) == len(WEEKDAYS):
            return "a day twice, or no day left to work", cure
    if name == "holidays" and any(type(day) is not dt.date for day in value):
        return "holds what is not a date", "list dates like 2020-11-07, without quotes"
    if name == "rotation":
        cure = f"list up to {MOST_STEPS} ones (on shift) and zeros (off), with a one among them"
        if any(type(step) is not int or step not in (0, 1) for step in value):
            return "holds what is neither 1 nor 0", cure
        if 1 not in value or len(value) > MOST_STEPS:
            return "nobody ever on shift, or too long", cure
    return None
