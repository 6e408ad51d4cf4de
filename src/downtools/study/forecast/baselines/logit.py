"""Logistic regression with a ridge penalty, by Newton's method.

Le Cessie and van Houwelingen 1992, Applied Statistics 41:191-201.
"""

from dataclasses import dataclass

import numpy as np

from downtools.study.forecast.baselines.history import F64

__all__ = ["Logit", "enough", "fit_logit", "logistic"]

_ROUNDS = 100
_NEAR = 1e-10
"""Newton's method ends when no coefficient moves by more."""
_FEWEST = 2


@dataclass(frozen=True, kw_only=True)
class Logit:
    """The log odds of an event as a linear function of features."""

    intercept: float
    slopes: F64
    """One a feature, for a unit of it."""

    def of(self, features: F64) -> F64:
        """The probability of the event for each row of features."""
        return logistic(self.intercept + features @ self.slopes)


def logistic(x: F64) -> F64:
    """1 / (1 + exp(-x)), whatever the size of x."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def enough(hits: F64) -> bool:
    """Whether there are two rows with the event and two without: what a fit takes at least."""
    seen = float(hits.sum())
    return seen >= _FEWEST and hits.size - seen >= _FEWEST


def fit_logit(features: F64, hits: F64, penalty: float = 1.0) -> Logit:
    """The regression of events (1.0, else 0.0), one a row, on rows of features.

    Maximises the log likelihood less `penalty` / 2 times the squared slopes of features that are
    scaled to unit variance; the intercept is free. Features that never vary get slope 0. Raises
    `ValueError` for shapes that do not fit, other values than 0 and 1, a penalty not above 0, and
    if rows are all alike in the event, for then no intercept is the best.
    """
    if features.ndim != 2 or hits.shape != features.shape[:1]:
        raise ValueError(f"features has shape {features.shape}, hits {hits.shape}: not rows alike")
    if ((hits != 0.0) & (hits != 1.0)).any():
        raise ValueError("hits: an event is 1, none is 0")
    if not penalty > 0.0:
        raise ValueError(f"penalty is {penalty}, and must be above 0")
    if not 0.0 < hits.sum() < hits.size:
        raise ValueError("hits: all rows are alike, so the intercept has no end")
    middle, scale = features.mean(axis=0), features.std(axis=0)
    # A constant may have a spread of rounding, which must not be blown up to 1.
    varies = scale > 1e-12 * (1.0 + np.abs(middle))
    unit = np.where(varies, (features - middle) / np.where(varies, scale, 1.0), 0.0)
    rows = np.concatenate([np.ones((hits.size, 1)), unit], axis=1)
    shrink = np.full(rows.shape[1], penalty)
    shrink[0] = 0.0
    weights = np.zeros(rows.shape[1])
    weights[0] = np.log(hits.sum() / (hits.size - hits.sum()))
    loss = _loss(rows, hits, shrink, weights)
    for _ in range(_ROUNDS):
        p = logistic(rows @ weights)
        slope = rows.T @ (p - hits) + shrink * weights
        curve = (rows * (p * (1.0 - p))[:, None]).T @ rows + np.diag(shrink + 1e-9)
        step = np.linalg.solve(curve, slope)
        while (lower := _loss(rows, hits, shrink, weights - step)) > loss + _NEAR:
            step /= 2.0
        weights, loss = weights - step, lower
        if np.abs(step).max() < _NEAR:
            break
    slopes = np.where(varies, weights[1:] / np.where(varies, scale, 1.0), 0.0)
    return Logit(intercept=float(weights[0] - middle @ slopes), slopes=slopes)


def _loss(rows: F64, hits: F64, shrink: F64, weights: F64) -> float:
    """The log likelihood and the penalty, with the sign turned."""
    odds = rows @ weights
    fit = np.logaddexp(0.0, odds) - hits * odds
    return float(fit.sum() + 0.5 * (shrink * weights * weights).sum())
