"""What a report tells of many runs, how it is cited, and what it rests on."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest

import downtools
from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.parameters import GROUPS, all_params
from downtools.scenario.tables import Observed
from downtools.show.cite import YEAR
from downtools.show.html import linked
from downtools.show.report import report, write_report
from downtools.study.stored import Studies
from tests.pages import Reader
from tests.tables import mechanisms_of, patterns_of

FACT = Observed(
    pattern="out",
    label="Most people out of the works",
    measure="peak_out_people",
    first=dt.date(2020, 8, 9),
    last=dt.date(2020, 9, 7),
    high=50.0,
    unit="people",
    rung="walkout",
    denominator="2,000 on the roll",
    source_kind="independent_media",
    source="https://www.example.org/report?of=1; assumption: a rule",
    guess="the bell is not in the model",
)
DAY = dataclasses.replace(
    FACT, pattern="day", label="Day of the peak", measure="peak_out_day", high=None, unit="date"
)


@pytest.fixture(scope="module")
def run() -> Run:
    made = simulate(load("one-plant"), seed=1)
    facts = {"observed": (DAY, FACT), "confound": "Two things came at once."}
    return dataclasses.replace(made, scenario=dataclasses.replace(made.scenario, **facts))


@pytest.fixture(scope="module")
def page(run: Run) -> str:
    tables = Studies(patterns_of(run.scenario, ["out"]), mechanisms_of(run.scenario))
    return report(run, tables)


def section_of(page: str, anchor: str) -> str:
    """A section of the page, from its heading to its end."""
    start = page.index(f'<h2 id="{anchor}">')
    return page[start : page.index("</section>", start)]


def said(html: str) -> str:
    """The text of a part of a page on one line."""
    return " ".join(" ".join(Reader(html.removesuffix("</section>")).said).split())


def test_the_opening_says_how_often_runs_end_so(run: Run):
    table = patterns_of(run.scenario)
    reach, resolution = run.outcome.reach, run.outcome.resolution
    told = report(run, Studies(table))[: report(run, Studies(table)).index("<dl")]
    assert "Of 50 runs with other luck and other parameters, " in told
    rate = table.reach[reach]
    share = f"{100 * rate.p:.0f} % "
    assert share in told
    assert f"(95 % interval {100 * rate.low:.0f} to {100 * rate.high:.0f})" in told
    without = dataclasses.replace(table, reach={}, resolution={resolution: rate})
    assert ", none " in report(run, Studies(without))
    assert "with other luck and other parameters, " not in report(run, Studies())


def test_patterns_stand_beside_many_runs(page: str):
    told = said(section_of(page, "patterns"))
    assert "Of 2 patterns 1 hold, 1 are missed." in told
    assert "against 50 runs, each with its own luck" in told
    assert "its own draw of parameters, from the prior" in told
    assert "What no run can tell apart: Two things came at once." in told
    assert "walked out, 9 Aug to 7 Sep 2020, 2,000 on the roll" in told
    assert "at most 50 people independent media: example.org ; assumption: a rule" in told
    assert "1,234 1,000 to 1,500 ✗ missed , 3.5 times below" in told
    assert "Perhaps: the bell is not in the model" in told
    assert "18 Aug 2020 17 Aug 2020 to 20 Aug 2020 ✓ holds" in told


def test_misses_are_in_sight_and_hits_are_folded(page: str):
    seen, hidden = section_of(page, "patterns").split("<details>")
    assert "Most people out of the works" in seen
    assert "Day of the peak" not in seen
    assert "Facts that hold: 1" in hidden
    assert "Day of the peak" in hidden


def test_hits_are_in_sight_if_nothing_is_missed(run: Run):
    told = section_of(report(run, Studies(patterns_of(run.scenario))), "patterns")
    assert "<details>" not in told
    assert "Day of the peak" in told


def test_without_many_runs_the_facts_stand_beside_this_one(run: Run):
    told = said(section_of(report(run, Studies()), "patterns"))
    assert "Of 2 facts, 1 hold in this run and 1 are missed." in told
    assert "Two things came at once." in told
    assert re.search(r"✗ missed , [\d.,]+ times above Perhaps: the bell", told)
    assert "this run is of a changed one-plant" in told


def test_mechanisms_are_told_in_plain_words(page: str):
    section = section_of(page, "mechanisms")
    seen, hidden = section.split("<details>")
    assert "It is no evidence about the country" in seen
    assert "Of 3 parts 2 do, 1 not." in seen
    assert "100 pairs of runs with 10 % of the workers in memory" in seen
    assert "its own draw of parameters from what the scenario holds possible (0.5" in seen
    assert "Meetings, beside none" in seen
    assert "−1 %" in seen
    assert "−30 % to +70 %; expected: less, by construction" in seen
    assert "sign in 60% of draws" in seen
    assert "+50 %" in hidden
    assert "a feature: there or not" in hidden


def test_no_effect_has_no_sign(run: Run):
    table = mechanisms_of(run.scenario, effect=-0.001, low=-0.02, high=0.004)
    told = said(section_of(report(run, Studies(None, table)), "mechanisms"))
    assert "0 % −2 % to 0 %; expected: less" in told


def test_tables_of_a_folder_reach_the_page(run: Run, tmp_path: Path):
    file = tmp_path / "report.html"
    tables = Studies(None, mechanisms_of(run.scenario, part="the moon, beside none"))
    write_report(run, file, tables)
    assert "The moon, beside none" in file.read_text("utf-8")


def test_a_run_is_cited_with_what_makes_it_again(run: Run, page: str):
    told = said(section_of(page, "cite"))
    version = run.provenance["versions"]["downtools"]
    assert told.count(f"Scenario one-plant, content {run.scenario.hash[:12]}, seed 1") == 2
    assert told.count(run.digest) == 2
    assert "@software{downtools," in told
    assert "author = {{The downtools authors}}" in told
    assert f"version = {{{version}}}" in told
    assert f"The downtools authors ({YEAR}). downtools: strike waves" in told
    assert f"year = {{{YEAR}}}" in told
    assert "doi" not in told.lower().split()


def test_the_newest_changes_are_of_this_version_and_the_year_that_is_cited():
    changes = Path(__file__).parents[1] / "CHANGELOG.md"
    newest = re.findall(r"^## (.*)$", changes.read_text("utf-8"), re.MULTILINE)[0]
    assert newest == f"{downtools.__version__} ({YEAR})"


def test_a_name_is_set_as_tex_reads_it(run: Run):
    named = dataclasses.replace(run.scenario, name="my_plant{50%}")
    told = said(section_of(report(dataclasses.replace(run, scenario=named)), "cite"))
    assert r"note = {Scenario my\_plant50\%, content" in told
    assert "[software]. Scenario my_plant{50%}, content" in told


def test_assumptions_are_folded_by_group(page: str):
    section = section_of(page, "assumptions")
    summaries = re.findall(r"<summary>(\w+): (\d+) parameters?, (\d+) assumed", section)
    assert [name for name, _, _ in summaries] == [*GROUPS]
    assert sum(int(many) for _, many, _ in summaries) == len(all_params())
    assert sum(int(assumed) for _, _, assumed in summaries) == int(
        re.findall(r"(\d+) of them rest on an assumption", section)[0]
    )


def test_only_addresses_of_the_web_are_links():
    made = linked("see https://a.example/x?y=1&z=(2), and (http://b.example/p).").text
    assert re.findall(r'href="([^"]*)"', made) == [
        "https://a.example/x?y=1&amp;z=(2",
        "http://b.example/p",
    ]
    assert made.endswith(").")
    for text in ("javascript:x()", "ftp://a.example", "https://", "//a.example", "data:,x"):
        assert "<a" not in linked(text).text
    brief = linked("https://www.a.example/long/way", brief=True).text
    assert brief == '<a href="https://www.a.example/long/way" rel="noreferrer">a.example</a>'
