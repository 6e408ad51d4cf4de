"""What is known of a wave beside its reports: a second list, and anchors.

Neither is part of a scenario, and no run reads them: they are evidence. A shipped scenario has
them in its folder `evidence`.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from downtools.errors import Fault
from downtools.evidence.truth import Truth
from downtools.scenario import gallery
from downtools.scenario.csv_part import Row, read_rows
from downtools.scenario.declare import column
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Report

__all__ = ["Anchor", "Beside", "beside_of", "read_anchors"]


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """How many were out of work at most or at least, measured by something else than reports.

    What is measured is the mean over the working days of a window of the people who left work
    (walking out or striking) in the whole country, in percent of its workers.
    """

    anchor: str = column("id of the anchor")
    first: dt.date = column("first day of the window")
    last: dt.date = column("last day of the window")
    low: float = column("least percent of the workers out", low=0, high=100, default=0.0)
    high: float = column("most percent of the workers out", low=0, high=100, default=100.0)
    published: dt.date | None = column("date of publication", default=None)
    source: str = column("address of the source, or the word assumption and the rule")

    def known(self, until: dt.date | None) -> bool:
        """Whether it was known on the evening of a day; it was not if nobody says since when."""
        if until is None:
            return True
        return self.published is not None and max(self.published, self.last) <= until

    def beyond(self, truth: Truth, scenario: Scenario) -> float:
        """By how many percent of the workers a run lies outside; 0 if the anchor allows it.

        A run without a working day in the window is allowed.
        """
        workers = sum(sector.employed for sector in scenario.sectors)
        out = [100.0 * truth.nation[day].out / workers for day in self._days(truth, scenario)]
        if not out:
            return 0.0
        mean = sum(out) / len(out)
        return max(self.low - mean, mean - self.high, 0.0)

    def _days(self, truth: Truth, scenario: Scenario) -> Iterator[int]:
        for day in sorted(truth.nation):
            here = self.first <= scenario.calendar.date(day) <= self.last
            if here and scenario.calendar.working(day):
                yield day


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What is known beside the reports."""

    second: tuple[Report, ...] = field(default=(), repr=False)
    """The same wave as another collector found it in other sources."""
    anchors: tuple[Anchor, ...] = ()


def beside_of(scenario: Scenario) -> Beside:
    """What is shipped with a scenario beside its reports; nothing for one that is not shipped."""
    if scenario.name not in gallery.names():
        return Beside()
    folder = gallery.path(scenario.name) / "evidence"
    second, anchors = folder / "second.csv", folder / "anchors.csv"
    return Beside(
        second=read_rows(second, Report, "report") if second.exists() else (),
        anchors=read_anchors(anchors) if anchors.exists() else (),
    )


def read_anchors(path: Path) -> tuple[Anchor, ...]:
    """The anchors in a file. Raises `InputError` that names row, column, value and cure."""
    return read_rows(path, Anchor, "anchor", _wrong)


def _wrong(row: Row) -> Iterator[Fault]:
    told = row.values
    if told["last"] < told["first"]:
        yield row.fault("last", "before the first day", f"give a day from {told['first']} on")
    if told["high"] < told["low"]:
        yield row.fault("high", "below the low", f"give {told['low']:g} or more")
