"""The one way from plain Python to machine code, and where the machine code is kept.

Kernels live in `downtools.world` and `downtools.day`, and those of models beside the engine in
`downtools.study.classics`.

`cache=True` of numba does not see a change in a function that a kernel calls from another file,
so the cache folder is named by a hash of this package's sources and of the versions of numba and
numpy: a changed source compiles anew, an unchanged one starts at once.
"""

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
import numpy as np
from numba.core import config as numba_config
from numba.extending import register_jitable

from downtools import chance, exact

P = ParamSpec("P")
R = TypeVar("R")
_ROOT = Path(__file__).parent

__all__ = [
    "cache_folder",
    "compiled_before",
    "index",
    "inlined",
    "kernel",
    "kernels_folder",
    "shared",
    "whole",
    "word",
]


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
    sources = [_ROOT / f"{name}.py" for name in ("chance", "compiled", "exact")]
    for part in ("world", "day"):
        sources += sorted((_ROOT / part).rglob("*.py"))
    return cache_folder() / f"kernels-{_hash_of(sources)}"


@cache
def _models_folder() -> Path:
    """The same for models beside the engine; a change of theirs leaves its kernels alone."""
    sources = sorted((_ROOT / "study" / "classics").rglob("*.py"))
    engine = kernels_folder()
    return engine.with_name(f"{engine.name}-models-{_hash_of(sources)}")


def _hash_of(sources: list[Path]) -> str:
    text = hashlib.sha256(f"{numba.__version__} {np.__version__}".encode())
    for path in sources:
        text.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return text.hexdigest()[:16]


def compiled_before() -> bool:
    """Whether kernels of this source were compiled here before, so that a run starts at once."""
    folder = kernels_folder()
    if not folder.is_dir():
        return False
    # Lists, not iterators: a thread that is stopped here (run/many/crews.py) leaves none open.
    parts = [folder / part for part in os.listdir(folder) if (folder / part).is_dir()]
    return any(name.endswith(".nbi") for part in parts for name in os.listdir(part))


def _writable(folder: Path) -> Path:
    """The folder if it can be written, else one for this process alone.

    Left to itself numba would then keep kernels beside the sources, where a stale one would be
    taken for a new one. A kernel of no length was cut off by a crash: all are made again.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(path.stat().st_size == 0 for path in folder.rglob("*.nb?")):
            shutil.rmtree(folder)
            folder.mkdir()
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        own = tempfile.mkdtemp(prefix="downtools-kernels-")
        atexit.register(shutil.rmtree, own, ignore_errors=True)
        return Path(own)


@cache
def _kept_in(models: bool) -> str:
    return str(_writable(_models_folder() if models else kernels_folder()))


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of numbers and arrays; it releases Python's lock while it runs.

    No `fastmath`, no `parallel`: the order of arithmetic is the written one, and threads are a
    pool of ours over fixed blocks. Kernels own no memory: what they fill is given to them, so
    references need not be counted (which cost more than the arithmetic of a site).
    """
    # numba asks where to keep a kernel when it is declared.
    models = function.__module__.startswith("downtools.study.")
    setattr(numba_config, "CACHE_DIR", _kept_in(models))  # noqa: B010 - it has no type
    # The four rungs of a worker are then worked out side by side; numba leaves this off.
    setattr(numba_config, "SLP_VECTORIZE", 1)  # noqa: B010
    options: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy", "_nrt": False}
    compiled = numba.njit(**options)(function)
    return cast("Callable[P, R]", compiled)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """A part of a kernel with a name of its own: it becomes part of the kernel that calls it.

    A real call would copy the many arrays it is given.
    """
    compiled = numba.njit(inline="always", error_model="numpy")(function)
    return cast("Callable[P, R]", compiled)


word = cast("Callable[[Any], int]", np.uint64)
"""An unsigned 64-bit integer, as kernels need it; to a type checker it is an int."""

whole = cast("Callable[[Any], int]", np.int64)
"""A signed 64-bit integer, likewise."""


def _index(i: Any) -> int:
    return max(i, 0)


index = inlined(_index)
"""A number that is an index as it stands. Of every other signed index a kernel asks whether it
counts from the end, each time it is used, which costs more than what is looked up."""


def shared(function: Callable[P, R]) -> Callable[P, R]:
    """Leave a function as plain Python, and let kernels call it too."""
    return register_jitable(function)


_PLAIN: tuple[Callable[..., Any], ...] = (
    chance.mix,
    chance.stream,
    chance.bits,
    chance.uniform,
    exact.exp,
    exact.log,
    exact.logistic,
    exact.saturating,
    exact.normal_quantile,
    exact.fixed,
)
for _plain in _PLAIN:
    register_jitable(_plain)
