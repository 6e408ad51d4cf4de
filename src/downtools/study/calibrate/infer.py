"""Inference: from a simulator and what was observed to a posterior, in coordinates.

In order: a pilot from the prior, from which summaries and what they could tell are learned
(identifiability, before anything is fitted); history matching, a second sample from what is not
ruled out, and summaries learned again there; generations of population Monte Carlo, which move
only the coordinates of which the pilot could tell something; adjustment.
Nothing here knows what is simulated, so that it can be held against cases with a known answer.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.study.calibrate.adjust import adjusted, evenly
from downtools.study.calibrate.deviates import many_normals
from downtools.study.calibrate.learn import Learned, learned
from downtools.study.calibrate.match import CUT, Emulator, emulator
from downtools.study.calibrate.population import (
    Population,
    drawn_until,
    nearest_of,
    on_grid,
    proposed,
    weights_of,
)

__all__ = ["LEAST_TOLD", "Effort", "Inferred", "Step", "infer"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
YesNo = npt.NDArray[np.bool_]

_CUT_DRAWS, _LEAST_LEFT = 100_000, 5e-4
"""Share of the prior that history matching leaves at least: with less, the reports are in conflict
with prior or model, and cutting harder would leave nothing to say so with."""
_LEAST_EFFECTIVE = 20.0
LEAST_TOLD = 0.05
"""Share of a coordinate's variance that statistics must tell for it to be moved at all: what they
do not tell keeps its prior, and would only dilute the rest."""

Simulate = Callable[[int, F64], F64]
"""Number of the generation and coordinates, a row a run -> statistics; NaN where a run failed."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How many runs, and when to stop."""

    pilot: int = 1500
    """Runs from the prior."""
    match: int = 800
    """Runs from what history matching leaves."""
    particles: int = 400
    """Kept from generation to generation."""
    each: int = 200
    """New runs in each generation."""
    generations: int = 8
    accepted: float = 0.05
    """Share of new runs that come within the last tolerance under which more would not pay."""
    nearest: int = 1000
    """Of all runs, those from which the posterior is read in the end."""
    draws: int = 400
    """Of the posterior."""

    @property
    def runs(self) -> int:
        """The most runs that it can take."""
        return self.pilot + self.match + self.each * self.generations


@dataclass(frozen=True, kw_only=True)
class Step:
    """A generation of population Monte Carlo."""

    tolerance: float
    accepted: float
    """Share of its new runs that came within the tolerance before it."""
    effective: float
    """Effective sample size."""


@dataclass(frozen=True, kw_only=True)
class Inferred:
    """A posterior in coordinates, and how it came about."""

    z: F64
    """Draws, equally likely, a row each."""
    runs: I64
    """The number of the run behind each draw: the pilot's first, then in the order of asking."""
    told: F64
    """Share of each coordinate's prior variance that reports could tell, before the fit."""
    moved: I64
    """Coordinates that were fitted; the others kept their prior."""
    left: float
    """Share of the prior that history matching leaves."""
    cut: float
    """Standard deviations at which it cut; more than three if hardly anything was left at three."""
    outside: F64
    """Each statistic of the reports less the pilot's mean, in its standard deviations."""
    shown: F64
    """5, 50 and 95 % of each statistic among the nearest runs, a row each."""
    effective: float
    """Effective sample size of the runs from which the draws are."""
    steps: tuple[Step, ...]
    failed: int
    """Runs that failed."""
    refuted: float
    """Share of the pilot's runs that what is known beside the reports refutes."""


