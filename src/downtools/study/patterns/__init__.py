"""The facts a credible run must show: observed beside simulated, pass or miss."""

from downtools.study.patterns.held import FACTOR, Held, held_against
from downtools.study.patterns.table import Pattern, Patterns, patterns, patterns_of

__all__ = ["FACTOR", "Held", "Pattern", "Patterns", "held_against", "patterns", "patterns_of"]
