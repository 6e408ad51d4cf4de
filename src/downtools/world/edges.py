"""Edge lists: a contact network from a CSV or Parquet file, networkx or igraph."""

from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from downtools.errors import Fault, InputError, OutOfRoomError
from downtools.world.available import free_memory
from downtools.world.contacts import (
    MOST_PEOPLE,
    Contacts,
    Faults,
    contacts_of_pairs,
    faults_of_pairs,
)
from downtools.world.edge_files import EdgeRows, Tie, reader_of, refused

__all__ = ["Tie", "contacts_of_igraph", "contacts_of_networkx", "read_contacts"]

I64 = npt.NDArray[np.int64]

_WORKER_BYTES, _TIE_BYTES = 8, 32
"""Memory for building a network, of a worker and a tie."""
_PEOPLE_PER_TIE, _FEW_PEOPLE = 1_000, 10_000_000
"""More people a tie than that are gaps in the numbers, unless there are few or it was told."""


def read_contacts(path: str | Path, people: int | None = None) -> Contacts:
    """The network of an edge list: a CSV file (also .csv.gz) or a Parquet file, by its name.

    Its columns are those of `Tie`: `a` and `b`, whole numbers from 0, a tie a row. `people` is
    how many workers there are; unless told, one more than the highest number.
    Raises `InputError` with up to 20 rows, and the number of all, that hold no two numbers or
    no worker's, tie somebody to themselves, or repeat a tie, be it the other way round; for a file
    that cannot be read as a whole; and for numbers with such gaps that people untold are over
    1,000 times the ties (and 10 million). The row of a CSV file is the line at which it begins,
    from 1 with the header; rows of a Parquet file count from 1.
    Raises `OutOfRoomError` if memory will not do for so many workers.
    """
    typed, path = str(path), Path(path)
    _check_people(path, people)
    try:
        if not path.exists():
            cure = "see to the folder and the name"
            raise InputError([Fault(file=typed, problem="no such file", cure=cure)])
        if not path.is_file():
            raise refused(path, "no regular file", "store the list in a file, and give that")
        read = reader_of(path)
        quick = read(path, True)
        if quick is not None:
            with suppress(InputError):  # told below, with the rows of the file
                return _built(quick, path, people, quick=True)
            del quick
        return _built(read(path, False) or EdgeRows(), path, people, quick=False)
    except OSError as error:
        problem = f"cannot be read ({error.strerror or str(error).splitlines()[0][:100]})"
        raise refused(path, problem, "see to it that it is a file you may read") from None
    except pa.ArrowInvalid as error:
        problem = f"cannot be read ({str(error).splitlines()[0][:100]})"
        raise refused(path, problem, "give a CSV file in UTF-8, or a Parquet file") from None


def _check_people(path: Path, people: object) -> None:
    if people is not None and not isinstance(people, int | np.integer):
        cure = f"give a number from 0 to {MOST_PEOPLE}"
        raise refused(path, "not a whole number", cure, column="people", value=people)


def _built(found: EdgeRows, path: Path, people: int | None, quick: bool) -> Contacts:
    """The network, or all that is wrong with the list in one message."""
    many, ties = people, len(found.ends[0])
    faults = found.faults
    if many is None:
        many = 1 + max((int(end.max()) for end in found.ends if len(end)), default=-1)
        faults += _too_many(path, many, ties)
    if not quick:
        faults += faults_of_pairs(many, *found.ends, rows=found.rows, file=path.name, twice=True)
    faults.refuse()
    _check_room(many, ties)
    return contacts_of_pairs(int(many), *found.ends)


def _too_many(path: Path, people: int, ties: int) -> Faults:
    if people <= max(_PEOPLE_PER_TIE * ties, _FEW_PEOPLE):
        return Faults()
    problem = f"{ties:,} {'tie' if ties == 1 else 'ties'} but {people:,} people"
    cure = "number them 0, 1, 2 ... without gaps"
    return Faults((Fault(file=path.name, problem=problem, cure=cure),), 1)


