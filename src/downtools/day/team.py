"""Team: the threads that share the work of a phase.

Work is cut the same way on any number of threads, and a block writes only what is its own, so no
result depends on how many there are. Each thread takes every so-many-th block in one call of a
kernel: to hand a kernel its arrays costs more than a small block does.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

import numpy as np
import numpy.typing as npt

__all__ = ["Team", "cuts_of"]

I64 = npt.NDArray[np.int64]

_BLOCK_WORKERS = 1 << 14


class Team:
    """A number of threads, to be used in a `with` statement."""

    def __init__(self, threads: int = 1) -> None:
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads - 1) if threads > 1 else None

    def __enter__(self) -> "Team":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def share(self, task: Callable[[int, int], None]) -> None:
        """Run `task(turn, turns)` once a thread; raises what a task raises."""
        if self._pool is None:
            task(0, 1)
            return
        others = [self._pool.submit(task, turn, self.threads) for turn in range(1, self.threads)]
        task(0, self.threads)
        for other in others:
            other.result()


def cuts_of(first_worker: I64) -> I64:
    """Cut sites into runs of about 16,000 workers: where each begins, and the end of the last.

    The cuts hang on the world alone. A site is never cut, so whatever a block writes is its own.
    """
    targets = np.arange(0, int(first_worker[-1]), _BLOCK_WORKERS)
    cuts = np.searchsorted(first_worker, targets)
    return np.unique(np.append(cuts, [0, len(first_worker) - 1])).astype(np.int64)
