"""Networks of the classics as `Contacts`: random, ring, rewired ring, grid on a torus.

Every network is drawn from a key of `downtools.chance`; none has a loop or a double tie.
"""

import math

import numpy as np
import numpy.typing as npt

from downtools import exact
from downtools.chance import bits, uniform
from downtools.compiled import inlined, kernel, whole, word
from downtools.world.contacts import Contacts, contacts_of_pairs

__all__ = [
    "chosen_people",
    "grid_contacts",
    "normal_draws",
    "permuted_ring",
    "random_contacts",
    "rewired_ring",
    "ring_contacts",
]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

_ROOM = 8.0
"""Standard deviations of room for the number of ties of a random network."""


@kernel
def _skip_pairs(key: int, people: int, log_none: float, left: I32, right: I32) -> int:
    """Tie each pair of people with one probability: how many ties, as far as there is room.

    Pairs in order (1,0) (2,0) (2,1) (3,0) ...; how many are passed over before the next tie is
    a geometric number, floor(log u / log(1 - probability)). Batagelj and Brandes 2005,
    Phys Rev E 71:036113.
    """
    high, low, many = 1, -1, 0
    most = float(people) * people
    while many < left.size:
        draw = uniform(bits(key, word(many)))
        low += 1 + whole(math.floor(min(exact.log(draw) / log_none, most)))
        while low >= high and high < people:
            low -= high
            high += 1
        if high >= people:
            return many
        left[many], right[many] = low, high
        many += 1
    return many


def random_contacts(people: int, degree: float, key: int) -> Contacts:
    """Each pair of people tied with one probability, so that contacts are `degree` on average.

    The number of ties is itself drawn: this is Gilbert's G(N, p), not G(N, M). `degree` is from 0
    to people - 1; at its highest everybody is tied to everybody.
    """
    pairs = people * (people - 1) // 2
    chance = degree / (people - 1) if people > 1 else 0.0
    if chance <= 0.0:
        none = np.zeros(0, np.int32)
        return contacts_of_pairs(people, none, none)
    expected = pairs * chance
    room = min(pairs, math.ceil(expected + _ROOM * math.sqrt(expected) + _ROOM)) + 1
    left, right = np.empty(room, np.int32), np.empty(room, np.int32)
    log_none = math.log1p(-chance) if chance < 1.0 else -math.inf
    many = _skip_pairs(word(key), people, log_none, left, right)
    return contacts_of_pairs(people, left[:many], right[:many])


def _ring_ties(people: int, per_side: int) -> tuple[I32, I32]:
    """The ties of a ring, nearest neighbours first: (i, i + 1) of all, then (i, i + 2) ..."""
    person = np.arange(people, dtype=np.int32)
    left = np.tile(person, per_side)
    right = np.concatenate([np.roll(person, -step) for step in range(1, per_side + 1)])
    return left, right


def ring_contacts(people: int, per_side: int) -> Contacts:
    """People in a ring, each tied to the next `per_side` on either side; people > 2 per_side."""
    return contacts_of_pairs(people, *_ring_ties(people, per_side))


@inlined
def _tied(near: I32, i: int, j: int) -> bool:
    found = False
    for place in range(near.shape[1]):
        found = found or near[i, place] == j
    return found


@inlined
def _replace(near: I32, i: int, old: int, new: int) -> bool:
    """Put `new` in the place of `old` among the contacts of i (-1: none); false if it has none."""
    done = False
    for place in range(near.shape[1]):
        if not done and near[i, place] == old:
            near[i, place] = new
            done = True
    return done


@kernel
def _note_all(left: I32, right: I32, near: I32) -> None:
    """Fill the table of contacts, -1 where there is none."""
    near[:, :] = -1
    for tie in range(left.size):
        _replace(near, left[tie], -1, right[tie])
        _replace(near, right[tie], -1, left[tie])


@kernel
def _rewire(key: int, share: float, people: int, left: I32, right: I32, near: I32) -> None:
    """Move the far end of each tie, with probability `share`, to a person not yet tied."""
    drawn = 0
    for tie in range(left.size):
        i, old = left[tie], right[tie]
        move = uniform(bits(key, word(drawn))) < share
        drawn += 1
        # Tied to all others or, which does not happen in practice, no room in the table: stays.
        for _ in range(4 * people if move else 0):
            new = whole(uniform(bits(key, word(drawn))) * people)
            drawn += 1
            if new != i and not _tied(near, i, new) and _replace(near, new, -1, i):
                _replace(near, i, old, new)
                _replace(near, old, i, -1)
                right[tie] = new
                break


