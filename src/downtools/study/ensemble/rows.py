"""Run the tasks of a study: a row for each run, and the rows of a range of tasks as a block."""

import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np

from downtools.day.tables import COLUMNS
from downtools.errors import DowntoolsError, OutOfRoomError
from downtools.run.many.blocks import encoded
from downtools.run.outcome import REACHES, RESOLUTIONS, closeness_of
from downtools.run.past import Past, first_difference
from downtools.run.run import Run
from downtools.run.simulate import simulate, simulate_keeping
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import all_params
from downtools.study.ensemble.plan import Job, Plan
from downtools.study.measures import alive, facts_of, measured
from downtools.world.build import build_world
from downtools.world.world import World

__all__ = ["COUNTS", "DRAWN", "block_of", "given_up", "past_of", "rerun", "world_of"]

COUNTS: dict[str, str] = {
    "reach": "index of none, sites, sector_or_region, nationwide",
    "reach_day": "days since the start, -1 for never",
    "sustained": "1 if on 3 of 5 working days",
    "reach_at_half": "as reach, all thresholds halved",
    "reach_at_twice": "as reach, all thresholds doubled",
    "general_strike_25": "1 if the stricter general strike was attained",
    "resolution": "index of won, conceded, suspended, ridden_out, open",
    "resolution_day": "days since the start, -1 for never",
    "peak_day": "days since the start",
    "wave_days": "working days with at least a tenth of the most out",
    "peak_out": "people walking out or striking on the peak day",
    "peak_strikers": "people",
    "peak_rallying": "people",
    "peak_signers": "people",
    "peak_kept_in": "people",
    "peak_committees": "sites",
    "peak_linked": "sites",
    "detained": "people on the last evening",
    "dismissed": "people on the last evening",
    "resigned": "people on the last evening",
    "withheld_milli": "thousandths of a shift",
    "output_lost_cents": "US cents",
    "output_idle_cents": "US cents",
    "output_missing_cents": "US cents",
    "exports_lost_cents": "US cents",
    "exports_missing_cents": "US cents",
    "wages_lost_cents": "US cents",
    "funds_paid_cents": "US cents",
}
"""What is counted of a run, and in which unit."""

_SUMS = (*(name for name in COUNTS if name.endswith("_cents")), "withheld_milli")

DRAWN: tuple[str, ...] = tuple(key for key, param in all_params().items() if param.prior)
"""Keys of the parameters that a draw can change, in the order of the column `drawn`."""


def block_of(plan: Plan, first: int, last: int) -> bytes:
    """The block of the tasks from `first` to `last`; a run that fails is a row with its error."""
    return encoded(
        _table(plan, [row for task in range(first, last + 1) for row in _rows(plan, task)])
    )


def given_up(plan: Plan, task: int) -> bytes:
    """The block of a task that took its process down each time."""
    error = "its process died each time, perhaps for want of memory"
    return encoded(_table(plan, [_failed(plan, task, arm, error) for arm in _arms(plan, task)]))


def world_of(plan: Plan) -> World:
    """The world of a plan; in one process it is looked up once."""
    return _world(plan.ground, plan.scale)


@lru_cache(maxsize=1)
def _world(scenario: Scenario, scale: float) -> World:
    return build_world(scenario, scale=scale)


@lru_cache(maxsize=1)
def past_of(plan: Plan) -> Past | None:
    """The one past that all futures of a plan branch from, if they do; lived once a process."""
    if plan.from_day is None:
        return None
    scenario = plan.scenario.with_days(plan.from_day + 1)
    days, luck = (plan.from_day,), plan.past_luck
    _, pasts = simulate_keeping(scenario, days, seed=luck, world=world_of(plan), threads=1)
    return pasts[plan.from_day]


def rerun(plan: Plan, task: int, which: int = 0) -> Run:
    """Run number `which` of a task again, alone and whole."""
    job = plan.jobs(task)[which]
    world, past = world_of(plan), past_of(plan)
    return simulate(job.scenario, seed=job.luck, world=world, past=past)


def _rows(plan: Plan, task: int) -> Iterator[dict[str, Any]]:
    try:
        jobs = plan.jobs(task)
    except DowntoolsError as error:  # a draw that the model will not do with
        for arm in _arms(plan, task):
            yield _failed(plan, task, arm, _said(error))
        return
    pasts: dict[int, Past] = {}
    first = next((job for job in jobs if not job.error), None)
    for job in jobs:
        began = time.perf_counter()
        if job.error:
            row = _failed(plan, task, job.arm, job.error, job)
        else:
            try:
                run = (
                    _first(plan, job, jobs, pasts)
                    if job is first
                    else _other(plan, first or job, job, pasts)
                )
                row = _row(plan, task, job, run)
            except (MemoryError, OSError, OutOfRoomError):
                raise  # what the machine lacks now is no part of a result
            except Exception as error:  # noqa: BLE001 - one that fails is not the end of the rest
                row = _failed(plan, task, job.arm, _said(error), job)
        yield row | {"seconds": time.perf_counter() - began}


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _first(plan: Plan, first: Job, jobs: Sequence[Job], pasts: dict[int, Past]) -> Run:
    """The first run of a task, which leaves behind the pasts that the others go on from."""
    parts = {_parting(plan, first, job) for job in jobs if job is not first and not job.error}
    begin, days = plan.from_day or 0, first.scenario.calendar.days
    wanted = sorted(day for day in parts if begin < day < days)
    run, kept = simulate_keeping(
        first.scenario,
        wanted,
        seed=first.luck,
        world=world_of(plan),
        past=past_of(plan),
        threads=1,
    )
    pasts.update(kept)
    return run


