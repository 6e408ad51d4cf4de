"""The command `classics`: its table, its JSON, a case of one's own, and what it refuses."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools.cli import classics as command
from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.study.classics.catalogue import CLASSICS
from downtools.study.classics.check import Check, Value
from downtools.study.classics.table import Checked, model_of
from tests.stub_classics import STUBS, put_stubs
from tests.test_public import loaded_after

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models of two names, made by hand, and no others."""
    put_stubs(monkeypatch)
    monkeypatch.setattr(command, "CLASSICS", tuple(STUBS))


def answer(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    code = main(("classics", *arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a JSON value is what its schema asks for, and nothing more."""
    if "enum" in schema:
        return value in schema["enum"]
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if isinstance(value, bool) and "boolean" not in types:
        return False
    if not any(isinstance(value, kinds[name]) for name in types):
        return False
    if isinstance(value, list):
        return all(fits(item, schema["items"]) for item in value)
    if isinstance(value, dict) and "properties" in schema:
        return set(value) == set(schema["required"]) and all(
            fits(value[name], part) for name, part in schema["properties"].items()
        )
    if isinstance(value, dict):
        return all(fits(part, schema["additionalProperties"]) for part in value.values())
    return True


@pytest.mark.usefixtures("stubs")
def test_the_table_tells_every_check_and_why_one_fails(capsys: Capture):
    code, out, err = answer(capsys, "--jobs", "1")
    assert code == 1
    assert "model 2 of 2" in err
    lines = out.splitlines()
    assert max(map(len, lines)) <= 100
    assert all(f"{kind}: " in lines[0] for kind in ("nested", "reference", "data"))
    assert lines[2] == "Squares [kuran]"
    assert "Nobody 1999" in lines[3]
    assert lines[-1] == "4 of 6 checks hold"
    assert sum(line.startswith("  holds ") for line in lines) == 4
    assert sum(line.startswith("  FAILS ") for line in lines) == 2
    assert "why: a count" not in out
    assert sum(line.split() == list(command._HEADS) for line in lines) == 2


@pytest.mark.usefixtures("stubs")
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("all are out", "holds nested 100 100 exact"),
        ("who is first", "holds reference the instigator the instigator -"),
        ("the root", "holds reference 12.2221 12.2221 0.001"),
        ("a number that is none", "FAILS reference 1 inf 0.00005"),
    ],
)
def test_a_check_stands_over_its_values(name: str, values: str, capsys: Capture):
    lines = answer(capsys, "--jobs", "1")[1].splitlines()
    at = lines.index(name)
    assert lines[at + 1].split() == values.split()
    why = lines[at + 2]
    assert why.startswith("      why: it diverges") == values.startswith("FAILS")


@given(
    st.text("ab ", max_size=150),
    st.text("cd ", min_size=1, max_size=150) | st.floats(),
    st.floats(1e-15, 1e6),
)
def test_no_line_is_wider_than_a_page(name: str, value: Value, tolerance: float):
    check = Check(
        name=f"x{name}",
        kind="reference",
        expected=value,
        obtained=value,
        tolerance=tolerance,
        holds=False,
        why=name,
    )
    told = StringIO()
    with contextlib.redirect_stdout(told):
        command._show_model(Checked(model_of(STUBS["kuran"]), (check,)))
    assert max(map(len, told.getvalue().splitlines())) <= 100


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (65_536, "65,536"),
        (123_456.7, "123,457"),
        (10**18, "1 × 10^18"),
        (-0.0, "0"),
        (1e-8, "0.00000001"),
        (-5e-5, "-0.00005"),
        (2.22045e-16, "2.22045 × 10^-16"),
        (float("inf"), "inf"),
        ("early", "early"),
    ],
)
def test_values_are_written_as_a_person_does(value: Value, text: str):
    assert command.said(value) == text


@pytest.mark.usefixtures("stubs")
def test_one_model_that_holds_is_exit_code_0(capsys: Capture):
    code, out, _ = answer(capsys, "kuran")
    assert code == 0
    assert "Circles" not in out
    assert "downtools classics kuran --keys" in out
    assert out.endswith("4 of 4 checks hold\n")
    code, out, _ = answer(capsys, "kuran", "--quick")
    assert (code, out.splitlines()[-1][:18]) == (0, "3 of 3 checks hold")


@pytest.mark.usefixtures("stubs")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [((), 1), (("kuran",), 0), (("kuran", "--quick"), 0), (("chwe", "--set", "people=9"), 0)],
)
def test_json_is_one_object_as_its_schema_says(
    arguments: tuple[str, ...], code: int, capsys: Capture
):
    got, out, _ = answer(capsys, *arguments, "--json", "--jobs", "1")
    facts = json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))
    assert got == code
    assert fits(facts, OUTPUTS["classics"])
    assert main(["schema", "classics"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["checks"]["type"] == "array"
    assert all(row["holds"] for row in facts["checks"]) == (code == 0)
    assert facts["quick"] == ("--quick" in arguments)


@pytest.mark.usefixtures("stubs")
def test_a_case_is_played(capsys: Capture):
    code, out, _ = answer(capsys, "kuran", "--set", "people=8", "--set", "noisy=yes")
    assert code == 0
    rows = (line.split(maxsplit=1) for line in out.splitlines() if line.startswith("  "))
    told = {row[0]: " ".join(row[1:]) for row in rows}
    assert told == {
        "people": "8",
        "spread": "12.5",
        "network": "all",
        "names": "",
        "noisy": "yes",
        "out": "4",
        "ratio": "nan",
        "ended": "early",
    }
    _, out, _ = answer(capsys, "kuran", "--set", "people=8", "--json")
    facts = json.loads(out)
    assert (facts["case"]["people"], facts["result"]["out"], facts["checks"]) == (8, 4, [])


@pytest.mark.usefixtures("stubs")
def test_a_case_is_shown_as_it_can_be_set_again_without_what_has_no_effect(capsys: Capture):
    _, out, _ = answer(capsys, "kuran", "--set", "people=1000", "--set", "network=ring")
    lines = [line.split() for line in out.splitlines()]
    assert ["people", "1000"] in lines
    assert not any(line[0] == "spread" for line in lines)


@pytest.mark.usefixtures("stubs")
def test_keys_are_listed_with_meaning_bounds_and_default(capsys: Capture):
    code, out, err = answer(capsys, "kuran", "--keys")
    assert (code, err) == (0, "")
    for line in (
        "  people   people on the square: a whole number from 2 to 1000 (people); 1000 if left out",
        "  network  who of all the people on the square sees whom of them, whoever they are and"
        " wherever they",
        "           stand: one of: all, ring; all if left out",
        "  names    a file of names: a text; none if left out",
        "  noisy    whether luck plays: yes or no; no if left out",
    ):
        assert line in out.splitlines()


@pytest.mark.usefixtures("stubs")
@pytest.mark.parametrize("more", [(), ("--quick",), ("--json",)])
def test_a_picture_is_drawn_as_well(more: tuple[str, ...], capsys: Capture, tmp_path: Path):
    for name, start in (("new/a.svg", b"<svg"), ("b.png", b"\x89PNG")):
        code, out, err = answer(capsys, "kuran", "--plot", str(tmp_path / name), *more)
        assert code == 0
        assert (tmp_path / name).read_bytes().startswith(start)
        assert "drawing kuran ...\nwritten: " in err
        assert f"written: {tmp_path / name}" in err
        assert ("--json" in more) == out.startswith("{")
    assert b"downtools classics kuran --plot FILE" in (tmp_path / "new/a.svg").read_bytes()


@pytest.mark.usefixtures("stubs")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kurann",), "did you mean 'kuran'?"),
        (("zzz",), "no model of this name; known are: "),
        (("--set", "people=3"), "--set: of which model is not said; name one, as in downtools"),
        (("--plot", "a.svg"), "--plot: of which model is not said"),
        (("--keys",), "--keys: of which model is not said"),
        (("kuran", "--keys", "--json"), "--keys with --json: the keys are a list to read"),
        (("kuran", "--keys", "--set", "people=9"), "--keys with --set: the keys are listed"),
        (("kuran", "--keys", "--plot", "a.svg"), "--keys with --plot: the keys are listed"),
        (("kuran", "--keys", "--quick"), "--keys with --quick: the keys are listed"),
        (("kuran", "--set", "people=9", "--quick"), "--set with --quick: a case of yours"),
        (
            ("kuran", "--set", "people=9", "--plot", "a.svg"),
            "the picture is of the published cases, not of yours; leave one out",
        ),
        (("kuran", "--set", "peple=3"), "--set, peple: no such key; did you mean 'people'?"),
        (("kuran", "--set", "people=1"), "--set, people is '1': below its lowest value 2"),
        (("kuran", "--set", "people=few"), "give a plain whole number in people"),
        (("kuran", "--set", "people"), "write KEY=VALUE"),
        (("kuran", "--set", "people=2", "--set", "network=ring"), "no ring; give 3"),
        (("kuran", "--plot", "a.pdf"), "is 'a.pdf': no kind of picture that is made; end its name"),
        (("kuran", "--plot", "a"), "end its name in .svg or .png"),
        (("kuran", "--plot", "folder.svg"), "a folder; give a file"),
        (("kuran", "--plot", "."), "--plot is '.': a folder; give a file"),
        (("kuran", "--plot", ""), "--plot is '': no file is named; give a file"),
        (("kuran", "--plot", "X.PNG"), "'X.PNG': its ending is in capitals; write .svg or .png"),
        (("kuran", "--plot", "a" * 240 + ".svg"), "cannot be written (File name too long)"),
        (("kuran", "--plot", "a" * 999 + "/a.svg"), "cannot be written (File name too long)"),
        (("kuran", "--plot", "file/a.svg"), "cannot be written (Not a directory)"),
        (("--jobs", "0"), "--jobs is '0': no process to work with"),
        (("--jobs", "two"), "not a whole number"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_2(
    arguments: tuple[str, ...],
    said: str,
    capsys: Capture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.chdir(tmp_path)
    Path("folder.svg").mkdir()
    Path("file").write_text("")
    code, out, err = answer(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"folder.svg", "file"}


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder nobody can write to")
@pytest.mark.usefixtures("stubs")
def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(command, "_checked", lambda *_: pytest.fail("began to work"))
    code, out, err = answer(capsys, "kuran", "--plot", "/proc/self/a.svg")
    assert (code, out) == (2, "")
    assert "cannot be written" in err
    assert err.count("\n") == 1


def test_the_help_names_every_model_and_loads_no_engine(capsys: Capture):
    code, out, _ = answer(capsys, "--help")
    assert code == 0
    said = " ".join(out.split())
    assert all(name in said for name in CLASSICS)
    assert "--keys lists what can be set" in said
    code = "from downtools.cli.main import main; import contextlib, io\n"
    code += "with contextlib.redirect_stdout(io.StringIO()): main(['classics', '--help'])"
    assert loaded_after(code) == {"typer"}


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_ctrl_c_ends_all_processes_at_once():
    code = "import sys; from downtools.cli.main import main; sys.exit(main())"
    with subprocess.Popen(
        [sys.executable, "-c", code, "classics", "--quick", "--jobs", "2"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert line.startswith("model 1 of"), line
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
        rest = process.stderr.read()  # ends when the last of them has closed it
        assert process.wait() == 130
    assert "stopped by Ctrl-C" in rest
    assert "Traceback" not in rest
