"""`python -m tools.make_stoppages [--shared DIR] [--out FILE]` writes US work stoppages.

Only the day a stoppage began, how many were idled and how many days it lasted are kept: no
employer, union, place or case number.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from .make_belarus_2020.tables import Licence, Row, read_table, whole, write_table

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "src" / "downtools" / "study" / "classics" / "stoppages" / "us-work-stoppages.csv"
SOURCE = Path("data") / "us-work-stoppages" / "work_stoppages_1984_2020.csv"

COLUMNS = ("start", "idled", "days")
LICENCE = Licence(
    spdx="CC-BY-4.0",
    holder="The downtools authors; facts by the US Federal Mediation and Conciliation Service, "
    "which are in the public domain",
)
ORIGIN = (
    "Work stoppages of the US Federal Mediation and Conciliation Service by way of "
    "https://github.com/labordata/fmcs-work-stoppage (commit 5221db08); first day, people idled, "
    "days with the first and the last counted; whatever names anybody left out by us"
)


def days_of(row: Row, dropped: Counter[str]) -> str:
    """Days from the first to the last, both counted; empty if that cannot be told."""
    if not row["End Date"]:
        dropped["days: no last day"] += 1
        return ""
    start, end = (dt.date.fromisoformat(row[name]) for name in ("Start Date", "End Date"))
    if end < start:
        dropped["days: last before first"] += 1
        return ""
    return str((end - start).days + 1)


def idled_of(row: Row, dropped: Counter[str]) -> str:
    """People idled; empty if not told, or if there were none."""
    if not row["# Idled"]:
        dropped["idled: not told"] += 1
    elif float(row["# Idled"]) < 1.0:
        dropped["idled: nobody"] += 1
        return ""
    return whole(row["# Idled"])


def rows_of(source: Iterable[Row], dropped: Counter[str]) -> list[Row]:
    """The rows to ship, by date; `dropped` counts the values that are left empty."""
    rows = [
        {"start": row["Start Date"], "idled": idled_of(row, dropped), "days": days_of(row, dropped)}
        for row in source
    ]
    return sorted(rows, key=lambda row: (row["start"], *(int(row[k] or 0) for k in COLUMNS[1:])))


def main() -> None:
    """Reads the command line, writes the table and says what was left empty."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.make_stoppages", description="Make the table of US work stoppages."
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="shared folder")
    parser.add_argument("--out", type=Path, default=TABLE, help="file to write")
    arguments = parser.parse_args()
    dropped: Counter[str] = Counter()
    rows = rows_of(read_table(arguments.shared / SOURCE), dropped)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    write_table(arguments.out, COLUMNS, rows, LICENCE, ORIGIN)
    print(f"{len(rows):6} stoppages")
    for what, many in sorted(dropped.items()):
        print(f"{many:6} {what}")


if __name__ == "__main__":
    main()
