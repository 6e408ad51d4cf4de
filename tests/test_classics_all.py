"""The whole set of checks of all classics, some minutes: what does not hold is known and listed."""

import pytest

from downtools.study.classics.catalogue import CLASSICS
from downtools.study.classics.table import Checks, checks

_OURS = "belarus-2020 as it runs"
_ENDS = "no stoppage outgrows its workplace, and workplaces come from classes with ends"
_CREEP = "a finite network ends where the mean field of an endless one nearly stops"
_SHORT = "a short or small tail cannot tell"

_NORMAL = "thresholds normal(0.371, 0.2), no seeds, mean degree"

KNOWN = {
    ("watts", f"{_NORMAL} 5, N 5e4: share of networks on which more than half join"): _CREEP,
    ("watts", f"{_NORMAL} 8, N 5e4: share of networks on which more than half join"): _CREEP,
    ("watts", f"{_NORMAL} 10, N 5e4: share of networks on which more than half join"): _CREEP,
    ("watts", f"{_NORMAL} 8, N 1e6: size"): _CREEP,
    (
        "centola_macy",
        "ring of 4000, 4 per side, 0.01 rewired, need 3: days until all act, where they do",
    ): "the table's eight rings were slow ones",
    ("epstein_agents", "without the floor: most active at once"): "an extreme of unknown cause",
    (
        "epstein_agents",
        "with the floor, police .074 to 0 in 250 ticks: median of the most active at once",
    ): "the table does not say how fast police left",
    (
        "epstein_agents",
        "without the floor, police .074 to 0 in 250 ticks: median of the most active at once",
    ): "the table does not say how fast police left",
    ("stoppages", "US, people idled: power law"): "people are told in round numbers",
    ("stoppages", f"{_OURS}, people out at a workplace: power law"): _ENDS,
    ("stoppages", f"{_OURS}, people out at a workplace: beside a log-normal"): _ENDS,
    ("stoppages", f"{_OURS}, at least 416 people out at a workplace: power law"): _ENDS,
    ("stoppages", f"{_OURS}, at least 416 people out at a workplace: beside a log-normal"): _ENDS,
    ("stoppages", f"{_OURS}, at least 416 people out at a workplace: beside an exponential"): _ENDS,
    ("stoppages", f"{_OURS}, days of a workplace: beside an exponential"): _SHORT,
    ("stoppages", f"{_OURS}, most people out in a wave: beside an exponential"): _SHORT,
}
"""By model and check, why it does not hold, in a word; the check's own `why` says more."""


@pytest.fixture(scope="module")
def whole() -> Checks:
    return checks()


@pytest.mark.bench
def test_just_the_known_checks_do_not_hold(whole: Checks):
    failing = {
        (one.model.name, check.name)
        for one in whole.models
        for check in one.checks
        if not check.holds
    }
    assert failing == set(KNOWN)


@pytest.mark.bench
def test_every_model_tells_its_checks_by_names_of_their_own_and_with_a_reason(whole: Checks):
    assert [one.model.name for one in whole.models] == list(CLASSICS)
    for one in whole.models:
        assert one.checks
        assert len({check.name for check in one.checks}) == len(one.checks), one.model.name
        assert all(check.why for check in one.checks)


def test_the_known_ones_are_of_models_there_are():
    assert {name for name, _ in KNOWN} <= set(CLASSICS)
    assert all(KNOWN.values())
