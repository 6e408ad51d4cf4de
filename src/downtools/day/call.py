"""Call: calls, shocks and threats due today, and the voice that outrage gives each place."""

import numpy as np
import numpy.typing as npt

from downtools.compiled import kernel
from downtools.day.rules import Rules
from downtools.day.state import (
    BAN,
    FADING,
    LOYALTY,
    MEETING,
    PERMANENT,
    SHOCK,
    THREAT,
    State,
    Today,
)
from downtools.day.tactics import set_tactics
from downtools.exact import exp, fixed
from downtools.world.world import Places, Sites, World

__all__ = ["call"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


def call(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Apply the shocks due today; set voice, calls, threats and the street."""
    _falsified_votes(rules, state, day)
    nation = state.nation
    outrage = float(nation[FADING]) + float(nation[PERMANENT])
    _voices(outrage, float(nation[SHOCK]), state, today.voice)
    _calls(rules, today, day)
    _common_dates(rules, today, day)
    set_tactics(world, rules, state, today, day)
    sack, media = rules.scenario.parameters.sack, rules.scenario.parameters.media
    _threats(sack.threat, sack.weight, sack.ban, media.blunt, world.sites, today)
    if rules.scenario.calendar.working(day):
        loyalty = rules.scenario.parameters.loyalty
        state.meetings[:] = (
            state.meetings * (1.0 - loyalty.meeting_fading)
            + loyalty.meeting * today.tactics[MEETING]
        )
    _odds(rules.loyal, float(state.nation[LOYALTY]), world.sites, state.meetings, today.odds)
    p = rules.scenario.parameters.street
    today.street[:] = 0.0
    for dated in rules.acting(day, "street_protest"):
        today.street[dated.places] += dated.entry.people * dated.entry.strength
    _add_street(
        rules.decide.opposition, fixed(p.bar), p.turnout, world.places, today.voice, today.street
    )


def _falsified_votes(rules: Rules, state: State, day: int) -> None:
    p = rules.scenario.parameters.outrage
    for dated in rules.acting(day, "falsified_vote"):
        gain = p.vote * dated.entry.strength
        state.nation[FADING] += gain * (1.0 - p.permanent)
        state.nation[PERMANENT] += gain * p.permanent


@kernel
def _voices(outrage: float, shock: float, state: State, voice: I64) -> None:
    """Outrage of nation and place with their day-shocks, as the weight of private opposition."""
    for p in range(voice.size):
        weight = outrage + state.fading[p] + state.permanent[p]
        voice[p] = fixed(weight * exp(shock + state.shock[p]))


def _calls(rules: Rules, today: Today, day: int) -> None:
    """What calls add to each rung at each place, and how strongly they are heard there."""
    media = rules.scenario.parameters.media
    today.call[:] = 0.0
    for dated in rules.acting(day, "call", "common_date"):
        added = media.call_weight * dated.entry.strength * dated.luck
        today.call[dated.places, : dated.rung] += added
    if media.call_weight > 0.0:
        loud = today.call[:, 0] / media.call_weight
        today.heard[:] = loud * today.openness[:-1] * media.reach
    else:
        today.heard[:] = 0.0


def _common_dates(rules: Rules, today: Today, day: int) -> None:
    """How far a common date is heard at each place, and who therefore makes up their mind."""
    parameters = rules.scenario.parameters
    today.dated[:] = 0.0
    for dated in rules.acting(day, "common_date"):
        here = np.where(dated.places, dated.strength, 0.0)
        np.maximum(today.dated, here, out=today.dated)
    today.dated[:] = today.dated * today.openness[:-1] * parameters.media.reach
    attention = np.maximum(today.dated, parameters.people.attention)
    today.attention[:] = np.floor(attention * 2.0**32)


@kernel
def _threats(
    standing: float, weight: float, banned: float, blunt: float, sites: Sites, today: Today
) -> None:
    """The threat of the sack at each site: standing, spoken, and of law; blunted on a date."""
    for s in range(sites.key.size):
        threat = standing + weight * today.tactics[THREAT, s] + banned * today.tactics[BAN, s]
        today.threat[s] = min(threat, 1.0) * (1.0 - blunt * today.dated[sites.place[s]])


@kernel
def _odds(
    loyal: tuple[float, float, float], loyalty: float, sites: Sites, meetings: F64, odds: I64
) -> None:
    """What loyalty bought and meetings leave of the odds of opposition at each site."""
    usual = (
        fixed(exp(-(loyal[0] * loyalty))),
        fixed(exp(-(loyal[1] * loyalty))),
        fixed(exp(-(loyal[2] * loyalty))),
    )
    for s in range(sites.key.size):
        owner = int(sites.ownership[s])
        if meetings[s] == 0.0:
            odds[s] = usual[owner]
        else:
            odds[s] = fixed(exp(-(loyal[owner] * loyalty + meetings[s])))


@kernel
def _add_street(
    opposition: I64, bar: int, turnout: float, places: Places, voice: I64, street: F64
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
