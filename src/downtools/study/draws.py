"""Draws of parameters from the scenario's prior.

The scenario's prior of a parameter is the declared one, moved to where the scenario stands: if
the scenario sets the value itself, a normal keeps its standard deviation and a lognormal that of
its logarithm around that value, and a uniform keeps its width with the value in the middle. What
the scenario leaves alone keeps the declared prior. All are cut at the parameter's bounds.
"""

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

from downtools.chance import bits, key_of, stream, uniform
from downtools.scenario.declare import Param, Prior, params_of
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import GROUPS

__all__ = ["COSTS", "WIDTH", "draw", "drawn", "prior_of"]

WIDTH = 0.5
"""How wide a study draws beside the scenario's prior: half. docs/mechanisms.md says why."""

COSTS = ("theta_sign", "theta_rally", "theta_walkout")
"""Costs of rungs of the ladder, which must rise."""


def drawn(scenario: Scenario, index: int, seed: int, width: float = 1.0) -> Scenario:
    """The scenario with every parameter that has a prior replaced by its draw `index`.

    `width` narrows every prior around its middle: 1 is the whole prior, 0 the middle itself.
    Constants, levers without a prior and the schedule stay as they are. The same arguments give
    the same draw on any machine, and a parameter's draw does not depend on the other parameters.
    """
    groups: dict[str, Any] = {}
    for name in GROUPS:
        group = getattr(scenario.parameters, name)
        values = {
            field: draw(scenario, param, index, seed, width)
            for field, param in _uncertain(name).items()
        }
        if set(COSTS) <= set(values):
            values |= zip(COSTS, sorted(values[cost] for cost in COSTS), strict=True)
        groups[name] = dataclasses.replace(group, **values)
    return dataclasses.replace(
        scenario, parameters=dataclasses.replace(scenario.parameters, **groups)
    )


@cache
def _uncertain(group: str) -> Mapping[str, Param]:
    declared = params_of(GROUPS[group], f"{group}.")
    return {field: param for field, param in declared.items() if param.prior is not None}


def draw(
    scenario: Scenario, param: Param, index: int, seed: int, width: float = 1.0
) -> float | int:
    """One draw of one parameter that has a prior; whole if the parameter is."""
    u = uniform(bits(stream(seed, key_of(f"prior/{param.key}"), 0), index))
    value = prior_of(scenario, param, width).quantile(u)
    low = value if param.low is None else param.low
    high = value if param.high is None else param.high
    value = min(max(value, low), high)
    return int(value + 0.5) if param.type is int else value


def prior_of(scenario: Scenario, param: Param, width: float = 1.0) -> Prior:
    """The scenario's prior of a parameter that has one; a uniform is cut at the bounds.

    `width` narrows it around its middle.
    """
    prior = param.prior
    if prior is None:
        raise ValueError(f"{param.key} has no prior")
    own = param.key in dict(scenario.sources)
    middle = float(scenario.value(param.key)) if own else _middle(prior)
    if prior.shape != "uniform":
        return Prior(prior.shape, middle, width * prior.b)
    half = width * (prior.b - prior.a) / 2.0
    low = middle - half if param.low is None else max(param.low, middle - half)
    high = middle + half if param.high is None else min(param.high, middle + half)
    return Prior("uniform", low, high)


def _middle(prior: Prior) -> float:
    """The median: of what is not uniform its first number."""
    return (prior.a + prior.b) / 2.0 if prior.shape == "uniform" else prior.a
