"""What each column of a run's tables means and in which unit it stands."""

__all__ = ["LABELS", "UNITS", "unit_of"]

UNITS: dict[str, str] = {
    "day": "days since the start",
    "working": "1 if day shifts work",
    "region": "index",
    "district": "index",
    "sector": "index",
    "site": "index",
    "kind": "1 gathering, 2 list opened, 3 stopped",
    "people": "people",
    "openness_milli": "thousandths",
    "belief_milli": "thousandths",
    "outrage_milli": "thousandths of a score",
    "signed": "people, today",
    "signers": "people, so far",
    "rallying": "people",
    "walking_out": "people",
    "striking": "people",
    "withheld_milli": "thousandths of a shift",
    "on_shift": "people",
    "gatherings": "sites",
    "lists_open": "sites",
    "list_open": "parts of the site",
    "giants_stopped": "sites",
    "stopped": "1 if output is below half by the workers' own decision",
    "police_sent": "officers",
    "victims": "people, the night after this day",
    "output_lost_cents": "US cents",
    "exports_lost_cents": "US cents",
    "wages_lost_cents": "US cents",
}

LABELS: dict[str, str] = {
    "region": "region_id",
    "district": "district_id",
    "sector": "sector_id",
    "site": "site_id",
    "kind": "kind_id",
}
"""The column of text that names an index, beside it in the tables a reader sees."""


def unit_of(column: str) -> str:
    """The unit of a column, or "text" for a label."""
    return UNITS.get(column, "text")
