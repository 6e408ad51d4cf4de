"""What must hold between the entries of a schedule: days apart, and rules that can follow rules.

The same judges a folder that is read and a value that is set.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from downtools.errors import nearest
from downtools.scenario.rules import Wrong
from downtools.scenario.schedule import KINDS, noticed_by

__all__ = ["wrong_between"]

Entries = Mapping[str, Mapping[str, Any]]
"""The values of each entry by its id, as far as they are sound."""
Given = Mapping[str, Collection[str]]
"""The fields that were set, by id of the entry: one of them is told of what is wrong."""

_NOTICED = {"site": "the staff of a site", "street": "the street", "nation": "all workers"}
_WHEN_AND_WHERE = ("start", "end", "place", "kind", "above")


def wrong_between(entries: Entries, given: Given) -> list[tuple[str, Wrong]]:
    """What is wrong between entries, each with the id of the entry to which it is told."""
    return [*_overlaps(entries, given), *_after(entries), *_cycles(entries, given)]


def _overlaps(entries: Entries, given: Given) -> Iterator[tuple[str, Wrong]]:
    """Two of a kind that do not add up, on the same days at the same place: which one counts?"""
    groups: dict[object, list[str]] = {}
    for name, values in entries.items():
        whole = all(field in values for field in _WHEN_AND_WHERE)
        if whole and values["start"] <= values["end"] and not KINDS[values["kind"]].adds_up:
            alike = (values["kind"], values["place"], values["above"])
            groups.setdefault(alike, []).append(name)
    found: dict[str, Wrong] = {}
    for names in groups.values():
        names.sort(key=lambda name: entries[name]["start"])
        held = names[0]
        for name in names[1:]:
            at, other = (name, held) if name in given else (held, name)
            if at in given and entries[name]["start"] <= entries[held]["end"]:
                found.setdefault(at, _overlap(other, entries[other], given[at]))
            if entries[name]["end"] > entries[held]["end"]:
                held = name
    yield from found.items()


def _overlap(other: str, values: Mapping[str, Any], given: Collection[str]) -> Wrong:
    field = next((field for field in _WHEN_AND_WHERE if field in given), "start")
    rule = "" if values["above"] is None else f" and above {values['above']:g}"
    problem = (
        f"its days overlap those of schedule.{other} ({values['start']} to {values['end']}), of the"
        f" same kind and place{rule}"
    )
    return field, problem, "give the two days apart, or make one of them"


def _after(entries: Entries) -> Iterator[tuple[str, Wrong]]:
    """A rule acts after a rule that notices the same; else it would never know where."""
    for name, values in entries.items():
        after = values.get("after")
        notices = noticed_by(values["kind"], values.get("place", "")) if "kind" in values else ""
        if not after or after == name or values.get("above") is None or not notices:
            continue
        problem = _no_leader(entries.get(after), notices)
        if problem is not None:
            others = [one for one, rule in entries.items() if one != name and _is(rule, notices)]
            none = f"leave after out: no other rule notices {_NOTICED[notices]}"
            yield name, ("after", problem, nearest(after, others) if others else none)


def _no_leader(values: Mapping[str, Any] | None, notices: str) -> str | None:
    """Why a rule that notices this cannot act after an entry; None if it can, or none can tell."""
    if values is None:
        return "no such entry of the schedule"
    if "above" not in values or "kind" not in values:
        return None
    if values["above"] is None:
        return "no rule: that entry has no above"
    found = noticed_by(values["kind"], values.get("place", ""))
    if not found or found == notices:
        return None
    return f"a rule that notices {_NOTICED[found]}, where this one notices {_NOTICED[notices]}"


def _is(values: Mapping[str, Any], notices: str) -> bool:
    """Whether an entry is a rule that notices this."""
    ruled = values.get("above") is not None and "kind" in values
    return ruled and noticed_by(values["kind"], values.get("place", "")) == notices


def _cycles(entries: Entries, given: Given) -> Iterator[tuple[str, Wrong]]:
    """Rules that wait for each other, so that none ever acts."""
    after: dict[str, str] = {
        name: values["after"]
        for name, values in entries.items()
        if values.get("after") and values.get("above") is not None
    }
    seen: set[str] = set()
    for first in after:
        path: list[str] = []
        name = first
        while name in after and name not in seen:
            seen.add(name)
            path.append(name)
            name = after[name]
        if name in path:
            cycle = path[path.index(name) :]
            at = next((one for one in cycle if "after" in given.get(one, ())), cycle[0])
            turn = cycle.index(at)
            said = " after ".join([*cycle[turn:], *cycle[:turn], at])
            problem = f"a rule that waits for itself never acts: {said}"
            yield at, ("after", problem, "let one of them go without after")
