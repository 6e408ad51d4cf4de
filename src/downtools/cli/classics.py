"""The command that holds published models against what is known of them: classics."""

import tempfile
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.output import say, show
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

__all__ = ["register", "said"]

_WIDTH = 100
_CELL = 22
"""Letters of a column of values; a longer text goes on in the next line."""
_HEADS = ("", "kind", "expected", "obtained", "tolerance", "check")
_ENDINGS = (".svg", ".png")
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
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw NAME as well, to .svg or .png.")
    ] = None,
    jobs: Jobs = None,
    as_json: JsonFlag = False,
) -> int:
    """Hold published models against what is known of them; exit code 1 if a check fails.

    With --set a case of your own is played in place of the checks; --keys lists what can be set.
    """
    model = None if name is None else classic(name)
    faults = [*_nameless(name, settings, keys, plot), *_no_picture(plot)]
    if keys and as_json:
        cure = "leave one of them out"
        faults.append(Fault(file="--keys", problem="a list to read, not --json", cure=cure))
    if faults:
        raise InputError(faults)
    if model is None:
        return _checked(None, quick, None, jobs, as_json)
    if keys:
        _show_keys(model)
        return 0
    if settings:
        return _played(model, settings, plot, as_json)
    return _checked(model, quick, plot, jobs, as_json)


def _nameless(
    name: str | None, settings: Sequence[str] | None, keys: bool, plot: Path | None
) -> Iterator[Fault]:
    """What needs a model where none is named."""
    asked = {"--set": bool(settings), "--keys": keys, "--plot": plot is not None}
    for option in [option for option, given in asked.items() if given and name is None]:
        cure = f"name one, as in downtools classics {CLASSICS[0]} {option}"
        yield Fault(file=option, problem="of which model is not said", cure=cure)


def _no_picture(plot: Path | None) -> Iterator[Fault]:
    """Why no picture can be written there; nothing is left behind by the trial."""
    if plot is None:
        return
    if plot.suffix not in _ENDINGS:
        cure = f"end its name in {' or '.join(_ENDINGS)}"
        yield Fault(file="--plot", value=plot, problem="no kind of picture that is made", cure=cure)
    elif plot.is_dir():
        cure = "give a file"
        yield Fault(file="--plot", value=plot, problem="a folder", cure=cure)
    else:
        folder = next(above for above in plot.absolute().parents if above.exists())
        try:
            with tempfile.TemporaryFile(dir=folder):
                return
        except OSError as error:
            problem = f"cannot be written ({error.strerror})"
            yield Fault(file="--plot", value=plot, problem=problem, cure="give another place")


def _checked(
    model: "Classic | None", quick: bool, plot: Path | None, jobs: int | None, as_json: bool
) -> int:
    """Run the checks of a model, or of all, and return the exit code."""
    names = CLASSICS if model is None else (model.name,)

    def ask(watch: Watch) -> "Checks":
        from downtools.study.classics.table import checks

        if model is not None and plot is not None:
            _draw(model, plot)
        return checks(names, quick=quick, jobs=jobs, done=watch.done)

    return answered("model", len(names), ask, None if as_json else _show)


def _played(model: "Classic", settings: Sequence[str], plot: Path | None, as_json: bool) -> int:
    """Play a case, and return the exit code."""

    def ask(_: Watch) -> "Played":
        from downtools.study.classics.playing import played

        case = played(model, settings)
        if plot is not None:
            _draw(model, plot)
        return case

    return answered("case", 1, ask, None if as_json else _show_played)


def _draw(model: "Classic", plot: Path) -> None:
    from downtools.show.sketches import sketch_picture

    command = f"downtools classics {model.name} --plot FILE"
    sketch_picture(model.sketch(), command).save(plot)
    say(f"written: {plot}")


def _show(table: "Checks") -> None:
    for one in table.models:
        _show_model(one)
    if len(table.models) == 1:
        show(f"A case of your own: downtools classics {table.models[0].model.name} --keys\n")
    quick = " (--quick: not all are run)" if table.quick else ""
    show(f"{table.holding} of {len(table.all)} checks hold{quick}")


def _show_model(one: "Checked") -> None:
    """A model with the table of its checks."""
    model = one.model
    show(f"{model.title} [{model.name}]")
    show(_filled(model.cite, 2))
    show(_filled(model.says, 2))
    show(_filled(f"The full model: {model.departs}", 2))
    rows = [_cells(check) for check in one.checks]
    wide = [min(_CELL, max(map(len, column))) for column in zip(_HEADS, *rows, strict=True)]
    wide[-1] = _WIDTH - sum(wide[:-1]) - 2 * len(wide[:-1])
    show(_row(_HEADS, wide))
    for check, row in zip(one.checks, rows, strict=True):
        show(_row(row, wide))
        if not check.holds:
            show(_filled(f"why: {check.why}", wide[0] + 2))
    show("")


def _cells(check: "Check") -> tuple[str, ...]:
    tolerance = f"{check.tolerance:.2g}" if check.tolerance else "exact"
    values = (said(check.expected), said(check.obtained), tolerance)
    return ("holds" if check.holds else "FAILS", check.kind, *values, check.name)


def _row(cells: Sequence[str], wide: Sequence[int]) -> str:
    """Cells side by side, each in as many lines as it needs."""
    folded = [textwrap.wrap(cell, width) for cell, width in zip(cells, wide, strict=True)]
    return "\n".join(
        "  ".join(f"{cell:{width}}" for cell, width in zip(line, wide, strict=True)).rstrip()
        for line in zip_longest(*folded, fillvalue="")
    )


def said(value: "Value") -> str:
    """A value as a person writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 1e5:
        return f"{value:,.0f}" if abs(value) < 1e15 else f"{value:g}"
    return f"{value + 0.0:.6g}"


def _show_played(case: "Played") -> None:
    show(f"{case.model.title} [{case.model.name}]")
    for head, values in (("case", case.case), ("what comes of it", case.result)):
        show(f"{head}:")
        _show_values(values)


def _show_values(values: Mapping[str, "Value"]) -> None:
    wide = max(map(len, values), default=0)
    for key, value in values.items():
        show(f"  {key:{wide}}  {said(value)}")


def _show_keys(model: "Classic") -> None:
    """What can be set, with its meaning, bounds and default."""
    from downtools.study.classics.playing import keys_of

    params = keys_of(model.play)
    show(f"{model.title} [{model.name}]: downtools classics {model.name} --set KEY=VALUE")
    wide = max(len(param.key) for param in params)
    for param in params:
        show(f"  {param.key:{wide}}  {_meaning(param)}")


def _meaning(param: "Param") -> str:
    allowed = param.cure().removeprefix("give ").removeprefix("use ")
    return f"{param.meaning}: {allowed}; {said(param.default)} if left out"


def _filled(text: str, indent: int) -> str:
    room = " " * indent
    return textwrap.fill(text, _WIDTH, initial_indent=room, subsequent_indent=room)
