"""What the scenario gives all runs, on an axis of days: a name at each first day, in lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from downtools.scenario.model import Scenario
from downtools.show import style
from downtools.show.entries import KIND_NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Moment", "draw_moments", "lanes_of", "moments_of"]

_SIZE = 7.5
_GAP = 8.0
_TOLD = (
    "falsified_vote",
    "street_violence",
    "leader_visit",
    "concession",
    "dismissal_threat",
    "legal_ban",
    "call",
    "common_date",
    "strike_fund",
)
"""Kinds that are told: what the whole country is given, and visits of the leader."""


@dataclass(frozen=True)
class Moment:
    """A day of the run on which something is given for the first time."""

    day: int
    words: str
    left: bool = False
    """Whether its name stands on the left of it, for want of room on the right."""


def moments_of(scenario: Scenario) -> list[Moment]:
    """The first day of each kind that is told, and of the inter-site committee, in their order.

    What only a rule brings is told by none.
    """
    start, days = scenario.calendar.start, scenario.calendar.days
    first: dict[str, int] = {}
    for entry in scenario.schedule:
        told = entry.kind in _TOLD and not entry.by_rule
        if told and (entry.place == "nation" or entry.kind == "leader_visit"):
            day = max((entry.start - start).days, 0)
            if entry.end >= start and day < days:
                name = KIND_NAMES[entry.kind]
                first[name] = min(day, first.get(name, day))
    opens = (scenario.parameters.inter_site_committee.open_on - start).days
    if 0 <= opens < days:
        first["joint committee"] = opens
    by_day: dict[int, list[str]] = {}
    for name, day in first.items():
        by_day.setdefault(day, []).append(name)
    return [Moment(day, ", ".join(names)) for day, names in sorted(by_day.items())]


def lanes_of(moments: Sequence[Moment], days: int, across: float) -> list[list[Moment]]:
    """The moments in lanes from the top, on an axis of so many pixels.

    Each stands above those that begin under its name, so that no stroke crosses a name.
    """
    placed: list[tuple[float, float, int, Moment]] = []
    for moment in sorted(moments, key=lambda one: -one.day):
        at = (moment.day + 0.5) / days * across
        wide = style.text_width(moment.words, _SIZE) + _GAP
        left = at + wide > across and at > across / 2
        begin, end = (at - wide, at) if left else (at, at + wide)
        under = [level for low, high, level, _ in placed if low < end and begin < high]
        level = 1 + max(under, default=-1)
        placed.append((begin, end, level, Moment(moment.day, moment.words, left)))
    top = max((level for _, _, level, _ in placed), default=-1)
    return [
        [moment for _, _, level, moment in reversed(placed) if level == lane]
        for lane in range(top, -1, -1)
    ]


def draw_moments(axes: "Axes", lanes: Sequence[Sequence[Moment]]) -> None:
    """Each moment as a stroke down to the panels below, with its name beside it."""
    axes.set_ylim(max(len(lanes), 1), 0.0)
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    for lane, its in enumerate(lanes):
        for moment in its:
            axes.vlines(moment.day, lane + 0.1, len(lanes), color=style.FAINT, linewidth=0.8)
            axes.annotate(
                moment.words,
                (moment.day, lane + 0.45),
                xytext=(-3 if moment.left else 3, 0),
                textcoords="offset points",
                ha="right" if moment.left else "left",
                va="center_baseline",
                fontsize=_SIZE,
            )
