"""Granovetter's crowd: everybody acts once enough others do, each with a threshold of their own.

Crowds are run in the engine, a workplace each, who count heads and nothing else. The equilibrium
of an endless crowd, by its formula, stands beside them.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from downtools.errors import Fault, InputError
from downtools.scenario.declare import column
from downtools.study.classics.check import Check, Value, error_of_count, exactly, near, share_near
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.crowds import (
    I64,
    by_crowds,
    by_loop,
    deviates,
    first_rest,
    heads_of,
    room_of_rest,
    tangent,
)
from downtools.study.classics.engine import by_heads
from downtools.study.classics.mean_field import normal_threshold
from downtools.study.classics.sketch import Line, Panel, Sketch

__all__ = ["CLASSIC", "rest_checks"]

_MEAN = 0.25
"""The paper's mean, as a share of the people."""


def _uniform(people: int, *, replaced: bool) -> I64:
    """Thresholds 0, 1, 2 ...; `replaced`: the one of 1 gives way to a second one of 2."""
    heads = np.arange(people)
    if replaced:
        heads[1] = 2
    return heads


def _normal(crowds: int, people: int, sd: float) -> I64:
    """Crowds of drawn thresholds; `sd` is in per cent of the people."""
    drawn = deviates(f"granovetter/{people} at {sd:g}", crowds, people)
    return heads_of(people * (_MEAN + sd / 100.0 * drawn))


