"""What a sweep answers: at each point how likely, how large, how long, how costly."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from downtools.errors import Fault, InputError
from downtools.run.outcome import REACHES
from downtools.study.ensemble.answer import Spread
from downtools.study.ensemble.runs import Runs
from downtools.study.shares import Probability

__all__ = ["Sweep", "SweptKey", "SweptPoint", "answer_of"]

Told = float | int | str | bool | None


@dataclass(frozen=True, kw_only=True)
class SweptKey:
    """A key that is swept."""

    key: str
    meaning: str
    unit: str
    role: str
    """uncertainty: what is not known; lever: what could have been otherwise; constant."""
    own: Told
    """The scenario's value."""


@dataclass(frozen=True, kw_only=True)
class SweptPoint:
    """What came of the scenario with some values."""

    values: dict[str, Told]
    """By key; dates as texts."""
    runs: int
    """Runs that did not fail; with none the rest is empty."""
    at_least: dict[str, Probability]
    """Reach that far or farther."""
    peak_out: Spread | None
    """Most people out on a day."""
    wave_days: Spread | None
    """Working days of the wave."""
    output_lost_usd: Spread | None
    """Value added not made by the workers' own decision."""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """A scenario at many points, each run on the same draws."""

    scenario: str
    scenario_hash: str
    version: str
    design: str
    """grid, lhs or sobol."""
    keys: tuple[SweptKey, ...]
    runs: int
    """Draws, common to all points."""
    failed: int
    scale: float
    seed: int
    vary: tuple[str, ...]
    belief: str
    conditional: str
    """What all intervals are conditional on; empty if all varies."""
    by_rule_from: str | None
    """From this day on the regime answers by rule, at all points; None: as the scenario has it."""
    points: tuple[SweptPoint, ...]
    """In the order of the design."""
    words: str
    """What to know beside the numbers; empty if nothing."""
    digest: str

    @property
    def holds(self) -> bool:
        """There is nothing to be held against."""
        return True

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)


def answer_of(
    runs: Runs, own: Mapping[str, Any], design: str, words: str, *, by_rule: bool
) -> Sweep:
    """The answer in the runs of a sweep; `own` holds the scenario's values of the swept keys.

    Raises `InputError` if all runs failed.
    """
    plan = runs.plan
    if runs.failed == len(runs):
        cure = "see the column `error` of the outcomes in the folder given with --out"
        raise InputError([Fault(file="sweep", problem="every run failed", cure=cure)])
    return Sweep(
        scenario=plan.scenario.name,
        scenario_hash=plan.scenario.hash,
        version=version("downtools"),
        design=design,
        keys=tuple(_key(runs, key, value) for key, value in own.items()),
        runs=len(np.unique(runs.column("draw"))),
        failed=runs.failed,
        scale=plan.scale,
        seed=plan.seed,
        vary=plan.vary,
        belief=plan.belief.words if "uncertainty" in plan.vary else "the scenario's own values",
        conditional=plan.conditional,
        by_rule_from=str(plan.scenario.parameters.regime.by_rule_from) if by_rule else None,
        points=tuple(_point(runs, arm) for arm in range(len(plan.arms))),
        words=words,
        digest=runs.digest,
    )


def _key(runs: Runs, key: str, own: Any) -> SweptKey:
    declared = runs.plan.scenario.declared(key)
    return SweptKey(
        key=key,
        meaning=declared.meaning,
        unit=declared.unit,
        role=declared.role,
        own=_told(own),
    )


def _point(runs: Runs, arm: int) -> SweptPoint:
    values = {key: _told(value) for key, value in runs.plan.arms[arm].values}
    many = len(runs.rows(arm))
    if not many:
        return SweptPoint(
            values=values, runs=0, at_least={}, peak_out=None, wave_days=None, output_lost_usd=None
        )
    return SweptPoint(
        values=values,
        runs=many,
        at_least={reach: runs.at_least(reach, arm) for reach in REACHES[1:]},
        peak_out=_spread(runs, arm, "peak_out", "people"),
        wave_days=_spread(runs, arm, "wave_days", "days"),
        output_lost_usd=_spread(runs, arm, "output_lost_cents", "USD", 100.0),
    )


def _spread(runs: Runs, arm: int, name: str, unit: str, part: float = 1.0) -> Spread:
    values = runs.counts(name, arm) / part
    low, median, high = (float(edge) for edge in np.quantile(values, (0.05, 0.5, 0.95)))
    return Spread(unit=unit, mean=float(values.mean()), low=low, median=median, high=high)


def _told(value: Any) -> Told:
    return value if isinstance(value, float | int | str) or value is None else str(value)
