"""How likely: shares of many runs as bars with intervals, and what the runs differ by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from downtools.show import style
from downtools.show.chances import REACHED, RESOLVED, percent, share_words
from downtools.show.style import Picture
from downtools.show.text import count
from downtools.study.ensemble.answer import Ensemble
from downtools.study.ensemble.variance import Part, Variance
from downtools.study.shares import Probability

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["CAUSES", "OUTCOMES", "odds_chart", "parts_words", "portion_words", "variance_chart"]

CAUSES = {
    "parameters": "parameters",
    "shared": "luck that many share",
    "own": "luck of each worker",
}
"""What runs can differ by, in words."""

OUTCOMES = {
    "reach": "How far it reaches",
    "peak_out": "Most people out, in orders of magnitude",
    "wave_days": "Working days of the wave",
}
"""The outcomes whose variance is told apart."""

_SHORT = {"parameters": "parameters", "shared": "shared luck", "own": "own luck"}
_CAUSE_COLOURS = {
    "parameters": style.SHARE_COLOURS[5],
    "shared": style.RUNG_COLOURS["rally"],
    "own": style.RUNG_COLOURS["sign"],
}
_REACH_COLOUR, _END_COLOUR, _MORE_COLOUR = (
    style.RUNG_COLOURS["walkout"],
    style.RUNG_COLOURS["strike"],
    style.FAINT,
)
_EDGE, _ROW, _HEAD, _AFTER, _TICKS = 12.0, 19.0, 22.0, 10.0, 20.0
_SIZE = 7.5
_GRID = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class _Group:
    """Bars under a head."""

    title: str
    colour: str
    shares: Mapping[str, Probability]
    """By the words beside the bar."""


def _groups(answer: Ensemble) -> list[_Group]:
    more = {
        "Held on 3 of 5 days": answer.sustained,
        "A general strike": answer.general_strike_25,
    }
    return [
        _Group("How far it gets", _REACH_COLOUR, _named(REACHED, answer.reach)),
        _Group("How it ends", _END_COLOUR, _named(RESOLVED, answer.resolution)),
        _Group("And of all runs", _MORE_COLOUR, more),
    ]


def _named(words: Mapping[str, str], shares: Mapping[str, Probability]) -> dict[str, Probability]:
    """The shares by their words, the strongest first."""
    order = [*words] if words is RESOLVED else [*words][::-1]
    return {words[name]: shares[name] for name in order}


def odds_chart(answer: Ensemble, *, narrow: bool = False) -> Picture:
    """The share of the runs that got how far and ended how, each with its 95 % interval.

    `narrow` draws it for a telephone.
    """
    groups = _groups(answer)
    width = 350.0 if narrow else 780.0
    height = _EDGE + sum(_HEAD + _AFTER + _ROW * len(one.shares) for one in groups) + _TICKS
    with style.house_style():
        _, axes = made = style.sheet(width, height)
        zero, whole = (136.0, 150.0) if narrow else (186.0, 420.0)
        y = _EDGE
        for group in groups:
            axes.text(_EDGE, y + 8, group.title, fontsize=8.5, fontweight="bold", va="center")
            y += _HEAD
            _scale(axes, zero, whole, y, y + _ROW * len(group.shares))
            for words, share in group.shares.items():
                _bar(axes, share, words, group.colour, (zero, whole, y + _ROW / 2), narrow=narrow)
                y += _ROW
            y += _AFTER
        for part in _GRID[:: 2 if narrow else 1]:
            at, said = zero + whole * part, f"{100 * part:.0f} %"
            axes.text(at, y - 2, said, ha="center", va="top", fontsize=_SIZE, color=style.FAINT)
    title = f"How likely: shares of {count(answer.runs)} runs"
    return Picture(made[0], title, _odds_words(groups))


def _scale(axes: "Axes", zero: float, whole: float, top: float, bottom: float) -> None:
    """Lines at quarters behind the bars of a group."""
    for part in _GRID:
        at = zero + whole * part
        axes.vlines(at, top, bottom, color=style.GRID, linewidth=0.6, zorder=0)


def _bar(
    axes: "Axes",
    share: Probability,
    words: str,
    colour: str,
    place: tuple[float, float, float],
    *,
    narrow: bool,
) -> None:
    """A share as a bar, its interval as a line with ends over it, and both in words."""
    from matplotlib.patches import Rectangle

    zero, whole, y = place
    bar = Rectangle((zero, y - 5), whole * share.p, 10, facecolor=colour, alpha=0.55, linewidth=0)
    style.place(axes, bar)
    low, high = zero + whole * share.low, zero + whole * share.high
    axes.plot([low, high], [y, y], color=style.INK, linewidth=1.1)
    for end in (low, high):
        axes.plot([end, end], [y - 3, y + 3], color=style.INK, linewidth=1.1)
    axes.text(zero - 6, y, words, fontsize=_SIZE, ha="right", va="center_baseline")
    said = f"{percent(share.p)} %" if narrow else share_words(share)
    axes.text(zero + whole + 8, y, said, fontsize=_SIZE, va="center_baseline")


def _odds_words(groups: Sequence[_Group]) -> str:
    """The bars for those who do not see them."""
    said = [
        f"{group.title}: "
        + "; ".join(
            f"{words.lower()} {share_words(share)}" for words, share in group.shares.items()
        )
        for group in groups
    ]
    return f"Bars of shares of runs, in brackets the 95 % interval. {'. '.join(said)}."


def variance_chart(rows: Sequence[Variance], *, narrow: bool = False) -> Picture:
    """What an outcome's variance is from, a bar of three parts for each outcome that varies.

    `narrow` draws it for a telephone.
    """
    from matplotlib.patches import Rectangle

    told = [row for row in rows if row.parameters]
    width, tall = 350.0 if narrow else 780.0, 66.0
    whole = width - 2 * _EDGE
    with style.house_style():
        figure, axes = style.sheet(width, _EDGE + _HEAD + tall * len(told))
        _cause_key(axes, _SHORT if narrow else CAUSES)
        for i, row in enumerate(told):
            y = _EDGE + _HEAD + tall * i
            name = OUTCOMES.get(row.outcome, row.measure)
            axes.text(_EDGE, y + 8, name, fontsize=8.5, fontweight="bold", va="center")
            left = _EDGE
            for cause, part in _parts(row).items():
                long = whole * part
                bar = Rectangle((left, y + 18), long, 18, facecolor=_CAUSE_COLOURS[cause])
                bar.set(edgecolor=style.PAPER, linewidth=0.8)
                style.place(axes, bar)
                left += long
            axes.text(_EDGE, y + 46, _shares(row), fontsize=_SIZE, va="center", color=style.FAINT)
    words = " ".join(
        f"{OUTCOMES.get(row.outcome, row.measure)}: {parts_words(row)}." for row in told
    )
    return Picture(figure, "What makes the runs differ", f"Bars of three parts. {words}")


def _cause_key(axes: "Axes", names: Mapping[str, str]) -> None:
    """What each part of a bar is."""
    from matplotlib.patches import Rectangle

    left = _EDGE
    for cause, words in names.items():
        square = Rectangle((left, _EDGE - 5), 10, 10, facecolor=_CAUSE_COLOURS[cause], linewidth=0)
        style.place(axes, square)
        axes.text(left + 15, _EDGE, words, fontsize=_SIZE, va="center_baseline")
        left += 15 + style.text_width(words, _SIZE) + 14


def _parts(row: Variance) -> dict[str, float]:
    parts = {"parameters": row.parameters, "shared": row.shared, "own": row.own}
    return {cause: part.share for cause, part in parts.items() if part}


def _shares(row: Variance) -> str:
    """The parts in a line under their bar."""
    return " · ".join(f"{_SHORT[cause]} {percent(part)} %" for cause, part in _parts(row).items())


def parts_words(row: Variance) -> str:
    """The parts of the variance of an outcome with their intervals, in a sentence without end."""
    parts = {"parameters": row.parameters, "shared": row.shared, "own": row.own}
    return ", ".join(f"{CAUSES[cause]} {portion_words(part)}" for cause, part in parts.items())


def portion_words(part: Part | None) -> str:
    """A part of a variance with its interval, if that is not the same in words."""
    if part is None:
        return "–"
    share, low, high = (percent(value) for value in (part.share, part.low, part.high))
    return f"{share} %" if share == low == high else f"{share} % ({low} to {high} %)"
