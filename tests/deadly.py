"""Work that takes its process down, for tests of crews."""

import os
import signal
from pathlib import Path
from typing import Any

from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.rows import block_of


def work(plan: int, first: int, last: int) -> bytes:
    """What a block is made of; a task named by the plan kills its process each time."""
    if first <= plan <= last:
        os.kill(os.getpid(), signal.SIGKILL)
    return f"{first}-{last}".encode()


def work_once(plan: Any, first: int, last: int) -> bytes:
    """As `work`, but a task dies only as long as there is a file left for it to take away."""
    for file in Path(plan).glob(f"{first}-*"):
        file.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return f"{first}-{last}".encode()


def block(plan: Plan, first: int, last: int) -> bytes:
    """The rows of a study, whose task 5 needs more memory than there is."""
    if first <= 5 <= last:
        os.kill(os.getpid(), signal.SIGKILL)
    return block_of(plan, first, last)
