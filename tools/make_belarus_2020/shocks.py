"""The schedule: shocks, calls and tactics, day by day and place by place, and rules."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from .reports import town_id
from .tables import Row, read_table

HAND_CODED = Path(__file__).with_name("shocks.csv")

FIELDS = (
    "kind",
    "start",
    "end",
    "known_from",
    "place",
    "rung",
    "people",
    "strength",
    "usd",
    "above",
    "after",
    "source",
)
DATES = {"start", "end", "known_from"}
NUMBERS = {"people", "strength", "usd", "above"}

TACTICS = {
    "block_passes",
    "bonus",
    "concession",
    "court_fine",
    "daily_meetings",
    "detain_leaders",
    "dismissal",
    "leader_visit",
    "legal_ban",
    "lock_in",
    "replacement_workers",
    "strike_fund",
}

NIGHTS = ("2020-08-09", "2020-08-10", "2020-08-11", "2020-08-12")
MINSK_FIRST_NIGHT = 1_000
MINSK_LATER_SHARE = 0.5
ZHLOBIN_THREE_NIGHTS = 320
GRODNO_FOUR_NIGHTS = 777
GRODNO_RELEASED = (
    "https://ukrainetoday.org/2020/08/19/grodno-has-become-one-of-the-centers-of-protests-in-"
    "belarus-the-authorities-made-concessions-to-the-demonstrators-they-are-promised-to-be-given-"
    "time-on-tv-and-not-to-be-punished-for-strikes/"
)
LEAST_PEOPLE = 10
"""A town with fewer victims in a night has no entry; they are in the nation's figure."""

OFFICIAL_DISCOUNT = 3
"""The ministry's crowds are 3 to 10 times smaller than the media's; the low end is taken."""

MINSK_DETAINED = {
    "2020-08-25": (20, "https://t.me/viasna96/2219"),
    "2020-08-26": (30, "https://t.me/viasna96/2243"),
    "2020-08-27": (180, "https://t.me/viasna96/2264"),
    "2020-09-01": (70, "https://t.me/viasna96/2350"),
    "2020-09-06": (
        193,
        "https://belarusfeed.com/belarus-interior-ministry-detained-sunday-protests/",
    ),
    "2020-09-08": (100, "https://t.me/viasna96/2444"),
    "2020-09-13": (500, "https://t.me/pressmvd/2084"),
    "2020-09-19": (415, "https://t.me/pressmvd/2118"),
    "2020-09-20": (266, "https://t.me/pressmvd/2121"),
    "2020-09-23": (252, "https://t.me/pressmvd/2143"),
}
GRODNO_DETAINED = {
    "2020-08-25": (
        28,
        "https://ria24.today/news/sila-solidarnosti-zaderzhannyh-rabotnikov/3785325",
    ),
}

HEADER = """\
# What was done to the workplaces and around them, 9 August to 30 September 2020.
# people: for street_violence those detained or beaten in a day, for street_protest those in the
# street; an entry for the nation is the total, an entry for a town the part of it in that town's
# own sight. strength: 0 to 1. Where two threats hold at once the stronger one counts.
# Entries with `above` are rules of the regime: they act only from the day regime.by_rule_from on,
# which is never in this history, and in place of its tactics that have dates.
"""


def schedule_text(shared: Path) -> str:
    """The text of `schedule.toml`."""
    entries = [
        *_hand_coded(),
        *_first_nights(shared),
        *_later_detentions(shared),
        *_official_streets(shared),
    ]
    entries.sort(key=lambda row: (bool(row.get("above")), row["start"], row["kind"], row["id"]))
    return "\n".join((HEADER, *(_entry(row) for row in entries)))


def tactics() -> int:
    """How many tactics and counters to them have dates; threats are counted with the shocks."""
    return sum(row["kind"] in TACTICS and not row["above"] for row in _hand_coded())


def rules() -> int:
    """How many rules of the regime there are."""
    return sum(bool(row["above"]) for row in _hand_coded())


