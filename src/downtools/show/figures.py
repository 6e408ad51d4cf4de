"""A picture in a page, and the numbers of it day by day."""

from collections.abc import Mapping, Sequence

from downtools.run.run import Run
from downtools.show.html import Html, Part, folded, scrolled, table, tag
from downtools.show.style import Picture
from downtools.show.text import short_date

__all__ = ["by_day", "figure"]


def figure(wide: Picture, narrow: Picture, name: str, caption: Part) -> Html:
    """A picture in two widths, of which the page shows the one that fits."""
    return tag(
        "figure",
        tag("div", Html(wide.svg(f"{name}-wide")), class_="wide"),
        tag("div", Html(narrow.svg(f"{name}-narrow")), class_="narrow"),
        tag("figcaption", caption),
    )


def by_day(run: Run, caption: str, columns: Mapping[str, Sequence[str]]) -> Html:
    """Columns of a text for each day, by their heads, folded under the caption."""
    calendar = run.scenario.calendar
    rows: list[list[Part]] = []
    for day, cells in enumerate(zip(*columns.values(), strict=True)):
        date = calendar.date(day)
        rows.append([f"{date:%a} {short_date(date)}", *cells])
    made = table(caption, ("Day", *columns), rows, numbers=range(1, 1 + len(columns)))
    return folded(f"{caption}, day by day", scrolled(caption, made))
