"""Legends and labels of a map: they flow over the width there is and keep clear of each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from downtools.show import style
from downtools.show.geometry import Disc

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Box", "Group", "Key", "draw_groups", "groups_height", "label_box"]

SIZE = 7.5
"""Points of the type of legends and labels."""

_MARGIN, _LINE, _TITLE, _AFTER = 12.0, 18.0, 20.0, 8.0
_SWATCH, _GAP, _BETWEEN = 16.0, 5.0, 14.0


@dataclass(frozen=True)
class Key:
    """An entry of a legend: a square of a colour, or a circle if it has a radius."""

    text: str
    colour: str
    radius: float | None = None
    name: str = ""
    """The id of the drawn circle, if it stands for something."""

    @property
    def mark(self) -> float:
        """Width of the square or circle."""
        return _SWATCH if self.radius is None else 2 * self.radius

    @cached_property
    def width(self) -> float:
        """Width with the text beside it."""
        return self.mark + _GAP + style.text_width(self.text, SIZE)


@dataclass(frozen=True)
class Group:
    """Keys under a title."""

    title: str
    keys: tuple[Key, ...]

    def lines(self, width: float) -> list[list[Key]]:
        """The keys in lines that fit into the width."""
        lines: list[list[Key]] = []
        room = 0.0
        for key in self.keys:
            if not lines or key.width > room:
                lines.append([])
                room = width - 2 * _MARGIN
            lines[-1].append(key)
            room -= key.width + _BETWEEN
        return lines


def _line_height(line: Sequence[Key]) -> float:
    return max(_LINE, *(2 * (key.radius or 0.0) + 3 for key in line))


def groups_height(groups: Sequence[Group], width: float) -> float:
    """Pixels that the groups take, one under the other."""
    return sum(_TITLE + sum(map(_line_height, group.lines(width))) + _AFTER for group in groups)


def draw_groups(axes: "Axes", groups: Sequence[Group], width: float, top: float) -> None:
    """Draw the groups on a sheet in pixels, from `top` down."""
    y = top
    for group in groups:
        axes.text(
            _MARGIN, y + _TITLE / 2, group.title, fontsize=SIZE, fontweight="bold", va="center"
        )
        y += _TITLE
        for line in group.lines(width):
            tall = _line_height(line)
            x = _MARGIN
            for key in line:
                _draw_key(axes, key, x, y + tall / 2)
                x += key.width + _BETWEEN
            y += tall
        y += _AFTER


def _draw_key(axes: "Axes", key: Key, x: float, y: float) -> None:
    from matplotlib.patches import Circle, Rectangle

    if key.radius is None:
        mark = Rectangle((x, y - 6), _SWATCH, 12, facecolor=key.colour, edgecolor=style.GRID)
    else:
        mark = Circle((x + key.radius, y), key.radius, facecolor=key.colour, edgecolor=style.INK)
    mark.set_linewidth(0.6)
    style.place(axes, mark, key.name)
    axes.text(x + key.mark + _GAP, y, key.text, fontsize=SIZE, va="center_baseline")


@dataclass(frozen=True)
class Box:
    """A rectangle on a sheet, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @staticmethod
    def around(discs: Sequence[Disc]) -> "Box":
        """The smallest that holds some circles."""
        return Box(
            min(disc.x - disc.radius for disc in discs),
            min(disc.y - disc.radius for disc in discs),
            max(disc.x + disc.radius for disc in discs),
            max(disc.y + disc.radius for disc in discs),
        )

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def shared(self, other: "Box") -> float:
        """Area that both cover."""
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0.0) * max(along, 0.0)


def label_box(text: str, beside: Box, taken: Sequence[Box], sheet: Box) -> Box:
    """Where a label goes: the spot beside `beside` that covers least of what is taken."""
    wide, tall = style.text_width(text, SIZE) + 4, 12.0
    x, y = beside.middle
    spots = (
        (beside.right + 1, y - tall / 2),
        (beside.left - 1 - wide, y - tall / 2),
        (x - wide / 2, beside.bottom + 1),
        (x - wide / 2, beside.top - 1 - tall),
        (beside.right - 1, beside.bottom - 3),
        (beside.right - 1, beside.top - tall + 3),
        (beside.left + 1 - wide, beside.bottom - 3),
        (beside.left + 1 - wide, beside.top - tall + 3),
    )
    boxes = [Box(left, top, left + wide, top + tall) for left, top in spots]
    whole = wide * tall

    def harm(box: Box) -> float:
        outside = whole - box.shared(sheet)
        return round(3 * outside + sum(box.shared(other) for other in taken), 6)

    return min(boxes, key=harm)
