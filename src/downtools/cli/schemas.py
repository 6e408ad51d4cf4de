"""JSON Schemas of what commands print with `--json`, by command."""

from typing import Any

__all__ = ["OUTPUTS", "array", "record"]

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
DATE = {"type": "string", "format": "date"}


def array(items: dict[str, Any]) -> dict[str, Any]:
    """A list of items of one schema."""
    return {"type": "array", "items": items}


def record(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of the properties and may have more."""
    return {"type": "object", "properties": properties, "required": list(properties)}


OUTPUTS: dict[str, dict[str, Any]] = {
    "scenarios": record(
        {
            "scenarios": array(
                record(
                    {
                        "name": TEXT,
                        "title": TEXT,
                        "question": TEXT,
                        "start": DATE,
                        "end": DATE,
                        "days": WHOLE,
                        "workers": WHOLE,
                    }
                )
            )
        }
    ),
    "validate": record(
        {
            "scenario": TEXT,
            "faults": array(
                record(
                    {
                        "file": TEXT,
                        "row": {"type": ["integer", "null"]},
                        "column": {"type": ["string", "null"]},
                        "value": {"type": ["string", "null"]},
                        "problem": TEXT,
                        "cure": TEXT,
                    }
                )
            ),
            "doubts": array(TEXT),
        }
    ),
}
