"""Many tasks on a few processes: results in the order of the tasks, and an end at once."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from downtools.errors import Fault, OutOfRoomError
from downtools.run.many.crews import crew_of

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
    with crew_of(min(jobs, many)) as crew:
        try:
            futures = [crew.submit(task, plan, index) for index in range(many)]
            for future in futures:
                yield future.result()
        except crew.gone:
            message = (
                "a process died, perhaps for want of memory; try a smaller --scale or --jobs 1"
            )
            raise OutOfRoomError(message) from None
