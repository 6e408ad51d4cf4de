"""Mean field: a site goes by itself and by the share of all that are out.

A site is out on the next working day with probability logistic(a + b share + c own), where own is
1 if it is out (the kinetic Ising model of Brock and Durlauf 2001, Review of Economic Studies
68:235-260, with a memory). Ahead the share is the expected one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from downtools.study.forecast.baselines.chain import Chain, Moves, filled, state_of
from downtools.study.forecast.baselines.history import History, checked, share
from downtools.study.forecast.baselines.logit import Logit, enough, fit_logit, logistic

__all__ = ["MeanField"]


@dataclass(frozen=True)
class MeanField(Chain):
    """Each site is pulled by the mean of all, by a logistic regression with a ridge penalty.

    With fewer than two site-days out, or not out, after a working day, climatology answers and
    `notes` says so. Raises `ValueError` for a penalty not above 0.
    """

    penalty: float = 1.0
    """Of squared slopes of scaled features; 1 is a normal prior of unit variance."""
    name: ClassVar[str] = "mean field"

    def __post_init__(self) -> None:
        if not self.penalty > 0.0:
            raise ValueError(f"penalty is {self.penalty}, and must be above 0")

    def fit(self, history: History) -> Logit | None:
        """The intercept a and the slopes (b, c), or none of too few events."""
        out = history.out[:, history.worked]
        hits, own = out[:, 1:].ravel(), out[:, :-1]
        if not enough(hits):
            return None
        mean = np.broadcast_to(own.mean(axis=0), own.shape)
        return fit_logit(np.stack([mean.ravel(), own.ravel()], axis=1), hits, self.penalty)

    def moves(self, history: History, days: int) -> list[Moves]:
        """By the share that is expected the day before."""
        fit = self.fit(history)
        if fit is None:
            usual = share(history, working=True)
            return [filled(history.sites, usual, usual, usual)] * days
        state, found = state_of(history), list[Moves]()
        for _ in range(days):
            odds = fit.intercept + fit.slopes[0] * state.out.mean() + fit.slopes[1] * np.arange(2.0)
            start, stay = (float(p) for p in logistic(odds))
            found.append(filled(history.sites, start, start, stay))
            state = state.after(found[-1])
        return found

    def notes(self, history: History, steps: Sequence[int]) -> tuple[str, ...]:
        """Whether climatology answers."""
        checked(history, steps)
        if self.fit(history) is not None:
            return ()
        return (
            "fewer than 2 site-days with a stoppage, or without, after a working day: climatology"
            " answers",
        )
