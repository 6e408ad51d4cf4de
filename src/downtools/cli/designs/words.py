"""How the commands of this folder say things."""

import textwrap
from typing import TYPE_CHECKING, Any

from downtools.cli.many import Live

if TYPE_CHECKING:
    from downtools.study.paired import Change

__all__ = ["Counting", "bar", "filled", "number", "points", "short"]

WIDTH = 100


class Counting(Live):
    """Progress of a study of points: what shows at one of them says nothing of all."""

    def _likely(self) -> str:
        return "done"


def filled(text: str, first: str = "", rest: str = "") -> str:
    """A text in lines that fit, after an indent."""
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=rest)


def number(value: Any) -> str:
    """A value as a person writes it, in few figures."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    whole = abs(value) >= 1000 or value == int(value)
    return f"{value:,.0f}" if whole else f"{value:.3g}"


def short(value: float) -> str:
    """A size in few letters: 1,234, 12.3k (thousand), 1.23m (million) or 1.2bn."""
    for part, word in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= max(part, 1e4):
            parts = value / part
            return f"{parts:.0f}{word}" if abs(parts) >= 99.5 else f"{parts:.3g}{word}"
    return f"{value:,.0f}"


def points(change: "Change") -> str:
    """A change of a probability in points of per cent, with its interval."""
    low, high = 100 * change.low, 100 * change.high
    return f"{100 * change.difference:+.1f} ({low:+.1f} to {high:+.1f})"


def bar(value: float, most: float, wide: int) -> str:
    """A bar made of text, full at `most`."""
    part = min(max(value / most, 0.0), 1.0) if most > 0.0 else 0.0
    return ("#" * round(part * wide)).ljust(wide, ".")
