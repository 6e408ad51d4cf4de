"""What happened, as far as it was reported: what forecasts of workplaces are scored against.

Within a window in which everything was looked through, a day at a named workplace is a *yes* if a
stoppage is reported of it with confidence 2 or more, and else a *no* that counts as much as the
probability that a stoppage would have been told of. Outside the window it is missing.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.evidence.claims import Denial, claim_of, measure_of
from downtools.evidence.speakers import OFFICIAL_SIDE, WORKERS_SIDE, detection_of
from downtools.scenario.model import Scenario
from downtools.scenario.parameters.reporting import Reporting
from downtools.scenario.tables import Report
from downtools.study.forecast.baselines.history import History
from downtools.study.forecast.samples import acted, people_of, told_out

__all__ = ["Happened", "happened", "history_of", "number_share", "sure", "sure_share"]

F64 = npt.NDArray[np.float64]
YesNo = npt.NDArray[np.bool_]

_SURE = 2
"""Confidence from which on a report of a stoppage is taken for one."""
_WHOLE = 100.0
"""People, of whose stoppage it is asked whether it would have been told of."""


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What was reported of each named site on each day of a window."""

    first: dt.date
    last: dt.date
    out: YesNo
    """Sites x days of the window: a stoppage is reported."""
    denied: YesNo
    """Officials deny it, or work is said to be normal, and no stoppage is reported."""
    size: F64
    """The largest number of people reported to have acted; nan where there is none."""
    looked: F64
    """Sites: how much a no counts."""

    def at(self, day: dt.date) -> int | None:
        """The number of a day in the window; None outside of it, where all is missing."""
        return (day - self.first).days if self.first <= day <= self.last else None

    def after(self, origin: dt.date, days: int) -> list[int | None]:
        """The numbers of the first `days` days after one."""
        return [self.at(origin + dt.timedelta(days=ahead)) for ahead in range(1, days + 1)]


def happened(
    scenario: Scenario,
    lists: Sequence[Iterable[Report]],
    window: tuple[dt.date, dt.date],
    reporting: Reporting,
) -> Happened:
    """What all lists together report; `reporting` tells how surely a stoppage is told of."""
    first, last = window
    number = {site.site: at for at, site in enumerate(scenario.sites)}
    shape = (len(number), (last - first).days + 1)
    out, denied = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    size = np.full(shape, np.nan)
    for report in (row for rows in lists for row in rows):
        if report.site not in number or not first <= report.date <= last:
            continue
        here = (number[report.site], (report.date - first).days)
        out[here] |= sure(report)
        denied[here] |= _denies(report)
        if people := people_of(report):
            size[here] = np.fmax(size[here], people)
    least = scenario.parameters.workplace.giant_staff
    silent = np.array([_silence(reporting, site.staff >= least) for site in scenario.sites])
    return Happened(
        first=first,
        last=last,
        out=out,
        denied=denied & ~out,
        size=size,
        looked=1.0 - silent ** len(lists),
    )


def history_of(
    scenario: Scenario, lists: Sequence[Iterable[Report]], as_of: dt.date, ahead: int
) -> History:
    """What a simple forecaster is given on a day, of the reports that were known then."""
    calendar = scenario.calendar
    days = (as_of - calendar.start).days + 1
    number = {site.site: at for at, site in enumerate(scenario.sites)}
    towns = {town: at for at, town in enumerate(sorted({site.town for site in scenario.sites}))}
    out, met = np.zeros((len(number), days)), np.zeros((len(number), days))
    size = np.full((len(number), days), np.nan)
    for report in (row for rows in lists for row in rows):
        day = (report.date - calendar.start).days
        if report.site not in number or not 0 <= day < days:
            continue
        here = (number[report.site], day)
        if sure(report):
            out[here] = 1.0
        if report.claim_by in WORKERS_SIDE and report.event_type == "meeting":
            met[here] = 1.0
        if people := people_of(report):
            size[here] = np.fmax(size[here], people)
    return History(
        out=out,
        met=met,
        size=size,
        staff=np.array([float(site.staff) for site in scenario.sites]),
        town=np.array([towns[site.town] for site in scenario.sites]),
        working=np.array([calendar.working(day) for day in range(days + ahead)]),
    )


def sure_share(lists: Sequence[Iterable[Report]]) -> float:
    """Share of the reported stoppages that bear confidence 2 or more, with half of one added."""
    rows = [row for one in lists for row in one if told_out(row)]
    return (sum(map(sure, rows)) + 0.5) / (len(rows) + 1.0)


def number_share(lists: Sequence[Iterable[Report]]) -> float:
    """Share of the reports of acts in sight that bear a number of people, with half of one added.

    Others bear a word or no size at all.
    """
    rows = [row for one in lists for row in one if acted(row)]
    return (sum(people_of(row) > 0.0 for row in rows) + 0.5) / (len(rows) + 1.0)


def sure(report: Report) -> bool:
    """Whether a report of a stoppage is taken for one."""
    return told_out(report) and report.confidence >= _SURE


def _denies(report: Report) -> bool:
    official = report.claim_by in OFFICIAL_SIDE and measure_of(report) in ("out", "active")
    normal = report.event_type in ("normal_work", "strike_denied")
    return normal or (official and isinstance(claim_of(report), Denial))


def _silence(reporting: Reporting, giant: bool) -> float:
    """The probability that one list holds nothing of a stoppage of a hundred people."""
    silent = 1.0
    for voice in WORKERS_SIDE:
        silent *= 1.0 - detection_of(reporting, voice, people=_WHOLE, giant=giant, openness=1.0)
    return silent
