"""The data files of the scenario `belarus-2020`: whole, consistent, sourced and reproducible."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from downtools.scenario import load
from downtools.scenario.schedule import KINDS
from downtools.scenario.tables import DATE_MEASURES
from tools.make_belarus_2020.shocks import TACTICS

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "src" / "downtools" / "scenario" / "gallery" / "belarus-2020"
SHARED = ROOT.parent / "shared"

TABLES = sorted(path.name for path in GALLERY.glob("*.csv"))
DATA_FILES = sorted([*TABLES, "districts.geojson", "schedule.toml"])
FIRST_DAY, LAST_DAY = date(2020, 8, 9), date(2020, 9, 30)
SIZE_OF_LARGEST_UNNAMED_SITE = 2_686

FIELDS = {
    "falsified_vote": {"strength"},
    "internet_shutdown": {"strength"},
    "dismissal_threat": {"strength"},
    "street_violence": {"people"},
    "street_protest": {"people"},
    "call": {"rung", "strength"},
    **{kind: {"strength"} for kind in TACTICS},
    "strike_fund": {"strength", "usd"},
}
"""Kinds of entries of the schedule and the fields they have beside dates, place and source."""


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a shipped table."""
    with (GALLERY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column(name: str, key: str) -> list[str]:
    """One column of a shipped table."""
    return [row[key] for row in rows(name)]


def schedule() -> dict[str, dict[str, Any]]:
    """The entries of the schedule by id."""
    return tomllib.loads((GALLERY / "schedule.toml").read_text(encoding="utf-8"))["schedule"]


def test_there_are_119_districts_in_seven_regions():
    assert len(rows("districts.csv")) == 119
    assert set(column("districts.csv", "region")) == {
        "brest",
        "vitebsk",
        "gomel",
        "grodno",
        "minsk_city",
        "minsk",
        "mogilev",
    }


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("districts.csv", ("district",)),
        ("towns.csv", ("town",)),
        ("sectors.csv", ("sector",)),
        ("sites.csv", ("site",)),
        ("reports.csv", ("report",)),
        ("observed.csv", ("pattern",)),
        ("sizes.csv", ("sector", "low")),
        ("links.csv", ("user", "supplier")),
    ],
)
def test_keys_are_unique(table: str, keys: tuple[str, ...]):
    found = [tuple(row[key] for key in keys) for row in rows(table)]
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("districts.csv", "district"),
        ("towns.csv", "town"),
        ("sectors.csv", "sector"),
        ("sites.csv", "site"),
        ("reports.csv", "event"),
    ],
)
def test_ids_are_lower_case_snake_ascii(table: str, key: str):
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name) for name in column(table, key))


def test_each_district_has_one_population_and_one_centre():
    districts = sorted(column("districts.csv", "district"))
    people = column("districts.population.csv", "district")
    people += column("districts.population_minsk.csv", "district")
    centres = column("districts.centre.csv", "district")
    centres += column("districts.centre_drybin.csv", "district")
    assert sorted(people) == districts
    assert sorted(centres) == districts


def test_shapes_are_of_known_districts_and_closed():
    shapes = json.loads((GALLERY / "districts.geojson").read_text(encoding="utf-8"))["features"]
    named = {shape["properties"]["district"] for shape in shapes}
    assert named == set(column("districts.csv", "district")) - {"drybin"}
    rings = [ring for shape in shapes for ring in shape["geometry"]["coordinates"]]
    assert all(len(ring) >= 4 and ring[0] == ring[-1] for ring in rings)


def test_towns_lie_in_districts_of_their_own_and_fit_into_them():
    towns = {row["town"]: int(row["population"]) for row in rows("towns.csv")}
    places = {row["town"]: row["district"] for row in rows("towns.district.csv")}
    assert len(towns) == 314
    assert set(places) == set(towns)
    assert places["minsk"] == "minsk_city"
    people = {row["district"]: int(row["population"]) for row in rows("districts.population.csv")}
    in_towns: defaultdict[str, int] = defaultdict(int)
    for town, district in places.items():
        in_towns[district] += towns[town]
    assert set(in_towns) <= set(column("districts.csv", "district"))
    assert all(in_towns[district] <= total for district, total in people.items())


def test_employment_sums_to_the_published_total_and_industry_to_its_share():
    employed = {row["sector"]: int(row["employed"]) for row in rows("sectors.csv")}
    assert sum(employed.values()) == 4_300_800
    industry = sum(employed[sector] for sector in ("mining", "manufacturing", "energy"))
    assert industry / 4_300_800 == pytest.approx(0.235, abs=1e-6)


def test_state_and_mixed_ownership_of_industry_sum_to_the_published_share():
    industry = [
        r for r in rows("sectors.csv") if r["sector"] in {"mining", "manufacturing", "energy"}
    ]
    staff = sum(int(row["employed"]) for row in industry)
    held = sum(
        int(row["employed"]) * (float(row["state_share"]) + float(row["mixed_share"]))
        for row in industry
    )
    assert held / staff == pytest.approx(0.612, abs=0.005)


