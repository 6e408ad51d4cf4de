"""Pictures of a run: well-formed, the same each time, and told in words."""

from __future__ import annotations

import dataclasses
import re
import struct
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest

from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.schedule import KINDS as ENTRY_KINDS
from downtools.scenario.schedule import Entry
from downtools.show.charts import ladder_curve
from downtools.show.entries import KIND_NAMES
from downtools.show.geometry import Disc, Projection, pack
from downtools.show.legend import Box, label_box
from downtools.show.maps import map_of
from downtools.show.panels import dates, steps
from downtools.show.places import Places, classes_of
from downtools.show.style import COLOURS, SHARE_COLOURS, Picture, house_style, new_figure
from downtools.show.system import belief_curve, money_curve, organised_curve
from downtools.show.text import days_of, per_cent, short, usd
from downtools.show.timeline import timeline

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def plant() -> Run:
    return simulate(load("one-plant"), seed=1)


@pytest.fixture(scope="module")
def country() -> Run:
    """A country with shapes, at a small scale: its form is looked at, not its numbers."""
    return simulate(load("belarus-2020").with_days(10), seed=1, scale=0.01)


DRAWN = {
    "curve": ladder_curve,
    "timeline": timeline,
    "organised": organised_curve,
    "belief": belief_curve,
    "money": money_curve,
}
KINDS = [*DRAWN, "map"]
WIDTHS = ("", "-narrow")


@pytest.fixture(
    scope="module", params=[kind + width for kind in KINDS for width in ("", "-narrow")]
)
def picture(request: pytest.FixtureRequest, country: Run) -> Picture:
    return drawn(request.param, country)


def drawn(kind: str, run: Run) -> Picture:
    name, _, width = kind.partition("-")
    narrow = width == "narrow"
    return (
        DRAWN[name](run, narrow=narrow) if name in DRAWN else map_of(Places(run), 8, narrow=narrow)
    )


def test_a_picture_is_well_formed_and_told_in_words(picture: Picture):
    root = ElementTree.fromstring(picture.svg("some"))
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-labelledby") == "some-title some-words"
    assert root[0].tag == f"{SVG}title"
    assert root[0].get("id") == "some-title"
    assert root[1].tag == f"{SVG}desc"
    assert len(root[1].text or "") > 100


def test_text_stays_text(picture: Picture):
    texts = [node.text for node in ElementTree.fromstring(picture.svg()).iter(f"{SVG}text")]
    assert len(texts) > 10


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_run_gives_the_same_picture(kind: str, country: Run):
    first, second = drawn(kind, country), drawn(kind, country)
    assert first.svg("x") == second.svg("x")
    assert first.png(50) == second.png(50)


def test_ids_begin_with_the_name_and_references_are_met(picture: Picture):
    text = picture.svg("some")
    root = ElementTree.fromstring(text)
    ids = [node.get("id", "") for node in root.iter() if node.get("id")]
    assert all(name.startswith("some-") for name in ids)
    assert len(set(ids)) == len(ids)
    assert "url(#some-" in text or "clip-path" not in text


def test_every_colour_of_a_picture_in_a_page_has_a_dark_twin(picture: Picture):
    text = picture.svg("some")
    for colour, (name, _) in COLOURS.items():
        assert text.count(colour) == text.count(f"var(--{name}, {colour})")


def texts_of(picture: Picture) -> list[str]:
    """The texts of a picture."""
    return [node.text or "" for node in ElementTree.fromstring(picture.svg()).iter(f"{SVG}text")]


def test_the_timeline_names_every_kind_side_by_side():
    assert set(KIND_NAMES) == set(ENTRY_KINDS)
    sides = [ENTRY_KINDS[kind].side for kind in KIND_NAMES]
    assert list(dict.fromkeys(sides)) == ["shock", "regime", "workers"]
    assert sides == sorted(sides, key=["shock", "regime", "workers"].index)


SIDES = ("shocks", "what the regime does", "what is done for workers")


