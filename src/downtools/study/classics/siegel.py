"""Siegel's networks without memory: who takes part weighs own motivation against others around.

Somebody takes part while their motivation is above what keeps them back, which is one less the
share of their contacts who take part. The paper lets that follow with a lag; without the lag it
is the engine's own term of contacts, and among all who know all it is Granovetter's crowd.
"""

import dataclasses
import math
from collections.abc import Iterable
from statistics import NormalDist, fmean

import numpy as np

from downtools.chance import key_of, stream
from downtools.day.cascade import cascade, needs_of_shares
from downtools.errors import Fault, InputError
from downtools.exact import ONE
from downtools.scenario.declare import column
from downtools.study.classics.check import Check, Value, exactly, near
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.crowds import (
    F64,
    I64,
    by_loop,
    deviates,
    first_rest,
    room_of_rest,
    tangent,
)
from downtools.study.classics.engine import bare_scenario, by_heads, own_scores, strikers
from downtools.study.classics.graphs import random_contacts, ring_contacts
from downtools.study.classics.mean_field import mean_field_size, normal_threshold, poisson
from downtools.study.classics.means import error_of_mean
from downtools.study.classics.same_days import same_days
from downtools.study.classics.sketch import Line, Panel, Sketch
from downtools.world.build import build_world
from downtools.world.contacts import Contacts

__all__ = ["CLASSIC", "fewer_or_more"]

_ERRORS = 3.0
_NOBODY = np.zeros(0, np.int64)


def _motivation(name: str, people: int, mean: float, sd: float, seed: int = 2009) -> F64:
    """Net motivation of each: they act alone if it is above 1."""
    return mean + sd * deviates(f"siegel/{name}", 1, people, seed)[0]


def _heads(motivation: F64) -> I64:
    """How many of all others must take part: a share of more than 1 - motivation."""
    others = len(motivation) - 1
    return np.floor((1.0 - motivation) * others).astype(np.int64) + 1


def _all_know_all(motivation: F64) -> I64:
    """People who take part by day, in the engine's own workplace."""
    heads = _heads(motivation)
    return by_heads(heads, len(by_loop(heads[None, :])))


def _on_ties(contacts: Contacts, motivation: F64) -> I64:
    """People who take part by day in the engine, by the share of contacts, on any network.

    The score is motivation + share - 1, in units of 1/65536; the kernel of cascades is asked
    beforehand only how many days it takes.
    """
    own = np.rint(ONE * motivation).astype(np.int64)
    needs = needs_of_shares(contacts, (ONE - own - 0.5) / ONE)
    days = len(cascade(contacts, needs, _NOBODY).by_day) + 1
    scenario = bare_scenario(contacts.people, days, {"influence.contacts": 1.0})
    world = own_scores(build_world(scenario, cache=False), own)
    return strikers(scenario, dataclasses.replace(world, contacts=contacts))


def _key(what: str, number: int, seed: int = 2009) -> int:
    return stream(seed, key_of(f"classics/siegel/{what}"), number)


def _shares_out(people: int, ties: float, mean: float, sd: float, networks: int) -> list[float]:
    """The final share of each of some random networks."""
    found: list[float] = []
    for number in range(networks):
        contacts = random_contacts(people, ties, _key(f"{people} at {ties:g}", number))
        motivation = _motivation(f"{people} at {ties:g}, {number}", people, mean, sd)
        found.append(int(_on_ties(contacts, motivation)[-1]) / people)
    return found


# ---- checks

_MEAN = 0.75
_SD = 0.25
_NETWORKS, _PEOPLE = 8, 20_000


def _limit_checks(people: int) -> Iterable[Check]:
    jump = tangent(1.0 - _MEAN)
    why = "Granovetter's jump at 12.2221 % of the people, with thresholds 1 − motivation"
    name = "all know all, motivation .75 on average: sd at which participation jumps"
    yield near(name, "reference", 0.12222, jump.sd, 5e-6, why)
    why = (
        f"root of r = Φ((r − .25) / sd) from below; three standard errors of {people:,} drawn "
        "thresholds, √(r (1 − r) / people), enlarged by who follows, 1 / (1 − slope at r)"
    )
    for sd in (0.115, 0.12, 0.125, 0.13):
        rest = first_rest(normal_threshold(1.0 - _MEAN, sd))
        slope = NormalDist(1.0 - _MEAN, sd).pdf(rest)
        motivation = _motivation(f"limit {sd:g}", people, _MEAN, sd)
        share = int(_all_know_all(motivation)[-1]) / people
        name = f"all know all, motivation .75 ± {sd:g}: share that takes part"
        yield near(name, "nested", rest, share, room_of_rest(rest, slope, people), why)


