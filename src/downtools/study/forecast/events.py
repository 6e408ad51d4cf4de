"""The events that forecasts of workplaces are scored on, after each day on which one stands."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.study.forecast.happened import Happened

__all__ = ["STEPS", "WITHIN", "Events"]

F64 = npt.NDArray[np.float64]

STEPS, WITHIN = (1, 3, 7), 7
"""Days ahead of which each is asked alone, and within which it is asked for any."""


@dataclass(frozen=True)
class Events:
    """What happened after each origin: rows are origins x sites, flat; steps in front."""

    within: F64
    scored: npt.NDArray[np.bool_]
    """Whether all days of the event lie in the window."""
    looked: F64
    """How much a no counts."""
    site: npt.NDArray[np.int64]
    on_day: F64
    """Steps x rows; nan where missing."""
    denied: npt.NDArray[np.bool_]
    size: F64

    @property
    def weight(self) -> F64:
        """How much each row counts of the event within some days."""
        return np.where(self.within > 0.0, 1.0, self.looked)

    @staticmethod
    def of(truth: Happened, origins: Sequence[dt.date]) -> "Events":
        """What happened after each of some days."""
        sites = len(truth.out)
        rows = [_row(truth, origin) for origin in origins]
        within, scored = (np.concatenate([row[at] for row in rows]) for at in (0, 1))
        on_day, denied, size = (
            np.concatenate([row[at] for row in rows], axis=1) for at in (2, 3, 4)
        )
        return Events(
            within=within,
            scored=scored.astype(np.bool_),
            looked=np.tile(truth.looked, len(origins)),
            site=np.tile(np.arange(sites), len(origins)),
            on_day=on_day,
            denied=denied.astype(np.bool_),
            size=size,
        )


def _row(truth: Happened, origin: dt.date) -> tuple[F64, F64, F64, F64, F64]:
    """Within, scored, and by step: out, denied, size; of all sites after one origin."""
    sites = len(truth.out)
    days = truth.after(origin, WITHIN)
    inside = [day for day in days if day is not None]
    within = np.asarray(truth.out[:, inside].any(axis=1), np.float64)
    scored = np.full(sites, float(len(inside) == WITHIN))
    on_day, size = np.full((len(STEPS), sites), np.nan), np.full((len(STEPS), sites), np.nan)
    denied = np.zeros((len(STEPS), sites))
    for at, step in enumerate(STEPS):
        day = days[step - 1]
        if day is not None:
            on_day[at] = truth.out[:, day]
            size[at] = truth.size[:, day]
            denied[at] = truth.denied[:, day]
    return within, scored, on_day, denied, size
