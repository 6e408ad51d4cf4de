"""JSON Schemas of what commands print with `--json`, by command."""

from typing import Any

__all__ = ["OUTPUTS", "array", "record"]

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
DATE = {"type": "string", "format": "date"}
NO_DATE = {"type": ["string", "null"], "format": "date"}
NUMBER = {"type": "number"}
YES_NO = {"type": "boolean"}
REACH = {"enum": ["none", "sites", "sector_or_region", "nationwide"]}
RESOLUTION = {"enum": ["won", "conceded", "suspended", "ridden_out", "open"]}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


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
    "run": record(
        {
            "scenario": TEXT,
            "seed": WHOLE,
            "days": WHOLE,
            "scale": NUMBER,
            "workers": WHOLE,
            "agents": WHOLE,
            "peak_out": WHOLE,
            "peak_strikers": WHOLE,
            "peak_rallying": WHOLE,
            "peak_day": DATE,
            "peak_signers": WHOLE,
            "reach": REACH,
            "reach_date": NO_DATE,
            "sustained": YES_NO,
            "reach_at_half_thresholds": REACH,
            "reach_at_twice_thresholds": REACH,
            "general_strike_25": YES_NO,
            "resolution": RESOLUTION,
            "resolution_date": NO_DATE,
            "output_lost_usd": NUMBER,
            "exports_lost_usd": NUMBER,
            "wages_lost_usd": NUMBER,
            "digest": DIGEST,
            "seconds": NUMBER,
        }
    ),
    "rerun": record({"digest": DIGEST, "digest_again": DIGEST, "same": YES_NO}),
}
