"""Drive a crew through ranges of tasks; a worker that dies costs its range, not the study."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from typing import Any

from downtools.errors import DowntoolsError
from downtools.run.many.crews import Crew

__all__ = ["drive"]

Work = Callable[[Any, int, int], bytes]

_LOOK_SECONDS = 10.0
"""After which somebody looks after workers of whom nothing was heard."""


def drive(
    work: Work,
    plan: Any,
    todo: Iterable[range],
    crew: Crew,
    take: Callable[[range, bytes], None],
    given_up: Callable[[Any, int], bytes],
) -> None:
    """`work(plan, first, last)` for each range of tasks, in any order; `take` gets what it gives.

    `work` is a function of a module, and `plan` can be pickled. A range whose worker died is
    given to another. If that happens again and again, its tasks are run one by one, each alone,
    and the one that takes its worker down every time gets what `given_up(plan, task)` says.
    Raises what `work` or `take` raise, and `DowntoolsError` if the crew is gone.
    """
    line = _Line(todo, crew.patience)
    running: dict[Future[Any], range] = {}
    while line.waiting or running:
        _hand_in(work, plan, line, running, crew)
        done, _ = wait(running, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
        if not done:
            crew.look()
        died: list[range] = []
        for future in done:
            tasks = running.pop(future)
            try:
                content = future.result()
            except crew.gone:
                died.append(tasks)
            except CancelledError as error:
                message = "the cluster is gone; what is done is kept, the same command goes on"
                raise DowntoolsError(message) from error
            else:
                take(tasks, content)
        if died and crew.renew():
            died.extend(running.values())
            running.clear()
        for task in line.again(died):
            take(range(task, task + 1), given_up(plan, task))


def _hand_in(
    work: Work, plan: Any, line: "_Line", running: dict[Future[Any], range], crew: Crew
) -> None:
    """Give the crew as much as it should have in hand."""
    while line.waiting:
        most = crew.hands * crew.ahead
        if len(running) >= line.room(most, running.values()):
            return
        tasks = line.waiting[0]
        try:
            future = crew.submit(work, plan, tasks[0], tasks[-1])
        except crew.gone:
            if running:  # theirs say so too, and who is to be run again
                return
            crew.renew()
            continue
        line.waiting.popleft()
        running[future] = tasks


class _Line:
    """Ranges of tasks that wait for a worker, and what is known of those that lost theirs."""

    def __init__(self, todo: Iterable[range], patience: int) -> None:
        self.waiting = deque(todo)
        self._patience = patience
        self._deaths = Counter[range]()
        self._alone: set[range] = set()
        """What has lost its worker too often to be run in company."""

    def room(self, most: int, running: Iterable[range]) -> int:
        """How many ranges may be under way before the next one is."""
        held = (*running, self.waiting[0])
        return 1 if any(tasks in self._alone for tasks in held) else most

    def again(self, died: Iterable[range]) -> list[int]:
        """Put ranges that lost their worker in line again; the tasks to be given up instead."""
        hopeless: list[int] = []
        for tasks in sorted(died, key=lambda tasks: tasks.start, reverse=True):
            self._deaths[tasks] += 1
            if self._deaths[tasks] < self._patience:
                self.waiting.appendleft(tasks)
            elif tasks in self._alone:
                hopeless.append(tasks.start)
            else:
                singles = [range(task, task + 1) for task in tasks]
                self._alone.update(singles)
                self._deaths[tasks] = 0
                self.waiting.extendleft(reversed(singles))
        return hopeless