def _complete_checks() -> Iterable[Check]:
    people = 300
    contacts = random_contacts(people, people - 1, 0)
    why = "the layer of contacts, everybody tied to everybody, is the workplace"
    for sd in (0.1, 0.15):
        motivation = _motivation(f"complete {sd:g}", people, _MEAN, sd)
        expected = " ".join(map(str, _all_know_all(motivation).tolist()))
        obtained = " ".join(map(str, _on_ties(contacts, motivation).tolist()))
        name = f"{people} people all tied, motivation .75 ± {sd:g}: who takes part by day"
        yield exactly(name, "nested", expected, obtained, why)
        needs = _heads(motivation).astype(np.int32)
        name = f"{people} people all tied, heads counted, ± {sd:g}"
        yield same_days(name, contacts, needs, _NOBODY)


def _network_checks(networks: int) -> Iterable[Check]:
    why = (
        "root of Gleeson and Cahalane's mean field; three standard errors of the mean of "
        f"{networks} networks of {_PEOPLE:,}, by their own spread"
    )
    for mean, change in ((0.55, "fewer"), (0.6, "more")):
        ends: list[tuple[float, float]] = []
        for ties in (4, 16):
            shares = _shares_out(_PEOPLE, ties, mean, _SD, networks)
            expected = mean_field_size(poisson(ties), normal_threshold(1.0 - mean, _SD), 0.0)
            ends.append((fmean(shares), error_of_mean(shares, networks)))
            name = f"random network, {ties} ties each, motivation {mean:g} ± .25: share"
            yield near(name, "nested", expected, ends[-1][0], _ERRORS * ends[-1][1], why)
        found = fewer_or_more(*ends)
        words = (
            "the paper's finding in kind, that the effect of ties turns with motivation, from "
            "memory, not looked up; the means lie more than three standard errors of their "
            "difference apart"
        )
        name = f"random network, motivation {mean:g} ± .25: with 16 ties in place of 4 take part"
        yield exactly(name, "nested", change, found, words)


def fewer_or_more(before: tuple[float, float], after: tuple[float, float]) -> str:
    """Whether a mean fell or rose by more than three standard errors; each is told with its own."""
    (old, error), (new, other) = before, after
    if not abs(new - old) > _ERRORS * math.hypot(error, other):
        return "cannot be told"
    return "fewer" if new < old else "more"


def _checks(quick: bool) -> Iterable[Check]:
    yield from _limit_checks(10_000 if quick else 100_000)
    yield from _complete_checks()
    if not quick:
        yield from _network_checks(_NETWORKS)


# ---- picture


def _limit_panel() -> Panel:
    jump = tangent(1.0 - _MEAN).sd
    sds = sorted([*(step / 400 for step in range(20, 101)), jump - 1e-5, jump + 1e-5])
    lines = [first_rest(normal_threshold(1.0 - _MEAN, sd)) for sd in sds]
    at = [0.06, 0.08, 0.1, 0.11, 0.115, 0.12, 0.125, 0.13, 0.15, 0.18, 0.21, 0.25]
    runs = [_motivation(f"limit {sd:g}", 20_000, _MEAN, sd) for sd in at]
    points = [int(_all_know_all(one)[-1]) / 20_000 for one in runs]
    return Panel(
        title="All know all, motivation 0.75",
        x="standard deviation of motivation",
        y="share that takes part",
        lines=(
            Line(label="formula", x=sds, y=lines),
            Line(label="engine, 20,000 people", x=at, y=points, style="points", colour=1),
        ),
        y_limits=(0.0, 1.05),
    )


