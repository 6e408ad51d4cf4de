"""Forecasts of a small country: the same on any threads, blind to what came later, near a truth."""

import dataclasses
import datetime as dt
import getpass
import hashlib
import json
import socket

import jsonschema
import numpy as np
import pytest

import downtools
from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.errors import InputError
from downtools.evidence import publish
from downtools.evidence.beside import Beside
from downtools.evidence.by_site import by_site, grouped
from downtools.run.many.blocks import decoded
from downtools.scenario import load
from downtools.show.foreseen import foreseen
from downtools.study.ensemble.carry import How
from downtools.study.forecast.answer import forecast_of
from downtools.study.forecast.ask import belief_by, forecast
from downtools.study.forecast.expert import Expert
from downtools.study.forecast.frozen import FILE, freeze, refuse_used
from downtools.study.forecast.particles import stages_of
from tests.press import report, told
from tests.tiny import MONDAY
from tools.twin_country import twin_country

DAYS, AHEAD = 8, 5
HEARD = {"reporting.detection": 0.05}
KEYS = {"outrage.violence_gain": 5.0, "reporting.detection": 0.3}


@pytest.fixture(scope="module")
def country():
    """The made-up country and what its press printed of one run of it."""
    scenario = twin_country(days=DAYS + AHEAD + 1, part=4).with_values(KEYS)
    truth = downtools.simulate(scenario, seed=5)
    printed = publish(truth, seed=6)
    assert len(printed) > 20
    return dataclasses.replace(scenario, reports=printed), truth


def asked(country, **more):
    scenario, _ = country
    given = {"particles": 40, "scale": 1.0, "how": How(jobs=2)} | more
    return forecast(scenario, scenario.calendar.date(DAYS - 1), AHEAD, **given)


@pytest.fixture(scope="module")
def found(country):
    return asked(country)


def test_probabilities_add_up_and_fans_rise(found, country):
    answer = forecast_of(found)
    for shares in (answer.p_reach, answer.p_resolution):
        assert sum(share.p for share in shares.values()) == pytest.approx(1.0)
        assert all(share.low <= share.p <= share.high for share in shares.values())
    assert len(answer.days) == AHEAD
    assert answer.days[0].date == country[0].calendar.date(DAYS)
    for day in answer.days:
        assert 0 <= day.p05 <= day.p25 <= day.p50 <= day.p75 <= day.p95
    assert len(answer.sites) == len(country[0].sites)
    for place in answer.sites:
        assert place.out_tomorrow.p <= place.out_in_week.p + 1e-12
        assert len(place.low) == len(place.median) == len(place.high) == AHEAD
        assert all(a <= b <= c for a, b, c in zip(place.low, place.median, place.high, strict=True))
    assert 1.0 <= answer.effective_sample_size <= 40.0
    assert "in sample for structure" in answer.hindsight
    assert np.allclose(found.samples.shares.sum(axis=0), 1.0)


def test_an_expert_stands_beside_it(found, country):
    day = found.known.as_of
    said = [
        Expert(as_of=day, what="reach nationwide", p=0.3),
        Expert(as_of=day, what="told within a week: plant00", p=0.9),
        Expert(as_of=day + dt.timedelta(days=1), what="reach nationwide", p=0.1),
    ]
    answer = forecast_of(found, experts=said)
    assert [row.expert for row in answer.experts] == [0.3, 0.9]
    assert answer.experts[0].forecast == answer.p_reach["nationwide"].p
    told = next(place for place in answer.sites if place.site == "plant00").told_in_week.p
    assert answer.experts[1].forecast == pytest.approx(told)


def test_threads_do_not_matter(found, country):
    again = asked(country, how=How(jobs=1))
    assert forecast_of(again) == forecast_of(found)
    assert forecast_of(asked(country, seed=2)).digest != forecast_of(found).digest


def test_what_comes_later_changes_no_byte(found, country):
    scenario, _ = country
    as_of = scenario.calendar.date(DAYS - 1)
    later = tuple(
        dataclasses.replace(row, size_best=9.0, claim_by="NGO")
        for row in scenario.reports
        if row.published > as_of
    )
    assert later
    known = tuple(row for row in scenario.reports if row.published <= as_of)
    other = dataclasses.replace(scenario, reports=(*known, *later, *later))
    call = next(entry for entry in load("belarus-2020").schedule if entry.kind == "call")
    days = {"start": as_of, "end": as_of, "known_from": as_of}
    tomorrow = {name: day + dt.timedelta(days=1) for name, day in days.items()}
    ahead = dataclasses.replace(call, id="ahead", place="nation", **tomorrow)
    other = dataclasses.replace(other, schedule=(*other.schedule, ahead))
    today = dataclasses.replace(call, id="today", place="nation", **days)
    changed = dataclasses.replace(scenario, schedule=(*scenario.schedule, today))
    assert forecast_of(asked((changed, None))).digest != forecast_of(found).digest
    assert forecast_of(asked((other, None))) == forecast_of(found)


