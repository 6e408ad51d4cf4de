"""Names of workplaces and towns, as reports spell them, matched to those of a scenario.

A name is folded (`downtools.evidence.names.fold`) and compared; what is not the same is a guess
that is listed, and what is no name of the scenario is listed with the nearest ones.
"""

import csv
import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

from downtools.evidence.names.fold import folded, joined, sound
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Town

__all__ = ["Match", "Names", "kilometres"]

How = Literal["exact", "sound", "guessed", "none"]

_LEAST_SOUND = 5
_CONSONANTS = 3
"""Shorter names (BMZ, MTZ, MAZ) must be the same letter by letter."""
_LEAST_NEAR = 6
_TWO_SLIPS = 12
"""Letters from which a name may be one, and two, slips of the pen away."""
_MORE_WORDS = 2
"""Words that may stand beside the name of a site for it to be meant."""
_SHOWN = 3
_ALIKE = 0.45
"""Likeness from which a name is worth showing as a candidate."""
_LARGER = 5.0
"""Times the people that one of several towns of a name must have to be the one meant."""
_SAME_TOWN_KM = 50.0
"""A town of the right name that lies further off is another one."""
_AT_TOWN_KM = 5.0
_DIGITS = re.compile(r"\d+")
_PARTS = re.compile(r"[(),/;]")
_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, kw_only=True)
class Match:
    """What a name was taken for."""

    id: str = ""
    """Id of the site or town; empty if it is none of the scenario."""
    how: How = "none"
    nearest: tuple[str, ...] = ()
    """Ids of the nearest ones, of a name that is none; nearest first."""


