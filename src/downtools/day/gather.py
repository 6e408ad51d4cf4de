"""Gather: which sites have an event today, and where lists are opened for signature."""

from typing import NamedTuple

from downtools.chance import bits, uniform
from downtools.compiled import inlined, kernel
from downtools.day.luck import seed_of
from downtools.day.rules import Rules
from downtools.day.state import BAN, State, Today
from downtools.exact import log, saturating
from downtools.world.world import Sites, World, people

__all__ = ["gather"]


class _Hazards(NamedTuple):
    base: float
    readiness: float
    call: float
    nearby: float
    committee: float
    spent_days: int
    list_base: float
    list_readiness: float
    list_call: float
    list_committee: float
    list_days: int


class _Seeds(NamedTuple):
    event: int
    opening: int
    ban: int


def gather(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Draw events and lists, on working days; docs/model.md says with which hazards."""
    g = rules.scenario.parameters.gather
    hazards = _Hazards(
        base=g.base,
        readiness=g.readiness,
        call=g.call,
        nearby=g.nearby,
        committee=g.committee,
        spent_days=g.spent_days,
        list_base=g.list_base,
        list_readiness=g.list_readiness,
        list_call=g.list_call,
        list_committee=g.list_committee,
        list_days=g.list_days,
    )
    working = rules.scenario.calendar.working(day)
    seeds = _Seeds(
        event=seed_of(rules.seed, "event", day),
        opening=seed_of(rules.seed, "list", day),
        ban=seed_of(rules.seed, "ban", day),
    )
    _draw(hazards, seeds, day, working, world.sites, state, today)
    if not working:
        return
    for dated in rules.acting(day, "leader_visit"):
        today.event[dated.sites] = 1
        state.spent_until[dated.sites] = day + 1 + g.spent_days
    _remember_events(world.sites, state, today)


@inlined
def _gathers(s: int, heard: float, h: _Hazards, sites: Sites, state: State, today: Today) -> float:
    """Hazard of an event at a site where somebody is ready."""
    hazard = h.base + h.readiness * log(1.0 + people(state.ready[s], sites.weight_here[s]))
    hazard += h.call * heard
    if state.had_event[sites.place[s]] == 1:
        hazard += h.nearby
    if today.works[s] == 1:
        hazard += h.committee
    return max(hazard, 0.0)


@inlined
def _lists(s: int, heard: float, h: _Hazards, sites: Sites, state: State, today: Today) -> float:
    """Hazard of a list where somebody is willing and none is open."""
    willing = people(state.willing[s], sites.weight_here[s])
    hazard = h.list_base + h.list_readiness * log(1.0 + willing)
    hazard += h.list_call * heard
    if today.works[s] == 1:
        hazard += h.list_committee
    return max(hazard, 0.0) * (1.0 - today.tactics[BAN, s])


@kernel
def _draw(
    h: _Hazards,
    seeds: _Seeds,
    day: int,
    working: bool,
    sites: Sites,
    state: State,
    today: Today,
) -> None:
    for s in range(sites.key.size):
        today.event[s] = 0
        today.list_new[s] = 0
        today.list_open[s] = 1 if day < state.list_until[s] else 0
        if not working:
            continue
        banned = today.tactics[BAN, s]
        listed = today.list_open[s] == 1 and banned > 0.0
        if listed and uniform(bits(seeds.ban, sites.key[s])) < banned:
            today.list_open[s] = 0
            state.list_until[s] = day
        if state.ready[s] + state.willing[s] == 0:
            continue
        heard = float(today.heard[sites.place[s]])
        spent = day < state.spent_until[s] and today.list_open[s] == 0
        if state.ready[s] > 0 and (not spent or today.dated[sites.place[s]] > 0.0):
            hazard = _gathers(s, heard, h, sites, state, today)
            if uniform(bits(seeds.event, sites.key[s])) < saturating(hazard):
                today.event[s] = 1
                state.spent_until[s] = day + 1 + h.spent_days
        if state.willing[s] > 0 and today.list_open[s] == 0:
            hazard = _lists(s, heard, h, sites, state, today)
            if uniform(bits(seeds.opening, sites.key[s])) < saturating(hazard):
                today.list_open[s] = 1
                today.list_new[s] = 1
                state.list_until[s] = day + h.list_days


@kernel
def _remember_events(sites: Sites, state: State, today: Today) -> None:
    """Which places had an event on this working day."""
    state.had_event[:] = 0
    for s in range(sites.key.size):
        if today.event[s] == 1:
            state.had_event[sites.place[s]] = 1
