"""The contact network: built from pairs and from graphs of other libraries, or refused."""

import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.errors import InputError
from downtools.world.contacts import MOST_PEOPLE, Contacts, Faults, contacts_of_pairs
from downtools.world.edges import contacts_of_igraph, contacts_of_networkx

Pairs = list[tuple[int, int]]


def lists_of(contacts: Contacts) -> list[list[int]]:
    rows = zip(contacts.first[:-1], contacts.first[1:], strict=True)
    return [contacts.other[first:last].tolist() for first, last in rows]


def twin(people: int, pairs: Pairs) -> tuple[list[int], list[int]]:
    both = sorted([*pairs, *((b, a) for a, b in pairs)])
    first = np.searchsorted([a for a, _ in both], np.arange(people + 1))
    return first.tolist(), [b for _, b in both]


def both_of(contacts: Contacts) -> tuple[list[int], list[int]]:
    return contacts.first.tolist(), contacts.other.tolist()


def build(people: int, pairs: Pairs, kind: type = np.int64) -> Contacts:
    ends = np.array(pairs, kind).reshape(-1, 2)
    return contacts_of_pairs(people, ends[:, 0], ends[:, 1])


@st.composite
def ties(draw: st.DrawFn) -> tuple[int, Pairs]:
    """Workers near the borders of blocks of 16,384, in any order and either way round."""
    people = draw(st.sampled_from([2, 9, 16_384, 16_385, 40_000]))
    end = st.one_of(st.integers(0, min(people, 12) - 1), st.integers(0, people - 1))
    pairs = draw(st.lists(st.tuples(end, end).filter(lambda tie: tie[0] != tie[1]), max_size=60))
    once = {(min(tie), max(tie)): tie for tie in pairs}
    return people, list(once.values())


@given(ties())
@settings(max_examples=150, deadline=None)
def test_rows_are_ascending_and_hold_each_tie_both_ways(case: tuple[int, Pairs]) -> None:
    people, pairs = case
    contacts = build(people, pairs)
    assert both_of(contacts) == twin(people, pairs)
    assert contacts.first.dtype == np.int64
    assert contacts.other.dtype == np.int32
    assert (contacts.people, contacts.ties) == (people, len(pairs))


@pytest.mark.parametrize("kind", [np.int8, np.uint16, np.int32, np.uint64])
def test_ends_may_be_whole_numbers_of_any_width(kind: type) -> None:
    assert lists_of(build(4, [(2, 0), (1, 2)], kind)) == [[2], [2], [0, 1], []]


def test_a_network_may_be_of_nobody_or_without_ties() -> None:
    assert build(0, []).people == 0
    assert lists_of(build(2, [])) == [[], []]


def test_a_hub_has_its_contacts_in_order() -> None:
    many = 50_000
    leaves = np.arange(1, many + 1)[::-1]
    contacts = contacts_of_pairs(many + 1, np.zeros(many, np.int64), leaves)
    assert lists_of(contacts)[0] == list(range(1, many + 1))


def faults_of(people: int, pairs: Pairs) -> list[str]:
    with pytest.raises(InputError) as caught:
        build(people, pairs)
    return [str(fault) for fault in caught.value.faults]


def test_all_that_is_wrong_with_pairs_is_told_in_one_message() -> None:
    assert faults_of(4, [(0, 1), (1, 0), (2, 2), (4, 1), (3, -1), (0, 1), (2, 3)]) == [
        "ties, row 1, a, b is '1, 0': the same tie stands in row 0; "
        "keep one of the two; a tie goes both ways",
        "ties, row 2, a, b is '2, 2': a worker tied to themselves; take the row out",
        "ties, row 3, a is '4': no such worker; give numbers from 0 to 3",
        "ties, row 4, b is '-1': no such worker; give numbers from 0 to 3",
        "ties, row 5, a, b is '0, 1': the same tie stands in row 0; "
        "keep one of the two; a tie goes both ways",
    ]


@pytest.mark.parametrize(("a", "b"), [((1, 3), (3, 1)), ((1, 3), (1, 3))])
def test_a_tie_that_is_there_twice_is_found_without_another_fault(
    a: tuple[int, int], b: tuple[int, int]
) -> None:
    assert len(faults_of(9, [(5, 6), a, (0, 1), b])) == 1


def test_beyond_twenty_faults_are_counted() -> None:
    told = faults_of(2, [(5, 0)] * 1000 + [(1, 1)] * 500)
    assert len(told) == Faults.SHOWN + 1
    assert told[-1].startswith("ties: 1,480 faults more;")


def test_arrays_of_another_kind_are_refused() -> None:
    whole = np.array([0, 1])
    for a, b, problem in (
        (np.array([0.0, 1.0]), whole, "float64"),
        (whole, whole[:1], "2 and 1"),
        (whole, np.array([[0], [1]]), r"int64\[2, 1\]"),
    ):
        with pytest.raises(InputError, match=problem):
            contacts_of_pairs(3, a, b)  # pyright: ignore[reportArgumentType]
    for people in (-1, MOST_PEOPLE + 1):
        with pytest.raises(InputError, match="no number of workers"):
            contacts_of_pairs(people, whole, whole)


# --- graphs of other libraries -------------------------------------------------------------


