"""A generation of runs: particles with values of their own, and what the press prints of each."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from downtools.chance import Luck, nth_seed
from downtools.errors import OutOfRoomError
from downtools.evidence.truth import Recorded
from downtools.run.many.blocks import blocks_of, chunks, decoded, encoded, keep, sound
from downtools.run.many.crews import Crew
from downtools.run.many.drive import drive
from downtools.run.many.folder import PLAN, locked, refuse_another, remove_damaged, write_plan
from downtools.run.simulate import simulate
from downtools.scenario.model import Scenario, content_hash
from downtools.scenario.tables import Report
from downtools.study.calibrate.space import Space
from downtools.study.draws import drawn
from downtools.study.ensemble.carry import in_room
from downtools.world.build import build_world
from downtools.world.world import World

__all__ = ["FORMAT", "Counted", "Generation", "Ground", "carried", "facts_of", "particle"]

F64 = npt.NDArray[np.float64]

FORMAT = 3
"""Raised whenever statistics or the press change: runs of another are not gone on with."""
_BLOCK = 25
"""Runs in a block: some seconds of work, which is what a kill can cost."""


class Counted(Protocol):
    """Numbers that are taken of what the press prints of a run."""

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each."""
        ...

    def of_reports(self, reports: Iterable[Report], /) -> F64:
        """The numbers of printed reports."""
        ...

    def of_run(self, run: Recorded, *, seed: int) -> F64:
        """The numbers of a run, under a press of a seed."""
        ...


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What all runs of a calibration share."""

    space: Space
    """The fitted parameters, of the untuned scenario up to the last day of evidence."""
    statistics: Counted
    """What is counted of each run."""
    seed: int
    width: float
    """How wide the parameters that are not fitted are drawn beside their prior."""
    scale: float

    @property
    def scenario(self) -> Scenario:
        """What is run."""
        return self.space.scenario

    @cached_property
    def hash(self) -> int:
        """Of what the world hangs on."""
        return hash((self.scenario, self.scale))


@dataclass(frozen=True, kw_only=True)
class Generation:
    """Particles to run."""

    ground: Ground
    first: int
    """The number of its first run."""
    z: tuple[tuple[float, ...], ...]
    """Coordinates of each particle."""
    free: tuple[int, ...] = ()
    """The run with whose draw of what is not fitted each is run; its own if left out."""


def particle(ground: Ground, run: int, z: tuple[float, ...]) -> Scenario:
    """The scenario of a run: its fitted values, and its own draw of all that is not fitted."""
    free = drawn(ground.scenario, run, ground.seed, ground.width)
    return ground.space.placed(free, ground.space.values(z))


def facts_of(generation: Generation, question: str) -> dict[str, Any]:
    """What tells the runs of one generation from another's; nothing about anyone."""
    ground = generation.ground
    return {
        "format": FORMAT,
        "downtools": version("downtools"),
        "question": question,
        "scenario_hash": ground.scenario.hash,
        "statistics": content_hash(list(ground.statistics.names)),
        "keys": list(ground.space.keys),
        "seed": ground.seed,
        "width": ground.width,
        "scale": ground.scale,
        "first": generation.first,
        "z": content_hash([list(row) for row in generation.z]),
        "free": content_hash(list(generation.free)),
    }


def block_of(generation: Generation, first: int, last: int) -> bytes:
    """The statistics of some particles; a run that fails is a row with its error."""
    return _encoded([_row(generation, at) for at in range(first, last + 1)])


def _given_up(generation: Generation, task: int) -> bytes:
    del generation
    return _encoded([(task, [], "its process died each time, perhaps for want of memory", 0.0)])


def _encoded(rows: Sequence[tuple[int, list[float], str, float]]) -> bytes:
    import pyarrow as pa

    task, statistics, error, seconds = zip(*rows, strict=True)
    return encoded(
        pa.table(
            {
                "task": pa.array(task, pa.int64()),
                "statistics": pa.array(statistics, pa.list_(pa.float64())),
                "error": pa.array(error, pa.string()),
                "seconds": pa.array(seconds, pa.float64()),
            }
        )
    )


def _row(generation: Generation, at: int) -> tuple[int, list[float], str, float]:
    ground, run = generation.ground, generation.first + at
    began = time.perf_counter()
    try:
        free = generation.free[at] if generation.free else run
        scenario = particle(ground, free, generation.z[at])
        found = simulate(scenario, seed=_luck(ground, run), world=world_of(ground), threads=1)
        press = nth_seed(ground.seed, "calibrate/press", run)
        numbers = ground.statistics.of_run(found, seed=press).tolist()
    except (MemoryError, OSError, OutOfRoomError):
        raise  # what the machine lacks now is no part of a result
    except Exception as error:  # noqa: BLE001 - one that fails is not the end of the rest
        return at, [], f"{type(error).__name__}: {error}", time.perf_counter() - began
    return at, numbers, "", time.perf_counter() - began


def _luck(ground: Ground, run: int) -> Luck:
    shared, own = (nth_seed(ground.seed, f"calibrate/{which}", run) for which in ("shared", "own"))
    return Luck(shared, own)


def world_of(ground: Ground) -> World:
    """The world of a calibration; in one process it is looked up once."""
    return _world(ground.scenario, ground.scale)


@lru_cache(maxsize=2)
def _world(scenario: Scenario, scale: float) -> World:
    return build_world(scenario, scale=scale)


def carried(
    generation: Generation,
    folder: Path,
    facts: dict[str, Any],
    crew: Crew,
    told: Callable[[int], None],
) -> F64:
    """The statistics of all particles of a generation, a row each, NaN where a run failed.

    What blocks in the folder hold already is not run again. `told` is called with how many runs
    are done, as each block is written. Raises `InputError` if the folder holds other runs,
    `OutOfRoomError` if the disk will not do.
    """
    with locked(folder):
        refuse_another(folder, facts)
        kept = remove_damaged(folder)
        if not (folder / PLAN).exists():
            with in_room(folder):
                write_plan(folder, facts)
        done = {task for block in kept for task in block.tasks}
        many = len(done)
        told(many)

        def take(tasks: range, content: bytes) -> None:
            nonlocal many
            with in_room(folder):
                keep(folder, tasks[0], tasks[-1], content)
            many += len(tasks)
            told(many)

        todo = chunks(range(len(generation.z)), done, _BLOCK)
        drive(block_of, generation, todo, crew, take, _given_up)
        return _read(folder, len(generation.z), len(generation.ground.statistics.names))


def _read(folder: Path, particles: int, count: int) -> F64:
    found = np.full((particles, count), np.nan)
    for block in blocks_of(folder):
        if sound(block):
            table = decoded(block.path, ("task", "statistics", "error")).to_pydict()
            for task, numbers, error in zip(*table.values(), strict=True):
                if not error:
                    found[task] = numbers
    return found
