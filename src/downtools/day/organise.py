"""Organise: committees form, are held, break and link; what the day says of success."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, uniform
from downtools.compiled import inlined, kernel
from downtools.day.dated import Dated, kinds_of, of_day
from downtools.day.luck import chance_at, seed_of
from downtools.day.rules import Rules
from downtools.day.state import (
    BROKEN,
    COMMITTEE,
    DETAIN,
    FORMED,
    LEADERS_HELD,
    LINKED,
    LINKED_PEAK,
    NEWS,
    SUSPENDED_UNTIL,
    State,
    Today,
)
from downtools.exact import log, saturating
from downtools.world.world import Sites, World, people

__all__ = ["SUSPENDED", "acted_people", "organise"]

I64 = npt.NDArray[np.int64]

SUSPENDED = 3
"""Of `Today.resolved`: the inter-site body called the strike off."""


class _Terms(NamedTuple):
    base: float
    readiness: float
    link: float
    breaks: float
    held_days: int
    opened: bool
    """Whether the inter-site body exists today; whether somebody calls for committees."""
    called: bool


class _Seeds(NamedTuple):
    committee: int
    leaders: int
    breaking: int
    link: int


def organise(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Form, hold, break and link committees; let visits, calls and the body have their say."""
    today.resolved[0] = 0
    today.relief[0] = 0.0
    calendar = rules.scenario.calendar
    if not rules.shifts[day].working:
        return
    entries = of_day(rules.entries, day)
    p = rules.scenario.parameters
    terms = _Terms(
        base=p.organise.base,
        readiness=p.organise.readiness,
        link=p.organise.link,
        breaks=p.organise.breaks,
        held_days=p.organise.held_days,
        opened=calendar.date(day) >= p.inter_site_committee.open_on,
        called=any(one.entry.kind == "committee" for one in entries),
    )
    seeds = _Seeds(
        committee=seed_of(rules.luck, "committee", day),
        leaders=seed_of(rules.luck, "detain_leaders", day),
        breaking=seed_of(rules.luck, "break", day),
        link=seed_of(rules.luck, "link", day),
    )
    still = day < int(state.body[SUSPENDED_UNTIL])
    out = np.zeros(3, np.int64)
    _committees(terms, seeds, day, still, world.sites, state, today, out)
    _visits(world, rules, state, today, entries)
    _failed_calls(rules, state, int(out[2]) / world.people, day, entries)
    if out[1] > 0:
        _suspend(rules, state, today, int(out[0]), day)


@inlined
def acted_people(s: int, sites: Sites, today: Today) -> int:
    """People within the site who rallied, walked out or struck today."""
    acted = today.rallying[s] + today.walking_out[s] + today.striking[s]
    return people(acted, sites.weight_here[s])


@kernel
def _committees(
    terms: _Terms,
    seeds: _Seeds,
    day: int,
    still: bool,
    sites: Sites,
    state: State,
    today: Today,
    out: I64,
) -> None:
    """Each site's committee in turn; `out`: people out in the body, sites in it, people out."""
    for at in range(today.awake_many[0]):
        s = int(today.awake_sites[at])
        went = today.walking_out[s] + today.striking[s]
        called = terms.called and today.tactics[COMMITTEE, s] > 0.0
        if state.committee[s] == 0 and went + today.rallying[s] == 0 and not called:
            continue
        out_here = people(went, sites.weight[s])
        out[2] += out_here
        key = sites.key[s]
        if state.committee[s] == 0:
            acted = acted_people(s, sites, today)
            hazard = max(0.0, terms.base + terms.readiness * log(1.0 + acted))
            formed = acted > 0 and uniform(bits(seeds.committee, key)) < saturating(hazard)
            if called or formed:
                state.committee[s] = 1
                today.happened[s, FORMED] = 1
        if state.committee[s] == 0:
            continue
        if day < state.leaders_until[s]:
            if uniform(bits(seeds.breaking, key)) < terms.breaks:
                state.committee[s] = 0
                state.linked[s] = 0
                state.leaders_until[s] = 0
                today.happened[s, BROKEN] = 1
            continue
        detain = today.tactics[DETAIN, s]
        if detain > 0.0 and uniform(bits(seeds.leaders, key)) < detain:
            state.leaders_until[s] = day + 1 + terms.held_days
            today.happened[s, LEADERS_HELD] = 1
            continue
        if still:
            continue
        if state.linked[s] == 0 and terms.opened:
            chance = terms.link * today.openness[sites.place[s]]
            if uniform(bits(seeds.link, key)) < chance:
                state.linked[s] = 1
                today.happened[s, LINKED] = 1
        if state.linked[s] == 1:
            out[0] += out_here
            out[1] += 1


def _visits(world: World, rules: Rules, state: State, today: Today, entries: list[Dated]) -> None:
    """A leader who meets a crowd against him raises belief, a friendly one lowers it."""
    belief = rules.scenario.parameters.belief
    sites = world.sites
    for dated in kinds_of(entries, "leader_visit"):
        acted, roll = 0, 0
        where = dated.sites
        for s in range(len(sites.key)) if isinstance(where, slice) else where.tolist():
            weight = int(sites.weight[s])
            here = int(today.rallying[s]) + int(today.walking_out[s]) + int(today.striking[s])
            acted += people(here, weight)
            roll += people(int(sites.first_worker[s + 1] - sites.first_worker[s]), weight)
        against = min(1.0, acted / roll / belief.visit_bar)
        state.nation[NEWS] += belief.visit * dated.entry.strength * (2.0 * against - 1.0)


def _failed_calls(rules: Rules, state: State, out: float, day: int, entries: list[Dated]) -> None:
    """On its last day a call to the nation that nobody followed takes from belief."""
    belief = rules.scenario.parameters.belief
    date = rules.scenario.calendar.date(day)
    for dated in kinds_of(entries, "call", "common_date"):
        entry = dated.entry
        if entry.place == "nation" and entry.end == date and out < belief.call_bar:
            missed = 1.0 - out / belief.call_bar
            state.nation[NEWS] -= belief.failed_call * dated.entry.strength * missed


def _suspend(rules: Rules, state: State, today: Today, out: int, day: int) -> None:
    """The inter-site body calls off a strike that has dwindled at its sites."""
    p = rules.scenario.parameters.organise
    peak = int(state.body[LINKED_PEAK])
    draw = chance_at(rules.luck, "suspend", day, 0)
    if 0 < out < p.suspend_share * peak and draw < p.suspend:
        state.body[SUSPENDED_UNTIL] = day + 1 + p.suspend_days
        state.body[LINKED_PEAK] = 0
        today.resolved[0] = SUSPENDED
    else:
        state.body[LINKED_PEAK] = max(peak, out)
