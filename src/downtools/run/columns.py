"""What each column of a run's tables means and in which unit it stands."""

__all__ = ["COLUMN_WORDS", "LABELS", "meaning_of", "unit_of"]

COLUMN_WORDS: dict[str, tuple[str, str]] = {
    "day": ("days since the start", "the day"),
    "working": ("1 or 0", "1 if day shifts work"),
    "region": ("index", "region of the site"),
    "district": ("index", "district of the site"),
    "sector": ("index", "sector of the site"),
    "site": ("index", "named site"),
    "kind": (
        "1 to 7",
        "1 gathering, 2 list opened, 3 stopped, 4 committee formed, 5 committee linked,"
        " 6 leaders detained, 7 committee broken",
    ),
    "people": ("people", "who acted there that day; for a list, who signed"),
    "openness_milli": ("thousandths", "share of news that gets through in the whole country"),
    "belief_milli": ("thousandths", "belief that the wave succeeds"),
    "news_milli": ("thousandths of a logit", "what visits, failed calls and offers add to belief"),
    "loyalty_milli": ("thousandths", "loyalty bought by subsidy that is left, of 1 at first"),
    "outrage_milli": ("thousandths of a score", "outrage of the nation in the evening"),
    "signed": ("people", "who signed a list that day"),
    "signers": ("people", "who have signed a list so far"),
    "rallying": ("people", "who rally and do no more"),
    "walking_out": ("people", "who stop work for part of the shift"),
    "striking": ("people", "who strike the whole shift"),
    "kept_in": ("people", "who would have done more, had they not been locked in or blocked"),
    "away": ("people", "detained, dismissed or resigned in the evening"),
    "detained": ("people", "detained in the evening"),
    "dismissed": ("people", "dismissed and not taken back in the evening"),
    "resigned": ("people", "who have resigned, in the evening"),
    "withheld_milli": ("thousandths of a shift", "work withheld by the workers' own decision"),
    "on_shift": ("people", "on the rota of the day, at work or not"),
    "gatherings": ("sites", "where people gather; parts of a named site"),
    "lists_open": ("sites", "where a list is open"),
    "list_open": ("parts of the site", "where a list is open"),
    "committees": ("sites", "with a committee whose leaders are free in the evening"),
    "committee": ("parts of the site", "with a committee whose leaders are free in the evening"),
    "linked": ("sites", "of those with a committee, in the inter-site body; parts of a named site"),
    "giants_stopped": ("sites", "named sites of a giant's staff that are stopped"),
    "stopped": ("1 or 0", "1 if output is below half by the workers' own decision"),
    "police_sent": ("officers", "sent to workplaces"),
    "victims": ("people", "victims of force in the street, the night after this day"),
    "felt_milli": ("thousandths", "cost and defection that the opponent feels"),
    "output_lost_cents": ("US cents", "value added not made by the workers' own decision"),
    "output_idle_cents": (
        "US cents",
        "value added not made as staff are away, or a process halts or restarts",
    ),
    "output_missing_cents": ("US cents", "value added not made for want of an input"),
    "exports_lost_cents": ("US cents", "exports not made, by own decision or idle"),
    "exports_missing_cents": ("US cents", "exports not made for want of an input"),
    "wages_lost_cents": ("US cents", "wages of the work withheld by own decision"),
    "funds_paid_cents": ("US cents", "paid by strike funds"),
    "resolved": (
        "0 to 3",
        "what the day resolved: 0 nothing, 1 the wave is won, 2 an offer is accepted, 3 it is"
        " called off",
    ),
}
"""Unit and meaning of each column of whole numbers."""

LABELS: dict[str, str] = {
    "region": "region_id",
    "district": "district_id",
    "sector": "sector_id",
    "site": "site_id",
    "kind": "kind_id",
}
"""The column of text that names an index, beside it in the tables a reader sees."""

_ADDED = {
    "date": "the date of the day",
    **{label: f"the {column} in text" for column, label in LABELS.items()},
}


def unit_of(column: str) -> str:
    """The unit of a column, or "text" for a label."""
    return COLUMN_WORDS[column][0] if column in COLUMN_WORDS else "text"


def meaning_of(column: str) -> str:
    """What a column means, in one line."""
    return COLUMN_WORDS[column][1] if column in COLUMN_WORDS else _ADDED[column]
