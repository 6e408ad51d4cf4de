"""`read_reports`: a file of reports, of any layout known, read for one scenario."""

from collections import Counter
from pathlib import Path

from downtools.errors import Fault, InputError, nearest
from downtools.evidence.readers.desk import Desk
from downtools.evidence.readers.exports import ACLED, BLS, FMCS, GDELT
from downtools.evidence.readers.grid import Grid, read_grid
from downtools.evidence.readers.how import How, Kind
from downtools.evidence.readers.mapping import MappingFile, read_mapping
from downtools.evidence.readers.persons import person_columns
from downtools.evidence.readers.plain import PLAIN, check_mapping
from downtools.evidence.readers.result import LeftOut, Read, Rejected, RowError
from downtools.evidence.readers.tables import CODED, OWN, STATUS, TELEGRAM, TELEGRAM_TOWNS
from downtools.scenario.model import Scenario

__all__ = ["KINDS", "read_reports"]

_LAYOUTS = (OWN, CODED, STATUS, TELEGRAM, TELEGRAM_TOWNS, ACLED, GDELT, FMCS, BLS)
"""In the order in which a header is tried."""
KINDS = ("auto", *dict.fromkeys(layout.name for layout in _LAYOUTS), "plain")


def read_reports(
    path: str | Path,
    scenario: Scenario,
    *,
    kind: str = "auto",
    mapping: str | Path | None = None,
) -> Read:
    """Read a file of reports for a scenario; docs/evidence.md says what each kind takes.

    `kind` is one of `KINDS`; `auto` tells it by the header. `mapping` is a TOML file: columns of a
    `plain` table, and names of workplaces, towns and sources of any kind. Every row is a report,
    left out with a reason, or rejected with the cure; none is dropped silently. Free texts of the
    file are never copied. Raises `InputError` for a file that is no table, lacks a column, has one
    about persons, or is of no known kind.
    """
    if kind not in KINDS:
        fault = Fault(file="kind", value=kind, problem="no such kind", cure=nearest(kind, KINDS))
        raise InputError([fault])
    told = read_mapping(Path(mapping), scenario) if mapping is not None else MappingFile()
    grid = read_grid(Path(path))
    layout = _layout(grid, kind, told)
    if personal := person_columns(grid.file, grid.header, layout.known):
        raise InputError(personal)
    if layout is PLAIN:
        check_mapping(grid, told)
    return _read(grid, layout, scenario, told)


def _layout(grid: Grid, kind: str, told: MappingFile) -> Kind:
    """The layout of a file. Raises `InputError` if it is none, or lacks a column of the one asked.

    What holds a column about persons is refused for that, whatever else is wrong.
    """
    if kind == "plain" or (kind == "auto" and told.columns):
        return PLAIN
    wanted = [layout for layout in _LAYOUTS if kind in ("auto", layout.name)]
    lacking = {
        layout: [name for name in layout.needs if name not in grid.header] for layout in wanted
    }
    for layout in wanted:
        if not lacking[layout]:
            return layout
    every = frozenset[str]().union(*(layout.known for layout in wanted))
    faults = person_columns(grid.file, grid.header, every)
    closest = min(wanted, key=lambda layout: len(lacking[layout]) / len(layout.needs))
    if kind == "auto" and len(lacking[closest]) * 2 >= len(closest.needs):
        shown = ", ".join(grid.header)
        problem = "a header of no known kind"
        cure = (
            f"name its kind with --as ({', '.join(KINDS[1:])}), or give a mapping file"
            " (docs/evidence.md)"
        )
        faults.append(Fault(file=grid.file, row=1, value=shown, problem=problem, cure=cure))
        raise InputError(faults)
    for name in lacking[closest]:
        cure = f"add it, as a file of kind {closest.name} has it; {nearest(name, grid.header)}"
        faults.append(
            Fault(file=grid.file, row=1, column=name, problem="missing column", cure=cure)
        )
    raise InputError(faults)


def _read(grid: Grid, layout: Kind, scenario: Scenario, told: MappingFile) -> Read:
    desk = Desk(scenario, told)
    how = How(
        file=grid.file,
        names=desk.names,
        mapping=told,
        decimal_comma=grid.decimal_comma,
        start=scenario.calendar.start,
        end=scenario.calendar.end,
    )
    rejected: list[Rejected] = list(grid.rejected)
    left_out: Counter[str] = Counter()
    for line in grid.lines:
        try:
            desk.take(layout.read(line, how))
        except RowError as error:
            rejected.append(error.at(line.row))
        except LeftOut as reason:
            left_out[str(reason)] += 1
    doubts = [layout.doubt] if layout.doubt else []
    return Read(
        file=grid.file,
        kind=layout.name,
        rows=grid.rows,
        reports=tuple(desk.reports),
        rejected=tuple(sorted(rejected, key=lambda one: one.row)),
        unmatched=desk.unmatched,
        guessed=desk.guessed,
        left_out=dict(left_out.most_common()),
        doubts=tuple(doubts + desk.doubts()),
    )
