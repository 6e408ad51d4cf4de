"""From what a file holds, a text or a TOML value, to a value of the declared type."""

import datetime as dt
import re
from typing import Any

from downtools.scenario.declare import Param

__all__ = ["UnfitError", "from_text", "from_toml", "tellable"]

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,30}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DIGIT = re.compile(r"\d", re.ASCII)
_NOT_FINITE = {"nan", "inf", "infinity"}
_BOOLS = {"yes": True, "true": True, "no": False, "false": False}


class UnfitError(ValueError):
    """A value that will not do: what is wrong with it, and what would do instead."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(f"{problem}; {cure}")
        self.problem = problem
        self.cure = cure


def from_text(declared: Param, text: str) -> Any:
    """The value that a cell of a table or the right side of `--set` holds.

    Numbers are plain decimal numbers, dates are ISO, yes and no (or true and false) are bools.
    Raises `UnfitError` if the text is not of the declared type or out of its bounds.
    """
    if declared.type is bool:
        if text.lower() not in _BOOLS:
            raise UnfitError("not yes or no", "write yes or no")
        return _BOOLS[text.lower()]
    if declared.type is dt.date:
        return _date(declared, text)
    if declared.type in (int, float):
        return _within(declared, _number(declared, text))
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise UnfitError("holds a line break or another control character", "take it out")
    return _within(declared, text)


def from_toml(declared: Param, value: Any) -> Any:
    """The value that a TOML key holds, in the declared type.

    Raises `UnfitError` if it is of another type or out of its bounds.
    """
    if isinstance(value, str) and declared.type in (int, float):
        raise _not_plain(declared, value, quoted=True)
    if isinstance(value, str) and declared.type in (bool, dt.date):
        problem = declared.problem(value) or ""
        raise UnfitError(f"a text, {problem}", f"{declared.cure()}, without quotes")
    return _within(declared, value)


def tellable(value: Any) -> Any:
    """The value as a message can show it: Python refuses to write out whole numbers of any size."""
    try:
        str(value)
    except ValueError:
        return "a number of thousands of digits"
    return value


def _within(declared: Param, value: Any) -> Any:
    problem = declared.problem(value)
    if problem is not None:
        raise UnfitError(problem, declared.cure())
    return declared.settled(value)


def _date(declared: Param, text: str) -> dt.date:
    try:
        if _DATE.fullmatch(text):
            return dt.date.fromisoformat(text)
    except ValueError:
        raise UnfitError("no such day", declared.cure()) from None
    raise UnfitError("not a date", declared.cure())


def _number(declared: Param, text: str) -> int | float:
    if text.lstrip("+-").lower() in _NOT_FINITE:
        raise UnfitError("not a finite number", declared.cure())
    if declared.type is int and _WHOLE.fullmatch(text):
        return int(text)
    if not _NUMBER.fullmatch(text):
        raise _not_plain(declared, text, quoted=False)
    if declared.type is int:
        raise UnfitError("not a whole number", declared.cure())
    return float(text)


def _not_plain(declared: Param, text: str, *, quoted: bool) -> UnfitError:
    """The error for `5 %`, `3k`, `1,5` and the like, and for a number in quotes."""
    noun = "plain whole number" if declared.type is int else "plain number"
    unit = f" in {declared.unit}" if declared.unit else ""
    bounds = f",{declared.bounds()}" if declared.bounds() else ""
    if _NUMBER.fullmatch(text):
        return UnfitError("a text, not a number", f"give a {noun}{unit}{bounds}, without quotes")
    found = "a number with a unit or separator" if _DIGIT.search(text) else "not a number"
    quotes = ", without quotes" if quoted else ""
    return UnfitError(found, f"give a {noun}{unit}{bounds}{quotes}")
