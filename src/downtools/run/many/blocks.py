"""Blocks: the rows of some tasks in a row, in one file that is written once and tells its sum.

A block's name holds its first and last task and the head of the SHA-256 of these and its bytes, so
a file that was cut short, changed or renamed is known for what it is, and nothing else has to be
kept in step.
"""

import hashlib
import io
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from downtools.run.aside import aside, flushed

__all__ = ["UNFINISHED", "Block", "blocks_of", "chunks", "decoded", "encoded", "keep", "sound"]

UNFINISHED = ".unfinished-"
"""How the name of a file begins that is still being written, or whose writer was killed."""

_NAME = re.compile(r"tasks-(\d{7,})-(\d{7,})-([0-9a-f]{32})\.parquet")


@dataclass(frozen=True, order=True)
class Block:
    """A file with the rows of the tasks from `first` to `last`, both included."""

    first: int
    last: int
    sum: str
    path: Path

    @property
    def tasks(self) -> range:
        """The numbers of its tasks."""
        return range(self.first, self.last + 1)


def encoded(table: Any) -> bytes:
    """A table of Arrow as the bytes of a block."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def decoded(content: bytes | Path, columns: Sequence[str] | None = None) -> Any:
    """The table in the bytes, or in the file, of a block; all columns or some of them."""
    import pyarrow.parquet as pq

    source = io.BytesIO(content) if isinstance(content, bytes) else content
    with pq.ParquetFile(source) as file:
        return file.read(columns=None if columns is None else list(columns))


def keep(folder: Path, first: int, last: int, content: bytes) -> Block:
    """Write a block aside, flush it to disk and give it its name.

    Raises `OSError` as the system does, and then leaves nothing behind.
    """
    digest = _sum(first, last, content)
    path = folder / f"tasks-{first:07d}-{last:07d}-{digest}.parquet"
    # One command at a time works in a folder, so the name is nobody else's.
    with aside(folder / f"{UNFINISHED}{first}-{last}") as unfinished:
        flushed(unfinished, content)
        unfinished.replace(path)
    return Block(first, last, digest, path)


def blocks_of(folder: Path) -> list[Block]:
    """The blocks in a folder by their names, from the first task on; none is read."""
    found: list[Block] = []
    for path in folder.iterdir():
        name = _NAME.fullmatch(path.name)
        if name:
            found.append(Block(int(name[1]), int(name[2]), name[3], path))
    return sorted(found)


def sound(block: Block) -> bool:
    """Whether the file holds what was written to it."""
    try:
        return _sum(block.first, block.last, block.path.read_bytes()) == block.sum
    except OSError:
        return False


def _sum(first: int, last: int, content: bytes) -> str:
    sums = hashlib.sha256(f"{first}-{last}:".encode())
    sums.update(content)
    return sums.hexdigest()[:32]


def chunks(tasks: Iterable[int], done: Collection[int], size: int) -> list[range]:
    """What is still to do of some tasks, cut into ranges of at most `size` tasks in a row."""
    found: list[range] = []
    for task in sorted(set(tasks).difference(done)):
        if found and found[-1].stop == task and len(found[-1]) < size:
            found[-1] = range(found[-1].start, task + 1)
        else:
            found.append(range(task, task + 1))
    return found
