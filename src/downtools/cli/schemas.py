"""JSON Schemas of what commands print with `--json`, by command."""

from typing import Any

from downtools.cli.described import schema_of
from downtools.evidence.readers.summary import Summary
from downtools.study.ablate import Ablation
from downtools.study.calibrate.answer import Calibration
from downtools.study.compare import Comparison
from downtools.study.discover import Discovery
from downtools.study.ensemble.answer import Ensemble
from downtools.study.forecast.answer import Forecast
from downtools.study.forecast.cases import Cases
from downtools.study.forecast.scored import Scored
from downtools.study.levers.answer import Levers
from downtools.study.sensitivity import Sensitivity
from downtools.study.sweep.answer import Sweep
from downtools.study.unlikely.ask import Unlikely

__all__ = ["OUTPUTS", "array", "described", "record"]

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
DATE = {"type": "string", "format": "date"}
NO_DATE = {"type": ["string", "null"], "format": "date"}
NUMBER = {"type": "number"}
NO_NUMBER = {"type": ["number", "null"]}
YES_NO = {"type": "boolean"}
REACH = {"enum": ["none", "sites", "sector_or_region", "nationwide"]}
RESOLUTION = {"enum": ["won", "conceded", "suspended", "ridden_out", "open"]}
VALUE = {"type": ["number", "string", "null"]}
SAID = {"type": ["number", "string", "boolean"]}
VALUES = {"type": ["object", "null"], "additionalProperties": SAID}
PROBABILITIES = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {"p": NUMBER, "low": NUMBER, "high": NUMBER, "n": WHOLE},
        "required": ["p", "low", "high", "n"],
    },
}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def array(items: dict[str, Any]) -> dict[str, Any]:
    """A list of items of one schema."""
    return {"type": "array", "items": items}


