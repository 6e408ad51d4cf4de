"""Results of long commands: kept with the package as JSON, and written into pages of the docs."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from downtools.scenario import gallery

DOCS = Path(__file__).parent.parent / "docs"
_LICENCE = """\
SPDX-FileCopyrightText: The downtools authors
SPDX-License-Identifier: CC-BY-4.0

Made by `downtools {command}`.
"""


def asked(*command: str) -> dict[str, Any]:
    """What a command prints with `--json`; kept in the results of its scenario, but for the time.

    The command is its name, the scenario and options.
    """
    facts = answered(*command)
    kept = {key: value for key, value in facts.items() if key != "seconds"}
    path = gallery.path(command[1]) / "results" / f"{command[0]}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    path.with_suffix(".json.license").write_text(
        _LICENCE.format(command=" ".join(command)), "utf-8"
    )
    return facts


def answered(*command: str) -> dict[str, Any]:
    """What a command prints with `--json`. An exit code of 1 is an answer too."""
    answer = subprocess.run(
        [sys.executable, "-m", "downtools", *command, "--json"], stdout=subprocess.PIPE, check=False
    )
    if answer.returncode not in (0, 1):
        raise SystemExit(answer.returncode)
    return json.loads(answer.stdout)


def put_rows(page: str, begin: str, end: str, text: str) -> None:
    """As `put`, but rows of the table that is there stay where the new one has none of their name.

    The first cell of a row is its name. The order stays that of the table that is there.
    """
    old = (DOCS / page).read_text("utf-8").split(begin)[1].split(end)[0].strip().split("\n")
    new = {_name(line): line for line in text.split("\n") if _name(line)}
    known = {_name(line) for line in old}
    kept = [new.get(_name(line), line) for line in old]
    put(page, begin, end, "\n".join([*kept, *(new[name] for name in new if name not in known)]))


def _name(line: str) -> str:
    """The first cell of a row of a table; empty for any other line."""
    return line.split("|")[1].strip() if line.startswith("| ") else ""


def put(page: str, begin: str, end: str, text: str) -> None:
    """Put text between two marks of a page of the docs."""
    path = DOCS / page
    before, rest = path.read_text("utf-8").split(begin)
    _, after = rest.split(end)
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", "utf-8")
    print(f"written: {path.name}")
