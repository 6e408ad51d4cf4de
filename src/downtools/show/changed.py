"""The sections of a report about levers: what would have changed it, and a committee's day."""

import math

from downtools.run.run import Run
from downtools.show.chances import AT_LEAST, change_words, many, share_words
from downtools.show.delays import day_words, delay_for
from downtools.show.figures import figure
from downtools.show.html import Html, Part, bullets, folded, join, scrolled, section, table, tag
from downtools.show.studies import to_be_made, under
from downtools.show.text import count, usd
from downtools.show.tornado import (
    baseline_words,
    difference_of,
    factor_words,
    name_of,
    tornado_for,
)
from downtools.study.levers.answer import Levers, Ranked
from downtools.study.paired import Change

__all__ = ["delayed", "would_have_changed"]

_FLAGS = {
    "data": "informed by data: the observed facts of this scenario have narrowed every parameter"
    " that such a lever acts through.",
    "other cases": "informed by other cases: what such a lever acts through is cited from"
    " elsewhere, or narrowed by data.",
    "assumption": "on assumption: at least one parameter that such a lever acts through has been"
    " measured by nobody.",
}
"""What each flag means, in words."""

_OWN = " (as in the scenario)"
_GLYPHS = {"data": "●", "other cases": "◆", "assumption": "○"}
"""The marks of the flags, as in the picture."""

_SIDES = {"workers": "workers'", "public": "the public's", "regime": "the regime's, weakened"}


def would_have_changed(run: Run, levers: Levers | None) -> Html:
    """The levers ranked, each with its interval and what it rests on.

    Without an answer at hand, the command that makes one.
    """
    anchor, title = "levers", "What would have changed it, in this model"
    if levers is None:
        what = "What would have changed it, in this model,"
        return section(anchor, title, to_be_made(run.scenario, "levers", what))
    reach = AT_LEAST[levers.reach].lower()
    caption = (
        f"Left: by how much each lever changes the share of runs that reach: {reach}; the line is"
        " the 95 % interval over the pairs. Right: how many times as many people are out on the"
        " largest day, the median of the pairs and where nine tenths of them lie."
        f" {baseline_words(levers)}."
    )
    pictures = tornado_for(levers), tornado_for(levers, narrow=True)
    said = (
        "This is the model's answer, not history's. Each lever is run beside none on the same"
        " parameters and the same luck, so that what differs the lever has caused, in the model."
        " What it says of the country is worth what its parameters are:"
    )
    flags = dict.fromkeys(row.flag for row in levers.levers)
    return section(
        anchor,
        title,
        tag("p", tag("strong", _verdict(levers)), " ", _how(levers)),
        tag("p", said, class_="caution"),
        bullets(f"{_of_flag(levers, flag)} {_FLAGS[flag]}" for flag in flags),
        figure(*pictures, "levers", caption) if levers.levers else "",
        _in_numbers(levers),
        _in_words(levers),
    )


def _verdict(levers: Levers) -> str:
    """The lever that changes most for sure, or that none does; then of how many are out."""
    sure = [row for row in levers.levers if row.low > 0.0 or row.high < 0.0]
    total, reach = count(len(levers.levers)), AT_LEAST[levers.reach].lower()
    asked = f"the share of runs that reach {reach}"
    if sure:
        best = max(sure, key=lambda row: abs(row.p_reach_difference))
        said = (
            f"Of {total} levers, {count(len(sure))} change {asked}, as far as {count(levers.runs)}"
            f" pairs can tell; most of all {_called(best)}: {change_words(difference_of(best))}"
            " points."
        )
    else:
        pairs = count(levers.runs)
        said = f"With {pairs} pairs of runs, none of {total} levers can be told to change {asked}."
    moved = [
        row for row in levers.levers if row.ranges[0].peak_low > 1 or row.ranges[0].peak_high < 1
    ]
    if moved:
        most = max(moved, key=lambda row: abs(math.log(row.ranges[0].peak_factor or 1e-9)))
        said += (
            f" How many are out changes most with {_called(most)}:"
            f" {factor_words(most.ranges[0])} times as many."
        )
    ended = [row for row in levers.levers if row.settled.low > 0.0 or row.settled.high < 0.0]
    if ended:
        best = max(ended, key=lambda row: abs(row.settled.difference))
        said += (
            f" The share of runs that are won or end with a concession changes most with"
            f" {_called(best)}: {change_words(best.settled)} points."
        )
    return said


def _called(row: Ranked) -> str:
    name = name_of(row.lever)
    return name[:1].lower() + name[1:]


