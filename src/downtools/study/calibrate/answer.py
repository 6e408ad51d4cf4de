"""The answer of a calibration: what reports told of each parameter, and what they did not."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from downtools.study.calibrate.ask import Fitted
from downtools.study.levers.informed import NARROWED
from downtools.study.posterior import Posterior

__all__ = ["Calibration", "Coordinate", "Misfit", "calibration_of"]

_CORRELATED = 0.4
_FAR = 3.0
"""Prior standard deviations from which on a statistic is told of as beyond the prior."""


@dataclass(frozen=True, kw_only=True)
class Coordinate:
    """A fitted parameter before and after."""

    key: str
    meaning: str
    unit: str
    prior_low: float
    prior_median: float
    prior_high: float
    """5, 50 and 95 % of the prior."""
    low: float
    median: float
    high: float
    """5, 50 and 95 % of the posterior."""
    prior_sd_over_posterior_sd: float
    """1 if it was not moved."""
    could_tell: float
    """Share of its prior variance that such reports could tell, in runs of the prior."""
    informed: bool
    """Whether it kept less than 90 % of its prior standard deviation."""
    words: str
    """What to say of it: informed by data, or rests on assumption."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two parameters that the reports tell only together."""

    first: str
    second: str
    correlation: float


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """A statistic of the reports that the fitted model does not show."""

    statistic: str
    reported: float
    low: float
    high: float
    """5 and 95 % among the nearest runs; as the statistic is taken, mostly log(1 + count)."""


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What reports told of a scenario's parameters."""

    scenario: str
    scenario_hash: str
    version: str
    until: str | None
    reports: int
    """Reports that were given."""
    known: int
    """Of these, published by the last day."""
    used: int
    """Of these, about what a run can be held against."""
    second: int
    """Reports of a second list that could be used."""
    anchors: tuple[str, ...]
    """Names of the anchors."""
    refuted: float
    """Share of the prior's runs that the anchors refute."""
    runs: int
    failed: int
    scale: float
    width: float
    seed: int
    plausible: float
    """Share of the prior that history matching leaves."""
    cut: float
    """Standard deviations at which it cut: three, or more if that left hardly anything."""
    tolerances: tuple[float, ...]
    accepted: tuple[float, ...]
    effective: float
    """Effective sample size of the runs from which the posterior is."""
    parameters: tuple[Coordinate, ...]
    correlated: tuple[Pair, ...]
    beyond: tuple[str, ...]
    """Statistics of the reports more than three standard deviations from the prior's mean."""
    misfits: tuple[Misfit, ...]
    statistics: int
    digest: str
    """Of the posterior."""
    file: str
    """The posterior's file in the folder; empty if nothing was kept."""

    @property
    def holds(self) -> bool:
        """There is nothing to be held against."""
        return True

    @property
    def informed(self) -> tuple[str, ...]:
        """Keys of the parameters that the reports told something of."""
        return tuple(row.key for row in self.parameters if row.informed)

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)


def calibration_of(fitted: Fitted, posterior: Posterior, file: str) -> Calibration:
    """The answer of a fit and its posterior."""
    inferred, facts = fitted.inferred, posterior.facts
    prior = fitted.ground.space.table(fitted.prior())
    steps = inferred.steps
    return Calibration(
        scenario=facts["scenario_name"],
        scenario_hash=facts["scenario_hash"],
        version=facts["downtools"],
        until=posterior.until,
        reports=fitted.given,
        known=fitted.known,
        used=fitted.used,
        second=fitted.second,
        anchors=fitted.anchors,
        refuted=inferred.refuted,
        runs=fitted.runs,
        failed=inferred.failed,
        scale=fitted.ground.scale,
        width=fitted.ground.width,
        seed=fitted.ground.seed,
        plausible=inferred.left,
        cut=inferred.cut,
        tolerances=tuple(step.tolerance for step in steps),
        accepted=tuple(step.accepted for step in steps),
        effective=inferred.effective,
        parameters=tuple(
            _coordinate(fitted, posterior, key, prior[:, at], float(inferred.told[at]))
            for at, key in enumerate(fitted.ground.space.keys)
        ),
        correlated=_pairs(posterior),
        beyond=tuple(
            name
            for name, far in zip(fitted.names, inferred.outside.tolist(), strict=True)
            if abs(far) > _FAR
        ),
        misfits=_misfits(fitted),
        statistics=len(fitted.names),
        digest=posterior.digest,
        file=file,
    )


def _coordinate(
    fitted: Fitted, posterior: Posterior, key: str, prior: Any, could: float
) -> Coordinate:
    param = fitted.ground.scenario.declared(key)
    kept = posterior.kept[key]
    before = np.quantile(prior, (0.05, 0.5, 0.95)).tolist()
    after = np.quantile(posterior.column(key), (0.05, 0.5, 0.95)).tolist()
    informed = kept < NARROWED
    return Coordinate(
        key=key,
        meaning=param.meaning,
        unit=param.unit,
        prior_low=before[0],
        prior_median=before[1],
        prior_high=before[2],
        low=after[0],
        median=after[1],
        high=after[2],
        prior_sd_over_posterior_sd=1.0 / kept,
        could_tell=could,
        informed=informed,
        words="informed by data" if informed else "rests on assumption",
    )


def _pairs(posterior: Posterior) -> tuple[Pair, ...]:
    keys = [key for key, kept in posterior.kept.items() if kept < NARROWED]
    table = posterior.correlations(keys)
    found = [
        Pair(first=keys[a], second=keys[b], correlation=float(table[a, b]))
        for a in range(len(keys))
        for b in range(a + 1, len(keys))
        if abs(table[a, b]) >= _CORRELATED
    ]
    return tuple(sorted(found, key=lambda pair: -abs(pair.correlation)))


def _misfits(fitted: Fitted) -> tuple[Misfit, ...]:
    low, _, high = fitted.inferred.shown.tolist()
    rows = zip(fitted.names, fitted.observed.tolist(), low, high, strict=True)
    return tuple(
        Misfit(statistic=name, reported=value, low=least, high=most)
        for name, value, least, most in rows
        if not least <= value <= most
    )
