"""A scenario as whoever stands on the evening of a day knows it.

Nothing that became known later may change a byte of what is made here: no report, no entry of the
schedule, no end of one, no strength, no day on which a body opened, no value found on the wave.
What is left of hindsight is said with every forecast: which workplaces are named was decided by
what happened, and the model was shaped by people who knew the wave.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from downtools.errors import Fault, InputError
from downtools.scenario.declare import NEVER
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import KINDS, Entry
from downtools.scenario.tables import Report
from downtools.study.untuned import untuned

__all__ = ["HINDSIGHT", "Known", "cut_at", "known_on", "published_by", "same_until"]

HINDSIGHT = (
    "in sample for structure: which workplaces are named was decided by what happened, and the"
    " model was shaped by people who knew the wave"
)
"""What no cut at a date takes away."""
_LASTING = ("strike_fund", "committee", "safe_channel")
"""Kinds that, once begun, are taken to last; any other is over with the day on which one stands."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What was known on the evening of a day."""

    scenario: Scenario
    """Untuned, with the schedule as far as it was known, and the days up to the horizon.

    From the day after, the regime answers by rule.
    """
    reports: tuple[Report, ...]
    """Reports that were published."""
    as_of: dt.date
    horizon: int
    """Days after `as_of` to the last day."""
    undated: int
    """Reports of events until `as_of` without a day of publication, whatever was done with them."""
    assume_published: int | None
    """Days after its event as of which a report without such a day counts as published."""


def known_on(
    scenario: Scenario,
    as_of: dt.date,
    horizon: int,
    *,
    reports: Iterable[Report] | None = None,
    assume_published: int | None = None,
) -> Known:
    """What was known of a scenario on the evening of `as_of`, to look `horizon` days ahead.

    `reports` are the scenario's own unless given. A report without a day of publication counts as
    published at the end of the data, or `assume_published` days after its event. Raises
    `InputError` for a day or horizon outside the calendar, and if nothing had been reported.
    """
    given = tuple(scenario.reports if reports is None else reports)
    _check(scenario, as_of, horizon, given, assume_published)
    known = tuple(published_by(given, as_of, assume_published))
    if not known:
        problem = f"none of {len(given)} reports had been published by {as_of}"
        cure = "stand on a later day, or give --assume-published for reports without such a day"
        raise InputError([Fault(file="reports.csv", problem=problem, cure=cure)])
    return Known(
        scenario=cut_at(scenario, as_of, as_of + dt.timedelta(days=horizon)),
        reports=known,
        as_of=as_of,
        horizon=horizon,
        undated=sum(row.published is None and row.date <= as_of for row in given),
        assume_published=assume_published,
    )


def same_until(one: Scenario, other: Scenario, day: dt.date) -> bool:
    """Whether two scenarios are the same as far as they were known on the evening of a day."""
    return cut_at(one, day, day).hash == cut_at(other, day, day).hash


def cut_at(scenario: Scenario, as_of: dt.date, end: dt.date) -> Scenario:
    """A scenario as it was known on the evening of a day, up to the day `end`, without reports.

    Nothing that was tuned is in it, and from the day after the regime answers by rule.
    """
    free = untuned(scenario)
    cut = dataclasses.replace(
        free,
        calendar=dataclasses.replace(free.calendar, end=end),
        schedule=tuple(_schedule(free.schedule, as_of, end)),
        reports=(),
        observed=(),
        confound="",
    )
    opened = cut.parameters.inter_site_committee.open_on
    return cut.with_values(
        {
            "regime.by_rule_from": as_of + dt.timedelta(days=1),
            "inter_site_committee.open_on": opened if opened <= as_of else NEVER,
        }
    )


def published_by(
    reports: Iterable[Report], as_of: dt.date, assume_published: int | None = None
) -> Iterator[Report]:
    """The reports that a reader had on the evening of a day; one of an event to come never is."""
    for report in reports:
        day = report.published
        if day is None and assume_published is not None:
            day = report.date + dt.timedelta(days=assume_published)
        if day is not None and max(day, report.date) <= as_of:
            yield report


def _schedule(entries: Iterable[Entry], as_of: dt.date, end: dt.date) -> Iterator[Entry]:
    """The entries that were known on a day, up to the day `end`: rules act to it.

    An end that lay ahead is not told: what lasts goes on to `end`, all else is over.
    """
    for entry in entries:
        if entry.by_rule:
            yield dataclasses.replace(entry, end=end)
        elif entry.known_from <= as_of and entry.start <= end:
            yield dataclasses.replace(entry, end=_end(entry, as_of, end))


def _end(entry: Entry, as_of: dt.date, end: dt.date) -> dt.date:
    """The end of an entry as it looked on a day: its own only if it was over by then."""
    if entry.end <= as_of:
        return entry.end
    lasts = entry.kind in _LASTING or (KINDS[entry.kind].side == "regime" and entry.start > as_of)
    return end if lasts else max(entry.start, as_of)


def _check(
    scenario: Scenario,
    as_of: dt.date,
    horizon: int,
    reports: tuple[Report, ...],
    assume_published: int | None,
) -> None:
    calendar, faults = scenario.calendar, list[Fault]()
    if not calendar.start < as_of < calendar.end:
        cure = f"give a day after {calendar.start} and before {calendar.end}"
        problem = "outside the scenario's days"
        faults.append(Fault(file="--as-of", value=str(as_of), problem=problem, cure=cure))
    elif not 1 <= horizon <= (calendar.end - as_of).days:
        cure = f"give 1 to {(calendar.end - as_of).days}: the scenario ends on {calendar.end}"
        problem = "no day ahead" if horizon < 1 else "beyond the calendar"
        faults.append(Fault(file="--horizon", value=horizon, problem=problem, cure=cure))
    if not reports:
        cure = "give reports with --reports, or write reports.csv"
        faults.append(Fault(file="reports.csv", problem="holds no report", cure=cure))
    if assume_published is not None and assume_published < 0:
        cure = "give 0 or more days"
        problem = "published before the event"
        faults.append(
            Fault(file="--assume-published", value=assume_published, problem=problem, cure=cure)
        )
    if faults:
        raise InputError(faults)
