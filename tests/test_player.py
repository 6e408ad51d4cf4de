"""The map's player: the data of every day, and one script that the page's policy knows."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from typing import Any

import pytest

from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.show.places import Places
from downtools.show.player import by_district, script_policy, sum_of_day, telling_days
from downtools.show.report import report
from tests.pages import Reader

NAME = "</script><script>alert(1)</script>&amp;\u2028'\""
SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)


@pytest.fixture(scope="module")
def run() -> Run:
    """A plant in a country with places, all of whose names are markup."""
    made = simulate(load("one-plant"), seed=1)
    districts = tuple(
        dataclasses.replace(row, name=NAME, latitude=53.0 + i, longitude=28.0)
        for i, row in enumerate(made.scenario.districts)
    )
    sites = tuple(dataclasses.replace(site, name=NAME) for site in made.scenario.sites)
    scenario = dataclasses.replace(made.scenario, districts=districts, sites=sites)
    return dataclasses.replace(made, scenario=scenario)


@pytest.fixture(scope="module")
def page(run: Run) -> str:
    return report(run)


@pytest.fixture(scope="module")
def data(page: str) -> dict[str, Any]:
    return json.loads(SCRIPT.findall(page)[0][1])


def test_the_policy_allows_this_script_by_its_hash_and_no_other(page: str):
    (_, held), (attributes, code) = SCRIPT.findall(page)
    assert attributes == ""
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    given = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert given is not None
    told = given[1].replace("&#x27;", "'")
    parts = dict(part.strip().split(" ", 1) for part in told.split(";"))
    assert parts["script-src"] == f"'sha256-{digest}'"
    assert script_policy() == f"script-src 'sha256-{digest}'"
    assert parts["default-src"] == "'none'"
    assert held != code


def test_names_are_data_whatever_they_hold(page: str, data: dict[str, Any]):
    assert Reader(page).tags.count("script") == 2
    held = SCRIPT.findall(page)[0][1]
    assert not re.search("[<>&\u2028]", held)
    assert {row["name"] for row in (*data["districts"], *data["sites"])} == {NAME}


def test_every_day_is_there(run: Run, data: dict[str, Any]):
    places = Places(run)
    assert len(data["days"]) == run.scenario.calendar.days
    for at, day in enumerate(data["days"]):
        assert [int(shade) for shade in day["shades"]] == places.shades[at].tolist()
        assert [int(rung) for rung in day["rungs"]] == places.rungs[at].tolist()
        assert sum(day["out"].values()) == int(places.out_in_districts[at].sum())
        assert sum(day["here"].values()) == int(places.out_at_sites[at].sum())
        assert day["said"] == sum_of_day(places, at)
    assert data["peak"] == run.peak_day
    assert len({day["title"] for day in data["days"]}) == len(data["days"])


def test_colours_of_the_data_are_variables_of_the_page(page: str, data: dict[str, Any]):
    for name in (*data["shades"], *data["rungs"]):
        assert f"--{name}:" in page
    assert len(data["shades"]) == 6
    assert len(data["rungs"]) == len(data["steps"]) == 5


def test_what_the_script_colours_is_on_both_maps(page: str, data: dict[str, Any]):
    ids = set(Reader(page).ids)
    for width in ("wide", "narrow"):
        assert {f"map-{width}-title", f"map-{width}-words"} <= ids
        for row in data["districts"]:
            assert f"map-{width}-district-{row['id']}" in ids
        for row in data["sites"]:
            assert f"map-{width}-site-{row['id']}" in ids


def test_the_controls_wait_for_the_script(page: str):
    found = re.search(r'<div class="player" hidden="">.*?</div>', page, re.DOTALL)
    assert found is not None
    assert 'type="range"' in found[0]
    assert "autoplay" not in page


def test_a_day_in_a_line(run: Run):
    places = Places(run)
    daily = run.tables["daily"]
    day = run.peak_day
    said = sum_of_day(places, day)
    out = int(daily["walking_out"][day] + daily["striking"][day])
    assert out > 0
    assert f"the day with most people out: {out:,} people out" in said
    assert f"{int(daily['striking'][day]):,} of them for the whole shift" in said
    assert sum("most people out" in sum_of_day(places, at) for at in range(len(daily["day"]))) == 1


def quiet(run: Run) -> Run:
    """The same days with nobody doing anything."""
    kept = ("day", "working", "site", "district", "sector", "region")
    tables = {
        name: {
            column: values if column in kept else values * 0 for column, values in columns.items()
        }
        for name, columns in run.tables.items()
    }
    return dataclasses.replace(run, tables=tables)


def test_days_that_tell_are_in_order_and_have_a_reason(run: Run):
    days = telling_days(Places(run))
    out = run.tables["daily"]["walking_out"] + run.tables["daily"]["striking"]
    last = len(out) - 1
    assert list(days) == sorted(days)
    assert {min(int(day) for day in range(len(out)) if out[day]), run.peak_day, last} <= set(days)
    assert days[run.peak_day].endswith(": the peak")
    assert telling_days(Places(quiet(run))) == {}


def test_a_day_without_anything_is_said_too(run: Run):
    places = Places(quiet(run))
    assert sum_of_day(places, 3).endswith(": nobody acts.")
    assert "–" in by_district(places).text


def test_the_districts_of_each_day_stand_in_a_table(run: Run):
    places = Places(run)
    made = by_district(places).text
    assert made.count("<tr") == run.scenario.calendar.days + 1
    assert f"{int(places.out_in_districts[run.peak_day].max()):,} (" in made
    assert "<script" not in made
