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


def put(page: str, begin: str, end: str, text: str) -> None:
    """Put text between two marks of a page of the docs."""
    path = DOCS / page
    before, rest = path.read_text("utf-8").split(begin)
    _, after = rest.split(end)
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", "utf-8")
    print(f"written: {path.name}")
