"""What an ensemble answers: probabilities, spreads, fans, and where the variance is from."""

from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from downtools.run.outcome import REACHES
from downtools.study.ensemble.rows import COUNTS
from downtools.study.ensemble.runs import QUANTILES, Runs
from downtools.study.ensemble.variance import Variance, variance_of
from downtools.study.shares import Probability, probability

__all__ = ["FANS", "Ensemble", "Fan", "Spread", "answer_of"]

FANS = ("out", "striking", "rallying", "signers", "committees", "output_lost_cents", "belief_milli")
"""Columns by day that an answer holds the quantiles of; `out` is walking out or striking."""

_SPREADS = tuple(name for name in COUNTS if not name.startswith(("reach", "resolution", "general")))


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How a count varies over the runs."""

    unit: str
    mean: float
    low: float
    median: float
    high: float
    """5 and 95 % of the runs lie below `low` and `high`."""


@dataclass(frozen=True, kw_only=True)
class Fan:
    """Quantiles of a daily column over the runs."""

    column: str
    quantiles: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]
    """[quantile, day]."""


@dataclass(frozen=True, kw_only=True)
class Ensemble:
    """Many runs of a scenario, in numbers."""

    scenario: str
    scenario_hash: str
    version: str
    runs: int
    failed: int
    scale: float
    seed: int
    vary: tuple[str, ...]
    belief: str
    """Where parameters are drawn from."""
    conditional: str
    """What all intervals are conditional on; empty if all varies."""
    reach: dict[str, Probability]
    at_least: dict[str, Probability]
    """Reach that far or farther."""
    resolution: dict[str, Probability]
    sustained: Probability
    general_strike_25: Probability
    counts: dict[str, Spread]
    variance: tuple[Variance, ...]
    start: str
    fans: tuple[Fan, ...]
    digest: str

    @property
    def holds(self) -> bool:
        """There is nothing to be held against."""
        return True

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)


def answer_of(runs: Runs) -> Ensemble:
    """The numbers of the runs of an ensemble. Raises `ValueError` if all of them failed."""
    plan = runs.plan
    if not len(runs.rows()):
        raise ValueError("no run to count")
    return Ensemble(
        scenario=plan.scenario.name,
        scenario_hash=plan.scenario.hash,
        version=version("downtools"),
        runs=len(runs.rows()),
        failed=runs.failed,
        scale=plan.scale,
        seed=plan.seed,
        vary=plan.vary,
        belief=plan.belief.words if "uncertainty" in plan.vary else "the scenario's own values",
        conditional=plan.conditional,
        reach=runs.reach(),
        at_least={reach: runs.at_least(reach) for reach in REACHES[1:]},
        resolution=runs.resolution(),
        sustained=_share(runs, "sustained"),
        general_strike_25=_share(runs, "general_strike_25"),
        counts={name: _spread(runs, name) for name in _SPREADS if name != "sustained"},
        variance=variance_of(runs),
        start=str(plan.scenario.calendar.start),
        fans=tuple(_fan(runs, column) for column in FANS) if "daily" in plan.keep else (),
        digest=runs.digest,
    )


def _share(runs: Runs, name: str) -> Probability:
    return probability(runs.counts(name).tolist())


def _spread(runs: Runs, name: str) -> Spread:
    values = runs.counts(name)
    low, median, high = (float(edge) for edge in np.quantile(values, (0.05, 0.5, 0.95)))
    mean = float(values.mean())
    return Spread(unit=COUNTS[name], mean=mean, low=low, median=median, high=high)


def _fan(runs: Runs, column: str) -> Fan:
    values = runs.quantiles(column)
    return Fan(
        column=column,
        quantiles=QUANTILES,
        values=tuple(tuple(round(value, 3) for value in line) for line in values.tolist()),
    )
