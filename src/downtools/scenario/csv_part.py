"""The CSV tables: read, joined from their parts, each cell checked on its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from downtools.errors import Fault, InputError, nearest
from downtools.scenario.declare import Param, params_of
from downtools.scenario.sheets import Sheet, read_sheet
from downtools.scenario.tables import TABLES, TableKind
from downtools.scenario.values import UnfitError, from_text

__all__ = ["Row", "Table", "read_rows", "read_tables"]

T = TypeVar("T")


class Cell(NamedTuple):
    """A cell's text and where it stands."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row as it stands in the files, and its values as far as they are sound."""

    file: str
    line: int
    cells: dict[str, Cell]
    values: dict[str, Any] = field(default_factory=dict[str, Any])

    def text(self, column: str) -> str:
        """The text of a cell, empty if there is none."""
        cell = self.cells.get(column)
        return "" if cell is None else cell.text

    def fault(self, column: str, problem: str, cure: str, value: object = None) -> Fault:
        """A fault at one cell; without a `value` the cell's text is shown, if it has one."""
        cell = self.cells.get(column) or Cell(self.file, self.line, "")
        shown = value if value is not None else cell.text or None
        return Fault(
            file=cell.file, row=cell.line, column=column, value=shown, problem=problem, cure=cure
        )


@dataclass(kw_only=True)
class Table:
    """A table of the folder: its rows in order, and every id, also of rows that were faulty."""

    name: str
    columns: Mapping[str, Param]
    key: str | None
    rows: list[Row] = field(default_factory=list[Row])
    ids: set[str] = field(default_factory=set[str])
    sound: bool = True

    def built(self) -> tuple[Any, ...]:
        """The rows as the table's dataclass; only for a table without a fault."""
        return tuple(TABLES[self.name].row(**row.values) for row in self.rows)


def read_tables(folder: Path, faults: list[Fault]) -> dict[str, Table]:
    """Every table of a folder; `faults` gets what is wrong in each cell, row and file."""
    files = _files_of(folder, faults)
    return {
        name: _read_table(name, kind, files.get(name, []), faults) for name, kind in TABLES.items()
    }


def read_rows(
    path: Path, row: type[T], key: str | None, check: Callable[[Row], Iterable[Fault]] | None = None
) -> tuple[T, ...]:
    """The rows of one file that is no table of a scenario, as a dataclass of columns.

    `check` tells what is wrong of a row whose cells are sound. Raises `InputError` with all faults.
    """
    faults: list[Fault] = []
    kind = TableKind(row=row, key=key, required=True)
    table = _read_table(path.stem, kind, [path], faults)
    if not faults and check is not None:
        faults += [fault for read in table.rows for fault in check(read)]
    if faults:
        raise InputError(faults)
    return tuple(row(**read.values) for read in table.rows)


def _files_of(folder: Path, faults: list[Fault]) -> dict[str, list[Path]]:
    """The files of each table: `sites.csv` first, then its parts in the order of their names."""
    files: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.csv"), key=lambda path: (path.name.count("."), path.name)):
        name = path.name.split(".")[0]
        if not name:  # a name that begins with a dot belongs to a program, not to the scenario
            continue
        if name not in TABLES:
            cure = f"{nearest(name, TABLES)} (what no run reads may stand in a folder below)"
            faults.append(Fault(file=path.name, problem="no such table", cure=cure))
        elif TABLES[name].key is None and path.name != f"{name}.csv":
            problem = f"{name} has no key column by which files could be joined"
            cure = f"put all rows into {name}.csv"
            faults.append(Fault(file=path.name, problem=problem, cure=cure))
        else:
            files.setdefault(name, []).append(path)
    return files


