"""Luck: uniform, independent across who, day and decision, and the same compiled or plain."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools import chance
from downtools.compiled import kernel

WORD = st.integers(0, chance.MASK)
N = 200_000
# A statistic is refused beyond 4.5 standard errors: about 7 in a million by chance, seeds fixed.
LIMIT = 4.5


@kernel
def compiled_bits(key: int, first: int, out: np.ndarray) -> None:
    for i in range(out.size):
        out[i] = chance.bits(key, first + np.uint64(i))


@kernel
def compiled_stream(seed: int, decision: int, day: int) -> int:
    return chance.stream(seed, decision, day)


def draws(key: int, many: int = N) -> np.ndarray:
    out = np.empty(many, np.uint64)
    compiled_bits(np.uint64(key), np.uint64(0), out)
    return out


def stream(decision: str, day: int = 3, seed: int = 42) -> int:
    return chance.stream(seed, chance.key_of(decision), day)


@given(key=WORD, who=WORD)
def test_compiled_bits_equal_plain_ones(key, who):
    out = np.empty(1, np.uint64)
    compiled_bits(np.uint64(key), np.uint64(who), out)
    assert int(out[0]) == chance.bits(key, who)


@given(seed=WORD, decision=WORD, day=st.integers(0, 10_000))
def test_compiled_streams_equal_plain_ones(seed, decision, day):
    got = compiled_stream(np.uint64(seed), np.uint64(decision), np.uint64(day))
    assert int(got) == chance.stream(seed, decision, day)


def test_mix_is_splitmix64():
    """The first outputs of the published generator from state 0 (its reference C code)."""
    state, outputs = 0, []
    for _ in range(3):
        state = (state + chance.GOLDEN) & chance.MASK
        outputs.append(chance.mix(state))
    assert outputs == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


@given(WORD)
def test_uniform_is_strictly_between_0_and_1(draw):
    assert 0.0 < chance.uniform(draw) < 1.0


def test_uniform_at_the_ends():
    assert chance.uniform(0) > 0.0
    assert chance.uniform(chance.MASK) < 1.0


@pytest.mark.parametrize("decision", ["attention", "event", "site_effect"])
def test_each_byte_is_uniform(decision):
    values = draws(stream(decision))
    for shift in range(0, 64, 8):
        counts = np.bincount(((values >> np.uint64(shift)) & np.uint64(255)).astype(int))
        chi2 = ((counts - N / 256) ** 2 / (N / 256)).sum()
        # chi-square with 255 degrees of freedom: mean 255, standard deviation sqrt(510)
        assert abs(chi2 - 255) < LIMIT * math.sqrt(510)


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a.astype(float), b.astype(float))[0, 1])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (stream("attention", 3), stream("attention", 4)),
        (stream("attention", 3), stream("event", 3)),
        (stream("attention", 3), stream("attention", 3, seed=43)),
        (chance.bits(stream("attention"), 7), chance.bits(stream("attention"), 8)),
    ],
    ids=["days", "decisions", "seeds", "neighbouring sites"],
)
def test_streams_are_independent(first, second):
    a, b = draws(first), draws(second)
    for shift in (0, 32, 63):
        x, y = a >> np.uint64(shift), b >> np.uint64(shift)
        assert abs(correlation(x, y)) < LIMIT / math.sqrt(N)


def test_neighbours_in_a_stream_are_independent():
    values = draws(stream("attention"))
    for lag in (1, 2, 20, 1000):
        assert abs(correlation(values[:-lag], values[lag:])) < LIMIT / math.sqrt(N - lag)


def test_every_input_bit_flips_half_of_the_output_bits():
    """Avalanche of `bits` in who and of `stream` in seed, decision and day."""
    rng = np.random.default_rng(1)
    inputs = [int(x) for x in rng.integers(0, 2**63, 400, dtype=np.uint64)]
    functions = {
        "who": lambda x: chance.bits(12345, x),
        "seed": lambda x: chance.stream(x, 5, 6),
        "decision": lambda x: chance.stream(5, x, 6),
        "day": lambda x: chance.stream(5, 6, x),
    }
    for name, function in functions.items():
        for bit in range(0, 64, 7):
            flips = sum((function(x) ^ function(x ^ (1 << bit))).bit_count() for x in inputs)
            share = flips / (64 * len(inputs))
            error = 0.5 / math.sqrt(64 * len(inputs))
            assert abs(share - 0.5) < LIMIT * error, (name, bit)


def test_seed_decision_and_day_cannot_stand_in_for_each_other():
    numbers = range(12)
    keys = {chance.stream(a, b, c) for a in numbers for b in numbers for c in numbers}
    assert len(keys) == len(numbers) ** 3


def test_keys_of_names_differ_and_last():
    assert chance.key_of("attention") == 0xB79B432A277D78E0
    assert len({chance.key_of(f"site/{i}") for i in range(10_000)}) == 10_000
