"""The outcome of a wave: how far it reached and how it was resolved, by written definitions.

Work withheld counts full-shift equivalents by the workers' own decision, on working days, over
the roll of day 0. The thresholds are parameters of the scenario (group `outcome`), and the reach
is also given at half and at twice all of them.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.exact import total
from downtools.scenario.model import Scenario
from downtools.world.world import World

__all__ = ["REACHES", "RESOLUTIONS", "Outcome", "Rolls", "outcome_of", "rolls_of"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

REACHES = ("none", "sites", "sector_or_region", "nationwide")
RESOLUTIONS = ("won", "conceded", "suspended", "ridden_out", "open")
_SUSTAINED = (3, 5)
_STRICT = set("BCDEH")
"""Sections of industry and transport."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Reach and resolution of one run."""

    reach: str
    """The highest attained: none, sites, sector_or_region or nationwide."""
    reach_date: dt.date | None
    """The first working day on which it was attained."""
    sustained: bool
    """Whether it was so on 3 of 5 working days."""
    reach_at_half: str
    reach_at_twice: str
    general_strike_25: bool
    """The stricter one: 25 % of industry and transport in 4 of 7 regions with the capital."""
    resolution: str
    """won, conceded, suspended, ridden_out or open."""
    resolution_date: dt.date | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Rolls:
    """The rolls of day 0 that shares are over."""

    region_sector: I64
    core: npt.NDArray[np.bool_]
    """Of each sector: industry, construction or transport."""
    strict: npt.NDArray[np.bool_]
    """Of each sector: industry or transport."""
    strategic: F64
    """Strategic value of each named site."""

    @staticmethod
    def of(scenario: Scenario, region_sector: I64, strategic: F64) -> "Rolls":
        """Rolls with the sectors told apart by the scenario's table."""
        sectors = scenario.sectors
        return Rolls(
            region_sector=region_sector,
            core=np.array([sector.core for sector in sectors], np.bool_),
            strict=np.array([bool(_STRICT & set(sector.section)) for sector in sectors], np.bool_),
            strategic=strategic,
        )


def rolls_of(scenario: Scenario, world: World) -> Rolls:
    """Count the rolls of a world by region and sector, in people."""
    sites = world.sites
    roll = (np.diff(sites.first_worker) * sites.weight + 32768) >> 16
    counts = np.zeros((len(world.region_names), len(world.sector_names)), np.int64)
    np.add.at(counts, (sites.region, sites.sector), roll)
    return Rolls.of(scenario, counts, world.named.strategic)


def outcome_of(scenario: Scenario, rolls: Rolls, tables: dict[str, dict[str, I64]]) -> Outcome:
    """The outcome of a run from its tables."""
    working = np.flatnonzero(tables["daily"]["working"] == 1)
    wave = _Wave.of(scenario, rolls, tables, working)
    levels = wave.levels(1.0)
    top = int(levels.max()) if len(levels) else 0
    first = scenario.calendar.date(int(working[np.argmax(levels == top)])) if top else None
    resolution, resolved_on = _resolution(
        scenario, int(rolls.region_sector.sum()), tables["daily"], working
    )
    return Outcome(
        reach=REACHES[top],
        reach_date=first,
        sustained=top > 0 and _is_sustained(levels == top),
        reach_at_half=REACHES[int(wave.levels(0.5).max(initial=0))],
        reach_at_twice=REACHES[int(wave.levels(2.0).max(initial=0))],
        general_strike_25=wave.general(),
        resolution=resolution,
        resolution_date=resolved_on,
    )


