"""Many tasks on a few processes: results in the order of the tasks, and an end at once.

Processes are spawned, never forked: a forked process inherits locks that nobody will open.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from downtools.errors import Fault, OutOfRoomError

__all__ = ["in_order", "wrong_numbers"]

Plan = TypeVar("Plan")
Result = TypeVar("Result")


def wrong_numbers(unit: str, runs: int, usual: int, jobs: int | None) -> list[Fault]:
    """What is wrong with how many runs (or pairs: `unit`) and processes a user asks for."""
    faults: list[Fault] = []
    if runs < 1:
        problem, cure = f"no {unit} to judge by", "give a whole number of at least 1"
        cure = f"{cure}; {usual} are usual"
        faults.append(Fault(file="--runs", value=runs, problem=problem, cure=cure))
    if jobs is not None and jobs < 1:
        problem = "no process to work with"
        cure = "give a whole number of at least 1, or leave it out"
        faults.append(Fault(file="--jobs", value=jobs, problem=problem, cure=cure))
    return faults


def in_order(
    task: Callable[[Plan, int], Result], plan: Plan, many: int, jobs: int
) -> Iterator[Result]:
    """`task(plan, 0)`, `task(plan, 1)` ... on `jobs` processes, in this order.

    `task` is a function of a module, `plan` can be pickled. With one job all happens in this
    process. If the caller stops or Ctrl-C is pressed, the processes are ended at once.
    Raises `OutOfRoomError` if one of them dies.
    """
    if jobs == 1 or many == 1:
        for index in range(many):
            yield task(plan, index)
        return
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        min(jobs, many), multiprocessing.get_context("spawn"), initializer=_serve
    )
    ended = False
    try:
        with _ctrl_c_waits():
            futures = [pool.submit(task, plan, index) for index in range(many)]
        for future in futures:
            yield future.result()
        ended = True
    except BrokenProcessPool:
        message = "a process died, perhaps for want of memory; try a smaller --scale or --jobs 1"
        raise OutOfRoomError(message) from None
    finally:
        if not ended:
            for process in set(multiprocessing.active_children()) - before:
                process.kill()
        pool.shutdown(wait=False, cancel_futures=True)


@contextlib.contextmanager
def _ctrl_c_waits() -> Generator[None]:
    """While processes are spawned: they inherit that it is blocked, and print no traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve() -> None:
    """Prepare a process: Ctrl-C is the parent's to answer, and none outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
