"""Forecasts scored on what was reported: what counts as yes, no and missing, and the table."""

import dataclasses
import datetime as dt
import json

import jsonschema
import numpy as np
import pytest

import downtools
from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.errors import InputError
from downtools.evidence import publish
from downtools.scenario.parameters.reporting import Reporting
from downtools.study.ensemble.carry import How
from downtools.study.forecast.expert import read_experts
from downtools.study.forecast.happened import happened, history_of, sure_share
from downtools.study.forecast.scoring import AS_RUN, OURS, origins_of, score
from tests.press import PLAIN, report, told
from tests.tiny import MONDAY
from tools.twin_country import twin_country

DAY = dt.timedelta(days=1)
LOUD = Reporting(detection=1.0)


@pytest.fixture(scope="module")
def two_sites():
    return told([[(0, 0, 10), (0, 0, 0)]] * 7, PLAIN).scenario


def test_yes_no_and_denied_by_day_and_site(two_sites):
    rows = [
        report(date=MONDAY, size_best=30.0),
        report(date=MONDAY + DAY, confidence=1),
        report(date=MONDAY + 2 * DAY, claim_by="management", size_best=0.0),
        report(date=MONDAY + 3 * DAY, event_type="meeting", size_best=80.0),
        report(date=MONDAY + 4 * DAY, event_type="normal_work", claim_by="NGO"),
        report(date=MONDAY + 9 * DAY, size_best=7.0),
    ]
    window = (MONDAY, MONDAY + 5 * DAY)
    found = happened(two_sites, [rows], window, LOUD)
    assert found.out[0].tolist() == [True, False, False, False, False, False]
    assert found.denied[0].tolist() == [False, False, True, False, True, False]
    assert found.size[0, [0, 3]].tolist() == [30.0, 80.0]
    assert np.isfinite(found.size).sum() == 2
    assert found.at(MONDAY + 5 * DAY) == 5
    assert found.at(MONDAY + 6 * DAY) is None
    assert found.at(MONDAY - DAY) is None


def test_a_no_counts_as_much_as_a_stoppage_would_have_been_told_of(two_sites):
    window = (MONDAY, MONDAY + 5 * DAY)
    one, two = (
        happened(two_sites, [()] * lists, window, Reporting(detection=0.05)).looked
        for lists in (1, 2)
    )
    chance = 1.0 - np.exp(-3 * 0.05 * np.log(101.0))
    assert one.tolist() == pytest.approx([chance] * 2)
    assert two.tolist() == pytest.approx([1.0 - (1.0 - chance) ** 2] * 2)


def test_a_history_holds_what_was_known_and_nothing_more(two_sites):
    rows = [report(date=MONDAY, size_best=30.0), report(date=MONDAY + 3 * DAY, size_best=9.0)]
    history = history_of(two_sites, [rows], MONDAY + 2 * DAY, 7)
    assert history.out.tolist() == [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert history.size[0, 0] == 30.0
    assert history.working.tolist() == [True] * 5 + [False] * 2 + [True] * 3
    assert sure_share([rows]) == pytest.approx(2.5 / 3.0)
    assert sure_share([()]) == 0.5


@pytest.fixture(scope="module")
def country():
    values = {"outrage.violence_gain": 5.0, "reporting.detection": 0.3}
    scenario = twin_country(days=20, part=4).with_values(values)
    printed = publish(downtools.simulate(scenario, seed=5), seed=6)
    return dataclasses.replace(scenario, reports=printed)


def test_forecasters_stand_beside_each_other(country):
    start = country.calendar.start
    first, last = start + 3 * DAY, start + 6 * DAY
    found = score(country, first, last, particles=20, scale=1.0, how=How(jobs=2))
    again = score(country, first, last, particles=20, scale=1.0, how=How(jobs=1))
    assert json.dumps(found.plain(), default=str) == json.dumps(again.plain(), default=str)
    assert found.origins == found.from_prior == 4
    assert found.yes + found.no + found.missing == 4 * len(country.sites)
    assert found.yes > 0
    rows = {row.name: row for row in found.scores}
    assert len(rows) == 9
    assert rows[OURS].beside_ours is None
    ours = rows[OURS].within.mean
    for row in found.scores[1:]:
        assert row.beside_ours.mean == pytest.approx(row.within.mean - ours)
        assert 0.0 <= row.within.low <= row.within.mean <= row.within.high
        assert set(row.on_day) == {"1", "3", "7"}
    quiet = rows["always quiet"]
    assert quiet.denied is None
    assert quiet.skill < 0.0
    assert quiet.set_right < quiet.within.mean, "it never was right to rule all out"
    assert rows[AS_RUN].set_right == rows[OURS].set_right == ours
    assert rows["climatology"].skill == 0.0
    simple = [row for row in found.scores if row.name not in (OURS, AS_RUN)]
    assert len({(row.crps, row.interval) for row in simple}) == 1, "one law of sizes"
    assert rows[OURS].crps == rows[AS_RUN].crps, "sizes are not set right"
    assert rows[OURS].within.mean != rows[AS_RUN].within.mean
    assert rows["always quiet"].energy == max(row.energy for row in found.scores)
    parts = found.parts
    assert parts.brier == pytest.approx(rows[OURS].plain)
    assert sum(found.ranks) == found.sizes - found.lent
    assert [day.origin for day in found.by_origin] == [first + ahead * DAY for ahead in range(4)]
    assert all(day.within >= day.tomorrow > 0.0 for day in found.by_origin)
    seen = [day.within_seen for day in found.by_origin if day.within_seen is not None]
    assert sum(seen) == found.yes
    share = found.yes / (found.yes + found.no)
    assert found.constant == pytest.approx(share * (1.0 - share), abs=0.03)
    assert quiet.log_within > rows[OURS].log_within, "it rules out what happens"
    for table in (found.reliability, found.as_run):
        assert sum(one.rows for one in table) == found.yes + found.no
    best = min(min(row.within.mean, row.set_right) for row in found.scores)
    assert found.holds == (best == ours)


def test_an_expert_is_scored_on_what_the_expert_speaks_of(country, tmp_path):
    first = country.calendar.start + 3 * DAY
    plain = score(country, first, first, particles=20, scale=1.0)
    assert (plain.experts, plain.experts_rows) == ({}, 0)
    sites = [site.site for site in country.sites][:6]
    rows = [f"{first},told within a week: {site},0.25" for site in sites]
    rows += [f"{first},reach nationwide,0.5", f"{first + 9 * DAY},told within a week: {sites[0]},1"]
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(["as_of,what,p", *rows, ""]), "utf-8")
    experts = read_experts(file, country)
    found = score(country, first, first, particles=20, scale=1.0, experts=experts)
    assert 0 < found.experts_rows <= 6
    assert found.experts["always quiet"] in [one / found.experts_rows for one in range(7)]
    yes = found.experts["always quiet"]
    assert found.experts["expert"] == pytest.approx(yes * 0.75**2 + (1 - yes) * 0.25**2)
    assert len(found.experts) == 10
    for text, said in (
        (f"{first},told within a week: nowhere,0.2", "did you mean"),
        (f"{first},reach nationwide,1.2", "1.2"),
        ("2031-01-01,reach nationwide,0.2", "outside the scenario's days"),
    ):
        file.write_text(f"as_of,what,p\n{text}\n", "utf-8")
        with pytest.raises(InputError, match=said):
            read_experts(file, country)


