"""Columns about persons: a file that has one is refused, whatever the column holds."""

import re
from collections.abc import Collection, Iterable

from downtools.errors import Fault

__all__ = ["person_columns"]

_PERSONAL_WORDS = """
surname lastname firstname forename fullname patronymic nickname username login phone phones
telephone tel mobile cellphone email mail mailbox passport ssn dob birth birthday birthdate
birthplace age gender sex author sender person persons citizen userid chatid msisdn
фамилия имя отчество фио телефон телефоны моб мобильный емейл почта паспорт рождения возраст
пол прозвище логин пользователь автор отправитель гражданин снилс
прозвішча імя бацьку тэлефон тэлефоны пошта пашпарт нараджэння узрост карыстальнік аўтар
nazwisko imię imie telefon komórka paszport pesel urodzenia wiek płeć użytkownik autor
"""
_PERSONAL = frozenset(_PERSONAL_WORDS.split())
"""In English, Russian, Belarusian and Polish."""
_NAME = frozenset({"name", "names"})
_OF_NO_PERSON = frozenset(
    [
        "site",
        "sites",
        "town",
        "towns",
        "city",
        "place",
        "workplace",
        "plant",
        "factory",
        "works",
        "employer",
        "employers",
        "company",
        "firm",
        "enterprise",
        "organisation",
        "organization",
        "union",
        "district",
        "region",
        "country",
        "event",
        "location",
        "file",
        "channel",
        "source",
        "sector",
        "short",
        "english",
        "russian",
        "en",
        "ru",
        "be",
        "by",
    ]
)
_ADDRESS = frozenset(["address", "addresses", "адрес", "адреса", "adres"])
_WEB = frozenset(
    [
        "source",
        "url",
        "web",
        "web",
        "link",
        "site",
        "page",
        "источника",
        "крыніцы",
        "источник",
        "strona",
    ]
)
_ID = frozenset(["id", "ids", "identifier"])
_WHOSE = frozenset(
    [
        "user",
        "worker",
        "employee",
        "detainee",
        "arrested",
        "victim",
        "personal",
        "staff",
        "member",
        "пользователя",
        "работника",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")


def person_columns(file: str, header: Iterable[str], known: Collection[str] = ()) -> list[Fault]:
    """A fault for each column that is about persons; columns of a `known` layout may stand.

    They are told by their words: names, telephone numbers, addresses, papers, birth, user ids.
    """
    return [
        Fault(
            file=file,
            row=1,
            column=column,
            problem="a column about persons",
            cure="remove it; downtools takes no data about persons",
        )
        for column in header
        if column not in known and _personal(column)
    ]


def _personal(column: str) -> bool:
    words = [word.casefold() for word in _WORD.findall(_CAMEL.sub(" ", column))]
    held = set(words)
    if held & _PERSONAL or ("e" in held and "mail" in held):
        return True
    if held & _NAME and not held & _OF_NO_PERSON:
        return True
    if held & _ADDRESS and not held & _WEB:
        return True
    return bool(held & _WHOSE and held & (_ID | _NAME))
