"""`downtools`: the entry point, and the one place where errors become messages and exit codes.

Exit codes: 0 done; 1 done and the answer is no; 2 bad input; 70 a bug of ours; 130 after Ctrl-C.
"""

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from downtools.cli import (
    calibrate,
    classics,
    designs,
    ensemble,
    forecast,
    levers,
    mechanisms,
    patterns,
    reports,
    run,
    scenarios,
    score,
)
from downtools.cli.output import say, show
from downtools.errors import DowntoolsError, InputError

__all__ = ["main"]

_COMMANDS = (
    scenarios,
    reports,
    calibrate,
    forecast,
    score,
    run,
    patterns,
    mechanisms,
    ensemble,
    levers,
    designs,
    classics,
)
"""The modules of commands, in the order of the help; each has `register(app)`."""

_MOST_FAULTS = 50
_BROKEN_PIPE = 141  # 128 + SIGPIPE, as of a program that does not catch it


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; `argv` is without the program's name."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter is no error
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _invoked(sys.argv[1:] if argv is None else list(argv))
        if sys.stdout is not None:
            sys.stdout.flush()
    except typer.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        say("stopped by Ctrl-C")
        return 130
    except BrokenPipeError:
        _close_stdout()
        return _BROKEN_PIPE
    except Exception as error:  # noqa: BLE001 - nobody shall see a traceback unasked
        return _told(error)
    return code


def _invoked(arguments: list[str]) -> int:
    """Parse and run; unlike typer's own main this leaves every error to `main`."""
    command = typer.main.get_command(_app())
    with command.make_context("downtools", arguments) as context:
        result = command.invoke(context)
    return result if isinstance(result, int) else 0


def _app() -> typer.Typer:
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        # Plain help: rich would cost a tenth of a second and take brackets for its markup.
        rich_markup_mode=None,
    )
    app.callback()(_downtools)
    for module in _COMMANDS:
        module.register(app)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        import downtools

        show(f"downtools {downtools.__version__}")
        raise typer.Exit


def _downtools(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Simulate strike waves under repression, every worker of a country in the model."""


def _told(error: Exception) -> int:
    """Say what went wrong in words, and return the exit code."""
    if isinstance(error, InputError) and len(error.faults) > _MOST_FAULTS:
        some = InputError(error.faults[:_MOST_FAULTS])
        said = "\n".join(str(fault) for fault in some.faults)
        more = len(error.faults) - _MOST_FAULTS
        say(f"{len(error.faults)} faults found:\n{said}\n... and {more} more")
        return 2
    if isinstance(error, DowntoolsError):
        say(str(error))
        return 2
    if isinstance(error, TyperException):
        say(_usage(error))
        return 2
    if isinstance(error, MemoryError):
        say("not enough memory; try a smaller --scale")
        return 2
    if isinstance(error, OSError):
        say(f"the system refused: {error}")
        return 2
    if os.environ.get("DOWNTOOLS_DEBUG"):
        import traceback

        say("".join(traceback.format_exception(error)).rstrip())
    say(
        f"a bug of ours: {type(error).__name__}: {error}"
        " (set DOWNTOOLS_DEBUG=1 to see the traceback)"
    )
    return 70


def _usage(error: TyperException) -> str:
    """What is wrong with the command line, with the value that typer leaves out."""
    param, cause = getattr(error, "param", None), error.__cause__ or error.__context__
    nouns = {"int_parsing": "a whole number", "float_parsing": "a number"}
    errors = getattr(cause, "errors", None)  # of the library in which typer reads values
    told: dict[str, Any] = errors()[0] if errors is not None else {}
    noun = nouns.get(told.get("type", ""))
    if param is None or noun is None:
        return error.format_message()
    return f"{param.opts[0]} is {told.get('input')!r}: not {noun}; give {noun}"


def _close_stdout() -> None:
    """Send what is still to be written to nowhere, lest the interpreter complain at its exit."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
