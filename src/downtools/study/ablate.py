"""Ablate: the model beside itself with levels of influence taken out, on the same draws.

Workers are pulled by those of their shop, their site, their town, the nation, linked committees
and personal contacts (docs/model.md). Each arm sets some of those weights to zero, in every draw,
and keeps all else: parameters, luck, and what news, belief, police and sack do. No other weight
is raised in return, so an arm says what the model owes to a level, not how well a coarser model
could be made to fit.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream
from downtools.errors import Fault, InputError
from downtools.run.many.blocks import decoded
from downtools.run.outcome import REACHES
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Observed
from downtools.study.arms import Arm
from downtools.study.belief import belief_of
from downtools.study.draws import WIDTH
from downtools.study.ensemble.carry import How, carry_out
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.runs import Runs
from downtools.study.levers.ask import SCALE
from downtools.study.paired import (
    Change,
    Paired,
    change_of_mean,
    change_of_share,
    compared,
    pairs_of,
    reached,
)
from downtools.study.patterns.held import FACTOR, Held
from downtools.study.shares import Probability

__all__ = ["Ablated", "Ablation", "ablate", "answer_of", "arms_of", "verdict_of"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

_SMALL_SHARE, _SMALL_FACTOR, _SMALL_PATTERNS = 0.05, 1.1, 1
"""Changes that are not worth naming: of a probability, of a size as a factor, and in patterns."""
_RESAMPLES = 400

Verdict = Literal["same bytes", "nothing", "changes", "unclear"]

_LEVELS = ("shop", "site", "town", "contacts", "each_contact", "nation", "linked")
"""The weights of group `influence`."""

_KEPT: dict[str, tuple[tuple[str, ...], str]] = {
    "sites-only": (("site",), "Workers are pulled by those of their own site alone"),
    "nation-only": (("nation",), "Workers are pulled by those of the nation alone"),
}
_LEFT_OUT: dict[str, tuple[tuple[str, ...], str]] = {
    "no-shops": (("shop",), "Nobody is pulled by those of the own shop in particular"),
    "no-town": (("town",), "Nobody is pulled by those of the own town"),
    "no-contacts": (("contacts", "each_contact"), "Nobody is pulled by personal contacts"),
}


@dataclass(frozen=True, kw_only=True)
class Ablated:
    """One arm: what it keeps of the model, what came of it, and how that differs from all of it."""

    arm: str
    words: str
    zero: tuple[str, ...]
    """Keys set to zero in all draws."""
    at_least: dict[str, Probability]
    """Reach that far or farther."""
    peak_out: float
    """Most people out on a day: the median over the draws."""
    patterns: int
    """Observed patterns that hold, by the rule of the command patterns."""
    gained: tuple[str, ...]
    """Patterns that hold here and not in the full model."""
    lost: tuple[str, ...]
    """Patterns that hold in the full model and not here."""
    patterns_change: Change
    """Of their number, with the interval over draws taken anew in pairs."""
    p_reach: dict[str, Change]
    """Of the probability to reach that far or farther."""
    peak_factor: float
    """Most people out beside those in the full model: the geometric mean over the pairs."""
    peak_low: float
    peak_high: float
    """Its 95 % interval (Student's, of the logarithms)."""
    rows: tuple[Paired, ...]
    """All measures in pairs, as the command compare has them."""
    differ: int
    """Pairs whose two runs are not the same to the last byte."""
    pairs: int
    verdict: Verdict
    """nothing: every interval lies within what is not worth naming, and no pattern turns; changes:
    an interval goes beyond that and leaves out zero (by luck one does so one time in 20);
    unclear: neither."""
    says: str
    """The verdict in words; empty of the full model."""


@dataclass(frozen=True, kw_only=True)
class Ablation:
    """The full model beside the model with parts of its influence taken out."""

    scenario: str
    scenario_hash: str
    version: str
    runs: int
    """Draws of parameters and luck; each runs every arm."""
    failed: int
    scale: float
    seed: int
    vary: tuple[str, ...]
    belief: str
    factor: float
    """How far from a single observed figure a median may lie."""
    patterns: int
    """Observed patterns within the days of the scenario."""
    arms: tuple[Ablated, ...]
    """The full model first."""
    words: str
    """Which levels change nothing, which do, and what cannot be told."""
    digest: str

    @property
    def holds(self) -> bool:
        """There is nothing to be held against."""
        return True

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)