class Networkx:
    def __init__(self, nodes: str, ties: str, directed: bool = False, multi: bool = False) -> None:
        self.nodes = list(nodes)
        self.edges = [(tie[0], tie[1]) for tie in ties.split()]
        self.directed, self.multi = directed, multi

    def is_directed(self) -> bool:
        return self.directed

    def is_multigraph(self) -> bool:
        return self.multi


def test_nodes_of_networkx_are_numbered_in_their_order() -> None:
    assert lists_of(contacts_of_networkx(Networkx("cabd", "ab ca"))) == [[1], [0, 2], [1], []]
    assert contacts_of_networkx(Networkx("ab", "")).people == 2
    with pytest.raises(InputError) as caught:
        contacts_of_networkx(Networkx("cab", "aa cb bb"))
    cure = "say graph.remove_edges_from(networkx.selfloop_edges(graph))"
    assert [str(fault) for fault in caught.value.faults] == [
        f"networkx graph, node is 'a': tied to itself; {cure}",
        f"networkx graph, node is 'b': tied to itself; {cure}",
    ]


@pytest.mark.parametrize("wrong", [np.eye(3), [(0, 1)], None, "ties.csv"])
def test_what_is_no_graph_of_the_kind_is_refused(wrong: Any) -> None:
    for taken in (contacts_of_networkx, contacts_of_igraph):
        with pytest.raises(InputError, match=f"is '{type(wrong).__name__}': no such graph"):
            taken(wrong)


def test_a_graph_of_the_other_library_is_refused() -> None:
    igraph: Any = Igraph(2, [(0, 1)])
    with pytest.raises(InputError, match="contacts_of_igraph takes"):
        contacts_of_networkx(igraph)
    networkx: Any = Networkx("ab", "ab")
    with pytest.raises(InputError, match="contacts_of_networkx takes"):
        contacts_of_igraph(networkx)


def test_a_directed_graph_and_a_multigraph_are_refused_together() -> None:
    with pytest.raises(InputError) as caught:
        contacts_of_networkx(Networkx("ab", "ab", directed=True, multi=True))
    assert [fault.value for fault in caught.value.faults] == ["directed", "multigraph"]


def test_real_networkx_graphs_are_taken() -> None:
    networkx = pytest.importorskip("networkx")
    graph = networkx.gnm_random_graph(60, 200, seed=1)
    assert both_of(contacts_of_networkx(graph)) == twin(60, list(graph.edges))
    for kind in (networkx.DiGraph, networkx.MultiGraph, networkx.MultiDiGraph):
        graph = kind([(0, 1), (1, 0), (1, 2), (2, 2)])
        with pytest.raises(InputError, match=r"give networkx\.Graph\(graph\)"):
            contacts_of_networkx(graph)
        graph = networkx.Graph(graph)  # as the messages say
        with pytest.raises(InputError, match="selfloop_edges"):
            contacts_of_networkx(graph)
        graph.remove_edges_from(list(networkx.selfloop_edges(graph)))
        assert lists_of(contacts_of_networkx(graph)) == [[1], [0, 2], [1]]


class Igraph:
    def __init__(self, many: int, ties: Pairs, directed: bool = False) -> None:
        self.many, self.ties, self.directed = many, ties, directed

    def is_directed(self) -> bool:
        return self.directed

    def has_multiple(self) -> bool:
        return len(set(map(frozenset, self.ties))) < len(self.ties)

    def vcount(self) -> int:
        return self.many

    def get_edgelist(self) -> Pairs:
        return self.ties


def test_vertices_of_igraph_keep_their_numbers() -> None:
    assert lists_of(contacts_of_igraph(Igraph(4, [(0, 2), (1, 2)]))) == [[2], [2], [0, 1], []]
    for wrong, problem in (
        (Igraph(2, [(0, 1)], directed=True), r"both ways; give graph\.as_undirected\(\)"),
        (Igraph(2, [(0, 1), (1, 0)]), r"once or not at all; say graph\.simplify\(\)"),
        (Igraph(2, [(1, 1)]), r"node is '1': tied to itself; say graph\.simplify\(\)"),
    ):
        with pytest.raises(InputError, match=problem):
            contacts_of_igraph(wrong)


def test_real_igraph_graphs_are_taken() -> None:
    igraph = pytest.importorskip("igraph")
    pairs = [(0, 3), (2, 3), (1, 0)]
    assert both_of(contacts_of_igraph(igraph.Graph(5, pairs))) == twin(5, pairs)
    graph = igraph.Graph(2, [(0, 1), (0, 1), (1, 1)])
    with pytest.raises(InputError, match="once or not at all"):
        contacts_of_igraph(graph)
    graph.simplify()  # as the message says
    assert lists_of(contacts_of_igraph(graph)) == [[1], [0]]
    directed = igraph.Graph(2, [(0, 1), (1, 0)], directed=True)
    with pytest.raises(InputError, match="as_undirected"):
        contacts_of_igraph(directed)
    assert lists_of(contacts_of_igraph(directed.as_undirected())) == [[1], [0]]


def test_the_example_of_the_page_prints_what_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("networkx")
    page = (Path(__file__).parents[1] / "docs" / "scenarios.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "example.py").write_text(code, "utf-8")
    runpy.run_path(str(tmp_path / "example.py"))
    (said,) = re.findall(r"print.*# (\[.*?\]):", code)
    assert capsys.readouterr().out.strip() == said
