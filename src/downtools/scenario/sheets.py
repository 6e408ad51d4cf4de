"""One CSV file of a table: its header and rows, each with the line it begins on."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from downtools.errors import Fault, nearest
from downtools.scenario.files import text_of

__all__ = ["Sheet", "read_sheet"]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One file: its header, its rows with as many cells as that, and the rows with others."""

    file: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    uneven: list[tuple[int, list[str]]]

    def column(self, name: str | None) -> int | None:
        """Where a column stands, or None if the file does not have it."""
        return self.header.index(name) if name in self.header else None


def read_sheet(
    path: Path, columns: Collection[str], required: bool, faults: list[Fault]
) -> Sheet | None:
    """Read one file of a table that may have `columns`; None if its rows cannot be told.

    `required` says whether a scenario needs the table. What is wrong is added to `faults`.
    """
    text = text_of(path, faults)
    if text is None:
        return None
    lines = _lines(text, path.name, faults)
    if lines is None:
        return None
    if not lines:
        cure = "give a header with the columns and rows under it"
        faults.append(Fault(file=path.name, row=1, problem="empty", cure=cure))
        return None
    (first, header), body = lines[0], lines[1:]
    if not _header_will_do(path.name, first, header, columns, faults):
        return None
    if not body:
        cure = "give at least one row under the header"
        cure += "" if required else ", or take the file away"
        faults.append(Fault(file=path.name, row=first, problem="holds no rows", cure=cure))
    uneven = [(line, cells) for line, cells in body if len(cells) != len(header)]
    for line, cells in uneven:
        problem = f"{len(cells)} cells where the header has {len(header)}"
        cure = "give each column a cell; put a text with a comma in double quotes"
        shown = ",".join(cells)
        faults.append(Fault(file=path.name, row=line, value=shown, problem=problem, cure=cure))
    even = [(line, cells) for line, cells in body if len(cells) == len(header)]
    return Sheet(file=path.name, header=header, rows=even, uneven=uneven)


def _lines(text: str, file: str, faults: list[Fault]) -> list[tuple[int, list[str]]] | None:
    """The rows with the line each begins on; blank lines are passed over. None if not CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append((line, stripped))
            line = reader.line_num + 1
    except csv.Error as error:
        cure = "close each double quote, and write one inside a text twice"
        faults.append(Fault(file=file, row=line, problem=f"not valid CSV: {error}", cure=cure))
        return None
    return rows


def _header_will_do(
    file: str, line: int, header: list[str], columns: Collection[str], faults: list[Fault]
) -> bool:
    """Whether the columns can be told apart; an unknown one is a fault but no hindrance."""
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        problem = "cells that are not separated by commas"
        cure = "save the table with commas between the cells"
        shown = header[0]
        faults.append(Fault(file=file, row=line, value=shown, problem=problem, cure=cure))
        return False
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            cure = "keep one of them"
            problem = f"stands {header.count(column)} times in the header"
            faults.append(Fault(file=file, row=line, column=column, problem=problem, cure=cure))
        if column not in columns:
            cure = nearest(column, columns)
            problem = "no such column"
            faults.append(
                Fault(file=file, row=line, column=column or "(no name)", problem=problem, cure=cure)
            )
    return len(set(header)) == len(header)
