"""The catalogue of levers: what could have been otherwise in a scenario, made from its content.

A lever is an arm with a side, and the parameters on which its effect rests. Levers are made for
the scenario as questions are asked of it: with a regime that answers by rule from the day
`rules_begin` on. What only history's dated tactics did after that day does not act there, and is
no lever; a tactic is changed in its dated entries and its rules alike.

Dates and sums are not chosen by hand but follow from the scenario:

- the *first day at work*: the first working day of the calendar;
- the *second week*: the first working day a week or more after the first shock (a falsified
  vote, or force in the street) of the schedule;
- the money of a strike fund: two weeks of half wages for 5 % of all employed.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from downtools.errors import Fault, InputError, nearest
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import Entry
from downtools.study.arms import Arm
from downtools.study.levers.tactics import Tactic, delayed, halved, ruled_by, tactics_of, without
from downtools.study.levers.weaker import refuse_repression
from downtools.study.mechanisms.cases import by_rule

__all__ = ["EARLIER", "Lever", "Side", "fund_usd", "levers_of", "named", "second_week"]

Side = Literal["workers", "public", "regime"]
"""Whose act a lever is."""

EARLIER = (1, 3, 5, 7)
"""Days by which the inter-site committee could have come earlier."""
_WEEK = dt.timedelta(days=7)
_FUND_PAYS = 0.5
_FUND_WEEKS = 2
_FUND_PEOPLE = 0.05
_CHANNEL = 0.5
"""How open a safe channel keeps media: half, less than if nothing were cut."""

_COMMITTEES = (
    "organise.base",
    "organise.readiness",
    "organise.strength",
    "organise.link",
    "influence.linked",
    "belief.link",
    "belief.weight",
)


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One thing that could have been otherwise."""

    arm: Arm
    side: Side
    keys: tuple[str, ...]
    """Dotted keys of the parameters through which it acts: its effect rests on what is known of
    them."""

    @property
    def name(self) -> str:
        """Short and without blanks: what a user types."""
        return self.arm.name

    @property
    def words(self) -> str:
        """What is otherwise, in one sentence."""
        return self.arm.words


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """The levers that make sense for a scenario: those of workers, of the public, of the regime.

    The order is fixed. Each arm is valid for `by_rule(scenario)`, the scenario as questions are
    asked of it, and leaves the regime no stronger there (`refuse_repression`).
    """
    asked = by_rule(scenario)
    made = (*_of_workers(asked), *_of_the_public(asked), *_of_the_regime(asked))
    for lever in made:
        refuse_repression(asked, lever.arm)
    return tuple(lever for lever in made if lever.arm.of(asked) != asked)


def named(levers: Sequence[Lever], name: str) -> Lever:
    """The lever of a name. Raises `InputError` with the nearest name and all there are."""
    found = {lever.name: lever for lever in levers}
    if name in found:
        return found[name]
    close = nearest(name, found)
    cure = f"{close}; " if close.startswith("did you mean") else ""
    cure += f"levers of this scenario: {', '.join(found) or 'none'}"
    raise InputError([Fault(file="lever", value=name, problem="no such lever here", cure=cure)])


def second_week(scenario: Scenario) -> dt.date | None:
    """The first working day a week or more after the first shock; None if all is over by then."""
    shocks = [
        entry.start
        for entry in scenario.schedule
        if entry.kind in ("falsified_vote", "street_violence") and not entry.by_rule
    ]
    return _working_from(scenario, min(shocks, default=scenario.calendar.start) + _WEEK)


def fund_usd(scenario: Scenario) -> float:
    """Money of a strike fund: two weeks of half wages for 5 % of all employed, in whole USD."""
    month = sum(sector.employed * sector.wage_usd for sector in scenario.sectors)
    return float(round(month * 12.0 / 52.0 * _FUND_WEEKS * _FUND_PAYS * _FUND_PEOPLE))


def _working_from(scenario: Scenario, date: dt.date) -> dt.date | None:
    """The first working day from a date on; None if none is left."""
    calendar = scenario.calendar
    days = range(max(0, (date - calendar.start).days), calendar.days)
    return next((calendar.date(day) for day in days if calendar.working(day)), None)


