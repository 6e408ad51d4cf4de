"""Any table, by a mapping file that says which column is which."""

import datetime as dt
from collections.abc import Iterator, Sequence

from downtools.errors import Fault, InputError, nearest
from downtools.evidence.readers.desk import Draft
from downtools.evidence.readers.grid import Grid, Line
from downtools.evidence.readers.how import DENIED, How, Kind, claimant
from downtools.evidence.readers.mapping import FIELDS, MappingFile
from downtools.evidence.readers.result import RowError
from downtools.evidence.readers.words import Size, date_of, number_of, size_of
from downtools.evidence.speakers import OFFICIAL_SIDE
from downtools.scenario.values import UnfitError

__all__ = ["PLAIN", "check_mapping"]

_NEEDED = ("date", "event_type", "claim_by", "confidence")
_SIZES = ("size", "size_low", "size_best", "size_high")
_DENIALS = frozenset(
    {"denial", "no strike", "denied", "опровержение", "нет забастовки", "абвяржэнне"}
    | {"няма забастоўкі", "zaprzeczenie", "brak strajku"}
)
_UNITS = {
    **dict.fromkeys(("people", "persons", "person", "workers", "чел.", "чел", "человек"), "people"),
    **dict.fromkeys(("людей", "чалавек", "людзей", "osób", "osoby", "ludzi"), "people"),
    **dict.fromkeys(("signatures", "подписей", "подписи", "подпісаў", "podpisów"), "signatures"),
    **dict.fromkeys(("strikers", "забастовщиков", "бастующих", "strajkujących"), "strikers"),
}


def check_mapping(grid: Grid, mapping: MappingFile) -> None:
    """Raise `InputError` unless the mapping tells of all that a report needs, from this table."""
    faults = list(_faults(grid, mapping))
    if faults:
        raise InputError(faults)


def _faults(grid: Grid, mapping: MappingFile) -> Iterator[Fault]:
    file = mapping.file or grid.file
    told = {**mapping.constants, **mapping.columns}
    for field, column in mapping.columns.items():
        if column not in grid.header:
            problem = f"{grid.file} has no such column"
            cure = nearest(column, grid.header)
            yield Fault(
                file=file, column=f"columns.{field}", value=column, problem=problem, cure=cure
            )
    for field in _NEEDED:
        if field not in told:
            cure = f'add {field} = "COLUMN" under [columns], or a value under [constants]'
            yield Fault(file=file, column=field, problem="not told", cure=cure)
    if "unit" not in told and any(field in told for field in _SIZES):
        cure = 'add unit = "people" (or signatures, sites ...) under [constants], or its column'
        yield Fault(file=file, column="unit", problem="sizes without a unit", cure=cure)
    if "size" in told and any(field in told for field in _SIZES[1:]):
        cure = "map either size, or size_low, size_best and size_high"
        yield Fault(file=file, column="size", problem="told twice", cure=cure)


def _plain(line: Line, how: How) -> Sequence[Draft]:
    told = {name: _text(line, name, how) for name in FIELDS}
    columns = how.mapping.columns
    claim_by = claimant(columns.get("claim_by", "claim_by"), told["claim_by"])
    sized = _sized(told, how)
    kind, sized = _event_type(told["event_type"], claim_by, sized)
    published = told["published"]
    return [
        Draft(
            event=told["event"],
            date=_day(told["date"], "date", how),
            date_precision=told["date_precision"] or "day",
            workplace=told["site"],
            town=told["town"],
            event_type=kind,
            size=sized,
            unit=_UNITS.get(told["unit"].casefold(), told["unit"]),
            claim_by=claim_by,
            published=_day(published, "published", how) if published else None,
            confidence=_confidence(told["confidence"]),
            source=told["source"] or how.where(line),
            columns=(
                columns.get("date", "date"),
                columns.get("site", "site"),
                columns.get("town", "town"),
            ),
        )
    ]


def _text(line: Line, name: str, how: How) -> str:
    """What a field is in a row: its column, translated, else the constant."""
    mapping = how.mapping
    column = mapping.columns.get(name)
    text = line.text(column) if column is not None else ""
    text = text or mapping.constants.get(name, "")
    return mapping.values.get(name, {}).get(text.casefold(), text)


def _event_type(text: str, claim_by: str, sized: Size) -> tuple[str, Size]:
    """The event; a denial in words is what the reading rules make of it, without a number."""
    if not text:
        raise RowError("event_type", "", "empty", "give a text, such as strike or meeting")
    if text.casefold() in _DENIALS:
        return ("strike" if claim_by in OFFICIAL_SIDE else DENIED), Size()
    return text, sized


def _sized(told: dict[str, str], how: How) -> Size:
    columns, comma = how.mapping.columns, how.decimal_comma
    field = "size"
    try:
        if told["size"]:
            return size_of(told["size"], decimal_comma=comma)
        numbers: dict[str, float | None] = {}
        for field in _SIZES[1:]:
            text = told[field]
            numbers[field] = number_of(text, decimal_comma=comma) if text else None
    except UnfitError as unfit:
        column = columns.get(field, field)
        raise RowError(column, told[field], unfit.problem, unfit.cure) from None
    return Size(low=numbers["size_low"], best=numbers["size_best"], high=numbers["size_high"])


def _day(text: str, field: str, how: How) -> dt.date:
    column = how.mapping.columns.get(field, field)
    if not text:
        raise RowError(column, "", "no date", "write it like 2020-08-14")
    try:
        return date_of(text, order=how.mapping.dates)
    except UnfitError as unfit:
        raise RowError(column, text, unfit.problem, unfit.cure) from None


def _confidence(text: str) -> int:
    if text not in ("1", "2", "3"):
        cure = "3 on the spot, 2 relayed, 1 unclear"
        raise RowError("confidence", text, "not 1, 2 or 3", cure)
    return int(text)


PLAIN = Kind(name="plain", needs=(), known=frozenset(), read=_plain)
"""Any table with a mapping file that has [columns]."""
