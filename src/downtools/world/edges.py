"""Edge lists: a contact network from a CSV or Parquet file, networkx or igraph."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as arrow_compute
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from downtools.errors import Fault, InputError, OutOfRoomError
from downtools.scenario.declare import Param, column, params_of
from downtools.scenario.values import UnfitError, from_text
from downtools.world.available import free_memory
from downtools.world.contacts import (
    MOST_PEOPLE,
    Contacts,
    Faults,
    contacts_of_pairs,
    faults_of_pairs,
)

__all__ = ["Tie", "contacts_of_igraph", "contacts_of_networkx", "read_contacts"]

I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_WORKER_BYTES, _TIE_BYTES = 8, 32
"""Memory for building a network, of a worker and a tie."""
_NONE = np.zeros(0, np.int64)
pc: Any = arrow_compute
"""Most of its functions are made when it is imported, so that a type checker knows none."""


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A row of an edge list; it has these two columns, in any order, and no other."""

    a: int = column("one of the two, by number from 0", low=0, high=MOST_PEOPLE - 1)
    b: int = column("the other; which of them is `a` does not matter", low=0, high=MOST_PEOPLE - 1)


_COLUMNS = params_of(Tie)


def read_contacts(path: str | Path, people: int | None = None) -> Contacts:
    """The network of an edge list: a CSV file (also .csv.gz) or a Parquet file, by its name.

    Its columns are those of `Tie`: `a` and `b`, whole numbers from 0, a tie a row. `people` is
    how many workers there are; unless told, one more than the highest number.
    Raises `InputError` with up to 20 rows, and the number of all, that hold no two numbers or
    no worker's, tie somebody to themselves, or repeat a tie, be it the other way round. Rows of a
    CSV file are its lines, from 1 with the header; those of a Parquet file count from 1.
    Raises `OutOfRoomError` if memory will not do for so many workers.
    """
    path = Path(path)
    read = _reader(path)
    try:
        found = read(path, True)
        if found is not None:
            many = _people(found, people)
            try:
                return contacts_of_pairs(many, *found.ends)
            except InputError:  # told below, with the rows of the file
                del found
        return _told(read(path, False) or _List(), path, people)
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
        raise _refused(path, problem, "see to it that it is a file you may read") from None
    except pa.ArrowInvalid as error:
        problem = f"cannot be read ({str(error).splitlines()[0][:100]})"
        raise _refused(path, problem, "give a CSV file in UTF-8, or a Parquet file") from None


class _List(NamedTuple):
    """What a file holds, row by row."""

    ends: tuple[I64, I64] = (_NONE, _NONE)
    """`a` and `b`, of rows where they are numbers."""
    rows: I64 = _NONE
    """Where these rows stand in the file."""
    faults: Faults = Faults()
    """What is wrong with the others."""


def _told(found: _List, path: Path, people: int | None) -> Contacts:
    """The network, or all that is wrong with the list in one message."""
    many = _people(found, people)
    faults = faults_of_pairs(many, *found.ends, rows=found.rows, file=path.name, twice=True)
    (found.faults + faults).refuse()
    return contacts_of_pairs(many, *found.ends)


def _people(found: _List, people: int | None) -> int:
    """How many workers there are; refused if the arrays of so many find no room."""
    many = people
    if many is None:
        many = 1 + max((int(end.max()) for end in found.ends if len(end)), default=-1)
    needed = _WORKER_BYTES * many + _TIE_BYTES * len(found.ends[0])
    free = free_memory()
    if many <= MOST_PEOPLE and free is not None and needed > free:
        raise OutOfRoomError(
            f"a network of {many:,} workers needs {needed / 1e9:.1f} GB of memory, of which "
            f"{free / 1e9:.1f} GB are free; number the workers from 0 without gaps"
        )
    return many


def _refused(path: Path, problem: str, cure: str, **where: Any) -> InputError:
    return InputError([Fault(file=path.name, problem=problem, cure=cure, **where)])


def _reader(path: Path) -> Callable[[Path, bool], _List | None]:
    name = path.name.lower()
    if name.endswith((".parquet", ".pq")):
        return _from_parquet
    if name.endswith((".csv", ".csv.gz")):
        return _from_csv
    raise _refused(path, "no edge list by its name", "name it .csv, .csv.gz or .parquet")


def _check_names(path: Path, names: list[str]) -> None:
    if sorted(name.strip() for name in names) != sorted(_COLUMNS):
        problem = f"the columns are not {' and '.join(_COLUMNS)}"
        cure = "name the two ends of a tie so, and leave out all else: ties have no weight"
        raise _refused(path, problem, cure, row=1, value=",".join(names))


def _from_parquet(path: Path, quick: bool) -> _List | None:
    schema = pq.read_schema(path)
    _check_names(path, schema.names)
    for name in schema.names:
        kind = schema.field(name).type
        if not pa.types.is_integer(kind):
            raise _refused(
                path, "not whole numbers", "store them as int64", column=name, value=kind
            )
    table = pq.read_table(path).rename_columns([name.strip() for name in schema.names])
    if not table.num_rows:
        raise _refused(path, "holds no rows", "give a tie a row")
    values: dict[str, I64] = {}
    blank: dict[str, Bools] = {}
    for name in _COLUMNS:
        values[name] = pc.fill_null(table[name].cast(pa.int64()), -1).to_numpy()
        blank[name] = pc.is_null(table[name]).to_numpy()
    if quick:
        sound = not any(one.any() for one in blank.values())
        return _List((values["a"], values["b"])) if sound else None

    def text(name: str, place: int) -> str:
        return "" if blank[name][place] else str(values[name][place])

    return _sorted_out(path, values, text, np.arange(1, table.num_rows + 1), Faults())


