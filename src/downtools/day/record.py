"""Record: the day's rows of the tables, in whole numbers (docs/model.md, section 6)."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import inlined, kernel, whole
from downtools.day.rules import Rules
from downtools.day.state import (
    EXPORTS,
    FADING,
    FELT,
    IDLE,
    LOYALTY,
    NEWS,
    OUTPUT,
    PERMANENT,
    SHOCK,
    VICTIMS,
    WAGES,
    State,
    Today,
)
from downtools.day.tables import COLUMNS, Records
from downtools.exact import exp
from downtools.world.world import Sites, World, people

__all__ = ["record"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

(
    _GATHERED,
    _LISTED,
    _COMMITTEES,
    _LINKED,
    _SIGNED,
    _SIGNERS,
    _RALLY,
    _WALK,
    _STRIKE,
    _KEPT_IN,
    _DETAINED,
    _DISMISSED,
    _RESIGNED,
    _HELD,
    _ON,
    _OUTPUT,
    _IDLE,
    _EXPORTS,
    _WAGES,
) = range(19)
"""What is summed over sites, in people, sites, thousandths of a shift and cents."""

_SUMMED = {
    "signed": _SIGNED,
    "signers": _SIGNERS,
    "rallying": _RALLY,
    "walking_out": _WALK,
    "striking": _STRIKE,
    "kept_in": _KEPT_IN,
    "withheld_milli": _HELD,
    "on_shift": _ON,
    "gatherings": _GATHERED,
    "lists_open": _LISTED,
    "list_open": _LISTED,
    "committees": _COMMITTEES,
    "committee": _COMMITTEES,
    "linked": _LINKED,
    "detained": _DETAINED,
    "dismissed": _DISMISSED,
    "resigned": _RESIGNED,
    "output_lost_cents": _OUTPUT,
    "output_idle_cents": _IDLE,
    "exports_lost_cents": _EXPORTS,
    "wages_lost_cents": _WAGES,
}
"""The columns that are such sums."""


class _Sums(NamedTuple):
    nation: I64
    by_region: I64
    named: I64
    groups: I64
    police: F64
    """Of each named site; the last entry is the nation's."""
    happened: I64
    """Of each named site: parts whose list was opened, committee formed, linked, leaders
    detained, committee broken."""


def record(
    world: World, rules: Rules, state: State, today: Today, day: int, records: Records
) -> None:
    """Add the day's rows to the records."""
    regions, sectors = len(world.region_names), len(world.sector_names)
    named = len(world.site_names)
    sums = _Sums(
        nation=np.zeros(19, np.int64),
        by_region=np.zeros((regions, sectors, 19), np.int64),
        named=np.zeros((named, 19), np.int64),
        groups=np.zeros((len(world.district_names), sectors, 19), np.int64),
        police=np.zeros(named + 1),
        happened=np.zeros((named, 5), np.int64),
    )
    sums.nation[_ON] = rules.shifts[day].normal[:, 2].sum()
    _sum_sites(day, world.sites, state, today, sums, np.zeros(19, np.int64))
    rows = records.rows
    before = rows["sites"][-1][:, _STOPPED] if rows["sites"] else np.zeros(named, np.int64)
    rows["daily"].append(_daily_row(rules, state, today, day, sums))
    rows["regions"].append(_region_rows(day, sums.by_region))
    rows["sites"].append(_site_rows(day, sums, state))
    rows["groups"].append(_groups_rows(day, sums.groups))
    rows["events"].append(_events_rows(day, sums, (state.stopped == 1) & (before == 0)))


_STOPPED = COLUMNS["sites"].index("stopped")
_OF_REGIONS = [_SUMMED[name] for name in COLUMNS["regions"][3:]]
_OF_GROUPS = np.array([_SUMMED.get(name, _DETAINED) for name in COLUMNS["groups"][3:]], np.int64)
"""The sums that are shown of regions and of groups; of who is away, the first of three."""


def _milli(x: float) -> int:
    return math.floor(1000.0 * x + 0.5)


def _daily_row(rules: Rules, state: State, today: Today, day: int, sums: _Sums) -> I64:
    nation = state.nation
    outrage = float(nation[FADING]) + float(nation[PERMANENT])
    giants = (rules.strategic_giants > 0.0) & (state.stopped == 1)
    own = {
        "day": day,
        "working": int(rules.scenario.calendar.working(day)),
        "openness_milli": _milli(float(today.openness[-1])),
        "belief_milli": _milli(float(today.belief[0])),
        "news_milli": _milli(float(nation[NEWS])),
        "loyalty_milli": _milli(float(nation[LOYALTY])),
        "outrage_milli": _milli(outrage * exp(float(nation[SHOCK]))),
        "giants_stopped": int(giants.sum()),
        "police_sent": math.floor(float(sums.police[-1]) + 0.5),
        "victims": math.floor(float(nation[VICTIMS]) + 0.5),
        "felt_milli": _milli(float(nation[FELT])),
        "output_missing_cents": int(today.chain[0]),
        "exports_missing_cents": int(today.chain[1]),
        "funds_paid_cents": int(today.chain[2]),
        "resolved": int(today.resolved[0]),
    }
    nation_sums: list[int] = sums.nation.tolist()
    row = [own[name] if name in own else nation_sums[_SUMMED[name]] for name in COLUMNS["daily"]]
    return np.array([row], np.int64)


def _region_rows(day: int, by_region: I64) -> I64:
    """One row for each region and sector."""
    regions, sectors, columns = by_region.shape
    rows = np.empty((regions, sectors, 3 + len(_OF_REGIONS)), np.int64)
    rows[:, :, 0] = day
    rows[:, :, 1] = np.arange(regions)[:, None]
    rows[:, :, 2] = np.arange(sectors)
    rows.reshape(-1, rows.shape[2])[:, 3:] = by_region.reshape(-1, columns)[:, _OF_REGIONS]
    return rows.reshape(-1, rows.shape[2])


