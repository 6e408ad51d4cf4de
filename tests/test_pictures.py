"""Pictures for papers and notebooks: compared with those in tests/images, and read as text.

`python -m tools.baseline_pictures` makes the images anew. Two pictures are compared window by
window: how far its mean colour is from every window of the other within a pixel of its place.

- Shapes, without text: windows of one pixel, by `CLOSE` at most. With matplotlib 3.9 in place of
  3.11 they are off by 1, and a key of a legend stands a pixel further.
- With text: windows as high as a line and some words wide, by `SAME_INK` at most, since each
  version of matplotlib and FreeType draws letters a little differently: between these two by 14.
  Where the faintest line of text is missing it is 21.
"""

import dataclasses
import datetime as dt
import io
import math
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.image import imread
from matplotlib.patches import StepPatch
from matplotlib.text import Text

from downtools.errors import InputError
from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.show import style
from downtools.show.funnel import ladder_funnel
from downtools.show.style import Picture
from tests.handmade import BY_DAY, PEOPLE, STAFF, handmade_run, handmade_scenario
from tests.pages import Reader
from tools.baseline_pictures import DRAWN, IMAGES, file_of, png

CLOSE, PIXEL = 4, (1, 1)
SAME_INK, WORDS = 18, (8, 60)
"""How far a colour may be off, of 255, and the height and width of a window in pixels."""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def run() -> Run:
    return handmade_run()


@pytest.fixture(scope="module")
def plant() -> Run:
    return simulate(load("one-plant"), seed=1)


def pixels(content: bytes) -> np.ndarray:
    """Red, green and blue from 0 to 255 of each pixel."""
    return np.rint(imread(io.BytesIO(content), format="png")[..., :3] * 255)


def off(one: np.ndarray, other: np.ndarray, window: tuple[int, int]) -> float:
    """How far the worst window of one is from all of the other within a pixel of its place."""
    shifts = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    apart = [means(one - np.roll(other, shift, (0, 1)), window) for shift in shifts]
    return float(np.minimum.reduce(apart).max())


def means(apart: np.ndarray, window: tuple[int, int]) -> np.ndarray:
    """How far the mean of each window is from none, in its worst colour."""
    tall, wide = window
    sums = np.pad(apart, ((1, 0), (1, 0), (0, 0))).cumsum(0).cumsum(1)
    rows = sums[tall:] - sums[:-tall]
    return np.abs((rows[:, wide:] - rows[:, :-wide]) / (tall * wide)).max(axis=2)


def wrong(name: str, picture: Picture) -> list[str]:
    """What differs from the image of that name: "size", "shapes" or "text"."""
    found: list[str] = []
    for what, lettered, most, window in (
        ("shapes", False, CLOSE, PIXEL),
        ("text", True, SAME_INK, WORDS),
    ):
        kept = pixels(file_of(name, lettered=lettered).read_bytes())
        made = pixels(png(picture, lettered=lettered))
        if made.shape != kept.shape:
            return ["size"]
        if max(off(made, kept, window), off(kept, made, window)) > most:
            found.append(what)
    return found


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_as_it_was(name: str, run: Run, tmp_path: Path):
    picture = DRAWN[name](run)
    found = wrong(name, picture)
    if found:  # for whoever looks why
        picture.save(tmp_path / f"{name}.png")
    assert not found, f"{name}: see {tmp_path} beside {IMAGES}"


def test_every_image_is_compared():
    kept = {file.name for file in IMAGES.iterdir()}
    assert kept == {
        file_of(name, lettered=lettered).name for name in DRAWN for lettered in (True, False)
    }


@pytest.mark.parametrize("name", ["curves", "ladder", "map"])
def test_a_changed_colour_is_seen(name: str, run: Run, monkeypatch: pytest.MonkeyPatch):
    from downtools.show import maps

    for colours in (style.RUNG_COLOURS, maps._RUNG_COLOURS):
        monkeypatch.setitem(colours, "strike", "#6f1d7d")
    assert wrong(name, DRAWN[name](run)) == ["shapes"]


@pytest.mark.parametrize("name", DRAWN)
def test_a_missing_shape_is_seen(name: str, run: Run):
    picture = DRAWN[name](run)
    picture.figure.axes[-1].patches[-1].remove()
    assert "shapes" in wrong(name, picture)


@pytest.mark.parametrize("name", DRAWN)
def test_each_missing_line_of_text_is_seen(name: str, run: Run):
    for i in range(len(texts_in(DRAWN[name](run)))):
        picture = DRAWN[name](run)
        texts_in(picture)[i].set_visible(False)
        assert wrong(name, picture) == ["text"]


def texts_in(picture: Picture) -> list[Text]:
    """What is written on a picture beside its axes."""
    return picture.figure.texts


