"""How other waves ended, foreseen from their first day, beside what is said without a model.

Each case is a shipped scenario that declares how far its wave reached and how it was resolved. The
model draws what it knows of people from another country; the base rate and the regression know the
other cases. Five cases prove little, however they come out.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.scenario import gallery
from downtools.scenario.csv_part import read_rows
from downtools.scenario.declare import column
from downtools.scenario.model import Scenario
from downtools.scenario.read import load
from downtools.study.ensemble.answer import answer_of
from downtools.study.ensemble.ask import ensemble
from downtools.study.ensemble.carry import How
from downtools.study.forecast.baselines.logit import enough, fit_logit
from downtools.study.scores.rules import brier, brier_classes, log_score

__all__ = ["Case", "Cases", "Coded", "Question", "cases"]

F64 = npt.NDArray[np.float64]

_PENALTY = 1.0
"""Of the regression: half the squared slopes of features of unit variance."""
_FLOOR = 0.005
"""Least probability that a log score takes: half a run in a hundred."""


@dataclass(frozen=True, kw_only=True)
class Coded:
    """What the regression knows of a case."""

    case: str = column("name of the scenario")
    committee: float = column("whether sites had a common committee", low=0, high=1)
    force: float = column("whether force was used on those who took part", low=0, high=1)
    source: str = column("address of the source, or the word assumption and the rule")


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with a yes or a no, of one case."""

    asked: str
    """nationwide, or gained (won or conceded)."""
    happened: bool
    ours: float
    base_rate: float
    """Share of the other cases, with half of one added on either side."""
    regression: float
    right: bool
    """Whether ours lies on the true side of the base rate."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case."""

    case: str
    reach: str
    resolution: str
    belief: str
    """From where parameters are drawn."""
    p_reach: dict[str, float]
    p_resolution: dict[str, float]
    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class Cases:
    """All cases, and the mean scores of each forecaster; smaller is better."""

    version: str
    runs: int
    scale: float
    seed: int
    cases: tuple[Case, ...]
    brier: dict[str, dict[str, float]]
    """By question and forecaster: of what is answered with yes or no."""
    log: dict[str, dict[str, float]]
    """The same, log scores with a floor of .005."""
    classes: dict[str, dict[str, float]]
    """Brier score over all classes of reach and of resolution, from 0 to 2: ours, base rate."""
    right: int
    """Answers of ours on the true side of the base rate."""
    questions: int

    @property
    def holds(self) -> bool:
        """Whether ours is at least as good as the base rate on every question."""
        return all(row["this model"] <= row["base rate"] for row in self.brier.values())

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)


def cases(
    *,
    runs: int = 100,
    scale: float = 0.1,
    seed: int = 1,
    how: How | None = None,
    told: Callable[[str], None] | None = None,
) -> Cases:
    """Run each case `runs` times and score how it ended. Raises as `ensemble` does."""
    coded = read_rows(gallery.path("belarus-2020").parent / "cases.csv", Coded, "case")
    scenarios = [load(one.case) for one in coded]
    reach = np.array([_declared(one, "reach") for one in scenarios])
    ended = np.array([_declared(one, "resolution") for one in scenarios])
    found: list[tuple[str, dict[str, float], dict[str, float]]] = []
    for scenario in scenarios:
        if told is not None:
            told(scenario.name)
        answer = answer_of(ensemble(scenario, runs=runs, scale=scale, seed=seed, how=how))
        found.append(
            (
                answer.belief,
                {name: share.p for name, share in answer.reach.items()},
                {name: share.p for name, share in answer.resolution.items()},
            )
        )
    features = np.array([(one.committee, one.force) for one in coded])
    events = {
        "nationwide": (reach == REACHES.index("nationwide"), "nationwide"),
        "gained": (ended <= RESOLUTIONS.index("conceded"), "won or conceded"),
    }
    ours = {
        "nationwide": np.array([p["nationwide"] for _, p, _ in found]),
        "gained": np.array([p["won"] + p["conceded"] for _, _, p in found]),
    }
    table = {
        asked: _without_each(features, happened.astype(np.float64))
        for asked, (happened, _) in events.items()
    }
    rows = tuple(
        Case(
            case=one.case,
            reach=REACHES[int(reach[at])],
            resolution=RESOLUTIONS[int(ended[at])],
            belief=found[at][0],
            p_reach=found[at][1],
            p_resolution=found[at][2],
            questions=tuple(
                _question(asked, bool(happened[at]), float(ours[asked][at]), *table[asked][at])
                for asked, (happened, _) in events.items()
            ),
        )
        for at, one in enumerate(coded)
    )
    return _answer(rows, reach, ended, (runs, scale, seed))


