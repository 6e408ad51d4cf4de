"""Held out by site: fitted on the reports of half of the giants, asked about the other half.

Whoever predicts the giants that were told of from those that were not left out passes a harder
test than one who looks at the giants fitted. Beside the posterior stands the prior: what the fit
has added is the difference.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np
import numpy.typing as npt

from downtools.evidence.claims import measure_of
from downtools.evidence.publish import publish
from downtools.evidence.speakers import WORKERS_SIDE
from downtools.evidence.statistics import Statistics
from downtools.evidence.truth import Recorded
from downtools.run.many.crews import crew_of
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Report
from downtools.study.calibrate.ask import SCALE, Fitted, calibrate
from downtools.study.calibrate.generation import Generation, Ground, carried, facts_of
from downtools.study.ensemble.carry import How

__all__ = ["HeldOut", "Predicted", "SiteNumbers", "halves", "held_out"]

F64 = npt.NDArray[np.float64]

_FIRST = 10_000_000
"""Numbers of the runs that predict lie beyond those of the fit."""


@dataclass(frozen=True)
class SiteNumbers:
    """Numbers of the reports of single sites: on how many days, and of how many people, is told."""

    statistics: Statistics
    """Which reports count, and how simulated ones are coded."""
    sites: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Two numbers a site."""
        kinds = ("days told of", "people told of, at most")
        return tuple(f"{site}: {kind}" for site in self.sites for kind in kinds)

    def of_reports(self, reports: Iterable[Report]) -> F64:
        """The numbers of reports, as log(1 + count)."""
        days: dict[str, set[object]] = {site: set() for site in self.sites}
        most = dict.fromkeys(self.sites, 0.0)
        for report in self.statistics.used(reports):
            mine = report.site in days and report.claim_by in WORKERS_SIDE
            if mine and measure_of(report) != "signers":
                days[report.site].add(report.date)
                size = report.size_best or report.size_high or report.size_low or 0.0
                most[report.site] = max(most[report.site], size)
        both = [(len(days[site]), most[site]) for site in self.sites]
        return np.array([log(1.0 + number) for pair in both for number in pair])

    def of_run(self, run: Recorded, *, seed: int) -> F64:
        """The numbers of what the press would have printed of a run."""
        printed = publish(run, seed=seed)
        return self.of_reports(self.statistics.as_coded(report, seed) for report in printed)


@dataclass(frozen=True, kw_only=True)
class Predicted:
    """A number of a giant that was held out."""

    site: str
    number: str
    reported: float
    """As all here log(1 + count)."""
    low: float
    median: float
    high: float
    """5, 50 and 95 % over the posterior."""
    prior_low: float
    prior_median: float
    prior_high: float


@dataclass(frozen=True, kw_only=True)
class HeldOut:
    """What half of the giants tell of the other half."""

    fitted_on: tuple[str, ...]
    runs: int
    """Of the fit and of both predictions."""
    rows: tuple[Predicted, ...]
    covered: float
    """Share of the numbers that lie in the 90 % interval of the posterior."""
    covered_by_prior: float
    narrower: float
    """Mean width of the intervals of the posterior beside those of the prior."""


def halves(scenario: Scenario) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The giants of which acts are reported, by staff, every second one in each half."""
    told = {report.site for report in scenario.reports if measure_of(report) is not None}
    least = scenario.parameters.workplace.giant_staff
    giants = sorted(
        (site for site in scenario.sites if site.staff >= least and site.site in told),
        key=lambda site: (-site.staff, site.site),
    )
    names = tuple(site.site for site in giants)
    return names[::2], names[1::2]


def held_out(
    scenario: Scenario,
    *,
    folder: Path,
    runs: int = 3000,
    predictions: int = 200,
    keys: Sequence[str] = (),
    scale: float = SCALE,
    jobs: int | None = None,
) -> HeldOut:
    """Fit on half of the giants and predict the reports of the others; `folder` keeps the runs.

    Reports of all workplaces that are no giants are left out too. Raises as `calibrate` does.
    """
    mine, others = halves(scenario)
    how = How(out=folder / "fit", jobs=jobs)
    fitted = calibrate(scenario, sites=mine, keys=keys, runs=runs, scale=scale, how=how)
    drawn = np.arange(predictions) % len(fitted.inferred.z)
    posterior = (fitted.inferred.z[drawn], fitted.inferred.runs[drawn].tolist())
    prior = (fitted.prior()[:predictions], [])
    numbers = _numbers(scenario, others)
    found = _simulated(fitted, numbers, (posterior, prior), folder, how)
    return _answer(scenario, mine, numbers, fitted, found)


def _numbers(scenario: Scenario, sites: tuple[str, ...]) -> SiteNumbers:
    return SiteNumbers(Statistics.of(scenario, scenario.reports, sites), sites)


def _simulated(
    fitted: Fitted,
    numbers: SiteNumbers,
    points: Sequence[tuple[F64, list[int]]],
    folder: Path,
    how: How,
) -> list[F64]:
    """The numbers of runs at some points, each with what came along with it, one table each."""
    given = fitted.ground
    ground = Ground(
        space=given.space,
        statistics=numbers,
        seed=given.seed,
        width=given.width,
        scale=given.scale,
    )
    found: list[F64] = []
    with crew_of(how.hands) as crew:
        for at, (z, free) in enumerate(points):
            generation = Generation(
                ground=ground,
                first=_FIRST * (at + 1),
                z=tuple(map(tuple, z.tolist())),
                free=tuple(free),
            )
            facts = facts_of(generation, "held out")
            place = folder / f"predicted-{at}"
            table = carried(generation, place, facts, crew, lambda many: None)
            found.append(table[np.isfinite(table).all(axis=1)])
    return found


def _answer(
    scenario: Scenario,
    mine: Collection[str],
    numbers: SiteNumbers,
    fitted: Fitted,
    found: Sequence[F64],
) -> HeldOut:
    reported = numbers.of_reports(scenario.reports).tolist()
    after, before = (np.quantile(table, (0.05, 0.5, 0.95), axis=0) for table in found)
    rows = tuple(
        Predicted(
            site=name.partition(": ")[0],
            number=name.partition(": ")[2],
            reported=value,
            low=float(after[0, at]),
            median=float(after[1, at]),
            high=float(after[2, at]),
            prior_low=float(before[0, at]),
            prior_median=float(before[1, at]),
            prior_high=float(before[2, at]),
        )
        for at, (name, value) in enumerate(zip(numbers.names, reported, strict=True))
    )
    wide = [(row.high - row.low, row.prior_high - row.prior_low) for row in rows]
    return HeldOut(
        fitted_on=tuple(mine),
        runs=fitted.runs + sum(map(len, found)),
        rows=rows,
        covered=float(np.mean([row.low <= row.reported <= row.high for row in rows])),
        covered_by_prior=float(
            np.mean([row.prior_low <= row.reported <= row.prior_high for row in rows])
        ),
        narrower=sum(before for _, before in wide) / max(sum(after for after, _ in wide), 1e-9),
    )
