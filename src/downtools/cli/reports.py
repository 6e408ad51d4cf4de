"""The command that reads a file of reports for a scenario: reports."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.output import show, show_json
from downtools.cli.scenarios import JsonFlag, ScenarioName

if TYPE_CHECKING:
    from downtools.evidence.readers.result import Rejected
    from downtools.evidence.readers.summary import Summary

__all__ = ["register"]

_MOST = 20
"""Faults and names that are listed of each kind; `--json` has all."""
_FEW = 5
"""Rows that are named of each fault."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(reports)


def reports(
    scenario: ScenarioName,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table of reports, as CSV.")],
    kind: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="KIND",
            help="own, coded, acled, gdelt, telegram, stoppages or plain; auto: by its header.",
        ),
    ] = "auto",
    mapping: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="TOML: which column is which, and names."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the reports as a scenario's reports.csv."),
    ] = None,
    as_json: JsonFlag = False,
) -> int:
    """Read a file of reports for a scenario: what it holds, and what could not be read.

    Exit code 0 if every row was read and every name matched, 1 if not, 2 if the file is unfit.
    """
    from downtools.evidence.readers import read_reports
    from downtools.evidence.readers.summary import summary_of
    from downtools.evidence.readers.write import refuse_place, write_reports
    from downtools.scenario.model import plain
    from downtools.scenario.read import load

    wanted = load(scenario)
    if out is not None:
        refuse_place(out, read_from=file)
    read = read_reports(file, wanted, kind=kind, mapping=mapping)
    if out is not None:
        write_reports(read.reports, out)
    summary = summary_of(read, wanted, out)
    if as_json:
        show_json(plain(summary))
    else:
        _show(summary)
    return 0 if summary.clean else 1


def _show(read: "Summary") -> None:
    show(f"{read.file}, read as {read.kind} for {read.scenario}")
    left_out = sum(read.left_out.values())
    show(
        f"{_many(read.rows, 'row')}: {_many(read.reports, 'report')} of"
        f" {_many(read.events, 'event')}, {_many(left_out, 'row')} left out,"
        f" {len(read.rejected):,} rejected"
    )
    if read.reports:
        show(f"events whose claims contradict each other: {len(read.contradicting):,}, all kept")
        show(f"by claimant: {_counts(read.by_claimant)}")
        show(f"by measure of a run: {_counts(read.by_measure)}")
        show(f"by event: {_counts(read.by_event_type)}")
        show(f"at {_many(len(read.sites), 'site')}: {_counts(read.sites)}")
        show(f"at no one site: {read.without_site:,}")
    _show_names(read)
    for reason, rows in read.left_out.items():
        show(f"left out, {_many(rows, 'row')}: {reason}")
    _show_rejected(read)
    for doubt in read.doubts:
        show(f"\nNote: {doubt}")
    if read.out is not None:
        show(f"\nwritten to {read.out}")


def _show_rejected(read: "Summary") -> None:
    """Rows that were rejected; those with the same fault in the same column on one line."""
    if not read.rejected:
        return
    show(f"\nRejected rows ({len(read.rejected):,}):")
    same: dict[tuple[str, str, str], list[Rejected]] = {}
    for one in read.rejected:
        same.setdefault((one.column, one.problem, one.cure), []).append(one)
    for (column, problem, cure), held in list(same.items())[:_MOST]:
        shown = ", ".join(str(one.row) for one in held[:_FEW])
        rows = f"{len(held):,} rows ({shown}{', ...' if len(held) > _FEW else ''})"
        values = list(dict.fromkeys(one.value for one in held if one.value))
        found = f" {'is' if len(values) == 1 else 'such as'} {values[0]!r}" if values else ""
        place = f"row {shown}" if len(held) == 1 else rows
        show(f"  {place}{', ' if column else ''}{column}{found}: {problem}; {cure}")
    _show_more(len(same))


def _show_names(read: "Summary") -> None:
    """Names that were guessed, and those that were not matched."""
    heard = [one for one in read.guessed if one.by_sound]
    if heard:
        told = [f"{one.name!r} for {one.taken_for}" for one in heard[:_MOST]]
        more = f", and {len(heard) - _MOST} more" if len(heard) > _MOST else ""
        show(f"\nNames matched by their sound: {', '.join(told)}{more}")
    guessed = [one for one in read.guessed if not one.by_sound]
    if guessed:
        show("\nGuessed names, to be checked:")
        for one in guessed[:_MOST]:
            rows = _many(one.rows, "row")
            show(f"  {one.name!r} taken for the {one.kind} {one.taken_for}: {rows}")
        _show_more(len(guessed))
    if read.unmatched:
        show("\nUnmatched names:")
        for name in read.unmatched[:_MOST]:
            near = f"nearest: {', '.join(name.nearest)}" if name.nearest else "nothing near"
            kept = f"kept as reports of {', '.join(name.kept_in)}" if name.kept_in else "rejected"
            show(f"  {name.kind} {name.name!r}: {_many(name.rows, 'row')}, {kept}; {near}")
        _show_more(len(read.unmatched))


def _show_more(many: int) -> None:
    if many > _MOST:
        show(f"  ... and {many - _MOST:,} more")


def _many(many: int, noun: str) -> str:
    return f"{many:,} {noun}{'' if many == 1 else 's'}"


def _counts(counts: dict[str, int]) -> str:
    shown = list(counts.items())[:_MOST]
    more = f", and {len(counts) - _MOST} more" if len(counts) > _MOST else ""
    return ", ".join(f"{name} {many:,}" for name, many in shown) + more
