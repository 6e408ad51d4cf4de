"""Stored studies: what `patterns` and `mechanisms` printed as JSON, checked and read again."""

import codecs
import dataclasses
import datetime as dt
import json
import math
import types
import typing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from downtools.errors import Fault, InputError
from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.scenario import gallery
from downtools.scenario.model import Scenario
from downtools.study.mechanisms.table import Mechanisms
from downtools.study.patterns.table import Pattern, Patterns
from downtools.study.shares import Probability

__all__ = ["Studies", "shipped", "stored", "studies_of"]


@dataclass(frozen=True)
class Studies:
    """The tables that are at hand for a scenario."""

    patterns: Patterns | None = None
    mechanisms: Mechanisms | None = None


T = TypeVar("T", bound=Patterns | Mechanisms)


def studies_of(
    scenario: Scenario, patterns: Path | None = None, mechanisms: Path | None = None
) -> Studies:
    """The tables for a scenario: from the files given, else those shipped, else none.

    Raises `InputError` for a file that cannot be trusted.
    """
    return Studies(
        stored(Patterns, patterns, scenario) if patterns else shipped(Patterns, scenario),
        stored(Mechanisms, mechanisms, scenario) if mechanisms else shipped(Mechanisms, scenario),
    )


def shipped(kind: type[T], scenario: Scenario) -> T | None:
    """The table of a kind that comes with the package, or None if it has none of this scenario.

    A table of other content than the scenario's, or of another version, is not of this scenario.
    Raises `InputError` if the file is damaged.
    """
    if scenario.name not in gallery.names():
        return None
    path = gallery.path(scenario.name) / "results" / f"{_command(kind)}.json"
    if not path.exists():
        return None
    content = _content(path, kind)
    return None if any(_foreign(kind, content, scenario)) else _table(path, kind, content, scenario)


def stored(kind: type[T], path: Path, scenario: Scenario) -> T:
    """The table of a kind in a file, for this scenario and made by this version.

    Raises `InputError` for a file that is not there, cut short, of another kind, scenario or
    version, or that lacks something or holds what cannot be.
    """
    content = _content(path, kind)
    for key, value, problem in _foreign(kind, content, scenario):
        raise _refused(path, kind, problem, key, value)
    return _table(path, kind, content, scenario)


def _command(kind: type[Any]) -> str:
    """The command that makes a table of a kind."""
    return "mechanisms" if kind is Mechanisms else "patterns"


