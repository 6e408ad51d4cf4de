"""A classic: what a published model says, its checks, its picture, and a case to play with."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from downtools.study.classics.check import Check, Value
from downtools.study.classics.sketch import Sketch

__all__ = ["Classic", "Play"]


@dataclass(frozen=True, kw_only=True)
class Play:
    """A case of the model with values of one's own: `downtools classics NAME --set KEY=VALUE`."""

    case: type
    """A frozen dataclass; each field is declared with `scenario.declare.column` and a default."""
    run: Callable[[Any], dict[str, Value]]
    """From a case to what comes of it, by the words to print. Raises `InputError` for values that
    do not go together."""
    idle: Callable[[Any], Mapping[str, str]] | None = None
    """From a case to the keys that have no effect in it, each with the reason; None: all have."""


@dataclass(frozen=True, kw_only=True)
class Classic:
    """One published model."""

    name: str
    title: str
    cite: str
    says: str
    """What the model says, in a sentence."""
    departs: str
    """How the full model departs from it, in a sentence or two."""
    checks: Callable[[bool], Iterable[Check]]
    """All checks, or, given True, those that take some seconds together."""
    sketch: Callable[[], Sketch]
    play: Play
