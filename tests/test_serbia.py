"""The shipped scenario `serbia-2000`: whole, sourced, without persons, and a chain that breaks."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import re
from collections import defaultdict

import numpy as np
import pytest

from downtools.cli.main import main
from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import Scenario, load
from downtools.scenario.gallery import path
from tools.make_belarus_2020.names import DroppedNames, words

FOLDER = path("serbia-2000")
FILES = sorted(file for file in FOLDER.rglob("*") if file.is_file())
TABLES = sorted(file.name for file in FOLDER.glob("*.csv"))
SCALE = 0.05
PERSONS = {
    "ce4b732c32226360",
    "8d3fd0f88e3c12d9",
    "e6a068524fe2eb66",
    "f5cc48c49fbcc448",
    "d5f5c4af386c1503",
    "a305cd943ff936c0",
    "62c2b02106017bb7",
    "c7249860c0224fd0",
    "10e1606e1e886aae",
    "dd0cbd381dc2ec5d",
    "430311a4fac0c249",
    "90a04dbb03760a2d",
    "9a13ff9d170006f4",
    "e3a4882d297d8d05",
    "f58621a5b608e31e",
    "5de49ea9e8debffd",
    "da998703fcfb0b60",
    "5b544f0e19ed0689",
    "7358bd4ec877e1b6",
    "6a51f022a34ea908",
    "f650c01694fd8c15",
}
"""Beginnings of the hashes of words that name persons of the time, some in source addresses."""


@pytest.fixture(scope="module")
def serbia() -> Scenario:
    return load("serbia-2000")


@pytest.fixture(scope="module")
def run(serbia: Scenario) -> Run:
    return simulate(serbia, seed=1, scale=SCALE)


def rows(table: str) -> list[dict[str, str]]:
    with (FOLDER / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_covers_serbia_from_the_vote_on(serbia: Scenario):
    assert (str(serbia.calendar.start), str(serbia.calendar.end)) == ("2000-09-24", "2000-10-20")
    assert sum(sector.employed for sector in serbia.sectors) == 2_100_000
    assert len(serbia.districts) == 25
    assert {district.region for district in serbia.districts} == {
        "belgrade",
        "vojvodina",
        "sumadija_west",
        "south_east",
    }
    staff = {site.site: (site.staff, site.staff_basis) for site in serbia.sites}
    assert staff["kolubara"] == (17_000, "sourced")
    assert {entry.kind for entry in serbia.schedule} >= {
        "falsified_vote",
        "common_date",
        "committee",
        "detain_leaders",
    }


def test_it_validates(capsys: pytest.CaptureFixture[str]):
    doubts_only = 1
    assert main(["validate", str(FOLDER)]) == doubts_only
    assert "the staff of 24 of 25 named sites" in capsys.readouterr().out


def test_towns_fit_into_their_districts(serbia: Scenario):
    people: defaultdict[str, float] = defaultdict(float)
    for town in serbia.towns:
        people[town.district] += town.population
    assert all(people[row.district] <= row.population for row in serbia.districts)
    assert sum(row.population for row in serbia.districts) == pytest.approx(
        serbia.population, rel=0.01
    )


def test_what_a_sector_uses_sums_to_one_and_lignite_feeds_the_power_plants(serbia: Scenario):
    shares: defaultdict[str, float] = defaultdict(float)
    for link in serbia.links:
        shares[link.user] += link.share
    assert set(shares) == {sector.sector for sector in serbia.sectors}
    assert all(share == pytest.approx(1.0, abs=1e-9) for share in shares.values())
    essential = serbia.parameters.production.essential
    users = {link.user for link in serbia.links if link.supplier == "lignite"}
    assert users == {"energy"}
    powered = {
        link.user for link in serbia.links if link.supplier == "energy" and link.share >= essential
    }
    assert powered >= {"lignite", "metals", "chemicals", "manufacturing", "trade", "services"}


def test_no_rule_acts_in_history_and_rules_are_there_to_be_asked(serbia: Scenario):
    rules = [entry for entry in serbia.schedule if entry.by_rule]
    assert {rule.kind for rule in rules} == {
        "dismissal_threat",
        "detain_leaders",
        "street_violence",
    }
    assert serbia.parameters.regime.by_rule_from > serbia.calendar.end
    assert all(rule.end == serbia.calendar.end for rule in rules)


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_an_address_or_an_assumption(table: str):
    found = rows(table)
    assert found
    for row in found:
        assert re.search(r"https?://|\bassumption\b", row["source"]), row


def test_every_file_has_its_licence_beside_it():
    for file in FILES:
        if file.suffix != ".license":
            text = file.with_name(f"{file.name}.license").read_text(encoding="utf-8")
            assert "SPDX-License-Identifier: CC-BY-4.0" in text


def test_no_file_names_a_person():
    dropped = DroppedNames.load()
    for file in FILES:
        text = f"{file.name}\n{file.read_text(encoding='utf-8')}"
        hashed = {hashlib.sha256(word.encode()).hexdigest()[:16]: word for word in words(text)}
        assert not PERSONS & hashed.keys(), file.name
        assert not dropped.found_in(text), file.name


def test_it_runs_through_its_days(run: Run, serbia: Scenario):
    days = serbia.calendar.days
    assert days == 27
    for name in ("daily", "regions", "sites"):
        assert all(column.size for column in run.tables[name].values()), name
    daily = run.tables["daily"]
    assert len(daily["day"]) == days
    assert daily["striking"].max() > 0
    assert run.people == pytest.approx(2_100_000, rel=0.02)


def only_kolubara(serbia: Scenario, effect: float) -> Scenario:
    """Nothing comes from outside, only Kolubara is moved (by `effect`), and nobody gives way."""
    serbia = serbia.with_values({"concede.hazard": 0.0, "concede.leave_bar": 10.0})
    sites = tuple(
        dataclasses.replace(site, effect=effect if site.site == "kolubara" else -10.0)
        for site in serbia.sites
    )
    return dataclasses.replace(serbia, sites=sites, schedule=())


def chain(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """Whether Kolubara stands, and output missing for want of inputs in USD, by day."""
    site = [site.site for site in run.scenario.sites].index("kolubara")
    stopped = run.tables["sites"]["stopped"].reshape(-1, len(run.scenario.sites))[:, site]
    return stopped > 0, run.tables["daily"]["output_missing_cents"] / 100.0


def test_when_kolubara_stands_power_is_missing_once_stocks_are_used_up(serbia: Scenario):
    still = simulate(only_kolubara(serbia, -10.0), seed=1, scale=SCALE)
    assert not chain(still)[1].any()

    stopped, missing = chain(simulate(only_kolubara(serbia, 5.0), seed=1, scale=SCALE))
    first = int(np.flatnonzero(stopped)[0])
    assert stopped[first:].all()
    stock = int(serbia.parameters.production.stock_days)
    assert not missing[: first + stock].any()
    energy = next(sector for sector in serbia.sectors if sector.sector == "energy")
    a_day = energy.value_added_usd / 365.0
    lignite = next(sector for sector in serbia.sectors if sector.sector == "lignite")
    kolubara = next(site for site in serbia.sites if site.site == "kolubara")
    of_lignite = kolubara.staff / lignite.employed
    assert missing[-1] > 0.8 * of_lignite * a_day
    wide = serbia.with_values({"production.stock_days": 8.0})
    later = chain(simulate(only_kolubara(wide, 5.0), seed=1, scale=SCALE))[1]
    assert np.flatnonzero(later)[0] > np.flatnonzero(missing)[0]


def test_users_of_power_lose_more_than_the_power_plants(serbia: Scenario):
    _, missing = chain(simulate(only_kolubara(serbia, 5.0), seed=1, scale=SCALE))
    energy = next(sector for sector in serbia.sectors if sector.sector == "energy")
    assert missing[-1] > 2.0 * energy.value_added_usd / 365.0