def _content(path: Path, kind: type[Any]) -> dict[str, Any]:
    """What a file holds as JSON, if it is a table of the kind at all."""
    try:
        content = json.loads(_text(path.read_bytes()))
    except OSError as error:
        raise _refused(path, kind, f"cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        problem = "no whole JSON object: cut short, changed or of another kind"
        raise _refused(path, kind, problem) from error
    rows = "rows" if kind is Mechanisms else "patterns"
    if not isinstance(content, dict) or rows not in content:
        raise _refused(path, kind, f"no table of {_command(kind)}")
    return typing.cast("dict[str, Any]", content)


def _text(content: bytes) -> str:
    """Text as shells write it: some begin with a mark of its encoding."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if marked else "utf-8-sig")


def _foreign(
    kind: type[Any], content: dict[str, Any], scenario: Scenario
) -> Iterator[tuple[str, Any, str]]:
    """What says that a table is of another scenario or version: key, value and problem."""
    name, content_hash, made_by = (content.get(key) for key in _ORIGIN)
    if name != scenario.name:
        yield "scenario", name, f"the run is of {scenario.name}"
    elif content_hash != (own := scenario.run_hash if kind is Mechanisms else scenario.hash):
        problem = f"the scenario of the run has other content ({own[:12]}...)"
        yield "scenario_hash", content_hash, problem
    if made_by != version("downtools"):
        yield "version", made_by, f"this is downtools {version('downtools')}"


_ORIGIN = ("scenario", "scenario_hash", "version")
_ROUNDED = 1e-9


def _refused(
    path: Path, kind: type[Any], problem: str, key: str | None = None, value: Any = None
) -> InputError:
    cure = f"make it with `downtools {_command(kind)} SCENARIO --json` for the run's scenario"
    return InputError([Fault(file=str(path), column=key, value=value, problem=problem, cure=cure)])


def _table(path: Path, kind: type[T], content: dict[str, Any], scenario: Scenario) -> T:
    """The table from its plain values."""
    try:
        table = _read(kind, content, "")
        for key, value, problem in _impossible(table, scenario):
            raise _UnfitError(key, value, problem)
    except _UnfitError as unfit:
        key, value, problem = unfit.args
        raise _refused(path, kind, problem, key or None, value) from None
    return table


class _UnfitError(Exception):
    """What cannot be read as its declaration says: key, value, problem."""


def _read(kind: Any, content: Any, at: str) -> Any:
    """Plain values as what is declared: a dataclass, tuple, dict, or single value."""
    if kind in _PLAIN:
        return _plain(kind, content, at)
    if dataclasses.is_dataclass(kind):
        return _record(typing.cast("type[Any]", kind), content, at)
    inner = typing.get_args(kind)
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _either(inner, content, at)
    if origin is tuple and isinstance(content, list):
        rows = typing.cast("list[Any]", content)
        return tuple(_read(inner[0], row, f"{at} {i}") for i, row in enumerate(rows, 1))
    if origin is dict and isinstance(content, dict):
        entries = typing.cast("dict[str, Any]", content)
        return {key: _read(inner[1], one, f"{at}.{key}") for key, one in entries.items()}
    raise _UnfitError(at, content, "of another form")


def _record(kind: type[Any], content: Any, at: str) -> Any:
    if not isinstance(content, dict):
        raise _UnfitError(at, content, "not an object")
    given = typing.cast("dict[str, Any]", content)
    hints = typing.get_type_hints(kind)
    values: dict[str, Any] = {}
    for name in hints:
        key = f"{at}.{name}".lstrip(".")
        if name not in given:
            raise _UnfitError(key, None, "missing")
        values[name] = _read(hints[name], given[name], key)
    return kind(**values)


def _either(kinds: Sequence[Any], content: Any, at: str) -> Any:
    """A value of one of several kinds: nothing, text, or what else is declared."""
    if content is None and types.NoneType in kinds:
        return None
    if isinstance(content, str) and str in kinds:
        return content
    wanted = [kind for kind in kinds if kind not in (types.NoneType, str)]
    return _read((wanted or [str])[0], content, at)


def _plain(kind: Any, content: Any, at: str) -> Any:
    right, noun = _PLAIN[kind]
    if not right(content):
        raise _UnfitError(at, content, f"not {noun}")
    return kind(content)


def _number(content: Any) -> bool:
    if isinstance(content, bool) or not isinstance(content, int | float):
        return False
    return math.isfinite(content) and abs(content) < 1e15


def _date(content: Any) -> bool:
    try:
        return isinstance(content, str) and bool(dt.date.fromisoformat(content))
    except ValueError:
        return False


_PLAIN: dict[Any, tuple[Callable[[Any], bool], str]] = {
    str: (lambda content: isinstance(content, str), "text"),
    bool: (lambda content: isinstance(content, bool), "true or false"),
    int: (lambda content: _number(content) and isinstance(content, int), "a whole number"),
    float: (_number, "a number"),
}


def _impossible(table: Patterns | Mechanisms, scenario: Scenario) -> Iterator[tuple[str, Any, str]]:
    """What is well-formed and cannot be: key, value and problem."""
    if table.runs < 1:
        yield "runs", table.runs, "not a number of runs"
    if isinstance(table, Mechanisms):
        for i, row in enumerate(table.rows, 1):
            numbers = (row.effect, row.low, row.high, row.smallest, row.share)
            if len({number is None for number in (*numbers, row.expected)}) > 1:
                yield (
                    f"rows {i}",
                    row.row,
                    "some numbers of its effect are missing",
                )
        return
    for words, rates, known in (
        ("reach", table.reach, REACHES),
        ("resolution", table.resolution, RESOLUTIONS),
    ):
        for name, rate in rates.items():
            if name not in known or not _possible(rate):
                yield f"{words}.{name}", rate.p, "not a share of runs within its interval"
    if table.passing != sum(row.holds for row in table.patterns):
        yield "passing", table.passing, "not the number of patterns that hold"
    facts = [fact.pattern for fact in scenario.observed if fact.last <= scenario.calendar.end]
    if [row.name for row in table.patterns] != facts:
        yield "patterns", len(table.patterns), f"not the {len(facts)} facts of the scenario"
    for i, row in enumerate(table.patterns, 1):
        if not _fits(row):
            yield f"patterns {i}", row.name, f"its values do not fit its unit {row.unit!r}"


def _possible(rate: Probability) -> bool:
    """Whether a share of runs lies in its interval, but for how numbers are rounded."""
    inside = rate.low - _ROUNDED <= rate.p <= rate.high + _ROUNDED
    return inside and 0.0 <= rate.p <= 1.0 and rate.n >= 1


def _fits(row: Pattern) -> bool:
    """Whether the days of a pattern are days, and its values days or numbers as its unit says."""
    told = (row.observed_low, row.observed_high, row.observed_point)
    values = [row.median, row.low, row.high, *(value for value in told if value is not None)]
    days = row.unit == "date"
    right = all(_date(value) if days else not isinstance(value, str) for value in values)
    return right and _date(row.first) and _date(row.last)
