"""Curves of a run: the four rungs of the ladder by day, over a strip of what came from outside."""

import datetime as dt
from typing import TYPE_CHECKING

from downtools.run.run import Run
from downtools.scenario.schedule import RUNGS, Entry
from downtools.show import style
from downtools.show.style import Picture
from downtools.show.text import RUNG_COLUMNS, Peaks, count, ladder_words, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["ladder_curve"]

_TITLES = {
    "sign": ("Signed, so far", "Signed a list, so far"),
    "rally": ("Rallying", "Rallying"),
    "walkout": ("Walking out", "Walking out for part of the shift"),
    "strike": ("Striking", "Striking the whole shift"),
}
"""The name of each panel, short and in full."""

_STRIP = {
    "falsified_vote": "vote",
    "street_violence": "violence",
    "internet_shutdown": "internet cut",
    "street_protest": "protest",
    "call": "call to act",
    "dismissal_threat": "threat of sack",
}
"""The kinds of the schedule in the strip, from the top, each with its short name."""

_NOTE = "strong: country, faint: places"

_PANEL, _PANEL_GAP, _STRIP_ROW = 104, 30, 15
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 12, 26, 42
_STRIP_SHARE = 0.72


def ladder_curve(run: Run, *, narrow: bool = False) -> Picture:
    """People on each rung by day, with rest days shaded and the schedule's entries below.

    `narrow` draws it for a telephone: the same type on less width.
    """
    kinds = [kind for kind in _STRIP if any(entry.kind == kind for entry in run.scenario.schedule)]
    width = 350 if narrow else 780
    strip = len(kinds) * _STRIP_ROW
    height = _TOP + len(RUNGS) * (_PANEL + _PANEL_GAP) + strip + _BOTTOM
    with style.house_style():
        figure = style.new_figure(width, height)
        top = float(height - _TOP)
        for rung in RUNGS:
            axes = _axes(figure, width, height, top - _PANEL, _PANEL)
            _panel(axes, run, rung, _TITLES[rung][0 if narrow else 1])
            _dates(axes, run, labels=False)
            top -= _PANEL + _PANEL_GAP
        axes = _axes(figure, width, height, _BOTTOM, max(strip, 1))
        _schedule(axes, run, kinds)
        _dates(axes, run, labels=True, sparse=narrow)
    return Picture(figure, f"The ladder day by day: {run.scenario.title}", ladder_words(run))


def _axes(figure: "Figure", width: int, height: int, bottom: float, tall: float) -> "Axes":
    """A set of axes placed in pixels from the bottom."""
    across = width - _LEFT - _RIGHT
    return figure.add_axes((_LEFT / width, bottom / height, across / width, tall / height))


def _panel(axes: "Axes", run: Run, rung: str, title: str) -> None:
    """A rung: people by day, in steps since a day counts as one, and the most of it in words."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    values = run.tables["daily"][RUNG_COLUMNS[rung]]
    edges = [day - 0.5 for day in range(len(values) + 1)]
    axes.stairs(values, edges, fill=True, color=style.RUNG_COLOURS[rung], linewidth=0)
    axes.stairs(values, edges, color=style.INK, linewidth=1.0)
    axes.set_ylim(0, max(float(values.max()) * 1.08, 1.0))
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(_tick))
    axes.grid(visible=True, axis="y")
    most, day = Peaks(run).of(rung)
    said = f"{'in the end' if rung == 'sign' else 'at most'} {count(most)}"
    if rung != "sign" and most:
        said += f" on {day.day} {day:%b}"
    axes.set_title(title, loc="left", fontsize=8.5, fontweight="bold", pad=5)
    axes.set_title(said, loc="right", fontsize=8, color=style.FAINT, pad=5)


def _tick(value: float, _: int | None) -> str:
    return short(value)


def _dates(axes: "Axes", run: Run, *, labels: bool, sparse: bool = False) -> None:
    """The axis of days: rest days shaded, Mondays ticked and, on the last panel, dated."""
    calendar = run.scenario.calendar
    days = calendar.days
    for day in range(days):
        if not calendar.working(day):
            axes.axvspan(day - 0.5, day + 0.5, color=style.REST, linewidth=0, zorder=0)
    axes.set_xlim(-0.5, days - 0.5)
    ticks = [day for day in range(days) if calendar.date(day).weekday() == 0] or [0]
    step = max(1, round(len(ticks) / (5 if sparse else 9)))
    axes.set_xticks(ticks if not labels else ticks[::step])
    axes.tick_params(axis="x", length=3 if labels else 0, labelbottom=labels)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    if labels:
        dates = [calendar.date(day) for day in ticks[::step]]
        axes.set_xticklabels([f"{date.day} {date:%b}" for date in dates])
        axes.set_xlabel("Mondays are ticked; days of rest are shaded", fontsize=7.5, loc="left")
        axes.xaxis.label.set_color(style.FAINT)


def _schedule(axes: "Axes", run: Run, kinds: list[str]) -> None:
    """A row for each kind of entry, marks for its days: strong for the nation, else faint."""
    if not kinds:
        axes.set_axis_off()
        return
    start = run.scenario.calendar.start
    for row, kind in enumerate(kinds):
        entries = [entry for entry in run.scenario.schedule if entry.kind == kind]
        for whole in (False, True):
            marks = [
                _mark(entry, start) for entry in entries if (entry.scope[0] == "nation") == whole
            ]
            axes.broken_barh(
                _merged(marks),
                (row - _STRIP_SHARE / 2, _STRIP_SHARE),
                facecolor=style.INK if whole else style.FAINT,
                alpha=1.0 if whole else 0.4,
                linewidth=0,
            )
    axes.set_title("From outside", loc="left", fontsize=8.5, fontweight="bold", pad=5)
    axes.set_title(_NOTE, loc="right", fontsize=8, color=style.FAINT, pad=5)
    axes.set_ylim(len(kinds) - 0.5, -0.5)
    axes.set_yticks(range(len(kinds)), [_STRIP[kind] for kind in kinds])
    axes.tick_params(axis="y", labelcolor=style.INK)


def _mark(entry: Entry, start: dt.date) -> tuple[int, int]:
    return (entry.start - start).days, (entry.end - start).days + 1


def _merged(spans: list[tuple[int, int]]) -> list[tuple[float, float]]:
    """Spans of days that touch, made one; each as a left edge and a width."""
    merged: list[list[int]] = []
    for first, end in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([first, end])
    inset = 0.08
    return [(first - 0.5 + inset, end - first - 2 * inset) for first, end in merged]