def test_where_the_reports_end_all_is_missing(country):
    days = sorted(row.date for row in country.reports)
    first = days[-1] - 7 * DAY
    found = score(country, first, first + 2 * DAY, particles=20, scale=1.0)
    assert found.missing == 2 * len(country.sites)
    assert [day.within_seen is None for day in found.by_origin] == [False, True, True]
    assert found.by_origin[2].tomorrow_seen is not None
    with pytest.raises(InputError, match="too little is known after it"):
        score(country, first + DAY, first + 2 * DAY, particles=20, scale=1.0)


def test_days_to_stand_on_are_those_that_can_be_scored():
    belarus = downtools.load("belarus-2020")
    assert origins_of(belarus) == (dt.date(2020, 8, 10), dt.date(2020, 8, 24))
    for first, last, said in (
        (dt.date(2020, 8, 9), None, "too little is known after it"),
        (None, dt.date(2020, 8, 30), "too little is known after it"),
        (dt.date(2020, 8, 18), dt.date(2020, 8, 16), "before the first"),
    ):
        with pytest.raises(InputError, match=said):
            origins_of(belarus, first, last)
    with pytest.raises(InputError, match="holds no reports"):
        origins_of(downtools.load("one-plant"))
    alone = dataclasses.replace(belarus, sites=belarus.sites[:1])
    with pytest.raises(InputError, match="too few to draw intervals"):
        origins_of(alone)


def test_the_command_answers_by_its_schema(capsys):
    asked = ["score", "belarus-2020", "--first", "2020-08-12", "--last", "2020-08-12", "--json"]
    assert main([*asked, "--particles", "20", "--scale", "0.01"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, OUTPUTS["score"])
    assert found["scores"][0]["name"] == OURS
    assert main(["score", "belarus-2020", "--first", "soon"]) == 2
    assert "not a date" in capsys.readouterr().err


def test_other_waves_are_scored_beside_base_rates(capsys):
    assert main(["cases", "--runs", "2", "--scale", "0.002", "--jobs", "1", "--json"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, OUTPUTS["cases"])
    rows = {row["case"]: row for row in found["cases"]}
    assert len(rows) == 5
    assert (rows["serbia-2000"]["reach"], rows["serbia-2000"]["resolution"]) == (
        "nationwide",
        "won",
    )
    asked = {(name, one["asked"]): one for name, row in rows.items() for one in row["questions"]}
    assert asked["serbia-2000", "nationwide"]["base_rate"] == pytest.approx(0.5 / 5.0)
    assert asked["ussr-1989", "nationwide"]["base_rate"] == pytest.approx(1.5 / 5.0)
    gained = [one["happened"] for (_, name), one in asked.items() if name == "gained"]
    assert sum(gained) == 3
    for one in asked.values():
        assert one["right"] == ((one["ours"] > one["base_rate"]) == one["happened"])
    never = found["brier"]["nationwide"]["never"]
    assert never == pytest.approx(0.2), "one of five was"
    assert found["right"] <= found["questions"] == 10
