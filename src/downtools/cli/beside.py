"""What commands on reports share: their options, and what is read for them."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.output import say

if TYPE_CHECKING:
    from downtools.evidence.beside import Beside
    from downtools.scenario.model import Scenario
    from downtools.scenario.tables import Report

__all__ = ["Experts", "Reports", "Second", "beside", "date_of", "reports_in"]

Reports = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Reports in place of the scenario's own (`reports`)."),
]
Second = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The same wave as another collector found it."),
]
Experts = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="An expert's own probabilities: as_of, what, p as CSV."),
]
_MOST = 12


def date_of(option: str, text: str) -> dt.date:
    """The date that an option gives. Raises `InputError` if it is none."""
    from downtools.errors import Fault, InputError

    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        fault = Fault(
            file=option, value=text, problem="not a date", cure="write it like 2020-08-20"
        )
        raise InputError([fault]) from None


def reports_in(path: Path, scenario: "Scenario") -> "tuple[Report, ...]":
    """The reports in a file; what of it is left out is told, row by row."""
    from downtools.evidence.readers import read_reports

    read = read_reports(path, scenario)
    say(f"{path.name}: {len(read.reports)} reports read as {read.kind}")
    for row in read.rejected[:_MOST]:
        say(f"left out: row {row.row}, {row.column} {row.value!r}: {row.problem}; {row.cure}")
    if len(read.rejected) > _MOST:
        say(f"... and {len(read.rejected) - _MOST} more rows left out: downtools reports")
    if read.unmatched:
        say(f"{len(read.unmatched)} names matched no workplace: downtools reports tells which")
    return read.reports


def beside(
    scenario: "Scenario", second: Path | None, anchors: Path | None, *, own: bool
) -> "Beside":
    """What is known beside the reports: what is shipped with `own` ones, but for what is given."""
    from downtools.evidence.beside import Beside, beside_of, read_anchors

    shipped = beside_of(scenario) if own else Beside()
    return Beside(
        second=shipped.second if second is None else reports_in(second, scenario),
        anchors=shipped.anchors if anchors is None else read_anchors(anchors),
    )
