"""Angeletos, Hellwig and Pavan (2007): attack on a regime of uncertain strength, played once.

The regime falls if the share who attack is at least its strength. Before their own news all
believe the strength normal with a mean and a precision (one over the variance); each then has news
of their own, normal around the truth. An attack pays 1 − cost if the regime falls and −cost if not.

In a monotone equilibrium those attack whose news is below a bar, and the regime falls if its
strength is below another. With u the deviate of the strength at which it falls (fall = Φ(u)), and
the precisions of the common belief and of own news, one equation is left:

    √own · u + common (mean − Φ(u)) = √(common + own) Φ⁻¹(1 − cost),   bar = fall + u / √own
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from statistics import NormalDist

from downtools.scenario.declare import column
from downtools.study.classics.check import Check, Value, exactly, near
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.mean_field import bisect
from downtools.study.classics.sketch import Line, Panel, Sketch

__all__ = [
    "CLASSIC",
    "Beliefs",
    "Equilibrium",
    "equilibria",
    "least_own_precision",
    "means_with_three",
]

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Beliefs:
    """What is believed and what an attack costs."""

    common: float = column(
        "precision of what all believe of the regime's strength",
        unit="1 / variance",
        low=1e-3,
        high=1e6,
        default=4.0,
    )
    own: float = column(
        "precision of each person's own news of it",
        unit="1 / variance",
        low=1e-3,
        high=1e12,
        default=1.0,
    )
    mean: float = column(
        "mean of what all believe of the strength: the share whose attack it just withstands",
        low=-100.0,
        high=100.0,
        default=0.5,
    )
    cost: float = column(
        "cost of an attack, as a part of what the fall of the regime is worth to who attacked",
        low=1e-6,
        high=1.0 - 1e-6,
        default=0.5,
    )


@dataclass(frozen=True)
class Equilibrium:
    """One monotone equilibrium."""

    fall: float
    """The regime falls if its strength is below this."""
    bar: float
    """People attack if their own news of the strength is below this."""


def least_own_precision(common: float) -> float:
    """The precision of own news from which on there is one equilibrium, whatever mean and cost."""
    return common * common / (2.0 * math.pi)


def _asked(beliefs: Beliefs) -> float:
    return -math.sqrt(beliefs.common + beliefs.own) * _NORMAL.inv_cdf(beliefs.cost)


def _excess(beliefs: Beliefs, deviate: float) -> float:
    """Left side less right side of the equation."""
    pull = beliefs.common * (beliefs.mean - _NORMAL.cdf(deviate))
    return math.sqrt(beliefs.own) * deviate + pull - _asked(beliefs)


def _mean_at(beliefs: Beliefs, deviate: float) -> float:
    """The mean of the common belief at which this deviate is a root."""
    short = _asked(beliefs) - math.sqrt(beliefs.own) * deviate
    return _NORMAL.cdf(deviate) + short / beliefs.common


def _turn(beliefs: Beliefs) -> float:
    """The excess falls between this deviate below zero and this above; 0 if it always rises."""
    steepest = beliefs.common / math.sqrt(2.0 * math.pi * beliefs.own)
    return math.sqrt(2.0 * math.log(steepest)) if steepest > 1.0 else 0.0


def means_with_three(beliefs: Beliefs) -> tuple[float, float] | None:
    """Between which means of the common belief there are three equilibria; None if nowhere."""
    turn = _turn(beliefs)
    return (_mean_at(beliefs, -turn), _mean_at(beliefs, turn)) if turn else None


def equilibria(beliefs: Beliefs) -> tuple[Equilibrium, ...]:
    """All monotone equilibria from the regime that falls least: one, three, or two at a fold.

    The excess rises without bound to both sides and falls at most between its two turns, so each
    of the three stretches holds one root at most, which is found by halving.
    """
    root, turn = math.sqrt(beliefs.own), _turn(beliefs)
    most = beliefs.common * (abs(beliefs.mean) + 1.0) + abs(_asked(beliefs))
    far = turn + most / root + 1.0
    stretches = ((-far, -turn), (turn, -turn), (turn, far)) if turn else ((-far, far),)
    found: dict[Equilibrium, None] = {}
    for below, above in stretches:
        if _excess(beliefs, below) <= 0.0 <= _excess(beliefs, above):
            deviate = bisect(below, above, lambda u: _excess(beliefs, u) > 0.0)
            fall = _NORMAL.cdf(deviate)
            found[Equilibrium(fall=fall, bar=fall + deviate / root)] = None
    return tuple(found)


# ---- checks


_ROOTS = (
    ((1.0, 1.0, 0.5, 0.5), "0.5, 0.5"),
    ((1.0, 1.0, 0.5, 0.3), "0.86598, 1.9736"),
    ((1.0, 1.0, 0.8, 0.3), "0.75788, 1.4574"),
    ((1.0, 1.0, 0.2, 0.3), "0.92935, 2.4003"),
    ((1.0, 4.0, 0.5, 0.3), "0.76366, 1.1227"),
    ((1.0, 100.0, 0.5, 0.3), "0.70809, 0.7629"),
    ((1.0, 1e4, 0.5, 0.3), "0.70071, 0.7060"),
    ((4.0, 1.0, 0.5, 0.5), "0.03007, 0.50000, 0.96993"),
    ((4.0, 2.6, 0.5, 0.5), "0.50000"),
)
"""Common and own precision, mean and cost; then the one root's fall and bar, or all falls."""


