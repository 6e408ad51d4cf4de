"""What a stored study says that cannot be, though it is well-formed."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import singledispatch
from itertools import pairwise
from typing import Any

from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.scenario.model import Scenario
from downtools.study.ensemble.answer import Ensemble, Fan
from downtools.study.ensemble.plan import VARY
from downtools.study.ensemble.runs import QUANTILES
from downtools.study.ensemble.variance import Variance
from downtools.study.forms import is_date
from downtools.study.levers.answer import Delay, Levers, Ranked
from downtools.study.mechanisms.table import Mechanisms
from downtools.study.paired import Change
from downtools.study.patterns.table import Pattern, Patterns
from downtools.study.shares import Probability

__all__ = ["impossible"]

Wrong = Iterator[tuple[str, Any, str]]
"""Key, value and problem of each thing that cannot be."""

_ROUNDED = 1e-9
_FLAGS = ("data", "other cases", "assumption")
_SIDES = ("workers", "public", "regime")
_NO_SHARE = "not a share of runs within its interval"


@singledispatch
def impossible(study: Any, scenario: Scenario) -> Wrong:
    """What cannot be in a study of a scenario: key, value and problem of each."""
    raise TypeError(f"no study: {type(study).__name__}, {scenario.name}")


@impossible.register
def _(study: Mechanisms, scenario: Scenario) -> Wrong:
    del scenario
    yield from _no_runs(study.runs)
    for i, row in enumerate(study.rows, 1):
        numbers = (row.effect, row.low, row.high, row.smallest, row.share)
        if len({number is None for number in (*numbers, row.expected)}) > 1:
            yield f"rows {i}", row.row, "some numbers of its effect are missing"


@impossible.register
def _(study: Patterns, scenario: Scenario) -> Wrong:
    yield from _no_runs(study.runs)
    yield from _no_shares("reach", study.reach, REACHES)
    yield from _no_shares("resolution", study.resolution, RESOLUTIONS)
    if study.passing != sum(row.holds for row in study.patterns):
        yield "passing", study.passing, "not the number of patterns that hold"
    facts = [fact.pattern for fact in scenario.observed if fact.last <= scenario.calendar.end]
    if [row.name for row in study.patterns] != facts:
        yield "patterns", len(study.patterns), f"not the {len(facts)} facts of the scenario"
    for i, row in enumerate(study.patterns, 1):
        if not _fits(row):
            yield f"patterns {i}", row.name, f"its values do not fit its unit {row.unit!r}"


def _fits(row: Pattern) -> bool:
    """Whether the days of a pattern are days, and its values days or numbers as its unit says."""
    told = (row.observed_low, row.observed_high, row.observed_point)
    values = [row.median, row.low, row.high, *(value for value in told if value is not None)]
    days = row.unit == "date"
    right = all(is_date(value) if days else not isinstance(value, str) for value in values)
    return right and is_date(row.first) and is_date(row.last)


@impossible.register
def _(study: Ensemble, scenario: Scenario) -> Wrong:
    yield from _no_runs(study.runs, study.failed, study.scale)
    if not study.vary or not set(study.vary) <= set(VARY):
        yield "vary", ", ".join(study.vary), f"not some of {', '.join(VARY)}"
    for words, shares, names in (
        ("reach", study.reach, REACHES),
        ("resolution", study.resolution, RESOLUTIONS),
    ):
        yield from _no_shares(words, shares, names)
        whole = sum(share.p for share in shares.values())
        if set(shares) != set(names) or abs(whole - 1.0) > _ROUNDED:
            yield words, ", ".join(shares), f"not a share for each of {', '.join(names)}"
    yield from _falling("at_least", study.at_least)
    for key in ("sustained", "general_strike_25"):
        yield from _no_shares(key, {key: getattr(study, key)}, (key,))
    for name, spread in study.counts.items():
        if not spread.low <= spread.median <= spread.high:
            yield f"counts.{name}", spread.median, "not between its quantiles"
    yield from _no_variance(study.variance)
    if study.start != str(scenario.calendar.start):
        yield "start", study.start, f"the scenario begins on {scenario.calendar.start}"
    for i, fan in enumerate(study.fans, 1):
        if not _opens(fan, scenario.calendar.days):
            yield f"fans {i}", fan.column, f"not {len(QUANTILES)} quantiles of each day, in order"


def _no_variance(parts: Sequence[Variance]) -> Wrong:
    for i, row in enumerate(parts, 1):
        three = [part for part in (row.parameters, row.shared, row.own) if part]
        whole = sum(part.share for part in three)
        fine = all(0.0 <= part.share <= 1.0 and part.low <= part.high for part in three)
        if three and (len(three) < 3 or not fine or abs(whole - 1.0) > _ROUNDED):
            yield f"variance {i}", row.outcome, "its parts are not shares of one whole"


def _opens(fan: Fan, days: int) -> bool:
    """Whether a fan has the quantiles of every day, and none is below a lower one."""
    if fan.quantiles != QUANTILES or [len(line) for line in fan.values] != [days] * len(QUANTILES):
        return False
    return all(
        low <= high + _ROUNDED
        for lower, upper in pairwise(fan.values)
        for low, high in zip(lower, upper, strict=True)
    )


@impossible.register
def _(study: Levers, scenario: Scenario) -> Wrong:
    yield from _no_runs(study.runs, study.failed, study.scale)
    if study.reach not in REACHES[1:]:
        yield "reach", study.reach, f"not one of {', '.join(REACHES[1:])}"
    yield from _falling("baseline", study.baseline)
    if not is_date(study.by_rule_from):
        yield "by_rule_from", study.by_rule_from, "not a date"
    if len({row.lever for row in study.levers}) < len(study.levers):
        yield "levers", len(study.levers), "a lever stands there twice"
    for i, row in enumerate(study.levers, 1):
        for key, value, problem in _no_lever(row):
            yield f"levers {i}{key}", value, problem
    yield from _no_delay(study.delay, scenario)


def _no_lever(row: Ranked) -> Wrong:
    difference = Change(difference=row.p_reach_difference, low=row.low, high=row.high)
    for key, change in (
        (".p_reach_difference", difference),
        (".settled", row.settled),
        *((f".by_reach.{name}", change) for name, change in row.by_reach.items()),
        *((f".ranges.{one.belief}", one.p_reach) for one in row.ranges),
    ):
        if not _inside(change) or not -1.0 <= change.difference <= 1.0:
            yield key, change.difference, "not a difference of two shares within its interval"
    for key, change in ((".wave_days", row.wave_days), (".output_lost_usd", row.output_lost_usd)):
        if not _inside(change):
            yield key, change.difference, "not within its interval"
    if not _possible(row.p_reach):
        yield ".p_reach", row.p_reach.p, _NO_SHARE
    if not set(row.by_reach) <= set(REACHES[1:]):
        yield ".by_reach", ", ".join(row.by_reach), f"not some of {', '.join(REACHES[1:])}"
    if row.flag not in _FLAGS or row.side not in _SIDES:
        known = f"not one of {', '.join(_FLAGS)}, of {', '.join(_SIDES)}"
        yield "", f"{row.flag}, {row.side}", known
    if not row.ranges:
        yield ".ranges", None, "no range"
    for one in row.ranges:
        if not 0.0 <= one.peak_low <= one.peak_factor <= one.peak_high:
            yield f".ranges.{one.belief}", one.peak_factor, "not between its quantiles"


def _no_delay(curve: Sequence[Delay], scenario: Scenario) -> Wrong:
    dates = [one.open_on for one in curve if one.open_on is not None]
    if dates != sorted(set(dates)) or None in [one.open_on for one in curve[:-1]]:
        yield "delay", len(curve), "not in the order of its days, never the last"
    for i, one in enumerate(curve, 1):
        if one.open_on is not None and not is_date(one.open_on):
            yield f"delay {i}", one.open_on, "not a date"
        elif not _possible(one.p_reach):
            yield f"delay {i}", one.p_reach.p, _NO_SHARE
        elif not _inside(one.change):
            yield f"delay {i}", one.change.difference, "not within its interval"
    own = [one.open_on for one in curve if one.days == 0]
    opens = str(scenario.parameters.inter_site_committee.open_on)
    if own not in ([], [opens]):
        yield "delay", ", ".join(map(str, own)), f"the committee of the scenario is of {opens}"


def _no_runs(runs: int, failed: int = 0, scale: float = 1.0) -> Wrong:
    if runs < 1:
        yield "runs", runs, "not a number of runs"
    if failed < 0:
        yield "failed", failed, "not a number of runs"
    if not 0.0 < scale <= 1.0:
        yield "scale", scale, "not above 0 and at most 1"


def _no_shares(words: str, shares: Mapping[str, Probability], known: Iterable[str]) -> Wrong:
    for name, share in shares.items():
        if name not in known or not _possible(share):
            yield f"{words}.{name}" if words != name else name, share.p, _NO_SHARE


def _falling(words: str, shares: Mapping[str, Probability]) -> Wrong:
    """What is wrong with shares that reached that far or farther: one for each reach but none."""
    yield from _no_shares(words, shares, REACHES[1:])
    if set(shares) != set(REACHES[1:]):
        yield words, ", ".join(shares), f"not a share for each of {', '.join(REACHES[1:])}"
    elif any(shares[far].p > shares[near].p + _ROUNDED for near, far in pairwise(REACHES[1:])):
        yield words, None, "more runs get farther than get near"


def _possible(share: Probability) -> bool:
    """Whether a share of runs lies in its interval, but for how numbers are rounded."""
    inside = share.low - _ROUNDED <= share.p <= share.high + _ROUNDED
    return inside and 0.0 <= share.p <= 1.0 and share.n >= 1


def _inside(change: Change) -> bool:
    """Whether a difference lies in its interval, but for how numbers are rounded."""
    room = _ROUNDED * max(1.0, math.fabs(change.difference))
    return change.low - room <= change.difference <= change.high + room
