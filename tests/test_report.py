"""The report: one page that needs nothing else, says everything, and runs nothing it was given."""

from __future__ import annotations

import dataclasses
import datetime as dt
import getpass
import os
import re
import socket
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from downtools.errors import OutOfRoomError
from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.parameters import all_params
from downtools.scenario.tables import Observed
from downtools.show.grounds import command
from downtools.show.html import Html, tag
from downtools.show.report import report, write_report

MARKUP = '<script>alert("x")</script>&"\'<img src=http://example.org/x>'
FACT = Observed(
    pattern="out",
    label="Most people out of the works " + MARKUP,
    measure="peak_out_people",
    first=dt.date(2020, 8, 9),
    last=dt.date(2020, 9, 7),
    low=1.0,
    high=2.0,
    unit="people",
    source_kind="workers",
    source="https://example.org/report",
)
DAY = dataclasses.replace(
    FACT, pattern="day", label="Day of the peak", measure="peak_out_day", low=None, high=None
)


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(load("one-plant"), seed=1)


@pytest.fixture(scope="module")
def held_run(run: Run) -> Run:
    """The same run, with facts to hold it against."""
    return dataclasses.replace(
        run, scenario=dataclasses.replace(run.scenario, observed=(FACT, DAY))
    )


@pytest.fixture(scope="module")
def page(held_run: Run) -> str:
    return report(held_run)


