"""Settings of all tests."""

from hypothesis import settings

# Kernels compile inside the first example: no deadline. The examples are the same on every run.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")
