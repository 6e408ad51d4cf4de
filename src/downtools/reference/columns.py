"""The tables and their columns, in their order: docs/model.md, section 6."""

__all__ = ["COLUMNS", "Tables", "empty_tables"]

Tables = dict[str, dict[str, list[int]]]

COLUMNS: dict[str, tuple[str, ...]] = {
    "daily": (
        *("day", "working", "openness_milli", "belief_milli", "news_milli", "loyalty_milli"),
        *("outrage_milli", "signed", "signers", "rallying", "walking_out", "striking", "kept_in"),
        *("withheld_milli", "on_shift", "gatherings", "lists_open", "committees", "linked"),
        *("detained", "dismissed", "resigned", "giants_stopped", "police_sent", "victims"),
        *("felt_milli", "output_lost_cents", "output_idle_cents", "output_missing_cents"),
        *("exports_lost_cents", "exports_missing_cents", "wages_lost_cents"),
        *("funds_paid_cents", "resolved"),
    ),
    "regions": (
        *("day", "region", "sector", "signers", "rallying", "walking_out", "striking"),
        *("withheld_milli", "gatherings"),
    ),
    "sites": (
        *("day", "site", "gatherings", "list_open", "committee", "linked", "signers"),
        *("rallying", "walking_out", "striking", "kept_in", "away", "withheld_milli", "on_shift"),
        *("stopped", "police_sent", "output_lost_cents", "output_idle_cents"),
        *("exports_lost_cents", "wages_lost_cents"),
    ),
    "groups": (
        *("day", "district", "sector", "gatherings", "signed"),
        *("rallying", "walking_out", "striking", "kept_in", "away"),
        *("withheld_milli", "output_lost_cents", "output_idle_cents"),
    ),
    "events": ("day", "kind", "site", "people"),
}
"""The columns of each table, in their order."""


def empty_tables() -> Tables:
    """The five tables without a row."""
    return {table: {name: [] for name in names} for table, names in COLUMNS.items()}
