"""Measure, check that results agree, write tables and pictures: `python -m benchmarks --help`."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import cascade, decide_day, engine, many, same_rule, sizes
from benchmarks.country import BELARUS, belarus, nationwide
from benchmarks.machine import load_now, machine
from benchmarks.page import fill_page
from benchmarks.plots import pictures
from benchmarks.report import ratios_of, table_of
from benchmarks.timing import ROUNDS, say
from downtools.scenario import load
from downtools.scenario.model import Scenario
from downtools.world.build import build_world
from downtools.world.world import World

__all__ = ["main"]

CASCADES = (100_000, 1_000_000)
SCALING = (10_000, 100_000, 1_000_000, BELARUS, 10_000_000, 30_000_000, 100_000_000)


class Bench:
    """The parts; `quick` makes each small, to see that it works."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.quick: bool = given.quick
        self.rounds: int = given.rounds or (1 if given.quick else ROUNDS)
        self.workers: int = int(given.workers)
        self.people: int = int(given.people)
        self.days: int | None = given.days or (4 if given.quick else None)
        self.done: dict[str, Any] = {}
        self._worlds: dict[str, tuple[Scenario, World]] = {}

    def country(self, name: str) -> tuple[Scenario, World]:
        """Belarus as shipped (or small), or the same far more opposed."""
        if not self._worlds:
            scenario = self._sized(100_000) if self.quick else load("belarus-2020")
            world = build_world(scenario)
            self._worlds = {
                "Belarus": (scenario, world),
                "nationwide wave": (nationwide(scenario), world),
            }
        return self._worlds[name]

    def _sized(self, workers: int) -> Scenario:
        with tempfile.TemporaryDirectory() as folder:
            return belarus(workers, Path(folder) / "country")

    def rule(self) -> list[dict[str, Any]]:
        """The same simple rule everywhere."""
        sizes_of = (2_000, 10_000) if self.quick else same_rule.SIZES
        return same_rule.same_rule(sizes_of, self.rounds)

    def decide(self) -> list[dict[str, Any]]:
        """Whole runs with each decide phase."""
        few = self.days or 20
        return [
            *engine.whole_runs("Belarus", *self.country("Belarus"), self.rounds, self.days),
            *engine.whole_runs(
                "nationwide wave", *self.country("nationwide wave"), min(self.rounds, 3), few
            ),
        ]

    def day(self) -> list[dict[str, Any]]:
        """The busiest day, all phases, beside decide alone."""
        return [
            row
            for name in ("Belarus", "nationwide wave")
            for row in engine.full_day(name, *self.country(name), self.rounds, self.days)
        ]

    def mesa(self) -> list[dict[str, Any]]:
        """A million workers: the full day beside a Mesa day of the decide rule, and of `rule`."""
        if "rule" not in self.done:
            peers = ("downtools", "Mesa")
            many = 10_000 if self.quick else 1_000_000
            self.done["rule"] = same_rule.same_rule((many,), self.rounds, peers)
        scenario = self._sized(10_000 if self.quick else 1_000_000)
        name, world = "Belarus" if self.quick else "Belarus, 1 M", build_world(scenario)
        return decide_day.mesa_day(name, scenario, world, min(self.rounds, 3), self.days)

    def threads(self) -> list[dict[str, Any]]:
        """Whole runs on one thread and on all."""
        rows = engine.by_threads("Belarus", *self.country("Belarus"), self.rounds, self.days)
        few = self.days or 20
        wide = self.country("nationwide wave")
        return rows + engine.by_threads("nationwide wave", *wide, self.rounds, few)

    def profile(self) -> list[dict[str, Any]]:
        """A day by phase: the mean of a run, and the busiest day."""
        rows: list[dict[str, Any]] = []
        for name in ("Belarus", "nationwide wave"):
            mean = engine.phases_of(*self.country(name), self.days)
            rows.append({"what": f"{name}, mean day", "phases": mean})
            days = self.done.get("day") or engine.full_day(
                name, *self.country(name), self.rounds, self.days
            )
            peak = [row for row in days if row["run"] == name and "phases" in row]
            rows.append({"what": f"{name}, busiest day", "phases": peak[-1]["phases"]})
        return rows

    def memory(self) -> dict[str, Any]:
        """Bytes of arrays."""
        return sizes.bytes_held(*self.country("Belarus"))

    def world(self) -> dict[str, Any]:
        """Building beside writing."""
        return sizes.world_beside_disk(self.country("Belarus")[0], self.rounds)

    def scaling(self) -> list[dict[str, Any]]:
        """Belarus times k, each in a fresh process."""
        return sizes.scaling(SCALING[:2] if self.quick else SCALING, self.days or 30)

    def cascade(self) -> list[dict[str, Any]]:
        """Cascades over random networks."""
        sizes_of = (10_000,) if self.quick else (*CASCADES, self.people)
        return cascade.beside(tuple(dict.fromkeys(sizes_of)), self.rounds)

    def many(self) -> list[dict[str, Any]]:
        """Many runs beside a plain loop, on one process and two."""
        runs = 4 if self.quick else 24
        return many.beside(self.country("Belarus")[0], runs, min(self.rounds, 3))

    def huge(self) -> list[dict[str, Any]]:
        """One very large country; only if it is asked for."""
        return [sizes.in_own_process(self.workers, self.days or 30)]


