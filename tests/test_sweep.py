"""Sweep: points on common luck, what may be swept, and what a text asks for."""

import datetime as dt
import json

import jsonschema
import numpy as np
import pytest

from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.errors import InputError
from downtools.run.outcome import REACHES
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.study.ensemble.carry import How
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.runs import Runs
from downtools.study.sweep.ask import sweep
from downtools.study.sweep.over import over_of, points_of
from downtools.world.build import build_world

ALONE = How(jobs=1)


def plant(**values):
    """The plant for a few days, with a bar that it does not always pass."""
    bars = {"outcome.sector_share": 0.5} | {key.replace("__", "."): v for key, v in values.items()}
    return load("one-plant").with_values(bars).with_days(8)


def over(text):
    return over_of(load("one-plant"), text)


# --- texts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("media.reach=0:1", (0.0, 0.25, 0.5, 0.75, 1.0)),
        ("media.reach=.2:.4:3", (0.2, 0.30000000000000004, 0.4)),
        ("media.reach=.9, .1", (0.9, 0.1)),
        ("gather.list_days=3:5:9", (3, 4, 5)),
        ("gather.list_days=2:9:2", (2, 9)),
        ("police.whole_officers=yes,no", (True, False)),
        (
            "inter_site_committee.open_on=2020-08-10:2020-08-24:3",
            (dt.date(2020, 8, 10), dt.date(2020, 8, 17), dt.date(2020, 8, 24)),
        ),
        ("schedule.violence.people=0:4:3", (0.0, 2.0, 4.0)),
        ("schedule.violence_in_town.place=town:millbrook", ("town:millbrook",)),
    ],
)
def test_a_text_is_read_in_the_type_of_its_key(text, values):
    found = over(text).values
    assert found == values
    assert [type(value) for value in found] == [type(value) for value in values]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("media.reach", "not a range and not a list"),
        ("media.reach=", "not a range and not a list"),
        ("media.reech=0:1", "did you mean 'media.reach'"),
        ("media.reach=1:0", "bounds reversed"),
        ("media.reach=0.5:0.5", "both bounds are the same"),
        ("media.reach=0:7", "above its highest value 1"),
        ("media.reach=-1:7", "below its lowest value 0(.|\n)*above its highest value 1"),
        ("media.reach=0:1:1", "not a number of steps"),
        ("media.reach=0:1:2.5", "not a number of steps"),
        ("media.reach=0:1:5:log", "not a range"),
        ("media.reach=0.1,0.1", "listed twice"),
        ("media.reach=a:b", "not a number(.|\n)*not a number"),
        ("inter_site_committee.open_on=2020-08-10:2020-02-31", "no such day"),
    ],
)
def test_a_text_that_will_not_do_says_why(text, says):
    with pytest.raises(InputError, match=says):
        over(text)


def test_all_faults_come_at_once():
    with pytest.raises(InputError) as caught:
        sweep(plant(), ["media.reech=0:1", "media.reach=1:0", "media.leak=2", "media.leak=.1,.2"])
    assert len(caught.value.faults) == 3
    with pytest.raises(InputError, match="given 2 times"):
        sweep(plant(), ["media.leak=.1", "media.leak=.1,.2"])
    with pytest.raises(InputError, match="nothing to sweep over"):
        sweep(plant(), [])


# --- designs -------------------------------------------------------------------------------------


def test_a_grid_is_every_combination():
    overs = [over("media.reach=0:1:3"), over("gather.list_days=2,9")]
    found = points_of(overs, "grid", None, 1)
    assert [tuple(point.values()) for point in found] == [
        (reach, days) for reach in (0.0, 0.5, 1.0) for days in (2, 9)
    ]


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_other_designs_spread_over_ranges_dates_and_lists(design):
    overs = [
        over("media.reach=0.2:0.6"),
        over("inter_site_committee.open_on=2020-08-10:2020-08-13"),
        over("police.whole_officers=yes,no"),
    ]
    found = points_of(overs, design, 16, 1)
    columns = {key: [point[key] for point in found] for key in found[0]}
    slices = sorted(int((value - 0.2) / 0.4 * 16) for value in columns["media.reach"])
    assert slices == list(range(16))
    dates = columns["inter_site_committee.open_on"]
    assert {date: dates.count(date) for date in dates} == {
        dt.date(2020, 8, day): 4 for day in (10, 11, 12, 13)
    }
    assert columns["police.whole_officers"].count(True) == 8
    assert found != points_of(overs, design, 16, 2)


