"""Mechanisms: draws from the prior, pairs with common luck, and the table of all rows."""

import dataclasses
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from downtools.cli.main import main
from downtools.errors import InputError
from downtools.scenario.declare import NEVER, Prior
from downtools.scenario.parameters import GROUPS, all_params
from downtools.scenario.read import load
from downtools.study import mechanisms as package
from downtools.study.draws import draw, drawn, prior_of
from downtools.study.mechanisms import mechanisms, pairs, table
from downtools.study.mechanisms.cases import Case, by_rule, halved_state, rules_begin
from downtools.study.mechanisms.features import two_sides
from downtools.study.mechanisms.giants import earner, ordinary, others, strategic
from downtools.study.mechanisms.measures import days_before_decision, over_by
from downtools.study.mechanisms.notes import interval, relative
from downtools.study.mechanisms.pairs import Pair, Plan, case_of
from downtools.study.mechanisms.rows import ROWS
from downtools.study.mechanisms.table import judged
from downtools.study.pool import in_order


@pytest.fixture(scope="module")
def plant():
    """One plant as history has it: no rules, no visit, no tactic but the threat."""
    whole = load("one-plant")
    kinds = ("falsified_vote", "street_violence", "call", "dismissal_threat")
    kept = [e for e in whole.schedule if e.kind in kinds and not e.by_rule]
    whole = whole.with_values({"inter_site_committee.open_on": NEVER})
    return dataclasses.replace(whole, schedule=tuple(kept))


@pytest.fixture(scope="module")
def belarus():
    return load("belarus-2020")


@pytest.fixture(scope="module")
def shown(plant):
    return mechanisms(plant, runs=2, jobs=1)


def test_all_24_rows_in_order_with_the_keys_of_the_contract(shown):
    rows = shown.plain()["rows"]
    assert [row["row"] for row in rows] == [f"S{number}" for number in range(1, 25)]
    keys = {"row", "expected", "why", "effect", "low", "high", "smallest", "share", "holds"}
    assert all(keys < set(row) for row in rows)
    assert all(row["why"] in ("by construction", "emergent") for row in rows[:22])
    assert all(row["smallest"] == 0.02 for row in rows[:22])
    for row in rows[22:]:
        assert [row[key] for key in ("expected", "why", "effect", "low", "high", "share")] == (
            [None] * 6
        )
        assert row["holds"] in (True, False)
    for row in rows[:22]:
        assert -1.0 <= row["low"] <= row["effect"] <= row["high"] <= 1.0


def test_a_row_that_does_not_hold_stays_with_its_reason(shown):
    reasons = {row.row: row.reason for row in shown.rows}
    assert reasons["S6"] == "the scenario has no leader_visit"
    assert reasons["S10"] == "the scenario has no lock_in"
    assert reasons["S18"] == "the scenario has no inter-site committee"
    assert reasons["S23"] == "the scenario has no reports"
    assert all(bool(row.reason) != row.holds for row in shown.rows)


def test_violence_and_fear_work_at_one_plant(shown):
    held = {row.row: row.holds for row in shown.rows}
    assert held["S1"]
    assert held["S9"]
    assert held["S16"]
    assert held["S24"]


def test_jobs_do_not_matter(plant, shown):
    assert mechanisms(plant, runs=2, jobs=2) == shown


def test_a_part_at_its_present_value_changes_nothing(plant, monkeypatch):
    again = dataclasses.replace(ROWS[0], off=lambda case: case.stopped([]))  # run, not recalled
    same = dataclasses.replace(
        ROWS[3],
        off=lambda case: case.values({"loyalty.subsidy": case.scenario.parameters.loyalty.subsidy}),
    )
    for module in (pairs, table):
        monkeypatch.setattr(module, "ROWS", (again, same))
    first, second, *_ = mechanisms(plant, runs=1, jobs=1).rows
    for row in (first, second):
        assert (row.effect, row.share, row.holds) == (0.0, 0.0, False)
        assert row.reason.startswith("sign in 0% of draws (no change in 100%)")


def test_what_is_judged():
    row = ROWS[0]
    ten = [Pair(on=2.0, off=1.0)] * 9 + [Pair(on=1.0, off=1.0)]
    assert judged(row, ten).holds
    assert judged(row, ten).share == 0.9
    assert judged(row, ten).effect == 0.5
    fewer = [*ten[1:], Pair(on=1.0, off=2.0)]
    assert judged(row, fewer).reason == "sign in 80% of draws (no change in 10%)"
    small = judged(row, [Pair(on=1.0, off=0.99)])
    assert small.reason == "effect 1.0% below the smallest 2%"
    assert "against the stated sign" in judged(row, [Pair(on=1.0, off=2.0)]).reason
    assert judged(row, [None], "no such part").reason == "no such part"
    minus = next(row for row in ROWS if row.expected == "-")
    assert judged(minus, [Pair(on=1.0, off=2.0)]).holds


