"""The tables of a run: their columns, kinds of events, and the rows gathered so far."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["COLUMNS", "EVENT_KINDS", "Records"]

I64 = npt.NDArray[np.int64]

EVENT_KINDS = (
    "gathering",
    "list_opened",
    "stopped",
    "committee_formed",
    "committee_linked",
    "leaders_detained",
    "committee_broken",
)
"""Kinds of the events table, from 1."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "daily": (
        "day",
        "working",
        "openness_milli",
        "belief_milli",
        "news_milli",
        "loyalty_milli",
        "outrage_milli",
        "signed",
        "signers",
        "rallying",
        "walking_out",
        "striking",
        "kept_in",
        "withheld_milli",
        "on_shift",
        "gatherings",
        "lists_open",
        "committees",
        "linked",
        "detained",
        "dismissed",
        "resigned",
        "giants_stopped",
        "police_sent",
        "victims",
        "felt_milli",
        "output_lost_cents",
        "output_idle_cents",
        "output_missing_cents",
        "exports_lost_cents",
        "exports_missing_cents",
        "wages_lost_cents",
        "funds_paid_cents",
        "resolved",
    ),
    "regions": (
        "day",
        "region",
        "sector",
        "signers",
        "rallying",
        "walking_out",
        "striking",
        "withheld_milli",
        "gatherings",
    ),
    "sites": (
        "day",
        "site",
        "gatherings",
        "list_open",
        "committee",
        "linked",
        "signers",
        "rallying",
        "walking_out",
        "striking",
        "kept_in",
        "away",
        "withheld_milli",
        "on_shift",
        "stopped",
        "police_sent",
        "output_lost_cents",
        "output_idle_cents",
        "exports_lost_cents",
        "wages_lost_cents",
    ),
    "groups": (
        "day",
        "district",
        "sector",
        "gatherings",
        "signed",
        "rallying",
        "walking_out",
        "striking",
        "kept_in",
        "away",
        "withheld_milli",
        "output_lost_cents",
        "output_idle_cents",
    ),
    "events": ("day", "kind", "site", "people"),
}
"""The columns of every table of a run, in the order in which they are hashed."""


@dataclass
class Records:
    """Rows gathered so far, by table."""

    rows: dict[str, list[I64]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def tables(self) -> dict[str, dict[str, I64]]:
        """The tables, column by column."""
        made: dict[str, dict[str, I64]] = {}
        for name, columns in COLUMNS.items():
            parts = self.rows[name]
            whole = np.concatenate(parts) if parts else np.zeros((0, len(columns)), np.int64)
            made[name] = {
                column: np.ascontiguousarray(whole[:, i]) for i, column in enumerate(columns)
            }
        return made
