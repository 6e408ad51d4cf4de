"""What was read of a file, in numbers and lists, as a command prints it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from downtools.evidence.readers.result import Guessed, Read, Rejected, Unmatched
from downtools.scenario.model import Scenario

__all__ = ["Summary", "summary_of"]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A file of reports as it was read for a scenario."""

    scenario: str
    file: str
    kind: str
    """Layout as which it was read."""
    rows: int
    """Rows under the header."""
    reports: int
    events: int
    contradicting: tuple[str, ...]
    """Ids of the events whose claims cannot all be right; every claim is kept."""
    by_claimant: dict[str, int]
    """Reports by whose claim it is."""
    by_measure: dict[str, int]
    """Reports by the measure of a run they are about; none: about none."""
    by_event_type: dict[str, int]
    sites: dict[str, int]
    """Reports by id of the site."""
    without_site: int
    """Reports at no one site: of a town or of the country."""
    guessed: tuple[Guessed, ...]
    """Names that were taken for a site or town without being the same."""
    unmatched: tuple[Unmatched, ...]
    """Names that are none of the scenario."""
    rejected: tuple[Rejected, ...]
    """Rows that could not be read."""
    left_out: dict[str, int]
    """Sound rows that are no reports of what workers did here, by reason."""
    doubts: tuple[str, ...]
    clean: bool
    """No row was rejected and every name was matched."""
    out: str | None
    """File to which the reports were written."""


def summary_of(read: Read, scenario: Scenario, out: Path | None = None) -> Summary:
    """The numbers of what was read; `out` is where the reports were written."""

    def counted(names: list[str]) -> dict[str, int]:
        return dict(Counter(names).most_common())

    return Summary(
        scenario=scenario.name,
        file=read.file,
        kind=read.kind,
        rows=read.rows,
        reports=len(read.reports),
        events=len(read.events),
        contradicting=read.contradicting,
        by_claimant=counted([report.claim_by for report in read.reports]),
        by_measure=read.by_measure,
        by_event_type=counted([report.event_type for report in read.reports]),
        sites=counted([report.site for report in read.reports if report.site]),
        without_site=sum(not report.site for report in read.reports),
        guessed=read.guessed,
        unmatched=read.unmatched,
        rejected=read.rejected,
        left_out=dict(read.left_out),
        doubts=read.doubts,
        clean=read.clean,
        out=None if out is None else str(out),
    )
