"""The rows S1 to S22: for each its part, what switches it, and what is expected, declared first.

Each row names, before it is run, the sign it expects of ON less OFF, whether that sign is by
construction (a term of the model has it) or emergent, and the smallest effect worth naming.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from downtools.run.run import Run
from downtools.scenario.model import Scenario
from downtools.study.mechanisms import giants, notes
from downtools.study.mechanisms import measures as of
from downtools.study.mechanisms.cases import Case, of_kind
from downtools.study.mechanisms.measures import Measure, Seen

__all__ = ["CONSTRUCTION", "EMERGENT", "ROWS", "SMALLEST", "Row"]

CONSTRUCTION = "by construction"
EMERGENT = "emergent"
SMALLEST = 0.02
"""The smallest effect worth naming, unless a row declares another: 2 % of baseline."""

Change = Callable[[Case], Case]


def as_it_is(case: Case) -> Case:
    """The scenario itself."""
    return case


def _has_all(_: Case) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One part of the system, on and off."""

    row: str
    part: str
    """What is on beside what is off, in words."""
    expected: str
    """Sign of ON less OFF."""
    why: str
    measured: str
    """The measure in words."""
    measure: Measure
    measure_off: Measure | None = None
    """The measure of the arm OFF, if it is another."""
    on: Change = as_it_is
    off: Change = as_it_is
    lacks: Callable[[Case], str] = _has_all
    """Why the scenario cannot show this row; empty if it can."""
    aside: Callable[[Seen], tuple[float, ...]] | None = None
    """More numbers of each arm, for the note."""
    note: Callable[[Sequence[notes.Aside]], str] | None = None
    """What the numbers of `aside` over all pairs say."""
    smallest: float = SMALLEST

    @property
    def sign(self) -> int:
        """1 or -1."""
        return 1 if self.expected == "+" else -1


def _off(kind: str, scope: str = "") -> Change:
    return lambda case: case.without(kind, scope)


def _at(**values: float) -> Change:
    """Parameters by dotted key, written with a double underscore for the dot."""
    given = {key.replace("__", "."): value for key, value in values.items()}
    return lambda case: case.values(given)


def _needs(kind: str, scope: str = "") -> Callable[[Case], str]:
    def lacks(case: Case) -> str:
        entries = [e for e in case.scenario.schedule if of_kind(e, kind, scope) and e.strength > 0]
        where = f" of a {scope}" if scope else ""
        return "" if entries else f"the scenario has no {kind}{where}"

    return lacks


def _tactic(
    row: str, kind: str, part: str, measured: str, measure: Measure, why: str = CONSTRUCTION
) -> Row:
    """A tactic of the regime, by date and by rule, beside none: it is to make less of it."""
    return Row(
        row=row,
        part=f"{part}, beside none",
        expected="-",
        why=why,
        measured=measured,
        measure=measure,
        off=_off(kind),
        lacks=_needs(kind),
    )


_LEAD = 5
"""Days by which the inter-site body could have come earlier."""
_LATE = 7
"""Days before the end on which a late call comes."""


def _body_opens(run: Run) -> dt.date:
    """Where both arms can differ: five days before history's inter-site body at most."""
    calendar = run.scenario.calendar
    return max(
        calendar.start, min(run.scenario.parameters.inter_site_committee.open_on, calendar.end)
    )


def _no_body(case: Case) -> str:
    opens = case.scenario.parameters.inter_site_committee.open_on
    late = opens > case.scenario.calendar.end
    return "the scenario has no inter-site committee" if late else ""


def _no_earlier_body(case: Case) -> str:
    opens, start = (
        case.scenario.parameters.inter_site_committee.open_on,
        case.scenario.calendar.start,
    )
    early = "the inter-site committee cannot come earlier" if opens <= start else ""
    return _no_body(case) or early


def _earlier_body(case: Case) -> Case:
    opens = case.scenario.parameters.inter_site_committee.open_on
    date = max(opens - dt.timedelta(days=_LEAD), case.scenario.calendar.start)
    return case.values({"inter_site_committee.open_on": date})


