"""The sections of a report about what stands behind the curves: events, organisation, money."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from downtools.run.run import Run
from downtools.show.entries import RULES_WORDS, has_rules
from downtools.show.figures import by_day, figure
from downtools.show.html import Html, Part, folded, section, table, tag
from downtools.show.system import belief_curve, money_curve, organised_curve
from downtools.show.text import AWAY, Peaks, count, per_cent, short_date, usd
from downtools.show.timeline import timeline, tracks_of

__all__ = ["belief", "events", "money", "organised"]

I64 = npt.NDArray[np.int64]

_EVENTS = (
    "Gathering",
    "List opened",
    "Stopped by the workers' own decision",
    "Committee formed",
    "Committee linked",
    "Leaders detained",
    "Committee broken",
)
"""The kinds of events from 1 on, in words."""
_TOLD_FROM = 3
"""The first kind that is told day by day; gatherings and lists are too many."""
_DECISIONS = {
    1: "The contested measure is given up",
    2: "An offer is made and strikers accept it",
    3: "The inter-site body calls the strike off",
}


def events(run: Run) -> Html:
    """What happened when, on one axis; then events at named workplaces by kind and by day."""
    heads = ("What", "Times", "First", "First at", "Last")
    decisions, kinds, days = list(_decisions(run)), list(_kinds(run)), list(_told(run))
    note = (
        "Each counts once for a workplace and day. The rest of the workplaces is in the tables by"
        " district and sector only."
        if kinds
        else "Nothing happened at any of them."
    )
    return section(
        "events",
        "What happened when",
        *_when(run),
        table("Decisions on the wave", ("Day", "What"), decisions) if decisions else "",
        tag("h3", "At named workplaces"),
        tag("p", note),
        table("Events by kind", heads, kinds) if kinds else "",
        folded(
            "Stoppages and committees, day by day",
            table("Events by day", ("Day", "What", "Where"), days),
        )
        if days
        else "",
    )


def _when(run: Run) -> Iterator[Html]:
    """The axis of days with everything on it, and the same in words; nothing if nothing is."""
    tracks = [(group, track) for group in tracks_of(run) for track in group.tracks]
    if not tracks:
        return
    caption = (
        "Above, what the scenario gives the run: strong for the whole country, faint for a town or"
        f" workplace.{RULES_WORDS if has_rules(run.scenario) else ''} Below, what came about in the"
        " run, higher where there was more of it that day, each row on its own scale. On each side"
        " stands first what began first; the dates are first days. New committees and links,"
        " leaders held and committees broken up are those of named workplaces; all other rows count"
        " the whole country."
    )
    pictures = timeline(run), timeline(run, narrow=True)
    yield figure(*pictures, "events", caption)
    calendar = run.scenario.calendar
    rows: list[list[Part]] = [
        [
            short_date(calendar.date(track.days[0])),
            track.name,
            group.title,
            short_date(calendar.date(track.days[-1])),
            track.most or "–",
        ]
        for group, track in sorted(tracks, key=lambda one: one[1].days[0])
    ]
    heads = ("First day", "What", "Whose", "Last day", "Most on a day")
    yield folded("What came first, as a table", table("In the order of first days", heads, rows))


def _decisions(run: Run) -> Iterator[list[Part]]:
    resolved = run.tables["daily"]["resolved"]
    for day in np.flatnonzero(resolved).tolist():
        yield [short_date(run.scenario.calendar.date(day)), _DECISIONS[int(resolved[day])]]


def _kinds(run: Run) -> Iterator[list[Part]]:
    """A row for each kind of event that occurs."""
    table = run.tables["events"]
    for kind, words in enumerate(_EVENTS, 1):
        days = table["day"][table["kind"] == kind]
        if len(days):
            first, last = (run.scenario.calendar.date(int(day)) for day in (days[0], days[-1]))
            at = _names(run, int(days[0]), kind)
            where = at[0] if len(at) == 1 else f"{at[0]} and {count(len(at) - 1)} more"
            yield [words, count(len(days)), short_date(first), where, short_date(last)]


def _told(run: Run) -> Iterator[list[Part]]:
    """A row for each day and kind from `_TOLD_FROM` on."""
    table = run.tables["events"]
    told = table["kind"] >= _TOLD_FROM
    pairs = zip(table["day"][told].tolist(), table["kind"][told].tolist(), strict=True)
    for day, kind in dict.fromkeys(pairs):
        date = short_date(run.scenario.calendar.date(day))
        yield [date, _EVENTS[kind - 1], ", ".join(_names(run, day, kind))]


def _names(run: Run, day: int, kind: int) -> list[str]:
    """The named sites of a kind of event on a day."""
    table = run.tables["events"]
    here = (table["day"] == day) & (table["kind"] == kind)
    return [run.scenario.sites[site].name for site in table["site"][here].tolist()]


def organised(run: Run) -> Html:
    """Committees, people kept in and people away, by day."""
    title = "Committees, and who is kept in or away"
    daily = run.tables["daily"]
    columns = {
        "Committees": daily["committees"],
        "Linked": daily["linked"],
        "Kept in": daily["kept_in"],
        **{name.capitalize(): daily[name] for name in AWAY},
    }
    if not any(values.any() for values in columns.values()):
        said = "No workplace has a committee, and nobody is kept in or taken away."
        return section("organised", title, tag("p", said))
    caption = (
        "Workplaces, named or not, with a committee whose leaders are free, and those of them"
        " linked with others. Kept in are people whom a locked workshop or a blocked pass keeps"
        " from what they would have done, that day. Away are people in the evening: those detained"
        " or dismissed may come back, those who resigned do not."
    )
    pictures = organised_curve(run), organised_curve(run, narrow=True)
    return section(
        "organised",
        title,
        figure(*pictures, "organised", caption),
        by_day(
            run,
            "Committees and people in numbers",
            {head: _counted(values) for head, values in columns.items()},
        ),
    )


def _counted(values: I64) -> list[str]:
    return [count(value) for value in values.tolist()]


def belief(run: Run) -> Html:
    """Belief and news, and what the opponent feels, by day."""
    concede = run.scenario.parameters.concede
    bar, leave_bar = per_cent(concede.bar, 1), per_cent(concede.leave_bar, 1)
    daily = run.tables["daily"]
    caption = (
        "Belief rises with the giants that stand still and with the linked workplaces. News are"
        " what a visit, a failed call or an offer added to it, and fade. What the opponent feels"
        " is the share of output and exports lost, and the share of all workers who are the"
        " state's own and on strike:"
        f" above {bar} an offer can come, and from {leave_bar} on it gives up the contested"
        " measure. Dashed lines are these two, if in sight; dotted ones the days of decisions on"
        " the wave."
    )
    pictures = belief_curve(run), belief_curve(run, narrow=True)
    columns = {
        "Belief, %": [f"{milli / 10:.1f}" for milli in daily["belief_milli"].tolist()],
        "News, logit": [f"{milli / 1000:.3f}" for milli in daily["news_milli"].tolist()],
        "Felt cost, %": [f"{milli / 10:.1f}" for milli in daily["felt_milli"].tolist()],
        "Loyalty left, %": [f"{milli / 10:.1f}" for milli in daily["loyalty_milli"].tolist()],
    }
    return section(
        "belief",
        "Belief, and what the opponent feels",
        figure(*pictures, "belief", caption),
        by_day(run, "Belief and felt cost in numbers", columns),
    )


def money(run: Run) -> Html:
    """Money lost by cause, and what each sum includes."""
    peaks = Peaks(run)
    rows: list[list[Part]] = [
        [what, includes, usd(peaks.cents(column))]
        for what, column, includes in _SUMS
        if column != "funds_paid" or peaks.cents(column)
    ]
    lost = any(peaks.cents(column) for _, column, _ in _SUMS)
    return section(
        "money",
        "Money lost",
        *(_money_by_day(run) if lost else ()),
        table("Lost over the whole run", ("What", "What it includes", "Lost"), rows),
        tag(
            "p",
            "The three sums of output have different causes and may be added; output, exports and"
            " wages overlap and must not be. What is made good later and prices are not in them.",
        ),
    )


def _money_by_day(run: Run) -> Iterator[Html]:
    caption = (
        "Value not made on each day. Idle is what is not made as staff are away or a continuous"
        " process halts or restarts; inputs are missing once the stocks of them are used up."
    )
    pictures = money_curve(run), money_curve(run, narrow=True)
    yield figure(*pictures, "money", caption)
    daily = run.tables["daily"]
    columns = {
        f"{what}, USD": [count(cents / 100) for cents in daily[f"{column}_cents"].tolist()]
        for what, column, _ in _SUMS
    }
    yield by_day(run, "Money in numbers", columns)


_SUMS = (
    (
        "Output, by own decision",
        "output_lost",
        "Value added of the shifts withheld: the workplace's own where the scenario states it,"
        " else the mean of its sector for a worker. A continuous process loses nothing until too"
        " few are left to run it, and then all.",
    ),
    (
        "Output, idle",
        "output_idle",
        "Value added of the shifts of people detained, dismissed or gone, and of continuous"
        " processes that halt without them or are being restarted.",
    ),
    (
        "Output, no inputs",
        "output_missing",
        "Value added of sectors that stand for want of an input, once their stocks of it are used"
        " up. Nothing, if the scenario links no sectors.",
    ),
    (
        "Exports, lost or idle",
        "exports_lost",
        "Direct exports of the first two. An export is made with value added, so this overlaps"
        " with output.",
    ),
    ("Exports, no inputs", "exports_missing", "Direct exports of the third."),
    (
        "Wages",
        "wages_lost",
        "The sector's average wage of the shifts withheld; part of value added too, and what the"
        " workers themselves lose, before any strike fund.",
    ),
    ("Strike funds", "funds_paid", "Paid to strikers for lost wages."),
)
"""What is told of money: its name, its column without the unit, and what it includes."""
