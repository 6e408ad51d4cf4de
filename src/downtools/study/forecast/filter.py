"""A particle filter that is localised by place, so that it does not collapse.

Many places are reported of at once, and no run of a country is near all of them: weighed by all
reports, one particle of thousands would have all weight (Snyder et al. 2008, Mon Weather Rev
136:4629-4640). So evidence is used in parts, each once. Particles are drawn again by as much of it
as leaves a fifth of those of the start in effect over all stages: likelihoods are raised to a power
below one (tempering), and what could not be used may be at the next stage. What is left of the
evidence of a place in the end weighs what is said of that place alone (localisation: Farchi and
Bocquet 2018, Nonlin Processes Geophys 25:765-807).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream, uniform

__all__ = [
    "LEAST",
    "LEAST_OF_PLACE",
    "Filtered",
    "Stage",
    "Wave",
    "effective",
    "filtered",
    "resampled",
    "tempered",
]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
P = TypeVar("P")

LEAST, LEAST_OF_PLACE = 0.2, 0.25
"""Share of the particles of the start that stay in effect for the whole, and of these for each
place."""
_HALVINGS = 40


class Wave(Protocol[P]):
    """What particles are particles of."""

    def advance(self, particles: Sequence[P], stage: int) -> list[P]:
        """Each particle at the end of a stage."""
        ...

    def evidence(self, particles: Sequence[P], stage: int) -> F64:
        """Log-likelihood of what was reported of a stage, a row a particle, a column a place."""
        ...

    def foretold(self, particles: Sequence[P], stage: int) -> F64:
        """Numbers that each particle says of a stage: particles x places x numbers."""
        ...

    def reborn(self, particle: P, stage: int, number: int) -> P:
        """A particle that goes on as number `number` after a stage, with luck of its own."""
        ...


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What a stage of the filter did."""

    power: float
    """The power to which likelihoods were raised for the whole; 1 if nothing was tempered."""
    effective: float
    """Effective sample size of the particles of the start, as weighed."""
    survivors: int
    """Particles of the start that were drawn at least once."""


@dataclass(frozen=True)
class Filtered(Generic[P]):
    """Particles that are equally likely for the whole, and weights of each place."""

    particles: list[P]
    shares: F64
    """Weight of each particle for a place, a row a particle, a column a place, columns sum to 1."""
    first: I64
    """The particle of the start that each comes from."""
    stages: tuple[Stage, ...]
    foretold: tuple[F64, ...]
    """What was said of each stage before its evidence was known, numbers x places."""

    @property
    def effective(self) -> float:
        """Effective sample size of the whole: of the particles of the start that are left."""
        return effective(_families(self.first, np.full(len(self.first), 1.0 / len(self.first))))

    def effective_of(self, place: int) -> float:
        """Effective sample size for a place: of the particles of the start, as weighed there."""
        return effective(_families(self.first, self.shares[:, place]))

    @property
    def used(self) -> float:
        """Share of the evidence that steers the whole, mean over the stages.

        The rest weighs single places alone.
        """
        left = 1.0
        shares: list[float] = []
        for stage in reversed(self.stages):
            left *= 1.0 - stage.power
            shares.append(1.0 - left)
        return sum(shares) / len(shares) if shares else 0.0


def filtered(
    wave: Wave[P], particles: Sequence[P], stages: int, places: int, *, seed: int
) -> Filtered[P]:
    """Lead particles through the stages of what was reported, silence included."""
    now = list(particles)
    left, first = np.zeros((len(now), places)), np.arange(len(now))
    done, foretold = list[Stage](), list[F64]()
    for stage in range(stages):
        now = wave.advance(now, stage)
        foretold.append(np.einsum("ps,psn->ns", _local(left, first), wave.foretold(now, stage)))
        left = left + wave.evidence(now, stage)
        least = LEAST ** ((stage + 1) / stages) * len(now)
        power, shares = tempered(left.sum(axis=1), least, first)
        luck = uniform(bits(stream(seed, key_of("forecast/resampled"), stage), 0))
        parents = resampled(shares, luck)
        before, left, first = first, (1.0 - power) * left[parents], first[parents]
        done.append(
            Stage(
                power=power,
                effective=effective(_families(before, shares)),
                survivors=len(set(first.tolist())),
            )
        )
        now = [wave.reborn(now[at], stage, number) for number, at in enumerate(parents.tolist())]
    return Filtered(now, _local(left, first), first, tuple(done), tuple(foretold))


def _local(left: F64, first: I64) -> F64:
    """Weights of particles for each place, by the evidence of it that did not steer the whole."""
    alike = _families(first, np.full(len(first), 1.0 / len(first)))
    least = LEAST_OF_PLACE * effective(alike)
    local = [tempered(column, least, first)[1] for column in left.T]
    return np.array(local).T.reshape(left.shape)


def effective(shares: F64) -> float:
    """Effective sample size of weights that sum to 1 (Kish 1965)."""
    return float(1.0 / (shares * shares).sum())


def tempered(logs: F64, least: float, family: I64 | None = None) -> tuple[float, F64]:
    """The largest power of likelihoods at which at least `least` particles are in effect.

    Those of one `family` (a number from 0 on; each is its own if left out) count as one. The power
    is at most 1 and may be 0; with it come the shares of the particles. Where no particle can
    explain anything (all minus infinity) it is 0. Raises `ValueError` if `least` is more than
    there are particles.
    """
    if least > len(logs):
        raise ValueError(f"{least:g} of {len(logs)} particles cannot be in effect")

    def enough(power: float) -> bool:
        shares = _shares(logs, power)
        return effective(shares if family is None else _families(family, shares)) >= least

    if not np.isfinite(logs).any():
        return 0.0, np.full(len(logs), 1.0 / len(logs))
    low, high = 0.0, 1.0
    if enough(high):
        return high, _shares(logs, high)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        if enough(middle):
            low = middle
        else:
            high = middle
    return low, _shares(logs, low)


def resampled(shares: F64, luck: float) -> I64:
    """The parent of each new particle, by systematic resampling (Kitagawa 1996).

    `luck` in (0, 1) is the one draw that it takes. Rising numbers; a particle of share p has
    between floor(n p) and ceil(n p) children.
    """
    many = len(shares)
    marks = (np.arange(many) + luck) / many
    ends = np.cumsum(shares)
    return np.minimum(np.searchsorted(ends, marks * ends[-1]), many - 1)


def _families(family: I64, shares: F64) -> F64:
    """The share of each family."""
    return np.asarray(np.bincount(family, weights=shares), np.float64)


def _shares(logs: F64, power: float) -> F64:
    """Likelihoods to a power, so that they sum to 1; nought to the power of nought is 1."""
    if power == 0.0:
        return np.full(len(logs), 1.0 / len(logs))
    weight = np.exp(power * (logs - logs.max()))
    return np.asarray(weight / weight.sum(), np.float64)
