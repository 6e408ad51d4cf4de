"""Logistic growth of the number of sites that were ever out.

After Verhulst (1838, Correspondance mathématique et physique 10:113-121): K / (1 + exp(-r (t -
t0))) at working day t, which counts from 0, by least squares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from downtools.study.forecast.baselines.chain import Chain, Moves, rates, state_of
from downtools.study.forecast.baselines.history import F64, History, checked
from downtools.study.forecast.baselines.logit import logistic

__all__ = ["Curve", "LogisticGrowth"]

_RATES = np.geomspace(0.05, 3.0, 30)
"""Rates a working day on the first grid."""
_MIDDLES = 121
"""Middles on the first grid: from as long before the first day as the last is after it, to 80
working days after the last."""
_CLOSER = 12
"""Times the grid is drawn closer about its best point, each time by a half."""
_FEWEST = 2, 3
"""Sites ever out and working days, below which no curve is fitted."""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A logistic curve."""

    most: float
    """K: sites that will ever have been out; from those that were to all."""
    rate: float
    """r, a working day."""
    middle: float
    """t0: the working day, from 0, on which half of them have been out."""

    def at(self, days: F64) -> F64:
        """Sites ever out by each of some working days."""
        return self.most * logistic(self.rate * (days - self.middle))


@dataclass(frozen=True)
class LogisticGrowth(Chain):
    """New sites as the curve rises, over those never out in proportion to log (1 + staff).

    Who is out stays, and who was out comes back, as often as so far.
    """

    name: ClassVar[str] = "logistic growth"

    def fit(self, history: History) -> Curve | None:
        """The curve, or none of fewer than 2 sites ever out or 3 working days."""
        ever = np.logical_or.accumulate(history.out == 1.0, axis=1)[:, history.worked]
        count = ever.sum(axis=0).astype(np.float64)
        sites, days = _FEWEST
        if count.size < days or count[-1] < sites:
            return None
        middles = np.linspace(-count.size, count.size + 80.0, _MIDDLES)
        near, found = (np.log(_RATES[1] / _RATES[0]), middles[1] - middles[0]), None
        rates_, best = _RATES, np.inf
        for _ in range(1 + _CLOSER):
            error, most = _errors(count, history.sites, rates_, middles)
            row, column = np.unravel_index(int(error.argmin()), error.shape)
            if found is None or error[row, column] < best:
                best = error[row, column]
                found = Curve(
                    most=float(most[row, column]),
                    rate=float(rates_[row]),
                    middle=float(middles[column]),
                )
            rates_ = found.rate * np.exp(np.linspace(-near[0], near[0], 9))
            middles = found.middle + np.linspace(-near[1], near[1], 9)
            near = near[0] / 2.0, near[1] / 2.0
        return found

    def moves(self, history: History, days: int) -> list[Moves]:
        """As many new sites as the curve rises by, or as in persistence if there is no curve."""
        seen, curve = rates(history), self.fit(history)
        back, stay = np.full(history.sites, seen.back), np.full(history.sites, seen.stay)
        if curve is None:
            return [Moves(new=np.full(history.sites, seen.start), back=back, stay=stay)] * days
        rises = np.diff(curve.at(history.worked.size - 1.0 + np.arange(days + 1.0)))
        weight, state = np.log1p(history.staff), state_of(history)
        found: list[Moves] = []
        for rise in rises:
            left = float((state.never * weight).sum())
            new = np.minimum(rise * weight / left, 1.0) if left > 0.0 else np.zeros(history.sites)
            found.append(Moves(new=new, back=back, stay=stay))
            state = state.after(found[-1])
        return found

    def notes(self, history: History, steps: Sequence[int]) -> tuple[str, ...]:
        """Whether no curve is fitted."""
        checked(history, steps)
        if self.fit(history) is not None:
            return ()
        return (
            "fewer than 2 sites were ever out, or fewer than 3 days were worked: no curve is"
            " fitted, and sites start as often as in persistence",
        )


def _errors(count: F64, sites: int, rates_: F64, middles: F64) -> tuple[F64, F64]:
    """Rates x middles: the sum of squares at the best K, and that K."""
    since = np.arange(count.size) - middles[:, None]
    shape = logistic(rates_[:, None, None] * since)
    square = np.maximum((shape * shape).sum(axis=2), 1e-300)
    # The sum of squares is a parabola in K, so the best within bounds is the best cut to them.
    most = np.clip((shape * count).sum(axis=2) / square, count[-1], sites)
    apart = most[:, :, None] * shape - count
    return (apart * apart).sum(axis=2), most
