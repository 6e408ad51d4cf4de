"""The World: read-only arrays of every worker, shop, site and place of a scenario.

Traits are ranks: a parameter turns them into values when the day runs, so a changed parameter
never rebuilds the world and each person keeps their place in the distribution.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import kernel, shared
from downtools.world.contacts import NO_CONTACTS, Contacts

__all__ = [
    "Named",
    "Places",
    "Shops",
    "Sites",
    "Values",
    "Workers",
    "World",
    "fill_top_ranks",
    "people",
    "top_ranks",
]

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U64 = npt.NDArray[np.uint64]
I16 = npt.NDArray[np.int16]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


class Workers(NamedTuple):
    """Traits of workers, contiguous by site and shop: 4 bytes each."""

    opposition: U16
    """Rank of private opposition."""
    caution: U8
    """Rank of caution."""
    media: U8
    """Rank of media reach (seven bits), shifted left by one; lowest bit: fixed-term contract."""


class Sites(NamedTuple):
    """Workplaces, one row each (a part of a spread workplace is a row)."""

    key: U64
    place: I32
    region: I16
    district: I16
    sector: I16
    ownership: I16
    continuous: U8
    process: U8
    """1 if its process is continuous and halts below the critical staff."""
    named: I16
    """Index of the named site, -1 for a synthetic one."""
    staff: I32
    """People on the roll of day 0."""
    shops: I32
    """Shops of the whole site; at a scale below 1 fewer are in memory."""
    first_shop: I64
    """Where its shops begin, and one more entry for the end."""
    first_worker: I64
    """Where its workers begin, and one more entry for the end."""
    weight: I64
    """People one worker in memory stands for, times 65536."""
    weight_here: I64
    """The same within one such site: a small site in a sample stands for several like it."""
    stands_for: I64
    """Sites one site in memory stands for, times 65536."""
    output_cents: I64
    """Value added by one worker's shift, in cents; so for exports and wages."""
    exports_cents: I64
    wage_cents: I64
    strategic: F64
    """Mean of its shares of national value added and exports."""
    effect: F64
    """The site effect where data fix it, else NaN."""


class Shops(NamedTuple):
    """Shops in memory, contiguous by site."""

    opposition: U16
    """Highest rank of opposition among its workers: bounds what any of them may do."""


class Places(NamedTuple):
    """Towns, and the rural rest of each district."""

    key: U64
    district: I16
    region: I16
    population: F64
    roll: I64
    """People employed at its sites in memory, each counted with its weight."""
    concentration: F64
    """Herfindahl index of employment: 1 if one employer has all jobs."""


class Named(NamedTuple):
    """Named sites, in the order of the scenario's table; parts are summed here."""

    key: U64
    roll: I64
    strategic: F64


class Values(NamedTuple):
    """Traits given as a table: the value of each rank, in units of 1/65536, in place of those that
    parameters give it. Both rise with the rank."""

    opposition: I32
    """Of the 65536 ranks."""
    caution: I32
    """Of the 256 ranks."""


@dataclass(frozen=True, kw_only=True, eq=False)
class World:
    """Every worker of a scenario at one to one, or a sample of them at a scale below 1."""

    scale: float
    workers: Workers
    shops: Shops
    sites: Sites
    places: Places
    named: Named
    place_names: tuple[str, ...]
    """Ids: of a town its own, of a rural rest `rural/` and its district."""
    district_names: tuple[str, ...]
    region_names: tuple[str, ...]
    sector_names: tuple[str, ...]
    site_names: tuple[str, ...]
    crews: int
    contacts: Contacts = NO_CONTACTS
    """Personal ties between workers in memory; over nobody where the scenario has none."""
    values: Values | None = None
    """For models whose traits are given; None where parameters decide."""

    def __post_init__(self) -> None:
        # No run changes its world; and kernels are compiled anew for columns that can be written.
        parts = (self.workers, self.shops, self.sites, self.places, self.named, self.contacts)
        for column in (column for part in parts for column in part):
            column.flags.writeable = False

    @property
    def agents(self) -> int:
        """Workers in memory."""
        return len(self.workers.opposition)

    @property
    def people(self) -> int:
        """Workers they stand for: all the employed."""
        return int(self.places.roll.sum())


@shared
def people(n: int, weight: int) -> int:
    """How many people n workers in memory stand for, given the weight of one."""
    return (n * weight + 32768) >> 16


@kernel
def fill_top_ranks(first: int, last: int, sites: Sites, opposition: U16, top: U16) -> None:
    """The highest rank of opposition in each shop of the sites from `first` to before `last`."""
    for s in range(first, last):
        base, more = sites.staff[s] // sites.shops[s], sites.staff[s] % sites.shops[s]
        at = sites.first_worker[s]
        here = top[sites.first_shop[s] : sites.first_shop[s + 1]]
        for shop in range(here.size):
            end = at + base + (1 if shop < more else 0)
            members = opposition[at:end]
            highest = 0
            for i in range(members.size):
                highest = max(highest, members[i])
            here[shop] = highest
            at = end


def top_ranks(sites: Sites, workers: Workers) -> Shops:
    """The shops of a world whose workers are known."""
    top = np.empty(int(sites.first_shop[-1]), np.uint16)
    fill_top_ranks(0, len(sites.key), sites, workers.opposition, top)
    return Shops(opposition=top)
