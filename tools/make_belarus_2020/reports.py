"""Reports of events, from the press and from public channels, without persons and quotes."""

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
TELEGRAM_COLUMNS = (
    "date",
    "time",
    "site",
    "workplace",
    "town",
    "status",
    "status_label",
    "people_low",
    "people_high",
    "source_type",
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

WORKPLACES = {
    "belgosfilarmoniya": "philharmonic",
    "belkard": "belcard",
    "bt_state_tv": "belteleradio",
    "minsk_margarine_plant": "minsk_margarine",
    "mogilevliftmash": "mogilevlift",
    "mozyr_refinery": "mozyr_npz",
    "trolleybus_depot_4": "minsktrans",
    "zhabinka_sugar_plant": "zhabinka_sugar",
}
"""Workplaces of the channel tables that are named otherwise than our sites."""


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


def telegram_rows(shared: Path, sites: Sites, names: DroppedNames) -> list[Row]:
    """The rows of `telegram_events.csv`: coded posts without the coder's notes."""
    shipped = {row["site"] for row in sites.rows()}
    rows: list[Row] = []
    for row in read_table(shared / "belarus-2020-telegram" / "workplace_events_coded.csv"):
        workplace = names.replaced(row["workplace"], "").strip()
        site = WORKPLACES.get(slug(workplace), slug(workplace))
        rows.append(
            {
                "date": row["date"],
                "time": row["time_minsk"],
                "site": site if site in shipped else "",
                "workplace": workplace,
                "town": town_id(row["town"]),
                "status": row["status"],
                "status_label": row["status_label"],
                "people_low": whole(row["participants_low"]),
                "people_high": whole(row["participants_high"]),
                "source_type": row["source_type"],
                "confidence": row["confidence"],
                "source": names.address(row["source_url"]),
            }
        )
    return rows
