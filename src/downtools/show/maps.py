"""The map of a day: districts shaded by people out, named sites by the rung they took."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from downtools.scenario.tables import Site
from downtools.show import style
from downtools.show.geometry import Disc, Point, Projection, Ring, pack, place_of, shapes_of
from downtools.show.legend import SIZE, Box, Group, Key, draw_groups, groups_height, label_box
from downtools.show.places import NOTABLE, Places
from downtools.show.style import Picture
from downtools.show.text import RUNG_WORDS, count, day_and_date, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["frame_of", "map_of", "map_title", "map_words"]

_RUNG_COLOURS = {**style.RUNG_COLOURS, "": style.QUIET}
_STAFF_SHOWN = (2000, 16000)
_MARGIN = 12.0
_WIDE, _NARROW = 780.0, 350.0


def map_of(places: Places, day: int, *, narrow: bool = False) -> Picture:
    """The country on a day, from what the scenario says of places.

    Circles have an area in proportion to the staff; those of a town stand around it. Sites that
    are spread over the country, or whose place is not stated, stand in a row under the map. The
    shades of districts mean the same on every day of a run. `narrow` draws it for a telephone. A
    district without a shape is a square at its centre.
    """
    drawing = _Map(places, day, _NARROW if narrow else _WIDE)
    with style.house_style():
        figure = drawing.drawn()
    return Picture(figure, map_title(places, day), map_words(places, day))


def frame_of(places: Places) -> tuple[float, float]:
    """Width and height of the country alone, above the legends, in units of the wide map's SVG."""
    projection = _Map(places, 0, _WIDE).projection
    points = 72 / style.DOTS_PER_INCH
    return _WIDE * points, (projection.height if projection else 0.0) * points


def map_words(places: Places, day: int) -> str:
    """The map for those who do not see it: the districts with most people out, sites by step."""
    scenario = places.run.scenario
    shares = dict(zip(places.districts, places.per_thousand[day].tolist(), strict=True))
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    most = [f"{places.districts[name].name} {share:.1f}" for name, share in ranked[:5] if share > 0]
    rungs = [places.rung_at(day, i) for i in range(len(scenario.sites))]
    took = [f"{rungs.count(rung)} {words}" for rung, words in RUNG_WORDS.items() if rung in rungs]
    return (
        f"Map of {day_and_date(scenario.calendar.date(day))}. Most people out for each 1,000"
        f" inhabitants: {'; '.join(most) or 'nobody anywhere'}. Of {len(rungs)} named sites, by the"
        f" highest step that {NOTABLE:.0%} of the staff took: {'; '.join(took) or 'all are quiet'}."
    )


def map_title(places: Places, day: int) -> str:
    """What the map of a day is called."""
    scenario = places.run.scenario
    return f"{scenario.title}: {day_and_date(scenario.calendar.date(day))}"


