"""What a report claims: a number, a band, a denial, or an event without a size.

The reading rules are those of the shipped reports (README of scenario `belarus-2020`).
"""

from dataclasses import dataclass

from downtools.evidence.speakers import OFFICIAL_SIDE
from downtools.scenario.tables import Report

__all__ = ["Band", "Claim", "Denial", "Number", "Unsized", "claim_of", "measure_of"]

_MEASURES = {
    "strike": "out",
    "partial_strike": "out",
    "walkout": "out",
    "meeting": "active",
    "petition": "signers",
}
_UNITS = {"people": "", "strikers": "striking", "signatures": "signers"}


@dataclass(frozen=True)
class Number:
    """A size claimed as a number."""

    size: float


@dataclass(frozen=True)
class Band:
    """A size claimed as a band, a censored number; an open end is None."""

    low: float | None
    high: float | None


@dataclass(frozen=True)
class Denial:
    """The official side says that nothing happened."""


@dataclass(frozen=True)
class Unsized:
    """An event whose size was not coded; that says nothing of its size."""


Claim = Number | Band | Denial | Unsized


def claim_of(report: Report) -> Claim:
    """What a report claims.

    Of the official side, size 0 or a `strike` without any size is a denial. Else the best size
    is a number, bounds without a best size are a band (a number if they are equal), and none of
    the three is no claim of size.
    """
    low, best, high = report.size_low, report.size_best, report.size_high
    if report.claim_by in OFFICIAL_SIDE and _denies(report):
        return Denial()
    if best is not None:
        return Number(best)
    if low is None and high is None:
        return Unsized()
    if low is not None and low == high:
        return Number(low)
    return Band(low, high)


def _denies(report: Report) -> bool:
    unsized = report.size_best is None and report.size_low is None and report.size_high is None
    return report.size_best == 0.0 or (unsized and report.event_type == "strike")


def measure_of(report: Report) -> str | None:
    """The measure of a run (`Acted.measure`) that a report is about, None if there is none.

    Strikes and walkouts: `out`; meetings: `active`; petitions: `signers`; a unit `strikers` or
    `signatures` decides before the kind of event. Any other event or unit has no measure.
    """
    if report.event_type not in _MEASURES or report.unit not in _UNITS:
        return None
    return _UNITS[report.unit] or _MEASURES[report.event_type]
