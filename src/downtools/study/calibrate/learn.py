"""What statistics tell of coordinates: expected coordinates as learned summaries.

Many statistics are boiled down to one number a parameter, its expectation given the statistics,
fitted by ridge regression on runs (semi-automatic summaries: Fearnhead and Prangle 2012, J R Stat
Soc B 74:419-474; ridge: Hoerl and Kennard 1970, Technometrics 12:55-67).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Learned", "Ridge", "learned", "ridge"]

F64 = npt.NDArray[np.float64]

_FOLDS = 5
_PENALTIES = tuple(10.0**power for power in range(-2, 6))
_FAR = 4.0
"""Standard deviations beyond which a statistic tells no more."""


@dataclass(frozen=True)
class Ridge:
    """A linear regression of several targets with shrunken slopes."""

    intercept: F64
    slopes: F64
    """A row a feature, a column a target."""
    error: F64
    """Mean squared error of each target in runs that were left out."""

    def of(self, features: F64) -> F64:
        """The expected targets, a row a run."""
        return self.intercept + features @ self.slopes


def ridge(features: F64, targets: F64) -> Ridge:
    """The regression whose penalty errs least on runs that were left out, every fifth in turn.

    Features should be of about the same scale.
    """
    fold = np.arange(len(features)) % _FOLDS
    errors = np.zeros((len(_PENALTIES), targets.shape[1]))
    for out in range(_FOLDS):
        kept, held = fold != out, fold == out
        if not held.any() or not kept.any():
            continue
        for at, (intercept, slopes) in enumerate(_paths(features[kept], targets[kept])):
            apart = intercept + features[held] @ slopes - targets[held]
            errors[at] += (apart * apart).sum(axis=0)
    errors /= len(features)
    best = int(errors.sum(axis=1).argmin())
    intercept, slopes = _paths(features, targets)[best]
    return Ridge(intercept, slopes, errors[best])


def _paths(features: F64, targets: F64) -> list[tuple[F64, F64]]:
    """Intercept and slopes for each penalty."""
    middle, level = features.mean(axis=0), targets.mean(axis=0)
    left, strength, right = np.linalg.svd(features - middle, full_matrices=False)
    along = left.T @ (targets - level)
    found: list[tuple[F64, F64]] = []
    for penalty in _PENALTIES:
        kept = strength / (strength * strength + penalty)
        slopes = right.T @ (kept[:, None] * along)
        found.append((level - middle @ slopes, slopes))
    return found


@dataclass(frozen=True)
class Learned:
    """Expected coordinates given statistics."""

    middle: F64
    scale: F64
    fit: Ridge
    told: F64
    """Share of each coordinate's variance that statistics tell, in runs that were left out."""

    def of(self, statistics: F64) -> F64:
        """The summaries of some runs, a row a run, a column a coordinate."""
        return self.fit.of(_features(statistics, self.middle, self.scale))


def learned(statistics: F64, z: F64) -> Learned:
    """Learn the summaries from runs: their statistics, a row a run, and their coordinates."""
    middle, scale = statistics.mean(axis=0), statistics.std(axis=0)
    fit = ridge(_features(statistics, middle, scale), z)
    told = 1.0 - fit.error / np.maximum(z.var(axis=0), 1e-12)
    return Learned(middle, scale, fit, np.clip(told, 0.0, 1.0))


def _features(statistics: F64, middle: F64, scale: F64) -> F64:
    """Statistics of unit variance, cut where they are far, and their squares; constants as 0."""
    even = np.where(scale > 0.0, (statistics - middle) / np.where(scale > 0.0, scale, 1.0), 0.0)
    even = np.clip(even, -_FAR, _FAR)
    return np.concatenate([even, even * even], axis=1)
