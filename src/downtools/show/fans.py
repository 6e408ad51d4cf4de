"""Fan charts: a column of the daily table over many runs, its median and where most runs lie.

One routine draws them, whether the quantiles come from runs on disk or from a stored answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from downtools.day.tables import COLUMNS
from downtools.errors import Fault, InputError, StoredRunError, nearest
from downtools.run.columns import unit_of
from downtools.scenario.model import Scenario
from downtools.scenario.notebook import card
from downtools.show import style
from downtools.show.chances import AT_LEAST, RESOLVED, percent, share_words, varied
from downtools.show.frame import COLUMN, PAGE, framed
from downtools.show.moments import draw_moments, lanes_of, moments_of
from downtools.show.panels import heading, on_days, scale, stairs
from downtools.show.style import Picture
from downtools.show.text import count, days_of, short, short_date, usd
from downtools.study.ensemble.answer import Ensemble
from downtools.study.ensemble.runs import QUANTILES, Runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["REPORTED", "fan", "fan_of", "notebook"]

F64 = npt.NDArray[np.float64]

REPORTED = ("out", "signers", "output_lost_cents")
"""The columns of the fan charts of a report."""

_SAMPLES = 3
_WIDE, _NARROW = 0.22, 0.5
"""How strong the bands of nine tenths and of the middle half are."""
_LEFT, _RIGHT, _HEAD, _DATES, _LANE = 50.0, 14.0, 30.0, 46.0, 13.0
_KEY_LINE = 15.0
_NOT_COUNTED = ("day", "working", "resolved")


@dataclass(frozen=True)
class _Column:
    """How a column is named and counted in pictures."""

    title: str
    short: str
    colour: str
    times: float = 1.0
    """What its numbers are multiplied with to be shown."""
    money: bool = False


_KNOWN: Mapping[str, _Column] = {
    "out": _Column("Out: walking out or striking, people", "Out", style.RUNG_COLOURS["walkout"]),
    "striking": _Column("Striking, people", "Striking", style.RUNG_COLOURS["strike"]),
    "walking_out": _Column("Walking out, people", "Walking out", style.RUNG_COLOURS["walkout"]),
    "rallying": _Column("Rallying, people", "Rallying", style.RUNG_COLOURS["rally"]),
    "signers": _Column(
        "Signed a list, so far, people", "Signed, so far", style.RUNG_COLOURS["sign"]
    ),
    "output_lost_cents": _Column(
        "Output lost by own decision, USD a day",
        "Output lost, USD",
        style.SHARE_COLOURS[5],
        0.01,
        money=True,
    ),
    "belief_milli": _Column(
        "Belief that it succeeds, per cent", "Belief, %", style.SHARE_COLOURS[4], 0.1
    ),
    "committees": _Column("Workplaces with a committee", "Committees", style.SHARE_COLOURS[4]),
}
"""Columns with a name and a colour of their own; others are called as in the table."""


@dataclass(frozen=True)
class _Fan:
    """The quantiles of a column by day, and some runs themselves."""

    about: _Column
    lines: F64
    """[quantile, day], in the order of `QUANTILES`."""
    samples: F64
    """[run, day]; none of a stored answer."""

    @staticmethod
    def of(column: str, lines: F64, samples: F64 | None = None) -> "_Fan":
        about = _about(column)
        none = np.zeros((0, lines.shape[1]))
        return _Fan(about, lines * about.times, none if samples is None else samples * about.times)

    @property
    def top(self) -> float:
        return float(max(self.lines.max(), self.samples.max(initial=0.0)))

    def amount(self, value: float) -> str:
        """A value in words."""
        if self.about.money:
            return usd(round(100 * value))
        return count(value) if value >= 100 or float(value).is_integer() else f"{value:.1f}"


def _about(column: str) -> _Column:
    if column in _KNOWN:
        return _KNOWN[column]
    name = column.removesuffix("_cents").removesuffix("_milli").replace("_", " ").capitalize()
    colour = style.LINE_COLOURS[0]
    if column.endswith("_cents"):
        return _Column(f"{name}, USD a day", f"{name}, USD", colour, 0.01, money=True)
    return _Column(f"{name}, {unit_of(column)}", name, colour)


def fan(runs: Runs, column: str = "out", *, narrow: bool = False) -> Picture:
    """A column of the daily table over the runs of the first arm, by day, fit for a paper.

    `out` is walking out or striking. The line is the median of each day, the bands hold the middle
    half and nine tenths of the runs, and the thin lines are the first runs. `narrow` is for one of
    two columns of a page. Raises `InputError` with the nearest name for a column that there is
    not, or that the study did not keep, `StoredRunError` if no run came through.
    """
    _refuse_unknown(column, ["out", *COLUMNS["daily"]])
    plan = runs.plan
    if "daily" not in plan.keep:
        cure = f"kept are: {', '.join(plan.keep) or 'none'}; ask again with --keep daily"
        raise InputError([Fault(file="--keep", value="daily", problem="not kept", cure=cure)])
    if not len(runs.rows()):
        raise StoredRunError(f"{runs.folder}: every run failed; `outcomes` says why")
    days = runs.days(column)
    made = _Fan.of(column, np.quantile(days, QUANTILES, axis=0), days[:_SAMPLES])
    calendar = plan.scenario.calendar
    with style.house_style():
        figure = _drawn(plan.scenario, [made], [190.0], COLUMN if narrow else PAGE, narrow=narrow)
        said = f"{count(len(days))} runs by day, {days_of(calendar.start, calendar.end)}"
        framed(figure, plan.scenario.title, said, _source(runs))
    title = f"{made.about.short} in {count(len(days))} runs: {plan.scenario.title}"
    return Picture(figure, title, f"{_words(plan.scenario, [made])} {_source(runs)}")


def fan_of(
    answer: Ensemble,
    scenario: Scenario,
    columns: Sequence[str] = REPORTED,
    *,
    narrow: bool = False,
) -> Picture:
    """Columns of a stored answer over the days of its scenario, a panel for each.

    `narrow` draws it for a telephone. Raises `InputError` with the nearest name for a column that
    the answer does not hold.
    """
    lines = {one.column: np.array(one.values, np.float64) for one in answer.fans}
    for column in columns:
        _refuse_unknown(column, lines)
    fans = [_Fan.of(column, lines[column]) for column in columns]
    with style.house_style():
        width = 350.0 if narrow else 780.0
        figure = _drawn(scenario, fans, [104.0] * len(fans), width, narrow=narrow)
    title = f"Day by day over {count(answer.runs)} runs: {scenario.title}"
    return Picture(figure, title, _words(scenario, fans))


def _refuse_unknown(column: str, known: Iterable[str]) -> None:
    names = [name for name in known if name not in _NOT_COUNTED]
    if column not in names:
        cure = f"{nearest(column, names)}; there are {', '.join(names)}"
        problem = "no such column by day"
        raise InputError([Fault(file="column", value=column, problem=problem, cure=cure)])


def _drawn(
    scenario: Scenario,
    fans: Sequence[_Fan],
    heights: Sequence[float],
    width: float,
    *,
    narrow: bool,
) -> "Figure":
    """A row of what the scenario gives, and below it a panel for each fan."""
    across = width - _LEFT - _RIGHT
    lanes = lanes_of(moments_of(scenario), scenario.calendar.days, across)
    tall = _LANE * max(len(lanes), 1)
    above = _KEY_LINE if narrow else 0.0
    height = above + sum(_HEAD + one for one in (tall, *heights)) + _DATES
    figure = style.new_figure(width, height)
    top = height - above
    panels: list[Axes] = []
    for one in (tall, *heights):
        top -= _HEAD + one
        box = (_LEFT / width, top / height, across / width, one / height)
        panels.append(figure.add_axes(box))
    on_days(panels[0], scenario.calendar, labels=False)
    draw_moments(panels[0], lanes)
    _key(panels[0], sampled=any(len(one.samples) for one in fans), narrow=narrow)
    for made, axes in zip(fans, panels[1:], strict=True):
        _panel(axes, made, scenario, narrow=narrow)
        on_days(axes, scenario.calendar, labels=axes is panels[-1], sparse=narrow)
        for moment in (one for lane in lanes for one in lane):
            axes.axvline(moment.day, color=style.FAINT, linewidth=0.6, linestyle=(0, (1, 2)))
    return figure


def _key(axes: "Axes", *, sampled: bool, narrow: bool) -> None:
    """What lines and bands are, above the row of what the scenario gives."""
    heading(axes, "" if narrow else "What the scenario gives", "")
    axes.legend(
        handles=[*_keys(sampled=sampled)],
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=2 if narrow else 4,
        borderaxespad=0.3,
        borderpad=0.0,
        frameon=False,
        fontsize=7.5,
        labelcolor=style.FAINT,
        handlelength=1.1,
        handletextpad=0.4,
        columnspacing=0.9,
    )


def _keys(*, sampled: bool) -> Iterator[Any]:
    """What the line, the bands and the thin lines are."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    yield Line2D([], [], color=style.INK, linewidth=1.4, label="median")
    for strength, label in (
        (1 - (1 - _WIDE) * (1 - _NARROW), "middle half"),
        (_WIDE, "nine tenths"),
    ):
        yield Patch(facecolor=style.FAINT, alpha=strength, linewidth=0, label=label)
    if sampled:
        yield Line2D([], [], color=style.INK, linewidth=0.6, alpha=0.6, label="single runs")


