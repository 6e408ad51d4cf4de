"""Compare: a counterfactual beside the scenario, in pairs that share parameters and luck."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from downtools.errors import Fault, InputError
from downtools.run.outcome import REACHES
from downtools.scenario.keys import parse_setting
from downtools.scenario.model import Scenario
from downtools.study.arms import AS_IT_IS, Arm, Direction
from downtools.study.belief import belief_of
from downtools.study.draws import WIDTH
from downtools.study.ensemble.carry import How, carry_out
from downtools.study.ensemble.plan import Plan, vary_of
from downtools.study.ensemble.runs import Runs
from downtools.study.levers.catalogue import levers_of, named
from downtools.study.levers.weaker import MEANS, refuse_repression
from downtools.study.mechanisms.cases import by_rule
from downtools.study.paired import Paired, compared
from downtools.study.shares import Probability

__all__ = ["Comparison", "compare", "lever_of"]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The scenario with levers beside the scenario without, in pairs."""

    scenario: str
    scenario_hash: str
    version: str
    levers: tuple[str, ...]
    words: str
    runs: int
    """Pairs."""
    failed: int
    scale: float
    seed: int
    vary: tuple[str, ...]
    belief: str
    conditional: str
    from_day: str | None
    """The date on which all futures branch from one past; None: each pair has its own."""
    by_rule_from: str
    """From this day on the regime answers by rule, in both arms."""
    baseline: dict[str, Probability]
    """At least each reach."""
    changed: dict[str, Probability]
    rows: tuple[Paired, ...]
    differ: int
    """Pairs whose two runs are not the same to the last byte."""
    digest: str

    @property
    def holds(self) -> bool:
        """There is nothing to be held against."""
        return True

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)


def compare(
    scenario: Scenario,
    levers: Sequence[str],
    *,
    runs: int = 200,
    from_day: dt.date | None = None,
    vary: str = "luck,uncertainty",
    source: str | None = None,
    width: float = WIDTH,
    seed: int = 1,
    scale: float = 1.0,
    how: How | None = None,
) -> Comparison:
    """Run pairs of the scenario without and with `levers`, all of them at once.

    A lever is a name of `levers_of(scenario)` or `KEY=VALUE`, as `schema` lists the keys; what is
    the regime's may only be removed, weakened or come later. The regime answers by rule in both
    arms. With `from_day` all pairs branch from one past, lived once with the scenario's own
    parameters, on the morning of that day; luck alone then varies, and the levers act from that
    day on.

    Raises `InputError` for an unknown lever (naming the nearest) or other arguments that will not
    do, `OutOfRoomError` if memory or disk will not.
    """
    if not levers:
        problem, cure = "nothing to compare with", "give a lever's name or KEY=VALUE"
        raise InputError([Fault(file="--lever", problem=problem, cure=cure)])
    asked = _asked(scenario, from_day)
    arm = _together([lever_of(asked, text) for text in levers])
    refuse_repression(asked, dataclasses.replace(arm, only=()))
    if from_day is not None:
        vary = ",".join(word for word in vary_of(vary) if word != "uncertainty") or "luck"
    plan = Plan(
        question="compare",
        scenario=asked,
        belief=belief_of(scenario, source, width),
        arms=(AS_IT_IS, arm),
        vary=vary_of(vary),
        seed=seed,
        scale=scale,
        from_day=None if from_day is None else (from_day - scenario.calendar.start).days,
    )
    return _answer(scenario, levers, arm, carry_out(plan, runs, how or How()))


def lever_of(scenario: Scenario, text: str) -> Arm:
    """The arm of a lever's name, or of a setting `KEY=VALUE`.

    Raises `InputError` with the nearest name or key.
    """
    if "=" not in text:
        return named(levers_of(scenario), text).arm
    key, value = parse_setting(scenario, text)
    words = f"{key} is {value}, not {scenario.value(key)}."
    only: tuple[tuple[str, Direction], ...] = ()
    if key in MEANS:  # where a draw has less of it than that, it stays as it is
        only = ((key, MEANS[key]),)
    return Arm(name=text, words=words, values=((key, value),), only=only)


def _together(arms: Sequence[Arm]) -> Arm:
    """All arms in one; a key that two of them set is refused."""
    values = [pair for arm in arms for pair in arm.values]
    for at, (key, _) in enumerate(values):
        if key in dict(values[:at]):
            fault = Fault(file="--lever", column=key, problem="set twice", cure="set it once")
            raise InputError([fault])
    return Arm(
        name="with-levers",
        words=" ".join(arm.words for arm in arms),
        values=tuple(values),
        entries=tuple(entry for arm in arms for entry in arm.entries),
        only=tuple(pair for arm in arms for pair in arm.only),
    )


def _asked(scenario: Scenario, from_day: dt.date | None) -> Scenario:
    """The scenario with a regime that answers by rule: from where pairs branch, if they do."""
    if from_day is None:
        return by_rule(scenario)
    calendar = scenario.calendar
    if not calendar.start < from_day <= calendar.end:
        cure = f"give a day after {calendar.start} and not after {calendar.end}"
        problem = "no day to branch on"
        raise InputError([Fault(file="--from-day", value=from_day, problem=problem, cure=cure)])
    if not any(entry.by_rule for entry in scenario.schedule):
        return scenario
    regime = dataclasses.replace(scenario.parameters.regime, by_rule_from=from_day)
    parameters = dataclasses.replace(scenario.parameters, regime=regime)
    return dataclasses.replace(scenario, parameters=parameters)


def _answer(scenario: Scenario, levers: Sequence[str], arm: Arm, runs: Runs) -> Comparison:
    plan = runs.plan
    rows = compared(runs)
    digests = runs.column("digest")
    pairs = [(digests[a], digests[b]) for a, b in zip(runs.rows(0), runs.rows(1), strict=False)]
    day = plan.from_day
    return Comparison(
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        version=version("downtools"),
        levers=tuple(levers),
        words=arm.words,
        runs=rows[0].pairs,
        failed=runs.failed,
        scale=plan.scale,
        seed=plan.seed,
        vary=plan.vary,
        belief=plan.belief.words if "uncertainty" in plan.vary else "the scenario's own values",
        conditional=plan.conditional,
        from_day=None if day is None else str(plan.scenario.calendar.date(day)),
        by_rule_from=str(plan.scenario.parameters.regime.by_rule_from),
        baseline={reach: runs.at_least(reach, 0) for reach in REACHES[1:]},
        changed={reach: runs.at_least(reach, 1) for reach in REACHES[1:]},
        rows=rows,
        differ=sum(one != other for one, other in pairs),
        digest=runs.digest,
    )
