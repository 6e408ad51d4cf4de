"""What came of reading a file of reports: the reports, and everything that did not become one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from downtools.evidence.claims import Band, Claim, Denial, Number, claim_of, measure_of
from downtools.evidence.speakers import WORKERS_SIDE
from downtools.scenario.tables import Report

__all__ = ["Guessed", "LeftOut", "Read", "Rejected", "RowError", "Unmatched", "contradicted"]


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A row that could not be read, and what would make it readable."""

    row: int
    """Line of the file on which it begins; the first is 1."""
    column: str
    """Column of the cell at fault; empty if it is the row as a whole."""
    value: str
    """What stands there."""
    problem: str
    cure: str


@dataclass(frozen=True, kw_only=True)
class Unmatched:
    """A name of a workplace or town that is none of the scenario."""

    name: str
    kind: str
    """workplace or town."""
    rows: int
    """Rows that hold it."""
    nearest: tuple[str, ...]
    """Ids of the sites or towns with the most similar names, nearest first; may be empty."""
    kept_in: tuple[str, ...]
    """Ids of the towns under which such rows are kept; empty if they are rejected."""


@dataclass(frozen=True, kw_only=True)
class Guessed:
    """A name that was taken for a site or town without being the same."""

    name: str
    kind: str
    """workplace or town."""
    taken_for: str
    """Id of the site or town."""
    rows: int
    """Rows that hold it."""
    by_sound: bool
    """It sounds the same, as another spelling of a name does; else it is a guess to be checked."""


class RowError(Exception):
    """A row that cannot be read, for the list of rejected rows."""

    def __init__(self, column: str, value: str, problem: str, cure: str) -> None:
        super().__init__(f"{column} {value}: {problem}; {cure}")
        self.column, self.value, self.problem, self.cure = column, value, problem, cure

    def at(self, row: int) -> Rejected:
        """The same with its line in the file."""
        return Rejected(
            row=row, column=self.column, value=self.value, problem=self.problem, cure=self.cure
        )


class LeftOut(Exception):  # noqa: N818 - it is no error
    """A sound row that is no report of what workers did here, with the reason."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """A file of reports as it was read. Each of its rows is a report, left out or rejected."""

    file: str
    """Name of the file, without its folder."""
    kind: str
    """Layout as which it was read."""
    rows: int
    """Rows under the header."""
    reports: tuple[Report, ...]
    rejected: tuple[Rejected, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    guessed: tuple[Guessed, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict[str, int])
    """Sound rows that are no reports of what workers did here: the reason and how many."""
    doubts: tuple[str, ...] = ()
    """Sentences on what was read but looks odd."""

    @property
    def clean(self) -> bool:
        """Whether no row was rejected and every name was matched."""
        return not self.rejected and not self.unmatched

    @property
    def events(self) -> dict[str, tuple[Report, ...]]:
        """The reports by event, in the order in which events first occur."""
        found: dict[str, list[Report]] = {}
        for report in self.reports:
            found.setdefault(report.event, []).append(report)
        return {event: tuple(rows) for event, rows in found.items()}

    @property
    def contradicting(self) -> tuple[str, ...]:
        """Ids of the events whose claims cannot all be right; every claim is kept."""
        return tuple(event for event, rows in self.events.items() if contradicted(rows))

    @property
    def by_measure(self) -> dict[str, int]:
        """Reports by the measure of a run they are about; `none`: about none."""
        return dict(Counter(measure_of(report) or "none" for report in self.reports))


def contradicted(reports: tuple[Report, ...]) -> bool:
    """Whether two of the reports, of one event, cannot both be right.

    So are two sizes of the same act in the same unit whose bounds do not meet, and an official
    denial beside anything that the workers' side reports.
    """
    spans: dict[tuple[str, str], list[tuple[float, float]]] = {}
    denied = claimed = False
    for report in reports:
        claim = claim_of(report)
        denied = denied or isinstance(claim, Denial)
        claimed = claimed or (report.claim_by in WORKERS_SIDE and _claims_any(claim))
        span = _span(claim)
        if span is not None:
            act = measure_of(report) or report.event_type
            spans.setdefault((act, report.unit), []).append(span)
    apart = any(
        max(low for low, _ in held) > min(high for _, high in held) for held in spans.values()
    )
    return apart or (denied and claimed)


def _claims_any(claim: Claim) -> bool:
    return not isinstance(claim, Denial) and not (isinstance(claim, Number) and claim.size == 0.0)


def _span(claim: Claim) -> tuple[float, float] | None:
    if isinstance(claim, Number):
        return claim.size, claim.size
    if isinstance(claim, Band):
        low, high = claim.low, claim.high
        return (0.0 if low is None else low, float("inf") if high is None else high)
    return None
