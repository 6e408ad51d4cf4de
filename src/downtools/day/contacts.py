"""Contacts: what personal ties tell of the last day.

Only those whose act in sight has changed since tell anybody, so a day costs what changes.
"""

from downtools.compiled import index, kernel, whole
from downtools.day.stance import AWAY
from downtools.day.state import State
from downtools.world.contacts import Contacts

__all__ = ["tell_contacts"]


@kernel
def tell_contacts(contacts: Contacts, state: State) -> None:
    """Count anew, for each worker and rung, the contacts whose act in sight is at least that."""
    for i in range(state.told.size):
        rungs, told = whole(state.rungs[i]), whole(state.told[i])
        act = rungs >> 3 if rungs < AWAY else 0
        if act == told:
            continue
        state.told[i] = act
        for place in range(contacts.first[i], contacts.first[i + 1]):
            other = index(contacts.other[place])
            for r in range(4):
                state.contacts_seen[other, r] += (1 if act > r else 0) - (1 if told > r else 0)