def _from_csv(path: Path, quick: bool) -> _List | None:
    uneven: list[Any] = []

    def pass_over(row: Any) -> str:
        uneven.append(row)
        return "skip"

    # One thread, or rows that are passed over have no number.
    reading = pa_csv.ReadOptions(use_threads=quick)
    parsing = pa_csv.ParseOptions(invalid_row_handler=None if quick else pass_over)
    try:
        names = pa_csv.open_csv(path, reading, parsing).schema.names
        _check_names(path, names)
        uneven.clear()
        kinds = dict.fromkeys(names, pa.int64() if quick else pa.string())
        table = pa_csv.read_csv(
            path, reading, parsing, pa_csv.ConvertOptions(column_types=kinds)
        ).rename_columns([name.strip() for name in names])
    except pa.ArrowInvalid:
        if quick:
            return None
        raise
    if quick:
        sound = table.num_rows and not table["a"].null_count and not table["b"].null_count
        return _List((table["a"].to_numpy(), table["b"].to_numpy())) if sound else None
    if not table.num_rows and not uneven:
        raise _refused(path, "holds no rows", "give a tie a row")
    lines = _lines(path)
    faults = tuple(_uneven(path, row, int(lines[row.number - 1])) for row in uneven[: Faults.SHOWN])
    rows = np.delete(lines, [0, *(row.number - 1 for row in uneven)])
    if len(rows) != table.num_rows:  # line breaks within quotes
        rows = np.arange(2, table.num_rows + 2)
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


def _uneven(path: Path, row: Any, line: int) -> Fault:
    problem = f"{row.actual_columns} cells where the header has {row.expected_columns}"
    cure = "give two numbers with a comma between them"
    return Fault(file=path.name, row=line, value=row.text, problem=problem, cure=cure)


def _lines(path: Path) -> I64:
    """The lines of a file that are not empty, from 1: what a reader of CSV takes for rows."""
    with pa.input_stream(str(path), compression="detect") as stream:
        data = np.frombuffer(stream.read(), np.uint8)
    breaks = np.flatnonzero(data == ord("\n"))
    breaks = breaks if len(breaks) else np.flatnonzero(data == ord("\r"))
    ends = np.append(breaks, len(data))
    starts = np.append(0, ends[:-1] + 1)
    last = data[np.maximum(ends - 1, 0)]
    empty = (ends == starts) | ((ends == starts + 1) & (last == ord("\r")))
    return np.flatnonzero(~empty) + 1


def _sorted_out(
    path: Path,
    values: dict[str, I64],
    text: Callable[[str, int], str],
    rows: I64,
    faults: Faults,
) -> _List:
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
    return _List((values["a"][sound], values["b"][sound]), rows[sound], faults)


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


class NetworkxGraph(Protocol):
    """What is asked of a networkx graph."""

    @property
    def nodes(self) -> Iterable[Hashable]:
        """Its nodes."""
        ...

    @property
    def edges(self) -> Iterable[tuple[Hashable, Hashable]]:
        """Its edges, by their nodes."""
        ...

    def is_directed(self) -> bool:
        """Whether ties have a direction."""
        ...

    def is_multigraph(self) -> bool:
        """Whether a pair can be tied more than once."""
        ...


class IgraphGraph(Protocol):
    """What is asked of a graph of python-igraph."""

    def is_directed(self) -> bool:
        """Whether ties have a direction."""
        ...

    def has_multiple(self) -> bool:
        """Whether a pair is tied more than once."""
        ...

    def vcount(self) -> int:
        """How many vertices there are."""
        ...

    def get_edgelist(self) -> list[tuple[int, int]]:
        """Its edges."""
        ...


def contacts_of_networkx(graph: NetworkxGraph) -> Contacts:
    """The network of a networkx `Graph`: worker k is the k-th of `graph.nodes`.

    Raises `InputError` for a directed graph, a multigraph, or a node tied to itself.
    """
    _refuse_kind("networkx graph", graph.is_directed(), graph.is_multigraph())
    number = {node: k for k, node in enumerate(graph.nodes)}
    ends = (number[node] for edge in graph.edges for node in edge)
    return _of_flat("networkx graph", len(number), np.fromiter(ends, np.int64))


def contacts_of_igraph(graph: IgraphGraph) -> Contacts:
    """The network of a `Graph` of python-igraph: worker k is vertex k.

    Raises `InputError` for a directed graph, for edges between the same two, or for a loop.
    """
    _refuse_kind("igraph graph", graph.is_directed(), graph.has_multiple())
    ends = (vertex for edge in graph.get_edgelist() for vertex in edge)
    return _of_flat("igraph graph", graph.vcount(), np.fromiter(ends, np.int64))


def _refuse_kind(file: str, directed: bool, multiple: bool) -> None:
    faults: list[Fault] = []
    if directed:
        cure = "give graph.to_undirected(), if either way is a tie"
        faults.append(Fault(file=file, value="directed", problem="a tie goes both ways", cure=cure))
    if multiple:
        problem = "two workers are tied once or not at all"
        cure = "give a simple graph, with each pair once"
        faults.append(Fault(file=file, value="multigraph", problem=problem, cure=cure))
    if faults:
        raise InputError(faults)


def _of_flat(file: str, people: int, ends: I64) -> Contacts:
    """The network of edges laid end to end: a, b, a, b ..."""
    a, b = ends[0::2], ends[1::2]
    faults_of_pairs(people, a, b, file=file).refuse()
    return contacts_of_pairs(people, a, b)
