"""The command that holds published models against what is known of them: classics."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.output import say, show
from downtools.cli.plots import no_picture, written
from downtools.cli.scenarios import JsonFlag
from downtools.cli.watch import Jobs, Watch, answered
from downtools.errors import Fault, InputError
from downtools.study.classics.catalogue import CLASSICS, classic

if TYPE_CHECKING:
    from downtools.scenario.declare import Param
    from downtools.study.classics.check import Check, Value
    from downtools.study.classics.classic import Classic
    from downtools.study.classics.playing import Played
    from downtools.study.classics.table import Checked, Checks

__all__ = ["register", "said", "tolerated"]

_WIDTH = 100
_CELL = 31
"""Letters of a column of values; a longer text goes on in the next line."""
_HEADS = ("result", "kind", "expected", "obtained", "tolerance")
_KINDS = "nested: by the engine; reference: by a formula or a program beside it; data: by a record"
_SMALLEST = -9
"""The power of ten of the smallest number that is written with all its noughts."""
_PICTURE = "Draw NAME's own picture as well, to .svg or .png; that of stoppages takes minutes."
_ALL = f"One of: {', '.join(CLASSICS)}; all if left out."


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(classics)


def classics(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help=_ALL)] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Play a case in place of the checks."),
    ] = None,
    keys: Annotated[bool, typer.Option("--keys", help="List what --set can set in NAME.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Only checks that take seconds.")] = False,
    plot: Annotated[str | None, typer.Option(metavar="FILE", help=_PICTURE)] = None,
    jobs: Jobs = None,
    as_json: JsonFlag = False,
) -> int:
    """Hold published models against what is known of them; exit code 1 if a check fails.

    With --set a case of your own is played in place of the checks; --keys lists what can be set.
    """
    model = None if name is None else classic(name)
    options = {"--set": settings, "--keys": keys, "--quick": quick, "--json": as_json}
    asked = {option for option, given in options.items() if given}
    asked |= set() if plot is None else {"--plot"}
    faults = [*_nameless(name, asked), *_at_odds(asked), *no_picture(plot)]
    if faults:
        raise InputError(faults)
    if model is None:
        return _checked(None, quick, None, jobs, as_json)
    if keys:
        _show_keys(model)
        return 0
    if settings:
        return _played(model, settings, as_json)
    return _checked(model, quick, plot, jobs, as_json)


def _nameless(name: str | None, asked: Set[str]) -> Iterator[Fault]:
    """What needs a model where none is named."""
    for option in ("--set", "--keys", "--plot"):
        if option in asked and name is None:
            cure = f"name one, as in downtools classics {CLASSICS[0]} {option}"
            yield Fault(file=option, problem="of which model is not said", cure=cure)


_ODDS = {
    ("--keys", "--json"): "the keys are a list to read, not JSON",
    ("--keys", "--set"): "the keys are listed, no case is played",
    ("--keys", "--plot"): "the keys are listed, nothing is drawn",
    ("--keys", "--quick"): "the keys are listed, nothing is checked",
    ("--set", "--plot"): "the picture is of the published cases, not of yours",
    ("--set", "--quick"): "a case of yours is played, nothing is checked",
}
"""Pairs of options of which one would be dropped, and why."""


def _at_odds(asked: Set[str]) -> Iterator[Fault]:
    for pair, problem in _ODDS.items():
        if asked >= set(pair):
            yield Fault(file=" with ".join(pair), problem=problem, cure="leave one out")


def _checked(
    model: "Classic | None", quick: bool, plot: str | None, jobs: int | None, as_json: bool
) -> int:
    """Run the checks of a model, or of all, and return the exit code."""
    names = CLASSICS if model is None else (model.name,)

    def ask(watch: Watch) -> "Checks":
        from downtools.study.classics.table import checks

        if model is not None and plot is not None:
            _draw(model, plot)
        return checks(names, quick=quick, jobs=jobs, done=watch.done)

    return answered("model", len(names), ask, None if as_json else _show)


def _played(model: "Classic", settings: Sequence[str], as_json: bool) -> int:
    """Play a case, and return the exit code."""

    def ask(_: Watch) -> "Played":
        from downtools.study.classics.playing import played

        return played(model, settings)

    return answered("case", 1, ask, None if as_json else _show_played)


def _draw(model: "Classic", plot: str) -> None:
    from downtools.show.sketches import sketch_picture

    say(f"drawing {model.name} ...")
    command = f"downtools classics {model.name} --plot FILE"
    written(sketch_picture(model.sketch(), command), plot)


def _show(table: "Checks") -> None:
    show(f"{_KINDS}\n")
    for one in table.models:
        _show_model(one)
    if len(table.models) == 1:
        show(f"A case of your own: downtools classics {table.models[0].model.name} --keys\n")
    quick = " (--quick: not all are run)" if table.quick else ""
    show(f"{table.holding} of {len(table.all)} checks hold{quick}")


def _show_model(one: "Checked") -> None:
    """A model with the table of its checks, each under its name."""
    model = one.model
    show(f"{model.title} [{model.name}]")
    show(_filled(model.cite, 2))
    show(_filled(model.says, 2))
    show(_filled(f"What differs here: {model.departs}", 2))
    rows = [_cells(check) for check in one.checks]
    wide = [min(_CELL, max(map(len, column))) for column in zip(_HEADS, *rows, strict=True)]
    show(f"\n{_row(_HEADS, wide)}")
    for check, row in zip(one.checks, rows, strict=True):
        show(_filled(check.name, 0))
        show(_row(row, wide))
        if not check.holds:
            show(_filled(f"why: {check.why}", 6))
    show("")


def _cells(check: "Check") -> tuple[str, ...]:
    values = (said(check.expected), said(check.obtained))
    tolerance = tolerated(check.expected, check.tolerance)
    return ("holds" if check.holds else "FAILS", check.kind, *values, tolerance)


def _row(cells: Sequence[str], wide: Sequence[int]) -> str:
    """Cells side by side, indented, each in as many lines as it needs."""
    folded = [textwrap.wrap(cell, width) for cell, width in zip(cells, wide, strict=True)]
    return "\n".join(
        "  ".join(("", *map(str.ljust, line, wide))).rstrip()
        for line in zip_longest(*folded, fillvalue="")
    )


def said(value: "Value") -> str:
    """A value as a person writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if 1e5 <= abs(value) < 1e15 or (isinstance(value, int) and abs(value) < 1e15):
        return f"{value:,.0f}"
    return _plainly(value, 6)


