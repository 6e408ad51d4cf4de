"""The Scenario: a declared world, frozen, equal by content, whose print is a page of English."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from downtools.errors import Fault, InputError
from downtools.scenario import describe, keys
from downtools.scenario.calendar import Calendar
from downtools.scenario.declare import YOUNGER, Param
from downtools.scenario.notebook import notebook
from downtools.scenario.parameters import Parameters
from downtools.scenario.schedule import Entry
from downtools.scenario.tables import (
    District,
    Link,
    Observed,
    Report,
    Sector,
    Site,
    SizeClass,
    Town,
)

__all__ = ["Scenario", "content_hash", "plain"]


def _younger(default: Any) -> Any:
    """A field that came after hashes had been stored.

    It is no part of the content while it stands at its default, so that scenarios which do
    without it keep the hash that their stored results, plans and runs are of.
    """
    return dataclasses.field(default=default, metadata={YOUNGER: True})


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A country (or a plant), its people's parameters, and what happens to it day by day.

    Built by `downtools.load`; a changed copy by `with_values`. Two scenarios with the same
    content are equal and hash alike, wherever they were read from.
    """

    name: str
    title: str
    question: str
    confound: str = ""
    """What happened at once, so that no run can tell its effects apart."""
    capital: str = ""
    """Region of the capital, if the scenario has one (the stricter general strike needs it)."""
    population: float
    """People of the country; districts and towns are scaled to it."""
    world_seed: int
    shop_size: int
    """People who see each other at work, on average."""
    contacts: int = 0
    """Personal contacts of a worker on average; 0: no contact network."""
    contacts_far: float = 0.1
    """Share of ties that lead to anybody in the country."""
    unit: str = _younger("nation")
    """What the reach of a strike is declared in: nation, territory, sector or city."""
    people_from: str = _younger("")
    """Shipped scenario whose posterior the parameters of people are drawn from, widened."""
    calendar: Calendar
    parameters: Parameters
    sources: tuple[tuple[str, str], ...] = ()
    """Where the values of parameters are from that the scenario sets itself, by dotted key."""
    schedule: tuple[Entry, ...]
    districts: tuple[District, ...]
    towns: tuple[Town, ...]
    sectors: tuple[Sector, ...]
    sizes: tuple[SizeClass, ...]
    sites: tuple[Site, ...]
    links: tuple[Link, ...] = ()
    reports: tuple[Report, ...] = ()
    observed: tuple[Observed, ...] = ()

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the whole content, in hexadecimal."""
        return content_hash(self)

    @cached_property
    def run_hash(self) -> str:
        """SHA-256 of what runs hang on: all but the observed facts and the confound."""
        return content_hash(dataclasses.replace(self, observed=(), confound=""))

    def __hash__(self) -> int:
        return int(self.hash[:15], 16)

    def __str__(self) -> str:
        return describe.page(self)

    def _repr_html_(self) -> str:
        return notebook(self)

    def value(self, key: str) -> Any:
        """The value under a dotted key, as `schema` lists it. Raises `InputError` if unknown."""
        owner, name = keys.holder(self, key)
        return getattr(owner, name)

    def declared(self, key: str) -> Param:
        """The declaration of a dotted key. Raises `InputError` if unknown."""
        return keys.declared(self, key)

    def sentence(self, entry: Entry) -> str:
        """What an entry of the schedule does, in one sentence with the names of places."""
        return entry.sentence(self.place_words(entry))

    def place_words(self, entry: Entry) -> str:
        """The place of an entry as a reader knows it."""
        kind, name = entry.scope
        names = {
            "town": {row.town: row.name for row in self.towns},
            "district": {row.district: f"the district of {row.name}" for row in self.districts},
            "sector": {row.sector: f"the sector {row.name}" for row in self.sectors},
            "site": {row.site: row.name for row in self.sites},
            "ownership": {name: f"workplaces in {name} ownership"},
            "region": {name: f"the region {name}"},
        }
        return "the country" if kind == "nation" else names[kind].get(name, name)

    def process_of(self, site: Site) -> str:
        """The process of a named site: its own, else its sector's."""
        return site.process or next(
            sector.process for sector in self.sectors if sector.sector == site.sector
        )

    def source_of(self, key: str) -> str:
        """Where the value of a dotted key is from. Raises `InputError` if unknown."""
        return dict(self.sources).get(key) or self.declared(key).source

    def with_values(self, values: Mapping[str, Any]) -> "Scenario":
        """A copy with values under dotted keys replaced (`{"police.harm": .3}`).

        Keys are those of `downtools schema`: `group.name` of a parameter, or
        `schedule.id.field` of an entry. A new `start` moves the whole entry: `end` moves along
        unless it is set too (the `end` of a rule stays). Raises `InputError` for an unknown key,
        a value out of its bounds or what no longer holds between values, all of them at once.
        """
        return keys.replaced(self, values)

    def with_days(self, days: int) -> "Scenario":
        """A copy that ends after `days` days. Raises `InputError` beyond the calendar."""
        if not 1 <= days <= self.calendar.days:
            raise InputError(
                [
                    Fault(
                        file="days",
                        value=days,
                        problem=f"outside the scenario of {self.calendar.days} days",
                        cure=f"give a whole number from 1 to {self.calendar.days}",
                    )
                ]
            )
        calendar = dataclasses.replace(self.calendar, end=self.calendar.date(days - 1))
        return dataclasses.replace(self, calendar=calendar)


def content_hash(part: Any) -> str:
    """SHA-256 over the canonical JSON of a dataclass, a tuple of them or a plain value."""
    text = json.dumps(plain(part), sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def plain(part: Any) -> Any:
    """A dataclass as plain values for JSON, field by field; dates are left to the writer.

    Fields younger than the first stored hashes are left out while they say nothing.
    """
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        values = {field: getattr(part, field.name) for field in dataclasses.fields(part)}
        return {
            field.name: plain(value)
            for field, value in values.items()
            if not field.metadata.get(YOUNGER) or value != field.default
        }
    if isinstance(part, tuple | list):
        return [plain(item) for item in part]
    return part
