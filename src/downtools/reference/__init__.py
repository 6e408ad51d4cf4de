"""The model in plain Python, one worker at a time: what a reviewer reads first.

Written from docs/model.md alone. It shares `downtools.chance`, `downtools.exact` and the scenario
with the compiled engine and nothing else, and gives the same bytes: read this to know what the
model does, and the kernels to know how it is done fast.
"""

from downtools.reference.simulate import simulate_plainly

__all__ = ["simulate_plainly"]
