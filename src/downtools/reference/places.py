"""Towns and rural rests, and the outrage of a place or of the nation: sections 2 and 3."""

from dataclasses import dataclass, field

from downtools.reference.ladder import no_counts

__all__ = ["Outrage", "Place", "PlaceToday"]


@dataclass(slots=True, eq=False)
class Outrage:
    """Outrage of a place or of the nation, in units of score; the day-shock is a logarithm."""

    fading: float = 0.0
    permanent: float = 0.0
    shock: float = 0.0


@dataclass(slots=True, eq=False)
class PlaceToday:
    """What holds in a place on one day only."""

    seen: list[int] = field(default_factory=no_counts)
    """People with act at or above each rung, yesterday."""
    openness: float = 1.0
    """Share of the news from elsewhere that comes through."""
    voice: int = 0
    """W: what opposition is multiplied with, in units of 1/65536."""
    call: list[float] = field(default_factory=lambda: [0.0] * 5)
    """What calls and common dates add to the score of each rung."""
    heard: float = 0.0
    """Strength of the calls as far as they are heard."""
    date: float = 0.0
    """Share of the workers who hear of a common date that is kept today."""
    attention: float = 0.0
    """Probability that a worker reconsiders without an event."""
    street: float = 0.0
    """People in the street."""


@dataclass(slots=True, eq=False)
class Place:
    """A town, or the rural rest of a district."""

    key: int
    name: str
    district: str
    region: str
    population: float
    roll: int
    """People employed at its sites."""
    concentration: float
    """Herfindahl index of its employment."""

    outrage: Outrage = field(default_factory=Outrage)
    event: bool = False
    """Whether one of its sites had an event on the last working day."""
    victims: float = 0.0
    """Victims of the last night."""
    victims_seen: float = 0.0
    """Victims in its own sight so far."""
    today: PlaceToday = field(default_factory=PlaceToday)
