"""Where things are drawn on a map: shapes of districts, a plane projection, circles side by side."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from downtools.scenario import gallery
from downtools.scenario.model import Scenario
from downtools.scenario.tables import District, Site, Town

__all__ = ["Disc", "Projection", "Ring", "pack", "place_of", "shapes_of"]

Point = tuple[float, float]
Ring = tuple[Point, ...]
"""Corners of a polygon as (longitude, latitude)."""

_KM_A_DEGREE = 111.2


def shapes_of(scenario: Scenario) -> dict[str, tuple[Ring, ...]]:
    """The rings of each district that has a shape; empty for a scenario without geometry.

    The shapes come with the shipped scenario of that name; a user's folder holds none, and is
    drawn as points.
    """
    shapes = _shipped_shapes(scenario.name)
    return {
        row.district: shapes[row.district] for row in scenario.districts if row.district in shapes
    }


@cache
def _shipped_shapes(name: str) -> dict[str, tuple[Ring, ...]]:
    if name not in gallery.names():
        return {}
    file = gallery.path(name) / "districts.geojson"
    if not file.is_file():
        return {}
    shapes: dict[str, tuple[Ring, ...]] = {}
    for feature in json.loads(file.read_text("utf-8"))["features"]:
        geometry = feature["geometry"]
        whole = geometry["coordinates"]
        polygons = whole if geometry["type"] == "MultiPolygon" else [whole]
        shapes[feature["properties"]["district"]] = tuple(
            tuple((float(x), float(y)) for x, y, *_ in ring)
            for polygon in polygons
            for ring in polygon
        )
    return shapes


def place_of(*rows: Site | Town | District | None) -> Point | None:
    """(longitude, latitude) of the first of some rows that states one."""
    for row in rows:
        if row is not None and row.longitude is not None and row.latitude is not None:
            return row.longitude, row.latitude
    return None


@dataclass(frozen=True)
class Projection:
    """Equirectangular about a middle latitude: kilometres east and north of its middle."""

    longitude: float
    latitude: float

    @staticmethod
    def about(points: Sequence[Point]) -> "Projection":
        """The projection about the middle of the box that holds `points`."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return Projection((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)

    def __call__(self, point: Point) -> Point:
        """Kilometres east and north."""
        squeeze = math.cos(math.radians(self.latitude))
        return (
            (point[0] - self.longitude) * _KM_A_DEGREE * squeeze,
            (point[1] - self.latitude) * _KM_A_DEGREE,
        )


@dataclass(frozen=True)
class Disc:
    """A circle: whose it is, where, and how large."""

    key: str
    x: float
    y: float
    radius: float

    def meets(self, other: "Disc", gap: float) -> bool:
        """Whether another circle is nearer than `gap`."""
        return math.hypot(self.x - other.x, self.y - other.y) < self.radius + other.radius + gap


def pack(wanted: Sequence[Disc], gap: float) -> list[Disc]:
    """Circles moved off each other, the largest first, each to the nearest free spot.

    The spots tried lie on a spiral about where a circle wants to be, so that the workplaces of a
    town stand around it. The same circles give the same places.
    """
    placed: list[Disc] = []
    for disc in sorted(wanted, key=lambda disc: (-disc.radius, disc.key)):
        placed.append(_nearest_free(disc, placed, gap))
    return placed


def _nearest_free(disc: Disc, placed: Sequence[Disc], gap: float) -> Disc:
    step = disc.radius / 3
    for turn in range(20000):
        distance, angle = step * math.sqrt(turn), turn * 2.399963
        moved = Disc(
            disc.key,
            disc.x + distance * math.cos(angle),
            disc.y + distance * math.sin(angle),
            disc.radius,
        )
        if not any(moved.meets(other, gap) for other in placed):
            return moved
    return disc