def _declared(scenario: Scenario, measure: str) -> int:
    """The level of a wave that a scenario declares among its facts."""
    row = next(one for one in scenario.observed if one.measure == measure)
    return int(row.low or 0.0)


def _question(
    asked: str, happened: bool, ours: float, base_rate: float, regression: float
) -> Question:
    return Question(
        asked=asked,
        happened=happened,
        ours=ours,
        base_rate=base_rate,
        regression=regression,
        right=(ours > base_rate) == happened,
    )


def _without_each(features: F64, hits: F64) -> list[tuple[float, float]]:
    """Base rate and regression of each case, from all others."""
    found: list[tuple[float, float]] = []
    for at in range(len(hits)):
        rest = np.arange(len(hits)) != at
        rate = (float(hits[rest].sum()) + 0.5) / (float(rest.sum()) + 1.0)
        # Of one event alone no regression is told: it says what the base rate says.
        told = rate
        if enough(hits[rest]):
            told = float(
                fit_logit(features[rest], hits[rest], _PENALTY).of(features[at : at + 1])[0]
            )
        found.append((rate, told))
    return found


def _answer(
    rows: Sequence[Case],
    reach: npt.NDArray[np.int64],
    ended: npt.NDArray[np.int64],
    asked: tuple[int, float, int],
) -> Cases:
    by_question: dict[str, list[Question]] = {}
    for row in rows:
        for one in row.questions:
            by_question.setdefault(one.asked, []).append(one)
    squared: dict[str, dict[str, float]] = {}
    logs: dict[str, dict[str, float]] = {}
    for name, answers in by_question.items():
        y = np.array([float(one.happened) for one in answers])
        said = {
            "this model": np.array([one.ours for one in answers]),
            "base rate": np.array([one.base_rate for one in answers]),
            "never": np.zeros(len(answers)),
            "regression": np.array([one.regression for one in answers]),
        }
        squared[name] = {who: float(np.mean(brier(p, y))) for who, p in said.items()}
        logs[name] = {who: float(np.mean(log_score(p, y, _FLOOR))) for who, p in said.items()}
    runs, scale, seed = asked
    levels = (
        ("reach", reach, REACHES, [row.p_reach for row in rows]),
        ("resolution", ended, RESOLUTIONS, [row.p_resolution for row in rows]),
    )
    return Cases(
        version=version("downtools"),
        runs=runs,
        scale=scale,
        seed=seed,
        cases=tuple(rows),
        brier=squared,
        log=logs,
        classes={
            name: {
                "this model": float(
                    np.mean(brier_classes(np.array([[p[k] for k in of] for p in said]), truth))
                ),
                "base rate": float(np.mean(brier_classes(_shares(truth, len(of)), truth))),
            }
            for name, truth, of, said in levels
        },
        right=sum(one.right for answers in by_question.values() for one in answers),
        questions=sum(map(len, by_question.values())),
    )


def _shares(truth: npt.NDArray[np.int64], many: int) -> F64:
    """The share of each class among the other cases, with one more spread over all classes."""
    found = np.zeros((len(truth), many))
    for at in range(len(truth)):
        rest = np.delete(truth, at)
        found[at] = (np.bincount(rest, minlength=many) + 1.0 / many) / (len(rest) + 1.0)
    return found
