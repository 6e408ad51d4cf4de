"""The contact network: built from pairs, files and graphs of other libraries, or refused."""

import gzip
import os
import re
import runpy
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.errors import InputError, OutOfRoomError
from downtools.world import edges
from downtools.world.contacts import MOST_PEOPLE, Contacts, Faults, contacts_of_pairs
from downtools.world.edges import contacts_of_igraph, contacts_of_networkx, read_contacts

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


# --- files ---------------------------------------------------------------------------------


def csv(folder: Path, text: str, name: str = "ties.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def refused(path: Path, people: int | None = None) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_contacts(path, people)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    "text",
    ["a,b\n0,1\n2,1\n", "b,a\r\n1,0\r\n\r\n1,2", ' a , b \n"0",1\n1, 2\n', "\ufeffa,b\n0,1\n1,2\n"],
)
def test_a_csv_file_is_read(tmp_path: Path, text: str) -> None:
    path = csv(tmp_path, text)
    assert lists_of(read_contacts(path)) == [[1], [0, 2], [1]]
    assert lists_of(read_contacts(str(path), 4)) == [[1], [0, 2], [1], []]


def test_a_compressed_csv_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ties.csv.gz"
    with pa.output_stream(str(path), compression="gzip") as stream:
        stream.write(b"a,b\n0,1\n")
    assert lists_of(read_contacts(path)) == [[1], [0]]
    with pa.output_stream(str(path), compression="gzip") as stream:
        stream.write(b"a,b\n\n0,0\n")
    assert refused(path) == [
        "ties.csv.gz, row 3, a, b is '0, 0': a worker tied to themselves; take the row out"
    ]


def test_all_that_is_wrong_with_a_file_is_told_by_line(tmp_path: Path) -> None:
    text = "a,b\n0,1\n\n1,x\n5\n,2\n1.5,-3\n1,0\n2,2\r\n\r\n7,1\n12345678901,1\n+1,2\n1,2,3\n"
    low = "give a whole number from 0 to 2147483646"
    assert refused(csv(tmp_path, text), 4) == [
        "ties.csv, row 4, b is 'x': not a number; give a plain whole number, from 0 to 2147483646",
        "ties.csv, row 5 is '5': 1 cell where the header has 2; "
        "give two numbers with a comma between them",
        f"ties.csv, row 6, a: empty; {low}",
        f"ties.csv, row 7, a is '1.5': not a whole number; {low}",
        f"ties.csv, row 7, b is '-3': below its lowest value 0; {low}",
        "ties.csv, row 8, a, b is '1, 0': the same tie stands in row 2; "
        "keep one of the two; a tie goes both ways",
        "ties.csv, row 9, a, b is '2, 2': a worker tied to themselves; take the row out",
        "ties.csv, row 11, a is '7': no such worker; give numbers from 0 to 3",
        f"ties.csv, row 12, a is '12345678901': above its highest value 2147483646; {low}",
        f"ties.csv, row 13, a is '+1': not a plain whole number; {low}",
        "ties.csv, row 14 is '1,2,3': 3 cells where the header has 2; "
        "give two numbers with a comma between them",
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (" a, b\n0,1\n1,x\n", 3),
        ("a,b\r0,1\r1,x\r2\r", 3),
        ('a,b\n0,"1\n"\n1,2\n1,x', 5),  # the line at which a row begins
        ('a,b\r\n"\r\n0",1\r\n\r\n1,"x"', 5),
        ('a,b\n\n3",1\n1,2\n1,x', 4),  # rows, where a quote is out of place
        ("a,b\n1,x", 2),
    ],
)
def test_files_of_other_habits_are_told_by_row_too(tmp_path: Path, text: str, row: int) -> None:
    told = refused(csv(tmp_path, text), 4)
    assert any(one.startswith(f"ties.csv, row {row}, b is 'x'") for one in told)


def test_a_file_without_a_sound_row_is_refused(tmp_path: Path) -> None:
    (told,) = refused(csv(tmp_path, "a,b\n1\n"))
    assert told.startswith("ties.csv, row 2 is '1': 1 cell where")


