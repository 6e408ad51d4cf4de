"""Words beside points of a panel, each put where it covers least."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from downtools.show import style
from downtools.study.classics.sketch import Line, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["put_notes"]

_SIZE, _TALL = 7.0, 12.0
_NEAR, _FURTHER, _NODE = 5.0, 8.0, 5.0
"""Pixels from a point to its note; so many more if it is crowded there, or the point is a node."""
_ABOUT = 20.0
"""Pixels within which a note of a network is about a node."""
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_WIDEST = 0.42
"""Part of a panel's width that a note may take before it is folded."""
_STEP = 3.0
_OUT, _ON_NOTE, _DISTANT = 40.0, 60.0, 1.5
"""What it costs to run off the panel, to cover another note, and to stand apart, beside what it
costs to cover a few pixels of a line."""

Spots = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]


def put_notes(axes: "Axes", panel: Panel) -> None:
    """Write the notes of a panel whose lines and limits stand."""
    if not panel.notes:
        return
    area = axes.get_window_extent()
    drawn = np.concatenate([_drawn(axes, line) for line in panel.lines])
    points = [line for line in panel.lines if line.style == "points"]
    nodes = [_drawn(axes, line) for line in points] if panel.bare else []
    taken: list[Box] = []
    bounds = (area.x0, area.y0, area.x1, area.y1)
    for x, y, text in panel.notes:
        lines = [
            line
            for part in text.split("\n")
            for line in style.wrapped(part, _SIZE, _WIDEST * area.width)
        ]
        wide = max(style.text_width(line, _SIZE) for line in lines)
        size = wide, _TALL * len(lines)
        spot = _nearby(axes.transData.transform((x, y)), nodes)
        near = _NEAR + (_NODE if panel.bare else 0.0)
        costs = {
            box: _cost(box, bounds, drawn, taken) + apart
            for off, apart in ((near, 0.0), (near + _FURTHER, _DISTANT))
            for side in _SIDES
            for box in [_box((float(spot[0]), float(spot[1])), size, side, off)]
        }
        box = min(costs, key=lambda one: costs[one])
        taken.append(box)
        _write(axes, lines, box, covers=costs[box] > _DISTANT)


def _nearby(spot: Spots, nodes: list[Spots]) -> Spots:
    """The node that a note of a network is surely about, or the spot itself."""
    near = [(float(np.hypot(*(node - spot))), tuple(node)) for some in nodes for node in some]
    away, node = min(near, default=(np.inf, ()))
    return np.array(node) if away < _ABOUT else spot


def _drawn(axes: "Axes", line: Line) -> Spots:
    """Pixels that a line goes through, some apart."""
    told = list(zip(line.x, line.y, strict=True))
    ends = np.asarray(axes.transData.transform(np.array(told, float).reshape(-1, 2)))
    if line.style == "steps":
        ends = np.column_stack((np.repeat(ends[:, 0], 2)[1:], np.repeat(ends[:, 1], 2)[:-1]))
    if line.style == "bars":  # from its top down to the axis
        floor = axes.get_window_extent().y0
        pairs = [(end, np.array([end[0], floor])) for end in ends]
    elif line.style == "points":
        pairs = [(end, end) for end in ends]
    else:
        pairs = list(pairwise(ends))
    rows = [
        np.linspace(a, b, 2 + int(min(np.hypot(*(b - a)), 2000.0) / _STEP))
        for a, b in pairs
        if np.isfinite([*a, *b]).all()
    ]
    return np.concatenate(rows) if rows else np.empty((0, 2))


def _box(
    spot: tuple[float, float], size: tuple[float, float], side: tuple[int, int], off: float
) -> Box:
    """The box of a text on one side of a spot: left, bottom, right, top."""
    (x, y), (wide, tall), (right, up) = spot, size, side
    off = off if 0 in side else 0.7 * off
    left = x + right * off + (right - 1) / 2 * wide
    bottom = y + up * off + (up - 1) / 2 * tall
    return left, bottom, left + wide, bottom + tall


def _cost(box: Box, bounds: Box, drawn: Spots, taken: list[Box]) -> float:
    left, bottom, right, top = box
    inside = (drawn[:, 0] > left - 2) & (drawn[:, 0] < right + 2)
    inside &= (drawn[:, 1] > bottom) & (drawn[:, 1] < top)
    out = left < bounds[0] or bottom < bounds[1] or right > bounds[2] or top > bounds[3]
    met = sum(a < right and c > left and b < top and d > bottom for a, b, c, d in taken)
    return float(inside.sum()) + _OUT * out + _ON_NOTE * met


def _write(axes: "Axes", lines: list[str], box: Box, *, covers: bool) -> None:
    """A note; one that covers something is on paper that lets it be guessed."""
    paper = {"facecolor": style.PAPER, "alpha": 0.8, "linewidth": 0, "pad": 0.5}
    spot = axes.transAxes.inverted().transform((box[0], box[1]))
    axes.text(
        float(spot[0]),
        float(spot[1]),
        "\n".join(lines),
        transform=axes.transAxes,
        fontsize=_SIZE,
        color=style.INK,
        va="bottom",
        zorder=5,
        bbox=paper if covers else None,
    )
