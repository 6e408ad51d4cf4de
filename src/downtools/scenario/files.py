"""The text of one file of a scenario folder, or the fault for which it cannot be had."""

from pathlib import Path

from downtools.errors import Fault

__all__ = ["MOST_BYTES", "text_of"]

MOST_BYTES = 50_000_000
"""A larger file is refused before it is read: no table of a country is near that."""


def text_of(path: Path, faults: list[Fault]) -> str | None:
    """The text of a file in UTF-8 (a byte order mark is dropped), or None and a fault more."""
    try:
        if not path.is_file():
            problem = "cannot be read (no ordinary file)"
            cure = "see to it that it is a file you may read"
            faults.append(Fault(file=path.name, problem=problem, cure=cure))
            return None
        size = path.stat().st_size
        if size > MOST_BYTES:
            problem = f"{size / 1e6:,.0f} MB, more than {MOST_BYTES / 1e6:,.0f} MB"
            cure = "split the table, or leave out what is not of the scenario"
            faults.append(Fault(file=path.name, problem=problem, cure=cure))
            return None
        data = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        cure = "see to it that it is a file you may read"
        faults.append(Fault(file=path.name, problem=problem, cure=cure))
        return None
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        faults.append(
            Fault(
                file=path.name,
                row=data.count(b"\n", 0, error.start) + 1,
                value=data[error.start : error.end].hex(" "),
                problem="bytes that are not UTF-8",
                cure="save the file as UTF-8 text",
            )
        )
        return None
