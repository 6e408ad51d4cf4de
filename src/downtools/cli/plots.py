"""Pictures that commands write: the option, and what is wrong with a place before any work."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.output import say

if TYPE_CHECKING:
    from downtools.errors import Fault
    from downtools.show.style import Picture

__all__ = ["Plot", "no_picture", "refuse_unwritable", "written"]

Plot = Annotated[str | None, typer.Option(metavar="FILE", help="Draw it too, to .svg or .png.")]
_ENDINGS = (".svg", ".png")


def refuse_unwritable(plot: str | None) -> None:
    """Raise `InputError` if no picture can be written there; without a place there is none to."""
    from downtools.errors import InputError

    if faults := list(no_picture(plot)):
        raise InputError(faults)


def no_picture(plot: str | None) -> Iterator["Fault"]:
    """Why no picture can be written there; nothing is left behind by the trial."""
    from downtools.errors import Fault

    if plot is None:
        return
    endings = " or ".join(_ENDINGS)
    problem = ""
    cure = "give a file"
    try:
        if not plot.strip():
            problem = "no file is named"
        elif Path(plot).is_dir():
            problem = "a folder"
        elif Path(plot).suffix not in _ENDINGS:
            problem, cure = "no kind of picture that is made", f"end its name in {endings}"
            if Path(plot).suffix.lower() in _ENDINGS:
                problem, cure = "its ending is in capitals", f"write {endings}"
        else:
            _try_out(Path(plot))
    except OSError as error:
        problem, cure = f"cannot be written ({error.strerror})", "give another name or place"
    if problem:
        yield Fault(file="--plot", value=plot, problem=problem, cure=cure)


def _try_out(file: Path) -> None:
    """Raise the `OSError` of writing a file whole, whose unfinished part has a longer name."""
    folder = next(above for above in file.absolute().parents if above.exists())
    with tempfile.NamedTemporaryFile(prefix=f".{file.name}-unfinished-", dir=folder):
        return


def written(picture: "Picture", plot: str) -> None:
    """Write a picture, and say where."""
    picture.save(Path(plot))
    say(f"written: {plot}")
