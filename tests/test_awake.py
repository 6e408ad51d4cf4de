"""Awake and asleep: what a sleeping site is, and that nothing hangs on who happens to be awake."""

import dataclasses

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.day import PHASES, new_today
from tests.wild import DAYS, NUMBERS, Counted, country_of, evenings, mornings

OF_STATE = (
    "seen",
    "ready",
    "willing",
    "signers",
    "police_sent",
    "away_by",
    "noticed",
    "committee",
    "linked",
)
OF_TODAY = (
    "works",
    "in_body",
    "event",
    "list_open",
    "list_new",
    "signed",
    "rallying",
    "walking_out",
    "striking",
    "kept_in",
    "absent",
    "happened",
    "withheld",
    "lost",
)
"""What State and Today say of a site that is zero where nothing is on."""


@given(NUMBERS)
@settings(max_examples=12)
def test_nothing_is_on_at_sites_that_sleep(number):
    for evening in evenings(country_of(number)):
        world, state, today = evening.world, evening.state, evening.today
        asleep = state.awake == 0
        counted = Counted(world, evening.rules.scenario.calendar, evening.day)
        assert (counted.by_site(state.rungs != 0)[asleep] == 0).all()
        assert (counted.by_site(state.marks & 1)[asleep] == 0).all()
        shops = np.repeat(asleep, np.diff(world.sites.first_shop))
        for shop in (state.shop_seen, state.live, state.away):
            assert (shop[shops] == 0).all()
        for arrays, names in ((state, OF_STATE), (today, OF_TODAY)):
            for name in names:
                assert (getattr(arrays, name)[asleep] == 0).all(), name
        for until in (state.list_until, state.down_until, state.leaders_until):
            assert (until[asleep] <= evening.day + 1).all()
        assert (state.awake[world.sites.named >= 0] == 1).all()
        awake = today.awake_sites[: today.awake_many[0]]
        assert awake.tolist() == np.flatnonzero(state.awake).tolist()


def columns_of(records):
    """Every column of the tables so far, as lists."""
    tables = records.tables()
    return {
        (t, c): column.tolist() for t, columns in tables.items() for c, column in columns.items()
    }


@given(NUMBERS)
@settings(max_examples=25)
def test_to_wake_every_site_changes_nothing(number):
    country = country_of(number)
    *_, wanted = evenings(country)
    for morning in mornings(country):
        if morning.day % 3 < 2:
            morning.state.awake[:] = 1
            morning.today.awake_many[0] = 0  # the list is made anew
        for phase in PHASES:
            phase.run(morning)
    assert columns_of(morning.records) == columns_of(wanted.records)


@given(NUMBERS, st.integers(1, DAYS - 1))
@settings(max_examples=25)
def test_a_copy_of_the_state_goes_on_as_the_state_does(number, first):
    """Whatever a Today carries from one day to the next, a new one does without."""
    country = country_of(number)
    *_, wanted = evenings(country)
    state, today = None, new_today(country[1])
    for morning in mornings(country):
        if morning.day == first:
            state = morning.state.copy()
        if state is not None:
            morning = dataclasses.replace(morning, state=state, today=today)
        for phase in PHASES:
            phase.run(morning)
    assert columns_of(morning.records) == columns_of(wanted.records)
