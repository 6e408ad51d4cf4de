"""A fact beside what was simulated of it: in words, whether it holds, and the size of a miss."""

import datetime as dt
import math
from dataclasses import dataclass

from downtools.run.run import Run
from downtools.scenario.tables import DATE_MEASURES, LEVELS, Observed
from downtools.study.measures import facts_of, measured

__all__ = ["FACTOR", "Held", "held_against", "in_words"]

FACTOR = 2.0
"""How far from a single figure a simulated value may lie: half to twice, unless told."""


def in_words(unit: str, value: float) -> str:
    """A number of a unit as text without it; a level of reach or resolution by its name."""
    if unit in LEVELS:
        return LEVELS[unit][int(value)].replace("_", " ")
    whole = abs(value) >= 100.0 or value == int(value)
    return f"{value:,.0f}" if whole else f"{value:.3g}"


@dataclass(frozen=True, kw_only=True)
class Held:
    """One observed fact beside a simulated value: of one run, or the median of many."""

    fact: Observed
    simulated: float
    """In the unit of the fact; for a date the day's ordinal."""
    factor: float = FACTOR

    @property
    def is_date(self) -> bool:
        """Whether the fact is a day."""
        return self.fact.measure in DATE_MEASURES

    @property
    def levels(self) -> tuple[str, ...]:
        """The names of the levels, if the fact is one; else empty."""
        return LEVELS.get(self.fact.measure, ())

    @property
    def in_steps(self) -> bool:
        """Whether values are days or levels, so that nothing lies between two of them."""
        return self.is_date or bool(self.levels)

    @property
    def edges(self) -> tuple[float, float]:
        """From where to where the value may lie: the band, the figure's factor, or the days."""
        fact = self.fact
        if self.is_date:
            return float(fact.first.toordinal()), float(fact.last.toordinal())
        if fact.point is not None:
            return fact.point / self.factor, fact.point * self.factor
        low = -math.inf if fact.low is None else fact.low
        return low, math.inf if fact.high is None else fact.high

    @property
    def holds(self) -> bool:
        """Whether the value lies between the edges, both included."""
        low, high = self.edges
        return low <= self.simulated <= high

    @property
    def shown(self) -> str:
        """What was simulated, as text."""
        return self.in_words(self.simulated)

    def in_words(self, value: float) -> str:
        """A value of this fact's measure, as text without its unit."""
        if self.is_date:
            return str(dt.date.fromordinal(int(value)))
        return in_words(self.fact.unit, value)

    @property
    def band(self) -> str:
        """What was observed, as text without its unit."""
        fact = self.fact
        if self.is_date:
            same = fact.first == fact.last
            return f"{fact.first}" if same else f"{fact.first} to {fact.last}"
        if fact.point is not None:
            return f"{fact.point:,g}"
        if fact.low is None or fact.high is None:
            least, edge = ("at least", fact.low) if fact.high is None else ("at most", fact.high)
            return f"{least} {edge:,g}"
        if self.levels:
            between = range(int(fact.low), int(fact.high) + 1)
            return " or ".join(in_words(fact.unit, level) for level in between)
        return f"{fact.low:,g}" if fact.low == fact.high else f"{fact.low:,g} to {fact.high:,g}"

    @property
    def unit(self) -> str:
        """The unit of the numbers; nothing for a date or a level."""
        return "" if self.in_steps else self.fact.unit

    @property
    def miss(self) -> float:
        """Size of the miss: 0 if it holds, else |log((simulated + 1) / (nearest edge + 1))|.

        Beside a figure the edge is the figure itself. For a date: days from it, divided by 3. For
        a level: levels from it.
        """
        if self.holds:
            return 0.0
        if self.is_date:
            first, last = self.edges
            return max(first - self.simulated, self.simulated - last) / 3.0
        if self.levels:
            return abs(self.simulated - self._nearest)
        return abs(math.log((self.simulated + 1.0) / (self._nearest + 1.0)))

    @property
    def miss_words(self) -> str:
        """The size of the miss for a reader: days, or times above or below what was observed.

        Of a level: what came in place of what.
        """
        if self.holds:
            return ""
        if self.is_date:
            days = round(self.miss * 3.0)
            return f"{days} {'day' if days == 1 else 'days'} {self._way('early', 'late')}"
        if self.levels:
            return f"{self.shown} in place of {self.band}"
        if not (self.simulated and self._nearest):
            return f"{self.shown} beside {self._nearest:,g}"
        factor = self.simulated / self._nearest
        times = factor if factor > 1.0 else 1.0 / factor
        return (
            f"{times:.2f} times {self._way('below', 'above')}"
            if times < 1.1
            else (f"{times:,.1f} times {self._way('below', 'above')}")
        )

    def _way(self, below: str, above: str) -> str:
        return below if self.simulated < self.edges[0] else above

    @property
    def _nearest(self) -> float:
        if self.fact.point is not None:
            return self.fact.point
        low, high = self.edges
        return low if self.simulated < low else high


def held_against(run: Run, factor: float = FACTOR) -> tuple[Held, ...]:
    """Every observed fact of the scenario that lies within the run's days, beside the run.

    One run is one draw: a miss here is a doubt, not a refutation, and a hit no proof.
    """
    return tuple(
        Held(fact=fact, simulated=measured(run, fact), factor=factor)
        for fact in facts_of(run.scenario)
    )
