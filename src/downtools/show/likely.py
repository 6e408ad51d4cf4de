"""The sections of a report about an ensemble: how likely what is, and the days of many runs."""

from collections.abc import Iterator

from downtools.run.outcome import REACHES
from downtools.run.run import Run
from downtools.show.chances import (
    AT_LEAST,
    REACHED,
    RESOLVED,
    many,
    percent,
    span_words,
    varied,
)
from downtools.show.fans import REPORTED, fan_of
from downtools.show.figures import by_day, figure
from downtools.show.html import Html, Part, folded, scrolled, section, table, tag
from downtools.show.odds import CAUSES, OUTCOMES, odds_chart, portion_words, variance_chart
from downtools.show.studies import to_be_made
from downtools.show.text import count, usd
from downtools.study.ensemble.answer import Ensemble
from downtools.study.shares import Probability

__all__ = ["day_by_day", "how_likely"]

_FEW = 30
"""Draws run again under which shares of a variance are called rough."""

_COUNTED = {
    "peak_out": "Most people out on a day",
    "peak_strikers": "Most striking the whole shift",
    "peak_rallying": "Most rallying",
    "peak_signers": "Signed a list in the end",
    "peak_kept_in": "Most kept in on a day",
    "peak_committees": "Most workplaces with a committee",
    "peak_linked": "Most of them linked",
    "wave_days": "Working days with at least a tenth of the most out",
    "detained": "Detained on the last evening",
    "dismissed": "Dismissed on the last evening",
    "resigned": "Resigned by the last evening",
    "output_lost_cents": "Output lost by own decision",
    "output_idle_cents": "Output idle",
    "exports_lost_cents": "Exports lost or idle",
    "wages_lost_cents": "Wages lost",
    "funds_paid_cents": "Paid by strike funds",
}
"""Counts that are told, and what they are."""


def how_likely(run: Run, answer: Ensemble | None) -> Html:
    """Shares of many runs with their intervals, and what the runs differ by.

    Without an answer at hand, the command that makes one.
    """
    anchor, title = "likely", "How likely"
    if answer is None:
        what = "How likely it is that a wave gets how far and ends how"
        return section(anchor, title, to_be_made(run.scenario, "ensemble", what))
    caption = (
        "Each bar is a share of the runs, the line over it the 95 % interval (Wilson): how exact"
        " the count is over so many runs, not whether the model is right. How far counts the"
        " farthest reach of a run."
    )
    pictures = odds_chart(answer), odds_chart(answer, narrow=True)
    rows = list(_share_rows(answer))
    heads = ("Of the runs", "Share", "95 % interval")
    summary = "The shares in numbers"
    made = scrolled(summary, table("Shares of the runs", heads, rows, numbers=range(1, 3)))
    return section(
        anchor,
        title,
        tag("p", tag("strong", _verdict(answer)), " ", _what_runs(answer)),
        tag("p", _given(answer), class_="caution"),
        figure(*pictures, "likely", caption),
        folded(summary, made),
        *_variance(answer),
        folded("How large it gets, in numbers", _spreads(answer)),
    )


def _verdict(answer: Ensemble) -> str:
    far, wide = answer.at_least["nationwide"], answer.at_least["sector_or_region"]
    met = answer.resolution["won"].p + answer.resolution["conceded"].p
    return (
        f"Of {count(answer.runs)} runs, {percent(far.p)} % become nationwide (95 % interval"
        f" {span_words(far)}), {percent(wide.p)} % reach at least a sector or region"
        f" ({span_words(wide)}), and {percent(met)} % are won or end with a concession."
    )


def _what_runs(answer: Ensemble) -> str:
    """How the runs were made."""
    drawn = f" Parameters are drawn from {answer.belief}." if "uncertainty" in answer.vary else ""
    return f"They are {many(answer)}, each with {varied(answer.vary)}.{drawn}"


def _given(answer: Ensemble) -> str:
    """What all shares and intervals are conditional on."""
    beside = "the scenario's schedule and data, and on the model being right"
    if answer.conditional:
        return (
            f"All shares and intervals here are conditional: {answer.conditional}. What was held"
            f" fixed would widen them. They rest too on {beside}."
        )
    return f"Parameters and luck vary in these runs. All shares still rest on {beside}."


