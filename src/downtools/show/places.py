"""What a map shows of a day: people out by district, named sites by the rung they took."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from downtools.run.run import Run
from downtools.scenario.schedule import RUNGS
from downtools.scenario.tables import District, Site, Town
from downtools.show.geometry import Point, place_of
from downtools.show.text import RUNG_COLUMNS

__all__ = ["NOTABLE", "DayOfPlaces"]

I64 = npt.NDArray[np.int64]

NOTABLE = 0.01
"""A site has taken a rung if at least this share of its staff is on it or above."""


@dataclass(frozen=True)
class DayOfPlaces:
    """One day of a run by place."""

    run: Run
    day: int

    @cached_property
    def towns(self) -> dict[str, Town]:
        """The scenario's towns by id."""
        return {town.town: town for town in self.run.scenario.towns}

    @cached_property
    def districts(self) -> dict[str, District]:
        """The scenario's districts by id."""
        return {row.district: row for row in self.run.scenario.districts}

    def district_of(self, site: Site) -> District:
        """The district of a site's town."""
        return self.districts[self.towns[site.town].district]

    def place(self, site: Site) -> Point | None:
        """Where a site is drawn: where it stands, else its town, else its district."""
        return place_of(site, self.towns[site.town], self.district_of(site))

    @cached_property
    def out_per_thousand(self) -> dict[str, float]:
        """People out for each 1,000 inhabitants, by district.

        Named sites that are spread over a region or the country are in no district.
        """
        groups = self.run.tables["groups"]
        out = np.zeros(len(self.districts), np.int64)
        today = groups["day"] == self.day
        at = groups["district"][today]
        np.add.at(out, at, (groups["walking_out"] + groups["striking"])[today])
        index = {name: i for i, name in enumerate(self.districts)}
        for i, site in enumerate(self.run.scenario.sites):
            if site.spread == "town":
                out[index[self.towns[site.town].district]] += self.out_at(i)
        return {
            name: 1000.0 * int(out[index[name]]) / max(row.population, 1.0)
            for name, row in self.districts.items()
        }

    def out_at(self, site: int) -> int:
        """People out at the site of that index."""
        return self._at("walking_out", site) + self._at("striking", site)

    def rung_at(self, site: int) -> str:
        """The highest rung that a notable share of a site took, or "" for none.

        Who strikes counts on the rungs below too; signatures count from the first day on.
        """
        staff = self.run.scenario.sites[site].staff
        people = 0
        for rung in reversed(RUNGS):
            people = self._at(RUNG_COLUMNS[rung], site) + (people if rung != "sign" else 0)
            if people >= max(NOTABLE * staff, 1.0):
                return rung
        return ""

    def _at(self, column: str, site: int) -> int:
        return int(self._today[column][site])

    @cached_property
    def _today(self) -> dict[str, I64]:
        sites = self.run.tables["sites"]
        many = len(self.run.scenario.sites)
        rows = slice(self.day * many, (self.day + 1) * many)
        return {name: values[rows] for name, values in sites.items()}