def _shown(values: Sequence[float], like: str) -> str:
    """Numbers with as many decimals as each of those of a text has."""
    decimals = [len(part.partition(".")[2]) for part in like.split(", ")]
    if len(decimals) != len(values):
        decimals = [5] * len(values)
    return ", ".join(f"{v:.{d}f}" for v, d in zip(values, decimals, strict=True))


def _scanned(beliefs: Beliefs, deviates: Sequence[float]) -> int:
    """Roots counted by the changes of sign of the published equation over a grid of strengths."""
    spread = math.sqrt(beliefs.common + beliefs.own)
    signs: list[bool] = []
    for strength in map(_NORMAL.cdf, deviates):
        gap = math.sqrt(beliefs.own) * _NORMAL.inv_cdf(strength)
        gap += beliefs.common * (beliefs.mean - strength)
        signs.append(_NORMAL.cdf(gap / spread) > 1.0 - beliefs.cost)
    return sum(a != b for a, b in pairwise(signs))


def _grid(quick: bool) -> list[Beliefs]:
    owns = (1.0, 3.0) if quick else (1.0, 1.5, 2.0, 3.0, 6.0)
    means, costs = (0.21, 0.48, 0.53, 0.77), (0.31, 0.5, 0.66)
    return [Beliefs(*each) for each in product((1.0, 2.5, 4.0), owns, means, costs)]


def _residual(beliefs: Beliefs) -> float:
    """How far the equilibria are from the two conditions that define them, at the worst.

    At the strength at which the regime falls as many attack as it withstands, and who has news at
    the bar holds the fall as likely as the cost.
    """
    worst, precision = 0.0, beliefs.common + beliefs.own
    for found in equilibria(beliefs):
        share = _NORMAL.cdf(math.sqrt(beliefs.own) * (found.bar - found.fall))
        held = (beliefs.own * found.bar + beliefs.common * beliefs.mean) / precision
        chance = _NORMAL.cdf(math.sqrt(precision) * (found.fall - held))
        worst = max(worst, abs(share - found.fall), abs(chance - beliefs.cost))
    return worst


def _at_the_bound(step: float) -> tuple[int, int]:
    """Of means amid three roots, or where they would be: cases, and those with three or one."""
    cases = right = 0
    for common, cost in product((1.0, 4.0, 25.0), (0.1, 0.3, 0.5, 0.8)):
        own = least_own_precision(common) * (1.0 + step)
        amid = _mean_at(Beliefs(common, own, 0.0, cost), 0.0)
        cases += 1
        right += len(equilibria(Beliefs(common, own, amid, cost))) == (3 if step < 0.0 else 1)
    return cases, right


