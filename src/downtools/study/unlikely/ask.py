"""Ask how probable a reach is that hardly any run attains."""

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from downtools.compiled import compiled_before
from downtools.errors import Fault, InputError, nearest
from downtools.run.many.crews import crew_of
from downtools.run.outcome import REACHES
from downtools.run.simulate import Progress, simulate
from downtools.scenario.model import Scenario
from downtools.study.belief import belief_of
from downtools.study.draws import WIDTH
from downtools.study.ensemble.plan import Plan, vary_of
from downtools.study.ensemble.rows import world_of
from downtools.study.levers.ask import SCALE
from downtools.study.pool import wrong_numbers
from downtools.study.rare import Climb, Futures, Rare, rare
from downtools.study.unlikely.futures import Future, fresh, moved
from downtools.study.unlikely.scores import Scores, kept
from downtools.world.needs import needs_of, refuse_if_too_large
from downtools.world.threads import default_threads

__all__ = ["By", "Unlikely", "unlikely"]


@dataclass(frozen=True, kw_only=True)
class By:
    """By whom the work is done, where scores are kept, and who wants to know how far it is."""

    jobs: int | None = None
    """Processes; all cores if None."""
    out: Path | None = None
    """A folder that keeps every score, so that the same question goes on; none if None."""
    done: Callable[[int, float], None] = field(default=lambda runs, nearest: None)
    """Told how many runs were scored, and how near the nearest came."""
    tell: Callable[[Progress], None] | None = None
    """Told of the compilation."""


@dataclass(frozen=True, kw_only=True)
class Unlikely:
    """How probable it is that a wave reaches that far, over draws of parameters and of luck."""

    scenario: str
    scenario_hash: str
    version: str
    reach: str
    """How far it must reach, at least."""
    scale: float
    seed: int
    vary: tuple[str, ...]
    belief: str
    conditional: str
    """What it is conditional on; empty if all varies."""
    from_day: str | None
    """The date on which all futures branch from one past; None: each has its own."""
    probability: float
    """The mean over the repetitions, those that came to nothing included."""
    low: float
    high: float
    """95 % interval; if no repetition attained it, from 0 to what is hardly exceeded."""
    relative_error: float | None
    """Standard error over probability; None if no repetition attained it."""
    particles: int
    """Futures of one crowd."""
    moves: int
    """Moves of each future after each bar."""
    runs: int
    """Runs scored in all."""
    plain_runs: float | None
    """How many runs of an ensemble would tell it with the same relative error; None without."""
    failed: int
    """Runs that failed; they count as not reaching it."""
    settled: bool
    """Whether no two futures of a repetition, and no move, differed in how near they came."""
    climbs: tuple[Climb, ...]
    """Each repetition."""
    words: str
    """The answer and what to know beside it."""

    @property
    def holds(self) -> bool:
        """There is nothing to be held against."""
        return True

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)


def unlikely(
    scenario: Scenario,
    *,
    reach: str = "nationwide",
    particles: int = 100,
    moves: int = 2,
    repeats: int = 8,
    from_day: dt.date | None = None,
    vary: str = "luck,uncertainty",
    source: str | None = None,
    width: float = WIDTH,
    seed: int = 1,
    scale: float = SCALE,
    by: By | None = None,
) -> Unlikely:
    """How probable it is that a wave reaches at least `reach`, if that is rare.

    `repeats` crowds of `particles` futures climb towards it; after each bar each future is moved
    `moves` times. `vary` says what differs between futures, as in an ensemble. With `from_day`
    all branch from one past on the morning of that day, lived with the scenario's own parameters,
    and luck alone varies.

    Raises `InputError` for arguments that will not do, with every fault, `OutOfRoomError` if
    memory or disk will not do or a process dies.
    """
    by = by or By()
    faults = wrong_numbers("repetition", repeats, 8, by.jobs)
    if reach not in REACHES[1:]:
        cure = nearest(reach, REACHES[1:])
        faults.append(Fault(file="--reach", value=reach, problem="no such reach", cure=cure))
    calendar = scenario.calendar
    if from_day is not None and not calendar.start < from_day <= calendar.end:
        cure = f"give a day after {calendar.start} and not after {calendar.end}"
        problem = "no day to branch on"
        faults.append(Fault(file="--from-day", value=from_day, problem=problem, cure=cure))
    if faults:
        raise InputError(faults)
    varied = vary_of(vary)
    if from_day is not None:
        varied = tuple(word for word in varied if word != "uncertainty") or vary_of("luck")
    plan = Plan(
        question="rare",
        scenario=scenario,
        belief=belief_of(scenario, source, width),
        vary=varied,
        seed=seed,
        scale=scale,
        from_day=None if from_day is None else (from_day - calendar.start).days,
    )
    hands = by.jobs or default_threads()
    _prepare(plan, hands, by)
    with (
        kept(plan, reach, by.out) as (known, file),
        crew_of(hands) as crew,
    ):
        scores = Scores(plan, reach, crew, by.done, known, file)
        asked: Futures[Future] = Futures(
            fresh=functools.partial(fresh, plan),
            moved=functools.partial(moved, plan),
            score_many=scores.many,
            level=1.0,
        )
        found = rare(asked, particles=particles, moves=moves, repeats=repeats, seed=seed)
    return _answer(plan, reach, moves, found)


def _prepare(plan: Plan, hands: int, by: By) -> None:
    """Build the world and the engine once, so that the processes find them in the cache."""
    refuse_if_too_large(needs_of(plan.scenario, plan.scale), runs=hands)
    world = world_of(plan)
    if not compiled_before():
        simulate(plan.scenario.with_days(1), world=world, threads=1, progress=by.tell)


def _answer(plan: Plan, reach: str, moves: int, found: Rare) -> Unlikely:
    day = plan.from_day
    settled = all(climb.rigid and not climb.bars for climb in found.climbs)
    failed = sum(climb.failed for climb in found.climbs)
    if failed == found.scored:
        cure = "run the scenario once to see why (downtools run)"
        raise InputError([Fault(file="rare", problem="every run failed", cure=cure)])
    return Unlikely(
        scenario=plan.scenario.name,
        scenario_hash=plan.scenario.hash,
        version=version("downtools"),
        reach=reach,
        scale=plan.scale,
        seed=plan.seed,
        vary=plan.vary,
        belief=plan.belief.words if "uncertainty" in plan.vary else "the scenario's own values",
        conditional=plan.conditional,
        from_day=None if day is None else str(plan.scenario.calendar.date(day)),
        probability=found.probability,
        low=found.low,
        high=found.high,
        relative_error=found.relative_error,
        particles=found.particles,
        moves=moves,
        runs=found.scored,
        plain_runs=found.plain,
        failed=failed,
        settled=settled,
        climbs=found.climbs,
        words=_words(plan, found, settled=settled),
    )


def _words(plan: Plan, found: Rare, *, settled: bool) -> str:
    said = [f"{found.words[:1].upper()}{found.words[1:]}."]
    if settled:
        which = "one past" if plan.from_day is not None else "what does not vary here"
        said.append(
            f"Futures from {which} do not differ in how near they come, nor did any move change "
            "it: there is nothing to climb on, and no more can be told than from plain runs."
        )
    elif found.plain is not None and found.scored > found.plain:
        said.append("An ensemble of as many runs would have told it as surely.")
    return " ".join(said)
