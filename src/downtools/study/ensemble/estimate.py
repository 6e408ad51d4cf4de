"""What a study will need, told before it starts: memory, time and disk."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from downtools.day.tables import COLUMNS
from downtools.errors import OutOfRoomError
from downtools.study.ensemble.plan import Plan
from downtools.world.available import free_disk
from downtools.world.needs import Needs, needs_of, refuse_if_too_large

__all__ = ["Estimate", "estimate_of"]

_PROCESS_BYTES = 200_000_000
"""Of a process with the engine and Arrow loaded, measured."""
_NS_PER_WORKER_DAY, _DAY_SECONDS = 8.0, 0.004
"""Of one core, measured on the machine of docs/speed.md over draws of Belarus 2020."""
_BLOCK_SECONDS = 10.0
_MOST_TASKS = 100
_ROW_BYTES = 2000
"""Of a run in a block beside its tables; a number of a table takes about two bytes there."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What is still to do of a study, and about what it will take."""

    runs: int
    kept: int
    """Tasks that are there already."""
    hands: int
    seconds: float
    memory_bytes: int
    """Of each process."""
    disk_bytes: int
    block: int
    """Tasks in a block."""
    needs: Needs

    def refuse_if_too_large(self, folder: Path) -> None:
        """Raise `InputError` without the memory for it, `OutOfRoomError` without the disk."""
        refuse_if_too_large(self.needs, runs=self.hands)
        free = free_disk(folder)
        if free is not None and self.disk_bytes > free:
            raise OutOfRoomError(
                f"{folder}: {self.runs:,} runs need about {self.disk_bytes / 1e9:.1f} GB there, of "
                f"which {free / 1e9:.1f} GB are free; make room, give another folder with --out, "
                "or keep fewer tables with --keep"
            )


def estimate_of(plan: Plan, tasks: range, done: Collection[int], hands: int) -> Estimate:
    """What the tasks that are not done will take on so many processes.

    Raises `InputError` for a scale that is not in (0, 1].
    """
    needs, there = needs_of(plan.scenario, plan.scale), frozenset(done)
    left = [task for task in tasks if task not in there]
    days = plan.scenario.calendar.days - (plan.from_day or 0)
    each = days * (needs.agents * _NS_PER_WORKER_DAY * 1e-9 + _DAY_SECONDS)
    runs = sum(plan.runs(range(task, task + 1)) for task in left)
    hands = min(hands, max(len(left), 1))
    a_task = each * max(runs, 1) / max(len(left), 1)
    return Estimate(
        runs=runs,
        kept=len(tasks) - len(left),
        hands=hands,
        seconds=each * runs / hands,
        memory_bytes=_PROCESS_BYTES + needs.memory_bytes,
        disk_bytes=runs * (_ROW_BYTES + 2 * _numbers(plan)),
        block=max(1, min(_MOST_TASKS, len(left) // (4 * hands), int(_BLOCK_SECONDS / a_task))),
        needs=needs,
    )


def _numbers(plan: Plan) -> int:
    """Numbers in the kept tables of a run; events and groups are rarely full."""
    s = plan.scenario
    regions = len({row.region for row in s.districts})
    rows = {
        "daily": 1,
        "regions": regions * len(s.sectors),
        "sites": len(s.sites),
        "groups": len(s.districts) * len(s.sectors) // 4,
        "events": 10,
    }
    return sum(s.calendar.days * rows[name] * len(COLUMNS[name]) for name in plan.keep)
