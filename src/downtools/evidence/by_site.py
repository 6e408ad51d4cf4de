"""How well a run agrees with what was reported of each named workplace on some days.

As `likelihood`, but place by place, for several lists of reports, and with some doubt: a page may
have the day or the plant wrong, so that no report rules a run out.
"""

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.evidence.claims import Denial, claim_of, measure_of
from downtools.evidence.likelihood import size_log_likelihood
from downtools.evidence.speakers import OFFICIAL_SIDE, WORKERS_SIDE, detection_of
from downtools.evidence.statistics import share_out
from downtools.evidence.truth import Acted, Recorded, Truth, truth_of
from downtools.scenario.parameters.reporting import Reporting
from downtools.scenario.tables import Report

__all__ = ["DOUBT", "Grouped", "by_site", "grouped"]

F64 = npt.NDArray[np.float64]
Rows = Mapping[tuple[int, str, str], Sequence[Report]]

DOUBT = 0.02
"""Probability that a report is of something else than it says, or that a silence has no reason."""
_SPEAKERS = (*WORKERS_SIDE, *OFFICIAL_SIDE)


@dataclass(frozen=True, kw_only=True)
class Grouped:
    """A list of reports by day of the run, site and kind of source."""

    rows: Rows
    looked: range
    """Days that were looked through; on others silence says nothing."""
    late: int | None = None
    """The day on whose evening the list was looked at, if its reports come out with a delay."""

    def out(self, day: int) -> float:
        """Share of the reports of a day that could be in the list by then."""
        return 1.0 if self.late is None else share_out(max(0, self.late - day))

    def look(self, day: int) -> float:
        """Share of the reports of a day that can be found in the list; 0 where nobody looked."""
        return self.out(day) if day in self.looked else 0.0

    @property
    def days(self) -> list[int]:
        """The day of each report."""
        return [day for (day, _, _), rows in self.rows.items() for _ in rows]


def grouped(
    reports: Iterable[Report], start: dt.date, looked: range, late: int | None = None
) -> Grouped:
    """The reports of acts in sight at a site, by day from `start` on, site and kind of source."""
    found: dict[tuple[int, str, str], list[Report]] = {}
    for report in reports:
        if report.site and measure_of(report) not in (None, "signers"):
            key = ((report.date - start).days, report.site, report.claim_by)
            found.setdefault(key, []).append(report)
    return Grouped(rows=found, looked=looked, late=late)


def by_site(run: Recorded, lists: Sequence[Grouped], days: Collection[int]) -> F64:
    """Log-likelihood of what was told of each named site on some days, in the scenario's order.

    On the days that a list covers it was looked through for every site and kind of source, so that
    no report is silence, unless it may not be out yet. Of several claims of one kind of source on
    one day each is weighed, as a share.
    """
    truth, reporting = truth_of(run), run.scenario.parameters.reporting
    return np.array(
        [
            sum(
                _said(truth, reporting, told, day, site.site)
                for told in lists
                for day in sorted(days)
                if day in told.looked
            )
            for site in run.scenario.sites
        ]
    )


def _said(truth: Truth, reporting: Reporting, told: Grouped, day: int, site: str) -> float:
    acted = truth.acted.get((day, site), Acted())
    if not acted.active and not any((day, site, voice) in told.rows for voice in _SPEAKERS):
        return _CALM
    ours = any((day, site, voice) in told.rows for voice in WORKERS_SIDE)
    logs = 0.0
    for voice in _SPEAKERS:
        heard = detection_of(
            reporting,
            voice,
            people=acted.active,
            giant=site in truth.giants,
            openness=truth.openness[day],
        )
        heard *= told.out(day)
        denies = reporting.denial if voice == "management" and ours and acted.active else 0.0
        rows = told.rows.get((day, site, voice))
        if rows is None:
            likely = (1.0 - heard) * (1.0 - denies)
        else:
            likely = sum(_one(row, acted, reporting, heard, denies) for row in rows) / len(rows)
        logs += math.log((1.0 - DOUBT) * likely + DOUBT * _ANYHOW)
    return logs


_ANYHOW = 0.02
"""Probability of any one claim of whoever has something else in mind."""
_CALM = sum(math.log((1.0 - DOUBT) + DOUBT * _ANYHOW) for _ in _SPEAKERS)
"""Where nobody acts and nobody says so, as on most days at most places."""


def _one(row: Report, acted: Acted, reporting: Reporting, heard: float, denies: float) -> float:
    """The probability of one claim, given who acted."""
    claim = claim_of(row)
    if isinstance(claim, Denial):
        return denies
    people = acted.measure(measure_of(row) or "out")
    if not acted.active or not people:
        return 0.0
    size = size_log_likelihood(claim, people, row.claim_by, reporting)
    return heard * (1.0 - denies) * math.exp(min(size, 0.0))
