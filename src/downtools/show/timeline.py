"""What happened when: what the scenario gives a run and what it made of it, on one axis of days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from downtools.run.run import Run
from downtools.scenario.schedule import KINDS
from downtools.show import style
from downtools.show.entries import KIND_NAMES, SHARE, Acting, acting, draw_acting
from downtools.show.panels import dates, stairs
from downtools.show.style import Picture
from downtools.show.text import count, short_date

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Group", "Track", "timeline", "tracks_of"]

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Track:
    """Something that happens on some days, as a row of the picture."""

    name: str
    days: list[int]
    """The days on which it does, first to last."""
    marks: Sequence[Acting] = ()
    """The entries of the schedule, if it is one of their kinds."""
    size: I64 | None = None
    """How much of it there is on each day, if it came about in the run."""
    colour: str = style.INK
    unit: str = ""

    @property
    def most(self) -> str:
        """The most of it on a day, in words; nothing for an entry of the schedule."""
        if self.size is None or not self.unit:
            return ""
        return f"{count(int(self.size.max()))} {self.unit}"


@dataclass(frozen=True)
class Group:
    """Tracks of one side, those that begin first on top."""

    title: str
    tracks: list[Track]


_SIDES = {
    "shock": "From outside: shocks",
    "regime": "From outside: what the regime does",
    "workers": "From outside: what is done for workers",
}
_ORGANISING = style.SHARE_COLOURS[4]
_SITES, _PEOPLE = "workplaces", "people"
_DAILY: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "In the run: what workers do": (
        ("lists open", "lists_open", _SITES, style.RUNG_COLOURS["sign"]),
        ("gatherings", "gatherings", _SITES, style.FAINT),
        ("rallies", "rallying", _PEOPLE, style.RUNG_COLOURS["rally"]),
        ("walkouts", "walking_out", _PEOPLE, style.RUNG_COLOURS["walkout"]),
        ("strikes", "striking", _PEOPLE, style.RUNG_COLOURS["strike"]),
        ("giants stopped", "giants_stopped", _SITES, style.RUNG_COLOURS["strike"]),
        ("committees", "committees", _SITES, _ORGANISING),
        ("linked", "linked", _SITES, _ORGANISING),
    ),
    "In the run: what is done to them": (
        ("kept in", "kept_in", _PEOPLE, style.FAINT),
        ("detained", "detained", _PEOPLE, style.FAINT),
        ("dismissed", "dismissed", _PEOPLE, style.FAINT),
        ("resigned", "resigned", _PEOPLE, style.FAINT),
    ),
}
"""What comes about in a run, by side: its name, its daily column, what that counts, its colour."""

_EVENTS = {
    "In the run: what workers do": (("new committees", 4), ("new links", 5)),
    "In the run: what is done to them": (("leaders held", 6), ("broken up", 7)),
}
"""The same of events at named workplaces: its name and the kind of event."""

_DECISIONS = {"won": 1, "conceded": 2, "called off": 3}


def tracks_of(run: Run) -> list[Group]:
    """Everything that happens in a run, by side and in the order of the first day."""
    groups = [Group(title, _entries(run, side)) for side, title in _SIDES.items()]
    groups += [Group(title, [*_daily(run, title), *_events(run, title)]) for title in _DAILY]
    groups.append(Group("In the run: the wave", _wave(run)))
    return [
        Group(group.title, sorted(group.tracks, key=lambda track: track.days[0]))
        for group in groups
        if group.tracks
    ]


def _entries(run: Run, side: str) -> list[Track]:
    return [
        Track(
            name=KIND_NAMES[kind],
            days=sorted({day for one in its for day in range(*one.span)}),
            marks=its,
        )
        for kind, its in acting(run.scenario).items()
        if KINDS[kind].side == side
    ]


def _daily(run: Run, title: str) -> list[Track]:
    daily = run.tables["daily"]
    return [
        Track(name=name, days=_days(daily[column]), size=daily[column], colour=colour, unit=unit)
        for name, column, unit, colour in _DAILY[title]
        if daily[column].any()
    ]


def _days(size: I64) -> list[int]:
    return np.flatnonzero(size).tolist()


def _events(run: Run, title: str) -> list[Track]:
    found: list[Track] = []
    table = run.tables["events"]
    for name, kind in _EVENTS[title]:
        at = table["day"][table["kind"] == kind]
        if len(at):
            size = np.bincount(at, minlength=run.scenario.calendar.days)
            colour = _ORGANISING if kind < 6 else style.INK
            unit = "named workplaces"
            found.append(Track(name=name, days=_days(size), size=size, colour=colour, unit=unit))
    return found


def _wave(run: Run) -> list[Track]:
    """Decisions on the wave, the first day of its reach, and the day that ended it quietly."""
    resolved = run.tables["daily"]["resolved"]
    days = {name: _days(resolved == code) for name, code in _DECISIONS.items()}
    outcome, start = run.outcome, run.scenario.calendar.start
    if outcome.reach_date is not None:
        days["its reach"] = [(outcome.reach_date - start).days]
    if outcome.resolution == "ridden_out" and outcome.resolution_date is not None:
        days["ridden out"] = [(outcome.resolution_date - start).days]
    ones = np.ones(run.scenario.calendar.days, np.int64)
    return [
        Track(name=name, days=its, size=np.where(np.isin(np.arange(len(ones)), its), ones, 0))
        for name, its in days.items()
        if its
    ]


_ROW, _TITLE, _TOP, _BOTTOM = 15.0, 1.5, 6.0, 42.0
_LEAST = 0.18
"""Height of the smallest mark beside the largest of its row."""


def timeline(run: Run, *, narrow: bool = False) -> Picture:
    """Every track by day under the heads of the sides; beside each stands its first day."""
    groups = tracks_of(run)
    rows = sum(len(group.tracks) + _TITLE for group in groups)
    width, left, right = (350.0, 96.0, 46.0) if narrow else (780.0, 112.0, 54.0)
    height = _TOP + rows * _ROW + _BOTTOM
    with style.house_style():
        figure = style.new_figure(width, height)
        across, tall = width - left - right, rows * _ROW
        axes = figure.add_axes((left / width, _BOTTOM / height, across / width, tall / height))
        axes.set_ylim(rows, 0.0)
        dates(axes, run, labels=True, sparse=narrow)
        axes.grid(visible=True, axis="x")
        _draw(axes, run, groups, 1.0 - left / across)
    return Picture(figure, f"What happened when: {run.scenario.title}", _words(run, groups))


def _draw(axes: "Axes", run: Run, groups: list[Group], edge: float) -> None:
    """The heads and tracks from the top down; heads begin at the left edge of the sheet."""
    from matplotlib.transforms import blended_transform_factory

    beside = blended_transform_factory(axes.transAxes, axes.transData)
    names: dict[float, str] = {}
    axes.text(1.01, _TITLE - 0.3, "First day", transform=beside, fontsize=7.5, color=style.FAINT)
    at = 0.0
    for group in groups:
        at += _TITLE
        axes.text(
            edge - 1.0, at - 0.3, group.title, transform=beside, fontweight="bold", fontsize=8
        )
        for track in group.tracks:
            middle = at + 0.5
            names[middle] = track.name
            _DRAW[track.size is None](axes, track, middle)
            first = run.scenario.calendar.date(track.days[0])
            said = f"{first.day} {first:%b}"
            axes.text(1.01, middle, said, transform=beside, fontsize=7.5, va="center_baseline")
            at += 1.0
    axes.set_yticks([*names], [*names.values()])
    axes.tick_params(axis="y", labelcolor=style.INK)


def _draw_entries(axes: "Axes", track: Track, middle: float) -> None:
    draw_acting(axes, track.marks, middle)


def _draw_size(axes: "Axes", track: Track, middle: float) -> None:
    """Steps as high as there is much of it on the day, beside the most of it."""
    size = np.zeros(1) if track.size is None else track.size
    high = np.where(size > 0, np.maximum(size / max(float(size.max()), 1.0), _LEAST), 0.0)
    edges = [day - 0.5 for day in range(len(high) + 1)]
    foot = middle + SHARE / 2
    stairs(axes, foot - SHARE * high, edges, baseline=foot, facecolor=track.colour, linewidth=0)


_DRAW: dict[bool, Callable[["Axes", Track, float], None]] = {True: _draw_entries, False: _draw_size}


def _words(run: Run, groups: list[Group]) -> str:
    """What began on which day, in the order of the days."""
    began: dict[int, list[str]] = {}
    for group in groups:
        for track in group.tracks:
            began.setdefault(track.days[0], []).append(track.name)
    said = "; ".join(
        f"{short_date(run.scenario.calendar.date(day))}: {', '.join(names)}"
        for day, names in sorted(began.items())
    )
    return f"Rows by day, under each other. First days in their order. {said}."
