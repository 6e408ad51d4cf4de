"""Call: calls, shocks and threats due today, and the voice that outrage gives each place."""

import numpy as np
import numpy.typing as npt

from downtools.compiled import kernel
from downtools.day.dated import Dated, kinds_of, of_day
from downtools.day.rules import Rules
from downtools.day.state import (
    FADING,
    MEETING,
    PERMANENT,
    SHOCK,
    State,
    Today,
)
from downtools.day.tactics import set_tactics
from downtools.exact import exp, fixed
from downtools.world.world import Places, World

__all__ = ["call"]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


def call(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Apply the shocks due today; set voice, calls, threats and the street."""
    entries = of_day(rules.entries, day)
    _falsified_votes(rules, state, entries)
    nation = state.nation
    outrage = float(nation[FADING]) + float(nation[PERMANENT])
    _voices(outrage, float(nation[SHOCK]), state, today.voice)
    _calls(rules, today, entries)
    _common_dates(rules, today, entries)
    set_tactics(world, rules, state, today, day)
    if rules.shifts[day].working:
        _hold_meetings(rules, state, today, day)
    p = rules.scenario.parameters.street
    today.street[:] = 0.0
    for dated in kinds_of(entries, "street_protest"):
        today.street[dated.places] += dated.entry.people * dated.entry.strength
    _add_street(
        rules.decide.opposition, fixed(p.bar), p.turnout, world.places, today.voice, today.street
    )


def _falsified_votes(rules: Rules, state: State, entries: list[Dated]) -> None:
    p = rules.scenario.parameters.outrage
    for dated in kinds_of(entries, "falsified_vote"):
        gain = p.vote * dated.entry.strength
        state.nation[FADING] += gain * (1.0 - p.permanent)
        state.nation[PERMANENT] += gain * p.permanent


def _hold_meetings(rules: Rules, state: State, today: Today, day: int) -> None:
    """What meetings press down fades and is pressed down anew, at sleeping sites too."""
    held = any(one.entry.kind == "daily_meetings" and one.first <= day for one in rules.entries)
    # A branch may have meetings behind it that its own schedule does not know.
    if held or state.meetings.max(initial=0.0) > 0.0:
        loyalty = rules.scenario.parameters.loyalty
        left, row = 1.0 - loyalty.meeting_fading, today.tactics[MEETING]
        _press_down(left, loyalty.meeting, row, state.meetings)


@kernel
def _press_down(left: float, added: float, row: F64, meetings: F64) -> None:
    for s in range(meetings.size):
        meetings[s] = meetings[s] * left + added * row[s]


@kernel
def _voices(outrage: float, shock: float, state: State, voice: I64) -> None:
    """Outrage of nation and place with their day-shocks, as the weight of private opposition."""
    for p in range(voice.size):
        weight = outrage + state.fading[p] + state.permanent[p]
        voice[p] = fixed(weight * exp(shock + state.shock[p]))


def _calls(rules: Rules, today: Today, entries: list[Dated]) -> None:
    """What calls add to each rung at each place, and how strongly they are heard there."""
    media = rules.scenario.parameters.media
    today.call[:] = 0.0
    for dated in kinds_of(entries, "call", "common_date"):
        added = media.call_weight * dated.entry.strength * dated.luck
        today.call[dated.places, : dated.rung] += added
    if media.call_weight > 0.0:
        loud = today.call[:, 0] / media.call_weight
        today.heard[:] = loud * today.openness[:-1] * media.reach
    else:
        today.heard[:] = 0.0


def _common_dates(rules: Rules, today: Today, entries: list[Dated]) -> None:
    """How far a common date is heard at each place, and who therefore makes up their mind."""
    parameters = rules.scenario.parameters
    today.dated[:] = 0.0
    for dated in kinds_of(entries, "common_date"):
        here = np.where(dated.places, dated.strength, 0.0)
        np.maximum(today.dated, here, out=today.dated)
    today.dated[:] = today.dated * today.openness[:-1] * parameters.media.reach
    attention = np.maximum(today.dated, parameters.people.attention)
    today.attention[:] = np.floor(attention * 2.0**32)


@kernel
def _add_street(
    opposition: I32, bar: int, turnout: float, places: Places, voice: I64, street: F64
) -> None:
    """Those whose voice exceeds the bar: ranks are equally common, one search finds the share."""
    for p in range(voice.size):
        low, high = 0, opposition.size
        while low < high:
            middle = (low + high) >> 1
            if (opposition[middle] * voice[p]) >> 16 >= bar:
                high = middle
            else:
                low = middle + 1
        share = (opposition.size - low) / 65536.0
        street[p] += turnout * places.population[p] * share
