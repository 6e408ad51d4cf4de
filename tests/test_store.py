"""Run folders: whole or not at all, checked when read, and silent about who made them."""

import errno
import getpass
import json
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from downtools.errors import InputError, OutOfRoomError, StoredRunError
from downtools.run import store
from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load


@pytest.fixture(scope="module")
def run():
    return simulate(load("one-plant"), seed=4)


def test_a_run_comes_back_the_same(run, tmp_path):
    run.save(tmp_path / "kept")
    again = Run.load(tmp_path / "kept")
    assert again.digest == run.digest
    assert again.scenario == run.scenario
    assert again.summary() == run.summary()
    assert again.outcome == run.outcome


def test_tables_carry_dates_names_and_units(run, tmp_path):
    run.save(tmp_path / "kept")
    table = pq.read_table(tmp_path / "kept" / "sites.parquet")
    assert table.schema.field("withheld_milli").metadata[b"unit"] == b"thousandths of a shift"
    assert str(table["date"][0].as_py()) == "2020-08-09"
    assert table["site_id"][0].as_py() == run.scenario.sites[0].site
    for name in ("daily", "regions", "sites", "groups", "events"):
        assert getattr(run, name).num_rows == len(run.tables[name]["day"])


def test_the_same_run_may_be_written_again(run, tmp_path):
    run.save(tmp_path / "kept")
    run.save(tmp_path / "kept")
    assert Run.load(tmp_path / "kept").digest == run.digest


def test_what_else_lies_in_a_run_folder_is_left_alone(run, tmp_path):
    run.save(tmp_path / "kept")
    (tmp_path / "kept" / "notes.txt").write_text("mine")
    run.save(tmp_path / "kept")
    (tmp_path / "kept" / "daily.parquet").write_bytes(b"")
    run.save(tmp_path / "kept")
    assert Run.load(tmp_path / "kept").digest == run.digest
    assert (tmp_path / "kept" / "notes.txt").read_text() == "mine"


def test_many_may_save_the_same_run_at_once(run, tmp_path):
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(run.save, tmp_path / "kept") for _ in range(40)]:
            done.result()
    assert Run.load(tmp_path / "kept").digest == run.digest
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


EDITS = {
    "run.json": ["null", "[]", "7", '{"format": 2}', "[" * 100_000],
    "scenario.json": ["null", "[]", "{}", '{"name": 7}'],
}


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, ts in EDITS.items() for t in ts])
def test_a_folder_edited_by_hand_is_one_message(run, tmp_path, name, text):
    run.save(tmp_path / "kept")
    (tmp_path / "kept" / name).write_text(text)
    with pytest.raises(StoredRunError, match="kept"):
        Run.load(tmp_path / "kept")


def test_a_folder_that_cannot_be_written_is_told_before_the_run(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutOfRoomError, match="could not be written"):
        store.refuse_foreign(tmp_path / "file" / "kept")


def test_another_run_is_not_overwritten(run, tmp_path):
    run.save(tmp_path / "kept")
    other = simulate(run.scenario, seed=5)
    with pytest.raises(InputError, match="holds another run"):
        other.save(tmp_path / "kept")
    assert Run.load(tmp_path / "kept").digest == run.digest


def test_a_folder_of_something_else_is_refused(run, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="something other than a run"):
        run.save(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("name", ["daily.parquet", "scenario.json", "run.json"])
def test_a_full_disk_leaves_nothing(run, tmp_path, monkeypatch, name):
    """The disk fills up while `name` is flushed."""
    flushed = []

    def flush(file):
        flushed.append(Path(file.name).name)
        if Path(file.name).name == name:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "flush", flush)
    with pytest.raises(OutOfRoomError, match="the disk is full"):
        run.save(tmp_path / "runs" / "kept")
    assert flushed[-1] == name
    assert list((tmp_path / "runs").iterdir()) == []


@pytest.mark.parametrize("name", ["daily.parquet", "groups.parquet", "scenario.json", "run.json"])
@pytest.mark.parametrize("damage", ["cut", "gone", "flipped"])
def test_a_damaged_folder_is_told_from_a_whole_one(run, tmp_path, name, damage):
    run.save(tmp_path / "kept")
    file = tmp_path / "kept" / name
    content = bytearray(file.read_bytes())
    if damage == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif damage == "gone":
        file.unlink()
    elif name.endswith(".json"):
        key = b'"seed": 4' if name == "run.json" else b'"attention": 0.'
        assert key in content
        file.write_bytes(content.replace(key, key[:-2] + b"77", 1))
    else:
        content[len(content) // 3] ^= 255
        file.write_bytes(content)
    with pytest.raises(StoredRunError, match="kept"):
        Run.load(tmp_path / "kept")


def test_a_folder_of_another_format_names_the_version_that_reads_it(run, tmp_path):
    run.save(tmp_path / "kept")
    file = tmp_path / "kept" / "run.json"
    facts = json.loads(file.read_text())
    file.write_text(json.dumps({**facts, "format": 99}))
    with pytest.raises(StoredRunError, match="written in format 99"):
        Run.load(tmp_path / "kept")


def test_nothing_tells_user_host_path_or_time(run, tmp_path):
    run.save(tmp_path / "kept")
    secrets = {getpass.getuser(), socket.gethostname(), str(Path.cwd()), str(Path.home())}
    secrets |= {str(tmp_path), sys.prefix}
    for file in (tmp_path / "kept").iterdir():
        content = file.read_bytes()
        for secret in {word for word in secrets if len(word) > 5} - {"localhost"}:
            assert secret.encode() not in content, f"{file.name} tells {secret}"
    facts = json.loads((tmp_path / "kept" / "run.json").read_text())
    assert set(facts) == {
        *("format", "scenario", "scenario_hash", "seed", "luck", "scale", "versions", "cpu"),
        *("digest", "people", "agents", "rolls", "strategic", "checksum"),
    }
    assert set(facts["cpu"]) == {"machine", "features"}


def test_ctrl_c_while_writing_leaves_no_folder(tmp_path):
    """A real process is interrupted inside the save, in the thread that saves."""
    program = (
        "import signal, sys\n"
        "from downtools.cli import main\n"
        "from downtools.run import store\n"
        "flush = store.flush\n"
        "def interrupted(file):\n"
        "    flush(file)\n"
        "    if file.name.endswith('regions.parquet'):\n"
        "        signal.raise_signal(signal.SIGINT)\n"
        "store.flush = interrupted\n"
        "sys.exit(main.main(['run', 'one-plant', '--out', sys.argv[1]]))\n"
    )
    out = tmp_path / "runs" / "kept"
    done = subprocess.run(
        [sys.executable, "-c", program, str(out)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "runs").iterdir()) == []


def test_kill_while_writing_leaves_nothing_that_looks_whole(tmp_path):
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from downtools.run import store\n"
        "from downtools.run.simulate import simulate\n"
        "from downtools.scenario import load\n"
        "flush = store.flush\n"
        "def killed(file):\n"
        "    flush(file)\n"
        "    if file.name.endswith('run.json'):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "store.flush = killed\n"
        "simulate(load('one-plant')).save(Path(sys.argv[1]))\n"
    )
    out = tmp_path / "kept"
    done = subprocess.run([sys.executable, "-c", program, str(out)], check=False)
    assert done.returncode == -9
    assert not out.exists()
    left = [path.name for path in tmp_path.iterdir()]
    assert len(left) == 1
    assert left[0].startswith(".kept-unfinished-")