def _how(levers: Levers) -> str:
    return (
        f"{_first_up(many(levers))}, each with every lever and with none; parameters from"
        f" {levers.belief}. The regime answers by rule from {levers.by_rule_from} on, in all of"
        " them: it is not bound to what it did in history. Of twenty intervals one leaves out"
        " no change by chance alone."
    )


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _of_flag(levers: Levers, flag: str) -> str:
    """How many levers have a flag, up to the words of it."""
    its = sum(row.flag == flag for row in levers.levers)
    verb = ("rests", "rest") if flag == "assumption" else ("is", "are")
    return f"{count(its)} {'lever' if its == 1 else 'levers'} {verb[its != 1]}"


def _in_numbers(levers: Levers) -> Html:
    """What each lever changes, in numbers."""
    caption = "The levers in numbers"
    others = dict.fromkeys(one.belief for row in levers.levers for one in row.ranges[1:])
    heads = (
        "Lever",
        "Change, points",
        *(f"Over the {belief}, points" for belief in others),
        "Share with it",
        "Won or conceded, points",
        "Most out, times",
        "Days of the wave",
        "Output lost",
    )
    rows: list[list[Part]] = [
        [
            name_of(row.lever),
            change_words(difference_of(row)),
            *(_over(row, belief) for belief in others),
            share_words(row.p_reach),
            change_words(row.settled),
            factor_words(row.ranges[0]),
            _number(row.wave_days),
            _money(row.output_lost_usd),
        ]
        for row in levers.levers
    ]
    told = (
        "Changes are with the lever less without it. In brackets stands the 95 % interval, of most"
        " out where nine tenths of the pairs lie."
    )
    made = table("Each lever beside none", heads, rows, numbers=range(1, len(heads)))
    return folded(caption, tag("p", told), scrolled(caption, made))


def _over(row: Ranked, belief: str) -> str:
    """The change over another belief."""
    return next((change_words(one.p_reach) for one in row.ranges if one.belief == belief), "–")


def _in_words(levers: Levers) -> Html:
    """What each lever is, and what its effect rests on."""
    caption = "What each lever is, and what it rests on"
    rows: list[list[Part]] = [
        [
            name_of(row.lever),
            row.words,
            _SIDES[row.side],
            join([tag("span", f"{_GLYPHS[row.flag]} {row.flag}"), under(row.rests_on)]),
        ]
        for row in levers.levers
    ]
    return folded(caption, table(caption, ("Lever", "What", "Whose", "Rests on"), rows))


def _number(change: Change) -> str:
    """A difference of days with its interval."""
    low, middle, high = map(_days, (change.low, change.difference, change.high))
    return f"{middle} ({low} to {high})"


def _days(value: float) -> str:
    rounded = round(value, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0"


def _money(change: Change) -> str:
    low, middle, high = (
        ("−" if value < 0 else "+") + usd(round(abs(100 * value)))
        for value in (change.low, change.difference, change.high)
    )
    return f"{middle} ({low} to {high})"


def delayed(levers: Levers | None) -> Html:
    """The delay curve; nothing without one."""
    if levers is None or len(levers.delay) < 2:
        return Html("")
    caption = (
        f"The share of runs that reach: {AT_LEAST[levers.reach].lower()}, by the day from which"
        " committees of several workplaces can join into one. The band and the lines are 95 %"
        " intervals (Wilson). All points share their draws, so that differences between them are"
        " surer than the bands look."
    )
    rows: list[list[Part]] = [
        [
            day_words(one) + (_OWN if one.days == 0 else ""),
            share_words(one.p_reach),
            "–" if one.days == 0 else change_words(one.change),
        ]
        for one in levers.delay
    ]
    heads = ("Can join from", "Share of the runs", "Beside the scenario, points")
    return section(
        "delay",
        "A joint committee sooner or later",
        tag("p", _delay_verdict(levers)),
        figure(delay_for(levers), delay_for(levers, narrow=True), "delay", caption),
        folded("The curve in numbers", table("By day", heads, rows)),
    )


def _delay_verdict(levers: Levers) -> str:
    """What the first day, the scenario's own and never give."""
    own = [one for one in levers.delay[1:-1] if one.days == 0]
    said = "; ".join(
        f"{day_words(one)}{_OWN if one.days == 0 else ''} {share_words(one.p_reach)}"
        for one in (levers.delay[0], *own, levers.delay[-1])
    )
    reach = AT_LEAST[levers.reach].lower()
    return f"By when committees can join, so many of the runs reach {reach}: {said}."
