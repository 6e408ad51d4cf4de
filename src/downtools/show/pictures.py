"""What a Run shows of itself: pictures fit for a paper, and a table and a curve in a notebook.

A picture is as wide as a page's text (183 mm) or one of two columns (89 mm), with type of 6.5 to
10 points at that size. It names its scenario, seed, digest and version: it can be made again.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from downtools.errors import Fault, InputError, nearest
from downtools.run.run import Run
from downtools.scenario.notebook import card
from downtools.scenario.schedule import RUNGS
from downtools.show import style
from downtools.show.frame import COLUMN, PAGE, framed
from downtools.show.geometry import has_places
from downtools.show.maps import map_of
from downtools.show.panels import Numbers, area, dates, heading, key, scale, steps
from downtools.show.places import Places
from downtools.show.rungs import at_least, columns_of_site
from downtools.show.style import Picture
from downtools.show.text import (
    Peaks,
    count,
    day_and_date,
    days_of,
    parts_of_answer,
    per_cent,
    usd,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Picture", "curves", "ladder", "map_on", "notebook"]

_LEFT, _RIGHT, _HEAD, _DATES = 44.0, 12.0, 32.0, 46.0
_TITLES = {
    "sign": "Signed, so far",
    "rally": "Rallying or out",
    "walkout": "Out",
    "strike": "Striking",
}
"""What a panel counts: people on a rung or a higher one."""
_ACTS = {"strike": "Striking", "walkout": "Walking out", "rally": "Rallying"}
"""What a colour stands for, the highest rung first."""


@dataclass(frozen=True)
class _Place:
    """The country or a workplace: its people, and how many are on a rung or above it by day."""

    title: str
    people: int
    by_day: Mapping[str, Numbers]

    def said(self, run: Run, rung: str) -> str:
        """The most people on a rung or above it, their share and day."""
        values = self.by_day[rung]
        most, day = int(values.max()), run.scenario.calendar.date(int(np.argmax(values)))
        told = f"{count(most)} ({per_cent(most, self.people)})" if most else "0"
        if rung == "sign" or not most:
            return f"{'in the end' if rung == 'sign' else 'at most'} {told}"
        return f"at most {told} on {day.day} {day:%b}"

    def words(self, run: Run) -> str:
        """The rungs one after the other, for those who do not see a picture."""
        calendar = run.scenario.calendar
        said = "; ".join(
            f"{what.lower()}: {self.said(run, rung)}" for rung, what in _TITLES.items()
        )
        return f"{days_of(calendar.start, calendar.end)}, {count(self.people)} workers: {said}."


def curves(run: Run, *, narrow: bool = False) -> Picture:
    """People on each rung of the ladder or a higher one by day, each panel on its own scale.

    `narrow` is for one of two columns of a page.
    """
    country = _country(run)
    rows, columns = (4, 1) if narrow else (2, 2)
    with style.house_style():
        figure, panels = _panels(run, [108.0] * rows, columns, narrow=narrow)
        for rung, axes in zip(RUNGS, panels, strict=True):
            _rung(axes, run, country, rung)
        _framed(figure, run, country.title, _span(run, country))
    title = f"The ladder day by day: {country.title}"
    return Picture(figure, title, f"Four curves by day. {country.words(run)}")


def ladder(run: Run, site: str | None = None, *, narrow: bool = False) -> Picture:
    """How far people went by day: signatures, and all who act, each rung in its colour.

    Of the whole country, or of the named workplace with the id `site`. Raises `InputError` with
    the nearest id if there is none such.
    """
    place = _country(run) if site is None else _workplace(run, site)
    with style.house_style():
        figure, (signed, acting) = _panels(run, [72.0, 170.0], 1, narrow=narrow)
        _rung(signed, run, place, "sign")
        _rung(acting, run, place, "rally")
        key(acting, "Acting", {act: style.RUNG_COLOURS[rung] for rung, act in _ACTS.items()})
        _framed(figure, run, place.title, _span(run, place))
    words = (
        "Two panels by day: signatures so far; and, upon each other, people striking, walking out"
        f" and rallying. {place.words(run)}"
    )
    return Picture(figure, f"The ladder: {place.title}", words)


def _rung(axes: "Axes", run: Run, place: _Place, rung: str) -> None:
    """A panel of those on a rung or above it, each of those in its colour."""
    values = place.by_day[rung]
    area(axes, values, style.RUNG_COLOURS[rung])
    for above in RUNGS[RUNGS.index(rung) + 1 :] if rung != "sign" else ():
        steps(axes, place.by_day[above], style.RUNG_COLOURS[above])
    scale(axes, float(values.max()))
    heading(axes, _TITLES[rung], place.said(run, rung))


def map_on(run: Run, date: dt.date | str | None = None, *, narrow: bool = False) -> Picture:
    """The map of a date, or of the day with most people out.

    Raises `ValueError` if the run has no such date or the scenario states no places.
    """
    if not has_places(run.scenario):
        cure = "give latitude and longitude in districts.csv, towns.csv or sites.csv"
        raise ValueError(f"{run.scenario.name} states no places, so there is no map; {cure}")
    day = run.peak_day if date is None else _day_of(run, date)
    picture = map_of(Places(run), day, narrow=narrow)
    said = day_and_date(run.scenario.calendar.date(day))
    with style.house_style():
        _framed(picture.figure, run, run.scenario.title, said)
    return picture


def _day_of(run: Run, date: dt.date | str) -> int:
    calendar = run.scenario.calendar
    cure = f"give a date from {calendar.start} to {calendar.end}"
    try:
        day = (dt.date.fromisoformat(str(date)[:10]) - calendar.start).days
    except ValueError:
        raise ValueError(f"{date}: not a date; {cure}") from None
    if not 0 <= day < calendar.days:
        raise ValueError(f"{date}: not a day of this run; {cure}")
    return day


def _country(run: Run) -> _Place:
    return _Place(run.scenario.title, run.people, at_least(run.tables["daily"]))


def _workplace(run: Run, wanted: str) -> _Place:
    """The named workplace of an id. Raises `InputError` if there is none such."""
    sites = run.scenario.sites
    ids = [site.site for site in sites]
    if wanted not in ids:
        problem, cure = "no named workplace has this id", nearest(wanted, ids)
        raise InputError([Fault(file="site", value=wanted, problem=problem, cure=cure)])
    index = ids.index(wanted)
    title = f"{sites[index].name}. {run.scenario.title}"
    return _Place(title, sites[index].staff, at_least(columns_of_site(run, index)))


def _span(run: Run, place: _Place) -> str:
    calendar = run.scenario.calendar
    span = days_of(calendar.start, calendar.end)
    return f"People on a rung or a higher one by day, of {count(place.people)}; {span}"


def _panels(
    run: Run, heights: Sequence[float], columns: int, *, narrow: bool
) -> tuple["Figure", list["Axes"]]:
    """A figure with rows of axes of so many pixels of height, line by line, and their dates."""
    width = COLUMN if narrow else PAGE
    height = sum(heights) + _HEAD * len(heights) + _DATES
    figure = style.new_figure(width, height)
    across, top = width / columns, height
    made: list[Axes] = []
    for row, tall in enumerate(heights, 1):
        top -= _HEAD + tall
        for column in range(columns):
            left, wide = column * across + _LEFT, across - _LEFT - _RIGHT
            box = (left / width, top / height, wide / width, tall / height)
            axes = figure.add_axes(box)
            lowest, sparse = row == len(heights), narrow or columns > 1
            dates(axes, run, labels=lowest, sparse=sparse, told=column == 0)
            made.append(axes)
    return figure, made


def _framed(figure: "Figure", run: Run, title: str, said: str) -> None:
    """Title, dates and source around a figure."""
    framed(figure, title, said, _source(run))


def _source(run: Run) -> str:
    """Where the numbers come from, in a line."""
    scale = "" if run.scale == 1 else f", scale {run.scale:g}"
    return (
        f"A run of a model, no record: downtools {run.provenance['versions']['downtools']},"
        f" scenario {run.scenario.name}, seed {run.seed}{scale}, digest {run.digest[:12]}"
    )


def notebook(run: Run) -> str:
    """The run as a notebook shows it: the verdict, a small table and the curve, as HTML."""
    verdict, *_ = parts_of_answer(run)
    title = f"{run.scenario.title}: run with seed {run.seed}"
    return card(title, verdict, _rows(run), curves(run).svg(f"run-{run.digest[:12]}"))


def _rows(run: Run) -> Iterator[tuple[str, str]]:
    """What a notebook's table tells of a run."""
    country, peaks = _country(run), Peaks(run)
    people = count(run.people)
    if run.scale != 1:
        people += f", for which {count(run.agents)} stand in the model"
    yield "Workers", people
    for rung in reversed(RUNGS):
        yield _TITLES[rung], country.said(run, rung)
    yield "Committees at once", f"at most {count(peaks.most('committees'))}"
    yield "Output lost by own decision", usd(peaks.cents("output_lost"))
    yield "Source", _source(run)
