"""Places of work: towns, rural rests of districts, and where a spread workplace has its parts."""

from dataclasses import dataclass, field

import numpy as np

from downtools.scenario.model import Scenario
from downtools.scenario.tables import Site
from downtools.world.jobs import largest_remainder

__all__ = ["Geography", "geography_of", "parts_of"]


@dataclass
class Geography:
    """Places, and the districts and regions they lie in, as indices."""

    names: list[str] = field(default_factory=list)
    district: list[int] = field(default_factory=list)
    population: list[float] = field(default_factory=list)
    rural: list[bool] = field(default_factory=list)

    def add(self, name: str, district: int, population: float, *, rural: bool) -> None:
        """Add a place."""
        self.names.append(name)
        self.district.append(district)
        self.population.append(population)
        self.rural.append(rural)


def geography_of(scenario: Scenario) -> Geography:
    """Towns in the order of their table, then the rural rest of each district."""
    index = {district.district: i for i, district in enumerate(scenario.districts)}
    rest = [district.population for district in scenario.districts]
    found = Geography()
    for town in scenario.towns:
        at = index[town.district]
        found.add(town.town, at, max(town.population, 1.0), rural=False)
        rest[at] -= town.population
    for at, district in enumerate(scenario.districts):
        if rest[at] >= 1.0 or at not in found.district:
            found.add(f"rural/{district.district}", at, max(rest[at], 1.0), rural=True)
    return found


def parts_of(scenario: Scenario, geography: Geography) -> list[tuple[int, int, int]]:
    """(named site, place, staff) of every part: one at its town, or one a district if spread."""
    place_of = {name: i for i, name in enumerate(geography.names)}
    seat: dict[int, int] = {}
    for place, district in enumerate(geography.district):
        if (
            district not in seat
            or geography.population[place] > geography.population[seat[district]]
        ):
            seat[district] = place
    parts: list[tuple[int, int, int]] = []
    for number, site in enumerate(scenario.sites):
        home = place_of[site.town]
        if site.spread == "town":
            parts.append((number, home, site.staff))
            continue
        around = _districts_of(scenario, site, geography.district[home])
        weights = np.array([scenario.districts[i].population for i in around])
        if not weights.any():  # nobody lives there: everywhere alike
            weights[:] = 1.0
        staff = largest_remainder(weights, site.staff).tolist()
        parts += [(number, seat[i], n) for i, n in zip(around, staff, strict=True) if n > 0]
    return parts


def _districts_of(scenario: Scenario, site: Site, home: int) -> list[int]:
    region = scenario.districts[home].region
    everywhere = site.spread == "country"
    return [i for i, d in enumerate(scenario.districts) if everywhere or d.region == region]
