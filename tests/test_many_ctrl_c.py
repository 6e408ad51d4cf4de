"""Ctrl-C ends a study within two seconds and says how to go on with it."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from downtools.run.many.crews import crew_of
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.study.ensemble.runs import Runs
from tests.commands import Command, posix, until

pytestmark = posix

ASKED = ("ensemble", "one-plant", "--runs", 3000)
"""Blocks of it take longer than Ctrl-C may."""


def begun(command: Command, hands: int) -> None:
    """It has said what it will take, and so many are at work."""
    until(lambda: "runs of 2,000 workers in memory" in command.said, "the estimate")
    until(lambda: len(command.workers()) >= hands, "its processes")
    time.sleep(1.0)
    assert command.process.poll() is None


@pytest.mark.parametrize("whom", ["the group", "the parent"])
@pytest.mark.parametrize(("how", "hands"), [("--jobs=2", 2), ("--threads", 0), ("--jobs=1", 0)])
def test_ctrl_c_stops_at_once(tmp_path: Path, how: str, hands: int, whom: str) -> None:
    folder = tmp_path / "study"
    with Command(tmp_path, *ASKED, how, "--out", folder) as command:
        begun(command, hands)
        began = time.monotonic()
        if whom == "the group":  # as a terminal does
            os.killpg(command.process.pid, signal.SIGINT)
        else:
            command.process.send_signal(signal.SIGINT)
        assert command.ended() == 130
        assert time.monotonic() - began < 2.0
        command.all_gone()
    assert f"what is done is kept in {folder}; the same command goes on with it" in command.said
    assert command.said.endswith("stopped by Ctrl-C\n")
    assert "Traceback" not in command.said
    assert not list(folder.glob(".unfinished*"))
    assert Runs.load(folder).plan.scenario.name == "one-plant"


def test_without_a_folder_nothing_is_kept_and_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = tmp_path / "passing"  # of its own: other tests keep things where all do
    passing.mkdir()
    monkeypatch.setenv("TMPDIR", str(passing))
    with Command(tmp_path, *ASKED, "--jobs", 1) as command:
        begun(command, 0)
        assert list(passing.glob("downtools-*"))
        command.process.send_signal(signal.SIGINT)
        assert command.ended() == 130
    assert "nothing is kept; with --out DIR" in command.said
    assert not list(passing.glob("downtools-*"))


def test_a_thread_ends_between_two_days() -> None:
    """It would run for an hour; nothing but the end of its crew tells it to stop."""
    scenario, days = load("one-plant"), []

    def work() -> None:
        for seed in range(100_000):
            simulate(scenario, seed=seed, threads=1, progress=lambda step: days.append(step.done))

    with crew_of(2, threads=True) as crew:
        futures = [crew.submit(work), crew.submit(work)]
        until(lambda: len(days) > 100, "some days")
    ended = [future.exception(20.0) for future in futures]
    assert [type(error).__name__ for error in ended] == ["_Stopped", "_Stopped"]
    many = len(days)
    time.sleep(0.3)
    assert len(days) == many


def test_a_thread_that_has_done_its_work_is_left_alone() -> None:
    with crew_of(1, threads=True) as crew:
        assert crew.submit(sum, (1, 2)).result() == 3
        mine = crew.submit(threading.current_thread).result()
    mine.join(20.0)
    assert not mine.is_alive()
