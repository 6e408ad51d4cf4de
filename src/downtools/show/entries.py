"""Entries of the schedule on an axis of days: which act when, and the marks that stand for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from downtools.scenario.model import Scenario
from downtools.scenario.schedule import Entry
from downtools.show import style
from downtools.show.text import acting_span

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "KIND_NAMES",
    "RULES_WORDS",
    "SHARE",
    "Acting",
    "acting",
    "draw_acting",
    "has_rules",
]

KIND_NAMES = {
    "falsified_vote": "vote",
    "street_protest": "protest",
    "leader_visit": "leader's visit",
    "concession": "concession",
    "street_violence": "violence",
    "internet_shutdown": "internet cut",
    "dismissal_threat": "threat of sack",
    "dismissal": "dismissals",
    "detain_leaders": "leaders held",
    "lock_in": "lock-in",
    "block_passes": "passes blocked",
    "daily_meetings": "meetings",
    "replacement_workers": "replacements",
    "bonus": "bonus",
    "legal_ban": "strike ban",
    "court_fine": "fines",
    "call": "call to act",
    "common_date": "common date",
    "strike_fund": "strike fund",
    "committee": "committee",
    "safe_channel": "safe channel",
}
"""The short name of each kind, from the top: shocks, tactics of the regime, levers of workers."""

SHARE = 0.72
"""How much of its row a mark fills."""
RULES_WORDS = " Outlined is a rule of the regime: it acts only where it fires."
"""What a caption says if there are any."""

Span = tuple[int, int]
"""A first day and the day after the last."""


@dataclass(frozen=True)
class Acting:
    """An entry that acts, or as a rule may act, on days of the run."""

    entry: Entry
    span: Span
    """In days from the start."""


def acting(scenario: Scenario) -> dict[str, list[Acting]]:
    """The entries that act in the run, by kind in the order of `KIND_NAMES`."""
    start = scenario.calendar.start
    found: dict[str, list[Acting]] = {kind: [] for kind in KIND_NAMES}
    for entry in scenario.schedule:
        dates = acting_span(scenario, entry)
        if dates:
            span = (dates[0] - start).days, (dates[1] - start).days + 1
            found[entry.kind].append(Acting(entry, span))
    return {kind: entries for kind, entries in found.items() if entries}


def has_rules(scenario: Scenario) -> bool:
    """Whether a rule may act in the run, so that there are outlines."""
    return any(one.entry.by_rule for its in acting(scenario).values() for one in its)


def draw_acting(axes: "Axes", its: Sequence[Acting], row: float) -> None:
    """Marks for the days of entries in a row of their own."""
    for look in _LOOKS:
        spans = [one.span for one in its if _look(one.entry) == look]
        axes.broken_barh(_merged(spans), (row - SHARE / 2, SHARE), **_LOOKS[look])


_LOOKS: dict[str, Any] = {
    "place": {"facecolor": style.FAINT, "alpha": 0.4, "linewidth": 0},
    "nation": {"facecolor": style.INK, "linewidth": 0},
    "rule": {"facecolor": "none", "edgecolor": style.FAINT, "linewidth": 0.8},
}
"""How a mark is drawn; later ones over earlier ones."""


def _look(entry: Entry) -> str:
    if entry.by_rule:
        return "rule"
    return "nation" if entry.scope[0] == "nation" else "place"


def _merged(spans: list[Span]) -> list[tuple[float, float]]:
    """Spans of days that touch, made one; each as a left edge and a width."""
    merged: list[list[int]] = []
    for first, end in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([first, end])
    inset = 0.08
    return [(first - 0.5 + inset, end - first - 2 * inset) for first, end in merged]
