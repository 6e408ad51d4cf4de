"""Simulate, explain and forecast strike waves under repression.

>>> import downtools
>>> scenario = downtools.load("one-plant")
>>> scenario.calendar.days
30

`load` reads a scenario, `simulate` runs it once, and the `Run` describes itself. Names are
imported when they are first used, so that `import downtools` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from downtools.errors import DowntoolsError, InputError
    from downtools.run.run import Run
    from downtools.run.simulate import simulate
    from downtools.scenario.model import Scenario
    from downtools.scenario.read import load
    from downtools.world.build import build_world
    from downtools.world.world import World

    __version__: str

__all__ = [
    "DowntoolsError",
    "InputError",
    "Run",
    "Scenario",
    "World",
    "__version__",
    "build_world",
    "load",
    "simulate",
]

_HOMES = {
    "DowntoolsError": "downtools.errors",
    "InputError": "downtools.errors",
    "Run": "downtools.run.run",
    "Scenario": "downtools.scenario.model",
    "World": "downtools.world.world",
    "build_world": "downtools.world.build",
    "load": "downtools.scenario.read",
    "simulate": "downtools.run.simulate",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = import_module("importlib.metadata").version("downtools")
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'downtools' has no attribute {name!r}")
    globals()[name] = value  # the next use finds it without coming here
    return value


def __dir__() -> list[str]:
    return [*__all__]
