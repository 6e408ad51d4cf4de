"""Tables of ours: a scenario's own reports.csv, the coded table, and counts of channels."""

from collections.abc import Sequence
from typing import Any

from downtools.evidence.readers.desk import Draft
from downtools.evidence.readers.grid import Line
from downtools.evidence.readers.how import (
    DENIED,
    How,
    Kind,
    admitted,
    claimant,
    day,
    number,
    size,
    whole,
)
from downtools.evidence.readers.result import RowError
from downtools.evidence.readers.words import Size, number_of, size_of
from downtools.scenario.declare import Param, params_of
from downtools.scenario.tables import Report
from downtools.scenario.values import UnfitError, from_text

__all__ = ["CODED", "OWN", "STATUS", "TELEGRAM", "TELEGRAM_TOWNS"]

_OWN = params_of(Report)


def _own(line: Line, how: How) -> Sequence[Draft]:
    told = {name: _value(line, name, column, how) for name, column in _OWN.items()}
    low, best, high = told["size_low"], told["size_best"], told["size_high"]
    return [
        Draft(
            report=told["report"],
            event=told["event"],
            date=told["date"],
            date_precision=told["date_precision"],
            workplace=told["site"],
            town=told["town"],
            event_type=told["event_type"],
            size=Size(low=low, best=best, high=high),
            unit=told["unit"],
            claim_by=told["claim_by"],
            published=told["published"],
            confidence=told["confidence"],
            source=told["source"],
            strict=True,
        )
    ]


def _value(line: Line, name: str, column: Param, how: How) -> Any:
    """A cell in the declared type. Raises `RowError` if it is not of it."""
    text = line.text(name)
    if not text:
        if column.required:
            raise RowError(name, "", "empty", column.cure())
        return column.default
    try:
        if column.type is float and how.decimal_comma:
            text = repr(number_of(text, decimal_comma=True))
        return from_text(column, text)
    except UnfitError as unfit:
        raise RowError(name, line.text(name), unfit.problem, unfit.cure) from None


_CODED = (
    "event_id", "date", "date_precision", "site_id", "place", "event_type", "actor", "size_low",
    "size_best", "size_high", "unit", "claim_by", "quote", "source_url", "source_date",
    "confidence", "note",
)  # fmt: skip
_STATUS_TABLE = (
    "date", "time_minsk", "workplace", "town", "region", "sector", "status", "status_label",
    "participants_low", "participants_high", "source_url", "source_type", "confidence", "note",
)  # fmt: skip
_COUNTS = (
    "workplace", "town", "day", "posts", "strike", "workplace_protest", "detention", "march",
    "dismissal", "channels", "first_post_minsk", "media_posts", "activist_posts",
)  # fmt: skip


def _coded(line: Line, how: How) -> Sequence[Draft]:
    published = day(line, "source_date", how) if line.text("source_date") else None
    return [
        Draft(
            event=_filled(line, "event_id"),
            date=day(line, "date", how),
            date_precision=line.text("date_precision") or "day",
            workplace=line.text("site_id"),
            town=line.text("place"),
            event_type=_filled(line, "event_type"),
            size=_sizes(line, how),
            unit=line.text("unit"),
            claim_by=claimant("claim_by", line.text("claim_by")),
            published=published,
            confidence=_confidence(line),
            source=line.text("source_url") or how.where(line),
            columns=("date", "site_id", "place"),
        )
    ]


def _sizes(line: Line, how: How) -> Size:
    """Low, best and high; a word in the column of the best size is a band."""
    best = size(line, "size_best", how)
    low, high = number(line, "size_low", how), number(line, "size_high", how)
    return Size(
        low=best.low if low is None else low,
        best=best.best,
        high=best.high if high is None else high,
    )


def _filled(line: Line, column: str) -> str:
    if not line.text(column):
        raise RowError(column, "", "empty", "give a text")
    return line.text(column)


def _confidence(line: Line) -> int:
    found = whole(line, "confidence")
    if found not in (1, 2, 3):
        cure = "3 on the spot, 2 relayed, 1 unclear"
        raise RowError("confidence", line.text("confidence"), "not 1, 2 or 3", cure)
    return found