class _Asked:
    """All that was simulated so far."""

    def __init__(
        self, simulate: Simulate, dims: int, possible: Callable[[F64], YesNo] | None
    ) -> None:
        self._simulate = simulate
        self._possible = possible or _anywhere
        self.z = np.zeros((0, dims))
        self.statistics = np.zeros((0, 0))
        self._generations = 0

    def ask(self, z: F64) -> I64:
        """Run some particles; the numbers of the runs that did not fail."""
        found = self._simulate(self._generations, z)
        first = len(self.z)
        self._generations += 1
        self.z = np.concatenate([self.z, z])
        self.statistics = found if not first else np.concatenate([self.statistics, found])
        return first + np.flatnonzero(np.isfinite(found).all(axis=1))

    def possible(self, runs: I64) -> YesNo:
        """Which runs nothing refutes."""
        return np.asarray(self._possible(self.statistics[runs]), np.bool_)


def infer(
    simulate: Simulate,
    observed: F64,
    dims: int,
    *,
    seed: int,
    effort: Effort | None = None,
    allowed: Callable[[F64], YesNo] | None = None,
    possible: Callable[[F64], YesNo] | None = None,
) -> Inferred:
    """The posterior of `dims` coordinates, each standard normal before, given what was observed.

    `simulate` gives the statistics of runs. `allowed` says where the prior is nought, `possible`
    which statistics a run may have: a run with others has no weight, however near it is. The same
    arguments give the same draws. Raises `ValueError` if fewer than a tenth of the runs succeed,
    hardly any draw fits, or a few runs have all weight: then nothing can be said.
    """
    effort, allowed = effort or Effort(), allowed or _anywhere
    asked = _Asked(simulate, dims, possible)
    z, _ = drawn_until(_prior(seed, "pilot", dims), effort.pilot, allowed)
    pilot = asked.ask(z)
    _check(len(pilot), effort.pilot)
    region = _Region.of(asked, pilot, observed, allowed, seed)
    inside = pilot[region.holds(asked.z[pilot])]
    z, share = drawn_until(_prior(seed, "match", dims), effort.match, region.holds)
    inside = np.concatenate([inside, asked.ask(z)])
    _check(len(inside), effort.particles)
    judge = _Judge.of(asked, inside, region.moved, observed)
    everyone = judge.population(inside, np.full(len(inside), share))
    if not len(everyone.runs):
        raise ValueError(f"each of {len(inside)} runs is refuted by an anchor")
    everyone, steps = _climbed(everyone, judge, region, effort, seed)
    population = nearest_of(everyone, effort.nearest)
    shifted, weight = adjusted(population, judge.target)
    effective = float(1.0 / (weight * weight).sum())
    if effective < _LEAST_EFFECTIVE:
        raise ValueError(f"all weight is on {effective:.0f} runs")
    at = evenly(weight, effort.draws)
    z = asked.z[population.runs[at]]
    z[:, region.moved] = on_grid(shifted[at])
    return Inferred(
        z=z,
        runs=population.runs[at],
        told=region.summary.told,
        moved=region.moved,
        left=region.left,
        cut=region.cut,
        outside=_outside(asked.statistics[pilot], observed),
        shown=np.quantile(asked.statistics[population.runs], (0.05, 0.5, 0.95), axis=0),
        effective=effective,
        steps=steps,
        failed=len(asked.z) - int(np.isfinite(asked.statistics).all(axis=1).sum()),
        refuted=float(1.0 - asked.possible(pilot).mean()),
    )


def _prior(seed: int, name: str, dims: int) -> Callable[[range], F64]:
    return lambda indices: many_normals(seed, f"calibrate/{name}", indices, dims)


def _outside(pilot: F64, observed: F64) -> F64:
    """How far each observed statistic is from the pilot; infinite where the pilot never varies."""
    spread, apart = pilot.std(axis=0), observed - pilot.mean(axis=0)
    far = np.where(apart == 0.0, 0.0, np.copysign(np.inf, apart))
    return np.where(spread > 0.0, apart / np.where(spread > 0.0, spread, 1.0), far)


