"""What every simple forecaster answers, and how it does so unless it knows better."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from downtools.study.forecast.baselines.history import F64, History, checked
from downtools.study.forecast.baselines.people import drawn, sizes_of

__all__ = ["Baseline"]


class Baseline(ABC):
    """A forecaster that sees reports only.

    Steps count days after the origin from 1, days of rest among them. Each of the methods raises
    `ValueError` for a step below 1 or beyond the days of which `History.working` tells.
    """

    name: ClassVar[str]
    """What it is called, in words."""

    @abstractmethod
    def daily(self, history: History, last: int) -> F64:
        """Days 1 to `last` after the origin x sites: probability of a report of a stoppage."""

    def reached(self, history: History, last: int) -> F64:
        """Days 1 to `last` x sites: probability of such a report on that day or one before it.

        Days are independent given the history, unless a forecaster says otherwise.
        """
        return 1.0 - np.multiply.accumulate(1.0 - self.daily(history, last), axis=0)

    def chance(self, history: History, steps: Sequence[int]) -> F64:
        """Steps x sites: probability that a site is reported out on that day."""
        last = checked(history, steps)
        return np.clip(self.daily(history, last), 0.0, 1.0)[_rows(steps)]

    def within(self, history: History, steps: Sequence[int]) -> F64:
        """Steps x sites: probability that a site is reported out on a day from 1 to the step."""
        last = checked(history, steps)
        # By rounding, or where models are fitted apart, the one could fall below the other.
        least = np.maximum(self.reached(history, last), self.daily(history, last))
        return np.clip(np.maximum.accumulate(least, axis=0), 0.0, 1.0)[_rows(steps)]

    def sizes(self, history: History, step: int, draws: int, seed: int) -> F64:
        """Draws x sites: samples of the largest number of people reported out on that day.

        0 where nothing is reported; else lognormal, as `people` says. The same arguments give
        the same bytes. Raises `ValueError` also for fewer than one draw.
        """
        if draws < 1:
            raise ValueError(f"draws is {draws}, and must be at least 1")
        return drawn(sizes_of(history), self.chance(history, (step,))[0], draws, seed)

    def notes(self, history: History, steps: Sequence[int]) -> tuple[str, ...]:
        """Sentences on what could not be fitted to this history, and what stands in for it."""
        checked(history, steps)
        return ()


def _rows(steps: Sequence[int]) -> list[int]:
    return [step - 1 for step in steps]
