"""Patterns: observed facts held against tables made by hand, and the table over many runs."""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from downtools.cli.main import main
from downtools.errors import InputError
from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.tables import DATE_MEASURES, MEASURES, Observed
from downtools.study.belief import Belief
from downtools.study.ensemble.ask import ensemble
from downtools.study.ensemble.carry import How
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.runs import Runs
from downtools.study.measures import CROWD, measured
from downtools.study.patterns import Held, held_against, patterns, patterns_of
from downtools.study.shares import probability_of

FIRST, LAST = 2, 6


@pytest.fixture(scope="module")
def run():
    """one-plant with its tables replaced: day d has d signers, 2d rallying and so on."""
    made = simulate(load("one-plant"), seed=1)
    ramp = np.arange(made.scenario.calendar.days)
    return with_columns(
        made,
        signers=ramp,
        rallying=2 * ramp,
        walking_out=3 * ramp,
        striking=5 * ramp,
        gatherings=(ramp == 4).astype(np.int64),
        output_lost_cents=np.full(len(ramp), 100_00),
    )


def with_columns(run, **columns):
    """The run with columns of the nation and of its one site replaced, and no other people."""
    tables = {name: dict(table) for name, table in run.tables.items()}
    for name in ("daily", "sites"):
        tables[name] |= {
            column: np.asarray(values)
            for column, values in columns.items()
            if column in tables[name]
        }
    tables["groups"] = {name: column[:0] for name, column in tables["groups"].items()}
    return dataclasses.replace(run, tables=tables)


def fact(run, measure, first=FIRST, last=LAST, **fields):
    start = run.scenario.calendar.start
    given = {
        "pattern": "p",
        "label": "a fact",
        "measure": measure,
        "site": run.scenario.sites[0].site if measure.startswith("site_") else "",
        "first": start + dt.timedelta(days=first),
        "last": start + dt.timedelta(days=last),
        "low": 0.0,
        "high": 1.0,
        "unit": "people",
        "source_kind": "several",
        "source": "assumption; a test",
    }
    return Observed(**{**given, **fields})


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("peak_out_people", 8 * LAST),
        ("national_strikers", 5 * LAST),
        ("site_signatures", LAST),
        ("site_rally_peak", 10 * LAST),
        ("site_out", 8 * LAST),
        ("site_peak_out", 8 * LAST),
        ("site_strikers", 5 * LAST),
        ("site_peak_strikers", 5 * LAST),
        ("site_signed_per_out", LAST / (8 * LAST)),
        ("site_out_per_striker", 8 * LAST / (5 * LAST)),
        ("site_output_lost_usd", 100 * (LAST - FIRST + 1)),
        ("sites_acting", 1),
        ("regions_acting", 1),
    ],
)
def test_measures_in_a_window(run, measure, value):
    """The window is days 2 to 6: the last day of it has the highest numbers."""
    assert measured(run, fact(run, measure)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("measure", "value"),
    [("site_out", 1), ("site_peak_out", 30), ("site_strikers", 1), ("site_peak_strikers", 30)],
)
def test_the_last_day_is_not_the_peak(run, measure, value):
    days = run.scenario.calendar.days
    falling = np.where(np.arange(days) == LAST, 1, np.where(np.arange(days) == 3, 30, 0))
    assert (
        measured(with_columns(run, walking_out=0 * falling, striking=falling), fact(run, measure))
        == value
    )


def test_a_crowd_is_no_few(run):
    few = np.full(run.scenario.calendar.days, CROWD - 1)
    none = 0 * few
    quiet = with_columns(run, rallying=few, walking_out=none, striking=none)
    crowd = with_columns(run, rallying=few, walking_out=none, striking=none + 1)
    for measure in ("sites_acting", "regions_acting"):
        assert measured(quiet, fact(run, measure)) == 0
        assert measured(crowd, fact(run, measure)) == 1


