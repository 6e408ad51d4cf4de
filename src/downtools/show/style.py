"""The house style of every picture, in one place: colours, type, and how a figure becomes a file.

Pictures are made with matplotlib's objects, never with pyplot. The colours of the four rungs are
from the set of Okabe and Ito, told apart by lightness as well as by hue; shares run from light to
dark. In a report each colour is a CSS variable, so that a dark page shows light ink.
"""

import io
import os
import re
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from downtools.errors import OutOfRoomError
from downtools.show.paths import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

__all__ = [
    "COLOURS",
    "FAINT",
    "GRID",
    "INK",
    "LINE_COLOURS",
    "PAPER",
    "QUIET",
    "REST",
    "RUNG_COLOURS",
    "SHARE_COLOURS",
    "Picture",
    "house_style",
    "new_figure",
    "place",
    "sheet",
    "text_width",
    "wrapped",
    "write_whole",
]

INK = "#1c2227"
FAINT = "#5b656d"
GRID = "#d5dadd"
REST = "#eef0f1"
PAPER = "#fdfdfc"
RUNG_COLOURS = {"sign": "#56b4e9", "rally": "#e69f00", "walkout": "#d55e00", "strike": "#6f1d77"}
QUIET = "#c9ced2"
SHARE_COLOURS = ("#f4f5f2", "#dbe5df", "#b7cfc5", "#8db5a9", "#5f958a", "#35736c")
LINE_COLOURS = (
    "#0072b2",
    RUNG_COLOURS["walkout"],
    "#009e73",
    RUNG_COLOURS["rally"],
    RUNG_COLOURS["strike"],
    RUNG_COLOURS["sign"],
)
"""Of lines that stand for no rung, in the order of their use; all but one are Okabe and Ito's."""

COLOURS: dict[str, tuple[str, str]] = {
    INK: ("ink", "#e8eaec"),
    FAINT: ("faint", "#a8b1b8"),
    GRID: ("grid", "#3b444b"),
    REST: ("rest", "#23292e"),
    PAPER: ("paper", "#15191c"),
    QUIET: ("quiet", "#59636b"),
    RUNG_COLOURS["sign"]: ("sign", "#56b4e9"),
    RUNG_COLOURS["rally"]: ("rally", "#e69f00"),
    RUNG_COLOURS["walkout"]: ("walkout", "#d55e00"),
    RUNG_COLOURS["strike"]: ("strike", "#b877c4"),
    SHARE_COLOURS[0]: ("share-0", "#20262a"),
    SHARE_COLOURS[1]: ("share-1", "#28403d"),
    SHARE_COLOURS[2]: ("share-2", "#30574f"),
    SHARE_COLOURS[3]: ("share-3", "#417a6f"),
    SHARE_COLOURS[4]: ("share-4", "#66a596"),
    SHARE_COLOURS[5]: ("share-5", "#a5d6c6"),
    LINE_COLOURS[0]: ("line-0", "#6f9cf0"),
    LINE_COLOURS[2]: ("line-2", "#2bbd90"),
}
"""Each colour by its value on white paper: the CSS variable's name and its value on a dark page."""

DOTS_PER_INCH = 100
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "downtools",
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],
    "font.size": 8.0,
    "text.parse_math": False,
    "text.hinting": "none",  # letters as wide as `text_width` measures them, with any FreeType
    "text.color": INK,
    "axes.edgecolor": GRID,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "figure.facecolor": PAPER,
    "figure.dpi": DOTS_PER_INCH,
    "savefig.facecolor": "auto",
}
_LOCK = threading.Lock()
_DRAWN = re.compile(r' (?:d|x|y|transform|style)="[^"]*"')
_LONG = re.compile(r"(\d+\.\d{2})\d+")
_UNTURNED = re.compile(r' transform="rotate\(-?0 [^"]*"')
_FAMILY = ", ".join([*(f"'{name}'" for name in _SETTINGS["font.sans-serif"]), "sans-serif"])
_TYPE = f"font-family: {_FAMILY}"


@contextmanager
def house_style() -> Generator[None]:
    """Matplotlib's settings as the house has them, whatever the user's own; put back afterwards."""
    import matplotlib

    with _LOCK, matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


