"""Levers, ranked: by how much each changes a probability, and how many are out with it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from downtools.show import style
from downtools.show.chances import AT_LEAST, change_words, many, share_words
from downtools.show.frame import COLUMN, PAGE, framed
from downtools.show.style import Picture
from downtools.show.text import count
from downtools.study.levers.answer import Levers, Range, Ranked
from downtools.study.paired import Change

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "FLAGS",
    "baseline_words",
    "difference_of",
    "factor_words",
    "name_of",
    "source_of",
    "tornado",
    "tornado_for",
]

FLAGS = {
    "data": "informed by data",
    "other cases": "by other cases",
    "assumption": "by assumption",
}
"""What an effect can rest on, in words."""

_LOOKS = {
    "data": ("o", style.SHARE_COLOURS[5], True),
    "other cases": ("D", style.RUNG_COLOURS["rally"], True),
    "assumption": ("o", style.FAINT, False),
}
"""By flag: the mark at the end of a bar, its colour, and whether it is filled."""

_EDGE, _KEY, _HEAD, _TICKS = 12.0, 22.0, 34.0, 24.0
_SIZE = 7.5
_FARTHEST = 1000.0
_STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True)
class _Axis:
    """A stretch of the sheet that stands for numbers."""

    left: float
    right: float
    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def at(self, value: float) -> float:
        """Where a number stands; what is beyond the ends stands at them."""
        inside = min(max(value, self.low), self.high)
        first, last = self.low, self.high
        if self.log:
            inside, first, last = math.log(inside), math.log(first), math.log(last)
        return self.left + (self.right - self.left) * (inside - first) / (last - first)


@dataclass(frozen=True)
class _Layout:
    """Where rows and the two panels stand, in pixels."""

    width: float
    row: float
    changes: tuple[float, float]
    factors: tuple[float, float]
    above: bool
    """Whether names stand above their bars, for want of room beside them."""

    def bars(self, top: float, row: int) -> tuple[float, float]:
        """The upper and the lower edge of what is drawn in a row."""
        edge = top + self.row * row
        return edge + (13.0 if self.above else 0.0), edge + self.row

    @staticmethod
    def of(width: float, *, narrow: bool, two: bool) -> "_Layout":
        more = 9.0 if two else 0.0
        if narrow:
            return _Layout(width, 31.0 + more, (16.0, 172.0), (200.0, width - 18.0), True)
        names = 196.0
        middle = names + (width - names) * 0.56
        return _Layout(width, 18.0 + more, (names, middle - 18.0), (middle + 18, width - 20), False)


def name_of(lever: str) -> str:
    """The name of a lever as people write it: No lock in, Strike fund."""
    words = lever.replace("-", " ")
    return words[:1].upper() + words[1:]


def difference_of(row: Ranked) -> Change:
    """What a lever changes of the probability that was asked for."""
    return Change(difference=row.p_reach_difference, low=row.low, high=row.high)


def tornado(levers: Levers, *, narrow: bool = False) -> Picture:
    """The levers in their order, fit for a paper: what each changes, with its 95 % interval.

    Left the change of the probability to reach as far as was asked, in points of per cent; right
    how many times as many are out on the largest day, the median of the pairs and where nine
    tenths of them lie. Where the answer has two beliefs, the second is the thin line below.
    `narrow` is for one of two columns of a page.
    """
    with style.house_style():
        figure = _drawn(levers, COLUMN if narrow else PAGE, narrow=narrow)
        title = f"What would have changed it, in this model: {levers.scenario}"
        framed(figure, title, baseline_words(levers), source_of(levers))
    return Picture(figure, title, f"{_words(levers)} {source_of(levers)}")


def tornado_for(levers: Levers, *, narrow: bool = False) -> Picture:
    """The same for a page of a report; `narrow` draws it for a telephone."""
    with style.house_style():
        figure = _drawn(levers, 350.0 if narrow else 780.0, narrow=narrow)
    return Picture(figure, "What would have changed it, in this model", _words(levers))


def baseline_words(levers: Levers) -> str:
    """How many runs reach that far without any lever."""
    share = levers.baseline[levers.reach]
    return f"{AT_LEAST[levers.reach]}: {share_words(share)} of the runs without any lever"


def source_of(levers: Levers) -> str:
    """Where the numbers come from."""
    return (
        f"What a model answers, no record: downtools {levers.version}, {many(levers)}; each is run"
        f" with every lever and with none. Seed {levers.seed}, digest {levers.digest[:12]}."
        f" Parameters from {levers.belief}. The regime answers by rule from {levers.by_rule_from}"
        " on."
    )


def _drawn(levers: Levers, width: float, *, narrow: bool) -> "Figure":
    """The sheet with both panels."""
    two = next((row.ranges[1].belief for row in levers.levers if len(row.ranges) > 1), "")
    layout = _Layout.of(width, narrow=narrow, two=bool(two))
    rows = levers.levers
    top = _EDGE + _KEY * (2 if narrow and two else 1) + _HEAD
    height = top + layout.row * len(rows) + _TICKS
    figure, axes = style.sheet(width, height)
    _key(axes, two=two, narrow=narrow)
    changes, factors = _changes_axis(rows, layout), _factors_axis(rows, layout)
    heads = _SHORT_HEADS if narrow else _HEADS
    for axis, head, neutral in zip((changes, factors), heads, (0.0, 1.0), strict=True):
        axes.text(axis.left, top - 16, head, fontsize=8, fontweight="bold", va="center")
        _scale(axes, axis, [layout.bars(top, i) for i in range(len(rows))], neutral)
    for i, row in enumerate(rows):
        _row(axes, row, (changes, factors), layout, top + layout.row * i)
    return figure


_SHORT_HEADS = ("Change, in points", "Most out, times")
_HEADS = ("Change of the probability, in points", "Most people out, times as many")


def _changes_axis(rows: Sequence[Ranked], layout: _Layout) -> _Axis:
    """Points of per cent, even, with zero in sight."""
    from matplotlib.ticker import MaxNLocator

    ends = [0.0, *(100 * end for row in rows for end in (row.low, row.high))]
    ends += [100 * end for row in rows for one in row.ranges for end in _ends(one.p_reach)]
    low, high = min(*ends, -1.0) * 1.05, max(*ends, 1.0) * 1.05
    found = MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(low, high)
    ticks = tuple(float(tick) for tick in found if low <= tick <= high)
    return _Axis(*layout.changes, low, high, ticks)


def _ends(change: Change) -> tuple[float, float]:
    return change.low, change.high


def _factors_axis(rows: Sequence[Ranked], layout: _Layout) -> _Axis:
    """Times as many, as powers, with one in sight."""
    ends = [
        1.0,
        *(end for row in rows for one in row.ranges for end in (one.peak_low, one.peak_high)),
    ]
    low = max(min(ends) / 1.1, 1.0 / _FARTHEST)
    high = min(max(ends) * 1.1, _FARTHEST)
    low, high = min(low, 0.8), max(high, 1.25)
    powers = range(-4, 5)
    fine = [step * 10.0**power for power in powers for step in _STEPS]
    found = [tick for tick in fine if low <= tick <= high]
    if len(found) > 5:
        found = [10.0**power for power in powers if low <= 10.0**power <= high]
    return _Axis(*layout.factors, low, high, tuple(found), log=True)


def _scale(axes: "Axes", axis: _Axis, rows: Sequence[tuple[float, float]], neutral: float) -> None:
    """A line at each tick of a panel with its number below, and one for no change.

    `rows` are the upper and lower edges of what is drawn: names in between are not crossed.
    """
    tops, bottoms = ([row[i] for row in rows] for i in (0, 1))
    below = max(bottoms, default=0.0) + 11
    for tick in axis.ticks:
        x = axis.at(tick)
        axes.vlines([x] * len(rows), tops, bottoms, color=style.GRID, linewidth=0.6, zorder=0)
        said = f"×{tick:g}" if axis.log else f"{tick:+g}".replace("-", "−").replace("+0", "0")
        axes.text(x, below, said, fontsize=_SIZE, color=style.FAINT, ha="center", va="center")
    middle = [axis.at(neutral)] * len(rows)
    axes.vlines(middle, tops, bottoms, color=style.INK, linewidth=0.9, zorder=1)


def _row(
    axes: "Axes", row: Ranked, panels: tuple[_Axis, _Axis], layout: _Layout, top: float
) -> None:
    """A lever: its name, its change with the interval, its factor with the range."""
    changes, factors = panels
    if layout.above:
        axes.text(changes.left - 4, top + 8, name_of(row.lever), fontsize=_SIZE, va="center")
        y = top + 21
    else:
        y = top + 9
        name = name_of(row.lever)
        axes.text(changes.left - 8, y, name, fontsize=_SIZE, ha="right", va="center_baseline")
    _change(axes, changes, difference_of(row), row.flag, y)
    if row.ranges:
        _factor(axes, factors, row.ranges[0], row.flag, y)
    for second in row.ranges[1:2]:
        _second(axes, panels, second, y + 10)


def _change(axes: "Axes", axis: _Axis, change: Change, flag: str, y: float) -> None:
    from matplotlib.patches import Rectangle

    _, colour, filled = _LOOKS[flag]
    ends = axis.at(0.0), axis.at(100 * change.difference)
    bar = Rectangle((min(ends), y - 5), max(ends) - min(ends), 10, linewidth=0.8, facecolor=colour)
    bar.set(alpha=0.5 if filled else 0.25)
    style.place(axes, bar)
    axes.hlines(y, axis.at(100 * change.low), axis.at(100 * change.high), color=style.INK, lw=1.1)
    _mark(axes, ends[1], y, flag)


def _factor(axes: "Axes", axis: _Axis, one: Range, flag: str, y: float) -> None:
    low, high = axis.at(one.peak_low), axis.at(one.peak_high)
    axes.hlines(y, low, high, color=_LOOKS[flag][1], linewidth=4.0, alpha=0.5)
    _mark(axes, axis.at(one.peak_factor), y, flag)


def _second(axes: "Axes", panels: tuple[_Axis, _Axis], one: Range, y: float) -> None:
    """The second belief: thin lines with a stroke for the middle."""
    changes, factors = panels
    edges = [100 * end for end in (one.p_reach.low, one.p_reach.difference, one.p_reach.high)]
    for axis, (low, middle, high) in (
        (changes, edges),
        (factors, (one.peak_low, one.peak_factor, one.peak_high)),
    ):
        axes.hlines(y, axis.at(low), axis.at(high), color=style.FAINT, linewidth=1.0)
        axes.vlines(axis.at(middle), y - 3.5, y + 3.5, color=style.FAINT, linewidth=1.4)


def _mark(axes: "Axes", x: float, y: float, flag: str) -> None:
    marker, colour, filled = _LOOKS[flag]
    axes.plot(
        [x],
        [y],
        linestyle="none",
        marker=marker,
        markersize=5.2 if marker == "o" else 4.8,
        markerfacecolor=colour if filled else style.PAPER,
        markeredgecolor=style.INK,
        markeredgewidth=1.0,
        zorder=4,
    )


def _key(axes: "Axes", *, two: str, narrow: bool) -> None:
    """What the marks stand for, and the second belief of that name, if there is one."""
    x, y = _EDGE + 4, _EDGE + 2
    for flag, words in FLAGS.items():
        _mark(axes, x, y, flag)
        axes.text(x + 9, y, words, fontsize=_SIZE, va="center_baseline")
        x += 9 + style.text_width(words, _SIZE) + (14 if narrow else 20)
    if two:
        if narrow:
            x, y = _EDGE, y + _KEY
        axes.hlines(y, x, x + 18, color=style.FAINT, linewidth=1.0)
        axes.vlines(x + 9, y - 3.5, y + 3.5, color=style.FAINT, linewidth=1.4)
        axes.text(x + 24, y, f"the same over the {two}", fontsize=_SIZE, va="center_baseline")


def factor_words(one: Range) -> str:
    """How many times as many are out, with the range over the pairs: 1.4 (0.9 to 3.1)."""
    return f"{_times(one.peak_factor)} ({_times(one.peak_low)} to {_times(one.peak_high)})"


def _times(factor: float) -> str:
    if 0.1 <= factor < 10.0:
        return f"{factor:.2f}".rstrip("0").removesuffix(".")
    return count(factor) if factor >= 100.0 else f"{factor:.2g}"


def _words(levers: Levers) -> str:
    """The levers for those who do not see them."""
    said = "; ".join(
        f"{name_of(row.lever)} {change_words(difference_of(row))}" for row in levers.levers
    )
    return (
        f"Bars for each of {len(levers.levers)} levers, the strongest first."
        f" {baseline_words(levers)}. Change in points of per cent, in brackets the 95 % interval:"
        f" {said}."
    )
