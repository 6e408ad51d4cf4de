"""A file as rows of texts: encoding, separator, header; what is no table at all is refused."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from downtools.errors import Fault, InputError
from downtools.evidence.readers.result import Rejected
from downtools.scenario.files import text_of

__all__ = ["GDELT_COLUMNS", "Grid", "Line", "read_grid"]

_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code",
    "Religion2Code", "Type1Code", "Type2Code", "Type3Code",
)  # fmt: skip
GDELT_COLUMNS: tuple[str, ...] = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor{actor}{name}" for actor in (1, 2) for name in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"{place}Geo_{name}" for place in ("Actor1", "Actor2", "Action") for name in _GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
"""Columns of the event table of GDELT 2, whose files have no header (event codebook 2.0, 2015)."""

_GDELT_1 = 58
_SEPARATORS = ",;\t|"
_ZIPPED = {
    b"PK\x03\x04": "an Excel workbook or another zip file",
    b"\xd0\xcf\x11\xe0": "an Excel workbook of the old kind",
    b"\x1f\x8b": "a file packed with gzip",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
}
_TOTALS = frozenset(
    [
        "total",
        "totals",
        "sum",
        "subtotal",
        "overall",
        "итого",
        "всего",
        "сумма",
        "разам",
        "усяго",
        "razem",
        "suma",
        "ogółem",
        "łącznie",
    ]
) | {"grand total", "sub total", "общий итог"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the file: its line, and its cells by column, stripped."""

    row: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """The text of a cell, empty if there is none."""
        return self.cells.get(column, "")


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table of texts."""

    file: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    rejected: tuple[Rejected, ...]
    """Rows with too few or many cells, and rows of totals."""
    decimal_comma: bool
    """Whether a comma in a number may be its decimal sign: cells are not separated by commas."""

    @property
    def rows(self) -> int:
        """Rows under the header, sound or not."""
        return len(self.lines) + len(self.rejected)


def read_grid(path: Path) -> Grid:
    """Read a file in UTF-8 whose cells stand between commas, semicolons, tabs or bars.

    Raises `InputError` if there is no such file or it holds no table with a header and rows.
    """
    text = _text(path)
    separator = _separator(text)
    headless = separator == "\t" and _is_gdelt(text, path.name)
    rows = _rows(text, separator, path.name, plain=headless)
    if headless:
        header = GDELT_COLUMNS
    else:
        if not rows:
            raise _refused(path.name, "empty", "give a header with the columns and rows under it")
        header = tuple(rows.pop(0)[1])
        _check_header(header, path.name)
    if not rows:
        raise _refused(path.name, "holds no rows", "give at least one row under the header")
    return _grid(path.name, header, rows, separator)


def _refused(file: str, problem: str, cure: str, row: int | None = None) -> InputError:
    return InputError([Fault(file=file, problem=problem, cure=cure, row=row)])


def _text(path: Path) -> str:
    """The text of the file; what is no text in UTF-8 is told by its kind."""
    faults: list[Fault] = []
    text = text_of(path, faults)
    start = b""
    if path.is_file():
        with path.open("rb") as file:
            start = file.read(4096)
    for mark, kind in _ZIPPED.items():
        if start.startswith(mark):
            cure = "open it and save the table as CSV in UTF-8"
            raise _refused(path.name, f"{kind}, not CSV", cure)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        cure = f"save it as CSV in UTF-8, or: iconv -f utf-16 -t utf-8 {path.name} > new.csv"
        raise _refused(path.name, "written in UTF-16", cure)
    if text is None:
        raise InputError([_encoding(path, faults[0])])
    if "\x00" in text:
        raise _refused(path.name, "holds zero bytes: no text", "give a table as CSV in UTF-8")
    return text


def _encoding(path: Path, fault: Fault) -> Fault:
    """The fault of bytes that are not UTF-8, with the encoding they are probably in."""
    if "UTF-8" not in fault.problem:
        return fault
    data = path.read_bytes()
    letters = [letter for letter in data.decode("cp1251", "ignore") if ord(letter) > 127]
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    guess = "cp1251" if letters and cyrillic > 0.8 * len(letters) else ""
    if not guess:
        return fault
    cure = f"convert it: iconv -f {guess} -t utf-8 {path.name} > new.csv (Excel: CSV UTF-8)"
    problem = f"bytes that are not UTF-8; they look like {guess} (Windows, Cyrillic)"
    return Fault(file=fault.file, row=fault.row, value=fault.value, problem=problem, cure=cure)


def _first_line(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip()), "")


def _separator(text: str) -> str:
    """What stands between the cells of the first line, outside of quotes, most often."""
    outside = "".join(_first_line(text).split('"')[::2])
    return max(_SEPARATORS, key=lambda mark: (outside.count(mark), -_SEPARATORS.index(mark)))


def _is_gdelt(text: str, file: str) -> bool:
    cells = _first_line(text).split("\t")
    numbers = len(cells) > 1 and cells[0].isdecimal() and cells[1].isdecimal()
    if numbers and len(cells) == _GDELT_1:
        problem = "58 columns without a header: events of GDELT 1"
        raise _refused(file, problem, "give events of GDELT 2, which have 61 columns", row=1)
    return numbers and len(cells) == len(GDELT_COLUMNS)


def _rows(text: str, separator: str, file: str, *, plain: bool) -> list[tuple[int, list[str]]]:
    """The rows with the line each begins on; blank ones are passed over."""
    if plain:
        listed = [line.split("\t") for line in text.splitlines()]
        return [
            (at, [cell.strip() for cell in row]) for at, row in enumerate(listed, 1) if any(row)
        ]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            stripped = [cell.replace("\u00a0", " ").strip() for cell in cells]
            if any(stripped):
                rows.append((line, stripped))
            line = reader.line_num + 1
    except csv.Error as error:
        cure = "close each double quote, and write one inside a text twice"
        raise _refused(file, f"not valid CSV: {error}", cure, row=line) from None
    return rows


def _check_header(header: tuple[str, ...], file: str) -> None:
    """Raise `InputError` if columns cannot be told apart."""
    faults = [
        Fault(
            file=file,
            row=1,
            column=column,
            problem=f"stands {header.count(column)} times in the header",
            cure="keep one of them, or give each a name of its own",
        )
        for column in dict.fromkeys(header)
        if column and header.count(column) > 1
    ]
    if faults:
        raise InputError(faults)


def _grid(file: str, header: tuple[str, ...], rows: list[tuple[int, list[str]]], mark: str) -> Grid:
    lines: list[Line] = []
    rejected: list[Rejected] = []
    for row, cells in rows:
        if (told := next((cell for cell in cells if cell), "")) and _is_total(told):
            problem = "a row of totals, not a report"
            cure = "take it out of the table"
            rejected.append(Rejected(row=row, column="", value=told, problem=problem, cure=cure))
        elif len(cells) < len(header) or any(cells[len(header) :]):
            problem = f"{len(cells)} cells where the header has {len(header)}"
            cure = "give each column a cell; put a text with a separator in double quotes"
            rejected.append(Rejected(row=row, column="", value="", problem=problem, cure=cure))
        else:
            named = zip(header, cells, strict=False)
            lines.append(Line(row=row, cells={name: cell for name, cell in named if name}))
    return Grid(
        file=file,
        header=tuple(name for name in header if name),
        lines=tuple(lines),
        rejected=tuple(rejected),
        decimal_comma=mark != ",",
    )


def _is_total(text: str) -> bool:
    return text.casefold().rstrip(": .") in _TOTALS
