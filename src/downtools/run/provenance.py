"""Where a result comes from: what anyone needs to make it again, and nothing about anyone.

Versions and CPU features, scenario and seeds; never a user, host, path or time.
"""

import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from downtools.chance import Luck

__all__ = ["FORMAT", "provenance_of"]

FORMAT = 4
"""Version of the layout of run folders."""

_TOLD = ("sse2", "sse4.2", "avx", "avx2", "fma", "avx512f", "neon", "sve")


def provenance_of(
    scenario_name: str, scenario_hash: str, luck: Luck, scale: float
) -> dict[str, Any]:
    """The provenance of a run, as plain values for JSON."""
    from llvmlite import binding

    features = binding.get_host_cpu_features()
    return {
        "format": FORMAT,
        "scenario": scenario_name,
        "scenario_hash": scenario_hash,
        "seed": luck.shared,
        "luck": asdict(luck),
        "scale": scale,
        "versions": {
            "downtools": version("downtools"),
            "python": platform.python_version(),
            **{name: version(name) for name in ("numpy", "numba", "llvmlite", "pyarrow")},
        },
        "cpu": {
            "machine": platform.machine(),
            "features": [name for name in _TOLD if features.get(name)],
        },
    }
