"""Settings of all tests."""

import pytest
from hypothesis import settings

# Kernels compile inside the first example: no deadline. The examples are the same on every run.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is begun first, lest one process ends long after the other."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
