"""Forecast: stand on the evening of a day, know what was known, and look ahead."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np

from downtools.chance import Luck, nth_seed
from downtools.errors import Fault, InputError
from downtools.evidence.beside import Beside, beside_of
from downtools.evidence.by_site import Grouped, grouped
from downtools.run.many.crews import crew_of
from downtools.run.run import Run
from downtools.scenario import gallery
from downtools.scenario.model import Scenario
from downtools.scenario.read import load
from downtools.scenario.tables import Report
from downtools.study.belief import Belief, of_posterior
from downtools.study.ensemble.carry import How
from downtools.study.forecast.filter import Filtered, filtered
from downtools.study.forecast.futures import ahead_of
from downtools.study.forecast.happened import number_share, sure_share
from downtools.study.forecast.learned import Learned, learned, seen_by_stage
from downtools.study.forecast.particles import Country, Particle, stages_of
from downtools.study.forecast.samples import Samples, samples_of
from downtools.study.known import Known, known_on, published_by, same_until
from downtools.study.posterior import Posterior, read_posterior
from downtools.world.build import build_world
from downtools.world.needs import needs_of, refuse_if_too_large

__all__ = ["PARTICLES", "SCALE", "Foreseen", "belief_by", "earlier", "forecast"]

PARTICLES, SCALE = 200, 0.1
_FEWEST = 20
_VERSION = version("downtools")
Told = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What was known on a day, and what particles did after it."""

    known: Known
    belief: Belief
    second: tuple[Report, ...] = field(repr=False)
    """Reports of the second list that were known."""
    lists: tuple[Grouped, ...] = field(repr=False)
    """Both, as they were weighed."""
    runs: tuple[Run, ...] = field(repr=False)
    """Each particle from the first day to the horizon."""
    filtered: Filtered[Particle] = field(repr=False)
    samples: Samples = field(repr=False)
    learned: Learned
    """How probabilities of a report on any of some days are set right; `samples` hold them as
    particles say."""
    learned_daily: Learned
    """The same of a report on a day."""
    scale: float
    seed: int


def forecast(
    scenario: Scenario,
    as_of: dt.date,
    horizon: int,
    *,
    reports: Iterable[Report] | None = None,
    beside: Beside | None = None,
    assume_published: int | None = None,
    posterior: Path | None = None,
    particles: int = PARTICLES,
    scale: float = SCALE,
    seed: int = 1,
    how: How | None = None,
    told: Told | None = None,
) -> Foreseen:
    """Look `horizon` days ahead from the evening of `as_of`, on nothing but what was known then.

    `particles` runs, each with its own draw of parameters (`belief_by`), luck and of what comes
    from outside, are led past what was reported by day and named site, and go on from there.
    Raises `InputError` as `known_on` does, for too few particles, and for a posterior of a later
    day; `OutOfRoomError` if memory will not do.
    """
    how, say = how or How(), told or _untold
    if particles < _FEWEST:
        cure = f"give at least {_FEWEST}; {PARTICLES} is usual"
        fault = Fault(file="--particles", value=particles, problem="too few", cure=cure)
        raise InputError([fault])
    given = None if reports is None else tuple(reports)
    known = known_on(scenario, as_of, horizon, reports=given, assume_published=assume_published)
    if beside is None:
        beside = beside_of(scenario) if given is None else Beside()
    second = tuple(published_by(beside.second, as_of, assume_published))
    belief = belief_by(scenario, as_of, posterior)
    if given is not None and posterior is None and belief.source == "posterior":
        say(
            "parameters are drawn from the posterior of the reports shipped with"
            f" {scenario.name}; --from FILE gives one of these reports"
        )
    if belief.source == "prior" and any(_shipped(scenario.name, as_of)):
        say(
            f"parameters are drawn from the prior: no posterior shipped with {scenario.name} is of"
            " this version and of what was known of this scenario; --from FILE gives one"
        )
    start, last = scenario.calendar.start, (as_of - scenario.calendar.start).days
    lists = [grouped(known.reports, start, range(last + 1), last)]
    if days := [(report.date - start).days for report in second]:
        # Beyond its last known row nobody can say yet whether it goes on.
        lists.append(grouped(second, start, range(min(days), max(days) + 1)))
    stages = stages_of([day for one in lists for day in one.days], last)
    refuse_if_too_large(needs_of(known.scenario, scale), runs=particles)
    world = build_world(known.scenario, scale=scale)
    sure = sure_share([known.reports, second])
    with crew_of(how.hands, threads=True) as crew:
        country = Country(
            world=world,
            lists=tuple(lists),
            stages=stages,
            crew=crew,
            sure=sure,
            seed=seed,
            said=say,
        )
        drawn = [_particle(known, belief, index, seed) for index in range(particles)]
        found = filtered(country, drawn, len(stages), len(scenario.sites), seed=seed)
        runs = country.futures(found.particles)
    samples = samples_of(
        runs,
        last + 1,
        found.shares,
        found.first,
        lists=len(lists),
        sure=sure,
        numbers=number_share([known.reports, second]),
        seed=seed,
    )
    names = [site.site for site in scenario.sites]
    seen = seen_by_stage(lists, stages, names)
    whole = np.array([rows[0] for rows in found.foretold])
    seen_daily = seen_by_stage(lists, [range(day, day + 1) for day in range(last + 1)], names)
    daily = np.concatenate([rows[1:] for rows in found.foretold])
    return Foreseen(
        known=known,
        belief=belief,
        second=second,
        lists=tuple(lists),
        runs=tuple(runs),
        filtered=found,
        samples=samples,
        learned=learned(whole, seen),
        learned_daily=learned(daily, seen_daily),
        scale=scale,
        seed=seed,
    )


