"""What must hold between the values of an entry, and between the costs of the rungs.

The same rules judge a folder that is read and a value that is set.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any

from downtools.errors import nearest
from downtools.scenario.schedule import KINDS, Kind
from downtools.scenario.tables import OWNERSHIP

__all__ = ["Wrong", "theta_wrong", "wrong_entry"]

Wrong = tuple[str, str, str]
"""A field, what is wrong with it, and the cure."""


def wrong_entry(
    values: Mapping[str, Any],
    given: Collection[str],
    known: Mapping[str, Collection[str]],
    first: dt.date | None,
    last: dt.date | None,
) -> list[Wrong]:
    """What is wrong between the values of one entry of the schedule, as far as they are there.

    `given` are the fields that were set, `known` the ids by kind of place (a kind without ids is
    not checked), `first` and `last` the scenario's days.
    """
    wrong = _wrong_dates(values, first, last)
    if values.get("after") and "above" in values and values["above"] is None:
        wrong.append(("after", "only a rule acts after another", "give above, or leave after out"))
    if "kind" not in values:
        return wrong
    kind = KINDS[values["kind"]]
    wrong.extend(_wrong_fields(values, given, kind))
    if "place" in values:
        wrong.extend(_wrong_place(values["place"], values["kind"], kind.places, known))
    return wrong


def theta_wrong(thetas: Mapping[str, float]) -> list[Wrong]:
    """Where the costs of the rungs do not rise: sign, rally, walkout, and 1 for a strike."""
    names = [name for name in ("theta_sign", "theta_rally", "theta_walkout") if name in thetas]
    return [
        (upper, f"below {lower}, which is {thetas[lower]:g}", "let the costs of the rungs rise")
        for lower, upper in pairwise(names)
        if thetas[upper] < thetas[lower]
    ]


def _wrong_dates(
    values: Mapping[str, Any], first: dt.date | None, last: dt.date | None
) -> list[Wrong]:
    wrong: list[Wrong] = []
    start, end = values.get("start"), values.get("end")
    late = start is not None and last is not None and start > last
    if start is not None and end is not None and not late and end < start:
        wrong.append(("end", f"before the start {start}", "give a last day from the start on"))
    elif end is not None and last is not None and end > last and end != start:
        wrong.append(("end", f"after the last day {last}", f"give a day up to {last}"))
    early = start is not None and first is not None and start < first
    if late or early:
        problem = "outside the days of the scenario"
        wrong.append(("start", problem, f"give a day from {first} to {last}"))
    return wrong


def _wrong_fields(values: Mapping[str, Any], given: Collection[str], kind: Kind) -> list[Wrong]:
    """Fields that the kind needs and lacks, or has and cannot use."""
    name: str = values["kind"]
    ruled = "above" in given and values.get("above", 0.0) is not None
    if ruled and not kind.notices:
        tactics = ", ".join(sorted(one for one, other in KINDS.items() if other.notices))
        problem = f"a {name} cannot be a rule: only what the regime does at what it notices can"
        return [("above", problem, f"leave it out; kinds of rules are: {tactics}")]
    needs, who = (("strength",), "rule") if ruled else (kind.needs, name)
    wrong = [
        (field, f"missing: a {who} needs it", f"give {field}")
        for field in needs
        if field not in given or values.get(field) == ""
    ]
    if values.get("usd") and "usd" not in kind.needs:
        wrong.append(("usd", f"a {name} has no money: only a strike_fund has", "leave it out"))
    return wrong


def _wrong_place(
    place: str, kind: str, allowed: tuple[str, ...], known: Mapping[str, Collection[str]]
) -> list[Wrong]:
    what, _, name = place.partition(":")
    forms = ", ".join(form if form == "nation" else f"{form}:ID" for form in allowed)
    if what not in allowed:
        return [("place", f"not a place of a {kind}", f"use one of: {forms}")]
    if what == "nation":
        return [("place", "more than nation", "write nation")] if place != "nation" else []
    ids = OWNERSHIP if what == "ownership" else known.get(what, ())
    if ids and name not in ids:
        return [("place", f"no such {what}", nearest(name, ids))]
    return []
