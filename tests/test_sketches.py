"""The drawer of sketches: what it draws is what was stated, and nothing covers anything."""

import dataclasses
import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import downtools
from downtools.errors import OutOfRoomError
from downtools.show import style
from downtools.show.sketches import sketch_picture
from downtools.show.style import COLOURS, Picture
from downtools.study.classics.sketch import Line, Panel, Sketch

COMMAND = "downtools classics kuran --plot FILE"
SVG = "{http://www.w3.org/2000/svg}"
NAN = float("nan")


def panel(*lines: Line, **fields) -> Panel:
    given = {"title": "A panel", "x": "people", "y": "share out", "lines": lines}
    return Panel(**{**given, **fields})


def drawn(*panels: Panel) -> Picture:
    sketch = Sketch(title="A sketch by hand", description="Lines go up.", panels=panels)
    return sketch_picture(sketch, COMMAND)


LINE = Line(label="a line", x=[0, 1, 2, 3], y=[0.0, 0.5, NAN, 1.0])
POINTS = Line(label="points", x=[0, 1, 2], y=[0.2, 0.9, 0.4], style="points", colour=1)
RINGS = Line(label="others", x=[0, 1, 2], y=[0.2, 0.9, 0.4], style="points", colour=2)
BARS = Line(label="bars", x=[1, 10, 100], y=[0.5, 0.3, 0.1], style="bars", colour=3)
MORE_BARS = Line(label="more bars", x=[1, 10, 100], y=[0.4, 0.2, 0.1], style="bars", colour=4)
STEPS = Line(label="steps", x=[1, 2, 4], y=[1, 3, 2], style="steps", colour=5)
DASHED = Line(label="dashed", x=[1, 4], y=[1, 1], style="dashed", colour=6)
MANY = (
    panel(LINE, POINTS, RINGS, notes=((1, 0.5, "here"), (1, 0.5, "there"), (3, 1.0, "the end"))),
    panel(BARS, MORE_BARS, log_x=True, log_y=True),
    panel(STEPS, DASHED, x_limits=(0, 4), y_limits=(0, 3)),
    panel(
        Line(label="", x=[0, 1, 1, 0, NAN, 0, 1], y=[0, 0, 1, 1, NAN, 0, 1], colour=6),
        Line(label="out", x=[0, 1, 1], y=[0, 0, 1], style="points", colour=1),
        Line(label="in", x=[0], y=[1], style="points", colour=0),
        bare=True,
        notes=((0, 0, "3"), (1, 1, "4")),
    ),
)


def texts_of(picture: Picture) -> list[Text]:
    """What is written, once ticks have their numbers."""
    with style.house_style():
        picture.figure.canvas.draw()
    return [text for text in picture.figure.findobj(Text) if text.get_text() and text.get_visible()]


def boxes_of(texts: list[Text]) -> list[Bbox]:
    with style.house_style():
        return [text.get_window_extent() for text in texts]


def seen_ticks(picture: Picture) -> set[Text]:
    """Numbers of ticks that are drawn: beyond the limits of an axis there are others."""
    seen: set[Text] = set()
    for axes in picture.figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            pairs = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
            seen |= {label for at, label in pairs if low <= at <= high}
    return seen


def written(picture: Picture) -> list[Text]:
    """What can be read: on the figure, in the panels and beside their axes."""
    texts = texts_of(picture)
    on_panels = [text for axes in picture.figure.axes for text in axes.texts]
    kept = {*picture.figure.texts, *on_panels, *seen_ticks(picture)}
    bare = {label for axes in picture.figure.axes if not axes.axison for label in ticks_of(axes)}
    return [text for text in texts if text in kept - bare]


def ticks_of(axes) -> list[Text]:
    return [*axes.xaxis.get_majorticklabels(), *axes.yaxis.get_majorticklabels()]


def assert_apart(picture: Picture) -> None:
    """No text runs off the picture, and none covers another or, but for notes, a panel."""
    texts = written(picture)
    boxes = boxes_of(texts)
    edge = picture.figure.bbox
    notes = {text for axes in picture.figure.axes for text in axes.texts}
    areas = [axes.get_window_extent() for axes in picture.figure.axes]
    for text, box in zip(texts, boxes, strict=True):
        assert box.x0 >= edge.x0 - 1, text.get_text()
        assert box.x1 <= edge.x1 + 1, text.get_text()
        assert box.y0 >= edge.y0 - 1, text.get_text()
        assert box.y1 <= edge.y1 + 1, text.get_text()
        if text not in notes:
            for area in areas:
                assert not meet(box, area), text.get_text()
    for i, one in enumerate(boxes):
        for j in range(i):
            said = texts[i].get_text(), texts[j].get_text()
            assert not meet(one, boxes[j]), said


