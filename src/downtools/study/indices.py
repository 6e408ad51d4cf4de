"""Indices: how much of an output hangs on each key, by Morris's and by Sobol's method.

Morris (1991, Technometrics 33:161-174) changes one key at a time along trajectories; the mean
size of what that changes (Campolongo, Cariboni and Saltelli 2007, Environ. Model. Softw.
22:1509-1518) ranks the keys at the price of few runs. Sobol (2001, Math. Comput. Simul.
55:271-280) shares out the variance of the output; the first-order index of a key is its share
alone, the total one includes all that it does together with others (estimators of Saltelli et al.
2010, Comput. Phys. Commun. 181:259-270). Samples and estimates are SALib's.

A run that failed has no output (NaN, or not finite). Its whole trajectory or block is then left
out, and how many were is told: filling the gap would invent an output.
"""

import contextlib
import math
import warnings
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream
from downtools.errors import Fault, InputError
from downtools.study.designs import (
    Point,
    Range,
    checked,
    number_for,
    placed,
    unbalanced,
)
from downtools.study.extra import needs

__all__ = [
    "Effect",
    "Effects",
    "Index",
    "Indices",
    "morris",
    "morris_points",
    "sobol",
    "sobol_blocks",
]

F64 = npt.NDArray[np.float64]

_LEVELS = 4
"""Values of a key that Morris's trajectories visit; a step is two thirds of the range."""
_RESAMPLES = 200
"""Of each bootstrap: the ends of an interval are then uncertain by some 5 % of its width."""
_FEWEST = 4
"""Trajectories or blocks below which nothing is said: a bootstrap of fewer is not an interval."""
_RARE = 30
"""If fewer outputs differ from the most frequent one, a few runs decide every index."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What moving one key through its range does, in units of the output."""

    key: str
    mean: float
    """Mean elementary effect, with its sign: below 0 the output falls as the key rises."""
    size: float
    """Mean of the sizes of the effects, mu* of the literature: what keys are ranked by."""
    low: float
    high: float
    """95 % interval of `size`, from trajectories drawn anew with replacement (Student's t)."""
    spread: float
    """Standard deviation of the effects: large beside `size` if the key acts together with
    others, or not in a straight line."""
    spread_low: float
    spread_high: float
    """95 % interval of `spread`."""


@dataclass(frozen=True, kw_only=True)
class Effects:
    """Morris's method: an effect for each key, in the order of the ranges."""

    effects: tuple[Effect, ...]
    """Empty if too few trajectories are whole."""
    used: int
    """Trajectories that went in."""
    left_out: int
    """Trajectories left out because a run of theirs has no output."""
    words: str
    """What to know beside the numbers; empty if nothing."""


@dataclass(frozen=True, kw_only=True)
class Index:
    """The share of the output's variance that hangs on one key.

    Estimates of small shares may fall below 0 by luck, and are not cut off there.
    """

    key: str
    first: float
    """The share that the key explains alone."""
    first_low: float
    first_high: float
    """95 % interval of `first`, from blocks drawn anew with replacement (normal)."""
    total: float
    """The share in which the key has a part: what would go if it were known."""
    total_low: float
    total_high: float
    """95 % interval of `total`."""


@dataclass(frozen=True, kw_only=True)
class Indices:
    """Sobol's method: an index for each key, in the order of the ranges."""

    indices: tuple[Index, ...]
    """Empty if too few blocks are whole, or if they cannot tell."""
    used: int
    """Blocks that went in."""
    left_out: int
    """Blocks left out because a run of theirs has no output."""
    words: str
    """What to know beside the numbers; empty if nothing."""


# ---- Morris


def morris_points(ranges: Sequence[Range], trajectories: int, seed: int) -> tuple[Point, ...]:
    """The points to run, trajectory by trajectory, each of one more point than there are keys.

    More trajectories begin with the same ones. Raises `InputError` for ranges or a number that
    will not do, or if SALib is not installed.
    """
    return placed(ranges, _trajectories(ranges, trajectories, seed).tolist())


