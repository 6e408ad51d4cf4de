"""Reading scenario folders: what is read, and every way in which a folder can be wrong."""

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest

from downtools.errors import InputError
from downtools.scenario import gallery
from downtools.scenario.declare import NEVER
from downtools.scenario.files import MOST_BYTES
from downtools.scenario.parameters import Parameters
from downtools.scenario.read import doubts, load, scaled
from downtools.scenario.schedule import KINDS
from tests.bad_folders import (
    CSV_CASES,
    LINK_CASES,
    SCHEDULE_CASES,
    TOML_CASES,
    Bad,
    S,
    group,
    links,
    rule,
    schedule,
)
from tests.folders import add, copy_of_plant, faults_of, swap

CASES = [*TOML_CASES, *SCHEDULE_CASES, *CSV_CASES, *LINK_CASES]


@pytest.mark.parametrize("bad", CASES, ids=lambda b: b.name)
def test_each_fault_is_told_once_with_its_place_and_cure(bad: Bad, tmp_path: Path) -> None:
    """And nothing else is told: what hangs on a faulty value is passed over."""
    folder = copy_of_plant(tmp_path)
    bad.edit(folder)
    faults = faults_of(folder)
    assert len(faults) == 1, faults
    (fault,) = faults
    assert bad.problem in fault.problem
    assert bad.cure in fault.cure
    assert fault.file == bad.file
    assert fault.column == bad.column
    if bad.row is not None:
        assert fault.row == bad.row
    if bad.value is not None:
        assert str(fault.value) == str(bad.value)
    text = str(fault)
    for part in (bad.file, bad.column, fault.problem, fault.cure):
        assert part is None or part in text
    if fault.value is not None:
        assert repr(str(fault.value))[1:20] in text


