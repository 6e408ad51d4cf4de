"""What is put to the test of tails: the US record, and stoppages and waves of the model."""

import csv
import multiprocessing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from downtools.scenario.read import load
from downtools.study.episodes import TOGETHER, Stoppages, stoppages_of, wave_sizes
from downtools.study.heaps import rounding_of
from downtools.study.tails import LEAST, Examined, examined
from downtools.world.threads import default_threads

__all__ = [
    "RUNS",
    "SCALE_OF_WAVES",
    "WAVES",
    "Record",
    "least_tail",
    "outcome",
    "own",
    "processes",
    "record",
    "waves",
]

I64 = npt.NDArray[np.int64]

_TABLE = Path(__file__).with_name("us-work-stoppages.csv")
_AT_ONCE = 100
"""Samples that are fitted sooner than other processes begin."""
RUNS = 20
"""Runs at scale 1 from which the model's stoppages are taken: some thousands of them."""
WAVES = 60
"""Runs at `SCALE_OF_WAVES`, each of which is one wave."""
SCALE_OF_WAVES = 0.03
"""A share of the workers, of whom a wave is known well enough."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Record:
    """The US record: how many stoppages, and what is told of them."""

    many: int
    people: I64
    """Idled by each stoppage of which that is told and above 0."""
    days: I64
    """Days of each stoppage of which both ends are told, the first and the last day counted."""


@cache
def record() -> Record:
    """The shipped table, made by `python -m tools.make_stoppages`."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    people, days = (
        np.array([int(row[name]) for row in rows if row[name]], np.int64)
        for name in ("idled", "days")
    )
    return Record(many=len(rows), people=people, days=days)


def processes() -> int:
    """All cores, unless this process is one of several at work already."""
    return default_threads() if multiprocessing.parent_process() is None else 1


@cache
def own(runs: int = RUNS, together: int = TOGETHER) -> Stoppages:
    """Stoppages of runs of belarus-2020, each with parameters and luck of its own."""
    return stoppages_of(load("belarus-2020"), runs, jobs=processes(), together=together)


@cache
def waves(runs: int = WAVES) -> I64:
    """Most people out on a day in each of such runs."""
    return wave_sizes(load("belarus-2020"), runs, scale=SCALE_OF_WAVES, jobs=processes())


def least_tail(values: I64) -> int:
    """How many values a tail must hold: of few values half, which is little to go by."""
    return min(LEAST, max(2, values.size // 2))


def outcome(values: I64, many: int, *, x_min: int | None = None, rounded: bool = False) -> Examined:
    """The whole test by `many` samples, rounded as the values seem to be if so told."""
    return examined(
        values,
        x_min=x_min,
        least=least_tail(values),
        many=many,
        jobs=processes() if many > _AT_ONCE else 1,
        rounding=rounding_of(values) if rounded else None,
    )
