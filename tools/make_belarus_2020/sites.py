"""Named workplaces, and which of them are part of another."""

from __future__ import annotations

from pathlib import Path

from .geography import geonames, slug
from .names import DroppedNames
from .tables import Row, read_table, whole

COLUMNS = (
    "site",
    "name",
    "town",
    "sector",
    "staff",
    "staff_basis",
    "ownership",
    "shifts",
    "process",
    "spread",
    "value_added_usd",
    "exports_usd",
    "effect",
    "latitude",
    "longitude",
    "source",
)

PART_OF = {
    "polymir": ("naftan", "assumption: the published staff of the refinery includes this plant"),
    "medical_university": ("bsmu", "assumption: a rally in front of the university, no employer"),
}
"""Rows of the shared table that are no workplace of their own; reports on them go to the other.

Without these two the shared table's 73 rows are 71 sites, and nobody is counted twice.
"""

NAMED_AFTER_PERSONS = {
    "transformers": ("metz", "Minsk Electrotechnical Plant (METZ)"),
    "theatre": ("national_theatre", "National Academic Theatre, Minsk"),
}
"""By product: id and name of the sites whose id and name carry the name of a person."""

SITE_NAMES = {
    "belorusneft": "Belorusneft",
    "bsmu": "Belarusian State Medical University",
    "grodno_khimvolokno": "Grodno Khimvolokno",
    "minsktrans": "Minsktrans (city transport)",
}

OWNERSHIP = {"yes": "state", "partial": "mixed", "no": "private", "unknown": "mixed"}

CONTINUOUS_TRADES = {
    "chemicals",
    "energy",
    "health",
    "media",
    "metallurgy",
    "mining_chemicals",
    "oil",
    "oil_refining",
    "transport",
}
CONTINUOUS_SITES = {"keramin"}
"""A tile works whose line could not be restarted, as was said against stopping it."""
DAY_SITES = {"belarus_npp"}
"""A power plant still under construction."""

CONTINUOUS_PROCESSES = {
    "belorusneft",
    "bmz",
    "grodno_azot",
    "grodno_khimvolokno",
    "keramin",
    "mogilev_khimvolokno",
    "mozyr_npz",
    "naftan",
    "svetlogorsk_khimvolokno",
}
"""Works whose process runs on with few people and halts at once below them: refineries, ammonia,
molten steel, polymer fibre, a tile kiln, oil wells. Mines stop shaft by shaft, tyres batch by
batch, and sugar works stand in August."""
BATCH_PROCESSES = {"belarus_npp", "minsk_cable"}
"""Of the energy sector, whose process is continuous: builders, and crews who mend cables."""

SITE_NOTES = {
    "grodno_khimvolokno": "assumption: counted beside Grodno Azot, whose 7475 and these 3000 make "
    "the about 10,000 its management speaks of",
    "minsktrans": "assumption: the whole company, of which depot 4 was in the reports",
}

VALUE_ADDED_USD = {
    "belaruskali": (1_680_000_000, "assumption: 60 percent of its exports"),
}
EXPORTS_USD = {
    "belaruskali": (
        2_800_000_000,
        "exports of potash in 2019 as reported by Sputnik, https://www.urdupoint.com",
    ),
    "gomselmash": (
        111_960_000,
        "https://deu.belta.by, USD 93.3m in ten months of 2020; assumption: the same for twelve",
    ),
}

EFFECTS = Path(__file__).with_name("effects.csv")
"""Effects of the sites of whose crowds or strikers a number is told."""

PAGELESS_STAFF_SOURCE = "https://portal.gov.by as cited by RFE/RL Belarus (page not kept)"
STAFF_BY_PLANT = {"grodnozhilstroy": "Grodnozhilstroy", "terrazit": "Terrazit"}
"""Sites whose staff stands in `plants_staff.csv` and not in the table of workplaces."""


