"""The delay curve: how likely it is that a wave gets far, by the day on which sites can join."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from downtools.show import style
from downtools.show.chances import AT_LEAST, share_words
from downtools.show.frame import COLUMN, PAGE, framed
from downtools.show.style import Picture
from downtools.show.text import short_date
from downtools.show.tornado import source_of
from downtools.study.levers.answer import Delay, Levers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["day_words", "delay_curve", "delay_for"]

_LEFT, _RIGHT, _TOP, _BOTTOM, _TALL = 50.0, 24.0, 34.0, 44.0, 170.0
_APART = 48.0
"""Pixels that dates on the axis keep from each other."""


def delay_curve(levers: Levers, *, narrow: bool = False) -> Picture:
    """P(reach) by the day from which committees of several sites can join, fit for a paper.

    Bars are Wilson's 95 % intervals; the day of the scenario is marked, never stands at the end.
    `narrow` is for one of two columns of a page. Raises `ValueError` for an answer without one.
    """
    with style.house_style():
        figure = _drawn(levers, COLUMN if narrow else PAGE)
        title = f"A joint committee sooner or later, in this model: {levers.scenario}"
        framed(figure, title, _what(levers), source_of(levers))
    return Picture(figure, title, f"{_words(levers)} {source_of(levers)}")


def delay_for(levers: Levers, *, narrow: bool = False) -> Picture:
    """The same for a page of a report; `narrow` draws it for a telephone."""
    with style.house_style():
        figure = _drawn(levers, 350.0 if narrow else 780.0)
    return Picture(figure, "A joint committee sooner or later", _words(levers))


def day_words(one: Delay) -> str:
    """The day of a point in words."""
    return short_date(dt.date.fromisoformat(one.open_on)) if one.open_on else "never"


def _what(levers: Levers) -> str:
    return f"Share of the runs that reach: {AT_LEAST[levers.reach].lower()}"


def _drawn(levers: Levers, width: float) -> "Figure":
    """The points at their days, never at the end, and the share of runs upwards."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    if not levers.delay:
        raise ValueError("the answer has no delay curve")
    height = _TOP + _TALL + _BOTTOM
    across = width - _LEFT - _RIGHT
    figure = style.new_figure(width, height)
    box = (_LEFT / width, _BOTTOM / height, across / width, _TALL / height)
    axes = figure.add_axes(box)
    places = _places(levers.delay)
    low, high = min(places), max(places)
    room = max(high - low, 1.0) * 0.04
    axes.set_xlim(low - room, high + room)
    top = max(one.p_reach.high for one in levers.delay)
    axes.set_ylim(0.0, min(max(1.15 * top, 0.1), 1.04))
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.grid(visible=True, axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    _points(axes, levers.delay, places)
    _dated(axes, levers.delay, places, across / (high - low + 2 * room))
    return figure


def _places(curve: Sequence[Delay]) -> list[float]:
    """Where the points stand: days since the first; never a little after the last."""
    dates = [dt.date.fromisoformat(one.open_on) for one in curve if one.open_on]
    days = [float((date - dates[0]).days) for date in dates]
    last = days[-1] if days else 0.0
    return [*days, *[last + max(last * 0.14, 1.0)] * (len(curve) - len(days))]


def _points(axes: "Axes", curve: Sequence[Delay], places: Sequence[float]) -> None:
    """Points with their intervals, a line through those with a date, the scenario's own set off."""
    dated = [i for i, one in enumerate(curve) if one.open_on]
    colour = style.LINE_COLOURS[0]
    lows, highs = ([getattr(one.p_reach, end) for one in curve] for end in ("low", "high"))
    where = [places[i] for i in dated]
    band = axes.fill_between(where, [lows[i] for i in dated], [highs[i] for i in dated])
    band.set(facecolor=colour, alpha=0.18, linewidth=0)
    axes.plot(where, [curve[i].p_reach.p for i in dated], color=colour, linewidth=1.4)
    axes.vlines(places, lows, highs, color=colour, linewidth=1.2)
    for one, place in zip(curve, places, strict=True):
        own = one.days == 0
        (mark,) = axes.plot([place], [one.p_reach.p], marker="D" if own else "o", markersize=5.4)
        mark.set(
            color=colour, clip_on=False, zorder=5, markerfacecolor=style.INK if own else style.PAPER
        )
        mark.set_markeredgecolor(style.INK if own else colour)
        if own:
            axes.axvline(place, color=style.FAINT, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
            axes.set_title(
                "◆ the day of the scenario", loc="left", fontsize=8, color=style.INK, pad=6
            )


def _dated(axes: "Axes", curve: Sequence[Delay], places: Sequence[float], scale: float) -> None:
    """Dates under the points as far as there is room; the scenario's own and never are always."""
    always = [i for i, one in enumerate(curve) if one.days == 0 or one.open_on is None]
    shown = list(always)
    for i in range(len(curve)):
        if all(abs(places[i] - places[j]) * scale >= _APART for j in shown):
            shown.append(i)
    shown.sort()
    axes.set_xticks([places[i] for i in shown])
    axes.set_xticklabels([_short(curve[i]) for i in shown])
    axes.set_xlabel("The day from which committees of several sites can join", fontsize=7.5)
    axes.xaxis.label.set_color(style.FAINT)


def _short(one: Delay) -> str:
    if one.open_on is None:
        return "never"
    date = dt.date.fromisoformat(one.open_on)
    return f"{date.day} {date:%b}"


def _words(levers: Levers) -> str:
    """The curve for those who do not see it."""
    said = "; ".join(
        f"{day_words(one)}{' (as in the scenario)' if one.days == 0 else ''}"
        f" {share_words(one.p_reach)}"
        for one in levers.delay
    )
    return (
        "A curve by the day from which committees of several sites can join."
        f" {_what(levers)}, in brackets the 95 % interval: {said}."
    )