def _share_rows(answer: Ensemble) -> Iterator[list[Part]]:
    shares: dict[str, Probability] = {
        f"Reach: {REACHED[name].lower()}": answer.reach[name] for name in reversed(REACHES)
    }
    shares |= {
        f"At least: {AT_LEAST[name].lower()}": answer.at_least[name]
        for name in reversed(REACHES[1:])
        if name != "nationwide"
    }
    shares |= {f"End: {words.lower()}": answer.resolution[name] for name, words in RESOLVED.items()}
    shares["Its reach held on 3 of 5 working days"] = answer.sustained
    shares["A general strike by the stricter definition"] = answer.general_strike_25
    for words, share in shares.items():
        yield [words, f"{percent(share.p)} %", span_words(share)]


def _variance(answer: Ensemble) -> Iterator[Html]:
    """What the runs differ by: bars of three parts, and the same in a table."""
    told = [row for row in answer.variance if row.parameters]
    if not told:
        return
    pairs = max(row.pairs for row in told)
    rough = " That is few: these shares are rough." if pairs < _FEW else ""
    caption = (
        "The whole bar is the variance of an outcome between runs. Luck that many share is that of"
        " events, police and workplaces; luck of each worker cancels out among many."
        f" Told apart by {count(pairs)} runs that were run again with other luck.{rough}"
    )
    pictures = variance_chart(told), variance_chart(told, narrow=True)
    yield tag("h3", "What makes the runs differ")
    yield figure(*pictures, "variance", caption)
    rows: list[list[Part]] = [
        [
            OUTCOMES.get(row.outcome, row.measure),
            *(portion_words(part) for part in (row.parameters, row.shared, row.own)),
        ]
        for row in told
    ]
    heads = ("Outcome", *(f"From {words}" for words in CAUSES.values()))
    yield table("Shares of the variance, with 95 % intervals", heads, rows)
    same = [OUTCOMES.get(row.outcome, row.measure) for row in answer.variance if not row.parameters]
    if same:
        yield tag("p", f"The same in all runs: {', '.join(same).lower()}.")


def _spreads(answer: Ensemble) -> Html:
    rows: list[list[Part]] = []
    for name, words in _COUNTED.items():
        spread = answer.counts.get(name)
        if spread and spread.high:
            say = _usd if name.endswith("_cents") else count
            low, high = say(spread.low), say(spread.high)
            rows.append([words, say(spread.median), f"{low} to {high}", say(spread.mean)])
    heads = ("What", "Median", "Nine tenths of the runs", "Mean")
    caption = "What is counted of a run, over all runs"
    return scrolled(caption, table(caption, heads, rows, numbers=range(1, 4)))


def _usd(cents: float) -> str:
    return usd(round(cents))


def day_by_day(run: Run, answer: Ensemble | None) -> Html:
    """Fan charts of people out, signatures and output lost; nothing without an answer."""
    held = {fan.column: fan for fan in answer.fans} if answer else {}
    columns = [column for column in REPORTED if column in held]
    if answer is None or not columns:
        return Html("")
    caption = (
        f"Over {count(answer.runs)} runs, on each day by itself: the line is the median, the strong"
        " band holds the middle half of the runs and the pale one nine tenths. No single run need"
        " look like the median. Above stands what the scenario gives all of them, on its first day."
    )
    pictures = (
        fan_of(answer, run.scenario, columns),
        fan_of(answer, run.scenario, columns, narrow=True),
    )
    heads = {"out": "Out", "signers": "Signed", "output_lost_cents": "Output lost, USD"}
    numbers: dict[str, list[str]] = {}
    for column in columns:
        times = 0.01 if column.endswith("_cents") else 1.0
        low, _, median, _, high = held[column].values
        numbers[f"{heads[column]}: median"] = [count(times * value) for value in median]
        numbers[f"{heads[column]}: nine tenths"] = [
            f"{count(times * first)} to {count(times * last)}"
            for first, last in zip(low, high, strict=True)
        ]
    return section(
        "fans",
        "Day by day over many runs",
        figure(*pictures, "fans", caption),
        by_day(run, "Medians and where nine tenths of the runs lie", numbers),
    )
