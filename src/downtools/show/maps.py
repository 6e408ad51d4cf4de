"""The map of a day: districts shaded by people out, named sites by the rung they took."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from downtools.run.run import Run
from downtools.scenario.tables import Site
from downtools.show import style
from downtools.show.geometry import Disc, Point, Projection, Ring, pack, place_of, shapes_of
from downtools.show.legend import SIZE, Box, Group, Key, draw_groups, groups_height, label_box
from downtools.show.places import NOTABLE, DayOfPlaces
from downtools.show.style import Picture
from downtools.show.text import RUNG_WORDS, count, day_and_date, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["classes_of", "map_of"]

_RUNG_COLOURS = {**style.RUNG_COLOURS, "": style.QUIET}
_BOUNDS = len(style.SHARE_COLOURS) - 2
_STAFF_SHOWN = (2000, 16000)
_MARGIN = 12.0


def map_of(run: Run, day: int, *, narrow: bool = False) -> Picture:
    """The country on a day, from what the scenario says of places.

    Circles have an area in proportion to the staff; those of a town stand around it. Sites that
    are spread over the country, or whose place is not stated, stand in a row under the map.
    `narrow` draws it for a telephone. A district without a shape is a square at its centre.
    """
    today = DayOfPlaces(run, day)
    drawing = _Map(today, shapes_of(run.scenario), 350.0 if narrow else 780.0)
    with style.house_style():
        figure = drawing.drawn()
    title = f"{run.scenario.title}: {day_and_date(run.scenario.calendar.date(day))}"
    return Picture(figure, title, _words(today))


def classes_of(largest: float) -> tuple[float, ...]:
    """Lower bounds of the shades above the second: four of 1, 2, 5, 10 ... up to `largest`."""
    series = [digit * 10.0**power for power in range(-4, 7) for digit in (1, 2, 5)]
    reached = [bound for bound in series if bound <= largest]
    return tuple((reached if len(reached) >= _BOUNDS else series[:_BOUNDS])[-_BOUNDS:])


def _shade(value: float, bounds: Sequence[float]) -> str:
    """The colour of a value: the first for none, the second for anything below the bounds."""
    if value <= 0:
        return style.SHARE_COLOURS[0]
    return style.SHARE_COLOURS[1 + sum(value >= bound for bound in bounds)]


@dataclass(frozen=True, eq=False)
class _Map:
    """A map being drawn, in pixels of a sheet."""

    today: DayOfPlaces
    shapes: dict[str, tuple[Ring, ...]]
    width: float

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The named sites."""
        return self.today.run.scenario.sites

    @cached_property
    def settled(self) -> dict[int, Point]:
        """The sites that stand at one place, by index."""
        places = {i: self.today.place(site) for i, site in enumerate(self.sites)}
        return {
            i: place
            for i, place in places.items()
            if place is not None and self.sites[i].spread == "town"
        }

    @cached_property
    def bounds(self) -> tuple[float, ...]:
        """The bounds of the shades of districts."""
        return classes_of(max(self.today.out_per_thousand.values(), default=0.0))

    @cached_property
    def projection(self) -> Projection | None:
        """How places come onto the sheet; None if the scenario states none."""
        points = [point for rings in self.shapes.values() for ring in rings for point in ring]
        points += self.settled.values()
        centres = [place_of(row) for row in self.today.districts.values()]
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
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        for name, row in self.today.districts.items():
            shade = _shade(self.today.out_per_thousand[name], self.bounds)
            rings, centre = self.shapes.get(name), place_of(row)
            if rings:
                paths = [Path([projection(point) for point in ring], closed=True) for ring in rings]
                patch = PathPatch(
                    Path.make_compound_path(*paths), facecolor=shade, edgecolor=style.GRID
                )
                patch.set_linewidth(0.7)
                patch.set_gid(f"district-{name}")
                axes.add_patch(patch)
            elif centre is not None:
                x, y = projection(centre)
                axes.plot(x, y, "s", color=shade, markeredgecolor=style.FAINT, markersize=5)

    def _radius(self, staff: int) -> float:
        """Pixels: the area is in proportion to the staff, but for the smallest."""
        return max(1.6, 0.0043 * math.sqrt(self.width * staff))

    def _key(self, index: int) -> Key:
        site = self.sites[index]
        colour = _RUNG_COLOURS[self.today.rung_at(index)]
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
            circle.set(edgecolor=style.INK, linewidth=0.6, gid=key.name)
            axes.add_patch(circle)
        self._labels(axes, discs)

    def _labels(self, axes: "Axes", discs: Sequence[Disc]) -> None:
        """Names of the towns of giants, where they cover neither circles nor each other."""
        giant = self.today.run.scenario.parameters.workplace.giant_staff
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
            name = self.today.towns[town].name
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
            low, *_, high = names = [short(bound) for bound in self.bounds]
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


def _words(today: DayOfPlaces) -> str:
    """The map for those who do not see it: the districts with most people out, sites by step."""
    scenario = today.run.scenario
    ranked = sorted(today.out_per_thousand.items(), key=lambda item: (-item[1], item[0]))
    most = [f"{today.districts[name].name} {share:.1f}" for name, share in ranked[:5] if share > 0]
    rungs = [today.rung_at(i) for i in range(len(scenario.sites))]
    took = [f"{rungs.count(rung)} {words}" for rung, words in RUNG_WORDS.items() if rung in rungs]
    return (
        f"Map of {day_and_date(scenario.calendar.date(today.day))}. Most people out for each 1,000"
        f" inhabitants: {'; '.join(most) or 'nobody anywhere'}. Of {len(rungs)} named sites, by the"
        f" highest step that {NOTABLE:.0%} of the staff took: {'; '.join(took) or 'all are quiet'}."
    )