def meet(one: Bbox, other: Bbox) -> bool:
    """Whether two boxes share more than a pixel and a half each way."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    tall = min(one.y1, other.y1) - max(one.y0, other.y0)
    return wide > 1.5 and tall > 1.5


@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_a_sketch_says_what_it_shows_and_how_to_make_it(many: int):
    picture = drawn(*MANY[:many])
    root = ElementTree.fromstring(picture.svg())
    assert [part.tag for part in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert (root[0].text, root[1].text) == ("A sketch by hand", "Lines go up.")
    said = [node.text or "" for node in root.iter(f"{SVG}text")]
    assert f"downtools {downtools.__version__}: {COMMAND}" in said
    for one in MANY[:many]:
        for line in one.lines:
            assert said.count(line.label) == (1 if line.label else 0)
    assert len(picture.figure.axes) == many
    assert picture.figure.get_figwidth() * 25.4 == pytest.approx(183, abs=0.2)


@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_nothing_covers_anything_and_type_can_be_read(many: int):
    picture = drawn(*MANY[:many])
    assert_apart(picture)
    sizes = [text.get_fontsize() for text in written(picture)]
    assert min(sizes) >= 6.5
    assert max(sizes) <= 10.5


@pytest.mark.parametrize("many", [2, 3, 4])
def test_long_words_are_folded(many: int):
    long = "words that go on and on " * 5
    lines = [dataclasses.replace(line, label=f"{long}{line.label}") for line in (LINE, POINTS)]
    wordy = panel(*lines, title=long, x=long, y=long, notes=((2, 0.5, long),))
    assert_apart(drawn(*[wordy] * many))


words = st.text("abc defgh ijk lm", min_size=1, max_size=60).filter(str.strip)
numbers = st.floats(-1e4, 1e4, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def panels(draw) -> Panel:
    lines: list[Line] = []
    for colour in range(draw(st.integers(1, 5))):
        y = draw(st.lists(numbers, min_size=2, max_size=6))
        kind = draw(st.sampled_from(["line", "points", "dashed", "steps", "bars"]))
        x = list(range(1, len(y) + 1))
        lines.append(Line(label=draw(words), x=x, y=y, style=kind, colour=colour))
    return panel(*lines, title=draw(words), x=draw(words), y=draw(words))


@settings(max_examples=10, deadline=None)
@given(st.lists(panels(), min_size=1, max_size=4))
def test_words_of_any_length_stay_apart(some: list[Panel]):
    assert_apart(drawn(*some))


def test_the_same_sketch_is_the_same_text():
    assert drawn(*MANY).svg() == drawn(*MANY).svg()


def test_every_colour_in_a_page_has_a_dark_twin():
    text = drawn(*MANY).svg("one")
    for colour, (name, _) in COLOURS.items():
        assert text.count(colour) == text.count(f"var(--{name}, {colour})")
    shown = set(re.findall(r"#[0-9a-f]{6}", text))
    assert shown <= set(COLOURS)
    assert len(shown & {*style.LINE_COLOURS, style.FAINT}) == 7


def test_house_colours_are_six_and_far_from_paper_in_both_lights():
    assert len(set(style.LINE_COLOURS)) == 6
    for colour in style.LINE_COLOURS:
        for value, paper in ((colour, style.PAPER), (COLOURS[colour][1], COLOURS[style.PAPER][1])):
            assert contrast(value, paper) > 2.0, (colour, value)


def contrast(one: str, other: str) -> float:
    """The ratio of luminances of WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    high, low = sorted((light(one), light(other)), reverse=True)
    return high / low


KEY = Line(label="simulated", x=(), y=(), style="points", colour=6)
UNLABELLED = dataclasses.replace(RINGS, label="")


def test_a_key_that_is_the_same_for_all_panels_stands_once():
    picture = drawn(panel(LINE, KEY), panel(KEY, LINE, title="Another"))
    said = [text.get_text() for text in written(picture)]
    assert (said.count("a line"), said.count("simulated")) == (1, 1)
    assert_apart(picture)
    said = [text.get_text() for text in written(drawn(panel(LINE, KEY), panel(LINE)))]
    assert (said.count("a line"), said.count("simulated")) == (2, 1)


