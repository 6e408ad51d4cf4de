"""Futures: draws of parameters and luck, near which others can be drawn.

Drawn afresh, futures have the law of an ensemble's draws: each parameter is the quantile of its
prior at a share given by a standard normal number, a posterior's draw is picked evenly, luck is
seeds. Moves are reversible under that law: normal numbers move by the proposal of Cotter et al.
(2013), a pick is made anew, luck is made anew from a day on; which of these, how far and from
which day on hangs on the number of the move alone, not on the future.
"""

import dataclasses
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from downtools.chance import Luck, bits, key_of, nth_seed, stream, uniform
from downtools.exact import exp
from downtools.run.outcome import closeness_of
from downtools.run.simulate import simulate
from downtools.scenario.declare import Param, Prior
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import GROUPS, all_params
from downtools.study.draws import prior_of
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.rows import DRAWN, past_of, world_of
from downtools.study.rare import walked

__all__ = ["Future", "closeness", "fresh", "moved", "scenario_of"]

_STEPS = (0.15, 0.35, 0.7)
"""How far parameters move: from hardly, which is seldom undone, to nearly anew."""
_COSTS = ("ladder.theta_sign", "ladder.theta_rally", "ladder.theta_walkout")
_DIGITS = 12


@dataclass(frozen=True)
class Future:
    """One future: where its parameters lie in their priors, and its luck."""

    z: tuple[float, ...]
    """A standard normal number for each key of `DRAWN`; none if parameters do not vary."""
    pick: int
    """Which draw of the posterior it has; 0 if there is none."""
    luck: Luck


def fresh(plan: Plan, number: int) -> Future:
    """A future drawn by its number, as one of an ensemble of the plan is."""
    z = walked([0.0] * _keys(plan), 1.0, number, 0)
    luck = plan.luck(0)
    shared, own = _seeds(plan, luck, number)
    if plan.from_day is None:
        luck = Luck(shared, own)
    else:
        luck = plan.past_luck.turned(plan.from_day, shared, own)
    return Future(z, _pick(plan, number), luck)


def moved(plan: Plan, future: Future, number: int) -> Future:
    """Another future near one: other parameters, other luck from a day on, or both."""
    both = bool(_keys(plan)) and _has_luck(plan)
    kind = _choice("kind", number, 3) if both else 2
    z, pick, luck = future.z, future.pick, future.luck
    if kind != 1 and z:
        z = walked(z, _STEPS[_choice("step", number, len(_STEPS))], number, 1)
        if not _choice("pick", number, 4):
            pick = _pick(plan, number)
    if kind != 0 and _has_luck(plan):
        first = plan.from_day or 0
        day = first + _choice("day", number, plan.scenario.calendar.days - first)
        luck = luck.turned(day, *_seeds(plan, luck, number))
    return Future(z, pick, luck)


def closeness(plan: Plan, reach: str, future: Future) -> float:
    """How near the run of a future comes to a reach, 1 being there; NaN if it fails."""
    try:
        run = simulate(
            scenario_of(plan, future),
            seed=future.luck,
            world=world_of(plan),
            past=past_of(plan),
            threads=1,
        )
        return closeness_of(run.scenario, run.rolls, run.tables)[reach]
    except Exception:  # noqa: BLE001 - one run that fails is not the end of the rest, and is told
        return float("nan")


def scenario_of(plan: Plan, future: Future) -> Scenario:
    """The scenario with the parameters of a future. Raises `InputError` if they do not fit."""
    if not future.z:
        return plan.scenario
    scenario = plan.ground
    values = {
        key: _value(declared, prior, z)
        for (key, declared, prior), z in zip(_priors(plan), future.z, strict=True)
    }
    costs = sorted(values[key] for key in _COSTS)
    values |= dict(zip(_COSTS, costs, strict=True))
    groups: dict[str, Any] = {}
    for name in GROUPS:
        mine = {key.partition(".")[2]: v for key, v in values.items() if key.startswith(f"{name}.")}
        groups[name] = dataclasses.replace(getattr(scenario.parameters, name), **mine)
    parameters = dataclasses.replace(scenario.parameters, **groups)
    found = dataclasses.replace(scenario, parameters=parameters)
    if not plan.belief.draws:
        return found
    picked = zip(plan.belief.keys, plan.belief.draws[future.pick], strict=True)
    whole = {key for key, declared, _ in _priors(plan) if declared.type is int}
    return found.with_values(
        {key: round(value) if key in whole else value for key, value in picked}
    )


def _keys(plan: Plan) -> int:
    return len(DRAWN) if "uncertainty" in plan.vary else 0


def _has_luck(plan: Plan) -> bool:
    return "shared" in plan.vary or "own" in plan.vary


def _seeds(plan: Plan, luck: Luck, number: int) -> tuple[int, int]:
    """New seeds by a number, of what varies; what does not keeps that of a luck."""
    last = luck.turns[-1] if luck.turns else luck
    shared, own = (nth_seed(number, f"unlikely/{which}", 0) for which in ("shared", "own"))
    return (
        shared if "shared" in plan.vary else last.shared,
        own if "own" in plan.vary else last.own,
    )


def _pick(plan: Plan, number: int) -> int:
    return _choice("posterior", number, max(1, len(plan.belief.draws)))


def _choice(what: str, number: int, many: int) -> int:
    """One of `many`, evenly, by a number."""
    return int(uniform(bits(stream(number, key_of(f"unlikely/{what}"), 0), 0)) * many)


@lru_cache(maxsize=1)
def _priors(plan: Plan) -> tuple[tuple[str, Param, Prior], ...]:
    declared, width = all_params(), plan.belief.width
    return tuple((key, declared[key], prior_of(plan.ground, declared[key], width)) for key in DRAWN)


def _value(declared: Param, prior: Prior, z: float) -> float | int:
    """The value of a prior that a standard normal number stands for, cut as draws are."""
    value = _at(prior, z)
    low = value if declared.low is None else declared.low
    high = value if declared.high is None else declared.high
    value = min(max(value, low), high)
    return int(value + 0.5) if declared.type is int else value


def _at(prior: Prior, z: float) -> float:
    if prior.shape == "uniform":  # the C library's last digits differ between machines
        share = round(0.5 * math.erfc(-z / math.sqrt(2.0)), _DIGITS)
        return prior.a + share * (prior.b - prior.a)
    return prior.a + prior.b * z if prior.shape == "normal" else prior.a * exp(prior.b * z)
