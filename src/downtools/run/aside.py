"""Files written aside: whole under their name, or not there at all."""

import contextlib
import os
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO

__all__ = ["aside", "flush", "flushed"]


@contextlib.contextmanager
def aside(path: Path) -> Generator[Path]:
    """What is given lies beside its final name; whatever is still there at the end is removed."""
    try:
        yield path
    finally:
        with contextlib.suppress(OSError):  # it has its final name by now, or cannot be helped
            path.unlink()


def flushed(path: Path, content: bytes) -> None:
    """Write a file and flush it to disk. Raises `OSError` as the system does."""
    with path.open("wb") as file:
        file.write(content)
        flush(file)


def flush(file: BinaryIO) -> None:
    """Put what was written to a file on the disk itself. Raises `OSError` as the system does."""
    file.flush()
    os.fsync(file.fileno())
