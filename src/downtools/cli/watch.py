"""Commands that answer with a table over many runs: progress, Ctrl-C, and the answer."""

import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Protocol, Self, TypeVar

import typer

from downtools.cli.output import say, show_json

if TYPE_CHECKING:
    from downtools.run.simulate import Progress

__all__ = ["Jobs", "Scale", "Watch", "answered", "duration", "told"]

Scale = Annotated[float, typer.Option(help="Share of the workers in memory; 1 is one to one.")]
Jobs = Annotated[int | None, typer.Option(help="Processes; all cores if left out.")]


class Table(Protocol):
    """What many runs gave."""

    @property
    def holds(self) -> bool:
        """Whether the answer is yes."""
        ...

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        ...


Made = TypeVar("Made", bound=Table)


def answered(
    unit: str, runs: int, ask: Callable[["Watch"], Made], show: Callable[[Made], None] | None
) -> int:
    """Ask for a table, print it with `show` (None: as JSON), and return the exit code.

    `unit` is what is counted: a draw, a run, a model.
    """
    with Watch(unit) as watch:
        table = ask(watch)
    told(table, f"{runs} {unit}{'s' if runs != 1 else ''}", watch.seconds, show)
    return 0 if table.holds else 1


def told(table: Made, what: str, seconds: float, show: Callable[[Made], None] | None) -> None:
    """Print an answer with `show` (None: as JSON), and on stderr what it took."""
    say(f"{what} in {duration(seconds)}")
    if show is None:
        show_json({**table.plain(), "seconds": round(seconds, 1)})
    else:
        show(table)


def duration(seconds: float) -> str:
    """A time as a person says it."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


class Watch:
    """Progress on stderr with the time still needed, and an end at once on Ctrl-C."""

    def __init__(self, unit: str) -> None:
        """`unit` is what is counted: a draw, a run."""
        self._unit = unit
        self._began = time.perf_counter()
        self._told = 0
        self._interrupted = False
        self._before = signal.getsignal(signal.SIGINT)

    def __enter__(self) -> Self:
        signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._began

    def done(self, many: int, total: int) -> None:
        """Tell of the first draws, of every tenth part of all, and how long the rest will take."""
        self._stop_if_interrupted()
        tenth = many * 10 // total
        if many > 2 and tenth == self._told:
            return
        self._told = tenth
        left = (
            f", about {duration(self.seconds / many * (total - many))} left" if many < total else ""
        )
        say(f"{self._unit} {many} of {total}{left}")

    def tell(self, step: "Progress") -> None:
        """Tell of the compilation; stop if Ctrl-C was pressed."""
        self._stop_if_interrupted()
        if step.stage == "compile":
            say("compiling the engine, once for this version (about 50 s) ...")

    def _interrupt(self, *_: object) -> None:
        """Remember Ctrl-C: a compiler's callback may swallow the exception it raises."""
        self._interrupted = True
        raise KeyboardInterrupt

    def _stop_if_interrupted(self) -> None:
        if self._interrupted:
            raise KeyboardInterrupt
