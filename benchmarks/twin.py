"""The decide phase in C++, in place of the engine's own."""

import ctypes

import numpy as np

from benchmarks.compiler import library
from benchmarks.inputs import Inputs, inputs_of, write_back
from downtools.day import Morning
from downtools.world.threads import default_threads

__all__ = ["twin"]


def twin(morning: Morning, threads: int | None = None) -> None:
    """Decide for every worker of the country, visiting each. Raises `RuntimeError` without g++."""
    compiled = library("decide")
    given = inputs_of(morning)
    _check(compiled, given)
    pointers = (ctypes.c_void_p * len(given))(*(array.ctypes.data for array in given))
    cuts = np.ascontiguousarray(morning.cuts, np.int64)
    compiled.decide(
        pointers,
        ctypes.c_void_p(cuts.ctypes.data),
        ctypes.c_int64(len(cuts) - 1),
        ctypes.c_int32(len(given.crew_on)),
        ctypes.c_int32(threads or default_threads()),
    )
    write_back(morning, given)


def _check(compiled: ctypes.CDLL, given: Inputs) -> None:
    """Both sides name the same arrays in the same order, and as many numbers."""
    compiled.fields.restype = ctypes.c_char_p
    compiled.numbers.restype = ctypes.c_int64
    names = compiled.fields().decode().replace("signed_today", "signed").split()
    lengths = (compiled.numbers(0), compiled.numbers(1))
    if tuple(names) != Inputs._fields or lengths != (len(given.whole), len(given.real)):
        raise RuntimeError("decide.cpp and inputs.py disagree about the arrays")
