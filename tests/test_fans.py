"""Fan charts, bars, levers and the delay curve: what they draw of runs, and of answers by hand."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pytest
from matplotlib.patches import StepPatch
from matplotlib.text import Text

from downtools.errors import InputError, StoredRunError
from downtools.scenario import load
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import KINDS
from downtools.show import moments, style
from downtools.show.chances import change_words, percent, share_words, varied
from downtools.show.fans import fan, fan_of
from downtools.show.moments import lanes_of, moments_of
from downtools.show.odds import odds_chart, variance_chart
from downtools.show.style import Picture
from downtools.study.ensemble.answer import FANS, answer_of
from downtools.study.ensemble.ask import ensemble
from downtools.study.ensemble.carry import How
from downtools.study.ensemble.runs import Runs
from tests.answers import NAMES, change, ensemble_of, levers_of, share
from tests.pages import Reader


@pytest.fixture(scope="module")
def runs() -> Runs:
    return ensemble(load("one-plant"), runs=12, how=How(jobs=1))


@pytest.fixture(scope="module")
def scenario(runs: Runs) -> Scenario:
    return runs.plan.scenario


@pytest.fixture(scope="module")
def belarus() -> Scenario:
    return load("belarus-2020")


def pictures_of(scenario: Scenario, *, narrow: bool) -> dict[str, Picture]:
    """Every picture of many runs, of answers made by hand."""
    answer = ensemble_of(scenario)
    levers = {"one": levers_of(scenario), "two": levers_of(scenario, beliefs=2)}
    levers["flat"] = levers_of(scenario, flat=True)
    made = {
        "fans": fan_of(answer, scenario, narrow=narrow),
        "odds": odds_chart(answer, narrow=narrow),
        "variance": variance_chart(answer.variance, narrow=narrow),
    }
    for name, one in levers.items():
        made[f"tornado-{name}"] = one.plot(narrow=narrow)
        made[f"delay-{name}"] = one.plot_delay(narrow=narrow)
    return made


def texts_of(picture: Picture) -> list[tuple[str, Any]]:
    """Each line of text of a picture with the box it takes."""
    figure = picture.figure
    with style.house_style():
        figure.draw_without_rendering()  # letters the ticks and places the names of axes
        hidden = {id(label) for axes in figure.axes for label in hidden_of(axes)}
        return [
            (text.get_text(), text.get_window_extent())
            for text in figure.findobj(Text)
            if text.get_text().strip() and text.get_visible() and id(text) not in hidden
        ]


def hidden_of(axes: Any) -> list[Any]:
    """Labels of ticks that are beyond an axis, or on one that is not drawn."""
    found: list[Any] = []
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        ticks = axis.get_major_ticks()
        found += [one.label1 for one in ticks if not (axes.axison and low <= one.get_loc() <= high)]
    return found


@pytest.mark.parametrize("narrow", [False, True])
def test_no_text_of_a_picture_runs_off_it_or_covers_another(belarus: Scenario, narrow: bool):
    for name, picture in pictures_of(belarus, narrow=narrow).items():
        texts, sheet = texts_of(picture), picture.figure.bbox
        assert len(texts) >= 5
        for i, (said, box) in enumerate(texts):
            assert box.x0 >= -1, (name, said)
            assert box.x1 <= sheet.x1 + 1, (name, said)
            for other, beside in texts[i + 1 :]:
                wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
                tall = min(box.y1, beside.y1) - max(box.y0, beside.y0)
                assert wide < 2 or tall < 4, (name, said, other)


@pytest.mark.parametrize("narrow", [False, True])
def test_pictures_fit_a_page_or_a_column_and_have_words(scenario: Scenario, narrow: bool):
    made = [levers_of(scenario).plot(narrow=narrow), levers_of(scenario).plot_delay(narrow=narrow)]
    for picture in made:
        assert picture.figure.get_figwidth() * 25.4 == pytest.approx(89 if narrow else 183, abs=0.2)
    for picture in (*made, *pictures_of(scenario, narrow=narrow).values()):
        assert re.search(r"\d", picture.description)
        sizes = [text.get_fontsize() for text in picture.figure.findobj(Text) if text.get_text()]
        assert min(sizes) >= 6.5
        assert picture.svg("x") == picture.svg("x")


def bands(axes: Any) -> list[tuple[list[float], list[float]]]:
    """The bands of a panel: their lower and upper edges by day."""
    return [
        (
            list(np.broadcast_to(patch.get_data().baseline, len(patch.get_data().values))),
            list(patch.get_data().values),
        )
        for patch in axes.findobj(StepPatch)
        if patch.get_fill()
    ]


def lines(axes: Any) -> list[list[float]]:
    return [
        list(patch.get_data().values) for patch in axes.findobj(StepPatch) if not patch.get_fill()
    ]


def test_a_fan_is_the_quantiles_of_each_day(runs: Runs):
    axes = runs.plot("signers").figure.axes[-1]
    days = np.array(runs.days("signers"))
    edges = {part: np.quantile(days, part, axis=0) for part in (0.05, 0.25, 0.5, 0.75, 0.95)}
    assert edges[0.95].max() > edges[0.5].max() > 0
    wide, middle = bands(axes)
    assert wide == (pytest.approx(edges[0.05]), pytest.approx(edges[0.95]))
    assert middle == (pytest.approx(edges[0.25]), pytest.approx(edges[0.75]))
    *samples, median = lines(axes)
    assert median == pytest.approx(edges[0.5])
    assert samples == [list(row) for row in days[:3]]


def test_each_band_lies_between_its_own_quantiles(scenario: Scenario):
    panel = fan_of(ensemble_of(scenario), scenario, ["out"]).figure.axes[-1]
    lowest, low, median, high, highest = ensemble_of(scenario).fans[0].values
    assert lowest[-1] < low[-1] < median[-1] < high[-1] < highest[-1]
    assert bands(panel) == [([*lowest], [*highest]), ([*low], [*high])]
    assert lines(panel) == [[*median]]


def test_money_is_told_in_dollars_and_belief_in_per_cent(runs: Runs):
    for column, part in (("output_lost_cents", 0.01), ("belief_milli", 0.1), ("striking", 1.0)):
        drawn = lines(runs.plot(column).figure.axes[-1])[-1]
        assert drawn == pytest.approx(np.median(runs.days(column), axis=0) * part)


def test_a_stored_answer_is_drawn_as_its_runs_are(runs: Runs, scenario: Scenario):
    answer = answer_of(runs)
    for column in FANS:
        stored, whole = (
            fan_of(answer, scenario, [column]).figure.axes[-1],
            fan(runs, column).figure.axes[-1],
        )
        for one, other in zip(bands(stored), bands(whole), strict=True):
            assert one[0] == pytest.approx(other[0], abs=1e-3)
            assert one[1] == pytest.approx(other[1], abs=1e-3)
        assert lines(stored)[-1] == pytest.approx(lines(whole)[-1], abs=1e-3)


@pytest.mark.parametrize(("wrong", "near"), [("signer", "signers"), ("day", "out"), ("", "out")])
def test_a_column_that_is_not_there_is_refused(
    runs: Runs, scenario: Scenario, wrong: str, near: str
):
    for draw in (
        lambda: runs.plot(wrong),
        lambda: fan_of(ensemble_of(scenario), scenario, ["out", wrong]),
    ):
        with pytest.raises(InputError, match="no such column by day") as caught:
            draw()
        assert near in str(caught.value)


def test_a_study_that_kept_no_days_says_so(runs: Runs):
    kept = Runs(dataclasses.replace(runs.plan, keep=()), runs.folder)
    with pytest.raises(InputError, match="not kept"):
        kept.plot()
    assert "<svg" not in kept._repr_html_()
    assert "Nationwide" in kept._repr_html_()


def test_runs_that_all_failed_are_told_and_not_drawn(runs: Runs):
    failed = Runs(runs.plan, runs.folder)
    scalars = dict(runs._scalars)
    scalars["error"] = np.array(["no room"] * len(runs), dtype=object)
    failed.__dict__["_scalars"] = scalars
    with pytest.raises(StoredRunError, match="every run failed"):
        failed.plot()
    assert "Every run failed" in failed._repr_html_()


def test_the_notebook_tells_shares_with_intervals_and_escapes(runs: Runs):
    text = runs._repr_html_()
    assert Reader(text).open == []
    far = runs.at_least("sites")
    assert share_words(far) in text
    assert "12 runs" in text
    assert "<svg" in text
    named = dataclasses.replace(runs.plan.scenario, title="<b>A title & more")
    marked = Runs(dataclasses.replace(runs.plan, scenario=named), runs.folder)
    assert "<b>A title" not in marked._repr_html_()


def test_what_intervals_are_conditional_on_stands_in_the_picture(runs: Runs):
    assert "All of it is" not in runs.plot().description
    held = Runs(dataclasses.replace(runs.plan, vary=("own",)), runs.folder)
    told = held.plot().description
    assert "given the scenario's own values of all parameters" in told
    assert "with other luck of each worker" in told
    assert "Parameters drawn" not in told
    assert "12 runs, seed 1, digest" in told


def test_no_stroke_of_a_moment_crosses_a_name(belarus: Scenario):
    told = moments_of(belarus)
    assert [moment.day for moment in told] == sorted({moment.day for moment in told})
    assert "joint committee" in " ".join(moment.words for moment in told)
    for across in (260.0, 660.0):
        lanes = lanes_of(told, belarus.calendar.days, across)
        assert sum(map(len, lanes)) == len(told)
        day = across / belarus.calendar.days
        for lane, its in enumerate(lanes):
            for one in its:
                end = one.day * day + style.text_width(one.words, 7.5)
                above = [other for row in lanes[: lane + 1] for other in row if other.day > one.day]
                assert all(other.day * day >= end for other in above), (across, one)


def test_every_kind_that_is_told_has_a_name():
    assert set(moments._TOLD) <= set(KINDS)


def marks(picture: Picture, marker: str) -> list[Any]:
    axes = picture.figure.axes[0]
    return [line for line in axes.lines if line.get_marker() == marker]


def test_a_bar_is_as_long_as_the_change_and_marked_by_what_it_rests_on(scenario: Scenario):
    levers = levers_of(scenario)
    picture = levers.plot()
    axes = picture.figure.axes[0]
    bars = [patch for patch in axes.patches if patch.get_width() or patch.get_height() == 10]
    widths = {name: bar.get_width() for (name, *_), bar in zip(NAMES, bars, strict=True)}
    longest = widths["giant-committees"]
    for name, _, by, _ in NAMES:
        assert widths[name] == pytest.approx(longest * abs(by) / 0.35, abs=1e-6)
    assert longest > 50
    diamonds = [line for line in marks(picture, "D") if line.get_markerfacecolor() != style.PAPER]
    assert len(diamonds) == 1 + 2  # of the key, and of both panels
    hollow = [line for line in marks(picture, "o") if line.get_markerfacecolor() == style.PAPER]
    assert len(hollow) == 1 + 2 * sum(flag == "assumption" for *_, flag in NAMES)


def test_a_second_belief_is_drawn_below_the_first(scenario: Scenario):
    one, two = levers_of(scenario), levers_of(scenario, beliefs=2)
    said = [text for text, _ in texts_of(two.plot())]
    assert "the same over the prior" in said
    assert "the same over the prior" not in [text for text, _ in texts_of(one.plot())]
    strokes = [
        sum(len(c.get_segments()) for c in p.plot().figure.axes[0].collections) for p in (one, two)
    ]
    assert strokes[1] - strokes[0] >= 4 * len(NAMES)


def test_where_no_probability_changes_the_factors_still_tell(scenario: Scenario):
    levers = levers_of(scenario, flat=True)
    rows = tuple(
        dataclasses.replace(
            row,
            ranges=(
                dataclasses.replace(
                    row.ranges[0], peak_factor=factor, peak_low=factor / 2, peak_high=factor * 2
                ),
            ),
        )
        for row, factor in zip(levers.levers, (8.0, 4.0, 1.0, 0.5, 0.001), strict=True)
    )
    picture = dataclasses.replace(levers, levers=rows).plot()
    places = [line.get_xdata()[0] for line in marks(picture, "o")]
    factors = sorted(place for place in places if place > 0.6 * 720)
    assert len(set(factors)) >= 4


def test_factors_beyond_the_axis_stand_at_its_end(scenario: Scenario):
    levers = levers_of(scenario)
    gone = dataclasses.replace(levers.levers[0].ranges[0], peak_factor=0.0, peak_low=0.0)
    huge = dataclasses.replace(gone, peak_factor=1e9, peak_high=1e12)
    for one in (gone, huge):
        row = dataclasses.replace(levers.levers[0], ranges=(one,))
        picture = dataclasses.replace(levers, levers=(row,)).plot()
        xs = [line.get_xdata()[0] for line in picture.figure.axes[0].lines]
        assert all(0 <= x <= 720 for x in xs)


def test_the_delay_curve_marks_the_own_day_and_ends_with_never(belarus: Scenario):
    levers = levers_of(belarus)
    picture = levers.plot_delay()
    axes = picture.figure.axes[0]
    (own,) = [line for line in axes.lines if line.get_marker() == "D"]
    assert own.get_ydata()[0] == pytest.approx(0.25)
    points = {
        line.get_xdata()[0]: line.get_ydata()[0]
        for line in axes.lines
        if line.get_marker() in ("o", "D")
    }
    assert [points[x] for x in sorted(points)] == pytest.approx(
        [one.p_reach.p for one in levers.delay]
    )
    through = next(line for line in axes.lines if len(line.get_xdata()) > 2)
    assert max(through.get_xdata()) < max(points)
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels[-1] == "never"
    assert "18 Aug" in labels
    assert "18 Aug 2020 (as in the scenario) 25 % (16 to 37 %)" in picture.description


def test_an_answer_without_a_delay_curve_has_no_picture_of_one(scenario: Scenario):
    with pytest.raises(ValueError, match="no delay curve"):
        dataclasses.replace(levers_of(scenario), delay=()).plot_delay()


def test_shares_are_never_rounded_to_what_they_are_not():
    assert [percent(part) for part in (0.0, 0.0004, 0.004, 0.0996, 0.25, 0.996, 0.9999, 1.0)] == [
        "0",
        "under 0.1",
        "0.4",
        "10",
        "25",
        "99.6",
        "over 99.9",
        "100",
    ]
    assert share_words(share(6)) == "10 % (4.7 to 20 %)"
    assert change_words(change(-0.004, 0.1)) == "−0.4 (−10 to +9.6)"
    assert change_words(change(0.0001, 0.0001)) == "0 (0 to 0)"


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        (("uncertainty", "shared", "own"), "other luck and other parameters"),
        (("shared", "own"), "other luck"),
        (("uncertainty",), "other parameters"),
        (("own",), "other luck of each worker"),
        (("uncertainty", "shared"), "other luck that many share and other parameters"),
    ],
)
def test_what_varies_is_said(vary: tuple[str, ...], words: str):
    assert varied(vary) == words
