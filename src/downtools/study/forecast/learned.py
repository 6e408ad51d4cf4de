"""Probabilities of reports set right by how often earlier ones came true.

On the way to the day of a forecast, particles say of each stage how likely a stoppage is told of
at each workplace before the reports of that stage weigh them. What was then told shows whether such
probabilities are right as often as said: q = logistic(a + b log(p / (1 - p))), the map of Platt
(1999, Advances in Large Margin Classifiers, 61-74), by the most likely a and b under a prior that
leaves p as it is (a = 0, b = 1). Of a report on any day of a stage and of one on a day there are
two such maps, since a model may be right in where people stop and wrong in for how long. It holds
for reports alone: nobody saw how many were out, or how a wave ends more than once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.evidence.by_site import Grouped
from downtools.study.forecast.baselines.logit import logistic
from downtools.study.forecast.happened import sure

__all__ = ["FLOOR", "Learned", "learned", "seen_by_stage"]

F64 = npt.NDArray[np.float64]

FLOOR = 0.002
"""Least probability that so few particles can tell: one in five hundred."""
_MIDDLE, _TIGHT = np.array([0.0, 1.0]), np.array([1.0, 0.5]) ** -2.0
"""Means and precisions of the normal prior of a and b: declared, and not fitted to any score."""
_ROUNDS, _NEAR = 100, 1e-10


@dataclass(frozen=True, kw_only=True)
class Learned:
    """A map from what particles say to what came of such words."""

    shift: float
    """a: below 0 too much was said."""
    slope: float
    """b: below 1 it was said too surely; never below 0, which would turn the order round."""
    rows: int
    """Workplaces and stages, or days, from which it was learned."""
    yes: int
    """Those that were told of."""
    said: float
    """How many were to be expected by what was said."""

    def of(self, p: npt.ArrayLike) -> F64:
        """Probabilities set right."""
        return logistic(self.shift + self.slope * _odds(p))


def learned(p: F64, seen: F64) -> Learned:
    """The map from probabilities to what came of them, any shape; nan where that is not known."""
    known = np.isfinite(seen)
    odds, y = _odds(p[known]), seen[known]
    shift, slope = _fitted(np.stack([np.ones(len(odds)), odds], axis=1), y)
    if slope < 0.0:
        shift, slope = *_fitted(np.ones((len(odds), 1)), y), 0.0
    return Learned(
        shift=shift,
        slope=slope,
        rows=len(y),
        yes=int(y.sum()),
        said=float(p[known].sum()),
    )


def _fitted(rows: F64, y: F64) -> list[float]:
    """The most likely coefficients of as many columns, by Newton's method."""
    middle, tight = _MIDDLE[: rows.shape[1]], _TIGHT[: rows.shape[1]]

    def loss_of(now: F64) -> float:
        odds, off = rows @ now, now - middle
        return float((np.logaddexp(0.0, odds) - y * odds).sum() + 0.5 * (tight * off * off).sum())

    now, loss = middle, loss_of(middle)
    for _ in range(_ROUNDS):
        q = logistic(rows @ now)
        slope = rows.T @ (q - y) + tight * (now - middle)
        step = np.linalg.solve((rows * (q * (1.0 - q))[:, None]).T @ rows + np.diag(tight), slope)
        while (lower := loss_of(np.asarray(now - step, np.float64))) > loss + _NEAR:
            step /= 2.0
        now, loss = np.asarray(now - step, np.float64), lower
        if np.abs(step).max() < _NEAR:
            break
    return now.tolist()


def seen_by_stage(lists: Sequence[Grouped], stages: Sequence[range], sites: Sequence[str]) -> F64:
    """Stages x sites: 1 if a stoppage was told of with enough confidence, else 0.

    nan where nobody looked on any day of the stage.
    """
    number = {site: at for at, site in enumerate(sites)}
    found = np.full((len(stages), len(sites)), np.nan)
    for at, days in enumerate(stages):
        if any(told.look(day) > 0.0 for told in lists for day in days):
            found[at] = 0.0
        for told in lists:
            for (day, site, _), rows in told.rows.items():
                if day in days and site in number and told.look(day) > 0.0 and any(map(sure, rows)):
                    found[at, number[site]] = 1.0
    return found


def _odds(p: npt.ArrayLike) -> F64:
    inside = np.clip(np.asarray(p, np.float64), FLOOR, 1.0 - FLOOR)
    return np.log(inside) - np.log1p(-inside)
