"""What must hold between the rows of `links.csv`: known sectors, whole accounts, a way out."""

from collections.abc import Collection

from downtools.errors import Fault, nearest
from downtools.scenario.csv_part import Row, Table
from downtools.scenario.tables import OUTSIDE

__all__ = ["wrong_links"]

_ROUNDED = 1e-4
"""So far may the shares of a user sum from 1: tables of accounts are rounded."""
_ALL = 1.0 - 1e-6
"""A spectral radius from here on counts as 1: it is worked out in floats."""


def wrong_links(links: Table, sectors: Table) -> list[Fault]:
    """What is wrong between links, each told once; nothing if the scenario has no links."""
    faults = [*_unknown(links, sectors.ids), *_twice(links)]
    if faults or not links.sound or not links.rows:
        return faults
    faults = _unbalanced(links)
    if sectors.sound:
        faults.extend(_without(links, sectors))
    return faults or _closed(links)


def _unknown(links: Table, sectors: Collection[str]) -> list[Fault]:
    faults: list[Fault] = []
    for column, known in (("user", set(sectors)), ("supplier", {*sectors, *OUTSIDE})):
        what = "sector in sectors.csv"
        what += f", nor {' or '.join(OUTSIDE)}" if column == "supplier" else ""
        for row in links.rows:
            text = row.text(column)
            if sectors and text and text not in known:
                faults.append(row.fault(column, f"no such {what}", nearest(text, known)))
    return faults


def _twice(links: Table) -> list[Fault]:
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    for row in links.rows:
        pair = (row.text("user"), row.text("supplier"))
        if all(pair) and pair in seen:
            problem = f"{pair[0]} has a row for it already, row {seen[pair]}"
            faults.append(row.fault("supplier", problem, "give each pair one row"))
        seen.setdefault(pair, row.line)
    return faults


def _unbalanced(links: Table) -> list[Fault]:
    users: dict[str, list[Row]] = {}
    for row in links.rows:
        users.setdefault(row.text("user"), []).append(row)
    faults: list[Fault] = []
    for user, rows in users.items():
        total = sum(row.values["share"] for row in rows)
        if abs(total - 1.0) > _ROUNDED:
            problem = f"the shares of {user} sum to {total:.7g}"
            cure = "let them sum to 1; value_added is what is left over inputs"
            faults.append(rows[0].fault("share", problem, cure))
    return faults


def _without(links: Table, sectors: Table) -> list[Fault]:
    users = {row.text("user") for row in links.rows}
    return [
        row.fault(
            "sector",
            "no row of its own in links.csv, where other sectors have theirs",
            "give what it uses; one row with value_added and share 1 if nothing",
        )
        for row in sectors.rows
        if row.text("sector") not in users
    ]


def _closed(links: Table) -> list[Fault]:
    """Sectors that use nothing but each other: their output would need itself to be made."""
    import numpy as np

    users = list(dict.fromkeys(row.text("user") for row in links.rows))
    place = {user: number for number, user in enumerate(users)}
    shares = np.zeros((len(users), len(users)))
    for row in links.rows:
        if row.text("supplier") in place:
            shares[place[row.text("user")], place[row.text("supplier")]] = row.values["share"]
    roots, vectors = np.linalg.eig(shares.T)
    largest = int(np.argmax(np.abs(roots)))
    radius = float(np.abs(roots[largest]))
    if radius < _ALL:
        return []
    weights = np.abs(vectors[:, largest])
    circle = [user for user in users if weights[place[user]] > 1e-6 * weights.max()]
    first = next(row for row in links.rows if row.text("user") == circle[0])
    problem = (
        f"the shares between sectors have a spectral radius of {radius:.6g}, not below 1:"
        f" {', '.join(circle)} {'uses' if len(circle) == 1 else 'use'} nothing from outside"
    )
    return [first.fault("user", problem, f"give it a share of {' or '.join(OUTSIDE)} too")]
