"""Forecasters in which a site moves from working day to working day.

A site was never out, is out, or was out and is back at work. Probabilities of the moves may differ
by site and day, but hang on where all sites are expected to be and not on where they are (a mean
field), so that each site is a Markov chain given the history. On a day of rest nobody moves.
"""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from downtools.study.forecast.baselines.base import Baseline
from downtools.study.forecast.baselines.history import F64, History, YesNo, share

__all__ = ["Chain", "Moves", "Rates", "State", "filled", "rates", "state_of"]


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Probabilities, a site each, that it is out on the next working day."""

    new: F64
    """If it was never out."""
    back: F64
    """If it was out once but is not now."""
    stay: F64
    """If it is out."""


@dataclass(frozen=True, kw_only=True)
class State:
    """Probabilities, a site each, of where it is on a working day; they add up to 1."""

    never: F64
    was: F64
    out: F64

    def after(self, moves: Moves) -> "State":
        """Where sites are a working day later."""
        return State(
            never=self.never * (1.0 - moves.new),
            was=self.was * (1.0 - moves.back) + self.out * (1.0 - moves.stay),
            out=self.never * moves.new + self.was * moves.back + self.out * moves.stay,
        )


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Shares of moves from one working day to the next, the same for all sites."""

    start: float
    """Of sites that are not out: those that are on the next day."""
    back: float
    """The same, among sites that were out before."""
    stay: float
    """Of sites that are out: those that are on the next day."""


class Chain(Baseline):
    """A forecaster that says how sites move."""

    @abstractmethod
    def moves(self, history: History, days: int) -> list[Moves]:
        """The moves to each of the next working days, `days` of them."""

    def daily(self, history: History, last: int) -> F64:
        """By the moves on working days; on a day of rest the share of all such days so far."""
        return self._run(history, last)[0]

    def reached(self, history: History, last: int) -> F64:
        """One less the chance of a path on which the site is never reported."""
        return self._run(history, last)[1]

    def _run(self, history: History, last: int) -> tuple[F64, F64]:
        work = history.ahead(last)
        moves = iter(self.moves(history, int(work.sum())))
        rest = share(history, working=False)
        state = silent = state_of(history)
        calm = 1.0  # that no day of rest had a report
        chance, quiet = np.empty((last, history.sites)), np.empty((last, history.sites))
        for day, works in enumerate(work):
            if works:
                move = next(moves)
                state, later = state.after(move), silent.after(move)
                # Whoever is out is reported, so only the others remain without a report.
                silent = State(never=later.never, was=later.was, out=np.zeros(history.sites))
                chance[day] = state.out
            else:
                calm *= 1.0 - rest
                chance[day] = rest
            # Before the first working day `silent` still adds up to 1, as it should.
            quiet[day] = calm * (silent.never + silent.was + silent.out)
        return chance, 1.0 - quiet


def state_of(history: History) -> State:
    """Where sites were on the last working day so far; nobody is out if there was none."""
    worked = history.worked
    out = history.out[:, worked[-1]] if worked.size else np.zeros(history.sites)
    ever = history.out.max(axis=1)
    return State(never=1.0 - ever, was=ever - out, out=out)


def rates(history: History) -> Rates:
    """Shares of moves between working days so far, each with one move more to smooth it.

    The move more stays with probability one half, starts as often as site-days with a stoppage
    are, and comes back as often as all start.
    """
    out = history.out[:, history.worked] == 1.0
    before, after = out[:, :-1], out[:, 1:]
    ever = np.logical_or.accumulate(history.out == 1.0, axis=1)[:, history.worked][:, :-1]

    def smoothed(those: YesNo, more: float) -> float:
        return (int((those & after).sum()) + more) / (int(those.sum()) + 1)

    start = smoothed(~before, share(history, working=True))
    return Rates(start=start, back=smoothed(ever & ~before, start), stay=smoothed(before, 0.5))


def filled(sites: int, new: float, back: float, stay: float) -> Moves:
    """The same moves for all sites."""
    return Moves(new=np.full(sites, new), back=np.full(sites, back), stay=np.full(sites, stay))
