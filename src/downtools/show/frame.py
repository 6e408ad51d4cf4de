"""Lines of text above and below a picture: its title, and where it is from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from downtools.show import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["EDGE", "PAGE", "Line", "lines_of", "write"]

PAGE = 720.0
"""Pixels of 183 millimetres, the width of a page's text."""
EDGE = 10.0
"""Pixels that text keeps from the edge of a picture."""


@dataclass(frozen=True)
class Line:
    """A line of text."""

    text: str
    size: float
    colour: str
    weight: str

    @property
    def tall(self) -> float:
        """Pixels it takes."""
        return self.size * 1.9


def lines_of(
    text: str, size: float, room: float, colour: str = style.FAINT, weight: str = "normal"
) -> list[Line]:
    """A text in lines that fit in so many pixels."""
    return [Line(line, size, colour, weight) for line in style.wrapped(text, size, room, weight)]


def write(figure: "Figure", lines: Sequence[Line], top: float, left: float = EDGE) -> None:
    """Lines of text one under the other, from so many pixels below the upper edge."""
    width, height = (side * style.DOTS_PER_INCH for side in figure.get_size_inches())
    for line in lines:
        figure.text(
            left / width,
            1 - top / height,
            line.text,
            fontsize=line.size,
            color=line.colour,
            fontweight=line.weight,
            va="top",
        )
        top += line.tall
