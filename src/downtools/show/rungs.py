"""People on a rung of the ladder or a higher one, by day: of the country or of a named site."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from downtools.run.run import Run
from downtools.show.text import RUNG_COLUMNS

__all__ = ["at_least", "columns_of_site"]

I64 = npt.NDArray[np.int64]


def at_least(columns: Mapping[str, I64]) -> dict[str, I64]:
    """By rung, lowest first, the people on it or a higher one; signatures so far stand alone.

    `columns` are those of a run's tables that count people on rungs.
    """
    signed, rallying, walking, striking = (columns[name] for name in RUNG_COLUMNS.values())
    out = walking + striking
    return {"sign": signed, "rally": rallying + out, "walkout": out, "strike": striking}


def columns_of_site(run: Run, index: int) -> dict[str, I64]:
    """The columns of the table of sites for the named site of that index, a row for each day."""
    many = len(run.scenario.sites)
    return {name: values[index::many] for name, values in run.tables["sites"].items()}