def earlier(scenario: Scenario, since: dt.date, as_of: dt.date, posterior: Path | None) -> dt.date:
    """An earlier day to stand on too. Raises `InputError` if it is none, or with a `posterior`.

    What moved would then be the posterior: each day has one of its own.
    """
    faults: list[Fault] = []
    if not scenario.calendar.start < since < as_of:
        cure = f"give a day after {scenario.calendar.start} and before {as_of}"
        faults.append(Fault(file="--since", value=str(since), problem="not earlier", cure=cure))
    if posterior is not None:
        cure = "leave one of them out"
        problem = "with --from what moved would be the posterior"
        faults.append(Fault(file="--since", value=str(since), problem=problem, cure=cure))
    if faults:
        raise InputError(faults)
    return since


def belief_by(scenario: Scenario, as_of: dt.date, posterior: Path | None = None) -> Belief:
    """What was believed of the parameters on a day: the posterior of that day or the last before.

    Of those shipped with the scenario, unless one is given, and only if the scenario is the shipped
    one as far as it was known on that day; else it is the prior of the untuned scenario. Raises
    `InputError` for one that was fitted to reports of later days.
    """
    if posterior is not None:
        found = of_posterior(read_posterior(posterior, scenario))
        if not found.until or dt.date.fromisoformat(found.until) > as_of:
            until = found.until or "all reports, whenever published"
            cure = f"fit one with `downtools calibrate --until {as_of}`"
            problem = f"fitted to {until}: it knows what came after {as_of}"
            fault = Fault(file=str(posterior), problem=problem, cure=cure)
            raise InputError([fault])
        return found
    for one, until in _shipped(scenario.name, as_of):
        own = load(scenario.name)
        current = (one.facts["scenario_hash"], one.facts["downtools"]) == (own.hash, _VERSION)
        if current and same_until(scenario, own, until):
            return of_posterior(one)
    return Belief(source="prior")


def _shipped(name: str, as_of: dt.date) -> Iterator[tuple[Posterior, dt.date]]:
    """The posteriors shipped with a scenario that were fitted until a day at most, latest first."""
    if name in gallery.names():
        folder = gallery.path(name) / "results"
        for path in sorted(folder.glob("posterior-*.parquet"), reverse=True):
            one = read_posterior(path)
            if one.until and (until := dt.date.fromisoformat(one.until)) <= as_of:
                yield one, until


def _particle(known: Known, belief: Belief, index: int, seed: int) -> Particle:
    shared, own = (nth_seed(seed, f"forecast/{which}", index) for which in ("shared", "own"))
    scenario = belief.drawn(ahead_of(known, index, seed), index, seed)
    return Particle(scenario=scenario, luck=Luck(shared, own))


def _untold(words: str) -> None:
    """Where progress goes if nobody asks."""
