"""From the arrays of a world to plain objects: docs/model.md, section 2."""

import functools
import math
from typing import Any, Protocol

from downtools.chance import Luck
from downtools.exact import exp, fixed, logistic, normal_quantile
from downtools.reference.luck import deviate
from downtools.reference.nation import Nation, Sector
from downtools.reference.people import Shop, Worker
from downtools.reference.places import Place
from downtools.reference.sites import NamedSite, Site
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import Workplace
from downtools.scenario.tables import OWNERSHIP

__all__ = ["WorldArrays", "country", "draw_effects"]


class WorldArrays(Protocol):
    """What is read of a world: groups of columns (named tuples of arrays), and names by index."""

    @property
    def workers(self) -> Any:
        """Traits of the workers, contiguous by site and shop."""
        ...

    @property
    def sites(self) -> Any:
        """The sites and parts of sites."""
        ...

    @property
    def places(self) -> Any:
        """The towns and rural rests."""
        ...

    @property
    def named(self) -> Any:
        """The named sites."""
        ...

    @property
    def contacts(self) -> Any:
        """Who knows whom."""
        ...

    @property
    def values(self) -> Any:
        """Values of the ranks of opposition and caution where they are given, else None."""
        ...

    @property
    def place_names(self) -> tuple[str, ...]:
        """Ids of the places."""
        ...

    @property
    def district_names(self) -> tuple[str, ...]:
        """Ids of the districts."""
        ...

    @property
    def region_names(self) -> tuple[str, ...]:
        """Ids of the regions."""
        ...

    @property
    def sector_names(self) -> tuple[str, ...]:
        """Ids of the sectors."""
        ...

    @property
    def site_names(self) -> tuple[str, ...]:
        """Ids of the named sites."""
        ...


def country(scenario: Scenario, world: WorldArrays) -> Nation:
    """Everybody, on the morning of day 0."""
    places = _places(world)
    named = _named_sites(scenario, world)
    opposition, caution = _values(scenario, world)
    workers = _workers(scenario, world, opposition, caution)
    sites: list[Site] = []
    rows = _rows(world.sites)
    ends: list[int] = world.sites.first_worker.tolist()[1:]
    shop_ends: list[int] = world.sites.first_shop.tolist()[1:]
    for row, end, shop_end in zip(rows, ends, shop_ends, strict=True):
        staff = workers[row["first_worker"] : end]
        shops = _shops(scenario, row, shop_end - row["first_shop"], staff)
        sites.append(_site(world, row, places, named, shops))
    return Nation(
        population=scenario.population,
        roll=sum(place.roll for place in places),
        places=places,
        sites=sites,
        named=named,
        sectors=_sectors(scenario, world.sector_names),
        opposition_values=tuple(sorted(opposition)),
        funds={
            entry.id: math.floor(100.0 * entry.usd + 0.5)
            for entry in scenario.schedule
            if entry.kind == "strike_fund"
        },
    )


def draw_effects(nation: Nation, luck: Luck, workplace: Workplace) -> None:
    """Draw what makes one workplace differ from another; the parts of a named site share it."""
    for site in nation.sites:
        if site.fixed_effect is None:
            who = site.key if site.named is None else site.named.key
            mean = 0.0 if site.named is None else workplace.selection
            site.effect = mean + workplace.effect_sd * deviate(luck, "site_effect", 0, who)
        else:
            site.effect = site.fixed_effect


@functools.cache
def opposition_values(mean: float, sd: float) -> tuple[int, ...]:
    """Private opposition of each of the 65536 ranks, a share in units of 1/65536."""
    return tuple(
        fixed(logistic(mean + sd * normal_quantile((rank + 0.5) / 65536.0)))
        for rank in range(65536)
    )


@functools.cache
def caution_values(sd: float) -> tuple[int, ...]:
    """Caution of each of the 256 ranks, a factor of median 1 in units of 1/65536."""
    return tuple(fixed(exp(sd * normal_quantile((rank + 0.5) / 256.0))) for rank in range(256))


def _rows(columns: Any) -> list[dict[str, Any]]:
    """The rows of a group of columns; the extra last entry of `first_...` is left out."""
    names: tuple[str, ...] = columns._fields
    values = zip(*(getattr(columns, name).tolist() for name in names), strict=False)
    return [dict(zip(names, row, strict=True)) for row in values]