def tolerated(expected: "Value", tolerance: float) -> str:
    """A tolerance as a person writes it; words have none."""
    if isinstance(expected, str):
        return "-"
    return _plainly(tolerance, 2) if tolerance else "exact"


def _plainly(value: float, digits: int) -> str:
    """A number in so many digits: 0.00005 for 5e-05, and 2.2 × 10^-16 for what is smaller yet."""
    text = f"{value + 0.0:.{digits}g}"
    mantissa, scaled, power = text.partition("e")
    if not scaled:
        return text
    return f"{Decimal(text):f}" if _SMALLEST <= int(power) < 0 else f"{mantissa} × 10^{int(power)}"


def _show_played(case: "Played") -> None:
    show(f"{case.model.title} [{case.model.name}]")
    _show_values("case", {key: _typed(value) for key, value in case.case.items()})
    _show_values("what comes of it", {key: said(value) for key, value in case.result.items()})


def _show_values(head: str, values: Mapping[str, str]) -> None:
    show(f"{head}:")
    wide = max(map(len, values), default=0)
    for key, value in values.items():
        show(f"  {key:{wide}}  {value}".rstrip())


def _typed(value: "Value") -> str:
    """A value as --set takes it, without commas between thousands."""
    return value if isinstance(value, str) else said(value).replace(",", "")


def _show_keys(model: "Classic") -> None:
    """What can be set, with its meaning, bounds and default."""
    from downtools.study.classics.playing import keys_of

    params = keys_of(model.play)
    show(f"{model.title} [{model.name}]: downtools classics {model.name} --set KEY=VALUE")
    wide = max(len(param.key) for param in params)
    for param in params:
        show(_filled(_meaning(param), wide + 4, f"  {param.key}"))


def _meaning(param: "Param") -> str:
    allowed = param.cure().removeprefix("give ").removeprefix("use ")
    if param.type is bool:
        allowed = "yes or no"
    return f"{param.meaning}: {allowed}; {_typed(param.default) or 'none'} if left out"


def _filled(text: str, indent: int, before: str = "") -> str:
    """A text in lines of a page, indented; `before` stands at the left of the first."""
    first = before.ljust(indent)
    return textwrap.fill(text, _WIDTH, initial_indent=first, subsequent_indent=" " * indent)
