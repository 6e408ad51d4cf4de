"""The section of a report about the giants: the largest named workplaces, each at its peaks."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from downtools.run.run import Run
from downtools.scenario.tables import Site
from downtools.show.html import Html, Part, folded, scrolled, section, table, tag
from downtools.show.multiples import multiples
from downtools.show.rungs import at_least, columns_of_site
from downtools.show.text import count, per_cent

__all__ = ["giants", "giants_of"]


def giants_of(run: Run) -> list[tuple[int, Site]]:
    """Named sites with at least the staff of a giant, and their index."""
    least = run.scenario.parameters.workplace.giant_staff
    return [(i, site) for i, site in enumerate(run.scenario.sites) if site.staff >= least]


def giants(run: Run) -> Html:
    """A panel for each giant, and the table of all folded under them."""
    least = run.scenario.parameters.workplace.giant_staff
    title = "The giants"
    found = giants_of(run)
    if not found:
        said = f"No named workplace has {count(least)} or more on the roll."
        return section("giants", title, tag("p", said))
    rows = [_giant_row(run, i, site) for i, site in found]
    acted = sorted(row for row in rows if row.acted)
    quiet = [f"{row.site.name} ({count(row.site.staff)})" for row in rows if not row.acted]
    note = (
        f"Named workplaces with {count(least)} or more on the roll. What a workplace of that name"
        " does here it need not have done."
    )
    explained = (
        "Those with most people out first, each at its peaks over the whole run. Out is walking out"
        " or striking; kept in is locked in or with a blocked pass. Output is value added lost by"
        " the workers' own decision. Staff with a ~ is an assumption of the scenario, else sourced."
    )
    made = table(
        "The giants where anybody acted",
        _GIANT_HEADS,
        (row.cells for row in acted),
        numbers=range(1, 11),
    )
    still = tag("p", f"Nobody acted at the other {len(quiet)}: {', '.join(quiet)}.")
    listed = folded("The giants in numbers", tag("p", explained), scrolled("The giants", made))
    return section(
        "giants",
        title,
        tag("p", note),
        multiples(run, found),
        listed if acted else "",
        still if quiet else "",
    )


_GIANT_HEADS = (
    "Workplace",
    "Most out",
    "Share out",
    "Peak day",
    "Most striking",
    "Most rallying",
    "Most kept in",
    "Signed",
    "Committee, days (linked)",
    "Output lost, USD",
    "Staff",
)


@dataclass(frozen=True, order=True)
class _Giant:
    """A giant's row of the table, in the order in which the table is sorted."""

    rank: tuple[int, int, str]
    acted: bool
    site: Site = field(compare=False)
    cells: list[Part] = field(compare=False)


def _giant_row(run: Run, index: int, site: Site) -> _Giant:
    its = columns_of_site(run, index)
    out = at_least(its)["walkout"]
    most = int(out.max())
    day = run.scenario.calendar.date(int(np.argmax(out)))
    town = next(town.name for town in run.scenario.towns if town.town == site.town)
    place = town if site.spread == "town" else f"{town} (spread)"
    signed, rallied = int(its["signers"].max()), int(its["rallying"].max())
    kept = int(its["kept_in"].max())
    cells: list[Part] = [
        f"{site.name}, {place}",
        count(most),
        per_cent(most, site.staff),
        f"{day.day} {day:%b}" if most else "–",
        count(int(its["striking"].max())),
        count(rallied),
        count(kept),
        count(signed),
        _committee(its),
        count(int(its["output_lost_cents"].sum()) / 100),
        count(site.staff) if site.staff_basis == "sourced" else f"~{count(site.staff)}",
    ]
    acted = most + signed + rallied + kept > 0
    return _Giant((-most, -rallied - signed, site.site), acted, site, cells)


def _committee(its: dict[str, npt.NDArray[np.int64]]) -> str:
    """On how many evenings a site had a committee, and on how many of them a linked one."""
    evenings, linked = int((its["committee"] > 0).sum()), int((its["linked"] > 0).sum())
    return f"{evenings} ({linked})" if evenings else "–"
