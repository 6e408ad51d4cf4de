"""Sizes and dates as people write them, in English, Russian, Belarusian and Polish.

A word for a size is a band, the same as the press of a run uses (`downtools.evidence.band_of`).
"""

import datetime as dt
import re
from dataclasses import dataclass

from downtools.evidence.speakers import band_of
from downtools.scenario.values import UnfitError

__all__ = ["Size", "date_of", "number_of", "size_of"]


@dataclass(frozen=True, kw_only=True)
class Size:
    """A size as claimed: a number (`best`), a band, an open band, or nothing."""

    low: float | None = None
    best: float | None = None
    high: float | None = None


_POWERS: tuple[tuple[int, str], ...] = (
    (5, r"hundreds of thousands|сотни тысяч|сотні тысяч|setki tysięcy"),
    (4, r"tens of thousands|десятки тысяч|дзясяткі тысяч|dziesiątki tysięcy|kilkadziesiąt tysięcy"),
    (6, r"millions|миллионы|мільёны|miliony"),
    (3, r"thousands|several thousand|a few thousand|тысячи|несколько тысяч|тысячы"
        r"|некалькі тысяч|tysiące|kilka tysięcy"),
    (2, r"hundreds|several hundred|a few hundred|сотни|несколько сотен|сотні|некалькі соцень"
        r"|некалькі сотняў|setki|kilkaset"),
    (1, r"dozens|tens|several dozen|a few dozen|several dozens|десятки|несколько десятков"
        r"|дзясяткі|некалькі дзясяткаў|dziesiątki|kilkadziesiąt"),
)  # fmt: skip
_WORDS = {word: power for power, told in _POWERS for word in told.split("|")}
_NUMERALS = {
    "a dozen": 12, "dozen": 12, "one dozen": 12, "дюжина": 12, "тузін": 12, "tuzin": 12,
    "десяток": 10, "дзясятак": 10, "a hundred": 100, "one hundred": 100, "сотня": 100, "сто": 100,
    "sto": 100, "a thousand": 1000, "one thousand": 1000, "тысяча": 1000, "tysiąc": 1000,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_NOTHING = frozenset(
    {
        "", "-", "–", "—", "?", "n/a", "na", "no report", "not reported", "unknown", "нет данных",
        "неизвестно", "няма звестак", "невядома", "brak danych", "nieznana",
        "very small", "small", "medium", "large", "very large", "massive",
    }
)  # fmt: skip
"""No size was told; the last six are categories, of which nobody knows what they count."""
_ABOUT = re.compile(
    r"^(about|around|approximately|approx\.?|some|nearly|almost|roughly|circa|ca\.|c\.|~|≈"
    r"|около|примерно|порядка|приблизительно|почти|каля|прыкладна|амаль|około|ok\.|prawie)\s*"
)
_AT_LEAST = re.compile(
    r"^(at least|more than|over|no less than|not less than|upwards of|above|>=|≥|>"
    r"|не менее|не меньше|более|больше|свыше|больш за|больш чым|звыш|не менш|не менш за"
    r"|co najmniej|ponad|więcej niż|powyżej)\s*"
)
_AT_MOST = re.compile(
    r"^(at most|no more than|not more than|up to|less than|fewer than|under|below|<=|≤|<"
    r"|не более|не больше|менее|меньше|до|не больш|не больш за|менш за|менш чым|да"
    r"|co najwyżej|nie więcej niż|mniej niż|poniżej|do)\s+"
)
_BETWEEN = re.compile(r"^(between|from|от|ад|od|między|з|с)\s+")
_RANGE = re.compile(
    r"^(.+?)\s*(?:-|–|—|\bto\b|\band\b|\bдо\b|\bи\b|\bда\b|\bдо\b|\bdo\b|\bi\b)\s*(.+)$"
)
_TIMES = re.compile(r"^(.*\d)\s*(thousand|thous\.?|k|тыс\.?|тысяч[иаы]?|tys\.?|tysięcy)$")
_PEOPLE = re.compile(
    r"\s+(of people|people|persons?|workers|employees|strikers|participants|protesters|miners"
    r"|чел\.?|человека?|людей|рабочих|работников|участников|сотрудников|чалавека?|працоўных"
    r"|работнікаў|удзельнікаў|osób|ludzi|pracowników|robotników|uczestników)\.?$"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[  ' ]\d{3})+(?:[.,]\d+)?")
_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_DECIMAL = re.compile(r"\d+,\d+", re.ASCII)


def number_of(text: str, *, decimal_comma: bool) -> float:
    """A number as it stands in a table: `1200`, `1 200`, `1,200`, or `0,5` of a semicolon file.

    Raises `UnfitError` for what is none, is negative, or may mean two numbers.
    """
    said = " ".join(text.split())
    if said.startswith(("-", "\u2212")):
        raise UnfitError("a negative number", "give a size of at least 0, or none")
    if _THOUSANDS.fullmatch(said):
        said = re.sub(r"[\s']", "", said)
    if _PLAIN.fullmatch(said):
        return float(said)
    grouped = bool(_COMMAS.fullmatch(said))
    if grouped and decimal_comma and said.count(",") == 1:
        raise UnfitError(
            "thousands or decimals: it may be both", "write the number without a comma"
        )
    if grouped:
        return float(said.replace(",", ""))
    if _DECIMAL.fullmatch(said):
        return float(said.replace(",", "."))
    if "%" in said or "percent" in said or "процент" in said:
        raise UnfitError(
            "a percentage in a column of numbers", "give it a column and unit of its own"
        )
    raise UnfitError(
        "neither a number nor a word for a size", "give a number, or a word like hundreds"
    )


def size_of(text: str, *, decimal_comma: bool = False) -> Size:
    """A size as told: a number, a word ("hundreds"), a range, a bound, or none at all.

    `about 300` and `300 people` are 300; `at least 300` has no upper bound. Raises `UnfitError`
    for anything else.
    """
    said = " ".join(text.casefold().replace("\u00a0", " ").split())
    said = _ABOUT.sub("", _PEOPLE.sub("", said)).strip()
    if said in _NOTHING:
        return Size()
    if (power := _WORDS.get(said)) is not None:
        low, high = band_of(10.0**power) or (None, None)
        return Size(low=low, high=high)
    if bound := _AT_LEAST.match(said):
        return Size(low=_least(said[bound.end() :], decimal_comma))
    if bound := _AT_MOST.match(said):
        return Size(high=_single(said[bound.end() :], decimal_comma))
    between = _RANGE.match(_BETWEEN.sub("", said))
    if between and not said.startswith("-"):
        low, high = (_single(part, decimal_comma) for part in between.groups())
        if low > high:
            raise UnfitError("a range from high to low", "write the lower bound first")
        return Size(best=low) if low == high else Size(low=low, high=high)
    return Size(best=_single(said, decimal_comma))


def _least(said: str, decimal_comma: bool) -> float:
    """The lower bound of `at least a hundred`; `более тысячи` is more than one thousand."""
    if (power := _WORDS.get(said)) is not None:
        return 10.0**power
    return _single(said, decimal_comma)


def _single(said: str, decimal_comma: bool) -> float:
    said = _ABOUT.sub("", said).strip()
    if said in _NUMERALS:
        return float(_NUMERALS[said])
    if many := _TIMES.match(said):
        return 1000.0 * number_of(many.group(1), decimal_comma=True)
    return number_of(said, decimal_comma=decimal_comma)


_MONTHS = (
    "january jan января январь студзеня студзень stycznia styczeń",
    "february feb февраля февраль лютага люты lutego luty",
    "march mar марта март сакавіка сакавік marca marzec",
    "april apr апреля апрель красавіка красавік kwietnia kwiecień",
    "may мая май траўня травень maja maj",
    "june jun июня июнь чэрвеня чэрвень czerwca czerwiec",
    "july jul июля июль ліпеня ліпень lipca lipiec",
    "august aug августа август жніўня жнівень sierpnia sierpień",
    "september sep sept сентября сентябрь верасня верасень września wrzesień",
    "october oct октября октябрь кастрычніка кастрычнік października październik",
    "november nov ноября ноябрь лістапада лістапад listopada listopad",
    "december dec декабря декабрь снежня снежань grudnia grudzień",
)
_MONTH_OF = {word: month for month, words in enumerate(_MONTHS, 1) for word in words.split()}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?", re.ASCII)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})[ \-]([^\W\d_]+)\.?[ \-,]+(\d{4})(?:\s*(?:г|года|r)\.?)?")
_MONTH_DAY = re.compile(r"([^\W\d_]+)\.? (\d{1,2}),? (\d{4})")
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_SLASHES = re.compile(r"(\d{1,2})[/\-](\d{1,2})[/\-](\d{4})", re.ASCII)
_CURE = "write it like 2020-08-14"


def date_of(text: str, *, order: str = "") -> dt.date:
    """A day as people write it: 2020-08-14, 20200814, 14 August 2020, 14 августа 2020, 14.08.2020.

    `order` (`day first` or `month first`) says how 3/8/2020 is meant; without it only days beyond
    the 12th can be told. Raises `UnfitError` for what is no day or may be two.
    """
    said = " ".join(text.casefold().split())
    if found := _ISO.fullmatch(said) or _EIGHT.fullmatch(said):
        return _day(*found.groups())
    if found := _DAY_MONTH.fullmatch(said):
        day, word, year = found.groups()
    elif found := _MONTH_DAY.fullmatch(said):
        word, day, year = found.groups()
    elif found := _POINTS.fullmatch(said):
        day, word, year = found.groups()
    elif found := _SLASHES.fullmatch(said):
        return _slashed(*found.groups(), order=order)
    elif re.fullmatch(r"\d{5}(\.0)?", said):
        raise UnfitError("a spreadsheet's number of a day", _CURE)
    else:
        raise UnfitError("not a date", _CURE)
    month = word if word.isdecimal() else str(_MONTH_OF.get(word, ""))
    if not month:
        raise UnfitError("no month known here", _CURE)
    return _day(year, month, day)


def _slashed(first: str, second: str, year: str, *, order: str) -> dt.date:
    if order == "month first":
        return _day(year, first, second)
    if order == "day first" or int(first) > 12 or first == second:
        return _day(year, second, first)
    if int(second) > 12:
        return _day(year, first, second)
    raise UnfitError(
        "day and month cannot be told apart",
        f'{_CURE}, or put dates = "day first" under [read] of a mapping file',
    )


def _day(year: str, month: str, day: str) -> dt.date:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise UnfitError("no such day", _CURE) from None
