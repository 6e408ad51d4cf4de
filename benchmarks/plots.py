"""Pictures of the results, in the house style of `downtools.show`."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from downtools.show.style import (
    FAINT,
    GRID,
    INK,
    QUIET,
    RUNG_COLOURS,
    SHARE_COLOURS,
    Picture,
    house_style,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["pictures"]

Row = dict[str, Any]
Line = tuple[str, str, list[tuple[float, float]], str]
"""A label, a colour, points and a style of line."""

_COLOURS = {
    "downtools": RUNG_COLOURS["strike"],
    "C++": RUNG_COLOURS["walkout"],
    "NumPy": RUNG_COLOURS["rally"],
    "mesa-frames": SHARE_COLOURS[4],
    "Mesa": RUNG_COLOURS["sign"],
    "AgentPy": FAINT,
}
_PHASES = (*RUNG_COLOURS.values(), SHARE_COLOURS[5], SHARE_COLOURS[3], FAINT, QUIET)


def pictures(parts: dict[str, Any]) -> dict[str, Picture]:
    """By name of file, every picture for which there are numbers."""
    made: dict[str, Picture] = {}
    rule = [row for row in parts.get("rule", []) if "seconds" in row]
    if len({row["workers"] for row in rule}) > 1:
        made["speed-rule"] = _throughput(rule, parts.get("scaling", []))
    big = [row for row in rule if row["workers"] >= 100_000 and row["threads"] == 1]
    if len({row["workers"] for row in big}) > 1:
        made["speed-memory"] = _memory(big)
    if parts.get("profile"):
        made["speed-phases"] = _phases(parts["profile"])
    if any(row["threads"] > 1 for row in parts.get("threads", [])):
        made["speed-threads"] = _threads(parts["threads"])
    return made


def _axes(figure: "Figure", title: str, left: float = 0.1, right: float = 0.8) -> "Axes":
    axes = figure.add_axes((left, 0.15, right - left, 0.7))
    figure.text(0.03, 0.93, title, color=INK, fontsize=10, weight="bold")
    axes.grid(True, axis="y")
    return axes


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """Heights moved so that no two labels stand closer than `least`, in their order."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    moved = list(heights)
    for low, high in pairwise(order):
        moved[high] = max(moved[high], moved[low] + least)
    return moved


def _plain(value: float, _: object) -> str:
    """1,000 or 1 M, and no exponents."""
    if value >= 1e6:
        return f"{value / 1e6:g} M"
    return f"{value:,.0f}" if value >= 1.0 else f"{value:g}"


def _log_log(axes: "Axes", lines: list[Line], unit: str) -> None:
    """Curves with their names at their ends."""
    from matplotlib.ticker import FuncFormatter, NullLocator

    for _, colour, points, style in lines:
        xs, ys = zip(*points, strict=True)
        axes.plot(xs, ys, style, color=colour, linewidth=1.8, marker="o", markersize=3.5)
    axes.set(xscale="log", yscale="log", xlabel="workers", ylabel=unit)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(_plain))
        axis.set_minor_locator(NullLocator())
    low, high = (math.log10(value) for value in axes.get_ylim())
    ends = [math.log10(points[-1][1]) for _, _, points, _ in lines]
    right = max(points[-1][0] for _, _, points, _ in lines)
    for (label, colour, points, _), at in zip(
        lines, _apart(ends, 0.05 * (high - low)), strict=True
    ):
        axes.annotate(
            label,
            (points[-1][0], points[-1][1]),
            xytext=(right * 1.35, 10.0**at),
            color=colour,
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": GRID, "linewidth": 0.8},
        )


