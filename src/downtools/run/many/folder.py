"""The folder of a study: its plan, a lock, and blocks; one command works on it at a time."""

import contextlib
import json
import os
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from downtools.errors import DowntoolsError, Fault, InputError, StoredRunError
from downtools.run.aside import aside, flushed
from downtools.run.many.blocks import UNFINISHED, Block, blocks_of, sound
from downtools.run.store import checksum

__all__ = [
    "PLAN",
    "differing",
    "locked",
    "read_plan",
    "refuse_another",
    "remove_damaged",
    "sound_blocks",
    "write_plan",
]

PLAN = "plan.json"
_LOCK = "lock"
_SHORT = 80


@contextlib.contextmanager
def locked(folder: Path) -> Generator[None]:
    """Hold a folder, making it if need be, against any other command until the end.

    The system lets go of it when the process ends, however it ends. A folder in which no study
    was begun is left as it was found. Raises `DowntoolsError` if another command holds it,
    `InputError` if the folder holds something else or cannot be made.
    """
    _refuse_foreign(folder)
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / _LOCK).open("ab")
    except OSError as error:
        _remove_empty(missing)
        raise _unwritable(folder, error) from error
    with file:
        try:
            taken = _taken(file, folder / _LOCK)
        except OSError as error:  # some file systems of clusters know no locks
            raise _unwritable(folder, error, "locked") from error
        if not taken:
            raise DowntoolsError(
                f"{folder}: another command is at work on this folder; wait for its end, or give "
                "another folder with --out"
            )
        for left in folder.glob(f"{UNFINISHED}*"):
            left.unlink(missing_ok=True)
        try:
            yield
        finally:
            if not (folder / PLAN).exists():
                with contextlib.suppress(OSError):  # Windows removes no open file
                    (folder / _LOCK).unlink()
                _remove_empty(missing)


def _remove_empty(folders: list[Path]) -> None:
    with contextlib.suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _taken(file: BinaryIO, path: Path) -> bool:
    """Whether the lock is ours now, and still the one that others would find."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            cast("Any", msvcrt).locking(file.fileno(), cast("Any", msvcrt).LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except (BlockingIOError, PermissionError, FileNotFoundError):
        return False


def _refuse_foreign(folder: Path) -> None:
    if not folder.exists() and not folder.is_symlink():
        return
    ours = folder.is_dir() and (
        (folder / PLAN).is_file()
        # Whoever was to begin a study here may have been killed.
        or all(name == _LOCK or name.startswith(UNFINISHED) for name in os.listdir(folder))
    )
    if not ours:
        problem = "this folder exists and holds something other than a study"
        cure = "give another folder with --out, or remove it first"
        raise InputError([Fault(file=str(folder), problem=problem, cure=cure)])


def _unwritable(folder: Path, error: OSError, done: str = "written") -> InputError:
    problem = f"cannot be {done} ({error.strerror})"
    cure = "give another folder with --out"
    return InputError([Fault(file=str(folder), problem=problem, cure=cure)])


def write_plan(folder: Path, plan: Mapping[str, Any]) -> None:
    """Write what all tasks of a study share, whole or not at all.

    Raises `OSError` as the system does, and then leaves nothing behind.
    """
    content = {**plan, "checksum": checksum(dict(plan))}
    with aside(folder / f"{UNFINISHED}{PLAN}") as unfinished:
        flushed(unfinished, json.dumps(content, indent=1, ensure_ascii=False).encode("utf-8"))
        unfinished.replace(folder / PLAN)


def read_plan(folder: Path) -> dict[str, Any]:
    """What all tasks of the study in a folder share.

    Raises `StoredRunError` if there is none, or it is not what was written.
    """
    path = folder / PLAN
    try:
        content = json.loads(path.read_text("utf-8"))
        if content.pop("checksum") == checksum(content):
            return content
    except FileNotFoundError:
        raise StoredRunError(
            f"{path}: no such file, so this is no folder of a study; give one that `ensemble`, "
            "`compare`, `levers` or another study wrote with --out"
        ) from None
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise StoredRunError(f"{path}: cannot be read ({error}); remove the folder") from error
    raise StoredRunError(f"{path}: changed since it was written; remove the folder, begin anew")


def differing(kept: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    """In words, what differs between the plan in a folder and the one that is wanted."""
    for key in {**kept, **wanted}:
        mine, other = kept.get(key), wanted.get(key)
        if mine != other:
            shown = [json.dumps(one) for one in (mine, other)]
            short = max(map(len, shown)) <= _SHORT
            yield f"{key} is {shown[0]} there and {shown[1]} now" if short else f"other {key}"


def refuse_another(folder: Path, facts: Mapping[str, Any]) -> None:
    """Raise `InputError` if a folder holds the runs of another plan than that of `facts`."""
    if not (folder / PLAN).exists():
        return
    differences = list(differing(read_plan(folder), facts))
    if differences:
        shown = "; ".join(differences[:4])
        problem = f"this folder holds another study: {shown}"
        cure = "give another folder with --out, or ask the same again to go on with it"
        raise InputError([Fault(file=str(folder), problem=problem, cure=cure)])


def sound_blocks(folder: Path) -> list[Block]:
    """The blocks that hold what was written, each checked, and no task twice."""
    found: list[Block] = []
    held: set[int] = set()
    for block in blocks_of(folder):
        if held.isdisjoint(block.tasks) and sound(block):
            found.append(block)
            held.update(block.tasks)
    return found


def remove_damaged(folder: Path) -> list[Block]:
    """The sound blocks of a locked folder; the others are removed, so that they are made again."""
    good = sound_blocks(folder)
    kept = {block.path for block in good}
    for block in blocks_of(folder):
        if block.path not in kept:
            block.path.unlink()
    return good
