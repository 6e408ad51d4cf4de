"""Edge lists in files: CSV, gzip and Parquet, read as a network or refused in one message."""

import gzip
import os
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.errors import InputError, OutOfRoomError
from downtools.world import edges
from downtools.world.contacts import Faults
from downtools.world.edges import read_contacts
from tests.test_contacts import lists_of

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
