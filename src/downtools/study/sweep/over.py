"""Over: which values of which keys a sweep tries, from texts such as media.reach=0:1:5."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from downtools.errors import Fault, InputError, nearest
from downtools.scenario.declare import Param
from downtools.scenario.model import Scenario
from downtools.scenario.values import UnfitError, from_text
from downtools.study.designs import Range, grid, latin_hypercube, sobol_points

__all__ = ["DESIGNS", "Over", "over_of", "points_of"]

DESIGNS = ("grid", "lhs", "sobol")
"""Every combination; a Latin hypercube; Sobol's sequence."""

_FILE = "--over"
_STEPS = 5
_MOST = 10_000
_HOW = "write KEY=LOW:HIGH or KEY=LOW:HIGH:STEPS, or KEY=A,B,C"


@dataclass(frozen=True, kw_only=True)
class Over:
    """The values of one key that are tried."""

    key: str
    values: tuple[Any, ...]
    """Those listed, or at equal steps from the low to the high end of a range."""
    span: tuple[Any, Any] | None = None
    """The ends of the range, if it is one."""
    stepped: bool = False
    """Whether a number of steps was asked for."""

    @property
    def ends(self) -> tuple[Any, ...]:
        """The values among which all others lie: the ends of a range, or all that are listed."""
        return self.span or self.values

    def range(self) -> Range:
        """As numbers for a design: of a date its ordinal, of a list the positions in it."""
        if self.span is None:
            return Range(self.key, 0.0, float(len(self.values) - 1), whole=True)
        low, high = map(_number, self.span)
        return Range(self.key, low, high, whole=not isinstance(self.span[0], float))

    def value(self, number: float) -> Any:
        """The value of a number in `range()`."""
        if self.span is None:
            return self.values[int(number)]
        return _valued(type(self.span[0]), number)


def over_of(scenario: Scenario, text: str) -> Over:
    """What `text` asks to try; dates and whole numbers step by whole days and ones.

    Raises `InputError` if it is no such text, names an unknown key or holds values that will not
    do, all of them at once.
    """
    key, equals, right = (part.strip() for part in text.partition("="))
    if not (equals and key and right):
        raise InputError([_fault(None, text, "not a range and not a list", _HOW)])
    declared = scenario.declared(key)
    ordered = declared.type in (float, int, dt.date)
    if ordered and ":" in right:
        return _span(declared, key, [part.strip() for part in right.split(":")])
    values = _read(declared, key, [part.strip() for part in right.split(",")])
    twice = [value for at, value in enumerate(values) if value in values[:at]]
    if twice:
        raise InputError([_fault(key, twice[0], "listed twice", "list each value once")])
    return Over(key=key, values=tuple(values))


def _span(declared: Param, key: str, parts: Sequence[str]) -> Over:
    if len(parts) > 3:
        raise InputError([_fault(key, ":".join(parts), "not a range", _HOW)])
    low, high = _read(declared, key, parts[:2])
    if low >= high:
        problem = "bounds reversed" if low > high else "both bounds are the same"
        cure = "give the lower bound first, then the higher"
        raise InputError([_fault(key, ":".join(parts[:2]), problem, cure)])
    steps = parts[2] if len(parts) == 3 else str(_STEPS)
    if not steps.isdecimal() or not 2 <= int(steps) <= _MOST:
        cure = f"give a whole number from 2 to {_MOST:,}"
        raise InputError([_fault(key, steps, "not a number of steps", cure)])
    first, last, many = _number(low), _number(high), int(steps) - 1
    numbers = [first + (last - first) * (step / many) for step in range(many)] + [last]
    values = tuple(dict.fromkeys(_valued(type(low), number) for number in numbers))
    return Over(key=key, values=values, span=(low, high), stepped=len(parts) == 3)


def _read(declared: Param, key: str, texts: Sequence[str]) -> list[Any]:
    values: list[Any] = []
    faults: list[Fault] = []
    for text in texts:
        try:
            values.append(from_text(declared, text))
        except UnfitError as unfit:
            faults.append(_fault(key, text, unfit.problem, unfit.cure))
    if faults:
        raise InputError(faults)
    return values


def points_of(
    overs: Sequence[Over], design: str, points: int | None, seed: int
) -> tuple[dict[str, Any], ...]:
    """The points of a design, a value for each key. `points` is for all designs but the grid.

    Raises `InputError` for a design that is not known, a number of points that will not do, or
    for too many of them.
    """
    faults: list[Fault] = []
    if design not in DESIGNS:
        cure = nearest(design, DESIGNS)
        raise InputError([_fault(None, design, "no such design", cure, "--design")])
    if design == "grid" and points is not None:
        cure = "leave it out, or give --design lhs or sobol"
        faults.append(_fault(None, points, "a grid has the points of its steps", cure, "--points"))
    if design != "grid":
        if points is None or not 1 <= points <= _MOST:
            cure = f"give a whole number from 1 to {_MOST:,}; 50 are usual"
            faults.append(_fault(None, points, "no number of points", cure, "--points"))
        for over in overs:
            if over.stepped:
                cure = "leave them out: --points says how many points there are"
                faults.append(_fault(over.key, None, "steps are for a grid", cure))
            if len(over.values) < 2:
                cure = "give a range or several values, or set the one value with --set"
                shown = ", ".join(map(str, over.values))
                faults.append(_fault(over.key, shown, "nothing to spread over", cure))
    elif (many := _many(overs)) > _MOST:
        cure = f"take fewer steps, at most {_MOST:,} points in all, or --design lhs or sobol"
        faults.append(_fault(None, f"{many:,} points", "too many", cure))
    if faults:
        raise InputError(faults)
    if design == "grid":
        return grid({over.key: over.values for over in overs})
    ranges = [over.range() for over in overs]
    spread = latin_hypercube if design == "lhs" else sobol_points
    by_key = {over.key: over for over in overs}
    return tuple(
        {key: by_key[key].value(number) for key, number in point.items()}
        for point in spread(ranges, points or 1, seed)
    )


def _many(overs: Sequence[Over]) -> int:
    many = 1
    for over in overs:
        many *= len(over.values)
    return many


def _number(value: Any) -> float:
    return float(value.toordinal() if isinstance(value, dt.date) else value)


def _valued(kind: type, number: float) -> Any:
    if kind is dt.date:
        return dt.date.fromordinal(int(number + 0.5))
    return int(number + 0.5) if kind is int else float(number)


def _fault(key: str | None, value: object, problem: str, cure: str, file: str = _FILE) -> Fault:
    return Fault(file=file, column=key, value=value, problem=problem, cure=cure)
