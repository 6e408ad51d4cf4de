"""Files that are no table of reports, columns about persons, and what is written."""

import pytest

from downtools.errors import InputError
from downtools.evidence.readers import KINDS, read_reports
from downtools.evidence.readers.write import refuse_place, write_reports
from downtools.scenario import gallery
from downtools.scenario.read import load
from tests.test_readers import OWN, ROW, changed, own, reading


@pytest.fixture(scope="module")
def scenario():
    return load("belarus-2020")


@pytest.fixture
def read(tmp_path, scenario):
    return reading(tmp_path, scenario)


def faults(read, text, **how):
    with pytest.raises(InputError) as caught:
        read(text, **how)
    return caught.value.faults


# Bad files: one clear message


def test_a_file_in_cp1251_is_told_by_its_name(read):
    (fault,) = faults(read, (OWN + "\n" + changed(source="страница")).encode("cp1251"))
    assert "cp1251" in fault.problem
    assert "iconv -f cp1251 -t utf-8 told.csv" in fault.cure


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + b"\x00\xff" * 40, "an Excel workbook or another zip file"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 40, "an Excel workbook of the old kind"),
        (own(ROW).encode("utf-16"), "written in UTF-16"),
        (b"a,b\n\xff\xfe\xe9,1\n", "bytes that are not UTF-8"),
        (b"a,b\n\x00,1\n", "zero bytes"),
        (b"", "empty"),
        (b"\n \n", "empty"),
        (OWN.encode(), "holds no rows"),
        (own('r1,"e1,2020').encode(), "not valid CSV"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(read, data, said):
    (fault,) = faults(read, data)
    assert said in fault.problem
    assert fault.cure


def test_no_file_and_no_kind(tmp_path, scenario):
    for path, how in ((tmp_path / "none.csv", {}), (tmp_path, {}), (tmp_path, {"kind": "axled"})):
        with pytest.raises(InputError) as caught:
            read_reports(path, scenario, **how)
    assert "'acled'" in caught.value.faults[0].cure


def test_missing_doubled_and_unknown_columns(read):
    missing = faults(read, own(ROW).replace("claim_by", "claimed_by"))
    assert [(f.column, f.problem) for f in missing] == [("claim_by", "missing column")]
    assert "'claimed_by'" in missing[0].cure
    (doubled,) = faults(read, own(ROW).replace("size_low", "size_best"))
    assert (doubled.column, doubled.problem) == ("size_best", "stands 2 times in the header")
    (unknown,) = faults(read, "a,b\n1,2\n")
    assert "no known kind" in unknown.problem
    assert all(kind in unknown.cure for kind in KINDS[1:])


def test_byte_order_mark_semicolons_and_decimal_commas_are_read(read):
    row = changed(size_best="300,5", source="x")
    text = own(row.replace("300,5", "300#5")).replace(",", ";").replace("#", ",")
    found = read(b"\xef\xbb\xbf" + text.encode())
    assert (found.clean, found.reports[0].size_best) == (True, 300.5)
    tabs = read(own(ROW).replace(",", "\t"))
    assert tabs.reports[0].size_best == 300.0


def test_a_number_that_may_be_two_is_not_guessed(read):
    text = own(changed(size_best="1#500", source="x")).replace(",", ";").replace("#", ",")
    assert "thousands or decimals" in read(text).rejected[0].problem


@pytest.mark.parametrize(
    "column",
    [
        "surname", "Full Name", "workerName", "name", "phone", "e-mail", "passport_no",
        "date of birth", "home address", "user_id", "Фамилия", "Имя работника", "ФИО", "Телефон",
        "адрес", "Прозвішча", "nazwisko",
    ],
)  # fmt: skip
def test_columns_about_persons_are_refused(read, column):
    (fault,) = faults(read, "\n".join([f"{OWN},{column}", f"{ROW},x"]))
    assert (fault.column, fault.problem) == (column, "a column about persons")
    assert fault.cure == "remove it; downtools takes no data about persons"
    with pytest.raises(InputError, match="a column about persons"):
        read(f"date,number,{column}\n2020-08-14,1,x\n")


@pytest.mark.parametrize("column", ["site_name", "name_ru", "source address", "number of workers"])
def test_columns_about_workplaces_are_not(read, column):
    assert read("\n".join([f"{OWN},{column}", f"{ROW},x"])).clean


# Writing


def test_what_is_written_is_read_again(tmp_path, scenario):
    out = tmp_path / "reports.csv"
    out.write_text("old", encoding="utf-8")
    write_reports(scenario.reports, out)
    assert out.read_bytes() == (gallery.path("belarus-2020") / "reports.csv").read_bytes()
    assert read_reports(out, scenario).reports == scenario.reports
    assert [path.name for path in tmp_path.iterdir()] == ["reports.csv"]


def test_a_table_that_cannot_be_written_leaves_the_old_one(tmp_path, scenario, monkeypatch):
    out = tmp_path / "reports.csv"
    out.write_text("old", encoding="utf-8")

    def full(path, content):
        path.write_bytes(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("downtools.evidence.readers.write.flushed", full)
    with pytest.raises(OSError, match="No space"):
        write_reports(scenario.reports, out)
    assert [path.name for path in tmp_path.iterdir()] == ["reports.csv"]
    assert out.read_text(encoding="utf-8") == "old"


def test_places_that_will_not_do_are_refused(tmp_path):
    told = tmp_path / "told.csv"
    told.touch()
    for out in (tmp_path, tmp_path / "none" / "x.csv", told):
        with pytest.raises(InputError, match="--out"):
            refuse_place(out, read_from=told)
    refuse_place(tmp_path / "x.csv", read_from=told)
