"""Record: the day's rows of the tables, in whole numbers (docs/model.md, section 6)."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from downtools.compiled import kernel
from downtools.day.rules import Rules
from downtools.day.state import FADING, PERMANENT, SHOCK, VICTIMS, State, Today
from downtools.exact import exp
from downtools.world.world import Sites, World, people

__all__ = ["COLUMNS", "EVENT_KINDS", "Records", "record"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

EVENT_KINDS = ("gathering", "list_opened", "stopped")
"""Kinds of the events table, from 1."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "daily": (
        "day",
        "working",
        "openness_milli",
        "belief_milli",
        "outrage_milli",
        "signed",
        "signers",
        "rallying",
        "walking_out",
        "striking",
        "withheld_milli",
        "on_shift",
        "gatherings",
        "lists_open",
        "giants_stopped",
        "police_sent",
        "victims",
        "output_lost_cents",
        "exports_lost_cents",
        "wages_lost_cents",
    ),
    "regions": (
        "day",
        "region",
        "sector",
        "signers",
        "rallying",
        "walking_out",
        "striking",
        "withheld_milli",
        "gatherings",
    ),
    "sites": (
        "day",
        "site",
        "gatherings",
        "list_open",
        "signers",
        "rallying",
        "walking_out",
        "striking",
        "withheld_milli",
        "on_shift",
        "stopped",
        "police_sent",
        "output_lost_cents",
        "exports_lost_cents",
        "wages_lost_cents",
    ),
    "groups": (
        "day",
        "district",
        "sector",
        "gatherings",
        "signed",
        "rallying",
        "walking_out",
        "striking",
        "withheld_milli",
        "output_lost_cents",
    ),
    "events": ("day", "kind", "site", "people"),
}
"""The columns of every table of a run, in the order in which they are hashed."""

# Sums of a day that the kernel fills: where they stand in `_Sums.nation`.
_SIGNED, _SIGNERS, _RALLY, _WALK, _STRIKE, _HELD, _ON, _GATHER, _LISTS, _OUT, _EXP, _WAGE = range(
    12
)


