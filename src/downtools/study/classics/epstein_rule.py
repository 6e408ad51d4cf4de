"""Epstein's decision rule in the engine: grievance against the risk of arrest, all in one place.

An agent is active if H (1 − L) − R P > T: hardship H and aversion to risk R are uniform on (0, 1),
L is legitimacy, T = .1, and P = 1 − exp(−2.3 C / A) the chance of arrest with C cops and A active,
oneself among them. The variant of NetLogo takes the whole part of C / A. Agents neither move nor
are jailed here: everybody sees the same cops and the same active; `epstein_agents` has the torus.
"""

import dataclasses
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from downtools.exact import ONE
from downtools.scenario.declare import column
from downtools.study.classics.check import Check, Value, exactly, near, share_near
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.crowds import I64, room_of_rest
from downtools.study.classics.engine import bare_scenario, strikers
from downtools.study.classics.sketch import Line, Panel, Sketch
from downtools.world.build import build_world
from downtools.world.world import Values

__all__ = ["CLASSIC", "Place", "area", "by_engine", "by_formula", "rooms_by_day"]

_BAR = 0.1
"""T: what grievance less risk must exceed."""
_DETERRENCE = 2.3
_CAUTIONS = 256
"""Ranks of caution, which stand for R."""


@dataclasses.dataclass(frozen=True)
class Place:
    """Where everybody sees everybody."""

    legitimacy: float
    cops: float
    people: int
    whole: bool = False
    """Whether only the whole part of C / A counts."""

    def arrest(self, active: float) -> float:
        """The chance of arrest that one more would run beside so many active."""
        a_head = self.cops / (1.0 + active)
        return 1.0 - math.exp(-_DETERRENCE * (math.floor(a_head) if self.whole else a_head))

    def after(self, share: float) -> float:
        """The share active on the day after such a share was."""
        return area(self.legitimacy, self.arrest(share * self.people))


def area(legitimacy: float, arrest: float) -> float:
    """The share of all with H (1 − L) − R P > T, as the area of the square of H and R.

    Of those with aversion R a share 1 − (T + R P) / (1 − L) is active, if that is above zero:
    its integral over R is a trapezoid, or a triangle if the most averse are never active.
    """
    grievance = 1.0 - legitimacy
    spare = grievance - _BAR
    if spare <= 0.0:
        return 0.0
    if arrest <= spare:
        return (spare - arrest / 2.0) / grievance
    return spare * spare / (2.0 * grievance * arrest)


def by_formula(place: Place, days: int) -> list[float]:
    """The share active by day of an endless crowd; nobody was before."""
    path = [place.after(0.0)]
    while len(path) < days:
        path.append(place.after(path[-1]))
    return path