def rows_of(run: Run, schedule: tuple[Entry, ...], by_rule_from: date | None = None) -> set[str]:
    """What the timeline names with another schedule, and not without any: kinds and sides."""
    names: list[set[str]] = []
    for entries in (schedule, ()):
        scenario = dataclasses.replace(run.scenario, schedule=entries)
        if by_rule_from is not None:
            scenario = scenario.with_values({"regime.by_rule_from": by_rule_from})
        picture = timeline(dataclasses.replace(run, scenario=scenario))
        names.append({text for text in texts_of(picture) if not re.match(r"\d", text)})
    return names[0] - names[1]


def test_the_timeline_has_a_row_for_each_kind_that_acts(plant: Run):
    shocks, regime, workers = (f"From outside: {side}" for side in SIDES)
    entries = {entry.kind: entry for entry in plant.scenario.schedule if not entry.by_rule}
    kinds = ("falsified_vote", "street_violence", "call")
    dated = tuple(entries[kind] for kind in kinds)
    both = {shocks, "vote", workers, "call to act"}
    assert rows_of(plant, dated) == {*both, regime, "violence"}
    assert rows_of(plant, dated, plant.scenario.calendar.start) == both
    assert rows_of(plant, ()) == set()


def test_a_rule_has_a_row_once_it_may_act(plant: Run):
    threat = next(one for one in plant.scenario.schedule if one.kind == "dismissal_threat")
    rule = dataclasses.replace(threat, id="rule", above=0.1, kind="bonus")
    assert rows_of(plant, (rule,)) == set()
    rows = rows_of(plant, (rule,), date(2020, 8, 20))
    assert rows == {"From outside: what the regime does", "bonus"}


@pytest.mark.parametrize("narrow", [False, True])
def test_the_last_panel_of_the_ladder_is_dated_and_nothing_stands_under_it(
    plant: Run, narrow: bool
):
    picture = ladder_curve(plant, narrow=narrow)
    assert texts_of(picture).count("10 Aug") == 1
    *_, last = picture.figure.axes
    assert last.get_xticklabels()[0].get_text() == "10 Aug"
    assert not {*KIND_NAMES.values(), "From outside"} & set(texts_of(picture))
    assert "outside" not in picture.description


def test_only_panels_with_something_in_them_are_drawn(plant: Run):
    still = {name: values * 0 for name, values in plant.tables["daily"].items()}
    kept = {**still, "kept_in": still["kept_in"] + 3}
    picture = organised_curve(dataclasses.replace(plant, tables={**plant.tables, "daily": kept}))
    texts = texts_of(picture)
    assert "Kept in by locks and blocked passes" in texts
    assert "at most 3" in texts
    assert "Sites" not in texts
    assert "Away in the evening" not in texts
    assert "at most 0, of which at most 0 are linked" in picture.description


def test_pictures_of_days_without_anything_are_drawn(plant: Run):
    still = {name: values * 0 for name, values in plant.tables["daily"].items()}
    quiet = dataclasses.replace(plant, tables={**plant.tables, "daily": still})
    assert "at most 0" in texts_of(ladder_curve(quiet))
    assert "from +0.00 to +0.00" in texts_of(belief_curve(quiet))
    assert "0" in texts_of(money_curve(quiet))


def test_districts_and_sites_can_be_found_by_id(country: Run):
    root = ElementTree.fromstring(map_of(Places(country), 8).svg("map"))
    ids = {node.get("id") for node in root.iter()}
    drawn_districts = {name for name in ids if name and name.startswith("map-district-")}
    assert len(drawn_districts) > 110
    assert {f"map-site-{site.site}" for site in country.scenario.sites} <= ids


def test_the_users_own_settings_neither_matter_nor_change(plant: Run):
    plain = ladder_curve(plant).svg()
    with matplotlib.rc_context({"font.size": 31.0, "axes.grid": True, "svg.fonttype": "path"}):
        assert ladder_curve(plant).svg() == plain
        assert matplotlib.rcParams["font.size"] == 31.0


