"""Kuran's sequences: what is said in public hides how many would turn if a few others did.

Each person opposes in public once enough of all do. The sequences of ten people are run in the
engine; two that nobody could tell apart beforehand end with one in ten and with nine in ten.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from downtools.errors import Fault, InputError
from downtools.scenario.declare import column
from downtools.study.classics.check import Check, Value, exactly
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.crowds import I64
from downtools.study.classics.engine import by_heads
from downtools.study.classics.sketch import Line, Panel, Sketch

__all__ = ["CLASSIC"]

_QUIET = (0, 20, 20, 30, 40, 50, 60, 70, 80, 100)
_SHIFTED = (0, 10, 20, 30, 40, 50, 60, 70, 80, 100)
_SEQUENCES = (
    ("A", _QUIET, 10),
    ("A, one threshold of 20 falls to 10", _SHIFTED, 90),
    ("B", (0, 20, 30, 40, 50, 60, 70, 80, 90, 100), 10),
    ("B, the threshold of 20 falls to 10", (0, 10, 30, 40, 50, 60, 70, 80, 90, 100), 20),
)
"""Thresholds in per cent of all ten people, and the per cent who oppose in the end."""


def _heads(thresholds: Sequence[float], everybody: int) -> I64:
    """How many others must oppose, where a threshold is in per cent of `everybody`.

    Who does not oppose yet is not among those who do, so of all ten people 20 % are two others.
    """
    counts = [threshold * everybody / 100.0 for threshold in thresholds]
    return np.array([math.ceil(round(count, 9)) for count in counts], np.int64)


def _path(heads: I64) -> I64:
    """People who oppose by day; each day moves somebody or is the last that could."""
    return by_heads(heads, len(heads) + 1)


# ---- checks


def _checks(quick: bool) -> Iterable[Check]:
    why = "his sequences, exact; a threshold is a share of all ten, an equal share enough"
    for name, thresholds, share in _SEQUENCES:
        out = int(_path(_heads(thresholds, 10))[-1])
        yield exactly(f"{name}: per cent who oppose in the end", "nested", share, 10 * out, why)
    why = (
        "derived: of the nine others 100 % are nine, not ten, so the last joins too; "
        "his 90 % is the other reading"
    )
    out = int(_path(_heads(_SHIFTED, 9))[-1])
    name = "A, one threshold of 20 falls to 10, as shares of the nine others: per cent who oppose"
    yield exactly(name, "nested", 100, 10 * out, why)
    why = "derived: then even the threshold of 0 is not passed by nobody"
    out = int(_path(_heads(_SHIFTED, 10) + 1)[-1])
    name = "A, one threshold of 20 falls to 10, if an equal share is not enough: per cent"
    yield exactly(name, "nested", 0, 10 * out, why)


# ---- picture


def _panel(title: str, thresholds: Sequence[int]) -> Panel:
    """How many would oppose, given how many do, and where it comes to rest."""
    shares = list(range(101))
    would = [100.0 * sum(t <= share for t in thresholds) / len(thresholds) for share in shares]
    path = (10 * _path(_heads(thresholds, 10))).tolist()
    return Panel(
        title=title,
        x="oppose in public (% of all)",
        y="would then oppose (% of all)",
        lines=(
            Line(
                label="nobody moves on this line", x=[0, 100], y=[0, 100], style="dashed", colour=6
            ),
            Line(label="would oppose", x=shares, y=would, style="steps"),
            Line(
                label="day by day",
                x=[0, *path],
                y=[*path, path[-1]],
                style="points",
                colour=1,
            ),
        ),
        x_limits=(-3.0, 103.0),
        y_limits=(-3.0, 103.0),
        notes=((path[-1], path[-1], f"at rest: {path[-1]} %"),),
    )


def _sketch() -> Sketch:
    return Sketch(
        title="A hidden shift",
        description=(
            "Two step curves of how many would oppose, given how many do. In the first the curve "
            "meets the diagonal at ten per cent and opposition rests there. In the second one "
            "person's threshold is ten points lower: the curve stays on or above the diagonal up "
            "to ninety per cent."
        ),
        panels=(
            _panel("One needs 20 %: a quiet country", _QUIET),
            _panel("The same one needs 10 %: a revolution", _SHIFTED),
        ),
    )


# ---- play

_MOST = 1_000


@dataclass(frozen=True)
class _Case:
    thresholds: str = column(
        "share of all people that must oppose before each does, one number a person, by commas",
        unit="%",
        default="0,20,20,30,40,50,60,70,80,100",
    )


def _thresholds_of(text: str) -> list[float]:
    """The numbers of a text. Raises `InputError` with one message for the first that is none."""
    parts = [part.strip() for part in text.split(",")]
    fault: Fault | None = None
    found: list[float] = []
    for number, part in enumerate(parts, start=1):
        try:
            value = float(part)
        except ValueError:
            value = math.nan
        if not 0.0 <= value <= 1_000.0:
            problem = f"threshold {number} is not a share"
            cure = "write numbers from 0 to 1000 with commas between, as in 0,20,20,30"
            fault = fault or Fault(
                file="--set", column="thresholds", value=part, problem=problem, cure=cure
            )
        found.append(value)
    if len(found) > _MOST:
        cure = f"give at most {_MOST:,}"
        problem = "too many people for a text"
        fault = Fault(
            file="--set", column="thresholds", value=len(found), problem=problem, cure=cure
        )
    if fault:
        raise InputError([fault])
    return found


def _run(case: _Case) -> dict[str, Value]:
    thresholds = _thresholds_of(case.thresholds)
    people = len(thresholds)
    path = _path(_heads(thresholds, people))
    out = int(path[-1])
    waiting = sorted(thresholds)[out:]
    return {
        "people who oppose in the end": out,
        "per cent of all": 100.0 * out / people,
        "days until nobody more does": int((path < out).sum()),
        "lowest threshold of those who stay quiet (%)": waiting[0] if waiting else "none",
        "fall of that threshold that would move one more (%)": (
            waiting[0] - 100.0 * out / people if waiting else "none"
        ),
    }


CLASSIC = Classic(
    name="kuran",
    title="Hidden preferences and revolutions that surprise",
    cite="Kuran 1989, Public Choice 61:41-74; Kuran 1991, World Politics 44(1):7-48",
    says=(
        "People oppose in public only once enough others do, so a shift that nobody can see may "
        "change nothing or turn a quiet country over."
    ),
    departs=(
        "In the full model opposition is hidden too, but it is a score of outrage, fear and the "
        "sight of others at work and around, with luck, and people may fall silent again."
    ),
    checks=_checks,
    sketch=_sketch,
    play=Play(case=_Case, run=_run),
)
