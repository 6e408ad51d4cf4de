"""Siegel's rule without memory: networks of the engine, and the limit in which all know all."""

import pytest

from downtools.errors import InputError
from downtools.study.classics.playing import played
from downtools.study.classics.siegel import CLASSIC, fewer_or_more


def test_every_check_of_the_quick_set_holds():
    failed = [check for check in CLASSIC.checks(True) if not check.holds]
    assert not failed


def test_all_tied_on_a_ring_are_all_who_know_all():
    """A ring in which everybody reaches everybody, 6 on either side of 13."""
    for seed in range(10):
        same = [f"seed={seed}", "people=13", "mean=0.7", "sd=0.4"]
        ring = played(CLASSIC, ["network=ring", "ties=12", *same]).result
        random = played(CLASSIC, ["network=random", "ties=12", *same]).result
        whole = played(CLASSIC, same).result
        for key in ("people who take part in the end", "days until nobody more takes part"):
            assert ring[key] == random[key] == whole[key]


def test_fewer_or_more_is_told_beyond_three_standard_errors_only():
    assert fewer_or_more((0.5, 0.03), (0.34, 0.04)) == "fewer"
    assert fewer_or_more((0.34, 0.03), (0.5, 0.04)) == "more"
    assert fewer_or_more((0.5, 0.03), (0.36, 0.04)) == "cannot be told"
    assert fewer_or_more((0.5, float("nan")), (0.1, 0.0)) == "cannot be told"


def test_nobody_follows_without_ties():
    alone = played(CLASSIC, ["network=random", "ties=0", "mean=0.9"]).result
    assert alone["people who take part in the end"] == alone["people who start"]
    assert alone["share"] == pytest.approx(
        alone["share by the formula of an endless network"], abs=0.05
    )


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["network=random", "ties=1000"], "more than the 999 others"),
        (["network=ring", "ties=3"], "even number"),
        (["network=ring", "ties=0"], "even number"),
        (["sd=-0.1"], "below its lowest value 0"),
        (["network=village"], "network is 'village'.*complete, random, ring"),
    ],
)
def test_what_cannot_be_is_refused_in_one_message(settings: list[str], words: str):
    with pytest.raises(InputError, match=words) as caught:
        played(CLASSIC, settings)
    assert len(caught.value.faults) == 1
