"""Ask what would have changed it: every lever beside none, over draws of parameters and luck."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
import numpy.typing as npt

from downtools.errors import Fault, InputError, nearest
from downtools.run.outcome import REACHES
from downtools.scenario.declare import NEVER
from downtools.scenario.model import Scenario
from downtools.study.arms import AS_IT_IS, Arm
from downtools.study.belief import Belief, belief_of
from downtools.study.draws import WIDTH
from downtools.study.ensemble.carry import How, carry_out
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.runs import Runs
from downtools.study.levers.answer import Delay, Levers, Range, Ranked
from downtools.study.levers.catalogue import Lever, levers_of, named
from downtools.study.levers.informed import grounds_of
from downtools.study.mechanisms.cases import by_rule
from downtools.study.paired import (
    Change,
    change_of_mean,
    change_of_share,
    pairs_of,
    reached,
    settled,
)
from downtools.study.shares import probability

__all__ = ["DELAYS", "SCALE", "answer_of", "arms_of", "levers", "plan_of"]

SCALE = 0.02
"""Share of the workers at unnamed sites in memory unless told: named sites are whole anyhow."""

DELAYS = (-7, -5, -3, -1, 3, 7)
"""Days by which the inter-site committee is moved for the delay curve, beside never."""

_BESIDE, _FEW = 4, 20
"""Part of the draws that the prior beside a posterior is asked with, and how few that may be."""

_ONLY_IF_ALL = (
    "half-",
    "later-",
    "safe-channel",
    "no-dismissal",
    "no-blocked-passes",
    "no-daily-meetings",
    "no-replacement-workers",
    "no-bonus",
    "no-legal-ban",
    "no-court-fine",
)
"""Levers, or how their names begin, that are run only if all are asked for: each takes as long as
the others, and what most ask for first shall be there in minutes."""

_OPEN = "inter_site_committee.open_on"


def levers(
    scenario: Scenario,
    *,
    runs: int = 200,
    reach: str = "sector_or_region",
    names: Sequence[str] = (),
    every: bool = False,
    source: str | None = None,
    width: float = WIDTH,
    seed: int = 1,
    scale: float = SCALE,
    how: How | None = None,
) -> Levers:
    """What each lever would have changed, in this model, ranked, and the delay curve.

    `runs` draws of parameters and luck are run without a lever and with each of `names`; if none is
    named, with those of the catalogue that most ask for first, or with `every` one. The regime
    answers by rule in all of them. `reach` is how far a wave must reach to count. If the scenario
    has a posterior and `source` is None, all is run over the prior too, with a quarter of the
    draws.

    Raises `InputError` for an unknown lever (naming the nearest) and other arguments that will
    not do, `OutOfRoomError` if memory or disk will not.
    """
    if reach not in REACHES[1:]:
        cure = nearest(reach, REACHES[1:])
        raise InputError([Fault(file="--reach", value=reach, problem="no such reach", cure=cure)])
    how = how or How()
    chosen = _chosen(scenario, names, every)
    main = belief_of(scenario, source, width)
    beliefs = [main]
    if source is None and main.source == "posterior":
        beliefs.append(belief_of(scenario, "prior", width))
    found: list[Runs] = []
    for belief in beliefs:
        out = how.out
        if out is not None and len(beliefs) > 1:
            out = out / belief.source
        plan = plan_of(scenario, chosen, belief, seed, scale)
        many = runs if belief is main else max(runs // _BESIDE, min(runs, _FEW))
        found.append(carry_out(plan, many, dataclasses.replace(how, out=out)))
    return answer_of(scenario, chosen, reach, found)


def plan_of(
    scenario: Scenario, chosen: Sequence[Lever], belief: Belief, seed: int, scale: float
) -> Plan:
    """The plan of runs with each of some levers, and of the delay curve."""
    asked = by_rule(scenario)
    return Plan(
        question="levers",
        scenario=asked,
        belief=belief,
        arms=arms_of(asked, chosen),
        seed=seed,
        scale=scale,
    )


def arms_of(scenario: Scenario, chosen: Sequence[Lever]) -> tuple[Arm, ...]:
    """The scenario as it is, with each lever, and with each delay of the inter-site committee."""
    arms = [AS_IT_IS, *(lever.arm for lever in chosen)]
    for date in _dates(scenario, arms):
        word = "never" if date == NEVER else str(date)
        words = f"Committees of several sites can join from {word} on."
        arms.append(Arm(name=f"committee-{word}", words=words, values=((_OPEN, date),)))
    return tuple(arms)


def _chosen(scenario: Scenario, names: Sequence[str], every: bool) -> tuple[Lever, ...]:
    known = levers_of(scenario)
    if names:
        return tuple(dict.fromkeys(named(known, name) for name in names))
    return known if every else tuple(lever for lever in known if not _only_if_all(lever.name))


def _only_if_all(name: str) -> bool:
    """Whether a lever is left out unless all are asked for."""
    begins = tuple(word for word in _ONLY_IF_ALL if word.endswith("-"))
    return name in _ONLY_IF_ALL or name.startswith(begins)


def _dates(scenario: Scenario, arms: Sequence[Arm]) -> list[dt.date]:
    """Other days from which the inter-site committee could have existed, and never.

    None that an arm has already. Committees join it on working days, so that of several days up to
    the same working day one is enough.
    """
    opens, calendar = scenario.parameters.inter_site_committee.open_on, scenario.calendar
    if opens == NEVER:
        moved = [calendar.date(day) for day in range(7, min(calendar.days, 29), 7)]
    else:
        moved = [opens + dt.timedelta(days=days) for days in DELAYS]
    dates = [date for date in moved if calendar.start <= date <= calendar.end] + [NEVER]
    seen = {_meets(scenario, date) for date in (opens, *map(_opened, arms)) if date is not None}
    found: list[dt.date] = []
    for date in dates:
        if (meets := _meets(scenario, date)) not in seen:
            seen.add(meets)
            found.append(date)
    return found


def _opened(arm: Arm) -> dt.date | None:
    """The day from which the inter-site committee exists, if that is all that an arm changes."""
    alone = [key for key, _ in arm.values] == [_OPEN] and not arm.entries
    return arm.values[0][1] if alone else None


def _meets(scenario: Scenario, date: dt.date) -> dt.date:
    """The first working day from a date on; never if none is left."""
    calendar = scenario.calendar
    days = range(max(0, (date - calendar.start).days), calendar.days)
    return next((calendar.date(day) for day in days if calendar.working(day)), NEVER)


def answer_of(
    scenario: Scenario, chosen: Sequence[Lever], reach: str, found: Sequence[Runs]
) -> Levers:
    """The answer in the runs of one plan, or of one for each belief: the main one first."""
    runs = found[0]
    rows = tuple(
        _ranked(scenario, lever, reach, at, found) for at, lever in enumerate(chosen, start=1)
    )
    ranked = sorted(rows, key=lambda row: (-row.p_reach_difference, -row.ranges[0].peak_factor))
    return Levers(
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        version=version("downtools"),
        runs=len(runs.rows()),
        failed=sum(one.failed for one in found),
        scale=runs.plan.scale,
        seed=runs.plan.seed,
        reach=reach,
        belief=runs.plan.belief.words,
        by_rule_from=str(runs.plan.scenario.parameters.regime.by_rule_from),
        baseline={name: runs.at_least(name) for name in REACHES[1:]},
        levers=tuple(ranked),
        delay=_delays(runs, reach),
        digest=runs.digest,
    )


def _ranked(
    scenario: Scenario, lever: Lever, reach: str, arm: int, found: Sequence[Runs]
) -> Ranked:
    runs = found[0]
    first, other = pairs_of(runs, arm)
    change = _change(runs, arm, reach)
    grounds = grounds_of(scenario, lever, runs.plan.belief.narrowed())
    return Ranked(
        lever=lever.name,
        words=lever.words,
        side=lever.side,
        p_reach_difference=change.difference,
        low=change.low,
        high=change.high,
        p_reach=probability(reached(runs, other, reach).tolist()),
        flag=grounds.flag,
        rests_on=grounds.words,
        by_reach={name: _change(runs, arm, name) for name in REACHES[1:]},
        settled=change_of_share(settled(runs, first), settled(runs, other)),
        wave_days=_mean_change(runs, "wave_days", first, other),
        output_lost_usd=_mean_change(runs, "output_lost_cents", first, other, 100.0),
        ranges=tuple(_range(one, arm, reach) for one in found),
    )


def _change(runs: Runs, arm: int, reach: str) -> Change:
    first, other = pairs_of(runs, arm)
    return change_of_share(reached(runs, first, reach), reached(runs, other, reach))


def _mean_change(
    runs: Runs,
    name: str,
    first: npt.NDArray[np.int64],
    other: npt.NDArray[np.int64],
    part: float = 1.0,
) -> Change:
    values = runs.column(name).astype(np.float64) / part
    return change_of_mean(values[first], values[other])


def _range(runs: Runs, arm: int, reach: str) -> Range:
    first, other = pairs_of(runs, arm)
    peaks = runs.column("peak_out").astype(np.float64)
    factors = (peaks[other] + 1.0) / (peaks[first] + 1.0)
    low, median, high = (float(edge) for edge in np.quantile(factors, (0.05, 0.5, 0.95)))
    return Range(
        belief=runs.plan.belief.source,
        p_reach=_change(runs, arm, reach),
        peak_factor=median,
        peak_low=low,
        peak_high=high,
    )


def _delays(runs: Runs, reach: str) -> tuple[Delay, ...]:
    """The delay curve, by date; the scenario's own day is one of its points."""
    own = runs.plan.scenario.parameters.inter_site_committee.open_on
    points: list[tuple[dt.date, int]] = [(own, 0)]
    for at, arm in enumerate(runs.plan.arms):
        if (date := _opened(arm)) is not None:
            points.append((date, at))
    found: list[Delay] = []
    for date, arm in sorted(points):
        _, other = pairs_of(runs, arm)
        hits = reached(runs, other, reach)
        found.append(
            Delay(
                open_on=None if date == NEVER else str(date),
                days=None if NEVER in (date, own) else (date - own).days,
                p_reach=probability(hits.tolist()),
                change=_change(runs, arm, reach),
            )
        )
    return tuple(found)