def _read_table(name: str, kind: TableKind, files: list[Path], faults: list[Fault]) -> Table:
    table = Table(name=name, columns=params_of(kind.row), key=kind.key)
    before = len(faults)
    if not files and kind.required:
        columns = ", ".join(column for column, one in table.columns.items() if one.required)
        cure = f"add it, with at least the columns {columns}"
        faults.append(Fault(file=f"{name}.csv", problem="missing", cure=cure))
    read = [read_sheet(path, table.columns, kind.required, faults) for path in files]
    sheets = [sheet for sheet in read if sheet is not None]
    held = {column for sheet in sheets for column in sheet.header}
    if len(sheets) == len(files):
        _check_columns(table, sheets, held, faults)
    else:  # what an unreadable file holds is not missing
        held = set()
    _join(table, sheets, faults)
    for row in table.rows:
        _settle(table, row, held, faults)
    table.sound = len(faults) == before
    return table


def _check_columns(table: Table, sheets: list[Sheet], held: set[str], faults: list[Fault]) -> None:
    """Every required column stands in one of the files, and the key in each."""
    for sheet in sheets:
        for name, column in table.columns.items():
            lacking = name not in held and column.required and sheet is sheets[0]
            if lacking or (name == table.key and name in held and name not in sheet.header):
                cure = f"add the column: {column.meaning}"
                problem = "missing column"
                faults.append(
                    Fault(file=sheet.file, row=1, column=name, problem=problem, cure=cure)
                )


def _join(table: Table, sheets: list[Sheet], faults: list[Fault]) -> None:
    """Join the files of a table by its key, cell by cell; a table without key is one file."""
    known: dict[str, Row] = {}
    for sheet in sheets:
        place = sheet.column(table.key)
        if place is None and table.key is not None:
            continue
        if place is not None:
            table.ids.update(cells[place] for _, cells in sheet.uneven if place < len(cells))
        seen: dict[str, int] = {}
        for line, texts in sheet.rows:
            cells = {c: Cell(sheet.file, line, t) for c, t in zip(sheet.header, texts, strict=True)}
            row = Row(file=sheet.file, line=line, cells=cells)
            if place is None:
                table.rows.append(row)
                continue
            key = texts[place]
            wrong = _wrong_key(table, row, seen, known if sheet is not sheets[0] else None)
            if wrong is not None:
                faults.append(wrong)
            elif key in known:
                faults.extend(_filled(known[key], row))
            else:
                known[key] = row
                table.rows.append(row)
            seen.setdefault(key, line)
        table.ids.update(known)


def _wrong_key(
    table: Table, row: Row, seen: dict[str, int], known: dict[str, Row] | None
) -> Fault | None:
    """Why a row cannot be placed by its key, or None. `known` are the rows that a part adds to.

    A part may bring rows of its own if it has all that a row needs.
    """
    column = table.key or ""
    key = row.text(column)
    if not key:
        return row.fault(column, "empty", table.columns[column].cure())
    if key in seen:
        return row.fault(column, f"stands in row {seen[key]} too", "give each row an id of its own")
    lacks = any(one.required and name not in row.cells for name, one in table.columns.items())
    if known and key not in known and lacks:
        first = next(iter(known.values())).file
        return row.fault(column, f"no such {column} in {first}", nearest(key, known))
    return None


def _filled(row: Row, more: Row) -> list[Fault]:
    """Fill the cells of a row from another file; what contradicts a filled cell is a fault.

    Only sources add up: each file names the source of what it adds.
    """
    faults: list[Fault] = []
    for column, cell in more.cells.items():
        present = row.cells.get(column)
        if present is None or not present.text:
            row.cells[column] = cell
        elif column == "source" and cell.text not in present.text:
            row.cells[column] = present._replace(text=f"{present.text}; {cell.text}")
        elif column != "source" and cell.text and cell.text != present.text:
            problem = f"{present.file}, row {present.line} says {present.text!r}"
            faults.append(more.fault(column, problem, "keep one of the two"))
    return faults


def _settle(table: Table, row: Row, held: set[str], faults: list[Fault]) -> None:
    """Turn the texts of a row into values."""
    for name, column in table.columns.items():
        text = row.text(name)
        if text:
            try:
                row.values[name] = from_text(column, text)
            except UnfitError as unfit:
                faults.append(row.fault(name, unfit.problem, unfit.cure))
        elif not column.required:
            row.values[name] = column.default
        elif name in held:
            faults.append(row.fault(name, "empty", column.cure()))