def test_what_was_reported_tells_which_sites_are_out(country):
    """An identical twin: sites that were out and told of are held likelier to be out tomorrow."""
    scenario, truth = country
    found = forecast_of(asked(country, particles=80))
    table = truth.tables["sites"]
    tomorrow = table["day"] == DAYS
    out = np.zeros(len(scenario.sites), bool)
    people = (table["walking_out"] + table["striking"])[tomorrow]
    out[table["site"][tomorrow]] = people >= 20
    assert 0 < out.sum() < len(out)
    chance = np.array([place.out_tomorrow.p for place in found.sites])
    alike = np.full(len(out), chance.mean())
    assert np.mean((chance - out) ** 2) < 0.9 * np.mean((alike - out) ** 2)


def test_likelihood_by_site_prefers_the_truth():
    run = told([[(0, 0, 300), (0, 0, 0)]] * 3, HEARD)
    rows = grouped([report(size_best=300.0, claim_by="independent_media")], MONDAY, range(1))
    right = by_site(run, [rows], range(1))
    quiet = by_site(told([[(0, 0, 0), (0, 0, 0)]] * 3, HEARD), [rows], range(1))
    wrong = by_site(told([[(0, 0, 3), (0, 0, 0)]] * 3, HEARD), [rows], range(1))
    assert right[0] > wrong[0]
    assert right[0] > quiet[0]
    assert np.isfinite(quiet).all(), "a page may have the day wrong: nothing is ruled out"
    assert (
        right[1] == quiet[1] > by_site(told([[(0, 0, 0), (0, 0, 300)]] * 3, HEARD), [rows], [0])[1]
    )
    assert rows.days == [0]


def test_stages_cover_all_days_once_and_end_on_the_last():
    for reported, last in (
        ([], 5),
        ([2], 5),
        ([0, 0, 1, 2, 3, 3, 7, 9, 11], 12),
        ([9], 9),
        ([20], 4),
    ):
        stages = stages_of(reported, last)
        assert [day for stage in stages for day in stage] == list(range(last + 1))
        assert 1 <= len(stages) <= 6


def test_since_an_earlier_day_it_says_what_moved_and_by_which_reports(country, found):
    scenario, _ = country
    before = scenario.calendar.date(3)
    early = forecast(scenario, before, 4 + AHEAD, particles=40, scale=1.0)
    answer = forecast_of(found, early)
    assert answer.since == before
    steps = [abs(row.now - row.before) for row in answer.moved]
    assert steps == sorted(steps, reverse=True)
    assert max(steps) > 0.1
    now = {row.what: row.now for row in answer.moved}
    for name, share in answer.p_reach.items():
        assert now[f"reach {name}"] == pytest.approx(share.p)
    published = {row.date for row in scenario.reports if row.published > before}
    assert {row.date for row in answer.moved_by} <= published
    weights = [abs(row.weight) for row in answer.moved_by]
    assert weights == sorted(weights, reverse=True)
    assert forecast_of(found).moved == ()