def test_named_sites_fit_into_their_sector_and_its_ownership():
    staff: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in rows("sites.csv"):
        staff[row["sector"], row["ownership"]] += int(row["staff"])
    for row in rows("sectors.csv"):
        state, mixed = float(row["state_share"]), float(row["mixed_share"])
        shares = {"state": state, "mixed": mixed, "private": 1 - state - mixed}
        for ownership, share in shares.items():
            assert staff[row["sector"], ownership] <= share * int(row["employed"])


def test_size_shares_sum_to_one_by_sector_and_no_class_is_too_large():
    shares: defaultdict[str, float] = defaultdict(float)
    for row in rows("sizes.csv"):
        shares[row["sector"]] += float(row["share"])
        assert int(row["low"]) <= int(row["high"]) <= SIZE_OF_LARGEST_UNNAMED_SITE
    assert shares.keys() - {"*"} <= set(column("sectors.csv", "sector"))
    assert all(share == pytest.approx(1) for share in shares.values())


def test_each_sector_uses_parts_of_a_dollar_that_sum_to_one():
    sectors = set(column("sectors.csv", "sector"))
    shares: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows("links.csv"):
        assert row["supplier"] in {*sectors, "imports", "value_added"}
        assert re.fullmatch(r"0\.\d{6}", row["share"])
        assert Decimal(row["share"]) > 0
        assert row["source"].startswith("proxy: Hungary 2020, Eurostat")
        shares[row["user"]] += Decimal(row["share"])
    assert shares == dict.fromkeys(sectors, Decimal(1))


def test_the_sectors_use_less_than_they_make():
    made = {(row["user"], row["supplier"]): float(row["share"]) for row in rows("links.csv")}
    sectors = column("sectors.csv", "sector")
    for user in sectors:
        assert sum(made.get((user, supplier), 0.0) for supplier in sectors) < 0.6
        assert made[user, "value_added"] > 0.2


def test_value_added_of_the_links_is_near_that_of_the_sectors():
    made = {(row["user"], row["supplier"]): float(row["share"]) for row in rows("links.csv")}
    added = {row["sector"]: float(row["value_added_usd"]) for row in rows("sectors.csv")}
    output = sum(
        added[sector] / made[sector, "value_added"]
        for sector in ("mining", "manufacturing", "energy")
    )
    assert output == pytest.approx(116.5e9 / 2.44, rel=0.15)  # industrial output as published


def test_potash_feeds_no_other_sector():
    mined = {row["user"]: row["share"] for row in rows("links.csv") if row["supplier"] == "mining"}
    assert all(float(share) < 0.02 for user, share in mined.items() if user != "mining")


def test_continuous_processes_are_those_of_energy_and_of_named_works():
    process = {row["sector"]: row["process"] for row in rows("sectors.csv")}
    assert [sector for sector, kind in process.items() if kind == "continuous"] == ["energy"]
    sites = {row["site"]: row for row in rows("sites.csv")}
    assert {row["process"] for row in sites.values()} == {"", "batch", "continuous"}
    for site in ("naftan", "mozyr_npz", "grodno_azot", "bmz"):
        assert sites[site]["process"] == "continuous"
    for row in sites.values():
        assert ("process: assumption" in row["source"]) == bool(row["process"])
    assert sites["belaruskali"]["process"] == ""


def test_sites_have_a_town_a_sector_and_staff():
    sites = rows("sites.csv")
    assert len(sites) == 71
    assert {row["town"] for row in sites} <= set(column("towns.csv", "town"))
    assert {row["sector"] for row in sites} <= set(column("sectors.csv", "sector"))
    assert all(int(row["staff"]) > 0 for row in sites)
    assert {row["staff_basis"] for row in sites} == {"sourced", "assumption"}
    assert {row["ownership"] for row in sites} == {"state", "mixed", "private"}
    assert {row["shifts"] for row in sites} == {"day", "continuous"}
    assert {row["spread"] for row in sites} == {"town", "region", "country"}


def test_reports_name_known_sites_and_towns_only():
    table = "reports.csv"
    assert set(column(table, "site")) - {""} <= set(column("sites.csv", "site"))
    assert set(column(table, "town")) - {""} <= set(column("towns.csv", "town"))
    assert all(FIRST_DAY <= date.fromisoformat(day) <= LAST_DAY for day in column(table, "date"))


def test_observed_facts_name_known_sites_and_days_in_order():
    assert set(column("observed.csv", "site")) - {""} <= set(column("sites.csv", "site"))
    for row in rows("observed.csv"):
        assert date.fromisoformat(row["first"]) >= FIRST_DAY
        assert date.fromisoformat(row["first"]) <= date.fromisoformat(row["last"]) <= LAST_DAY
        told = [row[edge] for edge in ("low", "high", "point")]
        assert any(told) != (row["measure"] in DATE_MEASURES)
        assert not (told[2] and (told[0] or told[1]))
        assert "" in told[:2] or float(row["low"]) <= float(row["high"])


