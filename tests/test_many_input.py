"""What a user gives wrong to commands of many runs: one message, exit code 2, nothing left."""

from pathlib import Path

import pytest

from downtools.cli.main import main
from downtools.scenario import load
from downtools.study.ensemble.ask import ensemble
from downtools.study.ensemble.carry import How
from tests.commands import blocks

ENSEMBLE = ["ensemble", "one-plant", "--days", "3", "--jobs", "1"]
COMPARE = ["compare", "one-plant", "--runs", "2", "--jobs", "1"]
CALM = [*COMPARE, "--lever", "outrage.violence_gain=0"]


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What the command says, which ends with exit code 2 and one message."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert "a bug of ours" not in captured.err
    return captured.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([*ENSEMBLE, "--runs", "0"], "--runs is '0': no run to judge by; give a whole number"),
        ([*ENSEMBLE, "--runs", "-5"], "--runs is '-5': no run to judge by"),
        ([*ENSEMBLE, "--runs", "many"], "--runs is 'many': not a whole number"),
        ([*ENSEMBLE, "--runs", "99999999999"], "more than a study holds; give a number up to"),
        ([*ENSEMBLE, "--jobs", "0"], "--jobs is '0': no process to work with"),
        ([*ENSEMBLE, "--vary", "luc"], "--vary is 'luc': nothing that can vary; did you mean"),
        ([*ENSEMBLE, "--vary", ""], "--vary is '': nothing that can vary; known are: luck, own"),
        (
            [*ENSEMBLE, "--keep", "sits"],
            "'sits': no table of a run; did you mean 'sites'",
        ),
        ([*ENSEMBLE, "--from", "postrior"], "--from is 'postrior': no such belief"),
        ([*ENSEMBLE, "--from", "posterior"], "the scenario has no posterior"),
        ([*ENSEMBLE, "--width", "2"], "--width is '2.0': no share of a prior"),
        ([*ENSEMBLE, "--width", "nan"], "--width is 'nan': no share of a prior"),
        ([*ENSEMBLE, "--scale", "0"], "scale is '0.0': not a share of the workers"),
        ([*ENSEMBLE, "--scale", "1.5"], "scale is '1.5': not a share of the workers"),
        ([*ENSEMBLE, "--seed", "-1"], "--seed is '-1': not a seed"),
        ([*ENSEMBLE, "--days", "0"], "day"),
        ([*ENSEMBLE, "--set", "police.harm=1", "--set", "police.harm=2"], "set twice"),
        ([*ENSEMBLE, "--shard", "0/3"], "--shard is '0/3': no such part; give i/n"),
        ([*ENSEMBLE, "--shard", "4/3"], "--shard is '4/3': no such part; give i/n"),
        ([*ENSEMBLE, "--shard", "3"], "--shard is '3': no such part; give i/n"),
        ([*ENSEMBLE, "--shard", "a/b"], "--shard is 'a/b': no such part"),
        ([*ENSEMBLE, "--runs", "3", "--shard", "4/5"], "more parts than there are runs (3)"),
        ([*COMPARE, "--lever", "no-violenc"], "did you mean"),
        ([*COMPARE, "--lever", "outrage.violence_gan=0"], "did you mean 'outrage.violence_gain'"),
        ([*COMPARE], "--lever: nothing to compare with"),
        (
            [*CALM, "--from-day", "soon"],
            "--from-day is 'soon'",
        ),
        (
            [*CALM, "--from-day", "1999-01-01"],
            "no day to branch on",
        ),
        (["levers", "one-plant", "--lever", "strike-fnd"], "did you mean"),
        (["levers", "one-plant", "--reach", "nationwid"], "did you mean 'nationwide'"),
        (["ensemble", "one-plnt"], "did you mean"),
    ],
)
def test_it_is_said_what_is_wrong_and_nothing_is_left(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused([*arguments, "--out", str(tmp_path / "a" / "study")], capsys)
    assert told in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_all_faults_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ["--runs", "0", "--jobs", "0", "--scale", "0"]
    said = refused([*ENSEMBLE, *wrong, "--out", str(tmp_path / "study")], capsys)
    assert said.startswith("3 faults found:\n")
    assert [word in said for word in ("--runs", "--jobs", "scale")] == [True] * 3
    assert not (tmp_path / "study").exists()


def test_a_folder_that_will_not_do_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "letter"
    letter.write_text("dear")
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "run.json").write_text("{}")
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "nowhere")
    for out in (letter, foreign, dangling):
        said = refused([*ENSEMBLE, "--runs", "3", "--out", str(out)], capsys)
        assert said.startswith(f"{out}: this folder exists and holds something other than a study")
    said = refused([*ENSEMBLE, "--runs", "3", "--out", str(letter / "study")], capsys)
    assert "cannot be written" in said
    assert letter.read_text() == "dear"
    assert [path.name for path in foreign.iterdir()] == ["run.json"]
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("arguments", "differs"),
    [
        (["ensemble", "two-towns", "--days", "3"], 'scenario_name is "one-plant" there'),
        ([*ENSEMBLE, "--set", "police.harm=0.2"], "scenario_hash is"),
        ([*ENSEMBLE, "--days", "4"], "scenario_hash is"),
        ([*ENSEMBLE, "--seed", "9"], "seed is 1 there and 9 now"),
        (
            CALM,
            'question is "ensemble" there and "compare" now',
        ),
    ],
)
def test_a_folder_of_another_study_says_which_differs(
    arguments: list[str], differs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "study"
    how = How(jobs=1, out=folder)
    kept = ensemble(load("one-plant").with_days(3), runs=3, how=how).digest
    before = blocks(folder)
    said = refused([*arguments, "--runs", "3", "--out", str(folder)], capsys)
    assert said.startswith(f"{folder}: this folder holds another study: ")
    assert differs in said
    assert "give another folder with --out" in said
    assert blocks(folder) == before
    assert ensemble(load("one-plant").with_days(3), runs=3, how=how).digest == kept


def test_memory_that_will_not_do_is_told_before_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("downtools.world.needs.free_memory", lambda: 1000)
    out = ["--runs", "3", "--out", str(tmp_path / "study")]
    said = refused([*ENSEMBLE, *out], capsys)
    assert "of memory, of which 0.0 GB are free" in said
    assert list(tmp_path.iterdir()) == []


def test_what_it_will_take_is_told_before_the_first_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ENSEMBLE, "--runs", "3", "--out", str(tmp_path / "study")]) == 0
    first, second, *_ = capsys.readouterr().err.splitlines()
    assert first.startswith("5 runs of 2,000 workers in memory: about 0 s on 1 process, ")
    assert first.endswith("MB on disk")
    assert second.startswith("run 1 of 3")