def _check_room(people: int, ties: int) -> None:
    needed = _WORKER_BYTES * people + _TIE_BYTES * ties
    free = free_memory()
    if people <= MOST_PEOPLE and free is not None and needed > free:
        raise OutOfRoomError(
            f"a network of {people:,} workers needs {needed / 1e9:.1f} GB of memory, of which "
            f"{free / 1e9:.1f} GB are free; number the workers from 0 without gaps"
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


_NETWORKX, _IGRAPH = "networkx graph", "igraph graph"


def contacts_of_networkx(graph: NetworkxGraph) -> Contacts:
    """The network of a networkx `Graph`: worker k is the k-th of `graph.nodes`.

    Raises `InputError` for a directed graph, a multigraph, a node tied to itself, or what is no
    graph of networkx.
    """
    asked = ("nodes", "edges", "is_directed", "is_multigraph")
    cure = "give networkx.Graph(...) of it; contacts_of_igraph takes a graph of igraph"
    _refuse_other(_NETWORKX, graph, asked, cure)
    plain = "give networkx.Graph(graph)"
    _refuse_kind(_NETWORKX, graph.is_directed() and plain, graph.is_multigraph() and plain)
    nodes = list(graph.nodes)
    number = {node: k for k, node in enumerate(nodes)}
    ends = (number[node] for edge in graph.edges for node in edge)
    cure = "say graph.remove_edges_from(networkx.selfloop_edges(graph))"
    return _of_flat(_NETWORKX, nodes, np.fromiter(ends, np.int64), cure)


def contacts_of_igraph(graph: IgraphGraph) -> Contacts:
    """The network of a `Graph` of python-igraph: worker k is vertex k.

    Raises `InputError` for a directed graph, for edges between the same two, for a loop, or for
    what is no graph of igraph.
    """
    asked = ("is_directed", "has_multiple", "vcount", "get_edgelist")
    cure = "give an igraph.Graph; contacts_of_networkx takes a graph of networkx"
    _refuse_other(_IGRAPH, graph, asked, cure)
    simple = "say graph.simplify()"
    undirected = graph.is_directed() and "give graph.as_undirected()"
    _refuse_kind(_IGRAPH, undirected, graph.has_multiple() and simple)
    ends = (vertex for edge in graph.get_edgelist() for vertex in edge)
    return _of_flat(_IGRAPH, range(graph.vcount()), np.fromiter(ends, np.int64), simple)


def _refuse_other(file: str, graph: object, asked: tuple[str, ...], cure: str) -> None:
    if not all(hasattr(graph, name) for name in asked):
        problem, value = "no such graph", type(graph).__name__
        raise InputError([Fault(file=file, value=value, problem=problem, cure=cure)])


def _refuse_kind(file: str, directed: str | bool, multiple: str | bool) -> None:
    """Refuse a graph for which there is the cure of a directed one or a multigraph."""
    known = (
        ("directed", "a tie goes both ways", directed),
        ("multigraph", "two workers are tied once or not at all", multiple),
    )
    faults = [
        Fault(file=file, value=value, problem=problem, cure=cure)
        for value, problem, cure in known
        if isinstance(cure, str)
    ]
    if faults:
        raise InputError(faults)


def _of_flat(file: str, nodes: Sequence[Hashable], ends: I64, cure: str) -> Contacts:
    """The network of edges laid end to end: a, b, a, b ...; `cure` is that of loops."""
    a, b = ends[0::2], ends[1::2]
    loops = a[a == b]
    problem = "tied to itself"
    listed = tuple(
        Fault(file=file, column="node", value=nodes[node], problem=problem, cure=cure)
        for node in loops[: Faults.SHOWN].tolist()
    )
    Faults(listed, len(loops)).refuse()
    return contacts_of_pairs(len(nodes), a, b)
