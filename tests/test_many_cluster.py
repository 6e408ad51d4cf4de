"""A study on a cluster: a scheduler and workers of dask.distributed, each a process of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from downtools.run.many.crews import crew_of
from downtools.run.many.drive import drive
from downtools.scenario import load
from downtools.study.ensemble.ask import ensemble
from downtools.study.ensemble.carry import How
from downtools.study.ensemble.runs import Runs
from tests import deadly
from tests.commands import Command, blocks, posix, until

pytest.importorskip("distributed")
pytestmark = posix

ROOT = Path(__file__).parent.parent
RUNS, DAYS = 60, 3
ASKED = ("ensemble", "one-plant", "--days", DAYS, "--runs", RUNS, "--json")


class Machines:
    """A scheduler and its workers, which know nothing of us but that downtools is installed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = (folder / "log").open("wb")
        file = folder / "scheduler.json"
        started = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file]
        self.scheduler = self._start("scheduler", *started)
        until(lambda: file.exists() and file.stat().st_size, "the scheduler")
        self.workers: list[subprocess.Popen[bytes]] = []

    def _start(self, kind: str, *arguments: object, **env: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *map(str, arguments)]
        return subprocess.Popen(
            command,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        )

    def hire(self, **env: str) -> subprocess.Popen[bytes]:
        """Another worker process, once the scheduler knows it."""
        many = len(self.known())
        alone = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "60"]
        where = ["--scheduler-file", self._folder / "scheduler.json"]
        worker = self._start("worker", *where, *alone, "--local-directory", self._folder, **env)
        self.workers.append(worker)
        until(lambda: len(self.known()) > many, "a worker")
        return worker

    def known(self) -> list[str]:
        return list(self._client.scheduler_info(n_workers=-1)["workers"])

    @property
    def address(self) -> str:
        return self._client.scheduler.address

    def open(self) -> None:
        import distributed

        self._client = distributed.Client(
            scheduler_file=str(self._folder / "scheduler.json"), set_as_default=False
        )

    def close(self) -> None:
        with contextlib.suppress(TimeoutError, OSError):
            self._client.close(timeout=2)
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()
        self._log.close()


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Generator[Machines]:
    found = Machines(tmp_path_factory.mktemp("cluster"))
    found.open()
    found.hire()
    found.hire()
    yield found
    found.close()


@pytest.fixture(scope="module")
def alone() -> Runs:
    return ensemble(load("one-plant").with_days(DAYS), runs=RUNS, how=How(jobs=1))


def test_two_worker_processes_give_the_digest_of_one(
    machines: Machines, alone: Runs, tmp_path: Path
) -> None:
    with Command(
        tmp_path, *ASKED, "--cluster", machines.address, "--out", tmp_path / "study"
    ) as command:
        assert command.ended() == 0, command.said
        assert not command.workers()
    assert command.answer["digest"] == alone.digest
    assert "distributed" not in command.said
    assert "Traceback" not in command.said


def test_a_worker_that_is_killed_costs_its_block_only(
    machines: Machines, alone: Runs, tmp_path: Path
) -> None:
    folder = tmp_path / "study"
    with Command(tmp_path, *ASKED, "--cluster", machines.address, "--out", folder) as command:
        until(lambda: blocks(folder), "the first block")
        before = {name: (folder / name).stat().st_mtime_ns for name in blocks(folder)}
        assert len(Runs.load(folder).tasks) < RUNS
        machines.workers[0].send_signal(signal.SIGKILL)
        assert command.ended() == 0, command.said
    assert machines.workers.pop(0).wait() == -signal.SIGKILL
    assert command.answer["digest"] == alone.digest
    assert (
        before.items()
        <= {name: (folder / name).stat().st_mtime_ns for name in blocks(folder)}.items()
    ), "what was done is not done again"
    assert "distributed" not in command.said
    machines.hire()


