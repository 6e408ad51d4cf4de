"""Calibrate a scenario on reports: what they tell of its parameters."""

import contextlib
import dataclasses
import datetime as dt
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.compiled import compiled_before
from downtools.errors import Fault, InputError, nearest
from downtools.evidence.beside import Beside, beside_of
from downtools.evidence.statistics import BEYOND, Statistics, known_by
from downtools.run.many.crews import Crew, crew_of
from downtools.run.many.folder import PLAN, locked, refuse_another, write_plan
from downtools.run.simulate import simulate
from downtools.scenario.model import Scenario, content_hash
from downtools.scenario.tables import Report
from downtools.study.calibrate.deviates import many_normals
from downtools.study.calibrate.generation import (
    FORMAT,
    Generation,
    Ground,
    carried,
    facts_of,
    particle,
    world_of,
)
from downtools.study.calibrate.infer import LEAST_TOLD, Effort, Inferred, infer
from downtools.study.calibrate.space import FITTED_KEYS, Space, whole_ladder
from downtools.study.draws import WIDTH
from downtools.study.ensemble.carry import How, in_room
from downtools.study.ensemble.rows import DRAWN
from downtools.study.known import cut_at
from downtools.study.pool import wrong_numbers
from downtools.study.posterior import Posterior
from downtools.study.untuned import untuned
from downtools.world.needs import needs_of, refuse_if_too_large

__all__ = ["SCALE", "Fitted", "calibrate", "effort_of"]

F64 = npt.NDArray[np.float64]

SCALE = 0.02
"""Named sites stand at one to one; of the rest one in fifty."""
_LEAST = 200
"""Runs with which summaries can be learned at all."""
_PRIOR_DRAWS = 2000

Told = Callable[[str, int, int], None]
"""Is told the stage, how many runs are done, and of how many at most."""


def effort_of(runs: int) -> Effort:
    """How `runs` runs are shared out: 2 in 5 pilot, 1 in 5 matching, 2 in 5 generations."""
    each = runs // 20
    return Effort(pilot=8 * each, match=4 * each, particles=2 * each, each=each, nearest=5 * each)


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """What a calibration found, and on what."""

    scenario: Scenario
    ground: Ground
    observed: F64
    names: tuple[str, ...]
    inferred: Inferred
    given: int
    known: int
    used: int
    second: int
    """Reports of the second list that could be used."""
    anchors: tuple[str, ...]
    until: dt.date | None
    z: F64 = field(repr=False)
    """Coordinates of all runs."""

    @property
    def runs(self) -> int:
        """How many runs it took."""
        return len(self.z)

    def prior(self) -> F64:
        """Draws of the coordinates from the prior."""
        space, seed = self.ground.space, self.ground.seed
        z = many_normals(seed, "calibrate/prior", range(_PRIOR_DRAWS), len(space.keys))
        return z[space.allowed(z)]

    def _kept(self) -> F64:
        """Posterior beside prior standard deviation, in coordinates.

        So a factor of two counts alike wherever it is, and a parameter that was moved to larger
        values does not look the wider for it. What such reports could not tell kept its prior,
        however its few draws happen to lie.
        """
        kept = self.inferred.z.std(axis=0) / self.prior().std(axis=0)
        fitted = np.isin(np.arange(len(kept)), self.inferred.moved)
        return np.where(fitted & (self.inferred.told >= LEAST_TOLD), kept, 1.0)

    def posterior(self) -> Posterior:
        """The posterior: of the fitted parameters, and with each draw what it was run with."""
        keys = self.ground.space.keys
        rows: list[tuple[float, ...]] = []
        for z, run in zip(self.inferred.z.tolist(), self.inferred.runs.tolist(), strict=True):
            scenario = particle(self.ground, run, tuple(z))
            rows.append(tuple(float(scenario.value(key)) for key in DRAWN))
        facts = {
            "format": FORMAT,
            "scenario_name": self.scenario.name,
            "scenario_hash": self.scenario.hash,
            "downtools": version("downtools"),
            "until": None if self.until is None else str(self.until),
            "fitted": list(keys),
            "kept": dict(zip(keys, self._kept().tolist(), strict=True)),
            "could_tell": dict(zip(keys, self.inferred.told.tolist(), strict=True)),
            "reports": self.used,
            "second": self.second,
            "anchors": list(self.anchors),
            "runs": self.runs,
            "seed": self.ground.seed,
            "scale": self.ground.scale,
            "width": self.ground.width,
        }
        return Posterior(keys=DRAWN, draws=tuple(rows), facts=facts)


