"""Any table with a mapping file, and sizes as people write them."""

from pathlib import Path

import pytest

from downtools.errors import InputError
from downtools.evidence import Band, Denial, Number, Unsized, band_of, claim_of
from downtools.evidence.readers import read_reports
from downtools.evidence.readers.words import Size, size_of
from downtools.scenario.read import load
from downtools.scenario.values import UnfitError

TABLE = """\
Дата;Предприятие;Город;Событие;Участники;Кто;Примечание
14.08.2020;МТЗ;Минск;забастовка;сотни;рабочие;текст
14.08.2020;МТЗ;Минск;опровержение;;директор;текст
14 августа 2020;Керамин;;митинг;около 1,5 тыс. человек;рабочие;текст
14.08.2020;Наш завод;;митинг;20-30;рабочие;текст
14.08.2020;Гродно Азот;Гродно;забастовка;20 %;рабочие;текст
Итого;;;;1800;;
"""
MAPPING = """\
[columns]
date = "Дата"
site = "Предприятие"
town = "Город"
event_type = "Событие"
size = "Участники"
claim_by = "Кто"
[constants]
unit = "чел."
confidence = 2
[values.event_type]
"Забастовка" = "strike"
"митинг" = "meeting"
[values.claim_by]
"рабочие" = "workers"
"директор" = "management"
[sites]
"наш завод" = "atlant"
"""


@pytest.fixture(scope="module")
def scenario():
    return load("belarus-2020")


@pytest.fixture
def read(tmp_path, scenario):
    def reader(table=TABLE, mapping=MAPPING, **how):
        (tmp_path / "told.csv").write_text(table, encoding="utf-8")
        (tmp_path / "map.toml").write_text(mapping, encoding="utf-8")
        return read_reports(tmp_path / "told.csv", scenario, mapping=tmp_path / "map.toml", **how)

    return reader


def test_a_table_in_russian_with_a_mapping(read):
    found = read()
    assert found.kind == "plain"
    told = [(r.event_type, r.site, r.town, r.unit, claim_of(r)) for r in found.reports]
    assert told == [
        ("strike", "mtz", "minsk", "people", Band(200.0, 900.0)),
        ("strike", "mtz", "minsk", "people", Denial()),
        ("meeting", "keramin", "minsk", "people", Number(1500.0)),
        ("meeting", "atlant", "minsk", "people", Band(20.0, 30.0)),
    ]
    assert found.contradicting == ("mtz_20200814",)
    assert [r.source for r in found.reports[:1]] == ["told.csv, row 2"]
    assert [(bad.row, bad.column) for bad in found.rejected] == [(6, "Участники"), (7, "")]
    assert "percentage" in found.rejected[0].problem
    assert "текст" not in repr(found)


def test_a_denial_of_others_than_officials_is_no_size(read):
    found = read(TABLE.replace("директор", "рабочие"))
    assert found.reports[1].event_type == "strike_denied"
    assert claim_of(found.reports[1]) == Unsized()


def test_sizes_in_columns_of_their_own(read):
    table = "d,low,high\n2020-08-14,100,200\n2020-08-14,200,100\n2020-08-14,dozens,\n"
    mapping = (
        '[columns]\ndate = "d"\nsize_low = "low"\nsize_high = "high"\n[constants]\nsite = "mtz"\n'
        'event_type = "strike"\nclaim_by = "workers"\nunit = "people"\nconfidence = 1\n'
    )
    found = read(table, mapping)
    assert [claim_of(r) for r in found.reports] == [Band(100.0, 200.0)]
    assert [(bad.row, bad.column) for bad in found.rejected] == [(3, "size_low"), (4, "low")]


