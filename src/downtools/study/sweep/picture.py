"""The picture of a sweep over one key or two: how likely, and how large."""

import datetime as dt
from collections.abc import Sequence
from itertools import count

from downtools.errors import Fault, InputError
from downtools.study.classics.sketch import Line, Panel, Sketch
from downtools.study.sweep.answer import Sweep, SweptKey, SweptPoint

__all__ = ["refuse_undrawable", "sketch_of"]

_MOST_LINES = 6
_REACHES = {
    "sites": "some workplaces, or farther",
    "sector_or_region": "a sector or region, or farther",
    "nationwide": "nationwide",
}


def refuse_undrawable(keys: int, design: str) -> None:
    """Raise `InputError` for a sweep of which no picture is made.

    One key gives a line, two a line for each value of the second.
    """
    problem = ""
    if design != "grid":
        problem = f"points of {design} lie on no line"
    elif keys > 2:
        problem = f"{keys} keys are too many for lines"
    if problem:
        cure = "sweep one key or two over a grid, or leave it out"
        raise InputError([Fault(file="--plot", problem=problem, cure=cure)])


def sketch_of(found: Sweep) -> Sketch:
    """What is to be drawn of a sweep that `refuse_undrawable` lets pass."""
    first = found.keys[0]
    at = _places(found, first)
    along = f"{first.key}{_unit(found, first)}"
    told = [(place, point) for place, point in zip(at, found.points, strict=True) if point.runs]
    panels = _of_one(along, told) if len(found.keys) == 1 else _of_two(along, told, found.keys[1])
    names = " and ".join(key.key for key in found.keys)
    given = f", {found.conditional}" if found.conditional else ""
    return Sketch(
        title=f"{found.scenario}: how the wave hangs on {names}",
        description=(
            f"{found.runs} draws at each of {len(found.points)} points, the same at all{given}. "
            "Dashed: 95 % interval of a probability, 5 to 95 % of the runs of a size."
        ),
        panels=panels,
    )


def _of_one(along: str, told: Sequence[tuple[float, SweptPoint]]) -> tuple[Panel, ...]:
    x = [place for place, _ in told]
    chances: list[Line] = []
    for colour, (reach, label) in zip(count(), _REACHES.items()):
        shares = [point.at_least[reach] for _, point in told]
        chances.append(Line(label=label, x=x, y=[one.p for one in shares], colour=colour))
        for edge in ([one.low for one in shares], [one.high for one in shares]):
            chances.append(Line(label="", x=x, y=edge, style="dashed", colour=colour))
    sizes = [point.peak_out for _, point in told if point.peak_out]
    most = (
        Line(label="median", x=x, y=[one.median for one in sizes]),
        Line(label="5 and 95 % of the runs", x=x, y=[one.low for one in sizes], style="dashed"),
        Line(label="", x=x, y=[one.high for one in sizes], style="dashed"),
    )
    return (
        _panel("How likely it reaches at least", along, "probability", chances),
        Panel(title="Most people out on a day", x=along, y="people", lines=most),
    )


def _of_two(
    along: str, told: Sequence[tuple[float, SweptPoint]], second: SweptKey
) -> tuple[Panel, ...]:
    values = list(dict.fromkeys(point.values[second.key] for _, point in told))
    step = -(-len(values) // _MOST_LINES)
    chances: list[Line] = []
    most: list[Line] = []
    for colour, value in enumerate(values[::step]):
        mine = [(place, point) for place, point in told if point.values[second.key] == value]
        x, label = [place for place, _ in mine], f"{second.key} {_said(value)}"
        shares = [point.at_least["sector_or_region"].p for _, point in mine]
        chances.append(Line(label=label, x=x, y=shares, colour=colour))
        sizes = [point.peak_out.median for _, point in mine if point.peak_out]
        most.append(Line(label=label, x=x, y=sizes, colour=colour))
    return (
        _panel("How likely it reaches a sector or region", along, "probability", chances),
        Panel(title="Most people out, median", x=along, y="people", lines=tuple(most)),
    )


def _panel(title: str, along: str, upwards: str, lines: Sequence[Line]) -> Panel:
    return Panel(title=title, x=along, y=upwards, lines=tuple(lines), y_limits=(0.0, 1.0))


def _places(found: Sweep, key: SweptKey) -> list[float]:
    """Where points lie along the axis: a date by its day since the first of all."""
    values = [point.values[key.key] for point in found.points]
    if not any(isinstance(value, str) for value in values):
        return [float(value or 0.0) for value in values]
    dates = [_date(value) for value in values]
    if all(dates):
        days = [date.toordinal() for date in dates if date]
        return [float(day - min(days)) for day in days]
    order = list(dict.fromkeys(values))
    return [float(order.index(value)) for value in values]


def _unit(found: Sweep, key: SweptKey) -> str:
    values = [point.values[key.key] for point in found.points]
    dates = [_date(value) for value in values]
    if all(dates):
        return f", days after {min(date for date in dates if date)}"
    return f", {key.unit}" if key.unit else ""


def _date(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _said(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