def test_days_of_a_wave(run):
    """A wave of 2, 10, 100, 40, 9 people: begins with 40 of 100, lives with 10."""
    days = run.scenario.calendar.days
    out = np.zeros(days, np.int64)
    out[1:6] = (2, 10, 100, 40, 9)
    waved = with_columns(run, walking_out=out, striking=0 * out, working=np.ones(days, np.int64))
    date = waved.scenario.calendar.date
    assert measured(waved, fact(run, "peak_out_day")) == date(3).toordinal()
    assert measured(waved, fact(run, "wave_start_day")) == date(3).toordinal()
    assert measured(waved, fact(run, "wave_working_days")) == 3
    resting = with_columns(waved, working=(np.arange(days) != 4).astype(np.int64))
    assert measured(resting, fact(run, "wave_working_days")) == 2
    still = with_columns(waved, walking_out=0 * out)
    assert measured(still, fact(run, "wave_working_days")) == 0


def test_a_giant_is_idle_with_more_than_a_tenth_out(run):
    staff = run.scenario.sites[0].staff
    tenth = np.full(run.scenario.calendar.days, staff // 10)
    for more, idle in ((0, 0), (1, 1)):
        shown = with_columns(run, walking_out=tenth + more, striking=0 * tenth)
        assert measured(shown, fact(run, "giants_idle")) == idle


def test_second_crowds_beside_the_first(run):
    days = run.scenario.calendar.days
    met = np.zeros(days, np.int64)
    met[[2, 4, 6]] = 1
    none = np.zeros(days, np.int64)
    for second, share in ((30, 100.0), (80, 0.0), (CROWD - 1, 100.0)):
        crowd = none.copy()
        crowd[[2, 4, 6]] = (70, second, 60)  # a second one too few to see leaves the third
        seen = with_columns(run, gatherings=met, rallying=crowd, walking_out=none, striking=none)
        assert measured(seen, fact(run, "second_smaller_percent", last=8)) == share
    assert measured(run, fact(run, "second_smaller_percent")) == 0.0  # only one gathering


def test_unnamed_workplaces_beside_giants(run):
    """2 % of a giant's staff out, and 1 % of all others: half."""
    staff, days = run.scenario.sites[0].staff, run.scenario.calendar.days
    there = np.full(days, staff // 50)
    other = round((run.people - staff) * (staff // 50) / staff / 2)
    both = with_columns(run, walking_out=there, striking=0 * there)
    both.tables["daily"]["walking_out"] = there + other
    assert measured(both, fact(run, "small_per_giant")) == pytest.approx(0.5, rel=0.01)


def test_private_opposition_is_the_share_above_one_half(run):
    scenario = run.scenario.with_values(
        {"people.opposition_mean": -0.6, "people.opposition_sd": 1.2}
    )
    tried = dataclasses.replace(run, scenario=scenario)
    expected = 100.0 * NormalDist(-0.6, 1.2).cdf(0.0)
    assert measured(tried, fact(run, "opposed_percent")) == pytest.approx(100.0 - expected)


def test_the_day_of_the_peak(run):
    found = measured(run, fact(run, "peak_out_day"))
    assert dt.date.fromordinal(int(found)) == run.scenario.calendar.end


def test_the_dent_is_a_share_of_what_industry_makes_in_those_days(run):
    """100 dollars a day of five days, all of it industry's."""
    a_year = sum(s.value_added_usd for s in run.scenario.sectors if s.section == "C")
    found = measured(run, fact(run, "output_dent_percent", unit="percent"))
    assert found == pytest.approx(100.0 * 500.0 / (a_year * 5 / 365))


def test_every_declared_measure_can_be_taken(run):
    for measure in MEASURES:
        measured(run, fact(run, measure))
    assert set(DATE_MEASURES) <= set(MEASURES)


def test_facts_after_the_end_of_a_run_are_left_out(run):
    facts = (fact(run, "peak_out_people"), fact(run, "peak_out_people", 2, 29))
    scenario = dataclasses.replace(run.scenario, observed=facts)
    assert len(held_against(dataclasses.replace(run, scenario=scenario))) == 2
    short = dataclasses.replace(run, scenario=scenario.with_days(10))
    assert len(held_against(short)) == 1


BAND = {"low": 10.0, "high": 40.0}
POINT = {"low": None, "high": None, "point": 100.0}


@pytest.mark.parametrize(
    ("fields", "value", "holds", "words"),
    [
        (BAND, 10.0, True, ""),
        (BAND, 40.0, True, ""),
        (BAND, 80.0, False, "2.0 times above"),
        (BAND, 5.0, False, "2.0 times below"),
        (BAND, 40.4, False, "1.01 times above"),
        (BAND, 0.0, False, "0 beside 10"),
        (POINT, 50.0, True, ""),
        (POINT, 200.0, True, ""),
        (POINT, 201.0, False, "2.0 times above"),
        (POINT, 49.0, False, "2.0 times below"),
        ({"low": None, "high": 7.0}, -1e9, True, ""),
        ({"low": None, "high": 7.0}, 21.0, False, "3.0 times above"),
        ({"low": 7.0, "high": None}, 1e9, True, ""),
    ],
)
def test_a_miss_is_told_with_its_size(run, fields, value, holds, words):
    held = Held(fact=fact(run, "peak_out_people", **fields), simulated=value)
    assert held.holds is holds
    assert (held.miss == 0.0) is holds
    assert held.miss_words == words


@pytest.mark.parametrize(
    ("day", "words"), [(1, "1 day early"), (FIRST, ""), (LAST, ""), (LAST + 2, "2 days late")]
)
def test_a_date_is_held_against_its_days(run, day, words):
    ordinal = run.scenario.calendar.date(day).toordinal()
    held = Held(fact=fact(run, "peak_out_day", low=None, high=None), simulated=float(ordinal))
    assert held.miss_words == words
    assert held.holds is (words == "")


def test_a_wider_factor_lets_more_hold(run):
    point = fact(run, "peak_out_people", **POINT)
    assert not Held(fact=point, simulated=290.0).holds
    assert Held(fact=point, simulated=290.0, factor=3.0).holds


FACTS = (
    ("peak_out_people", BAND),
    ("peak_out_people", POINT),
    ("peak_out_day", {"low": None, "high": None}),
)


@pytest.fixture(scope="module")
def scenario(run):
    facts = tuple(
        dataclasses.replace(fact(run, measure, 0, 29, **fields), pattern=f"p{at}")
        for at, (measure, fields) in enumerate(FACTS)
    )
    return dataclasses.replace(load("one-plant"), observed=facts)


class Written(Runs):
    """Runs of which it is written down what they showed of each fact."""

    def __init__(self, scenario, values):
        self.plan = Plan(question="patterns", scenario=scenario, belief=Belief(source="prior"))
        self._values = np.array(values)

    def facts(self, arm=0):
        return self._values

    def reach(self, arm=0):
        return probability_of(REACHES, ["sites"] * len(self._values))

    def resolution(self, arm=0):
        return probability_of(RESOLUTIONS, ["open"] * len(self._values))


def table(scenario, *values, factor=2.0):
    return patterns_of(Written(scenario, values), factor)


def test_the_median_decides_and_the_interval_rescues_nothing(scenario):
    day = float(scenario.calendar.start.toordinal())
    wide = [(41.0, 49.0, day), (1.0, 45.0, day + 40.0), (50.0, 300.0, day + 40.0)]
    missed = table(scenario, *wide)
    assert [row.holds for row in missed.patterns] == [False, False, False]
    assert missed.passing == 0
    assert not missed.holds
    first, second, third = missed.patterns
    assert (first.median, first.observed_low, first.observed_high) == (41.0, 10.0, 40.0)
    assert first.low == pytest.approx(5.0)  # 5 and 95 % of 1, 41, 50
    assert first.high == pytest.approx(49.1)
    assert first.share == pytest.approx(0.0)
    assert (second.observed_point, second.observed_low) == (100.0, None)
    assert second.miss == "2.0 times below"
    assert third.median == str(dt.date.fromordinal(int(day) + 40))
    assert third.miss == "11 days late"
    assert table(scenario, *wide, factor=2.5).patterns[1].holds


def test_the_middle_of_an_even_number_of_days_is_a_day(scenario):
    day = float(scenario.calendar.start.toordinal())
    two = table(scenario, (20.0, 80.0, day), (30.0, 120.0, day + 1.0))
    assert two.patterns[2].median == str(scenario.calendar.start)
    assert two.patterns[0].median == 25.0
    assert two.holds


def test_shares_of_how_runs_end(scenario):
    day = float(scenario.calendar.start.toordinal())
    shares = table(scenario, (20.0, 80.0, day)).reach
    assert (shares["sites"].p, shares["none"].p, shares["sites"].n) == (1.0, 0.0, 1)
    found = probability_of(("a", "b"), ["a", "a", "b", "a"])
    assert (found["a"].p, found["b"].p) == (0.75, 0.25)
    assert found["a"].low < 0.75 < found["a"].high
    assert found["a"].low == pytest.approx(1.0 - found["b"].high)


def test_the_table_is_of_what_the_runs_showed(scenario):
    found = patterns(scenario, runs=3, how=How(jobs=1))
    runs = ensemble(scenario, runs=3, how=How(jobs=1))
    again = patterns_of(runs)
    assert found == again
    seen = [measured(runs.run(task), scenario.observed[1]) for task in range(3)]
    assert runs.facts()[:, 1].tolist() == seen
    assert found.patterns[1].median == np.median(seen)


def test_parameters_differ_between_runs_and_narrow_with_the_width(scenario):
    opposed = fact_of_opposition(scenario)
    wide, point = (patterns(opposed, runs=3, width=width, how=How(jobs=1)) for width in (0.5, 0.0))
    assert wide.patterns[0].low < wide.patterns[0].high
    assert point.patterns[0].low == point.patterns[0].high


def fact_of_opposition(scenario):
    (first, *_) = scenario.observed
    fact = dataclasses.replace(first, measure="opposed_percent")
    return dataclasses.replace(scenario, observed=(fact,))


@pytest.mark.parametrize(
    ("given", "file"),
    [
        ({"runs": 0}, "--runs"),
        ({"factor": 0.9}, "--factor"),
        ({"factor": float("nan")}, "--factor"),
        ({"how": How(jobs=0)}, "--jobs"),
    ],
)
def test_arguments_out_of_range_are_told(scenario, given, file):
    with pytest.raises(InputError) as caught:
        patterns(scenario, **given)
    assert [fault.file for fault in caught.value.faults] == [file]


def test_a_scenario_without_facts_is_told(capsys):
    assert main(["patterns", "one-plant", "--runs", "1"]) == 2
    assert "observed.csv" in capsys.readouterr().err


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_prints_the_table(capsys, as_json):
    code = main(["patterns", "serbia-2000", "--runs", "2", "--scale", ".02", *["--json"] * as_json])
    out = capsys.readouterr().out
    facts = load("serbia-2000").observed
    assert code in (0, 1)
    if as_json:
        shown = json.loads(out)
        assert [row["name"] for row in shown["patterns"]] == [fact.pattern for fact in facts]
        assert shown["passing"] == sum(row["holds"] for row in shown["patterns"])
        assert code == (0 if shown["passing"] == len(facts) else 1)
    else:
        assert all(fact.label in out for fact in facts)
        assert f"of {len(facts)} patterns hold" in out


def test_every_measure_is_told_in_the_docs():
    page = (Path(__file__).parent.parent / "docs" / "scenarios.md").read_text("utf-8")
    assert all(f"`{measure}`" in page for measure in MEASURES)
