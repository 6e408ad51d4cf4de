"""A peer in a process of its own: it builds once, then runs as often as it is asked.

    python -m benchmarks.serve PEER FOLDER WORKERS THREADS

Reads a number of days from each line of standard input, answers each with a line of JSON. The
first line it prints tells how long it took to build, and the memory before.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from benchmarks.machine import peak_bytes
from benchmarks.rule import Traits

__all__ = ["PEERS", "Peer", "make"]


class Peer(Protocol):
    """What every peer offers."""

    def run(self, days: int) -> list[int]:
        """Run so many days from the start; strikers of each day."""
        ...


PEERS = {
    "downtools": ("with_downtools", "DowntoolsPeer"),
    "C++": ("with_cpp", "CppPeer"),
    "NumPy": ("with_numpy", "NumpyPeer"),
    "mesa-frames": ("with_frames", "FramesPeer"),
    "Mesa": ("with_mesa", "MesaPeer"),
    "AgentPy": ("with_agentpy", "AgentpyPeer"),
}
"""Module and class of each peer, fastest first."""


def make(name: str) -> Callable[[Path, int, int], Peer]:
    """What builds a peer from the folder of traits, a number of workers and of threads.

    Raises `ImportError` if its library is not installed.
    """
    module, kind = PEERS[name]
    built: Any = getattr(import_module(f"benchmarks.peers.{module}"), kind)
    if name == "downtools":
        return lambda folder, workers, threads: built(workers, folder / "wave", threads)
    return lambda folder, _, threads: built(Traits.load(folder / "traits.npz"), threads)


def main() -> None:
    """Serve one peer."""
    name, folder, workers, threads = sys.argv[1:]
    build = make(name)
    before, start = peak_bytes(), time.perf_counter()
    peer = build(Path(folder), int(workers), int(threads))
    _tell({"built": time.perf_counter() - start, "before": before})
    for line in sys.stdin:
        start = time.perf_counter()
        counts = peer.run(int(line))
        seconds = time.perf_counter() - start
        _tell({"seconds": seconds, "striking": counts, "peak": peak_bytes()})


def _tell(facts: dict[str, Any]) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
