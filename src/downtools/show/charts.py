"""Curves of a run: the four rungs of the ladder by day, over a strip of what came from outside."""

from typing import TYPE_CHECKING

from downtools.run.run import Run
from downtools.scenario.schedule import RUNGS
from downtools.show import style
from downtools.show.panels import area, dates, heading, scale, stacked
from downtools.show.strip import draw_strip, strip_height
from downtools.show.style import Picture
from downtools.show.text import RUNG_COLUMNS, Peaks, count, ladder_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ladder_curve"]

_TITLES = {
    "sign": ("Signed, so far", "Signed a list, so far"),
    "rally": ("Rallying", "Rallying"),
    "walkout": ("Walking out", "Walking out for part of the shift"),
    "strike": ("Striking", "Striking the whole shift"),
}
"""The name of each panel, short and in full."""

_PANEL = 104.0


def ladder_curve(run: Run, *, narrow: bool = False) -> Picture:
    """People on each rung by day, with rest days shaded and the schedule's entries below.

    `narrow` draws it for a telephone: the same type on less width.
    """
    with style.house_style():
        heights = [_PANEL] * len(RUNGS) + [strip_height(run.scenario)]
        figure, (*panels, strip) = stacked(heights, narrow=narrow, named=True)
        for rung, axes in zip(RUNGS, panels, strict=True):
            _panel(axes, run, rung, _TITLES[rung][0 if narrow else 1])
            dates(axes, run, labels=False)
        draw_strip(strip, run, narrow=narrow)
        dates(strip, run, labels=True, sparse=narrow)
    return Picture(figure, f"The ladder day by day: {run.scenario.title}", ladder_words(run))


def _panel(axes: "Axes", run: Run, rung: str, title: str) -> None:
    """A rung: people by day, and the most of it in words."""
    values = run.tables["daily"][RUNG_COLUMNS[rung]]
    area(axes, values, style.RUNG_COLOURS[rung])
    scale(axes, float(values.max()))
    most, day = Peaks(run).of(rung)
    said = f"{'in the end' if rung == 'sign' else 'at most'} {count(most)}"
    if rung != "sign" and most:
        said += f" on {day.day} {day:%b}"
    heading(axes, title, said)
