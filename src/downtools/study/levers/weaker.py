"""Only weaker: what a lever may do to the means of a regime.

A question "what would have changed it" may take a tactic of the regime away, weaken it or let it
come later. It may never strengthen one, so that no search can find what breaks a strike best. The
rule holds for the levers of the catalogue and for what a user sets as a lever; it does not hold
for what is *not known* (an ensemble or a sweep over uncertainties draws from the whole prior), nor
for a scenario of one's own. What workers and the public have may be moved both ways: what a delay
costs them is their question.

Two scenarios are compared as a whole, the one as it is and the one with the change:

- an entry of the regime (a kind whose side in `KINDS` is "regime") may change as `FIELDS` says;
  its `start` may come later and its `end` may move along by as much, never more; it may be given
  `after` where it had none; its kind and place stay, a rule stays a rule and a date a date;
- no entry of the regime may be added;
- the parameters of `MEANS` may change in the direction given there alone; those of `FIXED` not at
  all. All other parameters describe people, luck, the economy or workers' own means, and are free.

The values are held against those of the scenario itself, not against draws from its prior. As
each rule is monotone in its value, a range is within the rule if both of its ends are.
"""

import datetime as dt
from typing import Any

from downtools.errors import Fault, InputError
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import KINDS, Entry
from downtools.study.arms import Arm, Direction

__all__ = ["FIELDS", "FIXED", "MEANS", "refuse_repression"]

MEANS: dict[str, Direction] = {
    # Fewer police, sent more slowly, less harm done by them; those held come back sooner.
    "police.standing": "fall",
    "police.per_active": "fall",
    "police.value_weight": "fall",
    "police.speed": "fall",
    "police.capacity": "fall",
    "police.deterrence": "fall",
    "police.harm": "fall",
    "police.detain": "fall",
    "police.release": "rise",
    # A lesser threat to the job; more to live on without it; more who are taken back.
    "sack.threat": "fall",
    "sack.weight": "fall",
    "sack.capacity": "fall",
    "sack.cost": "fall",
    "sack.outside_option": "rise",
    "sack.permanent_stake": "fall",
    "sack.ban": "fall",
    "sack.identified": "fall",
    "sack.fine": "fall",
    "sack.reinstated": "rise",
    # Fewer sites worked on by rule, noticed later.
    "regime.sites": "fall",
    "regime.speed": "fall",
    # Gives way sooner.
    "concede.hazard": "rise",
    "concede.bar": "fall",
    "concede.leave_bar": "fall",
    # Less loyalty bought or talked into people.
    "loyalty.subsidy": "fall",
    "loyalty.mixed": "fall",
    "loyalty.meeting": "fall",
    "loyalty.meeting_fading": "rise",
    "loyalty.bonus": "fall",
    # Leaders are held for less long, and committees outlast it; media stay more open.
    "organise.held_days": "fall",
    "organise.breaks": "fall",
    "media.reach": "rise",
    "media.leak": "rise",
}
"""The regime's means among the parameters, and where a lever may move each."""

FIXED = ("regime.by_rule_from",)
"""What no lever moves: when history ends and rules begin is how a question is put."""

FIELDS: dict[str, Direction] = {"strength": "fall", "people": "fall", "above": "rise"}
"""Fields of an entry of the regime, and where a lever may move each; dates: see above."""

_CURE = {"fall": "give at most {}", "rise": "give at least {}"}
_WORD = {"fall": "raises", "rise": "lowers"}
_ONLY = "a lever only removes, weakens or delays what the regime does"


def refuse_repression(scenario: Scenario, arm: Arm) -> None:
    """Let a lever pass that leaves the regime no stronger; the rule is in the module's text.

    Raises `InputError` with every change that strengthens the regime, and for an arm that is not
    valid in this scenario.
    """
    after = arm.of(scenario)
    faults = [
        *_of_parameters(arm.name, scenario, after),
        *_of_entries(arm.name, scenario, after),
    ]
    if faults:
        raise InputError(faults)


