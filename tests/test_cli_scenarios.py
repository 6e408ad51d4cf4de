"""The commands about scenarios, and how the command line tells what went wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from downtools.cli import scenarios
from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.scenario import gallery
from tests.bad_folders import group, links, rule, schedule
from tests.folders import add, copy_of_plant, swap

Capture = pytest.CaptureFixture[str]


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a JSON value has the type and the properties that its schema asks for."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    named = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    if not any(isinstance(value, named[name]) for name in types):
        return False
    if isinstance(value, list):
        return all(fits(item, schema["items"]) for item in value)
    if isinstance(value, dict):
        return set(value) == set(schema["required"]) and all(
            fits(value[name], part) for name, part in schema["properties"].items()
        )
    return True


def answer(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def test_scenarios_lists_the_gallery(capsys: Capture) -> None:
    code, out, err = answer(capsys, "scenarios")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == list(gallery.names())
    code, out, err = answer(capsys, "scenarios", "--json")
    listed = json.loads(out)
    assert fits(listed, OUTPUTS["scenarios"])
    plant = next(row for row in listed["scenarios"] if row["name"] == "one-plant")
    assert (plant["workers"], plant["days"], plant["start"]) == (2000, 30, "2020-08-09")


def test_describe_prints_the_page_and_the_odd_protocol(capsys: Capture) -> None:
    code, out, _ = answer(capsys, "describe", "one-plant")
    assert code == 0
    for said in ("2,000 of them work", "Force in the street makes 4 victims", "have no"):
        assert said in out
    code, out, _ = answer(capsys, "describe", "one-plant", "--odd")
    assert code == 0
    heads = [line for line in out.splitlines() if line.startswith("## ")]
    assert [head.split()[1] for head in heads] == [f"{number}." for number in range(1, 8)]
    assert "| police.harm | 0.5 | score |" in out


def test_entries_alike_in_many_places_are_told_in_one_line(capsys: Capture, tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    for name, people in (("second", 5), ("third", 6)):
        add(
            "schedule.toml",
            f'[schedule.{name}]\nkind = "street_violence"\nstart = 2020-08-09\nend = 2020-08-11\n'
            f'place = "town:millbrook"\npeople = {people}\nsource = "made up"\n',
        )(folder)
    _, out, _ = answer(capsys, "describe", str(folder))
    assert "Likewise for millbrook (5), millbrook (6)." in " ".join(out.split())


RULES = (
    rule("ban", "legal_ban"),
    rule("sacking", "dismissal", "after = 'ban'"),
    rule("force", "street_violence", "end = 2020-08-30\nplace = 'town:millbrook'"),
)


def page(capsys: Capture, folder: Path) -> str:
    code, out, _ = answer(capsys, "describe", str(folder))
    assert code == 0
    return " ".join(out.split())


def test_rules_that_sleep_are_told_in_one_sentence(capsys: Capture, tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    assert "rule" not in page(capsys, folder)
    schedule(*RULES, "nightly\nkind = 'daily_meetings'\nstrength = 1")(folder)
    out = page(capsys, folder)
    assert (
        "What the regime does by rule 3 rules (legal_ban, dismissal, street_violence) sleep:"
        " history is scheduled to the end; a question about what might have been wakes them"
    ) in out
    assert "By rule," not in out
    assert "Workers are told each day to be grateful: the country" in out


def test_rules_that_are_awake_are_told_with_their_day(capsys: Capture, tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    schedule(*RULES)(folder)
    group("regime", "by_rule_from = 2020-08-25")(folder)
    out = page(capsys, folder)
    for said in (
        "What the regime does by rule (from Tue 2020-08-25) - From this day on, what is scheduled"
        " for the regime above does not happen.",
        "- By rule, while at least 10.00% of all workers are seen to act: strikes are banned",
        "are seen to act, and the rule ban acts there: 50.0% of those who went out are sacked",
        "- Wed 2020-08-19 to Sun 2020-08-30: By rule, where at least 10.0% of a town's people are"
        " in the street: force makes 0.5 victims a person in the street in Millbrook.",
    ):
        assert said in out
    assert "sleep" not in out


def test_a_regime_without_rules_is_told_to_do_nothing(capsys: Capture, tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    group("regime", "by_rule_from = 2020-08-01")(folder)
    said = "(from Sun 2020-08-09) - From this day on, what is scheduled for the regime above does"
    assert f"{said} not happen, and no rule is there to take its place." in page(capsys, folder)


def test_levers_and_what_depends_on_what_are_told(capsys: Capture, tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    before = page(capsys, folder)
    for absent in ("fund", "committee", "How they depend", "cannot pause"):
        assert absent not in before
    fund = "kind = 'strike_fund'\nusd = 3e6\nstrength = 0.5\nplace ="
    schedule(
        *(f"fund_{name}\n{fund} 'ownership:{name}'" for name in ("state", "mixed", "private")),
        "both\nkind = 'common_date'\nrung = 'rally'\nstrength = 1",
    )(folder)
    group("inter_site_committee", "open_on = 2020-08-16")(folder)
    links("manufacturing,services,0.3", "manufacturing,imports,0.7", "services,imports,1")(folder)
    swap("sectors.csv", ",shifts,", ",process,shifts,")(folder)
    swap("sectors.csv", ",500,day,", ",500,continuous,continuous,")(folder)
    swap("sectors.csv", ",400,day,", ",400,batch,day,")(folder)
    out = page(capsys, folder)
    for said in (
        "A strike fund of 3,000,000 USD pays 50% of lost wages until it is spent: workplaces in"
        " state ownership. Likewise for mixed (3,000,000 USD, strength 0.5), private (3,000,000",
        "A common date to rally is kept in the country",
        "- From Sun 2020-08-16 on: committees of different workplaces can join in",
        "1 link between sectors carries a stoppage on once a stock of 10 days is used up.",
        "runs at the sector Manufacturing, 1 named workplace: it halts when fewer than 60%",
    ):
        assert said in out


def test_the_odd_page_has_dates_and_no_empty_fields(capsys: Capture, tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    schedule(*RULES)(folder)
    _, out, _ = answer(capsys, "describe", str(folder), "--odd")
    assert "| inter_site_committee.open_on | 2999-12-31 | date |" in out
    assert "| schedule.sacking.above | 0.1 | share |" in out
    assert "| schedule.sacking.after | ban |" in out
    for absent in ("schedule.sacking.usd", "schedule.vote.above", "| links |"):
        assert absent not in out


def test_validate_tells_doubts_and_faults(capsys: Capture, tmp_path: Path) -> None:
    code, out, _ = answer(capsys, "validate", "one-plant")
    assert code == 1
    assert "is an assumption" in out
    folder = copy_of_plant(tmp_path)
    swap("sites.csv", "1400", "-[red]5[/red]")(folder)
    code, out, err = answer(capsys, "validate", str(folder))
    assert (code, out) == (2, "")
    assert err == (
        "sites.csv, row 2, staff is '-[red]5[/red]': a number with a unit or separator;"
        " give a plain whole number in people, of at least 1\n"
    )


def test_validate_is_content_with_a_scenario_without_doubt(capsys: Capture, tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    swap("sites.csv", ",assumption,state", ",sourced,state")(folder)
    add(
        "observed.csv",
        "pattern,label,measure,site,first,last,low,high,unit,source_kind,source\n"
        "p,P,peak_out_people,,2020-08-10,2020-08-20,1,2,people,NGO,made up\n",
    )(folder)
    links("manufacturing,imports,1", "services,value_added,1")(folder)
    assert answer(capsys, "validate", str(folder))[:2] == (
        0,
        "Nothing wrong and nothing doubtful.\n",
    )


def test_validate_json_is_one_object_whatever_is_found(capsys: Capture, tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    swap("sites.csv", "1400", "nan")(folder)
    for path, code in (("one-plant", 1), (str(folder), 2), (str(tmp_path / "no"), 2)):
        got, out, err = answer(capsys, "validate", "--json", path)
        assert (got, err) == (code, "")
        assert fits(json.loads(out), OUTPUTS["validate"])


def test_a_flood_of_faults_is_cut_in_the_message_only(capsys: Capture, tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    add("sites.csv", "\n".join(f"a{number},x" for number in range(200)))(folder)
    code, _, err = answer(capsys, "validate", str(folder))
    assert (code, len(err.splitlines())) == (2, 52)
    assert err.endswith("... and 150 more\n")
    _, out, _ = answer(capsys, "validate", "--json", str(folder))
    assert len(json.loads(out)["faults"]) == 200


def test_schema_prints_the_schema_of_scenarios_and_of_commands(capsys: Capture) -> None:
    code, out, _ = answer(capsys, "schema")
    schema = json.loads(out)
    assert code == 0
    harm = schema["properties"]["police"]["properties"]["harm"]
    assert (harm["minimum"], harm["maximum"], harm["default"], harm["unit"]) == (
        0,
        20,
        0.5,
        "score",
    )
    assert set(schema["$defs"]) > {"sites", "towns", "entry"}
    opens = schema["properties"]["inter_site_committee"]["properties"]["open_on"]
    assert (opens["type"], opens["format"], opens["default"]) == ("string", "date", "2999-12-31")
    assert schema["$defs"]["links"]["required"] == ["user", "supplier", "share", "source"]
    entry = schema["$defs"]["entry"]
    assert entry["dependentRequired"] == {"after": ["above"]}
    then = {one["if"]["properties"]["kind"]["const"]: one["then"] for one in entry["allOf"]}
    assert then["street_violence"]["then"] == {"required": ["strength"]}
    assert then["street_violence"]["else"] == {"required": ["people"]}
    assert then["strike_fund"]["required"] == ["strength", "usd"]
    assert then["strike_fund"]["properties"]["above"] is False
    assert then["call"]["properties"]["usd"] == {"const": 0}
    for command in OUTPUTS:
        code, out, _ = answer(capsys, "schema", command)
        assert (code, json.loads(out)["type"]) == (0, "object")
    code, out, err = answer(capsys, "schema", "scenaros")
    assert (code, out) == (2, "")
    assert "did you mean 'scenarios'?" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("describe",), "Missing argument"),
        (("describe", "one-plan"), "did you mean 'one-plant'?"),
        (("describe", "one-plant", "--od"), "No such option: --od"),
        (("descripe",), "Did you mean 'describe'"),
        (("validate", "a", "b"), "unexpected extra argument"),
        ((), "Usage: downtools"),
    ],
)
def test_bad_usage_is_one_message_and_exit_code_2(
    capsys: Capture, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = answer(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_help_and_version(capsys: Capture) -> None:
    code, out, _ = answer(capsys, "--help")
    assert code == 0
    for command in ("scenarios", "describe", "validate", "schema"):
        assert f"\n  {command} " in out
        assert answer(capsys, command, "--help")[0] == 0
    assert answer(capsys, "--version")[:2] == (0, "downtools 0.4.0\n")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "stopped by Ctrl-C\n"),
        (typer.Abort(), 130, "stopped by Ctrl-C\n"),
        (BrokenPipeError(), 141, ""),
        (MemoryError(), 2, "not enough memory; try a smaller --scale\n"),
        (PermissionError(13, "Permission denied", "x"), 2, "the system refused: "),
        (KeyError("[bold]"), 70, "a bug of ours: KeyError: '[bold]' (set DOWNTOOLS_DEBUG=1"),
    ],
)
def test_no_error_ends_in_a_traceback(
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    said: str,
) -> None:
    def fail(value: Any) -> None:
        raise error

    monkeypatch.setattr(scenarios, "show_json", fail)
    monkeypatch.delenv("DOWNTOOLS_DEBUG", raising=False)
    got, _, err = answer(capsys, "schema")
    assert got == code
    assert err.startswith(said)
    assert err.count("\n") == (1 if said else 0)


def test_debugging_shows_the_traceback(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(value: Any) -> None:
        raise KeyError("x")

    monkeypatch.setattr(scenarios, "show_json", fail)
    monkeypatch.setenv("DOWNTOOLS_DEBUG", "1")
    assert main(["schema"]) == 70
    assert "Traceback" in capsys.readouterr().err


def run(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "import sys; from downtools.cli.main import main; sys.exit(main())",
    ]
    return subprocess.run([*command, *arguments], text=True, check=False, stderr=-1, **more)


def test_exit_codes_of_the_program() -> None:
    assert run("schema", stdout=-1).returncode == 0
    assert run("validate", "one-plant", stdout=-1).returncode == 1
    assert run("validate", "nowhere", stdout=-1).returncode == 2


def test_a_reader_that_leaves_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        gone = run("schema", stdout=writer)
    finally:
        os.close(writer)
    assert (gone.returncode, gone.stderr) == (141, "")
