"""The command that shows what each part of the system does in the model: mechanisms."""

from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.output import show
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, Watch, answered

if TYPE_CHECKING:
    from downtools.study.mechanisms import Mechanisms

__all__ = ["register"]

_WARNING = (
    "This is a verification of code, not evidence about the country: it shows whether a part of"
    " the model\ndoes in the model what it was put there for, over draws of parameters from the"
    " scenario's prior."
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(mechanisms)


def mechanisms(
    scenario: ScenarioName,
    runs: Annotated[int, typer.Option(help="Pairs of runs, each with its own draw.")] = 100,
    scale: Scale = 1.0,
    jobs: Jobs = None,
    as_json: JsonFlag = False,
) -> int:
    """Switch each part of the system off, beside it on; exit code 1 if a row does not hold."""
    from downtools.scenario.read import load

    wanted = load(scenario)

    from downtools.study.mechanisms import mechanisms as table_of

    def ask(watch: Watch) -> "Mechanisms":
        return table_of(wanted, runs=runs, scale=scale, jobs=jobs, done=watch.done, tell=watch.tell)

    return answered("draw", runs, ask, None if as_json else _show)


def _show(table: "Mechanisms") -> None:
    pairs = "1 pair" if table.runs == 1 else f"{table.runs} pairs"
    show(f"{table.scenario}: parts of the system on beside off, {pairs}, scale {table.scale:g}")
    show(_WARNING)
    show(f"Parameters are drawn from the scenario's prior at {table.width:g} of its width.")
    show("effect = (on - off) / max(|on|, |off|), median over the pairs; low, high: 95 % of them\n")
    head = ("row", "sign", "why", "effect", "low", "high", "smallest", "share", "holds", "part")
    show(_line(head))
    for row in table.rows:
        cells = (
            row.row,
            row.expected or "",
            row.why or "a feature",
            *(_percent(value, sign=True) for value in (row.effect, row.low, row.high)),
            *(_percent(value, sign=False) for value in (row.smallest, row.share)),
            "yes" if row.holds else "NO",
            row.part,
        )
        show(_line(cells))
        if row.expected is None or not row.holds:
            show(f"     {'does not hold: ' if not row.holds else ''}{row.reason or row.note}")
    holding = sum(row.holds for row in table.rows)
    show(f"\n{holding} of {len(table.rows)} rows hold")


def _line(cells: tuple[str, ...]) -> str:
    row, sign, why, effect, low, high, smallest, share, holds, part = cells
    numbers = f"{effect:>8} {low:>8} {high:>8} {smallest:>8} {share:>6}"
    return f"{row:4} {sign:4} {why:15} {numbers} {holds:5} {part}"


def _percent(value: float | None, *, sign: bool) -> str:
    if value is None:
        return ""
    return f"{round(value, 3) + 0.0:+.1%}" if sign else f"{value:.0%}"
