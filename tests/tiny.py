"""Countries small enough to work out by hand, built straight from the dataclasses.

`tiny_scenario` makes a Scenario (any field can be replaced), `tiny_parameters` its parameters by
dotted key, `tiny_entry`, `tiny_site`, `tiny_sector` and `tiny_links` its rows, `tiny_world` the
arrays of a World for a list of sites. `STILL` turns off all luck and
all influence, so that a worker's score for a rung is the site effect less the cost of the act.
"""

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from downtools.chance import bits, key_of, stream
from downtools.scenario.calendar import Calendar
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import Parameters
from downtools.scenario.schedule import Entry
from downtools.scenario.tables import OWNERSHIP, District, Link, Sector, Site, SizeClass, Town
from downtools.world.world import Named, Places, Sites, Workers, World, top_ranks

MONDAY = dt.date(2020, 8, 10)

STILL: dict[str, float] = {
    "people.attention": 1.0,
    "influence.shop": 0.0,
    "influence.site": 0.0,
    "influence.town": 0.0,
    "influence.nation": 0.0,
    "belief.weight": 0.0,
    "outrage.shock_sd": 0.0,
    "outrage.town_shock_sd": 0.0,
    "media.call_sd": 0.0,
    "police.harm": 0.0,
    "police.hardness_sd": 0.0,
    "sack.cost": 0.0,
    "ladder.fatigue": 0.0,
    "gather.base": 0.0,
    "gather.readiness": 0.0,
    "gather.call": 0.0,
    "gather.nearby": 0.0,
    "gather.list_base": 0.0,
    "gather.list_readiness": 0.0,
    "gather.list_call": 0.0,
    "workplace.effect_sd": 0.0,
}
"""No luck, no influence, no fear, no events: what is wanted is turned on again."""


def tiny_parameters(*values: Mapping[str, Any]) -> Parameters:
    """The defaults with values under dotted keys replaced; later mappings win. No bounds."""
    parameters = Parameters()
    for mapping in values:
        for key, value in mapping.items():
            group, name = key.split(".")
            changed = dataclasses.replace(getattr(parameters, group), **{name: value})
            parameters = dataclasses.replace(parameters, **{group: changed})
    return parameters


def tiny_calendar(days: int, **overrides) -> Calendar:
    """A calendar of some days from a Monday on."""
    end = MONDAY + dt.timedelta(days=days - 1)
    return Calendar(**{"start": MONDAY, "end": end, **overrides})


def tiny_entry(kind: str, first: int, last: int, place: str = "nation", **fields) -> Entry:
    """An entry of the schedule that acts from day `first` to day `last`."""
    given = {
        "id": f"{kind}-{first}-{last}-{place}",
        "kind": kind,
        "start": MONDAY + dt.timedelta(days=first),
        "end": MONDAY + dt.timedelta(days=last),
        "known_from": MONDAY,
        "place": place,
        "source": "assumption; a test",
    }
    return Entry(**{**given, **fields})


def tiny_site(name: str, town: str = "alpha", **fields) -> Site:
    """A named site; `effect` fixes its site effect."""
    given = {
        "site": name,
        "name": name.title(),
        "town": town,
        "sector": "metal",
        "staff": 10,
        "staff_basis": "assumption",
        "ownership": "state",
        "shifts": "day",
        "spread": "town",
        "source": "assumption; a test",
    }
    return Site(**{**given, **fields})


def _district(name: str, region: str, population: float) -> District:
    return District(
        district=name, name=name, region=region, population=population, source="assumption"
    )


def _town(name: str, district: str, population: float) -> Town:
    return Town(town=name, name=name, district=district, population=population, source="assumption")


def tiny_sector(name: str, shifts: str = "day", **fields) -> Sector:
    """A sector of 1,000 people who make USD 10 million a year, 4 of them exports."""
    given = {
        "sector": name,
        "name": name,
        "section": "C",
        "employed": 1000,
        "value_added_usd": 1e7,
        "exports_usd": 4e6,
        "wage_usd": 500.0,
        "shifts": shifts,
        "state_share": 0.5,
        "mixed_share": 0.2,
        "fixed_term_share": 0.5,
        "rural_weight": 0.5,
        "core": True,
        "source": "assumption; a test",
    }
    return Sector(**{**given, **fields})


