"""The one drawer of sketches: panels of lines, points and bars, as `study.classics` states them.

Over each panel stand its title, what each colour and line stands for, and what is upwards; so no
key covers data. A key that is the same for all panels stands once, over all of them. A line
without points is in the key only. The footer names the command that makes the picture again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import downtools
from downtools.show import style
from downtools.show.frame import EDGE, PAGE, Line, lines_of, write
from downtools.show.notes import put_notes
from downtools.show.style import Picture
from downtools.study.classics import sketch

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

__all__ = ["sketch_picture"]

_ROWS = {1: (1,), 2: (2,), 3: (3,), 4: (2, 2)}
"""Panels in each row, by how many there are."""
_TALL = {1: 250.0, 2: 200.0, 3: 160.0}
"""Pixels of a panel's height, by how many stand beside it and itself."""
_COLOURS = (*style.LINE_COLOURS, style.FAINT)
_GAP, _RIGHT, _TICKS, _UNDER = 20.0, 14.0, 23.0, 14.0
"""Pixels between panels, right of axes, of the ticks' numbers below them, and below a row."""
_SWATCH, _NEAR, _SPACE = 16.0, 4.0, 12.0
_TITLE, _WORDS, _FOOT = 8.5, 7.5, 6.5
_AROUND = 0.03
"""Part of a panel's width left free beside what is drawn, lest it be cut."""
_NUMBER_WIDE, _NUMBER_TALL = 45.0, 22.0
"""Pixels for each number along an axis."""
_FEW_DECADES = 2.2
"""Of a log axis that is numbered between powers of ten as well, if there is room."""
_FEW = 30
"""Points of a row that are drawn in full size."""
_DASHES = (0, (4, 2.5))


@dataclass(frozen=True)
class _Entry:
    """What stands for what: the first line of a label, and where it stands in the key."""

    look: dict[str, Any]
    words: list[Line]
    left: float
    row: int


@dataclass(frozen=True)
class _Head:
    """What stands over a panel."""

    titles: list[Line]
    key: list[_Entry]
    upwards: list[Line]

    @property
    def tall(self) -> float:
        """Pixels it takes."""
        words = sum(line.tall for line in (*self.titles, *self.upwards))
        return words + _key_tall(self.key)


def sketch_picture(drawn: sketch.Sketch, command: str) -> Picture:
    """Draw a sketch, as wide as a page's text. `command` is what makes the picture again."""
    room = PAGE - 2 * EDGE
    above = lines_of(drawn.title, 10.0, room, style.INK, "bold")
    made_by = f"downtools {downtools.__version__}: {command}"
    below = lines_of(made_by, _FOOT, room)
    with style.house_style():
        once = _same_key(drawn.panels)
        shared = _key(drawn.panels[0], room) if once else []
        rows = _rows(drawn.panels, keys=not once)
        under = EDGE + sum(line.tall for line in above)
        top = under + _key_tall(shared) + 4
        height = top + sum(row.tall for row in rows) + EDGE + sum(line.tall for line in below)
        figure = style.new_figure(PAGE, height)
        write(figure, above, EDGE)
        _put_key(figure, shared, EDGE, under)
        for row in rows:
            row.draw(figure, top)
            top += row.tall
        write(figure, below, top)
    return Picture(figure, drawn.title, drawn.description)


@dataclass(frozen=True)
class _Row:
    """Panels side by side, of equal width."""

    panels: Sequence[sketch.Panel]
    heads: list[_Head]
    across: list[list[Line]]
    """What is along the axis of each."""

    @property
    def wide(self) -> float:
        """Pixels of a panel with its numbers."""
        many = len(self.panels)
        return (PAGE - 2 * EDGE - _GAP * (many - 1)) / many

    @property
    def head(self) -> float:
        """Pixels over the axes."""
        return max(head.tall for head in self.heads)

    @property
    def foot(self) -> float:
        """Pixels under the axes."""
        numbers = _UNDER if all(panel.bare for panel in self.panels) else _TICKS + _UNDER
        return numbers + max(sum(line.tall for line in lines) for lines in self.across)

    @property
    def tall(self) -> float:
        """Pixels of the row."""
        return self.head + _TALL[len(self.panels)] + self.foot

    def draw(self, figure: "Figure", top: float) -> None:
        """Draw its panels, from so many pixels below the upper edge."""
        tall = _TALL[len(self.panels)]
        for i, (panel, head) in enumerate(zip(self.panels, self.heads, strict=True)):
            left = EDGE + i * (self.wide + _GAP)
            under = top + self.head
            write(figure, head.titles, top, left)
            write(figure, head.upwards, under - sum(one.tall for one in head.upwards), left)
            _put_key(figure, head.key, left, top + sum(line.tall for line in head.titles))
            axes = _new_axes(figure, left, under, self.wide, tall, bare=panel.bare)
            _fill(axes, panel)
            if panel.bare:
                axes.apply_aspect()
            else:
                _make_room(axes, left, self.wide)
            put_notes(axes, panel)
            start = left if panel.bare else axes.get_position().x0 * PAGE
            write(figure, self.across[i], under + tall + (4 if panel.bare else _TICKS), start)


