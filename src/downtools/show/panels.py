"""Panels of curves by day, one under the other: where they stand, their dates and headings."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from downtools.run.run import Run
from downtools.scenario.calendar import Calendar
from downtools.show import style
from downtools.show.text import short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "Numbers",
    "area",
    "curve",
    "dated",
    "dates",
    "heading",
    "key",
    "on_days",
    "scale",
    "stacked",
    "stairs",
    "steps",
]

Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]

_RIGHT, _TOP, _GAP, _BOTTOM = 12, 26, 30, 42
_REST: Any = {"color": style.REST, "linewidth": 0, "zorder": 0}


def stacked(heights: Sequence[float], *, narrow: bool) -> tuple["Figure", list["Axes"]]:
    """A figure with axes of so many pixels of height, the first on top.

    `narrow` is for a telephone: the same type on less width.
    """
    width, left = (350, 44) if narrow else (780, 54)
    height = _TOP + sum(heights) + _GAP * (len(heights) - 1) + _BOTTOM
    figure = style.new_figure(width, height)
    made: list[Axes] = []
    top = height - _TOP
    across = (width - left - _RIGHT) / width
    for tall in heights:
        made.append(figure.add_axes((left / width, (top - tall) / height, across, tall / height)))
        top -= tall + _GAP
    return figure, made


def heading(axes: "Axes", title: str, said: str) -> None:
    """What a panel shows, and in fainter type what is most of it."""
    axes.set_title(title, loc="left", fontsize=8.5, fontweight="bold", pad=5)
    axes.set_title(said, loc="right", fontsize=8, color=style.FAINT, pad=5)


def key(axes: "Axes", title: str, colours: Mapping[str, str]) -> None:
    """What a panel shows, and what each of its colours stands for."""
    from matplotlib.patches import Patch

    heading(axes, title, "")
    axes.legend(
        handles=[Patch(color=colour, label=name) for name, colour in colours.items()],
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=len(colours),
        borderaxespad=0.3,
        borderpad=0.0,
        frameon=False,
        fontsize=8,
        labelcolor=style.FAINT,
        handlelength=0.9,
        handletextpad=0.4,
        columnspacing=0.9,
    )


def stairs(axes: "Axes", values: Numbers, edges: Any, **look: Any) -> None:
    """Steps from edge to edge, on axes whose limits are set apart from them.

    `look` is what `StepPatch` takes: its baseline (0 if left out), whether it is filled, colours.
    """
    from matplotlib.patches import StepPatch

    axes.add_artist(StepPatch(values, edges, **look))  # axes.stairs would measure each step of it


def area(axes: "Axes", values: Numbers, colour: str) -> None:
    """Values by day as a filled area in steps, since a day counts as one."""
    steps(axes, values, colour)
    edges = [day - 0.5 for day in range(len(values) + 1)]
    stairs(axes, values, edges, fill=False, edgecolor=style.INK, linewidth=1.0)


def steps(axes: "Axes", values: Numbers, colour: str) -> None:
    """Values by day as a filled area in steps without an outline, for several over each other."""
    starts = np.flatnonzero(np.diff(values, prepend=values[0] + 1))  # equal days are one step
    edges = np.append(starts, len(values)) - 0.5
    stairs(axes, values[starts], edges, facecolor=colour, linewidth=0)


def curve(axes: "Axes", values: Numbers) -> None:
    """Values by day as a line in steps, above and below nothing."""
    edges = [day - 0.5 for day in range(len(values) + 1)]
    look = {"baseline": None, "fill": False, "edgecolor": style.INK, "linewidth": 1.4}
    stairs(axes, values, edges, **look)
    axes.axhline(0.0, color=style.FAINT, linewidth=0.8)


def scale(axes: "Axes", most: float, *, least: float = 0.0, whole: bool = True) -> None:
    """The axis of a panel's numbers, a little beyond the largest."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.set_ylim(least * 1.08, max(most * 1.08, 1.0 if whole else 0.01))
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=whole, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(_tick))
    axes.grid(visible=True, axis="y")


def _tick(value: float, _: int | None) -> str:
    return short(round(value, 9)).replace("-", "−")


def dates(axes: "Axes", run: Run, *, labels: bool, sparse: bool = False, told: bool = True) -> None:
    """The axis of the days of a run, as `on_days`."""
    on_days(axes, run.scenario.calendar, labels=labels, sparse=sparse, told=told)


def on_days(
    axes: "Axes", calendar: Calendar, *, labels: bool, sparse: bool = False, told: bool = True
) -> None:
    """The axis of days: rest days shaded, Mondays ticked and, on the last panel, dated.

    `told`: the labels come with a line that says so.
    """
    days = calendar.days
    rests = [(first - 0.5, end - first) for first, end in _rests(calendar)]
    if rests:
        axes.broken_barh(rests, (0, 1), transform=axes.get_xaxis_transform(), **_REST)
    axes.set_xlim(-0.5, days - 0.5)
    ticks = [day for day in range(days) if calendar.date(day).weekday() == 0] or [0]
    step = max(1, round(len(ticks) / (5 if sparse else 9)))
    axes.set_xticks(ticks if not labels else ticks[::step])
    axes.tick_params(axis="x", length=3 if labels else 0, labelbottom=labels)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    if labels:
        shown = [calendar.date(day) for day in ticks[::step]]
        axes.set_xticklabels([f"{date.day} {date:%b}" for date in shown])
    if labels and told and calendar.date(ticks[0]).weekday() == 0:
        axes.set_xlabel("Mondays are ticked; days of rest are shaded", fontsize=7.5, loc="left")
        axes.xaxis.label.set_color(style.FAINT)


def dated(panels: Sequence["Axes"], run: Run, *, narrow: bool) -> None:
    """The axis of days of panels under each other: dates stand on the last alone."""
    for axes in panels:
        dates(axes, run, labels=axes is panels[-1], sparse=narrow)


def _rests(calendar: Calendar) -> list[tuple[int, int]]:
    """Days of rest in a row: the first, and the day after the last."""
    edges = [
        day
        for day in range(calendar.days + 1)
        if (day - 1 >= 0 and not calendar.working(day - 1))
        != (day < calendar.days and not calendar.working(day))
    ]
    return list(zip(edges[::2], edges[1::2], strict=True))
