"""What a row says becomes a report: its day, its place, its event, and whether it can be so."""

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from downtools.errors import nearest
from downtools.evidence.matching import Match, Names
from downtools.evidence.readers.mapping import MappingFile
from downtools.evidence.readers.result import Guessed, RowError, Unmatched
from downtools.evidence.readers.words import Size
from downtools.scenario.declare import params_of
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Report

__all__ = ["Desk", "Draft"]

_PERCENT = (
    "percent", "%", "per cent", "percent of staff", "percent of the staff", "percent of workers",
    "percent of employees", "percent threshold", "процент", "процентов", "працэнт", "procent",
)  # fmt: skip
_MOST: dict[str, float] = {**dict.fromkeys(_PERCENT, 100.0), "share": 1.0}
"""The most that a part of a whole can be, by its unit; percent of an output can be more."""
_HEADS = frozenset({"people", "strikers", "signatures"})
_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A report as a row tells it, names as they are spelt there."""

    date: dt.date
    event_type: str
    claim_by: str
    confidence: int
    source: str
    workplace: str = ""
    town: str = ""
    at: tuple[float, float] | None = None
    """Latitude and longitude in degrees, where the row has them."""
    event: str = ""
    """Id of the event; empty: what is reported of one place on one day is one event."""
    report: str = ""
    """Id of the report; empty: event and a number."""
    date_precision: str = "day"
    size: Size = dataclasses.field(default_factory=Size)
    unit: str = ""
    published: dt.date | None = None
    columns: tuple[str, str, str] = ("date", "site", "town")
    """Names that date, workplace and town have in this file."""
    strict: bool = False
    """Whether site and town are ids of the scenario, as in a table of its own."""
    mentioned: bool = False
    """Whether the workplace is an id that was found in a text of the row: a guess."""


class Desk:
    """Takes drafts row by row, and keeps count of names that were guessed or not matched."""

    def __init__(self, scenario: Scenario, mapping: MappingFile) -> None:
        self.names = Names(scenario, sites=mapping.sites, towns=mapping.towns)
        self.reports: list[Report] = []
        self._scenario = scenario
        self._sites = {site.site for site in scenario.sites}
        self._towns = {town.town for town in scenario.towns}
        self._ids: set[str] = set()
        self._of_event: Counter[str] = Counter()
        self._others: dict[str, int] = {}
        self._notes: dict[tuple[str, str, Match, str], None] = {}
        self._guessed: Counter[tuple[str, str, str, str]] = Counter()
        self._unmatched: dict[tuple[str, str], tuple[int, Match, set[str]]] = {}
        self._seen: set[Report] = set()
        self._twice = 0

    def take(self, drafts: Sequence[Draft]) -> None:
        """Make reports of what one row tells, all of it or nothing. Raises `RowError`."""
        self._notes = {}
        try:
            reports = [self._report(draft) for draft in drafts]
            self._check(reports)
        except RowError:
            self._count(of_good_row=False)
            raise
        self._count(of_good_row=True)
        for report in reports:
            self._keep(report)

    def _check(self, reports: Sequence[Report]) -> None:
        """Raise `RowError` for a value that the column of a report does not take."""
        for report in reports:
            for name, column in params_of(Report).items():
                value = getattr(report, name)
                later = name == "report"  # it gets one when it is kept
                empty = value is None or (value == "" and (later or not column.required))
                if not empty and (problem := column.problem(value)) is not None:
                    raise RowError(name, str(value), problem, column.cure())

    @property
    def guessed(self) -> tuple[Guessed, ...]:
        """Names that were guessed, the most frequent first."""
        return tuple(
            Guessed(kind=kind, name=name, taken_for=taken, rows=rows, by_sound=how == "sound")
            for (kind, name, taken, how), rows in self._guessed.most_common()
        )

    @property
    def unmatched(self) -> tuple[Unmatched, ...]:
        """Names that were not matched, the most frequent first."""
        found = [
            Unmatched(
                kind=kind, name=name, rows=rows, nearest=match.nearest, kept_in=tuple(sorted(towns))
            )
            for (kind, name), (rows, match, towns) in self._unmatched.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.rows, one.kind, one.name)))

    def doubts(self) -> list[str]:
        """What was read but looks odd."""
        found: list[str] = []
        if self._twice:
            found.append(f"reports that repeat an earlier one, of the same source: {self._twice}")
        early = sum(r.published is not None and r.published < r.date for r in self.reports)
        if early:
            found.append(f"reports published before the day of their event: {early}")
        sites: dict[str, set[str]] = {}
        for report in self.reports:
            if report.site:
                sites.setdefault(report.event, set()).add(report.site)
        several = [event for event, named in sites.items() if len(named) > 1]
        if several:
            more = f" and {len(several) - 3} more" if len(several) > 3 else ""
            found.append(f"events at several sites: {', '.join(several[:3])}{more}")
        return found

    def _keep(self, report: Report) -> None:
        self._of_event[report.event] += 1
        if not report.report:
            number = self._of_event[report.event]
            while f"{report.event}_{number}" in self._ids:
                number += 1
            report = dataclasses.replace(report, report=f"{report.event}_{number}")
        self._ids.add(report.report)
        same = dataclasses.replace(report, report="same")
        self._twice += same in self._seen
        self._seen.add(same)
        self.reports.append(report)

    def _report(self, draft: Draft) -> Report:
        calendar, (day, _, _) = self._scenario.calendar, draft.columns
        if not calendar.start <= draft.date <= calendar.end:
            problem = f"after the scenario's last day, {calendar.end}"
            if draft.date < calendar.start:
                problem = f"before the scenario's first day, {calendar.start}"
            cure = "leave the row out, or set start and end of the scenario"
            raise RowError(day, str(draft.date), problem, cure)
        if draft.report in self._ids and draft.report:
            raise RowError("report", draft.report, "stands twice", "give each report an id")
        self._check_size(draft)
        site, town = self._strict_place(draft) if draft.strict else self._place(draft)
        event = draft.event or self._event(draft, site, town)
        return Report(
            report=draft.report,
            event=event,
            date=draft.date,
            date_precision=draft.date_precision,
            site=site,
            town=town,
            event_type=draft.event_type,
            size_low=draft.size.low,
            size_best=draft.size.best,
            size_high=draft.size.high,
            unit=draft.unit,
            claim_by=draft.claim_by,
            published=draft.published,
            confidence=draft.confidence,
            source=draft.source,
        )

    def _check_size(self, draft: Draft) -> None:
        """Raise `RowError` for sizes that contradict each other or their unit."""
        low, best, high = draft.size.low, draft.size.best, draft.size.high
        told = [(n, s) for n, s in (("low", low), ("best", best), ("high", high)) if s is not None]
        for name, size in told:
            column, shown = f"size_{name}", f"{size:g}"
            if size < 0.0:
                cure = "give a size of at least 0, or none"
                raise RowError(column, shown, f"negative {draft.unit or 'size'}", cure)
            most = _MOST.get(draft.unit.casefold())
            if most is not None and size > most:
                cure = f"give the unit that is counted, or a part up to {most:g}"
                raise RowError(column, shown, f"above {most:g} {draft.unit}", cure)
            if draft.unit in _HEADS and 0.0 < size < 1.0 and not draft.strict:
                cure = "give a count; a part of the staff has the unit percent of staff"
                raise RowError(column, shown, f"less than one of the {draft.unit}", cure)
            if draft.unit in _HEADS and size > self._scenario.population:
                cure = "see whether digits or the unit are right"
                raise RowError(column, shown, f"more {draft.unit} than live in the country", cure)
        for (lower, less), (upper, more) in pairwise(told):
            if less > more:
                problem = f"size_{lower} is above size_{upper}, {more:g}"
                cure = "keep claims apart: a row each"
                raise RowError(f"size_{lower}", f"{less:g}", problem, cure)

    def _strict_place(self, draft: Draft) -> tuple[str, str]:
        """Site and town as ids that the scenario has, or none."""
        kinds = (("site", draft.workplace, self._sites), ("town", draft.town, self._towns))
        for column, name, known in kinds:
            if name and name not in known:
                raise RowError(column, name, f"no such {column}", nearest(name, known))
        return draft.workplace, draft.town

    def _place(self, draft: Draft) -> tuple[str, str]:
        """Site and town that the names mean. Raises `RowError` if they mean none here."""
        hint = draft.town or self._in_brackets(draft.workplace)
        town = self.names.town(hint, draft.at) if hint else Match()
        if draft.workplace:
            site = self.names.site(draft.workplace, town.id)
            if draft.mentioned:
                guess = Match(id=site.id, how="guessed")
                self._note("workplace", "named in a text of the row", guess)
            if site.id:
                self._note("workplace", draft.workplace, site)
                self._note("town", hint, town, self.names.town_of(site.id))
                return site.id, town.id or self.names.town_of(site.id)
            self._note("workplace", draft.workplace, site, town.id)
            if not town.id:
                problem = "no workplace of the scenario, and no town of it is told"
                cure = f"{_candidates(site)}add it under [sites] of a mapping file, or to sites.csv"
                raise RowError(draft.columns[1], draft.workplace, problem, cure)
        self._note("town", hint, town)
        if hint and not town.id:
            cure = f"{_candidates(town)}add it under [towns] of a mapping file, or to towns.csv"
            raise RowError(draft.columns[2], hint, "no town of the scenario", cure)
        return "", town.id

    def _in_brackets(self, workplace: str) -> str:
        """The town that stands behind a workplace in brackets, if one does."""
        held = _BRACKETS.search(workplace)
        known = held and self.names.town(held.group(1)).how in ("exact", "sound")
        return held.group(1) if held and known else ""

    def _note(self, kind: str, name: str, match: Match, kept_in: str = "") -> None:
        """Note a name of this row that was guessed or not matched."""
        if name and match.how != "exact":
            self._notes[kind, name, match, kept_in] = None

    def _count(self, *, of_good_row: bool) -> None:
        """Count the names noted of a row, once each; a rejected row has no guesses."""
        for kind, name, match, kept_in in self._notes:
            if not match.id:
                rows, _, towns = self._unmatched.get((kind, name), (0, match, set[str]()))
                held = {kept_in} if kept_in and of_good_row else set[str]()
                self._unmatched[kind, name] = (rows + 1, match, towns | held)
            elif of_good_row:
                self._guessed[kind, name, match.id, match.how] += 1

    def _event(self, draft: Draft, site: str, town: str) -> str:
        """Id of what is reported of one place on one day; workplaces unknown here are numbered."""
        place = site or town or "nation"
        if draft.workplace and not site:
            number = self._others.setdefault(draft.workplace, len(self._others) + 1)
            place = f"{town}_other{number}"
        return f"{place}_{draft.date:%Y%m%d}"


def _candidates(match: Match) -> str:
    return f"nearest are {', '.join(match.nearest)}; or " if match.nearest else ""
