"""The picture of Watts's cascades: formulas as lines, simulations as points."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from statistics import fmean

from downtools.study.classics.mean_field import (
    mean_field_size,
    normal_threshold,
    poisson,
    share_starting_cascades,
    window,
)
from downtools.study.classics.sketch import Line, Panel, Sketch
from downtools.study.classics.watts.runs import (
    LARGE,
    MOVED_BY_ONE,
    SD,
    THRESHOLD,
    lone_seeds,
    network,
    size_of,
    some_start,
    tries_of,
)

__all__ = ["sketch"]

_ALONG = "mean number of contacts"
_FEWER, _PEOPLE = 10_000, 100_000
_JUMP = 0.2
"""Neighbours of a curve that are further apart than this have a jump between them."""
_SIMULATED = Line(label=f"simulated, {_PEOPLE:,} people", x=(), y=(), style="points", colour=6)


def _curve(size: Callable[[float], float]) -> tuple[list[float], list[float]]:
    """Mean numbers of contacts and sizes, with both sides of every jump."""
    spots = [(tenth / 10, size(tenth / 10)) for tenth in range(6, 141)]
    sides: list[tuple[float, float]] = []
    for (low, before), (high, after) in pairwise(spots):
        if abs(after - before) < _JUMP:
            continue
        left, right = (low, before), (high, after)
        while right[0] - left[0] > 0.002:
            middle = (left[0] + right[0]) / 2
            found = size(middle)
            if abs(found - left[1]) < abs(found - right[1]):
                left = middle, found
            else:
                right = middle, found
        sides += left, right
    spots = sorted(spots + sides)
    return [x for x, _ in spots], [y for _, y in spots]


def _window_panel() -> Panel:
    """Where one seed can start a large cascade: edges by formula, points by simulation."""
    lower: list[tuple[float, float]] = []
    upper: list[tuple[float, float]] = []
    for one in range(11, 3, -1):
        edges = window(one)
        for threshold in (1 / (one + 1), 1 / one):
            if edges:
                lower.append((threshold, edges[0]))
                upper.append((threshold, edges[1]))
    upper.append(lower[-1])  # at its right end the window closes
    seen = [
        (hundredth / 100, degree)
        for degree in range(1, 15)
        for contacts in [network(_FEWER, degree, 0)]
        for hundredth in range(9, 30, 2)
        if max(lone_seeds(contacts, hundredth / 100, 60, 0)) > LARGE
    ]
    tried = f"seen in 60 tries with {_FEWER:,} people"
    rows = (("upper edge", upper), ("lower edge", lower), (tried, seen))
    lines = [
        Line(
            label=label,
            x=[x for x, _ in points],
            y=[y for _, y in points],
            style="points" if points is seen else "line",
            colour=colour,
        )
        for colour, (label, points) in enumerate(rows)
    ]
    return Panel(
        title="One seed: where large cascades happen",
        x="threshold (share of contacts)",
        y=_ALONG,
        lines=tuple(lines),
        x_limits=(0.08, 0.3),
        y_limits=(0.0, 15.5),
        notes=(
            (0.255, 2.5, "over 1/4:\nnone"),
            (0.19, 6.0, f"dots on or above the edge: with {_FEWER:,} people it is not sharp"),
        ),
    )


def _lone_panel() -> Panel:
    """How often one seed starts a large cascade."""
    degrees = [tenth / 10 for tenth in range(10, 66)]
    closed = [share_starting_cascades(z, MOVED_BY_ONE) for z in degrees]
    simulated = [half / 2 for half in range(2, 14)]
    shares = [fmean(tries_of(10_000, z, 10, 40).large) for z in simulated]
    label = f"simulated, {_FEWER:,} people"
    return Panel(
        title="One seed, threshold 0.18: how often",
        x=_ALONG,
        y="share of seeds with a large cascade",
        lines=(
            Line(label="formula (percolation)", x=degrees, y=closed),
            Line(label=label, x=simulated, y=shares, style="points", colour=2),
        ),
    )


def _sizes_panel(title: str, rows: tuple[tuple[str, float, float, float], ...]) -> Panel:
    """Final sizes by mean field and simulated; a row is label, mean, sd and share of seeds."""
    whole = list(range(1, 15))
    networks = [network(_PEOPLE, z, 0) for z in whole]
    lines = [Line(label="formula (mean field)", x=(), y=(), colour=6), _SIMULATED]
    for colour, (label, mean, sd, seeds) in enumerate(rows):
        many = round(seeds * _PEOPLE)
        joins = normal_threshold(mean, sd)
        x, y = _curve(partial(_mean_field, joins, seeds))
        points = [size_of(some_start(one, mean, sd, many, 0)) for one in networks]
        lines.append(Line(label=label, x=x, y=y, colour=colour))
        lines.append(Line(label="", x=whole, y=points, style="points", colour=colour))
    up = "share active in the end"
    return Panel(title=title, x=_ALONG, y=up, lines=tuple(lines), x_limits=(0.0, 14.0))


def _mean_field(joins: Callable[[float], float], seeds: float, degree: float) -> float:
    return mean_field_size(poisson(degree), joins, seeds)


def sketch() -> Sketch:
    """Watts's window, how often one seed is enough, and sizes by the share of seeds."""
    seeds = ((1e-4, "0.01 %"), (1e-3, "0.1 %"), (1e-2, "1 %"), (5e-2, "5 %"))
    means = (0.36, 0.371, 0.38)
    return Sketch(
        title="Cascades on random networks",
        description=(
            "Large cascades of one seed happen between two edges of the mean number of contacts; "
            "more seeds push the upper edge out. With thresholds spread around 0.371 the size "
            "jumps up between four and five contacts and down again before nine. "
            "Points are simulated."
        ),
        panels=(
            _window_panel(),
            _lone_panel(),
            _sizes_panel(
                "Threshold 0.18: wider if more start",
                tuple((f"{label} start", THRESHOLD, 0.0, share) for share, label in seeds),
            ),
            _sizes_panel(
                "Normal thresholds, sd 0.2, nobody made to start",
                tuple((f"mean {mean:g}", mean, SD, 0.0) for mean in means),
            ),
        ),
    )
