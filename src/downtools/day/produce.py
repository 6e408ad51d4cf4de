"""Produce: work withheld and missing, what it costs, who has stopped, what is felt of it."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import inlined, kernel
from downtools.day.chain import run_the_chain
from downtools.day.rules import Rules
from downtools.day.state import EXPORTS, FELT, IDLE, OUTPUT, REPLACE, WAGES, State, Today
from downtools.world.world import Sites, World, people

__all__ = ["produce"]

I64 = npt.NDArray[np.int64]

NORMAL_OUTPUT, NORMAL_EXPORTS, LOST_OUTPUT, LOST_EXPORTS = range(4)
"""Columns of the sums by sector, in cents."""


class _Process(NamedTuple):
    walkout: int
    """Thousandths of a shift that a walkout withholds."""
    critical: int
    """Thousandths of those on shift that a continuous process needs."""
    restart_days: int


def produce(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Set work withheld, cents lost, stopped sites; run the chain; let cost be felt; pay funds."""
    p = rules.scenario.parameters
    process = _Process(
        walkout=int(1000.0 * p.ladder.walkout_share + 0.5),
        critical=int(1000.0 * p.production.critical_staff + 0.5),
        restart_days=p.production.restart_days,
    )
    named = np.zeros((len(state.stopped), 2), np.int64)
    shift = rules.shifts[day]
    sums = np.zeros((len(world.sector_names), 4), np.int64)
    sums[:, : NORMAL_EXPORTS + 1] = shift.normal[:, : NORMAL_EXPORTS + 1]
    state_owned = np.zeros(1, np.int64)
    wages = np.zeros(len(rules.funds) + 1, np.int64)
    _lose(process, day, world.sites, state, today, named, sums, state_owned, wages)
    works = named[:, 1] > 0
    halved = 2 * named[:, 0] > 1000 * named[:, 1]
    state.stopped[works] = halved[works]
    run_the_chain(rules, state, today, sums)
    if shift.working:
        desert = int(state_owned[0]) / max(1, 1000 * world.people)
        _feel(rules, state, today, sums.sum(axis=0), desert)
    _pay_funds(rules, state, today, wages, day)


@inlined
def _continuous(
    s: int, day: int, full: int, own: int, missing: int, process: _Process, state: State
) -> tuple[int, int]:
    """Thousandths of shifts that a halted process loses, by decision and otherwise."""
    need = full * process.critical // 1000
    halts = full - missing < need
    if halts:
        state.down_until[s] = day + 1 + process.restart_days
    if full - own < need:
        return full, 0
    if halts or day < state.down_until[s]:
        return 0, full
    return 0, 0


@kernel
def _lose(
    process: _Process,
    day: int,
    sites: Sites,
    state: State,
    today: Today,
    named: I64,
    sums: I64,
    state_owned: I64,
    wages: I64,
) -> None:
    """What each awake site loses; `sums` has the normal output and exports of all sites.

    `wages` gets the wages lost by the fund that pays there; the last entry is for none.
    """
    for at in range(today.awake_many[0]):
        s = int(today.awake_sites[at])
        on, k = today.on_shift[s], sites.named[s]
        lost, idle = 0, 0
        out = today.walking_out[s] + today.striking[s]
        if out + today.absent[s] > 0 or day < state.down_until[s]:
            weight = sites.weight[s]
            withheld = people(today.walking_out[s], weight) * process.walkout
            withheld += people(today.striking[s], weight) * 1000
            withheld = min(withheld, 1000 * on)  # in a sample each count is rounded by itself
            gap = min(withheld + 1000 * people(today.absent[s], weight), 1000 * on)
            replaced = int(1000.0 * today.tactics[REPLACE, s] + 0.5)
            own = withheld - withheld * replaced // 1000
            missing = gap - gap * replaced // 1000
            lost, idle = own, missing - own
            if sites.process[s] == 1:
                lost, idle = _continuous(s, day, 1000 * on, own, missing, process, state)
            today.withheld[s] = withheld
            today.lost[s, OUTPUT] = lost * sites.output_cents[s] // 1000
            today.lost[s, IDLE] = idle * sites.output_cents[s] // 1000
            today.lost[s, EXPORTS] = (lost + idle) * sites.exports_cents[s] // 1000
            today.lost[s, WAGES] = withheld * sites.wage_cents[s] // 1000
            wages[today.payer[s]] += today.lost[s, WAGES]
            sector = sites.sector[s]
            sums[sector, LOST_OUTPUT] += today.lost[s, OUTPUT] + today.lost[s, IDLE]
            sums[sector, LOST_EXPORTS] += today.lost[s, EXPORTS]
            if sites.ownership[s] == 0:
                state_owned[0] += withheld
        if k >= 0:
            named[k, 0] += lost
            named[k, 1] += on


def _feel(rules: Rules, state: State, today: Today, sums: I64, desert: float) -> None:
    """What of output and exports is lost, and how many of all workers are the state's own on
    strike."""
    p = rules.scenario.parameters.concede
    output = int(sums[LOST_OUTPUT] + today.chain[0]) / max(1, int(sums[NORMAL_OUTPUT]))
    exports = int(sums[LOST_EXPORTS] + today.chain[1]) / max(1, int(sums[NORMAL_EXPORTS]))
    cost = (output + exports) / 2.0
    felt = float(state.nation[FELT])
    state.nation[FELT] = felt + p.memory * ((cost + p.defection * desert) - felt)


def _pay_funds(rules: Rules, state: State, today: Today, wages: I64, day: int) -> None:
    """Each strike fund pays its share of the wages lost where it holds, while it lasts."""
    paid = 0
    for i, fund in enumerate(rules.funds):
        if fund.dated.first <= day <= fund.dated.last:
            share = int(1000.0 * fund.dated.strength + 0.5)
            due = int(wages[i]) * share // 1000
            pays = min(int(state.funds[i]), due)
            state.funds[i] -= pays
            paid += pays
    today.chain[2] = paid
