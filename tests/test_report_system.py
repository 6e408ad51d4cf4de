"""What a report tells of the whole system: decisions, events, people away, money, rules."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from itertools import pairwise

import numpy as np
import pytest

from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.show.report import report
from downtools.show.text import answer, story, verdict
from downtools.show.timeline import tracks_of
from tests.pages import Reader


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(load("one-plant"), seed=1)


def with_tables(run: Run, **columns: dict[str, list[int]]) -> Run:
    """The run with columns of its daily table set for the first days, 0 after, or whole events."""
    tables = dict(run.tables)
    days = len(tables["daily"]["day"])
    tables["daily"] = {
        **tables["daily"],
        **{
            name: np.array(values + [0] * (days - len(values)), np.int64)
            for name, values in columns["daily"].items()
        },
    }
    if "events" in columns:
        tables["events"] = {
            name: np.array(values, np.int64) for name, values in columns["events"].items()
        }
    return dataclasses.replace(run, tables=tables)


def said_in(page: str) -> str:
    """The text of a page on one line."""
    return " ".join(" ".join(Reader(page).said).split())


@pytest.mark.parametrize(
    ("code", "verdict", "how"),
    [
        (1, "is won: on Wednesday 26 August 2020 the contested measure is given up", "given up"),
        (2, "ends with a concession that strikers accept on Wednesday 26 August 2020", "an offer"),
        (3, "is called off by the inter-site body on Wednesday 26 August 2020", "calls it off"),
    ],
)
def test_a_decision_on_the_wave_is_told_in_words(run: Run, code: int, verdict: str, how: str):
    """A strike of three days, and what resolves it two weeks later; day 0 is a Sunday."""
    withheld = [0, 900_000, 900_000, 900_000]
    wave = with_tables(
        run, daily={"withheld_milli": withheld, "resolved": [0] * 17 + [code], "striking": [9, 9]}
    )
    page = report(wave)
    told = said_in(page)
    assert verdict in told
    assert "Decisions on the wave" in told
    section = page[page.index('id="outcome"') : page.index('id="schedule"')]
    assert how in section
    assert "26 Aug 2020" in section


def test_the_verdict_is_short_and_the_story_leaves_numbers_to_the_tiles(run: Run):
    page = report(run)
    opening = page[: page.index("<dl")]
    assert f'<p class="answer"><strong>{verdict(run)}</strong></p>' in opening
    assert len(verdict(run)) < 160
    told = " ".join(story(run))
    assert told in said_in(opening)
    out = f"{run.summary()['peak_out']:,}"
    assert out not in told
    assert out in page[page.index("<dl") : page.index("</dl>")]


def test_a_part_of_the_workers_is_told_as_one_can_picture_it(run: Run):
    few = with_tables(run, daily={"striking": [0, 9], "walking_out": []})
    assert "one worker in 220 is out" in " ".join(story(few))
    many = with_tables(run, daily={"striking": [0, 900], "walking_out": []})
    assert "45 % of the workers is out" in " ".join(story(many))


def test_what_is_ridden_out_or_open_is_told_in_words(run: Run):
    """Averages are below a tenth from Monday 17 August on."""
    withheld = [0, 900_000, 900_000, 900_000]
    quiet = with_tables(run, daily={"withheld_milli": withheld, "resolved": [], "striking": [9]})
    assert "is ridden out by Friday 28 August 2020" in said_in(report(quiet))
    on_and_on = [900_000] * len(run.tables["daily"]["day"])
    wave = with_tables(run, daily={"withheld_milli": on_and_on, "resolved": [], "striking": [9]})
    told = said_in(report(wave))
    assert "is not over on the last day" in told
    assert "nothing has resolved it, or it revived" in told


def test_events_are_told_by_kind_and_by_day(run: Run):
    kinds = [1, 4, 5, 6, 7]
    made = with_tables(
        run,
        daily={"resolved": []},
        events={"day": [8, 8, 9, 10, 11], "kind": kinds, "site": [0] * 5, "people": [9] * 5},
    )
    page = report(made)
    section = page[page.index("At named workplaces") : page.index('id="giants"')]
    by_kind, by_day = section.split("<details>")
    for words in ("Gathering", "Committee formed", "Committee linked", "Leaders detained"):
        assert words in by_kind
    assert "List opened" not in section
    assert "Decisions on the wave" not in section
    assert "Gathering" not in by_day
    assert by_day.count("The works") == 4
    assert "20 Aug 2020" in by_day


def first_days(run: Run) -> dict[str, list[tuple[str, int]]]:
    """Each side's tracks with their first day, in their order."""
    return {
        group.title: [(track.name, track.days[0]) for track in group.tracks]
        for group in tracks_of(run)
    }


