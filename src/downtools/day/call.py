"""Call: calls, shocks and threats due today, and the voice that outrage gives each place."""

import numpy as np
import numpy.typing as npt

from downtools.compiled import kernel
from downtools.day.rules import Rules, rung_number
from downtools.day.state import FADING, PERMANENT, SHOCK, State, Today
from downtools.exact import exp, fixed
from downtools.world.world import Places, World

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
    _threats(rules, today, day)
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
    for dated in rules.acting(day, "call"):
        added = media.call_weight * dated.entry.strength * dated.luck
        today.call[dated.places, : rung_number(dated.entry)] += added
    if media.call_weight > 0.0:
        loud = today.call[:, 0] / media.call_weight
        today.heard[:] = loud * today.openness[:-1] * media.reach
    else:
        today.heard[:] = 0.0


def _threats(rules: Rules, today: Today, day: int) -> None:
    """The threat of the sack at each site: the standing one and the strongest that is spoken."""
    sack = rules.scenario.parameters.sack
    spoken = np.zeros(len(today.threat))
    for dated in rules.acting(day, "dismissal_threat"):
        np.maximum(spoken, np.where(dated.sites, dated.entry.strength, 0.0), out=spoken)
    np.minimum(sack.threat + sack.weight * spoken, 1.0, out=today.threat)


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