def _ties_panel() -> Panel:
    jump = (5.0 + step / 50 for step in range(1, 13))
    fine = sorted([*(step / 4 for step in range(2, 97)), *jump])
    whole = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24]
    lines = [
        Line(label="formula", x=(), y=(), colour=6),
        Line(label="engine, 20,000 people", x=(), y=(), style="points", colour=6),
    ]
    for colour, mean in enumerate((0.55, 0.575, 0.6)):
        joins = normal_threshold(1.0 - mean, _SD)
        words = "" if colour else "motivation "
        curve = [mean_field_size(poisson(ties), joins, 0.0) for ties in fine]
        points = [_shares_out(20_000, ties, mean, _SD, 1)[0] for ties in whole]
        lines.append(Line(label=f"{words}{mean:g}", x=fine, y=curve, colour=colour))
        lines.append(Line(label="", x=whole, y=points, style="points", colour=colour))
    return Panel(
        title=f"Random networks, motivation spread by {_SD:g}",
        x="mean number of ties",
        y="share that takes part",
        lines=tuple(lines),
        y_limits=(0.0, 1.05),
    )


def _sketch() -> Sketch:
    return Sketch(
        title="Motivation and ties",
        description=(
            "Where all know all, participation jumps from six per cent to everybody as motivation "
            "is spread more. On random networks more ties lower participation where motivation is "
            "weak and bring in everybody where it is a little stronger. Lines are formulas, points "
            "the engine."
        ),
        panels=(_limit_panel(), _ties_panel()),
    )


# ---- play


@dataclasses.dataclass(frozen=True)
class _Case:
    network: str = column(
        "who knows whom: all know all, ties at random, or a ring",
        choices=("complete", "random", "ring"),
        default="complete",
    )
    people: int = column("people", unit="people", low=2, high=65_536, default=1_000)
    ties: int = column(
        "ties of each (random: on the average)", unit="ties", low=0, high=1_000, default=8
    )
    mean: float = column("mean of motivation", unit="", low=-10.0, high=10.0, default=0.6)
    sd: float = column("its standard deviation", unit="", low=0.0, high=10.0, default=0.25)
    seed: int = column("seed of the draws", low=0, high=2**31, default=1)


def _idle(case: _Case) -> dict[str, str]:
    """Ties, where there are all."""
    if case.network != "complete":
        return {}
    return {"ties": "in a complete network all know all; it is for network=random or ring"}


def _refuse(case: _Case) -> None:
    problem = cure = ""
    if case.network != "complete" and case.ties >= case.people:
        problem = f"nobody can be tied to more than the {case.people - 1} others"
        cure = f"give at most {case.people - 1}"
    elif case.network == "ring" and (case.ties == 0 or case.ties % 2):
        problem, cure = "a ring has as many ties on either side", "give an even number from 2 on"
    if problem:
        fault = Fault(file="--set", column="ties", value=case.ties, problem=problem, cure=cure)
        raise InputError([fault])


def _run(case: _Case) -> dict[str, Value]:
    _refuse(case)
    motivation = _motivation("play", case.people, case.mean, case.sd, case.seed)
    joins = normal_threshold(1.0 - case.mean, case.sd)
    formula: Value = "not known for a ring"
    if case.network == "complete":
        path, formula = _all_know_all(motivation), first_rest(joins)
    elif case.network == "random":
        contacts = random_contacts(case.people, case.ties, _key("play", 0, case.seed))
        path = _on_ties(contacts, motivation)
        formula = mean_field_size(poisson(case.ties), joins, 0.0)
    else:
        path = _on_ties(ring_contacts(case.people, case.ties // 2), motivation)
    return {
        "people who take part in the end": int(path[-1]),
        "share": int(path[-1]) / case.people,
        "people who start": int(path[0]),
        "days until nobody more takes part": int((path < path[-1]).sum()),
        "share by the formula of an endless network": formula,
    }


CLASSIC = Classic(
    name="siegel",
    title="Motivation and networks of contacts",
    cite=(
        "Siegel 2009, American Journal of Political Science 53(1):122-138; "
        "Siegel 2011, Journal of Politics 73(4):993-1010"
    ),
    says=(
        "People take part when their motivation outweighs what is left of reluctance as those they "
        "know take part; what more ties do turns with motivation, and they may keep people back."
    ),
    departs=(
        "The lag with which reluctance follows is not in the engine; there contacts weigh beside "
        "shop, workplace, town and nation, and the police act on workplaces, not on single nodes."
    ),
    checks=_checks,
    sketch=_sketch,
    play=Play(case=_Case, run=_run, idle=_idle),
)
