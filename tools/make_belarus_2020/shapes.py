"""Points and polygons in degrees: inside, distance, and thinning that keeps borders shared."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping
from itertools import pairwise

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
"""Rings, the outer one first, each ending where it began."""


def contains(polygon: Polygon, point: Point) -> bool:
    """Whether the point lies inside the polygon: an odd number of crossings of all its rings."""
    x, y = point
    crossings = 0
    for ring in polygon:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1


def distance(polygon: Polygon, point: Point) -> float:
    """Least distance from the point to a corner of the polygon, in degrees of latitude."""
    x, y = point
    shrink = math.cos(math.radians(y))
    return min(math.hypot((x - a) * shrink, y - b) for ring in polygon for a, b in ring)


def thinned(polygons: Mapping[str, Polygon], *, decimals: int, points: int) -> dict[str, Polygon]:
    """The polygons rounded and thinned to about this many corners.

    A corner between two borders of the map is never dropped, and a corner on a common border is
    dropped for both neighbours or for neither, so that no gaps open. The corner with the least
    triangle over its two neighbours goes first (Visvalingam and Whyatt 1993).
    """
    rounded = {
        name: [_rounded(ring, decimals) for ring in polygon] for name, polygon in polygons.items()
    }
    kept = _kept_corners([ring for polygon in rounded.values() for ring in polygon], points)
    return {
        name: [_closed([corner for corner in ring if corner in kept]) for ring in polygon]
        for name, polygon in rounded.items()
    }


def _rounded(ring: Ring, decimals: int) -> Ring:
    """The open ring with rounded corners and no corner twice in a row."""
    corners = [(round(x, decimals), round(y, decimals)) for x, y in ring]
    return [after for before, after in pairwise(corners) if before != after]


def _closed(ring: Ring) -> Ring:
    """The ring with its first corner at the end again."""
    return [*ring, ring[0]]


def _kept_corners(rings: Iterable[Ring], points: int) -> set[Point]:
    """The corners left when the least telling ones are dropped until `points` are left."""
    neighbours: dict[Point, set[Point]] = {}
    for ring in rings:
        for before, after in pairwise(_closed(ring)):
            neighbours.setdefault(before, set()).add(after)
            neighbours.setdefault(after, set()).add(before)
    queue = [(_area(p, *n), p) for p, n in neighbours.items() if len(n) == 2]
    heapq.heapify(queue)
    while queue and len(neighbours) > points:
        area, corner = heapq.heappop(queue)
        around = neighbours.get(corner, set())
        if len(around) != 2 or area != _area(corner, *around):
            continue
        left, right = around
        if right in neighbours[left]:
            continue
        del neighbours[corner]
        for one, other in ((left, right), (right, left)):
            neighbours[one] = neighbours[one] - {corner} | {other}
            if len(neighbours[one]) == 2:
                heapq.heappush(queue, (_area(one, *neighbours[one]), one))
    return set(neighbours)


def _area(a: Point, b: Point, c: Point) -> float:
    """Area of a triangle, the same to the last bit whatever the order of b and c."""
    b, c = sorted((b, c))
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2
