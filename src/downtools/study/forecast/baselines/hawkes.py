"""Starts of stoppages that excite others: a Hawkes process in discrete time.

Hawkes 1971, Biometrika 58:83-90. On a working day a site that is not out starts with probability
1 - exp(-intensity), where its intensity is

    mu + all * S / n + own * S_i.

S_i sums the kernel over past starts of the site, S over those of all n sites. The kernel at a lag
of l working days is beta exp(-beta l), scaled to sum to 1 over all lags; so a start brings about
`all` more anywhere, and `own` more at its own site, as long as all sites can start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from downtools.study.forecast.baselines.chain import Chain, Moves, rates, state_of
from downtools.study.forecast.baselines.history import F64, History, checked

__all__ = ["EVERY", "FADES", "LEVELS", "OWN", "Excitation", "Hawkes"]

LEVELS = np.array([1.0, 0.85, 0.7, 0.6, 0.5, 0.4, 0.32, 0.25, 0.2, 0.15, 0.12, 0.09, 0.06, 0.03])
"""mu on the grid, as a share of the starts a site-day seen so far."""
EVERY = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0])
"""all on the grid; above 1 a wave grows until sites run short."""
OWN = np.array([0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8])
"""own on the grid."""
FADES = np.array([0.1, 0.2, 0.35, 0.5, 0.7, 1.0, 1.5, 2.5])
"""beta on the grid, a working day."""
_FEWEST = 2
"""Starts below which nothing is fitted."""
_TIE = 1e-9
"""Points of the grid as likely as this are alike, and the first of them is taken."""


@dataclass(frozen=True, kw_only=True)
class Excitation:
    """The parameters of the process."""

    level: float
    """mu: intensity of a site without past starts, a working day."""
    every: float
    """all: starts at any site that a start brings about."""
    own: float
    """own: starts more at the site of the start."""
    fade: float
    """beta, a working day."""

    def intensity(self, excited: F64) -> F64:
        """The intensity of each site, from the kernel's sum over the past starts of each."""
        return self.level + self.every * excited.mean() + self.own * excited


@dataclass(frozen=True)
class Hawkes(Chain):
    """Starts excite starts; who is out stays as often as so far."""

    name: ClassVar[str] = "Hawkes process"

    def fit(self, history: History) -> Excitation | None:
        """The most likely point of the grid, or none of fewer than 2 starts.

        Starts of the first working day excite, but count as given.
        """
        out = history.out[:, history.worked]
        risk = out[:, :-1] == 0.0
        hit = risk & (out[:, 1:] == 1.0)
        if hit.sum() < _FEWEST:
            return None
        calm = risk & ~hit
        level = LEVELS * (int(hit.sum()) + 0.5) / (int(risk.sum()) + 1)
        likely: list[F64] = []
        for fade in FADES:
            own = np.stack(_excited(out, float(fade))[1:-1], axis=1)
            every = np.broadcast_to(own.mean(axis=0), own.shape)
            intensity = (
                level[:, None, None, None]
                + EVERY[:, None, None] * every[hit]
                + OWN[:, None] * own[hit][None, None, None]
            )
            # Of sites that did not start the log likelihood is linear, so sums are all it takes.
            silent = (
                level[:, None, None] * int(calm.sum())
                + EVERY[:, None] * every[calm].sum()
                + OWN * own[calm].sum()
            )
            likely.append(np.log(-np.expm1(-intensity)).sum(axis=3) - silent)
        grid = np.stack(likely)
        best = int((grid >= grid.max() - _TIE).argmax())
        fade, at, every, own = np.unravel_index(best, grid.shape)
        return Excitation(
            level=float(level[at]),
            every=float(EVERY[every]),
            own=float(OWN[own]),
            fade=float(FADES[fade]),
        )

    def moves(self, history: History, days: int) -> list[Moves]:
        """By the intensity after past starts and those expected since."""
        seen = rates(history)
        fit = self.fit(history)
        if fit is None:
            fit = Excitation(level=-np.log1p(-seen.start), every=0.0, own=0.0, fade=1.0)
        stay, state = np.full(history.sites, seen.stay), state_of(history)
        excited = _excited(history.out[:, history.worked], fit.fade)[-1]
        found: list[Moves] = []
        for _ in range(days):
            start = -np.expm1(-fit.intensity(excited))
            found.append(Moves(new=start, back=start, stay=stay))
            excited = _faded(excited, (1.0 - state.out) * start, fit.fade)
            state = state.after(found[-1])
        return found

    def notes(self, history: History, steps: Sequence[int]) -> tuple[str, ...]:
        """Whether nothing is fitted."""
        checked(history, steps)
        if self.fit(history) is not None:
            return ()
        return (
            "fewer than 2 stoppages began after the first working day: nothing is fitted, and"
            " sites start as often as in persistence",
        )


def _excited(out: F64, fade: float) -> list[F64]:
    """The kernel's sum over past starts of each site: before each working day and the next."""
    found = [np.zeros(len(out))]
    before = np.zeros(len(out))
    for now in out.T:
        found.append(_faded(found[-1], now * (1.0 - before), fade))
        before = now
    return found


def _faded(excited: F64, starts: F64, fade: float) -> F64:
    """The kernel's sum a working day later, after the starts of this one."""
    kept = np.exp(-fade)
    return kept * excited + (1.0 - kept) * starts