@dataclass(frozen=True, eq=False)
class _Wave:
    """Work withheld on working days, beside rolls; sums of whole numbers, divided once."""

    scenario: Scenario
    rolls: Rolls
    withheld: I64
    """[working day, region, sector]: thousandths of a shift withheld."""
    long: I64
    """The same, people who withheld at least half a shift."""
    strategic: F64
    """Of each working day: share of the declared strategic value that is stopped."""

    @staticmethod
    def of(
        scenario: Scenario, rolls: Rolls, tables: dict[str, dict[str, I64]], working: I64
    ) -> "_Wave":
        regions, sectors = rolls.region_sector.shape
        days = len(tables["daily"]["day"])
        shape = (days, regions, sectors)
        table = tables["regions"]
        half = scenario.parameters.ladder.walkout_share >= 0.5
        long = table["striking"] + (table["walking_out"] if half else 0)
        stopped = tables["sites"]["stopped"].reshape(days, -1)
        at_work = tables["sites"]["on_shift"].reshape(days, -1) > 0
        values = rolls.strategic.tolist()
        declared = max(total(values), 1e-12)
        share = [
            total(value for value, halted in zip(values, day, strict=True) if halted) / declared
            for day in (stopped * at_work)[working].tolist()
        ]
        return _Wave(
            scenario,
            rolls,
            table["withheld_milli"].reshape(shape)[working],
            long.reshape(shape)[working],
            np.array(share, np.float64),
        )

    def levels(self, factor: float) -> I64:
        """Reach of each working day as an index of REACHES, all thresholds times `factor`."""
        limits = self.scenario.parameters.outcome
        roll = self.rolls.region_sector
        core = self.rolls.core
        by_day = _share(self.withheld.sum(axis=(1, 2)), roll.sum())
        by_sector = _share(self.withheld.sum(axis=1), roll.sum(axis=0))
        by_region = _share(self.withheld.sum(axis=2), roll.sum(axis=1))
        by_core = _share(self.withheld[:, :, core].sum(axis=2), roll[:, core].sum(axis=1))
        regions = roll.shape[0]
        wide = 2 * (by_core >= factor * limits.nation_share).sum(axis=1) >= regions
        strategic = self.strategic >= min(factor * limits.strategic_share, 1.0)
        nationwide = (wide | strategic) & (regions >= 3)
        part = factor * limits.sector_share
        large = (by_sector >= part).any(axis=1) | (by_region >= part).any(axis=1)
        some = by_day >= factor * limits.some_share
        return np.where(nationwide, 3, np.where(large, 2, some.astype(np.int64)))

    def general(self) -> bool:
        """The stricter general strike, on one working day; needs the capital's region."""
        strict = self.rolls.strict
        roll = np.maximum(self.rolls.region_sector[:, strict].sum(axis=1), 1)
        share = self.long[:, :, strict].sum(axis=2) / roll
        enough = share >= self.scenario.parameters.outcome.general_share
        regions = list(dict.fromkeys(row.region for row in self.scenario.districts))
        if len(regions) < 3:
            return False
        if self.scenario.capital in regions:
            with_capital = enough[:, regions.index(self.scenario.capital)]
        else:
            with_capital = np.ones(len(enough), np.bool_)
        return bool((with_capital & (7 * enough.sum(axis=1) >= 4 * len(regions))).any())


def _share(milli: I64, roll: I64) -> F64:
    """Thousandths of shifts as a share of a roll: one division of whole numbers each."""
    return milli / np.maximum(1000 * roll, 1)


def _is_sustained(attained: npt.NDArray[np.bool_]) -> bool:
    enough, window = _SUSTAINED
    sums = np.convolve(attained.astype(np.int64), np.ones(window, np.int64))
    return bool((sums >= enough).any())


def _resolution(
    scenario: Scenario, roll: int, daily: dict[str, I64], working: I64
) -> tuple[str, dt.date | None]:
    """Ridden out on the last of enough working days under a tenth of the peak, or open.

    A wave that revives is open again; the last resolution counts. Where it never was a wave by
    `some_share`, nothing can be ridden out, and it stays open.
    """
    limits = scenario.parameters.outcome
    withheld = daily["withheld_milli"][working].tolist()
    if max(withheld, default=0) < limits.some_share * 1000 * roll:
        return "open", None
    peak, quiet, resolved_on = 0.0, 0, None
    for i, day in enumerate(working.tolist()):
        window = withheld[max(0, i + 1 - limits.smoothing_days) : i + 1]
        smoothed = sum(window) / limits.smoothing_days
        peak = max(peak, smoothed)
        if smoothed < limits.ridden_share * peak:
            quiet += 1
            if quiet == limits.ridden_days:
                resolved_on = scenario.calendar.date(day)
        else:
            quiet, resolved_on = 0, None
    return ("ridden_out" if resolved_on else "open"), resolved_on
