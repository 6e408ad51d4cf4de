"""Pairs: two arms on the same parameters and luck, and what differs between them.

Because both arms share their draw, what luck and parameters do to both cancels out; `saved` says
how many times as many runs would be needed without that.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.study.ensemble.runs import Runs

__all__ = [
    "MEASURES",
    "Change",
    "Paired",
    "change_of_mean",
    "change_of_share",
    "compared",
    "pairs_of",
    "reached",
    "settled",
]

F64 = npt.NDArray[np.float64]

_Z = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Change:
    """A difference, the changed arm less the baseline, with its 95 % interval."""

    difference: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Paired:
    """One measure of two arms, run in pairs."""

    measure: str
    unit: str
    baseline: float
    """The mean over the pairs."""
    changed: float
    difference: float
    low: float
    high: float
    pairs: int
    needed: int | None
    """Pairs with which the interval of such a difference would just leave out zero; None if there
    is none."""
    saved: float | None
    """Runs that would do the same unpaired, beside those of the pairs; None if no pair differs."""


MEASURES: dict[str, tuple[str, str]] = {
    "peak_out": ("most people out on a day", "people"),
    "peak_strikers": ("most strikers on a day", "people"),
    "peak_signers": ("signatures in the end", "people"),
    "wave_days": ("working days of the wave", "days"),
    "output_lost_cents": ("output lost by own decision", "USD"),
    "exports_lost_cents": ("exports lost", "USD"),
    "wages_lost_cents": ("wages lost", "USD"),
}
"""Counts that are compared by their means, what they are, and the unit they are shown in."""


def pairs_of(runs: Runs, arm: int, baseline: int = 0) -> tuple[npt.NDArray[np.int64], ...]:
    """Rows of the baseline and of an arm, by the draws in which neither failed."""
    draw = runs.column("draw")
    first = {int(draw[row]): row for row in runs.rows(baseline).tolist()}
    other = {int(draw[row]): row for row in runs.rows(arm).tolist()}
    both = [d for d in first if d in other]
    return np.array([first[d] for d in both], int), np.array([other[d] for d in both], int)


def compared(runs: Runs, arm: int = 1, baseline: int = 0) -> tuple[Paired, ...]:
    """Every measure of an arm beside the baseline: reach, resolution, sizes, days and money."""
    first, other = pairs_of(runs, arm, baseline)
    found: list[Paired] = []
    for reach in REACHES[1:]:
        words = f"P(reach at least {reach.replace('_', ' ')})"
        found.append(_of_shares(words, reached(runs, first, reach), reached(runs, other, reach)))
    words = "P(won or conceded)"
    found.append(_of_shares(words, settled(runs, first), settled(runs, other)))
    for name, (words, unit) in MEASURES.items():
        values = runs.column(name).astype(np.float64) / (100.0 if unit == "USD" else 1.0)
        found.append(_of_means(words, unit, values[first], values[other]))
    return tuple(found)


def reached(runs: Runs, rows: npt.NDArray[np.int64], reach: str) -> F64:
    """1 for each run that reached that far or farther, else 0."""
    return (runs.column("reach")[rows] >= REACHES.index(reach)).astype(np.float64)


def settled(runs: Runs, rows: npt.NDArray[np.int64]) -> F64:
    """1 for each run that was won or conceded, else 0."""
    return (runs.column("resolution")[rows] <= RESOLUTIONS.index("conceded")).astype(np.float64)


def change_of_share(first: F64, other: F64) -> Change:
    """Difference of two shares of the same pairs.

    The interval adds half a pair to each of the four ways a pair can come out (Agresti and Min
    2005, Statistics in Medicine 24:729-740), so that it has a width where no pair differs.
    """
    many = len(first)
    gained, lost = float((other > first).sum()), float((other < first).sum())
    plus, minus, n = gained + 0.5, lost + 0.5, many + 2.0
    middle = (plus - minus) / n
    half = _Z * math.sqrt(max(plus + minus - (plus - minus) ** 2 / n, 0.0)) / n
    return Change(
        difference=(gained - lost) / many,
        low=max(-1.0, middle - half),
        high=min(1.0, middle + half),
    )


def _of_shares(words: str, first: F64, other: F64) -> Paired:
    change = change_of_share(first, other)
    return _paired(words, "share of runs", first, other, change.low, change.high)


def change_of_mean(first: F64, other: F64) -> Change:
    """Difference of two means of the same pairs, with Student's interval; none of a single pair."""
    differences = other - first
    many, middle = len(differences), float(differences.mean())
    half = 0.0
    if many > 1:
        half = _student(many - 1) * float(differences.std(ddof=1)) / math.sqrt(many)
    return Change(difference=middle, low=middle - half, high=middle + half)


def _of_means(words: str, unit: str, first: F64, other: F64) -> Paired:
    change = change_of_mean(first, other)
    return _paired(words, unit, first, other, change.low, change.high)


def _paired(words: str, unit: str, first: F64, other: F64, low: float, high: float) -> Paired:
    differences = other - first
    many, difference = len(differences), float(differences.mean())
    variance = float(differences.var(ddof=1)) if many > 1 else 0.0
    apart = float(first.var(ddof=1) + other.var(ddof=1)) if many > 1 else 0.0
    needed = math.ceil(variance * (_Z / difference) ** 2) if difference and variance else None
    return Paired(
        measure=words,
        unit=unit,
        baseline=float(first.mean()),
        changed=float(other.mean()),
        difference=difference,
        low=low,
        high=high,
        pairs=many,
        needed=None if needed is None else max(needed, 2),
        saved=apart / variance if variance else None,
    )


def _student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t (Hill 1970, Communications of the ACM 13:619-620, for
    few degrees of freedom the exact values)."""
    exact = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
    if freedom <= len(exact):
        return exact[freedom - 1]
    z, n = _Z, float(freedom)
    first = (z**3 + z) / 4.0
    second = (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / 96.0
    return z + first / n + second / n**2