def morris(ranges: Sequence[Range], outputs: Sequence[float], seed: int) -> Effects:
    """The effects of the keys, from the outputs at `morris_points` of the same ranges and seed.

    NaN stands for a run without an output. Raises `InputError` if the outputs do not fill whole
    trajectories, or if SALib is not installed.
    """
    blocks = _blocks(outputs, len(ranges) + 1)
    shares = _trajectories(ranges, len(blocks), seed).reshape(*blocks.shape, len(ranges))
    whole = np.isfinite(blocks).all(axis=1)
    used, left_out = int(whole.sum()), int((~whole).sum())
    words, x, y = [_left_out(left_out, "trajectories")], shares[whole], blocks[whole]
    if used < _FEWEST:
        words.append(f"{used} whole trajectories are too few to say anything")
        return Effects(effects=(), used=used, left_out=left_out, words=_said(words))
    if _flat(y):
        words.append(f"{_same(y)}: no key changes anything here")
    each = _effects(x, y)
    found = _summary(each)
    again = [_summary(each[rows]) for rows in _resampled(used, seed)]
    half = _reach(used) * np.std(np.array(again), axis=0, ddof=1)
    effects = tuple(
        Effect(
            key=one.key,
            mean=float(found[0, k]),
            size=float(found[1, k]),
            low=max(0.0, float(found[1, k] - half[1, k])),
            high=float(found[1, k] + half[1, k]),
            spread=float(found[2, k]),
            spread_low=max(0.0, float(found[2, k] - half[2, k])),
            spread_high=float(found[2, k] + half[2, k]),
        )
        for k, one in enumerate(ranges)
    )
    return Effects(effects=effects, used=used, left_out=left_out, words=_said(words))


def _trajectories(ranges: Sequence[Range], trajectories: int, seed: int) -> F64:
    """Shares of the ranges, a row a point."""
    checked(ranges, trajectories)
    needs("SALib", "study", "Morris's method")
    with _apart():
        from SALib.sample.morris import sample

        number = number_for("morris", seed)
        return sample(_problem(len(ranges)), trajectories, num_levels=_LEVELS, seed=number)


def _effects(x: F64, y: F64) -> F64:
    """The elementary effect of each key, a row a trajectory: SALib's mean over that one alone."""
    problem = _problem(x.shape[2])
    with _apart():
        from SALib.analyze.morris import analyze

        def of(shares: F64, outputs: F64) -> F64:
            # Its interval, which goes by a seed, is not asked for: ours is of the spread too.
            found: Any = analyze(
                problem, shares, outputs, num_resamples=2, num_levels=_LEVELS, seed=1
            )
            return np.asarray(found["mu"], float)

        return np.array([of(shares, outputs) for shares, outputs in zip(x, y, strict=True)])


def _summary(each: F64) -> F64:
    """Rows of the mean, the mean size and the standard deviation of the effects of each key."""
    return np.array([each.mean(axis=0), np.abs(each).mean(axis=0), each.std(axis=0, ddof=1)])


def _reach(trajectories: int) -> float:
    """How many deviations of a bootstrap a 95 % interval reaches to each side.

    Few trajectories drawn anew differ less than new ones would: by (n - 1) / n in their variance.
    """
    from scipy.stats import t

    shrunk = trajectories / (trajectories - 1)
    return float(t.ppf(0.975, trajectories - 1)) * math.sqrt(shrunk)


def _resampled(many: int, seed: int) -> list[list[int]]:
    """Which trajectories each bootstrap sample holds."""
    luck = stream(seed, key_of("morris intervals"), 0)
    return [
        [bits(luck, sample * many + place) % many for place in range(many)]
        for sample in range(_RESAMPLES)
    ]


# ---- Sobol


def sobol_blocks(ranges: Sequence[Range], blocks: int, seed: int) -> tuple[Point, ...]:
    """The points to run, block by block, each of two more points than there are keys.

    More blocks begin with the same ones. Raises `InputError` for ranges that will not do, for a
    number of blocks that is no power of two, or if SALib is not installed.
    """
    checked(ranges, blocks)
    told = unbalanced(blocks)
    if told:
        fault = Fault(file="points", value=blocks, problem=told, cure="give one of those")
        raise InputError([fault])
    needs("SALib", "study", "Sobol's indices")
    with _apart():
        from SALib.sample.sobol import sample

        number = number_for("sobol blocks", seed)
        shares = sample(_problem(len(ranges)), blocks, calc_second_order=False, seed=number)
    return placed(ranges, shares.tolist())


