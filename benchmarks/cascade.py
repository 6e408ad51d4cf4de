"""Part `cascade`: cascades over a random network, and building it, beside C++ and libraries."""

import ctypes
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.compiler import compiler, library
from benchmarks.timing import interleaved, say
from downtools.day.cascade import cascade, needs_of_shares
from downtools.world.contacts import Contacts, contacts_of_pairs

__all__ = [
    "SEARCH",
    "SPREAD",
    "Graph",
    "beside",
    "breadth_first",
    "builders_of",
    "compare",
    "peers_of",
    "random_ties",
    "spread",
]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Row = dict[str, Any]
Task = Callable[[], list[int]]
"""Runs a cascade; how many are out by the end of each day, or, if only that is known, at last."""

DEGREE = 10
SHARE = 0.18
"""Of contacts; on networks of this many contacts a single worker moves hardly anybody, ..."""
SEEDED = 20
"""... so that one in so many begins."""
SEARCH, SPREAD, BUILD = "breadth-first search", f"threshold cascade, share {SHARE:g}", "building"
_SLOW = 100_000
"""Workers of a network on which libraries with an object for each are run."""
_MIDDLE = 1_000_000
"""The same for SciPy."""


def random_ties(people: int, degree: int = DEGREE, seed: int = 1) -> tuple[I32, I32]:
    """The ties of a random network of people * degree / 2 ties, all such equally likely."""
    luck = np.random.default_rng(seed)
    many = people * degree // 2
    drawn = many + 10 + int(many * many * 4 / max(people * (people - 1), 1)) + many // 1000
    one, other = luck.integers(0, people, (2, drawn))
    codes = np.minimum(one, other) * people + np.maximum(one, other)
    codes = np.unique(codes[one != other])
    chosen = luck.permutation(codes)[:many]
    if len(chosen) < many:
        raise ValueError("too dense a network to draw it so")
    a, b = np.divmod(chosen, people)
    return a.astype(np.int32), b.astype(np.int32)


class Graph:
    """A random network, and what begins on it."""

    def __init__(self, people: int) -> None:
        self.a, self.b = random_ties(people)
        self.contacts = contacts_of_pairs(people, self.a, self.b)
        self.ones = np.ones(people, np.int32)
        self.needs = needs_of_shares(self.contacts, SHARE)
        self.one = np.zeros(1, np.int64)
        self.many = np.arange(0, people, SEEDED)


def peers_of(graph: Graph, what: str) -> dict[str, Task]:
    """Who can do `what` here on a network of this size, downtools first."""
    contacts = graph.contacts
    seeds, needs = (graph.one, graph.ones) if what == SEARCH else (graph.many, graph.needs)

    def own() -> list[int]:
        return cascade(contacts, needs, seeds).by_day.tolist()

    tasks: dict[str, Task] = {"downtools": own}
    if compiler() is not None:
        if what == SEARCH:
            tasks["C++, textbook"] = lambda: [breadth_first(contacts)[0]]
        else:
            tasks["C++, textbook"] = lambda: [spread(contacts, needs, seeds, np.int32)[0]]
        tasks["C++, as downtools"] = lambda: [spread(contacts, needs, seeds, np.uint8)[0]]
    if what == SEARCH and contacts.people <= _MIDDLE and find_spec("scipy"):
        tasks["SciPy"] = _scipy(contacts)
    if contacts.people <= _SLOW:
        shares = [SHARE if what == SPREAD else 1.0 / contacts.people] * contacts.people
        tasks |= _libraries(contacts, needs, shares, seeds.tolist())
    return tasks


def _libraries(
    contacts: Contacts, needs: I32, shares: list[float], seeds: list[int]
) -> dict[str, Task]:
    tasks: dict[str, Task] = {}
    if find_spec("ndlib"):
        from benchmarks.peers.with_ndlib import NdlibPeer

        ndlib = NdlibPeer(contacts, shares)
        tasks["NDlib"] = lambda: ndlib.run(seeds)
    if find_spec("mesa"):
        from benchmarks.peers.with_mesa_cascade import MesaCascade

        mesa = MesaCascade(contacts, needs.tolist())
        tasks["Mesa"] = lambda: mesa.run(seeds)
    return tasks


