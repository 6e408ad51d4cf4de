"""Plain values, as JSON holds them, read as what dataclasses declare."""

import dataclasses
import datetime as dt
import math
import types
import typing
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["UnfitError", "is_date", "read_as"]


class UnfitError(Exception):
    """What cannot be read as its declaration says: key, value, problem."""


def read_as(kind: Any, content: Any, at: str = "") -> Any:
    """Plain values as what is declared: a dataclass, tuple, dict, or single value.

    `at` is the key they stand under. Raises `UnfitError` for the first that does not fit.
    """
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
        return tuple(read_as(inner[0], row, f"{at} {i}") for i, row in enumerate(rows, 1))
    if origin is dict and isinstance(content, dict):
        entries = typing.cast("dict[str, Any]", content)
        return {key: read_as(inner[1], one, f"{at}.{key}") for key, one in entries.items()}
    raise UnfitError(at, content, "of another form")


def _record(kind: type[Any], content: Any, at: str) -> Any:
    if not isinstance(content, dict):
        raise UnfitError(at, content, "not an object")
    given = typing.cast("dict[str, Any]", content)
    hints = typing.get_type_hints(kind)
    values: dict[str, Any] = {}
    for name in hints:
        key = f"{at}.{name}".lstrip(".")
        if name not in given:
            raise UnfitError(key, None, "missing")
        values[name] = read_as(hints[name], given[name], key)
    return kind(**values)


def _either(kinds: Sequence[Any], content: Any, at: str) -> Any:
    """A value of one of several kinds: nothing, text, or what else is declared."""
    if content is None and types.NoneType in kinds:
        return None
    if isinstance(content, str) and str in kinds:
        return content
    wanted = [kind for kind in kinds if kind not in (types.NoneType, str)]
    return read_as((wanted or [str])[0], content, at)


def _plain(kind: Any, content: Any, at: str) -> Any:
    right, noun = _PLAIN[kind]
    if not right(content):
        raise UnfitError(at, content, f"not {noun}")
    return kind(content)


def _number(content: Any) -> bool:
    if isinstance(content, bool) or not isinstance(content, int | float):
        return False
    return math.isfinite(content) and abs(content) < 1e15


def is_date(content: Any) -> bool:
    """Whether it is the text of a date."""
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
