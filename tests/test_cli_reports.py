"""The command `downtools reports`."""

import json
from pathlib import Path

import pytest

from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.evidence.readers import read_reports
from downtools.scenario import gallery
from downtools.scenario.read import load

HEAD = "event_id,date,site_id,place,event_type,size_best,unit,claim_by,source_url,confidence\n"
GOOD = "stop,2020-08-14,keramin,Minsk,strike,500,people,workers,u,2\n"
DENIED = "stop,2020-08-14,keramin,Minsk,strike,0,people,management,u,2\n"
UNMATCHED = "met,2020-08-14,Tractor Parts,Bobruisk,meeting,20,people,workers,u,2\n"
EARLY = "met,2020-07-14,maz,Minsk,meeting,20,people,workers,u,2\n"


@pytest.fixture
def told(tmp_path):
    """Writes a table of reports."""

    def write(*rows):
        path = tmp_path / "told.csv"
        path.write_text(HEAD + "".join(rows), encoding="utf-8")
        return str(path)

    return write


def answer(capsys, *arguments):
    code = main(["reports", "belarus-2020", *arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def test_a_clean_file_is_told_and_written(capsys, told, tmp_path):
    out = tmp_path / "reports.csv"
    code, said, err = answer(capsys, told(GOOD, DENIED), "--out", str(out))
    assert (code, err) == (0, "")
    assert "told.csv, read as coded for belarus-2020" in said
    assert "2 rows: 2 reports of 1 event, 0 rows left out, 0 rejected" in said
    assert "events whose claims contradict each other: 1, all kept" in said
    assert "by claimant: workers 1, management 1" in said
    again = read_reports(out, load("belarus-2020"))
    assert [report.report for report in again.reports] == ["stop_1", "stop_2"]


def test_rejected_rows_and_unmatched_names_are_listed(capsys, told, tmp_path):
    out = tmp_path / "reports.csv"
    code, said, _ = answer(capsys, told(GOOD, UNMATCHED, *[EARLY] * 30), "--out", str(out))
    assert code == 1
    assert "Rejected rows (30):" in said
    assert "30 rows (4, 5, 6, 7, 8, ...), date is '2020-07-14': before the scenario's" in said
    assert "workplace 'Tractor Parts': 1 row, kept as reports of bobruisk" in said
    assert len(out.read_text(encoding="utf-8").splitlines()) == 3


def test_at_most_twenty_faults_are_listed(capsys, told):
    rows = [GOOD.replace("500", "-5").replace("strike", f"{n} strike") for n in range(9)]
    rows += [GOOD.replace("Minsk", f"Place{n}").replace("keramin", "") for n in range(30)]
    code, said, _ = answer(capsys, told(*rows))
    assert code == 1
    assert "9 rows (2, 3, 4, 5, 6, ...), size_best is '-5': a negative number" in said
    assert "30 rows (11, 12, 13, 14, 15, ...), place such as 'Place0': no town" in said
    assert said.count("town 'Place") == 20
    assert "... and 10 more" in said


def test_json_is_one_object_of_its_schema(capsys, told):
    jsonschema = pytest.importorskip("jsonschema")
    code, said, _ = answer(capsys, told(GOOD, DENIED, UNMATCHED, EARLY), "--json")
    found = json.loads(said)
    jsonschema.validate(found, OUTPUTS["reports"])
    assert set(found) == set(OUTPUTS["reports"]["required"])
    assert (code, found["clean"], found["contradicting"]) == (1, False, ["stop"])
    assert (found["rows"], found["reports"], len(found["rejected"])) == (4, 3, 1)
    assert found["rejected"][0]["row"] == 5
    assert found["unmatched"][0]["kept_in"] == ["bobruisk"]
    assert found["sites"] == {"keramin": 2}


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        (HEAD, (), "holds no rows"),
        (f"surname,{HEAD}x,{GOOD}", (), "surname: a column about persons; remove it"),
        (HEAD + GOOD, ("--as", "acled"), "event_id_cnty: missing column"),
        (HEAD + GOOD, ("--as", "axled"), "did you mean 'acled'?"),
        (HEAD + GOOD, ("--map", "none.toml"), "none.toml: cannot be read"),
        (HEAD + GOOD, ("--out", "no/such/folder/x.csv"), "no such folder"),
    ],
)
def test_bad_input_is_one_message_and_nothing_written(
    capsys, tmp_path, monkeypatch, text, more, said
):
    monkeypatch.chdir(tmp_path)
    Path("told.csv").write_text(text, encoding="utf-8")
    code, out, err = answer(capsys, "told.csv", *more)
    assert (code, out) == (2, "")
    assert said in err
    assert [path.name for path in tmp_path.iterdir()] == ["told.csv"]


def test_the_input_is_never_written_over(capsys, told):
    path = told(GOOD)
    code, _, err = answer(capsys, path, "--out", path)
    assert code == 2
    assert "the file that is read" in err
    assert Path(path).read_text(encoding="utf-8") == HEAD + GOOD


def test_the_shipped_reports_are_clean(capsys):
    code, said, _ = answer(capsys, str(gallery.path("belarus-2020") / "reports.csv"))
    assert code == 0
    assert "read as own" in said
