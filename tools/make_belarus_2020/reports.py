"""Reports of events from the press, without persons and quotes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from .geography import slug
from .names import DroppedNames
from .sites import Sites
from .tables import Row, read_table, whole

REPORT_COLUMNS = (
    "report",
    "event",
    "date",
    "date_precision",
    "site",
    "town",
    "event_type",
    "size_low",
    "size_best",
    "size_high",
    "unit",
    "claim_by",
    "published",
    "confidence",
    "source",
)

TOWN_SPELLINGS = {
    "glubokoe": "glubokoye",
    "mozyr": "mazyr",
    "rechitsa": "rechytsa",
    "zhodino": "zhodzina",
}
"""Town names of the channel tables that are spelt otherwise than our ids."""


def town_id(name: str) -> str:
    """The id of a town by its name in the shared tables."""
    return TOWN_SPELLINGS.get(slug(name), slug(name))


def report_rows(shared: Path, sites: Sites, names: DroppedNames) -> list[Row]:
    """The rows of `reports.csv`: columns that carry names, paraphrases or notes are left out."""
    rows: list[Row] = []
    seen: Counter[str] = Counter()
    for row in read_table(shared / "belarus-2020" / "events.csv"):
        site = sites.shipped_id(row["site_id"])
        event = names.replaced(row["event_id"], site or "statement")
        seen[event] += 1
        rows.append(
            {
                "report": f"{event}_{seen[event]}",
                "event": event,
                "date": row["date"],
                "date_precision": row["date_precision"],
                "site": site,
                "town": town_id(row["place"]),
                "event_type": row["event_type"],
                "size_low": whole(row["size_low"]),
                "size_best": whole(row["size_best"]),
                "size_high": whole(row["size_high"]),
                "unit": row["unit"],
                "claim_by": row["claim_by"],
                "published": row["source_date"],
                "confidence": row["confidence"],
                "source": names.address(row["source_url"]),
            }
        )
    return rows
