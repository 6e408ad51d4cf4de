"""Twins: runs whose truth is known, reported by a biased press, and fitted as if it were not known.

Truths are drawn from the prior, so that over many twins an interval of 90 % must hold the truth in
about 90 % of them, and its rank among the draws must be even (simulation-based calibration: Talts
et al. 2018, arXiv 1804.06788).
"""

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.chance import nth_seed
from downtools.evidence.statistics import Statistics
from downtools.run.many.crews import Crew, crew_of
from downtools.run.simulate import simulate
from downtools.scenario.model import Scenario
from downtools.study.calibrate.ask import SCALE, effort_of
from downtools.study.calibrate.deviates import many_normals
from downtools.study.calibrate.generation import (
    Generation,
    Ground,
    carried,
    facts_of,
    particle,
    world_of,
)
from downtools.study.calibrate.infer import infer
from downtools.study.calibrate.population import drawn_until
from downtools.study.calibrate.space import FITTED_KEYS, Space
from downtools.study.draws import WIDTH
from downtools.study.ensemble.carry import How
from downtools.study.untuned import untuned

__all__ = ["Coverage", "Twins", "twins"]

F64 = npt.NDArray[np.float64]

_NOMINAL = 0.9
_BINS = 5
_TWIN_RUNS = 1_000_000
"""Numbers of the runs of a twin lie so far apart."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How often the interval of a parameter held the truth."""

    key: str
    covered: float
    """Share of twins whose truth lies in the 90 % interval."""
    told: float
    """Share of its prior variance that such reports could tell."""
    narrower: float
    """Prior beside posterior standard deviation, its median over the twins."""
    chi_squared: float
    """Of the ranks in five bins, four degrees of freedom; above 13.3 in one of a hundred."""
    ranks: tuple[float, ...]
    """Share of the draws below the truth, of each twin."""


@dataclass(frozen=True, kw_only=True)
class Twins:
    """Coverage over twins."""

    scenario: str
    twins: int
    """Those of which something was said."""
    silent: int
    """Those of which nothing could be said: a few runs had all weight."""
    workers: int
    runs: int
    """Runs for each twin, at most; the pilot is shared."""
    seed: int
    covered: float
    """Over all parameters and twins."""
    keys: tuple[Coverage, ...]

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)


def twins(
    scenario: Scenario,
    count: int,
    *,
    runs: int = 2000,
    keys: tuple[str, ...] = FITTED_KEYS,
    seed: int = 1,
    scale: float = SCALE,
    width: float = WIDTH,
    how: How | None = None,
    told: Callable[[int], None] | None = None,
) -> Twins:
    """Fit `count` twins of a scenario with `runs` runs each; `told` hears of each that is done.

    Each is told of by two lists; one of which `calibrate` would say nothing is counted apart. The
    pilot from the prior is the same for all of them. Raises as `calibrate` does, and `ValueError`
    if nothing can be said of any.
    """
    how = how or How()
    space = Space(scenario=untuned(scenario), keys=keys)
    calendar = space.scenario.calendar
    twice = (calendar.start, calendar.end)
    statistics = replace(Statistics.of(space.scenario, ()), covered=twice)
    ground = Ground(space=space, statistics=statistics, seed=seed, width=width, scale=scale)
    world = world_of(ground)
    truths, _ = drawn_until(
        lambda at: many_normals(seed, "calibrate/truth", at, len(keys)), count, space.allowed
    )
    ranks: list[F64] = []
    kept: list[F64] = []
    could, silent = np.zeros(len(keys)), 0
    with (
        tempfile.TemporaryDirectory() as made,
        crew_of(how.hands, threads=how.threads, cluster=how.cluster) as crew,
    ):
        folder = how.out or Path(made)
        for twin, z in enumerate(truths):
            observed = _observed(ground, twin, z)
            ask = _Twin(ground, twin, folder, crew)
            try:
                found = infer(
                    ask.run,
                    observed,
                    len(keys),
                    seed=seed,
                    effort=effort_of(runs),
                    allowed=space.allowed,
                )
            except ValueError:  # `calibrate` refuses to answer then
                silent += 1
                continue
            ranks.append((found.z < z).mean(axis=0))
            kept.append(found.z.std(axis=0))
            could = found.told
            if told is not None:
                told(twin + 1)
    if not ranks:
        raise ValueError(f"nothing could be said of any of {count} twins")
    numbers = (world.people, runs, seed, silent)
    return _answer(scenario, np.array(ranks), np.array(kept), could, keys, numbers)


def _observed(ground: Ground, twin: int, z: F64) -> F64:
    """The statistics of what the press of a twin printed."""
    run = (twin + 1) * _TWIN_RUNS - 1
    luck, press = (nth_seed(ground.seed, f"twins/{which}", twin) for which in ("luck", "press"))
    scenario = particle(ground, run, tuple(z.tolist()))
    truth = simulate(scenario, seed=luck, world=world_of(ground), threads=1)
    return ground.statistics.of_run(truth, seed=press)


class _Twin:
    """Runs the generations of a twin; the first, from the prior, is that of all twins."""

    def __init__(self, ground: Ground, twin: int, folder: Path, crew: Crew) -> None:
        self._ground, self._twin, self._folder, self._crew = ground, twin, folder, crew
        self._first = 0

    def run(self, number: int, z: F64) -> F64:
        """The statistics of a generation."""
        own = f"twin-{self._twin:03d}-" if number else ""
        first = self._first + (self._twin + 1) * _TWIN_RUNS if number else 0
        self._first += len(z)
        generation = Generation(ground=self._ground, first=first, z=tuple(map(tuple, z.tolist())))
        facts = facts_of(generation, "twins")
        folder = self._folder / f"{own}generation-{number:02d}"
        return carried(generation, folder, facts, self._crew, lambda many: None)


def _answer(
    scenario: Scenario,
    ranks: F64,
    kept: F64,
    could: F64,
    keys: tuple[str, ...],
    numbers: tuple[int, int, int, int],
) -> Twins:
    edge = (1.0 - _NOMINAL) / 2.0
    inside = (ranks >= edge) & (ranks <= 1.0 - edge)
    workers, runs, seed, silent = numbers
    return Twins(
        scenario=scenario.name,
        twins=len(ranks),
        silent=silent,
        workers=workers,
        runs=runs,
        seed=seed,
        covered=float(inside.mean()),
        keys=tuple(
            Coverage(
                key=key,
                covered=float(inside[:, at].mean()),
                told=float(could[at]),
                narrower=float(np.median(1.0 / np.maximum(kept[:, at], 1e-9))),
                chi_squared=_chi_squared(ranks[:, at]),
                ranks=tuple(ranks[:, at].tolist()),
            )
            for at, key in enumerate(keys)
        ),
    )


def _chi_squared(ranks: F64) -> float:
    counts = np.histogram(ranks, bins=_BINS, range=(0.0, 1.0))[0]
    even = len(ranks) / _BINS
    return float(((counts - even) ** 2 / even).sum())