def sobol(ranges: Sequence[Range], outputs: Sequence[float], seed: int) -> Indices:
    """The indices of the keys, from the outputs at `sobol_blocks` of the same ranges.

    NaN stands for a run without an output. Raises `InputError` if the outputs do not fill whole
    blocks, or if SALib is not installed.
    """
    checked(ranges)
    needs("SALib", "study", "Sobol's indices")
    blocks = _blocks(outputs, len(ranges) + 2)
    whole = np.isfinite(blocks).all(axis=1)
    used, left_out = int(whole.sum()), int((~whole).sum())
    words, y = [_left_out(left_out, "blocks")], blocks[whole]
    both = y[:, [0, -1]]  # the points at which keys were not moved one by one
    indices: tuple[Index, ...] = ()
    if used < _FEWEST:
        words.append(f"{used} whole blocks are too few to say anything")
    elif _flat(y):
        words.append(f"{_same(y)}: there is no variance to share out")
        indices = tuple(_no_share(one.key) for one in ranges)
    elif _flat(both):
        words.append(f"{_same(both)} at the points by which variance is judged: take more blocks")
    else:
        words.append(_few(both))
        indices = _indices([one.key for one in ranges], y, seed)
    return Indices(indices=indices, used=used, left_out=left_out, words=_said(words))


def _indices(keys: Sequence[str], y: F64, seed: int) -> tuple[Index, ...]:
    with _apart():
        from SALib.analyze.sobol import analyze

        found: Any = analyze(
            _problem(len(keys)),
            y.ravel(),
            calc_second_order=False,
            num_resamples=_RESAMPLES,
            seed=number_for("sobol intervals", seed),  # with 0 SALib would take numpy's own luck
        )
    first, first_half, total, total_half = (
        np.asarray(found[name], float).tolist() for name in ("S1", "S1_conf", "ST", "ST_conf")
    )
    return tuple(
        Index(
            key=key,
            first=first[k],
            first_low=first[k] - first_half[k],
            first_high=first[k] + first_half[k],
            total=total[k],
            total_low=total[k] - total_half[k],
            total_high=total[k] + total_half[k],
        )
        for k, key in enumerate(keys)
    )


def _no_share(key: str) -> Index:
    return Index(
        key=key,
        first=0.0,
        first_low=0.0,
        first_high=0.0,
        total=0.0,
        total_low=0.0,
        total_high=0.0,
    )


# ---- both


def _problem(keys: int) -> dict[str, Any]:
    """Ranges as SALib wants them: all from 0 to 1, for `Range.at` knows logs and whole numbers."""
    names = [str(key) for key in range(keys)]
    return {"num_vars": keys, "names": names, "bounds": [[0.0, 1.0]] * keys}


def _blocks(outputs: Sequence[float], size: int) -> F64:
    """The outputs as rows of `size`."""
    y = np.asarray(outputs, float)
    if y.ndim != 1 or y.size == 0 or y.size % size:
        problem = f"not a number of times {size}, the runs of one trajectory or block"
        cure = "give one output for each point, NaN where a run has none"
        fault = Fault(file="outputs", value=f"{y.size} values", problem=problem, cure=cure)
        raise InputError([fault])
    return y.reshape(-1, size)


def _flat(y: F64) -> bool:
    """Whether all outputs are the same but for rounding."""
    return bool(np.ptp(y) <= 1e-12 * np.abs(y).max())


def _same(y: F64) -> str:
    return f"every output is {float(y.flat[0]):g}"


def _left_out(many: int, what: str) -> str:
    return f"left out because a run has no output: {many} {what}" if many else ""


def _said(words: Sequence[str]) -> str:
    return "; ".join(word for word in words if word)


def _few(y: F64) -> str:
    """A word of caution if nearly all outputs are the same; empty if not."""
    odd = int(y.size - np.unique(y, return_counts=True)[1].max())
    if odd >= min(_RARE, y.size // 2):
        return ""
    return f"only {odd} of {y.size} outputs differ from the most frequent one: few runs decide all"


@contextlib.contextmanager
def _apart() -> Generator[None]:
    """Let SALib neither print warnings (all they could say is said here) nor move numpy's luck."""
    luck = np.random.get_state()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(luck)
