"""Calibration on a small country: the same after a kill, honest about its inputs, kept apart."""

import dataclasses
import datetime as dt
import getpass
import json
import random
import socket
import sys
import time
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import downtools
from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.errors import InputError
from downtools.evidence import publish
from downtools.evidence.readers.write import write_reports
from downtools.show.posteriors import posteriors
from downtools.study.belief import belief_of, of_posterior
from downtools.study.borrowed import WIDER, borrowed
from downtools.study.calibrate.answer import calibration_of
from downtools.study.calibrate.ask import FITTED_KEYS, calibrate
from downtools.study.calibrate.deviates import many_normals
from downtools.study.calibrate.held_out import halves, held_out
from downtools.study.calibrate.space import Space, whole_ladder
from downtools.study.calibrate.twins import twins
from downtools.study.ensemble.ask import ensemble
from downtools.study.ensemble.carry import How
from downtools.study.ensemble.plan import Plan
from downtools.study.levers.informed import NARROWED
from downtools.study.posterior import read_posterior, write_posterior
from downtools.study.untuned import tuned, untuned
from tests.commands import Command, kill, posix
from tools.twin_country import twin_country

KEYS = ("outrage.violence_gain", "reporting.detection", "reporting.workers_bias")
HERE = How(jobs=1)
RUNS, FEW = 300, 200


@pytest.fixture(scope="module")
def country():
    """The made-up country, with what its press printed of one run."""
    scenario = twin_country(days=8, part=4)
    truth = scenario.with_values({"outrage.violence_gain": 5.0, "reporting.detection": 0.5})
    printed = publish(downtools.simulate(truth, seed=5), seed=6)
    assert len(printed) > 30
    return dataclasses.replace(scenario, reports=printed)


@pytest.fixture(scope="module")
def fitted(country):
    return calibrate(country, keys=KEYS, runs=RUNS, scale=1.0, how=HERE)


def test_the_posterior_moves_what_reports_tell_and_is_told_in_words(country, fitted):
    posterior = fitted.posterior()
    answer = calibration_of(fitted, posterior, "")
    rows = {row.key: row for row in answer.parameters}
    assert tuple(rows) == KEYS
    assert answer.used == len(country.reports)
    for row in rows.values():
        assert row.prior_low < row.prior_median < row.prior_high
        assert row.low <= row.median <= row.high
        assert row.informed == (row.words == "informed by data")
        assert row.informed == (1.0 / row.prior_sd_over_posterior_sd < NARROWED)
    assert rows["outrage.violence_gain"].informed
    assert set(answer.informed) == {key for key, kept in posterior.kept.items() if kept < NARROWED}
    assert posterior.kept["sack.cost"] == 1.0, "what was not fitted kept its prior"
    assert json.loads(json.dumps(answer.plain()))["digest"] == posterior.digest


def test_each_draw_is_one_run_whole(country, fitted):
    posterior = fitted.posterior()
    assert len(posterior.draws) == len(fitted.inferred.z)
    scenario = untuned(country).with_values(posterior.settled(country, 0))
    for key, value in zip(posterior.keys, posterior.draws[0], strict=True):
        assert float(scenario.value(key)) == value
    costs = ("ladder.theta_sign", "ladder.theta_rally", "ladder.theta_walkout")
    for draw in range(len(posterior.draws)):
        values = posterior.settled(country, draw)
        assert values[costs[0]] <= values[costs[1]] <= values[costs[2]]


def test_threads_and_processes_do_not_matter_and_a_folder_is_gone_on_with(
    tmp_path, country, fitted
):
    digest = fitted.posterior().digest
    stopped = tmp_path / "stopped"

    def stop(stage, done, most):
        if done > RUNS // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calibrate(country, keys=KEYS, runs=RUNS, scale=1.0, how=How(jobs=1, out=stopped), told=stop)
    begun = {path.name for path in stopped.iterdir()}
    assert "generation-00" in begun
    seen = []
    again = calibrate(
        country,
        keys=KEYS,
        runs=RUNS,
        scale=1.0,
        how=How(jobs=2, threads=True, out=stopped),
        told=lambda stage, done, most: seen.append(done),
    )
    assert again.posterior().digest == digest
    assert seen[0] > 0, "what was done is not done again"
    with pytest.raises(InputError, match="holds another study: seed is"):
        calibrate(country, keys=KEYS, runs=RUNS, scale=1.0, seed=2, how=How(jobs=1, out=stopped))