def _added(kind: str, name: str, start: dt.date, end: dt.date, place: str, **more: Any) -> Entry:
    return Entry(
        id=name,
        kind=kind,
        start=start,
        end=end,
        known_from=start,
        place=place,
        source="assumption: what might have been",
        **more,
    )


# --- workers -------------------------------------------------------------------------------------


def _of_workers(scenario: Scenario) -> Iterator[Lever]:
    yield from _joint_committees(scenario)
    yield from _giant_committees(scenario)
    yield from _strike_fund(scenario)
    yield from _common_date(scenario)


def _joint_committees(scenario: Scenario) -> Iterator[Lever]:
    """The inter-site committee some days earlier; one at all where there is none.

    Committees join it on working days, so that an earlier date counts only if it gives another
    first working day.
    """
    opens = scenario.parameters.inter_site_committee.open_on
    seen = {_working_from(scenario, opens)}
    if seen == {None}:
        date = second_week(scenario)
        if date is not None:
            yield _joint("joint-committee", date, f"exists from {date} on, where there is none")
        return
    for days in EARLIER:
        date = opens - dt.timedelta(days=days)
        meets = _working_from(scenario, date)
        if date < scenario.calendar.start or meets in seen:
            continue
        seen.add(meets)
        plural = "day" if days == 1 else "days"
        words = f"exists {days} {plural} earlier: on {date}, not {opens}"
        yield _joint(f"joint-committee-{days}-{plural}-earlier", date, words)


def _joint(name: str, date: dt.date, words: str) -> Lever:
    arm = Arm(
        name=name,
        words=f"A joint committee of strike committees {words}.",
        values=(("inter_site_committee.open_on", date),),
    )
    return Lever(arm=arm, side="workers", keys=_COMMITTEES)


def _giant_committees(scenario: Scenario) -> Iterator[Lever]:
    day = _working_from(scenario, scenario.calendar.start)
    if day is None:
        return
    early = {
        entry.place
        for entry in scenario.schedule
        if entry.kind == "committee" and entry.start <= day and entry.strength > 0.0
    }
    least = scenario.parameters.workplace.giant_staff
    giants = [f"site:{site.site}" for site in scenario.sites if site.staff >= least]
    entries = tuple(
        _added("committee", f"lever_{place.replace(':', '_')}", day, day, place)
        for place in giants
        if place not in early
    )
    if entries:
        many = f"each of {len(entries)} giants" if len(entries) > 1 else "the one giant"
        arm = Arm(
            name="giant-committees",
            words=f"There is a strike committee at {many} ({least:,} staff or more) from {day} on.",
            entries=entries,
        )
        keys = (
            "organise.strength",
            "organise.breaks",
            "organise.link",
            "gather.committee",
            "gather.list_committee",
            "influence.linked",
        )
        yield Lever(arm=arm, side="workers", keys=keys)


def _strike_fund(scenario: Scenario) -> Iterator[Lever]:
    """A fund for all from the first day at work on; one that there is is brought forward and
    made as large."""
    day = _working_from(scenario, scenario.calendar.start)
    if day is None:
        return
    usd, pays = fund_usd(scenario), _FUND_PAYS
    funds = [e for e in scenario.schedule if e.kind == "strike_fund" and e.place == "nation"]
    instead = ""
    values: tuple[tuple[str, Any], ...] = ()
    entries: tuple[Entry, ...] = ()
    if funds:
        fund = min(funds, key=lambda entry: entry.start)
        day, usd, pays = min(day, fund.start), max(usd, fund.usd), max(pays, fund.strength)
        instead = f", instead of {fund.usd:,.0f} USD and {fund.strength:.0%} from {fund.start} on"
        fields = {"start": day, "end": fund.end, "strength": pays, "usd": usd}
        values = tuple((f"schedule.{fund.id}.{field}", new) for field, new in fields.items())
    else:
        more = {"strength": pays, "usd": usd}
        end = scenario.calendar.end
        entries = (_added("strike_fund", "lever_strike_fund", day, end, "nation", **more),)
    paid = f"pays {pays:.0%} of lost wages from {day} on"
    words = f"A strike fund of {usd:,.0f} USD {paid}{instead}."
    arm = Arm(name="strike-fund", words=words, values=values, entries=entries)
    keys = ("sack.fund_stake", "sack.cost", "sack.threat", "sack.capacity", "ladder.fatigue")
    yield Lever(arm=arm, side="workers", keys=keys)


