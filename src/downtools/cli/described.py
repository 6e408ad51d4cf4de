"""JSON Schemas of answers, read from the dataclasses that hold them: types, and what they say."""

import ast
import dataclasses
import datetime as dt
import inspect
import textwrap
import types
import typing
from functools import cache
from itertools import pairwise
from typing import Any

from downtools.run.outcome import REACHES, RESOLUTIONS

__all__ = ["schema_of"]

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    dt.date: {"type": "string", "format": "date"},
    Any: {},
}
_KNOWN: dict[str, tuple[str, ...]] = {"reach": REACHES, "resolution": RESOLUTIONS}
"""Texts that are one of some words, by the name of their field."""


@cache
def schema_of(kind: type, *, timed: bool = False) -> dict[str, Any]:
    """The JSON Schema of a frozen dataclass as plain values, described by its docstrings.

    With `timed` it has the seconds too that a command adds. Raises `TypeError` for a field of a
    kind that JSON does not have.
    """
    hints, said = typing.get_type_hints(kind), _said(kind)
    properties: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        schema = _schema(hints[field.name])
        if hints[field.name] is str and field.name in _KNOWN:
            schema = {"enum": list(_KNOWN[field.name])}
        told = {"description": said[field.name]} if field.name in said else {}
        properties[field.name] = {**schema, **told}
    if timed:
        properties["seconds"] = {"type": "number"}
    about = inspect.getdoc(kind) or ""
    return {
        "type": "object",
        "description": " ".join(about.split()),
        "properties": properties,
        "required": list(properties),
    }


def _schema(hint: Any) -> dict[str, Any]:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if dataclasses.is_dataclass(hint):
        return schema_of(typing.cast("type[Any]", hint))
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [{"type": "null"} if one is type(None) else _schema(one) for one in inner]}
    if origin is typing.Literal:
        return {"enum": list(inner)}
    if origin is tuple and inner[-1] is not Ellipsis:
        return {"type": "array", "prefixItems": [_schema(one) for one in inner]}
    if origin in (tuple, list):
        return {"type": "array", "items": _schema(inner[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(inner[1])}
    raise TypeError(f"no JSON Schema for {hint}")


def _said(kind: type) -> dict[str, str]:
    """The docstring under each field of a class, where there is one."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    lines = body.body if isinstance(body, ast.ClassDef) else []
    found: dict[str, str] = {}
    for field, text in pairwise(lines):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match text:
                case ast.Expr(value=ast.Constant(value=str(words))):
                    found[field.target.id] = " ".join(words.split())
                case _:
                    pass
    return found
