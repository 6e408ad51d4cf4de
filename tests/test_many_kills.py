"""Studies survive the death of their processes: real commands, really killed."""

import random
import time
from pathlib import Path

import pytest

from downtools.scenario import load
from downtools.study.ensemble.ask import ensemble
from downtools.study.ensemble.carry import How
from downtools.study.ensemble.runs import Runs
from tests.commands import Command, blocks, kill, posix, until

KILLS = 20
RUNS, DAYS = 120, 3
ASKED = ("ensemble", "one-plant", "--days", DAYS, "--runs", RUNS, "--jobs", 2, "--json")


@pytest.fixture(scope="module")
def undisturbed() -> Runs:
    return ensemble(load("one-plant").with_days(DAYS), runs=RUNS, how=How(jobs=1))


def whole(folder: Path, undisturbed: Runs) -> None:
    """All of a study is there, once, and nothing else is."""
    runs = Runs.load(folder)
    assert runs.digest == undisturbed.digest
    assert runs.tasks == undisturbed.tasks
    held = [task for block in runs.blocks for task in block.tasks]
    assert sorted(held) == list(range(RUNS))
    names = {path.name for path in folder.iterdir()}
    assert names == {"plan.json", "lock", *(block.path.name for block in runs.blocks)}


def killed_now(command: Command, luck: random.Random, folder: Path) -> bool:
    """Kill the command or a worker of it at some moment; False if it had ended before."""
    parent, seen = luck.random() < 0.5, len(blocks(folder))
    if luck.random() < 0.3:  # else anywhere, also before there is anything
        until(
            lambda: len(blocks(folder)) > seen or command.process.poll() is not None,
            "another block",
        )
    time.sleep(luck.random() ** 2 * 0.8)
    if command.process.poll() is not None:
        return False
    if parent:
        kill(command.process.pid)
        if command.ended() == 0:
            return False  # it was done in the moment before
        assert command.process.returncode < 0
        command.all_gone()
    elif workers := command.workers():
        kill(luck.choice(workers))
    return parent or bool(workers)


@pytest.mark.long
@posix
def test_twenty_kills_of_parent_and_workers_change_nothing(
    tmp_path: Path, undisturbed: Runs
) -> None:
    """The same command, started again whenever it was killed, until nobody kills it any more."""
    luck, folder, kills = random.Random(20), tmp_path / "study", 0
    while kills < KILLS:
        with Command(tmp_path, *ASKED, "--out", folder) as command:
            while kills < KILLS and command.process.poll() is None:
                kills += killed_now(command, luck, folder)
            if kills < KILLS and command.process.returncode == 0:
                # It was done before the last kill: take some away, and go on killing.
                for block in blocks(folder)[::2]:
                    (folder / block).unlink()
        command.all_gone()
    with Command(tmp_path, *ASKED, "--out", folder) as command:
        assert command.ended() == 0, command.said
        command.all_gone()
    assert command.answer["digest"] == undisturbed.digest
    whole(folder, undisturbed)
