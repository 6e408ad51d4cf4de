"""Crews that lose workers, runs that fail, and what all of it costs in memory."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from downtools.errors import InputError
from downtools.run.many.blocks import chunks, keep
from downtools.run.many.crews import Crew, crew_of
from downtools.run.many.drive import drive
from downtools.run.many.folder import locked, write_plan
from downtools.scenario import load
from downtools.study.arms import AS_IT_IS, Arm
from downtools.study.belief import Belief
from downtools.study.ensemble.carry import How, carry_out
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.rows import given_up
from downtools.study.ensemble.runs import Runs
from tests import deadly
from tests.commands import Command, kill, posix, until

DAYS = 3


def plan_of(*arms: Arm) -> Plan:
    return Plan(
        question="ensemble",
        scenario=load("one-plant").with_days(DAYS),
        belief=Belief(source="prior"),
        arms=(AS_IT_IS, *arms),
    )


def test_a_draw_that_an_arm_will_not_do_with_is_rows_with_its_error_and_seeds(
    tmp_path: Path,
) -> None:
    """The value fits the scenario, and no draw in which walking out begins below it."""
    own = load("one-plant").value("ladder.theta_walkout")
    value = float(own) - 0.01
    plan = plan_of(Arm(name="late-rallies", values=(("ladder.theta_rally", value),)))
    runs = carry_out(plan, 30, How(jobs=1, out=tmp_path / "study"))
    walkout = [float(plan.drawn(draw).value("ladder.theta_walkout")) for draw in range(30)]
    clash = {draw for draw in range(30) if walkout[draw] < value}
    assert 0 < len(clash) < 30, "some of the draws were to clash, and some not"
    errors, draws = runs.column("error"), runs.column("draw")
    assert {int(draw) for draw in draws[errors != ""]} == clash
    assert len(runs) == 60
    assert runs.failed == len(clash), "the baseline of a draw does not fail with an arm"
    for row in runs.outcomes.to_pylist():
        luck = plan.luck(row["draw"])
        assert (row["shared_seed"], row["own_seed"]) == (luck.shared, luck.own)
        if row["arm"] == "late-rallies" and row["draw"] in clash:
            assert row["error"].startswith("InputError: ")
            assert "theta" in row["error"]
            assert row["digest"] == ""
        else:
            assert (row["error"], len(row["digest"])) == ("", 64)
    assert runs.days("out").shape == (30, DAYS)
    assert len(runs.rows("late-rallies")) == 30 - len(clash)
    assert runs.days("out", "late-rallies").shape == (30 - len(clash), DAYS)
    again = carry_out(plan, 30, How(jobs=2, out=tmp_path / "other"))
    assert again.digest == runs.digest
    with pytest.raises(InputError, match="not there, or it failed"):
        runs.run(min(clash), 1)
    assert runs.run(min(clash)).digest == runs.column("digest")[runs.rows()[min(clash)]]


@posix
def test_a_task_whose_process_dies_each_time_is_a_row_and_not_the_end_of_the_rest(
    tmp_path: Path,
) -> None:
    plan, whole = plan_of(), carry_out(plan_of(), 12, How(jobs=1))
    order: list[range] = []

    def take(tasks: range, content: bytes) -> None:
        order.append(tasks)
        keep(tmp_path / "study", tasks[0], tasks[-1], content)

    with locked(tmp_path / "study"), crew_of(2) as crew:
        write_plan(tmp_path / "study", plan.facts())
        drive(deadly.block, plan, chunks(range(12), (), 3), crew, take, given_up)
    runs = Runs.load(tmp_path / "study")
    assert range(5, 6) in order
    assert runs.tasks == whole.tasks
    assert runs.failed == 1
    row = runs.outcomes.to_pylist()[5]
    assert (row["task"], row["digest"]) == (5, "")
    assert row["error"].startswith("its process died each time")
    assert row["shared_seed"] == whole.column("shared_seed")[5]
    others = [k for k in range(12) if k != 5]
    assert list(runs.column("digest")[others]) == list(whole.column("digest")[others])


def done_with(crew: Crew, plan: object, todo: list[range]) -> dict[range, bytes]:
    done: dict[range, bytes] = {}

    def take(tasks: range, content: bytes) -> None:
        assert tasks not in done
        done[tasks] = content

    drive(deadly.work_once, plan, todo, crew, take, lambda plan, task: b"given up")
    return done


@posix
@pytest.mark.parametrize("deaths", [1, 2, 4])
def test_a_process_that_dies_now_and_then_costs_its_range_only(tmp_path: Path, deaths: int) -> None:
    """There is a file for each death to come; the last of four comes when the task is alone."""
    for number in range(deaths):
        (tmp_path / f"2-{number}").touch()
    with crew_of(2) as crew:
        done = done_with(crew, tmp_path, [range(2), range(2, 3), range(3, 6), range(6, 7)])
    assert sorted(task for tasks in done for task in tasks) == list(range(7))
    assert all(content == f"{one[0]}-{one[-1]}".encode() for one, content in done.items())
    assert not list(tmp_path.iterdir()), "it died as often as it was to"


@posix
def test_a_process_that_is_killed_while_it_waits_is_replaced(tmp_path: Path) -> None:
    """Nobody was waiting for it: what is handed in next finds the pool broken."""
    import multiprocessing

    with crew_of(2) as crew:
        assert crew.submit(os.getpid).result() != os.getpid()
        for process in multiprocessing.active_children():
            kill(process.pid or 0)
            process.join()
        time.sleep(0.5)
        assert done_with(crew, tmp_path, [range(2), range(2, 4)]) == {
            range(2): b"0-1",
            range(2, 4): b"2-3",
        }


@posix
def test_processes_that_cannot_start_are_told_of(tmp_path: Path) -> None:
    """A script without a guard is read again by each process that it starts."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, downtools\n"
        "from downtools.study.ensemble.ask import ensemble\n"
        "from downtools.study.ensemble.carry import How\n"
        "try:\n"
        "    ensemble(downtools.load('one-plant').with_days(3), runs=9, how=How(jobs=2))\n"
        "except downtools.DowntoolsError as error:\n"
        "    sys.exit(str(error))\n"
    )
    with Command(tmp_path, program=f"import runpy; runpy.run_path({str(script)!r})") as guarded:
        assert guarded.ended() == 0, "without a file of its own there is nothing to read again"
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=90
    )
    assert done.returncode == 1
    # Python may warn of what the dead processes left, before or after the message.
    told = [line for line in done.stderr.splitlines() if "processes die before" in line]
    assert len(told) == 1
    assert "before they have done anything" in told[0]
    assert "do without: --jobs 1 or --threads" in told[0]


