"""What every layout needs to read a row, and the small questions that several ask."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from downtools.errors import nearest
from downtools.evidence.matching import Names
from downtools.evidence.readers.desk import Draft
from downtools.evidence.readers.grid import Line
from downtools.evidence.readers.mapping import MappingFile
from downtools.evidence.readers.result import RowError
from downtools.evidence.readers.words import Size, date_of, size_of
from downtools.evidence.speakers import OFFICIAL_SIDE
from downtools.scenario.tables import CLAIMANTS
from downtools.scenario.values import UnfitError

__all__ = [
    "ADMITTED",
    "DENIED",
    "How",
    "Kind",
    "Reader",
    "admitted",
    "claimant",
    "day",
    "number",
    "place",
    "size",
    "whole",
]

_COUNT = re.compile(r"\d{1,15}(\.0*)?", re.ASCII)
DENIED = "strike_denied"
"""Somebody beside the officials says that there is no strike: no measure of a run."""
ADMITTED = "strike_admitted"
"""Officials say that there is one, without a size. As `strike` it would be read as a denial."""


@dataclass(frozen=True, kw_only=True)
class How:
    """How the rows of one file are to be read."""

    file: str
    names: Names
    mapping: MappingFile
    decimal_comma: bool
    """Whether cells are not separated by commas, so that 0,5 may be a half."""
    start: dt.date
    """First day of the scenario."""
    end: dt.date
    """Its last day."""

    def where(self, line: Line) -> str:
        """The source of a row that names none: its file and line."""
        return f"{self.file}, row {line.row}"


Reader = Callable[[Line, How], Sequence[Draft]]
"""Drafts of a row. Raises `RowError` if it cannot be read, `LeftOut` if it is no report."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A layout of files."""

    name: str
    needs: tuple[str, ...]
    """Columns it cannot do without, by which it is recognised."""
    known: frozenset[str]
    """All its columns."""
    read: Reader
    doubt: str = ""
    """What a reader should know of every file of this layout."""


def day(line: Line, column: str, how: How) -> dt.date:
    """The day in a cell. Raises `RowError` if it is none."""
    text = line.text(column)
    if not text:
        raise RowError(column, "", "no date", "write it like 2020-08-14")
    try:
        return date_of(text, order=how.mapping.dates)
    except UnfitError as unfit:
        raise RowError(column, text, unfit.problem, unfit.cure) from None


def size(line: Line, column: str, how: How) -> Size:
    """The size in a cell, none if it is empty. Raises `RowError` if it is none of those."""
    text = line.text(column)
    try:
        return size_of(text, decimal_comma=how.decimal_comma)
    except UnfitError as unfit:
        raise RowError(column, text, unfit.problem, unfit.cure) from None


def number(line: Line, column: str, how: How) -> float | None:
    """A single number in a cell, None if it is empty. Raises `RowError` for a band or a word."""
    found = size(line, column, how)
    if found.low is not None or found.high is not None:
        raise RowError(column, line.text(column), "a band where a number stands", "give one number")
    return found.best


def whole(line: Line, column: str) -> int:
    """A count in a cell, 0 if it is empty. Raises `RowError` if it is none."""
    text = line.text(column) or "0"
    if not _COUNT.fullmatch(text):
        raise RowError(column, text, "no count", "give a whole number of at least 0")
    return int(float(text))


def place(line: Line, latitude: str, longitude: str) -> tuple[float, float] | None:
    """Latitude and longitude of a row in degrees, None unless it has both."""
    try:
        found = float(line.text(latitude)), float(line.text(longitude))
    except ValueError:
        return None
    return found if abs(found[0]) <= 90.0 and abs(found[1]) <= 180.0 else None


def claimant(column: str, text: str) -> str:
    """A claimant as the scenario knows it. Raises `RowError` for another."""
    if text not in CLAIMANTS:
        raise RowError(column, text, "no kind of source known here", nearest(text, CLAIMANTS))
    return text


def admitted(event_type: str, claim_by: str, size: Size) -> str:
    """The event of a layout whose rows never deny: an official's strike without a size is named.

    By the reading rules officials deny with a `strike` of no size, or of size 0.
    """
    unsized = size == Size() or size.best == 0.0
    return (
        ADMITTED if event_type == "strike" and claim_by in OFFICIAL_SIDE and unsized else event_type
    )