class Reader(HTMLParser):
    """What a page holds: tags, ids, addresses it refers to, text, and whether tags close."""

    void = frozenset({"meta", "link", "br", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.refers += [
            value or "" for name, value in attrs if name in ("href", "src", "xlink:href", "action")
        ]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.said.append(data)


def test_the_page_has_its_sections_in_order(page: str):
    anchors = re.findall(r'<h2 id="([a-z]+)">', page)
    assert anchors == [
        "curve",
        "map",
        "giants",
        "events",
        "organised",
        "belief",
        "money",
        "observed",
        "outcome",
        "schedule",
        "limits",
        "assumptions",
        "provenance",
        "licences",
    ]


def test_the_answer_stands_before_anything_else(page: str, run: Run):
    assert page.index("<h1>") < page.index('class="answer"') < page.index("<h2")
    assert run.scenario.question in page
    assert f"{run.summary()['peak_out']:,}" in page[: page.index("<h2")]


def test_tags_close_and_ids_are_unique(page: str):
    reader = Reader(page)
    assert reader.open == []
    assert len(set(reader.ids)) == len(reader.ids)


def test_nothing_is_fetched(page: str):
    reader = Reader(page)
    assert all(address.startswith(("#", "data:,")) for address in reader.refers)
    assert {"script", "img", "iframe", "object", "form"}.isdisjoint(reader.tags)
    assert not re.search(r"url\((?!#)|@import|@font-face", page)
    policy = dict(reader.attributes[: reader.attributes.index(("rel", "icon"))])["content"]
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_links_lead_somewhere(page: str):
    reader = Reader(page)
    assert {address[1:] for address in reader.refers if address.startswith("#")} <= set(reader.ids)


def test_markup_in_a_scenario_is_text(run: Run):
    base = run.scenario
    hostile = dataclasses.replace(
        base,
        name=MARKUP,
        title=MARKUP,
        question=MARKUP,
        sites=tuple(dataclasses.replace(site, name=MARKUP, site=MARKUP) for site in base.sites),
        towns=tuple(dataclasses.replace(town, name=MARKUP) for town in base.towns),
        districts=tuple(
            dataclasses.replace(row, name=MARKUP, latitude=53.0, longitude=28.0)
            for row in base.districts
        ),
        schedule=tuple(
            dataclasses.replace(entry, source=MARKUP, place=f"town:{MARKUP}")
            for entry in base.schedule
        ),
    )
    hostile = hostile.with_values({"workplace.giant_staff": 1000})
    made = report(dataclasses.replace(run, scenario=hostile))
    reader = Reader(made)
    assert {"script", "img"}.isdisjoint(reader.tags)
    assert reader.open == []
    assert MARKUP in "".join(reader.said)
    assert not any((name or "").startswith("on") for name, _ in reader.attributes)


def test_only_html_goes_in_as_it_is():
    assert tag("p", MARKUP, title='"><b>').text.count("<") == 2
    assert tag("p", Html("<b>x</b>")).text == "<p><b>x</b></p>"


def test_the_same_run_gives_the_same_bytes(held_run: Run, page: str):
    assert report(simulate(held_run.scenario, seed=1)) == page


def test_the_page_names_neither_user_nor_machine(page: str):
    told = " ".join(Reader(page).said)
    assert str(Path.home()) not in page
    assert os.getcwd() not in page
    assert "/tmp" not in page
    for name in (getpass.getuser(), socket.gethostname()):
        assert not re.search(rf"\b{re.escape(name)}\b", told)


def test_tables_have_captions_and_scoped_heads(page: str):
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert len(tables) >= 7
    for made in tables:
        assert "<caption>" in made
        assert 'scope="col"' in made
        assert 'scope="row"' in made
    assert page.count("<th") == page.count("<th ") + page.count("<thead")


def test_pictures_have_words(page: str):
    for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        assert 'role="img"' in svg
        assert re.search(r"<title[^>]*>.+</title>\s*<desc[^>]*>.+</desc>", svg)


def test_misses_stay_visible(page: str):
    assert "✗ missed" in page
    assert "One run, one seed; misses stay visible." in page
    assert "1 to 2 people" in page
    assert "2020-08-09 to 2020-09-07" in page


def test_without_observed_rows_the_section_is_left_out(run: Run):
    bare = report(run)
    assert 'id="observed"' not in bare
    assert 'href="#observed"' not in bare


def test_every_parameter_is_told_with_its_source(run: Run, page: str):
    said = " ".join(Reader(page).said)
    for key, declared in all_params().items():
        assert key in said
        assert declared.meaning in said
        assert run.scenario.source_of(key) in said


def test_the_digest_and_the_command_are_told(run: Run):
    page = report(run)
    assert run.digest in page
    assert "downtools run one-plant --seed 1" in page


def test_the_command_repeats_what_was_changed(run: Run):
    changed = run.scenario.with_values({"police.harm": 0.3}).with_days(10)
    made = dataclasses.replace(run, scenario=changed, seed=7, scale=0.5)
    assert command(made) == (
        "downtools run one-plant --seed 7 --scale 0.5 --days 10 --set police.harm=0.3"
    )


def test_a_command_that_would_not_do_is_not_told(run: Run):
    changed = dataclasses.replace(run.scenario, world_seed=99)
    made = dataclasses.replace(run, scenario=changed)
    assert command(made) is None
    assert "downtools rerun DIR" in report(made)


def test_a_wave_that_never_was_is_told_too(run: Run):
    quiet = {
        name: {
            column: values
            if column in ("day", "working", "site", "region", "sector")
            else values * 0
            for column, values in columns.items()
        }
        for name, columns in run.tables.items()
    }
    made = report(dataclasses.replace(run, tables=quiet))
    assert "stops work on any day" in made
    assert "Nothing happened at any of them." in made
    assert "No workplace has a committee, and nobody is kept in or taken away." in made
    assert "organised-wide" not in made
    assert "money-wide" not in made


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
    section = page[page.index('id="events"') : page.index('id="organised"')]
    by_kind, by_day = section.split("<details>")
    for words in ("Gathering", "Committee formed", "Committee linked", "Leaders detained"):
        assert words in by_kind
    assert "List opened" not in section
    assert "Decisions on the wave" not in section
    assert "Gathering" not in by_day
    assert by_day.count("The works") == 4
    assert "20 Aug 2020" in by_day


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
    assert "At most 3 workplaces have a committee at once, up to 2 of them linked." in told
    assert "Locks and blocked passes keep in up to 40 people in a day." in told
    assert "Away on the last evening: 5 detained, 6 dismissed, 7 resigned." in told
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
    page = report(with_tables(run, daily={**daily, "striking": [9]}))
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
    assert "USD 100 is not made by the workers&#x27; own decision; USD 500 more stands idle" in page


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


def test_a_report_is_written_whole(held_run: Run, page: str, tmp_path: Path):
    file = tmp_path / "new" / "report.html"
    write_report(held_run, file)
    assert file.read_text("utf-8") == page
    assert file.stat().st_size < 5_000_000
    assert [path.name for path in file.parent.iterdir()] == ["report.html"]


def test_a_report_that_cannot_be_written_leaves_nothing(run: Run, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutOfRoomError, match="could not be written"):
        write_report(run, tmp_path / "file" / "report.html")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