def _climbed(
    everyone: Population, judge: "_Judge", region: "_Region", effort: Effort, seed: int
) -> tuple[Population, tuple[Step, ...]]:
    """All particles after the generations, and what each was."""
    asked, moved = judge.asked, region.moved
    population = nearest_of(everyone, effort.particles)
    steps: list[Step] = []
    for generation in range(effort.generations):
        whole = _among(moved, asked.z.shape[1], seed)
        z, fit = proposed(population, effort.each, seed, generation, whole, region.holds)
        runs = asked.ask(z)
        new = judge.population(runs, fit * weights_of(asked.z[runs][:, moved], population))
        near = float((new.distance <= population.tolerance).sum()) / effort.each
        population = nearest_of(population.and_also(new), effort.particles)
        everyone = everyone.and_also(new)
        steps.append(
            Step(tolerance=population.tolerance, accepted=near, effective=population.effective)
        )
        if near < effort.accepted:
            break
    return everyone, tuple(steps)


@dataclass(frozen=True)
class _Region:
    """What history matching does not rule out, and which coordinates it was told of."""

    summary: Learned
    """Of the pilot."""
    moved: I64
    rules: Emulator
    cut: float
    left: float
    allowed: Callable[[F64], YesNo]

    @staticmethod
    def of(
        asked: _Asked, pilot: I64, observed: F64, allowed: Callable[[F64], YesNo], seed: int
    ) -> "_Region":
        """Learned from the pilot."""
        z, statistics = asked.z[pilot], asked.statistics[pilot]
        summary = learned(statistics, z)
        moved = np.flatnonzero(summary.told >= LEAST_TOLD)
        if not len(moved):  # something must be moved; whoever is told of it hears that it is not
            moved = np.array([int(summary.told.argmax())])
        target = summary.of(observed[None])[0]
        rules = emulator(z[:, moved], summary.of(statistics)[:, moved], target[moved])
        sample = _prior(seed, "cut", z.shape[1])(range(_CUT_DRAWS))
        far = rules.implausibility(sample[allowed(sample)][:, moved])
        cut = max(CUT, float(np.quantile(far, _LEAST_LEFT)))
        return _Region(summary, moved, rules, cut, float(np.mean(far <= cut)), allowed)

    def holds(self, z: F64) -> YesNo:
        """Which particles are neither ruled out nor outside the prior."""
        ok = np.asarray(self.rules.implausibility(z[:, self.moved]) <= self.cut)  # the quicker one
        ok[ok] = self.allowed(z[ok])
        return ok


@dataclass(frozen=True)
class _Judge:
    """Judges how near runs come, in the coordinates that move."""

    asked: _Asked
    moved: I64
    summary: Learned
    target: F64
    """The summaries of what was observed."""

    @staticmethod
    def of(asked: _Asked, runs: I64, moved: I64, observed: F64) -> "_Judge":
        """Learned from some runs."""
        summary = learned(asked.statistics[runs], asked.z[runs][:, moved])
        return _Judge(asked, moved, summary, summary.of(observed[None])[0])

    def population(self, runs: I64, weight: F64) -> Population:
        """Runs as particles, but for those that are refuted.

        Distance is in prior standard deviations of expected coordinates.
        """
        possible = self.asked.possible(runs)
        runs, weight = runs[possible], weight[possible]
        found = self.summary.of(self.asked.statistics[runs])
        return Population(
            z=self.asked.z[runs][:, self.moved],
            weight=weight,
            summaries=found,
            runs=runs,
            distance=np.sqrt(((found - self.target) ** 2).sum(axis=1)),
        )


def _among(moved: I64, dims: int, seed: int) -> Callable[[int, range, F64], F64]:
    """Makes whole coordinates of those that move; the others are drawn from their prior."""

    def whole(generation: int, indices: range, part: F64) -> F64:
        z = many_normals(seed, f"calibrate/rest {generation}", indices, dims)
        z[:, moved] = part
        return z

    return whole


def _anywhere(z: F64) -> YesNo:
    return np.ones(len(z), np.bool_)


def _check(succeeded: int, asked: int) -> None:
    if succeeded < 0.1 * asked:
        raise ValueError(f"only {succeeded} of {asked} runs can be used")
