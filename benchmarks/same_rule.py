"""Part `rule`: the same simple rule in downtools and its peers, by size of country."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.compiler import compiler
from benchmarks.country import BELARUS, WAVE_DAYS, wave
from benchmarks.machine import load_now
from benchmarks.rule import traits_of
from benchmarks.serve import PEERS
from benchmarks.timing import ROOT, interleaved, say
from downtools.world.build import build_world
from downtools.world.threads import default_threads

__all__ = ["SIZES", "Server", "compare", "lacking", "same_rule"]

SIZES = (10_000, 100_000, 1_000_000, BELARUS)
ENOUGH = 5.0
"""A peer whose run takes longer is given as many days as fit into so many seconds, at least two."""
TOO_LONG = 60.0
"""A peer whose run of all days would take longer than this is not run at all."""
_THREADED = ("downtools", "C++", "mesa-frames")
_NEEDS = {"Mesa": "mesa", "AgentPy": "agentpy", "mesa-frames": "mesa_frames"}


def lacking(peer: str) -> str:
    """Why a peer cannot run here; empty if it can."""
    module = _NEEDS.get(peer)
    if module and find_spec(module) is None:
        return "not installed (make bench)"
    if peer == "C++" and compiler() is None:
        return "no C++ compiler"
    return ""


@dataclass
class Server:
    """A peer in a process of its own."""

    process: "subprocess.Popen[str]"
    built: float
    before: int
    days: int
    answer: dict[str, Any]

    @classmethod
    def start(cls, name: str, folder: Path, workers: int, threads: int) -> "Server":
        """Let it build. Raises `RuntimeError` if it does not get so far."""
        command = [sys.executable, "-m", "benchmarks.serve"]
        process = subprocess.Popen(
            [*command, name, str(folder), str(workers), str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "POLARS_MAX_THREADS": str(threads)},
        )
        facts = _answer(process)
        return cls(process, facts["built"], facts["before"], WAVE_DAYS, {})

    def run(self, days: int | None = None) -> float:
        """Seconds of a run of so many days."""
        asked = self.process.stdin
        assert asked is not None
        asked.write(f"{days or self.days}\n")
        asked.flush()
        self.answer = _answer(self.process)
        return self.answer["seconds"]

    def stop(self) -> None:
        """End its process by closing what it reads."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def _answer(process: "subprocess.Popen[str]") -> dict[str, Any]:
    told = process.stdout
    line = told.readline() if told is not None else ""
    if not line:
        raise RuntimeError(f"a peer ended early, with {process.wait()}")
    return json.loads(line)


def same_rule(
    sizes: tuple[int, ...] = SIZES, rounds: int = 5, peers: tuple[str, ...] = tuple(PEERS)
) -> list[dict[str, Any]]:
    """A row for each size and peer: throughput, memory, days run, or why it was not.

    Raises `RuntimeError` if two peers do not agree on the strikers of any day.
    """
    rows: list[dict[str, Any]] = []
    rate: dict[str, float] = {}
    for workers in sizes:
        for threads in sorted({1, default_threads()}):
            names = [name for name in peers if threads == 1 or name in _THREADED]
            rows += _size(workers, threads, names, rounds, rate)
    return rows


def _size(
    workers: int, threads: int, names: list[str], rounds: int, rate: dict[str, float]
) -> list[dict[str, Any]]:
    say(f"rule: {workers:,} workers, {threads} threads")
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        scenario = wave(workers, folder / "wave")
        traits_of(scenario, build_world(scenario)).save(folder / "traits.npz")
        servers: dict[str, Server] = {}
        load = [load_now()]
        try:
            for name in names:
                expected = workers * WAVE_DAYS / rate[name] if name in rate else 0.0
                why = lacking(name)
                if not why and expected > TOO_LONG:
                    why = f"not run, {WAVE_DAYS} days would take about {expected:.0f} s"
                if why:
                    rows.append({"workers": workers, "peer": name, "threads": threads, "why": why})
                    continue
                servers[name] = Server.start(name, folder, workers, threads)
                servers[name].days = _days(servers[name], name, workers, rate)
            compare(servers)
            seconds = interleaved({name: one.run for name, one in servers.items()}, rounds)
        finally:
            for one in servers.values():
                one.stop()
        load.append(load_now())
        for name, one in servers.items():
            rows.append(
                {
                    "workers": workers,
                    "peer": name,
                    "threads": threads,
                    "days": one.days,
                    "seconds": seconds[name],
                    "agent_days_a_second": workers * one.days / seconds[name],
                    "built_seconds": one.built,
                    "bytes": one.answer["peak"] - one.before,
                    "bytes_a_worker": (one.answer["peak"] - one.before) / workers,
                    "load": load,
                }
            )
            rate[name] = max(rows[-1]["agent_days_a_second"], 1.0)
    return rows


def _days(server: Server, name: str, workers: int, rate: dict[str, float]) -> int:
    """All days, unless two days tell that they would take too long; this also warms it up."""
    a_day = server.run(2) / (2 if name != "downtools" else WAVE_DAYS)
    if name == "downtools" or a_day * WAVE_DAYS <= ENOUGH:
        return WAVE_DAYS
    return max(2, min(WAVE_DAYS, int(ENOUGH / a_day)))


def compare(servers: dict[str, Server]) -> None:
    """Every peer counts the same strikers on every day it runs, or nothing is shown."""
    counts: dict[str, list[int]] = {}
    for name, one in servers.items():
        one.run()
        counts[name] = one.answer["striking"]
    longest = max(counts.values(), key=len, default=[])
    wrong = [name for name, found in counts.items() if found != longest[: len(found)]]
    if wrong:
        raise RuntimeError(f"not the same strikers: {', '.join(wrong)} beside the others")
