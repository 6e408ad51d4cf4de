"""Reports written as the table of a scenario's folder."""

import csv
import datetime as dt
import io
import os
from collections.abc import Iterable
from pathlib import Path

from downtools.errors import Fault, InputError
from downtools.run.aside import aside, flushed
from downtools.scenario.declare import params_of
from downtools.scenario.tables import Report

__all__ = ["refuse_place", "write_reports"]


def refuse_place(path: Path, *, read_from: Path) -> None:
    """Raise `InputError` if no table can be written there: no folder, a folder, or the input."""
    problem = ""
    if path.is_dir():
        problem = "a folder"
    elif not path.parent.is_dir():
        problem = "no such folder"
    elif path.exists() and read_from.exists() and path.samefile(read_from):
        problem = "the file that is read"
    if problem:
        cure = "give another file, in a folder that is there"
        raise InputError([Fault(file="--out", value=str(path), problem=problem, cure=cure)])


def write_reports(reports: Iterable[Report], path: Path) -> None:
    """Write reports as `reports.csv` of a scenario holds them: whole under the name, or not at all.

    What stood under the name is replaced. Raises `OSError` as the system does.
    """
    columns = list(params_of(Report))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(getattr(report, name)) for name in columns] for report in reports)
    with aside(path.with_name(f".{path.name}.{os.getpid()}.new")) as made:
        flushed(made, text.getvalue().encode())
        made.replace(path)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)