def _common_date(scenario: Scenario) -> dt.date:
    """The first working day after the first week."""
    calendar = scenario.calendar
    days = range(min(7, calendar.days - 1), calendar.days)
    return calendar.date(next((day for day in days if calendar.working(day)), days[0]))


def _late_date(scenario: Scenario) -> dt.date:
    return scenario.calendar.date(max(0, scenario.calendar.days - 1 - _LATE))


def _late_call(case: Case) -> Case:
    """A late call to a wave that drags on: the regime offers nothing of its own."""
    late = case.called("common_date", _late_date(case.scenario), "strike")
    return late.values({"concede.hazard": 0.0})


def _all_fades(case: Case) -> Case:
    return _late_call(case).values({"outrage.permanent": 0.0})


def _no_sites(case: Case) -> str:
    pairs = (
        (giants.strategic(case.world), giants.ordinary(case.world)),
        (giants.earner(case.scenario, case.world), giants.others(case.scenario, case.world)),
    )
    return "" if all(a and b for a, b in pairs) else "the scenario has too few named sites"


_WAVE = "person-days of rallying, walking out and striking"
_HELD = "shifts withheld at named sites of the state"
_SIGNED = "people who signed at named sites of the state"

ROWS: tuple[Row, ...] = (
    Row(
        row="S1",
        part="force in the street, by date and by rule, beside none",
        expected="+",
        why=CONSTRUCTION,
        measured=_WAVE,
        measure=of.wave,
        off=_off("street_violence"),
        lacks=_needs("street_violence"),
    ),
    Row(
        row="S2",
        part="force in a town in its own sight, beside seen only as the nation's",
        expected="+",
        why=CONSTRUCTION,
        measured="person-days of acting in the districts of those towns",
        measure=of.violent_towns_wave,
        off=_off("street_violence", "town"),
        lacks=_needs("street_violence", "town"),
    ),
    Row(
        row="S3",
        part="the state economy as it is, beside half of it in private hands",
        expected="+",
        why=EMERGENT,
        measured="cost and defection felt, thousandths summed over the days",
        measure=of.felt,
        off=Case.privatised,
        aside=lambda seen: (of.wave(seen),),
        note=notes.wave_too,
    ),
    Row(
        row="S4",
        part="loyalty bought by subsidy, beside none (loyalty.subsidy = 0)",
        expected="-",
        why=CONSTRUCTION,
        measured=_WAVE,
        measure=of.wave,
        off=_at(loyalty__subsidy=0.0),
    ),
    Row(
        row="S5",
        part="named sites of the highest value a head made to stop, beside those of the lowest"
        " with as many staff",
        expected="+",
        why=CONSTRUCTION,
        measured="peak of cost and defection felt, thousandths",
        measure=of.felt_peak,
        on=lambda case: case.stopped(giants.strategic(case.world)),
        off=lambda case: case.stopped(giants.ordinary(case.world)),
        lacks=_no_sites,
    ),
    Row(
        row="S6",
        part="the leader's visit, beside none",
        expected="+",
        why=EMERGENT,
        measured="factor of news on the odds of success, over the week after it",
        measure=of.after_visit,
        off=_off("leader_visit"),
        lacks=_needs("leader_visit"),
    ),
    Row(
        row="S7",
        part="media that reach workers and committees that link, beside neither",
        expected="+",
        why=CONSTRUCTION,
        measured="site-days with a gathering",
        measure=of.gatherings,
        off=_at(media__reach=0.0, organise__link=0.0),
    ),
    Row(
        row="S8",
        part="the largest exporter made to stop, beside others with as many staff",
        expected="+",
        why=CONSTRUCTION,
        measured="exports not made, USD",
        measure=of.exports_usd,
        on=lambda case: case.stopped(giants.earner(case.scenario, case.world)),
        off=lambda case: case.stopped(giants.others(case.scenario, case.world)),
        lacks=_no_sites,
    ),
    Row(
        row="S9",
        part="people who act, beside nobody acting",
        expected="+",
        why=CONSTRUCTION,
        measured="value added not made, USD",
        measure=of.output_usd,
        off=Case.at_rest,
    ),
    _tactic("S10", "lock_in", "workshops locked", _HELD, of.withheld_in_state),
    _tactic("S11", "block_passes", "passes of signers blocked", _SIGNED, of.signed_in_state),
    Row(
        row="S12",
        part="the threat of the sack, beside one that carries no weight (sack.weight = 0)",
        expected="-",
        why=CONSTRUCTION,
        measured=_WAVE,
        measure=of.wave,
        off=_at(sack__weight=0.0),
        lacks=_needs("dismissal_threat"),
        aside=of.scarce_and_other,
        note=notes.where_jobs_are_scarce,
    ),
    _tactic("S13", "detain_leaders", "organisers detained", _HELD, of.withheld_in_state, EMERGENT),
    _tactic("S14", "daily_meetings", "daily meetings", _WAVE, of.wave),
    Row(
        row="S15",
        part="few employers in small towns, beside many everywhere (concentration = 0)",
        expected="-",
        why=CONSTRUCTION,
        measured="person-days of acting in the fifth of the districts with fewest employers",
        measure=of.scarce_wave,
        off=Case.scattered,
        aside=of.scarce_and_other,
        note=notes.where_jobs_are_scarce,
    ),
    Row(
        row="S16",
        part="fear of arrest, sack and fine, beside none (police.harm, sack.cost, sack.fine = 0)",
        expected="-",
        why=CONSTRUCTION,
        measured=_WAVE,
        measure=of.wave,
        off=_at(police__harm=0.0, sack__cost=0.0, sack__fine=0.0),
        aside=lambda seen: (of.acting_peak(seen),),
        note=notes.support,
    ),
    Row(
        row="S17",
        part="belief at its tipping point before anything stops (belief.tipping = 0), beside far"
        " below it (belief.tipping = 1)",
        expected="+",
        why=CONSTRUCTION,
        measured=_WAVE,
        measure=of.wave,
        on=_at(belief__tipping=0.0),
        off=_at(belief__tipping=1.0),
    ),
    Row(
        row="S18",
        part="committees that link, beside committees that do not (organise.link = 0)",
        expected="+",
        why=EMERGENT,
        measured="person-days of acting from the day of the inter-site body on",
        measure=of.since(of.ACTS, _body_opens, None),
        off=_at(organise__link=0.0),
        lacks=_no_body,
        aside=of.linked_peak,
        note=notes.linked,
    ),
    Row(
        row="S19",
        part=f"the inter-site body {_LEAD} days earlier than in the scenario, beside on its day",
        expected="+",
        why=EMERGENT,
        measured=_WAVE,
        measure=of.wave,
        on=_earlier_body,
        lacks=_no_earlier_body,
        aside=of.linked_peak,
        note=notes.linked,
    ),
    Row(
        row="S20",
        part="a common date to strike on the first working day after the first week, beside none",
        expected="+",
        why=CONSTRUCTION,
        measured="people walking out or striking on that day",
        measure=of.since(of.OUT, lambda run: _common_date(run.scenario), 1),
        on=lambda case: case.called("common_date", _common_date(case.scenario), "strike"),
    ),
    Row(
        row="S21",
        part=f"the whole horizon, beside the first {of.SHORT} days, of one and the same run; the"
        " regime does what it did, nothing by rule",
        expected="+",
        why=EMERGENT,
        measured="how far the wave is over: 1 less work withheld at the end beside its peak",
        measure=of.over_by(None),
        measure_off=of.over_by(of.SHORT),
        on=Case.in_history,
        off=Case.in_history,
        aside=lambda seen: notes.resolved_codes(seen.run),
        note=notes.probabilities,
    ),
    Row(
        row="S22",
        part="outrage a part of which does not fade, beside outrage that fades"
        f" (outrage.permanent = 0); in both a common date to strike {_LATE} days before the end,"
        " and a regime that offers nothing (concede.hazard = 0)",
        expected="+",
        why=CONSTRUCTION,
        measured="person-days of acting from that date on",
        measure=of.since(of.ACTS, lambda run: _late_date(run.scenario), None),
        on=_late_call,
        off=_all_fades,
    ),
)
"""Every row that is a pair of arms, in order; S23 and S24 are features (`features`)."""
