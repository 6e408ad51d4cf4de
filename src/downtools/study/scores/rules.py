"""Proper scores: the lower the better, and in the mean the lowest for who says what he believes.

Rows have any shape S, that of what was observed; members, classes and coordinates are the axes
after it. Every rule gives one score a row, as an array of shape S, and raises `ValueError` for
shapes that do not fit, values that are not finite and probabilities outside [0, 1].
"""

import math

import numpy as np
import numpy.typing as npt

from downtools.study.scores.checks import (
    F64,
    I64,
    binary,
    chances,
    classes,
    finite,
    luck_of,
)

__all__ = [
    "FLOOR",
    "brier",
    "brier_classes",
    "clipped",
    "crps",
    "crps_normal",
    "energy",
    "interval_score",
    "log_score",
    "pit_classes",
    "pit_ensemble",
    "rank_counts",
    "ranks",
    "skill",
]

FLOOR = 1e-6
"""Probabilities below it are taken for it by the log score, which so is at most 13.8."""
_ALONE = 1e-12
"""What 1 less the squared weights may not fall below: one member then has all the weight."""


# ---- Probabilities


def brier(p: npt.ArrayLike, outcome: npt.ArrayLike) -> F64:
    """(p - y)^2, from 0 to 1: `p` that it happens, `outcome` 1 if it did and else 0.

    Half of what Brier wrote (1950, Monthly Weather Review 78:1-3), as is usual for two classes.
    """
    y = binary(outcome)
    return np.asarray((chances("p", p, y.shape) - y) ** 2)


def brier_classes(p: npt.ArrayLike, outcome: npt.ArrayLike) -> F64:
    """Sum over the classes of (p_k - 1 if k happened, else p_k)^2, from 0 to 2 (Brier 1950).

    `p` has shape S + (k,) and adds up to 1, `outcome` are numbers of classes from 0. For two
    classes it is twice `brier`.
    """
    told, y = classes("p", p, outcome)
    return np.asarray(((told - (np.arange(told.shape[-1]) == y[..., None])) ** 2).sum(axis=-1))


def log_score(p: npt.ArrayLike, outcome: npt.ArrayLike, floor: float = FLOOR) -> F64:
    """-ln of the probability of what happened, in nats (Good 1952, JRSS B 14:107-114).

    `p` as for `brier` or, with one axis more than `outcome`, as for `brier_classes`. What is
    below the floor is taken for it, lest a single 0 makes every mean infinite: with a floor the
    score is not quite proper, so `clipped` is to be told beside it.
    """
    return np.asarray(-np.log(np.maximum(_given(p, outcome), _floor(floor))))


def clipped(p: npt.ArrayLike, outcome: npt.ArrayLike, floor: float = FLOOR) -> int:
    """In how many rows `log_score` took the floor for the probability of what happened."""
    return int((_given(p, outcome) < _floor(floor)).sum())


def _floor(floor: float) -> float:
    if not 0.0 < floor < 1.0:
        raise ValueError(f"floor is {floor}, and must lie between 0 and 1")
    return floor


def _given(p: npt.ArrayLike, outcome: npt.ArrayLike) -> F64:
    """The probability of what happened."""
    if np.ndim(p) != np.ndim(outcome):
        told, y = classes("p", p, outcome)
        return np.take_along_axis(told, y[..., None], axis=-1)[..., 0]
    y = binary(outcome)
    said = chances("p", p, y.shape)
    return np.where(y == 1.0, said, 1.0 - said)


# ---- Numbers


