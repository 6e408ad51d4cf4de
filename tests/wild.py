"""Random small countries: any parameter, any schedule, any place, any link.

A country is made from one number, so that a test that fails names it: `country_of(number)`.
"""

import dataclasses
import datetime as dt
from random import Random
from typing import Any

import numpy as np
from hypothesis import strategies as st

from downtools.day import PHASES, Records, Team
from downtools.run import simulate as run
from downtools.scenario.parameters import all_params
from downtools.scenario.schedule import KINDS, RUNGS, Entry, noticed_by
from downtools.scenario.tables import Link
from downtools.world.contacts import Contacts
from downtools.world.world import people
from tests.tiny import (
    MONDAY,
    tiny_calendar,
    tiny_entry,
    tiny_links,
    tiny_parameters,
    tiny_scenario,
    tiny_sector,
    tiny_site,
    tiny_world,
)

DAYS = 12
PLACES = {
    "nation": ("nation",),
    "region": ("region:upland",),
    "district": ("district:south",),
    "town": ("town:alpha", "town:beta"),
    "sector": ("sector:metal", "sector:power"),
    "site": ("site:works", "site:rail", "site:smelter"),
    "ownership": ("ownership:state", "ownership:private"),
}
LIVELY: dict[str, Any] = {
    "people.opposition_mean": 0.5,
    "people.attention": 0.5,
    "workplace.giant_staff": 50,
    "gather.base": 0.1,
    "gather.list_base": 0.1,
    "organise.base": 0.2,
    "organise.suspend": 0.8,
    "organise.suspend_share": 0.9,
    "police.detain": 0.3,
    "sack.resign": 0.3,
    "sack.reinstated": 0.3,
    "production.stock_days": 0.4,
    "regime.sites": 2.0,
}
"""Values with which something happens in a few days."""

_SLOW = ("people.opposition_mean", "people.opposition_sd", "people.caution_sd")
"""Each value of these costs the twin a table of ranks, so there are few."""
_WILD = [
    key
    for key, param in all_params().items()
    if not key.startswith(("outcome.", "reporting.")) and key not in _SLOW and param.type is float
]
_WHOLE = (
    "gather.spent_days",
    "gather.list_days",
    "organise.held_days",
    "organise.suspend_days",
    "production.restart_days",
)


def _near_or_anywhere(luck: Random, key: str) -> float:
    """A value about the default, or anywhere within the bounds."""
    param = all_params()[key]
    low, high = max(param.low, -5.0), min(param.high, 20.0)
    if luck.random() < 0.6:
        return min(max(param.default * luck.uniform(0.3, 3.0), low), high)
    return luck.choice([low, high, luck.uniform(low, high)])


def _values(luck: Random) -> dict[str, Any]:
    """Some parameters anywhere within their bounds, the others lively."""
    values = dict(LIVELY)
    for key in luck.sample(_WILD, luck.randrange(9)):
        values[key] = _near_or_anywhere(luck, key)
    for key in luck.sample(_WHOLE, luck.randrange(4)):
        values[key] = luck.randint(int(all_params()[key].low), 4)
    values["people.opposition_mean"] = luck.choice([0.2, 0.8, 2.0])
    values["people.caution_sd"] = luck.choice([0.0, 0.6])
    for key in ("regime.by_rule_from", "inter_site_committee.open_on"):
        values[key] = MONDAY + dt.timedelta(days=luck.choice([0, 2, 5, 1000]))
    return values


def _schedule(luck: Random) -> tuple[Entry, ...]:
    """A vote, and entries of any kind at any place; rules may follow rules that notice the same."""
    entries = [tiny_entry("falsified_vote", 0, luck.randrange(3), strength=luck.uniform(0.5, 3.0))]
    for number in range(luck.randrange(8, 22)):
        kind = luck.choice(list(KINDS))
        declared = KINDS[kind]
        place = luck.choice([place for form in declared.places for place in PLACES[form]])
        fields: dict[str, Any] = {}
        if declared.needs:
            fields["strength"] = luck.choice([0.0, 0.3, 0.8, 1.0, 3.0])
        if "people" in declared.needs:
            fields["people"] = luck.uniform(0.0, 400.0)
        if "rung" in declared.needs:
            fields["rung"] = luck.choice(RUNGS)
        if "usd" in declared.needs:
            fields["usd"] = luck.uniform(0.0, 3000.0)
        if declared.notices and luck.random() < 0.5:
            fields["above"] = luck.choice([0.0, 0.001, 0.05, 0.3])
            sort = noticed_by(kind, place)
            alike = [one.id for one in entries if one.by_rule and one.notices == sort]
            if alike and luck.random() < 0.5:
                fields["after"] = luck.choice(alike)
        first = luck.randrange(DAYS)
        last = luck.randrange(first, DAYS)
        entries.append(tiny_entry(kind, first, last, place, id=f"entry{number}", **fields))
    return tuple(entries)


