"""The ladder as a funnel: at each giant, how many of the staff got how far."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from downtools.run.run import Run
from downtools.scenario.schedule import RUNGS
from downtools.scenario.tables import Site
from downtools.show import style
from downtools.show.giants import giants_of
from downtools.show.rungs import at_least, columns_of_site
from downtools.show.style import Picture
from downtools.show.text import count, per_cent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ladder_funnel"]

_MOST = 12
"""Plants that are shown if nobody says which."""
_STEPS = {
    "staff": style.QUIET,
    "signed": style.RUNG_COLOURS["sign"],
    "rallied": style.RUNG_COLOURS["rally"],
    "out": style.RUNG_COLOURS["walkout"],
    "struck": style.RUNG_COLOURS["strike"],
}
"""The bars of a panel from the top, with their colours."""
_GRID = (0.01, 0.1, 0.25, 0.5, 1.0)
"""Shares of the staff at which a line is drawn."""
_NOTE = (
    "Numbers are people and their share of the staff, on the day with most of them; signatures add"
    " up. Rallied includes who was out, out is walking out or striking; who acts need not have"
    " signed. A bar twice as long stands for four times the share, so that small shares can be"
    " seen: half the length is a quarter of the staff."
)
_SIZE, _NAME_SIZE = 7.5, 8.5
_EDGE, _BETWEEN, _LABEL, _NUMBERS = 12.0, 22.0, 50.0, 88.0
_NAME, _BAR, _AFTER, _TICKS, _LINE = 19.0, 14.0, 13.0, 17.0, 14.0
_TALL = _NAME + _BAR * len(_STEPS) + _AFTER


@dataclass(frozen=True)
class _Plant:
    """A named site and the people on each step of the ladder."""

    site: Site
    people: tuple[int, ...]
    """In the order of `_STEPS`; from the third on, whoever is above counts too."""

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """The order of the panels: most out first, then most rallying, then most signatures."""
        _, signed, rallied, out, _ = self.people
        return -out, -rallied, -signed, self.site.site


def ladder_funnel(run: Run, sites: Sequence[int] | None = None, *, narrow: bool = False) -> Picture:
    """People on each step of the ladder at up to twelve giants, a panel for each.

    `sites` are indices of named sites to show in that order; without them it is the giants where
    most people were out, then most rallying, and those where nobody acted are left out. Bars are
    as long as the square root of the share of the staff, on one scale. `narrow` draws it for a
    telephone: one column in place of three.
    """
    plants = _most_active(run) if sites is None else [_plant(run, index) for index in sites]
    title = f"How far the ladder was climbed: {run.scenario.title}"
    with style.house_style():
        sheet = _Sheet(350.0 if narrow else 780.0, min(1 if narrow else 3, max(len(plants), 1)))
        notes = _lines(run, plants, sheet.width)
        rows = -(-len(plants) // sheet.columns)
        below = _EDGE + rows * _TALL + (_TICKS if plants else 0.0)
        figure, axes = style.sheet(sheet.width, below + len(notes) * _LINE + _EDGE)
        for i, plant in enumerate(plants):
            left, top = sheet.corner(i)
            sheet.panel(axes, plant, left, top, ticked=i >= len(plants) - sheet.columns)
        for i, line in enumerate(notes):
            axes.text(_EDGE, below + (i + 0.7) * _LINE, line, fontsize=_SIZE, color=style.FAINT)
    return Picture(figure, title, _words(run, plants))


def _most_active(run: Run) -> list[_Plant]:
    """The giants where anybody acted, those with most people out first."""
    plants = [_plant(run, index) for index, _ in giants_of(run)]
    return sorted((one for one in plants if any(one.people[1:])), key=lambda one: one.rank)[:_MOST]


def _plant(run: Run, index: int) -> _Plant:
    """The site of that index and the most people it has on each step in a day."""
    site = run.scenario.sites[index]
    levels = at_least(columns_of_site(run, index))
    return _Plant(site, (site.staff, *(int(levels[rung].max()) for rung in RUNGS)))


@dataclass(frozen=True)
class _Sheet:
    """Panels side by side, in pixels from the upper left corner."""

    width: float
    columns: int

    @property
    def across(self) -> float:
        """Width of a panel."""
        return (self.width - 2 * _EDGE - (self.columns - 1) * _BETWEEN) / self.columns

    def corner(self, place: int) -> tuple[float, float]:
        """Left and top of a panel, line by line."""
        row, column = divmod(place, self.columns)
        return _EDGE + column * (self.across + _BETWEEN), _EDGE + row * _TALL

    def panel(self, axes: "Axes", plant: _Plant, left: float, top: float, *, ticked: bool) -> None:
        """A plant: its name, a bar for each step, and the scale below if `ticked`."""
        from matplotlib.patches import Rectangle

        name = _cut(plant.site.name, self.across)
        axes.text(
            left, top + 10, name, fontsize=_NAME_SIZE, fontweight="bold", va="center_baseline"
        )
        zero, whole = left + _LABEL, self.across - _LABEL - _NUMBERS
        self._grid(axes, zero, whole, top + _NAME, ticked=ticked)
        for i, (step, people) in enumerate(zip(_STEPS, plant.people, strict=True)):
            y = top + _NAME + (i + 0.5) * _BAR
            long = whole * _length(people / plant.site.staff)
            bar = Rectangle((zero, y - 4.5), long, 9, facecolor=_STEPS[step], linewidth=0)
            style.place(axes, bar, f"{plant.site.site}-{step}")
            axes.text(zero - 6, y, step, fontsize=_SIZE, ha="right", va="center_baseline")
            said = count(people)
            if i and people:
                said += f" · {per_cent(people, plant.site.staff)}"
            axes.text(zero + long + 5, y, said, fontsize=_SIZE, va="center_baseline")

    def _grid(self, axes: "Axes", zero: float, whole: float, top: float, *, ticked: bool) -> None:
        bottom = top + len(_STEPS) * _BAR
        axes.plot([zero, zero], [top, bottom], color=style.FAINT, linewidth=0.8)
        for share in _GRID:
            x = zero + whole * _length(share)
            axes.plot([x, x], [top, bottom], color=style.GRID, linewidth=0.6, zorder=0)
            if ticked:
                said = f"{share:.0%}".replace("%", " %") if share == 1 else f"{100 * share:g}"
                axes.text(
                    x, bottom + 9, said, fontsize=7, color=style.FAINT, ha="center", va="center"
                )


def _length(share: float) -> float:
    """How long a bar is, 1 being the whole staff: the square root, which begins at zero."""
    return math.sqrt(share)


def _cut(name: str, width: float) -> str:
    """A name as far as it fits the width, less what stands in brackets if it must."""
    for shown in (name, name.split(" (")[0]):
        if style.text_width(shown, _NAME_SIZE, "bold") <= width:
            return shown
    lines = style.wrapped(name, _NAME_SIZE, width - 14, "bold")
    return f"{lines[0]} …"


def _lines(run: Run, plants: Sequence[_Plant], width: float) -> list[str]:
    """What stands under the panels."""
    note = _NOTE if plants else _nothing(run)
    return style.wrapped(note, _SIZE, width - 2 * _EDGE)


def _nothing(run: Run) -> str:
    least = run.scenario.parameters.workplace.giant_staff
    return f"At no named workplace with {count(least)} or more on the roll did anybody act."


def _words(run: Run, plants: Sequence[_Plant]) -> str:
    """The picture for those who do not see it."""
    if not plants:
        return _nothing(run)
    return (
        f"Panels for {len(plants)} named workplaces, each with bars for the staff, signatures so"
        " far, and the most people in a day who rallied or were out, were out, and struck the"
        f" whole shift. {' '.join(_told(plants))}"
    )


def _told(plants: Sequence[_Plant]) -> Iterator[str]:
    for plant in plants:
        staff, signed, rallied, out, struck = (count(people) for people in plant.people)
        yield (
            f"{plant.site.name}: of {staff}, {signed} signed, {rallied} rallied or were out,"
            f" {out} were out, {struck} struck."
        )