def tiny_links(*uses: tuple[str, str, float]) -> tuple[Link, ...]:
    """What sectors use of others: (user, supplier, share)."""
    return tuple(
        Link(user=user, supplier=supplier, share=share, source="assumption; a test")
        for user, supplier, share in uses
    )


def tiny_scenario(**overrides) -> Scenario:
    """Two regions with a district and a town each, two sectors, no named site, ten days.

    Places are, in order: the towns alpha and beta, the rural rests of north and south.
    """
    given = {
        "name": "tiny",
        "title": "A tiny country",
        "question": "Is the arithmetic right?",
        "population": 10_000.0,
        "world_seed": 7,
        "shop_size": 5,
        "calendar": tiny_calendar(10),
        "parameters": Parameters(),
        "schedule": (),
        "districts": (
            _district("north", "upland", 6_000.0),
            _district("south", "lowland", 4_000.0),
        ),
        "towns": (_town("alpha", "north", 4_000.0), _town("beta", "south", 1_000.0)),
        "sectors": (
            tiny_sector("metal"),
            tiny_sector("power", "continuous", fixed_term_share=0.25),
        ),
        "sizes": (SizeClass(sector="*", low=1, high=50, share=1.0, source="assumption"),),
        "sites": (),
    }
    return Scenario(**{**given, **overrides})


def tiny_world(
    scenario: Scenario,
    sites: Sequence[tuple[int, int, bool, int]],
    *,
    scale: float = 1.0,
    **columns: Sequence[float],
) -> World:
    """A World of sites, each (place index, staff, continuous, named index or -1).

    At a scale below 1 a synthetic site above 100 staff keeps its first shops, a smaller one is
    kept whole and stands for 1 / scale sites. `columns` replaces columns of the sites.
    """
    regions = tuple(dict.fromkeys(district.region for district in scenario.districts))
    districts = tuple(district.district for district in scenario.districts)
    sectors = tuple(sector.sector for sector in scenario.sectors)
    region_of = [regions.index(district.region) for district in scenario.districts]
    towns = [(t.town, districts.index(t.district), t.population) for t in scenario.towns]
    rests = [
        (
            f"rural/{d.district}",
            index,
            d.population - sum(t.population for t in scenario.towns if t.district == d.district),
        )
        for index, d in enumerate(scenario.districts)
    ]
    places = towns + rests
    rows = [
        _site_row(scenario, index, site, places, region_of, sectors, sites, scale)
        for index, site in enumerate(sites)
    ]
    table = _columns(rows, columns)
    workers = _workers(scenario, rows)
    return World(
        scale=scale,
        workers=workers,
        shops=top_ranks(table, workers),
        sites=table,
        places=_places(places, region_of, table),
        named=_named(scenario, table),
        place_names=tuple(name for name, _, _ in places),
        district_names=districts,
        region_names=regions,
        sector_names=sectors,
        site_names=tuple(site.site for site in scenario.sites),
        crews=scenario.calendar.crews,
    )