def ablate(
    scenario: Scenario,
    *,
    runs: int = 50,
    factor: float = FACTOR,
    source: str | None = None,
    width: float = WIDTH,
    seed: int = 1,
    scale: float = SCALE,
    how: How | None = None,
) -> Ablation:
    """Run every arm of `arms_of` on the same `runs` draws of parameters and luck.

    `factor` is how far from a single observed figure a median may lie for a pattern to hold;
    `source` and `width` say what parameters are drawn from, `how` by whom it is done and where.

    Raises `InputError` for arguments that will not do, `OutOfRoomError` if memory or disk will not.
    """
    if not 1.0 <= factor < np.inf:
        problem, cure = "no factor to allow", "give a number of at least 1; 2 is usual"
        raise InputError([Fault(file="--factor", value=factor, problem=problem, cure=cure)])
    plan = Plan(
        question="ablate",
        scenario=scenario,
        belief=belief_of(scenario, source, width),
        arms=arms_of(scenario),
        seed=seed,
        scale=scale,
    )
    return answer_of(carry_out(plan, runs, how or How()), factor)


def arms_of(scenario: Scenario) -> tuple[Arm, ...]:
    """The full model, and the model without some weights; contacts only where there are any."""
    dropped = {name: (keys, words) for name, (keys, words) in _LEFT_OUT.items()}
    if not scenario.contacts:
        del dropped["no-contacts"]
    others = {
        name: (tuple(key for key in _LEVELS if key not in kept), words)
        for name, (kept, words) in _KEPT.items()
    }
    order = ("sites-only", "no-shops", "no-town", "no-contacts", "nation-only")
    parts = {**others, **dropped}
    arms = [Arm(name="full", words="The whole model.")]
    for name in order:
        if name in parts:
            keys, words = parts[name]
            values = tuple((f"influence.{key}", 0.0) for key in keys)
            arms.append(Arm(name=name, words=f"{words}.", values=values))
    return tuple(arms)


def answer_of(runs: Runs, factor: float = FACTOR) -> Ablation:
    """The answer in the runs of a plan of `ablate`. Raises `InputError` if all runs failed."""
    if not len(runs.rows()):
        cure = "see the column `error` of the outcomes in the folder given with --out"
        raise InputError([Fault(file="ablate", problem="every run failed", cure=cure)])
    facts = [
        fact for fact in runs.plan.scenario.observed if fact.last <= runs.plan.scenario.calendar.end
    ]
    observed = _Observed(facts, factor, _values(runs, len(facts)))
    arms = tuple(_ablated(runs, arm, observed) for arm in range(len(runs.plan.arms)))
    plan = runs.plan
    return Ablation(
        scenario=plan.scenario.name,
        scenario_hash=plan.scenario.hash,
        version=version("downtools"),
        runs=len(runs.rows()),
        failed=runs.failed,
        scale=plan.scale,
        seed=plan.seed,
        vary=plan.vary,
        belief=plan.belief.words,
        factor=factor,
        patterns=len(facts),
        arms=arms,
        words=_words(arms, len(facts)),
        digest=runs.digest,
    )


def _ablated(runs: Runs, arm: int, observed: "_Observed") -> Ablated:
    first, other = pairs_of(runs, arm)
    if not len(first):
        cure = "see the column `error` of the outcomes in the folder given with --out"
        name = runs.plan.arms[arm].name
        raise InputError([Fault(file=name, problem="every run of this arm failed", cure=cure)])
    here, full = observed.holding(other), observed.holding(first)
    peaks = np.log1p(runs.column("peak_out").astype(np.float64))
    factor = change_of_mean(peaks[first], peaks[other])
    digests = runs.column("digest")
    differ = int((digests[first] != digests[other]).sum())
    p_reach = {
        reach: change_of_share(reached(runs, first, reach), reached(runs, other, reach))
        for reach in REACHES[1:]
    }
    patterns = observed.change(first, other, runs.plan.seed)
    turned = here != full
    verdict = verdict_of(
        differ, list(p_reach.values()), factor, patterns, turned=bool(turned.any())
    )
    one = runs.plan.arms[arm]
    return Ablated(
        arm=one.name,
        words=one.words,
        zero=tuple(key for key, _ in one.values),
        at_least={reach: runs.at_least(reach, arm) for reach in REACHES[1:]},
        peak_out=float(np.median(runs.counts("peak_out", arm))),
        patterns=int(here.sum()),
        gained=observed.names(here & ~full),
        lost=observed.names(full & ~here),
        patterns_change=patterns,
        p_reach=p_reach,
        peak_factor=float(np.exp(factor.difference)),
        peak_low=float(np.exp(factor.low)),
        peak_high=float(np.exp(factor.high)),
        rows=compared(runs, arm) if arm else (),
        differ=differ,
        pairs=len(first),
        verdict=verdict,
        says=_says(verdict, len(first)) if arm else "",
    )


