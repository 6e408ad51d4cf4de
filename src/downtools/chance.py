"""Luck: every draw is a pure function of (seed, named decision, day, who).

Nothing here keeps state. A draw is found by hashing what it is for, so it does not depend on the
order of the computation, on the number of threads or on what else was drawn, and two scenarios
that differ in one lever share all other luck.

The mixer is the finaliser of splitmix64 (Steele, Lea and Flood 2014, OOPSLA; constants of
Stafford's variant 13), and a stream is its counter: ``mix(key + who * GOLDEN)``. The same text
runs as plain Python on ints and, through `downtools.compiled`, on unsigned 64-bit integers.

`who` is never a position in memory: people are (site id, number within the site), places and
calls are their ids, so that adding a site leaves every other person's luck alone.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

MASK = 0xFFFF_FFFF_FFFF_FFFF
GOLDEN = 0x9E37_79B9_7F4A_7C15
_FIRST = 0xBF58_476D_1CE4_E5B9
_SECOND = 0x94D0_49BB_1331_11EB

__all__ = [
    "GOLDEN",
    "MASK",
    "OWN",
    "Luck",
    "Turn",
    "bits",
    "key_of",
    "mix",
    "nth_seed",
    "stream",
    "uniform",
]

OWN = frozenset(
    {"attention", "block", "detain", "dismiss", "resign", "release", "reinstate", "back"}
)
"""Decisions in which luck falls on each worker alone; all others are shared by many."""


@dataclass(frozen=True)
class Turn:
    """Other luck from a day on; what was drawn for the whole run on day 0 stays."""

    day: int
    shared: int
    own: int


@dataclass(frozen=True)
class Luck:
    """The seeds of a run: of what many share, and of what falls on each worker alone."""

    shared: int
    own: int
    turns: tuple[Turn, ...] = ()
    """Later seeds, by rising day."""

    @staticmethod
    def of(seed: "int | Luck") -> "Luck":
        """The luck of one seed for all, or the luck given."""
        return seed if isinstance(seed, Luck) else Luck(seed, seed)

    def seed(self, decision: str, day: int) -> int:
        """The seed of a named decision on a day."""
        shared, own = self.shared, self.own
        for turn in self.turns:
            if turn.day <= day:
                shared, own = turn.shared, turn.own
        return own if decision in OWN else shared

    def turned(self, day: int, shared: int, own: int) -> "Luck":
        """This luck up to `day`, and other seeds from it on."""
        before: Sequence[Turn] = [turn for turn in self.turns if turn.day < day]
        return Luck(self.shared, self.own, (*before, Turn(day, shared, own)))


def mix(x: int) -> int:
    """Scramble 64 bits: each input bit flips each output bit with probability near one half."""
    x = ((x ^ (x >> 30)) * _FIRST) & MASK
    x = ((x ^ (x >> 27)) * _SECOND) & MASK
    return x ^ (x >> 31)


def key_of(text: str) -> int:
    """The 64-bit key of a name (a decision, a site id, a place): the head of its SHA-256."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "little")


def stream(seed: int, decision: int, day: int) -> int:
    """The key of one named decision on one day under one seed.

    `decision` is `key_of` its name. Hashed in three steps, so that no two of the three
    arguments can stand in for each other.
    """
    return mix((mix((mix(seed ^ GOLDEN) + decision) & MASK) + day * GOLDEN) & MASK)


def bits(key: int, who: int) -> int:
    """The 64 random bits of `who` in the stream `key`."""
    return mix((key + who * GOLDEN) & MASK)


def nth_seed(seed: int, name: str, index: int) -> int:
    """The seed number `index` of a series with a name, in 0 .. 2**63 - 1."""
    return bits(stream(seed, key_of(name), 0), index) >> 1


def uniform(draw: int) -> float:
    """A number strictly between 0 and 1 from 64 random bits (52 of them are used)."""
    return (draw >> 12) * 2.220446049250313e-16 + 1.1102230246251565e-16
