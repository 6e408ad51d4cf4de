"""The one way from plain Python to machine code, and where the machine code is kept.

`cache=True` of numba does not see a change in a function that a kernel calls from another file,
so the cache folder is named by a hash of this package's sources and of the versions of numba and
numpy: a changed source compiles anew, an unchanged one starts at once.
"""

import hashlib
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

import numba
import numpy as np
from numba.core import config as numba_config
from numba.extending import register_jitable

from downtools import chance, exact

P = ParamSpec("P")
R = TypeVar("R")

__all__ = ["cache_folder", "kernel", "kernels_folder", "shared"]


def cache_folder() -> Path:
    """The user's folder for what can be made again: DOWNTOOLS_CACHE, or the platform's own."""
    named = os.environ.get("DOWNTOOLS_CACHE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "downtools"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "downtools"
    return Path(os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))) / "downtools"


@cache
def kernels_folder() -> Path:
    """Where compiled kernels of exactly this source, numba and numpy are kept."""
    text = hashlib.sha256(f"{numba.__version__} {np.__version__}".encode())
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        text.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return cache_folder() / f"kernels-{text.hexdigest()[:16]}"


numba_config.CACHE_DIR = str(kernels_folder())


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of numbers and arrays; it releases Python's lock while it runs.

    No `fastmath`, no `parallel`: the order of arithmetic is the written one, and threads are a
    pool of ours over fixed blocks.
    """
    compiled = numba.njit(nogil=True, cache=True, error_model="numpy")(function)
    return cast("Callable[P, R]", compiled)


def shared(function: Callable[P, R]) -> Callable[P, R]:
    """Leave a function as plain Python, and let kernels call it too."""
    return cast("Callable[P, R]", register_jitable(function))


for _plain in (chance.mix, chance.stream, chance.bits, chance.uniform):
    shared(_plain)
for _plain in (exact.exp, exact.log, exact.logistic, exact.saturating, exact.normal_quantile):
    shared(_plain)
shared(exact.fixed)