@dataclass
class Records:
    """Rows gathered so far, by table."""

    rows: dict[str, list[I64]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def tables(self) -> dict[str, dict[str, I64]]:
        """The tables, column by column."""
        made: dict[str, dict[str, I64]] = {}
        for name, columns in COLUMNS.items():
            parts = self.rows[name]
            whole = np.concatenate(parts) if parts else np.zeros((0, len(columns)), np.int64)
            made[name] = {
                column: np.ascontiguousarray(whole[:, i]) for i, column in enumerate(columns)
            }
        return made


def record(
    world: World, rules: Rules, state: State, today: Today, day: int, records: Records
) -> None:
    """Add the day's rows to the records."""
    regions, sectors = len(world.region_names), len(world.sector_names)
    nation = np.zeros(12, np.int64)
    by_region = np.zeros((regions, sectors, 6), np.int64)
    named = np.zeros((len(world.site_names), 14), np.int64)
    police = np.zeros(len(world.site_names) + 1)
    groups = np.zeros((len(world.district_names), sectors, 7), np.int64)
    _sum_sites(world.sites, state, today, nation, by_region, named, police, groups)
    stopped_before = records.rows["sites"][-1][:, 10] if records.rows["sites"] else None
    rows = records.rows
    rows["daily"].append(_daily_row(rules, state, today, day, nation, float(police[-1])))
    rows["regions"].append(_region_rows(day, by_region))
    named[:, 8] = state.stopped
    named[:, 9] = np.floor(police[:-1] + 0.5)
    rows["sites"].append(_with_index(day, named[:, :13]))
    rows["groups"].append(_groups_rows(day, groups))
    latest = rows["sites"][-1]
    rows["events"].append(_events_rows(world, today, day, latest, named[:, 13], stopped_before))


def _with_index(day: int, block: I64) -> I64:
    """Rows of a table with the day and the index in front."""
    many = len(block)
    days = np.full((many, 1), day, np.int64)
    return np.concatenate([days, np.arange(many)[:, None], block], axis=1)


def _region_rows(day: int, by_region: I64) -> I64:
    """One row for each region and sector."""
    regions, sectors, _ = by_region.shape
    region, sector = np.divmod(np.arange(regions * sectors), sectors)
    days = np.full(regions * sectors, day, np.int64)
    return np.column_stack([days, region, sector, by_region.reshape(regions * sectors, -1)])


def _milli(x: float) -> int:
    return math.floor(1000.0 * x + 0.5)


def _daily_row(
    rules: Rules, state: State, today: Today, day: int, nation: I64, police: float
) -> I64:
    outrage = float(state.nation[FADING]) + float(state.nation[PERMANENT])
    giants = (rules.strategic_giants > 0.0) & (state.stopped == 1)
    return np.array(
        [
            [
                day,
                int(rules.scenario.calendar.working(day)),
                _milli(float(today.openness[-1])),
                _milli(float(today.belief[0])),
                _milli(outrage * exp(float(state.nation[SHOCK]))),
                *nation[: _LISTS + 1].tolist(),
                int(giants.sum()),
                math.floor(police + 0.5),
                math.floor(float(state.nation[VICTIMS]) + 0.5),
                *nation[_OUT:].tolist(),
            ]
        ],
        np.int64,
    )


def _groups_rows(day: int, groups: I64) -> I64:
    """One row for each district and sector where anything happened at synthetic sites."""
    district, sector = np.nonzero(groups.any(axis=2))
    days = np.full(len(district), day, np.int64)
    return np.column_stack([days, district, sector, groups[district, sector]]).astype(np.int64)


def _events_rows(
    world: World, today: Today, day: int, sites: I64, listed: I64, before: I64 | None
) -> I64:
    """Gatherings, lists opened and stoppages that begin, at named sites."""
    active = sites[:, 5] + sites[:, 6] + sites[:, 7]
    named = world.sites.named
    opened = np.zeros(len(sites), np.int64)
    np.add.at(opened, named[named >= 0], today.list_new[named >= 0])
    stopped = sites[:, 10] == 1
    if before is not None:
        stopped &= before == 0
    kinds = ((1, sites[:, 2] > 0, active), (2, opened > 0, listed), (3, stopped, active))
    rows = [
        (day, kind, site, int(count[site]))
        for kind, happened, count in kinds
        for site in np.flatnonzero(happened).tolist()
    ]
    return np.array(rows, np.int64).reshape(-1, 4)


@kernel
def _sum_sites(
    sites: Sites,
    state: State,
    today: Today,
    nation: I64,
    by_region: I64,
    named: I64,
    police: F64,
    groups: I64,
) -> None:
    """Sum the sites into the nation, regions, named sites and groups; all in people."""
    for s in range(sites.key.size):
        nation[_ON] += today.on_shift[s]
        k = sites.named[s]
        weight = sites.weight[s]
        gathered = (today.event[s] * sites.stands_for[s] + 32768) >> 16
        listed = (today.list_open[s] * sites.stands_for[s] + 32768) >> 16
        signers = people(state.signers[s], weight)
        police[police.size - 1] += state.police_sent[s] * (sites.stands_for[s] / 65536.0)
        if k >= 0:
            police[k] += state.police_sent[s]
            named[k, 7] += today.on_shift[s]
        active = today.rallying[s] + today.walking_out[s] + today.striking[s]
        if signers + active + gathered + listed == 0:
            continue
        signed = people(today.signed[s], weight)
        rallying = people(today.rallying[s], weight)
        walking_out = people(today.walking_out[s], weight)
        striking = people(today.striking[s], weight)
        nation[_SIGNED] += signed
        nation[_SIGNERS] += signers
        nation[_RALLY] += rallying
        nation[_WALK] += walking_out
        nation[_STRIKE] += striking
        nation[_HELD] += today.withheld[s]
        nation[_GATHER] += gathered
        nation[_LISTS] += listed
        nation[_OUT] += today.lost[s, 0]
        nation[_EXP] += today.lost[s, 1]
        nation[_WAGE] += today.lost[s, 2]
        region = by_region[sites.region[s], sites.sector[s]]
        region[0] += signers
        region[1] += rallying
        region[2] += walking_out
        region[3] += striking
        region[4] += today.withheld[s]
        region[5] += gathered
        if k >= 0:
            row = named[k]
            row[0] += gathered
            row[1] += listed
            row[2] += signers
            row[3] += rallying
            row[4] += walking_out
            row[5] += striking
            row[6] += today.withheld[s]
            row[10] += today.lost[s, 0]
            row[11] += today.lost[s, 1]
            row[12] += today.lost[s, 2]
            row[13] += signed
        else:
            row = groups[sites.district[s], sites.sector[s]]
            row[0] += gathered
            row[1] += signed
            row[2] += rallying
            row[3] += walking_out
            row[4] += striking
            row[5] += today.withheld[s]
            row[6] += today.lost[s, 0]
