"""Who spoke and who was silent: weak evidence, and none where nobody looked."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from downtools.evidence.claims import Denial, claim_of
from downtools.evidence.speakers import WORKERS_SIDE, detection_of
from downtools.evidence.truth import Truth
from downtools.exact import total
from downtools.scenario.parameters.reporting import Reporting
from downtools.scenario.tables import Report

__all__ = ["Cells", "cells_of"]

Dated = Sequence[tuple[Report, Sequence[int]]]


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Site x day x kind of source: each spoke, was silent, or was not looked for."""

    spoke: int
    """Cells with a report; a report of an uncertain day is in none."""
    silent: int
    """Cells that were searched and hold no report."""
    log_likelihood: float
    """Log of detection over those who spoke, of 1 - detection over the silent."""


def cells_of(
    acts: Dated,
    truth: Truth,
    reporting: Reporting,
    searched: Collection[tuple[str, str]] | None,
) -> Cells:
    """Judge who spoke, given reports of acts with the days on which they may have been.

    Detection is by all who acted at the site that day; a report of nothing is as likely as one
    of a single person. Management that may deny what the workers' side reports speaks for itself
    with what probability is left; a denial itself is judged as a claim.
    """
    days = _window(acts, truth, everything=searched is not None)
    pairs = {(r.site, r.claim_by) for r, _ in acts} if searched is None else set(searched)
    spoke = {(d, r.site, r.claim_by) for r, on in acts for d in on if len(on) == 1}
    denied = {
        (d, r.site, r.claim_by) for r, on in acts for d in on if isinstance(claim_of(r), Denial)
    }
    unsure = {(d, r.site, r.claim_by) for r, on in acts for d in on if len(on) > 1}
    looked = {(d, s, c) for d in days for s, c in pairs if (d, s) in truth.acted}
    silent = looked - spoke - unsure
    told = {(d, s) for d, s, c in spoke if c in WORKERS_SIDE}
    judge = _Judge(truth=truth, reporting=reporting, told=told)
    logs = [judge.spoke(*cell) for cell in sorted(spoke - denied)]
    logs += [judge.silent(*cell) for cell in sorted(silent)]
    return Cells(spoke=len(spoke), silent=len(silent), log_likelihood=total(logs))


def _window(acts: Dated, truth: Truth, *, everything: bool) -> Collection[int]:
    if everything:
        return truth.openness.keys()
    named = [day for _, days in acts for day in days]
    return range(min(named), max(named) + 1) if named else ()


@dataclass(frozen=True, kw_only=True)
class _Judge:
    truth: Truth
    reporting: Reporting
    told: Collection[tuple[int, str]]
    """Days and sites of which the workers' side speaks."""

    def spoke(self, day: int, site: str, claimant: str) -> float:
        people = max(1, self.truth.acted[day, site].active)
        seen = self._detection(day, site, claimant, people) * self._left(day, site, claimant)
        return math.log(seen) if seen > 0.0 else -math.inf

    def silent(self, day: int, site: str, claimant: str) -> float:
        people = self.truth.acted[day, site].active
        unseen = 1.0 - self._detection(day, site, claimant, people)
        unseen *= self._left(day, site, claimant) if people > 0 else 1.0
        return math.log(unseen) if unseen > 0.0 else -math.inf

    def _detection(self, day: int, site: str, claimant: str, people: int) -> float:
        return detection_of(
            self.reporting,
            claimant,
            people=people,
            giant=site in self.truth.giants,
            openness=self.truth.openness[day],
        )

    def _left(self, day: int, site: str, claimant: str) -> float:
        """Probability that management does not deny what is told of it."""
        told = claimant == "management" and (day, site) in self.told
        return 1.0 - self.reporting.denial if told else 1.0
