"""Rooms by blocks of places answer exactly what asking every place would."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.world import rooms as rooms_by_block
from downtools.world.rooms import place_of, rooms_of, sum_rooms, take_room, total_room, widest_room
from downtools.world.synthetic import draw_sites, share_out


def asked_of_all(free, size, target):
    """The place by the rule as it is written: in proportion to room, where the site fits."""
    for place, room in enumerate(free):
        if room >= size:
            target -= room
            if target < 0:
                return place
    raise AssertionError


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 300), min_size=1, max_size=200),
    st.integers(1, 60),
    st.lists(st.tuples(st.integers(0, 400), st.floats(0, 1, exclude_max=True)), max_size=12),
)
def test_blocks_answer_as_all_places_would(free, low, asked):
    rooms = rooms_of(np.array(free, np.int64))
    sum_rooms(rooms, low)
    left = list(free)
    for more, share in asked:
        size = low + more
        fitting = sum(room for room in left if room >= size)
        assert total_room(rooms, size) == fitting
        assert max(left) < low or widest_room(rooms) == max(left)
        if not fitting:
            continue
        target = int(share * fitting)
        place = asked_of_all(left, size, target)
        assert place_of(rooms, size, target) == place
        take_room(rooms, place, size, low)
        left[place] -= size
        assert rooms.free[: len(left)].tolist() == left


def test_a_place_is_found_at_the_borders_of_blocks():
    width = rooms_by_block._BLOCK
    for places in (width - 1, width, width + 1, 3 * width):
        rooms = rooms_of(np.full(places, 10, np.int64))
        sum_rooms(rooms, 5)
        assert total_room(rooms, 10) == 10 * places
        assert [place_of(rooms, 10, at * 10) for at in range(places)] == list(range(places))
        assert place_of(rooms, 10, 10 * places - 1) == places - 1


@pytest.mark.parametrize("classes", [[(1, 15, 1.0)], [(50, 99, 0.5), (5, 49, 0.3), (2, 4, 0.2)]])
def test_the_sites_of_a_sector_hold_exactly_its_people(classes):
    room = np.array([700, 0, 3, 41, 1], np.int64)
    keys = np.arange(5, dtype=np.uint64)
    parts = draw_sites(7, "metal", classes, room, keys)
    here = np.zeros(5, np.int64)
    for part in parts:
        np.add.at(here, part.place, part.staff)
    assert here.tolist() == room.tolist()
    assert min(part.staff.min() for part in parts if part.staff.size) >= 1


def test_ownership_stays_near_what_is_wanted_all_along():
    rng = np.random.default_rng(3)
    staff = rng.integers(1, 50, 4000).astype(np.int32)
    empty = np.empty(0, np.int32)
    wanted = np.array([2, 0, 1], np.int64)

    class Part:
        def __init__(self, staff):
            self.staff = staff

    owners = share_out([Part(staff[:1500]), Part(empty), Part(staff[1500:])], wanted)
    owner = np.concatenate(owners)
    of_state = np.cumsum(np.where(owner == 0, staff, 0))
    assert np.abs(of_state - np.cumsum(staff) * 2 / 3).max() <= 50
    assert not (owner == 1).any()