def _panel(axes: "Axes", made: _Fan, scenario: Scenario, *, narrow: bool) -> None:
    """A fan: its bands from the widest on, some runs, the median, and the most of it in words."""
    lowest, low, median, high, highest = made.lines
    edges = [day - 0.5 for day in range(made.lines.shape[1] + 1)]
    colour = made.about.colour
    for bottom, top, strength in ((lowest, highest, _WIDE), (low, high, _NARROW)):
        look = {"facecolor": colour, "alpha": strength, "linewidth": 0}
        stairs(axes, top, edges, baseline=bottom, **look)
    for sample in made.samples:
        look = {"baseline": None, "fill": False, "edgecolor": style.INK, "linewidth": 0.6}
        stairs(axes, sample, edges, alpha=0.6, **look)
    look = {"baseline": None, "fill": False, "edgecolor": style.INK, "linewidth": 1.4}
    stairs(axes, median, edges, **look)
    scale(axes, made.top, whole=False)
    day = scenario.calendar.date(int(np.argmax(median)))
    most = float(median.max())
    told = short(float(f"{most:.3g}")) if narrow else made.amount(most)
    said = f"median at most {told}, {day.day} {day:%b}"
    heading(axes, made.about.short if narrow else made.about.title, said)


def _words(scenario: Scenario, fans: Sequence[_Fan]) -> str:
    """The charts for those who do not see them."""
    calendar = scenario.calendar
    said: list[str] = []
    for made in fans:
        day = int(np.argmax(made.lines[2]))
        lowest, low, median, high, highest = (made.amount(float(line[day])) for line in made.lines)
        said.append(
            f"{made.about.title}: the median of a day is highest on"
            f" {short_date(calendar.date(day))}, {median}; half of the runs then lie between {low}"
            f" and {high}, nine tenths between {lowest} and {highest}."
        )
    span = days_of(calendar.start, calendar.end)
    return f"Fan charts by day, {span}: median, middle half, nine tenths. {' '.join(said)}"


