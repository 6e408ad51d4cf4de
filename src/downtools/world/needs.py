"""How large a world will be, told before it is built; one too large is refused.

Named sites are counted exactly. Of the synthetic ones the expected number is taken: a size class
has its share of the employed, and a site drawn from it so many people on average.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools import exact
from downtools.errors import Fault, InputError
from downtools.scenario.model import Scenario
from downtools.world.available import free_disk, free_memory
from downtools.world.cache import worlds_folder
from downtools.world.columns import bytes_of
from downtools.world.geography import geography_of, parts_of
from downtools.world.sites import SAMPLED_ABOVE
from downtools.world.synthetic import classes_of
from downtools.world.world import Shops, Sites, Workers

__all__ = ["CONTACT_BYTES", "RUN_BYTES", "Needs", "fits_on_disk", "needs_of", "refuse_if_too_large"]

F64 = npt.NDArray[np.float64]

RUN_BYTES = (2, 6, 280)
"""Bytes of memory that a run needs beside the world (what changes, and its rules): of a worker, a
shop and a site."""

CONTACT_BYTES = (25, 4)
"""Bytes of memory that a contact network and what is known through it take: of a worker, and of
each of their contacts."""
_TIE_BYTES = 24
"""Of each contact while the network is drawn."""

_MOST_PEOPLE = 2**31 - 1
_MOST_ROWS = 2**15 - 1
_LISTED_SITE = 17
"""Bytes of a site while it is drawn (`Listed`)."""

_DRAWS = 64
"""Sizes of a class that stand for all its sites."""


@dataclass(frozen=True)
class Needs:
    """What a world of a scenario will hold and take, estimated to within 15 %."""

    agents: int
    """Workers in memory."""
    sites: int
    shops: int
    listed: int
    """Sites drawn, of which a sample keeps some."""
    contacts: int = 0
    """Personal contacts of a worker; 0 without a network."""

    @property
    def disk_bytes(self) -> int:
        """The world itself: on disk, and mapped from there; without the cache, in memory."""
        return (
            self.agents * bytes_of(Workers)
            + self.shops * bytes_of(Shops)
            + self.sites * bytes_of(Sites)
        )

    @property
    def building_bytes(self) -> int:
        """Memory for building the world, beside the world itself."""
        return max(self.listed * _LISTED_SITE, self.agents * self.contacts * _TIE_BYTES)

    @property
    def memory_bytes(self) -> int:
        """Memory for one run, beside the world itself."""
        worker, shop, site = RUN_BYTES
        if self.contacts:
            worker += CONTACT_BYTES[0] + CONTACT_BYTES[1] * self.contacts
        return self.agents * worker + self.shops * shop + self.sites * site


def needs_of(scenario: Scenario, scale: float = 1.0) -> Needs:
    """What the world of a scenario will need at a scale, without building it.

    Raises `InputError` if `scale` is not in (0, 1], or for numbers this program cannot count.
    """
    _check(scenario, scale)
    parts = parts_of(scenario, geography_of(scenario))
    named = np.array([staff for _, _, staff in parts], np.float64)
    total = np.array([len(parts), _shops(named, scenario.shop_size).sum(), named.sum()])
    listed = float(len(parts))
    for sector in scenario.sectors:
        given = sum(site.staff for site in scenario.sites if site.sector == sector.sector)
        left = max(0, sector.employed - given)
        classes = classes_of(scenario, sector.sector)
        of_sector, drawn = _synthetic(classes, left, scale, scenario.shop_size)
        total += of_sector
        listed += drawn
    sites, shops, agents = (int(number + 0.5) for number in total.tolist())
    return Needs(
        agents=agents,
        sites=sites,
        shops=shops,
        listed=int(listed + 0.5),
        contacts=scenario.contacts,
    )


def _shops(staff: F64, shop_size: int) -> F64:
    return np.maximum(1, (staff + shop_size // 2) // shop_size)


def _synthetic(
    classes: list[tuple[int, int, float]], jobs: int, scale: float, shop_size: int
) -> tuple[F64, float]:
    """(sites, shops and workers in memory, sites drawn) of the synthetic sites of a sector."""
    found, drawn, over = np.zeros(3), 0.0, 0.0
    u = (np.arange(_DRAWS) + 0.5) / _DRAWS
    shares = sum(share for _, _, share in classes)
    for low, high, share in classes:
        here = jobs * share / shares + over
        if here < low and low > classes[-1][0]:
            over = here
            continue
        over = 0.0
        staff = np.minimum(low + np.floor((high - low + 1) * u * u), max(here, 1.0))
        many = here / _mean(staff)
        drawn += many
        found += many * _held(staff, scale, shop_size)
    return found, drawn


def _held(staff: F64, scale: float, shop_size: int) -> F64:
    """Sites, shops and workers in memory of a synthetic site, the mean over its possible staff."""
    shops = _shops(staff, shop_size)
    small = staff <= SAMPLED_ABOVE
    held = np.where(small, shops, np.maximum(1, np.floor(shops * scale + 0.5)))
    kept = np.where(small, scale, 1.0)
    return np.array([_mean(kept), _mean(kept * held), _mean(kept * held * staff / shops)])


def _mean(values: F64) -> float:
    return exact.total(values.tolist()) / len(values)


def fits_on_disk(needs: Needs) -> bool:
    """Whether the disk of the cache has room for the world, as far as it says."""
    free = free_disk(worlds_folder())
    return free is None or needs.disk_bytes <= free


def refuse_if_too_large(
    needs: Needs, *, cache: bool = True, built: bool = False, runs: int = 1
) -> None:
    """Raise `InputError` if this machine has no room for `runs` runs of a world at once.

    With `cache`, the world lies on disk and only what runs change must fit in memory, if it is
    `built` already or the disk of the cache has room for it; else the world must fit in memory
    too. On a system that does not say what it has left, nothing is refused.
    """
    memory = free_memory()
    if memory is None:
        return
    in_memory = 0 if built or (cache and fits_on_disk(needs)) else needs.disk_bytes
    building = 0 if built else needs.building_bytes
    # What building needs is gone when the runs begin.
    needed = in_memory + max(needs.memory_bytes * runs, building)
    if needed <= memory:
        return
    problem = (
        f"about {needs.agents:,} workers at {needs.sites:,} sites need {_gb(needed)} of memory, "
        f"of which {_gb(memory)} are free"
    )
    cures = ["give a smaller --scale, a sample of the workers"]
    if runs > 1:
        cures.append("do fewer runs at once")
    if in_memory and needed - in_memory <= memory:
        problem += f" (their world of {_gb(in_memory)} finds no room on the disk of the cache)"
        cures.append(f"set DOWNTOOLS_CACHE to a folder with {_gb(in_memory)} free")
    raise InputError([Fault(file="scale", problem=problem, cure=", or ".join(cures))])


def _gb(many: int) -> str:
    return f"{many / 1e9:.1f} GB"


def _check(scenario: Scenario, scale: float) -> None:
    """The widths of the world's columns: what would not fit in them is refused."""
    faults: list[Fault] = []

    def fault(file: str, value: object, problem: str, cure: str) -> None:
        faults.append(Fault(file=file, value=value, problem=problem, cure=cure))

    if not 0.0 < scale <= 1.0:
        fault("scale", scale, "not a share of the workers", "give a number above 0 and at most 1")
    for sector in scenario.sectors:
        if sector.employed > _MOST_PEOPLE:
            most = f"a sector can have {_MOST_PEOPLE:,} people; divide it"
            fault(f"sectors.csv, {sector.sector}", sector.employed, "too many to count", most)
    for site in scenario.sites:
        if site.staff > _MOST_PEOPLE:
            most = f"a site can have {_MOST_PEOPLE:,} people; divide it"
            fault(f"sites.csv, {site.site}", site.staff, "too many to count", most)
    for name, rows in (
        ("sites", scenario.sites),
        ("districts", scenario.districts),
        ("sectors", scenario.sectors),
    ):
        if len(rows) > _MOST_ROWS:
            most = f"give at most {_MOST_ROWS:,}; what is left out of sites is drawn"
            fault(f"{name}.csv", len(rows), "too many rows", most)
    if faults:
        raise InputError(faults)
