"""The picture of complex contagion: rewiring speeds the spread up, or stops it; noise."""

import math
from statistics import fmean

from downtools.study.classics.centola_macy.runs import ring_runs
from downtools.study.classics.graphs import permuted_ring, rewired_ring
from downtools.study.classics.sketch import Line, Panel, Sketch

__all__ = ["sketch"]

_PEOPLE, _GRAPHS = 4000, 16
_SHARES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
_NEEDS = ("need 1", "need 2", "need 3", "need 4")
_NOISE = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1)


def _cell(
    need: int, share: float, *, per_side: int = 4, exchange: bool = False, noise: float = 0.0
) -> tuple[float, float]:
    """The share of rings on which all act, and the days to that; NaN where it never happens."""
    many = 6 if noise else _GRAPHS
    rewire = permuted_ring if exchange else rewired_ring
    runs = ring_runs(_PEOPLE, per_side, need, share, many, rewire=rewire, noise=noise)
    full = [run.days for run in runs if run.share == 1.0]
    return len(full) / many, fmean(full) if full else math.nan


def _rewired_lines() -> tuple[list[Line], list[Line]]:
    """Shares and days by how much is rewired, for each need and both ways to rewire."""
    shares: list[Line] = []
    days: list[Line] = []
    for exchange in (False, True):
        for need in (1, 2, 3, 4):
            cells = [_cell(need, share, exchange=exchange) for share in _SHARES]
            label = "" if exchange else _NEEDS[need - 1]
            style = "dashed" if exchange else "line"
            for lines, which in ((shares, 0), (days, 1)):
                y = [cell[which] for cell in cells]
                lines.append(Line(label=label, x=_SHARES, y=y, style=style, colour=need - 1))
    return shares, days


def _ways(lines: list[Line]) -> tuple[Line, ...]:
    """Lines that are anywhere, and what solid and dashed stand for."""
    drawn = [line for line in lines if any(map(math.isfinite, line.y))]
    moved = Line(label="a rewired tie moves one end", x=(), y=(), colour=6)
    words = "rewired ties exchange ends, and all keep their number"
    return *drawn, moved, Line(label=words, x=(), y=(), style="dashed", colour=6)


def _noise_panel() -> Panel:
    lines: list[Line] = []
    for colour, (share, label) in enumerate(((0.0, "plain ring"), (0.1, "0.1 rewired"))):
        days = [_cell(2, share, per_side=2, noise=one)[1] for one in _NOISE]
        lines.append(Line(label=label, x=_NOISE, y=days, colour=colour))
    order = _PEOPLE**-0.5
    enough = f"1 / √{_PEOPLE:,}: the order of noise that by Eckles and others is enough"
    return Panel(
        title="Noise: need 2, 2 per side",
        x="probability a day to act below one's need (log scale)",
        y="days until all act (log scale)",
        lines=(
            *lines,
            Line(label=enough, x=(order, order), y=(30, 30_000), colour=6),
        ),
        log_x=True,
        log_y=True,
    )


def sketch() -> Sketch:
    """Days and shares by rewiring, and days by noise."""
    shares, days = _rewired_lines()
    along = "share of ties rewired (log scale)"
    return Sketch(
        title="Complex contagion on rings",
        description=(
            "On a ring of 4,000 with four contacts per side, rewiring speeds up what one contact "
            "passes on. At need 2 it does so up to a point and then stops it; at needs 3 and 4 it "
            "stops it much sooner. Dashed: ties exchange ends, so that all keep their number of "
            "contacts. With noise in who acts, rewired rings are faster than the plain ring even "
            "where bridges are narrow."
        ),
        panels=(
            Panel(
                title="How fast: 4 contacts per side",
                x=along,
                y="days until all act (log scale)",
                lines=_ways(days),
                log_x=True,
                log_y=True,
                notes=((0.3, 300.0, "need 4:\nnever"),),
            ),
            Panel(
                title="How often: the same rings",
                x=along,
                y="share of rings on which all act",
                lines=_ways(shares),
                log_x=True,
                y_limits=(0.0, 1.15),
                notes=(
                    (0.001, 1.0, "1 to 3: all"),
                    (0.6, 1.0, "1: all"),
                    (0.002, 0.0, "4: none"),
                ),
            ),
            _noise_panel(),
        ),
    )
