"""The tool that writes checks and pictures of the classics into their pages."""

import sys
from pathlib import Path
from typing import Any

import pytest

from downtools.study.classics.table import checks
from tests.stub_classics import STUBS, found
from tools import classics_pages as tool
from tools import results

PAGE = f"# A page\n\nBefore.\n\n{tool.BEGIN}\n{tool.END}\n\nAfter.\n"
INDEX = f"# All\n\n{tool.BEGIN_ALL}\n{tool.END_ALL}\n"


def facts_of(name: str) -> dict[str, Any]:
    return checks((name,), find=found).plain() | {"seconds": 1.2}


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pages of the stubs, and a command that answers at once; it fails for a third model."""
    folder = tmp_path / "classics"
    folder.mkdir()
    (folder / "README.md").write_text(INDEX, "utf-8")
    for name in STUBS:
        (folder / f"{name}.md").write_text(PAGE, "utf-8")
    for module in (tool, results):
        monkeypatch.setattr(module, "DOCS", tmp_path)

    def answer(name: str) -> dict[str, Any]:
        if name not in STUBS:
            raise ValueError("exit code 70")
        return facts_of(name)

    monkeypatch.setattr(tool, "answer", answer)
    return folder


def run(monkeypatch: pytest.MonkeyPatch, *names: str) -> int:
    monkeypatch.setattr(sys, "argv", ["classics_pages", *names])
    return tool.main()


def test_pages_and_index_are_written_between_their_marks(docs, monkeypatch):
    assert run(monkeypatch, "chwe", "kuran") == 0
    page = (docs / "chwe.md").read_text("utf-8")
    assert page.startswith("# A page\n\nBefore.\n\n")
    assert page.endswith("\n\nAfter.\n")
    assert "0 of 2 checks hold." in page
    assert "| a number that is off | reference |" not in page
    assert "| a number that is off | nested | 0.5 | 0.7 | 0.1 | **no** |" in page
    assert "- *a number that is none*: it diverges" in page
    index = (docs / "README.md").read_text("utf-8")
    rows = [line for line in index.splitlines() if line.startswith("| [")]
    assert rows == [
        "| [Squares](kuran.md) | Nobody 1999 | Half are out. | 1 of 1 | 2 of 2 | 1 of 1 |",
        "| [Circles](chwe.md) | Nobody 1999 | Half are out. | 0 of 1 | 0 of 1 |  |",
    ]


def test_writing_again_changes_nothing_and_keeps_the_rows_of_others(docs, monkeypatch):
    run(monkeypatch, "chwe", "kuran")
    before = {path.name: path.read_text("utf-8") for path in docs.iterdir()}
    run(monkeypatch, "kuran")
    assert before == {path.name: path.read_text("utf-8") for path in docs.iterdir()}


def test_a_page_that_fails_spoils_no_other(docs, monkeypatch, capsys):
    (docs / "kuran.md").write_text("no marks here", "utf-8")
    assert run(monkeypatch, "watts", "kuran", "chwe") == 1
    assert "failed: watts, kuran" in capsys.readouterr().err
    assert (docs / "kuran.md").read_text("utf-8") == "no marks here"
    assert "0 of 2 checks hold." in (docs / "chwe.md").read_text("utf-8")


def test_cells_cannot_end_their_row():
    facts = facts_of("kuran")
    facts["checks"][0]["name"] = "a | b"
    assert "| a \\| b | nested |" in tool.checks_of(facts)
