"""The same bytes everywhere: fresh processes, old CPUs, any number of threads.

Recorded digests change only with a new version and a line in CHANGELOG.md that says why.
"""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from downtools.compiled import kernels_folder
from tests.machines import SEEN, features_of_numba

RECORDED = {
    1: {
        "one-plant": "e2813280a147c37bb2bfa956576542301373f033e70933c1a94d0ee4f07c862c",
        "two-towns": "3705598534c2676ab236388d0f1ef66d9233b3a82c7f03b73aad845f91def9c3",
    },
    2: {
        "one-plant": "b11b5dabd695015e6fc8810ace6262c3c06b75e3f0661e5a51637a393863ae3f",
        "two-towns": "e7d7fe3918d25b4cc9b32c36907dffc94fd0fe3a9d4f062e851cd38a7c9b4f6f",
    },
}
"""By seed: two-towns has a contact network."""
OLD_CPU = {
    "NUMBA_CPU_NAME": "nehalem",
    # The name alone leaves the host's features on.
    "NUMBA_CPU_FEATURES": "+sse2,+sse3,+ssse3,+sse4.1,+sse4.2,+popcnt,+cx16,+64bit",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA",
}
MODERN = {"avx", "avx2", "fma", "avx512f"}

pytestmark = pytest.mark.machines
on_x86 = pytest.mark.skipif(platform.machine() != "x86_64", reason="features of x86_64 CPUs")


def run_fresh(threads: int, seed: int, *arguments: str, **environment: str) -> dict:
    """Run tests/machines.py in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.machines", str(threads), str(seed), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("seed", RECORDED)
def test_digests_are_the_recorded_ones(seed):
    assert run_fresh(1, seed)["digests"] == RECORDED[seed]


@pytest.mark.parametrize("threads", [2, 3, 8])
def test_threads_do_not_matter(threads):
    assert run_fresh(threads, 1)["digests"] == RECORDED[1]


@pytest.mark.long
@on_x86
def test_an_old_cpu_gives_the_same_digests():
    """First make sure that the features are off, then that nothing came of it."""
    old = run_fresh(2, 1, **OLD_CPU)
    assert not MODERN & set(old["numba"]), old["numba"]
    assert not {"X86_V3", "X86_V4"} & set(old["numpy"]), old["numpy"]
    assert old["digests"] == RECORDED[1]


@pytest.mark.long
def test_no_kernel_holds_a_fused_multiply_add(tmp_path):
    """As whoever compiled them saw, for this CPU; else in a cache of its own, all compiled anew."""
    kept = kernels_folder() / SEEN
    seen = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    if seen.get("numba") != features_of_numba():
        seen = run_fresh(1, 1, "--fused", DOWNTOOLS_CACHE=str(tmp_path))
    assert seen["fused"] == []
    assert seen["can_see_fusion"] == bool({"fma", "fullfp16"} & set(seen["numba"]))
