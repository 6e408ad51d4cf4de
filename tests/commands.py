"""Commands as real processes, for tests that kill and interrupt them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest

MARK = "DOWNTOOLS_TESTED_AS"
PATIENCE = 90.0
"""Seconds after which what is waited for will not come."""

posix = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks into /proc")


def until(there: Callable[[], Any], words: str, patience: float = PATIENCE) -> Any:
    """What `there` gives as soon as it gives something."""
    end = time.monotonic() + patience
    while not (found := there()):
        assert time.monotonic() < end, f"never came: {words}"
        time.sleep(0.01)
    return found


class Command:
    """`downtools` with some arguments, in a group of its own; all of it is ended on leaving.

    Whatever it starts inherits a mark by which it is found again.
    """

    def __init__(self, folder: Path, *arguments: object, program: str | None = None) -> None:
        self.mark = uuid.uuid4().hex
        self._texts = [folder / f"{self.mark}.{kind}" for kind in ("out", "err")]
        start = ["-c", program] if program else ["-m", "downtools"]
        with self._texts[0].open("wb") as out, self._texts[1].open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, *start, *map(str, arguments)],
                stdout=out,
                stderr=err,
                stdin=subprocess.DEVNULL,
                env={**os.environ, MARK: self.mark},
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pid in [*self.others(), self.process.pid]:
            kill(pid)
        self.process.wait()

    @property
    def out(self) -> str:
        return self._texts[0].read_text("utf-8")

    @property
    def said(self) -> str:
        return self._texts[1].read_text("utf-8")

    @property
    def answer(self) -> dict[str, Any]:
        return json.loads(self.out)

    def ended(self, patience: float = PATIENCE) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(patience)

    def others(self) -> list[int]:
        """Processes that it has started, directly or not."""
        found: list[int] = []
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                here = folder.name.isdecimal() and int(folder.name) != self.process.pid
                if here and f"{MARK}={self.mark}".encode() in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
        return found

    def workers(self) -> list[int]:
        """Those that do tasks."""
        return [pid for pid in self.others() if b"spawn_main" in _command_line(pid)]

    def all_gone(self) -> None:
        """Nothing of it is left, within seconds."""
        until(lambda: not self.others(), "the end of its processes", 20.0)


def _command_line(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


@contextlib.contextmanager
def held(command: Command) -> Iterator[None]:
    """It stands still with all it has started, however long what is done meanwhile takes."""
    os.killpg(command.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(command.process.pid, signal.SIGCONT)


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def blocks(folder: Path) -> list[str]:
    """Names of the blocks in the folder of a study, which may not be there yet."""
    return sorted(path.name for path in folder.glob("tasks-*"))
