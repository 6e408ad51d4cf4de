"""What particles did after the day of a forecast: the samples from which all of it is told."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.chance import nth_seed
from downtools.evidence.claims import Number, claim_of, measure_of
from downtools.evidence.expected import chances_of_reports, numbers_of_people
from downtools.evidence.speakers import WORKERS_SIDE
from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.run.run import Run
from downtools.scenario.tables import Report

__all__ = ["STOPPAGES", "Samples", "acted", "people_of", "samples_of", "told_out"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

STOPPAGES = ("strike", "partial_strike", "walkout")
"""Events of which a report says that people left work."""


@dataclass(frozen=True, kw_only=True)
class Samples:
    """Equally likely runs of the whole, and their weights for each named site."""

    reach: I64
    """A number in `run.outcome.REACHES`, of each particle: the wave as a whole, past included."""
    resolution: I64
    """The same in `RESOLUTIONS`."""
    out: I64
    """People out in the country, particles x days ahead."""
    site_out: I64
    """People out at each named site, particles x sites x days ahead."""
    told: F64
    """Probability that a stoppage is told of, given what the particle did: by any list, with enough
    confidence; particles x sites x days ahead."""
    numbered: F64
    """Probability that a number of people is told of, of a meeting too, by any list."""
    size: F64
    """The largest such number, if there is one; nought where nobody acts."""
    shares: F64
    """Weight of each particle for a site, particles x sites."""
    first: I64
    """The particle of the start that each comes from."""

    def told_within(self, days: int) -> F64:
        """Sites: probability that a stoppage is told of on any of the first `days` days ahead."""
        silent = (1.0 - self.told[:, :, :days]).prod(axis=2)
        return np.asarray((self.shares * (1.0 - silent)).sum(axis=0), np.float64)

    def told_on(self, day: int) -> F64:
        """Sites: the same on day `day` ahead, from 1."""
        return np.asarray((self.shares * self.told[:, :, day - 1]).sum(axis=0), np.float64)

    @property
    def digest(self) -> str:
        """SHA-256 over what particles did; weights are no part of it."""
        sums = hashlib.sha256()
        for table in (self.reach, self.resolution, self.out, self.site_out, self.first):
            sums.update(np.ascontiguousarray(table, "<i8").tobytes())
        return sums.hexdigest()


def samples_of(
    runs: Sequence[Run],
    begin: int,
    shares: F64,
    first: I64,
    *,
    lists: int,
    sure: float,
    numbers: float,
    seed: int,
) -> Samples:
    """The samples of runs from day `begin` on, told of by `lists` presses each.

    `sure` is the share of reports of stoppages that bear enough confidence to count, `numbers`
    that of reports of acts that bear a number of people.
    """
    sites = [site.site for site in runs[0].scenario.sites]
    days = runs[0].scenario.calendar.days - begin
    shape = (len(runs), len(sites), days)
    out, site_out = np.zeros((len(runs), days), np.int64), np.zeros(shape, np.int64)
    told, numbered, size = (np.zeros(shape) for _ in range(3))
    ahead_of, looks = range(begin, begin + days), np.ones((lists, days))
    for at, run in enumerate(runs):
        daily, table = run.tables["daily"], run.tables["sites"]
        out[at] = (daily["walking_out"] + daily["striking"])[begin:]
        ahead = table["day"] >= begin
        where = (table["site"][ahead], table["day"][ahead] - begin)
        site_out[at][where] = (table["walking_out"] + table["striking"])[ahead]
        press = nth_seed(seed, "forecast/press", at)
        told[at] = chances_of_reports(run, ahead_of, looks, sure)
        numbered[at], size[at] = numbers_of_people(run, ahead_of, looks, numbers, press)
    outcomes = [run.outcome for run in runs]
    return Samples(
        reach=np.array([REACHES.index(one.reach) for one in outcomes]),
        resolution=np.array([RESOLUTIONS.index(one.resolution) for one in outcomes]),
        out=out,
        site_out=site_out,
        told=told,
        numbered=numbered,
        size=size,
        shares=shares,
        first=first,
    )


def told_out(report: Report) -> bool:
    """Whether a report of the workers' side says that people left work at a site."""
    theirs = report.claim_by in WORKERS_SIDE and bool(report.site)
    return theirs and report.event_type in STOPPAGES and measure_of(report) is not None


def acted(report: Report) -> bool:
    """Whether a report of the workers' side says that people acted in sight at a site."""
    theirs = report.claim_by in WORKERS_SIDE and bool(report.site)
    return theirs and measure_of(report) not in (None, "signers")


def people_of(report: Report) -> float:
    """The number of people who acted, by a report of the workers' side; nought if it has none."""
    claim = claim_of(report)
    return claim.size if acted(report) and isinstance(claim, Number) else 0.0