def calibrate(
    scenario: Scenario,
    *,
    reports: Iterable[Report] | None = None,
    beside: Beside | None = None,
    until: dt.date | None = None,
    sites: Collection[str] | None = None,
    keys: Sequence[str] = (),
    runs: int = 4000,
    width: float = WIDTH,
    seed: int = 1,
    scale: float = SCALE,
    how: How | None = None,
    told: Told | None = None,
) -> Fitted:
    """Fit a scenario to reports: the scenario's own unless `reports` are given.

    What is known `beside` them, a second list and anchors, is what is shipped with the scenario if
    its own reports are used and nothing else is given.
    Only what was published by `until` is used, and of the schedule what was known by then; runs
    end on that day. `sites` names the
    workplaces whose reports count (all), `keys` the parameters that are fitted (those declared
    as to be fitted) over their whole declared prior; all others are drawn from their prior at
    `width` of its width. Values that were found on the wave itself are not used. The same
    arguments go on in a folder (`how.out`) and give the same posterior.

    Raises `InputError` for arguments that will not do, a folder that holds something else, or
    no report that can be used; `OutOfRoomError` if memory or disk will not do.
    """
    how, told = how or How(), told or _untold
    given = tuple(scenario.reports if reports is None else reports)
    if beside is None:
        beside = beside_of(scenario) if reports is None else Beside()
    _check(scenario, given, until, sites, runs, width, seed, how)
    known = known_by(given, until)
    statistics, used = _statistics(scenario, known, beside, until, sites)
    space = Space(scenario=statistics.scenario, keys=whole_ladder(keys) or FITTED_KEYS)
    ground = Ground(space=space, statistics=statistics, seed=seed, width=width, scale=scale)
    facts = _facts(scenario, ground, statistics, sites, used, until, runs)
    needs = needs_of(ground.scenario, scale)
    effort = effort_of(runs)
    with contextlib.ExitStack() as stack:
        folder = how.out or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(locked(folder))
        refuse_another(folder, facts)
        crew = stack.enter_context(crew_of(how.hands, threads=how.threads, cluster=how.cluster))
        refuse_if_too_large(needs, runs=crew.hands)
        if not (folder / PLAN).exists():
            with in_room(folder):
                write_plan(folder, facts)
        _prepare(ground, how)
        ask = _Asking(ground, folder, facts, crew, effort.runs, told)
        observed = ground.statistics.of_reports(used)
        try:
            inferred = infer(
                ask.run,
                observed,
                len(ground.space.keys),
                seed=seed,
                effort=effort,
                allowed=ground.space.allowed,
                possible=_possible(statistics),
            )
        except ValueError as error:
            cure = (
                "give more with --runs, or fewer parameters with --fit; `downtools run` tells why"
            )
            raise InputError([Fault(file="calibrate", problem=str(error), cure=cure)]) from error
        return Fitted(
            scenario=scenario,
            ground=ground,
            observed=observed,
            names=ground.statistics.names,
            inferred=inferred,
            given=len(given),
            known=len(known),
            used=len(used),
            second=len(statistics.second),
            anchors=tuple(anchor.anchor for anchor in statistics.anchors),
            until=until,
            z=np.concatenate(ask.z),
        )


class _Asking:
    """Runs a generation on a crew, each in a folder of its own."""

    def __init__(
        self,
        ground: Ground,
        folder: Path,
        facts: dict[str, Any],
        crew: Crew,
        most: int,
        told: Told,
    ) -> None:
        self.z: list[F64] = []
        self._ground, self._folder, self._facts = ground, folder, facts
        self._crew, self._most, self._told = crew, most, told

    def run(self, number: int, z: F64) -> F64:
        """The statistics of a generation."""
        before = sum(map(len, self.z))
        self.z.append(z)
        generation = Generation(ground=self._ground, first=before, z=tuple(map(tuple, z.tolist())))
        facts = {**self._facts, **facts_of(generation, "calibrate"), "generation": number}
        stage = ("pilot", "matching")[number] if number < 2 else f"generation {number - 1}"
        return carried(
            generation,
            self._folder / f"generation-{number:02d}",
            facts,
            self._crew,
            lambda many: self._told(stage, before + many, self._most),
        )


