"""Parameters of contacts: an optional network of personal ties, off unless a scenario has it."""

from dataclasses import dataclass

from downtools.scenario.declare import ASSUMED, param

__all__ = ["Contacts"]


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """Who personally knows whom, and how much what they do weighs; synthetic, as workers are."""

    degree: int = param(
        0,
        unit="contacts",
        role="constant",
        low=0,
        high=100,
        meaning="contacts of a worker on average, an even number; 0 leaves the network out",
        source=ASSUMED,
    )
    far: float = param(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="share of ties that lead to anybody in the country; the others stay close by",
        source="assumption; small worlds as of Watts and Strogatz 1998, Nature 393:440-442",
    )
    share: float = param(
        0.0,
        unit="score",
        low=0.0,
        high=100.0,
        meaning="pull of all contacts together, by the share of them seen at a rung or above",
        source=ASSUMED,
    )
    each: float = param(
        0.0,
        unit="score a contact",
        low=0.0,
        high=100.0,
        meaning="pull of each contact seen at a rung or above, whatever the others do",
        source=ASSUMED,
    )
