"""Commands about runs: run, rerun, report."""

import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.many import Days, Setting, wanted
from downtools.cli.output import say, show, show_json
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Scale

if TYPE_CHECKING:
    from downtools.run.run import Run
    from downtools.run.simulate import Progress

__all__ = ["register"]

RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `run` wrote.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (run, rerun, report):
        app.command()(command)


def run(
    scenario: ScenarioName,
    seed: Annotated[int, typer.Option(help="The luck of the run.")] = 1,
    days: Days = None,
    scale: Scale = 1.0,
    threads: Annotated[int | None, typer.Option(help="Threads; all cores if left out.")] = None,
    settings: Setting = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write the run to.")] = None,
    phases: Annotated[bool, typer.Option("--phases", help="Print the time by phase.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Run a scenario once, from its first day to its last."""
    asked = wanted(scenario, settings, days)

    from downtools.run.simulate import simulate
    from downtools.run.store import refuse_foreign
    from downtools.world.threads import default_threads

    if out is not None:
        refuse_foreign(out)
    cores = default_threads()
    if threads is not None and threads > cores:
        say(f"{threads} threads on {cores} cores: the same result, no sooner")
    began = time.perf_counter()
    with _Bar() as bar:
        result = simulate(asked, seed=seed, scale=scale, threads=threads, progress=bar.show)
    seconds = time.perf_counter() - began
    if out is not None:
        result.save(out)
        say(f"written to {out}")
    if phases:
        (say if as_json else show)(_phase_table(result))
    if as_json:
        show_json({**result.summary(), "seconds": round(seconds, 3)})
    else:
        _show_summary(result, seconds)


def rerun(folder: RunFolder, as_json: JsonFlag = False) -> int:
    """Make a run again from its provenance; exit code 1 if the digest differs."""
    from downtools.run.provenance import provenance_of
    from downtools.run.run import Run
    from downtools.run.simulate import simulate

    kept = Run.load(folder)
    with _Bar() as bar:
        again = simulate(kept.scenario, seed=kept.luck, scale=kept.scale, progress=bar.show)
    same = again.digest == kept.digest
    if as_json:
        show_json({"digest": kept.digest, "digest_again": again.digest, "same": same})
        return 0 if same else 1
    if same:
        show(f"The same run again, digest {kept.digest}")
        return 0
    now = provenance_of(kept.scenario.name, kept.scenario.hash, kept.luck, kept.scale)["versions"]
    show(
        f"Another digest: the folder says {kept.digest}, made again it is {again.digest}.\n"
        f"The folder was written by {kept.provenance['versions']}, this is {now}."
    )
    return 1


def report(
    folder: RunFolder,
    out: Annotated[Path | None, typer.Option(help="File; report.html in DIR if left out.")] = None,
    patterns: Annotated[
        Path | None, typer.Option(help="What `patterns --json` printed; shipped if left out.")
    ] = None,
    mechanisms: Annotated[
        Path | None, typer.Option(help="What `mechanisms --json` printed; shipped if left out.")
    ] = None,
    ensemble: Annotated[
        Path | None, typer.Option(help="What `ensemble --json` printed; shipped if left out.")
    ] = None,
    levers: Annotated[
        Path | None, typer.Option(help="What `levers --json` printed; shipped if left out.")
    ] = None,
) -> None:
    """Write one self-contained HTML page about a run."""
    from downtools.errors import Fault, InputError
    from downtools.run.run import Run
    from downtools.run.store import OWN_FILES
    from downtools.show.report import write_report
    from downtools.study.stored import studies_of

    kept = Run.load(folder)
    path = out or folder / "report.html"
    if path.name in OWN_FILES and path.resolve().parent == folder.resolve():
        cure = "give another file with --out"
        raise InputError([Fault(file=str(path), problem="a file of the run itself", cure=cure)])
    tables = studies_of(kept.scenario, patterns, mechanisms, ensemble=ensemble, levers=levers)
    write_report(kept, path, tables)
    show(f"{path}")


class _Bar:
    """Progress on stderr: a bar on a terminal, a few lines elsewhere."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        console = Console(stderr=True)
        self._plain = not console.is_terminal
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}"),
            console=console,
            transient=True,
            disable=self._plain,
        )
        self._task = self._bar.add_task("starting", total=None, unit="")
        self._interrupted = False
        self._before = signal.getsignal(signal.SIGINT)

    def __enter__(self) -> "_Bar":
        self._bar.start()
        signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)
        self._bar.stop()

    def _interrupt(self, *_: object) -> None:
        """Remember Ctrl-C: a compiler's callback may swallow the exception it raises."""
        self._interrupted = True
        raise KeyboardInterrupt

    def show(self, step: "Progress") -> None:
        """Show one step of `simulate`."""
        if self._interrupted:
            raise KeyboardInterrupt
        if step.stage == "compile":
            text = "compiling the engine, once for this version (about 50 s) ..."
            (say if self._plain else self._bar.console.print)(text)
            return
        words = {"world": "building the world", "day": "running"}[step.stage]
        unit = "days" if step.stage == "day" else ""
        self._bar.update(
            self._task, description=words, completed=step.done, total=step.total, unit=unit
        )
        if self._plain and step.stage == "day" and step.done % 10 == 0:
            say(f"day {step.done} of {step.total}")


def _phase_table(result: "Run") -> str:
    """The phases of the day with what they do and the time spent."""
    from downtools.day import PHASES

    total = sum(result.seconds[phase.name] for phase in PHASES)
    lines = [f"{'phase':8} {'seconds':>8} {'share':>6}  does"]
    for phase in PHASES:
        spent = result.seconds[phase.name]
        lines.append(f"{phase.name:8} {spent:8.3f} {spent / total:6.1%}  {phase.does}")
    return "\n".join(lines)


_COUNTS = (
    "workers",
    "peak_out",
    "peak_strikers",
    "peak_rallying",
    "peak_signers",
    "peak_kept_in",
    "peak_committees",
    "peak_linked",
    "detained",
    "dismissed",
    "resigned",
)
_MONEY = (
    "output_lost_usd",
    "output_idle_usd",
    "output_missing_usd",
    "exports_lost_usd",
    "wages_lost_usd",
    "funds_paid_usd",
)
"""What the summary on a terminal shows, in its order."""


def _show_summary(result: "Run", seconds: float) -> None:
    from downtools.show.text import answer
    from downtools.study.patterns import held_against

    facts = result.summary()
    show(answer(result))
    show("")
    for key in _COUNTS:
        show(f"{key:20} {facts[key]:>14,}")
    for key in _MONEY:
        show(f"{key:20} {facts[key]:>14,.0f}")
    show(f"{'digest':20} {facts['digest']}")
    show(f"{'seconds':20} {seconds:>14.2f}")
    held = held_against(result)
    if held:
        hits = sum(row.holds for row in held)
        show(f"\n{hits} of {len(held)} observed facts hold in this one run; many runs beside them:")
        show(f"downtools patterns {facts['scenario']}")
