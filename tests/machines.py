"""Run small scenarios in this process and print their digests, and which CPU features are in use.

Started by tests/test_machines.py with features switched off; needs no test library. With --fused
the machine code of the kernels is looked through, which can only be done where they are compiled.
With --keep that is done if they are compiled now, and what was seen is left beside them: whoever
compiles the engine anyway (.ci/run) spares the tests to compile it once more.
"""

import json
import sys

from downtools.compiled import compiled_before, kernels_folder
from downtools.run.simulate import simulate
from downtools.scenario import load


def features_of_numba() -> list[str]:
    """The CPU features that numba compiles for."""
    from numba.core.registry import cpu_target

    flags = cpu_target.target_context.codegen()._tm_features.split(",")
    return sorted(flag[1:] for flag in flags if flag.startswith("+"))


def features_of_numpy() -> list[str]:
    """The CPU features that numpy dispatches to."""
    from numpy._core._multiarray_umath import __cpu_features__

    return sorted(name for name, there in __cpu_features__.items() if there)


SEEN = "seen.json"
"""What was seen of the kernels in a folder, in that folder."""
FUSED = ("vfmadd", "vfmsub", "vfnmadd", "vfnmsub", "fmadd\t")


def can_see_fusion() -> bool:
    """Whether a kernel that may fuse is seen to fuse: else the search below proves nothing."""
    import numba

    @numba.njit("float64(float64, float64, float64)", fastmath=True)
    def may_fuse(a: float, b: float, c: float) -> float:
        return a * b + c

    return any(word in text for text in may_fuse.inspect_asm().values() for word in FUSED)


def fused() -> list[str]:
    """Kernels whose machine code holds a fused multiply-add."""
    from numba.core.dispatcher import Dispatcher

    found = []
    kernels = 0
    for name, module in sorted(sys.modules.items()):
        if not name.startswith("downtools."):
            continue
        for function in vars(module).values():
            if isinstance(function, Dispatcher):
                for text in function.inspect_asm().values():
                    kernels += 1
                    if any(word in text for word in FUSED):
                        found.append(f"{name}.{function.__name__}")
    assert kernels >= 15, "the kernels were not found"
    return found


def main() -> None:
    """Print one JSON object: digests, features, fused kernels."""
    threads, seed = int(sys.argv[1]), int(sys.argv[2])
    keep = "--keep" in sys.argv and not compiled_before()
    digests = {
        name: simulate(load(name), seed=seed, threads=threads).digest
        for name in ("one-plant", "two-towns")
    }
    answer = {"digests": digests, "numba": features_of_numba(), "numpy": features_of_numpy()}
    if keep or "--fused" in sys.argv:
        answer["fused"] = fused()
        answer["can_see_fusion"] = can_see_fusion()
    if keep:
        (kernels_folder() / SEEN).write_text(json.dumps(answer), "utf-8")
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