def test_a_task_that_kills_every_worker_is_given_up_and_the_rest_is_done(
    machines: Machines, tmp_path: Path
) -> None:
    """The cluster hands it on until it has killed four; then each is tried alone."""
    hired = [machines.hire() for _ in range(9)]
    done: dict[int, bytes] = {}
    with crew_of(1, cluster=machines.address) as crew:
        drive(
            deadly.work,
            2,
            [range(2), range(2, 4), range(4, 6)],
            crew,
            lambda tasks, content: done.update({tasks[0]: content}),
            lambda plan, task: b"given up",
        )
    assert done == {0: b"0-1", 2: b"given up", 3: b"3-3", 4: b"4-5"}
    for worker in hired:
        worker.kill()
        worker.wait()
    machines.workers = [worker for worker in machines.workers if worker.poll() is None]
    while len(machines.workers) < 2:
        machines.hire()


def test_ctrl_c_stops_within_two_seconds_and_the_cluster_lives_on(
    machines: Machines, alone: Runs, tmp_path: Path
) -> None:
    folder = tmp_path / "study"
    asked = (*ASKED, "--runs", 240, "--cluster", machines.address, "--out", folder)
    with Command(tmp_path, *asked) as command:
        until(lambda: blocks(folder), "the first block")
        began = time.monotonic()
        command.process.send_signal(signal.SIGINT)
        assert command.ended() == 130, command.said
        assert time.monotonic() - began < 2.0
    assert f"what is done is kept in {folder}" in command.said
    assert "Traceback" not in command.said
    found = Runs.load(folder)
    here = [k for k, task in enumerate(alone.column("task")) if task in found.tasks]
    there = [k for k, task in enumerate(found.column("task")) if task in alone.tasks]
    assert len(here) == len(there) > 0
    assert list(alone.column("digest")[here]) == list(found.column("digest")[there])
    assert len(machines.known()) == 2


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "127.0.0.1", "tls://127.0.0.1:1"])
def test_an_address_that_does_not_answer_is_told_within_ten_seconds(
    tmp_path: Path, address: str
) -> None:
    """Nobody listens there, or somebody who says nothing; nothing is left behind."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = address.format(port=mute.getsockname()[1])
        began = time.monotonic()
        with Command(
            tmp_path, *ASKED, "--cluster", address, "--out", tmp_path / "a" / "study"
        ) as command:
            assert command.ended() == 2
        assert time.monotonic() - began < 10.0
    assert command.said.startswith(f"--cluster is '{address}': no scheduler")
    assert command.said.count("\n") == 1
    assert not (tmp_path / "a").exists()


def test_workers_without_this_version_are_refused(tmp_path: Path) -> None:
    """What they give would not be what this version gives."""
    for problem, text in (
        ("another version", "import importlib.metadata as m; m.version = lambda name: '0.0.1'"),
    ):
        folder = tmp_path / problem
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(text)
        machines = Machines(folder)
        machines.open()
        machines.hire(PYTHONPATH=str(folder))
        with Command(tmp_path, *ASKED, "--cluster", machines.address) as command:
            assert command.ended() == 2, command.said
        assert "a worker has downtools 0.0.1, and this is" in command.said
        machines.close()


def test_a_cluster_that_is_gone_is_told_and_the_study_goes_on_elsewhere(
    alone: Runs, tmp_path: Path
) -> None:
    folder = tmp_path / "study"
    machines = Machines(tmp_path)
    machines.open()
    machines.hire()
    with Command(tmp_path, *ASKED, "--cluster", machines.address, "--out", folder) as command:
        until(lambda: blocks(folder), "the first block")
        machines.scheduler.kill()
        assert command.ended() == 2, command.said
    machines.close()
    assert "the cluster is gone; what is done is kept" in command.said
    assert "Traceback" not in command.said
    with Command(tmp_path, *ASKED, "--out", folder, "--jobs", 1) as command:
        assert command.ended() == 0, command.said
    assert command.answer["digest"] == alone.digest
