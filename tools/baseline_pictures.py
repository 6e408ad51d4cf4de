"""Draw the pictures that the tests compare with, of a run made by hand.

    python -m tools.baseline_pictures

Writes tests/images/*.png, each picture twice: as a reader sees it, and with its shapes alone, since
letters come out a little different with every version of matplotlib while shapes do not. Look at
each before it is committed: what is there is what the tests call right.
"""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from matplotlib.text import Text

from downtools.run.run import Run
from downtools.show.funnel import ladder_funnel
from downtools.show.style import Picture, write_whole
from tests.handmade import handmade_run

IMAGES = Path(__file__).parent.parent / "tests" / "images"
DOTS_PER_INCH = 60
"""Enough to see a colour, a curve and a line of text; and a file stays under 30 kB."""

DRAWN: dict[str, Callable[[Run], Picture]] = {
    "curves": lambda run: run.plot(),
    "curves-narrow": lambda run: run.plot(narrow=True),
    "ladder": lambda run: run.plot_ladder(),
    "ladder-of-a-site": lambda run: run.plot_ladder("mine", narrow=True),
    "map": lambda run: run.plot_map(),
    "map-narrow": lambda run: run.plot_map("2020-08-12", narrow=True),
    "funnel": ladder_funnel,
    "funnel-narrow": lambda run: ladder_funnel(run, narrow=True),
}
"""Each picture by the name of its file."""


def png(picture: Picture, *, lettered: bool) -> bytes:
    """A picture as it is compared, with or without its text."""
    if lettered:
        return picture.png(DOTS_PER_INCH)
    with patch.object(Text, "draw", _nothing):
        return picture.png(DOTS_PER_INCH)


def _nothing(_: Text, __: object) -> None:
    """Draw no letter."""


def file_of(name: str, *, lettered: bool) -> Path:
    """Where the picture of that name stands."""
    return IMAGES / f"{name}{'' if lettered else '-shapes'}.png"


def main() -> None:
    """Write each picture and say so."""
    run = handmade_run()
    for name, draw in DRAWN.items():
        for lettered in (True, False):
            file, content = file_of(name, lettered=lettered), png(draw(run), lettered=lettered)
            write_whole(file, content)
            print(f"{file.name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
