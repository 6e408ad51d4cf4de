"""One key for a name however it is written: case, marks, quotes, alphabet and legal form folded."""

import re
import unicodedata

__all__ = ["folded", "joined", "sound"]

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "w", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya", "є": "e",
}  # fmt: skip
"""Russian and Belarusian letters, spelt as most English texts do."""
_LATIN = {"ł": "l", "ŭ": "w", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "№": " "}
_APOSTROPHES = re.compile(r"['’ʼ`´ʹ′]")
_WORD = re.compile(r"[a-z0-9]+")

_NAMED_AFTER = re.compile(r"\b(im|imeni|imya|imia|named after)\b.*")
"""Whom a works is named after is no part of its key: names of persons are kept nowhere."""
_LEGAL = re.compile(
    r"\b(otkrytoe|zakrytoe|publichnoe|adkrytae|zakrytae)? ?"
    r"(aktsionernoe obshchestvo|aktsyyanernae tavarystva)\b"
    r"|\b(open|closed|public)? ?joint stock company\b"
    r"|\b(respublikanskoe|gosudarstvennoe|kommunalnoe|proizvodstvennoe|unitarnoe|chastnoe"
    r"|respublikanskae|dzyarzhawnae|vytvorchae|unitarnae)\b(?=.* (predpriyatie|pradpryemstva)\b)"
    r"|\b(predpriyatie|pradpryemstva|filial|filiyal)\b"
)
_FORMS = frozenset(
    [
        "oao",
        "ao",
        "zao",
        "ooo",
        "odo",
        "rup",
        "up",
        "chup",
        "pup",
        "gp",
        "pao",
        "aat",
        "zat",
        "tda",
        "jsc",
        "ojsc",
        "cjsc",
        "pjsc",
        "llc",
        "ltd",
        "inc",
        "corp",
        "plc",
        "gmbh",
    ]
)
_WORKS = frozenset(
    [
        "works",
        "factory",
        "mill",
        "zavod",
        "zavad",
        "fabrika",
        "fabryka",
        "kombinat",
        "kambinat",
        "combine",
        "plant",
    ]
)
"""Words for a works that translators take one for the other."""

_SOUNDS = (
    ("shch", "s"), ("sch", "s"), ("sh", "s"), ("sz", "s"), ("zh", "z"), ("kh", "h"),
    ("ch", "C"), ("cz", "C"), ("dz", "d"), ("ts", "t"), ("tz", "t"), ("ck", "tk"), ("h", "g"),
    ("w", "v"), ("x", "ks"), ("q", "k"),
)  # fmt: skip
_SOFT_C = re.compile(r"c(?=[eiyj])")
_VOWELS = re.compile(r"[aeiouyj]+")
_TWICE = re.compile(r"([^a])\1+")


def folded(text: str) -> str:
    """The words of a name in Latin letters without case, marks, quotes and legal form.

    `ААТ «Гродна Азот»` is `grodna azot`. Works, factory, mill and their like are all `plant`.
    Whom it is named after is left out. Empty for a text without letters or digits.
    """
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text).casefold())
    latin = "".join(_CYRILLIC.get(letter, _LATIN.get(letter, letter)) for letter in plain)
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", latin)
        if not unicodedata.combining(letter)
    )
    words = " ".join(_WORD.findall(bare))
    for unwanted in (_NAMED_AFTER, _LEGAL):
        shorter = " ".join(unwanted.sub(" ", words).split())
        words = shorter or words
    kept = [word for word in words.split() if word not in _FORMS] or words.split()
    return " ".join("plant" if word in _WORKS else word for word in kept)


def joined(key: str) -> str:
    """A folded name without its gaps: `grodno azot` and `grodnoazot` are one."""
    return key.replace(" ", "")


def sound(key: str) -> str:
    """How a folded name sounds, roughly, so that spellings of one name meet.

    Runs of vowels are one `a`, h is g, w is v, dz is d, ts is t: `grodno` and `hrodna` are both
    `gradna`, `zhodino` and `zhodzina` both `zadana`. Different names seldom meet, but they may.
    """
    said = joined(key)
    for spelt, heard in _SOUNDS:
        said = said.replace(spelt, heard)
    said = _SOFT_C.sub("t", said).replace("c", "k")
    return _TWICE.sub(r"\1", _VOWELS.sub("a", said))