def test_faults_of_a_long_file_are_counted(tmp_path: Path) -> None:
    told = refused(csv(tmp_path, "a,b\n" + "x,1\n1,1\n7\n" * 100))
    assert len(told) == Faults.SHOWN + 1
    assert told[0].startswith("ties.csv, row 2, a is 'x'")
    assert told[2].startswith("ties.csv, row 4 is '7'")
    assert told[-1].startswith("ties.csv: 280 faults more;")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("source,target\n0,1\n", "row 1 is 'source,target': the columns are not a and b"),
        ("a,b,weight\n0,1,2\n", "the columns are not a and b"),
        ("a,a\n0,1\n", "the columns are not a and b"),
        ("a;b\n0;1\n", "the columns are not a and b"),
        ("a,b\n", "holds no rows; give a tie a row"),
        ("a,b", "holds no rows; give a tie a row"),
        ("", "holds no rows; give a tie a row"),
        ("\ufeff\n \n", "holds no rows; give a tie a row"),
        ("a,b\n\xff,1\n", "row 2, a is 'ÿ': not a number"),
    ],
)
def test_a_file_that_is_no_edge_list_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    (told,) = refused(csv(tmp_path, text))
    assert problem in told


@pytest.mark.parametrize(
    ("header", "cure"),
    [
        ("source,target", "rename them: a,b"),
        ("A,B", "rename them: a,b"),
        ("a;b", "separate with commas: a,b"),
        ("a\tb", "separate with commas: a,b"),
        (",a,b", "leave out the column of row numbers (in pandas: index=False)"),
        ("0,1", "put a first row before the ties: a,b"),
        ("a,b,weight", "no other column: ties have no weight"),
    ],
)
def test_columns_of_other_names_are_told_with_a_cure(
    tmp_path: Path, header: str, cure: str
) -> None:
    (told,) = refused(csv(tmp_path, f"\n{header}\n"))
    assert told.startswith("ties.csv, row 2 is ")
    assert told.endswith(cure)