def by_engine(place: Place, days: int, seed: int = 2002) -> I64:
    """People active by day in the engine, where to be active is to strike.

    There the bar is 1, so all is divided by T. H are the middles of 65,536 ranks and R those of
    256, each drawn for everybody; twice H is given, which is a whole number, at half the weight.
    """
    values = {
        "outrage.vote": (1.0 - place.legitimacy) / _BAR / 2.0,
        "police.harm": 1.0 / _BAR,
        "police.deterrence": _DETERRENCE,
        "police.standing": place.cops,
        "police.per_active": 0.0,
        "police.whole_officers": place.whole,
    }
    scenario = bare_scenario(place.people, days, values)
    scenario = dataclasses.replace(scenario, world_seed=seed)
    middles = Values(
        opposition=np.arange(1, 2 * ONE, 2, dtype=np.int32),
        caution=np.arange(128, ONE, ONE // _CAUTIONS, dtype=np.int32),
    )
    world = dataclasses.replace(build_world(scenario, cache=False), values=middles)
    return strikers(scenario, world)


# ---- checks


_AREAS = {
    0.70: ("0.6667", "0.0741"),
    0.80: ("0.5000", "0.0278"),
    0.82: ("0.4444", "0.0198"),
    0.85: ("0.3333", "0.0093"),
    0.89: ("0.0909", "0.0005"),
    0.90: ("0.0000", "0.0000"),
}
"""Share active by legitimacy: without a cop, and with one for a lone agent (C / A = 1)."""
_WITH = ("no cop in sight", "a cop in sight")
_RULE = {True: "whole cops", False: "C / A as it is"}


def _rounding(legitimacy: float, arrest: float) -> float:
    """The most by which 256 aversions in place of all change an area.

    Between ranks the share of active is a straight line, whose mean the middle gives exactly; in
    the one rank in which it bends it is off by at most an eighth of slope × width².
    """
    return arrest / (1.0 - legitimacy) / 8.0 / _CAUTIONS**2


def _areas(people: int) -> Iterable[Check]:
    why_listed = "the project's table, to its decimals; the area of {H (1 − L) − R P > .1}"
    why = (
        f"the area in closed form; three standard errors of {people:,} drawn agents, with the "
        "most that 256 ranks of aversion change, P / (1 − L) / 8 / 256²"
    )
    why_nobody = "derived: no hardship is above .1 / (1 − L) = 1"
    for number, (legitimacy, both) in enumerate(_AREAS.items()):
        for cops, listed in enumerate(both):
            place = Place(legitimacy, cops, people)
            arrest, share = place.arrest(0.0), place.after(0.0)
            name = f"legitimacy {legitimacy:.2f}, {_WITH[cops]}: share active "
            yield near(name + "by area", "reference", float(listed), share, 5e-5, why_listed)
            hits = int(by_engine(place, 1, seed=10 * number + cops)[0])
            error = _rounding(legitimacy, arrest)
            if share == 0.0:
                yield exactly(name + "at first", "nested", 0, hits / people, why_nobody)
                continue
            yield share_near(name + "at first", "nested", share, hits, people, why, error=error)


def _one_cop(people: int) -> Iterable[Check]:
    why = (
        "closed form: once others are active a whole cop a head is lacking, and the chance of "
        f"arrest is 0 with the floor and nearly so without; three standard errors of {people:,}"
    )
    for whole in (True, False):
        place = Place(0.82, 1, people, whole)
        days = by_engine(place, 2, seed=30).tolist()
        for day, (share, hits) in enumerate(zip(by_formula(place, 2), days, strict=True)):
            name = f"legitimacy 0.82, one cop for all, {_RULE[whole]}: share active on day {day}"
            error = _rounding(0.82, place.arrest(0.0))
            yield share_near(name, "nested", share, hits, people, why, error=error)


def _paths(people: int) -> Iterable[Check]:
    """Cops for about as many as would be active: the floor gives way, the smooth rule bends."""
    why = (
        f"the closed form day by day; three standard errors of {people:,} agents, and what those "
        "of the day before move for C / A as it is, nothing on day 0"
    )
    for a_thousand, days in ((21, (39,)), (19, (0, 1, 2, 39))):
        for whole in (True, False):
            place = Place(0.82, a_thousand * people / 1000, people, whole)
            path, found = by_formula(place, 40), by_engine(place, 40, seed=40)
            rooms = rooms_by_day(place, path)
            for day in days:
                name = f"{a_thousand} cops a thousand, {_RULE[whole]}: share active on day {day}"
                yield near(name, "nested", path[day], int(found[day]) / people, rooms[day], why)


def rooms_by_day(place: Place, path: Sequence[float]) -> list[float]:
    """Three standard errors of the share active by day, where `path` is that by the formula.

    On day 0 those of the draws alone, as nobody follows anybody. Later ones add what the room of
    the day before moves, at that day's slope: at rest this is `room_of_rest`. With whole cops the
    chance of arrest does not change with a few more, and the slope is 0.
    """
    rooms = [room_of_rest(path[0], 0.0, place.people)]
    for before, share in pairwise(path):
        slope = 0.0 if place.whole else _slope(place, before)
        rooms.append(room_of_rest(share, 0.0, place.people) + abs(slope) * rooms[-1])
    return rooms


def _slope(place: Place, share: float) -> float:
    """How many more are active for one more, at a share."""
    step = 1e-6
    return (place.after(share + step) - place.after(share - step)) / (2.0 * step)


def _rests(place: Place) -> int:
    """At how many shares the number active would come to rest, by the formula."""
    steps = 4_000
    grows = [place.after(step / steps) > step / steps for step in range(steps + 1)]
    return sum(before and not after for before, after in pairwise(grows))


def _states_of_rest() -> Iterable[Check]:
    why = "derived: one for each number of cops, so a few cops more or less cannot tip it"
    many = max(_rests(Place(0.82, tenths / 10, 1000)) for tenths in range(301))
    name = f"0 to 30 cops a thousand by tenths, {_RULE[False]}: most states of rest"
    yield exactly(name, "reference", 1, many, why)
    why = "derived: calm if there is a whole cop for each active, uproar as if there were none"
    for cops, expected in ((21, 2), (19, 1)):
        found = _rests(Place(0.82, cops, 1000, whole=True))
        name = f"{cops} cops a thousand, {_RULE[True]}: states of rest"
        yield exactly(name, "reference", expected, found, why)


def _numbers_of_the_torus() -> Iterable[Check]:
    why = (
        "the closed form: with as many agents and cops as on the torus but all in one place it is "
        "calm under either rule, so bursts need places from which cops are away. Three standard "
        "errors of so few agents are more than half of the share: this row shows that it is calm, "
        "and cannot tell the rules apart"
    )
    for whole in (True, False):
        place = Place(0.82, 64, 1120, whole)
        hits = int(by_engine(place, 40)[-1])
        name = f"1,120 agents, 64 cops, {_RULE[whole]}: calm, share active on day 39"
        yield share_near(name, "nested", by_formula(place, 40)[-1], hits, 1120, why)


def _checks(quick: bool) -> Iterable[Check]:
    people = 100_000 if quick else 1_000_000
    yield from _areas(people)
    yield from _one_cop(people)
    yield from _paths(people)
    yield from _states_of_rest()
    yield from _numbers_of_the_torus()


# ---- picture

_DRAWN = 100_000
_WAYS = (
    Line(label="formula", x=(), y=(), colour=6),
    Line(label=f"engine, {_DRAWN:,} agents", x=(), y=(), style="points", colour=6),
)
_ROUNDED = {True: "cops per active, rounded down", False: "not rounded"}


def _areas_panel() -> Panel:
    fine = [step / 200 for step in range(100, 201)]
    at = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.82, 0.85, 0.89, 0.92]
    lines = list(_WAYS)
    for cops, label in enumerate(_WITH):
        curve = [Place(legitimacy, cops, _DRAWN).after(0.0) for legitimacy in fine]
        places = [Place(legitimacy, cops, _DRAWN) for legitimacy in at]
        points = [int(by_engine(place, 1)[0]) / _DRAWN for place in places]
        lines.append(Line(label=label, x=fine, y=curve, colour=cops))
        lines.append(Line(label="", x=at, y=points, style="points", colour=cops))
    return Panel(
        title="If nobody else is active",
        x="legitimacy",
        y="share active",
        lines=tuple(lines),
        x_limits=(0.5, 1.0),
        y_limits=(0.0, 0.85),
    )


