"""Population Monte Carlo: particles come closer to what was observed, generation by generation.

Of all particles the nearest are kept, as many new ones as were dropped are proposed, each with the
weight that makes up for where it was proposed, until hardly any new one is nearer (approximate
Bayesian computation after Lenormand, Jabot and Deffuant 2013, Comput Stat 28:2777-2796). New ones
come from two normal laws fitted to the particles, a close and a wide one (adaptive importance
sampling: Cappe et al. 2008, Stat Comput 18:447-459), and not from a kernel around each: in ten
dimensions and more a few kernels would take all weight. The number of runs of a generation is
known before it starts, so any crew can share it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from downtools.study.calibrate.deviates import many_normals

__all__ = ["Population", "drawn_until", "nearest_of", "on_grid", "proposed", "weights_of"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

_GRID = 2.0**20
"""Coordinates lie on a grid, so that the last bits of linear algebra change no particle."""
_LAWS = ((0.85, 1.4), (0.15, 4.0))
"""Share of proposals from each law, and its covariance beside that of the particles."""
_MOST_DRAWS = 50_000_000
_BLOCK = 4096
_TINY = 1e-9


@dataclass(frozen=True)
class Population:
    """Particles and their weights."""

    z: F64
    """Coordinates, a row a particle."""
    weight: F64
    """Prior density over the density with which each was proposed."""
    summaries: F64
    runs: I64
    """The number of each particle's run."""
    distance: F64
    """Of its summaries from those observed."""
    tolerance: float = math.inf
    """The largest distance among them."""

    @property
    def share(self) -> F64:
        """The weights, so that they sum to 1."""
        return self.weight / self.weight.sum()

    @property
    def effective(self) -> float:
        """Effective sample size (Kish 1965): 1 over the sum of squared shares."""
        return float(1.0 / (self.share * self.share).sum())

    def covariance(self) -> F64:
        """Weighted covariance of the coordinates, kept from being singular."""
        apart = self.z - self.share @ self.z
        return (self.share[:, None] * apart).T @ apart + _TINY * np.eye(self.z.shape[1])

    def and_also(self, other: "Population") -> "Population":
        """The particles of both, whatever their distance."""
        return Population(
            z=np.concatenate([self.z, other.z]),
            weight=np.concatenate([self.weight, other.weight]),
            summaries=np.concatenate([self.summaries, other.summaries]),
            runs=np.concatenate([self.runs, other.runs]),
            distance=np.concatenate([self.distance, other.distance]),
        )


def nearest_of(population: Population, count: int) -> Population:
    """The `count` particles that are nearest to what was observed, in the order of their runs."""
    order = np.lexsort((population.runs, population.distance))[:count]
    at = np.sort(order)
    return Population(
        z=population.z[at],
        weight=population.weight[at],
        summaries=population.summaries[at],
        runs=population.runs[at],
        distance=population.distance[at],
        tolerance=float(population.distance[at].max()),
    )


def proposed(
    population: Population,
    count: int,
    seed: int,
    generation: int,
    whole: Callable[[int, range, F64], F64],
    fits: Callable[[F64], npt.NDArray[np.bool_]],
) -> tuple[F64, float]:
    """`count` coordinates near the particles, and which share of what was drawn fits.

    `whole` adds the coordinates that do not move. What does not fit is drawn again.
    """
    middle = population.share @ population.z
    root = np.linalg.cholesky(population.covariance())
    (_, close), (often, wide) = _LAWS

    def many(indices: range) -> F64:
        law = many_normals(seed, f"calibrate/law {generation}", indices, 1)[:, 0]
        factor = np.where(law < NormalDist().inv_cdf(often), math.sqrt(wide), math.sqrt(close))
        step = many_normals(seed, f"calibrate/step {generation}", indices, len(middle))
        return whole(generation, indices, middle + factor[:, None] * (step @ root.T))

    return drawn_until(many, count, fits)


def drawn_until(
    many: Callable[[range], F64], count: int, fits: Callable[[F64], npt.NDArray[np.bool_]]
) -> tuple[F64, float]:
    """The first `count` draws that fit, on the grid, and which share of the draws fits.

    Raises `ValueError` if hardly any does.
    """
    found: list[F64] = []
    at: list[int] = []
    begin = 0
    while len(at) < count:
        if begin > _MOST_DRAWS:
            raise ValueError("hardly any draw fits")
        block = on_grid(many(range(begin, begin + _BLOCK)))
        good = np.flatnonzero(fits(block))
        found.append(block[good])
        at.extend((begin + good).tolist())
        begin += _BLOCK
    return np.concatenate(found)[:count], count / (at[count - 1] + 1)


def on_grid(z: F64) -> F64:
    """Coordinates rounded to the grid."""
    return np.round(z * _GRID) / _GRID


def weights_of(z: F64, population: Population) -> F64:
    """Prior density over the density with which each was proposed from a population.

    Both are those of normal laws in all of space, wherever draws were refused.
    """
    root = np.linalg.cholesky(population.covariance())
    apart = np.linalg.solve(root, (z - population.share @ population.z).T).T
    square, dims = (apart * apart).sum(axis=1), z.shape[1]
    ratio = np.zeros(len(z))
    for share, factor in _LAWS:
        apart = 0.5 * ((z * z).sum(axis=1) - square / factor)
        ratio += share * factor ** (-dims / 2.0) * np.exp(apart)
    return np.asarray(np.prod(np.diag(root)) / ratio, np.float64)
