"""The sections of a report that tell what it rests on: definitions, schedule, values, origin."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from downtools.run.run import Run
from downtools.scenario import gallery
from downtools.scenario.declare import params_of
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import GROUPS, all_params
from downtools.scenario.parameters.workplace import Outcome
from downtools.scenario.schedule import Entry
from downtools.show.html import Html, Part, bullets, folded, join, linked, section, table, tag
from downtools.show.studies import called, shipped
from downtools.show.text import acting_span, count, days_of, short_date

__all__ = ["assumptions", "command", "happened", "licences", "outcome", "provenance"]

_REACH = {
    "none": "none",
    "sites": "sites",
    "sector_or_region": "sector or region",
    "nationwide": "nationwide",
}
_RESOLUTION = {
    "won": "the contested measure is given up on {day}",
    "conceded": "strikers accept an offer on {day}",
    "suspended": "the inter-site body calls it off on {day}",
    "ridden_out": "quiet long enough on {day}",
    "open": "nothing has resolved it, or it revived",
}
_OFTEN, _FIRST = 6, 4
_LINE = re.compile(r"SPDX-(FileCopyrightText|License-Identifier): *(.+)")


def outcome(run: Run) -> Html:
    """The outcome with its definition, and at half and twice all thresholds."""
    result = run.outcome
    day = result.resolution_date
    limits = run.scenario.parameters.outcome
    rows: list[list[Part]] = [
        ["Reach", _REACH[result.reach], "with the thresholds below"],
        ["Reach at half", _REACH[result.reach_at_half], "all shares below halved"],
        ["Reach at twice", _REACH[result.reach_at_twice], "all shares below doubled"],
        ["Held", "yes" if result.sustained else "no", "on 3 of 5 working days"],
        [
            "General strike",
            "yes" if result.general_strike_25 else "no",
            f"the stricter definition: {limits.general_share:.0%} of industry and transport in"
            " four of seven regions, the capital's among them, on one day",
        ],
        [
            "Resolution",
            result.resolution.replace("_", " "),
            _RESOLUTION[result.resolution].format(day="" if day is None else short_date(day)),
        ],
    ]
    definitions: list[list[Part]] = [
        [f"{getattr(limits, name):g} {declared.unit}", declared.meaning, linked(declared.source)]
        for name, declared in params_of(Outcome).items()
    ]
    return section(
        "outcome",
        "The outcome and its definition",
        table("What counts as what in this run", ("What", "In this run", "How"), rows),
        tag(
            "p",
            "Reach is one of none, sites, sector or region, nationwide; the highest on any working"
            " day counts. Work withheld is counted in whole shifts, by the workers' own decision,"
            " over the roll of the first day: who is shut out, detained or without inputs is not"
            " counted.",
        ),
        tag(
            "p",
            "A wave is won, conceded or suspended on the day the contested measure is given up,"
            " strikers accept an offer, or the inter-site body calls it off; else it is ridden out"
            " once it has been quiet long enough. A decision that stands is replaced by"
            " a stronger one only, in this order, and a wave that revives is open again.",
        ),
        table("Thresholds", ("Value", "Meaning", "Source"), definitions),
    )


def happened(scenario: Scenario) -> Html:
    """The schedule: the nation's entries as a dated list, all of them in a table."""
    if not scenario.schedule:
        return section(
            "schedule", "What came from outside", tag("p", "Nothing: an empty schedule.")
        )
    entries = sorted(scenario.schedule, key=lambda entry: (entry.start, entry.id))
    nation = [entry for entry in entries if entry.scope[0] == "nation"]
    heads = ("When", "What", "Source")
    rows: list[list[Part]] = [
        [_when(scenario, entry), _sentence(scenario, entry), linked(entry.source)]
        for entry in entries
    ]
    places = len(entries) - len(nation)
    return section(
        "schedule",
        "What came from outside",
        tag(
            "p",
            f"The scenario gives the run {_entries(len(nation))} for the whole country and"
            f" {_entries(places)} for single places.{_rules(scenario)} The run"
            " decides everything else.",
        ),
        tag("dl", join(_dates(scenario, nation)), class_="dated"),
        folded(f"All {_entries(len(entries))} with sources", table("The schedule", heads, rows)),
    )


def _rules(scenario: Scenario) -> str:
    """How many entries are rules, and from when they act."""
    rules = sum(entry.by_rule for entry in scenario.schedule)
    since = scenario.parameters.regime.by_rule_from
    if not rules:
        return ""
    if since > scenario.calendar.end:
        return f" Rules of the regime among them: {rules}, none of which acts in this run."
    return (
        f" Rules of the regime among them: {rules}, which act from {short_date(since)} on wherever"
        " they fire; its dated entries end then."
    )


def _entries(number: int) -> str:
    return f"{number} entry" if number == 1 else f"{number} entries"


def _sentence(scenario: Scenario, entry: Entry) -> str:
    """What an entry does, and since when the public knew of it if not from its first day."""
    known = entry.known_from
    told = "" if known == entry.start else f" Known from {short_date(known)}."
    return scenario.sentence(entry) + told


def _when(scenario: Scenario, entry: Entry) -> str:
    """The days on which an entry acts in this run, or as a rule may act."""
    span = acting_span(scenario, entry)
    return days_of(*span) if span else "not in this run"