@pytest.mark.parametrize(
    ("text", "design", "points", "says"),
    [
        ("media.reach=0:1", "gird", None, "did you mean 'grid'"),
        ("media.reach=0:1", "grid", 7, "a grid has the points of its steps"),
        ("media.reach=0:1", "lhs", None, "no number of points"),
        ("media.reach=0:1", "sobol", 0, "no number of points"),
        ("media.reach=0:1:4", "lhs", 8, "steps are for a grid"),
        ("media.reach=0.4", "lhs", 8, "nothing to spread over"),
    ],
)
def test_a_design_that_will_not_do_is_refused(text, design, points, says):
    with pytest.raises(InputError, match=says):
        points_of([over(text)], design, points, 1)


def test_too_many_points_are_refused():
    with pytest.raises(InputError, match=r"20,000 points.*too many"):
        points_of([over("media.reach=0:1:200"), over("media.leak=0:1:100")], "grid", None, 1)


# --- what may be swept ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "police.harm=0:1:2",  # uncertain: what is not known may be larger than the scenario has it
        "sack.threat=0:1:2",
        "outcome.sector_share=0.1:0.9:2",  # a definition
        "schedule.violence.strength=0:1:2",  # the regime's, weaker
        "schedule.violence.start=2020-08-09:2020-08-11:2",  # and later
        "inter_site_committee.open_on=2020-08-10:2020-08-20:2",  # workers' own, both ways
    ],
)
def test_what_is_unknown_weaker_later_or_the_workers_own_may_be_swept(text):
    found = sweep(plant().with_days(5), [text], runs=1, scale=0.1, how=ALONE)
    assert [point.runs for point in found.points] == [1, 1]


@pytest.mark.parametrize(
    "text",
    [
        "schedule.violence.people=2:9",
        "schedule.violence.strength=0.5,2",
        "schedule.violence.end=2020-08-11:2020-08-20",
        "police.deterrence=0:9",  # no one doubts it, so that it is a choice
        "loyalty.subsidy=0:5",
        "regime.by_rule_from=2020-08-10:2020-08-12",
    ],
)
@pytest.mark.parametrize("design", [{}, {"design": "lhs", "points": 3}])
def test_means_of_the_regime_are_swept_weaker_only(text, design):
    with pytest.raises(InputError, match=r"a lever only|no lever"):
        sweep(load("one-plant"), [text], **design)


def test_what_the_regime_does_is_not_brought_forward():
    late = load("one-plant").with_values({"schedule.violence.start": dt.date(2020, 8, 12)})
    with pytest.raises(InputError, match="brings it forward from 2020-08-12"):
        sweep(late, ["schedule.violence.start=2020-08-10:2020-08-14"])


def test_start_and_end_may_move_along_together_but_no_farther():
    later = ["schedule.violence.start=2020-08-11", "schedule.violence.end=2020-08-13"]
    sweep(plant().with_days(5), later, runs=1, scale=0.1, how=ALONE)
    longer = [later[0], "schedule.violence.end=2020-08-14"]
    with pytest.raises(InputError, match="last longer"):
        sweep(plant(), longer, runs=1)


# --- what is answered ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep") / "runs"
    texts = ["people.opposition_mean=-1.2:0:2", "media.reach=0.1,0.9"]
    found = sweep(plant(), texts, runs=4, scale=0.5, how=How(jobs=1, out=folder))
    return found, Runs.load(folder), texts, folder


def test_every_point_answers_as_its_runs_made_by_hand(swept):
    found, runs, _, _ = swept
    scenario = plant()
    world = build_world(scenario, scale=0.5)
    plan = runs.plan
    for point in found.points:
        made = [
            simulate(scenario.with_values(point.values), seed=plan.luck(draw), world=world)
            for draw in range(4)
        ]
        for reach, share in point.at_least.items():
            hits = [REACHES.index(run.outcome.reach) >= REACHES.index(reach) for run in made]
            assert share.p == np.mean(hits)
            assert share.n == 4
        peaks = [run.summary()["peak_out"] for run in made]
        assert point.peak_out.median == np.median(peaks)
        assert point.peak_out.high == np.quantile(peaks, 0.95)
        lost = [run.tables["daily"]["output_lost_cents"].sum() / 100 for run in made]
        assert point.output_lost_usd.median == pytest.approx(np.median(lost))


def test_points_share_their_luck_and_the_scenarios_own_values(swept):
    found, runs, _, _ = swept
    seeds = runs.column("shared_seed").reshape(4, 4)  # draw by draw, all points of each
    assert (seeds == seeds[:, :1]).all()
    assert len(set(seeds[:, 0].tolist())) == 4
    assert found.conditional == "given the scenario's own values of all parameters"
    assert found.belief == "the scenario's own values"
    assert found.by_rule_from is None
    jobs = [runs.plan.jobs(task)[0] for task in range(8)]
    assert {job.scenario.value("police.harm") for job in jobs} == {plant().value("police.harm")}
    more = found.points[2].at_least["sector_or_region"].p + found.points[2].peak_out.mean
    less = found.points[0].at_least["sector_or_region"].p + found.points[0].peak_out.mean
    assert more > less  # where more oppose him, more stop


