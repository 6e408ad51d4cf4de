"""Reading the shared tables and writing the shipped ones, each with its licence beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Row = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Licence:
    """Who holds a file and under which licence it is shipped."""

    spdx: str
    holder: str


OWN = Licence(
    spdx="CC-BY-4.0",
    holder="The downtools authors; facts from the sources named in the file",
)
BELSTAT = Licence(
    spdx="CC-BY-4.0",
    holder="The downtools authors; numbers by Belstat from the sources named in the file",
)
EUROSTAT = Licence(
    spdx="CC-BY-4.0",
    holder="The downtools authors; input-output table of Hungary by Eurostat",
)
GEONAMES = Licence(spdx="CC-BY-4.0", holder="GeoNames, https://www.geonames.org")
SITES = Licence(
    spdx="CC-BY-4.0",
    holder="The downtools authors; coordinates by GeoNames; facts from the sources in the file",
)
WIKIPEDIA = Licence(spdx="CC-BY-SA-4.0", holder="Contributors to the Russian Wikipedia")
OPENSTREETMAP = Licence(spdx="ODbL-1.0", holder="geoBoundaries and OpenStreetMap contributors")


def read_table(path: Path) -> list[Row]:
    """All rows of a CSV file with a header; empty cells are empty texts."""
    with path.open(encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def write_table(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, object]],
    licence: Licence,
    origin: str,
) -> None:
    """Writes a CSV file and the licence beside it; a missing or extra column is an error."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="raise", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            if set(row) != set(columns):
                raise ValueError(f"{path.name}: row {row} does not have the columns {columns}")
            writer.writerow(row)
    write_licence(path, licence, origin)


def write_text(path: Path, text: str, licence: Licence, origin: str) -> None:
    """Writes a text file and the licence beside it."""
    path.write_text(text, encoding="utf-8", newline="\n")
    write_licence(path, licence, origin)


def write_licence(path: Path, licence: Licence, origin: str) -> None:
    """Writes `FILE.license`: holder, licence and one line on where the file comes from."""
    # REUSE-IgnoreStart
    text = (
        f"SPDX-FileCopyrightText: {licence.holder}\n"
        f"SPDX-License-Identifier: {licence.spdx}\n\n"
        f"{origin}\n"
    )
    # REUSE-IgnoreEnd
    path.with_name(path.name + ".license").write_text(text, encoding="utf-8", newline="\n")


def whole(text: str) -> str:
    """A number of the source tables without the needless `.0`: 671.0 becomes 671."""
    if not text:
        return ""
    value = float(text)
    return str(int(value)) if value.is_integer() else str(value)
