"""Two classics made by hand: one whose checks hold, and one with a check that does not."""

import dataclasses
import sys
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from downtools.errors import Fault, InputError
from downtools.scenario.declare import column
from downtools.study.classics.check import Check, exactly, near
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.sketch import Line, Panel, Sketch


@dataclass(frozen=True)
class Case:
    """People on a square."""

    people: int = column("people on the square", unit="people", low=2, high=1000, default=1000)
    spread: float = column("spread of thresholds", low=0.0, high=200.0, default=12.5)
    network: str = column(
        "who of all the people on the square sees whom of them, whoever they are and wherever they "
        "stand",
        choices=("all", "ring"),
        default="all",
    )
    names: str = column("a file of names", default="")
    noisy: bool = column("whether luck plays", default=False)


def play(case: Case):
    """Half of them are out, and what has no answer."""
    if case.network == "ring" and case.people < 3:
        fault = Fault(file="--set", column="people", value=2, problem="no ring", cure="give 3")
        raise InputError([fault])
    if case.spread == 6.0:
        fault = Fault(file="--set", column="spread", value=6.0, problem="six", cure="give 7")
        raise InputError([fault])
    return {"out": case.people // 2, "ratio": float("nan"), "ended": "early"}


def idle(case: Case) -> dict[str, str]:
    """In a ring there are no thresholds to spread."""
    return {"spread": "a ring has no thresholds"} if case.network == "ring" else {}


def sound(quick: bool):
    """A check of every kind of value, and one more if there is time."""
    yield exactly("all are out", "nested", 100, np.int64(100), "a count")
    yield exactly("who is first", "reference", "the instigator", "the instigator", "a word")
    yield near("the root", "reference", 12.2221, np.float64(12.22209), 0.001, "derived")
    if not quick:
        yield exactly("slowly counted", "data", 3, 3, "a long count")


def unsound(_: bool):
    """A check that fails, and one that never ends."""
    yield near("a number that is off", "nested", 0.5, 0.7, 0.1, "nobody knows " * 20)
    yield near("a number that is none", "reference", 1.0, float("inf"), 5e-5, "it diverges")


def drawn() -> Sketch:
    """One panel with one line."""
    line = Line(label="people out", x=[0, 1, 2], y=[0, 4, 2])
    panel = Panel(title="A day", x="hour", y="people", lines=(line,))
    return Sketch(title="A day on the square", description="It rises and falls.", panels=(panel,))


SOUND = Classic(
    name="kuran",
    title="Squares",
    cite="Nobody 1999, Squares, Journal 1:2-3",
    says="Half are out.",
    departs="There are no squares.",
    checks=sound,
    sketch=drawn,
    play=Play(case=Case, run=play, idle=idle),
)
UNSOUND = dataclasses.replace(SOUND, name="chwe", title="Circles", checks=unsound)
STUBS = {"kuran": SOUND, "chwe": UNSOUND}


def found(name: str) -> Classic:
    """The stub of a name."""
    return STUBS[name]


def failing_checks(table) -> list[Check]:
    """Those of a table that do not hold."""
    return [check for check in table.all if not check.holds]


def put_stubs(patch: pytest.MonkeyPatch) -> None:
    """Let the catalogue find the stubs in place of the models of their names."""
    for name, stub in STUBS.items():
        module = SimpleNamespace(CLASSIC=stub)
        patch.setitem(sys.modules, f"downtools.study.classics.{name}", module)
