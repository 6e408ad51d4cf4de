"""The State: the arrays that change from day to day, and nothing else.

A checkpoint is a State on disk, a branch is a copy. Beside it stands `Today`, what a day computes
for its own use and forgets; it belongs to one State from its first day on.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.world.world import World

if TYPE_CHECKING:
    from downtools.day.rules import Rules

__all__ = ["State", "Today", "first_state", "new_today"]

U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

FADING, PERMANENT, SHOCK, UNSEEN, SEEN, VICTIMS, LOYALTY, NEWS, NOTICED, FELT = range(10)
"""Where the nation's numbers stand in `State.nation`."""

LINKED_PEAK, SUSPENDED_UNTIL = range(2)
"""Where the inter-site body's numbers stand in `State.body`."""

FREE, DETAINED, DISMISSED, RESIGNED = range(4)
"""What a worker is, in bits 6-7 of `State.rungs`; from 1 on they are away."""

(
    THREAT,
    DISMISS,
    DETAIN,
    LOCK,
    BLOCK,
    MEETING,
    REPLACE,
    BONUS,
    BAN,
    FINE,
    FUND,
    COMMITTEE,
) = range(12)
"""Rows of `Today.tactics`."""

FORMED, LINKED, LEADERS_HELD, BROKEN = range(4)
"""Columns of `Today.happened`."""

OUTPUT, EXPORTS, WAGES, IDLE = range(4)
"""Columns of `Today.lost`."""


class State(NamedTuple):
    """What is carried from one day to the next (docs/model.md, section 3)."""

    rungs: U8
    """Of a worker: stance (bits 0-2), act in sight (bits 3-5), free or away (bits 6-7)."""
    marks: U8
    """Of a worker: signed (bit 0) and whole shifts struck so far, at most 127 (bits 1-7)."""
    shop_seen: U8
    """Of a shop, r - 1: workers whose act in sight is at least r."""
    live: U8
    """Of a shop: workers whose stance or act is above quiet."""
    away: U8
    """Of a shop: workers who are detained, dismissed or have resigned."""
    seen: I32
    """Of a site, r - 1: the same as shop_seen."""
    ready: I32
    """Of a site: workers whose stance is to rally or more."""
    willing: I32
    """Of a site: workers whose stance is to sign or more and who have not signed."""
    signers: I32
    """Of a site: workers who have signed."""
    spent_until: I32
    """Of a site: first day on which the last event no longer forbids another."""
    list_until: I32
    """Of a site: first day on which its list is no longer open."""
    police_sent: F64
    away_by: I32
    """Of a site: workers detained; dismissed; resigned."""
    noticed: F64
    """Of a site: share of its staff that the regime sees act."""
    committee: U8
    """Of a site: there is a committee; it is linked to others."""
    linked: U8
    leaders_until: I32
    """Of a site: first day on which the leaders of its committee are free."""
    meetings: F64
    """Of a site: logit of opposition that daily meetings pressed down."""
    down_until: I32
    """Of a site: first day on which a halted process runs again."""
    fading: F64
    """Of a place: its own outrage that fades; permanent; its day-shock."""
    permanent: F64
    shock: F64
    victims: F64
    """Of a place: victims of the last night in its own sight."""
    victims_seen: F64
    """Of a place: victims in its own sight so far."""
    had_event: U8
    """Of a place: whether it had an event on its last working day."""
    nation: F64
    """Outrage fading, permanent, day-shock; victims unseen, seen so far, and of the last night;
    loyalty; news; share of workers noticed; cost and defection felt."""
    body: I64
    """Most people out at linked sites on a day so far; until when committees keep still."""
    stock: F64
    """[user, supplier]: days of use in stock."""
    allowed: F64
    """Of a sector: share of its output that its inputs allowed on its last day."""
    funds: I64
    """Of each strike fund of the schedule: cents left."""
    stopped: U8
    """Of a named site: output below half by its workers' decision on its last day of work."""
    told: U8
    """Of a worker, if there are contacts: the act in sight that their contacts know of."""
    contacts_seen: I32
    """[worker, r - 1], if there are contacts: contacts whose act in sight is at least r."""
    awake: U8
    """Of a site: 0 only if nothing is on there. Then every worker is free and quiet, and all that
    this State and `Today` say of the site is zero, but for days gone by, `meetings`, tactics,
    payer and what contacts elsewhere do. Decide wakes sites and lets them sleep; named sites are
    always awake."""

    def copy(self) -> "State":
        """An independent copy, to branch from."""
        return State._make(array.copy() for array in self)