def _of_parameters(name: str, before: Scenario, after: Scenario) -> list[Fault]:
    faults: list[Fault] = []
    for key, direction in MEANS.items():
        old, new = before.value(key), after.value(key)
        if _stronger(direction, old, new):
            faults.append(_wrong_way(name, key, direction, old, new))
    for key in FIXED:
        old, new = before.value(key), after.value(key)
        if old != new:
            problem = f"no lever: it says where history ends (here {old})"
            cure = "set it for both sides of the question, as part of the scenario"
            faults.append(Fault(file=name, column=key, value=new, problem=problem, cure=cure))
    return faults


def _of_entries(name: str, before: Scenario, after: Scenario) -> list[Fault]:
    faults: list[Fault] = []
    known = {entry.id: entry for entry in before.schedule}
    for new in after.schedule:
        old = known.get(new.id)
        if old is None:
            if _is_regimes(new):
                problem, cure = f"adds a {new.kind}: {_ONLY}", "leave it out"
                faults.append(Fault(file=name, value=new.id, problem=problem, cure=cure))
        elif old != new and (_is_regimes(old) or _is_regimes(new)):
            faults.extend(_of_entry(name, old, new))
    return faults


def _is_regimes(entry: Entry) -> bool:
    return KINDS[entry.kind].side == "regime"


def _of_entry(name: str, old: Entry, new: Entry) -> list[Fault]:
    """What makes an entry of the regime stronger, or another one."""
    where = f"schedule.{old.id}."
    swapped = [
        _swapped(name, where + field, getattr(old, field), getattr(new, field))
        for field in ("kind", "place")
        if getattr(old, field) != getattr(new, field)
    ]
    if (old.above is None) != (new.above is None):
        swapped.append(_swapped(name, f"{where}above", old.above, new.above))
    if old.after and old.after != new.after:
        swapped.append(_swapped(name, f"{where}after", old.after, new.after))
    if swapped:
        return swapped
    faults = [
        _wrong_way(name, where + field, direction, getattr(old, field), getattr(new, field))
        for field, direction in FIELDS.items()
        if _stronger(direction, getattr(old, field), getattr(new, field))
    ]
    return [*faults, *_of_dates(name, where, old, new)]


def _of_dates(name: str, where: str, old: Entry, new: Entry) -> list[Fault]:
    """Later it may begin, and end as much later; longer it may not last."""
    if new.start < old.start:
        problem = f"brings it forward from {old.start}: {_ONLY}"
        cure = f"give {old.start} or later"
        return [
            Fault(file=name, column=f"{where}start", value=new.start, problem=problem, cure=cure)
        ]
    latest = _latest_end(old, new)
    if new.end > latest:
        problem = f"lets it last longer than until {latest}: {_ONLY}"
        cure = f"give {latest} or earlier"
        return [Fault(file=name, column=f"{where}end", value=new.end, problem=problem, cure=cure)]
    return []


def _latest_end(old: Entry, new: Entry) -> dt.date:
    """The last day that leaves a tactic as long as it was; the end of a rule does not move."""
    return old.end if old.by_rule else old.end + (new.start - old.start)


def _stronger(direction: Direction, old: Any, new: Any) -> bool:
    if old is None:
        return False
    return new > old if direction == "fall" else new < old


def _wrong_way(name: str, key: str, direction: Direction, old: Any, new: Any) -> Fault:
    problem = f"{_WORD[direction]} it from {_shown(old)}: {_ONLY}"
    cure = _CURE[direction].format(_shown(old))
    return Fault(file=name, column=key, value=new, problem=problem, cure=cure)


def _swapped(name: str, key: str, old: Any, new: Any) -> Fault:
    said = "none" if old in (None, "") else old
    problem = f"makes it another tactic (here {said}): {_ONLY}"
    cure = "take it away with strength 0 instead"
    return Fault(file=name, column=key, value=new, problem=problem, cure=cure)


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
