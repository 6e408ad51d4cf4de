"""A run in words: the answer in a paragraph, numbers and dates as people write them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from downtools.run.run import Run
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import RUNGS, Entry

__all__ = [
    "AWAY",
    "RUNG_COLUMNS",
    "RUNG_WORDS",
    "Peaks",
    "acting_span",
    "amount",
    "answer",
    "count",
    "day_and_date",
    "days_of",
    "ladder_words",
    "parts_of_answer",
    "per_cent",
    "short",
    "short_date",
    "story",
    "usd",
    "verdict",
]

I64 = npt.NDArray[np.int64]

RUNG_COLUMNS: dict[str, str] = dict(
    zip(RUNGS, ("signers", "rallying", "walking_out", "striking"), strict=True)
)
"""The column of a run's tables that counts people on a rung."""

RUNG_WORDS = {
    "sign": "signed a list",
    "rally": "rallied",
    "walkout": "walked out",
    "strike": "struck",
}
"""What people on a rung did, lowest rung first."""

AWAY: tuple[str, ...] = ("detained", "dismissed", "resigned")
"""The columns of people away in the evening."""

_REACH = {
    "none": "does not get as far as a wave by the definition below",
    "sites": "stays with single workplaces",
    "sector_or_region": "reaches a whole sector or region",
    "nationwide": "becomes nationwide",
}
_REACH_NOUN = {
    "none": "no wave at all",
    "sites": "single workplaces",
    "sector_or_region": "a sector or region",
    "nationwide": "nationwide",
}
_RESOLUTION = {
    "won": "and is won: on {day} the contested measure is given up",
    "conceded": "and ends with a concession that strikers accept on {day}",
    "suspended": "and is called off by the inter-site body on {day}",
    "ridden_out": "and is ridden out by {day}",
    "open": "and is not over on the last day",
}


def count(number: float) -> str:
    """A whole number with thousands set apart: 4,300,800."""
    return f"{number:,.0f}"


def short(number: float) -> str:
    """A number for an axis: 250, 12k, 1.5M."""
    for size, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if abs(number) >= size:
            return f"{number / size:.1f}".removesuffix(".0") + letter
    return f"{number:g}"


def per_cent(part: float, whole: float) -> str:
    """A share in per cent, as fine as it needs to be: 34 %, 2.3 %, 0.02 %."""
    if whole <= 0:
        return "–"
    share = 100.0 * part / whole
    digits = 0 if share >= 10 or share == 0 else 1 if share >= 1 else 2
    if 0 < share < 0.005:
        return "under 0.01 %"
    return f"{share:.{digits}f} %"


def usd(cents: int) -> str:
    """An amount of money in words: USD 47 million, USD 5,200."""
    dollars = cents / 100
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if dollars >= size:
            return f"USD {dollars / size:.3g} {word}"
    return f"USD {dollars:,.0f}"


def amount(value: float | str | dt.date | None, unit: str = "") -> str:
    """A value of any kind with its unit; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, dt.date):
        return short_date(value)
    if isinstance(value, str):
        return value
    shown = count(value) if float(value).is_integer() else f"{value:,.2f}"
    return f"{shown} {unit}".strip()


def short_date(day: dt.date) -> str:
    """17 Aug 2020."""
    return f"{day.day} {day:%b %Y}"


def day_and_date(day: dt.date) -> str:
    """Monday 17 August 2020."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def days_of(start: dt.date, end: dt.date) -> str:
    """A day or a span of days: 9 Aug 2020, 9 to 11 Aug 2020."""
    if start == end:
        return short_date(start)
    first = (
        f"{start.day}"
        if (start.year, start.month) == (end.year, end.month)
        else (f"{start.day} {start:%b}" if start.year == end.year else short_date(start))
    )
    return f"{first} to {short_date(end)}"


def acting_span(scenario: Scenario, entry: Entry) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of the run on which an entry acts, or as a rule may act."""
    since = scenario.parameters.regime.by_rule_from
    first = max(entry.start, scenario.calendar.start)
    last = min(entry.end, scenario.calendar.end)
    dates = (first + dt.timedelta(days) for days in range((last - first).days + 1))
    acting = [date for date in dates if entry.on(date, since)]
    return (acting[0], acting[-1]) if acting else None


@dataclass(frozen=True)
class Peaks:
    """The largest numbers of a run, and their days."""

    run: Run

    def of(self, rung: str) -> tuple[int, dt.date]:
        """The most people on a rung in a day (signers: so far), and the first such day."""
        column = self.run.tables["daily"][RUNG_COLUMNS[rung]]
        return int(column.max()), self.run.scenario.calendar.date(int(np.argmax(column)))

    @cached_property
    def out(self) -> int:
        """People out (walking out or striking) on the peak day."""
        return int(self._on_peak("walking_out") + self._on_peak("striking"))

    @cached_property
    def striking(self) -> int:
        """Of them, people who strike the whole shift."""
        return self._on_peak("striking")

    @cached_property
    def day(self) -> dt.date:
        """The date of the peak day."""
        return self.run.scenario.calendar.date(self.run.peak_day)

    def cents(self, what: str) -> int:
        """Cents in the whole run: of output_lost, output_idle, wages_lost and so on."""
        return int(self.run.tables["daily"][f"{what}_cents"].sum())

    def most(self, column: str) -> int:
        """The most of a daily column on a day."""
        return int(self.run.tables["daily"][column].max())

    def last(self, column: str) -> int:
        """A daily column on the last day."""
        return int(self.run.tables["daily"][column][-1])

    def _on_peak(self, column: str) -> int:
        return int(self.run.tables["daily"][column][self.run.peak_day])


def answer(run: Run) -> str:
    """The scenario's question answered from this one run, in a paragraph."""
    return " ".join(parts_of_answer(run))


