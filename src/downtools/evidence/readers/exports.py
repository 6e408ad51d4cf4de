"""Exports of others: ACLED, GDELT 2, and the files of work stoppages of the United States."""

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from downtools.evidence.readers.desk import Draft
from downtools.evidence.readers.grid import GDELT_COLUMNS, Line
from downtools.evidence.readers.how import How, Kind, admitted, claimant, day, number, place
from downtools.evidence.readers.result import LeftOut, RowError
from downtools.evidence.readers.words import Size, date_of, size_of
from downtools.scenario.values import UnfitError

__all__ = ["ACLED", "BLS", "FMCS", "GDELT"]

_ELSEWHERE_KM = 60.0
"""A place further from every town of the scenario is taken to lie outside of it."""

_ACLED = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type",
    "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2",
    "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3",
    "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes",
    "fatalities", "tags", "timestamp", "population_1km", "population_2km", "population_5km",
    "population_best", "data_id", "event_id_no_cnty", "iso3",
)  # fmt: skip
_LABOUR = re.compile(r"\b(labou?r|workers?|miners?|trade unions?)\b", re.IGNORECASE)
_STRIKE = re.compile(
    r"\b(strikes?|striking|struck work|walk(?:ed)?[ -]?out|work stoppages?|stopped work(?:ing)?)\b",
    re.IGNORECASE,
)
_NO_STRIKE = re.compile(r"\b(hunger|air|drone|missile)[ -]strikes?\b", re.IGNORECASE)
_CROWD = re.compile(r"crowd size\s*=\s*([^;]*)", re.IGNORECASE)


def _acled(line: Line, how: How) -> Sequence[Draft]:
    kind = line.text("event_type")
    if kind not in ("Protests", "Riots"):
        raise LeftOut(f"event_type {kind or 'empty'} is no act of workers")
    precision = line.text("time_precision")
    if precision == "3":
        cure = "leave the row out, or give its day"
        raise RowError("time_precision", precision, "the day is known to the month only", cure)
    date = day(line, "event_date", how)
    at = place(line, "latitude", "longitude")
    _refuse_elsewhere(at, how)
    told = line.text("notes")
    labour = any(
        _LABOUR.search(line.text(column)) for column in ("actor1", "assoc_actor_1", "assoc_actor_2")
    )
    strike = bool(_STRIKE.search(_NO_STRIKE.sub(" ", told)))
    town = how.names.town(line.text("location"), at).id
    site = how.names.mentioned(told, town) if labour else ""
    gathering = Draft(
        date=date,
        date_precision="day" if precision in ("", "1") else "approx",
        workplace=site,
        mentioned=bool(site),
        town=line.text("location"),
        at=at,
        event_type="meeting" if labour else "street_protest",
        size=_crowd(line),
        unit="people",
        claim_by=_voice(line, how),
        confidence=2,
        source=f"ACLED event {line.text('event_id_cnty')}",
        columns=("event_date", "notes", "location"),
    )
    return [gathering, _behind(gathering)] if labour and strike else [gathering]


def _behind(gathering: Draft) -> Draft:
    """The strike behind a gathering: ACLED codes who gathers, so that the crowd is not its size."""
    kind = admitted("strike", gathering.claim_by, Size())
    return dataclasses.replace(gathering, event_type=kind, size=Size())


def _voice(line: Line, how: How) -> str:
    """Whose claim it is: what the mapping file says of the source, else independent media."""
    for source in (line.text("source"), *line.text("source").split(";")):
        told = how.mapping.claim_by.get(source.strip().casefold())
        if told is not None:
            return claimant("source", told)
    return "independent_media"


def _crowd(line: Line) -> Size:
    told = _CROWD.search(line.text("tags"))
    if told is None:
        return Size()
    try:
        return size_of(told.group(1))
    except UnfitError:
        return Size()  # words of the coder's own: no size


def _refuse_elsewhere(at: tuple[float, float] | None, how: How) -> None:
    """Raise `LeftOut` for a place that is far from every town."""
    if at is not None and how.names.closest(at)[1] > _ELSEWHERE_KM:
        raise LeftOut(f"more than {_ELSEWHERE_KM:.0f} km from every town of the scenario")


