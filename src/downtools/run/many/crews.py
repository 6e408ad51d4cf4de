"""Crews: who does the work - this process, threads, processes, or a cluster - behind one seam.

Each gives futures of `concurrent.futures`. Processes are spawned, never forked: a forked process
inherits locks that nobody will open.
"""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from downtools.errors import DowntoolsError
from downtools.run.many.cluster import Cluster

__all__ = ["Crew", "crew_of"]

_STILLBORN = 3
"""How often in a row processes may die before one of them has done anything."""


class Crew(Protocol):
    """Workers that take tasks, each a function with arguments."""

    @property
    def hands(self) -> int:
        """How many tasks are worked on at once."""
        ...

    @property
    def ahead(self) -> int:
        """How many tasks to hand in for each hand, so that none waits for the next."""
        ...

    @property
    def patience(self) -> int:
        """How often a task may lose its worker before it is no longer run in company."""
        ...

    @property
    def gone(self) -> tuple[type[BaseException], ...]:
        """Errors that say that a worker died."""
        ...

    def submit(self, task: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Hand in a task. This, or its future, raises one of `gone` if a worker died."""
        ...

    def renew(self) -> bool:
        """Replace workers that died; whether all that was under way is lost with them.

        Raises `DowntoolsError` if they never come to life.
        """
        ...

    def look(self) -> None:
        """Look after workers of whom nothing is heard.

        Raises `DowntoolsError` if there are none any more.
        """
        ...

    def stop(self) -> None:
        """End all work at once, finished or not."""
        ...


@contextlib.contextmanager
def crew_of(jobs: int, *, threads: bool = False, cluster: str | None = None) -> Generator[Crew]:
    """A crew of `jobs` processes (one: this process itself), threads, or a cluster's workers.

    `cluster` is the address of a scheduler of dask.distributed. However the block is left, no
    process of ours outlives it. Raises `InputError` if the cluster does not answer.
    """
    crew: Crew
    if cluster is not None:
        crew = Cluster(cluster)
    elif threads:
        crew = _Threads(jobs)
    elif jobs == 1:
        crew = _Here()
    else:
        crew = _Processes(jobs)
    try:
        yield crew
    finally:
        crew.stop()


class _Here:
    """This process does each task as it is handed in."""

    hands = ahead = patience = 1
    gone = ()

    def submit(self, task: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(task(*arguments))
        except Exception as error:  # noqa: BLE001 - a future carries it to whoever asks
            future.set_exception(error)
        return future

    def renew(self) -> bool:
        return False  # nobody can have died

    def look(self) -> None:
        """Nothing is ever under way."""

    def stop(self) -> None:
        """Nothing is under way."""


class _Stopped(BaseException):
    """Raised in a thread whose work nobody wants any more."""


class _Threads:
    """Threads of this process; the engine lets go of the interpreter while it computes."""

    ahead, patience = 2, 1
    gone = ()

    def __init__(self, jobs: int) -> None:
        self.hands = jobs
        self._pool = ThreadPoolExecutor(jobs)
        self._lock = threading.Lock()
        self._busy: set[int] = set()
        self._over = False

    def submit(self, task: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        return self._pool.submit(self._do, task, *arguments)

    def _do(self, task: Callable[..., Any], *arguments: Any) -> Any:
        me = threading.get_ident()
        with self._lock:
            if self._over:
                raise _Stopped
            self._busy.add(me)
        try:
            return task(*arguments)
        finally:
            with self._lock:
                self._busy.discard(me)

    def renew(self) -> bool:
        return False  # a thread does not die alone

    def look(self) -> None:
        """A thread does not die alone."""

    def stop(self) -> None:
        """Cancel what waits; what has begun ends between two calls of the engine.

        A thread cannot be killed. An error raised in it from outside ends a run as soon as its
        kernel returns, some milliseconds later, and no run has to ask whether it is still wanted.
        """
        self._pool.shutdown(wait=False, cancel_futures=True)
        with self._lock:  # nobody leaves a task now, to be hit outside of it
            self._over = True
            for thread in self._busy:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(_Stopped)
                )


class _Processes:
    """Processes of this machine."""

    ahead, patience = 2, 3
    gone = (BrokenProcessPool,)

    def __init__(self, jobs: int) -> None:
        # Windows waits for no more than so many at once.
        self.hands = min(jobs, 61) if sys.platform == "win32" else jobs
        self._ours: set[Any] = set()
        self._stillborn = 0
        self._pool = self._new()
        self._alive: Future[None] | None = None

    def _new(self) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.hands, spawn, initializer=_serve)

    def submit(self, task: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        others = set(multiprocessing.active_children()) - self._ours
        with _ctrl_c_waits():
            if self._alive is None:
                self._alive = self._pool.submit(_alive)
            try:
                return self._pool.submit(task, *arguments)
            finally:
                self._ours = set(multiprocessing.active_children()) - others

    def renew(self) -> bool:
        lived = self._alive is not None and self._alive.done() and not self._alive.exception()
        self._stillborn = 0 if lived else self._stillborn + 1
        if self._stillborn == _STILLBORN:
            raise DowntoolsError(
                "processes die before they have done anything; in a script, ask for runs under "
                '`if __name__ == "__main__":` only, for each process reads the script again; or '
                "do without: --jobs 1 or --threads (in Python: How(jobs=1) or How(threads=True))"
            )
        self.stop()
        self._pool, self._alive = self._new(), None
        return True

    def look(self) -> None:
        """The pool says by itself when a process dies."""

    def stop(self) -> None:
        for process in self._ours.intersection(multiprocessing.active_children()):
            process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)


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


def _alive() -> None:
    """What a process does first: a sign of life."""


def _serve() -> None:
    """Prepare a process: Ctrl-C is the parent's to answer, and none outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
