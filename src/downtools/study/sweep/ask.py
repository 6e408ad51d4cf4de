"""Ask how the wave hangs on the values of some keys."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from downtools.errors import Fault, InputError
from downtools.scenario.model import Scenario
from downtools.study.arms import Arm
from downtools.study.belief import belief_of
from downtools.study.designs import unbalanced
from downtools.study.draws import WIDTH
from downtools.study.ensemble.carry import How, carry_out
from downtools.study.ensemble.plan import Plan, vary_of
from downtools.study.levers.ask import SCALE
from downtools.study.levers.weaker import FIXED, MEANS, refuse_repression
from downtools.study.mechanisms.cases import by_rule
from downtools.study.sweep.answer import Sweep, answer_of
from downtools.study.sweep.over import Over, over_of, points_of

__all__ = ["sweep"]


def sweep(
    scenario: Scenario,
    over: Sequence[str],
    *,
    design: str = "grid",
    points: int | None = None,
    runs: int = 20,
    vary: str = "luck",
    source: str | None = None,
    width: float = WIDTH,
    seed: int = 1,
    scale: float = SCALE,
    how: How | None = None,
) -> Sweep:
    """Run a scenario at many points, `runs` draws each, the same draws at all points.

    `over` holds texts `KEY=LOW:HIGH[:STEPS]` or `KEY=A,B,C`, a key each; `design` says which
    combinations are tried: the `grid` of all steps, or `points` of a Latin hypercube (`lhs`) or
    of Sobol's sequence (`sobol`) over the ranges. Unless `vary` names uncertainty, what is not
    swept stays at the scenario's own values; if it does, a swept key keeps its value in every draw.

    What is scheduled, and parameters that are levers, may only leave the regime weaker; the
    regime then answers by rule at all points. Raises `InputError` for arguments that will not do,
    with every fault, `OutOfRoomError` if memory or disk will not.
    """
    overs = _overs(scenario, over)
    chosen = [one for one in overs if _is_choice(scenario, one.key)]
    asked = by_rule(scenario) if chosen else scenario
    _refuse_stronger(asked, chosen)
    found = points_of(overs, design, points, seed)
    plan = Plan(
        question="sweep",
        scenario=asked,
        belief=belief_of(scenario, source, width),
        arms=tuple(_arm(number, values) for number, values in enumerate(found, 1)),
        together=False,
        vary=vary_of(vary),
        seed=seed,
        scale=scale,
    )
    _refuse_points(plan)
    own = {one.key: asked.value(one.key) for one in overs}
    words = unbalanced(len(found)) if design == "sobol" else ""
    done = carry_out(plan, runs, how or How())
    return answer_of(done, own, design, words, by_rule=bool(chosen))


def _overs(scenario: Scenario, texts: Sequence[str]) -> list[Over]:
    """What is swept. Raises `InputError` with all that is wrong with any of the texts."""
    if not texts:
        cure = "give --over KEY=LOW:HIGH, as in --over media.reach=0:1"
        raise InputError([Fault(file="--over", problem="nothing to sweep over", cure=cure)])
    found: list[Over] = []
    faults: list[Fault] = []
    for text in texts:
        try:
            found.append(over_of(scenario, text))
        except InputError as error:
            faults.extend(error.faults)
    for key, many in Counter(one.key for one in found).items():
        if many > 1:
            problem, cure = f"given {many} times", "give each key once"
            faults.append(Fault(file="--over", column=key, problem=problem, cure=cure))
    if faults:
        raise InputError(faults)
    return found


def _is_choice(scenario: Scenario, key: str) -> bool:
    """Whether a key is something that somebody could have done otherwise, not what is unknown."""
    role = scenario.declared(key).role
    return role == "lever" or key in FIXED or (key in MEANS and role != "uncertainty")


def _refuse_stronger(scenario: Scenario, chosen: Sequence[Over]) -> None:
    """Hold every key that is a choice against the rule of `weaker`, each for itself at all ends.

    A design other than a grid may not come to them. The end of an entry may move along with its
    start: where both are swept, the points are held against the rule alone.
    """
    faults: list[Fault] = []
    for one in chosen:
        if one.key.endswith(".end") and f"{one.key[:-4]}.start" in {two.key for two in chosen}:
            continue
        for value in one.ends:
            faults.extend(_stronger(scenario, {one.key: value}))
    if faults:
        raise InputError(list(dict.fromkeys(faults)))


def _stronger(scenario: Scenario, values: dict[str, Any]) -> tuple[Fault, ...]:
    try:
        refuse_repression(scenario, Arm(name="--over", values=tuple(values.items())))
    except InputError as error:
        return error.faults
    return ()


def _refuse_points(plan: Plan) -> None:
    """Hold the points against the rule of `weaker`, all keys that are choices together."""
    scenario, seen = plan.scenario, set[tuple[tuple[str, Any], ...]]()
    faults: list[Fault] = []
    for arm in plan.arms:
        values = tuple(pair for pair in arm.values if _is_choice(scenario, pair[0]))
        if values and values not in seen:
            seen.add(values)
            faults.extend(_stronger(scenario, dict(values)))
    if faults:
        raise InputError(list(dict.fromkeys(faults)))


def _arm(number: int, values: dict[str, Any]) -> Arm:
    words = "; ".join(f"{key} is {value}" for key, value in values.items())
    return Arm(name=f"point-{number}", words=f"{words}.", values=tuple(values.items()))
