"""Rare outcomes against games whose probabilities are known, and against plain counting."""

import math
from dataclasses import dataclass

import numpy as np
import pytest

from downtools.chance import MASK, bits, key_of, nth_seed, stream, uniform
from downtools.errors import InputError
from downtools.study.rare import Futures, rare, walked
from downtools.study.shares import interval

ROUNDS = 160
"""Of a game; a longer one than this has not been won in time, which hardly changes the odds."""
START = 2


@dataclass(frozen=True)
class Game:
    """A gambler with START coins who wins or loses one a round, until none or all are his."""

    luck: np.ndarray
    """A number between 0 and 1 a round."""
    z: tuple[float, ...] = (0.0,)
    """A standard normal number, on which the odds of a round may hang."""


def numbers(name, many, number):
    who = np.arange(many, dtype=np.uint64)
    return uniform(bits(stream(number, key_of(name), 0), who))


def fresh(number):
    return Game(numbers("luck", ROUNDS, number), walked((0.0,), 1.0, number, 0))


def relucked(game, number):
    """New luck from a round on, early ones more often."""
    first = int(ROUNDS ** numbers("when", 1, number)[0]) - 1
    later = numbers("later", ROUNDS - first, number)
    return Game(np.concatenate([game.luck[:first], later]), game.z)