class Today(NamedTuple):
    """What one day works out for its own use."""

    openness: F64
    """Of a place; the last entry is the nation's."""
    seen_place: I64
    """Of a place, r - 1: people whose act in sight is at least r; the last row is the nation's."""
    works: U8
    """Of a site: a committee works today; it is in the inter-site body."""
    in_body: U8
    seen_linked: I64
    """People at sites in the body whose act is at least r, at r - 1; the last is their roll."""
    awake_sites: I32
    """Awake sites, in order of memory: those of yesterday evening until decide is done, then
    those of today. What is on at sites is found by going through these alone."""
    awake_many: I64
    """One number: how many stand in `awake_sites`."""
    belief: F64
    """One number: belief in success."""
    voice: I64
    """Of a place: outrage with its shocks, in integer fixed point."""
    call: F64
    """Of a place, r - 1: what calls add to the score of rung r."""
    heard: F64
    """Of a place: strength of the calls heard there."""
    attention: I64
    """Of a place: reconsidering, below this in the upper 32 bits of the draw."""
    dated: F64
    """Of a place: how far a common date of today is heard."""
    tactics: F64
    """[kind, site]: strength of each tactic today, zero where there is none."""
    payer: I32
    """Of a site: the number of the strike fund that pays there, -1 if none."""
    street: F64
    """Of a place: people in the street."""
    event: U8
    """Of a site: an event today; so for an open list."""
    list_open: U8
    list_new: U8
    signed: I32
    """Of a site: workers who today signed; rallied; walked out; struck."""
    rallying: I32
    walking_out: I32
    striking: I32
    kept_in: I32
    """Of a site: workers kept from going out; so those on shift who are away."""
    absent: I32
    happened: U8
    """[site, what]: committee formed, linked; leaders detained; committee broken, today."""
    resolved: I64
    """One number: 0, or how the wave was resolved today (1 won, 2 conceded, 3 suspended)."""
    relief: F64
    """One number: the share of demands that a concession to the nation met today."""
    withheld: I64
    """Of a site: work withheld, in thousandths of a shift of one person."""
    on_shift: I64
    """Of an awake site: people on shift."""
    lost: I64
    """Of a site: cents of output, exports and wages lost; of output that others' absence costs."""
    chain: I64
    """Cents of output and of exports missing for want of inputs; cents that strike funds paid."""

    def copy(self) -> "Today":
        """An independent copy, for the copy of its State."""
        return Today._make(array.copy() for array in self)


def first_state(world: World, rules: "Rules") -> State:
    """The evening before day 0: everybody free and quiet, nothing seen, stocks full."""
    sites, places = len(world.sites.key), len(world.places.key)
    shops, sectors = len(world.shops.opposition), len(world.sector_names)
    nation = np.zeros(10)
    nation[LOYALTY] = 1.0
    return State(
        rungs=np.zeros(world.agents, np.uint8),
        marks=np.zeros(world.agents, np.uint8),
        shop_seen=np.zeros((shops, 4), np.uint8),
        live=np.zeros(shops, np.uint8),
        away=np.zeros(shops, np.uint8),
        seen=np.zeros((sites, 4), np.int32),
        ready=np.zeros(sites, np.int32),
        willing=np.zeros(sites, np.int32),
        signers=np.zeros(sites, np.int32),
        spent_until=np.zeros(sites, np.int32),
        list_until=np.zeros(sites, np.int32),
        police_sent=np.zeros(sites),
        away_by=np.zeros((sites, 3), np.int32),
        noticed=np.zeros(sites),
        committee=np.zeros(sites, np.uint8),
        linked=np.zeros(sites, np.uint8),
        leaders_until=np.zeros(sites, np.int32),
        meetings=np.zeros(sites),
        down_until=np.zeros(sites, np.int32),
        fading=np.zeros(places),
        permanent=np.zeros(places),
        shock=np.zeros(places),
        victims=np.zeros(places),
        victims_seen=np.zeros(places),
        had_event=np.zeros(places, np.uint8),
        nation=nation,
        body=np.zeros(2, np.int64),
        stock=np.full((sectors, sectors), rules.scenario.parameters.production.stock_days),
        allowed=np.ones(sectors),
        funds=np.array([fund.cents for fund in rules.funds], np.int64),
        stopped=np.zeros(len(world.named.key), np.uint8),
        told=np.zeros(world.contacts.people, np.uint8),
        contacts_seen=np.zeros((world.contacts.people, 4), np.int32),
        awake=(world.sites.named >= 0).astype(np.uint8),
    )


def new_today(world: World) -> Today:
    """Empty arrays for a day, made once a run."""
    sites, places = len(world.sites.key), len(world.places.key)
    return Today(
        openness=np.ones(places + 1),
        seen_place=np.zeros((places + 1, 4), np.int64),
        works=np.zeros(sites, np.uint8),
        in_body=np.zeros(sites, np.uint8),
        seen_linked=np.zeros(5, np.int64),
        awake_sites=np.zeros(sites, np.int32),
        awake_many=np.zeros(1, np.int64),
        belief=np.zeros(1),
        voice=np.zeros(places, np.int64),
        call=np.zeros((places, 4)),
        heard=np.zeros(places),
        attention=np.zeros(places, np.int64),
        dated=np.zeros(places),
        tactics=np.zeros((12, sites)),
        payer=np.full(sites, -1, np.int32),
        street=np.zeros(places),
        event=np.zeros(sites, np.uint8),
        list_open=np.zeros(sites, np.uint8),
        list_new=np.zeros(sites, np.uint8),
        signed=np.zeros(sites, np.int32),
        rallying=np.zeros(sites, np.int32),
        walking_out=np.zeros(sites, np.int32),
        striking=np.zeros(sites, np.int32),
        kept_in=np.zeros(sites, np.int32),
        absent=np.zeros(sites, np.int32),
        happened=np.zeros((sites, 4), np.uint8),
        resolved=np.zeros(1, np.int64),
        relief=np.zeros(1),
        withheld=np.zeros(sites, np.int64),
        on_shift=np.zeros(sites, np.int64),
        lost=np.zeros((sites, 4), np.int64),
        chain=np.zeros(3, np.int64),
    )
