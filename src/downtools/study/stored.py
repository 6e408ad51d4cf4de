"""Stored studies: what commands of many runs printed as JSON, checked and read again."""

import codecs
import json
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from downtools.errors import Fault, InputError
from downtools.scenario import gallery
from downtools.scenario.model import Scenario
from downtools.study.ensemble.answer import Ensemble
from downtools.study.forms import UnfitError, read_as
from downtools.study.levers.answer import Levers
from downtools.study.mechanisms.table import Mechanisms
from downtools.study.patterns.table import Patterns
from downtools.study.sound import impossible

__all__ = ["Studies", "shipped", "stored", "studies_of"]


@dataclass(frozen=True)
class Studies:
    """What is at hand of many runs of a scenario."""

    patterns: Patterns | None = None
    mechanisms: Mechanisms | None = None
    ensemble: Ensemble | None = None
    levers: Levers | None = None


T = TypeVar("T", bound=Patterns | Mechanisms | Ensemble | Levers)


@dataclass(frozen=True)
class _Kind:
    """How studies of a kind are made and told from others."""

    command: str
    key: str
    """A key that only they have."""
    noun: str


_KINDS: dict[type[Any], _Kind] = {
    Patterns: _Kind("patterns", "patterns", "table of patterns"),
    Mechanisms: _Kind("mechanisms", "rows", "table of mechanisms"),
    Ensemble: _Kind("ensemble", "fans", "ensemble"),
    Levers: _Kind("levers", "levers", "table of levers"),
}


def studies_of(
    scenario: Scenario,
    patterns: Path | None = None,
    mechanisms: Path | None = None,
    *,
    ensemble: Path | None = None,
    levers: Path | None = None,
) -> Studies:
    """The studies of a scenario: from the files given, else those shipped, else none.

    Raises `InputError` for a file that cannot be trusted.
    """

    def at_hand(kind: type[T], path: Path | None) -> T | None:
        return stored(kind, path, scenario) if path else shipped(kind, scenario)

    return Studies(
        at_hand(Patterns, patterns),
        at_hand(Mechanisms, mechanisms),
        at_hand(Ensemble, ensemble),
        at_hand(Levers, levers),
    )


def shipped(kind: type[T], scenario: Scenario) -> T | None:
    """The study of a kind that comes with the package, or None if it has none of this scenario.

    A study of other content than the scenario's, or of another version, is not of this scenario.
    Raises `InputError` if the file is damaged.
    """
    if scenario.name not in gallery.names():
        return None
    path = gallery.path(scenario.name) / "results" / f"{_KINDS[kind].command}.json"
    if not path.exists():
        return None
    content = _content(path, kind)
    return None if any(_foreign(kind, content, scenario)) else _table(path, kind, content, scenario)


def stored(kind: type[T], path: Path, scenario: Scenario) -> T:
    """The study of a kind in a file, of this scenario and made by this version.

    Raises `InputError` for a file that is not there, cut short, of another kind, scenario or
    version, or that lacks something or holds what cannot be.
    """
    content = _content(path, kind)
    for key, value, problem in _foreign(kind, content, scenario):
        raise _refused(path, kind, problem, key, value)
    return _table(path, kind, content, scenario)


def _content(path: Path, kind: type[Any]) -> dict[str, Any]:
    """What a file holds as JSON, if it is a table of the kind at all."""
    try:
        content = json.loads(_text(path.read_bytes()))
    except OSError as error:
        raise _refused(path, kind, f"cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        problem = "no whole JSON object: cut short, changed or of another kind"
        raise _refused(path, kind, problem) from error
    if not isinstance(content, dict) or _KINDS[kind].key not in content:
        raise _refused(path, kind, f"no {_KINDS[kind].noun}")
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


def _refused(
    path: Path, kind: type[Any], problem: str, key: str | None = None, value: Any = None
) -> InputError:
    cure = f"make it with `downtools {_KINDS[kind].command} SCENARIO --json` for the run's scenario"
    return InputError([Fault(file=str(path), column=key, value=value, problem=problem, cure=cure)])


def _table(path: Path, kind: type[T], content: dict[str, Any], scenario: Scenario) -> T:
    """The table from its plain values."""
    try:
        table = read_as(kind, content)
        for key, value, problem in impossible(table, scenario):
            raise UnfitError(key, value, problem)
    except UnfitError as unfit:
        key, value, problem = unfit.args
        raise _refused(path, kind, problem, key or None, value) from None
    return table