_EVENTS = (
    DENIED,
    "demands",
    "meeting",
    "partial_strike",
    "strike",
    "go_slow",
    "normal_work",
    "repression",
    "street_protest",
)
"""The event by status 0 to 8 of the table of coded statuses."""
_VOICES = {
    "activist": "independent_media",
    "agency": "independent_media",
    "aggregator": "independent_media",
    "media": "independent_media",
    "retrospective": "independent_media",
    "rights": "NGO",
    "state": "government",
    "state agency": "government",
    "union": "workers",
}
_BANDS = {(20.0, 99.0): "dozens", (200.0, 999.0): "hundreds", (2000.0, 9999.0): "thousands"}
"""How the table of statuses writes words for sizes."""


def _status(line: Line, how: How) -> Sequence[Draft]:
    status = whole(line, "status")
    if status >= len(_EVENTS):
        raise RowError("status", line.text("status"), "no such status", "give one from 0 to 8")
    voice = line.text("source_type")
    if voice not in _VOICES:
        cure = f"use one of: {', '.join(sorted(_VOICES))}"
        raise RowError("source_type", voice, "no kind of source known here", cure)
    claim_by, told = _VOICES[voice], _span(line, how)
    kind = admitted(_EVENTS[status], claim_by, told)
    if status == 0 and claim_by == "government":
        kind, told = "strike", Size()
    date = day(line, "date", how)
    return [
        Draft(
            date=date,
            workplace=line.text("workplace"),
            town=line.text("town"),
            event_type=kind,
            size=Size() if status == 0 else told,
            unit="people",
            claim_by=claim_by,
            published=date if line.text("time_minsk") else None,  # the hour is that of the post
            confidence=_confidence(line),
            source=line.text("source_url") or how.where(line),
            columns=("date", "workplace", "town"),
        )
    ]


def _span(line: Line, how: How) -> Size:
    low, high = number(line, "participants_low", how), number(line, "participants_high", how)
    if low is not None and low == high:
        return Size(best=low)
    word = _BANDS.get((low or 0.0, high or 0.0))
    if word is not None:
        return size_of(word)
    return Size(low=low, high=high)


_MENTIONS = (
    ("strike", "strike"),
    ("workplace_protest", "meeting"),
    ("dismissal", "dismissal"),
    ("detention", "detention"),
    ("march", "street_protest"),
)
"""Columns of counts and the event each is a mention of, the first that is not 0 decides."""


def _mention(line: Line, how: How) -> Sequence[Draft]:
    kind = next((kind for column, kind in _MENTIONS if whole(line, column)), "mention")
    told = line.text("first_post_minsk")
    return [
        Draft(
            date=day(line, "day", how),
            workplace=line.text("workplace"),
            town=line.text("town"),
            event_type=kind,
            unit="people" if kind in ("strike", "meeting") else "",
            claim_by="independent_media",
            published=day(line, "first_post_minsk", how) if told else None,
            confidence=1,
            source=how.where(line),
            columns=("day", "workplace", "town"),
        )
    ]


OWN = Kind(
    name="own",
    needs=tuple(name for name, column in _OWN.items() if column.required),
    known=frozenset(_OWN),
    read=_own,
)
"""reports.csv of a scenario folder."""
CODED = Kind(
    name="coded",
    needs=("event_id", "date", "event_type", "unit", "claim_by", "confidence"),
    known=frozenset(_CODED),
    read=_coded,
)
"""A row a report, coded by hand (shared table `belarus-2020/events.csv`)."""
STATUS = Kind(
    name="coded",
    needs=("date", "workplace", "status", "source_type", "confidence"),
    known=frozenset(_STATUS_TABLE),
    read=_status,
)
"""A row an event with a status from 0 to 8 (`workplace_events_coded.csv`)."""
_DOUBT = "a mention on channels is no size and need be no event: all are of confidence 1"
TELEGRAM = Kind(
    name="telegram",
    needs=("workplace", "day", "posts", "strike"),
    known=frozenset(_COUNTS),
    read=_mention,
    doubt=_DOUBT,
)
"""Posts on public channels by day that name a workplace."""
TELEGRAM_TOWNS = Kind(
    name="telegram",
    needs=("town", "day", "posts", "strike"),
    known=frozenset(_COUNTS),
    read=_mention,
    doubt=_DOUBT,
)
"""Posts on public channels by day that name a town."""