def test_schedule_lies_in_the_window_and_in_known_places():
    known = {
        "region": set(column("districts.csv", "region")),
        "district": set(column("districts.csv", "district")),
        "town": set(column("towns.csv", "town")),
        "site": set(column("sites.csv", "site")),
        "sector": set(column("sectors.csv", "sector")),
        "ownership": {"state", "mixed", "private"},
    }
    for entry in schedule().values():
        start, end, known_from = (
            entry.get(key, entry["start"]) for key in ("start", "end", "known_from")
        )
        assert FIRST_DAY <= start <= end <= LAST_DAY
        assert FIRST_DAY <= known_from <= (end if entry["kind"] in TACTICS else start)
        kind, _, place = entry["place"].partition(":")
        assert entry["place"] == "nation" or place in known[kind]


def test_each_kind_of_entry_has_its_own_fields():
    common = {"kind", "start", "end", "place", "source"}
    for entry in schedule().values():
        needed = FIELDS[entry["kind"]]
        if "above" in entry:
            needed = {"strength", "above"}
        assert set(entry) - common - {"known_from", "after"} == needed
        assert entry["source"]
        # The call of a plant's own committee to its town may outweigh any of the nation.
        most = 10 if entry["kind"] == "call" and entry["place"] != "nation" else 1
        assert 0 <= entry.get("strength", 0) <= most
    assert {entry["kind"] for entry in schedule().values()} == set(FIELDS)


def test_two_of_a_kind_hold_at_one_place_on_one_day_only_if_they_add_up():
    taken: set[tuple[str, str, date]] = set()
    for entry in schedule().values():
        if KINDS[entry["kind"]].adds_up or "above" in entry:
            continue
        for number in range(entry["start"].toordinal(), entry["end"].toordinal() + 1):
            key = entry["kind"], entry["place"], date.fromordinal(number)
            assert key not in taken
            taken.add(key)


def test_strength_of_a_tactic_is_called_an_assumption():
    for entry in schedule().values():
        if entry["kind"] in TACTICS:
            assert "assumption" in entry["source"]


def test_rules_are_a_ladder_of_the_regime_that_sleeps():
    rules = {name: entry for name, entry in schedule().items() if "above" in entry}
    assert {name for name in schedule() if name.startswith("rule_")} == set(rules)
    assert {rule["kind"] for rule in rules.values()} == {
        kind for kind, declared in KINDS.items() if declared.side == "regime"
    }
    for rule in rules.values():
        assert (rule["start"], rule["end"]) == (FIRST_DAY, LAST_DAY)
        assert rule["source"].startswith("assumption: mirrors the tactics of August 2020")
        if "after" in rule:
            assert rules[rule["after"]]["above"] <= rule["above"]
    scenario = load("belarus-2020")
    assert scenario.value("regime.by_rule_from") > LAST_DAY


def test_committees_emerge_and_may_link_from_the_day_on_which_it_was_announced():
    assert all(entry["kind"] != "committee" for entry in schedule().values())
    scenario = load("belarus-2020")
    assert scenario.value("inter_site_committee.open_on") == date(2020, 8, 18)
    assert "https://" in scenario.source_of("inter_site_committee.open_on")


def test_victims_in_towns_do_not_exceed_the_nation():
    nation: defaultdict[date, int] = defaultdict(int)
    towns: defaultdict[date, int] = defaultdict(int)
    for entry in schedule().values():
        if entry["kind"] == "street_violence" and "above" not in entry:
            (nation if entry["place"] == "nation" else towns)[entry["start"]] += entry["people"]
    assert all(towns[day] <= people for day, people in nation.items())
    assert set(towns) <= set(nation)


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_an_address_or_an_assumption(table: str):
    for source in column(table, "source"):
        assert re.search(r"https?://|\bdoi:|\bassumption\b", source), source


@pytest.mark.parametrize("name", DATA_FILES)
def test_every_data_file_has_its_licence_beside_it(name: str):
    text = (GALLERY / f"{name}.license").read_text(encoding="utf-8")
    holder, licence, _, origin = text.splitlines()
    assert holder.startswith("SPDX-FileCopyrightText")
    assert licence.split(": ")[1] in {"CC-BY-4.0", "CC-BY-SA-4.0", "ODbL-1.0"}
    assert origin


@pytest.mark.parametrize("folder", sorted(GALLERY.parent.iterdir()), ids=lambda path: path.name)
def test_nothing_is_shipped_without_a_licence(folder: Path):
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".license":
            assert path.with_name(f"{path.name}.license").exists(), path.name


@pytest.mark.skipif(not SHARED.exists(), reason="the source tables are not beside the checkout")
def test_the_tool_makes_the_shipped_files_again(tmp_path: Path):
    command = [sys.executable, "-m", "tools.make_belarus_2020", "--shared", str(SHARED)]
    subprocess.run([*command, "--out", str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    files = (path for path in tmp_path.rglob("*") if path.is_file())
    made = sorted(path.relative_to(tmp_path).as_posix() for path in files)
    assert {*DATA_FILES, "evidence/second.csv", "evidence/anchors.csv"} <= set(made)
    for name in made:
        assert (tmp_path / name).read_bytes() == (GALLERY / name).read_bytes(), name
