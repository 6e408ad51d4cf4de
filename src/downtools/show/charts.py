"""Curves of a run: the four rungs of the ladder by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from downtools.run.run import Run
from downtools.scenario.schedule import RUNGS
from downtools.show import style
from downtools.show.marks import SIDES, Mark, draw_lowest, draw_marks, lowest, marks_of
from downtools.show.panels import area, dated, heading, scale, stacked, steps
from downtools.show.rungs import at_least
from downtools.show.style import Picture
from downtools.show.text import count, ladder_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ladder_curve", "national_marks"]


@dataclass(frozen=True)
class _Panel:
    """What a panel counts: its name in short and in full, and the measure of reports like it."""

    short: str
    title: str
    measure: str


_PANELS = {
    "sign": _Panel("Signed, so far", "Signed a list, so far", "signers"),
    "rally": _Panel("Rally or out", "Rallying, walking out or striking", "active"),
    "walkout": _Panel("Out", "Out: walking out or striking", "out"),
    "strike": _Panel("Striking", "Striking the whole shift", "striking"),
}

_TALL = 104.0


def ladder_curve(run: Run, *, narrow: bool = False) -> Picture:
    """People on each rung or a higher one by day, beside the reports that count the same.

    Signatures stand alone. Rest days are shaded. `narrow` draws it for a telephone: the same type
    on less width.
    """
    marks = national_marks(run)
    with style.house_style():
        figure, panels = stacked([_TALL] * len(RUNGS), narrow=narrow)
        for rung, axes in zip(RUNGS, panels, strict=True):
            _panel(axes, run, rung, marks, narrow=narrow)
        dated(panels, run, narrow=narrow)
    stacked_too = "Each panel adds to a rung those on the rungs above it, signatures apart."
    said = f"{ladder_words(run)} {stacked_too} {_marks_words(marks)}".strip()
    return Picture(figure, f"The ladder day by day: {run.scenario.title}", said)


def national_marks(run: Run) -> list[Mark]:
    """The reports that say something of the nation: of the whole of it, or of a named site."""
    scenario = run.scenario
    return marks_of(
        (row for row in scenario.reports if row.site or not row.town), scenario.calendar
    )


def _panel(axes: "Axes", run: Run, rung: str, marks: Sequence[Mark], *, narrow: bool) -> None:
    """A rung: people on it or above it by day, the reports, and the most of it in words."""
    panel = _PANELS[rung]
    levels = at_least(run.tables["daily"])
    area(axes, levels[rung], style.RUNG_COLOURS[rung])
    for above in RUNGS[RUNGS.index(rung) + 1 :] if rung != "sign" else ():
        steps(axes, levels[above], style.RUNG_COLOURS[above])
    its = [mark for mark in marks if mark.measure == panel.measure]
    national = [mark for mark in its if not mark.site]
    draw_marks(axes, national, name=rung)
    tops = [levels[rung].max(), *(mark.size or 0.0 for mark in national)]
    tops += [mark.band[1] for mark in national if mark.band]
    for side in SIDES:
        sums = lowest(its, side, so_far=rung == "sign")
        draw_lowest(axes, sums, side, name=rung)
        tops += sums.values()
    scale(axes, float(max(tops)))
    most = int(levels[rung].max())
    said = f"{'in the end' if rung == 'sign' else 'at most'} {count(most)}"
    if rung != "sign" and most:
        day = run.scenario.calendar.date(int(np.argmax(levels[rung])))
        said += f" on {day.day} {day:%b}"
    heading(axes, panel.short if narrow else panel.title, said)


def _marks_words(marks: Sequence[Mark]) -> str:
    """How many reports stand beside the curves; nothing if there are none."""
    sized = [mark for mark in marks if mark.size is not None]
    if not sized:
        return ""
    denials = sum(mark.denial for mark in sized)
    national = sum(not mark.site for mark in sized)
    return (
        f"Beside the curves stand reports: {national} of the whole nation, and the sums of"
        f" {len(sized) - national} of single workplaces; {denials} of all are denials."
    )
