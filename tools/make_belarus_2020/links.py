"""What each sector uses of the others: Hungary's table, scaled to Belarus's sectors.

No input-output table of Belarus could be had. Hungary's of 2020, 65 products by 65 products, is
summed to the sectors. A sector's output is its value added over Hungary's ratio of the two. What
it uses in all keeps Hungary's share of output; of what it does not export, firms at home buy
Hungary's share; imports make up the rest. Rows and columns are then scaled in turn (RAS) until
the table has these sums. Mining is no such supplier: Belarus's is potash for export, Hungary's
gas and stone for its power stations and builders. Its sales at home stay as they are in Hungary
beside what its users make, or else a stop of potash works would starve the power stations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path

from .tables import Row, read_table

TABLE = "hungary_2020_iot_product_by_product.csv"
IMPORTS = "imports"
REST = "value_added"
UNSCALED = "mining"
MILLION = 1_000_000
"""Shares are printed in millionths."""
NO_OTHER_SECTOR = {"T": "services", "U": "services"}
ROUNDS = 1_000
CLOSE_ENOUGH = 1e-12

SOURCE = (
    "proxy: Hungary 2020, Eurostat input-output table of products "
    "(https://github.com/rOpenGov/iotables); assumption: scaled by RAS to value added and exports "
    "of sectors.csv"
)
SOURCE_OF_UNSCALED = (
    "proxy: Hungary 2020, Eurostat input-output table of products "
    "(https://github.com/rOpenGov/iotables); assumption: sales at home in all not scaled, since "
    "potash is sold abroad"
)
SOURCE_OF_REST = (
    "proxy: Hungary 2020, Eurostat input-output table of products "
    "(https://github.com/rOpenGov/iotables); assumption: the rest, with taxes less subsidies"
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A country's table by sector: uses by (supplier, user), and sums by sector."""

    uses: dict[tuple[str, str], float]
    output: dict[str, float]
    value_added: dict[str, float]
    exports: dict[str, float]


def link_rows(proxy: Path, sectors: Sequence[Row]) -> list[Row]:
    """The rows of `links.csv`; the shares of a user sum to 1, shares of nothing are left out."""
    hungary = _hungary(proxy, sectors)
    users = [row["sector"] for row in sectors]
    suppliers = [*users, IMPORTS]
    output = {
        row["sector"]: float(row["value_added_usd"])
        * hungary.output[row["sector"]]
        / hungary.value_added[row["sector"]]
        for row in sectors
    }
    start = {
        (supplier, user): hungary.uses[supplier, user] / hungary.output[user] * output[user]
        for supplier in suppliers
        for user in users
    }
    used = {user: fsum(start[supplier, user] for supplier in suppliers) for user in users}
    sold = {
        row["sector"]: _sold_to_firms(hungary, row["sector"], users)
        * max(0.0, output[row["sector"]] - float(row["exports_usd"]))
        for row in sectors
    }
    sold[UNSCALED] = fsum(start[UNSCALED, user] for user in users)
    sold[IMPORTS] = fsum(used.values()) - fsum(sold.values())
    flows = _scaled(start, sold, used)
    rows: list[Row] = []
    for user in users:
        parts = {s: round(flows[s, user] / output[user] * MILLION) for s in suppliers}
        parts[REST] = MILLION - sum(parts.values())
        rows += [
            {
                "user": user,
                "supplier": supplier,
                "share": f"{part / MILLION:.6f}",
                "source": {REST: SOURCE_OF_REST, UNSCALED: SOURCE_OF_UNSCALED}.get(
                    supplier, SOURCE
                ),
            }
            for supplier, part in parts.items()
            if part
        ]
    return rows


def _hungary(proxy: Path, sectors: Sequence[Row]) -> Table:
    """The products of Hungary's table summed to the sectors by the letter of their section."""
    letters = NO_OTHER_SECTOR | {
        letter: row["sector"] for row in sectors for letter in row["section"].split()
    }
    rows = {row["prod_na"]: row for row in read_table(proxy / TABLE)}
    sector_of = {
        product: letters[product.removeprefix("CPA_")[0]]
        for product in rows
        if product.startswith("CPA_")
    }
    names = [row["sector"] for row in sectors]
    table = Table(
        uses={(supplier, user): 0.0 for supplier in (*names, IMPORTS) for user in names},
        output=dict.fromkeys(names, 0.0),
        value_added=dict.fromkeys(names, 0.0),
        exports=dict.fromkeys(names, 0.0),
    )
    for product, sector in sector_of.items():
        for supplied, supplier in sector_of.items():
            table.uses[supplier, sector] += float(rows[supplied][product])
        table.uses[IMPORTS, sector] += float(rows["IMP"][product])
        table.output[sector] += float(rows["P1"][product])
        table.value_added[sector] += float(rows["B1G"][product])
        table.exports[sector] += float(rows[product]["P6"])
    return table


def _sold_to_firms(table: Table, supplier: str, users: Sequence[str]) -> float:
    """The part of what a sector does not export that firms at home buy."""
    bought = fsum(table.uses[supplier, user] for user in users)
    return bought / (table.output[supplier] - table.exports[supplier])


def _scaled(
    start: dict[tuple[str, str], float], rows: dict[str, float], columns: dict[str, float]
) -> dict[tuple[str, str], float]:
    """The flows with rows and columns scaled in turn until they have these sums."""
    flows = dict(start)
    for _ in range(ROUNDS):
        off = 0.0
        for place, sums in ((0, rows), (1, columns)):
            for name, wanted in sums.items():
                keys = [key for key in flows if key[place] == name]
                factor = wanted / fsum(flows[key] for key in keys)
                off = max(off, abs(factor - 1))
                for key in keys:
                    flows[key] *= factor
        if off < CLOSE_ENOUGH:
            return flows
    raise ValueError(f"{TABLE}: rows and columns do not settle")