def _places(world: WorldArrays) -> list[Place]:
    return [
        Place(
            key=row["key"],
            name=name,
            district=world.district_names[row["district"]],
            region=world.region_names[row["region"]],
            population=row["population"],
            roll=row["roll"],
            concentration=row["concentration"],
        )
        for name, row in zip(world.place_names, _rows(world.places), strict=True)
    ]


def _named_sites(scenario: Scenario, world: WorldArrays) -> list[NamedSite]:
    giant_staff = scenario.parameters.workplace.giant_staff
    return [
        NamedSite(
            name=name,
            key=row["key"],
            strategic=row["strategic"],
            giant=row["roll"] >= giant_staff,
        )
        for name, row in zip(world.site_names, _rows(world.named), strict=True)
    ]


def _sectors(scenario: Scenario, names: tuple[str, ...]) -> list[Sector]:
    """The sectors with full stocks of what they cannot do without; imports are never short."""
    production = scenario.parameters.production
    stocks: list[dict[int, float]] = [{} for _ in names]
    for link in scenario.links:
        made_here = link.supplier in names and link.supplier != link.user
        if made_here and link.share >= production.essential:
            supplier = names.index(link.supplier)
            stocks[names.index(link.user)][supplier] = production.stock_days
    return [Sector(stocks=own) for own in stocks]


def _values(scenario: Scenario, world: WorldArrays) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Opposition and caution of every rank: as they are given, else from the parameters."""
    if world.values is not None:
        return tuple(world.values.opposition.tolist()), tuple(world.values.caution.tolist())
    people = scenario.parameters.people
    return (
        opposition_values(people.opposition_mean, people.opposition_sd),
        caution_values(people.caution_sd),
    )


def _workers(
    scenario: Scenario,
    world: WorldArrays,
    opposition: tuple[int, ...],
    caution: tuple[int, ...],
) -> list[Worker]:
    """All workers in memory; their numbers are given when their site is built."""
    reached_below = math.floor(128.0 * scenario.parameters.media.reach + 0.5)
    workers = [
        Worker(
            number=0,
            opposition=opposition[row["opposition"]],
            caution=caution[row["caution"]],
            reached=(row["media"] >> 1) < reached_below,
            fixed_term=(row["media"] & 1) == 1,
        )
        for row in _rows(world.workers)
    ]
    first, other = world.contacts.first.tolist(), world.contacts.other.tolist()
    for worker, begin, end in zip(workers, first, first[1:], strict=False):
        worker.contacts = [workers[i] for i in other[begin:end]]
    return workers


def _shops(
    scenario: Scenario, row: dict[str, Any], in_memory: int, staff: list[Worker]
) -> list[Shop]:
    """The first shops of a site; those that come first have one more worker if need be."""
    crews = scenario.calendar.crews if row["continuous"] else 1
    least, one_more = divmod(row["staff"], row["shops"])
    for number, worker in enumerate(staff):
        worker.number = number
    shops: list[Shop] = []
    begin = 0
    for index in range(in_memory):
        end = begin + least + (1 if index < one_more else 0)
        shops.append(Shop(number=index, crew=index % crews, workers=staff[begin:end]))
        begin = end
    return shops


def _site(
    world: WorldArrays,
    row: dict[str, Any],
    places: list[Place],
    named: list[NamedSite],
    shops: list[Shop],
) -> Site:
    return Site(
        key=row["key"],
        place=places[row["place"]],
        region=row["region"],
        district=row["district"],
        sector=row["sector"],
        sector_name=world.sector_names[row["sector"]],
        ownership=OWNERSHIP[row["ownership"]],
        continuous=row["continuous"] == 1,
        process=row["process"] == 1,
        named=None if row["named"] < 0 else named[row["named"]],
        weight=row["weight"],
        weight_here=row["weight_here"],
        stands_for=row["stands_for"],
        output_cents=row["output_cents"],
        exports_cents=row["exports_cents"],
        wage_cents=row["wage_cents"],
        strategic=row["strategic"],
        fixed_effect=None if math.isnan(row["effect"]) else row["effect"],
        shops=shops,
        size=sum(len(shop.workers) for shop in shops),
    )