def _gdelt(line: Line, how: How) -> Sequence[Draft]:
    code = line.text("EventCode")
    if not code.startswith(("140", "141", "143", "144", "145")):
        raise LeftOut("EventCode is no strike, rally, blockade or riot (CAMEO 14x)")
    at = place(line, "ActionGeo_Lat", "ActionGeo_Long")
    if line.text("ActionGeo_Type") not in ("3", "4") or at is None:
        raise LeftOut("the place is told to a region or country only")
    _refuse_elsewhere(at, how)
    added = line.text("DATEADDED")
    return [
        Draft(
            date=day(line, "SQLDATE", how),
            town=line.text("ActionGeo_FullName").split(",")[0].strip(),
            at=at,
            event_type="strike" if code.startswith("143") else "street_protest",
            unit="people",
            claim_by="independent_media",
            published=_added(added),
            confidence=1,
            source=f"GDELT event {line.text('GLOBALEVENTID')}",
            columns=("SQLDATE", "", "ActionGeo_FullName"),
        )
    ]


def _added(text: str) -> dt.date | None:
    """The day on which GDELT first saw the article."""
    try:
        return date_of(text)
    except UnfitError:
        return None


_FMCS = (
    "Employer", "Union", "Union Local", "Case Number", "BU", "NAICS", "Industry", "City, State",
    "# Idled", "Start Date", "End Date", "Duration",
)  # fmt: skip
_BLS = (
    "Employers involved", "States", "Areas", "Ownership", "Industry code", "Union",
    "Union acronym", "Union Local", "Work stoppage beginning date", "Work stoppage ending date",
    "Number of workers", "Number of workdays",
    "Days idle, cumulative for this work stoppage", "Notes",
)  # fmt: skip


def _fmcs(line: Line, how: How) -> Sequence[Draft]:
    town = line.text("City, State").rsplit(",", 1)[0].strip()
    return _stoppage(line, how, ("Employer", "# Idled", "Start Date", "End Date"), town)


def _bls(line: Line, how: How) -> Sequence[Draft]:
    columns = ("Employers involved", "Number of workers", "Work stoppage beginning date")
    return _stoppage(line, how, (*columns, "Work stoppage ending date"), line.text("Areas"))


def _stoppage(
    line: Line, how: How, columns: tuple[str, str, str, str], town: str
) -> Sequence[Draft]:
    """A strike of its first day with the workers it idled, and its end."""
    employer, idled, begins, ends = columns
    start = day(line, begins, how)
    end = day(line, ends, how) if line.text(ends) else None
    if end is not None and end < start:
        problem = f"{(end - start).days} days long: it ends before it begins on {start}"
        raise RowError(ends, str(end), problem, "see which of the two dates is right")
    people = Size(best=number(line, idled, how))
    if people.best == 0.0:
        cure = "leave the cell empty if the number is not known"
        raise RowError(idled, line.text(idled), "a stoppage of nobody", cure)
    base = Draft(
        date=start,
        workplace=line.text(employer),
        town=town,
        event=f"stoppage_{line.row}",
        event_type=admitted("strike", "government", people),
        size=people,
        unit="people",
        claim_by="government",
        confidence=3,
        source=how.where(line),
        columns=(begins, employer, "City, State"),
    )
    return [base] if end is None else _with_end(base, end, how)


def _with_end(base: Draft, end: dt.date, how: How) -> Sequence[Draft]:
    """The stoppage and, as a report of the same event, the day on which it was over."""
    if not how.start <= end <= how.end:
        return [base]
    over = dataclasses.replace(base, date=end, event_type="strike_ended", size=Size(), unit="")
    return [base, over]


ACLED = Kind(
    name="acled",
    needs=("event_id_cnty", "event_date", "event_type", "location"),
    known=frozenset(_ACLED),
    read=_acled,
    doubt="ACLED does not say whose claim a size is: without [claim_by] in a mapping file all are"
    " independent media",
)
"""An export of the Armed Conflict Location and Event Data as users download it."""
GDELT = Kind(
    name="gdelt",
    needs=("GLOBALEVENTID", "SQLDATE", "EventCode", "ActionGeo_FullName", "DATEADDED"),
    known=frozenset(GDELT_COLUMNS),
    read=_gdelt,
    doubt="GDELT is coded by a machine, counts boycotts with strikes, and mentions are no size:"
    " all are of confidence 1",
)
"""Events of GDELT 2: its files without a header, or a table with its names of columns."""
FMCS = Kind(
    name="stoppages",
    needs=("Employer", "# Idled", "Start Date", "End Date"),
    known=frozenset(_FMCS),
    read=_fmcs,
)
"""Work stoppages of the Federal Mediation and Conciliation Service."""
BLS = Kind(
    name="stoppages",
    needs=("Employers involved", "Work stoppage beginning date", "Number of workers"),
    known=frozenset(_BLS),
    read=_bls,
)
"""Large work stoppages of the Bureau of Labor Statistics."""
