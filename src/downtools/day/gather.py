"""Gather: which sites have an event today, and where lists are opened for signature."""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, uniform
from downtools.compiled import inlined, kernel
from downtools.day.dated import kinds_of, of_day
from downtools.day.luck import seed_of
from downtools.day.rules import Rules
from downtools.day.state import BAN, State, Today
from downtools.day.team import Team
from downtools.exact import log, saturating
from downtools.world.world import Sites, World, people

__all__ = ["gather"]

F64 = npt.NDArray[np.float64]

_RUN = 64
"""Awake sites next to each other that one thread takes on at a time."""
_FEW = 4096
"""To share fewer sites than this costs more than it saves."""


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


def gather(world: World, rules: Rules, state: State, today: Today, day: int, team: Team) -> None:
    """Draw events and lists, on working days; docs/model.md says with which hazards."""
    g = rules.scenario.parameters.gather
    h = _Hazards(
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
    working = rules.shifts[day].working
    seeds = _Seeds(
        event=seed_of(rules.luck, "event", day),
        opening=seed_of(rules.luck, "list", day),
        ban=seed_of(rules.luck, "ban", day),
    )
    had_event = np.zeros((team.threads, len(state.had_event)), np.uint8)

    def draw_part(turn: int, turns: int) -> None:
        _draw(turn, turns, h, seeds, _logs(), day, working, world.sites, state, today, had_event)

    if not working:
        draw_part(0, 1)
        return
    if today.awake_many[0] < _FEW:
        draw_part(0, 1)
    else:
        team.share(draw_part)
    for dated in kinds_of(of_day(rules.entries, day), "leader_visit"):
        today.event[dated.sites] = 1
        state.spent_until[dated.sites] = day + 1 + g.spent_days
        had_event[0, world.sites.place[dated.sites]] = 1
    np.max(had_event, axis=0, out=state.had_event)


@kernel
def _fill_logs(logs: F64) -> None:
    for n in range(logs.size):
        logs[n] = log(1.0 + n)


@cache
def _logs() -> F64:
    """log(1 + n) of small whole n, as `log` itself has it."""
    logs = np.empty(4096)
    _fill_logs(logs)
    return logs


@inlined
def _log_of(n: int, logs: F64) -> float:
    return logs[n] if n < logs.size else log(1.0 + n)


@inlined
def _happens(draw: int, hazard: float) -> bool:
    """Whether a draw lies below saturating(hazard).

    1 - exp(-h) is at most h, and rounding moves what is computed of it by less than 1e-15: a
    draw above a little more than the hazard is surely not below it, and most are.
    """
    u = uniform(draw)
    return u <= hazard * (1.0 + 1e-9) + 1e-12 and u < saturating(hazard)


@inlined
def _gathers(
    s: int, p: int, h: _Hazards, logs: F64, sites: Sites, state: State, today: Today
) -> float:
    """Hazard of an event at a site where somebody is ready."""
    ready = people(state.ready[s], sites.weight_here[s])
    hazard = h.base + h.readiness * _log_of(ready, logs)
    hazard += h.call * float(today.heard[p])
    if state.had_event[p] == 1:
        hazard += h.nearby
    if today.works[s] == 1:
        hazard += h.committee
    return max(hazard, 0.0)


@inlined
def _lists(
    s: int, p: int, h: _Hazards, logs: F64, sites: Sites, state: State, today: Today
) -> float:
    """Hazard of a list where somebody is willing and none is open."""
    willing = people(state.willing[s], sites.weight_here[s])
    hazard = h.list_base + h.list_readiness * _log_of(willing, logs)
    hazard += h.list_call * float(today.heard[p])
    if today.works[s] == 1:
        hazard += h.list_committee
    return max(hazard, 0.0) * (1.0 - today.tactics[BAN, s])


@kernel
def _draw(
    turn: int,
    turns: int,
    h: _Hazards,
    seeds: _Seeds,
    logs: F64,
    day: int,
    working: bool,
    sites: Sites,
    state: State,
    today: Today,
    had_event: npt.NDArray[np.uint8],
) -> None:
    """Draw for each turns-th run of awake sites; `had_event` of a turn gets places with events."""
    many = today.awake_many[0]
    for run in range(_RUN * turn, many, _RUN * turns):
        for at in range(run, min(run + _RUN, many)):
            s = int(today.awake_sites[at])
            today.event[s] = 0
            today.list_new[s] = 0
            today.list_open[s] = 1 if day < state.list_until[s] else 0
            if not working:
                continue
            if today.list_open[s] == 1:
                banned = today.tactics[BAN, s]
                if banned > 0.0 and uniform(bits(seeds.ban, sites.key[s])) < banned:
                    today.list_open[s] = 0
                    state.list_until[s] = day
            if state.ready[s] + state.willing[s] == 0:
                continue
            p = int(sites.place[s])
            spent = day < state.spent_until[s] and today.list_open[s] == 0
            if state.ready[s] > 0 and (not spent or today.dated[p] > 0.0):
                hazard = _gathers(s, p, h, logs, sites, state, today)
                if _happens(bits(seeds.event, sites.key[s]), hazard):
                    today.event[s] = 1
                    state.spent_until[s] = day + 1 + h.spent_days
                    had_event[turn, p] = 1
            if state.willing[s] > 0 and today.list_open[s] == 0:
                hazard = _lists(s, p, h, logs, sites, state, today)
                if _happens(bits(seeds.opening, sites.key[s]), hazard):
                    today.list_open[s] = 1
                    today.list_new[s] = 1
                    state.list_until[s] = day + h.list_days