def moved(game, number):
    """New luck, or another z, or both."""
    step = (0.2, 0.5, 1.0)[number // 4 % 3]
    z = walked(game.z, step, number, 1) if number % 4 else game.z
    return Game((relucked(game, number) if number % 4 < 3 else game).luck, z)


def winnings(games, goal, odds):
    up = np.array([[odds(game.z[0])] for game in games])
    steps = np.where(np.stack([game.luck for game in games]) < up, 1, -1)
    coins = START + steps.cumsum(axis=1)
    playing = np.cumsum(coins <= 0, axis=1) == 0
    return np.where(playing, coins, START).max(axis=1).clip(START, goal).tolist()


def won(goal, up):
    """The gambler's ruin: how often all `goal` coins are won from START."""
    ratio = (1 - up) / up
    return (ratio**START - 1) / (ratio**goal - 1)


def asked(goal, odds=None):
    def score_many(games):
        return winnings(games, goal, odds or a_third)

    move = moved if odds else relucked
    return Futures(fresh=fresh, moved=move, score_many=score_many, level=goal)


def a_third(z):
    return 1 / 3


def test_the_ruin_of_a_gambler_lies_within_the_intervals():
    truth = won(16, 1 / 3)
    assert truth == pytest.approx(4.578e-5, rel=1e-3)
    found = [rare(asked(16), particles=50, seed=seed) for seed in range(10)]
    assert sum(one.low <= truth <= one.high for one in found) >= 8  # 9.5 expected
    climbs = np.array([climb.probability for one in found for climb in one.climbs])
    assert abs(climbs.mean() - truth) < 3 * climbs.std() / math.sqrt(climbs.size)
    assert climbs.mean() == pytest.approx(truth, rel=0.5)
    plain = climbs.size * truth / climbs.var()  # runs drawn plainly would be as sure
    assert 3 * sum(one.scored for one in found) < plain


def test_a_probability_of_a_few_in_a_million():
    found = rare(asked(20), particles=200, seed=3)
    assert found.low <= won(20, 1 / 3) <= found.high  # 2.9e-6
    assert found.high < 10 * found.low
    assert 3 * found.scored < found.plain


def odds_by(z):
    return 1 / (1 + math.exp(1.2 - 0.4 * z))


def test_luck_and_an_unknown_parameter_together():
    z, weights = np.polynomial.hermite_e.hermegauss(60)
    known = np.array([won(18, odds_by(one)) for one in z])
    truth = float((known * weights).sum() / math.sqrt(2 * math.pi))
    found = rare(asked(18, odds_by), particles=200, seed=1)
    assert found.low <= truth <= found.high
    assert found.low > 5 * won(18, odds_by(0.0))  # the middle of the parameter alone would mislead


def test_what_is_not_rare_agrees_with_plain_counting():
    games = [fresh(nth_seed(9, "plain", number)) for number in range(4000)]
    hits = sum(score >= 6 for score in winnings(games, 6, a_third))
    low, high = interval(hits, 4000)
    found = rare(asked(6), particles=300, seed=4)
    assert low <= won(6, 1 / 3) <= high  # 0.048
    assert low < found.probability < high
    assert found.low <= won(6, 1 / 3) <= found.high


# ---- ties: how many of the lowest bits are set, in steps


def bits_asked(set_bits, step=1, sparse=False):
    def moved(word, number):
        kept = (1 << bits(77, number) % 12) - 1
        return (word & kept) | (bits(99, number) & ~kept & MASK)

    def score_many(words):
        counts = [((~word & MASK) & -(~word & MASK)).bit_length() - 1 for word in words]
        return [float(count >= set_bits) if sparse else count // step for count in counts]

    level = 1 if sparse else set_bits // step
    return Futures(
        fresh=lambda number: bits(55, number), moved=moved, score_many=score_many, level=level
    )


@pytest.mark.parametrize("step", [1, 2, 3])
def test_ties_do_not_bias_the_mean_of_small_crowds(step):
    found = rare(bits_asked(6, step), particles=20, moves=1, repeats=3000, seed=2)
    climbs = np.array([climb.probability for climb in found.climbs]) * 2**6
    assert abs(climbs.mean() - 1) < 3 * climbs.std() / math.sqrt(climbs.size)
    assert climbs.std() / math.sqrt(climbs.size) < 0.03


def test_crowds_that_die_out_count_as_zeros():
    found = rare(bits_asked(6, sparse=True), particles=20, repeats=3000, seed=2)
    assert 0.6 < found.extinct / 3000 < 0.85  # (1 - 1/64)**20 = 0.73
    climbs = np.array([climb.probability for climb in found.climbs]) * 2**6
    assert abs(climbs.mean() - 1) < 3 * climbs.std() / math.sqrt(3000)
    assert {climb.probability for climb in found.climbs if climb.stop == "alike"} == {0.0}
    assert f"{found.extinct} zeros are counted in" in found.words
    assert "take more particles" in found.words


def test_bars_rise_and_moves_are_counted():
    found = rare(bits_asked(12), particles=100, moves=2, repeats=4, seed=2)
    for climb in found.climbs:
        assert climb.bars == tuple(range(12))
        assert climb.scored == 100 + 12 * 2 * 100
        assert climb.stop == "reached"
        assert all(0 < rate < 1 for rate in climb.accepted)
        assert 1 <= climb.roots <= 100
        assert climb.probability <= climb.passed
    assert found.probability == sum(climb.probability for climb in found.climbs) / 4


# ---- no ties: standard normal numbers


def normals_asked(level, shape=lambda z: z):
    def moved(z, number):
        return walked(z, (0.2, 0.4, 0.7)[number % 3], 5, number)

    return Futures(
        fresh=lambda number: walked((0.0,), 1.0, 4, number),
        moved=moved,
        score_many=lambda found: [shape(z[0]) for z in found],
        level=level,
    )


def test_the_tail_of_a_normal_law_lies_within_the_intervals():
    truth = math.erfc(4 / math.sqrt(2)) / 2
    found = [rare(normals_asked(4.0), particles=50, seed=seed) for seed in range(20)]
    assert sum(one.low <= truth <= one.high for one in found) >= 17  # 19 expected
    assert max(one.high / one.low for one in found) < 50
    climbs = np.array([climb.probability for one in found for climb in one.climbs])
    assert abs(climbs.mean() - truth) < 3 * climbs.std() / math.sqrt(climbs.size)


@pytest.mark.parametrize(("keep", "bars"), [(0.5, 15), (0.1, 4)])
def test_as_many_bars_as_the_share_kept_asks_for(keep, bars):
    found = rare(normals_asked(4.0), particles=200, keep=keep, repeats=4, seed=1)
    assert all(abs(len(climb.bars) - bars) <= 2 for climb in found.climbs)


# ---- what is said


def constant(value, changes=False):
    def score_many(found):
        return [value + (changes and one > 0) for one in found]

    return Futures(fresh=lambda n: 0, moved=lambda p, n: n, score_many=score_many, level=9.0)


def test_futures_that_do_not_differ_are_told():
    found = rare(constant(3.0), particles=50)
    assert (found.probability, found.low, found.relative_error) == (0.0, 0.0, None)
    assert found.high == interval(0, 400)[1]
    assert found.extinct == 8
    assert "the futures do not differ in what is asked" in found.words
    other = rare(constant(3.0, changes=True), particles=50)
    assert "though scores differ" in other.words
    assert "do not differ" not in other.words


def test_an_outcome_that_all_show_has_probability_1():
    found = rare(constant(9.5), particles=50)
    assert (found.probability, found.low, found.high) == (1.0, 1.0, 1.0)
    assert found.words == "probability 1, the same in all 8 repetitions"


def test_a_level_beyond_all_scores_is_given_up():
    found = rare(normals_asked(2.0, shape=math.atan), particles=50, repeats=4)
    assert found.probability == 0.0
    assert all(climb.stop == "faint" for climb in found.climbs)
    assert 0.0 < found.high < 1e-12
    assert "4 of 4 repetitions gave up below 1e-12" in found.words


def test_failed_runs_count_as_below_and_are_told():
    plain = bits_asked(4)

    def score_many(words):
        failed = [word >> 60 == 0 for word in words]  # one in 16, whatever its lowest bits
        found = plain.score_many(words)
        return [math.nan if lost else score for lost, score in zip(failed, found, strict=True)]

    holed = Futures(fresh=plain.fresh, moved=plain.moved, score_many=score_many, level=4)
    found = rare(holed, particles=200, seed=5)
    assert found.low <= 2**-4 * 15 / 16 <= found.high
    assert "runs failed and count as not reaching it" in found.words
    all_failed = Futures(
        fresh=plain.fresh, moved=plain.moved, score_many=lambda w: [math.nan] * len(w), level=4
    )
    assert rare(all_failed, particles=20).probability == 0.0


def test_the_seed_alone_decides():
    first = rare(bits_asked(8), particles=50, seed=6)
    assert rare(bits_asked(8), particles=50, seed=6) == first
    assert rare(bits_asked(8), particles=50, seed=7) != first
    more = rare(bits_asked(8), particles=50, seed=6, repeats=10)
    assert more.climbs[:8] == first.climbs


def test_each_number_is_given_once():
    given = []
    plain = bits_asked(5)

    def moved(word, number):
        given.append(number)
        return plain.moved(word, number)

    def drawn(number):
        given.append(number)
        return plain.fresh(number)

    counted = Futures(fresh=drawn, moved=moved, score_many=plain.score_many, level=5)
    found = rare(counted, particles=50)
    assert len(set(given)) == len(given) == found.scored


def test_walked_keeps_the_standard_normal_and_some_of_where_it_was():
    z = tuple(walked((0.0,) * 2000, 1.0, 1, 1))
    later = walked(z, 0.6, 1, 2)
    for numbers_ in (z, later):
        assert np.mean(numbers_) == pytest.approx(0, abs=3 / math.sqrt(2000))
        assert np.var(numbers_) == pytest.approx(1, abs=3 * math.sqrt(2 / 2000))
    assert np.corrcoef(z, later)[0, 1] == pytest.approx(0.8, abs=0.03)
    assert walked(z, 0.6, 1, 2) == later
    assert walked(z, 0.6, 1, 3) != later
    assert walked(z, 0.6, 2, 2) != later
    assert walked(z, 0.0, 1, 1) == z


def test_all_faults_are_told_at_once():
    with pytest.raises(InputError) as found:
        rare(constant(1.0), particles=2, keep=1.0, moves=0, repeats=2)
    assert [fault.column for fault in found.value.faults] == [
        "particles",
        "keep",
        "moves",
        "repeats",
    ]
    wrong = Futures(
        fresh=lambda n: 0, moved=lambda p, n: 0, score_many=lambda p: [1.0], level=math.nan
    )
    with pytest.raises(InputError, match="level is 'nan': not a finite number"):
        rare(wrong)