def _scipy(contacts: Contacts) -> Task:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order

    parts = (np.ones(len(contacts.other)), contacts.other, contacts.first.astype(np.int32))
    matrix = csr_array(parts, shape=(contacts.people, contacts.people))
    return lambda: [len(breadth_first_order(matrix, 0, return_predecessors=False))]


def _at(array: npt.NDArray[np.generic]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def _call(name: str, contacts: Contacts, given: Any) -> tuple[int, I32]:
    people = contacts.people
    function = getattr(library("cascade"), name)
    function.restype = ctypes.c_int64
    day, queue = np.empty(people, np.int32), np.empty(people, np.int32)
    arrays = (_at(contacts.first), _at(contacts.other), given, _at(day), _at(queue))
    out: int = function(ctypes.c_int64(people), *arrays)
    return out, day


def breadth_first(contacts: Contacts) -> tuple[int, I32]:
    """How many the search of the C++ twin finds from worker 0, and the day of each, or -1."""
    return _call("breadth_first", contacts, ctypes.c_int32(0))


def spread(contacts: Contacts, needs: I32, seeds: I64, width: type) -> tuple[int, I32]:
    """The same of its threshold cascade, by a queue for int32 counters, by days for uint8."""
    left = np.clip(needs, 0, np.iinfo(width).max).astype(width)
    left[seeds] = 0
    return _call("threshold" if width is np.int32 else "by_days", contacts, _at(left))


def builders_of(graph: Graph) -> dict[str, Task]:
    """Who can build the network from its ties."""
    a, b, people = graph.a, graph.b, graph.contacts.people

    def own() -> list[int]:
        return [len(contacts_of_pairs(people, a, b).other)]

    def scipy() -> list[int]:
        from scipy.sparse import coo_array

        ends = (np.concatenate([a, b]), np.concatenate([b, a]))
        matrix = coo_array((np.ones(2 * len(a), np.bool_), ends), shape=(people, people)).tocsr()
        matrix.sort_indices()
        return [len(matrix.indices)]

    tasks: dict[str, Task] = {"downtools": own}
    return tasks | ({"SciPy": scipy} if find_spec("scipy") else {})


def beside(sizes: tuple[int, ...], rounds: int) -> list[Row]:
    """A row for each network, thing to do, and who did it: the median of seconds.

    Raises `RuntimeError` if two do not agree how many walk out in the end or, if they say so, by
    the end of each day.
    """
    rows: list[Row] = []
    for people in sizes:
        say(f"cascade: {people:,} workers")
        graph = Graph(people)
        for what in (BUILD, SEARCH, SPREAD):
            tasks = builders_of(graph) if what == BUILD else peers_of(graph, what)
            out = compare({name: task() for name, task in tasks.items()})
            seconds = interleaved({name: _timed(task) for name, task in tasks.items()}, rounds)
            rows += [
                {
                    "what": what,
                    "workers": people,
                    "ties": graph.contacts.ties,
                    "days": len(out) if what != BUILD else None,
                    "out": out[-1] if what != BUILD else None,
                    "peer": name,
                    "seconds": took,
                }
                for name, took in seconds.items()
            ]
    return rows


def compare(found: dict[str, list[int]]) -> list[int]:
    """What all agree on; the first is downtools."""
    own, *_ = found.values()
    wrong = [one for one, out in found.items() if out != (own if len(out) > 1 else own[-1:])]
    if wrong:
        raise RuntimeError(f"not the same cascade: {', '.join(wrong)} beside downtools")
    return own


def _timed(task: Task) -> Callable[[], float]:
    def run() -> float:
        start = time.perf_counter()
        task()
        return time.perf_counter() - start

    return run
