"""Reports as marks beside the curves of a run: what each of two opposed sides claims, by day.

How a report is read (number, band, denial, no size, and the measure it is about) is evidence's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from downtools.evidence import OFFICIAL_SIDE, Denial, Voice, claim_of
from downtools.evidence.claims import measure_of
from downtools.scenario.calendar import Calendar
from downtools.scenario.tables import Report
from downtools.show import style
from downtools.show.html import Html, join, tag

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["SIDES", "Mark", "Side", "draw_lowest", "draw_marks", "key_of", "lowest", "marks_of"]


@dataclass(frozen=True)
class Side:
    """One of the two sides that speak, and how its claims are drawn."""

    name: str
    words: str
    marker: str
    colour: str
    shift: float
    """Days by which its marks stand off the middle of a day, so that both sides can be seen."""


SIDES = (
    Side("workers", "workers, independent media, NGO", "o", style.INK, -0.2),
    Side("officials", "management, government", "D", style.SHARE_COLOURS[-1], 0.2),
)


@dataclass(frozen=True)
class Mark:
    """A report of a day of the run."""

    day: int
    side: Side
    measure: str
    """Of the run: `out`, `active`, `striking` or `signers`."""
    site: str
    size: float | None
    """People claimed: of a band its middle, 0 of a denial, None if no size is claimed."""
    band: tuple[float, float] | None
    denial: bool


def marks_of(reports: Iterable[Report], calendar: Calendar) -> list[Mark]:
    """The reports that are about a measure of a run, on days that it has."""
    found: list[Mark] = []
    for report in reports:
        day, measure = (report.date - calendar.start).days, measure_of(report)
        if measure is None or not 0 <= day < calendar.days:
            continue
        claim, low, high = claim_of(report), report.size_low, report.size_high
        found.append(
            Mark(
                day=day,
                side=SIDES[report.claim_by in OFFICIAL_SIDE],
                measure=measure,
                site=report.site,
                size=Voice(report=report, claim=claim).size,
                band=(low, high) if low is not None and high is not None and low < high else None,
                denial=isinstance(claim, Denial),
            )
        )
    return found


def draw_marks(axes: "Axes", marks: Sequence[Mark], *, name: str, below: float = 0.0) -> None:
    """Draw marks; claims of all who act are hollow, `name` sets apart ids of axes of one figure.

    Reports without a size are short strokes at `below`, or not drawn if that is not below zero.
    """
    for side in SIDES:
        its = [mark for mark in marks if mark.side == side]
        bands = [(mark.day + side.shift, *mark.band) for mark in its if mark.band]
        if bands:
            days, lows, highs = zip(*bands, strict=True)
            bars = axes.vlines(days, lows, highs, color=side.colour, linewidth=1.8)
            bars.set(gid=f"{name}-{side.name}-bands", path_effects=_halo(), zorder=3)
        for kind, look in _looks(side).items():
            spots = list(_spots(its, kind, below))
            if spots:
                days, sizes = zip(*spots, strict=True)
                axes.plot(
                    days,
                    sizes,
                    linestyle="none",
                    clip_on=False,
                    zorder=4,
                    gid=f"{name}-{side.name}-{kind}",
                    **look,
                )


def _looks(side: Side) -> dict[str, dict[str, Any]]:
    """How each kind of a side's marks is drawn."""
    size = 5.4 if side.marker == "o" else 5.0
    shape = {"marker": side.marker, "markersize": size}
    hollow = {**shape, "markersize": size - 0.8, "markeredgewidth": 1.2}
    plain = {"color": side.colour, "markeredgewidth": 1.3}
    return {
        "claims": {**shape, "markerfacecolor": side.colour, "markeredgecolor": style.PAPER},
        "hollow": {**hollow, "markerfacecolor": style.PAPER, "markeredgecolor": side.colour},
        "denials": {**plain, "marker": "x", "markersize": 5.5, "path_effects": _halo()},
        "unsized": {**plain, "marker": "|", "markersize": 5.0, "alpha": 0.7},
    }


def _halo() -> list[Any]:
    """Paper around a mark, so that it is seen on any colour."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=3.2, foreground=style.PAPER)]


def _spots(marks: Iterable[Mark], kind: str, below: float) -> Iterator[tuple[float, float]]:
    """Where the marks of a kind stand."""
    for mark in marks:
        if _kind(mark) == kind and not (kind == "unsized" and below >= 0):
            yield mark.day + mark.side.shift, below if mark.size is None else mark.size


def _kind(mark: Mark) -> str:
    if mark.denial:
        return "denials"
    if mark.size is None:
        return "unsized"
    return "hollow" if mark.measure == "active" else "claims"


def lowest(marks: Iterable[Mark], side: Side, *, so_far: bool) -> dict[int, float]:
    """By day, the sum over sites of the largest size that a side claims of the site that day.

    With `so_far`, of that day or any before, since signatures add up. Days without a claim above
    nought are left out: the sum is what a side says at least of the nation.
    """
    largest: dict[int, dict[str, float]] = {}
    for mark in marks:
        if mark.side == side and mark.site and mark.size:
            sites = largest.setdefault(mark.day, {})
            sites[mark.site] = max(sites.get(mark.site, 0.0), mark.size)
    sums: dict[int, float] = {}
    known: dict[str, float] = {}
    for day, sites in sorted(largest.items()):
        kept = known if so_far else {}
        known = {site: max(kept.get(site, 0.0), sites.get(site, 0.0)) for site in {*kept, *sites}}
        sums[day] = sum(sorted(known.values()))
    return sums


def draw_lowest(axes: "Axes", sums: dict[int, float], side: Side, *, name: str) -> None:
    """Draw what a side says at least: a faint stroke over each day."""
    if sums:
        left = [day - 0.5 for day in sums]
        right = [day + 0.5 for day in sums]
        strokes = axes.hlines([*sums.values()], left, right, color=side.colour, linewidth=1.6)
        strokes.set(path_effects=_halo(), gid=f"{name}-{side.name}-lowest", zorder=3)


_GLYPHS = {"workers": ("●", "○"), "officials": ("◆", "◇")}


def key_of(areas: dict[str, str], *, national: bool) -> Html:
    """What the areas (their words by rung) and the marks stand for, as a list.

    `national` is for marks of the nation, with sums of what is claimed of single workplaces; else
    those of one workplace, with rallies and reports without a size.
    """
    items = [_item("■", rung, words) for rung, words in areas.items()]
    items += [_item(_GLYPHS[side.name][0], side.name, f"claim of {side.words}") for side in SIDES]
    items.append(_item("┃", "workers", "a claim between two bounds"))
    items.append(_item("✕", "officials", "a denial, on the zero line"))
    if national:
        items.append(_item("━", "workers", "claims of single workplaces, added up"))
    else:
        hollow = " ".join(_GLYPHS[side.name][1] for side in SIDES)
        items.append(_item(hollow, "workers", "hollow: of all who acted, rallies too"))
        items.append(_item("╷", "workers", "below zero: reported without a size"))
    return tag("ul", join(items), class_="marks")


def _item(glyph: str, kind: str, words: str) -> Html:
    return tag("li", tag("span", glyph, class_=f"mark-{kind}", aria_hidden="true"), " ", words)
