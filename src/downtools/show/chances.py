"""Shares of runs in words, and what many runs differ in."""

from collections.abc import Collection
from typing import Protocol

from downtools.show.text import count
from downtools.study.paired import Change
from downtools.study.shares import Probability

__all__ = [
    "AT_LEAST",
    "REACHED",
    "RESOLVED",
    "Asked",
    "change_words",
    "many",
    "percent",
    "share_words",
    "span_words",
    "varied",
]


REACHED = {
    "none": "No wave",
    "sites": "Single workplaces",
    "sector_or_region": "A sector or region",
    "nationwide": "Nationwide",
}
"""How far a wave got, no farther."""

AT_LEAST = {
    "sites": "Some workplaces, or farther",
    "sector_or_region": "A sector or region, or farther",
    "nationwide": "Nationwide",
}
"""How far a wave got at least."""

RESOLVED = {
    "won": "Won",
    "conceded": "A concession",
    "suspended": "Called off",
    "ridden_out": "Ridden out",
    "open": "Open on the last day",
}
"""How a wave ended."""


class Asked(Protocol):
    """What every study of many runs says of them."""

    @property
    def runs(self) -> int:
        """How many were counted."""
        ...

    @property
    def failed(self) -> int:
        """How many beside them failed."""
        ...

    @property
    def scale(self) -> float:
        """The share of the workers in memory."""
        ...


def percent(share: float) -> str:
    """A share in per cent without the sign: two figures, and never 0 or 100 for what is not."""
    part = round(100.0 * share, 6)
    if part in (0.0, 100.0):
        return f"{part:.0f}"
    if part < 0.1:
        return "under 0.1"
    if part > 99.9:
        return "over 99.9"
    return f"{part:.0f}" if 9.95 <= part <= 99.0 else f"{part:.1f}".removesuffix(".0")


def span_words(share: Probability) -> str:
    """The interval of a share in per cent: 4.7 to 20 %."""
    return f"{percent(share.low)} to {percent(share.high)} %"


def share_words(share: Probability) -> str:
    """A share with its interval: 10 % (4.7 to 20 %)."""
    return f"{percent(share.p)} % ({span_words(share)})"


def change_words(change: Change) -> str:
    """A difference of two shares with its interval, in points of per cent: +5 (−1 to +11)."""
    return f"{_points(change.difference)} ({_points(change.low)} to {_points(change.high)})"


def _points(difference: float) -> str:
    part = 100.0 * difference
    said = f"{part:+.0f}" if abs(part) >= 9.95 else f"{part:+.1f}".removesuffix(".0")
    return "0" if said in ("+0", "-0") else said.replace("-", "−")


def varied(vary: Collection[str]) -> str:
    """What differs between runs: other luck and other parameters."""
    luck = {"shared": "other luck that many share", "own": "other luck of each worker"}
    kinds = [words for word, words in luck.items() if word in vary]
    words = "other luck" if len(kinds) == 2 else "".join(kinds)
    both = [words, "other parameters" if "uncertainty" in vary else ""]
    return " and ".join(filter(None, both))


def many(asked: Asked) -> str:
    """How many runs there are, at which scale, and how many failed."""
    scaled = "" if asked.scale == 1.0 else f" with {100 * asked.scale:g} % of the workers"
    failed = f"; {count(asked.failed)} more failed, not counted" if asked.failed else ""
    return f"{count(asked.runs)} {'run' if asked.runs == 1 else 'runs'}{scaled}{failed}"