def _entry(row: Row) -> str:
    """One table of the schedule; empty fields are left out."""
    lines = [f"[schedule.{row['id']}]"]
    for field in FIELDS:
        value = row.get(field, "")
        if value:
            bare = field in DATES | NUMBERS
            lines.append(f"{field} = {value if bare else json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _hand_coded() -> list[Row]:
    """The entries of `shocks.csv`; every call is for a strike."""
    return [
        row | {"rung": "strike" if row["kind"] == "call" else ""} for row in read_table(HAND_CODED)
    ]


def _day(kind: str, date: str, place: str, people: int, source: str) -> Row:
    """An entry for one day and a number of people."""
    short = {"street_violence": "violence", "street_protest": "street"}[kind]
    _, _, where = place.partition(":")
    return {
        "id": "_".join(filter(None, (short, date[5:7] + date[8:], where))),
        "kind": kind,
        "start": date,
        "end": date,
        "place": place,
        "people": str(people),
        "source": source,
    }


def _first_nights(shared: Path) -> list[Row]:
    """Victims of the four nights after the vote: the nation's figures and their split by town."""
    published = _published(shared, "detained")
    entries: list[Row] = []
    weights = _town_weights(shared)
    totals = {night: published[night][0] for night in NIGHTS}
    zhlobin_nights = NIGHTS[:3]
    for night, total in totals.items():
        by_town = {
            "grodno": _part(GRODNO_FOUR_NIGHTS, night, NIGHTS, totals),
            "zhlobin": _part(ZHLOBIN_THREE_NIGHTS, night, zhlobin_nights, totals),
            "minsk": MINSK_FIRST_NIGHT if night == NIGHTS[0] else round(MINSK_LATER_SHARE * total),
        }
        rest = total - sum(by_town.values())
        others = {town: weight for town, weight in weights.items() if town not in by_town}
        by_town |= {t: round(rest * w / sum(others.values())) for t, w in others.items()}
        entries.append(_day("street_violence", night, "nation", total, published[night][1]))
        entries += [
            _day("street_violence", night, f"town:{town}", people, _split_source(town, night))
            for town, people in sorted(by_town.items())
            if people >= LEAST_PEOPLE
        ]
    return entries


def _part(people: int, night: str, nights: tuple[str, ...], totals: dict[str, int]) -> int:
    """A town's victims of several nights, split like the nation's."""
    if night not in nights:
        return 0
    return round(people * totals[night] / sum(totals[n] for n in nights))


def _split_source(town: str, night: str) -> str:
    """Where a town's part of a night's victims is from."""
    if town == "minsk" and night == NIGHTS[0]:
        return "https://en.interfax.com.ua/news/general/680076.html"
    return {
        "minsk": "assumption: half of the nation's figure, between the ministry's third of the "
        "first night and the 0.6 of the names at https://t.me/viasna96/2001",
        "grodno": f"{GRODNO_RELEASED} (777 released); assumption: split over four nights like the "
        "nation's figure",
        "zhlobin": "assumption: about 320 held from 9 to 11 August as reported (page address not "
        "kept), split over three nights like the nation's figure",
    }.get(
        town,
        "assumption: the rest of the nation's figure, split by the number of posts from 9 to 12 "
        "August on 20 public channels that name the town and detentions",
    )


def _town_weights(shared: Path) -> dict[str, int]:
    """Posts on detentions by town in the first four days."""
    weights: defaultdict[str, int] = defaultdict(int)
    for row in read_table(shared / "belarus-2020-telegram" / "town_mentions_daily.csv"):
        if row["day"] in NIGHTS and int(row["detention"]):
            weights[town_id(row["town"])] += int(row["detention"])
    return dict(weights)


def _published(shared: Path, metric: str) -> dict[str, tuple[int, str]]:
    """A national figure by date with its address, where there is a best value above 0."""
    return {
        row["date"]: (int(float(row["value_best"])), row["source_url"])
        for row in read_table(shared / "belarus-2020" / "national_daily.csv")
        if row["metric"] == metric and float(row["value_best"] or 0) > 0
    }


def _ministry(shared: Path, column: str) -> dict[str, tuple[int, str]]:
    """A figure of the interior ministry by date with its address."""
    return {
        row["date"]: (int(row[column]), row["source_url"])
        for row in read_table(shared / "belarus-2020-telegram" / "mvd_official_daily.csv")
        if row[column]
    }


def _later_detentions(shared: Path) -> list[Row]:
    """Detentions after the first nights, the largest figure of a day: each is a lower bound."""
    nation = dict(MINSK_DETAINED)
    for series in (_published(shared, "detained"), _ministry(shared, "detained_official")):
        for date, figure in series.items():
            nation[date] = max(nation.get(date, figure), figure)
    note = "; detained in the day, assumption: all counted as victims"
    entries = [
        _day("street_violence", date, "nation", people, source + note)
        for date, (people, source) in nation.items()
        if date > NIGHTS[-1]
    ]
    for town, by_date in (("minsk", MINSK_DETAINED), ("grodno", GRODNO_DETAINED)):
        entries += [
            _day("street_violence", date, f"town:{town}", people, source + note)
            for date, (people, source) in by_date.items()
        ]
    return entries


def _official_streets(shared: Path) -> list[Row]:
    """Street protests on days for which only the ministry gave a figure, put into Minsk.

    On 20 September the ministry saw nine tenths of its crowd in Minsk.
    """
    known = {row["start"] for row in _hand_coded() if row["kind"] == "street_protest"}
    source = f"; assumption: {OFFICIAL_DISCOUNT} times the ministry's figure, all put into Minsk"
    return [
        _day("street_protest", date, "town:minsk", OFFICIAL_DISCOUNT * people, url + source)
        for date, (people, url) in _ministry(shared, "participants_official").items()
        if date not in known
    ]
