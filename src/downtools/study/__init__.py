"""Questions asked of runs: what was observed beside what was simulated."""

from downtools.study.patterns import Held, held_against

__all__ = ["Held", "held_against"]