PARTS: dict[str, Callable[[Bench], Any]] = {
    "rule": Bench.rule,
    "decide": Bench.decide,
    "day": Bench.day,
    "mesa": Bench.mesa,
    "threads": Bench.threads,
    "profile": Bench.profile,
    "memory": Bench.memory,
    "world": Bench.world,
    "scaling": Bench.scaling,
    "cascade": Bench.cascade,
    "many": Bench.many,
    "huge": Bench.huge,
}


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="downtools beside its peers, as ratios in one run.",
    )
    usual = [name for name in PARTS if name != "huge"]
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all but huge unless told"
    )
    parser.add_argument("--quick", action="store_true", help="small, to see that all works")
    parser.add_argument("--rounds", type=int, default=0, help=f"runs in turn, {ROUNDS} unless told")
    parser.add_argument("--out", type=Path, default=Path("bench-results"), help="folder to write")
    parser.add_argument("--page", action="store_true", help="put the tables into docs/speed.md")
    parser.add_argument("--workers", type=float, default=1e9, help="of the part huge")
    parser.add_argument("--people", type=float, default=1e7, help="of the part cascade")
    parser.add_argument("--days", type=int, default=0, help="fewer days in every part but rule")
    given = parser.parse_args()
    given.parts = given.parts or usual
    unknown = [name for name in given.parts if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; parts are {', '.join(PARTS)}")
    return given


def main() -> None:
    """Run the parts asked for."""
    given = _given()
    bench = Bench(given)
    loads = [load_now()]
    for name in given.parts:
        say(f"== {name} (load {loads[-1]})")
        bench.done[name] = PARTS[name](bench)
        loads.append(load_now())
        say(f"   {name} done (load {loads[-1]})")
    results: dict[str, Any] = {
        "command": " ".join(["python -m benchmarks", *_shown(given)]),
        "machine": machine(),
        "rounds": bench.rounds,
        "load": [min(loads), max(loads)],
        "parts": bench.done,
        "ratios": ratios_of(bench.done),
    }
    table, drawn = table_of(results), pictures(bench.done)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "results.json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    (given.out / "table.md").write_text(table + "\n", "utf-8")
    for name, picture in drawn.items():
        picture.save(given.out / f"{name}.png")
        picture.save(given.out / f"{name}.svg")
    if given.page:
        fill_page(table, drawn)
    sys.stdout.write(table + "\n")


def _shown(given: argparse.Namespace) -> list[str]:
    usual = [name for name in PARTS if name != "huge"]
    words = [] if given.parts == usual else list(given.parts)
    words += ["--quick"] if given.quick else []
    words += [f"--workers {given.workers:g}"] if "huge" in given.parts else []
    words += [f"--people {given.people:g}"] if given.people != 1e7 else []
    words += [f"--rounds {given.rounds}"] if given.rounds else []
    return words + ([f"--days {given.days}"] if given.days else [])


if __name__ == "__main__":
    main()
