"""What the file of an edge list holds: its ties at once if it is sound, else row by row."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as arrow_compute
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from downtools.errors import Fault, InputError
from downtools.scenario.declare import Param, column, params_of
from downtools.scenario.values import UnfitError, from_text
from downtools.world.contacts import MOST_PEOPLE, Faults

__all__ = ["EdgeRows", "Tie", "reader_of", "refused"]

I64 = npt.NDArray[np.int64]

_NONE = np.zeros(0, np.int64)
_GZIP, _MARK = b"\x1f\x8b", b"\xef\xbb\xbf"
"""What a gzip file begins with, and a text in UTF-8 may."""
_LARGEST_BLOCK = 1 << 28
"""Bytes of a CSV file looked at together: no cell may be longer."""
pc: Any = arrow_compute
"""Most of its functions are made when it is imported, so that a type checker knows none."""


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A row of an edge list; it has these two columns, in any order, and no other."""

    a: int = column("one of the two, by number from 0", low=0, high=MOST_PEOPLE - 1)
    b: int = column("the other; which of them is `a` does not matter", low=0, high=MOST_PEOPLE - 1)


_COLUMNS = params_of(Tie)


class EdgeRows(NamedTuple):
    """What a file holds, row by row."""

    ends: tuple[I64, I64] = (_NONE, _NONE)
    """`a` and `b`, of rows where they are numbers."""
    rows: I64 = _NONE
    """Where these rows stand in the file."""
    faults: Faults = Faults()
    """What is wrong with the others."""


def refused(path: Path, problem: str, cure: str, **where: Any) -> InputError:
    """The error for a file with one thing wrong."""
    return InputError([Fault(file=path.name, problem=problem, cure=cure, **where)])


def reader_of(path: Path) -> Callable[[Path, bool], EdgeRows | None]:
    """What reads such a file: quickly, with None if not all is sound, or else row by row.

    Raises `InputError` if its name is that of no edge list.
    """
    name = path.name.lower()
    if name.endswith((".parquet", ".pq")):
        return _from_parquet
    if name.endswith((".csv", ".csv.gz")):
        return _from_csv
    raise refused(path, "no edge list by its name", "name it .csv, .csv.gz or .parquet")


def _no_rows(path: Path) -> InputError:
    return refused(path, "holds no rows", "give a tie a row")


def _named_so(names: list[str]) -> bool:
    return sorted(name.strip() for name in names) == sorted(_COLUMNS)


def _misnamed(path: Path, names: list[str], row: int | None = None) -> InputError:
    """The error for columns of other names, with what most likely cures it."""
    known = [name.strip() for name in names]
    cure = "keep the two ends of a tie, named a and b, and no other column: ties have no weight"
    if len(known) == 1 and any(mark in known[0] for mark in "; \t|"):
        cure = "separate with commas: a,b"
    elif set(_COLUMNS) < set(known) and {"", "__index_level_0__"} & set(known):
        cure = "leave out the column of row numbers (in pandas: index=False)"
    elif len(known) == 2 and all(name.isdigit() for name in known):
        cure = "put a first row before the ties: a,b"
    elif len(known) == 2:
        cure = "rename them: a,b"
    problem = f"the columns are not {' and '.join(_COLUMNS)}"
    return refused(path, problem, cure, row=row, value=",".join(names))


def _from_parquet(path: Path, quick: bool) -> EdgeRows | None:
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        if not _named_so(schema.names):
            raise _misnamed(path, schema.names)
        for name in schema.names:
            kind = schema.field(name).type
            if not pa.types.is_integer(kind):
                cure = "store them as int64"
                raise refused(path, "not whole numbers", cure, column=name, value=kind)
        table = file.read().rename_columns([name.strip() for name in schema.names])
    if not table.num_rows:
        raise _no_rows(path)
    if quick and any(table[name].null_count for name in _COLUMNS):
        return None
    values: dict[str, I64] = {}
    for name in _COLUMNS:
        known = table[name].to_numpy() if quick else pc.fill_null(table[name], 0).to_numpy()
        if known.dtype == np.uint64:  # what is too high stays so
            known = np.minimum(known, np.uint64(MOST_PEOPLE))
        values[name] = known.astype(np.int64, copy=False)
    if quick:
        return EdgeRows((values["a"], values["b"]))
    for name in _COLUMNS:
        values[name] = np.where(pc.is_null(table[name]).to_numpy(), -1, values[name])

    def text(name: str, place: int) -> str:
        value = table[name][place].as_py()
        return "" if value is None else str(value)

    return _sorted_out(path, values, text, np.arange(1, table.num_rows + 1), Faults())


def _from_csv(path: Path, quick: bool) -> EdgeRows | None:
    data = _bytes_of(path)
    return _all_of_csv(data) if quick else _rows_of_csv(path, data)


def _bytes_of(path: Path) -> bytes:
    """The file, read once, so that it is the same for all who look at it, and unpacked."""
    data = path.read_bytes()
    packed = data.startswith(_GZIP)
    if data and packed != path.name.lower().endswith(".gz"):
        if packed:
            raise refused(path, "gzip by its content", "name it .csv.gz")
        raise refused(path, "not gzip", "name it .csv")
    try:
        return gzip.decompress(data) if packed else data
    except EOFError:
        raise refused(path, "cut short", "pack or copy it again") from None
    except (gzip.BadGzipFile, zlib.error):
        raise refused(path, "damaged gzip", "pack or copy it again") from None


