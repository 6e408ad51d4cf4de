"""Many runs: a study beside its runs in a plain loop, and what a second process gains."""

import resource
import time
from collections.abc import Callable
from typing import Any

from downtools.run.simulate import simulate
from downtools.scenario.model import Scenario
from downtools.study.belief import Belief
from downtools.study.ensemble.carry import How, carry_out
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.runs import Runs
from downtools.world.build import build_world
from downtools.world.world import World

__all__ = ["beside"]

_PLAIN, _ONE, _TWO = "a plain loop", "a study, 1 process", "a study, 2 processes"


def beside(scenario: Scenario, runs: int, rounds: int) -> list[dict[str, Any]]:
    """The same draws run in a loop, and as a study on one and on two processes, in turn.

    All must give the same digests. Seconds are the least over the rounds.
    """
    plan = Plan(question="ensemble", scenario=scenario, belief=Belief(source="prior"))
    world = build_world(scenario)
    simulate(scenario.with_days(1), world=world, threads=1)  # compiles, if it is the first time
    tasks: dict[str, Callable[[], list[str]]] = {
        _PLAIN: lambda: _loop(plan, world, runs),
        _ONE: lambda: _digests(carry_out(plan, runs, How(jobs=1))),
        _TWO: lambda: _digests(carry_out(plan, runs, How(jobs=2))),
    }
    seconds: dict[str, float] = {}
    found: dict[str, list[str]] = {}
    for _ in range(rounds):
        for name, task in tasks.items():
            began = time.perf_counter()
            found[name] = task()
            spent = time.perf_counter() - began
            seconds[name] = min(seconds.get(name, spent), spent)
    if len({tuple(digests) for digests in found.values()}) != 1:
        raise RuntimeError("a study gave other runs than a plain loop")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return [
        {
            "what": name,
            "workers": world.people,
            "days": scenario.calendar.days,
            "runs": runs,
            "seconds": seconds[name],
            "process_gb": round(memory / 1e9, 2) if name == _TWO else None,
        }
        for name in tasks
    ]


def _loop(plan: Plan, world: World, runs: int) -> list[str]:
    return [
        simulate(plan.drawn(draw), seed=plan.luck(draw), world=world, threads=1).digest
        for draw in range(runs)
    ]


def _digests(runs: Runs) -> list[str]:
    return runs.column("digest")[runs.rows()].tolist()
