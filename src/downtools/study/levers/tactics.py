"""Tactics of the regime as levers see them: which there are, and how each is made less of.

All changes are changes of values of entries of the schedule, dated ones and rules of one kind
together, and make no day and no place worse for those who act.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from downtools.scenario.model import Scenario
from downtools.scenario.schedule import Entry

__all__ = ["HARDLY", "Tactic", "delayed", "halved", "ruled_by", "tactics_of", "without"]

HARDLY = 1e-12
"""A strength that does nothing, where none at all would silence the rules that act after it."""

Values = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Tactic:
    """One kind of tactic of the regime."""

    kind: str
    name: str
    """As in the name of a lever: no-NAME."""
    what: str
    """What the regime does without, in words."""
    keys: tuple[str, ...]
    """Parameters through which it acts."""
    halves: bool = False
    """Whether there is a lever with it at half strength."""
    delays: bool = False
    """Whether there is a lever with it a week later."""


_SACK = ("sack.cost", "sack.outside_option")
_SIGHT = ("influence.site", "influence.nation", "belief.steepness", "belief.tipping")

_KNOWN = (
    Tactic(
        kind="street_violence",
        name="street-violence",
        what="force in the street",
        keys=(
            "outrage.violence_gain",
            "outrage.national_share",
            "outrage.permanent",
            "outrage.fading",
        ),
        halves=True,
    ),
    Tactic(
        kind="lock_in",
        name="lock-in",
        what="lock-ins of workshops with the people inside",
        keys=(*_SIGHT, "sack.resign"),
        halves=True,
        delays=True,
    ),
    Tactic(
        kind="dismissal_threat",
        name="dismissal-threat",
        what="threats of the sack",
        keys=("sack.weight", "sack.capacity", *_SACK),
        halves=True,
        delays=True,
    ),
    Tactic(
        kind="detain_leaders",
        name="detention",
        what="the detention of strike leaders",
        keys=("organise.held_days", "organise.breaks", "organise.strength"),
        halves=True,
        delays=True,
    ),
    Tactic(
        kind="dismissal",
        name="dismissal",
        what="dismissals",
        keys=("sack.capacity", "sack.reinstated"),
    ),
    Tactic(
        kind="block_passes",
        name="blocked-passes",
        what="blocked passes of those who signed",
        keys=("sack.identified", "sack.resign"),
    ),
    Tactic(
        kind="internet_shutdown",
        name="internet-shutdown",
        what="cuts of the internet",
        keys=(
            "media.leak",
            "media.reach",
            "influence.nation",
            "outrage.violence_gain",
            "outrage.national_share",
        ),
    ),
    Tactic(
        kind="daily_meetings",
        name="daily-meetings",
        what="daily meetings at work",
        keys=("loyalty.meeting", "loyalty.meeting_fading"),
    ),
    Tactic(
        kind="replacement_workers",
        name="replacement-workers",
        what="replacement workers",
        keys=("concede.hazard", "concede.bar", "belief.steepness", "belief.tipping"),
    ),
    Tactic(
        kind="bonus",
        name="bonus",
        what="bonuses for those who stay at work",
        keys=("loyalty.bonus",),
    ),
    Tactic(
        kind="legal_ban",
        name="legal-ban",
        what="a ban on strikes",
        keys=("sack.ban", "sack.capacity", *_SACK, "gather.list_base", "gather.list_readiness"),
    ),
    Tactic(
        kind="court_fine",
        name="court-fine",
        what="fines by courts",
        keys=("sack.fine",),
    ),
)


def tactics_of(scenario: Scenario) -> tuple[Tactic, ...]:
    """The tactics that act on some day of the scenario, or may by rule; in a fixed order.

    Each has the parameters it rests on here: where rules notice sites, also how fast they do and
    at how many sites the regime can be at once.
    """
    return tuple(_here(scenario, tactic) for tactic in _KNOWN if _acts(scenario, tactic))


def _here(scenario: Scenario, tactic: Tactic) -> Tactic:
    notices = {entry.notices for entry in _entries(scenario, tactic) if entry.by_rule}
    more: tuple[str, ...] = ()
    if notices & {"site", "nation"}:
        more = (*more, "regime.speed")
    if "site" in notices:
        more = (*more, "regime.sites")
    return dataclasses.replace(tactic, keys=(*tactic.keys, *more))


def _entries(scenario: Scenario, tactic: Tactic) -> list[Entry]:
    """The entries of a tactic that have any strength."""
    return [e for e in scenario.schedule if e.kind == tactic.kind and e.strength > 0.0]


def _acts(scenario: Scenario, tactic: Tactic) -> bool:
    calendar, begins = scenario.calendar, scenario.parameters.regime.by_rule_from
    dates = [calendar.date(day) for day in range(calendar.days)]
    return any(entry.on(date, begins) for entry in _entries(scenario, tactic) for date in dates)


def without(scenario: Scenario, tactic: Tactic) -> Values:
    """No strength at all; as good as none for a rule that other rules act after."""
    return tuple(_silent(scenario, entry) for entry in _entries(scenario, tactic))


def halved(scenario: Scenario, tactic: Tactic) -> Values:
    """Half the strength."""
    return tuple(
        (f"schedule.{entry.id}.strength", entry.strength / 2.0)
        for entry in _entries(scenario, tactic)
    )


def delayed(scenario: Scenario, tactic: Tactic, by: dt.timedelta) -> Values | None:
    """Each entry begins later than it would act, and ends when it did; None if nothing is left.

    The end does not move, so that no day has more of a tactic than before. What would be over by
    then is not done at all.
    """
    calendar, begins = scenario.calendar, scenario.parameters.regime.by_rule_from
    values: list[tuple[str, Any]] = []
    left = False
    for entry in _entries(scenario, tactic):
        start = (max(entry.start, begins) if entry.by_rule else entry.start) + by
        if start > min(entry.end, calendar.end):
            values.append(_silent(scenario, entry))
            continue
        left = left or entry.by_rule or start < begins
        values.append((f"schedule.{entry.id}.start", start))
        values.append((f"schedule.{entry.id}.end", entry.end))
    return tuple(values) if left else None


def ruled_by(scenario: Scenario, tactic: Tactic) -> tuple[Tactic, ...]:
    """Other tactics of which a rule acts only after a rule of this one, at first or second hand."""
    led = {entry.id for entry in _entries(scenario, tactic) if entry.by_rule}
    kinds = {entry.kind for entry in _followers(scenario, led)} - {tactic.kind}
    return tuple(one for one in tactics_of(scenario) if one.kind in kinds)


def _followers(scenario: Scenario, led: set[str]) -> Iterator[Entry]:
    rules = [e for e in scenario.schedule if e.by_rule and e.strength > 0.0]
    more = {entry.id for entry in rules if entry.after in led}
    yield from (entry for entry in rules if entry.id in more)
    if more - led:
        yield from _followers(scenario, led | more)


def _silent(scenario: Scenario, entry: Entry) -> tuple[str, Any]:
    leading = any(other.after == entry.id for other in scenario.schedule)
    return f"schedule.{entry.id}.strength", HARDLY if leading else 0.0