def _rows(panels: Sequence[sketch.Panel], *, keys: bool) -> list[_Row]:
    rows: list[_Row] = []
    first = 0
    for many in _ROWS[len(panels)]:
        some = panels[first : first + many]
        first += many
        room = (PAGE - 2 * EDGE - _GAP * (many - 1)) / many
        heads = [_head(panel, room, key=keys) for panel in some]
        across = [lines_of(panel.x, _WORDS, room - 3 * _RIGHT) for panel in some]
        rows.append(_Row(some, heads, across))
    return rows


def _head(panel: sketch.Panel, room: float, *, key: bool) -> _Head:
    return _Head(
        lines_of(panel.title, _TITLE, room, style.INK, "bold"),
        _key(panel, room) if key else [],
        lines_of(panel.y, _WORDS, room),
    )


def _same_key(panels: Sequence[sketch.Panel]) -> bool:
    """Whether several panels would all have the same key."""
    told = [
        (panel.bare, {(line.label, line.style, line.colour) for line in panel.lines if line.label})
        for panel in panels
    ]
    return len(told) > 1 and all(each == told[0] for each in told)


def _key_tall(key: Sequence[_Entry]) -> float:
    """Pixels a key takes."""
    return max((entry.row + len(entry.words) for entry in key), default=0) * _WORDS * 1.9


def _key(panel: sketch.Panel, room: float) -> list[_Entry]:
    """Each label once, one after the other in rows that fit."""
    entries: list[_Entry] = []
    told: set[str] = set()
    left, row = 0.0, 0
    for line in panel.lines:
        if not line.label or line.label in told:
            continue
        told.add(line.label)
        words = lines_of(line.label, _WORDS, room - _SWATCH - _NEAR, style.INK)
        wide = _SWATCH + _NEAR + max(style.text_width(one.text, _WORDS) for one in words)
        if left and left + wide > room:
            left, row = 0.0, row + 1
        entries.append(_Entry(_look(line, panel), words, left, row))
        left += wide + _SPACE
        if len(words) > 1:
            left, row = 0.0, row + len(words)
    return entries


def _put_key(figure: "Figure", key: Sequence[_Entry], left: float, top: float) -> None:
    from matplotlib.lines import Line2D

    _, height = figure.get_size_inches()
    for entry in key:
        x, y = left + entry.left, top + entry.row * _WORDS * 1.9
        write(figure, entry.words, y, x + _SWATCH + _NEAR)
        ends = [(x + at * _SWATCH) / style.DOTS_PER_INCH for at in (0, 1)]
        level = height - (y + _WORDS * 0.7) / style.DOTS_PER_INCH
        points = "marker" in entry.look
        swatch = Line2D(
            [sum(ends) / 2] if points else ends,
            [level] if points else [level, level],
            transform=figure.dpi_scale_trans,
            **entry.look,
        )
        figure.add_artist(swatch)


def _look(line: sketch.Line, panel: sketch.Panel) -> dict[str, Any]:
    """How a line or its points are drawn, or a swatch of its bars."""
    look: dict[str, Any] = {"color": _COLOURS[line.colour]}
    if line.style == "points":
        return look | _points(line, panel)
    if line.style == "bars":
        return look | {"linewidth": 6.0, "solid_capstyle": "butt"}
    look["linewidth"] = 1.0 if line.colour == len(_COLOURS) - 1 else 1.5
    if line.style == "dashed":
        look["linestyle"] = _DASHES
    if line.style == "steps":
        look["drawstyle"] = "steps-post"
    return look


def _points(line: sketch.Line, panel: sketch.Panel) -> dict[str, Any]:
    """Discs and, for every other labelled colour, rings, so that equal points are both seen.

    Points without a label go with the line of their colour, and are discs as all of those.
    """
    rows = [one for one in panel.lines if one.style == "points" and one.label and len(one.x)]
    colours = list(dict.fromkeys(one.colour for one in rows))
    few = len(line.x) <= _FEW
    look: dict[str, Any] = {"linestyle": "none", "marker": "o", "markeredgewidth": 0.0}
    if panel.bare:
        return look | {"markersize": 9.0 if few else 4.0}
    if line in rows and colours.index(line.colour) % 2:
        ring = {"markersize": 5.5, "markeredgewidth": 1.1} if few else {"markersize": 4.0}
        return look | {"markeredgewidth": 0.8, "markerfacecolor": "none"} | ring
    return look | {"markersize": 3.6 if few else 2.4}


def _new_axes(
    figure: "Figure", left: float, top: float, wide: float, tall: float, *, bare: bool
) -> "Axes":
    """Axes at so many pixels from the upper left corner."""
    width, height = (side * style.DOTS_PER_INCH for side in figure.get_size_inches())
    right = 0.0 if bare else _RIGHT
    box = (left / width, 1 - (top + tall) / height, (wide - right) / width, tall / height)
    return figure.add_axes(box)