@pytest.mark.parametrize(
    ("data", "row"),
    [
        ("a,b\n0,1\n".encode("utf-16"), 1),
        ("a,b\n0,1\n".encode("utf-16-le"), 1),
        ("\xe9,b\n0,1\n".encode("latin-1"), 1),
        (b"a,b\n0,1\n\xff\xfe\xfa\n", 3),
        (b"a,b\r\n0,1\r\n1,\xff,2\r\n", 3),
        (bytes(range(256)), 1),
    ],
)
def test_bytes_that_are_no_text_are_told_by_row_and_not_quoted(
    tmp_path: Path, data: bytes, row: int, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ties.csv"
    path.write_bytes(data)
    assert refused(path) == [f"ties.csv, row {row}: not in UTF-8; save it as CSV UTF-8"]
    assert capfd.readouterr().err == ""


@given(st.binary(max_size=60) | st.text('ab01,;"\r\n \0\ufeff', max_size=40).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_any_bytes_make_a_network_or_a_message(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    for prefix in (b"", b"a,b\n"):
        path.write_bytes(prefix + data)
        with suppress(InputError):
            assert read_contacts(path, 100).people == 100


def test_a_long_cell_is_told_like_any_other(tmp_path: Path) -> None:
    (told,) = refused(csv(tmp_path, f"a,b\n0,1\n1,{'x' * 3_000_000}\n"))
    assert told.startswith("ties.csv, row 3, b is 'xxx")
    assert len(told) < 200


def test_a_file_packed_otherwise_than_its_name_says_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(b"a,b\n0,1\n" * 50)

    def told(data: bytes, name: str) -> list[str]:
        (tmp_path / name).write_bytes(data)
        return refused(tmp_path / name)

    assert told(b"a,b\n0,1\n", "t.csv.gz") == ["t.csv.gz: not gzip; name it .csv"]
    assert told(packed, "t.csv") == ["t.csv: gzip by its content; name it .csv.gz"]
    for end in (2, 5, 30, -1):
        assert told(packed[:end], "t.csv.gz") == ["t.csv.gz: cut short; pack or copy it again"]
    changed = bytearray(packed)
    changed[-6] ^= 1
    assert told(bytes(changed), "t.csv.gz") == ["t.csv.gz: damaged gzip; pack or copy it again"]
    assert told(b"", "t.csv.gz") == ["t.csv.gz: holds no rows; give a tie a row"]


def test_what_is_no_regular_file_is_refused_unread(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for name in ("pipe.csv", "folder.csv"):
        assert "no regular file" in refused(tmp_path / name)[0]


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    for name in ("none.csv", "none.parquet"):
        typed = f"{tmp_path}/./{name}"
        with pytest.raises(InputError) as caught:
            read_contacts(typed)
        assert str(caught.value) == f"{typed}: no such file; see to the folder and the name"
    assert "no edge list by its name" in refused(csv(tmp_path, "a,b\n0,1\n", "ties.txt"))[0]
    assert "cannot be read" in refused(csv(tmp_path, "a,b\n0,1\n", "ties.parquet"))[0]
    for people in ("5", 5.5):
        with pytest.raises(InputError, match=r"people is .*: not a whole number"):
            read_contacts(csv(tmp_path, "a,b\n0,1\n"), people)  # pyright: ignore[reportArgumentType]


def parquet(folder: Path, **columns: object) -> Path:
    path = folder / "ties.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_a_parquet_file_is_read(tmp_path: Path) -> None:
    path = parquet(tmp_path, b=pa.array([1, 1], pa.uint8()), a=pa.array([0, 2], pa.int64()))
    assert lists_of(read_contacts(path)) == [[1], [0, 2], [1]]


def test_all_that_is_wrong_with_a_parquet_file_is_told_by_row(tmp_path: Path) -> None:
    told = refused(parquet(tmp_path, a=[0, None, 1, 3], b=[1, 2, 0, 3]), 3)
    places = [one.split(":")[0] for one in told]
    assert places == [
        "ties.parquet, row 2, a",
        "ties.parquet, row 3, a, b is '1, 0'",
        "ties.parquet, row 4, a is '3'",
    ]
    assert "row 1" in told[1]
    assert "not whole numbers" in refused(parquet(tmp_path, a=["0"], b=[1]))[0]
    assert "the columns are not" in refused(parquet(tmp_path, a=[0], b=[1], weight=[2]))[0]
    assert (
        "holds no rows"
        in refused(parquet(tmp_path, a=pa.array([], pa.int32()), b=pa.array([], pa.int32())))[0]
    )
    assert "above its highest value" in refused(parquet(tmp_path, a=[10**10], b=[1]))[0]
    high = pa.array([0, 2**63, None], pa.uint64())
    told = refused(parquet(tmp_path, a=high, b=[1, 2, 3]))
    assert told[0].startswith("ties.parquet, row 2, a is '9223372036854775808': too large")
    assert told[1].startswith("ties.parquet, row 3, a: empty")


def test_numbers_with_wide_gaps_are_refused_unless_people_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(csv(tmp_path, "a,b\n0,1\n1,2147483646\n")) == [
        "ties.csv: 2 ties but 2,147,483,647 people; number them 0, 1, 2 ... without gaps"
    ]
    told = refused(csv(tmp_path, "a,b\n0,10000000\n5,5\nx,1\n"))
    assert [one.split(":")[0] for one in told] == [
        "ties.csv",
        "ties.csv, row 3, a, b is '5, 5'",
        "ties.csv, row 4, a is 'x'",
    ]
    monkeypatch.setattr(edges, "_FEW_PEOPLE", 10)
    monkeypatch.setattr(edges, "_PEOPLE_PER_TIE", 6)
    path = csv(tmp_path, "a,b\n0,11\n1,2\n")
    assert read_contacts(path).people == 12
    assert read_contacts(csv(tmp_path, "a,b\n0,9\n")).people == 10
    path = csv(tmp_path, "a,b\n0,12\n1,2\n")
    assert refused(path)[0].startswith("ties.csv: 2 ties but 13 people")
    assert read_contacts(path, 13).people == 13
    assert refused(csv(tmp_path, "a,b\n0,12\n"))[0].startswith("ties.csv: 1 tie but 13 people")


def test_numbers_with_gaps_that_would_fill_memory_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edges, "free_memory", lambda: 1_000_000_000)
    with pytest.raises(OutOfRoomError, match="number the workers from 0 without gaps"):
        read_contacts(csv(tmp_path, "a,b\n0,2000000000\n"), 2_000_000_001)


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
