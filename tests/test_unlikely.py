"""Unlikely: climbing towards a reach beside plain counting, on the model itself."""

import dataclasses
import datetime as dt
import json
import math

import jsonschema
import numpy as np
import pytest

from downtools.chance import Luck, nth_seed
from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.errors import InputError
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.study.belief import Belief, belief_of
from downtools.study.draws import drawn, prior_of
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.rows import DRAWN
from downtools.study.shares import interval
from downtools.study.unlikely.ask import By, unlikely
from downtools.study.unlikely.futures import Future, closeness, fresh, moved, scenario_of
from downtools.world.build import build_world

ALONE = By(jobs=1)
REACH = "sector_or_region"


def plant(share=0.15, days=4):
    return load("one-plant").with_values({"outcome.sector_share": share}).with_days(days)


def plan_of(scenario=None, **fields):
    scenario = scenario or plant()
    given = {"belief": belief_of(scenario), "scale": 0.1} | fields
    return Plan(question="rare", scenario=scenario, **given)


# --- futures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("moves", [0, 4])
def test_futures_have_the_law_of_draws_moved_or_not(moves):
    """Shares below quantiles of the scenario's prior, within 4 standard errors."""
    plan, many = plan_of(), 600
    found = []
    for number in range(many):
        future = fresh(plan, nth_seed(1, "test/fresh", number))
        for step in range(moves):
            future = moved(plan, future, nth_seed(number, "test/move", step))
        found.append(future)
    keys = ("people.opposition_mean", "people.attention", "influence.nation", "police.harm")
    for key in keys:
        prior = prior_of(plan.scenario, plan.scenario.declared(key), plan.belief.width)
        values = np.array([scenario_of(plan, one).value(key) for one in found[:200]])
        for level in (0.1, 0.5, 0.8):
            error = math.sqrt(level * (1.0 - level) / len(values))
            assert abs((values <= prior.quantile(level)).mean() - level) < 4.0 * error, key
    z = np.array([one.z for one in found])
    assert abs(z.mean()) < 4.0 / math.sqrt(z.size)
    assert abs(z.var() - 1.0) < 4.0 * math.sqrt(2.0 / z.size)
    seeds = {one.luck.turns[-1].own if one.luck.turns else one.luck.own for one in found}
    assert len(seeds) == many


def test_a_future_is_a_draw_with_all_its_parameters():
    plan = plan_of(belief=belief_of(plant(), width=1.0))
    for number in range(20):
        scenario = scenario_of(plan, fresh(plan, nth_seed(3, "test", number)))
        other = drawn(scenario, 0, 1)
        same = {key: scenario.value(key) for key in DRAWN}
        assert other.with_values(same).parameters == scenario.parameters  # the rest is untouched
        costs = [scenario.value(f"ladder.theta_{rung}") for rung in ("sign", "rally", "walkout")]
        assert costs == sorted(costs)
        for key in DRAWN:
            assert scenario.declared(key).problem(scenario.value(key)) is None


def test_moves_go_both_ways_alike():
    """From a to b as often as from b to a: pairs of a number before and after are exchangeable."""
    plan = plan_of()
    up = down = 0
    for number in range(1500):
        before = fresh(plan, nth_seed(5, "test/a", number))
        after = moved(plan, before, nth_seed(5, "test/b", number))
        up += before.z[0] < 0.7 <= after.z[0]
        down += after.z[0] < 0.7 <= before.z[0]
    assert up > 50
    assert abs(up - down) < 4.0 * math.sqrt(up + down)


def test_a_move_changes_parameters_or_luck_from_a_day_on_or_both():
    plan = plan_of()
    start = fresh(plan, 17)
    kinds = set()
    for number in range(60):
        after = moved(plan, start, nth_seed(7, "test", number))
        kinds.add((after.z != start.z, after.luck != start.luck))
        if after.luck != start.luck:
            turn = after.luck.turns[0]
            assert 0 <= turn.day < plan.scenario.calendar.days
            assert (after.luck.shared, after.luck.own) == (start.luck.shared, start.luck.own)
    assert kinds == {(True, False), (False, True), (True, True)}


