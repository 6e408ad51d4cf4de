"""Curves of what stands behind the ladder: organisation, people away, belief, money."""

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from downtools.run.run import Run
from downtools.show import style
from downtools.show.panels import Numbers, area, curve, dated, heading, key, scale, stacked
from downtools.show.style import Picture
from downtools.show.text import AWAY, Peaks, count, short_date, usd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["belief_curve", "money_curve", "organised_curve"]

_PANEL = 84.0
_PALE: str = style.QUIET
_MIDDLE: str = style.FAINT
_DARK: str = style.INK
_LINKED = style.SHARE_COLOURS[4]
_DECIDED = style.RUNG_COLOURS["strike"]


def organised_curve(run: Run, *, narrow: bool = False) -> Picture:
    """Sites with a committee, people kept in, and people away, by day; each if there are any."""
    daily = run.tables["daily"]
    drawn = [draw for draw, columns in _ORGANISED.items() if any(daily[c].any() for c in columns)]
    with style.house_style():
        figure, panels = stacked([_PANEL] * len(drawn), narrow=narrow)
        for draw, axes in zip(drawn, panels, strict=True):
            draw(axes, run, narrow)
        dated(panels, run, narrow=narrow)
    title = f"Committees, people kept in and people away: {run.scenario.title}"
    return Picture(figure, title, _organised_words(run))


def _committees(axes: "Axes", run: Run, _: bool) -> None:
    daily = run.tables["daily"]
    area(axes, daily["committees"], _PALE)
    area(axes, daily["linked"], _LINKED)
    scale(axes, float(daily["committees"].max()))
    key(axes, "Sites", {"with a committee": _PALE, "linked": _LINKED})


def _kept_in(axes: "Axes", run: Run, narrow: bool) -> None:
    kept = run.tables["daily"]["kept_in"]
    area(axes, kept, _MIDDLE)
    scale(axes, float(kept.max()))
    most = f"at most {count(int(kept.max()))}"
    heading(axes, "Kept in" if narrow else "Kept in by locks and blocked passes", most)


def _away(axes: "Axes", run: Run, narrow: bool) -> None:
    parts = dict(zip(AWAY, (_DARK, _MIDDLE, _PALE), strict=True))
    _upon_each_other(axes, {name: run.tables["daily"][name] for name in AWAY}, parts)
    key(axes, "Away" if narrow else "Away in the evening", parts)


_ORGANISED: dict[Callable[["Axes", Run, bool], None], tuple[str, ...]] = {
    _committees: ("committees",),
    _kept_in: ("kept_in",),
    _away: AWAY,
}
"""What draws a panel, and the columns without which there is nothing to draw."""


def _organised_words(run: Run) -> str:
    peaks = Peaks(run)
    away = ", ".join(f"{count(peaks.most(name))} {name}" for name in AWAY)
    return (
        f"Panels by day. Sites with a committee whose leaders are free: at most"
        f" {count(peaks.most('committees'))}, of which at most {count(peaks.most('linked'))} are"
        f" linked. People kept in by locks and blocked passes: at most"
        f" {count(peaks.most('kept_in'))} in a day. People away in the evening, at most: {away}."
    )


def belief_curve(run: Run, *, narrow: bool = False) -> Picture:
    """Belief in success, what news add to it, and what the opponent feels, by day."""
    daily = run.tables["daily"]
    belief, news, felt = daily["belief_milli"] / 10, daily["news_milli"] / 1000, _felt(run)
    with style.house_style():
        figure, panels = stacked([_PANEL] * 3, narrow=narrow)
        area(panels[0], belief, style.SHARE_COLOURS[3])
        scale(panels[0], float(belief.max()), whole=False)
        said = f"at most {belief.max():.1f} %"
        heading(panels[0], "Belief, %" if narrow else "Belief that it succeeds, per cent", said)
        curve(panels[1], news)
        low, high = float(min(news.min(), 0.0)), float(max(news.max(), 0.0))
        scale(panels[1], max(high, -low * 0.05), least=low, whole=False)
        heading(panels[1], "News" if narrow else "What news add to belief, logit", _span(news))
        area(panels[2], felt, style.SHARE_COLOURS[3])
        scale(panels[2], float(felt.max()), whole=False)
        _bars(panels[2], run)
        said = f"at most {felt.max():.2g} %"
        heading(panels[2], "Felt cost, %" if narrow else "Cost and defection felt, per cent", said)
        dated(panels, run, narrow=narrow)
    title = f"Belief, news and what the opponent feels: {run.scenario.title}"
    return Picture(figure, title, _belief_words(run))


