"""Which named sites are made to stop when equal headcounts are compared (S5, S8)."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from downtools.scenario.model import Scenario
from downtools.world.world import World

__all__ = ["earner", "ordinary", "others", "strategic"]

F64 = npt.NDArray[np.float64]

_SHARE = 4
"""One in so many of the staff of named sites is made to stop."""


def strategic(world: World) -> list[int]:
    """Named sites of the highest strategic value a head, up to a quarter of the named staff."""
    return _fitting(_by_value(world)[::-1], world, int(world.named.roll.sum()) // _SHARE)


def ordinary(world: World) -> list[int]:
    """Named sites of the lowest strategic value a head, of about the staff of `strategic`."""
    chosen = strategic(world)
    rest = [site for site in _by_value(world) if site not in chosen]
    return _fitting(rest, world, int(world.named.roll[chosen].sum()))


def earner(scenario: Scenario, world: World) -> list[int]:
    """The named site that exports most."""
    exports = _exports(scenario, world)
    return [int(np.argmax(exports))] if exports.any() else []


def others(scenario: Scenario, world: World) -> list[int]:
    """Named sites of about the staff of `earner` that export about the median a head."""
    first = earner(scenario, world)
    a_head = _exports(scenario, world) / np.maximum(world.named.roll, 1)
    apart = np.abs(a_head - float(np.median(a_head)))
    order = [site for site in np.argsort(apart, kind="stable").tolist() if site not in first]
    return _fitting(order, world, int(world.named.roll[first].sum()))


def _by_value(world: World) -> list[int]:
    """Named sites by strategic value a head, the lowest first."""
    a_head = world.named.strategic / np.maximum(world.named.roll, 1)
    return np.argsort(a_head, kind="stable").tolist()


def _fitting(order: Iterable[int], world: World, people: int) -> list[int]:
    """Sites in this order, each that still fits into so many people."""
    chosen: list[int] = []
    for site in order:
        staff = int(world.named.roll[site])
        if staff <= people:
            people -= staff
            chosen.append(site)
    return chosen


def _exports(scenario: Scenario, world: World) -> F64:
    """Exports of a year of each named site, in cents."""
    sites = world.sites
    roll = (np.diff(sites.first_worker) * sites.weight + 32768) >> 16
    shifts = np.where(
        sites.continuous == 1,
        scenario.calendar.shifts_a_year_continuous,
        scenario.calendar.shifts_a_year_day,
    )
    named = sites.named >= 0
    exports = np.zeros(len(world.named.roll))
    np.add.at(exports, sites.named[named], (sites.exports_cents * roll * shifts)[named])
    return exports
