"""The synthetic contact network: who knows whom, and that word of mouth carries a strike."""

import dataclasses

import numpy as np
import pytest

from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.world.build import build_world
from downtools.world.contacts import NO_CONTACTS


def degrees(contacts):
    return np.diff(contacts.first)


def pairs(contacts):
    """Both directions of every tie."""
    one = np.repeat(np.arange(contacts.people), degrees(contacts))
    return set(zip(one.tolist(), contacts.other.tolist(), strict=True))


@pytest.fixture(scope="module")
def scenario():
    return load("two-towns")


@pytest.fixture(scope="module")
def world(scenario):
    return build_world(scenario, cache=False)


def test_ties_go_both_ways_and_nobody_knows_themselves(world):
    found = pairs(world.contacts)
    assert len(found) == len(world.contacts.other) == 2 * world.contacts.ties
    assert all((b, a) in found and a != b for a, b in found)
    assert world.contacts.people == world.agents


@pytest.mark.parametrize("contacts", [1, 2, 7, 10])
def test_a_worker_has_as_many_contacts_as_is_said(scenario, contacts):
    world = build_world(dataclasses.replace(scenario, contacts=contacts), cache=False)
    # Second ties of a pair are left out: about contacts / people of them.
    assert degrees(world.contacts).mean() == pytest.approx(contacts, rel=0.02)


@pytest.mark.parametrize("far", [0.0, 0.4, 1.0])
def test_so_many_ties_lead_far(scenario, far):
    world = build_world(dataclasses.replace(scenario, contacts_far=far), cache=False)
    ends = np.array(sorted(pairs(world.contacts)))
    steps = np.abs(ends[:, 0] - ends[:, 1])
    steps = np.minimum(steps, world.agents - steps)
    assert (steps > scenario.contacts // 2).mean() == pytest.approx(far, abs=0.015)


def test_the_network_is_of_the_world_and_of_no_run(scenario, world):
    again = build_world(scenario, cache=False).contacts
    other = build_world(dataclasses.replace(scenario, world_seed=2), cache=False).contacts
    assert pairs(again) == pairs(world.contacts) != pairs(other)


def test_a_cached_world_has_the_same_network(scenario, world, tmp_path, monkeypatch):
    monkeypatch.setenv("DOWNTOOLS_CACHE", str(tmp_path))
    for _ in range(2):
        assert pairs(build_world(scenario).contacts) == pairs(world.contacts)


def test_other_workers_keep_their_luck_where_a_site_is_added(scenario):
    """A draw is of (site, number), so only ties that lead past the new place change."""
    still = dataclasses.replace(scenario, contacts_far=0.0)
    more = dataclasses.replace(still, sites=still.sites[:1])
    one, two = (build_world(s, cache=False) for s in (still, more))
    first = int(one.sites.first_worker[1]) - scenario.contacts
    kept = [set(filter(lambda tie: max(tie) < first, pairs(w.contacts))) for w in (one, two)]
    assert kept[0] == kept[1] != set()


def test_word_of_mouth_carries_the_strike_to_the_other_town(scenario, world):
    alone = dataclasses.replace(world, contacts=NO_CONTACTS)
    for seed in range(1, 4):
        out = [run_of(scenario, seed, w) for w in (world, alone)]
        assert out[0]["glass"] > 100
        assert out[1]["glass"] < 5
        assert out[0]["tractors"] > out[1]["tractors"]


def run_of(scenario, seed, world):
    """Most people on strike on a day, by named site."""
    sites = simulate(scenario, seed=seed, world=world).tables["sites"]
    return {
        name: int(sites["striking"][sites["site"] == number].max())
        for number, name in enumerate(world.site_names)
    }
