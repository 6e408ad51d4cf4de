"""The lines of a scenario's page about what happens: dated entries, and the regime's rules."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from downtools.scenario.calendar import WEEKDAYS
from downtools.scenario.schedule import KINDS, Entry

if TYPE_CHECKING:
    import datetime as dt

    from downtools.scenario.model import Scenario

__all__ = ["by_rule", "dated", "happens"]

_ALIKE = 3
"""So many local entries of one kind and the same days are told in one line."""
_SLEEP = (
    "{many} ({kinds}) {sleep}: history is scheduled to the end; a question about what might have"
    " been wakes {them} (regime.by_rule_from)."
)
_AWAKE = "From this day on, what is scheduled for the regime above does not happen{instead}."


def dated(day: "dt.date") -> str:
    """A date with its day of the week."""
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day.isoformat()}"


def happens(scenario: "Scenario") -> list[str]:
    """A line an entry, in order; what happens alike in many places on the same days is one."""
    entries = (entry for entry in scenario.schedule if not entry.by_rule)
    lines = _lines(scenario, entries, lambda entry: f"{_dates(entry)}: ")
    opens = scenario.parameters.inter_site_committee.open_on
    if opens <= scenario.calendar.end:
        lines.append(
            f"- From {dated(opens)} on: committees of different workplaces can join in an"
            " inter-site committee."
        )
    return lines


def by_rule(scenario: "Scenario") -> tuple[str, list[str]]:
    """Head and lines of what the regime does by rule; no lines if that changes nothing."""
    rules = [entry for entry in scenario.schedule if entry.by_rule]
    begins, end = scenario.parameters.regime.by_rule_from, scenario.calendar.end
    head = "What the regime does by rule"
    if begins > end:
        return head, [_asleep(rules)] if rules else []
    first = max(begins, scenario.calendar.start)
    void = any(
        KINDS[entry.kind].side == "regime" and not entry.by_rule and entry.end >= begins
        for entry in scenario.schedule
    )
    lines = _lines(
        scenario, rules, lambda rule: "" if _whole(rule, first, end) else f"{_dates(rule)}: "
    )
    if void:
        instead = "" if rules else ", and no rule is there to take its place"
        lines.insert(0, f"- {_AWAKE.format(instead=instead)}")
    return f"{head} (from {dated(first)})", lines


def _asleep(rules: list[Entry]) -> str:
    kinds = Counter(rule.kind for rule in rules)
    one = len(rules) == 1
    return _SLEEP.format(
        many="One rule" if one else f"{len(rules):,} rules",
        kinds=", ".join(f"{kind} {many}" if many > 1 else kind for kind, many in kinds.items()),
        sleep="sleeps" if one else "sleep",
        them="it" if one else "them",
    )


def _whole(rule: Entry, first: "dt.date", end: "dt.date") -> bool:
    return rule.start <= first and rule.end >= end


def _lines(
    scenario: "Scenario", entries: Iterable[Entry], lead: Callable[[Entry], str]
) -> list[str]:
    """A line an entry, led by its days; many that are alike but for place and size are one."""
    alike: dict[object, list[Entry]] = {}
    for entry in entries:
        local = entry.id if entry.place == "nation" else _likeness(entry)
        alike.setdefault(local, []).append(entry)
    lines: list[str] = []
    for likes in alike.values():
        told, others = (likes[:1], likes[1:]) if len(likes) >= _ALIKE else (likes, [])
        lines.extend(f"- {lead(entry)}{scenario.sentence(entry)}{_known(entry)}" for entry in told)
        if others:
            lines[-1] += f" Likewise for {', '.join(map(_place_and_size, others))}."
    return lines


def _likeness(entry: Entry) -> object:
    sized = entry.strength if "people" in KINDS[entry.kind].needs else None
    what = (entry.kind, entry.scope[0], entry.rung, sized, entry.above, entry.after)
    return what, (entry.start, entry.end, entry.known_from)


def _place_and_size(entry: Entry) -> str:
    needs = KINDS[entry.kind].needs
    name = entry.scope[1]
    if "people" in needs and not entry.by_rule:
        return f"{name} ({entry.people:,.0f})"
    if "usd" in needs:
        return f"{name} ({entry.usd:,.0f} USD, strength {entry.strength:g})"
    return f"{name} (strength {entry.strength:g})" if needs else name


def _dates(entry: Entry) -> str:
    if entry.end == entry.start:
        return dated(entry.start)
    return f"{dated(entry.start)} to {dated(entry.end)}"


def _known(entry: Entry) -> str:
    return "" if entry.known_from == entry.start else f" Known from {dated(entry.known_from)}."
