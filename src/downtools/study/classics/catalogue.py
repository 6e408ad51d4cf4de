"""The catalogue: every classic by name, read when it is asked for."""

from importlib import import_module

from downtools.errors import Fault, InputError, nearest
from downtools.study.classics.classic import Classic

__all__ = ["BEGUN_FIRST", "CLASSICS", "classic"]

CLASSICS = (
    "granovetter",
    "kuran",
    "siegel",
    "watts",
    "centola_macy",
    "epstein_rule",
    "epstein_agents",
    "chwe",
    "oliver_marwell",
    "global_games",
    "branching",
    "stoppages",
)
"""Names, in the order in which they are told: those nested in the engine, those for reference,
and data. Each is a module of this package with a `CLASSIC`."""

BEGUN_FIRST = ("stoppages", "epstein_agents")
"""Those that take longest, lest one process be left with them at the end."""


def classic(name: str) -> Classic:
    """The classic of a name, a hyphen being as good as an underscore.

    Raises `InputError` with the nearest name if there is none such.
    """
    module = name.replace("-", "_")
    if module not in CLASSICS:
        cure = nearest(module, CLASSICS)
        fault = Fault(file="classics", value=name, problem="no model of this name", cure=cure)
        raise InputError([fault])
    found: Classic = import_module(f"downtools.study.classics.{module}").CLASSIC
    return found