class Sites:
    """The named workplaces and the ids under which reports find them."""

    def __init__(self, shared: Path, names: DroppedNames) -> None:
        """Reads the table of workplaces and what completes it."""
        self._rows = read_table(shared / "belarus-2020" / "sites.csv")
        self._plants = {
            row["plant"]: row for row in read_table(shared / "belarus-economy" / "plants_staff.csv")
        }
        places = read_table(shared / "belarus-geo" / "towns_geonames.csv")
        self._geonames = {(row["latitude"], row["longitude"]): row["geonameid"] for row in places}
        self._effects = {row["site"]: row["effect"] for row in read_table(EFFECTS)}
        self._names = names
        self._ids = {
            row["site_id"]: NAMED_AFTER_PERSONS[row["product"]][0]
            if names.found_in(row["site_id"])
            else row["site_id"]
            for row in self._rows
            if row["site_id"] not in PART_OF
        }

    def shipped_id(self, shared_id: str) -> str:
        """The site that a site of the shared table stands for here; empty for none."""
        return PART_OF[shared_id][0] if shared_id in PART_OF else self._ids.get(shared_id, "")

    def rows(self) -> list[Row]:
        """The rows of `sites.csv`."""
        return [
            self._row(row, self._ids[row["site_id"]])
            for row in self._rows
            if row["site_id"] in self._ids
        ]

    def _row(self, row: Row, site: str) -> Row:
        """One workplace; the source names the origin of every value."""
        staff, basis, staff_source = self._staff(row, site)
        exports, exports_source = EXPORTS_USD.get(site, ("", "not known"))
        value_added, value_added_source = VALUE_ADDED_USD.get(site, ("", "not known"))
        sources = [
            f"staff: {staff_source}",
            f"place: {self._place_source(row)}",
            "ownership, shifts and spread: assumption: general knowledge",
        ]
        if process := _process(site):
            sources.append("process: assumption: general knowledge")
        if row["state_owned"] == "unknown":
            sources.append("ownership not known, taken as mixed")
        if value_added:
            sources.append(f"value added: {value_added_source}")
        if exports:
            sources.append(f"exports: {exports_source}")
        if site in self._effects:
            sources.append(
                "effect: starting value found by tools/fit_start.py and by hand on observed.csv"
            )
        if site in SITE_NOTES:
            sources.append(SITE_NOTES[site])
        return {
            "site": site,
            "name": self._name(row, site),
            "town": slug(row["town"]),
            "sector": row["section"],
            "staff": staff,
            "staff_basis": basis,
            "ownership": OWNERSHIP[row["state_owned"]],
            "shifts": "continuous" if _is_continuous(row, site) else "day",
            "process": process,
            "spread": row["spread"],
            "value_added_usd": str(value_added),
            "exports_usd": str(exports),
            "effect": self._effects.get(site, ""),
            "latitude": row["lat"],
            "longitude": row["lon"],
            "source": "; ".join(sources),
        }

    def _name(self, row: Row, site: str) -> str:
        """The name in plain English, without persons."""
        if self._names.found_in(row["name_en"]):
            return NAMED_AFTER_PERSONS[row["product"]][1]
        return SITE_NAMES.get(site, row["name_en"])

    def _staff(self, row: Row, site: str) -> tuple[str, str, str]:
        """Staff, whether a source gives it, and which."""
        if site in STAFF_BY_PLANT:
            plant = self._plants[STAFF_BY_PLANT[site]]
            return plant["staff"], "sourced", plant["source_url"]
        if not row["staff"]:
            guess = whole(row["staff_estimate"])
            return guess, "assumption", "assumption: order of size from general knowledge"
        url = row["staff_source_url"]
        source = self._names.address(url) if url.startswith("http") else PAGELESS_STAFF_SOURCE
        return whole(row["staff"]), "sourced", f"{source} ({whole(row['staff_year'])})"

    def _place_source(self, row: Row) -> str:
        """Where the coordinates are from."""
        if row["coord_basis"].startswith("town centre"):
            return f"town centre, {geonames(self._geonames[row['lat'], row['lon']])}"
        return "https://" + row["coord_basis"].partition("(")[2].rstrip(")")


def _is_continuous(row: Row, site: str) -> bool:
    """Whether the site works round the clock."""
    in_trade = row["sector"] in CONTINUOUS_TRADES and site not in DAY_SITES
    return in_trade or site in CONTINUOUS_SITES


def _process(site: str) -> str:
    """Whether the process is continuous or batch; empty where it is like its sector's."""
    if site in CONTINUOUS_PROCESSES:
        return "continuous"
    return "batch" if site in BATCH_PROCESSES else ""