def _links(luck: Random) -> tuple[Link, ...]:
    pairs = [(user, supplier) for user in SECTORS for supplier in (*SECTORS, "imports")]
    chosen = luck.sample(pairs, luck.randrange(len(pairs)))
    return tiny_links(*((user, supplier, luck.uniform(0.0, 0.3)) for user, supplier in chosen))


SECTORS = ("metal", "power", "trade")
NUMBERS = st.integers(0, 2**40)
"""Numbers of random countries."""


def country_of(number: int):
    """The random country of a number: a scenario of `DAYS` days, its world, and a seed."""
    luck = Random(number)
    scenario = tiny_scenario(
        calendar=tiny_calendar(
            DAYS,
            holidays=(MONDAY + dt.timedelta(days=2),) if luck.random() < 0.3 else (),
            rotation=luck.choice([(1, 1, 0, 0), (1, 0), (1,)]),
        ),
        sectors=(
            tiny_sector("metal"),
            tiny_sector("power", "continuous", fixed_term_share=0.25, process="continuous"),
            tiny_sector("trade", fixed_term_share=1.0),
        ),
        links=_links(luck),
        sites=(
            tiny_site("works"),
            tiny_site("rail", spread="country", shifts="continuous", sector="trade"),
            tiny_site("smelter", town="beta", sector="power", shifts="continuous", effect=0.1),
        ),
        schedule=_schedule(luck),
        parameters=tiny_parameters(_values(luck)),
    )
    named = [(0, luck.randint(1, 60), False, 0), (0, 23, True, 1), (1, 31, True, 1)]
    named.append((1, 36, True, 2))
    others = [
        (luck.randrange(4), luck.choice([1, 7, 30, 64, 115]), luck.random() < 0.5, -1)
        for _ in range(luck.randrange(5))
    ]
    world = tiny_world(scenario, named + others, scale=luck.choice([1.0, 0.4]))
    seed = luck.getrandbits(63)
    if luck.random() < 0.5:
        scenario, world = _acquainted(luck, scenario, world)
    return scenario, world, seed


def _acquainted(luck: Random, scenario, world):
    """The same country with a contact network over its workers, and a pull of it."""
    values = {
        key: _near_or_anywhere(luck, key) if luck.random() < 0.3 else luck.uniform(0.0, 1.5)
        for key in ("influence.contacts", "influence.each_contact")
    }
    pairs = luck.choice([0, 1, world.agents, 4 * world.agents])
    contacts = tied(world.agents, [luck.choices(range(world.agents), k=2) for _ in range(pairs)])
    return scenario.with_values(values), dataclasses.replace(world, contacts=contacts)


def tied(people: int, pairs) -> Contacts:
    """A contact network of pairs, each counted once; nobody is tied to themselves."""
    known = [set() for _ in range(people)]
    for one, other in pairs:
        if one != other:
            known[one].add(other)
            known[other].add(one)
    first = np.cumsum([0, *map(len, known)])
    return Contacts(first, np.array([j for own in known for j in sorted(own)], np.int32))


def mornings(country, days=DAYS):
    """The mornings of a country's first days; the phases are the caller's to run."""
    scenario, world, seed = country
    yield from run.mornings(scenario.with_days(days), world, seed, Team(), Records())


def evenings(country, days=DAYS):
    """The same once all phases have run: State and Today of the evening."""
    for morning in mornings(country, days):
        for phase in PHASES:
            phase.run(morning)
        yield morning


class Counted:
    """What arrays of workers come to by shop and by site."""

    def __init__(self, world, calendar, day):
        sites = world.sites
        self.first_worker = sites.first_worker
        staff, shops = sites.staff.tolist(), sites.shops.tolist()
        first = sites.first_shop.tolist()
        members, on_shift = [], []
        for s in range(len(staff)):
            for number in range(first[s + 1] - first[s]):
                members.append(staff[s] // shops[s] + (1 if number < staff[s] % shops[s] else 0))
                crew = number % calendar.crews
                works = calendar.on_shift(crew, day) if sites.continuous[s] else None
                on_shift.append(calendar.working(day) if works is None else works)
        self.shop_of = np.repeat(np.arange(len(members)), members)
        self.site_of = np.repeat(np.arange(len(staff)), np.diff(sites.first_worker))
        self.shop_on_shift = np.array(on_shift)
        self.on_shift = self.shop_on_shift[self.shop_of]
        self.shops, self.sites = len(members), len(staff)

    def by_shop(self, mask):
        return np.bincount(self.shop_of, mask, self.shops).astype(np.int64)

    def by_site(self, mask):
        return np.bincount(self.site_of, mask, self.sites).astype(np.int64)


def on_shift_of(morning):
    """People on shift at every site, awake or not."""
    sites = morning.world.sites
    counted = Counted(morning.world, morning.rules.scenario.calendar, morning.day)
    many = zip(counted.by_site(counted.on_shift).tolist(), sites.weight.tolist(), strict=True)
    return np.array([people(n, weight) for n, weight in many], np.int64)
