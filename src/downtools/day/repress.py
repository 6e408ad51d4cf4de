"""Repress: concessions, victims of the night, police and notice, and who is taken away."""

from typing import NamedTuple

import numpy as np

from downtools.compiled import kernel
from downtools.day.away import take_away
from downtools.day.concede import concede
from downtools.day.organise import acted_people
from downtools.day.rules import Rules
from downtools.day.state import NOTICED, VICTIMS, State, Today
from downtools.day.tactics import street_fires
from downtools.world.world import Sites, World, people

__all__ = ["repress"]


class _Police(NamedTuple):
    per_active: float
    value_weight: float
    speed: float
    capacity: float


def repress(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Give way or strike back: offers, victims, police, arrests and dismissals."""
    concede(rules, state, today, day)
    _night(world, rules, state, today, day)
    if rules.scenario.calendar.working(day):
        p = rules.scenario.parameters
        terms = _Police(
            p.police.per_active, p.police.value_weight, p.police.speed, p.police.capacity
        )
        _send_police(terms, world.sites, state, today)
        active = np.zeros(1, np.int64)
        _notice(p.regime.speed, world.sites, state, today, active)
        seen = int(active[0]) / world.people
        state.nation[NOTICED] += p.regime.speed * (seen - float(state.nation[NOTICED]))
    take_away(world, rules, state, today, day)


def _night(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Victims of violence: the nation's total, and each town's in its own sight."""
    state.victims[:] = 0.0
    victims = 0.0
    for dated in rules.acting(day, "street_violence"):
        count = dated.entry.people * dated.entry.strength
        if dated.entry.place == "nation":
            victims += count
        else:
            state.victims[dated.places] += count
    np.multiply(state.victims, rules.hardness, out=state.victims)
    for dated in rules.by_rule:
        if dated.entry.kind == "street_violence":
            fires = street_fires(world, rules, today, dated, day)
            added = dated.entry.strength * today.street * rules.hardness
            everywhere = 0.0
            for p in np.flatnonzero(fires).tolist():
                state.victims[p] += added[p]
                everywhere += float(added[p])
            victims += everywhere
    state.nation[VICTIMS] = victims


@kernel
def _wanted(s: int, terms: _Police, sites: Sites, today: Today) -> float:
    """Officers wanted at a site: by people out and by strategic value."""
    active = acted_people(s, sites, today)
    if active == 0:
        return 0.0
    value = 1.0 + terms.value_weight * sites.strategic[s]
    return terms.per_active * active * value


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


@kernel
def _notice(speed: float, sites: Sites, state: State, today: Today, active: np.ndarray) -> None:
    """What the regime sees of each site; `active` gets the people who acted, of all sites."""
    for s in range(sites.key.size):
        acted = today.rallying[s] + today.walking_out[s] + today.striking[s]
        if acted > 0 or state.noticed[s] > 0.0:
            workers = sites.first_worker[s + 1] - sites.first_worker[s]
            share = acted_people(s, sites, today) / people(workers, sites.weight_here[s])
            state.noticed[s] += speed * (share - state.noticed[s])
            active[0] += people(acted, sites.weight[s])