@dataclass(frozen=True, eq=False)
class _Map:
    """A map being drawn, in pixels of a sheet."""

    places: Places
    day: int
    width: float

    @cached_property
    def shapes(self) -> dict[str, tuple[Ring, ...]]:
        """The rings of districts that have a shape."""
        return shapes_of(self.places.run.scenario)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The named sites."""
        return self.places.run.scenario.sites

    @cached_property
    def settled(self) -> dict[int, Point]:
        """The sites that stand at one place, by index."""
        found = {i: self.places.place(site) for i, site in enumerate(self.sites)}
        return {
            i: place
            for i, place in found.items()
            if place is not None and self.sites[i].spread == "town"
        }

    @cached_property
    def projection(self) -> Projection | None:
        """How places come onto the sheet; None if the scenario states none."""
        points = [point for rings in self.shapes.values() for ring in rings for point in ring]
        points += self.settled.values()
        centres = [place_of(row) for row in self.places.districts.values()]
        points += [place for place in centres if place is not None]
        return Projection.onto(points, self.width, _MARGIN) if points else None

    def drawn(self) -> "Figure":
        """The figure: the country above, what it means below."""
        groups = self._groups()
        tall = self.projection.height if self.projection else 0.0
        figure, axes = style.sheet(self.width, tall + groups_height(groups, self.width))
        if self.projection is not None:
            self._districts(axes, self.projection)
            self._circles(axes, self.projection)
        draw_groups(axes, groups, self.width, tall)
        return figure

    def _districts(self, axes: "Axes", projection: Projection) -> None:
        from matplotlib.patches import PathPatch, Rectangle
        from matplotlib.path import Path

        shades = self.places.shades[self.day].tolist()
        for (name, row), shade in zip(self.places.districts.items(), shades, strict=True):
            rings, centre = self.shapes.get(name), place_of(row)
            if rings:
                paths = [Path([projection(point) for point in ring], closed=True) for ring in rings]
                mark = PathPatch(Path.make_compound_path(*paths), edgecolor=style.GRID)
            elif centre is not None:
                x, y = projection(centre)
                mark = Rectangle((x - 3.5, y - 3.5), 7, 7, edgecolor=style.FAINT)
            else:
                continue
            mark.set(facecolor=style.SHARE_COLOURS[shade], linewidth=0.7)
            style.place(axes, mark, f"district-{name}")

    def _radius(self, staff: int) -> float:
        """Pixels: the area is in proportion to the staff, but for the smallest."""
        return max(1.6, 0.0043 * math.sqrt(self.width * staff))

    def _key(self, index: int) -> Key:
        site = self.sites[index]
        colour = _RUNG_COLOURS[self.places.rung_at(self.day, index)]
        return Key(site.name, colour, self._radius(site.staff), f"site-{site.site}")

    def _circles(self, axes: "Axes", projection: Projection) -> None:
        from matplotlib.patches import Circle

        wanted = [
            Disc(str(i), *projection(place), self._radius(self.sites[i].staff))
            for i, place in self.settled.items()
        ]
        discs = pack(wanted, 0.8)
        for disc in discs:
            key = self._key(int(disc.key))
            circle = Circle((disc.x, disc.y), disc.radius, facecolor=key.colour)
            circle.set(edgecolor=style.INK, linewidth=0.6)
            style.place(axes, circle, key.name)
        self._labels(axes, discs)

    def _labels(self, axes: "Axes", discs: Sequence[Disc]) -> None:
        """Names of the towns of giants, where they cover neither circles nor each other."""
        giant = self.places.run.scenario.parameters.workplace.giant_staff
        by_town: dict[str, list[Disc]] = {}
        staff: dict[str, int] = {}
        for disc in discs:
            site = self.sites[int(disc.key)]
            by_town.setdefault(site.town, []).append(disc)
            if site.staff >= giant:
                staff[site.town] = staff.get(site.town, 0) + site.staff
        taken = [Box.around([disc]) for disc in discs]
        sheet = Box(0, 0, self.width, self.projection.height if self.projection else 0.0)
        for town in sorted(staff, key=lambda town: (-staff[town], town)):
            name = self.places.towns[town].name
            box = label_box(name, Box.around(by_town[town]), taken, sheet)
            taken.append(box)
            axes.text(*box.middle, name, fontsize=SIZE, ha="center", va="center")

    def _groups(self) -> list[Group]:
        """What colours and sizes mean, and the sites without a place."""
        groups: list[Group] = []
        loose = [i for i in range(len(self.sites)) if i not in self.settled]
        if loose:
            loose.sort(key=lambda i: (-self.sites[i].staff, self.sites[i].site))
            title = "Without one place: spread out, or not stated"
            groups.append(Group(title, tuple(map(self._key, loose))))
        if self.projection is not None:
            low, *_, high = names = [short(bound) for bound in self.places.bounds]
            between = [f"{a}–{b}" for a, b in pairwise(names)]
            words = ["none", f"under {low}", *between, f"{high} and more"]
            shades = zip(words, style.SHARE_COLOURS, strict=True)
            title = "Districts: people out for each 1,000 inhabitants"
            groups.append(Group(title, tuple(Key(word, shade) for word, shade in shades)))
        rungs = [Key(words, style.RUNG_COLOURS[rung], 5.0) for rung, words in RUNG_WORDS.items()]
        title = f"Circles: highest step that {NOTABLE:.0%} of the staff took"
        groups.append(Group(title, (Key("none", style.QUIET, 5.0), *rungs)))
        sizes = [Key(count(n), style.PAPER, self._radius(n)) for n in _STAFF_SHOWN]
        groups.append(Group("Area of a circle: people on the roll", tuple(sizes)))
        return groups
