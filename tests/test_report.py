"""The report: one page that needs nothing else, says everything, and runs nothing it was given."""

from __future__ import annotations

import dataclasses
import datetime as dt
import getpass
import os
import re
import socket
from pathlib import Path

import pytest

from downtools.chance import Luck
from downtools.errors import OutOfRoomError
from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.parameters import all_params
from downtools.scenario.tables import Observed
from downtools.show.grounds import command
from downtools.show.html import Html, tag
from downtools.show.paths import shortened
from downtools.show.report import report, write_report
from downtools.show.system import money_curve
from tests.pages import Reader

MARKUP = '<script>alert("x")</script>&"\'<img src=x>'
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
    source="https://example.org/report/of?many=1, and a rule",
    denominator="2,000 on the roll",
    guess="a bell rang",
)
DAY = dataclasses.replace(
    FACT,
    pattern="day",
    label="Day of the peak",
    measure="peak_out_day",
    low=None,
    high=None,
    unit="date",
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


def test_the_page_has_its_sections_in_order(page: str):
    anchors = re.findall(r'<h2 id="([a-z]+)">', page)
    assert anchors == [
        "curve",
        "map",
        "events",
        "giants",
        "funnel",
        "organised",
        "belief",
        "money",
        "likely",
        "levers",
        "patterns",
        "mechanisms",
        "outcome",
        "schedule",
        "limits",
        "assumptions",
        "provenance",
        "cite",
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
    """Addresses of the web stand in links that a reader may follow, and nowhere else."""
    reader = Reader(page)
    links = set(re.findall(r'<a href="(https?://[^"]*)" rel="noreferrer">', page))
    assert links == {"https://example.org/report/of?many=1"}
    beside = (address for address in reader.refers if address not in links)
    assert all(address.startswith(("#", "data:,")) for address in beside)
    assert {"img", "iframe", "object", "form"}.isdisjoint(reader.tags)
    assert not re.search(r"url\((?!#)|@import|@font-face", page)
    policy = dict(reader.attributes[: reader.attributes.index(("rel", "icon"))])["content"]
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_links_lead_somewhere(page: str):
    reader = Reader(page)
    assert {address[1:] for address in reader.refers if address.startswith("#")} <= set(reader.ids)


def test_only_html_goes_in_as_it_is():
    assert tag("p", MARKUP, title='"><b>').text.count("<") == 2
    assert tag("p", Html("<b>x</b>")).text == "<p><b>x</b></p>"


def test_the_same_run_gives_the_same_bytes(held_run: Run, page: str):
    assert report(simulate(held_run.scenario, seed=1)) == page


def test_the_page_names_neither_user_nor_machine(page: str):
    words = re.sub(r"<script>.*?</script>|square root", "", page, flags=re.DOTALL)
    told = " ".join(Reader(words).said)
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


def points_of(path: str) -> list[tuple[str, float, float]]:
    """Each point that a path names, with the command it belongs to, from the sheet's corner."""
    found: list[tuple[str, float, float]] = []
    at = start = (0.0, 0.0)
    for letter, said in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        if letter == "z":
            at = start
            continue
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", said)]
        step = {"M": 1, "L": 1, "Q": 2, "C": 3}[letter.upper()]
        for i in range(0, len(numbers), 2):
            x, y = numbers[i : i + 2]
            spot = (at[0] + x, at[1] + y) if letter.islower() else (x, y)
            found.append((letter.upper(), *spot))
            if (i // 2 + 1) % step == 0:
                at = spot
        start = at if letter.upper() == "M" else start
    return found


def test_paths_of_the_page_are_short_and_where_they_were(run: Run):
    for made in (run.plot(), run.plot_ladder(), money_curve(run)):
        paths = [re.findall(r'<path d="([^"]*)"', svg) for svg in (made.svg(), made.svg("some"))]
        assert sum(map(len, paths[1])) < 0.7 * sum(map(len, paths[0]))
        for whole, short in zip(*paths, strict=True):
            before, after = points_of(whole), points_of(short)
            assert [letter for letter, *_ in before] == [letter for letter, *_ in after]
            apart = [
                max(abs(x - u), abs(y - v))
                for (_, x, y), (_, u, v) in zip(before, after, strict=True)
            ]
            assert max(apart) < 0.056


def test_numbers_of_a_path_are_told_apart():
    lines = "M 0.04 10\nL 0.5 9.25\nL -3 9.3\nL -3 8\nz\nM 1 1\nC 1 2 3 4 5 6.06\n"
    short = "M0 10l.5-.8-3.5 .1 0-1.3zM1 1c0 1 2 3 4 5.1"
    assert shortened(f'<path d="{lines}"/>') == f'<path d="{short}"/>'
    marker = f'<path id="dot" d="{lines}"/>'
    assert shortened(marker) == marker


def test_misses_stay_visible(page: str):
    assert "✗ missed" in page
    assert "misses stay visible" in page
    assert "1 to 2 people" in page
    assert "9 Aug to 7 Sep 2020" in page
    assert "this run is of a changed one-plant" in page


def test_the_command_that_makes_a_missing_table_is_told(held_run: Run):
    own = dataclasses.replace(
        held_run, scenario=dataclasses.replace(held_run.scenario, name="mine")
    )
    told = report(own)
    for study in ("patterns", "mechanisms", "ensemble", "levers"):
        assert f"downtools {study} ./mine --json &gt; {study}.json" in told
        assert f"downtools report DIR --{study} {study}.json" in told


def test_without_observed_rows_the_section_is_left_out(run: Run):
    bare = report(run)
    assert 'id="patterns"' not in bare
    assert 'href="#patterns"' not in bare
    assert "downtools mechanisms one-plant --json" in bare


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
    made = dataclasses.replace(run, scenario=changed, luck=Luck.of(7), scale=0.5)
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
