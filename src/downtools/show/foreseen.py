"""A forecast drawn: the fan of the country, and how likely each giant is to be out."""

from typing import TYPE_CHECKING

import numpy as np

from downtools.show import style
from downtools.show.frame import EDGE, PAGE, framed
from downtools.show.style import Picture
from downtools.study.forecast.answer import Forecast

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["foreseen"]

_FAN, _GAP, _ROW, _NAMES, _BOTTOM, _EDGE = 190.0, 56.0, 15.0, 190.0, 40.0, 12.0
_TICKS = 50.0
"""Room for a million people, in points."""
_MOST = 16
_OUT = style.RUNG_COLOURS["walkout"]


def foreseen(found: Forecast) -> Picture:
    """A forecast for a paper or a wall: people out by day, and the likeliest workplaces."""
    with style.house_style():
        figure = _drawn(found)
        title = f"{found.scenario}, standing on {found.as_of:%-d %B %Y}"
        nation, ended = found.p_reach["nationwide"], found.p_resolution["ridden_out"]
        said = (
            f"Nationwide by {found.last:%-d %B}: {nation.p:.0%} ({nation.low:.0%} to"
            f" {nation.high:.0%}). Ridden out: {ended.p:.0%} ({ended.low:.0%} to {ended.high:.0%})."
            f" On {found.reports + found.second} reports published by then."
        )
        source = (
            f"downtools {found.version}, {found.particles} particles of which"
            f" {found.effective_sample_size:.0f} count, scale {found.scale:g}, samples"
            f" {found.digest[:12]}"
        )
        framed(figure, title, said, source)
    return Picture(figure, title, f"{said} {found.hindsight}. {source}")


def _drawn(found: Forecast) -> "Figure":
    places = sorted(found.sites, key=lambda place: (-place.out_in_week.p, place.site))[:_MOST]
    tall = len(places) * _ROW
    height = _FAN + _GAP + tall + _BOTTOM
    figure = style.new_figure(PAGE, height)
    left, wide = EDGE + _TICKS, PAGE - 2 * EDGE - _TICKS - _EDGE
    box = (left / PAGE, (height - _FAN) / height, wide / PAGE, (_FAN - 22.0) / height)
    _fan(figure.add_axes(box), found)
    box = (
        (EDGE + _NAMES) / PAGE,
        _BOTTOM / height,
        (PAGE - 2 * EDGE - _NAMES - _EDGE) / PAGE,
        tall / height,
    )
    axes = figure.add_axes(box)
    rows = np.arange(len(places))[::-1]
    for name, colour, shift in (("out_in_week", _OUT, 0.18), ("told_in_week", style.QUIET, -0.18)):
        axes.barh(
            rows + shift, [getattr(place, name).p for place in places], height=0.34, color=colour
        )
    axes.set_yticks(rows, [place.name[:38] for place in places], fontsize=7)
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.set_title(
        "Within a week: 20 or more out, as particles say; grey: told of, set right",
        fontsize=8,
        loc="left",
    )
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return figure


def _fan(axes: "Axes", found: Forecast) -> None:
    """People out in the country by day, on a scale of powers from ten on."""
    from matplotlib.dates import ConciseDateFormatter, date2num
    from matplotlib.ticker import StrMethodFormatter

    dates = np.array([float(date2num(day.date)) for day in found.days])
    table = np.array([(d.p05, d.p25, d.p50, d.p75, d.p95) for d in found.days])
    shown = np.maximum(table, 10.0)
    axes.fill_between(dates, shown[:, 0], shown[:, 4], step="mid", color=_OUT, alpha=0.18, lw=0)
    axes.fill_between(dates, shown[:, 1], shown[:, 3], step="mid", color=_OUT, alpha=0.35, lw=0)
    axes.step(dates, shown[:, 2], where="mid", color=_OUT, lw=1.6)
    for day, at in zip(found.days, dates.tolist(), strict=True):
        if not day.working:
            axes.axvspan(at - 0.5, at + 0.5, color=style.REST, lw=0, zorder=0)
    axes.xaxis_date()
    axes.set_yscale("log")
    axes.set_ylim(10.0, max(1000.0, 1.5 * float(shown.max())))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    locator = axes.xaxis.get_major_locator()
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.set_xlim(dates[0], dates[-1])
    axes.set_title(
        "People out in the country: median, half and nine tenths of the particles; grey: days of"
        " rest; ten or fewer at the foot",
        fontsize=8,
        loc="left",
    )