def _days_panel() -> Panel:
    days = list(range(8))
    lines = list(_WAYS)
    for colour, whole in enumerate((True, False)):
        place = Place(0.82, 0.019 * _DRAWN, _DRAWN, whole)
        points = by_engine(place, len(days)) / _DRAWN
        lines.append(
            Line(label=_ROUNDED[whole], x=days, y=by_formula(place, len(days)), colour=colour)
        )
        lines.append(Line(label="", x=days, y=points.tolist(), style="points", colour=colour))
    return Panel(
        title="19 cops per thousand, legitimacy 0.82",
        x="day",
        y="share active",
        lines=tuple(lines),
        y_limits=(0.0, 0.5),
    )


def _cops_panel() -> Panel:
    fine = [step / 10 for step in range(301)]
    at = [0, 2, 4, 6, 7, 8, 9, 10, 12, 15, 18, 22, 26, 30]
    lines = list(_WAYS)
    for colour, whole in enumerate((True, False)):
        curve = [by_formula(Place(0.82, cops * 100, _DRAWN, whole), 500)[-1] for cops in fine]
        places = [Place(0.82, cops * 100, _DRAWN, whole) for cops in at]
        points = [int(by_engine(place, 60)[-1]) / _DRAWN for place in places]
        lines.append(Line(label=_ROUNDED[whole], x=fine, y=curve, colour=colour))
        lines.append(Line(label="", x=at, y=points, style="points", colour=colour))
    return Panel(
        title="In the end, legitimacy 0.82",
        x="cops per thousand agents",
        y="share active",
        lines=tuple(lines),
        y_limits=(0.0, 0.5),
    )


def _sketch() -> Sketch:
    return Sketch(
        title="Grievance against the risk of arrest",
        description=(
            "The share that is active falls with legitimacy, and a cop in sight cuts it to a "
            "small part. With nineteen cops for a thousand agents the rule of whole cops tips to "
            "nearly half on the third day, the smooth rule stays at two per cent. With fewer "
            "cops the smooth rule bends upwards while that of whole cops jumps. "
            "Lines are closed forms, points the engine."
        ),
        panels=(_areas_panel(), _days_panel(), _cops_panel()),
    )


# ---- play


@dataclasses.dataclass(frozen=True)
class _Case:
    legitimacy: float = column("legitimacy of the regime", low=0.0, high=1.0, default=0.82)
    cops: int = column("cops in everybody's sight", unit="cops", low=0, high=10**6, default=1_900)
    people: int = column("agents", unit="agents", low=1, high=1_000_000, default=100_000)
    floor: bool = column("whether only whole cops a head count, as in NetLogo", default=True)
    days: int = column("days", unit="days", low=1, high=1_000, default=30)
    seed: int = column("seed of the draws", low=0, high=2**31, default=1)


def _run(case: _Case) -> dict[str, Value]:
    place = Place(case.legitimacy, case.cops, case.people, case.floor)
    path, formula = by_engine(place, case.days, case.seed), by_formula(place, case.days)
    return {
        "share active if nobody else is": int(path[0]) / case.people,
        "by the formula": formula[0],
        "share active on the last day": int(path[-1]) / case.people,
        "on the last day by the formula": formula[-1],
        "most active on a day": int(path.max()),
        "chance of arrest beside those of the last day": place.arrest(float(path[-1])),
    }


CLASSIC = Classic(
    name="epstein_rule",
    title="Civil violence: the decision rule",
    cite=(
        "Epstein 2002, PNAS 99 Suppl 3:7243-7250; Wilensky 2004, NetLogo Rebellion, "
        "Northwestern University"
    ),
    says=(
        "People are active when grievance outweighs the risk of arrest, and the more are active "
        "the smaller the risk; whether calm then breaks or bends hangs on how cops are counted."
    ),
    departs=(
        "The full model keeps the chance of arrest and leaves out the floor; cops are sent where "
        "people are out, fear has other sources, and others count by themselves too."
    ),
    checks=_checks,
    sketch=_sketch,
    play=Play(case=_Case, run=_run),
)