def _source(runs: Runs) -> str:
    """Where the numbers come from, and what they are conditional on."""
    plan = runs.plan
    scaled = "" if plan.scale == 1 else f", scale {plan.scale:g}"
    failed = f", {count(runs.failed)} failed and not counted" if runs.failed else ""
    first = f"; arm {plan.arms[0].name} of {len(plan.arms)}" if len(plan.arms) > 1 else ""
    return (
        f"Runs of a model with {varied(plan.vary)}, no forecast{first}: downtools"
        f" {version('downtools')}, scenario {plan.scenario.name}, {count(len(runs.rows()))} runs"
        f"{failed}, seed {plan.seed}{scaled}, digest {runs.digest[:12]}. {_drawn_from(runs)}"
    )


def _drawn_from(runs: Runs) -> str:
    """Where parameters are from, and what intervals are conditional on."""
    plan = runs.plan
    drawn = f"Parameters drawn from {plan.belief.words}." if "uncertainty" in plan.vary else ""
    given = f"All of it is {plan.conditional}." if plan.conditional else ""
    return " ".join(filter(None, (drawn, given)))


def notebook(runs: Runs) -> str:
    """The runs as a notebook shows them: shares with intervals, and the fan of people out."""
    plan, here = runs.plan, len(runs.rows())
    title = f"{plan.scenario.title}: {count(here or len(runs))} runs"
    if not here:
        return card(title, "Every run failed; `outcomes` says why.", _source_row(runs), "")
    shown = fan(runs).svg(f"runs-{runs.digest[:12]}") if "daily" in plan.keep else ""
    far = runs.at_least("nationwide")
    said = f"{percent(far.p)} % of the runs become nationwide."
    return card(title, said, [*_rows(runs), *_source_row(runs)], shown)


def _rows(runs: Runs) -> Iterator[tuple[str, str]]:
    """What a notebook's table tells of runs."""
    for reach, words in AT_LEAST.items():
        yield words, share_words(runs.at_least(reach))
    for resolution, share in runs.resolution().items():
        if share.p:
            yield RESOLVED[resolution], share_words(share)
    low, median, high = np.quantile(runs.counts("peak_out"), (0.05, 0.5, 0.95))
    yield (
        "Most people out on a day",
        f"{count(median)} (nine tenths: {count(low)} to {count(high)})",
    )


def _source_row(runs: Runs) -> list[tuple[str, str]]:
    return [("In brackets", "95 % intervals of a share"), ("Source", _source(runs))]
