"""Forecasters that need next to nothing: climatology, always quiet, persistence."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from downtools.study.forecast.baselines.base import Baseline
from downtools.study.forecast.baselines.chain import Chain, Moves, filled, rates
from downtools.study.forecast.baselines.history import F64, History, share

__all__ = ["Climatology", "Persistence", "Quiet"]


@dataclass(frozen=True)
class Climatology(Baseline):
    """Every site, on every working day, as often as all were so far; days of rest apart."""

    name: ClassVar[str] = "climatology"

    def daily(self, history: History, last: int) -> F64:
        """The share of all site-days of the same kind so far."""
        work, rest = share(history, working=True), share(history, working=False)
        days = np.where(history.ahead(last), work, rest)
        return np.repeat(days[:, None], history.sites, axis=1)


@dataclass(frozen=True)
class Quiet(Baseline):
    """The wave is ridden out: nobody is out on any day."""

    name: ClassVar[str] = "always quiet"

    def daily(self, history: History, last: int) -> F64:
        """Zero."""
        return np.zeros((last, history.sites))


@dataclass(frozen=True)
class Persistence(Chain):
    """As on the last working day, but that some stop and some start, as often as so far."""

    name: ClassVar[str] = "persistence"

    def moves(self, history: History, days: int) -> list[Moves]:
        """The shares of moves so far, the same for all sites and days."""
        seen = rates(history)
        return [filled(history.sites, seen.start, seen.start, seen.stay)] * days
