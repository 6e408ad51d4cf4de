"""The giants side by side: the curves of each, and over them what was reported of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from downtools.run.run import Run
from downtools.scenario.tables import Site
from downtools.show import style
from downtools.show.html import Html, folded, join, tag
from downtools.show.marks import SIDES, Mark, draw_marks, key_of, marks_of
from downtools.show.panels import dates, steps
from downtools.show.rungs import at_least, columns_of_site
from downtools.show.style import Picture
from downtools.show.text import count, short

__all__ = ["multiples", "panel_of"]

I64 = npt.NDArray[np.int64]

_OPEN = 12
"""Panels that are seen at once; the others are folded."""
_WIDTH, _HEIGHT = 262.0, 158.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 8.0, 8.0, 22.0
_LINEAR, _BELOW, _LOWEST = 10.0, -4.5, -8.0
"""Up to 10 people the axis is even; where reports without a size stand, and where it ends."""
_AREAS = {
    "rally": "acting in sight: rallying or more",
    "walkout": "out: walking out or striking",
    "strike": "striking the whole shift",
}


@dataclass(frozen=True, eq=False)
class _Plant:
    """A named site, its curves, and the reports of acts at it."""

    run: Run
    index: int
    site: Site
    marks: tuple[Mark, ...]

    @cached_property
    def levels(self) -> dict[str, I64]:
        """By rung, those on it or a higher one on each day; signatures are not among them."""
        levels = at_least(columns_of_site(self.run, self.index))
        return {rung: levels[rung] for rung in _AREAS}

    @property
    def sized(self) -> list[Mark]:
        """Reports that claim a size or deny."""
        return [mark for mark in self.marks if mark.size is not None]

    @property
    def top(self) -> float:
        """The most that its curves or the claims reach."""
        claims = [mark.size or 0.0 for mark in self.marks]
        bounds = [mark.band[1] for mark in self.marks if mark.band]
        return max([float(self.levels["rally"].max()), *claims, *bounds])

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Those of which a size is claimed first, then those with most people out."""
        return not self.sized, -int(self.levels["walkout"].max()), self.site.site


def multiples(run: Run, sites: Sequence[tuple[int, Site]]) -> Html:
    """A small panel for each of these sites where anybody acted or of which there are reports.

    Sites come with their index among the named ones. Nothing if nobody acted and nothing was
    reported anywhere.
    """
    plants = [plant for plant in _plants(run, sites) if plant.marks or plant.top > 0]
    if not plants:
        return Html("")
    top = max(plant.top for plant in plants)
    reported = any(plant.marks for plant in plants)
    made = [_figure(plant, top) for plant in plants]
    more = made[_OPEN:]
    silent = len(sites) - len(plants)
    left_out = f"Without a panel: {silent} where nobody rallied or went out, and no report says so."
    return join(
        [
            tag("p", _caption(reported=reported)),
            key_of(_AREAS, national=False) if reported else Html(""),
            tag("div", join(made[:_OPEN]), class_="panels"),
            folded(f"{len(more)} more giants", tag("div", join(more), class_="panels"))
            if more
            else Html(""),
            tag("p", left_out) if silent else Html(""),
        ]
    )


def _plants(run: Run, sites: Sequence[tuple[int, Site]]) -> list[_Plant]:
    scenario = run.scenario
    by_site: dict[str, list[Mark]] = {}
    for mark in marks_of(scenario.reports, scenario.calendar):
        if mark.measure != "signers":
            by_site.setdefault(mark.site, []).append(mark)
    plants = [_Plant(run, i, site, tuple(by_site.get(site.site, ()))) for i, site in sites]
    return sorted(plants, key=lambda plant: plant.rank)


def _caption(*, reported: bool) -> str:
    said = (
        "People by day at each, all panels on one scale. It is even up to 10 people; from there on"
        " each line stands for ten times the one below: what looks half as high is far less."
    )
    if not reported:
        return said
    return (
        f"{said} The marks are reports of acts there: claims of two opposed sides, not the truth;"
        " the date of some is approximate. Where none stands none was found, which is not to say"
        " that nothing happened. Those of which a size is claimed or denied come first."
    )


def _figure(plant: _Plant, top: float) -> Html:
    name = f"plant-{plant.index}"
    most, staff = int(plant.levels["walkout"].max()), count(plant.site.staff)
    said = f"{count(most)} of {staff} out at most" if most else f"none of {staff} out"
    return tag(
        "figure",
        tag("figcaption", tag("b", plant.site.name), " ", tag("span", said)),
        Html(_drawn(plant, top).svg(name)),
    )


def panel_of(run: Run, index: int) -> Picture:
    """The panel of the named site of that index by itself, on a scale of its own."""
    (plant,) = _plants(run, [(index, run.scenario.sites[index])])
    return _drawn(plant, plant.top)


def _drawn(plant: _Plant, top: float) -> Picture:
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    with style.house_style():
        figure = style.new_figure(_WIDTH, _HEIGHT)
        across, tall = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
        axes = figure.add_axes((_LEFT / _WIDTH, _BOTTOM / _HEIGHT, across / _WIDTH, tall / _HEIGHT))
        for rung, values in plant.levels.items():
            if values.any():
                steps(axes, values, style.RUNG_COLOURS[rung])
        axes.set_yscale("symlog", linthresh=_LINEAR, linscale=0.45)
        axes.set_ylim(_LOWEST, max(top, _LINEAR) * 1.5)
        ticks = [0.0, *(10.0**power for power in range(1, 7) if 10.0**power <= top * 1.5)]
        axes.yaxis.set_major_locator(FixedLocator(ticks))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(_tick))
        axes.grid(visible=True, axis="y")
        axes.spines["bottom"].set_visible(False)
        axes.axhline(0.0, color=style.FAINT, linewidth=0.7)
        draw_marks(axes, plant.marks, name="reports", below=_BELOW)
        dates(axes, plant.run, labels=True, sparse=True, told=False)
    return Picture(figure, f"{plant.site.name}: the run beside the reports", _words(plant))


def _tick(value: float, _: int | None) -> str:
    return short(value)


def _words(plant: _Plant) -> str:
    """The panel for those who do not see it."""
    calendar = plant.run.scenario.calendar
    said: list[str] = []
    for rung, words in (("rally", "acting in sight"), ("walkout", "of them out")):
        values = plant.levels[rung]
        date = calendar.date(int(np.argmax(values)))
        said.append(f"at most {count(int(values.max()))} {words}, {date.day} {date:%B}")
    told = [words for side in SIDES if (words := _side_words(plant, side.name, side.words))]
    if not told:
        return f"In the run {'; '.join(said)}. No reports of acts there."
    return f"In the run {'; '.join(said)}. Reports: {'; '.join(told)}."


def _side_words(plant: _Plant, name: str, words: str) -> str:
    """What a side reports in words; empty if nothing."""
    its = [mark for mark in plant.marks if mark.side.name == name]
    sizes = [mark.size for mark in its if mark.size is not None and not mark.denial]
    denials = sum(mark.denial for mark in its)
    unsized = len(its) - len(sizes) - denials
    parts: list[str] = []
    if sizes:
        low, high = count(min(sizes)), count(max(sizes))
        span = low if low == high else f"{low} to {high}"
        parts.append(f"{len(sizes)} with a size, {span} people")
    if denials:
        parts.append(f"{denials} that deny")
    if unsized:
        parts.append(f"{unsized} without a size")
    return f"{words}: {', '.join(parts)}" if parts else ""