def test_effect_is_symmetrical_and_bounded():
    assert relative(3.0, 1.0) == -relative(1.0, 3.0)
    assert relative(5.0, 0.0) == 1.0
    assert relative(0.0, 0.0) == 0.0


def test_interval_of_a_probability():
    low, high = interval(0, 10)
    assert low == 0.0
    assert high == pytest.approx(0.2775, abs=1e-4)  # Wilson's interval of 0 in 10


def test_quantiles_of_priors():
    assert Prior("uniform", 2.0, 4.0).quantile(0.25) == 2.5
    assert Prior("normal", 1.0, 2.0).quantile(0.975) == pytest.approx(4.919927969)
    assert Prior("lognormal", 3.0, 0.5).quantile(0.5) == pytest.approx(3.0)


def test_draws_are_the_same_again_within_bounds_and_move_what_has_a_prior(belarus):
    assert drawn(belarus, 3, 1) == drawn(belarus, 3, 1)
    assert drawn(belarus, 3, 1) != drawn(belarus, 4, 1)
    for index in range(40):
        one = drawn(belarus, index, 7)
        for key, param in all_params().items():
            value = one.value(key)
            assert param.problem(value) is None, key
            if param.prior is None:
                assert value == belarus.value(key), key
        ladder = one.parameters.ladder
        assert ladder.theta_sign <= ladder.theta_rally <= ladder.theta_walkout
        assert one.schedule == belarus.schedule


def test_the_prior_is_moved_to_where_the_scenario_stands(belarus):
    params = all_params()
    mean = prior_of(belarus, params["people.opposition_mean"])
    value = belarus.parameters.people.opposition_mean
    assert mean == Prior("normal", value, 0.6)
    assert prior_of(belarus, params["gather.readiness"]).a == belarus.parameters.gather.readiness
    untouched = params["organise.breaks"]
    assert prior_of(belarus, untouched).quantile(0.5) == pytest.approx(0.275)
    assert prior_of(belarus, untouched).b == untouched.prior.b
    share = prior_of(belarus, params["outrage.national_share"])
    assert share.b == min(1.0, belarus.parameters.outrage.national_share + 0.325)
    draws = sorted(draw(belarus, params["people.opposition_mean"], i, 1) for i in range(401))
    assert draws[200] == pytest.approx(value, abs=0.1)


def test_width_narrows_around_the_middle(plant):
    params = all_params()
    assert prior_of(plant, params["organise.breaks"], 0.0).quantile(0.9) == pytest.approx(0.275)
    whole, half = (prior_of(plant, params["gather.base"], width) for width in (1.0, 0.5))
    assert half == Prior("normal", whole.a, whole.b / 2)


def test_the_regime_answers_by_rule_after_the_first_days_of_force(belarus, plant):
    assert rules_begin(belarus) == dt.date(2020, 8, 13)
    assert by_rule(belarus).parameters.regime.by_rule_from == dt.date(2020, 8, 13)
    assert by_rule(plant) is plant  # it has no rules
    own = belarus.with_values({"regime.by_rule_from": dt.date(2020, 8, 20)})
    assert by_rule(own) is own


def test_half_of_the_state_economy(belarus):
    half = halved_state(belarus)
    state = [site for site in belarus.sites if site.ownership == "state"]
    left = [site for site in half.sites if site.ownership == "state"]
    assert len(left) == (len(state) + 1) // 2
    for before, after in zip(belarus.sectors, half.sectors, strict=True):
        assert after.state_share == before.state_share / 2
    assert half.parameters == belarus.parameters


@pytest.fixture(scope="module")
def small(belarus):
    return case_of(Plan(belarus, 0.02))


def test_equal_headcounts_are_stopped(belarus, small):
    roll = small.world.named.roll
    high, low = strategic(small.world), ordinary(small.world)
    assert not set(high) & set(low)
    assert roll[low].sum() == pytest.approx(roll[high].sum(), rel=0.05)
    first = earner(belarus, small.world)
    assert [belarus.sites[site].site for site in first] == ["belaruskali"]
    other = others(belarus, small.world)
    assert roll[other].sum() == pytest.approx(roll[first].sum(), rel=0.05)


