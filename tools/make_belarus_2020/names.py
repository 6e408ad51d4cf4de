"""Keeps names of persons out of what is shipped, without keeping the names themselves.

`tests/data/dropped_names.txt` holds a salt and, a line each, salted hashes of the words that
named persons in the source tables. A text is split into words as written there, and a word
whose hash is in the list is a name.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

WORD = re.compile(r"[^\W\d_]+")
LIST_FILE = Path(__file__).resolve().parents[2] / "tests" / "data" / "dropped_names.txt"
WITHHELD = "address withheld: names a person"


def fold(text: str) -> str:
    """The text with marks taken off its letters and without case: `Żłobin` is `złobin`."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words(text: str) -> set[str]:
    """Runs of letters in the text, folded; %XX is decoded, everything else splits."""
    return set(WORD.findall(fold(text))) | set(WORD.findall(fold(unquote(text))))


@dataclass(frozen=True)
class DroppedNames:
    """The salted hashes of the words that name persons."""

    salt: str
    hashes: frozenset[str]

    @classmethod
    def load(cls, path: Path = LIST_FILE) -> DroppedNames:
        """Reads the list: the salt on the first line, then a hash a line."""
        salt, *hashes = path.read_text(encoding="utf-8").split()
        return cls(salt, frozenset(hashes))

    def digest(self, word: str) -> str:
        """The salted hash of a folded word."""
        return hashlib.sha256((self.salt + word).encode()).hexdigest()

    def is_name(self, word: str) -> bool:
        """Whether a folded word names a person."""
        return self.digest(word) in self.hashes

    def found_in(self, text: str) -> set[str]:
        """The words of the text that name persons."""
        return {word for word in words(text) if self.is_name(word)}

    def replaced(self, text: str, substitute: str) -> str:
        """The text with each word that names a person replaced."""
        return WORD.sub(lambda m: substitute if self.is_name(fold(m[0])) else m[0], text)

    def address(self, url: str) -> str:
        """The address, or its site alone where the address would name a person."""
        if not self.found_in(url):
            return url
        host = (urlsplit(url).hostname or "").rstrip(".")
        return f"https://{host} ({WITHHELD})"