def test_all_faults_of_a_folder_are_told_at_once(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    edits = [bad for bad in (*TOML_CASES, *CSV_CASES) if bad.name in TOGETHER]
    assert len(edits) == len(TOGETHER)
    for bad in edits:
        bad.edit(folder)
    faults = faults_of(folder)
    assert sorted((f.file, f.row, f.column) for f in faults) == sorted(
        (b.file, b.row, b.column) for b in edits
    )
    with pytest.raises(InputError, match=f"^{len(edits)} faults found:\n"):
        load(folder)


TOGETHER = {
    "a unit",
    "unknown calendar key",
    "share in percent",
    "nan cell",
    "negative staff",
    "unknown town",
    "overlapping sizes",
    "observed outside",
}


def test_missing_files_are_each_told(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    names = ("scenario.toml", "districts.csv", "towns.csv", "sectors.csv", "sizes.csv")
    for name in names:
        (folder / name).unlink()
    assert [(f.file, f.problem) for f in faults_of(folder)] == [(n, "missing") for n in names]


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    with (folder / "sites.csv").open("r+b") as file:
        file.truncate(MOST_BYTES + 1)
    (fault,) = faults_of(folder)
    assert (fault.file, fault.problem) == ("sites.csv", "50 MB, more than 50 MB")
    assert "split" in fault.cure


def test_sectors_without_size_classes_are_told(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    text = (folder / "sizes.csv").read_text().replace("*", "services")
    (folder / "sizes.csv").write_text(text)
    (fault,) = faults_of(folder)
    assert (fault.file, fault.row, fault.value) == ("sectors.csv", 2, "manufacturing")


@pytest.mark.parametrize("where", ["one-plan", "", "no/such/folder", "a\0b", "x" * 5000])
def test_a_folder_that_is_not_there_is_told_with_the_nearest_name(where: str) -> None:
    with pytest.raises(InputError) as caught:
        load(where)
    (fault,) = caught.value.faults
    assert "one-plant" in fault.cure


def test_a_file_or_an_empty_folder_is_no_scenario(tmp_path: Path) -> None:
    (empty,) = faults_of(tmp_path)
    assert "neither scenario.toml nor tables" in empty.problem
    (tmp_path / "file").write_text("x")
    (file,) = faults_of(tmp_path / "file")
    assert "not a folder" in file.problem


def test_a_name_and_its_folder_are_the_same_scenario() -> None:
    named = load("one-plant")
    assert named == load(gallery.path("one-plant"))
    assert hash(named) == hash(load(str(gallery.path("one-plant"))))
    assert named.calendar.days == 30
    assert sum(sector.employed for sector in named.sectors) == 2000
    plain = dataclasses.replace(
        named.parameters,
        people=Parameters().people,
        gather=Parameters().gather,
        workplace=Parameters().workplace,
        concede=Parameters().concede,
        inter_site_committee=Parameters().inter_site_committee,
    )
    assert plain == Parameters()
    assert named.source_of("people.opposition_mean").startswith("assumption: a made-up plant")
    assert (named.sites[0].staff, named.sites[0].value_added_usd) == (1400, None)
    assert [sector.core for sector in named.sectors] == [True, False]


@pytest.mark.parametrize("name", gallery.names())
def test_shipped_scenarios_load(name: str) -> None:
    scenario = load(name)
    total = sum(district.population for district in scenario.districts)
    assert total == pytest.approx(scenario.population)
    assert scenario.title in str(scenario)


def test_an_entry_left_out_fields_begin_with_its_start() -> None:
    call = next(entry for entry in load("one-plant").schedule if entry.kind == "call")
    assert (call.end, call.place) == (call.start, "nation")
    assert call.known_from == dt.date(2020, 8, 15)


def test_the_schedule_may_stand_in_a_second_file(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    entry = '[schedule.second]\nkind = "falsified_vote"\nstart = 2020-08-10\nstrength = 1\n'
    (folder / "schedule.toml").write_text(f'{entry}source = "{S}"\n')
    assert [e.id for e in load(folder).schedule][-2:] == ["threat", "second"]


def test_a_rule_lasts_to_the_last_day_unless_it_says_so(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    schedule(rule("one", "bonus"), rule("two", "lock_in", "end = 2020-08-30\nafter = 'one'"))(
        folder
    )
    one, two = load(folder).schedule[-2:]
    assert (one.by_rule, one.end, one.known_from) == (True, dt.date(2020, 9, 7), one.start)
    assert (two.end, two.after) == (dt.date(2020, 8, 30), "one")


def test_what_adds_up_and_rules_at_other_thresholds_may_overlap(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    schedule(
        "vote_too\nkind = 'falsified_vote'\nstrength = 1",
        "vote_again\nkind = 'falsified_vote'\nstrength = 1",
        rule("one", "dismissal_threat", "place = 'site:works'"),
        rule("two", "dismissal_threat", "place = 'site:works'").replace("0.1", "0.2"),
        "next\nkind = 'bonus'\nstrength = 1",
        "next_day\nstart = 2020-08-20\nkind = 'bonus'\nstrength = 1",
    )(folder)
    assert len(load(folder).schedule) == 12


def test_dates_of_parameters_are_read_and_are_part_of_the_content(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    without = load(folder)
    group("inter_site_committee", "open_on = 2020-08-16")(folder)
    read = load(folder)
    assert read.parameters.inter_site_committee.open_on == dt.date(2020, 8, 16)
    never = read.with_values({"inter_site_committee.open_on": NEVER})
    assert never.hash != read.hash
    assert never.parameters == without.parameters


def test_links_are_read_and_rounded_shares_will_do(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    links(
        "manufacturing,manufacturing,0.33333",
        "manufacturing,services,0.33333",
        "manufacturing,imports,0.33333",
        "services,value_added,1",
    )(folder)
    read = load(folder).links
    assert [(link.user, link.supplier) for link in read][-1] == ("services", "value_added")
    assert len(read) == 4


def test_the_process_of_a_site_is_its_own_or_its_sectors(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    swap("sectors.csv", ",shifts,", ",shifts,process,")(folder)
    for wage in ("500", "400"):
        swap("sectors.csv", f",{wage},day,", f",{wage},day,continuous,")(folder)
    read = load(folder)
    assert read.process_of(read.sites[0]) == "continuous"
    assert "process on day shifts only: manufacturing, services" in "\n".join(doubts(read))
    own = dataclasses.replace(read.sites[0], process="batch")
    assert read.process_of(own) == "batch"


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    for path in folder.glob("*.csv"):
        text = path.read_bytes().replace(b"\n", b"\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text)
    (folder / "plant").mkdir()
    assert load(folder).sites == load("one-plant").sites


class TestParts:
    """A table split over several files."""

    def split(self, where: Path) -> Path:
        folder = copy_of_plant(where)
        (folder / "districts.csv").write_text(
            f"district,name,region,source\nhill,Hill,north,{S}\ndale,Dale,north,{S}\n"
        )
        (folder / "districts.people.csv").write_text(
            "district,population,source\nhill,3400,census\n"
        )
        (folder / "districts.people_dale.csv").write_text(
            "district,population,source\ndale,1600,count\n"
        )
        return folder

    def test_parts_add_columns_and_fill_cells(self, tmp_path: Path) -> None:
        hill, dale = load(self.split(tmp_path)).districts
        assert (hill.name, dale.name) == ("Hill", "Dale")
        assert (hill.population, dale.population) == (2720.0, 1280.0)
        assert hill.source == f"{S}; census"

    def test_contradicting_cells_are_a_fault(self, tmp_path: Path) -> None:
        folder = self.split(tmp_path)
        add("districts.people_dale.csv", "hill,3401,count\n")(folder)
        (fault,) = faults_of(folder)
        assert str(fault) == (
            "districts.people_dale.csv, row 3, population is '3401':"
            " districts.people.csv, row 2 says '3400'; keep one of the two"
        )

    def test_an_unknown_key_is_a_fault(self, tmp_path: Path) -> None:
        folder = self.split(tmp_path)
        add("districts.people.csv", "dael,1,census\n")(folder)
        (fault,) = faults_of(folder)
        assert (fault.row, fault.column, fault.value) == (3, "district", "dael")
        assert "'dale'" in fault.cure

    def test_a_cell_that_no_part_fills_is_a_fault(self, tmp_path: Path) -> None:
        folder = self.split(tmp_path)
        (folder / "districts.people_dale.csv").unlink()
        (fault,) = faults_of(folder)
        assert (fault.file, fault.row, fault.column) == ("districts.csv", 3, "population")

    def test_a_part_without_the_key_is_a_fault(self, tmp_path: Path) -> None:
        folder = self.split(tmp_path)
        (folder / "districts.people_dale.csv").write_text("latitude\n53\n")
        (first, second) = faults_of(folder)
        assert (first.file, first.column) == ("districts.people_dale.csv", "district")
        assert (second.file, second.column) == ("districts.csv", "population")

    def test_a_table_without_key_cannot_be_split(self, tmp_path: Path) -> None:
        folder = copy_of_plant(tmp_path)
        add("sizes.more.csv", "sector,low,high,share,source\n")(folder)
        (fault,) = faults_of(folder)
        assert "no key column" in fault.problem


def test_districts_are_scaled_and_towns_fitted() -> None:
    plant = load("one-plant")
    districts, towns = scaled(8000.0, plant.districts, plant.towns)
    assert (districts[0].population, towns[0].population) == (8000.0, 3400.0)
    districts, towns = scaled(1700.0, plant.districts, plant.towns)
    assert (districts[0].population, towns[0].population) == (1700.0, 1700.0)


def test_doubts_about_contacts() -> None:
    towns = load("two-towns")
    assert not any("contacts" in doubt for doubt in doubts(towns))
    unheeded = doubts(towns.with_values({"influence.contacts": 0.0}))
    assert any("nobody heeds them" in doubt for doubt in unheeded)
    few = tuple(dataclasses.replace(sector, employed=5) for sector in towns.sectors)
    crowded = doubts(dataclasses.replace(towns, sectors=few, sites=()))
    assert any("only 9 others to know" in doubt for doubt in crowded)


def test_doubts_name_what_is_assumed_at_its_bound_or_without_effect() -> None:
    plant = load("one-plant")
    assert [doubt.partition(":")[0] for doubt in doubts(plant)] == [
        "sites.csv",
        "no links.csv",
        "no observed.csv",
    ]
    odd = plant.with_values(
        {
            "media.reach": 1.0,
            "schedule.vote.people": 5,
            "schedule.internet_cut.known_from": dt.date(2020, 8, 1),
        }
    )
    text = "\n".join(doubts(odd))
    for said in ("media.reach = 1 is at its bound", "schedule.vote.people has no", "foresees it"):
        assert said in text


@pytest.mark.parametrize(
    "place", ["nation", "site:works", "sector:manufacturing", "town:millbrook"]
)
def test_a_fund_that_is_gone_in_a_day_is_doubtful(place: str, tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    lines = f"fund\nkind = 'strike_fund'\nusd = 500\nstrength = 0.8\nplace = '{place}'"
    large = "large\nstart = 2020-08-20\n" + lines.partition("\n")[2].replace("500", "9e6")
    schedule(lines, large)(folder)
    said = [doubt for doubt in doubts(load(folder)) if "gone in a day" in doubt]
    assert [doubt.partition(" ")[0] for doubt in said] == ["schedule.fund"]


def test_owners_share_a_fund_by_the_workers_they_have(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    fund = "kind = 'strike_fund'\nusd = 1\nstrength = 1"
    owners = ("state", "mixed", "private")
    schedule(*(f"{owner}\n{fund}\nplace = 'ownership:{owner}'" for owner in owners))(folder)
    said = " ".join(doubt for doubt in doubts(load(folder)) if "gone in a day" in doubt)
    for workers in ("about 1,580 workers", "about 60 workers", "about 360 workers"):
        assert workers in said


def test_a_regime_that_acts_by_rules_it_does_not_have_is_doubtful(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    awake = {"regime.by_rule_from": dt.date(2020, 8, 20)}
    assert "but no entry is a rule" in "\n".join(doubts(load(folder).with_values(awake)))
    schedule(rule("force", "street_violence", "people = 5"))(folder)
    said = "\n".join(doubts(load(folder).with_values(awake)))
    assert "no entry is a rule" not in said
    assert "schedule.force.people has no effect: no street_violence by rule reads it" in said


GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "scenarios.md").read_text("utf-8")


def test_the_examples_of_the_guide_load(tmp_path: Path) -> None:
    folder = copy_of_plant(tmp_path)
    _, *examples = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    (table,) = re.findall(r"```\n(user,.*?)```", GUIDE, re.DOTALL)
    for example in examples:
        add("scenario.toml", f"\n{example}")(folder)
    add("links.csv", table)(folder)
    read = load(folder)
    assert [entry.id for entry in read.schedule[-2:]] == ["ban_by_rule", "sack_by_rule"]
    assert read.schedule[-1].after == "ban_by_rule"
    assert len(read.links) == 4


def test_the_guide_tells_every_kind_as_it_is_declared() -> None:
    """Each with whose it is, what it needs, where it may be, and whether it adds up."""
    rows = re.findall(
        r"^\| `(\w+)`( \+)? \| (.*?) \| (.*?) \| (.*?) \| .* \|$", GUIDE, re.MULTILINE
    )
    rows = [row for row in rows if row[0] in KINDS]
    area = "nation, region, district, town"
    places = {"area": area, "anywhere": f"{area}, sector, site, ownership"}
    assert [row[0] for row in rows] == [*KINDS]
    for name, adds_up, whose, needs, place in rows:
        kind = KINDS[name]
        assert bool(adds_up) == kind.adds_up
        assert whose == kind.side + (f", rule: {kind.notices}" if kind.notices else "")
        assert tuple(re.findall(r"`(\w+)`", needs)) == kind.needs
        assert places.get(place, place) == ", ".join(kind.places)