def test_other_luck_from_a_day_on_leaves_the_days_before_alone():
    plan = plan_of(plant(days=6), vary=("shared", "own"))
    world = build_world(plan.scenario, scale=0.1)
    start = fresh(plan, 3)
    assert start.z == ()
    one = simulate(plan.scenario, seed=start.luck, world=world)
    for number in range(6):
        after = moved(plan, start, number)
        other = simulate(plan.scenario, seed=after.luck, world=world)
        day = after.luck.turns[-1].day
        for table in one.tables:
            mine, theirs = one.tables[table], other.tables[table]
            for column in mine:
                before = mine[column][mine["day"] < day]
                assert (before == theirs[column][theirs["day"] < day]).all()


@pytest.mark.parametrize(("vary", "fixed"), [(("shared",), "own"), (("own",), "shared")])
def test_what_does_not_vary_stays(vary, fixed):
    plan = plan_of(vary=vary)
    first = getattr(plan.luck(0), fixed)
    future = fresh(plan, 1)
    for number in range(20):
        future = moved(plan, future, number)
        for turn in (future.luck, *future.luck.turns):
            assert getattr(turn, fixed) == first
    assert getattr(future.luck.turns[-1], vary[0]) != getattr(plan.luck(0), vary[0])


def test_draws_of_a_posterior_are_picked_evenly():
    belief = Belief(
        source="posterior", keys=("police.harm", "gather.list_days"), draws=((0.1, 3.0), (0.9, 5.0))
    )
    plan = plan_of(belief=belief)
    found = [fresh(plan, nth_seed(9, "test", number)) for number in range(200)]
    picked = [moved(plan, one, nth_seed(9, "moved", at)).pick for at, one in enumerate(found)]
    assert 70 < sum(picked) < 130
    assert any(one.pick != pick for one, pick in zip(found, picked, strict=True))
    for one in found[:10]:
        scenario = scenario_of(plan, one)
        values = [scenario.value(key) for key in belief.keys]
        assert values == [belief.draws[one.pick][0], round(belief.draws[one.pick][1])]


def test_a_run_that_fails_has_no_score():
    plan = plan_of()
    future = dataclasses.replace(fresh(plan, 1), luck=Luck(-1, 0))
    assert math.isnan(closeness(plan, REACH, future))


# --- the answer ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def climbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rare") / "scores"
    told = []
    by = By(jobs=1, out=folder, done=lambda runs, near: told.append((runs, near)))
    found = unlikely(
        plant(), reach=REACH, particles=20, moves=1, repeats=4, scale=0.1, seed=2, by=by
    )
    return found, folder, told


def test_it_agrees_with_plain_counting(climbed):
    found, _, _ = climbed
    scenario, many = plant(), 200
    world = build_world(scenario, scale=0.1)
    plan = plan_of(scenario)
    hits = 0
    for draw in range(many):
        future = Future((), 0, plan.luck(draw))
        run = simulate(plan.drawn(draw), seed=future.luck, world=world, threads=1)
        hits += run.outcome.reach == REACH
    low, high = interval(hits, many)
    assert 0 < hits < 0.3 * many  # rare enough that crowds have to climb
    assert any(len(climb.bars) > 1 for climb in found.climbs)
    assert found.low < high
    assert low < found.high
    assert found.low > 0.0
    assert found.high < 1.0


def test_it_says_how_many_runs_it_took_and_what_plain_runs_would(climbed):
    found, _, told = climbed
    assert found.runs == told[-1][0] == sum(climb.scored for climb in found.climbs)
    assert found.runs == sum(20 * (1 + len(climb.bars)) for climb in found.climbs)
    wanted = (1.0 - found.probability) / found.probability / found.relative_error**2
    assert found.plain_runs == pytest.approx(wanted)
    assert told[-1][1] >= 1.0
    assert [runs for runs, _ in told] == list(range(20, found.runs + 1, 20))
    assert not found.settled


