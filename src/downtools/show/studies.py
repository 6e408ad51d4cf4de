"""The sections of a report about many runs: facts observed beside simulated, and the parts."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from downtools.run.run import Run
from downtools.scenario import gallery, load
from downtools.scenario.model import Scenario
from downtools.show.chances import varied
from downtools.show.html import Html, Part, folded, join, linked, section, table, tag
from downtools.show.text import RUNG_WORDS, count, days_of, per_cent, short_date
from downtools.study.ensemble.answer import Ensemble
from downtools.study.ensemble.plan import VARY
from downtools.study.mechanisms.table import Mechanisms, Shown
from downtools.study.patterns import Held, held_against
from downtools.study.patterns.table import Pattern, Patterns

__all__ = ["called", "mechanisms", "patterns", "replicates", "shipped", "to_be_made", "under"]

_REACHED = {
    "none": "are no wave at all",
    "sites": "stay with single workplaces",
    "sector_or_region": "reach a sector or region",
    "nationwide": "become nationwide",
}
_ENDED = {
    "won": "are won",
    "conceded": "end with a concession",
    "suspended": "are called off",
    "ridden_out": "are ridden out",
    "open": "are open on the last day",
}


def called(scenario: Scenario) -> str:
    """What a command calls a scenario: its name if it is shipped, else its folder."""
    return scenario.name if shipped(scenario.name) else f"./{scenario.name}"


@cache
def shipped(name: str) -> Scenario | None:
    """The shipped scenario of that name, read once; None if none has it."""
    return load(name) if name in gallery.names() else None


def replicates(run: Run, stored: Patterns | Ensemble) -> str:
    """How many of the stored runs ended as this one did, each share with its interval."""
    reach, resolution = run.outcome.reach, run.outcome.resolution
    shares: list[str] = []
    for words, rates, name in (
        (_REACHED[reach], stored.reach, reach),
        (_ENDED[resolution], stored.resolution, resolution),
    ):
        rate = rates.get(name)
        if rate is None:
            shares.append(f"none {words}")
        else:
            span = f"95 % interval {_whole(rate.low)} to {_whole(rate.high)}"
            shares.append(f"{_whole(rate.p)} % {words} ({span})")
    differ = varied(stored.vary if isinstance(stored, Ensemble) else VARY)
    return f"Of {count(stored.runs)} runs with {differ}, {' and '.join(shares)}."


def _whole(share: float) -> str:
    return f"{100.0 * share:.0f}"


def patterns(run: Run, stored: Patterns | None) -> Html:
    """What was observed beside what the run gives, and what many runs give if a table is at hand.

    The table must be of the run's scenario. Nothing for a scenario without observed facts.
    """
    here = held_against(run)
    if not here:
        return Html("")
    notes = list(_about_many(stored) if stored else _about_one(run, here))
    if confound := run.scenario.confound:
        notes.append(tag("p", f"What no run can tell apart: {confound}", class_="caution"))
    many = {row.name: row for row in stored.patterns} if stored else {}
    rows = [(_cells(row, many.get(row.fact.pattern)), _holds(row, many)) for row in here]
    over = (f"Over {count(stored.runs)} runs",) if stored else ()
    heads = ("Fact", "Observed, and who says so", "In this run", *over, "Verdict")
    made = _split(rows, heads, "Facts that are missed", "Facts that hold")
    return section("patterns", "Patterns: observed beside simulated", *notes, *made)


def _split(
    rows: Sequence[tuple[list[Part], bool]], heads: Sequence[str], missed: str, held: str
) -> Iterator[Html]:
    """What does not hold as a table, and what does folded under it; either may be nothing."""
    failing = [cells for cells, holds in rows if not holds]
    holding = [cells for cells, holds in rows if holds]
    if failing:
        yield table(missed, heads, failing)
    if holding:
        made = table(held, heads, holding)
        yield folded(f"{held}: {len(holding)}", made) if failing else made


def _holds(row: Held, many: Mapping[str, Pattern]) -> bool:
    """Whether a fact holds over many runs, or in this one if there are no others."""
    return many[row.fact.pattern].holds if many else row.holds


def _cells(row: Held, many: Pattern | None) -> list[Part]:
    """A fact in a row of the table: of this run and, if they are at hand, of many."""
    fact = row.fact
    about = [RUNG_WORDS.get(fact.rung, ""), days_of(fact.first, fact.last), fact.denominator]
    who = fact.source_kind.replace("_", " ")
    band = days_of(fact.first, fact.last) if row.is_date else f"{row.band} {row.unit}".strip()
    verdict: list[Part] = [_verdict(many.holds if many else row.holds, "missed")]
    if miss := many.miss if many else row.miss_words:
        verdict.append(f", {miss}")
        verdict.append(under(f"Perhaps: {fact.guess}") if fact.guess else "")
    return [
        _over(fact.label, ", ".join(filter(None, about))),
        _over(band, join([f"{who}: ", linked(fact.source, brief=True)])),
        tag("span", _said(row, row.shown), class_="shown"),
        *([_over_runs(row, many)] if many else []),
        join(verdict),
    ]


def _over_runs(row: Held, many: Pattern) -> Html:
    low, high = _said(row, many.low), _said(row, many.high)
    return _over(_said(row, many.median), f"{low} to {high}")


def _said(row: Held, value: float | str) -> str:
    """A value of a fact's measure: a day as people write it, else the number without its unit."""
    if isinstance(value, str):
        return short_date(dt.date.fromisoformat(value)) if row.is_date else value
    return row.in_words(value)


