"""Contacts: who is tied to whom beyond shop and site, as a network in compressed rows.

The layer is optional. A tie goes both ways and counts once; nobody is tied to themselves.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["NO_CONTACTS", "Contacts"]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]


class Contacts(NamedTuple):
    """Of worker i, the contacts are `other[first[i] : first[i + 1]]`, in ascending order."""

    first: I64
    other: I32

    @property
    def people(self) -> int:
        """How many workers the network is over, those without any contact included."""
        return len(self.first) - 1

    @property
    def ties(self) -> int:
        """How many pairs are tied."""
        return len(self.other) // 2


NO_CONTACTS = Contacts(np.zeros(1, np.int64), np.zeros(0, np.int32))
"""A network over nobody: the layer left out."""
