"""Exports of others: ACLED, GDELT 2, counts of channels, work stoppages of the United States."""

import datetime as dt

import pytest

from downtools.errors import InputError
from downtools.evidence import Band, Number, Unsized, claim_of
from downtools.evidence.claims import measure_of
from downtools.evidence.readers import read_reports
from downtools.evidence.readers.grid import GDELT_COLUMNS
from downtools.scenario.read import load

MINSK = ("53.9", "27.57")
ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp"
)


@pytest.fixture(scope="module")
def scenario():
    return load("belarus-2020")


@pytest.fixture
def read(tmp_path, scenario):
    def reader(text, name="told.csv", **how):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_reports(path, scenario, **how)

    return reader


def acled(*rows):
    """An export with the cells given of each row, Minsk and a protest of workers by default."""
    lines = [ACLED]
    for number, cells in enumerate(rows, start=1):
        told = dict.fromkeys(ACLED.split(","), "") | {
            "event_id_cnty": f"BLR{number}",
            "event_date": "14 August 2020",
            "time_precision": "1",
            "event_type": "Protests",
            "sub_event_type": "Peaceful protest",
            "actor1": "Protesters (Belarus)",
            "assoc_actor_1": "Labor Group (Belarus)",
            "location": "Minsk",
            "latitude": MINSK[0],
            "longitude": MINSK[1],
            "source": "Radio A; Radio B",
            "tags": "crowd size=hundreds",
        }
        lines.append(",".join(f'"{text}"' for text in (told | cells).values()))
    return "\n".join(lines)


# ACLED


def test_protests_of_workers_are_meetings_and_strikes(read):
    found = read(
        acled(
            {"notes": "Workers of Keramin went on strike."},
            {"notes": "Workers met in the yard.", "tags": "crowd size=about 2,000"},
            {"assoc_actor_1": "", "tags": "local administrators; crowd size=no report"},
            {"notes": "Prisoners on hunger strike and workers met.", "tags": ""},
        )
    )
    kinds = [(r.event_type, r.site, r.town) for r in found.reports]
    assert kinds == [
        ("meeting", "keramin", "minsk"),
        ("strike", "keramin", "minsk"),
        ("meeting", "", "minsk"),
        ("street_protest", "", "minsk"),
        ("meeting", "", "minsk"),
    ]
    claims = [claim_of(r) for r in found.reports]
    assert claims == [Band(200.0, 900.0), Unsized(), Number(2000.0), Unsized(), Unsized()]
    (guess,) = found.guessed
    assert (guess.taken_for, guess.rows) == ("keramin", 1)
    first = found.reports[0]
    assert (found.kind, first.claim_by, first.published) == ("acled", "independent_media", None)
    assert (first.date, first.source) == (dt.date(2020, 8, 14), "ACLED event BLR1")
    assert "Workers of" not in repr(found.reports)


def test_what_is_no_act_of_workers_here_is_left_out_and_counted(read):
    found = read(
        acled(
            {"event_type": "Battles"},
            {"event_type": "Battles"},
            {"latitude": "50.45", "longitude": "30.52", "location": "Kyiv"},
            {"time_precision": "3"},
            {"time_precision": "2", "event_date": "2020-08-15"},
            {"location": "Minsk - Zavodski"},
            {"location": "Nowhere", "latitude": "", "longitude": ""},
        )
    )
    assert list(found.left_out.values()) == [2, 1]
    assert [r.date_precision for r in found.reports] == ["approx", "day"]
    assert [bad.column for bad in found.rejected] == ["time_precision", "location"]
    assert found.guessed[0].taken_for == "minsk"
    assert (found.unmatched[0].name, found.unmatched[0].kind) == ("Nowhere", "town")
    assert found.rows == 7


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14-August-2020", 14), ("14 Aug 2020", 14), ("August 14, 2020", 14), ("14.08.2020", 14),
        ("14/08/2020", 14), ("14-08-2020", 14), ("20200814", 14), ("2020-08-14T10:00:00", 14),
        ("14 августа 2020", 14), ("14 жніўня 2020", 14), ("14 sierpnia 2020", 14),
        ("11/08/2020", None), ("44057", None), ("14 Augober 2020", None), ("31.09.2020", None),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(read, text, day):
    found = read(acled({"event_date": text}))
    assert [r.date.day for r in found.reports] == ([day] if day else [])
    assert [bad.column for bad in found.rejected] == ([] if day else ["event_date"])


def test_a_mapping_says_whose_claims_and_which_day_first(tmp_path, read):
    mapping = tmp_path / "map.toml"
    mapping.write_text('[claim_by]\n"radio b" = "government"\n[read]\ndates = "day first"\n')
    found = read(
        acled({"event_date": "11/08/2020", "notes": "strike", "tags": ""}), mapping=mapping
    )
    _, report = found.reports
    assert (report.date.day, report.claim_by) == (11, "government")
    assert report.event_type == "strike_admitted"  # as strike it would be read as a denial
    assert claim_of(report) == Unsized()


# GDELT 2


def gdelt(*rows):
    lines = []
    for number, cells in enumerate(rows, start=1):
        told = dict.fromkeys(GDELT_COLUMNS, "") | {
            "GLOBALEVENTID": str(940000000 + number),
            "SQLDATE": "20200814",
            "Actor1Name": "SOMEBODY",
            "EventCode": "143",
            "NumMentions": "250",
            "ActionGeo_Type": "4",
            "ActionGeo_FullName": "Minsk, Minskaya Voblasts', Belarus",
            "ActionGeo_Lat": MINSK[0],
            "ActionGeo_Long": MINSK[1],
            "DATEADDED": "20200815101500",
            "SOURCEURL": 'https://example.org/a"b',
        }
        lines.append("\t".join((told | cells).values()))
    return lines


