"""Observed beside simulated: the facts of `observed.csv` held against one run.

One run is one draw: a miss here is a doubt, not a refutation, and a hit no proof. Misses are
shown like hits.
"""

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.run.run import Run
from downtools.scenario.tables import Observed

__all__ = ["Held", "held_against", "measured"]

I64 = npt.NDArray[np.int64]

_INDUSTRY = set("BCDE")


@dataclass(frozen=True, kw_only=True)
class Held:
    """One observed fact beside what the run shows."""

    fact: Observed
    simulated: float
    """In the unit of the fact; for a date the day's ordinal."""
    holds: bool

    @property
    def shown(self) -> str:
        """What was simulated, as text."""
        if self.fact.measure == "peak_out_day":
            return str(dt.date.fromordinal(int(self.simulated)))
        if self.fact.unit == "percent":
            return f"{self.simulated:.2f}"
        return f"{self.simulated:,.0f}"

    @property
    def band(self) -> str:
        """What was observed, as text."""
        if self.fact.low is None or self.fact.high is None:
            return f"{self.fact.first} to {self.fact.last}"
        return f"{self.fact.low:,g} to {self.fact.high:,g}"

    @property
    def miss(self) -> float:
        """Size of the miss: 0 if it holds, else |log((simulated + 1) / (nearest bound + 1))|.

        For a date, days from the band divided by 3.
        """
        if self.holds:
            return 0.0
        if self.fact.low is None or self.fact.high is None:
            first, last = self.fact.first.toordinal(), self.fact.last.toordinal()
            return max(first - self.simulated, self.simulated - last) / 3.0
        return abs(math.log((self.simulated + 1.0) / (self._bound + 1.0)))

    @property
    def miss_words(self) -> str:
        """The size of the miss for a reader: days, or times above or below the nearest bound."""
        if self.fact.low is None or self.fact.high is None:
            return f"{self.miss * 3.0:.0f} days"
        way = "below" if self.simulated < self.fact.low else "above"
        factor = math.exp(self.miss)
        return f"{factor:.2f} times {way}" if factor < 1.1 else f"{factor:.1f} times {way}"

    @property
    def _bound(self) -> float:
        low, high = self.fact.low or 0.0, self.fact.high or 0.0
        return low if self.simulated < low else high


def held_against(run: Run) -> tuple[Held, ...]:
    """Every observed fact of the scenario that lies within the run's days, beside the run."""
    last = run.scenario.calendar.end
    return tuple(
        Held(fact=fact, simulated=value, holds=_holds(fact, value))
        for fact in run.scenario.observed
        if fact.last <= last
        for value in [measured(run, fact)]
    )


def _holds(fact: Observed, value: float) -> bool:
    if fact.low is None or fact.high is None:
        return fact.first.toordinal() <= value <= fact.last.toordinal()
    return fact.low <= value <= fact.high


def measured(run: Run, fact: Observed) -> float:
    """What the run shows of a fact's measure, in the fact's unit."""
    return _MEASURES[fact.measure](run, fact)


def _window(run: Run, fact: Observed) -> slice:
    start = run.scenario.calendar.start
    return slice((fact.first - start).days, (fact.last - start).days + 1)


def _out(table: dict[str, I64]) -> I64:
    return table["walking_out"] + table["striking"]


def _of_site(run: Run, fact: Observed, values: I64) -> I64:
    """A column of the sites table for one site, by day."""
    names = [site.site for site in run.scenario.sites]
    return values.reshape(-1, len(names))[:, names.index(fact.site)]


def _peak_out_people(run: Run, fact: Observed) -> float:
    return float(_out(run.tables["daily"])[_window(run, fact)].max())


def _peak_out_day(run: Run, fact: Observed) -> float:
    return float(run.scenario.calendar.date(run.peak_day).toordinal())


def _site_signatures(run: Run, fact: Observed) -> float:
    return float(_of_site(run, fact, run.tables["sites"]["signers"])[_window(run, fact)][-1])


def _site_peak_out(run: Run, fact: Observed) -> float:
    return float(_of_site(run, fact, _out(run.tables["sites"]))[_window(run, fact)].max())


def _site_strikers(run: Run, fact: Observed) -> float:
    return float(_of_site(run, fact, run.tables["sites"]["striking"])[_window(run, fact)][-1])


def _national_strikers(run: Run, fact: Observed) -> float:
    return float(run.tables["daily"]["striking"][_window(run, fact)][-1])


def _site_rally_peak(run: Run, fact: Observed) -> float:
    table = run.tables["sites"]
    there = table["rallying"] + _out(table)
    return float(_of_site(run, fact, there)[_window(run, fact)].max())


def _sites_with_event(run: Run, fact: Observed) -> float:
    days = run.tables["sites"]["gatherings"].reshape(-1, len(run.scenario.sites))
    return float((days[_window(run, fact)] > 0).any(axis=0).sum())


def _output_dent_percent(run: Run, fact: Observed) -> float:
    """Output lost by industry in the window, in percent of its value added in those days."""
    sectors = run.scenario.sectors
    industry = np.array([bool(_INDUSTRY & set(sector.section)) for sector in sectors])
    window = _window(run, fact)
    groups, sites = run.tables["groups"], run.tables["sites"]
    inside = (groups["day"] >= window.start) & (groups["day"] < window.stop)
    lost = int(groups["output_lost_cents"][inside & industry[groups["sector"]]].sum())
    of_industry = {sector.sector for sector, yes in zip(sectors, industry, strict=True) if yes}
    mine = np.array([site.sector in of_industry for site in run.scenario.sites], np.bool_)
    named = sites["output_lost_cents"].reshape(-1, len(mine))[window]
    lost += int(named[:, mine].sum())
    a_year = sum(s.value_added_usd for s, yes in zip(sectors, industry, strict=True) if yes)
    share_of_year = (window.stop - window.start) / 365.0
    return lost / a_year / share_of_year if a_year else 0.0


_MEASURES: dict[str, Callable[[Run, Observed], float]] = {
    "peak_out_people": _peak_out_people,
    "peak_out_day": _peak_out_day,
    "site_signatures": _site_signatures,
    "site_peak_out": _site_peak_out,
    "site_strikers": _site_strikers,
    "national_strikers": _national_strikers,
    "site_rally_peak": _site_rally_peak,
    "sites_with_event": _sites_with_event,
    "output_dent_percent": _output_dent_percent,
}