def _throughput(rows: list[Row], scaling: list[Row]) -> Picture:
    lines: list[Line] = []
    for peer, threads in dict.fromkeys((row["peer"], row["threads"]) for row in rows):
        if threads > 1 and peer not in ("downtools", "C++"):
            continue
        points = [
            (float(row["workers"]), row["agent_days_a_second"] / 1e6)
            for row in rows
            if (row["peer"], row["threads"]) == (peer, threads)
        ]
        label = f"{peer}, {threads} threads" if threads > 1 else peer
        lines.append((label, _COLOURS[peer], points, "--" if threads > 1 else "-"))
    whole = [row for row in scaling if "why" not in row]
    if len(whole) > 1:
        points = [(float(r["workers"]), r["agent_days_a_second"] / 1e6) for r in whole]
        lines.append(("downtools, all rules", INK, points, "-"))
    with house_style():
        figure = new_figure(820, 460)
        axes = _axes(figure, "The same simple rule: million agent-days a second", 0.09, 0.74)
        _log_log(axes, lines, "million agent-days a second")
    best = max(rows, key=lambda row: row["workers"])["workers"]
    words = f"Throughput by number of workers up to {best:,}, both axes logarithmic."
    return Picture(figure, "Throughput by size of country", words)


def _memory(rows: list[Row]) -> Picture:
    lines: list[Line] = [
        (
            peer,
            _COLOURS[peer],
            [
                (float(row["workers"]), max(row["bytes_a_worker"], 0.5))
                for row in rows
                if row["peer"] == peer
            ],
            "-",
        )
        for peer in dict.fromkeys(row["peer"] for row in rows)
    ]
    with house_style():
        figure = new_figure(820, 400)
        axes = _axes(figure, "Memory at the most, less that of an empty process", 0.09, 0.78)
        _log_log(axes, lines, "bytes a worker")
    return Picture(figure, "Memory by size of country", "Bytes a worker of each library.")


def _phases(rows: list[Row]) -> Picture:
    with house_style():
        figure = new_figure(820, 90 + 55 * len(rows))
        axes = figure.add_axes((0.24, 0.2, 0.58, 0.6))
        figure.text(
            0.03, 0.91, "A day by phase, milliseconds", color=INK, fontsize=10, weight="bold"
        )
        axes.grid(True, axis="x")
        names = list(rows[0]["phases"])
        left = [0.0] * len(rows)
        for name, colour in zip(names, _PHASES, strict=True):
            widths = [1e3 * row["phases"][name] for row in rows]
            axes.barh(range(len(rows)), widths, left=left, color=colour, height=0.6, label=name)
            left = [a + b for a, b in zip(left, widths, strict=True)]
        axes.set_yticks(range(len(rows)), [row["what"] for row in rows])
        axes.invert_yaxis()
        axes.legend(frameon=False, fontsize=7.5, loc="center left", bbox_to_anchor=(1.02, 0.5))
    return Picture(figure, "A day by phase", "Milliseconds of each phase, stacked.")


def _threads(rows: list[Row]) -> Picture:
    one = {row["run"]: row["seconds"] for row in rows if row["threads"] == 1}
    most = max(row["threads"] for row in rows)
    with house_style():
        figure = new_figure(520, 340)
        axes = _axes(figure, "Speed-up by threads, whole runs", 0.12, 0.7)
        axes.plot([1, most], [1, most], color=QUIET, linewidth=1.2, linestyle="--")
        axes.annotate(
            "twice the threads,\nhalf the time",
            (most, most),
            xytext=(8, 0),
            textcoords="offset points",
            color=FAINT,
            va="center",
            annotation_clip=False,
        )
        ends = [one[run] / rows_of[-1]["seconds"] for run, rows_of in _by_run(rows).items()]
        at = _apart(ends, 0.06 * most)
        for (run, mine), colour, end in zip(
            _by_run(rows).items(), (RUNG_COLOURS["strike"], RUNG_COLOURS["rally"]), at, strict=False
        ):
            xs = [row["threads"] for row in mine]
            ys = [one[run] / row["seconds"] for row in mine]
            axes.plot(xs, ys, color=colour, linewidth=1.8, marker="o", markersize=4)
            axes.annotate(
                run,
                (xs[-1], end),
                xytext=(8, 0),
                textcoords="offset points",
                color=colour,
                va="center",
                annotation_clip=False,
            )
        axes.set(
            xlabel="threads",
            ylabel="times as fast as one",
            ylim=(min(0.8, *ends) - 0.1, most + 0.2),
        )
        axes.set_xticks(sorted({row["threads"] for row in rows}))
    return Picture(figure, "Speed-up by threads", "Whole runs on more threads beside one.")


def _by_run(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["threads"]):
        found.setdefault(row["run"], []).append(row)
    return found
