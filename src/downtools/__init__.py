"""Simulate, explain and forecast strike waves under repression.

>>> import downtools
>>> scenario = downtools.load("one-plant")
>>> scenario.calendar.days
30

`load` reads a scenario, `simulate` runs it once, and the `Run` describes itself. `ensemble` runs
it many times and gives `Runs`, which answer the same questions with one more axis; `compare`,
`levers` and the others ask what would have changed it, and on what it hangs; `calibrate` fits it to
reports, and `forecast` stands on a day and looks ahead. `How` says by whom and where a study is
done. Names are imported when they are first used, so that `import downtools`
costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from downtools.errors import DowntoolsError, InputError
    from downtools.run.run import Run
    from downtools.run.simulate import simulate
    from downtools.scenario.model import Scenario
    from downtools.scenario.read import load
    from downtools.study.ablate import ablate
    from downtools.study.calibrate.ask import calibrate
    from downtools.study.compare import compare
    from downtools.study.discover import discover
    from downtools.study.ensemble.ask import ensemble, merge
    from downtools.study.ensemble.carry import How
    from downtools.study.ensemble.runs import Runs
    from downtools.study.forecast.ask import forecast
    from downtools.study.levers.ask import levers
    from downtools.study.patterns.table import patterns
    from downtools.study.sensitivity import sensitivity
    from downtools.study.sweep.ask import sweep
    from downtools.study.unlikely.ask import unlikely
    from downtools.world.build import build_world
    from downtools.world.world import World

    __version__: str

__all__ = [
    "DowntoolsError",
    "How",
    "InputError",
    "Run",
    "Runs",
    "Scenario",
    "World",
    "__version__",
    "ablate",
    "build_world",
    "calibrate",
    "compare",
    "discover",
    "ensemble",
    "forecast",
    "levers",
    "load",
    "merge",
    "patterns",
    "sensitivity",
    "simulate",
    "sweep",
    "unlikely",
]

_HOMES = {
    "DowntoolsError": "downtools.errors",
    "How": "downtools.study.ensemble.carry",
    "InputError": "downtools.errors",
    "Run": "downtools.run.run",
    "Runs": "downtools.study.ensemble.runs",
    "Scenario": "downtools.scenario.model",
    "World": "downtools.world.world",
    "ablate": "downtools.study.ablate",
    "build_world": "downtools.world.build",
    "calibrate": "downtools.study.calibrate.ask",
    "compare": "downtools.study.compare",
    "discover": "downtools.study.discover",
    "ensemble": "downtools.study.ensemble.ask",
    "forecast": "downtools.study.forecast.ask",
    "levers": "downtools.study.levers.ask",
    "load": "downtools.scenario.read",
    "merge": "downtools.study.ensemble.ask",
    "patterns": "downtools.study.patterns.table",
    "sensitivity": "downtools.study.sensitivity",
    "simulate": "downtools.run.simulate",
    "sweep": "downtools.study.sweep.ask",
    "unlikely": "downtools.study.unlikely.ask",
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
