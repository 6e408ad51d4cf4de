"""Measures: one number of a run, by which a part of the system is judged.

Most are over the common window of a pair: the days up to the first on which either arm won or
had an offer accepted. What follows a win is another story: without the window a part that makes
the wave larger would seem to make it smaller, because it ends sooner.
"""

import datetime as dt
import math
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.run.outcome import Outcome, outcome_of
from downtools.run.run import Run
from downtools.world.world import World

__all__ = [
    "ACTS",
    "OUT",
    "SHORT",
    "Measure",
    "Seen",
    "acting_peak",
    "after_visit",
    "days_before_decision",
    "exports_usd",
    "felt",
    "felt_peak",
    "gatherings",
    "linked_peak",
    "outcome_at",
    "output_usd",
    "over_by",
    "scarce_and_other",
    "scarce_wave",
    "signed_in_state",
    "since",
    "violent_towns_wave",
    "wave",
    "withheld",
    "withheld_in_state",
]

I64 = npt.NDArray[np.int64]

SHORT = 21
"""Days of the short horizon."""
_SMOOTHED = 3
_FIFTH = 5
_WON, _CONCEDED = 1, 2


@dataclass(frozen=True, eq=False)
class Seen:
    """What a measure looks at: the run of an arm, its world, and the days that count."""

    run: Run
    ground: World
    """The world of the scenario as it is."""
    until: int
    """Days of the common window, from the first on."""

    def daily(self, *columns: str) -> I64:
        """The sum of columns of the daily table on the days that count."""
        table = self.run.tables["daily"]
        return sum((table[column] for column in columns[1:]), table[columns[0]])[: self.until]


Measure = Callable[[Seen], float]

ACTS = ("rallying", "walking_out", "striking")
OUT = ("walking_out", "striking")


def days_before_decision(run: Run) -> int:
    """Days up to the first on which the wave won or an offer was accepted, that day included."""
    decided = np.isin(run.tables["daily"]["resolved"], (_WON, _CONCEDED))
    return int(np.argmax(decided)) + 1 if decided.any() else len(decided)


def wave(seen: Seen) -> float:
    """Days of people who rally, walk out or strike."""
    return float(seen.daily(*ACTS).sum())


def withheld(seen: Seen) -> float:
    """Shifts withheld."""
    return int(seen.daily("withheld_milli").sum()) / 1000.0


def withheld_in_state(seen: Seen) -> float:
    """Shifts withheld at named sites in state ownership."""
    return int(_at_state_sites(seen, "withheld_milli").sum()) / 1000.0


def signed_in_state(seen: Seen) -> float:
    """People who have signed at named sites in state ownership."""
    return float(_at_state_sites(seen, "signers")[-1].sum())


def _at_state_sites(seen: Seen, column: str) -> I64:
    """A column of named sites in state ownership, by day."""
    sites = seen.run.scenario.sites
    state = [number for number, site in enumerate(sites) if site.ownership == "state"]
    by_day = seen.run.tables["sites"][column].reshape(-1, max(len(sites), 1))
    return by_day[: seen.until, state]


def linked_peak(seen: Seen) -> tuple[float, ...]:
    """Most linked committees on a day."""
    return (float(seen.daily("linked").max()),)


def gatherings(seen: Seen) -> float:
    """Gatherings: days of sites with one."""
    return float(seen.daily("gatherings").sum())


def felt_peak(seen: Seen) -> float:
    """Most cost and defection that the opponent felt, in thousandths."""
    return float(seen.daily("felt_milli").max())


def felt(seen: Seen) -> float:
    """Cost and defection that the opponent felt, in thousandths, summed over the days."""
    return float(seen.daily("felt_milli").sum())


def acting_peak(seen: Seen) -> float:
    """Most people acting on a day, as a share of all workers."""
    return int(seen.daily(*ACTS).max()) / seen.run.people


def output_usd(seen: Seen) -> float:
    """Value added not made: by own decision, idle, or for want of an input."""
    columns = ("output_lost_cents", "output_idle_cents", "output_missing_cents")
    return int(seen.daily(*columns).sum()) / 100.0


def exports_usd(seen: Seen) -> float:
    """Exports not made."""
    return int(seen.daily("exports_lost_cents", "exports_missing_cents").sum()) / 100.0


