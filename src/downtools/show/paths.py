"""Paths of a picture in a page, told in fewer letters: in tenths, and from point to point."""

import re
from functools import lru_cache

__all__ = ["shortened"]

_PATH = re.compile(r'(?<=<path d=")[^"]*')
_STEP = re.compile(r"([MLQCz])([^MLQCz]*)")


def shortened(svg: str) -> str:
    """The SVG with each path that is drawn in place in steps of a tenth of its unit.

    A step is told from the point before it, both rounded first, so that nothing adds up and edges
    that met still meet. Paths with an id, which are markers of a few units, stay as they are.
    """
    return _PATH.sub(lambda found: _short(found[0]), svg)


def _short(path: str) -> str:
    told: list[str] = []
    x = y = 0
    start, before = (0, 0), ""
    for letter, numbers in _STEP.findall(path):
        if letter == "z":
            told.append(letter)
            x, y = start
        else:
            spots = [round(10 * float(number)) for number in numbers.split()]
            if letter == "M":
                told.append(letter + _joined(spots))
                start = spots[0], spots[1]
            else:
                steps = [spot - (y if i % 2 else x) for i, spot in enumerate(spots)]
                said = _joined(steps)
                again = letter == before and said[0] != "-"
                told.append((" " if again else "" if letter == before else letter.lower()) + said)
            x, y = spots[-2:]
        before = letter
    return "".join(told)


def _joined(tenths: list[int]) -> str:
    """Numbers one after the other: a minus sets a number apart as well as a space does."""
    return " ".join(map(_number, tenths)).replace(" -", "-")


@lru_cache(maxsize=4096)
def _number(tenths: int) -> str:
    sign, (whole, tenth) = "-" * (tenths < 0), divmod(abs(tenths), 10)
    return f"{sign}{whole}" if not tenth else f"{sign}{whole or ''}.{tenth}"