def _felt(run: Run) -> Numbers:
    return run.tables["daily"]["felt_milli"] / 10


def _span(values: Numbers) -> str:
    return f"from {values.min():+.2f} to {values.max():+.2f}".replace("-", "−")


def _bars(axes: "Axes", run: Run) -> None:
    """The bars of the opponent where they are in sight, and the days that resolved the wave."""
    concede = run.scenario.parameters.concede
    for bar in (concede.bar, concede.leave_bar):
        if 100 * bar <= axes.get_ylim()[1]:
            axes.axhline(100 * bar, color=style.INK, linewidth=0.9, linestyle=(0, (4, 3)))
    for day in np.flatnonzero(run.tables["daily"]["resolved"]).tolist():
        axes.axvline(day, color=style.INK, linewidth=1.2, linestyle=(0, (1, 1.5)))


def _belief_words(run: Run) -> str:
    daily = run.tables["daily"]
    concede = run.scenario.parameters.concede
    felt, news = _felt(run), _span(daily["news_milli"] / 1000)
    top = run.scenario.calendar.date(int(np.argmax(felt)))
    return (
        f"Three panels by day. Belief that the wave succeeds is at most"
        f" {daily['belief_milli'].max() / 10:.1f} per cent. News add {news}"
        f" to its logit. The cost and defection that the opponent feels are at most"
        f" {felt.max():.2g} per cent, on {short_date(top)}; above {concede.bar:.0%} an offer can"
        f" come, from {concede.leave_bar:.0%} on the measure is given up with it."
    )


def money_curve(run: Run, *, narrow: bool = False) -> Picture:
    """Output and exports not made, by cause and day."""
    daily = {name: values / 100 for name, values in run.tables["daily"].items()}
    output = {"by decision": _DECIDED, "idle": _MIDDLE, "no inputs": _PALE}
    exports = {"decided or idle": _DECIDED, "no inputs": _PALE}
    with style.house_style():
        figure, panels = stacked([_PANEL * 1.3, _PANEL], narrow=narrow)
        causes = ("output_lost_cents", "output_idle_cents", "output_missing_cents")
        _upon_each_other(panels[0], {name: daily[name] for name in causes}, output)
        key(panels[0], "Output" if narrow else "Output not made, USD a day", output)
        causes = ("exports_lost_cents", "exports_missing_cents")
        _upon_each_other(panels[1], {name: daily[name] for name in causes}, exports)
        key(panels[1], "Exports" if narrow else "Exports not made, USD a day", exports)
        dated(panels, run, narrow=narrow)
    return Picture(figure, f"Money lost by cause: {run.scenario.title}", _money_words(run))


def _money_words(run: Run) -> str:
    peaks = Peaks(run)
    return (
        f"Two panels by day. Output not made in the whole run: {usd(peaks.cents('output_lost'))} by"
        f" the workers' own decision, {usd(peaks.cents('output_idle'))} idle as staff are away or"
        f" processes halt, {usd(peaks.cents('output_missing'))} for want of inputs. Exports not"
        f" made: {usd(peaks.cents('exports_lost'))} by decision or idle,"
        f" {usd(peaks.cents('exports_missing'))} for want of inputs."
    )


def _upon_each_other(
    axes: "Axes", parts: Mapping[str, Numbers], colours: Mapping[str, str]
) -> None:
    """Parts of a sum as areas, the first at the bottom."""
    tops = list(accumulate(parts.values()))
    for top, colour in reversed(list(zip(tops, colours.values(), strict=True))):
        area(axes, top, colour)
    scale(axes, float(tops[-1].max()))