def test_what_work_raises_ends_the_crew_and_is_raised(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such"), crew_of(2) as crew:
        drive(_raises, None, [range(1), range(1, 2)], crew, _untaken, _never)


def _raises(plan: object, first: int, last: int) -> bytes:
    raise ValueError("no such")


def _untaken(tasks: range, content: bytes) -> None:
    raise AssertionError


def _never(plan: object, task: int) -> bytes:
    raise AssertionError


@posix
def test_no_process_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    asked = ("ensemble", "one-plant", "--runs", 3000, "--jobs", 2)
    with Command(tmp_path, *asked) as command:
        until(lambda: len(command.workers()) == 2, "its processes")
        time.sleep(0.5)
        kill(command.process.pid)
        assert command.ended() == -signal.SIGKILL
        command.all_gone()


PEAK = """
import resource
from downtools import load
from downtools.study.belief import Belief
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.rows import block_of
plan = Plan(
    question="ensemble",
    scenario=load("one-plant"),
    belief=Belief(source="prior"),
    keep=("daily", "sites"),
)
for first in range(0, 300, 10):
    block_of(plan, first, first + 9)
    if first in (10, 290):
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="getrusage counts in other units")
@pytest.mark.long
def test_memory_of_a_process_does_not_grow_with_its_runs() -> None:
    """The most a worker ever held, in kB: after 300 runs at most 6 MB above that after 20.

    Measured: 1.7 MB, most of them by the 100th run (Arrow's pool settles), none after the 200th.
    If each run were kept, it would be 14 MB.
    """
    command = [sys.executable, "-c", PEAK]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    few, many = map(int, done.stdout.split())
    assert many - few < 6_000