def record(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of the properties and may have more."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def described(schema: dict[str, Any], words: str) -> dict[str, Any]:
    """A schema that says what the value means and includes."""
    return {**schema, "description": words}


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
            "peak_out": described(WHOLE, "most people walking out or striking on a day"),
            "peak_strikers": described(WHOLE, "most people striking the whole shift on a day"),
            "peak_rallying": described(WHOLE, "most people rallying, and no more, on a day"),
            "peak_kept_in": described(
                WHOLE, "most people locked in or with blocked passes who would have done more"
            ),
            "peak_day": described(DATE, "the first day of peak_out"),
            "peak_signers": described(WHOLE, "people who have signed a list in the end"),
            "peak_committees": described(
                WHOLE, "most sites with a committee whose leaders are free, on one evening"
            ),
            "peak_linked": described(WHOLE, "most of them in the inter-site body"),
            "detained": described(WHOLE, "people detained on the last evening"),
            "dismissed": described(WHOLE, "people dismissed and not taken back by then"),
            "resigned": described(WHOLE, "people who have resigned by then"),
            "reach": described(REACH, "by work withheld by the workers' own decision only"),
            "reach_date": NO_DATE,
            "sustained": YES_NO,
            "reach_at_half_thresholds": REACH,
            "reach_at_twice_thresholds": REACH,
            "general_strike_25": YES_NO,
            "resolution": described(RESOLUTION, "as it stands on the last day"),
            "resolution_date": NO_DATE,
            "output_lost_usd": described(
                NUMBER, "value added not made by the workers' own decision, and nothing else"
            ),
            "output_idle_usd": described(
                NUMBER, "value added not made as staff are away or a process halts or restarts"
            ),
            "output_missing_usd": described(
                NUMBER, "value added not made in other sectors for want of an input"
            ),
            "exports_lost_usd": described(
                NUMBER, "exports of output lost and idle; overlaps with output"
            ),
            "exports_missing_usd": described(
                NUMBER, "exports of output missing for want of inputs"
            ),
            "wages_lost_usd": described(NUMBER, "wages of the work withheld by own decision"),
            "funds_paid_usd": described(NUMBER, "paid by strike funds; part of wages_lost_usd"),
            "digest": DIGEST,
            "seconds": NUMBER,
        }
    ),
    "mechanisms": record(
        {
            "scenario": TEXT,
            "scenario_hash": described(DIGEST, "of the scenario but for its observed facts"),
            "version": described(TEXT, "of downtools that made the table"),
            "runs": described(WHOLE, "pairs of runs, each with its own draw of parameters"),
            "scale": NUMBER,
            "width": described(NUMBER, "width of the draws beside the scenario's prior"),
            "rows": array(
                record(
                    {
                        "row": TEXT,
                        "expected": described(
                            {"enum": ["+", "-", None]}, "sign of on less off; null: a feature"
                        ),
                        "why": {"enum": ["by construction", "emergent", None]},
                        "effect": described(
                            NO_NUMBER, "median over the pairs of (on - off) / max(|on|, |off|)"
                        ),
                        "low": described(NO_NUMBER, "2.5 % quantile over the pairs"),
                        "high": described(NO_NUMBER, "97.5 % quantile over the pairs"),
                        "smallest": described(NO_NUMBER, "smallest effect worth naming"),
                        "share": described(NO_NUMBER, "share of draws with the stated sign"),
                        "holds": described(
                            YES_NO, "share at least .9 and the effect at least the smallest"
                        ),
                        "part": described(TEXT, "what is on beside what is off"),
                        "measure": TEXT,
                        "note": TEXT,
                        "reason": described(TEXT, "why it does not hold; empty if it does"),
                    }
                )
            ),
            "seconds": NUMBER,
        }
    ),
    "patterns": record(
        {
            "scenario": TEXT,
            "scenario_hash": described(DIGEST, "of the scenario's whole content"),
            "version": described(TEXT, "of downtools that made the table"),
            "runs": described(WHOLE, "runs, each with its own luck and draw of parameters"),
            "scale": NUMBER,
            "belief": described(TEXT, "from what parameters were drawn"),
            "factor": described(NUMBER, "how far from a single figure a median may lie"),
            "confound": described(TEXT, "what happened at once and cannot be told apart"),
            "passing": described(WHOLE, "patterns that hold"),
            "reach": described(PROBABILITIES, "how the runs reached, by value"),
            "resolution": described(PROBABILITIES, "how the runs were resolved, by value"),
            "patterns": array(
                record(
                    {
                        "name": TEXT,
                        "label": TEXT,
                        "rung": {"enum": ["", "sign", "rally", "walkout", "strike"]},
                        "first": DATE,
                        "last": DATE,
                        "denominator": TEXT,
                        "unit": described(TEXT, "date: the values are dates"),
                        "observed_low": described(VALUE, "lower edge of the band, if any"),
                        "observed_high": described(VALUE, "upper edge of the band, if any"),
                        "observed_point": described(NO_NUMBER, "the figure, if a single one"),
                        "source_kind": TEXT,
                        "source": TEXT,
                        "median": VALUE,
                        "low": described(VALUE, "5 % quantile over the runs"),
                        "high": described(VALUE, "95 % quantile over the runs"),
                        "share": described(NUMBER, "part of the single runs in which it holds"),
                        "holds": described(YES_NO, "the median lies where it was observed"),
                        "miss": described(TEXT, "size of the miss; empty if it holds"),
                        "guess": described(TEXT, "what a miss may come from"),
                    }
                )
            ),
            "seconds": NUMBER,
        }
    ),
    "classics": record(
        {
            "models": array(
                record({"name": TEXT, "title": TEXT, "cite": TEXT, "says": TEXT, "departs": TEXT})
            ),
            "quick": described(YES_NO, "only the checks that take some seconds"),
            "checks": described(
                array(
                    record(
                        {
                            "model": TEXT,
                            "name": TEXT,
                            "kind": described(
                                {"enum": ["nested", "reference", "data"]},
                                "nested: the engine itself gave what was obtained",
                            ),
                            "expected": SAID,
                            "obtained": described(SAID, "inf or nan: no finite number"),
                            "tolerance": described(NUMBER, "0: it must be the same"),
                            "holds": YES_NO,
                            "why": described(TEXT, "where expected value and tolerance are from"),
                        }
                    )
                ),
                "empty if a case was played",
            ),
            "case": described(VALUES, "keys that have an effect here; null without --set"),
            "result": described(VALUES, "what came of the case, by its words"),
            "version": described(TEXT, "of downtools that made the table"),
            "seconds": NUMBER,
        }
    ),
    "ensemble": schema_of(Ensemble, timed=True),
    "merge": schema_of(Ensemble, timed=True),
    "compare": schema_of(Comparison, timed=True),
    "levers": schema_of(Levers, timed=True),
    "sweep": schema_of(Sweep, timed=True),
    "sensitivity": schema_of(Sensitivity, timed=True),
    "calibrate": schema_of(Calibration, timed=True),
    "forecast": schema_of(Forecast, timed=True),
    "score": schema_of(Scored, timed=True),
    "cases": schema_of(Cases, timed=True),
    "discover": schema_of(Discovery, timed=True),
    "ablate": schema_of(Ablation, timed=True),
    "rare": schema_of(Unlikely, timed=True),
    "reports": schema_of(Summary),
    "rerun": record({"digest": DIGEST, "digest_again": DIGEST, "same": YES_NO}),
}
