"""Scores: how near futures come, worked out by a crew, each once, and kept if there is a folder."""

import contextlib
import hashlib
import math
import os
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TextIO

from downtools.errors import Fault, InputError, OutOfRoomError
from downtools.run.many.crews import Crew
from downtools.run.many.folder import PLAN, differing, locked, read_plan, write_plan
from downtools.study.ensemble.carry import in_room
from downtools.study.ensemble.plan import Plan
from downtools.study.unlikely.futures import Future, closeness

__all__ = ["Scores", "closeness_many", "kept"]

_FILE = "scores.txt"


class Scores:
    """How near each future comes to a reach. A future is scored once, here or before."""

    def __init__(
        self,
        plan: Plan,
        reach: str,
        crew: Crew,
        done: Callable[[int, float], None],
        known: dict[str, float],
        file: TextIO | None,
    ) -> None:
        """`done` is told how many were asked for so far, and the nearest of them."""
        self._plan, self._reach, self._crew = plan, reach, crew
        self._done, self._known, self._file = done, known, file
        self._asked, self._nearest = 0, -math.inf

    def many(self, futures: Sequence[Future]) -> list[float]:
        """The scores of some futures, in their order.

        Raises `OutOfRoomError` if a process dies, or the disk is full.
        """
        names = [_name(future) for future in futures]
        new = {
            name: future
            for name, future in zip(names, futures, strict=True)
            if name not in self._known
        }
        size = max(1, -(-len(new) // (4 * self._crew.hands)))
        todo = list(new)
        parts = [todo[at : at + size] for at in range(0, len(todo), size)]
        try:
            pending = [
                self._crew.submit(
                    closeness_many, self._plan, self._reach, [new[name] for name in part]
                )
                for part in parts
            ]
            for part, future in zip(parts, pending, strict=True):
                self._keep(dict(zip(part, future.result(), strict=True)))
        except self._crew.gone:
            message = (
                "a process died, perhaps for want of memory; try a smaller --scale or --jobs 1"
            )
            raise OutOfRoomError(message) from None
        found = [self._known[name] for name in names]
        self._asked += len(found)
        self._nearest = max([self._nearest, *(one for one in found if not math.isnan(one))])
        self._done(self._asked, self._nearest)
        return found

    def _keep(self, scores: dict[str, float]) -> None:
        self._known.update(scores)
        if self._file is not None:
            for name, score in scores.items():
                self._file.write(f"{name} {score.hex()}\n")
            self._file.flush()


def closeness_many(plan: Plan, reach: str, futures: Sequence[Future]) -> list[float]:
    """How near each of some futures comes to a reach."""
    return [closeness(plan, reach, future) for future in futures]


@contextlib.contextmanager
def kept(
    plan: Plan, reach: str, folder: Path | None
) -> Generator[tuple[dict[str, float], TextIO | None]]:
    """The scores that a folder holds, by the names of futures, and the file for more of them.

    Raises `InputError` if the folder holds another study, `OutOfRoomError` if the disk is full.
    """
    if folder is None:
        yield {}, None
        return
    facts = plan.facts() | {"reach": reach}
    with locked(folder), in_room(folder):
        if not (folder / PLAN).exists():
            write_plan(folder, facts)
        elif differences := list(differing(read_plan(folder), facts)):
            problem = f"this folder holds another study: {'; '.join(differences[:4])}"
            cure = "give another folder with --out, or ask the same again to go on with it"
            raise InputError([Fault(file=str(folder), problem=problem, cure=cure)])
        path = folder / _FILE
        known = _read(path)
        with path.open("a", encoding="ascii") as file:
            yield known, file


def _read(path: Path) -> dict[str, float]:
    """The lines of a file of scores; one that was cut short is taken away, to be made again."""
    if not path.exists():
        return {}
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        os.truncate(path, len(whole))
    found: dict[str, float] = {}
    for line in whole.decode("ascii", "replace").splitlines():
        name, _, score = line.partition(" ")
        with contextlib.suppress(ValueError):
            found[name] = float.fromhex(score)
    return found


def _name(future: Future) -> str:
    return hashlib.sha256(repr(future).encode()).hexdigest()
