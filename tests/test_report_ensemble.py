"""What a report tells of many runs and of levers, and the files it takes them from."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from downtools.cli.main import main
from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.show.chances import change_words, share_words
from downtools.show.report import report
from downtools.show.tornado import difference_of, name_of
from downtools.study.stored import Studies
from tests.answers import NAMES, ensemble_of, levers_of, written
from tests.pages import Reader
from tests.tables import patterns_of
from tests.test_report_studies import said, section_of

OWN = ("likely", "fans", "levers", "delay")
MARKUP = "<x-bad onload='x()'>\"&lt;"


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(load("one-plant"), seed=1)


@pytest.fixture(scope="module")
def page(run: Run) -> str:
    return report(run, tables_of(run))


def tables_of(run: Run, **changed: Any) -> Studies:
    """Both answers for the scenario of a run."""
    made = {
        "ensemble": ensemble_of(run.scenario),
        "levers": levers_of(run.scenario, beliefs=2),
    }
    return Studies(**{**made, **changed})


def test_the_sections_stand_together_and_in_the_contents(page: str):
    anchors = re.findall(r'<h2 id="([a-z]+)">', page)
    at = anchors.index("likely")
    assert tuple(anchors[at : at + 4]) == OWN
    assert anchors[at - 1] == "money"
    for anchor in OWN:
        assert f'href="#{anchor}"' in page


def test_tags_close_ids_are_unique_and_every_picture_has_words(page: str):
    reader = Reader(page)
    assert reader.open == []
    assert len(set(reader.ids)) == len(reader.ids)
    assert len(page.encode()) < 5_000_000
    for anchor in OWN:
        section = section_of(page, anchor)
        svgs = re.findall(r"<svg.*?</svg>", section, re.DOTALL)
        assert len(svgs) == (4 if anchor == "likely" else 2)
        for svg in svgs:
            assert 'role="img"' in svg
            assert re.search(r"<title[^>]*>.+</title>\s*<desc[^>]*>.*\d.*</desc>", svg)
        for made in re.findall(r"<table.*?</table>", section, re.DOTALL):
            assert "<caption>" in made
            assert 'scope="row"' in made


def test_how_likely_is_told_first_with_its_interval_and_the_runs(page: str, run: Run):
    answer = ensemble_of(run.scenario)
    told = said(section_of(page, "likely"))
    far, wide = answer.at_least["nationwide"], answer.at_least["sector_or_region"]
    assert told.startswith(
        "How likely Of 60 runs, 5 % become nationwide (95 % interval 1.7 to 14 %"
    )
    assert "20 % reach at least a sector or region (12 to 32 %)" in told
    assert (far.p, wide.p) == (0.05, 0.2)
    assert "and 3.3 % are won or end with a concession" in told
    assert "60 runs with 2 % of the workers; 2 more failed, not counted" in told
    assert "drawn from the scenario's prior at 0.5 of its width" in told
    for name, share in {**answer.reach, **answer.resolution}.items():
        span = share_words(share)
        assert span.split(" (")[0] in told, name
        assert span.split("(")[1].rstrip(")") in told, name


def test_what_is_held_fixed_makes_intervals_conditional(run: Run):
    given = "given the scenario's own values of all parameters"
    held = ensemble_of(run.scenario, vary=("shared", "own"), conditional=given)
    told = said(section_of(report(run, tables_of(run, ensemble=held)), "likely"))
    assert f"All shares and intervals here are conditional: {given}." in told
    assert "Parameters are drawn" not in told
    free = said(section_of(report(run, tables_of(run)), "likely"))
    assert "conditional" not in free
    assert "Parameters and luck vary in these runs" in free


def test_what_the_runs_differ_by_stands_in_numbers(page: str, run: Run):
    told = said(section_of(page, "likely"))
    assert "Most people out, in orders of magnitude 70 % (60 to 80 %) 20 % (10 to 30 %)" in told
    assert "Told apart by 12 runs that were run again with other luck. That is few" in told
    assert "The same in all runs: working days of the wave." in told
    none = report(run, tables_of(run, ensemble=ensemble_of(run.scenario, variance=())))
    assert "What makes the runs differ" not in none


def test_days_of_many_runs_stand_in_numbers(page: str, run: Run):
    section = section_of(page, "fans")
    last = re.findall(r"<tr.*?</tr>", section, re.DOTALL)[-1]
    day = run.scenario.calendar.days - 1
    cells = re.findall(r"<td[^>]*>(.*?)</td>", last)
    assert cells[0] == f"{100 * day:,}"
    assert cells[1] == f"{20 * day:,} to {400 * day:,}"
    assert cells[4] == f"{day:,}"
    without = report(run, tables_of(run, ensemble=ensemble_of(run.scenario, fans=())))
    assert 'id="fans"' not in without
    assert 'href="#fans"' not in without


def test_the_opening_counts_the_ensemble_before_the_patterns(run: Run):
    both = tables_of(run, patterns=patterns_of(run.scenario))
    assert "Of 60 runs with other luck and other parameters, " in report(run, both)
    luck = ensemble_of(run.scenario, vary=("shared", "own"))
    assert "Of 60 runs with other luck, " in report(run, tables_of(run, ensemble=luck))


def test_levers_are_told_as_the_models_answer_with_what_they_rest_on(page: str, run: Run):
    levers = levers_of(run.scenario, beliefs=2)
    told = said(section_of(page, "levers"))
    assert "This is the model's answer, not history's." in told
    assert "most of all giant committees: +35 (+29 to +42) points" in told
    assert "A sector or region, or farther: 25 % (16 to 37 %) of the runs without any lever" in told
    assert "3 levers rest on assumption: at least one parameter" in told
    assert "1 lever is informed by data" in told
    assert "1 lever is informed by other cases" in told
    assert "The regime answers by rule from" in told
    for row in levers.levers:
        assert name_of(row.lever) in told
        assert row.words in told
        assert row.rests_on in told
        assert change_words(difference_of(row)) in told
        assert change_words(row.ranges[1].p_reach) in told
    assert "Over the prior, points" in told
    assert [name_of(name) for name, *_ in NAMES] == re.findall(
        r'<th scope="row" role="rowheader">([^<]*)</th>', section_of(page, "levers")
    )[:5]


def test_no_lever_is_praised_for_what_chance_does(run: Run):
    flat = levers_of(run.scenario, flat=True)
    told = said(section_of(report(run, tables_of(run, levers=flat)), "levers"))
    assert "none of 5 levers can be told to change the share of runs" in told
    assert "most of all" not in told
    alone = dataclasses.replace(flat, levers=(flat.levers[0],))
    assert said(section_of(report(run, tables_of(run, levers=alone)), "levers"))


def test_the_delay_curve_tells_the_own_day_and_never(run: Run):
    scenario = load("belarus-2020")
    levers = levers_of(scenario)
    told = said(section_of(report(run, tables_of(run, levers=levers)), "delay"))
    assert "18 Aug 2020 (as in the scenario) 25 % (16 to 37 %); never 3.3 % (0.9 to 11 %)." in told
    bare = report(run, tables_of(run, levers=dataclasses.replace(levers, delay=())))
    assert 'id="delay"' not in bare
    assert 'href="#delay"' not in bare


def test_what_is_not_at_hand_is_told_with_its_command(run: Run):
    mine = dataclasses.replace(run, scenario=dataclasses.replace(run.scenario, name="mine"))
    page = report(mine, Studies())
    for anchor, study in (("likely", "ensemble"), ("levers", "levers")):
        section = section_of(page, anchor)
        assert f"downtools {study} ./mine --json &gt; {study}.json" in section
        assert f"downtools report DIR --{study} {study}.json" in section
        assert "<svg" not in section
    assert 'id="fans"' not in page
    assert 'id="delay"' not in page
    changed = run.scenario.with_values({"police.harm": 0.3})
    told = report(dataclasses.replace(run, scenario=changed), Studies())
    assert "this run is of a changed one-plant" in section_of(told, "likely")


def marked(part: Any) -> Any:
    """A part of an answer with markup after every free text in it."""
    if isinstance(part, tuple):
        return tuple(marked(item) for item in part)
    if isinstance(part, dict):
        return {key: marked(value) for key, value in part.items()}
    if not dataclasses.is_dataclass(part) or isinstance(part, type):
        return part
    free = {"belief", "conditional", "words", "rests_on", "digest", "version", "measure", "lever"}
    values = {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}
    return dataclasses.replace(
        part,
        **{
            name: value + MARKUP if name in free and isinstance(value, str) else marked(value)
            for name, value in values.items()
        },
    )


def test_nothing_that_an_answer_says_becomes_a_tag(run: Run):
    tables = tables_of(run)
    hostile = Studies(ensemble=marked(tables.ensemble), levers=marked(tables.levers))
    page = report(run, hostile)
    reader = Reader(page)
    assert "x-bad" not in reader.tags
    assert "onload" not in {name for name, _ in reader.attributes}
    assert page.count("&lt;x-bad") > 10
    assert sorted(reader.tags) == sorted(Reader(report(run, tables)).tags)


def test_the_command_takes_both_and_refuses_what_it_cannot_trust(
    capsys: pytest.CaptureFixture[str], run: Run, tmp_path: Path
):
    run.save(tmp_path / "kept")
    answer = written(ensemble_of(run.scenario), tmp_path / "e.json")
    levers = written(levers_of(run.scenario), tmp_path / "l.json")
    given = ["report", str(tmp_path / "kept"), "--ensemble", str(answer), "--levers", str(levers)]
    assert main(given) == 0
    page = (tmp_path / "kept" / "report.html").read_text("utf-8")
    for anchor in OWN:
        assert f'<h2 id="{anchor}">' in page
    capsys.readouterr()
    answer.write_text(answer.read_text("utf-8")[:-200], "utf-8")
    assert main(given) == 2
    problem = capsys.readouterr().err
    assert problem.startswith(str(answer))
    assert "no whole JSON object" in problem
    assert (tmp_path / "kept" / "report.html").read_text("utf-8") == page