def rewired_ring(people: int, per_side: int, share: float, key: int) -> Contacts:
    """A ring of which a `share` of the ties have their far end moved at random.

    Watts and Strogatz 1998 (Nature 393:440-442): a person keeps the near ends of `per_side` ties,
    so nobody has fewer contacts than that, but how many they have is no longer the same for all.
    """
    left, right = _ring_ties(people, per_side)
    near = np.empty((people, 6 * per_side + 40), np.int32)
    _note_all(left, right, near)
    _rewire(word(key), share, people, left, right, near)
    return contacts_of_pairs(people, left, right)


@kernel
def _choose(key: int, share: float, chosen: I32) -> int:
    """Choose each tie with probability `share`: how many, their numbers in front."""
    many = 0
    for tie in range(chosen.size):
        chosen[many] = tie
        many += 1 if uniform(bits(key, word(tie))) < share else 0
    return many


@kernel
def _swap(key: int, chosen: I32, left: I32, right: I32, near: I32) -> None:
    """Let each of the chosen ties exchange its far end with that of another of them."""
    drawn, many = left.size, chosen.size
    for place in range(many):
        tie = whole(chosen[place])
        for _ in range(4 * many):  # two ties next to each other may have nothing to exchange
            draw = bits(key, word(drawn))
            drawn += 1
            other = whole(chosen[whole(uniform(draw) * many)])
            a, b = whole(left[tie]), whole(right[tie])
            c, d = whole(left[other]), whole(right[other])
            if draw & word(1):  # the low bit is no part of the uniform number
                c, d = d, c
            distinct = other != tie and a != d and b != c
            if distinct and not _tied(near, a, d) and not _tied(near, c, b):
                _replace(near, a, b, d)
                _replace(near, d, c, a)
                _replace(near, c, d, b)
                _replace(near, b, a, c)
                right[tie], left[other], right[other] = d, c, b
                break


def permuted_ring(people: int, per_side: int, share: float, key: int) -> Contacts:
    """A ring of which a `share` of the ties are rewired, while all keep their number of contacts.

    The ties to rewire exchange their far ends among themselves. This is rewiring by permutation,
    as in Centola and Macy 2007; Maslov and Sneppen 2002 (Science 296:910-913) is the usual
    reference of the exchange.
    """
    left, right = _ring_ties(people, per_side)
    near = np.empty((people, 2 * per_side), np.int32)
    _note_all(left, right, near)
    chosen = np.empty(len(left), np.int32)
    many = _choose(word(key), share, chosen)
    _swap(word(key), chosen[:many], left, right, near)
    return contacts_of_pairs(people, left, right)


def grid_contacts(width: int, height: int) -> Contacts:
    """People on a torus, each tied to the eight around them; both sides at least 3."""
    person = np.arange(width * height, dtype=np.int32).reshape(height, width)
    steps = ((0, 1), (1, -1), (1, 0), (1, 1))
    right = [np.roll(person, (-down, -along), (0, 1)).reshape(-1) for down, along in steps]
    return contacts_of_pairs(
        width * height, np.tile(person.reshape(-1), len(steps)), np.concatenate(right)
    )


@kernel
def _draw_normal(key: int, mean: float, sd: float, drawn: F64) -> None:
    for i in range(drawn.size):
        drawn[i] = mean + sd * exact.normal_quantile(uniform(bits(key, word(i))))


def normal_draws(many: int, mean: float, sd: float, key: int) -> F64:
    """Numbers from a normal law, one for each person."""
    drawn = np.empty(many, np.float64)
    _draw_normal(word(key), mean, sd, drawn)
    return drawn


@kernel
def _draw_people(key: int, people: int, chosen: I64) -> None:
    """Selection sampling: pass by everybody once, taking as many of the rest as are wanted."""
    found = 0
    for i in range(people):
        wanted = chosen.size - found
        if wanted > 0 and uniform(bits(key, word(i))) * (people - i) < wanted:
            chosen[found] = i
            found += 1


def chosen_people(people: int, many: int, key: int) -> I64:
    """`many` different people of all, each set as likely as the next, in ascending order."""
    chosen = np.empty(many, np.int64)
    _draw_people(word(key), people, chosen)
    return chosen
