"""Particles of a country: runs that are led past what was reported, and then go on."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from downtools.chance import Luck, nth_seed
from downtools.evidence.by_site import Grouped, by_site
from downtools.evidence.expected import chances_of_reports
from downtools.run.many.crews import Crew
from downtools.run.past import Past
from downtools.run.run import Run
from downtools.run.simulate import simulate, simulate_keeping
from downtools.scenario.model import Scenario
from downtools.world.world import World

__all__ = ["Country", "Particle", "stages_of"]

F64 = npt.NDArray[np.float64]

_STAGES = 6
"""Stages of the filter, at most: each draws particles again."""
_GRID = 2.0**16
"""Likelihoods lie on a grid, so that the last bits of a library's exponential draw no particle."""


@dataclass(frozen=True, kw_only=True)
class Particle:
    """A run up to some evening."""

    scenario: Scenario
    """With its draw of parameters and of what comes from outside, up to the horizon."""
    luck: Luck
    past: Past | None = None
    """The morning after; None before the first day."""
    run: Run | None = field(default=None, repr=False)
    """What was lived; only while evidence is weighed."""


def stages_of(reported: Sequence[int], last: int) -> tuple[range, ...]:
    """The days of each stage: all from 0 to `last`, about as many reported days in each.

    `reported` are days of which anything is reported, in any order, each once for each report.
    """
    days = sorted({day for day in reported if 0 <= day <= last})
    parts = [part for part in np.array_split(days, min(_STAGES, len(days) or 1)) if len(part)]
    ends = [int(part[-1]) for part in parts[:-1]] + [last]
    begins = [0, *(end + 1 for end in ends[:-1])]
    return tuple(range(a, b + 1) for a, b in zip(begins, ends, strict=True))


@dataclass(frozen=True, kw_only=True)
class Country:
    """A country that particles are particles of: `downtools.study.forecast.filter.Wave`."""

    world: World
    lists: tuple[Grouped, ...]
    """Lists of reports."""
    stages: tuple[range, ...]
    crew: Crew
    sure: float
    """Share of the reports of stoppages that bear enough confidence to count."""
    seed: int
    said: Callable[[str], None]
    """Is told how far it is."""

    def advance(self, particles: Sequence[Particle], stage: int) -> list[Particle]:
        """Each particle on the evening of the last day of a stage."""
        end = self.stages[stage][-1] + 1
        date = particles[0].scenario.calendar.date(end - 1)
        self.said(f"what was reported until {date}: stage {stage + 1} of {len(self.stages)}")
        futures = [self.crew.submit(_lived, one, self.world, end) for one in particles]
        return [future.result() for future in futures]

    def evidence(self, particles: Sequence[Particle], stage: int) -> F64:
        """Log-likelihood of what was reported of each named site on the days of a stage."""
        days = self.stages[stage]
        futures = [self.crew.submit(_told, one, self.lists, days) for one in particles]
        found = np.array([future.result() for future in futures])
        return np.round(found * _GRID) / _GRID

    def foretold(self, particles: Sequence[Particle], stage: int) -> F64:
        """How likely a stoppage is told of at each named site: on any day of a stage, and on each.

        As far as somebody looked, and as it could be out by the day of the forecast.
        """
        days = self.stages[stage]
        looks = np.array([[told.look(day) for day in days] for told in self.lists])
        futures = [self.crew.submit(_spoken, one, days, looks, self.sure) for one in particles]
        return np.array([future.result() for future in futures])

    def reborn(self, particle: Particle, stage: int, number: int) -> Particle:
        """A particle that goes on after a stage with luck of its own."""
        day = self.stages[stage][-1] + 1
        shared, own = (
            nth_seed(self.seed, f"forecast/{which}/{day}", number) for which in ("shared", "own")
        )
        return dataclasses.replace(particle, luck=particle.luck.turned(day, shared, own), run=None)

    def futures(self, particles: Sequence[Particle]) -> list[Run]:
        """The run of each particle to the end of its scenario."""
        self.said(f"{len(particles)} futures")
        found = [self.crew.submit(_whole, one, self.world) for one in particles]
        return [future.result() for future in found]


def _lived(particle: Particle, world: World, end: int) -> Particle:
    """A particle that has lived up to the morning of day `end`."""
    run, kept = simulate_keeping(
        particle.scenario.with_days(end),
        (end,),
        seed=particle.luck,
        threads=1,
        world=world,
        past=particle.past,
    )
    return dataclasses.replace(particle, past=kept[end], run=run)


def _told(particle: Particle, lists: tuple[Grouped, ...], days: range) -> F64:
    if particle.run is None:
        raise ValueError("a particle that has not lived")
    return by_site(particle.run, lists, days)


def _spoken(particle: Particle, days: range, looks: F64, sure: float) -> F64:
    if particle.run is None:
        raise ValueError("a particle that has not lived")
    each = chances_of_reports(particle.run, days, looks, sure)
    whole = 1.0 - (1.0 - each).prod(axis=1)
    return np.concatenate([whole[:, None], each], axis=1)


def _whole(particle: Particle, world: World) -> Run:
    return simulate(
        particle.scenario, seed=particle.luck, threads=1, world=world, past=particle.past
    )