def test_a_line_without_points_is_in_the_key_alone():
    picture = drawn(panel(LINE, KEY, notes=((1, 0.5, "here"),)))
    assert "simulated" in [text.get_text() for text in written(picture)]
    assert [len(line.get_xdata()) for line in picture.figure.axes[0].lines] == [4, 0]


def test_points_without_a_label_are_discs_as_those_of_other_lines():
    lines = drawn(panel(POINTS, UNLABELLED, KEY)).figure.axes[0].lines
    assert [line.get_markerfacecolor() == "none" for line in lines] == [False] * 3
    assert len({line.get_markersize() for line in lines}) == 1


def test_a_nan_breaks_a_line():
    line = drawn(panel(LINE)).figure.axes[0].lines[0]
    assert np.isnan(line.get_ydata()).tolist() == [False, False, True, False]


def test_equal_points_are_both_seen():
    disc, ring = drawn(panel(POINTS, RINGS)).figure.axes[0].lines
    assert ring.get_markerfacecolor() == "none"
    assert disc.get_markerfacecolor() != "none"
    assert ring.get_markersize() > disc.get_markersize() + ring.get_markeredgewidth()


def test_bars_stand_side_by_side_on_a_log_axis():
    bars = drawn(panel(BARS, MORE_BARS, log_x=True)).figure.axes[0].patches
    spans = sorted((bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars)
    assert len(spans) == 6
    for (_, end), (start, _) in pairwise(spans):
        assert start >= end * (1 - 1e-9)
    widths = {round(math.log(end / start), 9) for start, end in spans}
    assert len(widths) == 1
    middles = [math.sqrt(spans[i][0] * spans[i + 1][1]) for i in (0, 2, 4)]
    assert middles == pytest.approx([1, 10, 100])
    assert sorted(bar.get_height() for bar in bars) == [0.1, 0.1, 0.2, 0.3, 0.4, 0.5]


def test_limits_show_all_that_runs_along_them():
    axes = drawn(panel(STEPS, y_limits=(1, 3), x_limits=(1, 4))).figure.axes[0]
    low, high = axes.get_ylim()
    assert low < 1.0
    assert high > 3.0


def ticks(picture: Picture) -> list[str]:
    """The numbers along the first panel."""
    texts_of(picture)
    axes = picture.figure.axes[0]
    low, high = axes.get_xlim()
    return [t.get_text() for t in axes.get_xticklabels() if low <= t.get_position()[0] <= high]


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        ([1, 1000], ["1", "10", "100", "1,000"]),
        ([1e-6, 1], ["10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "1"]),
        ([2, 40], ["2", "5", "10", "20"]),
    ],
)
def test_numbers_along_a_log_axis(x: list[float], expected: list[str]):
    told = ticks(drawn(panel(Line(label="", x=x, y=[1, 2]), log_x=True)))
    assert told == expected


def test_numbers_along_a_plain_axis():
    assert ticks(drawn(panel(Line(label="", x=[-2, 2], y=[1, 2])))) == ["−2", "−1", "0", "1", "2"]
    large = ticks(drawn(panel(Line(label="", x=[0, 2e6], y=[1, 2]))))
    assert "1,000,000" in large


def test_notes_stand_within_the_panel_and_apart():
    picture = drawn(*MANY[:1])
    notes = picture.figure.axes[0].texts
    area = picture.figure.axes[0].get_window_extent()
    assert [note.get_text() for note in notes] == ["here", "there", "the end"]
    for box in boxes_of(list(notes)):
        assert box.x1 <= area.x1 + 1
        assert box.y1 <= area.y1 + 1


def test_a_network_has_no_axes_and_one_scale():
    axes = drawn(MANY[3]).figure.axes[0]
    assert not axes.axison
    spots = axes.transData.transform([(0, 0), (1, 0), (0, 1)])
    wide, tall = spots[1, 0] - spots[0, 0], spots[2, 1] - spots[0, 1]
    assert wide == pytest.approx(tall)


def test_a_picture_is_written_by_its_ending_or_not_at_all(tmp_path):
    picture = drawn(MANY[0])
    picture.save(tmp_path / "a.svg")
    with pytest.raises(ValueError, match=r"ends in \.svg or \.png"):
        picture.save(tmp_path / "a.pdf")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutOfRoomError):
        picture.save(tmp_path / "file" / "a.svg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.svg", "file"]
