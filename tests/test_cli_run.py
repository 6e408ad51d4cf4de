"""run, rerun and report on the command line: output, exit codes, bad input."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from downtools.cli.main import main
from downtools.run.store import checksum

ROOT = Path(__file__).parent.parent


def answered(capsys, *argv):
    """(exit code, stdout, stderr) of a command in this process."""
    code = main(list(argv))
    said = capsys.readouterr()
    return code, said.out, said.err


def one_json(text):
    """Exactly one JSON object, and nothing else, stood on stdout."""
    found, end = json.JSONDecoder().raw_decode(text)
    assert text[end:].strip() == ""
    return found


def test_run_prints_one_json_object_as_its_schema_says(capsys):
    code, out, err = answered(capsys, "run", "one-plant", "--seed", "2", "--json")
    assert code == 0
    facts = one_json(out)
    _, schema_text, _ = answered(capsys, "schema", "run")
    schema = one_json(schema_text)
    assert set(schema["required"]) <= set(facts)
    types = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
    for key, rule in schema["properties"].items():
        if "enum" in rule:
            assert facts[key] in rule["enum"]
            continue
        kinds = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
        allowed = tuple(t for k in kinds if k != "null" for t in [types[k]])
        nothing = "null" in kinds and facts[key] is None
        assert nothing or isinstance(facts[key], allowed[0]), key
    assert facts["workers"] == 2000
    assert facts["seed"] == 2
    assert facts["days"] == 30
    assert "day 30 of 30" in err


def test_run_in_words_says_the_answer_first(capsys):
    code, out, _ = answered(capsys, "run", "one-plant")
    assert code == 0
    assert out.startswith("In this run the wave ")
    assert "digest" in out


def test_settings_days_scale_and_threads_are_taken(capsys):
    argv = ["run", "one-plant", "--days", "5", "--scale", "0.5", "--threads", "1", "--json"]
    code, out, _ = answered(capsys, *argv, "--set", "people.attention=0.4")
    facts = one_json(out)
    assert code == 0
    assert facts["days"] == 5
    assert facts["scale"] == 0.5
    assert facts["agents"] < 2000
    _, plain, _ = answered(capsys, *argv)
    assert one_json(plain)["digest"] != facts["digest"]


def test_more_threads_than_cores_give_the_same_digest_and_are_told(capsys):
    digests = set()
    for threads in ("1", "64"):
        _, out, told = answered(capsys, "run", "one-plant", "--threads", threads, "--json")
        digests.add(one_json(out)["digest"])
        assert ("no sooner" in told) == (threads == "64")
    assert len(digests) == 1


def test_phases_are_told_in_order(capsys):
    _, out, _ = answered(capsys, "run", "one-plant", "--phases")
    names = ["news", "call", "gather", "decide", "repress", "produce", "record"]
    assert [out.index(f"\n{name} ") for name in names] == sorted(
        out.index(f"\n{name} ") for name in names
    )


def test_a_run_folder_is_rerun_and_reported(capsys, tmp_path):
    folder = str(tmp_path / "kept")
    setting = ("--set", "sack.weight=0.5")
    assert answered(capsys, "run", "one-plant", "--seed", "9", *setting, "--out", folder)[0] == 0
    code, out, _ = answered(capsys, "rerun", folder, "--json")
    assert code == 0
    assert one_json(out)["same"] is True
    code, out, _ = answered(capsys, "report", folder)
    assert code == 0
    page = (tmp_path / "kept" / "report.html").read_text("utf-8")
    assert "<!doctype html>" in page.lower()
    assert answered(capsys, "run", "one-plant", "--seed", "9", *setting, "--out", folder)[0] == 0


def test_a_report_does_not_overwrite_the_run(capsys, tmp_path):
    folder = tmp_path / "kept"
    answered(capsys, "run", "one-plant", "--out", str(folder))
    code, _, err = answered(capsys, "report", str(folder), "--out", str(folder / "run.json"))
    assert code == 2
    assert "a file of the run itself" in err
    assert answered(capsys, "rerun", str(folder))[0] == 0


def test_rerun_says_no_when_the_digest_differs(capsys, tmp_path):
    """A seed changed by hand: the tables are whole, but another run comes of it."""
    folder = tmp_path / "kept"
    answered(capsys, "run", "one-plant", "--seed", "9", "--out", str(folder))
    facts = json.loads((folder / "run.json").read_text())
    other = {**facts, "luck": {"shared": 10, "own": 10, "turns": []}}
    del other["checksum"]
    (folder / "run.json").write_text(json.dumps({**other, "checksum": checksum(other)}))
    code, out, _ = answered(capsys, "rerun", str(folder))
    assert code == 1
    assert out.startswith("Another digest")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["run", "no-such"], ["no-such", "belarus-2020"]),
        (["run", "one-plant", "--seed", "-1"], ["seed", "-1", "whole number from 0"]),
        (["run", "one-plant", "--seed", "one"], ["--seed", "one"]),
        (["run", "one-plant", "--days", "0"], ["days", "from 1 to 30"]),
        (["run", "one-plant", "--days", "31"], ["days", "from 1 to 30"]),
        (["run", "one-plant", "--scale", "2"], ["scale", "at most 1"]),
        (["run", "one-plant", "--scale", "nan"], ["scale", "at most 1"]),
        (["run", "one-plant", "--threads", "0"], ["threads", "at least 1"]),
        (["run", "one-plant", "--set", "police.harn=1"], ["police.harn", "police.harm"]),
        (["run", "one-plant", "--set", "police.harm=-1"], ["police.harm", "-1", "from 0 to 20"]),
        (["run", "one-plant", "--set", "police.harm"], ["KEY=VALUE"]),
        (["run", "one-plant", "--set", "police.harm=1", "--set", "police.harm=2"], ["set twice"]),
        (["run", "one-plant", "--out", "."], ["holds something other than a run", "--out"]),
        (["rerun", "no-such"], ["no-such", "no whole run folder"]),
        (["report", "no-such"], ["no-such", "no whole run folder"]),
        (["rum", "one-plant"], ["rum"]),
        (["run", "one-plant", "--sed", "1"], ["--sed", "--seed"]),
        (["run"], ["SCENARIO"]),
    ],
)
def test_bad_input_is_one_message_and_exit_code_2(capsys, argv, words):
    code, out, err = answered(capsys, *argv)
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    for word in words:
        assert word in err
    said = [line for line in err.strip().splitlines() if not line.startswith("day ")]
    assert len(said) == 1, err


def test_ctrl_c_ends_a_running_run_with_130(tmp_path):
    """A real process on the real country, interrupted once it counts days."""
    out = tmp_path / "kept"
    process = subprocess.Popen(
        [sys.executable, "-m", "downtools", "run", "belarus-2020", "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stderr is not None
    said = ""
    while "day 10 of" not in said:
        line = process.stderr.readline()
        assert line, f"it ended before it could be interrupted: {said}"
        said += line
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    rest = process.communicate(timeout=60)[1]
    assert process.returncode == 130, rest
    assert "stopped by Ctrl-C" in rest
    assert "Traceback" not in rest
    assert not out.exists()
    assert time.monotonic() - began < 30


def test_a_closed_pipe_is_no_error():
    """`downtools run ... | head -1` must not end in a traceback."""
    command = f"{sys.executable} -m downtools describe belarus-2020 | head -1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") == 1
