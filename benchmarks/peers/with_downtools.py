"""downtools: the whole day, all phases, with the parts the rule does not need switched off."""

from pathlib import Path

from benchmarks.country import wave
from downtools.run.simulate import simulate
from downtools.world.build import build_world

__all__ = ["DowntoolsPeer"]


class DowntoolsPeer:
    """The engine as anybody calls it."""

    def __init__(self, workers: int, folder: Path, threads: int) -> None:
        self.scenario, self.threads = wave(workers, folder), threads
        self.world = build_world(self.scenario, threads=threads)

    def run(self, days: int) -> list[int]:
        """Strikers of each day; always of all its days."""
        run = simulate(self.scenario, world=self.world, threads=self.threads)
        return run.tables["daily"]["striking"].tolist()[:days]
