"""Medians of interleaved runs: A B C A B C ..., so that a busy minute falls on all alike."""

import statistics
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

__all__ = ["ROOT", "ROUNDS", "interleaved", "say"]

ROUNDS = 5
ROOT = Path(__file__).parent.parent
"""From where processes of peers are started."""


def interleaved(tasks: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median of what each task returns, over rounds that run all of them in turn."""
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            found[name].append(task())
    return {name: statistics.median(values) for name, values in found.items()}


def say(text: str) -> None:
    """Tell how far the command is, beside its results."""
    print(text, file=sys.stderr, flush=True)