def since(measured: tuple[str, ...], date: Callable[[Run], dt.date], days: int | None) -> Measure:
    """The sum of daily columns from a date on, over so many days (all that are left if None)."""

    def measure(seen: Seen) -> float:
        first = (date(seen.run) - seen.run.scenario.calendar.start).days
        last = None if days is None else first + days
        return float(seen.daily(*measured)[first:last].sum())

    return measure


def after_visit(seen: Seen) -> float:
    """What news make of the odds of success over the week after the first visit of the leader.

    A factor: the exponential of their mean logit. Belief itself is written down in thousandths,
    which cannot show what news do to one near 0.
    """
    scenario = seen.run.scenario
    visits = [e.start for e in scenario.schedule if e.kind == "leader_visit"]
    first = (min(visits) - scenario.calendar.start).days + 1
    week = seen.run.tables["daily"]["news_milli"][first : first + 7]
    return math.exp(int(week.sum()) / max(len(week), 1) / 1000.0)


def violent_towns_wave(seen: Seen) -> float:
    """Days of people who act in the districts of towns that saw force with their own eyes."""
    scenario = seen.run.scenario
    towns = {e.scope[1] for e in scenario.schedule if e.kind == "street_violence"}
    districts = {town.district for town in scenario.towns if town.town in towns}
    return _wave_in(seen, districts)


def scarce_wave(seen: Seen) -> float:
    """Days of people who act in the districts where jobs are scarce (`scarce_and_other`)."""
    return scarce_and_other(seen)[0]


def scarce_and_other(seen: Seen) -> tuple[float, float]:
    """Days of people who act: in the districts where jobs are scarce, and in the others.

    Scarce: the fifth of the districts with the highest concentration of employment, each place
    weighted by its roll. The concentration is that of `Seen.ground`, the same for both arms.
    """
    world = seen.ground
    many = len(world.district_names)
    roll, weighted = np.zeros(many), np.zeros(many)
    np.add.at(roll, world.places.district, world.places.roll)
    np.add.at(weighted, world.places.district, world.places.roll * world.places.concentration)
    order = np.argsort(-weighted / np.maximum(roll, 1.0), kind="stable")
    scarce = {world.district_names[i] for i in order[: max(1, many // _FIFTH)].tolist()}
    others = set(world.district_names) - scarce
    return _wave_in(seen, scarce), _wave_in(seen, others)


def _wave_in(seen: Seen, districts: Collection[str]) -> float:
    """Days of people who act in districts: synthetic sites, and named ones that are not spread."""
    scenario = seen.run.scenario
    chosen = np.array([row.district in districts for row in scenario.districts])
    groups, sites = seen.run.tables["groups"], seen.run.tables["sites"]
    rows = (groups["day"] < seen.until) & chosen[groups["district"]]
    district = {town.town: town.district for town in scenario.towns}
    named = [
        number
        for number, site in enumerate(scenario.sites)
        if site.spread == "town" and district[site.town] in districts
    ]
    acted = 0
    for column in ACTS:
        acted += int(groups[column][rows].sum())
        by_day = sites[column].reshape(-1, max(len(scenario.sites), 1))[: seen.until]
        acted += int(by_day[:, named].sum())
    return float(acted)


def over_by(days: int | None) -> Measure:
    """How far the wave is over after so many days (None: at the end).

    1 less the work withheld on the last working days beside its peak so far, both as means of
    three working days; 0 if there was no wave.
    """

    def measure(seen: Seen) -> float:
        daily = seen.run.tables["daily"]
        held = daily["withheld_milli"][:days][daily["working"][:days] == 1]
        means = np.convolve(held, np.ones(_SMOOTHED, np.int64), "valid")
        if not len(means) or not means.max():
            return 0.0
        return 1.0 - int(means[-1]) / int(means.max())

    return measure


def outcome_at(run: Run, days: int) -> Outcome:
    """The outcome as it stood after so many days."""
    days = min(days, run.scenario.calendar.days)
    tables = {
        name: {column: values[table["day"] < days] for column, values in table.items()}
        for name, table in run.tables.items()
    }
    return outcome_of(run.scenario.with_days(days), run.rolls, tables)