def _site_row(scenario, index, site, places, region_of, sectors, sites, scale):
    place, staff, continuous, named = site
    name, district, _ = places[place]
    sector = index % len(sectors)
    key = f"synthetic/{index}"
    ownership = index % len(OWNERSHIP)
    effect = math.nan
    process = scenario.sectors[sector].process
    if named >= 0:
        fact = scenario.sites[named]
        parts = sum(1 for other in sites if other[3] == named)
        key = fact.site if parts == 1 else f"{fact.site}/{name}"
        sector = sectors.index(fact.sector)
        ownership = OWNERSHIP.index(fact.ownership)
        effect = math.nan if fact.effect is None else fact.effect
        process = fact.process or scenario.sectors[sector].process
    shops = max(1, (staff + scenario.shop_size // 2) // scenario.shop_size)
    sizes = [staff // shops + (1 if j < staff % shops else 0) for j in range(shops)]
    weight = stands_for = 65536
    if named < 0 and scale < 1.0:
        if staff > 100:
            sizes = sizes[: math.ceil(shops * scale)]
            weight = staff * 65536 // sum(sizes)
        else:
            weight = stands_for = round(65536 / scale)
    total = sum(other[1] for other in sites)
    return {
        "key": key_of(key),
        "place": place,
        "region": region_of[district],
        "district": district,
        "sector": sector,
        "ownership": ownership,
        "continuous": int(continuous),
        "process": int(process == "continuous"),
        "named": named,
        "staff": staff,
        "shops": shops,
        "first_shop": len(sizes),
        "first_worker": sum(sizes),
        "weight": weight,
        "weight_here": 65536 if stands_for > 65536 else weight,
        "stands_for": stands_for,
        "output_cents": 4001,
        "exports_cents": 1603,
        "wage_cents": 2507,
        "strategic": staff / total if named >= 0 else 0.0,
        "effect": effect,
    }


_DTYPES = {
    "key": np.uint64,
    "place": np.int32,
    "staff": np.int32,
    "shops": np.int32,
    "continuous": np.uint8,
    "process": np.uint8,
    "strategic": np.float64,
    "effect": np.float64,
    "region": np.int16,
    "district": np.int16,
    "sector": np.int16,
    "ownership": np.int16,
    "named": np.int16,
}


def _columns(rows, replaced) -> Sites:
    arrays = {}
    for name in Sites._fields:
        values = list(replaced.get(name, [row[name] for row in rows]))
        if name.startswith("first_"):
            values = [sum(values[:i]) for i in range(len(values) + 1)]
        arrays[name] = np.array(values, dtype=_DTYPES.get(name, np.int64))
    return Sites(**arrays)


def _workers(scenario: Scenario, rows) -> Workers:
    traits = stream(scenario.world_seed, key_of("traits"), 0)
    opposition, caution, media = [], [], []
    for row in rows:
        share = scenario.sectors[row["sector"]].fixed_term_share
        below = math.floor(share * 2**32)
        who = bits(traits, row["key"])
        for number in range(row["first_worker"]):
            b = bits(who, number)
            opposition.append(b >> 48)
            caution.append((b >> 40) & 255)
            media.append((((b >> 33) & 127) << 1) | (1 if (b & 0xFFFFFFFF) < below else 0))
    return Workers(
        opposition=np.array(opposition, dtype=np.uint16),
        caution=np.array(caution, dtype=np.uint8),
        media=np.array(media, dtype=np.uint8),
    )


def _rolls(sites: Sites) -> list[int]:
    counts = np.diff(sites.first_worker).tolist()
    return [
        (n * weight + 32768) >> 16 for n, weight in zip(counts, sites.weight.tolist(), strict=True)
    ]


def _places(places, region_of, sites: Sites) -> Places:
    rolls = [[] for _ in places]
    for place, roll in zip(sites.place.tolist(), _rolls(sites), strict=True):
        rolls[place].append(roll)
    totals = [sum(here) for here in rolls]
    shares = [
        [roll / total for roll in here] if total else []
        for here, total in zip(rolls, totals, strict=True)
    ]
    return Places(
        key=np.array([key_of(name) for name, _, _ in places], dtype=np.uint64),
        district=np.array([district for _, district, _ in places], dtype=np.int16),
        region=np.array([region_of[district] for _, district, _ in places], dtype=np.int16),
        population=np.array([population for _, _, population in places], dtype=np.float64),
        roll=np.array(totals, dtype=np.int64),
        concentration=np.array([sum(x * x for x in here) for here in shares], dtype=np.float64),
    )


def _named(scenario: Scenario, sites: Sites) -> Named:
    roll = [0] * len(scenario.sites)
    strategic = [0.0] * len(scenario.sites)
    values = zip(sites.named.tolist(), _rolls(sites), sites.strategic.tolist(), strict=True)
    for named, people, value in values:
        if named >= 0:
            roll[named] += people
            strategic[named] += value
    return Named(
        key=np.array([key_of(site.site) for site in scenario.sites], dtype=np.uint64),
        roll=np.array(roll, dtype=np.int64),
        strategic=np.array(strategic, dtype=np.float64),
    )