def _all_of_csv(data: bytes) -> EdgeRows | None:
    """All of a CSV file, if each row holds two whole numbers."""
    try:
        names = pa_csv.open_csv(pa.BufferReader(data)).schema.names
        if not _named_so(names):
            return None
        kinds = dict.fromkeys(names, pa.int64())
        table = pa_csv.read_csv(
            pa.BufferReader(data), convert_options=pa_csv.ConvertOptions(column_types=kinds)
        ).rename_columns([name.strip() for name in names])
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    if not table.num_rows or table["a"].null_count or table["b"].null_count:
        return None
    return EdgeRows((table["a"].to_numpy(), table["b"].to_numpy()))


def _rows_of_csv(path: Path, data: bytes) -> EdgeRows:
    """The rows of a CSV file, and what is wrong with the others."""
    _check_text(path, data)
    lines = _lines(data)
    uneven: list[Any] = []

    def pass_over(row: Any) -> str:
        uneven.append(row)
        return "skip"

    # One thread, or rows that are passed over have no number; one block, for a cell of any length.
    size = min(len(data) + 1, _LARGEST_BLOCK)
    reading = pa_csv.ReadOptions(use_threads=False, block_size=size)
    parsing = pa_csv.ParseOptions(invalid_row_handler=pass_over)
    ended = data if data.endswith(b"\n") else data + b"\n"
    names = pa_csv.open_csv(pa.BufferReader(ended), reading, parsing).schema.names
    if not _named_so(names):
        raise _misnamed(path, names, int(lines[0]))
    uneven.clear()
    texts_only = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    table = pa_csv.read_csv(pa.BufferReader(ended), reading, parsing, texts_only).rename_columns(
        [name.strip() for name in names]
    )
    many = table.num_rows + len(uneven)
    if not many:
        raise _no_rows(path)
    if len(lines) != 1 + many:  # a quote where none belongs
        lines = np.arange(1, 2 + many)
    faults = tuple(_uneven(path, row, int(lines[row.number - 1])) for row in uneven[: Faults.SHOWN])
    rows = np.delete(lines, [0, *(row.number - 1 for row in uneven)])
    texts = {name: pc.utf8_trim_whitespace(table[name]) for name in _COLUMNS}
    values = {
        name: pc.if_else(pc.match_substring_regex(one, "^[0-9]{1,10}$"), one, "-1")
        .cast(pa.int64())
        .to_numpy()
        for name, one in texts.items()
    }

    def text(name: str, place: int) -> str:
        return texts[name][place].as_py()

    return _sorted_out(path, values, text, rows, Faults(faults, len(uneven)))


def _check_text(path: Path, data: bytes) -> None:
    """Refuse what is no text in UTF-8, or an empty one."""
    wrong = data.find(b"\0")  # of half the bytes in UTF-16
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = error.start if wrong < 0 else min(wrong, error.start)
    if wrong >= 0:
        row = 1 + int(np.count_nonzero(_breaks(data[:wrong])))
        raise refused(path, "not in UTF-8", "save it as CSV UTF-8", row=row)
    if not data.removeprefix(_MARK).strip():
        raise _no_rows(path)


def _breaks(data: bytes) -> npt.NDArray[np.bool_]:
    """Which bytes end a line: each line feed, and a carriage return that none follows."""
    known = np.frombuffer(data, np.uint8)
    feeds, returns = known == ord("\n"), known == ord("\r")
    returns[:-1] &= ~feeds[1:]
    return feeds | returns


def _lines(data: bytes) -> I64:
    """The lines, from 1, at which rows begin; empty ones are none.

    A line break within quotes ends no row. A quote in the midst of a cell is taken for one, too:
    then there are not as many as rows.
    """
    known = np.frombuffer(data, np.uint8)
    breaks = np.flatnonzero(_breaks(data))
    ends = np.append(breaks, len(known))
    starts = np.append(0, ends[:-1] + 1)
    quoted = np.append(False, np.logical_xor.accumulate(known == ord('"')))
    last = known[np.maximum(ends - 1, 0)]
    empty = (ends == starts) | ((ends == starts + 1) & (last == ord("\r")))
    return np.flatnonzero(~empty & ~quoted[starts]) + 1


def _uneven(path: Path, row: Any, line: int) -> Fault:
    cells = "1 cell" if row.actual_columns == 1 else f"{row.actual_columns} cells"
    problem = f"{cells} where the header has {row.expected_columns}"
    cure = "give two numbers with a comma between them"
    return Fault(file=path.name, row=line, value=row.text, problem=problem, cure=cure)


def _sorted_out(
    path: Path,
    values: dict[str, I64],
    text: Callable[[str, int], str],
    rows: I64,
    faults: Faults,
) -> EdgeRows:
    """The rows of two fit numbers, and the faults with those of the other cells."""
    sound = np.ones(len(rows), np.bool_)
    for name, column_of in _COLUMNS.items():
        wrong = np.flatnonzero((values[name] < 0) | (values[name] >= MOST_PEOPLE))
        sound[wrong] = False
        listed = tuple(
            _unfit(path, column_of, text(name, place), int(rows[place]))
            for place in wrong[: Faults.SHOWN].tolist()
        )
        faults += Faults(listed, len(wrong))
    return EdgeRows((values["a"][sound], values["b"][sound]), rows[sound], faults)


def _unfit(path: Path, declared: Param, text: str, row: int) -> Fault:
    problem, cure = "not a plain whole number" if text else "empty", declared.cure()
    try:
        if text:
            from_text(declared, text)
    except UnfitError as unfit:
        problem, cure = unfit.problem, unfit.cure
    return Fault(
        file=path.name,
        row=row,
        column=declared.key,
        value=text or None,
        problem=problem,
        cure=cure,
    )
