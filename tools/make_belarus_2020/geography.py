"""Districts, towns and shapes: the crosswalk between three sources that name them differently."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from .names import fold
from .shapes import Polygon, contains, distance, thinned
from .tables import Row, read_table

CROSSWALK = Path(__file__).with_name("districts.csv")

MINSK_CITY_POPULATION = 2_020_600
"""People in Minsk city at the start of 2020."""

REGIONS = {
    "Brest": "brest",
    "Vitebsk": "vitebsk",
    "Gomel": "gomel",
    "Grodno": "grodno",
    "Minsk city": "minsk_city",
    "Minsk region": "minsk",
    "Mogilev": "mogilev",
}

POLYGON_LABELS = {
    "Берестовица": "berestovitsa",
    "Глуцк": "glusk",
    "Кареличи": "korelichi",
    "Минский район": "minsk",
    "Пуховичи": "pukhovichi",
    "Расоны": "rossony",
    "Свислоч": "svisloch",
    "Слолбцы": "stolbtsy",
}
"""Labels of polygons that are not the Russian name of the district's seat."""

TOWNS = {
    "618800": ("zhodzina", "Zhodzina"),
    "625144": ("minsk", "Minsk"),
    "628182": ("haradzeya", "Haradzeya"),
    "814990": ("ryasno", "Ryasno"),
    "8256207": ("nikolayevka_2", "Nikolayevka-2"),
    "8256270": ("oktyabrsky_minsk", "Oktyabrsky"),
    "625409": ("maryina_gorka", "Maryina Gorka"),
}
"""Towns by GeoNames number whose id or name does not follow from the GeoNames name."""

TOWN_DISTRICTS = {
    "drybin": ("drybin", "assumption: the Drybin district has no polygon; this town is its seat"),
    "zhodzina": (
        "smolevichi",
        "assumption: the polygons put the town into Borisov, the population table counts it in "
        "Smolevichi; the population table is followed",
    ),
}
"""Towns whose district is not read from the polygons, with the reason."""

CROSSWALK_SOURCE = (
    "https://github.com/estaine/belmap (names after the Russian Wikipedia); "
    "assumption: English form and id by our own transliteration, Minsk city counted as a district"
)
WIKIPEDIA_SOURCE = "https://github.com/estaine/belmap (Russian Wikipedia, 2023-24)"
POLYGON_SOURCE = "https://www.geoboundaries.org (gbOpen BLR ADM2 2017, from OpenStreetMap)"


def plain(name: str) -> str:
    """A Russian name as a key: without case, marks (so that yo is ye) and the word district."""
    return fold(name).removesuffix(" " + fold("район"))


def geonames(number: str) -> str:
    """The address of a GeoNames entry."""
    return f"https://www.geonames.org/{number}"


def district_rows() -> list[Row]:
    """The 119 districts of `districts.csv`."""
    columns = ("district", "name", "name_ru", "region")
    return [
        {column: row[column] for column in columns} | {"source": CROSSWALK_SOURCE}
        for row in read_table(CROSSWALK)
    ]


def population_rows(geo: Path) -> list[Row]:
    """Population of the 118 districts of the Wikipedia table, Minsk without its city."""
    by_name = {plain(r["name_ru"]): r["district"] for r in district_rows()}
    rows: list[Row] = []
    for row in read_table(geo / "raions_population_ruwiki.csv"):
        district = by_name[plain(row["name_ru"])]
        people, source = int(row["population"]), WIKIPEDIA_SOURCE
        if district == "minsk":
            source += (
                f"; {people} as published includes Minsk city, of which {MINSK_CITY_POPULATION} "
                "are taken off (districts.population_minsk.csv); assumption: years mixed"
            )
            people -= MINSK_CITY_POPULATION
        rows.append({"district": district, "population": str(people), "source": source})
    return sorted(rows, key=lambda row: row["district"])


def minsk_population_rows() -> list[Row]:
    """Population of Minsk city."""
    source = "assumption: the published figure for January 2020 as noted; page address not kept"
    return [{"district": "minsk_city", "population": str(MINSK_CITY_POPULATION), "source": source}]


def polygon_district(label: str) -> str:
    """The district of a polygon by its Russian label."""
    by_seat = {plain(r["seat_ru"]): r["district"] for r in read_table(CROSSWALK)}
    return POLYGON_LABELS.get(label) or by_seat[plain(label)]


