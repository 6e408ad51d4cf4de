"""No text of the repository names a person of the events: data, code, docs, tools, tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.make_belarus_2020.names import DroppedNames, fold

ROOT = Path(__file__).resolve().parents[1]
KINDS = {".py", ".md", ".csv", ".toml", ".geojson", ".license", ".css"}
TEXTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted(
        path
        for folder in ("src", "tools", "docs", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in KINDS
    ),
]


@pytest.fixture(scope="module")
def names() -> DroppedNames:
    """The list of dropped names."""
    return DroppedNames.load()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_shipped_text_names_a_person(path: Path, names: DroppedNames):
    text = f"{path.relative_to(ROOT)}\n{path.read_text(encoding='utf-8')}"
    assert names.found_in(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "said Plantedname on Monday",
        "https://example.org/2020/08/plantedname-speaks/",
        "https://example.org/%50lantedname_speaks",
        "plántedname",
        "ПЛАНТЕДНАМЕ",
        "https://example.org/%D0%BF%D0%BB%D0%B0%D0%BD%D1%82%D0%B5%D0%B4%D0%BD%D0%B0%D0%BC%D0%B5",
    ],
)
def test_a_planted_name_is_found(text: str, names: DroppedNames):
    planted = {names.digest(fold(word)) for word in ("Plantedname", "Плантеднаме")}
    with_planted = DroppedNames(names.salt, names.hashes | planted)
    assert names.found_in(text) == set()
    assert with_planted.found_in(text) != set()


def test_an_address_with_a_name_keeps_its_site_only(names: DroppedNames):
    planted = DroppedNames(names.salt, frozenset({names.digest("plantedname")}))
    assert planted.address("https://example.org/a") == "https://example.org/a"
    assert planted.address("https://example.org/plantedname") == (
        "https://example.org (address withheld: names a person)"
    )


def test_the_list_holds_salted_hashes_only(names: DroppedNames):
    assert len(names.salt) == 32
    assert len(names.hashes) > 1000
    assert all(len(digest) == 64 and int(digest, 16) >= 0 for digest in names.hashes)


@pytest.mark.parametrize("word", ["strike", "minsk", "worker", "forgery", "lenin", "kirovsk"])
def test_ordinary_words_and_places_are_not_in_the_list(word: str, names: DroppedNames):
    assert not names.is_name(word)