def test_events_of_gdelt_have_no_size_and_no_names(read):
    assert len(GDELT_COLUMNS) == 61
    rows = gdelt(
        {},
        {"EventCode": "1411"},
        {"EventCode": "190"},
        {"EventCode": "142"},
        {"ActionGeo_Type": "1"},
        {"ActionGeo_FullName": "Brest, Bretagne, France", "ActionGeo_Lat": "48.4",
         "ActionGeo_Long": "-4.5"},
        {"ActionGeo_FullName": "Hrodna, Hrodzyenskaya Voblasts', Belarus",
         "ActionGeo_Lat": "53.68", "ActionGeo_Long": "23.83"},
    )  # fmt: skip
    found = read("\n".join(rows), "20200814.export.CSV")
    assert found.kind == "gdelt"
    told = [(r.event_type, r.town, claim_of(r), r.confidence) for r in found.reports]
    assert told == [
        ("strike", "minsk", Unsized(), 1),
        ("street_protest", "minsk", Unsized(), 1),
        ("strike", "grodno", Unsized(), 1),
    ]
    assert sum(found.left_out.values()) == 4
    assert found.reports[0].published == dt.date(2020, 8, 15)
    assert found.reports[0].source == "GDELT event 940000001"
    assert "SOMEBODY" not in repr(found)


def test_a_table_of_gdelt_with_its_header_is_the_same(read):
    rows = gdelt({}, {"EventCode": "145"})
    with_header = read(
        "\n".join(["\t".join(GDELT_COLUMNS), *[row.replace('"', "") for row in rows]])
    )
    assert with_header.reports == read("\n".join(rows)).reports


def test_gdelt_1_is_told(read):
    with pytest.raises(InputError, match="GDELT 1"):
        read("\t".join(["1", "20200814", *["x"] * 56]))


# Counts of channels


def test_a_mention_is_an_unsized_event(read):
    head = "workplace,day,posts,strike,workplace_protest,detention,march,dismissal,first_post_minsk"
    rows = (
        "BelAZ (Zhodino),2020-08-13,25,20,6,1,2,1,2020-08-14 00:11:48",
        "Keramin,2020-08-13,3,0,2,0,0,0,",
        "Keramin,2020-08-14,3,0,0,0,0,0,",
        "Schools,2020-08-14,9,9,0,0,0,0,",
        "Keramin,2020-08-15,3,x,0,0,0,0,",
    )
    found = read("\n".join([head, *rows]))
    told = [(r.event_type, r.site, measure_of(r), claim_of(r)) for r in found.reports]
    assert told == [
        ("strike", "belaz", "out", Unsized()),
        ("meeting", "keramin", "active", Unsized()),
        ("mention", "keramin", None, Unsized()),
    ]
    first = found.reports[0]
    assert (first.published, first.confidence) == (dt.date(2020, 8, 14), 1)
    assert first.source == "told.csv, row 2"
    assert [bad.column for bad in found.rejected] == ["workplace", "strike"]


def test_mentions_of_towns(read):
    found = read("town,day,posts,strike\nZhodino,2020-08-13,5,2\n")
    assert [(r.town, r.site, r.event_type) for r in found.reports] == [("zhodzina", "", "strike")]


# Work stoppages


def test_stoppages_begin_with_a_size_and_end(read):
    head = 'Employer,Union,Case Number,"City, State",# Idled,Start Date,End Date,Duration'
    rows = (
        'JSC Keramin,U,1,"Minsk, MN",27.0,2020-08-14,2020-08-20,6',
        'Keramin,U,2,"Minsk, MN",30.0,2020-08-20,2020-08-14,-6',
        'Keramin,U,3,"Minsk, MN",,2020-08-21,,',
        'Keramin,U,4,"Minsk, MN",0.0,2020-08-21,,',
        'Other Corp,U,5,"Boston, MA",5.0,2020-08-21,,',
        'Keramin,U,6,"Minsk, MN",9,2020-09-28,2020-11-01,34',
        'Keramin,U,7,"Minsk, MN",-9,2020-09-28,,',
    )
    found = read("\n".join([head, *rows]))
    told = [(r.event, r.event_type, r.date.day, r.size_best, r.site) for r in found.reports]
    assert told == [
        ("stoppage_2", "strike", 14, 27.0, "keramin"),
        ("stoppage_2", "strike_ended", 20, None, "keramin"),
        ("stoppage_4", "strike_admitted", 21, None, "keramin"),
        ("stoppage_7", "strike", 28, 9.0, "keramin"),
    ]
    problems = [(bad.row, bad.column, bad.problem) for bad in found.rejected]
    assert problems == [
        (3, "End Date", "-6 days long: it ends before it begins on 2020-08-20"),
        (5, "# Idled", "a stoppage of nobody"),
        (6, "Employer", "no workplace of the scenario, and no town of it is told"),
        (8, "# Idled", "a negative number"),
    ]


def test_large_stoppages_have_a_layout_of_their_own(read):
    head = (
        "Employers involved,Areas,Work stoppage beginning date,Work stoppage ending date,"
        "Number of workers"
    )
    found = read(f"{head}\nKeramin,Minsk,2020-08-14,2020-08-14,1800.0\n")
    assert [(r.event_type, r.size_best) for r in found.reports] == [
        ("strike", 1800.0),
        ("strike_ended", None),
    ]
    assert (found.kind, found.clean) == ("stoppages", True)