def read_polygons(path: Path) -> dict[str, Polygon]:
    """District -> rings of its polygon, outer ring first."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        polygon_district(feature["properties"]["name_ru"]): [
            [(x, y) for x, y in ring] for ring in feature["geometry"]["coordinates"]
        ]
        for feature in features
    }


def centre_rows(geo: Path) -> list[Row]:
    """Centres of the districts that have a polygon."""
    rows = [
        {
            "district": polygon_district(row["name_ru"]),
            "latitude": row["lat"],
            "longitude": row["lon"],
            "source": POLYGON_SOURCE,
        }
        for row in read_table(geo / "raions_adm2_attributes.csv")
    ]
    return sorted(rows, key=lambda row: row["district"])


def drybin_centre_rows(towns: list[Row]) -> list[Row]:
    """Centre of the one district without a polygon: its seat."""
    (seat,) = (town for town in towns if town["town"] == "drybin")
    source = f"{seat['source']}; assumption: no polygon, the seat stands for the district"
    return [
        {
            "district": "drybin",
            "latitude": seat["latitude"],
            "longitude": seat["longitude"],
            "source": source,
        }
    ]


def shapes_text(geo: Path, points: int = 7_500) -> str:
    """The districts as GeoJSON with the district's id as the only property."""
    polygons = read_polygons(geo / "raions_adm2_simplified.geojson")
    features = [
        {
            "type": "Feature",
            "properties": {"district": district},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
        for district, rings in sorted(thinned(polygons, decimals=3, points=points).items())
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n"


def slug(name: str) -> str:
    """A GeoNames name as an id: folded, signs of softness dropped, the rest joined by `_`."""
    folded = fold(name).replace("'", "").encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", folded).strip("_")


def seats() -> dict[str, Row]:
    """GeoNames number of a seat -> its district's row in the crosswalk."""
    return {row["seat_geonameid"]: row for row in read_table(CROSSWALK) if row["seat_geonameid"]}


def town_ids(places: list[Row]) -> dict[str, str]:
    """GeoNames number -> unique town id; seats have the id of their district."""
    ids = {number: seat["district"] for number, seat in seats().items()}
    ids |= {number: town for number, (town, _) in TOWNS.items()}
    free = [place for place in places if place["geonameid"] not in ids]
    shared = Counter(slug(place["name"]) for place in free)
    with_region = {
        p["geonameid"]: f"{slug(p['name'])}_{REGIONS[p['region']]}"
        if shared[slug(p["name"])] > 1 or slug(p["name"]) in ids.values()
        else slug(p["name"])
        for p in free
    }
    twins = Counter(with_region.values())
    numbered = {
        number: town if twins[town] == 1 else f"{town}_{number}"
        for number, town in with_region.items()
    }
    return ids | numbered


def town_rows(geo: Path) -> list[Row]:
    """The 314 places of GeoNames; seats carry the common names of the crosswalk."""
    places = read_table(geo / "towns_geonames.csv")
    ids = town_ids(places)
    known = seats()
    rows = [
        {
            "town": ids[place["geonameid"]],
            "name": _town_name(place, known),
            "name_ru": known[place["geonameid"]]["seat_ru"]
            if place["geonameid"] in known
            else place["name_ru"],
            "population": place["population"],
            "latitude": place["latitude"],
            "longitude": place["longitude"],
            "source": geonames(place["geonameid"]),
        }
        for place in places
    ]
    return sorted(rows, key=lambda row: row["town"])


def _town_name(place: Row, known: Mapping[str, Row]) -> str:
    """The common English name where the crosswalks have one, else the GeoNames name."""
    number = place["geonameid"]
    if number in TOWNS:
        return TOWNS[number][1]
    return known[number]["name"] if number in known else place["name"]


def town_district_rows(geo: Path) -> list[Row]:
    """The district of each town: by point in polygon among the polygons of its region."""
    polygons = read_polygons(geo / "raions_adm2.geojson")
    regions = {row["district"]: row["region"] for row in district_rows()}
    places = read_table(geo / "towns_geonames.csv")
    ids = town_ids(places)
    rows: list[Row] = []
    for place in places:
        town = ids[place["geonameid"]]
        inside = {d: p for d, p in polygons.items() if regions[d] == REGIONS[place["region"]]}
        district, source = TOWN_DISTRICTS.get(town) or _district_at(place, inside)
        rows.append({"town": town, "district": district, "source": source})
    return sorted(rows, key=lambda row: row["town"])


def _district_at(place: Row, polygons: Mapping[str, Polygon]) -> tuple[str, str]:
    """The polygon that holds the place, else the nearest one, and how it was found."""
    point = float(place["longitude"]), float(place["latitude"])
    for district, polygon in polygons.items():
        if contains(polygon, point):
            return district, f"{POLYGON_SOURCE}: point in polygon"
    nearest = min(polygons, key=lambda district: distance(polygons[district], point))
    return nearest, (
        f"{POLYGON_SOURCE}: assumption: in no polygon of its region, the nearest one is taken"
    )