def _statistics(
    scenario: Scenario,
    known: Sequence[Report],
    beside: Beside,
    until: dt.date | None,
    sites: Collection[str] | None,
) -> tuple[Statistics, tuple[Report, ...]]:
    """What is counted of each run of the untuned scenario, and the reports that count."""
    if until is None:
        bare = dataclasses.replace(untuned(scenario), reports=(), observed=(), confound="")
    else:
        bare = cut_at(scenario, until, until)
    statistics = Statistics.of(bare, known, sites, until, beside)
    used = tuple(statistics.used(known))
    if not used:
        problem = "no report of what a run can be held against"
        cure = (
            "give reports of acts at named sites, within the scenario's days and published by then"
        )
        raise InputError([Fault(file="reports.csv", problem=problem, cure=cure)])
    return statistics, used


def _possible(statistics: Statistics) -> Callable[[F64], npt.NDArray[np.bool_]]:
    """Tells which runs no anchor refutes, by their statistics."""
    at = [at for at, name in enumerate(statistics.names) if name.startswith(BEYOND)]
    return lambda found: np.asarray((found[:, at] <= 0.0).all(axis=1), np.bool_)


def _facts(
    scenario: Scenario,
    ground: Ground,
    statistics: Statistics,
    sites: Collection[str] | None,
    used: tuple[Report, ...],
    until: dt.date | None,
    runs: int,
) -> dict[str, Any]:
    """What tells one calibration from another; nothing about anyone."""
    return {
        "format": FORMAT,
        "downtools": version("downtools"),
        "question": "calibrate",
        "scenario_name": scenario.name,
        "scenario_hash": scenario.hash,
        "until": None if until is None else str(until),
        "reports": content_hash(used),
        "second": content_hash(statistics.second),
        "anchors": content_hash(statistics.anchors),
        "sites": None if sites is None else sorted(sites),
        "keys": list(ground.space.keys),
        "runs": runs,
        "width": ground.width,
        "seed": ground.seed,
        "scale": ground.scale,
    }


def _prepare(ground: Ground, how: How) -> None:
    """Build the world and the engine once, so that the processes find them in the cache."""
    world = world_of(ground)
    if not compiled_before():
        first = ground.scenario.with_days(1)
        simulate(first, world=world, threads=1, progress=how.watch.tell)


def _check(
    scenario: Scenario,
    given: Sequence[Report],
    until: dt.date | None,
    sites: Collection[str] | None,
    runs: int,
    width: float,
    seed: int,
    how: How,
) -> None:
    faults = wrong_numbers("run", max(runs, 1), 4000, how.jobs)
    if runs < _LEAST:
        cure = f"give at least {_LEAST}; 4000 is usual"
        faults.append(Fault(file="--runs", value=runs, problem="too few to learn from", cure=cure))
    if not 0 <= seed < 2**63:
        cure = "give a whole number from 0 to 9223372036854775807"
        faults.append(Fault(file="--seed", value=seed, problem="not a seed", cure=cure))
    calendar = scenario.calendar
    if until is not None and not calendar.start < until <= calendar.end:
        cure = f"give a day after {calendar.start} and not after {calendar.end}"
        problem = "outside the scenario's days"
        faults.append(Fault(file="--until", value=until, problem=problem, cure=cure))
    if not 0.0 <= width <= 1.0:
        cure = "give a number from 0, the middle of the prior, to 1, all of it"
        faults.append(Fault(file="--width", value=width, problem="no share of a prior", cure=cure))
    names = [site.site for site in scenario.sites]
    for site in sites or ():
        if site not in names:
            cure = nearest(site, names)
            faults.append(Fault(file="sites", value=site, problem="no such site", cure=cure))
    if not given:
        cure = "give reports with --reports, or write reports.csv"
        faults.append(Fault(file="reports.csv", problem="the scenario has no reports", cure=cure))
    if faults:
        raise InputError(faults)


def _untold(stage: str, done: int, most: int) -> None:
    """Where progress goes if nobody asks."""