def _ends(heads: I64) -> I64:
    """How many are out in each crowd in the end, by the engine; the loop says after how many days.

    As many crowds are run at once as have half a million people.
    """
    crowds, people = heads.shape
    at_once = max(1, 500_000 // people)
    parts = (heads[first : first + at_once] for first in range(0, crowds, at_once))
    return np.concatenate([by_crowds(part, len(by_loop(part)))[-1] for part in parts])


# ---- checks


def _uniform_checks() -> Iterable[Check]:
    why = "the paper's example, exact: one more a day, or only the one who needs nobody"
    path = by_heads(_uniform(100, replaced=False), 101)
    name = "thresholds 0 to 99: people out in the end"
    yield exactly(name, "nested", 100, int(path[-1]), why)
    rising = int((path[:100] == np.arange(1, 101)).sum())
    name = "thresholds 0 to 99: days on which one more is out"
    yield exactly(name, "nested", 100, rising, why)
    path = by_heads(_uniform(100, replaced=True), 101)
    name = "the threshold of 1 becomes a 2: people out in the end"
    yield exactly(name, "nested", 1, int(path[-1]), why)
    path = by_heads(_uniform(100, replaced=False) + 1, 101)
    name = "thresholds 0 to 99, but more than so many others must be out: people out in the end"
    why = "exact: then nobody starts; a trap for programs that compare with > in place of ≥"
    yield exactly(name, "nested", 0, int(path[-1]), why)


_RESTS = {
    10.0: "0.770",
    11.0: "1.713",
    12.0: "4.021",
    12.1: "4.553",
    12.2: "5.479",
    12.25: "100.0",
    20.0: "99.99",
    30.0: "99.34",
    50.0: "90.49",
    75.0: "74.57",
    100.0: "65.86",
    200.0: "56.20",
}
"""People out of 100 at rest by standard deviation."""


def _endless_checks() -> Iterable[Check]:
    jump = tangent(_MEAN)
    why = "the project's table, to its decimals; the curve of joiners touches the diagonal"
    name = "normal thresholds, mean 25 of 100: sd at which the equilibrium jumps"
    yield near(name, "reference", 12.222087, 100.0 * jump.sd, 5e-7, why)
    name = "normal thresholds, mean 25 of 100: people out just below the jump"
    yield near(name, "reference", 6.2003, 100.0 * jump.rest, 5e-5, why)
    why = "the project's table, to its decimals; r = 100 Φ((r − 25) / sd) from r = 0 upwards"
    for sd, listed in _RESTS.items():
        found = 100.0 * first_rest(normal_threshold(_MEAN, sd / 100.0))
        half = 0.5 * 10.0 ** -len(listed.partition(".")[2])
        name = f"normal thresholds, sd {sd:g}: people of 100 out at equilibrium"
        yield near(name, "reference", float(listed), found, half, why)


_NESTED = (10.0, 11.0, 12.0, 12.25, 20.0, 30.0, 50.0, 75.0, 100.0, 200.0)
"""Not 12.1 and 12.2, so near to the jump that one crowd of a hundred thousand may jump by luck."""
_ONE_CROWD = 100_000


def rest_checks(sds: Iterable[float] = _NESTED, people: int = _ONE_CROWD) -> Iterable[Check]:
    """One crowd of the engine for each standard deviation, beside the equilibrium listed."""
    why = (
        "the project's table of equilibria; three standard errors of one crowd of "
        f"{people:,} drawn thresholds, √(r (1 − r) / people), enlarged by who follows, "
        "1 / (1 − slope at r)"
    )
    for sd in sds:
        rest = float(_RESTS[sd]) / 100.0
        slope = NormalDist(_MEAN, sd / 100.0).pdf(rest)
        share = int(_ends(_normal(1, people, sd))[0]) / people
        name = f"{people:,} people, thresholds drawn with sd {sd:g} % of them: per cent out"
        room = 100.0 * room_of_rest(rest, slope, people)
        yield near(name, "nested", 100.0 * rest, 100.0 * share, room, why)


_WHOLE: tuple[tuple[str, float, float, Callable[[float], int]], ...] = (
    ("rounded down", 12.88, 0.0, math.floor),
    ("rounded", 12.55, 0.0, round),
    ("rounded, with half a head added", 12.22, 0.5, round),
)
"""How a count is made whole: in words, the sd of the jump, what is added before, the rounding."""


def _whole_rest(sd: float, added: float, rounding: Callable[[float], int]) -> int:
    """Where r comes to rest that from 0 upwards becomes rounding(100 Φ((r + added − 25) / sd))."""
    law = NormalDist(100.0 * _MEAN, sd)
    rest, after = -1, 0
    while after > rest:
        rest, after = after, rounding(100.0 * law.cdf(after + added))
    return rest


def _whole_checks() -> Iterable[Check]:
    for words, listed, added, rounding in _WHOLE:
        steps = (step / 100 for step in range(1000, 1500))
        jump = next(sd for sd in steps if _whole_rest(sd, added, rounding) > 50)
        name = f"the formula in whole heads, {words}: first hundredth of sd at which it jumps"
        why = (
            "the project's table; from r = 0 upwards, r becomes "
            f"100 Φ((r + {added:g} − 25) / sd), made whole: a trap of the formula alone, since the "
            "engine's crowds are drawn and whole to begin with, so it cannot be nested"
        )
        yield near(name, "reference", listed, jump, 0.0, why)


_OVER_HALF = {
    10.0: 0.0035,
    11.0: 0.037,
    12.0: 0.160,
    12.2: 0.197,
    13.0: 0.384,
    14.0: 0.621,
    15.0: 0.802,
    20.0: 0.998,
}
"""Probability that more than half of 100 people end up out, by sd; of 20,000 crowds each."""
_LISTED = 20_000


def _small_crowds(many: int, sds: Iterable[float]) -> Iterable[Check]:
    why = (
        f"the project's count of {_LISTED:,} crowds; three standard errors of it and of ours, "
        f"of {many:,}"
    )
    for sd in sds:
        share = _OVER_HALF[sd]
        hits = int((_ends(_normal(many, 100, sd)) > 50).sum())
        error = error_of_count(share, _LISTED)
        name = f"100 people, thresholds drawn with sd {sd:g}: share of crowds over 50"
        yield share_near(name, "nested", share, hits, many, why, error=error)


def _large_crowds() -> Iterable[Check]:
    why = "the project's count of 60 crowds; three standard errors of it and of ours, of 60"
    for sd, listed in ((12.0, 0), (12.2, 10), (12.5, 60)):
        share = listed / 60
        hits = int((_ends(_normal(60, 100_000, sd)) > 50_000).sum())
        name = f"100,000 people, sd {sd:g} % of them: share of 60 crowds over half"
        error = error_of_count(share, 60)
        yield share_near(name, "nested", share, hits, 60, why, error=error)


def _day_by_day() -> Check:
    heads = _normal(2_000, 100, 13.0)
    loop = by_loop(heads)
    same = int((by_crowds(heads, len(loop)) == loop).all(axis=0).sum())
    name = "100 people, sd 13: crowds of 2,000 in which engine and a plain loop agree on every day"
    return exactly(name, "nested", 2_000, same, "the same rule in whole numbers, exactly")


def _checks(quick: bool) -> Iterable[Check]:
    yield from _uniform_checks()
    yield from _endless_checks()
    yield from rest_checks()
    yield from _whole_checks()
    yield _day_by_day()
    if quick:
        yield from _small_crowds(2_000, (13.0,))
        return
    yield from _small_crowds(_LISTED, _OVER_HALF)
    yield from _large_crowds()


# ---- picture


def _jump_panel() -> Panel:
    jump = 100.0 * tangent(_MEAN).sd
    sds = sorted([*(step / 4 for step in range(4, 160)), jump - 0.001, jump + 0.001])
    endless = [100.0 * first_rest(normal_threshold(_MEAN, sd / 100.0)) for sd in sds]
    at = [6, 10, 11, 12, 13, 14, 15, 16, 18, 21, 25, 30, 35]
    small = [float(_ends(_normal(500, 100, sd)).mean()) for sd in at]
    between = [8.0, 11.5, 12.4, 13.5, 16.0, 19.5, 23.0, 27.5, 32.5]
    large = [float(_ends(_normal(1, 100_000, sd))[0]) / 1_000 for sd in between]
    return Panel(
        title="Where crowds come to rest",
        x="standard deviation of thresholds (% of the people)",
        y="out in the end (% of the people)",
        lines=(
            Line(label="endless crowd", x=sds, y=endless),
            Line(label="one of 100,000", x=between, y=large, style="points", colour=1),
            Line(label="100 people, mean of 500", x=at, y=small, style="points", colour=2),
        ),
        x_limits=(5.0, 40.0),
        y_limits=(0.0, 100.0),
    )


def _chance_panel() -> Panel:
    sds = [9.0, 10.0, 11.0, 11.5, 12.0, 12.25, 12.5, 13.0, 14.0, 15.0, 16.0, 18.0]
    lines = [
        Line(
            label=f"{people:,} people",
            x=sds,
            y=[100.0 * float((_ends(_normal(200, people, sd)) > people / 2).mean()) for sd in sds],
            colour=colour,
        )
        for colour, people in enumerate((100, 1_000, 10_000))
    ]
    return Panel(
        title="Sharper in large crowds",
        x="standard deviation of thresholds (% of the people)",
        y="of 200 crowds, over half out (%)",
        lines=tuple(lines),
    )


def _uniform_panel() -> Panel:
    days = list(range(101))
    crowds = (("thresholds 0, 1, 2, 3 ... 99", False), ("thresholds 0, 2, 2, 3 ... 99", True))
    return Panel(
        title="One threshold more or less",
        x="day",
        y="people out",
        lines=tuple(
            Line(
                label=label,
                x=days,
                y=by_heads(_uniform(100, replaced=replaced), len(days)).tolist(),
                colour=colour,
            )
            for colour, (label, replaced) in enumerate(crowds)
        ),
    )


def _sketch() -> Sketch:
    return Sketch(
        title="Crowds with thresholds",
        description=(
            "The share of an endless crowd that is out in the end rises slowly with the spread of "
            "thresholds, jumps from six to a hundred per cent at a spread of 12.2 % and then falls "
            "towards a half. Crowds of 100,000 jump there too; of crowds of 100, some "
            "tip long before and some not until long after. Of two crowds that differ in the "
            "threshold of one person, one ends with all out, the other with one."
        ),
        panels=(_jump_panel(), _chance_panel(), _uniform_panel()),
    )


# ---- play

_MOST_UNIFORM = 5_000


@dataclass(frozen=True)
class _Case:
    thresholds: str = column(
        "how thresholds are spread: drawn from a normal law, or 0, 1, 2 ... one person each",
        choices=("normal", "uniform"),
        default="normal",
    )
    people: int = column("people in the crowd", unit="people", low=2, high=65_536, default=100)
    mean: float = column(
        "mean of normal thresholds", unit="people", low=-1e6, high=2e6, default=25.0
    )
    sd: float = column(
        "standard deviation of normal thresholds", unit="people", low=0.0, high=1e6, default=12.2
    )
    replaced: bool = column(
        "whether the uniform threshold of 1 becomes a second one of 2", default=False
    )
    seed: int = column("seed of the draws", low=0, high=2**31, default=1)


def _idle(case: _Case) -> dict[str, str]:
    """The keys of the other kind of thresholds."""
    if case.thresholds == "uniform":
        return dict.fromkeys(("mean", "sd", "seed"), "uniform thresholds are not drawn")
    return {"replaced": "normal thresholds hold no 1 to replace, only thresholds=uniform do"}


def _refuse(case: _Case) -> None:
    faults: list[Fault] = []
    uniform = case.thresholds == "uniform"
    if case.replaced and uniform and case.people < 3:
        cure = "give at least 3 people"
        problem = "a threshold of 2 is more than the others there are"
        faults.append(Fault(file="--set", column="people", problem=problem, cure=cure))
    if uniform and case.people > _MOST_UNIFORM:
        problem = "uniform thresholds move one person a day, which takes too many days"
        cure = f"give at most {_MOST_UNIFORM} people"
        fault = Fault(file="--set", column="people", value=case.people, problem=problem, cure=cure)
        faults.append(fault)
    if faults:
        raise InputError(faults)


def _run(case: _Case) -> dict[str, Value]:
    _refuse(case)
    uniform = case.thresholds == "uniform"
    if uniform:
        heads = _uniform(case.people, replaced=case.replaced)
    else:
        drawn = deviates("granovetter/play", 1, case.people, case.seed)[0]
        heads = heads_of(case.mean + case.sd * drawn)
    path = by_heads(heads, len(by_loop(heads[None, :])))
    found: dict[str, Value] = {
        "people out in the end": int(path[-1]),
        "share of the people": float(path[-1]) / case.people,
        "days until nobody more comes out": int((path < path[-1]).sum()),
        "people out on the first day": int(path[0]),
    }
    if not uniform:
        other = case.seed % 2**31 + 1
        found["crowds drawn"] = f"one; set seed={other} for another"
        rest = first_rest(normal_threshold(case.mean / case.people, case.sd / case.people))
        found["people out at the equilibrium of the formula"] = case.people * rest
        if 0.0 < case.mean < case.people / 2:
            jump = case.people * tangent(case.mean / case.people).sd
            found["standard deviation at which that equilibrium jumps"] = jump
    return found


CLASSIC = Classic(
    name="granovetter",
    title="Thresholds of a crowd",
    cite=(
        "Granovetter 1978, American Journal of Sociology 83(6):1420-1443; "
        "Granovetter and Soong 1983, Journal of Mathematical Sociology 9:165-179"
    ),
    says=(
        "Each acts once enough others do; how far it goes hangs on the whole spread of "
        "thresholds, so crowds that are nearly the same may end with one person or with all."
    ),
    departs=(
        "In the full model heads weigh as shares of a shop, a workplace, a town and the nation, "
        "beside outrage, fear, calls and luck, and who is out may go back or be taken away."
    ),
    checks=_checks,
    sketch=_sketch,
    play=Play(case=_Case, run=_run, idle=_idle),
)
