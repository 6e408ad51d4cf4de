"""Summary statistics of reports: the same numbers of those printed, and of those a run would cause.

A wave is compared with a run by what a reader of the press could count: on how many days, at how
many workplaces which side spoke, of which acts, of how many people. No workplace has a statistic
of its own: which of them moves first is luck. All counts are taken as log(1 + count), since errors
of the press are factors.

Two things are taken from the printed reports and given to the simulated ones, since nothing in the
model makes them: the share of claims of each side without a size, and the country-wide claims'
dates and speakers. Reports of no size at quiet places are no evidence: silence counts only in that
it is no report. Who looks at reports on some day does not have those that will be published later;
nor has whoever counts simulated ones: each is out by then with a probability that rises by day.
"""

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from statistics import fmean

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, nth_seed, stream, uniform
from downtools.evidence.beside import Anchor, Beside
from downtools.evidence.claims import Band, Denial, Number, Unsized, claim_of, measure_of
from downtools.evidence.overlap import cells_told, of_two_lists, within_one_list
from downtools.evidence.publish import publish
from downtools.evidence.speakers import OFFICIAL_SIDE, WORKERS_SIDE, bias_of
from downtools.evidence.truth import Recorded, truth_of
from downtools.exact import exp, normal_quantile
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Report

__all__ = ["BEYOND", "Statistics", "known_by", "periods_of", "share_out"]

_key_of = lru_cache(maxsize=2**16)(key_of)

F64 = npt.NDArray[np.float64]

BEYOND = "beyond anchor"
"""How the names of those numbers begin that are nought in runs which no anchor refutes."""
_SHORT, _SHORT_DAYS, _LONG = 2, 16, 7
"""Periods: of two days in the first sixteen, of a week thereafter."""
_SAME_DAY, _EACH_DAY, _DATED = 0.65, 0.5, 0.85
"""Share of reports that are out on the day of the event; of those not yet out, share that comes out
on each day after; share that bears a date of publication at all. Guesses: dailies print the next
morning, and pages lose their dates."""
_SIZES = (20.0, 200.0, 1000.0)
"""Sizes, in people, from which on claims are counted: a crowd, hundreds, a thousand."""


def known_by(reports: Iterable[Report], until: dt.date | None) -> tuple[Report, ...]:
    """The reports that a reader had on the evening of a day; all of them if `until` is None.

    A report whose day of publication is not known is left out: it may have come later.
    """
    if until is None:
        return tuple(reports)
    return tuple(
        report
        for report in reports
        if report.published is not None and max(report.published, report.date) <= until
    )


def share_out(days: int) -> float:
    """Share of the reports of a day that are published, and bear a date, so many days later."""
    return _DATED * (1.0 - (1.0 - _SAME_DAY) * (1.0 - _EACH_DAY) ** days)


