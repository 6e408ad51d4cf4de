"""Tactics: the strength of each at each site today, from the schedule and by rule."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.day.dated import Dated, of_day
from downtools.day.rules import Rules
from downtools.day.state import (
    BAN,
    BLOCK,
    BONUS,
    COMMITTEE,
    DETAIN,
    DISMISS,
    FINE,
    FUND,
    LOCK,
    MEETING,
    NOTICED,
    REPLACE,
    THREAT,
    State,
    Today,
)
from downtools.world.world import World

__all__ = ["acting_rows", "nation_fires", "set_tactics", "street_fires"]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Covered = I64 | I32 | slice

_ROWS = {
    "dismissal_threat": THREAT,
    "dismissal": DISMISS,
    "detain_leaders": DETAIN,
    "lock_in": LOCK,
    "block_passes": BLOCK,
    "daily_meetings": MEETING,
    "replacement_workers": REPLACE,
    "bonus": BONUS,
    "legal_ban": BAN,
    "court_fine": FINE,
    "strike_fund": FUND,
    "committee": COMMITTEE,
}
_SHARES = (DISMISS, DETAIN, LOCK, BLOCK, REPLACE, BAN, FUND, COMMITTEE)
"""Tactics whose strength is a share or a probability, cut to 1."""


def set_tactics(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Set today's strength of each tactic at each site: the largest of those that hold there.

    A row is touched only if something holds in it today or held yesterday, and not if that is
    the same on both days.
    """
    before, now = _by_row(rules, day - 1), _by_row(rules, day)
    funds = zip(rules.funds, state.funds.tolist(), strict=True)
    spent = {fund.dated.entry.id for fund, left in funds if left == 0}
    firing = _fire(world, rules, state, today, day)
    for row in sorted({*before, *now}):
        old, new = before.get(row, []), now.get(row, [])
        if _stands(row, old, new, spent, today):
            continue
        if old:
            today.tactics[row].fill(0.0)
        if old and row == FUND:
            today.payer.fill(-1)
        blank = True
        for one in new:
            sites, strength = one.sites, one.entry.strength
            if one.entry.by_rule and one.entry.notices == "site":
                sites, strength = firing.sites[one.entry.id], strength * firing.part
            elif one.entry.by_rule and not nation_fires(rules, state, one, day):
                continue
            if one.entry.id not in spent:
                if row == FUND:
                    _pay(rules, one, today)
                _raise(row, sites, _cut(row, strength), blank, today)
                blank = False


def _cut(row: int, strength: float) -> float:
    return min(strength, 1.0) if row in _SHARES else strength


def _raise(row: int, sites: Covered, strength: float, blank: bool, today: Today) -> None:
    """Lift a row to a strength at some sites; a row that is blank need not be read."""
    if blank:
        today.tactics[row, sites] = strength
    else:
        today.tactics[row, sites] = np.maximum(today.tactics[row, sites], strength)


def _pay(rules: Rules, one: Dated, today: Today) -> None:
    """The strongest fund pays, before its strength stands in the row."""
    number = {fund.dated.entry.id: i for i, fund in enumerate(rules.funds)}[one.entry.id]
    stronger = _cut(FUND, one.entry.strength) > today.tactics[FUND, one.sites]
    today.payer[one.sites] = np.where(stronger, number, today.payer[one.sites])


def _stands(row: int, before: list[Dated], now: list[Dated], spent: set[str], today: Today) -> bool:
    """Whether a row is as it should be, since what holds is what held yesterday.

    The strongest entry is looked up at its first site: beside a copy of a State, Today is new.
    """
    if [one.entry.id for one in before] != [one.entry.id for one in now]:
        return False
    if any(one.entry.by_rule or one.entry.id in spent for one in now):
        return False
    strongest = max(now, key=lambda one: one.entry.strength)
    sites = strongest.sites
    first = 0 if isinstance(sites, slice) else int(sites[0]) if len(sites) else -1
    return first >= 0 and float(today.tactics[row, first]) == _cut(row, strongest.entry.strength)


def acting_rows(rules: Rules, day: int) -> npt.NDArray[np.uint8]:
    """Of each row of `Today.tactics`: 1 if anything may act in it today, else it is all zero."""
    acting = np.zeros(len(_ROWS), np.uint8)
    acting[list(_by_row(rules, day))] = 1
    return acting


def _by_row(rules: Rules, day: int) -> dict[int, list[Dated]]:
    """Tactics that hold on a day, or may if they are rules, by row."""
    rows: dict[int, list[Dated]] = {}
    for one in of_day(rules.entries, day):
        row = _ROWS.get(one.entry.kind)
        if row is not None:
            rows.setdefault(row, []).append(one)
    return rows


@dataclass(frozen=True)
class _Firing:
    """Where rules about sites fire, by the rule's id, and how far capacity goes."""

    sites: dict[str, I32]
    part: float


def _fire(world: World, rules: Rules, state: State, today: Today, day: int) -> _Firing:
    """Rules about sites fire where enough is noticed, and share what can be done on a day."""
    acting = {
        one.entry.id: one
        for one in of_day(rules.entries, day)
        if one.entry.by_rule and one.entry.notices == "site"
    }
    if not acting:
        return _Firing({}, 1.0)
    awake = today.awake_sites[: today.awake_many[0]]
    noticed = awake[state.noticed[awake] > 0.0]
    masks: dict[str, Mask] = {}

    def fires(name: str) -> Mask:
        one = acting.get(name)
        if one is None:
            return np.zeros(len(noticed), np.bool_)
        if name not in masks:
            above = one.entry.above or 0.0
            mask = one.covered[noticed] & (state.noticed[noticed] >= above)
            masks[name] = mask & fires(one.entry.after) if one.entry.after else mask
        return masks[name]

    worked_on = np.zeros(len(noticed), np.bool_)
    for name in acting:
        worked_on |= fires(name)
    many = int(world.sites.stands_for[noticed[worked_on]].sum()) / 65536.0
    capacity = rules.scenario.parameters.regime.sites
    part = capacity / many if many > capacity else 1.0
    return _Firing({name: noticed[mask] for name, mask in masks.items()}, part)


def nation_fires(rules: Rules, state: State, one: Dated, day: int) -> bool:
    """Whether a rule that looks at all workers fires today."""
    noticed = float(state.nation[NOTICED])
    if not one.first <= day <= one.last or noticed <= 0.0 or noticed < (one.entry.above or 0.0):
        return False
    return not one.entry.after or nation_fires(rules, state, rules.rule(one.entry.after), day)


def street_fires(
    world: World, rules: Rules, today: Today, one: Dated, day: int
) -> npt.NDArray[np.bool_]:
    """At which places a rule that looks at the street fires today."""
    if not one.first <= day <= one.last:
        return np.zeros(len(today.street), np.bool_)
    share = today.street / np.maximum(world.places.population, 1e-300)
    mask = one.places & (share >= (one.entry.above or 0.0)) & (today.street > 0.0)
    if one.entry.after:
        mask &= street_fires(world, rules, today, rules.rule(one.entry.after), day)
    return mask
