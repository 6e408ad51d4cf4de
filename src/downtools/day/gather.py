"""Gather: which sites have an event today, and where lists are opened for signature."""

from typing import NamedTuple

from downtools.chance import bits, uniform
from downtools.compiled import kernel
from downtools.day.luck import seed_of
from downtools.day.rules import Rules
from downtools.day.state import State, Today
from downtools.exact import log, saturating
from downtools.world.world import Sites, World, people

__all__ = ["gather"]


class _Hazards(NamedTuple):
    base: float
    readiness: float
    call: float
    nearby: float
    spent_days: int
    list_base: float
    list_readiness: float
    list_call: float
    list_days: int


def gather(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Draw events and lists, on working days; docs/model.md says with which hazards."""
    g = rules.scenario.parameters.gather
    hazards = _Hazards(
        base=g.base,
        readiness=g.readiness,
        call=g.call,
        nearby=g.nearby,
        spent_days=g.spent_days,
        list_base=g.list_base,
        list_readiness=g.list_readiness,
        list_call=g.list_call,
        list_days=g.list_days,
    )
    working = rules.scenario.calendar.working(day)
    events, lists = seed_of(rules.seed, "event", day), seed_of(rules.seed, "list", day)
    _draw(hazards, events, lists, day, working, world.sites, state, today)


@kernel
def _draw(
    h: _Hazards,
    events: int,
    lists: int,
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
        if not working or state.ready[s] + state.willing[s] == 0:
            continue
        heard = float(today.heard[sites.place[s]])
        if state.ready[s] > 0 and (day >= state.spent_until[s] or today.list_open[s] == 1):
            hazard = h.base + h.readiness * log(1.0 + people(state.ready[s], sites.weight_here[s]))
            hazard += h.call * heard
            if state.had_event[sites.place[s]] == 1:
                hazard += h.nearby
            if uniform(bits(events, sites.key[s])) < saturating(max(hazard, 0.0)):
                today.event[s] = 1
                state.spent_until[s] = day + 1 + h.spent_days
        if state.willing[s] > 0 and today.list_open[s] == 0:
            willing = people(state.willing[s], sites.weight_here[s])
            hazard = h.list_base + h.list_readiness * log(1.0 + willing)
            hazard += h.list_call * heard
            if uniform(bits(lists, sites.key[s])) < saturating(max(hazard, 0.0)):
                today.list_open[s] = 1
                today.list_new[s] = 1
                state.list_until[s] = day + h.list_days
    if working:
        state.had_event[:] = 0
        for s in range(sites.key.size):
            if today.event[s] == 1:
                state.had_event[sites.place[s]] = 1