@pytest.mark.long
@posix
def test_killed_again_and_again_it_ends_with_the_same_posterior(tmp_path):
    """Real processes: the command, killed with -9 at random moments, until nobody kills it."""
    scenario = downtools.load("one-plant").with_days(5)
    printed = publish(downtools.simulate(scenario, seed=2))
    write_reports(printed, tmp_path / "reports.csv")
    asked = (
        "calibrate",
        "one-plant",
        "--reports",
        tmp_path / "reports.csv",
        "--runs",
        200,
        "--until",
        "2020-08-14",
        "--scale",
        1,
        "--jobs",
        1,
        "--json",
    )
    luck, folder = random.Random(8), tmp_path / "killed"
    for _ in range(3):
        with Command(tmp_path, *asked, "--out", folder) as command:
            time.sleep(1.0 + 2.5 * luck.random())
            if command.process.poll() is None:
                kill(command.process.pid)
    with Command(tmp_path, *asked, "--out", folder) as command:
        assert command.ended() == 0, command.said
        digest = command.answer["digest"]
        jsonschema.validate(command.answer, OUTPUTS["calibrate"])
    with Command(tmp_path, *asked, "--out", tmp_path / "quiet") as command:
        assert command.ended() == 0, command.said
        assert command.answer["digest"] == digest
    file = folder / command.answer["file"]
    assert read_posterior(file).digest == digest
    secrets = {getpass.getuser(), socket.gethostname(), str(Path.cwd()), str(tmp_path), sys.prefix}
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for secret in {word for word in secrets if len(word) > 5} - {"localhost"}:
            assert secret.encode() not in content, f"{path.name} tells {secret}"


def test_only_what_was_known_by_a_day_is_used(country):
    until = country.calendar.date(4)
    found = calibrate(country, keys=KEYS, until=until, runs=FEW, scale=1.0, how=HERE)
    assert found.known == sum(row.published <= until for row in country.reports)
    assert 0 < found.used == found.known < found.given
    assert found.ground.scenario.calendar.end == until
    assert found.posterior().until == str(until)
    known = tuple(row for row in country.reports if row.published <= until)
    later = tuple(
        dataclasses.replace(row, size_best=1.0, site="plant15", claim_by="government")
        for row in country.reports
        if row.published > until
    )
    violence = next(entry for entry in country.schedule if entry.kind == "street_violence")
    hidden = dataclasses.replace(
        violence,
        id="hidden",
        start=country.calendar.date(1),
        known_from=country.calendar.date(5),
        people=violence.people * 10.0,
    )
    other = calibrate(
        dataclasses.replace(
            country,
            reports=(*known, *later, *later),
            schedule=(*country.schedule, hidden),
        ),
        keys=KEYS,
        until=until,
        runs=FEW,
        scale=1.0,
        how=HERE,
    )
    assert other.posterior().draws == found.posterior().draws, "no look ahead"


def test_one_cost_of_the_ladder_brings_the_others(country):
    space = Space(scenario=untuned(country), keys=whole_ladder(["ladder.theta_walkout"]))
    assert len(space.keys) == 3
    z = many_normals(3, "ladder", range(200), 3)
    allowed = z[space.allowed(z)]
    assert 0 < len(allowed) < 200
    for row in allowed[:20].tolist():
        values = space.values(row)
        placed = space.placed(untuned(country), values)
        assert all(placed.value(key) == value for key, value in values.items())


