"""What was reported until the evening of a day, as every simple forecaster is given it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["F64", "I64", "History", "YesNo", "checked", "share"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
YesNo = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class History:
    """Reports of all sites until the evening of the origin, the last day so far.

    Nothing of a later day is in it, but whether people work then. Raises `ValueError` for no
    site, no day, shapes that do not fit, and values that cannot be.
    """

    out: F64
    """Sites x days so far: 1.0 where a stoppage was reported, else 0.0."""
    met: F64
    """Sites x days so far: 1.0 where a gathering of any kind was reported, else 0.0."""
    size: F64
    """Sites x days so far: largest reported number of people who acted; nan where none was."""
    staff: F64
    """Sites: people employed, above 0."""
    town: I64
    """Sites: the number of the town."""
    working: YesNo
    """Days so far and days ahead, at least up to the largest step: whether day shifts work."""

    def __post_init__(self) -> None:
        if self.out.ndim != 2 or self.out.size == 0:
            shape = self.out.shape
            raise ValueError(f"out has shape {shape}, not sites x days with at least one of both")
        for name, values in (("met", self.met), ("size", self.size)):
            if values.shape != self.out.shape:
                raise ValueError(f"{name} has shape {values.shape}, not {self.out.shape} as out")
        for name, values in (("staff", self.staff), ("town", self.town)):
            if values.shape != (self.sites,):
                raise ValueError(f"{name} has shape {values.shape}, not {(self.sites,)}")
        if self.working.ndim != 1 or self.working.size < self.days:
            shape = self.working.shape
            raise ValueError(f"working has shape {shape}, and must hold {self.days} days or more")
        if self.working.dtype != np.bool_:
            raise ValueError(f"working holds {self.working.dtype}, not true or false")
        for name, values in (("out", self.out), ("met", self.met)):
            if ((values != 0.0) & (values != 1.0)).any():
                raise ValueError(f"{name}: what was reported is 1, what was not is 0")
        if np.isinf(self.size).any() or (self.size < 0.0).any():
            raise ValueError(
                "size: a number of people is 0 or more, or nan where none was reported"
            )
        if not np.isfinite(self.staff).all() or (self.staff <= 0.0).any():
            raise ValueError("staff: a number of people is finite and above 0")

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return self.out.shape[0]

    @property
    def days(self) -> int:
        """How many days there are so far; the origin is the last."""
        return self.out.shape[1]

    @property
    def worked(self) -> I64:
        """The numbers of the working days so far."""
        return np.flatnonzero(self.working[: self.days]).astype(np.int64)

    def ahead(self, last: int) -> YesNo:
        """Whether day shifts work on each of the `last` days after the origin.

        Raises `ValueError` if that is not known so far ahead.
        """
        known = self.working.size - self.days
        if last > known:
            raise ValueError(
                f"working holds {known} days after the origin, and step {last} is asked"
            )
        return self.working[self.days : self.days + last]


def checked(history: History, steps: Sequence[int]) -> int:
    """The largest step, 0 of none.

    Raises `ValueError` for a step below 1 or beyond the days of which it is known who works.
    """
    if any(step < 1 for step in steps):
        raise ValueError(f"steps: {min(steps)} is no day after the origin, which is step 0")
    last = max(steps, default=0)
    history.ahead(last)
    return last


def share(history: History, working: bool) -> float:
    """The share of site-days with a stoppage on working days so far, or on days of rest.

    Half a site-day with one and half without are added (Jeffreys 1946, Proc R Soc A 186:453-461).
    If there was no such day so far, days of the other kind stand in.
    """
    alike = history.working[: history.days] == working
    seen = history.out[:, alike] if alike.any() else history.out
    return (float(seen.sum()) + 0.5) / (seen.size + 1.0)