def _dates(scenario: Scenario, entries: Sequence[Entry]) -> Iterator[Html]:
    """Entries that act, as dated sentences; of a kind that comes often, the first and a sum."""
    for kind in dict.fromkeys(entry.kind for entry in entries):
        its = [entry for entry in entries if entry.kind == kind and acting_span(scenario, entry)]
        for entry in its if len(its) <= _OFTEN else its[:_FIRST]:
            yield _dated(_when(scenario, entry), _sentence(scenario, entry))
        if len(its) > _OFTEN:
            rest = its[_FIRST:]
            spans = [span for entry in rest if (span := acting_span(scenario, entry))]
            when = days_of(spans[0][0], max(last for _, last in spans))
            most = max(entry.people for entry in rest)
            people = f", of at most {count(most)} people a day" if most else ""
            yield _dated(when, f"{len(rest)} more of the kind{people}; all stand below.")


def _dated(when: str, said: str) -> Html:
    return tag("div", tag("dt", when), tag("dd", said))


def assumptions(run: Run) -> Html:
    """Every parameter with its value in this run, its unit, meaning and source."""
    declared = all_params()
    sources = {key: run.scenario.source_of(key) for key in declared}
    assumed = sum(source.startswith("assumption") for source in sources.values())
    staff = [site.staff for site in run.scenario.sites if site.staff_basis == "assumption"]
    return section(
        "assumptions",
        "Every assumption",
        tag(
            "p",
            f"The model has {len(declared)} parameters; {assumed} of them rest on an assumption and"
            " nothing else. A score is in units of the cost of a full strike. The staff of"
            f" {len(staff)} of {len(run.scenario.sites)} named workplaces"
            f" ({count(sum(staff))} people) is assumed.",
        ),
        *(_group(run, name, sources) for name in GROUPS),
    )


def _group(run: Run, name: str, sources: Mapping[str, str]) -> Html:
    """The parameters of a group with their values and sources, folded under what it is about."""
    rows: list[list[Part]] = []
    assumed = 0
    for param in params_of(GROUPS[name], f"{name}.").values():
        key = param.key
        value = run.scenario.value(key)
        meaning = param.meaning
        if value != param.default:
            meaning += f" (default {_value(param.default)})"
        assumed += sources[key].startswith("assumption")
        rows.append([key, f"{_value(value)} {param.unit}".strip(), meaning, linked(sources[key])])
    about = (GROUPS[name].__doc__ or "").partition("\n")[0]
    made = table(about, ("Name", "Value", "Meaning", "Source"), rows)
    many = "1 parameter" if len(rows) == 1 else f"{len(rows)} parameters"
    return folded(f"{name}: {many}, {assumed} assumed", made)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def command(run: Run) -> str | None:
    """The command that makes the run again, or None if a command alone cannot say it."""
    scenario = run.scenario
    base = shipped(scenario.name)
    words = ["downtools", "run", called(scenario), "--seed", str(run.seed)]
    if run.scale != 1.0:
        words += ["--scale", f"{run.scale!r}"]
    if base:
        changed = {
            key: scenario.value(key)
            for key in all_params()
            if scenario.value(key) != base.value(key)
        }
        base = base.with_values(changed)
        if scenario.calendar.days < base.calendar.days:
            words += ["--days", str(scenario.calendar.days)]
            base = base.with_days(scenario.calendar.days)
        if base.hash != scenario.hash:
            return None
        for key, value in changed.items():
            words += ["--set", f"{key}={value}"]
    return shlex.join(words)


def provenance(run: Run) -> Html:
    """Where the numbers come from, and how to make them again."""
    again = command(run)
    facts = run.provenance
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    cpu = facts["cpu"]
    rows: list[list[Part]] = [
        ["Scenario", f"{run.scenario.name}, content {run.scenario.hash}"],
        ["Seed", str(run.seed)],
        [
            "Workers",
            f"{count(run.people)}"
            + ("" if run.scale == 1 else f", for which {count(run.agents)} stand in the model"),
        ],
        ["Digest of the result", tag("code", run.digest)],
        ["Made with", versions],
        ["Processor", f"{cpu['machine']}: {', '.join(cpu['features']) or 'no features told'}"],
    ]
    how = (
        join(["To make this run again: ", tag("code", again)])
        if again
        else join(
            [
                "The scenario of this run was changed: ",
                tag("code", "downtools rerun DIR"),
                " on its folder makes it again from the content kept there",
            ]
        )
    )
    return section(
        "provenance",
        "How to make it again",
        tag("p", how, ". The digest must come out the same on any machine with these versions."),
        table("Provenance", ("What", "Value"), rows),
    )


def licences(scenario: Scenario) -> Html:
    """Whose data these are: the licence of each file of a shipped scenario, grouped by owner."""
    if scenario.name not in gallery.names():
        said = "The data are the user's own scenario folder; their licence stands there."
        return section("licences", "Data and licences", tag("p", said))
    held: dict[tuple[str, str], list[str]] = {}
    for file in sorted(gallery.path(scenario.name).glob("*.license")):
        found = dict(_LINE.findall(file.read_text("utf-8")))
        owner = found.get("FileCopyrightText", ""), found.get("License-Identifier", "")
        held.setdefault(owner, []).append(file.name.removesuffix(".license"))
    items = (
        join([f"{owner}: {licence} ", tag("span", f"({', '.join(files)})", class_="source")])
        for (owner, licence), files in held.items()
    )
    return section(
        "licences",
        "Data and licences",
        tag("p", "The map and tables are made from these data, each under its own licence."),
        bullets(items),
    )