def _at_the_folds() -> tuple[int, int]:
    """Cases just inside and just outside the means with three roots, and those with 3 and 1."""
    cases = right = 0
    for common, own, cost in product((4.0, 9.0), (0.5, 1.0, 2.0), (0.3, 0.5)):
        folds = means_with_three(Beliefs(common, own, 0.0, cost))
        for fold, inwards in zip(folds or (), (1e-6, -1e-6), strict=False):
            for step, roots in ((inwards, 3), (-inwards, 1)):
                cases += 1
                found = equilibria(Beliefs(common, own, fold + step, cost))
                right += len(found) == roots
    return cases, right


def _checks(quick: bool) -> Iterable[Check]:
    table = "the project's table, to its decimals; derived from the published equation"
    for case, expected in _ROOTS:
        found = equilibria(Beliefs(*case))
        alone = len(found) == 1 and "," in expected
        values = [found[0].fall, found[0].bar] if alone else [one.fall for one in found]
        words = "fall and bar" if alone else "all falls"
        name = "common {:g}, own {:g}, mean {:g}, cost {:g}: ".format(*case) + words
        yield exactly(name, "reference", expected, _shown(values, expected), table)
    bound = "published: one equilibrium for every mean and cost if and only if own >= common² / 2π"
    for step in (-1e-6, 1e-6):
        own = least_own_precision(4.0) * (1.0 + step)
        many = len(equilibria(Beliefs(4.0, own, 0.5, 0.5)))
        side = "below" if step < 0.0 else "above"
        name = f"common 4, own a millionth {side} the bound, mean 0.5, cost 0.5: equilibria"
        yield exactly(name, "reference", 3 if step < 0.0 else 1, many, bound)
        cases, right = _at_the_bound(10.0 * step)
        name = f"own 1/100 000 {side} the bound, mean amid the folds: cases with as many"
        yield exactly(name, "reference", cases, right, bound)
    cases, right = _at_the_folds()
    why = "derived: the excess is zero at a turn; a mean a millionth inside has three, outside one"
    yield exactly("three or one at the folds: cases", "reference", cases, right, why)
    grid = _grid(quick)
    steps = 80 if quick else 400
    deviates = [k / steps for k in range(-6 * steps, 6 * steps + 1)]
    same = sum(_scanned(b, deviates) == len(equilibria(b)) for b in grid)
    why = "derived: a fine scan of the published equation itself finds no other root"
    yield exactly("parameters at which a scan counts as many", "reference", len(grid), same, why)
    why = "both conditions of an equilibrium, worked out anew from fall and bar; rounding only"
    worst = max(_residual(b) for b in grid)
    yield near("largest error of share and chance", "reference", 0.0, worst, 1e-12, why)
    for cost in (0.1, 0.3, 0.9):
        found = equilibria(Beliefs(1.0, 1e10, 0.5, cost))[0].fall
        why = "published limit 1 − cost; the next term is under 0.4 common |1 − cost − mean| / √own"
        name = f"common 1, own 10¹⁰, mean 0.5, cost {cost:g}: fall"
        yield near(name, "reference", 1.0 - cost, found, 0.4 * abs(0.5 - cost) * 1e-5, why)
    slope = _NORMAL.pdf(_NORMAL.inv_cdf(0.3)) * 0.2
    found = (equilibria(Beliefs(1.0, 1e8, 0.5, 0.3))[0].fall - 0.7) * 1e4
    why = (
        "derived: that next term, φ(Φ⁻¹(cost)) common (1 − cost − mean); the one after is < 1/√own"
    )
    name = "common 1, own 10⁸, mean 0.5, cost 0.3: (fall − 0.7) √own"
    yield near(name, "reference", slope, found, 1e-4, why)


# ---- picture


def _by_mean(own: float, colour: int) -> Line:
    beliefs = Beliefs(4.0, own, 0.0, 0.5)
    deviates = [k / 50 for k in range(-250, 251)]
    return Line(
        label=f"own precision {own:g}",
        x=[_mean_at(beliefs, u) for u in deviates],
        y=[_NORMAL.cdf(u) for u in deviates],
        colour=colour,
    )


