"""Entries of the schedule as day numbers, with the places and sites they cover."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import Luck, key_of
from downtools.day.luck import deviate
from downtools.exact import exp
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import RUNGS, Entry
from downtools.scenario.tables import OWNERSHIP
from downtools.world.world import World

__all__ = ["Dated", "Fund", "dated", "funds_of", "kinds_of", "lognormal", "of_day"]

Mask = npt.NDArray[np.bool_]
I64 = npt.NDArray[np.int64]


class Dated(NamedTuple):
    """An entry of the schedule as day numbers, with the places or sites it covers."""

    entry: Entry
    first: int
    last: int
    places: Mask
    sites: I64 | slice
    """The sites covered, in order of memory; a slice if all are."""
    covered: Mask
    """Of a rule that looks at sites: of each site, whether it is covered. Else empty."""
    luck: float
    """How well a call is received in this run, 1 on average; 1 for all other kinds."""

    @property
    def strength(self) -> float:
        """The strength of the entry, cut to 1."""
        return min(self.entry.strength, 1.0)

    @property
    def rung(self) -> int:
        """The rung a call names, 1 to 4."""
        return RUNGS.index(self.entry.rung) + 1


def of_day(entries: tuple[Dated, ...], day: int) -> list[Dated]:
    """The entries that act on a day, and the rules that may, in the order of the scenario.

    A schedule is long and most of it is over or to come: a phase asks once.
    """
    return [one for one in entries if one.first <= day <= one.last]


def kinds_of(entries: list[Dated], *kinds: str) -> list[Dated]:
    """Those of some kinds that are no rules."""
    return [one for one in entries if one.entry.kind in kinds and not one.entry.by_rule]


class Fund(NamedTuple):
    """A strike fund: its entry, and the cents it begins with."""

    dated: Dated
    cents: int


def lognormal(sd: float, z: float) -> float:
    """A lognormal factor with mean 1, so that more luck does not mean more on average."""
    return exp(sd * z - sd * sd / 2.0)


def dated(scenario: Scenario, world: World, luck: Luck) -> tuple[Dated, ...]:
    """Every entry of the schedule on the days on which it acts, or may act if it is a rule."""
    return tuple(_dated(entry, scenario, world, luck) for entry in scenario.schedule)


def funds_of(entries: tuple[Dated, ...]) -> tuple[Fund, ...]:
    """The strike funds, in the order of the scenario."""
    return tuple(
        Fund(one, int(100.0 * one.entry.usd + 0.5))
        for one in entries
        if one.entry.kind == "strike_fund"
    )


def _dated(entry: Entry, scenario: Scenario, world: World, luck: Luck) -> Dated:
    places, sites = _cover(entry, world)
    by_rule = scenario.parameters.regime.by_rule_from
    calendar = scenario.calendar
    acting = [day for day in range(calendar.days) if entry.on(calendar.date(day), by_rule)]
    heard = 1.0
    if entry.kind in ("call", "common_date"):
        sd = scenario.parameters.media.call_sd
        heard = lognormal(sd, deviate(luck, "call", 0, key_of(entry.id)))
    return Dated(
        entry=entry,
        first=acting[0] if acting else calendar.days,
        last=acting[-1] if acting else -1,
        places=places,
        sites=sites,
        covered=_covered(entry, sites, len(world.sites.key)),
        luck=heard,
    )


def _covered(entry: Entry, sites: I64 | slice, many: int) -> Mask:
    """The mask of the sites of a rule that looks at sites; many entries are none."""
    if not entry.by_rule or entry.notices != "site":
        return np.zeros(0, np.bool_)
    covered = np.zeros(many, np.bool_)
    covered[sites] = True
    return covered


def _cover(entry: Entry, world: World) -> tuple[Mask, I64 | slice]:
    """Which places and which sites an entry covers."""
    kind, name = entry.scope
    places = np.zeros(len(world.places.key), np.bool_)
    if kind == "nation":
        places[:] = True
        return places, slice(None)
    if kind == "sector":
        return places, np.flatnonzero(world.sites.sector == world.sector_names.index(name))
    if kind == "ownership":
        return places, np.flatnonzero(world.sites.ownership == OWNERSHIP.index(name))
    if kind == "site":
        return places, np.flatnonzero(world.sites.named == world.site_names.index(name))
    if kind == "region":
        places = world.places.region == world.region_names.index(name)
    elif kind == "district":
        places = world.places.district == world.district_names.index(name)
    else:
        places[world.place_names.index(name)] = True
    return places, np.flatnonzero(places[world.sites.place])
