"""Logistic regression of site-days on what was reported before, a model for each step.

A step counts working days, from the last so far. What is learned comes from pairs of working days
so far that are as many apart; and apart from it, for `within`, from whether a site was out on any
of the days between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from downtools.study.forecast.baselines.base import Baseline
from downtools.study.forecast.baselines.history import F64, History, checked, share
from downtools.study.forecast.baselines.logit import enough, fit_logit

__all__ = ["FEATURES", "LogisticRegression", "features"]

FEATURES = (
    "out on the day",
    "met on the day",
    "ever out",
    "ever met",
    "log (1 + staff)",
    "log (1 + sites out on the day in the country)",
    "log (1 + sites out on the day in the town)",
    "log (1 + days since the first stoppage anywhere), 0 before it",
)
"""What the regression is on, as known on the evening of a working day."""
_OF_SITES, _FEWEST_DAYS = 5, 5
"""The first features are of a site alone; those around it count from so many pairs of days on."""


@dataclass(frozen=True)
class LogisticRegression(Baseline):
    """Whether a site is out, by what is known of it and around it.

    A step of which fewer than two events, or fewer than two site-days without one, are seen so
    far is answered by climatology, and `notes` says so. Raises `ValueError` for a penalty not
    above 0.
    """

    penalty: float = 1.0
    """Of squared slopes of scaled features; 1 is a normal prior of unit variance."""
    name: ClassVar[str] = "logistic regression"

    def __post_init__(self) -> None:
        if not self.penalty > 0.0:
            raise ValueError(f"penalty is {self.penalty}, and must be above 0")

    def daily(self, history: History, last: int) -> F64:
        """By the model of each step; on a day of rest the share of all such days so far."""
        work, rest = history.ahead(last), share(history, working=False)
        steps = self._answers(history, int(work.sum()), any_day=False)
        found = np.full((last, history.sites), rest)
        found[work] = steps
        return found

    def reached(self, history: History, last: int) -> F64:
        """By models of any report up to each step, days of rest independent of them."""
        work, rest = history.ahead(last), share(history, working=False)
        steps = self._answers(history, int(work.sum()), any_day=True)
        steps = np.concatenate([np.zeros((1, history.sites)), steps])
        calm = np.cumprod(np.where(work, 1.0, 1.0 - rest))
        return 1.0 - calm[:, None] * (1.0 - steps[np.cumsum(work)])

    def notes(self, history: History, steps: Sequence[int]) -> tuple[str, ...]:
        """The steps that climatology answers."""
        work = history.ahead(checked(history, steps))
        bad = sorted(
            step
            for step in set(steps)
            if work[step - 1] and not enough(_hits(history, int(work[:step].sum()), any_day=False))
        )
        if not bad:
            return ()
        listed = ", ".join(map(str, bad))
        return (
            f"fewer than 2 site-days with a stoppage, or without, so long after a working day:"
            f" climatology answers for step {listed}",
        )

    def _answers(self, history: History, days: int, *, any_day: bool) -> F64:
        """Working days ahead x sites: that a site is out then, or on any working day up to it."""
        known = [features(history, int(day)) for day in history.worked]
        usual = share(history, working=True)
        found = np.empty((days, history.sites))
        for step in range(1, days + 1):
            hits = _hits(history, step, any_day=any_day)
            if enough(hits):
                # What is the same at all sites of a day has one value a day, however many sites.
                told = slice(None) if len(known) - step >= _FEWEST_DAYS else slice(_OF_SITES)
                fit = fit_logit(np.concatenate(known[:-step])[:, told], hits, self.penalty)
                found[step - 1] = fit.of(known[-1][:, told])
            else:
                found[step - 1] = 1.0 - (1.0 - usual) ** step if any_day else usual
        return found


def features(history: History, day: int) -> F64:
    """Sites x `FEATURES`, as known on the evening of a day so far; later days do not matter."""
    out, met = history.out[:, : day + 1], history.met[:, : day + 1]
    _, town = np.unique(history.town, return_inverse=True)
    now = out[:, -1]
    stops = np.flatnonzero(out.any(axis=0))
    every = np.ones(history.sites)
    return np.stack(
        [
            now,
            met[:, -1],
            out.max(axis=1),
            met.max(axis=1),
            np.log1p(history.staff),
            every * np.log1p(now.sum()),
            np.log1p(np.bincount(town, weights=now))[town],
            every * (np.log1p(day - stops[0]) if stops.size else 0.0),
        ],
        axis=1,
    )


def _hits(history: History, step: int, *, any_day: bool) -> F64:
    """Whether a site was out so many working days after each that has such a day, day by day."""
    out = history.out[:, history.worked].T
    pairs = max(len(out) - step, 0)
    if any_day:
        seen = np.zeros((pairs, history.sites))
        for lag in range(1, step + 1):
            seen = np.maximum(seen, out[lag : lag + pairs])
        return seen.ravel()
    return out[len(out) - pairs :].ravel()
