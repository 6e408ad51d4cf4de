"""One declaration a value: type, unit, default, bounds, prior, meaning, source and role.

A parameter of the model, a column of a table and a field of the schedule are declared by the
same `Param`, attached to a field of a frozen dataclass. Validation, JSON Schema, the command
line's help, the ODD table, the ranges of sweeps and the priors of ensembles are read from it.
"""

import dataclasses
import datetime as dt
import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, TypeVar, get_type_hints

from downtools.exact import exp, normal_quantile

__all__ = [
    "ASSUMED",
    "FITTED",
    "NEVER",
    "YOUNGER",
    "Param",
    "Prior",
    "Role",
    "column",
    "param",
    "params_of",
]

ASSUMED = "assumption"
FITTED = "assumption; to be fitted by the scenario"

NEVER = dt.date(2999, 12, 31)
"""The date of what does not come."""

Role = Literal["constant", "uncertainty", "lever"]
T = TypeVar("T")
_KEY = "downtools.param"

YOUNGER = "downtools.younger"
"""Marks a field that came after hashes of scenarios had been stored."""


@dataclass(frozen=True)
class Prior:
    """What is believed of a parameter before any report: a distribution with two numbers.

    `uniform` from a to b; `normal` with mean a and standard deviation b; `lognormal` with median
    a and standard deviation b of the logarithm. All are cut at the parameter's bounds.
    """

    shape: Literal["uniform", "normal", "lognormal"]
    a: float
    b: float

    def __str__(self) -> str:
        return f"{self.shape}({self.a:g}, {self.b:g})"

    def quantile(self, u: float) -> float:
        """The value below which a share `u`, between 0 and 1, of the belief lies; not yet cut."""
        if self.shape == "uniform":
            return self.a + u * (self.b - self.a)
        deviate = self.b * normal_quantile(u)
        return self.a + deviate if self.shape == "normal" else self.a * exp(deviate)


@dataclass(frozen=True, kw_only=True)
class Param:
    """What one value means, what it may be, and where its default comes from."""

    key: str
    type: type
    unit: str
    meaning: str
    source: str
    role: Role
    default: Any
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    prior: Prior | None
    required: bool

    def settled(self, value: Any) -> Any:
        """The same number in the declared type (3 as 3.0, numpy's as Python's), or `value`."""
        if isinstance(value, bool):
            return value
        if self.type is float and isinstance(value, numbers.Real):
            number: Any = value
            return float(number) if abs(number) <= _LARGEST else number
        if self.type is int and isinstance(value, numbers.Integral):
            return int(value)
        return value

    def problem(self, value: Any) -> str | None:
        """Why `value` will not do, in words, or None if it will."""
        value = self.settled(value)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and self.type in (int, float) and not abs(value) <= _LARGEST:
            infinite = isinstance(value, float) and not math.isfinite(value)
            return "not a finite number" if infinite else "too large"
        if type(value) is not self.type:
            return f"not {_NOUN[self.type]}"
        if number and self.low is not None and value < self.low:
            return f"below its lowest value {_shown(self.low)}"
        if number and self.high is not None and value > self.high:
            return f"above its highest value {_shown(self.high)}"
        if self.choices and value not in self.choices:
            return "not one of the choices"
        if self.type is str and self.required and not str(value).strip():
            return "empty"
        return None

    def cure(self) -> str:
        """What would do instead, in words."""
        if self.choices:
            return f"use one of: {', '.join(self.choices)}"
        unit = f" ({self.unit})" if self.unit and self.type is not dt.date else ""
        return f"give {_NOUN[self.type]}{self.bounds()}{unit}"

    def bounds(self) -> str:
        """The bounds in words, with a space before them; empty if there are none."""
        if self.low is not None and self.high is not None:
            return f" from {_shown(self.low)} to {_shown(self.high)}"
        if self.low is not None:
            return f" of at least {_shown(self.low)}"
        if self.high is not None:
            return f" of at most {_shown(self.high)}"
        return ""


_LARGEST = 9.0e15
"""Beyond this a float no longer holds every whole number, nor does any count here need it."""

_NOUN: dict[type, str] = {
    float: "a number",
    int: "a whole number",
    str: "a text",
    bool: "true or false",
    dt.date: "a date like 2020-08-09",
}


def _shown(number: float) -> str:
    """A bound as a person writes it: 100000000 rather than 1e+08."""
    return str(int(number)) if number == int(number) else f"{number:g}"


def param(
    default: T,
    *,
    unit: str,
    meaning: str,
    source: str,
    role: Role = "uncertainty",
    low: float | None = None,
    high: float | None = None,
    prior: Prior | None = None,
    younger: bool = False,
) -> T:
    """Declare a parameter as the default of a dataclass field; it is a `T` to type checkers.

    `younger`: it came after hashes had been stored (`downtools.scenario.model.plain`).
    """
    fact = {
        "unit": unit,
        "meaning": meaning,
        "source": source,
        "role": role,
        "low": low,
        "high": high,
        "prior": prior,
    }
    return dataclasses.field(default=default, metadata={_KEY: fact, YOUNGER: younger})


def column(
    meaning: str,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    default: Any = dataclasses.MISSING,
) -> Any:
    """Declare a column of a table or a field of the schedule; without a default it is required."""
    fact = {"unit": unit, "meaning": meaning, "low": low, "high": high, "choices": choices}
    return dataclasses.field(default=default, metadata={_KEY: fact})


@cache
def params_of(owner: type, prefix: str = "") -> Mapping[str, Param]:
    """The declarations of a dataclass by field name; `prefix` makes the dotted key."""
    hints = get_type_hints(owner)
    found: Mapping[str, Param] = {}
    for field in dataclasses.fields(owner):
        fact = field.metadata.get(_KEY)
        if fact is None:
            continue
        required = field.default is dataclasses.MISSING
        found[field.name] = Param(
            key=prefix + field.name,
            type=_plain(hints[field.name]),
            unit=fact["unit"],
            meaning=fact["meaning"],
            source=fact.get("source", ""),
            role=fact.get("role", "constant"),
            default=None if required else field.default,
            low=fact["low"],
            high=fact["high"],
            choices=fact.get("choices", ()),
            prior=fact.get("prior"),
            required=required,
        )
    return MappingProxyType(found)  # all share the one that is kept


def _plain(hint: Any) -> type:
    """The type of a value where it is given: `float | None` is a float that may be left out."""
    options = [option for option in getattr(hint, "__args__", (hint,)) if option is not type(None)]
    return options[0]
