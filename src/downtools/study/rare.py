"""Rare outcomes: how probable is what hardly any run shows, over luck and parameters together.

Subset simulation (Au and Beck 2001, Probabilistic Engineering Mechanics 16:263-277), a kind of
multilevel splitting: of a crowd of futures those that came nearest to the outcome are kept and
copied, each copy is moved a little, and moves that fall back are undone. The shares that got over
each bar multiply to the probability.

A bar is set where the crowd stands, and scores may be counts with many ties. All that lie *at or
below* the bar go, all moves must stay *above* it, and the share is what was in fact above, not
what was aimed at: with any other rule ties bias the product (Bréhier, Gazeau, Goudenège, Lelièvre
and Rousset 2016, Annals of Applied Probability 26:3559-3601). If a whole crowd stands at one
score, nobody is above and the estimate of that repetition is 0, which counts in the mean: to go
on trying until somebody is would be a bias upward.

Copies make the futures of one crowd hang together, so the error is told from whole repetitions.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from downtools.chance import bits, key_of, nth_seed, stream, uniform
from downtools.errors import Fault, InputError
from downtools.exact import normal_quantile
from downtools.study.shares import interval

__all__ = ["Climb", "Futures", "Rare", "rare", "walked"]

P = TypeVar("P")

_LEAST = 1e-12
"""Below this a repetition stops and counts as 0."""
_EQUALS = 0.05
"""The share of a crowd that has to lie at one score for a bar to be set there at once."""
_STIFF = 0.1
"""A crowd of whose moves fewer are accepted is mostly copies."""
_KIN = 10
"""A crowd that descends from fewer fresh futures says little by itself."""


@dataclass(frozen=True, kw_only=True)
class Futures(Generic[P]):
    """What is asked: futures drawn by luck, how near each comes, and which score is the outcome.

    Functions of their arguments alone: all luck comes from the numbers, each given only once.
    """

    fresh: Callable[[int], P]
    """A future drawn by its number from the law that the probability is of."""
    moved: Callable[[P, int], P]
    """Another future near one, by a number. It must be reversible under the law: to go from a to
    b must be as likely as from b to a, a drawn from the law. New luck from a day on is, if the
    day does not hang on the future; so is `walked`; so is one or the other by the number."""
    score_many: Callable[[Sequence[P]], Sequence[float]]
    """How near each comes, higher is nearer; NaN for one that failed, which is never kept."""
    level: float
    """A score of at least this is the outcome."""


Stop = Literal["reached", "alike", "faint"]


@dataclass(frozen=True, kw_only=True)
class Climb:
    """One repetition: a crowd that climbed, or not, to the level."""

    probability: float
    """Its estimate; 0 if it ended below the level."""
    passed: float
    """The product of the shares up to the last bar passed."""
    bars: tuple[float, ...]
    accepted: tuple[float, ...]
    """After each bar, the share of moves that stayed above it."""
    scored: int
    """Futures scored."""
    failed: int
    """Of them, those without a score."""
    roots: int
    """How many of the fresh futures the last crowd descends from."""
    stop: Stop
    """Why it ended: at the level; because nobody stood out; or as too improbable."""
    rigid: bool = False
    """Of those alike: whether all scored the same, before and after a move."""


@dataclass(frozen=True, kw_only=True)
class Rare:
    """The probability of an outcome, from several repetitions."""

    probability: float
    """The mean over repetitions, zeros included."""
    low: float
    high: float
    """95 % interval: Student's t of the repetitions, as a factor. If none reached the level, from
    0 to the mean share that passed the last bar."""
    relative_error: float | None
    """Standard error over probability; None if no repetition reached the level."""
    level: float
    particles: int
    """Futures of one crowd."""
    climbs: tuple[Climb, ...]

    @property
    def scored(self) -> int:
        """Futures scored in all."""
        return sum(climb.scored for climb in self.climbs)

    @property
    def extinct(self) -> int:
        """Repetitions that ended below the level."""
        return sum(climb.stop != "reached" for climb in self.climbs)

    @property
    def plain(self) -> float | None:
        """How many runs drawn plainly would have the same relative error; None without one."""
        if not self.relative_error:
            return None
        return (1.0 - self.probability) / self.probability / self.relative_error**2

    @property
    def words(self) -> str:
        """The answer and what to know beside it."""
        return _words(self)


def rare(
    futures: Futures[P],
    *,
    particles: int = 200,
    keep: float = 0.5,
    moves: int = 3,
    repeats: int = 8,
    seed: int = 1,
) -> Rare:
    """The probability that a future scores at least the level.

    `particles` futures are one crowd, of which about a share `keep` gets over each bar; each is
    then moved `moves` times. All is done `repeats` times with luck of its own, one after the
    other; all of a crowd are scored in one call. Raises `InputError` for numbers that will not do.
    """
    _sound(futures.level, particles, keep, moves, repeats)
    climbs = tuple(
        _climb(futures, particles, keep, moves, nth_seed(seed, "rare/repeat", repeat))
        for repeat in range(repeats)
    )
    found = [climb.probability for climb in climbs]
    p, low, high, error = sum(found) / repeats, 0.0, _ceiling(climbs, particles), None
    if p > 0.0:
        error = _error(found)
        factor = math.exp(_student(repeats - 1) * error)
        low, high = p / factor, min(1.0, p * factor)
    return Rare(
        probability=p,
        low=low,
        high=high,
        relative_error=error,
        level=futures.level,
        particles=particles,
        climbs=climbs,
    )


def walked(z: Sequence[float], step: float, seed: int, number: int) -> tuple[float, ...]:
    """Standard normal numbers moved a little: z becomes sqrt(1 - step²) z + step × new ones.

    Reversible under the standard normal law for any step from 0 to 1 (the preconditioned
    Crank-Nicolson proposal: Cotter, Roberts, Stuart and White 2013, Statistical Science
    28:424-446). Another number gives another move.
    """
    stay = math.sqrt(1.0 - step * step)
    luck = stream(seed, key_of("walked"), number)
    fresh = (normal_quantile(uniform(bits(luck, place))) for place in range(len(z)))
    return tuple(stay * old + step * new for old, new in zip(z, fresh, strict=True))


# ---- one repetition


class _Crowd(Generic[P]):
    """Futures, their scores, and the fresh ones that they descend from."""

    def __init__(self, asked: Futures[P], many: int, seed: int) -> None:
        self._asked, self._seed, self._given = asked, seed, 0
        self.scored = self.failed = 0
        self.futures = [asked.fresh(self._number()) for _ in range(many)]
        self.scores = self._score(self.futures)
        self.roots = list(range(many))

    def _number(self) -> int:
        self._given += 1
        return nth_seed(self._seed, "rare/number", self._given)

    def _score(self, futures: Sequence[P]) -> list[float]:
        found = [float(score) for score in self._asked.score_many(futures)]
        if len(found) != len(futures):
            raise ValueError(f"{len(futures)} futures, but {len(found)} scores")
        self.scored += len(found)
        self.failed += sum(map(math.isnan, found))
        return [-math.inf if math.isnan(score) else score for score in found]

    def _moved(self) -> tuple[list[P], list[float]]:
        """A move of each future, not yet made."""
        moved = [self._asked.moved(one, self._number()) for one in self.futures]
        return moved, self._score(moved)

    def spread(self, bar: float) -> None:
        """Put copies of those above the bar, as many of each as can be, in place of the others."""
        many = len(self.scores)
        luck = stream(self._seed, key_of("rare/copies"), self._given)
        above = [place for place in range(many) if self.scores[place] > bar]
        above.sort(key=lambda place: bits(luck, place))  # who gets one copy more is luck
        copies = [above[place % len(above)] for place in range(many)]
        self.futures = [self.futures[place] for place in copies]
        self.scores = [self.scores[place] for place in copies]
        self.roots = [self.roots[place] for place in copies]

    def move(self, bar: float) -> float:
        """Move each future, unless that leaves it at or below the bar; the share of moves made."""
        made = 0
        for place, (future, score) in enumerate(zip(*self._moved(), strict=True)):
            if score > bar:
                self.futures[place], self.scores[place] = future, score
                made += 1
        return made / len(self.scores)

    def rigid(self) -> bool:
        """Whether all score the same, and would after a move of each; none is made."""
        return len({*self.scores, *self._moved()[1]}) == 1


def _climb(asked: Futures[P], many: int, keep: float, moves: int, seed: int) -> Climb:
    crowd = _Crowd(asked, many, seed)
    passed, bars, accepted, rigid = 1.0, list[float](), list[float](), False
    stop: Stop = "reached"
    while (bar := _bar(crowd.scores, asked.level, keep)) is not None:
        if bar == max(crowd.scores):
            stop, rigid = "alike", crowd.rigid()
            break
        if passed < _LEAST:
            stop = "faint"
            break
        passed *= sum(score > bar for score in crowd.scores) / many
        crowd.spread(bar)
        bars.append(bar)
        accepted.append(sum([crowd.move(bar) for _ in range(moves)]) / moves)
    reached = sum(score >= asked.level for score in crowd.scores) / many
    return Climb(
        probability=passed * reached if stop == "reached" else 0.0,
        passed=passed,
        bars=tuple(bars),
        accepted=tuple(accepted),
        scored=crowd.scored,
        failed=crowd.failed,
        roots=len(set(crowd.roots)),
        stop=stop,
        rigid=rigid,
    )


def _bar(scores: Sequence[float], level: float, keep: float) -> float | None:
    """Where the next bar is set, or None if the crowd is up: found by going up from the lowest.

    It is set at the first score at or below which there are a share of 1 - `keep`, or a group of
    equals. Scores above it have no say in that. To choose it by who is left above, for instance
    lower so that somebody is, would let a lucky crowd pass at a share that it owes to its luck.
    """
    many, below = len(scores), 0
    for score, equals in sorted(Counter(scores).items()):
        below += equals
        if score >= level:
            return None
        if equals >= max(2.0, _EQUALS * many) or below >= (1.0 - keep) * many:
            return score
    return max(scores)


# ---- all repetitions


def _sound(level: float, particles: int, keep: float, moves: int, repeats: int) -> None:
    """Raise `InputError` with all the numbers that will not do."""
    asked = (
        ("level", level, math.isfinite(level), "not a finite number", "give a finite score"),
        ("particles", particles, particles >= 10, "too few for a share", "give at least 10"),
        ("keep", keep, 0.0 < keep < 1.0, "no share of a crowd", "give a share between 0 and 1"),
        ("moves", moves, moves >= 1, "copies that never move tell nothing", "give at least 1"),
        ("repeats", repeats, repeats >= 4, "too few to tell an error", "give at least 4"),
    )
    faults = [
        Fault(file="rare", column=name, value=value, problem=problem, cure=cure)
        for name, value, fine, problem, cure in asked
        if not fine
    ]
    if faults:
        raise InputError(faults)


def _ceiling(climbs: Sequence[Climb], particles: int) -> float:
    """What the probability is hardly above if no repetition reached the level."""
    if any(climb.bars for climb in climbs):
        return sum(climb.passed for climb in climbs) / len(climbs)
    return interval(0, particles * len(climbs))[1]


def _error(found: Sequence[float]) -> float:
    """The standard error of the mean of estimates, over that mean.

    Estimates are skewed: without a high one among few, both their mean and its error come out too
    low. So those above 0 are taken to vary at least as a log-normal with the spread of their
    logarithms (Cox's error: Zhou and Gao 1997, Statistics in Medicine 16:783-790).
    """
    many, logs = len(found), [math.log(one) for one in found if one > 0.0]
    mean, above = sum(found) / many, len(logs)
    plain = math.sqrt(sum((one - mean) ** 2 for one in found) / (many - 1) / many) / mean
    if above < 2:
        return plain
    middle = sum(logs) / above
    spread = sum((one - middle) ** 2 for one in logs) / (above - 1)
    zeros = (many - above) / above / many  # what their number adds, as of a share
    return max(plain, math.sqrt(spread / above + spread**2 / (2 * (above - 1)) + zeros))


def _student(freedom: int) -> float:
    """Student's t that 2.5 % lie above, within 1 % from 3 degrees of freedom on.

    Abramowitz and Stegun 1964, 26.7.5.
    """
    x = 1.959963984540054
    terms = (
        (x**3 + x) / 4.0,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96.0,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384.0,
    )
    return x + sum(term / freedom**power for power, term in enumerate(terms, 1))


def _words(found: Rare) -> str:
    many = len(found.climbs)
    p, wide = found.probability, f"95 % interval {found.low:.2g} to {found.high:.2g}"
    said = [f"none of {many} repetitions reached {found.level:g}: hardly above {found.high:.2g}"]
    if found.relative_error is not None and found.plain is not None:
        said = [
            f"probability {p:.2g} ({wide}), about one run in {1.0 / p:,.0f}, "
            f"from {many} repetitions and {found.scored:,} scored runs; "
            f"{found.plain:,.0f} runs drawn plainly would be as sure"
        ]
    elif found.relative_error is not None:
        said = [f"probability {p:.2g}, the same in all {many} repetitions"]
    return "; ".join([*said, *_cautions(found)])


def _cautions(found: Rare) -> Iterator[str]:
    """What makes the answer less than it seems."""
    climbs, many = found.climbs, len(found.climbs)
    alike = [climb for climb in climbs if climb.stop == "alike"]
    if alike:
        rigid = all(climb.rigid for climb in alike)
        yield f"in {len(alike)} of {many} repetitions no future of a crowd stood out, " + (
            "and no move changed a score: the futures do not differ in what is asked"
            if rigid
            else "though scores differ: take more particles, or a score that tells more"
        )
    faint = sum(climb.stop == "faint" for climb in climbs)
    if faint:
        yield f"{faint} of {many} repetitions gave up below {_LEAST:g}"
    if found.extinct and found.probability > 0.0:
        yield f"{found.extinct} zeros are counted in"
    stiff = min((rate for climb in climbs for rate in climb.accepted), default=1.0)
    if stiff < _STIFF:
        yield f"at one bar only {stiff:.0%} of the moves were accepted: propose smaller ones"
    roots = min(climb.roots for climb in climbs)
    if roots < _KIN and found.probability > 0.0:
        yield f"one crowd descends from {roots} of its {found.particles} first futures"
    failed = sum(climb.failed for climb in climbs)
    if failed:
        yield f"{failed:,} of {found.scored:,} runs failed and count as not reaching it"
