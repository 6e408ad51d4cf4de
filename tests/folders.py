"""Scenario folders to break: a copy of `one-plant`, and small edits of its files."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from downtools.errors import Fault, InputError
from downtools.scenario import gallery
from downtools.scenario.read import load

Edit = Callable[[Path], object]


def copy_of_plant(where: Path) -> Path:
    """A copy of the shipped scenario `one-plant` that a test may change.

    It has neither the tables nor the entries that tests add themselves: concessions, the
    inter-site committee, and what the schedule holds after the first threat.
    """
    folder = where / "plant"
    shutil.copytree(gallery.path("one-plant"), folder)
    path = folder / "scenario.toml"
    kept, _, _ = path.read_text(encoding="utf-8").partition("\n[schedule.visit]")
    before, _, after = kept.partition("[concede]")
    _, mark, schedule = after.partition("[schedule.vote]")
    path.write_text(before + mark + schedule, encoding="utf-8")
    return folder


def swap(file: str, old: str, new: str) -> Edit:
    """An edit: the first `old` of a file replaced; it must be there."""

    def edit(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def add(file: str, text: str) -> Edit:
    """An edit: text added at the end of a file, which is made if it is not there."""

    def edit(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return edit


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """The faults for which a folder is refused."""
    with pytest.raises(InputError) as caught:
        load(folder)
    return caught.value.faults