def test_the_keys_are_told_with_their_own_values(swept):
    found, _, _, _ = swept
    assert [(key.key, key.role, key.own) for key in found.keys] == [
        ("people.opposition_mean", "uncertainty", -0.2),
        ("media.reach", "uncertainty", plant().value("media.reach")),
    ]


def test_asked_again_nothing_is_run_again(swept):
    found, _, texts, folder = swept
    same = sweep(plant(), texts, runs=4, scale=0.5, how=How(jobs=1, out=folder))
    assert same.points == found.points


def test_more_draws_extend_a_sweep(swept):
    _, _, texts, folder = swept
    more = sweep(plant(), texts, runs=5, scale=0.5, how=How(jobs=1, out=folder))
    assert more.points[0].runs == 5
    whole = sweep(plant(), texts, runs=5, scale=0.5, how=ALONE)
    assert more.digest == whole.digest
    with pytest.raises(InputError, match="another study"):
        sweep(plant(), texts[:1], runs=4, scale=0.5, how=How(jobs=1, out=folder))


def test_with_uncertainty_what_is_swept_is_the_same_in_all_draws(tmp_path):
    how = How(jobs=1, out=tmp_path / "s")
    texts = ["people.opposition_mean=-1,0"]
    found = sweep(plant().with_days(3), texts, runs=3, vary="luck,uncertainty", scale=0.1, how=how)
    assert found.conditional == ""
    assert "prior" in found.belief
    plan = Runs.load(tmp_path / "s").plan
    jobs = [plan.jobs(task)[0].scenario for task in range(6)]
    assert [job.value("people.opposition_mean") for job in jobs] == [-1.0, 0.0] * 3
    assert len({job.value("police.harm") for job in jobs}) == 3


def test_dates_are_told_as_texts_and_the_regime_answers_by_rule():
    scenario = load("serbia-2000").with_days(4)
    texts = ["inter_site_committee.open_on=2000-09-26:2000-09-28:2"]
    found = sweep(scenario, texts, runs=1, scale=0.002, how=ALONE)
    key = "inter_site_committee.open_on"
    assert [point.values[key] for point in found.points] == ["2000-09-26", "2000-09-28"]
    assert found.keys[0].role == "lever"
    assert (found.by_rule_from is not None) == any(e.by_rule for e in scenario.schedule)


def test_points_of_sobol_that_are_no_power_of_two_are_told():
    texts = ["media.reach=0:1"]
    scenario = plant().with_days(1)
    ask = {"design": "sobol", "runs": 1, "scale": 0.1, "how": ALONE}
    assert "no power of two" in sweep(scenario, texts, points=3, **ask).words
    assert sweep(scenario, texts, points=4, **ask).words == ""


def test_a_plan_of_points_is_the_same_read_again(swept):
    _, runs, _, _ = swept
    assert Plan.of(runs.plan.facts()) == runs.plan


# --- the command ---------------------------------------------------------------------------------


def test_the_command_answers_in_text_and_in_json(capsys):
    given = [
        "sweep",
        "one-plant",
        "--over",
        "media.reach=0:1:3",
        "--over",
        "people.attention=.1,.3",
    ]
    given += ["--days", "4", "--scale", ".1", "--runs", "2", "--jobs", "1"]
    assert main(given) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 100
    assert "all intervals hold given the scenario's own values".capitalize() in text
    assert main([*given, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, OUTPUTS[given[0]])
    assert len(answer["points"]) == 6


@pytest.mark.parametrize(
    ("more", "keys"),
    [
        ([], 1),
        (["--over", "people.attention=.1,.3"], 2),
        (["--over", "inter_site_committee.open_on=2020-08-10:2020-08-12"], 2),
    ],
)
def test_one_key_or_two_are_drawn(tmp_path, capsys, more, keys):
    file = tmp_path / "sweep.svg"
    given = ["sweep", "one-plant", "--over", "media.reach=0:1:3", *more, "--plot", str(file)]
    assert main([*given, "--days", "3", "--scale", ".1", "--runs", "1", "--jobs", "1"]) == 0
    picture = file.read_text("utf-8")
    assert "media.reach" in picture
    assert ("a sector or region, or farther" in picture) == (keys == 1)
    capsys.readouterr()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--plot", "sweep.gif"], "no kind of picture"),
        (["--plot", "/proc/self/sweep.svg"], "cannot be written"),
        (["--plot", "s.svg", "--design", "lhs", "--points", "3"], "lie on no line"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_anything_is_run(capsys, more, says):
    assert main(["sweep", "one-plant", "--over", "media.reach=0:1", *more]) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert "workers in memory" not in told.err