@dataclass(kw_only=True)
class _Index:
    """Ids by their keys."""

    ids: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    sounds: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    words: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    pairs: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Keys by the pairs of neighbouring letters in them."""

    def add(self, key: str, name: str, *, a_name: bool = True) -> None:
        """Add a key of an id; what is the id itself, `a_name` False, is only compared whole."""
        if not key:
            return
        if joined(key) not in self.ids:
            for pair in _pairs(joined(key)):
                self.pairs.setdefault(pair, []).append(joined(key))
        self.ids.setdefault(joined(key), set()).add(name)
        if a_name:
            self.words.setdefault(key, set()).add(name)
            if _tells(key):
                self.sounds.setdefault(sound(key), set()).add(name)

    def same(self, key: str) -> set[str]:
        """Ids of the same name; several if they share it."""
        return self.ids.get(joined(key), set())

    def alike(self, key: str) -> set[str]:
        """Ids of the names that sound the same, if it is long enough to tell."""
        return self.sounds.get(sound(key), set()) if _tells(key) else set()

    def near(self, key: str) -> set[str]:
        """Ids whose name is a slip or two away, with the same numbers in it."""
        plain, numbers = joined(key), _DIGITS.findall(key)
        slips = 0 if len(plain) < _LEAST_NEAR else 1 if len(plain) < _TWO_SLIPS else 2
        if slips == 0:
            return set()
        least = len(_pairs(plain)) - 2 * slips  # a slip spoils two pairs of letters
        close = [
            (far, known)
            for known, common in self._sharing(plain).items()
            if common >= least and (far := _slips(plain, known, slips)) <= slips
            if _DIGITS.findall(known) == numbers
        ]
        least_far = min((far for far, _ in close), default=0)
        return {name for far, known in close if far == least_far for name in self.ids[known]}

    def nearest(self, key: str) -> tuple[str, ...]:
        """Ids of the names that share most pairs of letters with it, best first.

        By Dice's coefficient (1945, Ecology 26:297-302).
        """
        plain = joined(key)
        scores: dict[str, float] = {}
        for known, common in self._sharing(plain).items():
            alike = 2.0 * common / (len(_pairs(plain)) + len(_pairs(known)))
            for name in self.ids[known] if alike >= _ALIKE else ():
                scores[name] = max(alike, scores.get(name, 0.0))
        best = sorted((-score, name) for name, score in scores.items())
        return tuple(name for _, name in best[:_SHOWN])

    def _sharing(self, plain: str) -> Counter[str]:
        """Keys that share pairs of letters with a name, and how many."""
        return Counter(known for pair in _pairs(plain) for known in self.pairs.get(pair, ()))


class Names:
    """Finds the sites and towns of one scenario by any spelling of their names."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        sites: Mapping[str, str] | None = None,
        towns: Mapping[str, str] | None = None,
    ) -> None:
        """`sites` and `towns` are names of the user's own with the id of each."""
        self._site_ids = {site.site for site in scenario.sites}
        self._towns = {town.town: town for town in scenario.towns}
        self._town_of = {site.site: site.town for site in scenario.sites if site.spread == "town"}
        self._own_sites = {folded(name): id_ for name, id_ in (sites or {}).items()}
        self._own_towns = {folded(name): id_ for name, id_ in (towns or {}).items()}
        self._sites, self._places = _Index(), _Index()
        for town in scenario.towns:
            for name in (town.town, town.name, town.name_ru):
                self._places.add(folded(name), town.town)
        for site in scenario.sites:
            self._sites.add(folded(site.site), site.site, a_name=False)
            for key in self._keys(site.name):
                self._sites.add(key, site.site)
        self._told: dict[tuple[str, str], Match] = {}
        self._told_towns: dict[tuple[str, tuple[float, float] | None], Match] = {}
        self._closest: dict[tuple[float, float], tuple[str, float]] = {}
        self._hashed: dict[str, str] = {}
        for id_, alias in _aliases():
            if id_ not in self._site_ids:
                continue
            if alias.startswith("sha256:"):
                self._hashed[alias] = id_
            else:
                for key in self._keys(alias):
                    self._sites.add(key, id_)

    def site(self, text: str, town: str = "") -> Match:
        """The site that a name means; `town`, an id, is where the report puts it, if anywhere.

        An id of the scenario, a name of the user's own and a name that is the same once folded
        are exact; one that sounds the same is told apart. It is a guess if the site lies in
        another town; so is a name that is a slip or two away, or that holds the name of one site
        and at most two words more, if only one site is meant and it lies in that town.
        """
        found = self._told.get((text, town))
        if found is None:
            found = self._told[text, town] = self._site(text, town)
        return found

    def _site(self, text: str, town: str) -> Match:
        if text in self._site_ids:
            return Match(id=text, how="exact")
        keys = self._keys(text)
        for one in keys:
            own = self._own_sites.get(one) or self._hashed.get(_digest(one))
            if own:
                return Match(id=own, how="exact")
        whole, parts = keys[:2], keys[2:]
        held = self._holding(" ".join(keys[:1]))
        ways: tuple[tuple[How, Callable[[str], set[str]]], ...] = (
            ("exact", self._sites.same),
            ("sound", self._sites.alike),
        )
        for how, ids_of in ways:
            told = [ids_of(one) for one in whole]
            if how == "exact":
                told.append({name for one in parts for name in ids_of(one)})
            held = held.union(*told)
            for names in told:
                found = self._in_town(names, town)
                if len(found) == 1:
                    site = found.pop()
                    here = not town or self._town_of.get(site, town) == town
                    return Match(id=site, how=how if here else "guessed")
        for guess in (held, *(self._sites.near(one) for one in whole)):
            found = {name for name in guess if not town or self._town_of.get(name, town) == town}
            if len(found) == 1:
                return Match(id=found.pop(), how="guessed")
            if found:  # several are meant, or none of them
                break
        return Match(nearest=self._sites.nearest(" ".join(keys[1:2] or keys)))

    def town(self, text: str, at: tuple[float, float] | None = None) -> Match:
        """The town that a name means; `at` is latitude and longitude in degrees, where told.

        Of several towns of the name the one at the place is meant, without a place the one that
        is five times as large as the next, as a guess. A town of the name 50 km off is another.
        """
        found = self._told_towns.get((text, at))
        if found is None:
            found = self._told_towns[text, at] = self._town(text, at)
        return found

    def _town(self, text: str, at: tuple[float, float] | None) -> Match:
        if text in self._towns:
            return Match(id=text, how="exact")
        key = folded(text)
        if own := self._own_towns.get(key):
            return Match(id=own, how="exact")
        found = {name for name in self._places.same(key) if self._may_be_at(name, at)}
        how: How = "exact" if found else "sound"
        if not found:
            found = {name for name in self._places.alike(key) if self._may_be_at(name, at)}
        if len(found) == 1:
            return Match(id=found.pop(), how=how)
        meant = self._largest(found)
        if not meant:
            near = {name for name in self._places.near(key) if self._may_be_at(name, at)}
            meant = near.pop() if len(near) == 1 else ""
        if not meant and at is not None:
            closest, far = self.closest(at)
            meant = closest if far <= _AT_TOWN_KM else ""
        if meant:
            return Match(id=meant, how="guessed")
        return Match(nearest=self._places.nearest(key))

    def closest(self, at: tuple[float, float]) -> tuple[str, float]:
        """The town closest to a place in degrees, and how many km off; ("", inf) without any."""
        found = self._closest.get(at)
        if found is None:
            placed = [
                (kilometres(at, place), name)
                for name, town in self._towns.items()
                if (place := _place(town)) is not None
            ]
            far, name = min(placed, default=(math.inf, ""))
            found = self._closest[at] = (name, far)
        return found

    def mentioned(self, text: str, town: str) -> str:
        """The one site of a town whose name a text holds; empty if none does, or several."""
        key = f" {folded(text)} "
        found = {
            name
            for words, names in self._sites.words.items()
            if len(joined(words)) >= _LEAST_SOUND - 1 and f" {words} " in key
            for name in names
            if self._town_of.get(name) == town
        }
        return found.pop() if len(found) == 1 else ""

    def town_of(self, site: str) -> str:
        """The town of a site; empty if its staff is spread or there is no such site."""
        return self._town_of.get(site, "")

    def _keys(self, name: str) -> list[str]:
        """The keys of a name: whole, without brackets, then its parts that are no town.

        In brackets only what begins like a name is one: `(MTZ)` is, `(construction site)` is not.
        """
        bare = _BRACKETS.sub(" ", name)
        inner = [part for held in _BRACKETS.findall(name) for part in _PARTS.split(held)]
        parts = _PARTS.split(bare) + [part for part in inner if part.strip()[:1].isupper()]
        keys = [key for part in parts if (key := folded(part)) not in {folded(name), folded(bare)}]
        places = self._places.ids
        kept = [key for key in dict.fromkeys(keys) if key and joined(key) not in places]
        return [folded(name), folded(bare), *kept] if folded(name) else kept

    def _in_town(self, found: set[str], town: str) -> set[str]:
        """Of several sites of a name those of the town; one alone need not be there."""
        here = {name for name in found if self._town_of.get(name) == town}
        return here if len(found) > 1 and here else set(found)

    def _holding(self, key: str) -> set[str]:
        """Sites whose whole name stands in a longer one."""
        words = key.split()
        found: set[str] = set()
        for known, names in self._sites.words.items():
            size = len(known.split())
            if len(joined(known)) > 2 and size < len(words) <= size + _MORE_WORDS:
                runs = (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))
                if known in runs:
                    found |= names
        return found

    def _may_be_at(self, name: str, at: tuple[float, float] | None) -> bool:
        place = _place(self._towns[name])
        return at is None or place is None or kilometres(at, place) <= _SAME_TOWN_KM

    def _largest(self, found: Iterable[str]) -> str:
        ranked = sorted(found, key=lambda name: (-self._towns[name].population, name))
        if len(ranked) < 2:
            return ranked[0] if ranked else ""
        first, second = (self._towns[name].population for name in ranked[:2])
        return ranked[0] if first > 0 and first >= _LARGER * second else ""


def kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Distance in km between two places in degrees, on a flat map: right within a country."""
    narrow = math.cos(math.radians((here[0] + there[0]) / 2.0))
    return 111.2 * math.hypot(here[0] - there[0], (here[1] - there[1]) * narrow)


def _pairs(plain: str) -> set[str]:
    return {one + other for one, other in pairwise(plain)}


def _tells(key: str) -> bool:
    """Whether a name is long enough to be told by its sound: three consonants at least."""
    return len(joined(key)) >= _LEAST_SOUND and len(sound(key).replace("a", "")) >= _CONSONANTS


def _place(town: Town) -> tuple[float, float] | None:
    if town.latitude is None or town.longitude is None:
        return None
    return town.latitude, town.longitude


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    """The shipped aliases: id of the site and alias."""
    path = files("downtools.evidence.names").joinpath("aliases.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple((row["site"], row["alias"]) for row in csv.DictReader(lines))


def _digest(key: str) -> str:
    """An alias that holds the name of a person stands in the list as this alone."""
    return f"sha256:{hashlib.sha256(key.encode()).hexdigest()[:20]}"


def _slips(one: str, other: str, most: int) -> int:
    """Letters to change, add or take out (Levenshtein's distance), or more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        now = [at]
        for place, other_letter in enumerate(other, start=1):
            changed = before[place - 1] + (letter != other_letter)
            now.append(min(changed, before[place] + 1, now[-1] + 1))
        if min(now) > most:
            return most + 1
        before = now
    return before[-1]
