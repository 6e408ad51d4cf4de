"""A sketch: what a picture of a model shows, as numbers; `show.sketches` draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Line", "Panel", "Sketch"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of points with a label; a NaN breaks a line."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    style: Literal["line", "dashed", "points", "steps", "bars"] = "line"
    colour: int = 0
    """Which of the house's colours: 0 to 5; 6 is faint."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One set of axes."""

    title: str
    x: str
    """What is along the axis, with its unit."""
    y: str
    lines: tuple[Line, ...]
    log_x: bool = False
    log_y: bool = False
    x_limits: tuple[float, float] | None = None
    y_limits: tuple[float, float] | None = None
    notes: tuple[tuple[float, float, str], ...] = ()
    """Words beside a point: x, y and the text."""
    bare: bool = False
    """Without axes, x and y on one scale: for a drawing of a network."""


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """A picture of a model: one to four panels."""

    title: str
    description: str
    """What is to be seen, in words, for those who do not see it."""
    panels: tuple[Panel, ...]