def periods_of(days: int) -> tuple[range, ...]:
    """The days of a scenario, from 0, in the periods in which reports are counted."""
    edges = [*range(0, min(days, _SHORT_DAYS), _SHORT), *range(_SHORT_DAYS, days, _LONG), days]
    return tuple(range(a, b) for a, b in pairwise(edges))


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """Which numbers are taken of reports, and what of the printed ones is given to simulated ones.

    Made by `Statistics.of`; the scenario is that of the runs, cut at the last day of evidence.
    """

    scenario: Scenario
    sites: frozenset[str]
    """Ids of the named sites whose reports count."""
    country: bool
    """Whether claims for the whole country count."""
    unsized: tuple[float, float]
    """Share of claims without a size, of the workers' side and of the officials."""
    until: dt.date | None
    """The day on whose evening reports are looked at; None: long after."""
    national: tuple[Report, ...]
    """The printed claims of how many were out in the country."""
    second: tuple[Report, ...] = ()
    """The printed claims of a second list, of acts at the sites."""
    covered: tuple[dt.date, dt.date] | None = None
    """The first and the last day of the second list; None: there is none."""
    anchors: tuple[Anchor, ...] = ()
    """What else bounds how many were out in the country."""

    @staticmethod
    def of(
        scenario: Scenario,
        reports: Iterable[Report],
        sites: Collection[str] | None = None,
        until: dt.date | None = None,
        beside: Beside | None = None,
    ) -> "Statistics":
        """The statistics for printed reports, of all named sites and the country, or of some sites.

        `until` is the day by which the reports were published, if they were cut there; of what is
        known `beside` them the same is used. Anchors are of the country, and not used for sites.
        """
        beside = beside or Beside()
        chosen = frozenset(
            site.site for site in scenario.sites if sites is None or site.site in sites
        )
        plan = Statistics(
            scenario=scenario,
            sites=chosen,
            country=sites is None,
            unsized=(0.0, 0.0),
            until=until,
            national=(),
        )
        used = list(plan.used(reports))
        second = tuple(r for r in plan.used(known_by(beside.second, until)) if r.site)
        days = sorted(r.date for r in second)
        sized = [r for r in used if isinstance(claim_of(r), Number | Band)]
        return replace(
            plan,
            unsized=(_unsized(used, WORKERS_SIDE), _unsized(used, OFFICIAL_SIDE)),
            national=tuple(r for r in sized if not r.site),
            second=second,
            covered=(days[0], days[-1]) if days else None,
            anchors=tuple(a for a in beside.anchors if plan.country and a.known(until)),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each number."""
        return tuple(name for name, _ in self._counts([], self.second))

    def of_reports(self, reports: Iterable[Report]) -> F64:
        """The numbers of printed reports, in the order of `names`."""
        return self._numbers(self.used(reports), self.second)

    def of_run(self, run: Recorded, *, seed: int) -> F64:
        """The numbers of what the press would have printed of a run; `seed` is the press's."""
        printed = (r for r in publish(run, seed=seed) if r.site in self.sites)
        coded = [self.as_coded(r, seed) for r in printed if self.is_out(r, seed)]
        beyond = [anchor.beyond(truth_of(run), self.scenario) for anchor in self.anchors]
        used = self.used([*coded, *self._national(run, seed)])
        return self._numbers(used, self._found_again(run, seed), beyond)

    def is_out(self, report: Report, seed: int) -> bool:
        """Whether a simulated report is published, and bears a date, by the day of looking."""
        if self.until is None:
            return True
        key = stream(seed, _key_of("report_out"), 0)
        share = share_out((self.until - report.date).days)
        return uniform(bits(key, _key_of(report.report))) < share

    def used(self, reports: Iterable[Report]) -> Iterator[Report]:
        """The reports that count: of acts at the chosen sites or of the country, in its days."""
        start, end = self.scenario.calendar.start, self.scenario.calendar.end
        for report in reports:
            here = report.site in self.sites if report.site else self.country and not report.town
            if here and measure_of(report) is not None and start <= report.date <= end:
                yield report

    def as_coded(self, report: Report, seed: int) -> Report:
        """A simulated report as whoever codes it has it: now and then without its size."""
        share = self.unsized[report.claim_by in OFFICIAL_SIDE]
        if isinstance(claim_of(report), Denial):
            return report
        if not share:
            return report
        key = stream(seed, _key_of("report_unsized"), 0)
        if uniform(bits(key, _key_of(report.report))) >= share:
            return report
        return replace(report, size_low=None, size_best=None, size_high=None)

    def _national(self, run: Recorded, seed: int) -> Iterator[Report]:
        """What the speakers of the printed country-wide claims would have said of a run."""
        truth, reporting = truth_of(run), run.scenario.parameters.reporting
        for report in self.national:
            acted = truth.nation.get(truth.day(report.date))
            if acted is None:
                continue
            key = stream(seed, _key_of("report_national"), 0)
            z = normal_quantile(uniform(bits(key, _key_of(report.report))))
            people = acted.measure(measure_of(report) or "out")
            size = people * bias_of(reporting, report.claim_by) * exp(reporting.noise * z)
            yield replace(report, size_low=None, size_best=size, size_high=None)

    def _found_again(self, run: Recorded, seed: int) -> list[Report]:
        """What a second collector would have found of a run: the press of another seed, at once."""
        if self.covered is None:
            return []
        printed = publish(run, seed=nth_seed(seed, "second list", 0))
        return [r for r in self.used(printed) if r.site]

    def _numbers(
        self, used: Iterable[Report], second: Sequence[Report], beyond: Sequence[float] = ()
    ) -> F64:
        return np.array([value for _, value in self._counts(list(used), second, beyond)])

    def _counts(
        self, used: Sequence[Report], second: Sequence[Report], beyond: Sequence[float] = ()
    ) -> Iterator[tuple[str, float]]:
        """Every number with its name; `beyond` is of a run, printed reports are never refuted."""
        placed = [r for r in used if r.site]
        acts = [r for r in placed if measure_of(r) != "signers"]
        told = [r for r in acts if r.claim_by in WORKERS_SIDE]
        official = [r for r in acts if r.claim_by in OFFICIAL_SIDE]
        for days in periods_of(self.scenario.calendar.days):
            yield from self._of_period(days, told, official)
        yield "sites told of", _log(len({r.site for r in told}))
        yield "sites denied", _log(len({r.site for r in official if _denied(r)}))
        yield "days told of a site, at most", _log(_most_days(told))
        for name, rows in (("told", told), ("official", official)):
            yield f"mean size, {name}", _mean_log(rows)
            yield f"share of bands, {name}", _share(rows, lambda r: isinstance(claim_of(r), Band))
        yield "told beside official, same event", _beside(told, official)
        yield "spread of claims of one event", _spread(told)
        yield from _of_signatures([r for r in placed if measure_of(r) == "signers"])
        for name, side in (("workers", WORKERS_SIDE), ("official", OFFICIAL_SIDE)):
            rows = [r for r in used if not r.site and r.claim_by in side and not _denied(r)]
            yield f"country-wide, {name}", _mean_log(rows)
        yield from within_one_list(used)
        if self.covered is not None:
            yield from of_two_lists(*(self._cells(rows) for rows in (used, second)))
        for at, anchor in enumerate(self.anchors):
            yield f"{BEYOND} {anchor.anchor}", beyond[at] if beyond else 0.0

    def _cells(self, rows: Iterable[Report]) -> set[tuple[dt.date, str]]:
        """Days and sites that a list tells of, on the days that the second one covers."""
        first, last = self.covered or (dt.date.max, dt.date.min)
        return {cell for cell in cells_told(rows) if first <= cell[0] <= last}

    def _of_period(
        self, days: range, told: Sequence[Report], official: Sequence[Report]
    ) -> Iterator[tuple[str, float]]:
        start = self.scenario.calendar.start
        when = f"days {days[0]}-{days[-1]}"

        def here(rows: Sequence[Report]) -> list[Report]:
            return [r for r in rows if (r.date - start).days in days]

        ours, theirs = here(told), here(official)
        yield f"told, {when}", _log(len(_cells(ours)))
        left = [r for r in ours if measure_of(r) != "active"]
        yield f"told of leaving work, {when}", _log(len(_cells(left)))
        for least in _SIZES:
            large = [r for r in ours if (_size(r) or 0.0) >= least]
            yield f"told of {least:g} people, {when}", _log(len(_cells(large)))
        yield f"largest told, {when}", _log(max((_size(r) or 0.0 for r in ours), default=0.0))
        yield f"official, {when}", _log(len(_cells(theirs)))


def _unsized(rows: Sequence[Report], side: Collection[str]) -> float:
    mine = [r for r in rows if r.claim_by in side and r.site and not _denied(r)]
    return _share(mine, lambda r: isinstance(claim_of(r), Unsized))


def _share(rows: Sequence[Report], has: Callable[[Report], bool]) -> float:
    return sum(map(has, rows)) / len(rows) if rows else 0.0


def _denied(report: Report) -> bool:
    return isinstance(claim_of(report), Denial)


def _cells(rows: Iterable[Report]) -> set[tuple[dt.date, str]]:
    return {(r.date, r.site) for r in rows}


def _size(report: Report) -> float | None:
    """One size for a claim: of a band the geometric mean of its bounds, None without a size."""
    claim = claim_of(report)
    if isinstance(claim, Number):
        return claim.size
    if isinstance(claim, Band):
        bounds = [bound for bound in (claim.low, claim.high) if bound is not None]
        return math.exp(fmean(math.log(bound + 1.0) for bound in bounds)) - 1.0
    return None


def _log(count: float) -> float:
    return math.log(1.0 + count)


def _sizes(rows: Iterable[Report]) -> list[float]:
    return [_log(size) for r in rows if (size := _size(r)) is not None]


def _mean_log(rows: Iterable[Report]) -> float:
    sizes = _sizes(rows)
    return fmean(sizes) if sizes else 0.0


def _most_days(rows: Sequence[Report]) -> int:
    days: dict[str, set[dt.date]] = {}
    for row in rows:
        days.setdefault(row.site, set()).add(row.date)
    return max(map(len, days.values()), default=0)


def _beside(told: Sequence[Report], official: Sequence[Report]) -> float:
    """Mean difference of the logs of what both sides say of one place on one day."""
    theirs = {(r.date, r.site): size for r in official if (size := _size(r)) is not None}
    apart = [
        _log(size) - _log(theirs[r.date, r.site])
        for r in told
        if (size := _size(r)) is not None and (r.date, r.site) in theirs
    ]
    return fmean(apart) if apart else 0.0


def _spread(rows: Sequence[Report]) -> float:
    """Mean distance between the logs of two claims of one place on one day by one side."""
    by_cell: dict[tuple[dt.date, str], list[float]] = {}
    for row in rows:
        if (size := _size(row)) is not None:
            by_cell.setdefault((row.date, row.site), []).append(_log(size))
    apart = [
        abs(a - b) for logs in by_cell.values() for at, a in enumerate(logs) for b in logs[at + 1 :]
    ]
    return fmean(apart) if apart else 0.0


def _of_signatures(rows: Sequence[Report]) -> Iterator[tuple[str, float]]:
    by_site: dict[str, float] = {}
    for row in rows:
        by_site[row.site] = max(by_site.get(row.site, 0.0), _size(row) or 0.0)
    yield "sites with signatures", _log(len(by_site))
    yield "most signatures at a site", _log(max(by_site.values(), default=0.0))
    yield "signatures in all", _log(sum(by_site.values()))
