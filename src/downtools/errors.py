"""What can go wrong, and how it is said.

    DowntoolsError                    every error of ours; its text is meant for a person
    ├── InputError                    what the user gave is wrong: all faults at once, exit code 2
    ├── StoredRunError                a run folder is cut short, changed or of another version
    └── OutOfRoomError                     memory or disk will not do; said before or without loss

An `InputError` carries `Fault`s: place (file, row, column), value, problem and cure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

__all__ = ["DowntoolsError", "Fault", "InputError", "OutOfRoomError", "StoredRunError", "nearest"]

_SHOWN = 60


class DowntoolsError(Exception):
    """An error whose text is a sentence for the user, shown without a traceback."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong in the input: where, what was found, why it will not do and what would."""

    file: str
    problem: str
    cure: str
    row: int | None = None
    column: str | None = None
    value: object = None

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", {self.column}"
        found = ""
        if self.value is not None:
            text = str(self.value)
            shown = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
            found = f" is {shown!r}"
        return f"{place}{found}: {self.problem}; {self.cure}"


class InputError(DowntoolsError):
    """What the user gave is wrong. `faults` lists everything found, in the order of the files."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        many = len(self.faults)
        head = "" if many == 1 else f"{many} faults found:\n"
        super().__init__(head + "\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type["InputError"], tuple[tuple[Fault, ...]]]:
        """Whole again after it has come from another process."""
        return type(self), (self.faults,)


class StoredRunError(DowntoolsError):
    """A run folder that cannot be trusted: cut short, changed, or written by another version."""


class OutOfRoomError(DowntoolsError):
    """Not enough memory or disk for what was asked; the text names the estimate and the cure."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The words for "did you mean": the known name nearest to a misspelt one, or the list."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.5)
    if not close:  # a dotted key is often right but for its group
        tail = word.rsplit(".", 1)[-1]
        close = [name for name in names if name.rsplit(".", 1)[-1] == tail][:1]
    if close:
        return f"did you mean {close[0]!r}?"
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"known are: {shown}"
