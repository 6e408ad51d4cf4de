"""Workers and the shops in which they see each other: docs/model.md, sections 2 and 3.

Each object holds what section 2 fixes for good, and below it the state of section 3.
"""

from dataclasses import dataclass, field
from typing import Literal

from downtools.reference.ladder import SIGN, no_counts

__all__ = ["Shop", "Status", "Worker"]

Status = Literal["free", "detained", "dismissed", "resigned"]
"""Whether a worker is there at all; only who is free decides and acts."""


@dataclass(slots=True, eq=False)
class Worker:
    """One worker in memory."""

    number: int
    """Number within the site, from 0: who they are to luck."""
    opposition: int
    """Private opposition o, a share in units of 1/65536."""
    caution: int
    """Caution c, a factor in units of 1/65536."""
    reached: bool
    """Whether independent media reach them when nothing is cut."""
    fixed_term: bool
    """Whether their contract has an end."""
    contacts: list["Worker"] = field(default_factory=list)
    """Whom they know personally."""

    status: Status = "free"
    stance: int = 0
    """The rung they would take."""
    act: int = 0
    """The rung last held in sight."""
    signed: bool = False
    days_out: int = 0
    """Whole shifts struck so far, at most 127."""
    contacts_seen: list[int] = field(default_factory=no_counts)
    """Contacts whose act in sight was at or above each rung yesterday."""

    @property
    def free(self) -> bool:
        """Whether they are there: not detained, dismissed or resigned."""
        return self.status == "free"

    @property
    def floor(self) -> int:
        """The rung that is seen of them whatever else they do: a signature lasts."""
        return SIGN if self.signed else 0

    def leave(self, status: Status) -> None:
        """Become away: they want nothing and show nothing."""
        self.status = status
        self.stance = 0
        self.act = 0

    def come_back(self) -> None:
        """Become free again, with nothing to show but a signature."""
        self.status = "free"
        self.go_quiet()

    def go_quiet(self) -> None:
        """Want nothing, with nothing to show but a signature."""
        self.stance = 0
        self.act = self.floor


@dataclass(slots=True, eq=False)
class Shop:
    """People who see each other at work; they share a crew."""

    number: int
    """Number within the site, from 0: what it is to luck."""
    crew: int
    workers: list[Worker]
    seen: list[int] = field(default_factory=no_counts)
    """Workers in memory with act at or above each rung."""
    away: int = 0
    """Workers in memory who are not free."""