def _other(plan: Plan, first: Job, job: Job, pasts: dict[int, Past]) -> Run:
    past = pasts.get(_parting(plan, first, job), past_of(plan))
    return simulate(job.scenario, seed=job.luck, world=world_of(plan), past=past, threads=1)


def _parting(plan: Plan, first: Job, job: Job) -> int:
    """The day up to which a run is that of the first job of its task."""
    begin = plan.from_day or 0
    if job.luck != first.luck:
        return begin
    return max(begin, first_difference(first.scenario, job.scenario))


def _arms(plan: Plan, task: int) -> range:
    """The arms of a task."""
    arms = len(plan.arms)
    return range(arms) if plan.together else range(task % arms, task % arms + 1)


def _row(plan: Plan, task: int, job: Job, run: Run) -> dict[str, Any]:
    drawn = (
        [float(job.scenario.value(key)) for key in DRAWN] if job.arm == 0 and not job.echo else []
    )
    return {
        "task": task,
        "arm": job.arm,
        "draw": job.draw,
        "echo": job.echo,
        "shared_seed": job.luck.turns[-1].shared if job.luck.turns else job.luck.shared,
        "own_seed": job.luck.turns[-1].own if job.luck.turns else job.luck.own,
        "error": "",
        "digest": run.digest,
        **_counts(run),
        "closeness": list(closeness_of(run.scenario, run.rolls, run.tables).values()),
        "facts": [measured(run, fact) for fact in facts_of(plan.scenario)],
        "drawn": drawn,
        **{
            name: run.tables[name.partition(".")[0]][name.partition(".")[2]] for name in _kept(plan)
        },
    }


def _counts(run: Run) -> dict[str, int]:
    outcome, daily = run.outcome, run.tables["daily"]
    start = run.scenario.calendar.start
    facts = run.summary()
    dates = {"reach_day": outcome.reach_date, "resolution_day": outcome.resolution_date}
    return {
        **{name: int(facts[name]) for name in COUNTS if isinstance(facts.get(name), int)},
        **{name: -1 if on is None else (on - start).days for name, on in dates.items()},
        **{name: int(daily[name].sum()) for name in _SUMS},
        "reach": REACHES.index(outcome.reach),
        "reach_at_half": REACHES.index(outcome.reach_at_half),
        "reach_at_twice": REACHES.index(outcome.reach_at_twice),
        "resolution": RESOLUTIONS.index(outcome.resolution),
        "peak_day": run.peak_day,
        "wave_days": int(alive(run).sum()),
    }


def _failed(plan: Plan, task: int, arm: int, error: str, job: Job | None = None) -> dict[str, Any]:
    draw = task if plan.together else task // len(plan.arms)
    luck = job.luck if job else plan.luck(draw)
    turn = luck.turns[-1] if luck.turns else luck
    return {
        "task": task,
        "arm": arm,
        "draw": draw,
        "echo": job.echo if job else 0,
        "shared_seed": turn.shared,
        "own_seed": turn.own,
        "error": error,
        "digest": "",
        **dict.fromkeys(COUNTS, 0),
        "closeness": [],
        "facts": [],
        "drawn": [],
        **{name: np.zeros(0, np.int64) for name in _kept(plan)},
        "seconds": 0.0,
    }


def _kept(plan: Plan) -> list[str]:
    """Names of the columns with the tables that are kept."""
    return [f"{table}.{column}" for table in plan.keep for column in COLUMNS[table]]


def _table(plan: Plan, rows: Sequence[dict[str, Any]]) -> Any:
    import pyarrow as pa

    whole = ("task", "arm", "draw", "echo", "shared_seed", "own_seed", *COUNTS)
    columns: dict[str, Any] = {
        **{name: pa.array([row[name] for row in rows], pa.int64()) for name in whole},
        **{
            name: pa.array([row[name] for row in rows], pa.string()) for name in ("error", "digest")
        },
        "seconds": pa.array([row["seconds"] for row in rows], pa.float64()),
    }
    for name in ("closeness", "facts", "drawn", *_kept(plan)):
        kind = np.dtype(np.int64 if "." in name else np.float64)
        parts = [np.asarray(row[name], kind) for row in rows]
        ends = [0, *accumulate(len(part) for part in parts)]
        values = pa.array(np.concatenate(parts))
        columns[name] = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), values)
    return pa.table(columns)
