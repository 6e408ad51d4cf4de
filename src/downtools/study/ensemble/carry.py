"""Carry out a study: what is still to do, on a crew, into blocks in its folder, live and safe."""

import contextlib
import errno
import shutil
import tempfile
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from downtools.compiled import compiled_before
from downtools.errors import Fault, InputError, OutOfRoomError
from downtools.run.many.blocks import Block, chunks, decoded, keep
from downtools.run.many.crews import Crew, crew_of
from downtools.run.many.drive import drive
from downtools.run.many.folder import (
    PLAN,
    locked,
    refuse_another,
    remove_damaged,
    write_plan,
)
from downtools.run.simulate import Progress, simulate
from downtools.study.ensemble.estimate import Estimate, estimate_of
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.rows import block_of, given_up, world_of
from downtools.study.ensemble.runs import Runs
from downtools.study.pool import wrong_numbers
from downtools.world.needs import needs_of
from downtools.world.threads import default_threads

__all__ = ["How", "Watcher", "carry_out", "in_room", "shard_of"]


_BRIEF = 4.0
"""Seconds of work that are over before other processes have started."""

_MOST_TASKS = 10_000_000
"""Of a study: more could not even be listed within seconds."""


@dataclass(frozen=True, kw_only=True)
class Watcher:
    """Who wants to know how far a study is; each is called in the process that asked."""

    estimate: Callable[[Estimate], None] = lambda estimate: None
    """Before the start."""
    tell: Callable[[Progress], None] | None = None
    """What this process itself does."""
    block: Callable[[Any, int, int], None] = lambda rows, done, total: None
    """A table of new rows, and how many tasks are done of all: those kept before come first."""


@dataclass(frozen=True, kw_only=True)
class How:
    """By whom the work is done, and where its results are kept."""

    out: Path | None = None
    """The folder; a temporary one, gone with the `Runs`, if None."""
    jobs: int | None = None
    """Processes, or threads; all cores if None."""
    threads: bool = False
    cluster: str | None = None
    """Address of a scheduler of dask.distributed."""
    shard: tuple[int, int] = (1, 1)
    """(i, n): do only the i-th of n parts of the tasks."""
    watch: Watcher = field(default_factory=Watcher)

    @property
    def hands(self) -> int:
        """Processes or threads on this machine."""
        return self.jobs or default_threads()


def shard_of(text: str) -> tuple[int, int]:
    """The shard of a text such as 2/8. Raises `InputError` if it is none."""
    first, slash, last = text.partition("/")
    if slash and first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last):
        return int(first), int(last)
    cure = "give i/n with i from 1 to n, as in 2/8 for the second of eight parts"
    raise InputError([Fault(file="--shard", value=text, problem="no such part", cure=cure)])


def carry_out(plan: Plan, runs: int, how: How) -> Runs:
    """Do what is not yet done of `runs` draws, and answer with all runs of the folder's plan.

    Raises `InputError` for numbers out of range, a folder that holds something else, a cluster
    that does not answer; `OutOfRoomError` if memory or disk will not do. What was done until
    then is kept, and the same call goes on with it.
    """
    _check(plan, runs, how)
    i, n = how.shard
    tasks = plan.tasks(runs)
    mine = range(tasks * (i - 1) // n, tasks * i // n)
    with _folder(how.out) as folder, locked(folder):
        refuse_another(folder, plan.facts())
        kept = remove_damaged(folder)
        done = frozenset(task for block in kept for task in block.tasks)
        if done.issuperset(mine):
            how.watch.estimate(estimate_of(plan, mine, done, how.hands))
        else:
            _go_on(plan, folder, mine, kept, how)
        return Runs(plan, folder, temporary=how.out is None)


def _go_on(plan: Plan, folder: Path, mine: range, kept: Sequence[Block], how: How) -> None:
    """Do what no block holds yet, once it is clear that there is room for it."""
    done = frozenset(task for block in kept for task in block.tasks)
    needs = estimate_of(plan, mine, done, how.hands)
    alone = how.jobs is None and needs.seconds * needs.hands < _BRIEF
    hands = 1 if alone else needs.hands
    with crew_of(hands, threads=how.threads, cluster=how.cluster) as crew:
        if crew.hands != needs.hands:
            needs = estimate_of(plan, mine, done, crew.hands)
        how.watch.estimate(needs)
        # On a cluster this machine holds no run, but builds the world.
        (needs if how.cluster is None else replace(needs, hands=1)).refuse_if_too_large(folder)
        if not (folder / PLAN).exists():
            with in_room(folder):
                write_plan(folder, plan.facts())
        _work(plan, folder, mine, kept, needs, crew, how.watch)


def _check(plan: Plan, runs: int, how: How) -> None:
    """Raise `InputError` for what can be seen to be wrong before anything is done."""
    faults = wrong_numbers("run", runs, 200, how.jobs)
    i, n = how.shard
    tasks = plan.tasks(max(runs, 1))
    if not 1 <= i <= n <= tasks:
        problem = "no such part" if n <= tasks else f"more parts than there are runs ({tasks})"
        cure = f"give i/n with i from 1 to n, and n at most {tasks}"
        faults.append(Fault(file="--shard", value=f"{i}/{n}", problem=problem, cure=cure))
    if tasks > _MOST_TASKS:
        cure = f"give a number up to {_MOST_TASKS // plan.tasks(1):,}"
        faults.append(
            Fault(file="--runs", value=runs, problem="more than a study holds", cure=cure)
        )
    try:
        needs_of(plan.scenario, plan.scale)
        for arm in plan.arms:  # what is wrong with all draws is said before any is run
            arm.of(plan.scenario)
    except InputError as error:
        faults.extend(error.faults)
    if faults:
        raise InputError(faults)


@contextlib.contextmanager
def _folder(out: Path | None) -> Generator[Path]:
    """The folder to work in; a temporary one is removed if the work fails, else with its `Runs`."""
    if out is not None:
        yield out
        return
    with contextlib.ExitStack() as undo:
        folder = Path(tempfile.mkdtemp(prefix="downtools-"))
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder
        undo.pop_all()


def _work(
    plan: Plan,
    folder: Path,
    mine: range,
    kept: Sequence[Block],
    needs: Estimate,
    crew: Crew,
    watch: Watcher,
) -> None:
    world_of(plan)  # built once, so that the processes find it in the cache
    if not compiled_before():
        simulate(plan.scenario.with_days(1), world=world_of(plan), threads=1, progress=watch.tell)
    done = {task for block in kept for task in block.tasks}
    many = len(done.intersection(mine))
    for block in kept:
        watch.block(decoded(block.path), many, len(mine))

    def take(tasks: range, content: bytes) -> None:
        nonlocal many
        with in_room(folder):
            keep(folder, tasks[0], tasks[-1], content)
        many += len(tasks)
        watch.block(decoded(content), many, len(mine))

    drive(block_of, plan, chunks(mine, done, needs.block), crew, take, given_up)


@contextlib.contextmanager
def in_room(folder: Path) -> Generator[None]:
    """While a block is written: raise `OutOfRoomError` with the way on if the disk will not do."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = "the disk is full" if full else error.strerror
        raise OutOfRoomError(
            f"{folder}: a block could not be written ({reason}); all blocks before it are kept, "
            "and the same command goes on with them once there is room"
        ) from error
