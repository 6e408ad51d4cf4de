"""Commands about scenarios: scenarios, describe, validate, schema."""

from typing import Annotated, Any

import typer

from downtools.cli.output import show, show_json

__all__ = ["JsonFlag", "ScenarioName", "register"]

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A shipped scenario's name, or a folder.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (scenarios, describe, validate, schema):
        app.command()(command)


def scenarios(as_json: JsonFlag = False) -> None:
    """List the scenarios that are shipped."""
    from downtools.scenario import gallery
    from downtools.scenario.read import load

    rows: list[dict[str, Any]] = []
    for scenario in map(load, gallery.names()):
        calendar = scenario.calendar
        rows.append(
            {
                "name": scenario.name,
                "title": scenario.title,
                "question": scenario.question,
                "start": calendar.start,
                "end": calendar.end,
                "days": calendar.days,
                "workers": sum(sector.employed for sector in scenario.sectors),
            }
        )
    if as_json:
        show_json({"scenarios": rows})
        return
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        when = f"{row['start']} to {row['end']}"
        show(f"{row['name']:{width}}  {row['title']}: {row['workers']:,} workers, {when}")


def describe(
    scenario: ScenarioName,
    as_odd: Annotated[bool, typer.Option("--odd", help="The ODD protocol page instead.")] = False,
) -> None:
    """Print a scenario in English."""
    from downtools.scenario.odd import odd
    from downtools.scenario.read import load

    read = load(scenario)
    show(odd(read) if as_odd else str(read))


def validate(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A scenario's folder, or its name.")],
    as_json: JsonFlag = False,
) -> int:
    """List the faults and doubts of a scenario, with the cure.

    Exit code 0 if nothing is, 1 if there are doubts only, 2 if there are faults.
    """
    from downtools.errors import InputError
    from downtools.scenario.read import doubts, load

    try:
        scenario = load(path)
    except InputError as error:
        if not as_json:
            raise
        faults = [
            {**vars(fault), "value": None if fault.value is None else str(fault.value)}
            for fault in error.faults
        ]
        show_json({"scenario": path, "faults": faults, "doubts": []})
        return 2
    found = doubts(scenario)
    if as_json:
        show_json({"scenario": path, "faults": [], "doubts": list(found)})
    else:
        show("\n".join(found) if found else "Nothing wrong and nothing doubtful.")
    return 1 if found else 0


def schema(
    command: Annotated[
        str | None, typer.Argument(metavar="[COMMAND]", help="A command that has --json.")
    ] = None,
) -> None:
    """Print the JSON Schema of a scenario, or of the JSON of a command."""
    from downtools.cli.schemas import OUTPUTS
    from downtools.errors import Fault, InputError, nearest
    from downtools.scenario.schema import scenario_schema

    if command is None:
        show_json(scenario_schema())
    elif command in OUTPUTS:
        show_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **OUTPUTS[command]})
    else:
        cure = nearest(command, OUTPUTS)
        problem = "no such command with --json"
        raise InputError([Fault(file="COMMAND", value=command, problem=problem, cure=cure)])
