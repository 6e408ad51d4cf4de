"""Threads: one pool over fixed blocks of sites, so that no result depends on their number."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Blocks", "default_threads", "for_each", "site_blocks"]

Blocks = tuple[tuple[int, int], ...]
_BLOCK_WORKERS = 1 << 17


def default_threads() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def site_blocks(first_worker: npt.NDArray[np.int64]) -> Blocks:
    """Cut sites into runs of about 130,000 workers: (first site, one after the last) each.

    The cuts hang on the world alone. A site is never cut, so whatever a block writes is its own.
    """
    sites = len(first_worker) - 1
    targets = np.arange(0, int(first_worker[-1]), _BLOCK_WORKERS)
    cuts = sorted({int(cut) for cut in np.searchsorted(first_worker, targets)} | {0, sites})
    return tuple((low, high) for low, high in pairwise(cuts) if high > low)


def for_each(
    task: Callable[[int, int], Any],
    blocks: Iterable[tuple[int, int]],
    pool: ThreadPoolExecutor | None,
) -> None:
    """Run `task(first, last)` on every block, in the pool if any; raises what a task raises."""
    if pool is None:
        for first, last in blocks:
            task(first, last)
        return
    for done in [pool.submit(task, first, last) for first, last in blocks]:
        done.result()
