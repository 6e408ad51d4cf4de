"""What a map shows of a run: people out by district, named sites by the rung they took."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from downtools.run.run import Run
from downtools.scenario.schedule import RUNGS
from downtools.scenario.tables import District, Site, Town
from downtools.show import style
from downtools.show.geometry import Point, place_of
from downtools.show.text import RUNG_COLUMNS

__all__ = ["NOTABLE", "Places", "classes_of"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

NOTABLE = 0.01
"""A site has taken a rung if at least this share of its staff is on it or above."""

_BOUNDS = len(style.SHARE_COLOURS) - 2


@dataclass(frozen=True, eq=False)
class Places:
    """A run by place. Tables of it have a row for each day; columns are as in the scenario."""

    run: Run

    @cached_property
    def towns(self) -> dict[str, Town]:
        """The scenario's towns by id."""
        return {town.town: town for town in self.run.scenario.towns}

    @cached_property
    def districts(self) -> dict[str, District]:
        """The scenario's districts by id."""
        return {row.district: row for row in self.run.scenario.districts}

    def place(self, site: Site) -> Point | None:
        """Where a site is drawn: where it stands, else its town, else its district."""
        town = self.towns[site.town]
        return place_of(site, town, self.districts[town.district])

    @cached_property
    def out_in_districts(self) -> I64:
        """People out at workplaces in each district.

        Named sites that are spread over a region or the country are in no district.
        """
        groups = self.run.tables["groups"]
        out = np.zeros((self._days, len(self.districts)), np.int64)
        people = groups["walking_out"] + groups["striking"]
        np.add.at(out, (groups["day"], groups["district"]), people)
        index = {name: i for i, name in enumerate(self.districts)}
        for i, site in enumerate(self.run.scenario.sites):
            if site.spread == "town":
                out[:, index[self.towns[site.town].district]] += self.out_at_sites[:, i]
        return out

    @cached_property
    def per_thousand(self) -> F64:
        """People out for each 1,000 inhabitants of each district."""
        people = np.array([max(row.population, 1.0) for row in self.districts.values()])
        return 1000.0 * self.out_in_districts / people

    @cached_property
    def bounds(self) -> tuple[float, ...]:
        """Lower bounds of the shades of districts above the second, the same for all days."""
        return classes_of(float(self.per_thousand.max(initial=0.0)))

    @cached_property
    def shades(self) -> I64:
        """The shade of each district: 0 for nobody out, else 1 and one more for each bound."""
        shares = self.per_thousand
        return np.where(shares > 0, 1 + np.searchsorted(self.bounds, shares, side="right"), 0)

    @cached_property
    def out_at_sites(self) -> I64:
        """People out at each named site."""
        return self._of_sites("walking_out") + self._of_sites("striking")

    @cached_property
    def rungs(self) -> I64:
        """The highest rung that a notable share of each named site took: 0 for none, 1 to 4.

        Who strikes counts on the rungs below too; signatures count from the first day on.
        """
        staff = np.array([site.staff for site in self.run.scenario.sites])
        least = np.maximum(NOTABLE * staff, 1.0)
        taken = np.zeros((self._days, len(staff)), np.int64)
        above = np.zeros_like(taken)
        for rung in reversed(range(len(RUNGS))):
            on = self._of_sites(RUNG_COLUMNS[RUNGS[rung]])
            above = above + on if RUNGS[rung] != "sign" else on
            taken = np.where((taken == 0) & (above >= least), rung + 1, taken)
        return taken

    def rung_at(self, day: int, site: int) -> str:
        """The highest rung that a notable share of a site took on a day, or "" for none."""
        return ("", *RUNGS)[int(self.rungs[day, site])]

    @property
    def _days(self) -> int:
        return self.run.scenario.calendar.days

    def _of_sites(self, column: str) -> I64:
        return self.run.tables["sites"][column].reshape(self._days, len(self.run.scenario.sites))


def classes_of(largest: float) -> tuple[float, ...]:
    """Lower bounds of the shades above the second: four of 1, 2, 5, 10 ... up to `largest`."""
    series = [digit * 10.0**power for power in range(-4, 7) for digit in (1, 2, 5)]
    reached = [bound for bound in series if bound <= largest]
    return tuple((reached if len(reached) >= _BOUNDS else series[:_BOUNDS])[-_BOUNDS:])
