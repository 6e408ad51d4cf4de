"""Concede: when the regime gives way, and what an accepted concession does to outrage."""

import numpy as np
import numpy.typing as npt

from downtools.chance import key_of
from downtools.day.dated import Dated, kinds_of
from downtools.day.luck import chance_at
from downtools.day.rules import Rules
from downtools.day.state import FADING, FELT, NEWS, PERMANENT, State, Today
from downtools.exact import saturating

__all__ = ["CONCEDED", "WON", "concede"]

WON, CONCEDED = 1, 2
"""Of `Today.resolved`: the contested measure is void; strikers accepted an offer."""


def concede(rules: Rules, state: State, today: Today, day: int, entries: list[Dated]) -> None:
    """Offers of the day: by hazard of what was felt up to yesterday, and by the schedule."""
    if rules.shifts[day].working:
        _give_way(rules, state, today, day)
    p = rules.scenario.parameters
    for dated in kinds_of(entries, "concession"):
        if dated.first != day:
            continue
        national = dated.entry.place == "nation"
        if national:
            state.nation[NEWS] += p.belief.concession * dated.entry.strength
        if chance_at(rules.luck, "accept", day, key_of(dated.entry.id)) < p.concede.accepted:
            relief = min(1.0, p.concede.relief * dated.entry.strength)
            _relieve(state, dated.places, national, relief)
            if national:
                _resolve(today, CONCEDED, relief)


def _give_way(rules: Rules, state: State, today: Today, day: int) -> None:
    p = rules.scenario.parameters
    felt = float(state.nation[FELT])
    hazard = p.concede.hazard * max(0.0, felt - p.concede.bar)
    if chance_at(rules.luck, "concede", day, 0) >= saturating(hazard):
        return
    state.nation[NEWS] += p.belief.concession
    everywhere = np.ones(len(state.fading), np.bool_)
    if felt >= p.concede.leave_bar:
        _resolve(today, WON, 1.0)
        _relieve(state, everywhere, True, 1.0)
        state.nation[FELT] = 0.0
    elif chance_at(rules.luck, "accept", day, 0) < p.concede.accepted:
        _resolve(today, CONCEDED, p.concede.relief)
        _relieve(state, everywhere, True, p.concede.relief)
        state.nation[FELT] = 0.0


def _resolve(today: Today, how: int, relief: float) -> None:
    """The strongest resolution of the day counts: won, then conceded, then suspended."""
    before = int(today.resolved[0])
    today.resolved[0] = how if before == 0 else min(before, how)
    today.relief[0] = max(float(today.relief[0]), relief)


def _relieve(state: State, places: npt.NDArray[np.bool_], national: bool, relief: float) -> None:
    left = np.where(places, 1.0 - relief, 1.0)
    state.fading[:] = state.fading * left
    state.permanent[:] = state.permanent * left
    if national:
        state.nation[FADING] = float(state.nation[FADING]) * (1.0 - relief)
        state.nation[PERMANENT] = float(state.nation[PERMANENT]) * (1.0 - relief)
