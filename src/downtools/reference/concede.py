"""Those who rule may give way: docs/model.md, section 4, repress, step 1."""

from downtools.chance import key_of
from downtools.exact import saturating
from downtools.reference.luck import chance
from downtools.reference.nation import CONCEDED, WON, Nation
from downtools.reference.places import Outrage
from downtools.reference.today import Day, covers_nation, covers_place
from downtools.scenario.schedule import Entry

__all__ = ["concede"]


def concede(day: Day, nation: Nation) -> None:
    """Make the offer that is felt to be due, if any, and those of the schedule."""
    if day.working and _offers(day, nation):
        nation.news += day.parameters.belief.concession
        relief = _relief(day, nation)
        for outrage in (nation.outrage, *(place.outrage for place in nation.places)):
            _relieve(outrage, relief)
    for entry in day.entries("concession"):
        if entry.start == day.date:
            _offer_by_date(day, nation, entry)


def _offers(day: Day, nation: Nation) -> bool:
    """Whether an offer is made: the likelier, the more cost and defection are felt."""
    declared = day.parameters.concede
    hazard = declared.hazard * max(0.0, nation.felt - declared.bar)
    return chance(day.luck, "concede", day.number, 0) < saturating(hazard)


def _relief(day: Day, nation: Nation) -> float:
    """Share of outrage that the offer takes away: all, if the measure is void."""
    declared = day.parameters.concede
    if nation.felt >= declared.leave_bar:
        nation.today.resolve(WON, 1.0)
        nation.felt = 0.0
        return 1.0
    if chance(day.luck, "accept", day.number, 0) < declared.accepted:
        nation.today.resolve(CONCEDED, declared.relief)
        nation.felt = 0.0
        return declared.relief
    return 0.0


def _offer_by_date(day: Day, nation: Nation, entry: Entry) -> None:
    """A concession of the schedule, to the country or to a part of it."""
    declared = day.parameters.concede
    if covers_nation(entry):
        nation.news += day.parameters.belief.concession * entry.strength
    if chance(day.luck, "accept", day.number, key_of(entry.id)) >= declared.accepted:
        return
    relief = min(1.0, declared.relief * entry.strength)
    for place in nation.places:
        if covers_place(entry, place):
            _relieve(place.outrage, relief)
    if covers_nation(entry):
        _relieve(nation.outrage, relief)
        nation.today.resolve(CONCEDED, relief)


def _relieve(outrage: Outrage, relief: float) -> None:
    outrage.fading = outrage.fading * (1.0 - relief)
    outrage.permanent = outrage.permanent * (1.0 - relief)