def test_a_changed_day_is_seen(run: Run):
    striking = BY_DAY["striking"].copy()
    striking[3] += 1000
    changed = handmade_run(striking=striking)
    for name in ("curves", "curves-narrow", "ladder"):
        assert wrong(name, DRAWN[name](changed))


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_well_formed_and_says_what_it_shows(name: str, run: Run):
    picture = DRAWN[name](run)
    root = ElementTree.fromstring(picture.svg())
    assert root.tag == f"{SVG}svg"
    assert [part.tag for part in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert "A country made by hand" in (root[0].text or "")
    assert re.search(r"\d", root[1].text or "")
    assert picture._repr_svg_() == picture.svg()


def said_on(picture: Picture) -> str:
    """The text of a picture in one line."""
    nodes = ElementTree.fromstring(picture.svg()).iter(f"{SVG}text")
    return " ".join(node.text or "" for node in nodes)


@pytest.mark.parametrize("name", [name for name in DRAWN if "funnel" not in name])
def test_a_picture_for_a_paper_has_title_dates_and_source(name: str, run: Run):
    said = said_on(DRAWN[name](run))
    assert "A country made by hand" in said
    assert "Aug" in said
    assert f"downtools by hand, scenario tiny, seed 11, digest {run.digest[:12]}" in said


def test_a_sampled_run_tells_its_scale(run: Run):
    assert "seed 11, scale 0.1, digest" in said_on(dataclasses.replace(run, scale=0.1).plot())


@pytest.mark.parametrize("name", [name for name in DRAWN if "funnel" not in name])
def test_a_picture_fits_a_page_or_a_column_with_type_that_can_be_read(name: str, run: Run):
    picture = DRAWN[name](run)
    narrow = "narrow" in name or name == "ladder-of-a-site"
    assert picture.figure.get_figwidth() * 25.4 == pytest.approx(89 if narrow else 183, abs=0.2)
    picture.svg()  # ticks are lettered when drawn
    texts = [text for text in picture.figure.findobj(Text) if text.get_text()]
    assert min(text.get_fontsize() for text in texts) >= 6.5
    assert max(text.get_fontsize() for text in texts) <= 10.5


def test_no_line_runs_off_a_picture(run: Run):
    long = dataclasses.replace(run.scenario, title="A title that goes on and on " * 8)
    for name, draw in DRAWN.items():
        figure = draw(dataclasses.replace(run, scenario=long)).figure
        with style.house_style():
            for text in figure.findobj(Text):
                assert text.get_window_extent().x1 <= figure.bbox.x1, (name, text.get_text())


def test_the_ladder_of_the_country_or_of_a_workplace(run: Run):
    country, mine = run.plot_ladder(), run.plot_ladder("mine")
    assert country.title == "The ladder: A country made by hand"
    assert mine.title == "The ladder: Mine. A country made by hand"
    for picture, people, signed in (
        (country, PEOPLE, "12,800 (32 %)"),
        (mine, 12000, "5,120 (43 %)"),
    ):
        said = said_on(picture)
        assert f"by day, of {people:,};" in said
        assert f"in the end {signed}" in said
        assert f"signed, so far: in the end {signed}" in picture.description
    assert "rallying or out: at most 3,280 (27 %) on 13 Aug" in mine.description


def test_those_who_act_stand_upon_each_other(run: Run):
    patches = run.plot_ladder().figure.axes[1].patches
    drawn = [one.get_data() for one in patches if isinstance(one, StepPatch) and one.get_fill()]
    tops = [np.repeat(data.values, np.diff(data.edges).astype(int)).tolist() for data in drawn]
    rally, walkout, strike = (
        np.array(BY_DAY[name]) for name in ("rallying", "walking_out", "striking")
    )
    expected = (rally + walkout + strike, walkout + strike, strike)
    assert tops == [values.tolist() for values in expected]


def test_an_unknown_workplace_has_one_message_with_the_nearest(run: Run):
    with pytest.raises(InputError) as told:
        run.plot_ladder("mines")
    assert str(told.value) == (
        "site is 'mines': no named workplace has this id; did you mean 'mine'?"
    )


def test_the_map_is_of_the_peak_day_or_of_a_date(run: Run):
    assert run.plot_map().title == "A country made by hand: Friday 14 August 2020"
    asked = run.plot_map(dt.date(2020, 8, 12))
    assert asked.title == "A country made by hand: Wednesday 12 August 2020"
    assert asked.svg() == run.plot_map("2020-08-12").svg()


@pytest.mark.parametrize("date", [dt.date(2020, 8, 9), "2020-08-24", "17 August", ""])
def test_a_date_outside_the_run_is_refused_with_the_cure(date: dt.date | str, run: Run):
    with pytest.raises(ValueError, match="give a date from 2020-08-10 to 2020-08-23"):
        run.plot_map(date)


def test_a_picture_is_saved_by_its_ending(run: Run, tmp_path: Path):
    for ending, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        run.plot().save(tmp_path / f"curve.{ending}")
        assert (tmp_path / f"curve.{ending}").read_bytes().startswith(start)


def test_the_funnel_has_bars_as_long_as_the_root_of_the_share(run: Run):
    bars = {bar.get_gid(): bar.get_width() for bar in ladder_funnel(run).figure.axes[0].patches}
    whole = bars["mine-staff"]
    assert bars["rail-staff"] == whole
    most = {"signed": 5120, "rallied": 3280, "out": 2000, "struck": 800}
    for step, people in most.items():
        expected = math.sqrt(people / STAFF["mine"])
        assert bars[f"mine-{step}"] / whole == pytest.approx(expected)
    assert "Mine: of 12,000, 5,120 signed, 3,280 rallied" in ladder_funnel(run).description


def shown(picture: Picture) -> list[str]:
    """The sites of a funnel in order."""
    return [
        name.removesuffix("-staff")
        for bar in picture.figure.axes[0].patches
        if (name := str(bar.get_gid())).endswith("-staff")
    ]


def test_the_funnel_shows_giants_with_most_out_first(run: Run):
    assert shown(ladder_funnel(run)) == ["mine", "mill", "rail"]
    assert shown(ladder_funnel(run, [2, 0])) == ["rail", "mine"]
    fewer = run.scenario.with_values({"workplace.giant_staff": 7000})
    assert shown(ladder_funnel(dataclasses.replace(run, scenario=fewer))) == ["mine", "rail"]


def test_the_funnel_shows_twelve_at_most_and_nobody_quiet(run: Run):
    site = handmade_scenario().sites[0]
    many = tuple(dataclasses.replace(site, site=f"s{i:02}") for i in range(15))
    days, signers = run.scenario.calendar.days, np.zeros((14, 15), np.int64)
    signers[-1, 1:] = range(100, 1500, 100)
    names = ("signers", "rallying", "walking_out", "striking")
    sites = {name: signers.ravel() * (name == "signers") for name in names}
    scenario = dataclasses.replace(run.scenario, sites=many)
    busy = dataclasses.replace(run, scenario=scenario, tables={**run.tables, "sites": sites})
    assert days == 14
    assert shown(ladder_funnel(busy)) == [f"s{i:02}" for i in range(14, 2, -1)]
    assert "s00" not in shown(ladder_funnel(busy))


def test_the_funnel_of_a_quiet_country_is_a_sentence():
    nobody = {name: [0] * 14 for name in BY_DAY}
    picture = ladder_funnel(handmade_run(**nobody))
    assert shown(picture) == []
    assert picture.description.startswith("At no named workplace with 2,000 or more")
    assert picture.description in said_on(picture)


@pytest.fixture(scope="module")
def marked(plant: Run) -> Run:
    """A run whose texts hold markup."""
    odd = "<script>alert('1')</script> & <b>more</b>"
    scenario = dataclasses.replace(plant.scenario, title=odd, question=odd, name="a<i>b")
    return dataclasses.replace(plant, scenario=scenario)


def test_a_scenario_in_a_notebook_tells_question_numbers_and_the_page(plant: Run):
    scenario = plant.scenario
    page = Reader(scenario._repr_html_())
    said = "".join(page.said)
    assert page.open == []
    assert scenario.title in said
    assert scenario.question in said
    assert f"{scenario.calendar.days}, from {scenario.calendar.start}" in said
    assert str(scenario) in said
    assert page.tags.count("table") == 1


def test_a_run_in_a_notebook_tells_numbers_and_shows_the_curve(plant: Run):
    page = Reader(plant._repr_html_())
    said = " ".join(page.said)
    assert page.open == []
    assert f"run with seed {plant.seed}" in said
    assert plant.digest[:12] in said
    assert f"at most {plant.summary()['peak_strikers']:,} (" in said
    assert page.tags.count("table") == 1
    assert page.tags.count("svg") == 1
    assert len(set(page.ids)) == len(page.ids)
    assert all(address.startswith("#") for address in page.refers)


def test_markup_in_a_scenario_stays_text(marked: Run):
    for text in (marked._repr_html_(), marked.scenario._repr_html_()):
        page = Reader(text)
        assert not {"script", "b", "i"} & set(page.tags)
        assert marked.scenario.title in "".join(page.said)


def test_runs_and_scenarios_load_no_pictures_until_they_are_asked():
    code = "import downtools.run.run, downtools.scenario.model, sys\n"
    code += "print(*(n for n in sys.modules if n.startswith(('downtools.show', 'matplotlib'))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_country_without_places_has_no_map_and_says_so():
    run = simulate(load("one-plant").with_days(1), seed=1)
    with pytest.raises(ValueError, match="one-plant states no places"):
        run.plot_map()
