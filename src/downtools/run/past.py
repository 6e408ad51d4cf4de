"""The past of a run: all that a day leaves to those after it, to branch many futures from."""

import dataclasses
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.day import Morning, Records, Rules, State, Today
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import Entry

__all__ = ["Past", "first_difference"]

I64 = npt.NDArray[np.int64]

_DATED = ("inter_site_committee.open_on", "regime.by_rule_from")
"""Parameters that are a day on which something begins."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Past:
    """A run up to the morning of `day`, which has not been lived yet. Never written to."""

    day: int
    state: State
    today: Today
    rows: dict[str, tuple[I64, ...]]
    """The rows of the tables so far."""
    funds: tuple[str, ...]
    """Ids of the strike funds, in the order of `State.funds`."""

    @staticmethod
    def of(morning: Morning) -> "Past":
        """What is there on a morning, copied."""
        return Past(
            day=morning.day,
            state=morning.state.copy(),
            today=morning.today.copy(),
            rows={name: tuple(rows) for name, rows in morning.records.rows.items()},
            funds=_ids(morning.rules),
        )

    def state_for(self, rules: Rules) -> State:
        """A State of one's own to go on with; a strike fund unknown so far is full."""
        left = dict(zip(self.funds, self.state.funds.tolist(), strict=True))
        funds = [
            left.get(name, fund.cents) for name, fund in zip(_ids(rules), rules.funds, strict=True)
        ]
        return self.state.copy()._replace(funds=np.array(funds, np.int64))

    def recall(self, records: Records) -> None:
        """Add the rows so far to records that are still empty."""
        for name, rows in self.rows.items():
            records.rows[name].extend(rows)


def _ids(rules: Rules) -> tuple[str, ...]:
    return tuple(fund.dated.entry.id for fund in rules.funds)


def first_difference(one: Scenario, other: Scenario) -> int:
    """The first day on which runs of two scenarios on one world can differ, given the same luck.

    The number of days of the calendar if they cannot; 0 if anything differs beside the schedule
    and parameters that are dates.
    """
    days = one.calendar.days
    firsts: list[int] = []
    for key in _DATED:
        mine, theirs = one.value(key), other.value(key)
        if mine != theirs:
            firsts.append((min(mine, theirs) - one.calendar.start).days)
            other = other.with_values({key: mine})
    if any(getattr(one, name) != getattr(other, name) for name in _WHOLE):
        return 0
    firsts.extend(_first_days(one, other))
    return max(0, min([days, *firsts]))


_WHOLE = tuple(
    field.name
    for field in dataclasses.fields(Scenario)
    if field.name not in ("schedule", "sources", "observed", "confound")
)
"""Fields that must be the same, schedule apart; where values are from, and facts, change no run."""


def _first_days(one: Scenario, other: Scenario) -> list[int]:
    """The first day of each entry that is not the same in both, in either of them."""
    mine = {entry.id: entry for entry in one.schedule}
    theirs = {entry.id: entry for entry in other.schedule}
    if [name for name in mine if name in theirs] != [name for name in theirs if name in mine]:
        return [0]
    firsts: list[int] = []
    for name in {**mine, **theirs}:
        a, b = mine.get(name), theirs.get(name)
        if a != b:
            firsts.extend(_first_day(entry, one) for entry in (a, b) if entry is not None)
    return firsts


def _first_day(entry: Entry, scenario: Scenario) -> int:
    """The first day on which an entry acts, or may if it is a rule; the last one's next if none.

    Where `by_rule_from` is not the same in two scenarios, they part on that day anyhow.
    """
    calendar, ruled = scenario.calendar, scenario.parameters.regime.by_rule_from
    days = range(max(0, (entry.start - calendar.start).days), calendar.days)
    return next((day for day in days if entry.on(calendar.date(day), ruled)), calendar.days)
