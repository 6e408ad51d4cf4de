"""Adjustment: from particles that are near what was observed to draws as if they met it.

Coordinates are shifted along their regression on the summaries, the nearest counting most (local
linear regression: Beaumont, Zhang and Balding 2002, Genetics 162:2025-2035), never beyond where
particles are, and then drawn with equal probability.
"""

import numpy as np
import numpy.typing as npt

from downtools.study.calibrate.population import Population

__all__ = ["adjusted", "evenly"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

_PENALTY = 0.02
"""Of slopes, beside a variance of 1: summaries of one wave resemble each other."""


def adjusted(population: Population, observed: F64) -> tuple[F64, F64]:
    """Coordinates shifted to the observed summaries, and their weights, which sum to 1.

    Weights are those of the particles times Epanechnikov's kernel of their distance. Residuals
    are widened for the degrees of freedom that the line has spent, and for its own uncertainty.
    """
    reach = max(population.tolerance, 1e-12) * (1.0 + 1e-9)
    near = 1.0 - (population.distance / reach) ** 2
    weight = population.share * np.maximum(near, 0.0)
    weight = weight / weight.sum() if weight.sum() > 0.0 else population.share
    scale = np.maximum(population.summaries.std(axis=0), 1e-12)
    apart = (population.summaries - observed) / scale
    features = np.concatenate([np.ones((len(apart), 1)), apart], axis=1)
    weighted = features * weight[:, None]
    square = weighted.T @ features + _PENALTY * np.diag([0.0, *np.ones(apart.shape[1])])
    level, *slopes = np.linalg.solve(square, weighted.T @ population.z)
    # What is left over is as wide as if the line were known; it was drawn through few particles.
    few, spent = 1.0 / (weight * weight).sum(), len(square)
    wider = np.sqrt((1.0 + spent / few) * few / max(few - spent, 1.0))
    shifted = level + wider * (population.z - level - apart @ np.array(slopes))
    return np.clip(shifted, population.z.min(axis=0), population.z.max(axis=0)), weight


def evenly(weight: F64, count: int) -> I64:
    """`count` positions, each about as often as its weight says (systematic resampling).

    Kitagawa 1996, J Comput Graph Stat 5:1-25, with the middle of each step.
    """
    rising = np.cumsum(weight) / weight.sum()
    at = np.searchsorted(rising, (np.arange(count) + 0.5) / count)
    return np.minimum(at, len(weight) - 1).astype(np.int64)
