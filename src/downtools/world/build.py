"""Build the World of a scenario: named sites from its table, the rest of the employed drawn."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools import exact
from downtools.chance import bits, key_of, stream, uniform
from downtools.compiled import kernel, whole, word
from downtools.errors import Fault, InputError
from downtools.scenario.model import Scenario
from downtools.scenario.tables import OWNERSHIP
from downtools.world.cache import cached_world, keep_world, world_key
from downtools.world.geography import Geography, geography_of, parts_of
from downtools.world.jobs import match_margins
from downtools.world.money import Money, money_of
from downtools.world.synthetic import draw_sites, share_out
from downtools.world.threads import default_threads, for_each, site_blocks
from downtools.world.world import Named, Places, Sites, Workers, World, top_ranks

__all__ = ["build_world"]

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]
F64 = npt.NDArray[np.float64]

SAMPLED_ABOVE = 100
"""Staff above which an unnamed site is sampled by shops; smaller ones are kept or left whole."""


def build_world(
    scenario: Scenario, *, scale: float = 1.0, threads: int | None = None, cache: bool = True
) -> World:
    """Every worker of the scenario, or a sample of them at a `scale` below 1.

    The same scenario, scale and version give the same world on any machine and number of
    threads. With `cache`, a world built before is mapped from disk in place of building it.
    Raises `InputError` if `scale` is not in (0, 1].
    """
    if not 0.0 < scale <= 1.0:
        raise InputError(
            [
                Fault(
                    file="scale",
                    value=scale,
                    problem="not a share of the workers",
                    cure="give a number above 0 and at most 1",
                )
            ]
        )
    key = world_key(scenario, scale)
    found = cached_world(key) if cache else None
    if found is not None:
        return found
    world = _build(scenario, scale, threads or default_threads())
    if cache:
        keep_world(key, world)
    return world


@dataclass
class _Rows:
    """Columns of all sites while they are gathered."""

    key: npt.NDArray[np.uint64]
    place: I64
    sector: I64
    ownership: I64
    continuous: npt.NDArray[np.bool_]
    process: npt.NDArray[np.bool_]
    named: I64
    staff: I64


def _named_rows(scenario: Scenario, parts: list[tuple[int, int, int]], place_keys: U64) -> _Rows:
    sector_of = {sector.sector: i for i, sector in enumerate(scenario.sectors)}
    sites = [scenario.sites[number] for number, _, _ in parts]
    keys = [
        key_of(site.site)
        if site.spread == "town"
        else bits(key_of(site.site), int(place_keys[place]))
        for site, (_, place, _) in zip(sites, parts, strict=True)
    ]
    return _Rows(
        key=np.array(keys, np.uint64),
        place=np.array([place for _, place, _ in parts], np.int64),
        sector=np.array([sector_of[site.sector] for site in sites], np.int64),
        ownership=np.array([OWNERSHIP.index(site.ownership) for site in sites], np.int64),
        continuous=np.array([site.shifts == "continuous" for site in sites], np.bool_),
        process=np.array([scenario.process_of(site) == "continuous" for site in sites], np.bool_),
        named=np.array([number for number, _, _ in parts], np.int64),
        staff=np.array([staff for _, _, staff in parts], np.int64),
    )


def _classes(scenario: Scenario, sector: str) -> list[tuple[int, int, float]]:
    own = [row for row in scenario.sizes if row.sector == sector]
    rows = own or [row for row in scenario.sizes if row.sector == "*"]
    return sorted(((row.low, row.high, row.share) for row in rows), reverse=True)


def _synthetic_rows(
    scenario: Scenario, geography: Geography, given: _Rows, place_keys: U64
) -> list[_Rows]:
    """The synthetic sites of each sector, matched to what named sites leave of the totals."""
    here = np.zeros((len(geography.names), len(scenario.sectors)), np.int64)
    np.add.at(here, (given.place, given.sector), given.staff)
    left = np.array([s.employed for s in scenario.sectors], np.int64) - here.sum(axis=0)
    population = np.array(geography.population)
    rate = sum(s.employed for s in scenario.sectors) / exact.total(geography.population)
    place_jobs = np.maximum(population * rate - here.sum(axis=1), 0.0)
    rural = np.array(geography.rural)
    weights = np.array([s.rural_weight for s in scenario.sectors])
    odds = population[:, None] * np.where(rural[:, None], weights[None, :], 1.0)
    jobs = match_margins(odds, place_jobs, left) if left.sum() else np.zeros_like(here)
    rows: list[_Rows] = []
    for j, sector in enumerate(scenario.sectors):
        if not left[j]:
            continue
        room = np.ascontiguousarray(jobs[:, j])
        classes = _classes(scenario, sector.sector)
        drawn = draw_sites(scenario.world_seed, sector.sector, classes, room, place_keys)
        many = len(drawn.staff)
        mine = given.sector == j
        wanted = _wanted(scenario, j, given.ownership[mine], given.staff[mine])
        owner = share_out(drawn.staff, wanted)
        rows.append(
            _Rows(
                key=drawn.key,
                place=drawn.place,
                sector=np.full(many, j, np.int64),
                ownership=owner.astype(np.int64),
                continuous=np.full(many, sector.shifts == "continuous", np.bool_),
                process=np.full(many, sector.process == "continuous", np.bool_),
                named=np.full(many, -1, np.int64),
                staff=drawn.staff,
            )
        )
    return rows


def _wanted(scenario: Scenario, sector: int, owner: I64, staff: I64) -> I64:
    """People by ownership that the synthetic sites of a sector still have to make up."""
    row = scenario.sectors[sector]
    shares = (row.state_share, row.mixed_share, 1.0 - row.state_share - row.mixed_share)
    wanted = [
        max(0, int(share * row.employed + 0.5) - int(staff[owner == o].sum()))
        for o, share in enumerate(shares)
    ]
    return np.array(wanted if sum(wanted) else (0, 0, 1), np.int64)


def _joined(rows: list[_Rows]) -> _Rows:
    return _Rows(
        key=np.concatenate([part.key for part in rows]),
        place=np.concatenate([part.place for part in rows]),
        sector=np.concatenate([part.sector for part in rows]),
        ownership=np.concatenate([part.ownership for part in rows]),
        continuous=np.concatenate([part.continuous for part in rows]),
        process=np.concatenate([part.process for part in rows]),
        named=np.concatenate([part.named for part in rows]),
        staff=np.concatenate([part.staff for part in rows]),
    )


def _kept(rows: _Rows, world_seed: int, scale: float) -> npt.NDArray[np.bool_]:
    """Which sites are in memory: all but the small synthetic ones left out of the sample."""
    kept = np.ones(len(rows.key), np.bool_)
    if scale < 1.0:
        seed = stream(world_seed, key_of("sample"), 0)
        small = (rows.named < 0) & (rows.staff <= SAMPLED_ABOVE)
        for i in np.flatnonzero(small).tolist():
            kept[i] = uniform(bits(seed, int(rows.key[i]))) < scale
    return kept


class _Held(NamedTuple):
    """What of each site is in memory, and what it stands for (times 65536)."""

    shops: I64
    """Shops of the whole site."""
    shops_held: I64
    workers: I64
    weight: I64
    weight_here: I64
    stands_for: I64


def _in_memory(rows: _Rows, scale: float, shop_size: int) -> _Held:
    """Named sites are held whole; of larger unnamed sites the first shops, smaller ones whole."""
    shops = np.maximum(1, (rows.staff + shop_size // 2) // shop_size)
    sampled = (rows.named < 0) & (rows.staff > SAMPLED_ABOVE) & (scale < 1.0)
    small = (rows.named < 0) & (rows.staff <= SAMPLED_ABOVE) & (scale < 1.0)
    fewer = np.maximum(1, np.floor(shops * scale + 0.5).astype(np.int64))
    held = np.where(sampled, fewer, shops)
    workers = held * (rows.staff // shops) + np.minimum(held, rows.staff % shops)
    here = np.where(sampled, np.floor(rows.staff * 65536.0 / workers + 0.5), 65536.0)
    stands_for = np.where(small, np.floor(65536.0 / scale + 0.5), 65536.0)
    return _Held(
        shops=shops,
        shops_held=held,
        workers=workers,
        weight=np.where(small, stands_for, here).astype(np.int64),
        weight_here=here.astype(np.int64),
        stands_for=stands_for.astype(np.int64),
    )


def _starts(counts: I64) -> I64:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


@kernel
def _draw_traits(
    first: int, last: int, seed: int, fixed_term: I64, sites: Sites, workers: Workers
) -> None:
    """Ranks of every worker of the sites from `first` to before `last`; docs/model.md section 2."""
    for s in range(first, last):
        site_seed = bits(seed, sites.key[s])
        share = fixed_term[sites.sector[s]]
        begin = sites.first_worker[s]
        for i in range(begin, sites.first_worker[s + 1]):
            draw = bits(site_seed, word(i - begin))
            workers.opposition[i] = draw >> word(48)
            workers.caution[i] = (draw >> word(40)) & word(255)
            reach = (draw >> word(33)) & word(127)
            contract = 1 if whole(draw & word(0xFFFFFFFF)) < share else 0
            workers.media[i] = (whole(reach) << 1) | contract


def _traits(scenario: Scenario, sites: Sites, threads: int) -> Workers:
    many = int(sites.first_worker[-1])
    workers = Workers(
        opposition=np.empty(many, np.uint16),
        caution=np.empty(many, np.uint8),
        media=np.empty(many, np.uint8),
    )
    seed = word(stream(scenario.world_seed, key_of("traits"), 0))
    fixed_term = np.array([int(s.fixed_term_share * 2.0**32) for s in scenario.sectors], np.int64)

    def fill(first: int, last: int) -> None:
        _draw_traits(first, last, seed, fixed_term, sites, workers)

    with ThreadPoolExecutor(threads) as pool:
        for_each(fill, site_blocks(sites.first_worker), pool)
    return workers


def _sites(
    scenario: Scenario, rows: _Rows, district: I64, region: I64, scale: float, money: Money
) -> Sites:
    held = _in_memory(rows, scale, scenario.shop_size)
    effects = [np.nan if site.effect is None else site.effect for site in scenario.sites]
    effect = np.where(rows.named >= 0, np.array([*effects, np.nan])[rows.named], np.nan)
    return Sites(
        key=rows.key,
        place=rows.place.astype(np.int32),
        region=region[rows.place].astype(np.int16),
        district=district[rows.place].astype(np.int16),
        sector=rows.sector.astype(np.int16),
        ownership=rows.ownership.astype(np.int16),
        continuous=rows.continuous.astype(np.uint8),
        process=rows.process.astype(np.uint8),
        named=rows.named.astype(np.int16),
        staff=rows.staff.astype(np.int32),
        shops=held.shops.astype(np.int32),
        first_shop=_starts(held.shops_held),
        first_worker=_starts(held.workers),
        weight=held.weight,
        weight_here=held.weight_here,
        stands_for=held.stands_for,
        output_cents=money.output_cents,
        exports_cents=money.exports_cents,
        wage_cents=money.wage_cents,
        strategic=money.strategic,
        effect=effect,
    )


@kernel
def _concentrate(sites: Sites, roll: I64, place_roll: I64, concentration: F64) -> None:
    """Herfindahl index of each place: the sum of squared shares of its employers."""
    for s in range(roll.size):
        share = roll[s] / max(place_roll[sites.place[s]], 1)
        concentration[sites.place[s]] += share * share * (sites.stands_for[s] / 65536.0)


@kernel
def _sum_parts(sites: Sites, roll: I64, named_roll: I64, named_value: F64) -> None:
    """Roll and strategic value of each named site: the sums of its parts."""
    for s in range(roll.size):
        if sites.named[s] >= 0:
            named_roll[sites.named[s]] += roll[s]
            named_value[sites.named[s]] += sites.strategic[s]


def _build(scenario: Scenario, scale: float, threads: int) -> World:
    geography = geography_of(scenario)
    regions = list(dict.fromkeys(district.region for district in scenario.districts))
    district = np.array(geography.district, np.int64)
    region_of = np.array([regions.index(d.region) for d in scenario.districts], np.int64)
    place_keys = np.array([key_of(f"place/{name}") for name in geography.names], np.uint64)
    given = _named_rows(scenario, parts_of(scenario, geography), place_keys)
    rows = _joined([given, *_synthetic_rows(scenario, geography, given, place_keys)])
    kept = _kept(rows, scenario.world_seed, scale)
    rows = _Rows(**{name: column[kept] for name, column in vars(rows).items()})
    money = money_of(scenario, rows.sector, rows.named, rows.staff, rows.continuous)
    sites = _sites(scenario, rows, district, region_of[district], scale, money)
    many = len(geography.names)
    roll = (np.diff(sites.first_worker) * sites.weight + 32768) >> 16
    place_roll = np.zeros(many, np.int64)
    np.add.at(place_roll, sites.place, roll)
    concentration = np.zeros(many)
    named_roll = np.zeros(len(scenario.sites), np.int64)
    named_value = np.zeros(len(scenario.sites))
    _concentrate(sites, roll, place_roll, concentration)
    _sum_parts(sites, roll, named_roll, named_value)
    workers = _traits(scenario, sites, threads)
    world = World(
        scale=scale,
        workers=workers,
        shops=top_ranks(sites, workers),
        sites=sites,
        places=Places(
            key=place_keys,
            district=district.astype(np.int16),
            region=region_of[district].astype(np.int16),
            population=np.array(geography.population),
            roll=place_roll,
            concentration=np.minimum(concentration, 1.0),
        ),
        named=Named(
            key=np.array([key_of(site.site) for site in scenario.sites], np.uint64),
            roll=named_roll,
            strategic=named_value,
        ),
        place_names=tuple(geography.names),
        district_names=tuple(d.district for d in scenario.districts),
        region_names=tuple(regions),
        sector_names=tuple(s.sector for s in scenario.sectors),
        site_names=tuple(site.site for site in scenario.sites),
        crews=scenario.calendar.crews,
    )
    for part in (world.workers, world.shops, world.sites, world.places, world.named):
        for column in part:
            column.flags.writeable = False
    return world