def crps(
    members: npt.ArrayLike,
    observed: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    fair: bool = True,
) -> F64:
    """The continuous ranked probability score of an ensemble, in the unit of what is observed.

    sum_i w_i |x_i - y| - sum_i<j w_i w_j |x_i - x_j| / c, the weights scaled to add up to 1. With
    c = 1 it is the score of the members as a law of their own (Gneiting and Raftery 2007, JASA
    102:359-378, section 4.2). The fair one has c = 1 - sum w_i^2, without weights (m - 1) / m: in
    the mean it is the score of the law that the members were drawn from, however few they are
    (Ferro 2014, QJRMS 140:1917-1923). With weights that holds only if they do not hang on what
    the members are; weights from importance sampling do, and leave a bias of order 1 / m.

    `members` has shape S + (m,), `weights` (m,) or S + (m,). A row takes O(m log m). Raises
    `ValueError` for weights below 0 or all 0, and, if fair, for rows with a single member or with
    one member that has all the weight.
    """
    x, y = _ensemble(members, observed, 1)
    gaps = x - y[..., None]  # so that large numbers close to each other lose no digits
    w = _weights(weights, gaps.shape)
    apart = 1.0 - (w * w).sum(axis=-1) if fair else np.ones(y.shape)
    if fair and (apart <= _ALONE).any():
        raise ValueError("members: a fair score needs two with a weight in every row")
    order = np.argsort(gaps, axis=-1, kind="stable")
    gaps = np.take_along_axis(gaps, order, axis=-1)
    w = np.take_along_axis(np.broadcast_to(w, gaps.shape), order, axis=-1)
    upto = w.cumsum(axis=-1)
    # In ascending order x_j counts w_i times for each lower one, and less w_i for each higher one.
    spread = (w * gaps * (2.0 * upto - w - 1.0)).sum(axis=-1)
    return np.asarray((w * np.abs(gaps)).sum(axis=-1) - spread / apart)


def crps_normal(mean: npt.ArrayLike, sd: npt.ArrayLike, observed: npt.ArrayLike) -> F64:
    """The continuous ranked probability score of normal laws, in the unit of what is observed.

    sd (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi)) with z = (y - mean) / sd (Gneiting, Raftery,
    Westveld and Goldman 2005, Monthly Weather Review 133:1098-1118, eq. 5). `mean` and `sd` are
    numbers or have the shape of `observed`. Raises `ValueError` if an sd is not above 0.
    """
    y = finite("observed", observed)
    middle, wide = _like("mean", mean, y.shape), _like("sd", sd, y.shape)
    if (wide <= 0.0).any():
        raise ValueError("sd: a standard deviation must be above 0")
    z = (y - middle) / wide
    erf = np.asarray(np.frompyfunc(math.erf, 1, 1)(z / math.sqrt(2.0)), np.float64)
    density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return np.asarray(wide * (z * erf + 2.0 * density - 1.0 / math.sqrt(math.pi)))


def interval_score(
    low: npt.ArrayLike, high: npt.ArrayLike, observed: npt.ArrayLike, alpha: float
) -> F64:
    """The score of a central interval of probability 1 - alpha, in the unit of what is observed.

    Its width, and 2 / alpha times how far outside the observed lies (Gneiting and Raftery 2007,
    JASA 102:359-378, eq. 43). Raises `ValueError` if a low end is above the high one, or alpha
    not between 0 and 1.
    """
    y = finite("observed", observed)
    under, over = finite("low", low, y.shape), finite("high", high, y.shape)
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha is {alpha}, and must lie between 0 and 1")
    if (under > over).any():
        raise ValueError("low: an interval ends before it begins")
    outside = np.maximum(under - y, 0.0) + np.maximum(y - over, 0.0)
    return np.asarray(over - under + 2.0 / alpha * outside)


def energy(members: npt.ArrayLike, observed: npt.ArrayLike) -> F64:
    """The fair energy score of an ensemble of vectors, in the unit of their coordinates.

    mean_i |x_i - y| - sum_i<j |x_i - x_j| / (m (m - 1)) with Euclidean lengths (Gneiting and
    Raftery 2007, JASA 102:359-378, section 4.3; fair as in Ferro 2014). Of one coordinate it is
    `crps`. Coordinates of unlike units are to be scaled before. `members` has shape S + (m, d),
    `observed` S + (d,). Takes O(m^2 d) a row. Raises `ValueError` for fewer than two members.
    """
    x, y = _ensemble(members, observed, 2)
    many = x.shape[-2]
    if many < 2:
        raise ValueError("members: a fair score needs two in every row")
    gaps = x - y[..., None, :]
    spread = np.zeros(gaps.shape[:-2])
    for one in range(1, many):  # a member at a time: all pairs at once would not fit in memory
        spread += _lengths(gaps[..., :one, :] - gaps[..., one, None, :]).sum(axis=-1)
    return np.asarray(_lengths(gaps).mean(axis=-1) - spread / (many * (many - 1)))


def _lengths(vectors: F64) -> F64:
    return np.sqrt((vectors * vectors).sum(axis=-1))


def _ensemble(members: npt.ArrayLike, observed: npt.ArrayLike, axes: int) -> tuple[F64, F64]:
    """Members and observed, of which the members have one axis more: before the last `axes` - 1."""
    x, y = finite("members", members), finite("observed", observed)
    if x.ndim < axes or x.shape[:-axes] + x.shape[x.ndim - axes + 1 :] != y.shape:
        raise ValueError(f"members has shape {x.shape}, not {y.shape} and one axis of members")
    if x.shape[-axes] == 0:
        raise ValueError("members: there are none")
    return x, y