def _values(runs: Runs, facts: int) -> F64:
    """[row, fact]: what each run showed of each observed fact; rows of failed runs are NaN."""
    found: list[list[float]] = []
    for block in runs.blocks:
        for values in decoded(block.path, ["facts"])["facts"].to_pylist():
            found.append(values if len(values) == facts else [np.nan] * facts)
    return np.array(found, np.float64).reshape(len(found), facts)


@dataclass(frozen=True, eq=False)
class _Observed:
    """The scenario's facts, and which of them the median over some runs lies at."""

    facts: Sequence[Observed]
    factor: float
    values: F64
    """[row, fact]."""

    def holding(self, rows: I64) -> npt.NDArray[np.bool_]:
        """Whether each pattern holds over these rows, as the command patterns judges it."""
        return self._holding(self.values[rows][None])[0]

    def names(self, which: npt.NDArray[np.bool_]) -> tuple[str, ...]:
        """The labels of some patterns."""
        return tuple(fact.label for fact, is_it in zip(self.facts, which, strict=True) if is_it)

    def change(self, first: I64, other: I64, seed: int) -> Change:
        """Of the number of patterns that hold, and its interval over draws taken anew."""
        difference = int(self.holding(other).sum()) - int(self.holding(first).sum())
        luck = stream(seed, key_of("ablate/resample"), 0)
        many = len(first)
        drawn = np.array(
            [
                [bits(luck, sample * many + place) % many for place in range(many)]
                for sample in range(_RESAMPLES)
            ]
        )
        again = self._count(other[drawn]) - self._count(first[drawn])
        low, high = (float(edge) for edge in np.quantile(again, (0.025, 0.975)))
        return Change(difference=float(difference), low=low, high=high)

    def _count(self, rows: I64) -> I64:
        return self._holding(self.values[rows]).sum(axis=1)

    def _holding(self, values: F64) -> npt.NDArray[np.bool_]:
        """[sample, fact] of values [sample, run, fact]: a date's median is one of its days."""
        ordered = np.sort(values, axis=1)
        many = ordered.shape[1]
        lower, upper = ordered[:, (many - 1) // 2], ordered[:, many // 2]
        held = np.zeros(lower.shape, np.bool_)
        for at, fact in enumerate(self.facts):
            one = Held(fact=fact, simulated=0.0, factor=self.factor)
            middle = lower[:, at] if one.in_steps else (lower[:, at] + upper[:, at]) / 2.0
            low, high = one.edges
            held[:, at] = (middle >= low) & (middle <= high)
        return held


# ---- in words


def verdict_of(
    differ: int, shares: Sequence[Change], peak: Change, patterns: Change, *, turned: bool
) -> Verdict:
    """Whether an arm changes something, from how it differs from the full model.

    `differ` pairs do, by `shares` of the probabilities, by `peak` of the logarithm of most people
    out, by `patterns` of the number that hold; `turned` says whether a single pattern does.
    """
    if not differ:
        return "same bytes"
    held = [
        *((change, _SMALL_SHARE) for change in shares),
        (peak, float(np.log(_SMALL_FACTOR))),
        (patterns, _SMALL_PATTERNS),
    ]
    large = [change for change, most in held if max(-change.low, change.high) > most]
    if not large and not turned:
        return "nothing"
    sure = any(change.low > 0.0 or change.high < 0.0 for change in large)
    return "changes" if sure else "unclear"


def _says(verdict: Verdict, pairs: int) -> str:
    return {
        "same bytes": f"not one of {pairs} pairs differs in a single byte: it changes nothing",
        "nothing": (
            f"it changes nothing worth naming: all intervals lie within {100 * _SMALL_SHARE:.0f} "
            f"points of P(reach), {100 * (_SMALL_FACTOR - 1):.0f} % of most people out and "
            f"{_SMALL_PATTERNS} pattern"
        ),
        "changes": "it changes what the model says",
        "unclear": f"{pairs} pairs cannot tell whether it changes anything worth naming",
    }[verdict]


def _words(arms: Sequence[Ablated], facts: int) -> str:
    said: list[str] = []
    wanted: tuple[tuple[tuple[Verdict, ...], str], ...] = (
        (("same bytes", "nothing"), "Changes nothing worth naming here"),
        (("changes",), "Changes what the model says"),
        (("unclear",), "Cannot be told with so few draws"),
    )
    for verdicts, words in wanted:
        names = [one.arm for one in arms[1:] if one.verdict in verdicts]
        if names:
            said.append(f"{words}: {', '.join(names)}.")
    if not facts:
        said.append("The scenario has no observed patterns within its days to hold an arm against.")
    said.append(
        "Weights were taken out and none raised in return: an arm that changes much says that the "
        "model leans on that level, not that a model without it could not be fitted."
    )
    return " ".join(said)
