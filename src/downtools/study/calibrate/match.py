"""History matching: what the data rule out, before anything is said of what they favour.

An emulator gives the expected summaries of coordinates that were never run. Where even the summary
that fits worst is more than three standard deviations of emulator and luck away, the coordinates
are implausible (Craig et al. 1997, in Case Studies in Bayesian Statistics III; three sigma:
Pukelsheim 1994, Am Stat 48:88-91; then sampling inside: McCulloch et al. 2022, JASSS 25(2):1).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.study.calibrate.learn import Ridge, ridge

__all__ = ["CUT", "Emulator", "emulator"]

F64 = npt.NDArray[np.float64]

CUT = 3.0
"""Standard deviations beyond which coordinates are implausible."""


@dataclass(frozen=True)
class Emulator:
    """Expected summaries of coordinates: a polynomial of second degree."""

    fit: Ridge
    observed: F64
    """The summaries of the reports."""

    def implausibility(self, z: F64) -> F64:
        """Of each particle: the worst distance from what was observed, in standard deviations."""
        spread = np.sqrt(np.maximum(self.fit.error, 1e-12))
        return np.asarray(np.abs((self.fit.of(_terms(z)) - self.observed) / spread).max(axis=1))


def emulator(z: F64, summaries: F64, observed: F64) -> Emulator:
    """The emulator of runs: their coordinates and summaries, a row a run."""
    return Emulator(ridge(_terms(z), summaries), observed)


def _terms(z: F64) -> F64:
    """Coordinates, and the products of each two."""
    first, second = np.triu_indices(z.shape[1])
    return np.concatenate([z, z[:, first] * z[:, second]], axis=1)
