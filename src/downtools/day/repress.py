"""Repress: victims of the night, and police spread over sites from a limited capacity."""

from typing import NamedTuple

import numpy as np

from downtools.compiled import kernel
from downtools.day.rules import Rules
from downtools.day.state import VICTIMS, State, Today
from downtools.world.world import Sites, World, people

__all__ = ["repress"]


class _Police(NamedTuple):
    per_active: float
    value_weight: float
    speed: float
    capacity: float


def repress(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Set tonight's victims and the police each site finds at its next working day."""
    _night(rules, state, day)
    if rules.scenario.calendar.working(day):
        p = rules.scenario.parameters.police
        terms = _Police(p.per_active, p.value_weight, p.speed, p.capacity)
        _send_police(terms, world.sites, state, today)


def _night(rules: Rules, state: State, day: int) -> None:
    """Victims of scheduled violence: the nation's total, and each town's in its own sight."""
    state.victims[:] = 0.0
    victims = 0.0
    for dated in rules.acting(day, "street_violence"):
        count = dated.entry.people * dated.entry.strength
        if dated.entry.place == "nation":
            victims += count
        else:
            state.victims[dated.places] += count
    state.nation[VICTIMS] = victims
    np.multiply(state.victims, rules.hardness, out=state.victims)


@kernel
def _wanted(s: int, terms: _Police, sites: Sites, today: Today) -> float:
    """Officers wanted at a site: by people out and by strategic value."""
    active = today.rallying[s] + today.walking_out[s] + today.striking[s]
    if active == 0:
        return 0.0
    value = 1.0 + terms.value_weight * sites.strategic[s]
    return terms.per_active * people(active, sites.weight_here[s]) * value


@kernel
def _send_police(terms: _Police, sites: Sites, state: State, today: Today) -> None:
    total = 0.0
    for s in range(sites.key.size):
        total += _wanted(s, terms, sites, today) * (sites.stands_for[s] / 65536.0)
    part = terms.capacity / total if total > terms.capacity else 1.0
    for s in range(sites.key.size):
        wanted = _wanted(s, terms, sites, today) * part
        if wanted != state.police_sent[s]:
            state.police_sent[s] += terms.speed * (wanted - state.police_sent[s])
