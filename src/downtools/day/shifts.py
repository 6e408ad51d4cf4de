"""Shifts: who is on shift on a day, and what they would make if nobody stayed away.

It hangs on the calendar alone, so the sums over all sites are worked out once for each pattern
of a day (working or not, which crews) and not every day.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import inlined, kernel
from downtools.scenario.calendar import Calendar
from downtools.world.world import Sites, World, people

__all__ = ["Shift", "on_shift_at", "shifts_of"]

U8 = npt.NDArray[np.uint8]
I64 = npt.NDArray[np.int64]


class Shift(NamedTuple):
    """A pattern of the day, and its sums over all sites."""

    working: bool
    crew_on: U8
    """Of each crew of continuous sites: on shift."""
    normal: I64
    """[sector, what]: cents of output and of exports of a day without absence; in the last
    entry people on shift."""


@inlined
def on_shift_at(s: int, working: bool, crew_on: U8, sites: Sites) -> int:
    """Workers in memory of a site who are on shift, at work or not."""
    workers = int(sites.first_worker[s + 1] - sites.first_worker[s])
    if sites.continuous[s] == 0:
        return workers if working else 0
    base, more = sites.staff[s] // sites.shops[s], sites.staff[s] % sites.shops[s]
    on = 0
    for number in range(sites.first_shop[s + 1] - sites.first_shop[s]):
        if crew_on[number % crew_on.size] == 1:
            on += base + (1 if number < more else 0)
    return on


@kernel
def _sum_normal(working: bool, crew_on: U8, sites: Sites, normal: I64) -> None:
    for s in range(sites.key.size):
        on = people(on_shift_at(s, working, crew_on, sites), sites.weight[s])
        sector = sites.sector[s]
        normal[sector, 0] += on * sites.output_cents[s]
        normal[sector, 1] += on * sites.exports_cents[s]
        normal[sector, 2] += on


def shifts_of(calendar: Calendar, world: World) -> tuple[Shift, ...]:
    """The shift of every day; days of one pattern share theirs."""
    found: dict[tuple[bool, bytes], Shift] = {}
    days: list[Shift] = []
    for day in range(calendar.days):
        working = calendar.working(day)
        crew_on = np.array([calendar.on_shift(crew, day) for crew in range(calendar.crews)])
        key = (working, crew_on.tobytes())
        if key not in found:
            normal = np.zeros((len(world.sector_names), 3), np.int64)
            found[key] = Shift(working, crew_on.astype(np.uint8), normal)
            _sum_normal(working, found[key].crew_on, world.sites, normal)
        days.append(found[key])
    return tuple(days)
