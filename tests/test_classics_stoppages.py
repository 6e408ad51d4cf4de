"""The US record and the model's own stoppages, counted by hand in tiny countries."""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from downtools.errors import InputError
from downtools.run.simulate import simulate
from downtools.scenario.read import load
from downtools.study.classics import stoppages
from downtools.study.classics.catalogue import classic
from downtools.study.classics.playing import played
from downtools.study.classics.stoppages import sketch as stoppages_sketch
from downtools.study.classics.stoppages.record import record
from downtools.study.episodes import Stoppages, out_by_day, stoppages_in
from downtools.study.heaps import rounding_of
from downtools.study.laws import PowerLaw
from downtools.study.tails import draws, exponential, log_normal, power_law, versus
from downtools.world.build import build_world
from tests.plants import plant
from tests.tiny import tiny_world
from tools.make_stoppages import COLUMNS, SOURCE, TABLE, rows_of

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def test_the_table_holds_dates_and_numbers_only():
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    text = TABLE.read_text(encoding="utf-8").partition("\n")[2]
    assert set(text) <= set("0123456789-,\n")
    assert TABLE.with_name(f"{TABLE.name}.license").exists()


@pytest.mark.skipif(not (SHARED / SOURCE).exists(), reason="the shared folder is not here")
def test_the_tool_makes_the_shipped_table_again(tmp_path):
    made = tmp_path / TABLE.name
    command = [sys.executable, "-m", "tools.make_stoppages", "--shared", str(SHARED)]
    said = subprocess.run(
        [*command, "--out", str(made)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert made.read_bytes() == TABLE.read_bytes()
    assert "14317 stoppages" in said.stdout


def source_row(**values):
    row = {"# Idled": "20.0", "Start Date": "1990-03-01", "End Date": "1990-03-02"}
    return row | {name.replace("_", " "): value for name, value in values.items()}


def test_what_cannot_be_is_left_empty_and_counted():
    dropped = Counter()
    source = [
        source_row(),
        source_row(Start_Date="1990-01-01", End_Date="1989-12-31"),
        source_row(Start_Date="1990-01-02", End_Date=""),
        source_row(Start_Date="1990-01-03") | {"# Idled": ""},
        source_row(Start_Date="1990-01-04") | {"# Idled": "0.0"},
    ]
    rows = [tuple(row.values()) for row in rows_of(source, dropped)]
    assert rows == [
        ("1990-01-01", "20", ""),
        ("1990-01-02", "20", ""),
        ("1990-01-03", "", "59"),
        ("1990-01-04", "", "58"),
        ("1990-03-01", "20", "2"),
    ]
    assert dropped == {
        "days: last before first": 1,
        "days: no last day": 1,
        "idled: not told": 1,
        "idled: nobody": 1,
    }


@pytest.mark.parametrize(
    ("values", "x_min", "alpha", "distance", "ratio", "normal"),
    [
        (record().people, 416, 1.966894, 0.028035, -2.0616, -1.251511),
        (record().people, 100, 1.858735, 0.054281, -33.87, -4.453330),
        (record().days, 330, 3.799374, 0.028508, -0.505, -0.605936),
    ],
)
def test_the_fits_are_those_of_another_package(values, x_min, alpha, distance, ratio, normal):
    """The numbers are those of powerlaw 2.0.0 (exponents up to 8 allowed), got once by hand."""
    law = power_law(values, x_min=x_min)
    assert law.alpha == pytest.approx(alpha, abs=3e-5)
    assert law.distance == pytest.approx(distance, abs=5e-6)
    verdict = versus(values, law, log_normal(values, x_min))
    assert verdict.ratio == pytest.approx(ratio, rel=1e-3)
    assert verdict.normal == pytest.approx(normal, abs=1e-4)


def test_where_the_tails_begin_is_where_another_package_has_it():
    people, days = record().people, record().days
    assert power_law(people).x_min in (415, 416)
    assert power_law(days).x_min == 330
    straw = versus(days, power_law(days), exponential(days, 330))
    assert straw.normal == pytest.approx(1.7663, abs=2e-3)


def test_the_record_is_told_in_round_numbers():
    coarser = np.array(rounding_of(record().people).coarser)
    assert (coarser[1:, 0] > 0.4).all()
    assert (np.diff(coarser, axis=1) <= 1e-12).all()


def test_a_plant_whose_every_worker_strikes_is_one_stoppage_over_its_days_of_rest():
    scenario, world = plant(50.0, staff=12, days=10)
    found = stoppages_in(scenario, world, seed=1)
    working = sum(scenario.calendar.working(day) for day in range(10))
    assert found.people.tolist() == [12]
    assert found.unended == 1
    assert working - 1 <= found.days[0] <= working


def test_fewer_people_than_asked_for_are_no_stoppage():
    scenario, world = plant(50.0, staff=12, days=10)
    assert stoppages_in(scenario, world, seed=1, together=13).people.size == 0
    scenario, world = plant(-50.0, staff=12, days=10)
    assert stoppages_in(scenario, world, seed=1).people.size == 0


def test_stoppages_are_not_counted_in_a_sample_of_workplaces():
    scenario, _ = plant(50.0, staff=12)
    world = tiny_world(scenario, [(0, 12, False, 0)], scale=0.4)
    with pytest.raises(ValueError, match="scale 1"):
        stoppages_in(scenario, world, seed=1)


def test_the_quick_checks_tell_that_rounding_decides():
    found = {check.name: check for check in classic("stoppages").checks(True)}
    plain = found["US, people idled: power law"]
    told = found["US, people idled: power law, told in round numbers"]
    assert not plain.holds
    assert told.holds
    assert {check.kind for check in found.values()} == {"data", "reference"}
    misses = [name for name, check in found.items() if not check.holds]
    assert misses == ["US, people idled: power law"]
    verdicts = [name for name in found if name.startswith("US, days")]
    assert not [name for name in verdicts if "orders of magnitude" in name], "nobody claimed one"


def test_what_is_the_model_s_own_is_data_of_a_country_with_nothing_off(monkeypatch):
    """No check of the model is nested, since nothing is turned off in it."""
    sizes = draws(PowerLaw(alpha=2.0, x_min=10), 400, 1)
    ours = Stoppages(people=sizes * 50, days=sizes, unended=0)
    monkeypatch.setattr(stoppages, "own", lambda: ours)
    monkeypatch.setattr(stoppages, "waves", lambda: sizes[:60])
    monkeypatch.setattr(stoppages, "_SAMPLES", 2)
    monkeypatch.setattr(stoppages, "known_tails", lambda *_, **__: ())
    found = list(classic("stoppages").checks(False))
    assert {check.kind for check in found} == {"data"}
    assert all(check.name.startswith(("US", "belarus-2020 as it runs, ")) for check in found)
    assert len({check.name for check in found}) == len(found)


def test_people_out_by_workplace_add_up_to_those_of_the_run_s_own_table():
    scenario = load("two-towns")
    world = build_world(scenario)
    daily = simulate(scenario, seed=3, world=world).tables["daily"]
    sums = [int(out.sum()) for out in out_by_day(scenario, world, 3)]
    assert sums == (daily["walking_out"] + daily["striking"]).tolist()
    assert max(sums) > 0


def test_a_case_of_the_record():
    model = classic("stoppages")
    result = played(model, ["of=people", "x_min=416", "samples=20"]).result
    assert result["values"] == 14_260
    assert result["values in the tail"] == 1982
    assert result["exponent"] == pytest.approx(1.9669)


def test_a_case_without_a_tail_is_refused():
    with pytest.raises(InputError, match=r"x_min.*no tail: of 14223 values the largest is 2331"):
        played(classic("stoppages"), ["of=days", "x_min=2331", "samples=1"])


def test_the_picture_s_laws_begin_on_the_points(monkeypatch):
    sizes = draws(PowerLaw(alpha=2.0, x_min=10), 400, 1)
    ours = Stoppages(people=sizes, days=sizes, unended=0)
    monkeypatch.setattr(stoppages_sketch, "own", lambda: ours)
    monkeypatch.setattr(stoppages_sketch, "waves", lambda: sizes[:40])
    for panel in stoppages_sketch.sketch().panels:
        points, law, other = panel.lines
        shares = dict(zip(points.x, points.y, strict=True))
        assert points.y[0] == 1.0
        for line in (law, other):
            assert line.y[0] == pytest.approx(shares[line.x[0]], rel=0.03)
            assert list(line.y) == sorted(line.y, reverse=True)