def _common_date(scenario: Scenario) -> Iterator[Lever]:
    """A common date in the second week, where media reach anybody, unless there is one by then."""
    day = second_week(scenario)
    if day is None or scenario.parameters.media.reach == 0.0:
        return
    if any(
        entry.kind == "common_date" and entry.place == "nation" and entry.start <= day
        for entry in scenario.schedule
    ):
        return
    arm = Arm(
        name="common-date",
        words=f"The whole country is called to strike on one common date, {day}.",
        entries=(_added("common_date", "lever_common_date", day, day, "nation", rung="strike"),),
    )
    keys = ("media.call_weight", "media.reach", "media.blunt", "gather.call", "belief.failed_call")
    yield Lever(arm=arm, side="workers", keys=keys)


# --- the public ----------------------------------------------------------------------------------


def _of_the_public(scenario: Scenario) -> Iterator[Lever]:
    """A safe channel, where the internet is cut at all."""
    calendar = scenario.calendar
    if all(tactic.kind != "internet_shutdown" for tactic in tactics_of(scenario)):
        return
    channel = _added(
        "safe_channel",
        "lever_safe_channel",
        calendar.start,
        calendar.end,
        "nation",
        strength=_CHANNEL,
    )
    arm = Arm(
        name="safe-channel",
        words=f"A safe channel keeps media open by {_CHANNEL:.0%}, whatever is cut.",
        entries=(channel,),
    )
    keys = (
        "media.leak",
        "media.reach",
        "influence.nation",
        "outrage.violence_gain",
        "outrage.national_share",
    )
    yield Lever(arm=arm, side="public", keys=keys)


# --- the regime ----------------------------------------------------------------------------------


def _of_the_regime(scenario: Scenario) -> Iterator[Lever]:
    """Each tactic that acts at all removed; the most important ones also halved and delayed."""
    for tactic in tactics_of(scenario):
        yield _on_tactic(
            f"no-{tactic.name}",
            f"does without {tactic.what}",
            without(scenario, tactic),
            tactic.keys,
        )
        if tactic.halves:
            words = f"uses {tactic.what} at half strength"
            yield _on_tactic(f"half-{tactic.name}", words, halved(scenario, tactic), tactic.keys)
        if tactic.delays:
            yield from _later(scenario, tactic)
    yield from _concession(scenario)


def _on_tactic(
    name: str, words: str, values: tuple[tuple[str, Any], ...], keys: tuple[str, ...]
) -> Lever:
    arm = Arm(name=name, words=f"The regime {words}.", values=values)
    return Lever(arm=arm, side="regime", keys=keys)


def _later(scenario: Scenario, tactic: Tactic) -> Iterator[Lever]:
    values = delayed(scenario, tactic, _WEEK)
    if values is None:
        return
    led = ruled_by(scenario, tactic)
    words = f"turns to {tactic.what} a week later, and not at all where it would be over by then"
    if led:
        words += f"; so it does with what comes only after: {', '.join(one.what for one in led)}"
    keys = dict.fromkeys((*tactic.keys, *(key for one in led for key in one.keys)))
    yield _on_tactic(f"later-{tactic.name}", words, values, tuple(keys))


def _concession(scenario: Scenario) -> Iterator[Lever]:
    """An offer to the whole country in the second week, of a regime that may offer anything."""
    day = second_week(scenario)
    offered = any(
        entry.kind == "concession" and entry.place == "nation" for entry in scenario.schedule
    )
    if day is None or offered or scenario.parameters.concede.hazard == 0.0:
        return
    arm = Arm(
        name="early-concession",
        words=f"The regime offers the whole country a concession on {day}.",
        entries=(_added("concession", "lever_concession", day, day, "nation"),),
    )
    keys = ("concede.accepted", "concede.relief", "belief.concession")
    yield Lever(arm=arm, side="regime", keys=keys)
