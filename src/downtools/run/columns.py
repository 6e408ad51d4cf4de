"""What each column of a run's tables means and in which unit it stands."""

__all__ = ["LABELS", "UNITS", "unit_of"]

UNITS: dict[str, str] = {
    "day": "days since the start",
    "working": "1 if day shifts work",
    "region": "index",
    "district": "index",
    "sector": "index",
    "site": "index",
    "kind": "1 gathering, 2 list opened, 3 stopped, 4 committee formed, 5 committee linked,"
    " 6 leaders detained, 7 committee broken",
    "people": "people",
    "openness_milli": "thousandths",
    "belief_milli": "thousandths",
    "news_milli": "thousandths of a logit, added to belief",
    "loyalty_milli": "thousandths of the loyalty bought at first",
    "outrage_milli": "thousandths of a score",
    "signed": "people, today",
    "signers": "people, so far",
    "rallying": "people",
    "walking_out": "people",
    "striking": "people",
    "kept_in": "people, kept from more by locks and blocked passes",
    "away": "people, detained, dismissed or resigned in the evening",
    "detained": "people, in the evening",
    "dismissed": "people, in the evening",
    "resigned": "people, in the evening",
    "withheld_milli": "thousandths of a shift",
    "on_shift": "people",
    "gatherings": "sites",
    "lists_open": "sites",
    "list_open": "parts of the site",
    "committees": "sites, with free leaders in the evening",
    "committee": "parts of the site, with free leaders in the evening",
    "linked": "sites or parts of the site, of those with a committee",
    "giants_stopped": "sites",
    "stopped": "1 if output is below half by the workers' own decision",
    "police_sent": "officers",
    "victims": "people, the night after this day",
    "felt_milli": "thousandths, of cost and defection",
    "output_lost_cents": "US cents, by the workers' own decision",
    "output_idle_cents": "US cents, as staff are away or a process halts or restarts",
    "output_missing_cents": "US cents, for want of an input",
    "exports_lost_cents": "US cents, of output lost or idle",
    "exports_missing_cents": "US cents, for want of an input",
    "wages_lost_cents": "US cents, of work withheld",
    "funds_paid_cents": "US cents, by strike funds",
    "resolved": "of today: 0 nothing, 1 won, 2 conceded, 3 suspended",
}
"""The unit of each column of whole numbers, and what it is of where the name does not say it."""

LABELS: dict[str, str] = {
    "region": "region_id",
    "district": "district_id",
    "sector": "sector_id",
    "site": "site_id",
    "kind": "kind_id",
}
"""The column of text that names an index, beside it in the tables a reader sees."""


_OF_MANY = {
    "task": "number in the study",
    "arm": "index of the arm",
    "echo": "0, 1 with other own luck, 2 with other luck altogether",
}
"""Columns that tell many runs apart."""


def unit_of(column: str) -> str:
    """The unit of a column, or "text" for a label."""
    return UNITS.get(column) or _OF_MANY.get(column, "text")