def _site_rows(day: int, sums: _Sums, state: State) -> I64:
    """One row for each named site."""
    columns = COLUMNS["sites"]
    rows = np.empty((len(sums.named), len(columns)), np.int64)
    own = {
        "day": day,
        "site": np.arange(len(rows)),
        "away": sums.named[:, _DETAINED : _RESIGNED + 1].sum(axis=1),
        "stopped": state.stopped,
        "police_sent": np.floor(sums.police[:-1] + 0.5),
    }
    for i, name in enumerate(columns):
        rows[:, i] = own[name] if name in own else sums.named[:, _SUMMED[name]]
    return rows


def _groups_rows(day: int, groups: I64) -> I64:
    """One row for each district and sector where anything happened at synthetic sites."""
    rows = np.empty((groups.shape[0] * groups.shape[1], 3 + len(_OF_GROUPS)), np.int64)
    many = np.zeros(1, np.int64)
    _list_groups(day, groups, _OF_GROUPS, rows, many)
    return rows[: many[0]].copy()


@kernel
def _list_groups(day: int, groups: I64, columns: I64, rows: I64, many: I64) -> None:
    """Rows of the groups in which any column that is shown is not zero."""
    for district in range(groups.shape[0]):
        for sector in range(groups.shape[1]):
            group, row = groups[district, sector], rows[many[0]]
            found = whole(0)
            for i in range(columns.size):
                shown = group[columns[i]]
                if columns[i] == _DETAINED:  # all who are away
                    shown += group[_DISMISSED] + group[_RESIGNED]
                row[3 + i] = shown
                found |= shown
            if found != 0:
                row[0] = day
                row[1] = district
                row[2] = sector
                many[0] += 1


def _events_rows(day: int, sums: _Sums, stops: npt.NDArray[np.bool_]) -> I64:
    """What happened at named sites, by kind, each with the people it is told with."""
    active = sums.named[:, _RALLY : _STRIKE + 1].sum(axis=1)
    happened = sums.happened > 0
    kinds = (
        (1, sums.named[:, _GATHERED] > 0, active),
        (2, happened[:, 0], sums.named[:, _SIGNED]),
        (3, stops, active),
        *((4 + what, happened[:, 1 + what], active) for what in range(4)),
    )
    rows = [
        (day, kind, site, int(count[site]))
        for kind, where, count in kinds
        for site in np.flatnonzero(where).tolist()
    ]
    return np.array(rows, np.int64).reshape(-1, 4)


@inlined
def _count_site(s: int, day: int, sites: Sites, state: State, today: Today, row: I64) -> None:
    """What a site adds to every sum it belongs to."""
    weight = sites.weight[s]
    free = state.committee[s] == 1 and day >= state.leaders_until[s]
    row[_GATHERED] = (today.event[s] * sites.stands_for[s] + 32768) >> 16
    row[_LISTED] = (today.list_open[s] * sites.stands_for[s] + 32768) >> 16
    row[_COMMITTEES] = (sites.stands_for[s] + 32768) >> 16 if free else 0
    row[_LINKED] = row[_COMMITTEES] if state.linked[s] == 1 else 0
    row[_SIGNED] = people(today.signed[s], weight)
    row[_SIGNERS] = people(state.signers[s], weight)
    row[_RALLY] = people(today.rallying[s], weight)
    row[_WALK] = people(today.walking_out[s], weight)
    row[_STRIKE] = people(today.striking[s], weight)
    row[_KEPT_IN] = people(today.kept_in[s], weight)
    for status in range(3):
        row[_DETAINED + status] = people(state.away_by[s, status], weight)
    row[_HELD] = today.withheld[s]
    row[_ON] = today.on_shift[s]
    row[_OUTPUT] = today.lost[s, OUTPUT]
    row[_IDLE] = today.lost[s, IDLE]
    row[_EXPORTS] = today.lost[s, EXPORTS]
    row[_WAGES] = today.lost[s, WAGES]


@kernel
def _sum_sites(day: int, sites: Sites, state: State, today: Today, sums: _Sums, row: I64) -> None:
    """Sum the sites into the nation, regions, named sites and groups."""
    last = sums.police.size - 1
    for at in range(today.awake_many[0]):
        s = int(today.awake_sites[at])
        k = sites.named[s]
        sums.police[last] += state.police_sent[s] * (sites.stands_for[s] / 65536.0)
        if k >= 0:
            sums.police[k] += state.police_sent[s]
            sums.happened[k, 0] += today.list_new[s]
            for what in range(4):
                sums.happened[k, 1 + what] += today.happened[s, what]
        elif (
            state.signers[s]
            + today.rallying[s]
            + today.walking_out[s]
            + today.striking[s]
            + today.kept_in[s]
            + today.event[s]
            + today.list_open[s]
            + today.absent[s]
            + state.committee[s]
            + state.away_by[s, 0]
            + state.away_by[s, 1]
            + state.away_by[s, 2]
            == 0
        ) and day >= state.down_until[s]:
            continue
        _count_site(s, day, sites, state, today, row)
        region, sector = sites.region[s], sites.sector[s]
        for column in range(row.size):
            sums.nation[column] += row[column] if column != _ON else 0
            sums.by_region[region, sector, column] += row[column]
            if k >= 0:
                sums.named[k, column] += row[column]
            else:
                sums.groups[sites.district[s], sector, column] += row[column]
