"""Opposed claims of one event, kept apart: nothing is averaged away."""

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from downtools.evidence.claims import Band, Claim, Denial, Number, claim_of, measure_of
from downtools.evidence.speakers import OFFICIAL_SIDE, WORKERS_SIDE, bias_of
from downtools.evidence.truth import Recorded, Truth, truth_of
from downtools.scenario.tables import Report

__all__ = ["Contradiction", "Voice", "contradictions"]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One claim of an event beside, for a run, the truth."""

    report: Report
    claim: Claim
    bias: float | None = None
    """The factor the run's scenario declares for this kind of source; None without a run."""
    truth: int | None = None
    """People in the run on that day, by the measure the report is about; None without one."""

    @property
    def size(self) -> float | None:
        """One size for the claim, in the report's unit, None if it claims none.

        0 of a denial; of a band the geometric mean of its bounds, or the one bound it has.
        """
        if isinstance(self.claim, Number):
            return self.claim.size
        if isinstance(self.claim, Denial):
            return 0.0
        if isinstance(self.claim, Band):
            bounds = [bound for bound in (self.claim.low, self.claim.high) if bound is not None]
            return bounds[0] if len(bounds) == 1 else math.sqrt(bounds[0] * bounds[1])
        return None

    @property
    def beside_truth(self) -> float | None:
        """Size claimed divided by the truth; None without either or if nobody acted."""
        return self.size / self.truth if self.size is not None and self.truth else None


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """An event of which both sides speak."""

    event: str
    date: dt.date
    site: str
    """Id of the site; empty if the event is at none."""
    workers: tuple[Voice, ...]
    """Claims of workers, independent media and NGOs, in the order of the reports."""
    officials: tuple[Voice, ...]
    """Claims of management and government, in the order of the reports."""

    @property
    def ratio(self) -> float | None:
        """Median size on the workers' side divided by the officials', in a unit both count.

        1 if they agree; infinite if an official denies what the others report; None if no unit
        has a size from both.
        """
        if any(isinstance(voice.claim, Denial) for voice in self.officials):
            return 1.0 if all(voice.size == 0.0 for voice in self.workers) else math.inf
        for unit in dict.fromkeys(voice.report.unit for voice in self.workers):
            ours, theirs = _sizes(self.workers, unit), _sizes(self.officials, unit)
            if ours and theirs:
                return median(ours) / median(theirs)
        return None


def contradictions(
    reports: Iterable[Report], run: Recorded | None = None
) -> tuple[Contradiction, ...]:
    """Events with at least one claim from each of the two opposed sides, every claim kept.

    In the order in which events first occur; the date and site are those of the first row. With
    a `run`, each claim has the truth of the run and its scenario's bias beside it.
    """
    truth = None if run is None else truth_of(run)
    events: dict[str, list[Voice]] = {}
    for report in reports:
        events.setdefault(report.event, []).append(_voice(report, run, truth))
    return tuple(
        Contradiction(
            event=event,
            date=voices[0].report.date,
            site=voices[0].report.site,
            workers=workers,
            officials=officials,
        )
        for event, voices in events.items()
        for workers, officials in [(_side(voices, WORKERS_SIDE), _side(voices, OFFICIAL_SIDE))]
        if workers and officials
    )


def _voice(report: Report, run: Recorded | None, truth: Truth | None) -> Voice:
    if run is None or truth is None:
        return Voice(report=report, claim=claim_of(report))
    measure = measure_of(report)
    here = bool(report.site) or not report.town
    acted = truth.at(truth.day(report.date), report.site) if here else None
    return Voice(
        report=report,
        claim=claim_of(report),
        bias=bias_of(run.scenario.parameters.reporting, report.claim_by),
        truth=None if acted is None or measure is None else acted.measure(measure),
    )


def _side(voices: Iterable[Voice], side: tuple[str, ...]) -> tuple[Voice, ...]:
    return tuple(voice for voice in voices if voice.report.claim_by in side)


def _sizes(voices: Iterable[Voice], unit: str) -> list[float]:
    return [v.size for v in voices if v.size is not None and v.report.unit == unit]