def parts_of_answer(run: Run) -> Iterator[str]:
    """The sentences of the answer, the verdict first."""
    peaks = Peaks(run)
    yield verdict(run)
    yield from _how_far(run)
    if peaks.out == 0:
        yield _nobody(run)
        return
    yield (
        f"Most people are out on {day_and_date(peaks.day)}: {count(peaks.out)} of"
        f" {count(run.people)} workers ({per_cent(peaks.out, run.people)}),"
        f" {count(peaks.striking)} of them for the whole shift."
    )
    signers, _ = peaks.of("sign")
    if signers:
        yield f"{count(signers)} have signed a list by the end ({per_cent(signers, run.people)})."
    else:
        yield "Nobody has signed a list."
    yield from _organisation(peaks)
    yield _not_made(peaks)
    yield _at_other_thresholds(run)


def verdict(run: Run) -> str:
    """How far the wave of this run gets, and how it ends, in one sentence."""
    outcome = run.outcome
    day = outcome.resolution_date
    ends = _RESOLUTION[outcome.resolution].format(day="" if day is None else day_and_date(day))
    if outcome.reach == "none" and outcome.resolution == "open":
        ends = "up to the last day"
    return f"In this run the wave {_REACH[outcome.reach]} {ends}."


def story(run: Run) -> Iterator[str]:
    """What a reader is told after the verdict, without the numbers that stand in the tiles."""
    peaks = Peaks(run)
    yield from _how_far(run)
    if peaks.out == 0:
        yield _nobody(run)
        return
    yield (
        f"At its height, on {day_and_date(peaks.day)}, {_part(peaks.out, run.people)} is out: they"
        " stop work for part of the shift or strike the whole of it."
    )
    yield _at_other_thresholds(run)


def _how_far(run: Run) -> Iterator[str]:
    """When the wave first gets as far as it does, and whether it holds that."""
    outcome = run.outcome
    if outcome.reach_date is not None:
        held = "holds it on 3 of 5 working days" if outcome.sustained else "does not hold it long"
        yield f"It first gets that far on {day_and_date(outcome.reach_date)} and {held}."


def _nobody(run: Run) -> str:
    return f"None of {count(run.people)} workers stops work on any day."


def _part(part: int, whole: int) -> str:
    """A part of the workers as one can picture it: one worker in 220, 34 % of the workers."""
    if 4 * part >= whole:
        return f"{per_cent(part, whole)} of the workers"
    return f"one worker in {count(float(f'{whole / part:.2g}'))}"


def _organisation(peaks: Peaks) -> Iterator[str]:
    """Who organises, and who is taken away or kept in; nothing where there is none."""
    committees = peaks.most("committees")
    if committees:
        linked = f", up to {count(peaks.most('linked'))} of them linked"
        yield f"At most {count(committees)} workplaces have a committee at once{linked}."
    kept = peaks.most("kept_in")
    if kept:
        yield f"Locks and blocked passes keep in up to {count(kept)} people in a day."
    away = {name: peaks.last(name) for name in AWAY}
    if sum(away.values()):
        told = ", ".join(f"{count(many)} {name}" for name, many in away.items())
        yield f"Away on the last evening: {told}."


def _not_made(peaks: Peaks) -> str:
    """Output lost by the workers' own decision, and what else is not made."""
    said = (
        f"Output worth {usd(peaks.cents('output_lost'))} is not made by the workers' own decision"
    )
    beyond = peaks.cents("output_idle") + peaks.cents("output_missing")
    return f"{said}; {usd(beyond)} more stands idle or lacks inputs." if beyond else f"{said}."


def _at_other_thresholds(run: Run) -> str:
    outcome = run.outcome
    half, twice = _REACH_NOUN[outcome.reach_at_half], _REACH_NOUN[outcome.reach_at_twice]
    if outcome.reach_at_half == outcome.reach == outcome.reach_at_twice:
        return "The reach is the same with all thresholds at half or at twice their value."
    return f"With all thresholds at half the reach would be: {half}; at twice: {twice}."


def ladder_words(run: Run) -> str:
    """What the curve of each rung shows, for those who do not see it."""
    peaks = Peaks(run)
    said: list[str] = []
    for rung, words in RUNG_WORDS.items():
        most, day = peaks.of(rung)
        if rung == "sign":
            said.append(f"{count(most)} {words} by {short_date(day)}")
        else:
            said.append(f"at most {count(most)} {words} in a day, {short_date(day)}")
    calendar = run.scenario.calendar
    return f"Four curves by day, {days_of(calendar.start, calendar.end)}: {'; '.join(said)}."
