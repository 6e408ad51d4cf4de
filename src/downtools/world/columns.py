"""Where the columns of a world come from: memory, or files that are mapped into it.

A mapped column is written by the kernels as if it were in memory; the system moves it to disk when
it likes, so a world larger than memory streams through it.
"""

import mmap
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import numpy as np
import numpy.typing as npt

__all__ = ["Columns", "Folder", "bytes_of", "in_memory", "new_table", "types_of"]

Columns = Callable[[str, "np.dtype[Any]", int], npt.NDArray[Any]]
"""From a column's name (table.column), type and length to an array to be filled."""

_WITH_END = ("first_shop", "first_worker")
"""Columns with one entry more than the table has rows."""

_MAPPED_FROM = 1 << 25
"""Bytes from which on a column is mapped while it is filled."""

_ZEROS = 1 << 24


@cache
def types_of(kind: Any) -> dict[str, "np.dtype[Any]"]:
    """The type of each column of a table (a NamedTuple of arrays), as its annotation states it."""
    hints = get_type_hints(kind)
    return {name: np.dtype(get_args(get_args(hints[name])[1])[0]) for name in kind._fields}


def bytes_of(kind: Any) -> int:
    """Bytes of one row of a table."""
    return sum(column.itemsize for column in types_of(kind).values())


def new_table(kind: Any, table: str, many: int, columns: Columns) -> Any:
    """A table of `many` rows, to be filled."""
    return kind._make(
        columns(f"{table}.{name}", form, many + 1 if name in _WITH_END else many)
        for name, form in types_of(kind).items()
    )


def in_memory(name: str, form: "np.dtype[Any]", many: int) -> npt.NDArray[Any]:
    """A column in memory, whatever its name."""
    return np.empty(many, form)


class Folder:
    """Columns that become files of numpy's format in a folder.

    Large ones are mapped and written by whoever fills them; small ones, for which the faults of
    mapping would cost more than filling them, are in memory until `finish`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._small: dict[str, npt.NDArray[Any]] = {}

    def column(self, name: str, form: "np.dtype[Any]", many: int) -> npt.NDArray[Any]:
        """A column to be filled. Raises `OSError` if the disk has no room for it.

        Its blocks are set aside at once, since writing to a mapped file on a full disk would end
        the process.
        """
        if many * form.itemsize < _MAPPED_FROM:
            return self._small.setdefault(name, np.empty(many, form))
        with self._path(name).open("w+b") as file:
            header = {"descr": form.str, "fortran_order": False, "shape": (many,)}
            np.lib.format.write_array_header_1_0(file, header)
            file.flush()
            start = file.tell()
            _allocate(file.fileno(), start, many * form.itemsize)
            return np.frombuffer(mmap.mmap(file.fileno(), 0), form, many, start)

    def finish(self) -> None:
        """Write what is in memory. Raises `OSError` if the disk has no room for it."""
        for name, column in self._small.items():
            np.save(self._path(name), column)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.npy"


def _allocate(file: int, at: int, many: int) -> None:
    """Make a file `many` bytes longer than `at`, on blocks of the disk that are its own."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, at, many)
        return
    zeros = bytes(min(many, _ZEROS))
    while many > 0:
        many -= os.write(file, zeros[:many])
