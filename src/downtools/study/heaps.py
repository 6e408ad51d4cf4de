"""Heaps: counts told in round numbers, and how often by size; a law rounded as they are told.

Who counts a thousand people tells 1000, hardly ever 1003. Samples of a law are not to be held
against such counts before they are rounded alike: the heaps alone would tell them apart.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Rounding", "rounding_of"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

_UNITS = (1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000)
"""What is rounded to; each divides the next."""
_EDGES = (10, 32, 100, 316, 1_000, 3_162, 10_000, 31_623)
"""Where bands of sizes begin, two to a factor of ten; the last has no end."""


@dataclass(frozen=True)
class Rounding:
    """How often counts of each band of sizes are rounded to each unit."""

    coarser: tuple[tuple[float, ...], ...]
    """By band and unit, the chance that the unit is a coarser one; those below the first band
    are not rounded."""

    def rounded(self, values: I64, luck: F64) -> I64:
        """Each value rounded to a unit by its number between 0 and 1."""
        table = np.array(((0.0,) * len(_UNITS), *self.coarser))
        band = np.searchsorted(_EDGES, values, side="right")
        unit = np.array(_UNITS)[(luck[:, None] < table[band]).sum(axis=1)]
        return (values + unit // 2) // unit * unit


def rounding_of(values: I64) -> Rounding:
    """How counts are rounded, told from how many of a band a unit divides.

    Of numbers rounded to w, a unit u divides all if it divides w, and else about w in u. So u
    times the share that u divides grows, from a unit to the next, by their difference times the
    share rounded more coarsely than to u. No unit is above half of where the band begins.
    """
    ends = (*_EDGES[1:], np.inf)
    bands = [
        values[(values >= low) & (values < end)] for low, end in zip(_EDGES, ends, strict=True)
    ]
    return Rounding(tuple(_coarser(band, low) for band, low in zip(bands, _EDGES, strict=True)))


def _coarser(band: I64, low: int) -> tuple[float, ...]:
    """The chances that a count of the band is rounded more coarsely than to each unit."""
    units = [unit for unit in _UNITS if 2 * unit <= low]
    if not band.size:
        return (0.0,) * len(_UNITS)
    scaled = [unit * float((band % unit == 0).mean()) for unit in units]
    shares = np.diff(scaled) / np.diff(units)
    falling = np.clip(np.minimum.accumulate(shares), 0.0, 1.0)
    return (*falling.tolist(), *(0.0,) * (len(_UNITS) - falling.size))
