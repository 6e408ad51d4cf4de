"""Where things are drawn on a map: shapes of districts, a projection, circles side by side."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from downtools.scenario import gallery
from downtools.scenario.model import Scenario
from downtools.scenario.tables import District, Site, Town

__all__ = ["Disc", "Projection", "Ring", "has_places", "pack", "place_of", "shapes_of"]

Point = tuple[float, float]
Ring = tuple[Point, ...]
"""Corners of a polygon as (longitude, latitude)."""

_SMALLEST = 0.1
"""Degrees of latitude that a map shows at least."""


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


def has_places(scenario: Scenario) -> bool:
    """Whether the scenario says of anything where it is."""
    rows = (*scenario.districts, *scenario.towns, *scenario.sites)
    return any(place_of(row) for row in rows)


def place_of(*rows: Site | Town | District | None) -> Point | None:
    """(longitude, latitude) of the first of some rows that states one."""
    for row in rows:
        if row is not None and row.longitude is not None and row.latitude is not None:
            return row.longitude, row.latitude
    return None


@dataclass(frozen=True)
class Projection:
    """Equirectangular about a middle latitude, onto a sheet in pixels with y downwards."""

    west: float
    north: float
    middle: float
    scale: float
    """Pixels of a degree of latitude."""
    margin: float
    height: float

    @staticmethod
    def onto(points: Sequence[Point], width: float, margin: float) -> "Projection":
        """The projection that spreads the box of `points` over so many pixels of width.

        A box that is much taller than wide is made smaller, so that the sheet is no taller than
        wide; one place alone comes to lie in the middle.
        """
        xs, ys = [x for x, _ in points], [y for _, y in points]
        middle = (min(ys) + max(ys)) / 2
        east = (max(xs) - min(xs)) * _squeeze(middle)
        tall = max(max(ys) - min(ys), _SMALLEST)
        scale = (width - 2 * margin) / max(east, tall, _SMALLEST)
        west = (min(xs) + max(xs)) / 2 - (width / 2 - margin) / scale / _squeeze(middle)
        top = middle + tall / 2
        return Projection(west, top, middle, scale, margin, tall * scale + 2 * margin)

    def __call__(self, point: Point) -> Point:
        """Pixels from the left and from the top."""
        x = (point[0] - self.west) * _squeeze(self.middle)
        return self.margin + x * self.scale, self.margin + (self.north - point[1]) * self.scale


def _squeeze(latitude: float) -> float:
    """Length of a degree of longitude beside one of latitude."""
    return math.cos(math.radians(latitude))


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
        placed.append(_nearest_free(disc, [*placed], gap))
    return placed


def _nearest_free(disc: Disc, others: list[Disc], gap: float) -> Disc:
    step = disc.radius / 3
    for turn in range(20000):
        distance, angle = step * math.sqrt(turn), turn * 2.399963
        moved = Disc(
            disc.key,
            disc.x + distance * math.cos(angle),
            disc.y + distance * math.sin(angle),
            disc.radius,
        )
        met = next((i for i, other in enumerate(others) if moved.meets(other, gap)), None)
        if met is None:
            return moved
        others.insert(0, others.pop(met))  # likely to meet the next spot too
    return disc
