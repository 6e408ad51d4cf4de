"""C++ with OpenMP, called through ctypes."""

import ctypes

import numpy as np
import numpy.typing as npt

from benchmarks.compiler import library
from benchmarks.rule import Traits, nation_pull

__all__ = ["CppPeer"]

_BLOCK = 1 << 17
_POINTER = ctypes.c_void_p


class CppPeer:
    """Narrow arrays, blocks of shops, as many threads as given."""

    def __init__(self, traits: Traits, threads: int) -> None:
        self.traits, self.threads = traits, threads
        starts = traits.starts
        shops = np.searchsorted(starts, np.arange(0, traits.workers, _BLOCK)).tolist()
        self.first_shop = np.array([*dict.fromkeys(shops), len(starts)], np.int64)
        self.first_worker = np.append(starts, traits.workers)[self.first_shop]
        self.striking = np.zeros(traits.workers, np.uint8)
        self.a_day = library("rule").a_day
        self.a_day.restype = ctypes.c_int64

    def run(self, days: int) -> list[int]:
        """Strikers of each day."""
        traits = self.traits
        self.striking[:] = 0
        out = 0
        counts: list[int] = []
        for _ in range(days):
            out = self.a_day(
                ctypes.c_int64(len(self.first_shop) - 1),
                _at(self.first_shop),
                _at(self.first_worker),
                _at(traits.opposition),
                _at(traits.sizes),
                _at(traits.pull),
                ctypes.c_int64(traits.pull.shape[1]),
                ctypes.c_int64(traits.voice),
                ctypes.c_int32(nation_pull(traits.weight, out, 0, traits.workers)),
                ctypes.c_int32(nation_pull(traits.weight, out, 1, traits.workers)),
                _at(self.striking),
                ctypes.c_int32(self.threads),
            )
            counts.append(out)
        return counts


def _at(array: npt.NDArray[np.generic]) -> ctypes.c_void_p:
    return _POINTER(array.ctypes.data)
