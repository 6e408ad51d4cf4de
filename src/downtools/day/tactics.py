"""Tactics: the strength of each at each site today, from the schedule and by rule."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.day.dated import Dated
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

__all__ = ["nation_fires", "set_tactics", "street_fires"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

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
    """Set today's strength of each tactic at each site: the largest of those that hold there."""
    tactics = today.tactics
    for row in _ROWS.values():
        if tactics[row].any():
            tactics[row] = 0.0
    spent = {
        fund.dated.entry.id for fund, left in zip(rules.funds, state.funds, strict=True) if not left
    }
    today.payer[:] = -1
    number = {fund.dated.entry.id: i for i, fund in enumerate(rules.funds)}
    firing = _fire(world, rules, state, day)
    for one in rules.entries:
        row = _ROWS.get(one.entry.kind)
        if row is None or not one.first <= day <= one.last or one.entry.id in spent:
            continue
        sites, strength = one.sites, one.entry.strength
        if one.entry.by_rule and one.entry.notices == "site":
            sites, strength = firing.sites[one.entry.id], strength * firing.part
        elif one.entry.by_rule and not nation_fires(rules, state, one, day):
            continue
        if row in _SHARES:
            strength = min(strength, 1.0)
        if row == FUND:
            stronger = strength > tactics[FUND, sites]
            today.payer[sites] = np.where(stronger, number[one.entry.id], today.payer[sites])
        tactics[row, sites] = np.maximum(tactics[row, sites], strength)


@dataclass(frozen=True)
class _Firing:
    """Where rules about sites fire, by the rule's id, and how far capacity goes."""

    sites: dict[str, I64]
    part: float


def _fire(world: World, rules: Rules, state: State, day: int) -> _Firing:
    """Rules about sites fire where enough is noticed, and share what can be done on a day."""
    acting = {
        one.entry.id: one
        for one in rules.by_rule
        if one.entry.notices == "site" and one.first <= day <= one.last
    }
    if not acting:
        return _Firing({}, 1.0)
    noticed = np.flatnonzero(state.noticed > 0.0)
    masks: dict[str, Mask] = {}

    def fires(name: str) -> Mask:
        one = acting.get(name)
        if one is None:
            return np.zeros(len(noticed), np.bool_)
        if name not in masks:
            above = one.entry.above or 0.0
            mask = _covers(one, noticed) & (state.noticed[noticed] >= above)
            masks[name] = mask & fires(one.entry.after) if one.entry.after else mask
        return masks[name]

    worked_on = np.zeros(len(noticed), np.bool_)
    for name in acting:
        worked_on |= fires(name)
    many = int(world.sites.stands_for[noticed[worked_on]].sum()) / 65536.0
    capacity = rules.scenario.parameters.regime.sites
    part = capacity / many if many > capacity else 1.0
    return _Firing({name: noticed[mask] for name, mask in masks.items()}, part)


def _covers(one: Dated, sites: I64) -> Mask:
    if isinstance(one.sites, slice):
        return np.ones(len(sites), np.bool_)
    return np.isin(sites, one.sites, assume_unique=True)


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
