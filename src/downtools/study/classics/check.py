"""A check: what a published model should give, what was obtained, and whether that will do."""

import math
from dataclasses import dataclass
from typing import Literal

__all__ = ["Check", "Kind", "Value", "between", "error_of_count", "exactly", "near", "share_near"]

Kind = Literal["nested", "reference", "data"]
Value = float | int | str

_ERRORS = 3.0
"""Standard errors that an estimate may lie from the truth."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One number or sentence of a model beside ours."""

    name: str
    """What is checked, with the parameters: "normal thresholds, sd 13: share of crowds over 50"."""
    kind: Kind
    expected: Value
    obtained: Value
    tolerance: float
    """How far a number may lie from the expected one; 0 if it must be the same."""
    holds: bool
    why: str
    """Where the expected value and the tolerance come from; if it does not hold, what is known
    of the reason."""


def exactly(name: str, kind: Kind, expected: Value, obtained: Value, why: str) -> Check:
    """A value that must be the same."""
    return Check(
        name=name,
        kind=kind,
        expected=expected,
        obtained=obtained,
        tolerance=0.0,
        holds=expected == obtained,
        why=why,
    )


def near(
    name: str, kind: Kind, expected: float, obtained: float, tolerance: float, why: str
) -> Check:
    """A number that may lie `tolerance` off; never if it is not finite."""
    return Check(
        name=name,
        kind=kind,
        expected=expected,
        obtained=obtained,
        tolerance=tolerance,
        holds=math.isfinite(obtained) and abs(obtained - expected) <= tolerance,
        why=why,
    )


def between(name: str, kind: Kind, low: float, high: float, obtained: float, why: str) -> Check:
    """A number within an interval, written as its middle and half its width."""
    return near(name, kind, (low + high) / 2, obtained, (high - low) / 2, why)


def error_of_count(share: float, many: int) -> float:
    """The standard error of a reference's own share, which it counted over `many` tries.

    None or all of n are given an error of 1 / n: three of these are the rule of three, by which
    what was not seen in n tries happens at most 3 / n of the time.
    """
    return math.sqrt(max(share * (1.0 - share), 1.0 / many) / many)


def share_near(
    name: str, kind: Kind, expected: float, hits: int, many: int, why: str, *, error: float = 0.0
) -> Check:
    """A probability counted over `many` independent tries.

    The tolerance is three standard errors, of the count and of the expected value itself, whose
    own is `error`: 0 of what is derived, `error_of_count` of what was counted. A probability is
    held to be at least `error` away from 0 and 1. So a count must be the same as a 0 or 1 that is
    derived, and one of none or all of n has the rule of three of both counts.
    """
    within = min(max(expected, min(error, 0.5)), 1.0 - min(error, 0.5))
    tolerance = _ERRORS * math.sqrt(within * (1.0 - within) / many + error * error)
    return near(name, kind, expected, hits / many, tolerance, why)
