"""The table of sites: what is known of each when it is listed, laid out as columns of `Sites`.

First the blocks of the list are measured (how much of them is in memory, if the world is a
sample), then each is written where it belongs, in threads.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, uniform
from downtools.compiled import kernel, whole, word
from downtools.world.columns import Columns, new_table
from downtools.world.money import Kinds, strategic_value
from downtools.world.world import Places, Sites, people

__all__ = ["SAMPLED_ABOVE", "Listed", "Sampling", "concentrate", "site_table", "sum_parts"]

F64 = npt.NDArray[np.float64]
I8 = npt.NDArray[np.int8]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

SAMPLED_ABOVE = 100
"""Staff above which an unnamed site is sampled by shops; smaller ones are kept or left whole."""

_BLOCK_SITES = 1 << 15


class Listed(NamedTuple):
    """Sites one after the other: the parts of the named ones, or the synthetic ones of a sector."""

    key: U64
    place: I32
    staff: I32
    owner: I8
    kind: I32
    """Row of `Kinds`; a single entry is for all."""


class Sampling(NamedTuple):
    """How a sample is taken."""

    scale: float
    seed: int
    """Of the luck which small synthetic sites are kept."""
    shop_size: int


@kernel
def _in_memory(
    key: int, staff: int, named: int, how: Sampling
) -> tuple[bool, int, int, int, int, int, int]:
    """What of a site is in memory: named sites whole, of larger unnamed sites the first shops.

    Smaller unnamed ones are kept whole or left out. Returns (kept, shops of the whole site, shops
    and workers in memory, `weight`, `weight_here`, `stands_for`).
    """
    shops = max(1, (staff + how.shop_size // 2) // how.shop_size)
    if how.scale >= 1.0 or named >= 0:
        return True, shops, shops, staff, 65536, 65536, 65536
    if staff <= SAMPLED_ABOVE:
        kept = uniform(bits(how.seed, key)) < how.scale
        stands_for = int(65536.0 / how.scale + 0.5)
        return kept, shops, shops, staff, stands_for, 65536, stands_for
    held = max(1, int(shops * how.scale + 0.5))
    workers = held * (staff // shops) + min(held, staff % shops)
    here = int(staff * 65536.0 / workers + 0.5)
    return True, shops, held, workers, here, here, 65536


@kernel
def _measure(listed: Listed, first: int, last: int, kinds: Kinds, how: Sampling, out: I64) -> None:
    """Sites, shops and workers in memory of those from `first` to before `last`."""
    for i in range(first, last):
        k = whole(listed.kind[i if listed.kind.size > 1 else 0])
        kept, _, shops, workers, _, _, _ = _in_memory(
            listed.key[i], listed.staff[i], kinds.named[k], how
        )
        if kept:
            out[0] += 1
            out[1] += shops
            out[2] += workers


@kernel
def _lay_out(
    listed: Listed,
    first: int,
    last: int,
    kinds: Kinds,
    how: Sampling,
    places: Places,
    start: I64,
    sites: Sites,
) -> None:
    """Write the sites from `first` to before `last`; `start` is where: site, shop and worker."""
    # Unsigned: of a signed index numba asks at each of the columns whether it counts from the end.
    s, shop, worker = word(start[0]), start[1], start[2]
    for i in range(first, last):
        k = whole(listed.kind[i if listed.kind.size > 1 else 0])
        staff, place = listed.staff[i], listed.place[i]
        kept, shops, shops_here, workers, weight, weight_here, stands_for = _in_memory(
            listed.key[i], staff, kinds.named[k], how
        )
        if not kept:
            continue
        sites.key[s] = listed.key[i]
        sites.place[s] = place
        sites.region[s] = places.region[place]
        sites.district[s] = places.district[place]
        sites.sector[s] = kinds.sector[k]
        sites.ownership[s] = listed.owner[i]
        sites.continuous[s] = kinds.continuous[k]
        sites.process[s] = kinds.process[k]
        sites.named[s] = kinds.named[k]
        sites.staff[s] = staff
        sites.shops[s] = shops
        sites.first_shop[s] = shop
        sites.first_worker[s] = worker
        sites.weight[s] = weight
        sites.weight_here[s] = weight_here
        sites.stands_for[s] = stands_for
        sites.output_cents[s] = kinds.output_cents[k]
        sites.exports_cents[s] = kinds.exports_cents[k]
        sites.wage_cents[s] = kinds.wage_cents[k]
        sites.strategic[s] = strategic_value(kinds, k, staff)
        sites.effect[s] = kinds.effect[k]
        s += word(1)
        shop += shops_here
        worker += workers


def site_table(
    lists: Sequence[Listed],
    kinds: Kinds,
    how: Sampling,
    places: Places,
    columns: Columns,
    pool: ThreadPoolExecutor,
) -> Sites:
    """All sites in memory, in the order of the lists. Raises `OSError` if `columns` do."""
    blocks = [
        (listed, first, min(first + _BLOCK_SITES, len(listed.key)))
        for listed in lists
        for first in range(0, len(listed.key), _BLOCK_SITES)
    ]
    starts = np.zeros((len(blocks) + 1, 3), np.int64)

    def measure(number: int) -> None:
        _measure(*blocks[number], kinds, how, starts[number + 1])

    _each(measure, len(blocks), pool)
    starts = np.cumsum(starts, axis=0)
    sites: Sites = new_table(Sites, "sites", int(starts[-1, 0]), columns)
    sites.first_shop[-1], sites.first_worker[-1] = starts[-1, 1], starts[-1, 2]

    def lay_out(number: int) -> None:
        _lay_out(*blocks[number], kinds, how, places, starts[number], sites)

    _each(lay_out, len(blocks), pool)
    return sites


def _each(task: Any, many: int, pool: ThreadPoolExecutor) -> None:
    for done in [pool.submit(task, number) for number in range(many)]:
        done.result()


@kernel
def sum_parts(sites: Sites, roll: I64, named_roll: I64, named_value: F64) -> None:
    """Add up the roll of each place, and the roll and strategic value of each named site."""
    for s in range(sites.key.size):
        here = people(sites.first_worker[s + 1] - sites.first_worker[s], sites.weight[s])
        roll[sites.place[s]] += here
        if sites.named[s] >= 0:
            named_roll[sites.named[s]] += here
            named_value[sites.named[s]] += sites.strategic[s]


@kernel
def concentrate(sites: Sites, place_roll: I64, concentration: F64) -> None:
    """Herfindahl index of each place: the sum of squared shares of its employers."""
    for s in range(sites.key.size):
        place = sites.place[s]
        roll = people(sites.first_worker[s + 1] - sites.first_worker[s], sites.weight[s])
        share = roll / max(place_roll[place], 1)
        concentration[place] += share * share * (sites.stands_for[s] / 65536.0)