@pytest.mark.parametrize(
    ("old", "new", "column", "said"),
    [
        ('date = "Дата"', 'date = "Data"', "columns.date", "no such column"),
        ('date = "Дата"', 'day = "Дата"', "columns.day", "no such field"),
        ('date = "Дата"\n', "", "date", "not told"),
        ('unit = "чел."\n', "", "unit", "sizes without a unit"),
        ('"atlant"', '"atlantt"', "sites.наш завод", "none of the sites"),
        ("[constants]", "[constant]", "constant", "no such part"),
        ("confidence = 2", "confidence = true", "constants.confidence", "no text, number or day"),
        ("[values.claim_by]", "[values.claimer]", "values.claimer", "no such field"),
        ("[sites]", '[read]\ndates = "us"\n[sites]', "read.dates", "not one of the choices"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(read, old, new, column, said):
    assert old in MAPPING
    with pytest.raises(InputError) as caught:
        read(mapping=MAPPING.replace(old, new))
    found = {fault.column: fault for fault in caught.value.faults}
    assert said in found[column].problem
    assert found[column].cure


def test_a_mapping_that_is_no_toml_or_not_there(read, tmp_path, scenario):
    with pytest.raises(InputError, match="not valid TOML"):
        read(mapping="[columns")
    with pytest.raises(InputError, match=r"none\.toml"):
        read_reports(tmp_path / "told.csv", scenario, mapping=tmp_path / "none.toml")


def test_plain_needs_a_mapping(tmp_path, scenario):
    (tmp_path / "a.csv").write_text("d,n\n2020-08-14,3\n", encoding="utf-8")
    with pytest.raises(InputError, match="date: not told"):
        read_reports(tmp_path / "a.csv", scenario, kind="plain")


def test_values_of_unknown_claimants_and_confidence_are_rejected(read):
    found = read(mapping=MAPPING.replace("confidence = 2", "confidence = 5"))
    assert {bad.problem for bad in found.rejected} >= {"not 1, 2 or 3"}
    found = read(mapping=MAPPING.replace('"директор" = "management"', ""))
    assert found.rejected[0].column == "Кто"
    assert found.rejected[0].problem == "no kind of source known here"


@pytest.mark.parametrize("words", ["dozens", "a few dozen", "десятки", "дзясяткі", "dziesiątki"])
def test_dozens_in_four_languages(words):
    low, high = band_of(10.0)
    assert size_of(words) == Size(low=low, high=high)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Hundreds", Size(low=200.0, high=900.0)),
        ("несколько сотен", Size(low=200.0, high=900.0)),
        ("некалькі сотняў", Size(low=200.0, high=900.0)),
        ("kilkaset osób", Size(low=200.0, high=900.0)),
        ("thousands of people", Size(low=2000.0, high=9000.0)),
        ("тысячи человек", Size(low=2000.0, high=9000.0)),
        ("tens of thousands", Size(low=20000.0, high=90000.0)),
        ("around a dozen", Size(best=12.0)),
        ("about 2,000", Size(best=2000.0)),
        ("1 500 чел.", Size(best=1500.0)),
        ("2\u00a0000", Size(best=2000.0)),
        ("100-200", Size(low=100.0, high=200.0)),
        ("between 100 and 200", Size(low=100.0, high=200.0)),
        ("от 100 до 200", Size(low=100.0, high=200.0)),
        ("at least 300", Size(low=300.0)),
        ("более тысячи", Size(low=1000.0)),
        ("more than a hundred", Size(low=100.0)),
        ("over hundreds", Size(low=100.0)),
        ("up to 50", Size(high=50.0)),
        ("менее 50 человек", Size(high=50.0)),
        ("до 50", Size(high=50.0)),
        ("2 тыс.", Size(best=2000.0)),
        ("2,5 tys.", Size(best=2500.0)),
        ("0", Size(best=0.0)),
        ("unknown", Size()),
        ("large", Size()),
        ("-5", None),
        ("20%", None),
        ("200-100", None),
        ("at least", None),
        ("3 or 4", None),
        ("more than unknown", None),
    ],
)
def test_sizes_as_people_write_them(text, size):
    if size is None:
        with pytest.raises(UnfitError):
            size_of(text)
    else:
        assert size_of(text) == size


def test_the_mapping_of_the_docs_reads_the_table(read):
    page = (Path(__file__).resolve().parents[1] / "docs" / "evidence.md").read_text("utf-8")
    mapping = page.partition("```toml\n")[2].partition("```")[0]
    found = read(TABLE.replace("директор", "дирекция"), mapping)
    assert [r.event_type for r in found.reports] == ["strike", "strike", "meeting", "meeting"]
    assert claim_of(found.reports[1]) == Denial()
