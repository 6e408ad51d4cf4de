"""Write checks and pictures of the classics into their pages (some minutes on 2 cores).

    python -m tools.classics_pages [NAME ...]

Between two marks of docs/classics/NAME.md come the checks, of docs/classics/README.md the numbers
of those that hold; docs/classics/NAME.svg is the picture. The rest is written by hand. A model that
fails leaves the pages of the others alone, and the exit code is 1.
"""

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from downtools.cli.classics import said, tolerated
from downtools.study.classics.catalogue import CLASSICS
from tools.results import DOCS, put

BEGIN, END = "<!-- checks: python -m tools.classics_pages -->", "<!-- end of checks -->"
BEGIN_ALL, END_ALL = "<!-- models: python -m tools.classics_pages -->", "<!-- end of models -->"
_INDEX = "classics/README.md"
_ROW = re.compile(r"^\| \[.*\]\((\w+)\.md\) \|.*$", re.MULTILINE)
_FIRST = re.compile(r".*?\b\d{4}\b")
"""Authors and year of the first paper cited."""
_SOURCES = "Where the expected values and the tolerances come from"
_HEADS = ("check", "kind", "expected", "obtained", "tolerance", "holds")


def main() -> int:
    """Ask each model, write its page, and then the index. The exit code is 1 if one failed."""
    failed: list[str] = []
    rows = {found[1]: found[0] for found in _ROW.finditer((DOCS / _INDEX).read_text("utf-8"))}
    for name in sys.argv[1:] or CLASSICS:
        try:
            facts = answer(name)
            rows[name] = index_row(facts)
            put(f"classics/{name}.md", BEGIN, END, checks_of(facts))
        except (OSError, ValueError) as error:  # no page, marks that are not there, no answer
            print(f"{name}: {error}", file=sys.stderr)
            failed.append(name)
    put(_INDEX, BEGIN_ALL, END_ALL, index_of(rows))
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def answer(name: str) -> dict[str, Any]:
    """What the command answers of a model, whose picture is written by the way.

    Raises `ValueError` if it gives no answer; that a check does not hold is one.
    """
    picture = DOCS / "classics" / f"{name}.svg"
    command = ["classics", name, "--json", "--plot", str(picture)]
    told = subprocess.run(
        [sys.executable, "-m", "downtools", *command], stdout=subprocess.PIPE, check=False
    )
    if told.returncode not in (0, 1):
        raise ValueError(f"exit code {told.returncode}")
    facts: dict[str, Any] = json.loads(told.stdout)
    return facts


def checks_of(facts: Mapping[str, Any]) -> str:
    """The checks of a model in Markdown, with the reasons of those that do not hold."""
    rows: list[dict[str, Any]] = facts["checks"]
    name = facts["models"][0]["name"]
    lines = [
        f"`downtools classics {name}` (version {facts['version']}, {facts['seconds']:.0f} seconds):"
        f" {_holding(rows)} of {len(rows)} checks hold.",
        "",
        *_table(_HEADS, [_cells(row) for row in rows]),
    ]
    missed = [f"- *{row['name']}*: {row['why']}" for row in rows if not row["holds"]]
    if missed:
        lines += ["", "Why some do not hold:", "", *missed]
    folded = f"<details><summary>{_SOURCES}</summary>"
    lines += ["", folded, "", *_sources(rows), "", "</details>"]
    return "\n".join(lines)


def _cells(row: Mapping[str, Any]) -> list[str]:
    values = (said(row["expected"]), said(row["obtained"]))
    tolerance = tolerated(row["expected"], row["tolerance"])
    return [row["name"], row["kind"], *values, tolerance, "yes" if row["holds"] else "**no**"]


def _sources(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The reasons of checks that hold, each once with the checks it is of, in small type."""
    by_reason: dict[str, list[str]] = {}
    for row in rows:
        if row["holds"]:
            by_reason.setdefault(row["why"], []).append(row["name"])
    return [f"- *{'*; *'.join(names)}*: {why}" for why, names in by_reason.items()]


def index_row(facts: Mapping[str, Any]) -> str:
    """The row of a model in the index."""
    model, rows = facts["models"][0], facts["checks"]
    counts = [
        f"{_holding(some)} of {len(some)}" if some else ""
        for kind in ("nested", "reference", "data")
        for some in [[row for row in rows if row["kind"] == kind]]
    ]
    link = f"[{_safe(model['title'])}]({model['name']}.md)"
    by = _FIRST.match(model["cite"])
    return _line([link, _safe(by[0] if by else model["cite"]), _safe(model["says"]), *counts])


def index_of(rows: Mapping[str, str]) -> str:
    """The models in the order of the catalogue, as far as they have been asked."""
    head, rule = _table(
        ("model", "by", "says", "nested: hold", "reference: hold", "data: hold"), []
    )
    return "\n".join([head, rule, *(rows[name] for name in CLASSICS if name in rows)])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    cells = [_line([_safe(cell) for cell in row]) for row in rows]
    return [_line(heads), "|" + "---|" * len(heads), *cells]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _safe(text: str) -> str:
    """A text that ends no cell."""
    return text.replace("|", "\\|")


def _holding(rows: Sequence[Mapping[str, Any]]) -> int:
    return sum(row["holds"] for row in rows)


if __name__ == "__main__":
    sys.exit(main())
