"""Posteriors: each fitted parameter before and after the reports, and which are told together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from downtools.show import style
from downtools.show.frame import EDGE, PAGE, framed
from downtools.show.style import Picture
from downtools.study.calibrate.ask import Fitted
from downtools.study.levers.informed import NARROWED
from downtools.study.posterior import Posterior

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["posteriors"]

_ACROSS = 4
_TALL, _GAP, _HEAD, _FOOT = 74.0, 12.0, 30.0, 24.0
_BINS = 24
_CELL, _NAMES = 19.0, 186.0
_AFTER = style.RUNG_COLOURS["walkout"]


def posteriors(fitted: Fitted, posterior: Posterior) -> Picture:
    """Prior and posterior of each fitted parameter, and their correlations, fit for a paper.

    Grey is the prior, colour the posterior; what kept more than 90 % of its prior standard
    deviation is told to rest on assumption.
    """
    with style.house_style():
        figure = _drawn(fitted, posterior)
        until = f"published by {posterior.until}" if posterior.until else "whenever published"
        title = f"What reports tell of the parameters: {fitted.scenario.name}"
        said = (
            f"Grey: prior. Colour: posterior given {fitted.used} reports {until}. The number is "
            "how many times narrower it is. Below: correlations in the posterior."
        )
        source = (
            f"downtools {posterior.facts['downtools']}, {fitted.runs:,} runs at scale "
            f"{fitted.ground.scale:g}, posterior {posterior.digest[:12]}"
        )
        framed(figure, title, said, source)
    informed = [key for key, kept in posterior.kept.items() if kept < NARROWED]
    told = f"Narrowed: {', '.join(informed) or 'none'}."
    return Picture(figure, title, f"{told} {source}")


def _drawn(fitted: Fitted, posterior: Posterior) -> "Figure":
    keys = fitted.ground.space.keys
    rows = -(-len(keys) // _ACROSS)
    panels = rows * (_HEAD + _TALL + _FOOT)
    matrix = len(keys) * _CELL + _GAP + 2.2 * _CELL
    height = panels + matrix
    figure = style.new_figure(PAGE, height)
    wide = (PAGE - 2 * EDGE - (_ACROSS - 1) * _GAP) / _ACROSS
    prior = fitted.ground.space.table(fitted.prior())
    for at, key in enumerate(keys):
        row, column = divmod(at, _ACROSS)
        left = EDGE + column * (wide + _GAP)
        bottom = height - row * (_HEAD + _TALL + _FOOT) - _HEAD - _TALL
        box = (left / PAGE, bottom / height, wide / PAGE, _TALL / height)
        _panel(figure.add_axes(box), fitted, posterior, key, prior[:, at])
    side = len(keys) * _CELL
    box = (_NAMES / PAGE, 2.2 * _CELL / height, side / PAGE, side / height)
    _matrix(figure.add_axes(box), keys, posterior)
    return figure


def _panel(axes: "Axes", fitted: Fitted, posterior: Posterior, key: str, prior: Any) -> None:
    """One parameter: two histograms on the scale in which its prior is even."""
    from matplotlib.ticker import MaxNLocator, NullLocator

    after = np.array(posterior.column(key))
    log = fitted.ground.space.prior(key).shape == "lognormal"
    low, high = np.quantile(prior, (0.005, 0.995))
    low, high = min(low, after.min()), max(high, after.max())
    edges = np.geomspace(low, high, _BINS) if log else np.linspace(low, high, _BINS)
    for values, colour, alpha in ((prior, style.QUIET, 1.0), (after, _AFTER, 0.75)):
        axes.hist(
            values,
            edges,
            weights=np.full(len(values), 1 / len(values)),
            color=colour,
            alpha=alpha,
            edgecolor="none",
        )
    if log:
        axes.set_xscale("log")
        ticks = [tick for tick in _round_logs(low, high) if low <= tick <= high]
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.xaxis.set_major_locator(MaxNLocator(3))
    axes.set_xlim(low, high)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(labelsize=7)
    kept = posterior.kept[key]
    informed = kept < NARROWED
    said = f"{1 / kept:.1f} times narrower" if informed else "rests on assumption"
    group, _, name = key.partition(".")
    axes.set_title(f"{group}: {name.replace('_', ' ')}", fontsize=7.5, loc="left", pad=12)
    axes.text(
        0,
        1.04,
        said,
        transform=axes.transAxes,
        fontsize=6.5,
        color=_AFTER if informed else style.FAINT,
    )


def _round_logs(low: float, high: float) -> Sequence[float]:
    """Numbers of one figure for an axis of powers: few if it spans much."""
    steps = (1.0, 3.0) if high / low > 5.0 else (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    found = [step * 10.0**power for power in powers for step in steps]
    inside = [tick for tick in found if low <= tick <= high]
    return inside if len(inside) <= 4 else inside[:: -(-len(inside) // 4)]


def _matrix(axes: "Axes", keys: Sequence[str], posterior: Posterior) -> None:
    """Correlations below the diagonal, as squares; numbers where they are large."""
    from matplotlib.colors import LinearSegmentedColormap

    table = posterior.correlations(keys)
    table = np.where(np.tri(len(keys), k=-1) > 0, table, np.nan)
    colours = LinearSegmentedColormap.from_list("signs", ["#0072b2", style.PAPER, "#d55e00"])
    axes.imshow(table, cmap=colours, vmin=-1, vmax=1, aspect="equal")
    for row in range(len(keys)):
        for column in range(row):
            if abs(table[row, column]) >= 0.3:
                axes.text(
                    column,
                    row,
                    f"{table[row, column]:+.1f}".replace("0.", "."),
                    ha="center",
                    va="center",
                    fontsize=6,
                    color=style.INK,
                )
    axes.set_yticks(range(len(keys)), [key.replace("_", " ") for key in keys], fontsize=6.5)
    axes.set_xticks([])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
