"""The day: its date, its luck, and which entries of the schedule act and where."""

import datetime as dt
from dataclasses import dataclass

from downtools.chance import Luck
from downtools.reference.people import Shop
from downtools.reference.places import Place
from downtools.reference.sites import Site
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import Parameters
from downtools.scenario.schedule import Entry

__all__ = ["Day", "covers_nation", "covers_place", "covers_site", "of_town"]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one replicate."""

    scenario: Scenario
    luck: Luck
    number: int
    """Days since the start of the calendar."""

    @property
    def parameters(self) -> Parameters:
        """The parameters of the scenario."""
        return self.scenario.parameters

    @property
    def date(self) -> dt.date:
        """The date."""
        return self.scenario.calendar.date(self.number)

    @property
    def working(self) -> bool:
        """Whether day shifts work."""
        return self.scenario.calendar.working(self.number)

    def acting(self) -> list[Entry]:
        """The entries that act today, rules that may fire among them, in the scenario's order."""
        by_rule_from = self.parameters.regime.by_rule_from
        return [entry for entry in self.scenario.schedule if entry.on(self.date, by_rule_from)]

    def entries(self, *kinds: str) -> list[Entry]:
        """The entries of some kinds that act today because it is their date."""
        return [entry for entry in self.acting() if entry.kind in kinds and not entry.by_rule]

    def rules(self, *kinds: str) -> list[Entry]:
        """The rules of some kinds that act today wherever they fire."""
        return [entry for entry in self.acting() if entry.kind in kinds and entry.by_rule]

    def site_works(self, site: Site) -> bool:
        """Whether anything is made there today (section 4)."""
        return site.continuous or self.working

    def on_shift(self, site: Site, shop: Shop) -> bool:
        """Whether the shop's crew is at work today."""
        if site.continuous:
            return self.scenario.calendar.on_shift(shop.crew, self.number)
        return self.working


def covers_nation(entry: Entry) -> bool:
    """Whether the entry is for the whole country."""
    return entry.scope[0] == "nation"


def covers_place(entry: Entry, place: Place) -> bool:
    """Whether the entry's place is, or holds, this town or rural rest."""
    kind, name = entry.scope
    if kind == "region":
        return name == place.region
    if kind == "district":
        return name == place.district
    if kind == "town":
        return name == place.name
    return kind == "nation"


def covers_site(entry: Entry, site: Site) -> bool:
    """Whether the entry is about this site: by place, sector, ownership or name."""
    kind, name = entry.scope
    if kind == "sector":
        return name == site.sector_name
    if kind == "ownership":
        return name == site.ownership
    if kind == "site":
        return site.named is not None and name == site.named.name
    return covers_place(entry, site.place)


def of_town(entry: Entry, place: Place) -> bool:
    """Whether the entry is of this very town."""
    return entry.scope == ("town", place.name)
