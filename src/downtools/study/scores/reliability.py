"""Reliability: does what was said with 30 % happen in 30 of 100, and are PIT values uniform?"""

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream
from downtools.study.scores.checks import F64, I64, binary, blocks_of, chances, finite, whole
from downtools.study.scores.rules import brier

__all__ = ["Bin", "Decomposition", "Uniformity", "decomposed", "reliability", "uniformity"]


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Forecasts of about the same probability beside what came of them."""

    low: float
    """The bin holds probabilities from here ..."""
    high: float
    """... to below here; the last bin holds its end too."""
    said: float
    """The mean of its probabilities."""
    seen: float
    """The share of its rows in which it happened."""
    rows: int


@dataclass(frozen=True, kw_only=True)
class Decomposition:
    """What a mean Brier score is made of.

    brier = reliability - resolution + uncertainty + within.
    """

    brier: float
    reliability: float
    """How far bins lie from what came of them, squared; 0 is perfect."""
    resolution: float
    """How far what came of bins lies from what came of all, squared; the more the better."""
    uncertainty: float
    """The Brier score of who always says how often it happens."""
    within: float
    """What probabilities that differ within a bin add; 0 if each bin holds a single one."""


@dataclass(frozen=True, kw_only=True)
class Uniformity:
    """PIT values beside the uniform law."""

    counts: tuple[int, ...]
    """Values in each bin, all of one width."""
    statistic: float
    """Pearson's: the squared distances of the counts from their mean, divided by it."""
    p: float
    """How often as great a statistic would come of uniform values, as the blocks tell it."""
    blocks: int


def reliability(
    p: npt.ArrayLike,
    outcome: npt.ArrayLike,
    *,
    bins: int = 10,
    edges: npt.ArrayLike | None = None,
) -> tuple[Bin, ...]:
    """The reliability table: bins of forecasts by rising probability, those without rows left out.

    `p` are probabilities, one a row, `outcome` 1 if it happened and else 0. Without `edges`, which
    rise from 0 to 1, there are `bins` bins of about as many rows each; rows of the same
    probability stay together, so there may be fewer. Raises `ValueError` for shapes that do not
    fit, no rows, probabilities outside [0, 1] and edges that do not rise from 0 to 1.
    """
    said, y = _rows(p, outcome)
    ends = _edges(said, bins, edges)
    number = _bin_of(said, ends)
    return tuple(
        Bin(
            low=float(ends[at]),
            high=float(ends[at + 1]),
            said=float(said[number == at].mean()),
            seen=float(y[number == at].mean()),
            rows=int((number == at).sum()),
        )
        for at in np.unique(number).tolist()
    )


def decomposed(
    p: npt.ArrayLike,
    outcome: npt.ArrayLike,
    *,
    bins: int = 10,
    edges: npt.ArrayLike | None = None,
) -> Decomposition:
    """The mean Brier score in parts, by the bins of `reliability` (same arguments and errors).

    Murphy (1973, Journal of Applied Meteorology 12:595-600): exact for forecasts that are set to
    the mean of their bin. What is left beside the forecasts as they are is `within` (Stephenson,
    Coelho and Jolliffe 2008, Weather and Forecasting 23:752-757, split it further).
    """
    table = reliability(p, outcome, bins=bins, edges=edges)
    rows = np.array([row.rows for row in table], np.float64)
    said, seen = np.array([row.said for row in table]), np.array([row.seen for row in table])
    total = float(rows.sum())
    base = float((rows * seen).sum()) / total
    off = float((rows * (said - seen) ** 2).sum()) / total
    told = float((rows * (seen - base) ** 2).sum()) / total
    whole_score, unsure = float(brier(p, outcome).mean()), base * (1.0 - base)
    return Decomposition(
        brier=whole_score,
        reliability=off,
        resolution=told,
        uncertainty=unsure,
        within=whole_score - (off - told + unsure),
    )


def _rows(p: npt.ArrayLike, outcome: npt.ArrayLike) -> tuple[F64, F64]:
    y = binary(outcome)
    said = chances("p", p, y.shape)
    if said.ndim != 1 or not said.size:
        raise ValueError(f"p has shape {said.shape}, and must be a row of at least one")
    return said, y


def _edges(said: F64, bins: int, edges: npt.ArrayLike | None) -> F64:
    if edges is None:
        inner = np.quantile(said, np.linspace(0.0, 1.0, whole("bins", bins, 1) + 1)[1:-1])
        return np.unique(np.concatenate(([0.0], inner, [1.0])))
    ends = chances("edges", edges)
    if ends.ndim != 1 or ends.size < 2 or ends[0] != 0.0 or ends[-1] != 1.0:
        raise ValueError("edges: the first must be 0 and the last 1")
    if (np.diff(ends) <= 0.0).any():
        raise ValueError("edges: each must be above the one before")
    return ends


def _bin_of(said: F64, ends: F64) -> I64:
    return np.searchsorted(ends[1:-1], said, side="right").astype(np.int64)


def uniformity(
    pit: npt.ArrayLike, blocks: npt.ArrayLike, *, bins: int = 10, many: int = 999, seed: int = 1
) -> Uniformity:
    """Are PIT values uniform, if those of a block hang together and blocks are independent?

    Pearson's statistic of the counts in `bins` bins. Its usual law holds for independent values;
    here it comes of signs: each block's counts less what uniform values would give in the mean
    have mean 0 under a uniform law, whatever ties them together, and keep their covariances if
    the signs of the whole block turn. So `many` times each block is given a random sign, and p is
    the share of such statistics, the true one among them, that are at least as great (the wild
    bootstrap of clusters: Liu 1988, Annals of Statistics 16:1696-1708; Cameron, Gelbach and
    Miller 2008, Review of Economics and Statistics 90:414-427, with signs as weights).

    It is exact for blocks whose counts are as likely above as below their mean, and else right
    for many blocks. Of b blocks no p can be expected below 2 / 2^b: fewer than six tell nothing
    at 5 %.

    `pit` are values between 0 and 1, one a row, `blocks` their labels. The same arguments give
    the same numbers. Raises `ValueError` for values outside [0, 1] or not in one dimension,
    labels that do not fit, fewer than two blocks or bins, and fewer than 99 draws.
    """
    values = finite("pit", pit)
    if values.ndim != 1 or ((values < 0.0) | (values > 1.0)).any():
        raise ValueError("pit: values lie in one dimension, between 0 and 1")
    number, size = blocks_of(blocks, values.size)
    whole("bins", bins, 2)
    whole("many", many, 99)
    at = np.minimum((values * bins).astype(np.int64), bins - 1)
    counts = np.bincount(number * bins + at, minlength=size * bins).reshape(size, bins)
    # In whole numbers, `bins` times the distances: turned signs then tie exactly with the true.
    off = (bins * counts - counts.sum(axis=1, keepdims=True)).astype(np.int64)
    true = int((off.sum(axis=0) ** 2).sum())
    who = cast("int", np.arange(size, dtype=np.uint64))
    as_great = 0
    for again in range(many):
        luck = bits(stream(seed, key_of("scores/uniformity"), again), who)
        signs = 2 * np.asarray(luck >> 63, np.int64) - 1
        as_great += int(((signs @ off) ** 2).sum()) >= true
    return Uniformity(
        counts=tuple(counts.sum(axis=0).tolist()),
        statistic=true / (bins * values.size),
        p=(1 + as_great) / (1 + many),
        blocks=size,
    )