def test_the_same_seed_gives_the_same_and_what_is_kept_is_not_run_again(climbed, monkeypatch):
    found, folder, _ = climbed
    ask = {"reach": REACH, "particles": 20, "moves": 1, "repeats": 4, "scale": 0.1}
    path = folder / "scores.txt"
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == found.runs
    path.write_bytes(b"".join(lines[:-2]) + lines[-2][:-7])  # killed while it was written
    calls = []
    known = closeness

    def counted(*given):
        calls.append(given)
        return known(*given)

    monkeypatch.setattr("downtools.study.unlikely.scores.closeness", counted)
    again = unlikely(plant(), seed=2, by=By(jobs=1, out=folder), **ask)
    assert again == found
    assert len(calls) == 2
    assert path.read_bytes() == b"".join(lines)
    with pytest.raises(InputError, match="another study"):
        unlikely(plant(), seed=3, by=By(jobs=1, out=folder), **ask)


def test_processes_give_the_same_as_one():
    ask = {"reach": REACH, "particles": 10, "moves": 1, "repeats": 4, "scale": 0.1, "seed": 5}
    ask |= {"vary": "luck"}
    scenario = plant(share=0.02, days=3)
    two = unlikely(scenario, by=By(jobs=2), **ask)
    assert unlikely(scenario, by=ALONE, **ask) == two
    other = unlikely(scenario, by=ALONE, **ask | {"seed": 6})
    assert other.climbs != two.climbs


# --- where there is nothing to climb on ----------------------------------------------------------


def test_futures_that_do_not_differ_are_said_not_to():
    """One plant has one region: no run comes any nearer to the nation."""
    found = unlikely(plant(), particles=10, repeats=4, scale=0.1, by=ALONE)
    assert found.settled
    assert found.probability == 0.0
    assert found.plain_runs is None
    assert 0.0 < found.high < 0.1
    assert "do not differ in how near they come" in found.words


def test_futures_from_one_past_share_it_and_may_be_settled_by_it():
    scenario = plant(share=0.95, days=7)
    ask = {"reach": REACH, "particles": 10, "repeats": 4, "scale": 0.1, "by": ALONE}
    late = unlikely(scenario, from_day=dt.date(2020, 8, 15), **ask)  # a Saturday
    assert late.settled
    assert "Futures from one past do not differ" in late.words
    assert late.from_day == "2020-08-15"
    assert late.conditional.endswith("one past up to 2020-08-15")
    assert late.vary == ("shared", "own")
    early = plan_of(scenario, vary=("shared", "own"), from_day=1)
    scores = {closeness(early, REACH, fresh(early, number)) for number in range(6)}
    assert len(scores) > 1


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"reach": "nation"}, "did you mean 'nationwide'"),
        ({"particles": 3}, "too few for a share"),
        ({"repeats": 1}, "too few to tell an error"),
        ({"repeats": 0}, "no repetition to judge by"),
        ({"moves": 0}, "copies that never move"),
        ({"vary": "lcuk"}, "did you mean 'luck'"),
        ({"from_day": dt.date(2020, 8, 9)}, "no day to branch on"),
        ({"by": By(jobs=0)}, "no process to work with"),
    ],
)
def test_what_will_not_do_is_refused(given, says):
    with pytest.raises(InputError, match=says):
        unlikely(plant(), **({"scale": 0.1, "by": ALONE} | given))


# --- the command ---------------------------------------------------------------------------------


def test_the_command_answers_in_text_and_in_json(capsys):
    given = [
        "rare",
        "one-plant",
        "--days",
        "3",
        "--scale",
        ".1",
        "--particles",
        "10",
        "--jobs",
        "1",
    ]
    given += ["--repeats", "4", "--reach", "sector_or_region", "--vary", "luck"]
    assert main(given) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 100
    assert "95 % interval" in text
    assert main([*given, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, OUTPUTS[given[0]])
    assert len(answer["climbs"]) == 4