def test_a_scenario_without_places_draws_what_there_is(plant: Run):
    root = ElementTree.fromstring(map_of(Places(plant), 5).svg())
    assert any("The works" in (node.text or "") for node in root.iter(f"{SVG}text"))


def test_a_district_without_a_shape_is_a_mark(plant: Run):
    districts = tuple(
        dataclasses.replace(row, latitude=53.5, longitude=28.0) for row in plant.scenario.districts
    )
    placed = dataclasses.replace(plant.scenario, districts=districts)
    placed = placed.with_values({"workplace.giant_staff": 1000})
    made = map_of(Places(dataclasses.replace(plant, scenario=placed)), 5)
    assert "Millbrook" in made.svg()


def test_a_text_with_dollars_is_no_formula(plant: Run):
    titled = dataclasses.replace(plant.scenario, title="$\\frac{1$ <b>")
    picture = ladder_curve(dataclasses.replace(plant, scenario=titled))
    assert "&lt;b&gt;" in picture.svg()


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_picture_is_written_by_its_ending(ending: str, plant: Run, tmp_path: Path):
    file = tmp_path / f"curve.{ending}"
    ladder_curve(plant).save(file)
    content = file.read_bytes()
    if ending == "png":
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">I", content[16:20])[0] == 1560
    else:
        assert content.startswith(b"<svg")


def test_another_ending_is_refused(plant: Run, tmp_path: Path):
    with pytest.raises(ValueError, match=r"\.svg or \.png"):
        ladder_curve(plant).save(tmp_path / "curve.gif")


def test_out_by_district_adds_up_to_the_nation_but_for_spread_sites(country: Run):
    day = country.peak_day
    places = Places(country)
    daily = country.tables["daily"]
    spread = sum(
        int(places.out_at_sites[day, i])
        for i, site in enumerate(country.scenario.sites)
        if site.spread != "town"
    )
    out = int(daily["walking_out"][day] + daily["striking"][day])
    told = int(places.out_in_districts[day].sum())
    assert told + spread == pytest.approx(out, abs=len(country.scenario.sectors) * 119)


def test_a_shade_means_the_same_on_every_day(country: Run):
    places = Places(country)
    shares, shades = places.per_thousand, places.shades
    assert shades.max() == len(SHARE_COLOURS) - 1
    assert ((shades == 0) == (shares == 0)).all()
    for shade, (low, high) in enumerate(pairwise((*places.bounds, float("inf"))), start=2):
        assert (shades[(shares >= low) & (shares < high)] == shade).all()


def acting(plant: Run, *days: dict[str, float]) -> Run:
    """The plant with shares of the first site's staff in per cent on the first days, else none."""
    table = {
        name: values if name in ("day", "site") else values * 0
        for name, values in plant.tables["sites"].items()
    }
    staff, many = plant.scenario.sites[0].staff, len(plant.scenario.sites)
    for day, shares in enumerate(days):
        for name, share in shares.items():
            table[name][day * many] = round(staff * share / 100)
    return dataclasses.replace(plant, tables={**plant.tables, "sites": table})


def test_a_site_took_the_highest_rung_of_a_notable_share(plant: Run):
    run = acting(
        plant,
        {},
        {"signers": 0.6, "rallying": 0.6},
        {"signers": 2.0, "rallying": 0.6},
        {"rallying": 0.6, "walking_out": 0.6},
        {"walking_out": 0.6, "striking": 0.6, "signers": 3.0},
        {"rallying": 50.0, "striking": 1.5},
    )
    places = Places(run)
    assert places.rungs[:7, 0].tolist() == [0, 0, 1, 2, 3, 4, 0]
    assert [places.rung_at(day, 0) for day in (0, 5)] == ["", "strike"]
    assert places.out_at_sites[4, 0] == 2 * round(0.006 * run.scenario.sites[0].staff)


