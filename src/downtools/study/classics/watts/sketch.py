"""The picture of Watts's cascades: formulas as lines, simulations as points."""

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
_PEOPLE = 100_000


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
        for contacts in [network(10_000, degree, 0)]
        for hundredth in range(9, 25, 2)
        if max(lone_seeds(contacts, hundredth / 100, 60, 0)) > LARGE
    ]
    rows = (("upper edge", upper), ("lower edge", lower), ("seen in 60 tries, N 10,000", seen))
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
    title = "One seed: where large cascades happen"
    return Panel(title=title, x="threshold (share of contacts)", y=_ALONG, lines=tuple(lines))


def _lone_panel() -> Panel:
    """How often one seed starts a large cascade."""
    degrees = [tenth / 10 for tenth in range(10, 66)]
    closed = [share_starting_cascades(z, MOVED_BY_ONE) for z in degrees]
    simulated = [half / 2 for half in range(2, 14)]
    shares = [fmean(tries_of(10_000, z, 10, 40).large) for z in simulated]
    label = "simulated, N 10,000"
    return Panel(
        title="One seed, threshold 0.18: how often",
        x=_ALONG,
        y="share of seeds with a large cascade",
        lines=(
            Line(label="percolation", x=degrees, y=closed),
            Line(label=label, x=simulated, y=shares, style="points", colour=2),
        ),
    )


def _sizes_panel(title: str, rows: tuple[tuple[str, float, float, float], ...]) -> Panel:
    """Final sizes by mean field and simulated; a row is label, mean, sd and share of seeds."""
    fine, whole = [fifth / 5 for fifth in range(3, 71)], list(range(1, 15))
    networks = [network(_PEOPLE, z, 0) for z in whole]
    lines: list[Line] = []
    for colour, (label, mean, sd, seeds) in enumerate(rows):
        many = round(seeds * _PEOPLE)
        joins = normal_threshold(mean, sd)
        curve = [mean_field_size(poisson(z), joins, seeds) for z in fine]
        points = [size_of(some_start(one, mean, sd, many, 0)) for one in networks]
        lines.append(Line(label=label, x=fine, y=curve, colour=colour))
        lines.append(Line(label="", x=whole, y=points, style="points", colour=colour))
    up = "share active in the end (points: simulated, N 100,000)"
    return Panel(title=title, x=_ALONG, y=up, lines=tuple(lines))


def sketch() -> Sketch:
    """Watts's window, how often one seed is enough, and sizes by the share of seeds."""
    seeds = ((1e-4, ".01 %"), (1e-3, ".1 %"), (1e-2, "1 %"), (5e-2, "5 %"))
    means = (0.36, 0.371, 0.38)
    return Sketch(
        title="Cascades on random networks",
        description=(
            "Large cascades of one seed happen between two edges of the mean number of contacts; "
            "more seeds push the upper edge out. With thresholds spread around .371 the size "
            "jumps up between four and five contacts and down again before nine. "
            "Points are simulated."
        ),
        panels=(
            _window_panel(),
            _lone_panel(),
            _sizes_panel(
                "Threshold 0.18: the more start, the wider",
                tuple((f"seeds {label}", THRESHOLD, 0.0, share) for share, label in seeds),
            ),
            _sizes_panel(
                "Normal thresholds, sd 0.2: nobody is made to start",
                tuple((f"mean {mean:g}", mean, SD, 0.0) for mean in means),
            ),
        ),
    )