def test_a_value_that_a_user_sets_moves_its_prior(country):
    key = "police.harm"
    assert Space(scenario=untuned(country), keys=(key,)).prior(key).a == 1.5
    mine = dataclasses.replace(country.with_values({key: 0.2}), sources=((key, "a survey"),))
    assert Space(scenario=untuned(mine), keys=(key,)).prior(key).a == 0.2


def test_with_all_weight_on_a_few_runs_nothing_is_said(monkeypatch):
    monkeypatch.setattr("downtools.study.calibrate.infer._LEAST_EFFECTIVE", 1e9)
    scenario = downtools.load("one-plant").with_days(5)
    printed = publish(downtools.simulate(scenario, seed=2))
    with pytest.raises(InputError, match="all weight is on"):
        calibrate(scenario, reports=printed, keys=KEYS, runs=FEW, scale=1.0, how=HERE)


def test_what_was_tuned_on_the_wave_is_no_prior():
    scenario = downtools.load("belarus-2020")
    free = untuned(scenario)
    assert len(tuned(scenario)) > 30
    assert not tuned(free)
    assert any(site.effect is not None for site in scenario.sites)
    assert all(site.effect is None for site in free.sites)
    assert "starting value" not in repr(free), "no site and no entry of the schedule either"
    assert free.value("schedule.call_0817_soligorsk.strength") == 1.0
    for key in tuned(scenario):
        assert free.value(key) == free.declared(key).default
    moved = scenario.with_values({"people.opposition_mean": 0.4, "sack.weight": 5.0})
    assert untuned(moved).value("sack.weight") == 5.0, "what a user sets is no starting value"
    retuned = dataclasses.replace(moved, sources=scenario.sources)
    assert untuned(retuned) == free, "other starting values are the same prior"
    assert untuned(downtools.load("one-plant")) == downtools.load("one-plant")


def test_an_ensemble_over_the_posterior_stands_on_the_untuned_scenario(country, fitted, tmp_path):
    belief = of_posterior(fitted.posterior())
    plan = Plan(question="ensemble", scenario=country, belief=belief)
    assert plan.ground == untuned(country)
    assert plan.drawn(3).value("reporting.detection") in belief.draws_of("reporting.detection")
    held = dataclasses.replace(plan, vary=("shared", "own"))
    assert held.ground == country
    file = tmp_path / "posterior.parquet"
    write_posterior(fitted.posterior(), file)
    runs = ensemble(country, runs=3, source=str(file), how=HERE)
    assert "draws of the posterior" in runs.plan.belief.words


def test_people_are_lent_wider_and_without_what_a_country_says_itself(country, fitted):
    posterior = fitted.posterior()
    other = twin_country(days=3, part=4)
    lent = borrowed(posterior, other)
    assert lent.keys == ("outrage.violence_gain",), "reporting is the country's own"
    space = Space(scenario=untuned(other), keys=lent.keys)
    mine, theirs = (
        np.array([space.coordinates({lent.keys[0]: value}) for value in one.column(lent.keys[0])])
        for one in (posterior, lent)
    )
    assert theirs.std() == pytest.approx(WIDER * mine.std(), rel=0.01)
    assert theirs.mean() == pytest.approx(mine.mean(), abs=0.01)
    said = dataclasses.replace(other, sources=(("outrage.violence_gain", "a survey"),))
    assert borrowed(posterior, said).keys == ()
    assert of_posterior(lent, people="elsewhere").narrowed() == {}


def test_twins_tell_how_often_intervals_hold_the_truth():
    found = twins(twin_country(days=4, part=4), 2, runs=FEW, keys=KEYS, scale=1.0, how=HERE)
    assert found.twins == 2
    assert found.workers == 6_000
    assert {row.key for row in found.keys} == set(KEYS)
    for row in found.keys:
        assert len(row.ranks) == 2
        held = [0.05 <= rank <= 0.95 for rank in row.ranks]
        assert row.covered == pytest.approx(np.mean(held))
    assert found.covered == pytest.approx(np.mean([row.covered for row in found.keys]))
    again = twins(twin_country(days=4, part=4), 1, runs=FEW, keys=KEYS, scale=1.0, how=HERE)
    assert [row.ranks for row in again.keys] == [row.ranks[:1] for row in found.keys]


