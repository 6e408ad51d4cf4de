"""What a shift is worth: value added, exports and wages of one worker's shift, in cents.

It hangs on the kind of site alone: the sector of a synthetic site, or which named site it is.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools import exact
from downtools.compiled import shared
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Site

__all__ = ["Kinds", "kinds_of", "strategic_value"]

U8 = npt.NDArray[np.uint8]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


class Kinds(NamedTuple):
    """What the sites of a kind have in common: each sector's synthetic ones, then each named site.

    The last three entries of money are of a worker's shift in cents, `output` and `exports` of a
    worker's year in USD, their totals (one entry) of the nation's year.
    """

    sector: I64
    named: I64
    """Index of the named site, -1 for the synthetic sites of a sector."""
    continuous: U8
    process: U8
    effect: F64
    """The site effect where data fix it, else NaN."""
    output: F64
    exports: F64
    output_total: F64
    exports_total: F64
    output_cents: I64
    exports_cents: I64
    wage_cents: I64


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


def kinds_of(scenario: Scenario) -> Kinds:
    """The kinds of sites of a scenario; national totals make the shares."""
    sectors, named = scenario.sectors, scenario.sites
    sector_of = {sector.sector: i for i, sector in enumerate(sectors)}
    sector = np.array([*range(len(sectors)), *(sector_of[site.sector] for site in named)], np.int64)
    continuous = np.array([row.shifts == "continuous" for row in (*sectors, *named)], np.uint8)
    processes = [*(row.process for row in sectors), *(scenario.process_of(site) for site in named)]
    effects = [np.nan if site.effect is None else site.effect for site in named]
    shifts = np.where(
        continuous,
        scenario.calendar.shifts_a_year_continuous,
        scenario.calendar.shifts_a_year_day,
    )

    def a_year(what: str) -> F64:
        by_sector, by_site = _per_worker(scenario, what)
        return np.array([*by_sector, *by_site])

    def cents(usd_a_year: F64) -> I64:
        return np.floor(usd_a_year * 100.0 / shifts + 0.5).astype(np.int64)

    output, exports = a_year("value_added_usd"), a_year("exports_usd")
    return Kinds(
        sector=sector,
        named=np.array([*(-1 for _ in sectors), *range(len(named))], np.int64),
        continuous=continuous,
        process=np.array([process == "continuous" for process in processes], np.uint8),
        effect=np.array([*(np.nan for _ in sectors), *effects]),
        output=output,
        exports=exports,
        output_total=np.array([max(exact.total(s.value_added_usd for s in sectors), 1.0)]),
        exports_total=np.array([max(exact.total(s.exports_usd for s in sectors), 1.0)]),
        output_cents=cents(output),
        exports_cents=cents(exports),
        wage_cents=cents(np.array([row.wage_usd * 12.0 for row in sectors])[sector]),
    )


@shared
def strategic_value(kinds: Kinds, kind: int, staff: int) -> float:
    """Mean of the shares of national value added and exports that `staff` people make."""
    value_share = kinds.output[kind] * staff / kinds.output_total[0]
    export_share = kinds.exports[kind] * staff / kinds.exports_total[0]
    return (value_share + export_share) * 0.5