def _verdict(holds: bool, failed: str) -> Html:
    said, kind = ("✓ holds", "held") if holds else (f"✗ {failed}", "missed")
    return tag("span", said, class_=kind)


def _over(said: Part, below: Part) -> Html:
    return join([tag("span", said), under(below)])


def under(said: Part) -> Html:
    """What stands in a cell under its first line."""
    return tag("span", said, class_="source under")


def _about_one(run: Run, held: Sequence[Held]) -> Iterator[Html]:
    passing = sum(row.holds for row in held)
    yield tag(
        "p",
        f"Of {len(held)} facts, {passing} hold in this run and {len(held) - passing} are missed."
        " One run, one seed; misses stay visible. A fact holds if the run's value lies in the"
        f" observed band or, where a single figure was reported, within {held[0].factor:g} times"
        " of it.",
    )
    yield to_be_made(run.scenario, "patterns", "What many runs with other luck and parameters show")


def to_be_made(scenario: Scenario, study: str, what: str) -> Html:
    """The line that says which command makes a study that is not at hand."""
    own = shipped(scenario.name)
    if own and own.hash != scenario.hash:
        said = f"{what} has not been asked: this run is of a changed {scenario.name}."
        return tag("p", said)
    file = f"{study}.json"
    made = f"downtools {study} {called(scenario)} --json > {file}"
    return tag(
        "p",
        f"{what} is told, if the run had neither --days nor --set, by ",
        tag("code", made),
        "; then ",
        tag("code", f"downtools report DIR --{study} {file}"),
        " writes it in here.",
    )


def _about_many(stored: Patterns) -> Iterator[Html]:
    many = len(stored.patterns)
    yield tag(
        "p",
        tag(
            "strong",
            f"Of {many} patterns {stored.passing} hold, {many - stored.passing} are missed.",
        ),
        f" They are held against {count(stored.runs)} runs{_scaled(stored.scale)}, each with its"
        f" own luck and its own draw of parameters, from {stored.belief}.",
    )
    yield tag(
        "p",
        "A pattern holds if the median of the runs lies in the observed band or, where a single"
        f" figure was reported, within {stored.factor:g} times of it. Under the median stands where"
        " nine runs in ten lie; that rescues no miss.",
    )


def _drawn(width: float) -> str:
    """Where the parameters of many runs are from."""
    return f" from what the scenario holds possible ({width:g} of that width)"


def _scaled(scale: float) -> str:
    return "" if scale == 1.0 else f" with {per_cent(scale, 1)} of the workers in memory"


def mechanisms(run: Run, stored: Mechanisms | None) -> Html:
    """What each part of the model does in it, or the command that asks."""
    title = "Mechanisms: does each part do what it should?"
    what = "Whether each part of the model does in it what it was put there for"
    if stored is None:
        return section("mechanisms", title, to_be_made(run.scenario, "mechanisms", what))
    hold = sum(row.holds for row in stored.rows)
    caution = (
        "This verifies code. It is no evidence about the country: that a part works in the model as"
        " it was meant to does not say that people act so."
    )
    how = (
        "The whole scenario is run with the part and without it, in"
        f" {count(stored.runs)} pairs of runs{_scaled(stored.scale)}; a pair has the same luck and"
        f" its own draw of parameters{_drawn(stored.width)}. An effect of +50 % means that without"
        " the part the measure is half as large, −50 % that with the part it is half as large."
        " Under the median stands where 95 % of the pairs lie."
    )
    said = f"Of {len(stored.rows)} parts {hold} do, {len(stored.rows) - hold} not."
    heads = ("Part, on beside off", "What is measured", "Effect", "Verdict")
    rows = [(_part_cells(row), row.holds) for row in stored.rows]
    made = _split(rows, heads, "Parts that do not hold", "Parts that hold")
    return section(
        "mechanisms",
        title,
        tag("p", caution, class_="caution"),
        tag("p", tag("strong", said), f" {how}"),
        *made,
    )


def _part_cells(row: Shown) -> list[Part]:
    return [
        _over(row.part[:1].upper() + row.part[1:], row.row),
        _over(row.measure, row.note),
        _effect(row),
        join([_verdict(row.holds, "does not"), under(row.reason) if row.reason else ""]),
    ]


def _effect(row: Shown) -> Part:
    """The effect with its interval and what was expected; a dash for what only is or is not."""
    if row.effect is None or row.low is None or row.high is None:
        return "– (a feature: there or not)"
    expected = "more" if row.expected == "+" else "less"
    why = f", {row.why}" if row.why else ""
    return join(
        [
            tag("span", _signed(row.effect), class_="shown"),
            under(f"{_signed(row.low)} to {_signed(row.high)}; expected: {expected}{why}"),
        ]
    )


def _signed(effect: float) -> str:
    whole = round(100.0 * effect)
    return f"{whole:+d} %".replace("-", "−") if whole else "0 %"
