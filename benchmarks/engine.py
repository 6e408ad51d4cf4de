"""Parts `decide`, `day`, `threads`: whole runs and single days of Belarus beside two twins."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from benchmarks.compiler import compiler
from benchmarks.dense import dense
from benchmarks.machine import load_now
from benchmarks.timing import interleaved, say
from benchmarks.twin import twin
from benchmarks.whole_run import Decide, Evening, a_day, first_morning, run_days
from downtools.day import PHASES, Morning, Team
from downtools.scenario.model import Scenario
from downtools.world.threads import default_threads
from downtools.world.world import World

__all__ = ["by_threads", "decides", "full_day", "phases_of", "whole_runs"]


def decides(threads: int) -> dict[str, Decide | None]:
    """The decide phases by name; the engine's own is None."""
    found: dict[str, Decide | None] = {"downtools": None}
    if compiler() is not None:
        found["C++"] = partial(twin, threads=threads)
    found["dense kernel"] = dense
    return found


def whole_runs(
    name: str, scenario: Scenario, world: World, rounds: int, days: int | None = None
) -> list[dict[str, Any]]:
    """Seconds of a whole run with each decide phase, on one thread and on all.

    Raises `RuntimeError` if digests differ.
    """
    rows: list[dict[str, Any]] = []
    total = days or scenario.calendar.days
    digests: dict[str, str] = {}
    for threads in sorted({1, default_threads()}):
        say(f"{name}: whole runs of {world.agents:,} workers, {threads} threads")
        load = [load_now()]
        parts: dict[str, list[float]] = {}

        def whole(
            label: str,
            decide: Decide | None,
            threads: int = threads,
            parts: dict[str, list[float]] = parts,
        ) -> float:
            run = run_days(scenario, world, threads=threads, decide=decide, days=days)
            parts.setdefault(label, []).append(sum(day["decide"] for day in run.phases))
            digests[f"{label}, {threads}"] = run.digest
            return run.seconds

        kinds = decides(threads)
        for decide in kinds.values():
            run_days(scenario, world, threads=threads, decide=decide, days=2)
        seconds = interleaved({k: partial(whole, k, v) for k, v in kinds.items()}, rounds)
        load.append(load_now())
        if len(set(digests.values())) > 1:
            raise RuntimeError(f"{name}: digests differ: {digests}")
        for label in kinds:
            rows.append(
                {
                    "run": name,
                    "workers": world.agents,
                    "days": total,
                    "threads": threads,
                    "decide": label,
                    "seconds": seconds[label],
                    "decide_seconds": sorted(parts[label])[len(parts[label]) // 2],
                    "digest": digests[f"{label}, {threads}"][:16],
                    "load": load,
                }
            )
    return rows


def by_threads(
    name: str, scenario: Scenario, world: World, rounds: int, days: int | None = None
) -> list[dict[str, Any]]:
    """Seconds of a whole run of the engine on one thread, two, four ... up to the cores."""
    many = sorted({*(2**k for k in range(7) if 2**k < default_threads()), default_threads()})
    say(f"{name}: whole runs on {', '.join(map(str, many))} threads")
    load = [load_now()]

    def whole(threads: int) -> float:
        return run_days(scenario, world, threads=threads, days=days).seconds

    run_days(scenario, world, threads=1, days=2)
    seconds = interleaved({str(one): partial(whole, one) for one in many}, rounds)
    load.append(load_now())
    return [
        {"run": name, "threads": one, "seconds": seconds[str(one)], "load": load} for one in many
    ]


def full_day(
    name: str, scenario: Scenario, world: World, rounds: int, days: int | None = None
) -> list[dict[str, Any]]:
    """The busiest day, replayed from copies: all phases beside the twins' decide alone."""
    say(f"{name}: the busiest day of {world.agents:,} workers")
    found = run_days(
        scenario, world, threads=default_threads(), keep_busiest=True, days=days
    ).busiest
    assert found is not None
    rows: list[dict[str, Any]] = []
    for threads in sorted({1, default_threads()}):
        load = [load_now()]
        with Team(threads) as team:
            start = replace(first_morning(scenario, world, team), day=found.day)
            phases: list[dict[str, float]] = []
            tasks: dict[str, Callable[[], float]] = {
                "all phases": partial(_replayed, start, found, phases)
            }
            for label, decide in decides(threads).items():
                if decide is not None:
                    tasks[f"{label}, decide alone"] = partial(_decided, start, found, decide)
                    _decided(start, found, decide)
            _replayed(start, found, [])
            seconds = interleaved(tasks, rounds)
        load.append(load_now())
        for label, one in seconds.items():
            rows.append(
                {
                    "run": name,
                    "workers": world.agents,
                    "active": found.active,
                    "day": found.day,
                    "threads": threads,
                    "what": label,
                    "seconds": one,
                    "load": load,
                }
            )
        rows[-len(seconds)]["phases"] = {
            phase.name: sorted(day[phase.name] for day in phases)[len(phases) // 2]
            for phase in PHASES
        }
    return rows


def _before_decide(start: Morning, evening: Evening) -> Morning:
    """A copy of the state, with the phases before decide done where decide alone is asked for."""
    return replace(start, state=evening.state.copy())


def _replayed(start: Morning, evening: Evening, phases: list[dict[str, float]]) -> float:
    spent = a_day(_before_decide(start, evening))
    phases.append(spent)
    return sum(spent.values())


def _decided(start: Morning, evening: Evening, decide: Decide) -> float:
    return a_day(_before_decide(start, evening), decide)["decide"]


def phases_of(scenario: Scenario, world: World, days: int | None = None) -> dict[str, float]:
    """Mean seconds of each phase over the days of a run, on all threads."""
    run_days(scenario, world, threads=default_threads(), days=2)
    run = run_days(scenario, world, threads=default_threads(), days=days)
    return {
        phase.name: sum(day[phase.name] for day in run.phases) / len(run.phases) for phase in PHASES
    }
