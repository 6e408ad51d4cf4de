"""A picture fit for a paper: as wide as a page or a column, its title above, its source below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from downtools.show import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["COLUMN", "EDGE", "PAGE", "Line", "framed", "lines_of", "write"]

PAGE = 720.0
"""Pixels of 183 millimetres, the width of a page's text."""
COLUMN = 350.0
"""Pixels of 89 millimetres, the width of one of two columns."""
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


def framed(figure: "Figure", title: str, said: str, source: str) -> None:
    """Make a figure as wide as a page or a column, with a title above and its source below."""
    _fitted(figure)
    width, tall = (side * style.DOTS_PER_INCH for side in figure.get_size_inches())
    room = width - 2 * EDGE
    heads = [*lines_of(title, 10.0, room, style.INK, "bold"), *lines_of(said, 8.0, room)]
    feet = lines_of(source, 6.5, room)
    above, below = (EDGE + sum(line.tall for line in lines) for lines in (heads, feet))
    height = above + tall + below
    figure.set_size_inches(width / style.DOTS_PER_INCH, height / style.DOTS_PER_INCH)
    for axes in figure.axes:
        box = axes.get_position()
        bottom = (below + box.y0 * tall) / height
        axes.set_position((box.x0, bottom, box.width, box.height * tall / height))
    write(figure, heads, EDGE)
    write(figure, feet, above + tall)


def _fitted(figure: "Figure") -> None:
    """Make a figure that is wider than a page smaller, and its type with it."""
    from matplotlib.text import Text

    factor = PAGE / style.DOTS_PER_INCH / figure.get_figwidth()
    if factor < 1:
        figure.set_size_inches(*(side * factor for side in figure.get_size_inches()))
        for text in figure.findobj(Text):
            assert isinstance(text, Text)
            text.set_fontsize(float(text.get_fontsize()) * factor)
