"""Files of reports: what is read, what is rejected with its cure, and what is no table at all."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from downtools.evidence import Band, Denial, Number, Unsized, claim_of, contradictions
from downtools.evidence.readers import read_reports
from downtools.scenario import gallery
from downtools.scenario.read import load

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
beside = pytest.mark.skipif(not SHARED.exists(), reason="the shared folder is not here")

OWN = (
    "report,event,date,site,town,event_type,size_low,size_best,size_high,unit,claim_by,confidence,"
    "source"
)
ROW = "r1,e1,2020-08-14,mtz,minsk,strike,,300,,people,workers,2,https://example.org/1"
CODED = (
    "event_id,date,site_id,place,event_type,size_low,size_best,size_high,unit,claim_by,quote,"
    "source_url,source_date,confidence"
)


@pytest.fixture(scope="module")
def scenario():
    return load("belarus-2020")


def reading(tmp_path, scenario):
    """Reads a text, or bytes, as a file of reports."""

    def reader(text, **how):
        path = tmp_path / "told.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_reports(path, scenario, **how)

    return reader


@pytest.fixture
def read(tmp_path, scenario):
    return reading(tmp_path, scenario)


def own(*rows):
    return "\n".join([OWN, *rows]) + "\n"


def coded(*rows):
    return "\n".join([CODED, *rows]) + "\n"


def changed(**cells):
    """The good row with some cells replaced."""
    told = dict(zip(OWN.split(","), ROW.split(","), strict=True)) | cells
    return ",".join(told.values())


def claims(found):
    return [claim_of(report) for report in found.reports]


# The tables of ours


def test_a_scenarios_own_reports_come_back_as_they_are(scenario):
    found = read_reports(gallery.path("belarus-2020") / "reports.csv", scenario)
    assert (found.kind, found.reports, found.clean) == ("own", scenario.reports, True)
    assert found.rows == len(scenario.reports) == sum(map(len, found.events.values()))


@beside
def test_the_coded_table_makes_the_same_claims_as_the_shipped_one(scenario):
    found = read_reports(SHARED / "belarus-2020" / "events.csv", scenario)
    same = (
        "date", "date_precision", "site", "town", "event_type", "size_low", "size_best",
        "size_high", "unit", "claim_by", "published", "confidence",
    )  # fmt: skip
    assert found.kind == "coded"
    assert (found.rejected, found.unmatched, found.guessed) == ((), (), ())
    assert [[getattr(r, name) for name in same] for r in found.reports] == [
        [getattr(r, name) for name in same] for r in scenario.reports
    ]
    assert len({r.event for r in found.reports}) == len({r.event for r in scenario.reports})


@beside
@pytest.mark.parametrize(
    ("name", "kind", "reports", "rejected"),
    [
        ("belarus-2020-telegram/workplace_events_coded.csv", "coded", 106, 0),
        ("belarus-2020-telegram/workplace_mentions_daily.csv", "telegram", 292, 151),
        ("belarus-2020-telegram/town_mentions_daily.csv", "telegram", 1016, 0),
        ("us-work-stoppages/bls_detail_2020_2023.csv", "stoppages", 0, 83),
    ],
)
def test_no_row_of_a_real_file_is_lost(scenario, name, kind, reports, rejected):
    found = read_reports(SHARED / name, scenario)
    assert (found.kind, len(found.reports), len(found.rejected)) == (kind, reports, rejected)
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        assert found.rows == len(list(csv.DictReader(file))) == reports + rejected


def test_contradicting_claims_of_an_event_are_kept(read):
    found = read(
        coded(
            "stop,2020-08-14,keramin,Minsk,strike,,500,,people,workers,a,u,,2",
            "stop,2020-08-14,keramin,Minsk,strike,,0,,people,management,b,u,,3",
            "stop,2020-08-14,keramin,Minsk,strike,200,,900,people,independent_media,c,u,,2",
            "calm,2020-08-14,atlant,Minsk,meeting,,100,,people,workers,d,u,,2",
            "calm,2020-08-14,atlant,Minsk,meeting,24,,150,people,government,e,u,,2",
        )
    )
    assert claims(found)[:3] == [Number(500.0), Denial(), Band(200.0, 900.0)]
    assert found.contradicting == ("stop",)
    assert len(contradictions(found.reports)) == 2
    assert [r.report for r in found.reports] == ["stop_1", "stop_2", "stop_3", "calm_1", "calm_2"]


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("meeting,,400,,people", "meeting,,1000,,people", True),
        ("meeting,200,,900,people", "meeting,,1000,,people", True),
        ("meeting,200,,900,people", "meeting,,500,,people", False),
        ("street_protest,,250000,,people", "street_protest,,20000,,people", True),
        ("strike,,400,,people", "petition,,1000,,signatures", False),
        ("strike,,400,,people", "walkout,,1000,,people", True),
        ("strike,,4,,shops", "strike,,1000,,people", False),
        ("strike,,,,people", "strike,,1000,,people", False),
    ],
)
def test_claims_contradict_if_their_sizes_do_not_meet(read, first, second, apart):
    rows = [f"e,2020-08-14,keramin,Minsk,{cells},workers,q,u,,2" for cells in (first, second)]
    assert bool(read(coded(*rows)).contradicting) == apart


@pytest.mark.parametrize(
    ("sizes", "claim"),
    [
        (",hundreds,", Band(200.0, 900.0)),
        (",около 300,", Number(300.0)),
        (",не менее 50,", Band(50.0, None)),
        (",1 200,", Number(1200.0)),
        (",,", Unsized()),
        (",no report,", Unsized()),
    ],
)
def test_words_for_sizes_are_bands(read, sizes, claim):
    row = f"e,2020-08-14,keramin,Minsk,strike,{sizes},people,workers,q,u,,2"
    assert claims(read(coded(row))) == [claim]


def test_publication_stays_apart_and_unknown_where_it_is(read):
    rows = [
        f"e,2020-08-14,mtz,Minsk,strike,,9,,people,workers,q,u,{d},2" for d in ("", "2020-08-20")
    ]
    assert [r.published for r in read(coded(*rows)).reports] == [None, dt.date(2020, 8, 20)]


def test_free_text_is_never_copied(read):
    found = read(coded("e,2020-08-14,mtz,Minsk,strike,,9,,people,workers,SECRET,u,,2"))
    assert "SECRET" not in repr(found)


def test_statuses_become_events_of_a_workplace_and_day(read):
    head = (
        "date,workplace,town,status,participants_low,participants_high,source_url,source_type,"
        "confidence"
    )
    rows = (
        "2020-08-14,MTZ,Minsk,4,200.0,999.0,u,media,2",
        "2020-08-14,MTZ,Minsk,0,,,u,state agency,3",
        "2020-08-14,MTZ,Minsk,0,5.0,5.0,u,media,3",
        "2020-08-14,MTZ,Minsk,4,,,u,state,3",
        "2020-08-15,No Such Works,Brest,2,70.0,70.0,u,union,1",
    )
    found = read("\n".join([head, *rows]))
    assert claims(found) == [Band(200.0, 900.0), Denial(), Unsized(), Unsized(), Number(70.0)]
    kinds = ["strike", "strike", "strike_denied", "strike_admitted", "meeting"]
    assert [r.event_type for r in found.reports] == kinds
    assert {r.event for r in found.reports} == {"mtz_20200814", "brest_other1_20200815"}
    assert found.contradicting == ("mtz_20200814",)
    (unmatched,) = found.unmatched
    assert (unmatched.name, unmatched.rows, unmatched.kept_in) == ("No Such Works", 1, ("brest",))
    assert (found.reports[-1].site, found.reports[-1].town) == ("", "brest")
    assert not found.clean


# Bad rows: each is listed with its place and cure, and the good ones stay


@pytest.mark.parametrize(
    ("cells", "column", "problem", "cure"),
    [
        ({"date": "2020-08-01"}, "date", "before the scenario's first day", "leave the row out"),
        ({"date": "2020-12-01"}, "date", "after the scenario's last day", "leave the row out"),
        ({"date": "soon"}, "date", "not a date", "2020-08-09"),
        ({"date": "2020-08-32"}, "date", "no such day", "2020-08-09"),
        ({"site": "mtzz"}, "site", "no such site", "'mtz'"),
        ({"town": "minks"}, "town", "no such town", "'minsk'"),
        ({"size_best": "-5"}, "size_best", "below its lowest", "at least 0"),
        ({"size_best": "many"}, "size_best", "not a number", "plain number"),
        ({"size_best": "20000000"}, "size_best", "more people than live", "digits"),
        ({"size_low": "400"}, "size_low", "above size_best, 300", "a row each"),
        ({"size_high": "200"}, "size_best", "above size_high, 200", "a row each"),
        (
            {"size_best": "120", "unit": "percent of staff"},
            "size_best",
            "above 100",
            "a part up to 100",
        ),
        ({"claim_by": "rumour"}, "claim_by", "not one of the choices", "workers"),
        ({"confidence": "7"}, "confidence", "above its highest", "1 to 3"),
        ({"event_type": ""}, "event_type", "empty", "text"),
        ({"report": "r0"}, "report", "stands twice", "an id"),
    ],
)
def test_a_bad_row_is_listed_and_the_good_ones_stay(read, cells, column, problem, cure):
    found = read(own(changed(report="r0"), changed(**cells), changed(report="r2")))
    assert [r.report for r in found.reports] == ["r0", "r2"]
    (bad,) = found.rejected
    assert (bad.row, bad.column) == (3, column)
    assert problem in bad.problem
    assert cure in bad.cure
    assert found.rows == 3


@pytest.mark.parametrize(
    ("size", "unit", "problem"),
    [("1.5", "share", "above 1 share"), ("0.2", "people", "less than one of the people")],
)
def test_a_part_and_a_count_are_told_apart(read, size, unit, problem):
    row = f"e,2020-08-14,keramin,Minsk,strike,,{size},,{unit},workers,q,u,,2"
    found = read(coded(row))
    assert (found.reports, found.rejected[0].problem) == ((), problem)


def test_names_are_counted_by_rows_and_guesses_of_good_rows_only(read):
    rows = [
        "e,2020-08-14,mine of Belaruskali,,strike,,5,,people,workers,q,u,,2",
        "e,2020-08-14,mine of Belaruskali,,strike,,5,,people,workers,q,u,,9",
        "f,2020-08-14,Nobody Ltd,Brest,strike,,5,,people,workers,q,u,,2",
        "f,2020-08-14,Nobody Ltd,,strike,,5,,people,workers,q,u,,2",
    ]
    found = read(coded(*rows))
    assert [(one.name, one.rows, one.by_sound) for one in found.guessed] == [
        ("mine of Belaruskali", 1, False)
    ]
    assert [(one.name, one.rows, one.kept_in) for one in found.unmatched] == [
        ("Nobody Ltd", 2, ("brest",))
    ]
    assert [bad.row for bad in found.rejected] == [3, 5]


def test_percent_of_an_output_may_be_above_100(read):
    found = read(own(changed(size_best="103", unit="percent of last year's output")))
    assert found.clean


@pytest.mark.parametrize("word", ["Total", "TOTAL:", "Итого", "Всего", "Sum", "Разам", "Ogółem"])
def test_a_totals_row_is_no_report(read, word):
    found = read(own(ROW, f"{word},,,,,,,300,,,,,"))
    assert len(found.reports) == 1
    assert (found.rejected[0].row, found.rejected[0].problem) == (
        3,
        "a row of totals, not a report",
    )


def test_a_row_with_cells_missing_is_rejected(read):
    found = read(own(ROW, "r2,e2,2020-08-14"))
    assert found.rejected[0].problem == "3 cells where the header has 13"


def test_odd_rows_are_told(read):
    early = "e,2020-08-14,mtz,Minsk,strike,,9,,people,workers,q,u,2020-08-12,2"
    other = "e,2020-08-14,maz,Minsk,strike,,9,,people,workers,q,v,,2"
    doubts = " | ".join(read(coded(early, early, other)).doubts)
    assert "repeat an earlier one, of the same source: 1" in doubts
    assert "published before the day of their event: 2" in doubts
    assert "events at several sites: e" in doubts
