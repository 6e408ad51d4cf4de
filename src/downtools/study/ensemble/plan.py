"""The plan of a study: what all of its runs share, and what each of them is.

A *draw* is a set of parameters and of luck; an *arm* is what a question changes. All arms of a
draw share its parameters and its luck, so what differs between them the arm has caused. An *echo*
is a run of a draw with other luck, to tell apart where the variance of an outcome is from.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from typing import Any

from downtools.chance import Luck, nth_seed
from downtools.errors import Fault, InputError, nearest
from downtools.run.store import rebuilt
from downtools.scenario.model import Scenario, plain
from downtools.study.arms import AS_IT_IS, Arm
from downtools.study.belief import Belief

__all__ = ["FORMAT", "OTHER_LUCK", "OTHER_OWN", "VARY", "Job", "Plan", "vary_of"]

FORMAT = 1
"""Version of the layout of study folders."""

VARY = ("uncertainty", "shared", "own")
"""What can differ between draws: parameters, luck that many share, luck of each worker."""

OTHER_OWN, OTHER_LUCK = 1, 2
"""Echoes: other luck of each worker; other luck altogether."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One run of a study."""

    arm: int
    draw: int
    echo: int
    """0, or which luck is another one."""
    scenario: Scenario
    luck: Luck
    error: str = ""
    """Why the arm does not fit the draw, if it does not; the scenario is then without it."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What all runs of a study share. How many there are is no part of it: a study can grow."""

    question: str
    """The command that asks it."""
    scenario: Scenario
    belief: Belief
    arms: tuple[Arm, ...] = (AS_IT_IS,)
    together: bool = True
    """Whether a task runs all arms of a draw, which then share their past, or one of them."""
    vary: tuple[str, ...] = VARY
    seed: int = 1
    scale: float = 1.0
    keep: tuple[str, ...] = ("daily",)
    """Tables of each run that are kept."""
    echo: bool = False
    """Whether some draws have echoes: each fifth of the first hundred, then each twentieth."""
    from_day: int | None = None
    """All futures branch from one past on the morning of this day."""

    @cached_property
    def hash(self) -> int:
        """As quick as the scenario's own."""
        return hash((self.question, self.scenario, self.arms, self.vary, self.seed, self.scale))

    def __hash__(self) -> int:
        return self.hash

    def tasks(self, runs: int) -> int:
        """How many tasks `runs` draws are."""
        return runs if self.together else runs * len(self.arms)

    def runs(self, tasks: range) -> int:
        """How many runs there are in some tasks."""
        arms = len(self.arms) if self.together else 1
        return sum(arms + len(self._echoes(task)) for task in tasks)

    def jobs(self, task: int) -> list[Job]:
        """The runs of a task: the arms of its draw, then its echoes.

        Raises `InputError` if the model will not do with the draw itself.
        """
        draw, arms = (task, range(len(self.arms))) if self.together else self._point(task)
        scenario = self.drawn(draw)
        which = [(arm, 0) for arm in arms] + [(0, echo) for echo in self._echoes(task)]
        return [self._job(scenario, draw, arm, echo) for arm, echo in which]

    def _job(self, drawn: Scenario, draw: int, arm: int, echo: int) -> Job:
        luck = self.luck(draw, echo)
        try:
            scenario, error = self.arms[arm].of(drawn), ""
        except InputError as wrong:
            scenario, error = drawn, f"InputError: {wrong}"
        return Job(arm=arm, draw=draw, echo=echo, scenario=scenario, luck=luck, error=error)

    def _point(self, task: int) -> tuple[int, range]:
        draw, arm = divmod(task, len(self.arms))
        return draw, range(arm, arm + 1)

    def _echoes(self, task: int) -> tuple[int, ...]:
        often = task % (5 if task < 100 else 20) == 0
        if not (self.echo and often) or len(self.arms) > 1:
            return ()
        own, shared = "own" in self.vary, "shared" in self.vary
        return (OTHER_OWN, OTHER_LUCK) if own and shared else (OTHER_LUCK,) if own or shared else ()

    def drawn(self, draw: int) -> Scenario:
        """The scenario with the parameters of a draw."""
        if "uncertainty" not in self.vary:
            return self.scenario
        return self.belief.drawn(self.ground, draw, self.seed)

    @cached_property
    def ground(self) -> Scenario:
        """What parameters are drawn on, and whose world it is.

        Futures of one past have lived it in the scenario as it stands.
        """
        drawn = "uncertainty" in self.vary and self.from_day is None
        return self.belief.ground(self.scenario) if drawn else self.scenario

    def luck(self, draw: int, echo: int = 0) -> Luck:
        """The luck of a draw, or of one of its echoes."""
        again = "" if not echo else " again"
        own = self._seed("own", again, draw)
        shared = self._seed("shared", again if echo == OTHER_LUCK else "", draw)
        if self.from_day is None:
            return Luck(shared, own)
        return self.past_luck.turned(self.from_day, shared, own)

    def _seed(self, which: str, again: str, draw: int) -> int:
        """What does not vary is that of draw 0, echoes included."""
        if which not in self.vary:
            draw, again = 0, ""
        return nth_seed(self.seed, f"study/{which}{again}", draw)

    @property
    def past_luck(self) -> Luck:
        """The luck of the one past that all futures branch from."""
        shared, own = (nth_seed(self.seed, f"study/past/{kind}", 0) for kind in ("shared", "own"))
        return Luck(shared, own)

    @property
    def conditional(self) -> str:
        """What the intervals are conditional on, in words; empty if all varies."""
        given: list[str] = []
        if "uncertainty" not in self.vary:
            given.append("the scenario's own values of all parameters")
        if "shared" not in self.vary:
            given.append("one draw of the luck that many share")
        if "own" not in self.vary:
            given.append("one draw of the luck of each worker")
        if self.from_day is not None:
            given.append(f"one past up to {self.scenario.calendar.date(self.from_day)}")
        return f"given {', and '.join(given)}" if given else ""

    def facts(self) -> dict[str, Any]:
        """As plain values for JSON, with the versions that made it; nothing about anyone."""
        content = {field: plain(getattr(self, field)) for field in _FIELDS}
        facts = {
            "format": FORMAT,
            "downtools": version("downtools"),
            "scenario_name": self.scenario.name,
            "scenario_hash": self.scenario.hash,
            **content,
        }
        return json.loads(json.dumps(facts, default=str))

    @staticmethod
    def of(facts: Mapping[str, Any]) -> "Plan":
        """The plan of its plain values. Raises `KeyError`, `TypeError` or `ValueError`."""
        plan: Plan = rebuilt(Plan, {name: facts[name] for name in _FIELDS})
        return replace(plan, arms=tuple(_dated(plan.scenario, arm) for arm in plan.arms))


_FIELDS = tuple(Plan.__dataclass_fields__)


def _dated(scenario: Scenario, arm: Arm) -> Arm:
    """An arm whose dates are dates again, which JSON does not tell from text."""
    known = Arm(name=arm.name, entries=arm.entries).of(scenario)
    values = tuple(
        (key, dt.date.fromisoformat(value) if known.declared(key).type is dt.date else value)
        for key, value in arm.values
    )
    return replace(arm, values=values)


def vary_of(text: str) -> tuple[str, ...]:
    """What varies, from words with commas: uncertainty, luck (shared and own), shared, own.

    Raises `InputError` with the nearest word for one that is not known.
    """
    known = {"luck": ("shared", "own"), **{word: (word,) for word in VARY}}
    chosen: set[str] = set()
    for word in text.split(","):
        if word.strip() not in known:
            fault = Fault(
                file="--vary",
                value=word.strip(),
                problem="nothing that can vary",
                cure=nearest(word.strip(), known),
            )
            raise InputError([fault])
        chosen.update(known[word.strip()])
    return tuple(word for word in VARY if word in chosen)
