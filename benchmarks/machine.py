"""What the machine is, in words that tell nothing of whose it is: never a user, host or path."""

import os
import platform
import resource
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.compiler import FLAGS
from benchmarks.compiler import version as compiler_version
from downtools.world.threads import default_threads

__all__ = ["load_now", "machine", "peak_bytes"]

_FEATURES = ("avx2", "fma", "avx512f", "avx512dq", "avx512vl", "asimd", "sve")
_LIBRARIES = (
    "downtools",
    "numpy",
    "numba",
    "scipy",
    "mesa",
    "agentpy",
    "mesa-frames",
    "polars",
    "ndlib",
)


def machine() -> dict[str, Any]:
    """Cores, processor, memory, versions."""
    told = _cpuinfo()
    return {
        "cores": default_threads(),
        "processor": told.get("model name", platform.machine()),
        "features": [one for one in _FEATURES if one in told.get("flags", "").split()],
        "memory_gb": round(_memory() / 2**30, 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "compiler": compiler_version(),
        "flags": " ".join(FLAGS[:-2]),
        "versions": {name: found for name in _LIBRARIES if (found := _version(name))},
    }


def load_now() -> float:
    """The load average of the last minute: what else the machine is doing."""
    return round(os.getloadavg()[0], 2)


def peak_bytes() -> int:
    """The most memory this process has held.

    Linux's ru_maxrss begins with that of the process that started this one, so it is a last resort.
    """
    try:
        lines = Path("/proc/self/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _cpuinfo() -> dict[str, str]:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8").split("\n\n")[0]
    except OSError:
        return {}
    pairs = (line.partition(":") for line in text.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