def new_figure(width: float, height: float) -> "Figure":
    """An empty figure of so many pixels, with a canvas that draws to memory."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / DOTS_PER_INCH, height / DOTS_PER_INCH))
    FigureCanvasAgg(figure)
    return figure


def sheet(width: float, height: float) -> tuple["Figure", "Axes"]:
    """A figure with one set of axes over all of it, in pixels from its upper left corner."""
    figure = new_figure(width, height)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


def place(axes: "Axes", shape: "Patch", name: str = "") -> None:
    """Put a shape on a sheet, whose limits stand; `name` is its id, if it has one."""
    shape.set_clip_on(False)
    if name:
        shape.set_gid(name)
    axes.add_artist(shape)  # add_patch would measure each curve of it for limits of the axes


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Pixels that a line of text takes at so many points, "normal" or "bold"."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=size, weight=weight)
    points, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return points * DOTS_PER_INCH / 72


def wrapped(text: str, size: float, width: float, weight: str = "normal") -> list[str]:
    """A text in lines of at most so many pixels at so many points; one long word stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True, eq=False)
class Picture:
    """A drawn figure with its title and the words that stand for it where it cannot be seen."""

    figure: "Figure"
    title: str
    description: str

    def svg(self, name: str = "") -> str:
        """The picture as an SVG element, the same text for the same run.

        With a `name` every id begins with it, so that several pictures can stand in one page,
        and colours are CSS variables with their value on white paper to fall back on.
        """
        buffer = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        with house_style():
            self.figure.savefig(buffer, format="svg", metadata=nothing)
        return _embedded(buffer.getvalue(), name, self.title, self.description)

    def png(self, dots_per_inch: int = 200) -> bytes:
        """The picture as the bytes of a PNG file."""
        buffer = io.BytesIO()
        with house_style():
            self.figure.savefig(
                buffer, format="png", dpi=dots_per_inch, metadata={"Software": None}
            )
        return buffer.getvalue()

    def _repr_svg_(self) -> str:
        return self.svg()

    def save(self, path: Path | str) -> None:
        """Write the picture, as SVG or PNG by the ending of `path`, whole or not at all.

        Raises `ValueError` for another ending, `OutOfRoomError` if it cannot be written.
        """
        path = Path(path)
        if path.suffix not in (".svg", ".png"):
            raise ValueError(f"{path.name}: a picture's name ends in .svg or .png")
        write_whole(path, self.png() if path.suffix == ".png" else self.svg().encode())


def _embedded(svg: str, name: str, title: str, description: str) -> str:
    """An SVG file's text as one element: words for screen readers, short numbers, own ids."""
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = _DRAWN.sub(lambda found: _LONG.sub(r"\1", found[0]), svg)
    svg = _UNTURNED.sub("", re.sub(r"[ \n]*\n *", "\n", svg))
    if name:
        svg = shortened(svg).replace(f"{_TYPE}; ", "").replace("text-anchor: start; ", "")
        svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", svg)
        for colour, (variable, _) in COLOURS.items():
            svg = svg.replace(colour, f"var(--{variable}, {colour})")
    label = f"{name}-title {name}-words" if name else "title words"
    words = (
        f'<title id="{label.split()[0]}">{escape(title)}</title>\n'
        f'<desc id="{label.split()[1]}">{escape(description)}</desc>\n'
    )
    head, rest = svg.split(">", 1)
    if name:
        head = re.sub(r' (width|height)="[^"]*pt"', "", head) + f' style="{_TYPE}"'
    return f'{head} role="img" aria-labelledby="{label}">\n{words}{rest.lstrip()}\n'


def write_whole(path: Path, content: bytes) -> None:
    """Write aside, flush to disk, rename: the file is there whole or not at all.

    Raises `OutOfRoomError` if the disk will not take it.
    """
    aside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}-unfinished-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except OSError as error:
        raise OutOfRoomError(
            f"{path}: could not be written ({error.strerror}); nothing was left there; "
            "make room or give another path"
        ) from error
    finally:
        if aside is not None:
            Path(aside).unlink(missing_ok=True)