def _weights(weights: npt.ArrayLike | None, shape: tuple[int, ...]) -> F64:
    if weights is None:
        return np.full(shape[-1], 1.0 / shape[-1])
    w = finite("weights", weights)
    if w.shape not in (shape, shape[-1:]):
        raise ValueError(f"weights has shape {w.shape}, not {shape} or {shape[-1:]}")
    sums = w.sum(axis=-1, keepdims=True)
    if (w < 0.0).any() or (sums <= 0.0).any():
        raise ValueError("weights: none may be below 0, and not all of a row 0")
    return w / sums


def _like(name: str, values: npt.ArrayLike, shape: tuple[int, ...]) -> F64:
    """Values of that shape, or a single one for all."""
    found = finite(name, values)
    return np.broadcast_to(found, shape) if found.ndim == 0 else finite(name, found, shape)


# ---- Where the observed lies in the forecast


def ranks(members: npt.ArrayLike, observed: npt.ArrayLike, luck: npt.ArrayLike) -> I64:
    """How many members lie below the observed, from 0 to m.

    Among members equal to it, it stands at a place that its number of `luck` in [0, 1) tells. If
    the observed is of the same law as the members, every rank is equally likely (Hamill 2001,
    Monthly Weather Review 129:550-560).
    """
    below, ties, u = _placed(members, observed, luck)
    # A number next to 1 may be rounded up to the place after the last.
    return below + np.minimum((u * (ties + 1)).astype(np.int64), ties)


def rank_counts(members: npt.ArrayLike, observed: npt.ArrayLike, luck: npt.ArrayLike) -> I64:
    """The rank histogram: how many rows have each of the m + 1 `ranks`."""
    found = ranks(members, observed, luck)
    return np.bincount(found.ravel(), minlength=np.shape(members)[-1] + 1).astype(np.int64)


def pit_ensemble(members: npt.ArrayLike, observed: npt.ArrayLike, luck: npt.ArrayLike) -> F64:
    """The probability integral transform in an ensemble of m members, spread by `luck`.

    (members below + luck (members equal + 1)) / (m + 1): uniform between 0 and 1 if the observed
    is of the same law as the members, however few they are and whether or not values repeat. It
    is the randomised transform of `pit_classes`, the classes being the places between members.
    """
    below, ties, u = _placed(members, observed, luck)
    return np.asarray((below + u * (ties + 1)) / (np.shape(members)[-1] + 1))


def pit_classes(p: npt.ArrayLike, outcome: npt.ArrayLike, luck: npt.ArrayLike) -> F64:
    """The randomised probability integral transform of ordered classes or counts.

    F(y - 1) + luck (F(y) - F(y - 1)): uniform if what happens follows `p` (Czado, Gneiting and
    Held 2009, Biometrics 65:1254-1261, eq. 1). `p` and `outcome` as for `brier_classes`.
    """
    told, y = classes("p", p, outcome)
    u = luck_of(luck, y.shape)
    upto = np.take_along_axis(told.cumsum(axis=-1), y[..., None], axis=-1)[..., 0]
    here = np.take_along_axis(told, y[..., None], axis=-1)[..., 0]
    return np.clip(upto - (1.0 - u) * here, 0.0, 1.0)


def _placed(
    members: npt.ArrayLike, observed: npt.ArrayLike, luck: npt.ArrayLike
) -> tuple[I64, I64, F64]:
    """Members below each observed, members equal to it, and its luck."""
    x, y = _ensemble(members, observed, 1)
    u = luck_of(luck, y.shape)
    below, ties = (x < y[..., None]).sum(axis=-1), (x == y[..., None]).sum(axis=-1)
    return np.asarray(below, np.int64), np.asarray(ties, np.int64), u


def skill(score: float, reference: float) -> float:
    """1 - score / reference, both means over the same rows: 1 is perfect, 0 no better.

    Raises `ValueError` for a reference that is not above 0, or a score that is not finite.
    """
    if not (math.isfinite(score) and math.isfinite(reference)):
        raise ValueError(f"no skill of scores {score} and {reference}: one is not finite")
    if reference <= 0.0:
        raise ValueError(f"the score of the reference is {reference}, and must be above 0")
    return 1.0 - score / reference
