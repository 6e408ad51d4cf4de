"""The parameters that are fitted, as coordinates in which the prior is a standard normal.

The value of a parameter is the quantile of its declared prior at the normal probability of its
coordinate. So bounds hold of themselves, and a coordinate that the data moved by one was moved by
one prior standard deviation.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream, uniform
from downtools.errors import Fault, InputError, nearest
from downtools.exact import normal_quantile
from downtools.scenario.declare import FITTED, Prior
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import all_params
from downtools.study.draws import COSTS, prior_of

__all__ = ["FITTED_KEYS", "Space", "normals", "rising", "whole_ladder"]

F64 = npt.NDArray[np.float64]

FITTED_KEYS = tuple(key for key, param in all_params().items() if param.source.startswith(FITTED))
"""The parameters that are declared as to be fitted."""

_WIDER = {"police.harm": Prior("lognormal", 1.5, 1.0)}
"""Where the declared prior is of a narrower question: how deterring an arrest is in units of the
score is known within a factor of about ten, not within a factor of two and a half."""

_COSTS = tuple(f"ladder.{name}" for name in COSTS)
_NORMAL = NormalDist()
_EDGE = 1e-9
"""Quantiles at 0 and 1 can be infinite."""


@dataclass(frozen=True, kw_only=True)
class Space:
    """The fitted parameters of a scenario."""

    scenario: Scenario
    keys: tuple[str, ...] = FITTED_KEYS

    def __post_init__(self) -> None:
        known = {key: param for key, param in all_params().items() if param.prior}
        faults = [
            Fault(file="--fit", value=key, problem="nothing to fit", cure=nearest(key, known))
            for key in self.keys
            if key not in known
        ]
        if faults:
            raise InputError(faults)

    def prior(self, key: str) -> Prior:
        """The prior of a fitted parameter: what is declared, at its whole width."""
        if key in _WIDER and key not in dict(self.scenario.sources):
            return _WIDER[key]
        return prior_of(self.scenario, self.scenario.declared(key))

    def values(self, z: Sequence[float]) -> dict[str, Any]:
        """The values at some coordinates, whole where the parameter is, within its bounds."""
        found: dict[str, Any] = {}
        for key, at in zip(self.keys, z, strict=True):
            param = self.scenario.declared(key)
            u = min(max(_NORMAL.cdf(float(at)), _EDGE), 1.0 - _EDGE)
            value = self.prior(key).quantile(u)
            value = value if param.low is None else max(value, param.low)
            value = value if param.high is None else min(value, param.high)
            found[key] = round(value) if param.type is int else value
        return found

    def coordinates(self, values: Mapping[str, float]) -> F64:
        """The coordinates of values: where `values` of them would be these."""
        found: list[float] = []
        for key in self.keys:
            prior, value = self.prior(key), float(values[key])
            if prior.shape == "uniform":
                u = (value - prior.a) / (prior.b - prior.a)
                found.append(_NORMAL.inv_cdf(min(max(u, _EDGE), 1.0 - _EDGE)))
            elif prior.shape == "normal":
                found.append((value - prior.a) / prior.b)
            else:
                found.append(math.log(max(value, _EDGE) / prior.a) / prior.b)
        return np.array(found)

    def table(self, z: F64) -> F64:
        """The values at the coordinates of many particles, a row each."""
        rows = [[float(v) for v in self.values(row).values()] for row in z.tolist()]
        return np.array(rows).reshape(len(z), len(self.keys))

    def allowed(self, z: F64) -> npt.NDArray[np.bool_]:
        """Which particles the model will do with: the costs of the ladder's rungs must rise."""
        fitted = tuple(cost for cost in _COSTS if cost in self.keys)
        at = [self.keys.index(cost) for cost in fitted]
        costs = Space(scenario=self.scenario, keys=fitted).table(z[:, at])
        return np.asarray((np.diff(costs, axis=1) >= 0.0).all(axis=1), np.bool_)

    def placed(self, scenario: Scenario, values: Mapping[str, float]) -> Scenario:
        """A scenario with fitted values; the costs of rungs still rise."""
        return scenario.with_values(rising(scenario, values))


def whole_ladder(keys: Sequence[str]) -> tuple[str, ...]:
    """Keys, each once, and with one cost of the ladder all of them.

    They must rise: of one alone it could not be said which it is.
    """
    more = _COSTS if set(keys) & set(_COSTS) else ()
    return tuple(dict.fromkeys((*keys, *more)))


def rising(scenario: Scenario, values: Mapping[str, float]) -> dict[str, float]:
    """Values with the costs of the ladder's rungs, theirs and the scenario's, in rising order."""
    costs = sorted(values.get(key, scenario.value(key)) for key in _COSTS)
    return {**values, **dict(zip(_COSTS, costs, strict=True))}


def normals(seed: int, name: str, index: int, count: int) -> F64:
    """`count` independent standard normal draws, number `index` of a series with a name."""
    key = stream(seed, key_of(name), index)
    return np.array([normal_quantile(uniform(bits(key, at))) for at in range(count)])
