"""Parts `memory`, `world`, `scaling`: what a worker takes, and how cost grows with the country.

    python -m benchmarks.sizes WORKERS DAYS THREADS

runs Belarus with so many workers in a process of its own and prints what it took as JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.country import belarus
from benchmarks.machine import load_now, peak_bytes
from benchmarks.timing import ROOT, interleaved, say
from benchmarks.whole_run import run_days
from downtools.chance import Luck
from downtools.day import first_state, new_today, rules_of
from downtools.scenario import load
from downtools.scenario.model import Scenario
from downtools.world.build import build_world
from downtools.world.threads import default_threads
from downtools.world.world import World

__all__ = ["bytes_held", "in_own_process", "scaling", "world_beside_disk"]


def bytes_held(scenario: Scenario, world: World) -> dict[str, Any]:
    """Bytes of the arrays of world, state and today by what they are about."""
    rules = rules_of(scenario, world, Luck.of(1))
    counts = {"worker": world.agents, "shop": int(world.sites.first_shop[-1])}
    counts |= {"site": len(world.sites.key)}
    held = {f"{where} {what}": 0 for where in ("world", "state", "today") for what in counts}
    rest = 0
    groups = {
        "world": (world.workers, world.shops, world.sites, world.places, world.named),
        "state": (first_state(world, rules),),
        "today": (new_today(world),),
    }
    for where, parts in groups.items():
        for array in (one for part in parts for one in part if hasattr(one, "nbytes")):
            what = _about(array, counts)
            if what is None:
                rest += array.nbytes
            else:
                held[f"{where} {what}"] += array.nbytes
    return {
        "counts": counts,
        "bytes": held,
        "rest": rest,
        "each": {name: total / counts[name.split()[1]] for name, total in held.items()},
    }


def _about(array: Any, counts: dict[str, int]) -> str | None:
    """What an array has a row or a column for; one more entry may mark the end."""
    for what, many in counts.items():
        if any(length in (many, many + 1) for length in array.shape):
            return what
    return None


def world_beside_disk(scenario: Scenario, rounds: int) -> dict[str, Any]:
    """Seconds to build a world beside those to write its arrays to disk, flushed."""
    say("world: building beside writing")
    world = build_world(scenario, cache=False)
    total = sum(column.nbytes for part in _parts(world) for column in part)
    before = load_now()

    def build() -> float:
        start = time.perf_counter()
        build_world(scenario, cache=False)
        return time.perf_counter() - start

    with tempfile.TemporaryDirectory() as folder:
        seconds = interleaved({"build": build, "write": lambda: _written(world, folder)}, rounds)
    return {"seconds": seconds, "bytes": total, "load": [before, load_now()]}


def _parts(world: World) -> tuple[Any, ...]:
    return (world.workers, world.shops, world.sites, world.places, world.named)


def _written(world: World, folder: str) -> float:
    start = time.perf_counter()
    for number, part in enumerate(_parts(world)):
        for name, column in zip(part._fields, part, strict=True):
            with (Path(folder) / f"{number}-{name}.npy").open("wb") as file:
                np.save(file, column)
                file.flush()
                os.fsync(file.fileno())
    return time.perf_counter() - start


def scaling(sizes: tuple[int, ...], days: int | None) -> list[dict[str, Any]]:
    """A row for each size of Belarus: seconds by stage, peak memory, digest."""
    return [in_own_process(workers, days) for workers in sizes]


def in_own_process(workers: int, days: int | None) -> dict[str, Any]:
    """One size in a fresh process; if it ends early, what it ended with."""
    say(f"scaling: {workers:,} workers")
    before = load_now()
    command = [sys.executable, "-m", "benchmarks.sizes", str(workers), str(days or 0)]
    done = subprocess.run(
        [*command, str(default_threads())],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        return {"workers": workers, "why": f"ended with {done.returncode}"}
    return {**json.loads(done.stdout), "load": [before, load_now()]}


def main() -> None:
    """Run one size."""
    workers, days, threads = (int(word) for word in sys.argv[1:])
    before = peak_bytes()
    with tempfile.TemporaryDirectory() as folder:
        scenario = belarus(workers, Path(folder) / "country")
    warm = load("one-plant")
    run_days(warm, build_world(warm, cache=False), threads=1)
    start = time.perf_counter()
    world = build_world(scenario, threads=threads, cache=False)
    built = time.perf_counter() - start
    run = run_days(scenario, world, threads=threads, days=days or None)
    total = len(run.phases)
    peak = peak_bytes()
    facts = {
        "workers": world.agents,
        "sites": len(world.sites.key),
        "days": total,
        "threads": threads,
        "world_seconds": built,
        "run_seconds": run.seconds,
        "phase_seconds": {name: sum(day[name] for day in run.phases) for name in run.phases[0]},
        "agent_days_a_second": world.agents * total / run.seconds,
        "peak_bytes": peak,
        "bytes_a_worker": (peak - before) / world.agents,
        "digest": run.digest[:16],
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
