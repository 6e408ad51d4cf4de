"""One day: the phases in the order of causation, each in the file of its name.

A phase reads the world, the rules of the run, the State and what earlier phases worked out
today; it writes what `PHASES` declares, and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.day.call import call
from downtools.day.decide import decide
from downtools.day.gather import gather
from downtools.day.news import news
from downtools.day.organise import organise
from downtools.day.produce import produce
from downtools.day.record import record
from downtools.day.repress import repress
from downtools.day.rules import Rules, rules_of
from downtools.day.state import State, Today, first_state, new_today
from downtools.day.tables import Records
from downtools.day.team import Team, cuts_of
from downtools.world.world import World

I64 = npt.NDArray[np.int64]

__all__ = [
    "PHASES",
    "Morning",
    "Phase",
    "Records",
    "Rules",
    "State",
    "Team",
    "Today",
    "cuts_of",
    "first_state",
    "new_today",
    "rules_of",
]


@dataclass(frozen=True, kw_only=True, eq=False)
class Morning:
    """What every phase of a day is given."""

    world: World
    rules: Rules
    state: State
    today: Today
    records: Records
    day: int
    team: Team
    cuts: I64
    """Where blocks of sites begin, and the end of the last; see `cuts_of`."""


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A named step of the day, with what it may change."""

    name: str
    does: str
    writes: tuple[str, ...]
    """Arrays of State and Today that it changes."""
    run: Callable[[Morning], None]


PHASES: tuple[Phase, ...] = (
    Phase(
        name="news",
        does="what each place and reader can see of the last day; outrage; belief; loyalty",
        writes=(
            "nation",
            "fading",
            "permanent",
            "shock",
            "victims_seen",
            "openness",
            "seen_place",
            "works",
            "in_body",
            "seen_linked",
            "awake_sites",
            "awake_many",
            "withheld",
            "lost",
            "happened",
            "belief",
            "told",
            "contacts_seen",
        ),
        run=lambda m: news(m.world, m.rules, m.state, m.today, m.day),
    ),
    Phase(
        name="call",
        does="shocks, calls and tactics due today, and those by rule; the voice outrage gives",
        writes=(
            "nation",
            "meetings",
            "voice",
            "call",
            "heard",
            "attention",
            "dated",
            "tactics",
            "payer",
            "street",
        ),
        run=lambda m: call(m.world, m.rules, m.state, m.today, m.day),
    ),
    Phase(
        name="gather",
        does="which sites have an event today, where lists are opened",
        writes=("spent_until", "list_until", "had_event", "event", "list_open", "list_new"),
        run=lambda m: gather(m.world, m.rules, m.state, m.today, m.day, m.team),
    ),
    Phase(
        name="decide",
        does="who reconsiders takes the highest rung with a score of at least zero",
        writes=(
            "rungs",
            "marks",
            "shop_seen",
            "live",
            "seen",
            "ready",
            "willing",
            "signers",
            "signed",
            "rallying",
            "walking_out",
            "striking",
            "kept_in",
            "on_shift",
            "absent",
            "awake",
            "awake_sites",
            "awake_many",
        ),
        run=lambda m: decide(m.world, m.rules, m.state, m.today, m.day, m.team, m.cuts),
    ),
    Phase(
        name="organise",
        does="committees form, are held, break, link or call it off; visits, failed calls",
        writes=(
            "committee",
            "linked",
            "leaders_until",
            "nation",
            "body",
            "happened",
            "resolved",
            "relief",
        ),
        run=lambda m: organise(m.world, m.rules, m.state, m.today, m.day),
    ),
    Phase(
        name="repress",
        does="offers; victims of the night; police and notice; who is taken away or comes back",
        writes=(
            "nation",
            "fading",
            "permanent",
            "victims",
            "police_sent",
            "noticed",
            "resolved",
            "relief",
            "rungs",
            "shop_seen",
            "live",
            "away",
            "seen",
            "ready",
            "willing",
            "away_by",
        ),
        run=lambda m: repress(m.world, m.rules, m.state, m.today, m.day, m.team),
    ),
    Phase(
        name="produce",
        does="work withheld; output, exports and wages lost, at the site and down the chain",
        writes=(
            "withheld",
            "lost",
            "stopped",
            "down_until",
            "stock",
            "allowed",
            "chain",
            "nation",
            "funds",
        ),
        run=lambda m: produce(m.world, m.rules, m.state, m.today, m.day),
    ),
    Phase(
        name="record",
        does="the day's rows of the tables",
        writes=(),
        run=lambda m: record(m.world, m.rules, m.state, m.today, m.day, m.records),
    ),
)
"""The day, in this order."""