def _fill(axes: "Axes", panel: sketch.Panel) -> None:
    """Draw the lines of a panel, and set its axes."""
    bars = [line for line in panel.lines if line.style == "bars"]
    for at, line in enumerate(bars):
        _put_bars(axes, line, (at, len(bars)), log=panel.log_x)
    for line in panel.lines:
        if line.style != "bars":
            axes.plot(line.x, line.y, zorder=_above(line), **_look(line, panel))
    if panel.bare:
        axes.set_axis_off()
        axes.margins(0.12)
        axes.set_aspect("equal", adjustable="datalim")
        return
    cut = "clip" if bars else "mask"
    for log, set_scale in ((panel.log_x, axes.set_xscale), (panel.log_y, axes.set_yscale)):
        if log:
            set_scale("log", nonpositive=cut)
    axes.margins(_AROUND, 2 * _AROUND)
    if panel.x_limits is not None:
        axes.set_xlim(_padded(panel.x_limits, log=panel.log_x))
    if panel.y_limits is not None:
        axes.set_ylim(_padded(panel.y_limits, log=panel.log_y))
    if bars and not panel.log_y and axes.dataLim.y0 >= 0:
        axes.set_ylim(bottom=0.0)
    area = axes.get_window_extent()
    _number(axes.yaxis, area.height / _NUMBER_TALL, log=panel.log_y)
    _number(axes.xaxis, area.width / _NUMBER_WIDE, log=panel.log_x)
    if not panel.log_x:
        _thin(axes.xaxis, area.width)
    axes.grid(visible=True, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", length=3)
    axes.tick_params(which="minor", length=0)


def _above(line: sketch.Line) -> float:
    """What is drawn over what: points over lines, and these over clouds of points."""
    if line.style == "points":
        return 4.0 if len(line.x) <= _FEW else 1.0
    return 2.0 if line.colour == len(_COLOURS) - 1 else 3.0


def _put_bars(axes: "Axes", line: sketch.Line, place: tuple[int, int], *, log: bool) -> None:
    """Bars around their points, side by side with those of other rows: the i-th of so many."""
    at, many = place
    told = sorted(zip(line.x, line.y, strict=True))
    spots = [math.log(x) if log else x for x, _ in told]
    gaps = [b - a for a, b in pairwise(spots) if b > a]
    wide = 0.8 * min(gaps, default=1.0) / many
    lefts = [spot + (at - many / 2) * wide for spot in spots]
    edges = [(math.exp(x), math.exp(x + wide)) if log else (x, x + wide) for x in lefts]
    axes.bar(
        [left for left, _ in edges],
        [y for _, y in told],
        width=[right - left for left, right in edges],
        align="edge",
        color=_COLOURS[line.colour],
        linewidth=0,
    )


def _padded(limits: tuple[float, float], *, log: bool) -> tuple[float, float]:
    """Limits with a little room, so that what runs along them is seen whole."""
    low, high = limits
    if log:
        room = (high / low) ** _AROUND
        return low / room, high * room
    room = _AROUND * (high - low)
    return low - room, high + room


def _number(axis: "Axis", most: float, *, log: bool) -> None:
    """At most so many ticks with numbers: at round ones, or at powers of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

    low, high = sorted(axis.get_view_interval())
    decades = math.log10(high / low) if log else 0.0
    raised = log and not 5e-4 <= low < high <= 5e5
    if not log:
        axis.set_major_locator(MaxNLocator(min(5, int(most)), steps=[1, 2, 2.5, 5, 10]))
    elif decades < 1 or (decades < _FEW_DECADES and 3 * decades <= most):
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    else:
        axis.set_major_locator(LogLocator(numticks=int(most)))
    axis.set_major_formatter(FuncFormatter(partial(_told, raised)))
    axis.set_minor_formatter(NullFormatter())


def _thin(axis: "Axis", wide: float) -> None:
    """Fewer numbers along an axis of so many pixels if they would meet."""
    from matplotlib.ticker import MaxNLocator

    low, high = sorted(axis.get_view_interval())
    for most in (6, 5, 4, 3, 2):
        locator = MaxNLocator(most, steps=[1, 2, 5, 10])
        ticks = list(locator.tick_values(low, high))
        apart = (ticks[1] - ticks[0]) / (high - low) * wide
        axis.set_major_locator(locator)
        if max(style.text_width(_told(False, at, None), 7.5) for at in ticks) + 8 < apart:
            return


def _told(raised: bool, value: float, _: int | None) -> str:
    """A number in digits, or, if `raised`, a power of ten as that."""
    if raised and not 1 <= value <= 10:
        return f"10{str(round(math.log10(value))).translate(_RAISED)}"
    return f"{round(value, 9) + 0.0:,.10g}".replace("-", "−")


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _make_room(axes: "Axes", left: float, wide: float) -> None:
    """Move the left edge of axes so that the numbers beside it begin at so many pixels."""
    low, high = sorted(axes.get_ylim())
    ticks = [at for at in axes.get_yticks() if low <= at <= high]
    numbers = axes.yaxis.get_major_formatter().format_ticks(ticks)
    room = max((style.text_width(one, 7.5) for one in numbers), default=0.0) + 7
    box = axes.get_position()
    start = (left + room) / PAGE
    axes.set_position((start, box.y0, (left + wide - _RIGHT) / PAGE - start, box.height))