def test_the_picture_has_a_panel_for_each_parameter(fitted, tmp_path):
    picture = posteriors(fitted, fitted.posterior())
    svg = picture.svg()
    for key in KEYS:
        assert key.partition(".")[2].replace("_", " ") in svg
    assert "rests on assumption" in svg or "times narrower" in svg
    picture.save(tmp_path / "posteriors.png")
    assert (tmp_path / "posteriors.png").stat().st_size > 10_000


def test_giants_are_held_out_by_halves_and_predicted(country, tmp_path):
    large = dataclasses.replace(country, reports=country.reports)
    mine, others = halves(large.with_values({"workplace.giant_staff": 125}))
    assert mine
    assert others
    assert not set(mine) & set(others)
    found = held_out(
        large.with_values({"workplace.giant_staff": 125}),
        folder=tmp_path,
        runs=FEW,
        predictions=20,
        keys=KEYS,
        scale=1.0,
        jobs=1,
    )
    assert found.fitted_on == mine
    assert {row.site for row in found.rows} == set(others)
    inside = [row.low <= row.reported <= row.high for row in found.rows]
    assert found.covered == np.mean(inside)
    for row in found.rows:
        assert row.low <= row.median <= row.high


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"runs": 10}, "too few to learn from"),
        ({"seed": -1}, "not a seed"),
        ({"keys": ("people.oposition_mean",)}, "did you mean 'people.opposition_mean'"),
        ({"until": dt.date(2019, 1, 1)}, "outside the scenario's days"),
        ({"reports": ()}, "the scenario has no reports"),
        ({"sites": ("plant1",)}, "did you mean 'plant1"),
        ({"width": 7.0}, "no share of a prior"),
        ({"width": float("nan")}, "no share of a prior"),
        ({"sites": ()}, "no report of what a run can be held against"),
    ],
)
def test_what_will_not_do_is_refused_before_anything_is_run(country, given, said, tmp_path):
    folder = tmp_path / "none"
    with pytest.raises(InputError, match=said):
        calibrate(country, **{"runs": RUNS, "how": How(jobs=1, out=folder)} | given)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--until", "yesterday"], "not a date"),
        (["--until", "2021-01-01"], "outside the scenario's days"),
        (["--reports", "nowhere.csv"], "nowhere.csv"),
        (["--fit", "people.oposition_mean"], "did you mean"),
        (["--runs", "0"], "too few"),
        (["--plot", "picture.gif"], "no kind of picture"),
    ],
)
def test_the_command_names_what_is_wrong(arguments, said, capsys):
    assert main(["calibrate", "belarus-2020", *arguments]) == 2
    heard = capsys.readouterr()
    assert said in heard.err
    assert "Traceback" not in heard.err
    assert not heard.out


def test_fitted_are_those_that_are_declared_so():
    assert len(FITTED_KEYS) == 20
    assert "reporting.detection" in FITTED_KEYS
    assert "sack.cost" not in FITTED_KEYS


def test_belief_passes_over_a_posterior_of_another_version_unless_asked(
    monkeypatch, tmp_path, country, fitted
):
    posterior, other = fitted.posterior(), twin_country(days=3, part=4)
    (tmp_path / "results").mkdir()
    write_posterior(posterior, tmp_path / "results" / "posterior.parquet")
    monkeypatch.setattr("downtools.scenario.gallery.names", lambda: (country.name,))
    monkeypatch.setattr("downtools.scenario.gallery.path", lambda name: tmp_path)
    assert belief_of(country).source == "posterior"
    assert belief_of(country, "prior").source == "prior"
    changed = dataclasses.replace(country, title="another")
    assert belief_of(changed).source == "prior"
    with pytest.raises(InputError, match="scenario_hash"):
        belief_of(changed, "posterior")
    monkeypatch.setattr("downtools.study.belief.load", lambda name: country)
    lent = dataclasses.replace(other, name="other", people_from=country.name)
    assert belief_of(lent).people == country.name
