"""Repress: concessions, victims of the night, police and notice, and who is taken away."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import inlined, kernel
from downtools.day.away import take_away
from downtools.day.concede import concede
from downtools.day.dated import Dated, kinds_of, of_day
from downtools.day.organise import acted_people
from downtools.day.rules import Rules
from downtools.day.state import NOTICED, VICTIMS, State, Today
from downtools.day.tactics import street_fires
from downtools.day.team import Team
from downtools.world.world import Sites, World, people

__all__ = ["repress"]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


class _Police(NamedTuple):
    per_active: float
    value_weight: float
    speed: float
    capacity: float
    notice: float
    """How fast the regime sees what is on at a site."""


def repress(world: World, rules: Rules, state: State, today: Today, day: int, team: Team) -> None:
    """Give way or strike back: offers, victims, police, arrests and dismissals."""
    entries = of_day(rules.entries, day)
    concede(rules, state, today, day, entries)
    _night(world, rules, state, today, day, entries)
    p = rules.scenario.parameters
    terms = _Police(
        p.police.per_active,
        p.police.value_weight,
        p.police.speed,
        p.police.capacity,
        p.regime.speed,
    )
    lists = np.empty((2, int(today.awake_many[0])), np.int32)
    many, total, active = np.zeros(2, np.int64), np.zeros(1), np.zeros(1, np.int64)
    _list_sites(terms, float(today.relief[0]) > 0.0, world.sites, state, today, lists, many, total)
    if rules.shifts[day].working:
        _watch(terms, float(total[0]), lists[0, : many[0]], world.sites, state, today, active)
        seen = int(active[0]) / world.people
        state.nation[NOTICED] += p.regime.speed * (seen - float(state.nation[NOTICED]))
    take_away(world, rules, state, today, day, team, lists[1, : many[1]])


def _night(
    world: World, rules: Rules, state: State, today: Today, day: int, entries: list[Dated]
) -> None:
    """Victims of violence: the nation's total, and each town's in its own sight."""
    state.victims[:] = 0.0
    victims = 0.0
    for dated in kinds_of(entries, "street_violence"):
        count = dated.entry.people * dated.entry.strength
        if dated.entry.place == "nation":
            victims += count
        else:
            state.victims[dated.places] += count
    np.multiply(state.victims, rules.hardness, out=state.victims)
    for dated in entries:
        if dated.entry.by_rule and dated.entry.kind == "street_violence":
            fires = street_fires(world, rules, today, dated, day)
            added = dated.entry.strength * today.street * rules.hardness
            everywhere = 0.0
            for p in np.flatnonzero(fires).tolist():
                state.victims[p] += added[p]
                everywhere += float(added[p])
            victims += everywhere
    state.nation[VICTIMS] = victims


@inlined
def _wanted(s: int, terms: _Police, sites: Sites, today: Today) -> float:
    """Officers wanted at a site where somebody acted: by people out and by strategic value."""
    active = acted_people(s, sites, today)
    if active == 0:
        return 0.0
    value = 1.0 + terms.value_weight * sites.strategic[s]
    return terms.per_active * active * value


@kernel
def _list_sites(
    terms: _Police,
    everywhere: bool,
    sites: Sites,
    state: State,
    today: Today,
    lists: I32,
    many: I64,
    total: F64,
) -> None:
    """List the sites that are watched, and those where somebody may be taken away or come back.

    All are gone through once, as most are neither. `total` gets the officers wanted.
    """
    watched, touched = 0, 0
    for at in range(today.awake_many[0]):
        s = int(today.awake_sites[at])
        acted = today.rallying[s] + today.walking_out[s] + today.striking[s]
        away = state.away_by[s, 0] + state.away_by[s, 1] + state.away_by[s, 2]
        if acted > 0:
            total[0] += _wanted(s, terms, sites, today) * (sites.stands_for[s] / 65536.0)
        # Written whether they belong there or not: a guess would often be wrong.
        lists[0, watched] = s
        watched += acted > 0 or state.noticed[s] > 0.0 or state.police_sent[s] != 0.0
        lists[1, touched] = s
        touched += everywhere or acted + today.kept_in[s] + away > 0
    many[0] = watched
    many[1] = touched


@kernel
def _watch(
    terms: _Police,
    total: float,
    watched: I32,
    sites: Sites,
    state: State,
    today: Today,
    active: I64,
) -> None:
    """Send police, and let the regime notice; `active` gets the people who acted, of all sites."""
    part = terms.capacity / total if total > terms.capacity else 1.0
    for at in range(watched.size):
        s = int(watched[at])
        acted = today.rallying[s] + today.walking_out[s] + today.striking[s]
        wanted = _wanted(s, terms, sites, today) * part if acted > 0 else 0.0
        if wanted != state.police_sent[s]:
            state.police_sent[s] += terms.speed * (wanted - state.police_sent[s])
        if acted > 0 or state.noticed[s] > 0.0:
            workers = sites.first_worker[s + 1] - sites.first_worker[s]
            share = acted_people(s, sites, today) / people(workers, sites.weight_here[s])
            state.noticed[s] += terms.notice * (share - state.noticed[s])
            active[0] += people(acted, sites.weight[s])
