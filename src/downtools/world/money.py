"""What a shift is worth: value added, exports and wages of one worker's shift, in cents."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools import exact
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Site

__all__ = ["Money", "money_of"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


class Money(NamedTuple):
    """Of each site: cents a worker's shift brings, and the site's strategic value."""

    output_cents: I64
    exports_cents: I64
    wage_cents: I64
    strategic: F64


def _given(site: Site, what: str) -> float | None:
    return site.value_added_usd if what == "value_added_usd" else site.exports_usd


def _per_worker(scenario: Scenario, what: str) -> tuple[list[float], list[float]]:
    """USD a worker and year (by sector outside the sites that state their own; by named site).

    What named sites state is taken out of their sector's total before the mean is made.
    """
    by_sector: list[float] = []
    for sector in scenario.sectors:
        total = sector.value_added_usd if what == "value_added_usd" else sector.exports_usd
        people = sector.employed
        for site in scenario.sites:
            stated = _given(site, what)
            if site.sector == sector.sector and stated is not None:
                total -= stated
                people -= site.staff
        by_sector.append(max(total, 0.0) / max(people, 1))
    index = {sector.sector: i for i, sector in enumerate(scenario.sectors)}
    by_site: list[float] = []
    for site in scenario.sites:
        stated = _given(site, what)
        by_site.append(by_sector[index[site.sector]] if stated is None else stated / site.staff)
    return by_sector, by_site


def money_of(
    scenario: Scenario, sector: I64, named: I64, staff: I64, continuous: npt.NDArray[np.bool_]
) -> Money:
    """The money columns of sites, from the scenario's tables; national totals make the shares."""
    shifts = np.where(
        continuous,
        scenario.calendar.shifts_a_year_continuous,
        scenario.calendar.shifts_a_year_day,
    )

    def a_year(what: str) -> F64:
        by_sector, by_site = _per_worker(scenario, what)
        return np.where(named >= 0, np.array([*by_site, 0.0])[named], np.array(by_sector)[sector])

    def cents(usd_a_year: F64) -> I64:
        return np.floor(usd_a_year * 100.0 / shifts + 0.5).astype(np.int64)

    output, exports = a_year("value_added_usd"), a_year("exports_usd")
    wages = np.array([row.wage_usd * 12.0 for row in scenario.sectors])[sector]
    value_total = exact.total(row.value_added_usd for row in scenario.sectors)
    export_total = exact.total(row.exports_usd for row in scenario.sectors)
    value_share = output * staff / max(value_total, 1.0)
    export_share = exports * staff / max(export_total, 1.0)
    return Money(cents(output), cents(exports), cents(wages), (value_share + export_share) * 0.5)