def test_switches_leave_the_rest_alone(small):
    off = small.without("lock_in").scenario
    for before, after in zip(small.scenario.schedule, off.schedule, strict=True):
        locks = before.kind == "lock_in"
        assert after == (dataclasses.replace(before, strength=0.0) if locks else before)
    assert small.scattered().world.places.concentration.max() == 0.0
    assert small.world.places.concentration.max() > 0.0
    assert small.values({"loyalty.subsidy": small.scenario.parameters.loyalty.subsidy}).same_as(
        small
    )
    assert small.in_history().scenario.parameters.regime.by_rule_from == NEVER
    assert not small.at_rest().same_as(small)


def test_every_switch_makes_another_case(small):
    """A row whose arms were the same scenario on the same world could never show anything."""
    case = dataclasses.replace(small, scenario=by_rule(small.scenario))
    for row in ROWS:
        on, off = row.on(case), row.off(case)
        assert not row.lacks(case), row.row
        assert isinstance(on, Case)
        assert row.row == "S21" or not on.same_as(off), row.row


def test_claims_of_both_sides_are_kept(belarus):
    feature = two_sides(belarus)
    assert feature.holds
    assert "bias" in feature.note


def test_measures_of_a_made_up_course():
    import numpy as np

    class Made:
        def __init__(self, held, resolved):
            self.tables = {
                "daily": {
                    "withheld_milli": np.array(held),
                    "working": np.ones(len(held), np.int64),
                    "resolved": np.array(resolved),
                }
            }

    made = Made([0, 3, 6, 9, 3, 0, 0, 3], [0, 0, 3, 0, 2, 0, 0, 0])
    assert days_before_decision(made) == 5  # a suspension (3) is no decision of the regime
    assert days_before_decision(Made([0, 0], [0, 0])) == 2

    class Eyes:
        run = made

    assert over_by(None)(Eyes()) == pytest.approx(1.0 - 1.0 / 6.0)
    assert over_by(4)(Eyes()) == 0.0


def test_bad_input_is_refused_with_the_cure(plant, capsys):
    with pytest.raises(InputError, match="--runs is '0': no pair to judge by; give"):
        mechanisms(plant, runs=0)
    assert main(["mechanisms", "one-plant", "--runs", "0"]) == 2
    assert "at least 1" in capsys.readouterr().err
    assert main(["mechanisms", "one-plant", "--jobs", "0"]) == 2
    assert main(["mechanisms", "one-plant", "--runs", "1", "--scale", "1.5"]) == 2
    assert "above 0 and at most 1" in capsys.readouterr().err
    assert main(["mechanisms", "no-such-country"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "no-such-country" in said.err


def test_the_command_prints_one_json_object_as_its_schema_says(shown, capsys, monkeypatch):
    monkeypatch.setattr(package, "mechanisms", lambda *_, **__: shown)
    assert main(["mechanisms", "one-plant", "--runs", "2", "--json"]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert main(["schema", "mechanisms"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert set(schema["required"]) <= set(facts)
    keys = set(schema["properties"]["rows"]["items"]["required"])
    assert all(keys == set(row) for row in facts["rows"])
    sound = dataclasses.replace(shown, rows=tuple(row for row in shown.rows if row.holds))
    monkeypatch.setattr(package, "mechanisms", lambda *_, **__: sound)
    assert main(["mechanisms", "one-plant", "--json"]) == 0


def test_the_command_prints_every_row_and_what_it_is_not(shown, capsys, monkeypatch):
    monkeypatch.setattr(package, "mechanisms", lambda *_, **__: shown)
    assert main(["mechanisms", "one-plant", "--runs", "2"]) == 1
    out = capsys.readouterr().out
    assert "verification of code, not evidence about the country" in out
    assert all(f"\n{row.row} " in out for row in shown.rows)
    assert "does not hold: the scenario has no leader_visit" in out
    assert "-0.0%" not in out


def _index(_, index):
    return index


def test_results_come_in_order():
    assert list(in_order(_index, None, 5, 2)) == [0, 1, 2, 3, 4]


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_ctrl_c_ends_all_processes_at_once():
    command = [sys.executable, "-m", "downtools", "mechanisms", "one-plant", "--runs", "90"]
    with subprocess.Popen(
        [*command, "--jobs", "2"], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        while not line.startswith("draw"):
            line = process.stderr.readline()
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
        rest = process.stderr.read()  # ends when the last of them has closed it
        assert process.wait() == 130
    assert time.monotonic() - began < 5.0
    assert "stopped by Ctrl-C" in rest
    assert "Traceback" not in rest


def test_every_group_with_a_prior_is_drawn(plant):
    one = drawn(plant, 0, 1)
    for name in GROUPS:
        some = any(key.startswith(f"{name}.") and p.prior for key, p in all_params().items())
        moved = getattr(one.parameters, name) != getattr(plant.parameters, name)
        assert moved == some, name
