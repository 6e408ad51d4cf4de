"""The outcome of a wave: how far it reached and how it was resolved, by written definitions.

Work withheld counts full-shift equivalents by the workers' own decision, on working days, over
the roll of day 0: shut-outs, outages and missing inputs are no part of the wave. The thresholds
are parameters of the scenario (group `outcome`), and the reach is also given at half and at twice
all of them. The rule of the resolution is that of docs/model.md, section 5; see `_Course`.
"""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from downtools.exact import total
from downtools.scenario.model import Scenario
from downtools.scenario.parameters.workplace import Outcome as Limits
from downtools.scenario.tables import LEVELS
from downtools.world.world import World

__all__ = ["REACHES", "RESOLUTIONS", "Outcome", "Rolls", "closeness_of", "outcome_of", "rolls_of"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

REACHES = LEVELS["reach"]
RESOLUTIONS = LEVELS["resolution"]
"""From the strongest on: 1 to 3 of them are the codes of the daily column `resolved`."""
_RIDDEN_OUT, _OPEN = 4, 5
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


def closeness_of(
    scenario: Scenario, rolls: Rolls, tables: dict[str, dict[str, I64]]
) -> dict[str, float]:
    """How near a run came to each reach but none, as a share of its threshold.

    1 or more if and only if the run attained it.
    """
    working = np.flatnonzero(tables["daily"]["working"] == 1)
    nearest = _Wave.of(scenario, rolls, tables, working).closeness()
    return dict(zip(REACHES[1:], nearest, strict=True))


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

    def closeness(self) -> tuple[float, float, float]:
        """How near the wave came to each reach above none on its best working day.

        As a share of its threshold: each reach also counts as attained with a higher one.
        """
        if not len(self.withheld):
            return 0.0, 0.0, 0.0
        limits, roll, core = (
            self.scenario.parameters.outcome,
            self.rolls.region_sector,
            self.rolls.core,
        )
        by_day = _share(self.withheld.sum(axis=(1, 2)), roll.sum())
        by_sector = _share(self.withheld.sum(axis=1), roll.sum(axis=0))
        by_region = _share(self.withheld.sum(axis=2), roll.sum(axis=1))
        by_core = _share(self.withheld[:, :, core].sum(axis=2), roll[:, core].sum(axis=1))
        regions = roll.shape[0]
        wide = np.sort(by_core, axis=1)[:, regions // 2]  # so many or more in half of them
        strategic = min(limits.strategic_share, 1.0)
        nation = max(_part(wide, limits.nation_share), _part(self.strategic, strategic))
        nation = nation if regions >= 3 else 0.0
        sector = max(_part(by_sector, limits.sector_share), _part(by_region, limits.sector_share))
        sector = max(sector, 1.0) if nation >= 1.0 else sector
        some = _part(by_day, limits.some_share)
        return max(some, 1.0) if sector >= 1.0 else some, sector, nation

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


def _part(shares: F64, threshold: float) -> float:
    """The largest share, as a part of a threshold; a threshold of nothing is always attained."""
    return float(shares.max()) / threshold if threshold > 0.0 else 1.0


def _is_sustained(attained: npt.NDArray[np.bool_]) -> bool:
    enough, window = _SUSTAINED
    sums = np.convolve(attained.astype(np.int64), np.ones(window, np.int64))
    return bool((sums >= enough).any())


def _resolution(
    scenario: Scenario, roll: int, daily: dict[str, I64], working: I64
) -> tuple[str, dt.date | None]:
    """How the wave stands resolved on the last day, and the day of it."""
    limits = scenario.parameters.outcome
    course = _Course(limits, limits.some_share * 1000 * roll)
    works = set(working.tolist())
    rows = zip(daily["withheld_milli"].tolist(), daily["resolved"].tolist(), strict=True)
    for day, (withheld, decided) in enumerate(rows):
        if day in works:
            course.work(day, withheld)
        if decided:
            course.resolve(decided, day)
    on = None if course.resolved_on is None else scenario.calendar.date(course.resolved_on)
    return RESOLUTIONS[course.code - 1], on


@dataclass(eq=False)
class _Course:
    """A wave on its way through the days.

    What has not reached `some_share` on a working day so far is no wave, and nothing resolves it.
    A resolution stands until the wave revives, which opens it again; a decision also until a
    stronger decision, in the order of RESOLUTIONS. So what follows a suspension or an accepted
    offer is not ridden out, nor called off a second time, and what has been ridden out is not
    called off afterwards.
    """

    limits: Limits
    some: float
    """Thousandths of shifts withheld on a day that make a wave."""
    code: int = _OPEN
    resolved_on: int | None = None
    """The day, working or not."""
    held: list[int] = field(default_factory=list[int])
    """Withheld on each working day so far."""
    since: int = 0
    """Working days up to the resolution, the day itself included."""
    wave: bool = False
    peak: float = 0.0
    quiet: int = 0

    def work(self, day: int, withheld: int) -> None:
        """Go through a working day."""
        self.held.append(withheld)
        self.wave |= withheld >= self.some
        smoothed = self._smoothed(0)
        self.peak = max(self.peak, smoothed)
        if self._revives(smoothed):
            self.code, self.resolved_on, self.quiet = _OPEN, None, 0
        quiet = self.wave and smoothed < self.limits.ridden_share * self.peak
        self.quiet = self.quiet + 1 if quiet else 0
        if self.quiet == self.limits.ridden_days:
            self.resolve(_RIDDEN_OUT, day)

    def resolve(self, code: int, day: int) -> None:
        """Take what resolves the wave on a day, unless what stands is not to be replaced."""
        if self.wave and self.code != _RIDDEN_OUT and code < self.code:
            self.code, self.resolved_on, self.since = code, day, len(self.held)

    def _revives(self, smoothed: float) -> bool:
        """Whether today's work opens again what was resolved before.

        After a decision only work withheld since then counts, or a wave that ends at once would
        seem to revive on the next day.
        """
        if self.code == _OPEN:
            return False
        if self.code == _RIDDEN_OUT:
            return smoothed >= self.limits.ridden_share * self.peak
        return self._smoothed(self.since) > self.limits.revived_share * self.peak

    def _smoothed(self, since: int) -> float:
        """Withheld a working day over the last ones, none of those before `since`."""
        first = max(since, len(self.held) - self.limits.smoothing_days)
        return sum(self.held[first:]) / self.limits.smoothing_days
