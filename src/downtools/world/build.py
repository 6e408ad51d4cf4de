"""Build the World of a scenario: named sites from its table, the rest of the employed drawn."""

import contextlib
import dataclasses
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from downtools import exact
from downtools.chance import bits, key_of, stream
from downtools.compiled import kernel, whole, word
from downtools.scenario.model import Scenario
from downtools.scenario.tables import OWNERSHIP
from downtools.world.cache import cached_world, keep_world, world_key
from downtools.world.columns import Columns, in_memory, new_table
from downtools.world.geography import Geography, geography_of, parts_of
from downtools.world.jobs import match_margins
from downtools.world.money import Kinds, kinds_of
from downtools.world.needs import fits_on_disk, needs_of, refuse_if_too_large
from downtools.world.sites import Listed, Sampling, concentrate, site_table, sum_parts
from downtools.world.synthetic import classes_of, draw_sites, share_out
from downtools.world.threads import default_threads, for_each, site_blocks
from downtools.world.ties import draw_contacts
from downtools.world.world import Named, Places, Shops, Sites, Workers, World, fill_top_ranks

__all__ = ["build_world"]

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]


def build_world(
    scenario: Scenario, *, scale: float = 1.0, threads: int | None = None, cache: bool = True
) -> World:
    """Every worker of the scenario, or a sample of them at a `scale` below 1.

    The same scenario, scale and version give the same world on any machine and number of
    threads. With `cache`, a world built before is mapped from disk in place of building it, and a
    new one is built on disk; where that cannot be, in memory.
    Raises `InputError` if `scale` is not in (0, 1], the scenario is too large for this program,
    or memory and disk are too small for a run of it.
    """
    needs = needs_of(scenario, scale)
    many = threads or default_threads()
    key = world_key(scenario, scale) if cache else ""
    found = cached_world(key, many) if cache else None
    refuse_if_too_large(needs, cache=cache, built=found is not None)
    if found is None and cache and fits_on_disk(needs):
        found = keep_world(key, lambda columns: _build(scenario, scale, many, columns), many)
    if found is None:
        if cache:
            refuse_if_too_large(needs, cache=False)
        found = _build(scenario, scale, many, in_memory)
    if scenario.contacts:
        found = dataclasses.replace(found, contacts=draw_contacts(scenario, found.sites))
    return found


def _named_sites(
    scenario: Scenario, kinds: Kinds, parts: list[tuple[int, int, int]], place_keys: U64
) -> Listed:
    sites = [scenario.sites[number] for number, _, _ in parts]
    keys = [
        key_of(site.site)
        if site.spread == "town"
        else bits(key_of(site.site), int(place_keys[place]))
        for site, (_, place, _) in zip(sites, parts, strict=True)
    ]
    return Listed(
        key=np.array(keys, np.uint64),
        place=np.array([place for _, place, _ in parts], np.int32),
        staff=np.array([staff for _, _, staff in parts], np.int32),
        owner=np.array([OWNERSHIP.index(site.ownership) for site in sites], np.int8),
        kind=np.array([len(scenario.sectors) + number for number, _, _ in parts], np.int32),
    )


def _jobs(scenario: Scenario, geography: Geography, given: Listed, sector: I64) -> I64:
    """People by place and sector outside named sites, whose sector (of each part) is `sector`."""
    here = np.zeros((len(geography.names), len(scenario.sectors)), np.int64)
    np.add.at(here, (given.place, sector), given.staff)
    left = np.array([s.employed for s in scenario.sectors], np.int64) - here.sum(axis=0)
    population = np.array(geography.population)
    rate = sum(s.employed for s in scenario.sectors) / exact.total(geography.population)
    place_jobs = np.maximum(population * rate - here.sum(axis=1), 0.0)
    rural = np.array(geography.rural)
    weights = np.array([s.rural_weight for s in scenario.sectors])
    odds = population[:, None] * np.where(rural[:, None], weights[None, :], 1.0)
    return match_margins(odds, place_jobs, left) if left.sum() else np.zeros_like(here)


def _all_sites(
    scenario: Scenario, geography: Geography, kinds: Kinds, keys: U64, pool: ThreadPoolExecutor
) -> list[Listed]:
    """The parts of named sites, then the synthetic ones of each sector.

    They are matched to what the named sites leave of the totals; a sector draws alone.
    """
    given = _named_sites(scenario, kinds, parts_of(scenario, geography), keys)
    sector_of = kinds.sector[given.kind]
    jobs = _jobs(scenario, geography, given, sector_of)

    def draw(j: int) -> list[Listed]:
        if not jobs[:, j].any():
            return []
        name = scenario.sectors[j].sector
        room = np.ascontiguousarray(jobs[:, j])
        drawn = draw_sites(scenario.world_seed, name, classes_of(scenario, name), room, keys)
        mine = sector_of == j
        owners = share_out(drawn, _wanted(scenario, j, given.owner[mine], given.staff[mine]))
        kind = np.array([j], np.int32)
        return [Listed(*part, owner, kind) for part, owner in zip(drawn, owners, strict=True)]

    sectors = range(len(scenario.sectors))
    # The largest first, so that no thread waits for another at the end.
    drawing = {j: pool.submit(draw, j) for j in sorted(sectors, key=lambda j: -jobs[:, j].sum())}
    return [given, *(part for j in sectors for part in drawing[j].result())]