def test_what_came_first_stands_first(run: Run):
    """Everything on one axis: the schedule's entries, and what the run made of them."""
    start = run.scenario.calendar.start
    call = dataclasses.replace(
        run.scenario.schedule[0], kind="call", place="nation", strength=1.0, rung="strike"
    )
    nothing = dataclasses.replace(call, id="nothing", kind="bonus", strength=0.0)
    late = {"start": start + dt.timedelta(5), "end": start + dt.timedelta(6)}
    late_threat = dataclasses.replace(call, id="threat", kind="dismissal_threat", **late)
    lock = dataclasses.replace(late_threat, id="lock", kind="lock_in", start=start)
    scenario = dataclasses.replace(run.scenario, schedule=(late_threat, nothing, lock, call))
    quiet = {name: [] for name in ("lists_open", "gatherings", "rallying", "walking_out")}
    away = {name: [] for name in ("kept_in", "dismissed", "resigned", "giants_stopped")}
    made = with_tables(
        dataclasses.replace(run, scenario=scenario),
        daily={
            **quiet,
            **away,
            "striking": [0, 0, 7],
            "committees": [0, 3],
            "linked": [0, 0, 0, 2],
            "detained": [0] * 6 + [4],
            "resolved": [0] * 8 + [1],
            "withheld_milli": [],
        },
        events={"day": [4, 5, 5], "kind": [6, 7, 1], "site": [0, 0, 0], "people": [9] * 3},
    )
    assert first_days(made) == {
        "From outside: what the regime does": [("lock-in", 0), ("threat of sack", 5)],
        "From outside: what is done for workers": [("call to act", 0)],
        "In the run: what workers do": [("committees", 1), ("strikes", 2), ("linked", 3)],
        "In the run: what is done to them": [
            ("leaders held", 4),
            ("broken up", 5),
            ("detained", 6),
        ],
        "In the run: the wave": [("its reach", 4), ("won", 8)],
    }
    page = report(made)
    told = said_in(page)
    order = told[told.index("First days in their order.") :]
    for earlier, later in pairwise(("lock-in", "committees", "strikes", "linked", "leaders held")):
        assert order.index(earlier) < order.index(later)
    section = page[page.index('id="events"') : page.index("At named workplaces")]
    rows = re.findall(r'<tr role="row"><th scope="row".*?</tr>', section)
    assert ["committees" in row for row in rows].index(True) == 2
    assert "10 Aug 2020" in rows[2]
    assert "3 workplaces" in rows[2]
    assert 'id="events-wide-title"' in section


def test_the_reach_and_a_quiet_end_are_on_the_axis(run: Run):
    """Averages are below a tenth from Monday 17 August on."""
    withheld = [0, 900_000, 900_000, 900_000]
    made = with_tables(run, daily={"withheld_milli": withheld, "resolved": [], "striking": [9]})
    assert first_days(made)["In the run: the wave"] == [("its reach", 4), ("ridden out", 19)]
    assert made.outcome.reach_date == run.scenario.calendar.date(4)


def test_organisation_and_people_away_are_told(run: Run):
    made = with_tables(
        run,
        daily={
            "committees": [0, 3, 2],
            "linked": [0, 0, 2],
            "kept_in": [0, 40],
            "detained": [0] * 29 + [5],
            "dismissed": [0] * 29 + [6],
            "resigned": [0] * 29 + [7],
            "striking": [9],
        },
    )
    page = report(made)
    told = said_in(page)
    assert "Committees at once 3 at most 2 linked" in told
    assert "Most kept in 40" in told
    assert "Away in the end 18" in told
    words = answer(made)
    assert "At most 3 workplaces have a committee at once, up to 2 of them linked." in words
    assert "Locks and blocked passes keep in up to 40 people in a day." in words
    assert "Away on the last evening: 5 detained, 6 dismissed, 7 resigned." in words
    section = page[page.index('id="organised"') : page.index('id="belief"')]
    assert "at most 3, of which at most 2 are linked" in section
    assert 'data-head="Resigned" class="number">7<' in section


def test_money_is_told_by_cause(run: Run):
    cents = {
        "output_lost": 100,
        "output_idle": 200,
        "output_missing": 300,
        "exports_lost": 400,
        "exports_missing": 500,
        "wages_lost": 600,
        "funds_paid": 700,
    }
    daily = {f"{name}_cents": [amount * 100] for name, amount in cents.items()}
    made = with_tables(run, daily={**daily, "striking": [9]})
    page = report(made)
    section = page[page.index('id="money"') : page.index('id="outcome"')]
    rows = re.findall(r"<tr.*?</tr>", section, re.DOTALL)
    for what, amount in zip(
        (
            "Output, by own decision",
            "Output, idle",
            "Output, no inputs",
            "Exports, lost or idle",
            "Exports, no inputs",
            "Wages",
            "Strike funds",
        ),
        cents.values(),
        strict=True,
    ):
        assert any(f">{what}<" in row and f">USD {amount}<" in row for row in rows)
    assert "USD 100 is not made by the workers' own decision; USD 500 more stands" in answer(made)


def test_rules_of_the_regime_are_told(run: Run):
    dated = tuple(entry for entry in run.scenario.schedule if not entry.by_rule)
    threat = next(entry for entry in dated if entry.kind == "dismissal_threat")
    rule = dataclasses.replace(threat, id="rule", above=0.1)
    scenario = dataclasses.replace(run.scenario, schedule=(*dated, rule))
    history = said_in(report(dataclasses.replace(run, scenario=scenario)))
    assert "Rules of the regime among them: 1, none of which acts in this run." in history
    assert "Outlined is a rule" not in history
    assert history.count("not in this run") == 1
    by_rule = scenario.with_values({"regime.by_rule_from": dt.date(2020, 8, 20)})
    told = said_in(report(dataclasses.replace(run, scenario=by_rule)))
    assert "which act from 20 Aug 2020 on" in told
    assert "Outlined is a rule of the regime: it acts only where it fires." in told
    assert "19 Aug 2020 Those who take part are threatened" in told
    assert "20 Aug to 7 Sep 2020 By rule, where" in told
