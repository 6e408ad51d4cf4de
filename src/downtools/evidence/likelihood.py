"""How well a run agrees with what was reported: the logarithm of the probability of the reports.

Sizes follow the usual law of multiplicative error (a lognormal around bias x truth), with one
person added on both sides so that nought has a logarithm. Bands are censored numbers (Tobin 1958,
Econometrica 26:24-36, for the principle); denials and silence are events with a probability.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from downtools.evidence.claims import Band, Claim, Denial, Number, claim_of, measure_of
from downtools.evidence.normal import log_density, log_mass
from downtools.evidence.silence import Cells, cells_of
from downtools.evidence.speakers import LEAST_BAND, bias_of, cell_of
from downtools.evidence.truth import Acted, Recorded, Truth, truth_of
from downtools.exact import total
from downtools.scenario.parameters.reporting import Reporting
from downtools.scenario.tables import Report

__all__ = ["Skipped", "Term", "Weighed", "log_likelihood", "size_log_likelihood", "weigh"]

_LEAST_NOISE = 0.001
"""A claim without any noise would have a density without bound."""

_APPROX_DAYS = 2
"""Days by which an approximate date may be off, either way."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """One report and what its claim of size adds."""

    report: Report
    measure: str
    """Of the run: `out`, `active`, `striking` or `signers`."""
    truth: int
    """People in the run by that measure on the report's date."""
    log_likelihood: float


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A report that says nothing of this run, and why."""

    report: Report
    reason: str


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Reports held against a run, row by row."""

    terms: tuple[Term, ...]
    cells: Cells
    """Who spoke and who was silent, by site, day and kind of source."""
    skipped: tuple[Skipped, ...]

    @property
    def log_likelihood(self) -> float:
        """The sum over the claims of size and over who spoke at all.

        Minus infinity if the model holds a report to be impossible.
        """
        return total(term.log_likelihood for term in self.terms) + self.cells.log_likelihood


def log_likelihood(
    run: Recorded, reports: Iterable[Report], *, searched: Collection[tuple[str, str]] | None = None
) -> float:
    """The log-likelihood of reports given a run as the truth; see `weigh`."""
    return weigh(run, reports, searched=searched).log_likelihood


def weigh(
    run: Recorded, reports: Iterable[Report], *, searched: Collection[tuple[str, str]] | None = None
) -> Weighed:
    """Hold reports against a run as the truth, under the reporting parameters of its scenario.

    `searched` are the pairs (site, claimant) whose every day was looked through, so that no
    report of a day is silence. Without it, these are the pairs with at least one report of an
    act, from the first to the last day of any: silence of others is "not coded" and says nothing.
    A report without site and town is of the whole country. Reports whose site, day, event or
    unit the run does not have are skipped, with the reason.
    """
    rows = tuple(reports)
    truth, reporting = truth_of(run), run.scenario.parameters.reporting
    skipped = tuple(
        Skipped(report=report, reason=reason)
        for report in rows
        if (reason := _reason(report, truth)) is not None
    )
    used = [report for report in rows if _reason(report, truth) is None]
    return Weighed(
        terms=tuple(_term(report, truth, reporting) for report in used),
        cells=cells_of(_acts(used, truth), truth, reporting, searched),
        skipped=skipped,
    )


def size_log_likelihood(claim: Claim, truth: float, claimant: str, reporting: Reporting) -> float:
    """Log-likelihood of what one claim says of the size, given that it was made.

    Number: normal density of log((claim + 1) / (bias x truth + 1)) with standard deviation
    `noise`. Band: the mass between its bounds (of a word, of its power of ten). Either with the
    probability `band` of speaking in bands, from 10 people on. Denial: `denial` if anybody acted,
    1 if nobody did. An event without a size: 1.
    """
    centre = math.log(bias_of(reporting, claimant) * truth + 1.0)
    noise = max(reporting.noise, _LEAST_NOISE)
    if isinstance(claim, Number):
        plain = 1.0 - reporting.band if claim.size >= LEAST_BAND else 1.0
        return _log_of(plain) + log_density((math.log(claim.size + 1.0) - centre) / noise, noise)
    if isinstance(claim, Band):
        low, high = _bounds(claim)
        mass = log_mass((low - centre) / noise, (high - centre) / noise)
        return _log_of(reporting.band) + mass
    if isinstance(claim, Denial):
        return _log_of(reporting.denial) if truth > 0 else 0.0
    return 0.0


def _log_of(probability: float) -> float:
    """The logarithm of a probability; minus infinity of 0."""
    return math.log(probability) if probability > 0.0 else -math.inf


def _bounds(band: Band) -> tuple[float, float]:
    """The bounds of a band as log(size + 1); an open end is infinite."""
    low, high = band.low, band.high
    if low is not None and high is not None:
        low, high = cell_of(low, high)
    return (
        -math.inf if low is None else math.log(low + 1.0),
        math.inf if high is None else math.log(high + 1.0),
    )


def _reason(report: Report, truth: Truth) -> str | None:
    """Why a report says nothing of this run, None if it does."""
    if measure_of(report) is None:
        return f"{report.event_type} in {report.unit or 'no unit'} is no measure of a run"
    if not report.site and report.town:
        return "at no one site"
    if truth.day(report.date) not in truth.openness:
        return "outside the days of the run"
    if truth.at(truth.day(report.date), report.site) is None:
        return "the site is none of the run"
    return None


def _days(report: Report, truth: Truth) -> Sequence[int]:
    """The days of the run on which a report's event may have been."""
    day = truth.day(report.date)
    if report.date_precision == "day":
        return [day]
    near = range(day - _APPROX_DAYS, day + _APPROX_DAYS + 1)
    return [other for other in near if truth.at(other, report.site) is not None]


def _term(report: Report, truth: Truth, reporting: Reporting) -> Term:
    measure = measure_of(report) or ""
    claim = claim_of(report)
    acted = {day: truth.at(day, report.site) or Acted() for day in _days(report, truth)}
    logs = [
        size_log_likelihood(claim, there.measure(measure), report.claim_by, reporting)
        for there in acted.values()
    ]
    return Term(
        report=report,
        measure=measure,
        truth=acted[truth.day(report.date)].measure(measure),
        log_likelihood=_log_mean(logs),
    )


def _log_mean(logs: Sequence[float]) -> float:
    """The logarithm of the mean of probabilities given by their logarithms."""
    top = max(logs)
    if top == -math.inf:
        return top
    return top + math.log(total(math.exp(each - top) for each in logs) / len(logs))


def _acts(used: Iterable[Report], truth: Truth) -> list[tuple[Report, Sequence[int]]]:
    """Reports of acts in sight at a site, with the days on which they may have been."""
    return [(r, _days(r, truth)) for r in used if r.site and measure_of(r) != "signers"]