def _wanted(
    scenario: Scenario, sector: int, owner: npt.NDArray[np.int8], staff: npt.NDArray[np.int32]
) -> I64:
    """People by ownership that the synthetic sites of a sector still have to make up."""
    row = scenario.sectors[sector]
    shares = (row.state_share, row.mixed_share, 1.0 - row.state_share - row.mixed_share)
    wanted = [
        max(0, int(share * row.employed + 0.5) - int(staff[owner == o].sum()))
        for o, share in enumerate(shares)
    ]
    return np.array(wanted if sum(wanted) else (0, 0, 1), np.int64)


@kernel
def _draw_traits(
    first: int, last: int, seed: int, fixed_term: I64, sites: Sites, workers: Workers
) -> None:
    """Ranks of every worker of the sites from `first` to before `last`; docs/model.md section 2."""
    for s in range(first, last):
        site_seed = bits(seed, sites.key[s])
        share = word(fixed_term[whole(sites.sector[s])])
        # Views from the first worker on: numba then knows that no index counts from the end, and
        # draws several workers at once.
        begin, end = sites.first_worker[s], sites.first_worker[s + 1]
        opposition, caution = workers.opposition[begin:end], workers.caution[begin:end]
        media = workers.media[begin:end]
        for i in range(opposition.size):
            draw = bits(site_seed, word(i))
            opposition[i] = draw >> word(48)
            caution[i] = (draw >> word(40)) & word(255)
            contract = 1 if (draw & word(0xFFFFFFFF)) < share else 0
            media[i] = ((draw >> word(32)) & word(254)) | word(contract)


@contextlib.contextmanager
def _pool(threads: int) -> Generator[ThreadPoolExecutor]:
    """Threads that start nothing more once the work is done or was cut short (by Ctrl-C, say)."""
    with ThreadPoolExecutor(threads) as pool:
        try:
            yield pool
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _build(scenario: Scenario, scale: float, threads: int, columns: Columns) -> World:
    """The world in columns to be filled. Raises `OSError` if `columns` do."""
    geography, kinds = geography_of(scenario), kinds_of(scenario)
    regions = list(dict.fromkeys(district.region for district in scenario.districts))
    region_of = np.array([regions.index(d.region) for d in scenario.districts], np.int64)
    places: Places = new_table(Places, "places", len(geography.names), columns)
    places.key[:] = [key_of(f"place/{name}") for name in geography.names]
    places.district[:] = geography.district
    places.region[:] = region_of[places.district]
    places.population[:] = geography.population
    named: Named = new_table(Named, "named", len(scenario.sites), columns)
    named.key[:] = [key_of(site.site) for site in scenario.sites]
    for sums in (places.roll, places.concentration, named.roll, named.strategic):
        sums[:] = 0
    how = Sampling(
        scale, word(stream(scenario.world_seed, key_of("sample"), 0)), scenario.shop_size
    )
    seed = word(stream(scenario.world_seed, key_of("traits"), 0))
    fixed_term = np.array([int(s.fixed_term_share * 2.0**32) for s in scenario.sectors], np.int64)
    with _pool(threads) as pool:
        lists = _all_sites(scenario, geography, kinds, places.key, pool)
        sites = site_table(lists, kinds, how, places, columns, pool)
        del lists  # of a planet, gigabytes
        workers: Workers = new_table(Workers, "workers", int(sites.first_worker[-1]), columns)
        shops: Shops = new_table(Shops, "shops", int(sites.first_shop[-1]), columns)

        def fill(first: int, last: int) -> None:
            _draw_traits(first, last, seed, fixed_term, sites, workers)
            fill_top_ranks(first, last, sites, workers.opposition, shops.opposition)

        def add_up() -> None:
            sum_parts(sites, places.roll, named.roll, named.strategic)
            concentrate(sites, places.roll, places.concentration)
            np.minimum(places.concentration, 1.0, out=places.concentration)

        sums_done = pool.submit(add_up)
        for_each(fill, site_blocks(sites.first_worker), pool)
        sums_done.result()
    return World(
        scale=scale,
        workers=workers,
        shops=shops,
        sites=sites,
        places=places,
        named=named,
        place_names=tuple(geography.names),
        district_names=tuple(d.district for d in scenario.districts),
        region_names=tuple(regions),
        sector_names=tuple(s.sector for s in scenario.sectors),
        site_names=tuple(site.site for site in scenario.sites),
        crews=scenario.calendar.crews,
    )
