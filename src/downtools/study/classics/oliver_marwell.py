"""Oliver, Marwell and Teixeira (1985): critical mass, by the shape of what contributions produce.

A good of worth `value` to each of N people is produced in the part P(R / N) by R contributors, and
contributing costs `cost`. Asked one by one, a person contributes if that raises their own worth by
more than it costs them. P is the square of the share of contributors (accelerating: each adds more
than the one before) or its root (decelerating). All is in whole numbers, fractions and roots to
fifty digits, so that simulated and closed form can be held to be the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from itertools import product
from math import ceil, sqrt
from typing import Literal

from downtools.errors import Fault, InputError
from downtools.scenario.declare import column
from downtools.study.classics.check import Check, Value, exactly
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.sketch import Line, Panel, Sketch

__all__ = ["CLASSIC", "Shape", "contributors", "critical_mass", "foretold", "stopping_mass"]

Shape = Literal["accelerating", "decelerating"]

_ROOTS = Context(prec=50)


def worthwhile(shape: Shape, people: int, had: int, worth: Fraction) -> bool:
    """Whether one more contribution to those `had` adds more than it costs.

    `worth` is the value of the whole good to this person in units of the cost of contributing.
    With the root the two sides are never the same but at the first contribution, where the root is
    exact: the difference of two neighbouring roots is else irrational when squared.
    """
    if shape == "accelerating":
        return worth * ((had + 1) ** 2 - had**2) > people**2
    gained = _ROOTS.subtract(_ROOTS.sqrt(Decimal(had + 1)), _ROOTS.sqrt(Decimal(had)))
    needed = _ROOTS.sqrt(Decimal(people)) * worth.denominator
    return _ROOTS.multiply(Decimal(worth.numerator), gained) > needed


def contributors(shape: Shape, started: int, worths: Sequence[Fraction]) -> int:
    """How many contribute in the end, person by person.

    The first `started` contribute come what may; the others are asked in order, again and again,
    until a whole round persuades nobody. `worths` is by person: the value of the good to them in
    units of the cost.
    """
    people, had = len(worths), started
    waiting = list(worths[started:])
    while True:
        staying: list[Fraction] = []
        for worth in waiting:
            if worthwhile(shape, people, had, worth):
                had += 1
            else:
                staying.append(worth)
        if len(staying) == len(waiting):
            return had
        waiting = staying


def critical_mass(people: int, worth: Fraction) -> Fraction:
    """The contributors above whose number one more gains from contributing, with the square.

    worth (2R + 1) / N² > 1 where R > (N² / worth − 1) / 2.
    """
    return (people**2 / worth - 1) / 2


def stopping_mass(people: int, worth: Fraction) -> Fraction:
    """The contributors below whose number one more gains from contributing, with the root.

    With q = N / worth², the gain √(R+1) − √R exceeds √q where R < (1 − q)² / 4q; nowhere if q >= 1.
    """
    q = people / worth**2
    return (1 - q) ** 2 / (4 * q) if q < 1 else Fraction(0)


def foretold(shape: Shape, people: int, started: int, worth: Fraction) -> int:
    """How many of equal people contribute in the end, by the closed forms."""
    if shape == "accelerating":
        return people if started > critical_mass(people, worth) else started
    return min(people, max(started, ceil(stopping_mass(people, worth))))


# ---- checks


_WORTHS = tuple(Fraction(n, 4) for n in (1, 2, 3, 4, 5, 7, 10, 16, 30, 64, 129, 400, 1601, 6400))


def _equal(shape: Shape, quick: bool) -> tuple[int, int]:
    """Cases of equal people, and those in which simulated and closed form are the same."""
    cases = same = 0
    for people, worth in product((2, 3, 7, 20) if quick else (2, 3, 5, 7, 20, 41), _WORTHS):
        for started in range(people + 1):
            cases += 1
            found = contributors(shape, started, [worth] * people)
            same += found == foretold(shape, people, started, worth)
    return cases, same


def _just_past(people: int, worth: Fraction) -> tuple[int, int]:
    """Contributors in the end if as many start as the critical mass is, and one more."""
    start = int(critical_mass(people, worth))
    least, more = (contributors("accelerating", s, [worth] * people) for s in (start, start + 1))
    return least, more


def _unequal(quick: bool) -> tuple[int, int, int]:
    """Cases of two kinds of people with the root, and how many are as foretold.

    Some have the good worth more to them, the keen. Answers: cases, those as foretold if the least
    interested are asked first, those as foretold if the most interested are.
    """
    cases = least_first = most_first = 0
    for people, keen in product((12, 25) if quick else (12, 25, 40), range(1, 9)):
        for low, high in ((3, 12), (5, 8), (7, 40), (10, 14)):
            worths = [Fraction(low)] * (people - keen) + [Fraction(high)] * keen
            stop_low, stop_high = (ceil(stopping_mass(people, Fraction(w))) for w in (low, high))
            before = min(people - keen, stop_low)
            rising = contributors("decelerating", 0, worths)
            falling = contributors("decelerating", 0, worths[::-1])
            cases += 1
            least_first += rising == before + min(keen, max(0, stop_high - before))
            after = min(keen, stop_high)
            most_first += falling == after + min(people - keen, max(0, stop_low - after))
    return cases, least_first, most_first


def _led_by_one(people: int) -> tuple[int, int]:
    """Contributors among equals, and with the same sum of values but one keen person.

    The mean is half of what moves a first contributor; the keen one has just enough.
    """
    mean, high = Fraction(people**2, 2), Fraction(people**2 + 1)
    low = (mean * people - high) / (people - 1)
    equal, unlike = [mean] * people, [high, *[low] * (people - 1)]
    return contributors("accelerating", 0, equal), contributors("accelerating", 0, unlike)


_SPREADS = (
    "derived: value (2R + 1) / N² exceeds the cost where R > (cost N² / value − 1) / 2, and "
    "each further contribution gains more than the last"
)
_STOPS = (
    "derived: value (√(R + 1) − √R) / √N exceeds the cost where R < (1 − q)² / 4q, "
    "q = (cost / value)² N, and each further contribution gains less than the last"
)


def _checks(quick: bool) -> Iterable[Check]:
    reasons: tuple[tuple[Shape, str], ...] = (("accelerating", _SPREADS), ("decelerating", _STOPS))
    for shape, why in reasons:
        cases, same = _equal(shape, quick)
        name = f"{shape}, equal people: cases that end as the closed form has it"
        yield exactly(name, "reference", cases, same, why)
    least, more = _just_past(100, Fraction(100))
    yield exactly(
        "accelerating, 100 people, value 100 times the cost, 49 start: contributors",
        "reference",
        49,
        least,
        _SPREADS + "; critical mass 49.5, so nobody follows 49",
    )
    yield exactly(
        "the same, 50 start: contributors", "reference", 100, more, _SPREADS + "; all follow 50"
    )
    found = contributors("decelerating", 0, [Fraction(100)] * 100)
    name = "decelerating, 100 people, value 100 times the cost, none start: contributors"
    yield exactly(name, "reference", 25, found, _STOPS + "; (1 − 0.01)² / 0.04 = 24.5025")
    cases, rising, falling = _unequal(quick)
    kinds = (
        "derived: either kind stops at its own number, counting those who came before; the paper's "
        "order effect"
    )
    name = "decelerating, two kinds of people: cases as foretold, the {} interested asked first"
    yield exactly(name.format("least"), "reference", cases, rising, kinds)
    yield exactly(name.format("most"), "reference", cases, falling, kinds)
    worths = [Fraction(60)] * 90 + [Fraction(100)] * 10
    many = ": contributors among 90 with a value of 60 costs and 10 with 100"
    found = contributors("decelerating", 0, worths)
    stops = kinds + "; they stop at 9 and at 25"
    yield exactly("decelerating, the least interested first" + many, "reference", 19, found, stops)
    found = contributors("decelerating", 0, worths[::-1])
    yield exactly("decelerating, the most interested first" + many, "reference", 10, found, stops)
    equal, led = _led_by_one(100)
    why = (
        "derived: the mean value is half of what moves a first contributor, so equals never "
        "start; a single person with just enough does, and is past the critical mass of the others"
    )
    name = "accelerating, 100 equal people, none start: contributors"
    yield exactly(name, "reference", 0, equal, why)
    name = "the same mean value, one person with twice as much: contributors"
    yield exactly(name, "reference", 100, led, why)


# ---- picture


_PEOPLE = 100
_WORTH = Fraction(100)
_SHAPES: tuple[Shape, ...] = ("accelerating", "decelerating")


def _produced(shape: Shape, had: int) -> float:
    share = had / _PEOPLE
    return share * share if shape == "accelerating" else sqrt(share)


def _sketch() -> Sketch:
    many = range(_PEOPLE + 1)
    ways: tuple[Literal["line", "dashed"], ...] = ("line", "dashed")
    worth = float(_WORTH)
    return Sketch(
        title="Critical mass by the shape of production",
        description=(
            f"{_PEOPLE} people to whom the whole good is worth {worth:g} times the cost of "
            "contributing. With accelerating production each contribution gains more than the "
            "last: nobody follows up to a critical mass, everybody above it. With decelerating "
            "production each gains less, and contributing stops at the same number, whoever starts."
        ),
        panels=(
            Panel(
                title="What contributors produce",
                x="contributors",
                y="part of the good produced",
                lines=tuple(
                    Line(label=s, x=list(many), y=[_produced(s, n) for n in many], colour=k)
                    for k, s in enumerate(_SHAPES)
                ),
            ),
            Panel(
                title="What one more gains",
                x="contributors",
                y="gain of one more, in costs (log scale)",
                lines=(
                    *(
                        Line(
                            label=s,
                            x=list(many[:-1]),
                            y=[worth * (_produced(s, n + 1) - _produced(s, n)) for n in many[:-1]],
                            colour=k,
                        )
                        for k, s in enumerate(_SHAPES)
                    ),
                    Line(label="cost", x=[0, _PEOPLE], y=[1.0, 1.0], style="dashed", colour=6),
                ),
                log_y=True,
            ),
            Panel(
                title="Who contributes in the end",
                x="contributors who start",
                y="contributors in the end",
                lines=tuple(
                    Line(
                        label=s,
                        x=list(many),
                        y=[contributors(s, n, [_WORTH] * _PEOPLE) for n in many],
                        style=ways[k],
                        colour=k,
                    )
                    for k, s in enumerate(_SHAPES)
                ),
                notes=((15, 15, "slope: nobody joins"), (75, _PEOPLE, "all join")),
            ),
        ),
    )


# ---- play


@dataclass(frozen=True)
class _Case:
    shape: str = column(
        "accelerating: the square of the share of contributors; decelerating: its root",
        choices=_SHAPES,
        default="accelerating",
    )
    people: int = column("how many there are", unit="people", low=2, high=2000, default=100)
    started: int = column(
        "how many contribute come what may", unit="people", low=0, high=2000, default=50
    )
    value: float = column(
        "what the whole good is worth to each", unit="costs", low=0.001, high=1e9, default=100.0
    )


def _run(case: _Case) -> dict[str, Value]:
    if case.started > case.people:
        problem, cure = "more than there are people", f"use at most {case.people}"
        raise InputError(
            [Fault(file="--set", column="started", value=case.started, problem=problem, cure=cure)]
        )
    worth = Fraction(case.value)
    shape: Shape = "accelerating" if case.shape == "accelerating" else "decelerating"
    rising = shape == "accelerating"
    turn = critical_mass(case.people, worth) if rising else stopping_mass(case.people, worth)
    words = "one more gains from contributing " + ("above" if rising else "below")
    return {
        words: float(turn),
        "contributors": contributors(shape, case.started, [worth] * case.people),
        "by the closed form": foretold(shape, case.people, case.started, worth),
    }


CLASSIC = Classic(
    name="oliver_marwell",
    title="Critical mass and the shape of production",
    cite=(
        "Oliver, Marwell and Teixeira 1985, A theory of the critical mass I, American Journal of "
        "Sociology 91(3):522-556; Marwell and Oliver 1993, The Critical Mass in Collective Action, "
        "Cambridge University Press"
    ),
    says=(
        "If each contribution adds more than the one before, collective action needs a critical "
        "mass and then takes everybody; if each adds less, it starts by itself and stops short."
    ),
    departs=(
        "Workers of the full model do not weigh what their own act adds to the good: numbers make "
        "them more willing, and safer from the police and the sack."
    ),
    checks=_checks,
    sketch=_sketch,
    play=Play(case=_Case, run=_run),
)
