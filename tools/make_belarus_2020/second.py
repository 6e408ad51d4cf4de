"""The second list: the same wave as it was coded from posts of public channels."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from downtools.evidence.readers import read_reports
from downtools.scenario import load

from .names import DroppedNames
from .reports import REPORT_COLUMNS
from .tables import Row, read_table, whole

LAST = dt.date(2020, 8, 26)
"""Until then the list is dense; later rows are from the press again."""


def second_rows(shared: Path, names: DroppedNames) -> list[Row]:
    """The rows of `evidence/second.csv`, with the columns of `reports.csv`."""
    table = shared / "belarus-2020-telegram" / "workplace_events_coded.csv"
    read = read_reports(table, load("belarus-2020"))
    if read.rejected:
        raise ValueError(f"{table.name}: {read.rejected[0]}")
    # A page that both lists were coded from was not found twice.
    press = {row["source_url"] for row in read_table(shared / "belarus-2020" / "events.csv")}
    return [
        {name: _cell(name, getattr(report, name), names) for name in REPORT_COLUMNS}
        for report in read.reports
        if report.date <= LAST and report.source not in press
    ]


def _cell(name: str, value: object, names: DroppedNames) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return whole(str(value))
    return names.address(str(value)) if name == "source" else str(value)