def test_what_was_said_is_frozen_with_its_samples_and_nothing_of_who_asked(found, tmp_path):
    said, folder = forecast_of(found), tmp_path / "said"
    digest = freeze(found, said, folder)
    text = (folder / FILE).read_bytes()
    assert hashlib.sha256(text).hexdigest() == digest
    kept = json.loads(text)
    assert kept["digest"] == said.digest
    for name, sums in kept["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sums
    assert dt.datetime.fromisoformat(kept["written"]).utcoffset() == dt.timedelta(0)
    for word in (getpass.getuser(), socket.gethostname(), str(tmp_path)):
        assert f'"{word}' not in text.decode()
    particles = decoded(folder / "particles.parquet").to_pydict()
    assert np.mean(np.array(particles["reach"]) == "none") == said.p_reach["none"].p
    sites = decoded(folder / "sites.parquet").to_pydict()
    assert len(sites["weight"]) == 40 * len(said.sites)
    assert sum(sites["weight"]) == pytest.approx(len(said.sites))
    with pytest.raises(InputError, match="not written over"):
        refuse_used(folder)


@pytest.mark.parametrize(
    ("more", "said"),
    [({"particles": 3}, "too few"), ({"assume_published": -2}, "before the event")],
)
def test_what_will_not_do_is_refused(country, more, said):
    with pytest.raises(InputError, match=said):
        asked(country, **more)


def test_no_posterior_is_used_that_knows_what_came_later():
    scenario = downtools.load("belarus-2020")
    for day, until in ((11, ""), (12, "2020-08-12"), (16, "2020-08-14"), (30, "2020-08-24")):
        assert belief_by(scenario, dt.date(2020, 8, day)).until == until
    folder = downtools.scenario.gallery.path("belarus-2020") / "results"
    late = dataclasses.replace(
        scenario,
        schedule=tuple(
            dataclasses.replace(entry, strength=entry.strength / 2.0)
            if not entry.by_rule and entry.known_from > dt.date(2020, 8, 20)
            else entry
            for entry in scenario.schedule
        ),
    )
    assert late.hash != scenario.hash
    assert belief_by(late, dt.date(2020, 8, 22)).until == "2020-08-20", "another future"
    assert belief_by(late, dt.date(2020, 8, 24)).until == "2020-08-20", "known by the 24th"
    another = scenario.with_values({"police.speed": 0.4})
    assert belief_by(another, dt.date(2020, 8, 24)).source == "prior"
    told = []
    forecast(another, dt.date(2020, 8, 13), 1, particles=20, scale=0.001, told=told.append)
    assert "no posterior shipped with belarus-2020" in told[0]
    with pytest.raises(InputError, match="it knows what came after"):
        belief_by(scenario, dt.date(2020, 8, 19), folder / "posterior-2020-08-20.parquet")
    with pytest.raises(InputError, match="all reports"):
        belief_by(scenario, dt.date(2020, 8, 19), folder / "posterior.parquet")


def test_the_picture_names_the_day_and_the_likeliest_workplaces(found, tmp_path):
    picture = foreseen(forecast_of(found))
    assert "standing on" in picture.title
    picture.save(tmp_path / "forecast.svg")
    text = (tmp_path / "forecast.svg").read_text("utf-8")
    likeliest = max(forecast_of(found).sites, key=lambda place: place.out_in_week.p)
    assert likeliest.name[:38] in text


def test_the_command_answers_by_its_schema(capsys):
    asked = ["forecast", "belarus-2020", "--as-of", "2020-08-12", "--horizon", "3"]
    assert main([*asked, "--particles", "20", "--scale", "0.01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, OUTPUTS["forecast"])
    assert (found["as_of"], found["last"]) == ("2020-08-12", "2020-08-15")
    assert found["fitted_until"] == "2020-08-12"
    assert set(found["p_reach"]) == {"none", "sites", "sector_or_region", "nationwide"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--as-of", "2021-08-20"], "outside the scenario's days"),
        (["--as-of", "soon"], "not a date"),
        (["--as-of", "2020-08-20", "--horizon", "0"], "no day ahead"),
        (["--as-of", "2020-08-20", "--horizon", "99"], "beyond the calendar"),
        (["--as-of", "2020-08-20", "--reports", "nowhere.csv"], "nowhere.csv"),
        (["--as-of", "2020-08-20", "--plot", "a.gif"], "no kind of picture"),
        (["--as-of", "2020-08-20", "--since", "2020-08-20"], "not earlier"),
        (["--as-of", "2020-08-20", "--since", "2020-08-01"], "not earlier"),
        (["--as-of", "2020-08-20", "--since", "2020-08-14", "--from", "a"], "leave one of them"),
    ],
)
def test_the_command_names_what_is_wrong(arguments, said, capsys):
    assert main(["forecast", "belarus-2020", *arguments]) == 2
    heard = capsys.readouterr()
    assert said in heard.err
    assert "Traceback" not in heard.err
    assert not heard.out


def test_silence_counts_only_where_and_when_somebody_looked():
    run = told([[(0, 0, 300), (0, 0, 0)]] * 3, HEARD)
    nothing = grouped([], MONDAY, range(1))
    assert by_site(run, [nothing], range(1))[0] < by_site(run, [nothing], range(1))[1]
    assert by_site(run, [nothing], range(1, 3)).tolist() == [0.0, 0.0], "not looked through"
    at_once, late = (grouped([], MONDAY, range(3), day) for day in (None, 2))
    heard = [by_site(run, [one], (day,))[0] for one in (at_once, late) for day in (0, 2)]
    assert heard[0] == heard[1] < heard[2] < heard[3] < 0.0, "much is not out yet"
    assert late.out(2) == pytest.approx(0.85 * 0.65)


def test_one_list_alone_will_do_and_none_at_all_is_refused(country):
    scenario, _ = country
    second = Beside(second=scenario.reports[:5])
    found = asked(country, beside=second)
    assert len(found.second) == 5
    assert len(found.lists) == 2
    assert found.lists[1].looked.stop <= DAYS
    late = dataclasses.replace(scenario, reports=scenario.reports[-1:])
    with pytest.raises(InputError, match="none of 1 reports had been published"):
        forecast(late, scenario.calendar.date(1), 2, particles=20, scale=1.0)
    undated = tuple(dataclasses.replace(row, published=None) for row in scenario.reports)
    known = asked((dataclasses.replace(scenario, reports=undated), None), assume_published=0).known
    assert known.undated == len(known.reports) > 0
