"""`downtools report`: which tables it takes, and folders and files that it refuses unwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from downtools.cli.main import main
from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.run.store import checksum
from downtools.scenario import load
from tests.tables import mechanisms_of, written

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(load("one-plant"), seed=1)


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    run.save(tmp_path / "kept")
    return tmp_path / "kept"


def reported(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of the command in this process."""
    code = main(["report", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_page_is_written_where_it_is_told(capsys: Capture, folder: Path, tmp_path: Path):
    assert reported(capsys, folder) == (0, f"{folder / 'report.html'}\n", "")
    other = tmp_path / "new" / "page.html"
    assert reported(capsys, folder, "--out", other)[0] == 0
    assert other.read_bytes() == (folder / "report.html").read_bytes()


def test_a_given_table_is_written_in(capsys: Capture, run: Run, folder: Path, tmp_path: Path):
    file = written(mechanisms_of(run.scenario, note="given by hand"), tmp_path / "table.json")
    assert reported(capsys, folder, "--mechanisms", file)[0] == 0
    page = (folder / "report.html").read_text("utf-8")
    assert "given by hand" in page
    assert "Of 3 parts 2 do, 1 not." in page


def _without_a_table(folder: Path) -> None:
    (folder / "sites.parquet").unlink()


def _cut(folder: Path) -> None:
    file = folder / "daily.parquet"
    file.write_bytes(file.read_bytes()[:-100])


def _half_a_json(folder: Path) -> None:
    file = folder / "scenario.json"
    file.write_text(file.read_text("utf-8")[:500], "utf-8")


def _changed(folder: Path) -> None:
    file = folder / "scenario.json"
    file.write_text(file.read_text("utf-8").replace('"one-plant"', '"two-plants"'), "utf-8")


def _another_table(folder: Path) -> None:
    (folder / "groups.parquet").write_bytes((folder / "daily.parquet").read_bytes())


def _of_another_version(folder: Path) -> None:
    facts = json.loads((folder / "run.json").read_text("utf-8"))
    facts |= {"format": 1, "versions": {"downtools": "0.1.0"}}
    del facts["checksum"]
    facts["checksum"] = checksum(facts)
    (folder / "run.json").write_text(json.dumps(facts), "utf-8")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_without_a_table, ["sites.parquet", "make the run again"]),
        (_cut, ["daily.parquet", "make the run again"]),
        (_half_a_json, ["scenario.json", "make the run again"]),
        (_changed, ["scenario.json", "not what the run wrote"]),
        (_another_table, ["make the run again"]),
        (_of_another_version, ["format 1", "downtools 0.1.0"]),
    ],
)
def test_a_damaged_run_gets_no_page(
    capsys: Capture, folder: Path, damage: Callable[[Path], None], words: list[str]
):
    damage(folder)
    code, out, err = reported(capsys, folder)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    for word in words:
        assert word in err
    assert not (folder / "report.html").exists()


def test_a_page_that_stands_is_kept_if_the_run_is_damaged(capsys: Capture, folder: Path):
    assert reported(capsys, folder)[0] == 0
    before = (folder / "report.html").read_bytes()
    _cut(folder)
    assert reported(capsys, folder)[0] == 2
    assert (folder / "report.html").read_bytes() == before


@pytest.mark.parametrize("option", ["--patterns", "--mechanisms"])
def test_a_bad_table_gets_no_page(capsys: Capture, folder: Path, tmp_path: Path, option: str):
    command = option.removeprefix("--")
    for name, text, problem in (
        ("none.json", None, "cannot be read"),
        ("half.json", '{"rows": [', "no whole JSON object"),
        ("other.json", '{"scenario": "one-plant"}', f"no table of {command}"),
    ):
        file = tmp_path / name
        if text is not None:
            file.write_text(text, "utf-8")
        code, out, err = reported(capsys, folder, option, file)
        assert (code, out) == (2, "")
        assert err.startswith(str(file))
        assert problem in err
        assert f"downtools {command} SCENARIO --json" in err
        assert not (folder / "report.html").exists()


def test_a_table_of_another_run_gets_no_page(
    capsys: Capture, run: Run, folder: Path, tmp_path: Path
):
    harsher = run.scenario.with_values({"police.harm": 0.3})
    for table, changed, problem in (
        (mechanisms_of(harsher), {}, "has other content"),
        (mechanisms_of(load("serbia-2000")), {}, "the run is of one-plant"),
        (mechanisms_of(run.scenario), {"version": "0.1.0"}, f"downtools {version('downtools')}"),
    ):
        file = written(table, tmp_path / "table.json", **changed)
        code, _, err = reported(capsys, folder, "--mechanisms", file)
        assert code == 2
        assert problem in err
        assert not (folder / "report.html").exists()


def test_a_page_may_not_take_the_place_of_a_folder_or_of_the_run(capsys: Capture, folder: Path):
    assert reported(capsys, folder, "--out", folder)[0] == 2
    assert reported(capsys, folder, "--out", folder / "run.json")[0] == 2
    assert reported(capsys, folder)[0] == 0
