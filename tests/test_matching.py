"""Names of workplaces and towns, in any alphabet, matched to those of a scenario."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from downtools.evidence.matching import Names, kilometres
from downtools.evidence.names.fold import folded, sound
from downtools.scenario.read import load
from tools.make_belarus_2020.names import DroppedNames


@pytest.fixture(scope="module")
def scenario():
    return load("belarus-2020")


@pytest.fixture(scope="module")
def names(scenario):
    return Names(scenario)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ААТ «Гродна Азот»", "grodna azot"),
        ("Гродно Азот", "grodno azot"),
        ('Открытое акционерное общество "Белшина"', "belshina"),
        ("Адкрытае акцыянернае таварыства «Белшына»", "belshyna"),
        ("JSC Belshina", "belshina"),
        ("Łódź Works", "lodz plant"),
        ("Минский завод им. кого-то", "minskiy plant"),
        ("OAO", "oao"),
        (" -- ", ""),
    ],
)
def test_a_name_is_folded_to_its_words(text, key):
    assert folded(text) == key


@pytest.mark.parametrize(
    "spellings",
    [
        "Grodno Hrodna Гродно Гродна Grodna",
        "Zhodzina Zhodino Жодино Жодзіна Żodzino",
        "Soligorsk Salihorsk Солигорск Салігорск",
        "Mogilev Mahilyow Могилёв Магілёў Mahilioŭ",
        "Vitebsk Vitsyebsk Viciebsk Витебск Віцебск",
        "Novopolotsk Navapolatsk Navapolack Новополоцк Наваполацк",
        "Bobruisk Babruysk Бобруйск Бабруйск",
        "Astravets Ostrovets Островец Астравец",
    ],
)
def test_spellings_of_a_town_sound_the_same_and_match(names, spellings):
    assert len({sound(folded(name)) for name in spellings.split()}) == 1
    found = [names.town(name) for name in spellings.split()]
    assert {one.id for one in found} == {found[0].id} != {""}
    assert {one.how for one in found} <= {"exact", "sound"}


def test_every_site_and_town_matches_its_own_names(scenario, names):
    for site in scenario.sites:
        assert (names.site(site.name).id, names.site(site.site).id) == (site.site, site.site)
    twins = {"gorodishche", "narach", "oktyabrsky", "rechytsa"}
    for town in scenario.towns:
        if folded(town.name) not in twins:
            assert names.town(town.name).id == town.town, town.name


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("MTZ", "mtz"),
        ("Минский тракторный завод", "mtz"),
        ("Мінскі трактарны завод", "mtz"),
        ("Minsk Tractor Plant", "mtz"),
        ("РУП «Беларуськалий»", "belaruskali"),
        ("BelAZ (Zhodino)", "belaz"),
        ("4-я клиническая больница", "hospital_4"),
        ("Polymir", "naftan"),
        ("Hrodna Azot", "grodno_azot"),
        ("METZ", "metz"),
    ],
)
def test_workplaces_match_in_any_alphabet(names, text, site):
    match = names.site(text)
    assert match.id == site
    assert match.how in ("exact", "sound")


def test_a_match_by_sound_is_told_from_an_exact_one(names):
    assert [names.town(name).how for name in ("Zhodzina", "Жодино", "Zhodino")] == [
        "exact",
        "exact",
        "exact",
    ]
    assert [names.town(name).how for name in ("Salihorsk", "Hrodna")] == ["sound", "sound"]
    assert names.site("Hrodna Azot").how == "sound"
    assert names.town("Wayne").how == "none"  # sounds like Veyno, but has two consonants only


@pytest.mark.parametrize(
    ("text", "site"),
    [("Gonselmash", "gomselmash"), ("mine of Belaruskali", "belaruskali")],
)
def test_a_slip_or_a_longer_name_is_a_guess(names, text, site):
    match = names.site(text)
    assert (match.id, match.how) == (site, "guessed")


@pytest.mark.parametrize(
    "text",
    [
        "MZT",  # short names must be the same letter by letter
        "Stroitrest No. 7",  # another number is another works
        "6-я клиническая больница",
        "Minsk Meat Plant",
        "BelOMO/Peleng (Minsk)",  # two of them
        "potash",  # what stands in brackets to explain a name is none
        "construction site",
        "students",
        "",
    ],
)
def test_another_name_matches_nothing(names, text):
    assert (names.site(text).id, names.site(text).how) == ("", "none")


def test_the_nearest_names_are_shown(names):
    assert names.site("BelOMO/Peleng (Minsk)").nearest[:2] == ("belomo", "peleng")
    assert names.site("Stroitrest No. 7").nearest == ("stroitrest4",)
    assert names.town("Zhlobinsk").nearest[0] == "zhlobin"


def test_a_guess_in_another_town_is_none(names):
    assert names.site("Workers of Keramin", "minsk").how == "guessed"
    assert names.site("Workers of Keramin", "brest").how == "none"
    assert names.site("Keramin", "minsk").how == "exact"
    assert names.site("Keramin", "brest").how == "guessed"


def test_of_several_towns_of_a_name_the_place_or_the_size_decides(names):
    there = names.town("Oktyabrsky", (52.65, 28.88))
    assert (there.id, there.how) == ("oktyabrsky", "exact")
    assert names.town("Oktyabrsky").how == "none"  # 7,000 people and 2,000
    large = names.town("Rechitsa")
    assert (large.id, large.how) == ("rechytsa", "guessed")


def test_a_town_of_the_name_far_away_is_another(names):
    assert names.town("Brest").id == "brest"
    assert names.town("Brest", (48.39, -4.49)).id == ""


def test_a_place_without_a_known_name_is_the_town_it_lies_in(names, scenario):
    minsk = next(town for town in scenario.towns if town.town == "minsk")
    at = (minsk.latitude + 0.01, minsk.longitude)
    match = names.town("Frunzyenski district", at)
    assert (match.id, match.how) == ("minsk", "guessed")
    assert kilometres(at, (minsk.latitude, minsk.longitude)) == pytest.approx(1.11, abs=0.01)


def test_names_of_the_user_come_first(scenario):
    names = Names(scenario, sites={"Fabryka X": "belaz"}, towns={"Gorad": "brest"})
    assert (names.site("fabryka x").id, names.town("GORAD").id) == ("belaz", "brest")
    assert Names(scenario).site("fabryka x").id == ""


def test_a_site_named_in_a_text_is_found_if_it_is_the_only_one(names):
    assert names.mentioned("workers at Keramin walked out", "minsk") == "keramin"
    assert names.mentioned("workers at Keramin and Atlant", "minsk") == ""
    assert names.mentioned("workers at Keramin walked out", "brest") == ""


def test_aliases_name_no_person_and_lead_to_sites(scenario):
    folder = files("downtools.evidence.names")
    with Path(str(folder.joinpath("aliases.csv"))).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    dropped = DroppedNames.load()
    assert len(rows) > 50
    assert {row["site"] for row in rows} <= {site.site for site in scenario.sites}
    assert all(row["source"] and not dropped.found_in(row["alias"]) for row in rows)
    assert sum(row["alias"].startswith("sha256:") for row in rows) == 7
    assert Path(str(folder.joinpath("aliases.csv.license"))).exists()