def test_shades_begin_at_their_bounds(plant: Run):
    places = Places(plant)
    places.__dict__["per_thousand"] = np.array([[0.0, 0.001, 1.0, 2.0, 5.0, 10.0, 9.99]])
    assert places.bounds == (1.0, 2.0, 5.0, 10.0)
    assert places.shades.tolist() == [[0, 1, 2, 3, 4, 5, 4]]


@pytest.mark.parametrize("values", [[0, 0, 3, 3, 5, 0], [7], [2, 2, 2], [1, 2, 1]])
def test_steps_show_every_day_though_equal_ones_are_joined(values: list[int]):
    with house_style():
        axes = new_figure(300, 200).add_axes((0, 0, 1, 1))
        steps(axes, np.array(values), "#6f1d77")
    heights, edges, _ = axes.patches[0].get_data()
    told = np.repeat(heights, np.diff(edges).astype(int))
    assert told.tolist() == values
    assert edges[0] == -0.5


def test_days_of_rest_are_shaded_and_no_others(country: Run):
    with house_style():
        axes = new_figure(300, 200).add_axes((0, 0, 1, 1))
        dates(axes, country, labels=False)
    shaded = [path.get_extents().intervalx for path in axes.collections[0].get_paths()]
    calendar = country.scenario.calendar
    for day in range(calendar.days):
        assert any(left < day < right for left, right in shaded) != calendar.working(day)


def test_circles_do_not_meet():
    discs = pack([Disc(str(i), 10.0, 10.0, 1.0 + i % 5) for i in range(40)], 0.5)
    assert all(
        not one.meets(other, 0.49) for i, one in enumerate(discs) for other in discs[i + 1 :]
    )


def test_a_label_keeps_clear_of_what_is_there():
    sheet = Box(0, 0, 300, 100)
    site = Box(100, 40, 110, 50)
    with house_style():
        first = label_box("Town", site, [site], sheet)
        second = label_box("Town", site, [site, first], sheet)
        edge = label_box("Town", Box(290, 40, 299, 50), [], sheet)
    assert first.left > site.right
    assert second.shared(first) == 0
    assert edge.right <= sheet.right


def test_the_projection_keeps_shape_and_direction():
    plane = Projection.onto([(20.0, 50.0), (30.0, 55.0)], 400.0, 10.0)
    west, north = plane((20.0, 55.0))
    east, south = plane((30.0, 50.0))
    assert (west, north) == pytest.approx((10.0, 10.0))
    assert east == pytest.approx(390.0)
    assert south == pytest.approx(plane.height - 10.0)
    assert Projection.onto([(20.0, 50.0)], 400.0, 10.0)((20.0, 50.0))[0] == pytest.approx(200.0)


@pytest.mark.parametrize("largest", [0.0, 0.0003, 0.7, 3.0, 26.0, 400.0, 999.0])
def test_classes_are_as_many_as_shades(largest: float):
    bounds = classes_of(largest)
    assert len(bounds) == len(SHARE_COLOURS) - 2
    assert list(bounds) == sorted(set(bounds))


def test_numbers_are_written_as_people_write_them():
    assert [short(n) for n in (0, 250, 1500, 2e6)] == ["0", "250", "1.5k", "2M"]
    assert per_cent(1, 3) == "33 %"
    assert per_cent(1, 1000) == "0.10 %"
    assert per_cent(1, 10**6) == "under 0.01 %"
    assert per_cent(0, 5) == "0 %"
    assert per_cent(1, 0) == "–"
    assert usd(520_000) == "USD 5,200"
    assert usd(4_673_291_652) == "USD 46.7 million"
    assert days_of(date(2020, 8, 9), date(2020, 8, 9)) == "9 Aug 2020"
    assert days_of(date(2020, 8, 9), date(2020, 8, 11)) == "9 to 11 Aug 2020"
    assert days_of(date(2020, 8, 30), date(2020, 9, 2)) == "30 Aug to 2 Sep 2020"