def _sketch() -> Sketch:
    costs = (0.3, 0.5, 0.7)
    single = least_own_precision(1.0)  # from here on one equilibrium, of which alone we ask
    owns = [single * 10.0 ** (k / 10) for k in range(69)]
    bound = least_own_precision(4.0)
    apart = [0.02 * 3000.0 ** (k / 150) for k in range(151)]
    share = [_NORMAL.cdf(u) for u in apart]
    precision = [(4.0 * (s - 0.5) / u) ** 2 for s, u in zip(share, apart, strict=True)]
    falls = "strength below which the regime falls"
    return Sketch(
        title="One equilibrium or three",
        description=(
            "The strength below which a regime falls. Against the mean of the common belief it is "
            "one falling curve if own news is precise, and folds back if it is not. Against the "
            "precision of own news three branches join at the bound, and with precise news all "
            "curves go to one less the cost; there they begin where one equilibrium is left."
        ),
        panels=(
            Panel(
                title="Common precision 4, cost 0.5",
                x="mean of the common belief",
                y=falls,
                lines=(_by_mean(1.0, 0), _by_mean(6.0, 1)),
                x_limits=(0.0, 1.0),
                y_limits=(0.0, 1.0),
            ),
            Panel(
                title="Common precision 4, cost 0.5, mean 0.5",
                x="precision of own news",
                y=falls,
                lines=(
                    Line(label="most attack", x=precision, y=share, colour=1),
                    Line(label="in between", x=[0.0, bound], y=[0.5, 0.5], colour=0),
                    Line(
                        label="few attack",
                        x=precision,
                        y=[1.0 - s for s in share],
                        colour=2,
                    ),
                    Line(label="the only one", x=[bound, 5.0], y=[0.5, 0.5], colour=4),
                    Line(
                        label="from here on only one",
                        x=[bound] * 2,
                        y=[0.0, 1.0],
                        style="dashed",
                        colour=6,
                    ),
                ),
                x_limits=(0.0, 5.0),
                y_limits=(0.0, 1.0),
            ),
            Panel(
                title="Common precision 1, mean 0.5",
                x=f"precision of own news (log scale), from {single:.2f}: one equilibrium is left",
                y=falls,
                lines=(
                    *(
                        Line(
                            label=f"cost {cost:g}",
                            x=owns,
                            y=[equilibria(Beliefs(1.0, own, 0.5, cost))[0].fall for own in owns],
                            colour=k,
                        )
                        for k, cost in enumerate(costs)
                    ),
                    *(
                        Line(
                            label="1 − cost" if k == 0 else "",
                            x=[owns[0], owns[-1]],
                            y=[1.0 - cost] * 2,
                            style="dashed",
                            colour=6,
                        )
                        for k, cost in enumerate(costs)
                    ),
                ),
                log_x=True,
                y_limits=(0.0, 1.0),
            ),
        ),
    )


# ---- play


def _run(case: Beliefs) -> dict[str, Value]:
    found = equilibria(case)
    return {
        "equilibria": len(found),
        "falls if weaker than": ", ".join(f"{one.fall:.5f}" for one in found),
        "attack if news below": ", ".join(f"{one.bar:.5f}" for one in found),
        "one equilibrium from own precision": least_own_precision(case.common),
    }


CLASSIC = Classic(
    name="global_games",
    title="Attacks on a regime of uncertain strength",
    cite=(
        "Angeletos, Hellwig and Pavan 2007, Dynamic global games of regime change, Econometrica "
        "75(3):711-756 (the static benchmark); Morris and Shin 1998, American Economic Review "
        "88(3):587-597"
    ),
    says=(
        "Who attacks weighs what others will do from news of their own: precise own news leave one "
        "outcome for each strength of the regime, precise common beliefs leave several."
    ),
    departs=(
        "Workers of the full model hold no beliefs about a regime's strength and play no "
        "equilibrium: a belief of the nation moves with giants stopped, linked sites and news."
    ),
    checks=_checks,
    sketch=_sketch,
    play=Play(case=Beliefs, run=_run),
)
