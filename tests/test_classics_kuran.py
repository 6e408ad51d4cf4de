"""Kuran's sequences, and texts of thresholds that are none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.errors import InputError
from downtools.study.classics.kuran import CLASSIC
from downtools.study.classics.playing import played


def test_every_check_holds():
    assert all(check.holds and check.kind == "nested" for check in CLASSIC.checks(False))


@given(st.lists(st.integers(0, 110), min_size=1, max_size=25))
@settings(max_examples=40, deadline=None)
def test_opposition_rests_where_a_plain_program_says(thresholds: list[int]):
    people = len(thresholds)
    oppose, before = 0, -1
    while oppose > before:
        before = oppose
        oppose = sum(100 * oppose >= t * people for t in thresholds)
    oppose = min(oppose, before)
    found = played(CLASSIC, [f"thresholds={','.join(map(str, thresholds))}"]).result
    assert found["people who oppose in the end"] == oppose
    rest = sorted(thresholds)[oppose:]
    assert found["lowest threshold of those who stay quiet (%)"] == (rest[0] if rest else "none")


def test_the_fall_that_is_told_is_enough_and_a_little_less_is_not():
    quiet = [0, 20, 20, 30, 40, 50, 60, 70, 80, 100]
    fall = played(CLASSIC, []).result["fall of that threshold that would move one more (%)"]
    assert fall == 10
    for change, out in ((10, 9), (9.9, 1)):
        text = ",".join(map(str, [0, 20 - change, *quiet[2:]]))
        found = played(CLASSIC, [f"thresholds={text}"]).result
        assert found["people who oppose in the end"] == out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0,x,20", "threshold 2 is not a share"),
        ("0,,x,-4", "threshold 2 is not a share"),
        ("0,nan", "threshold 2 is not a share"),
        ("", "thresholds is '': empty"),
        (",".join(["0"] * 1001), "too many people"),
    ],
)
def test_a_bad_text_is_told_in_one_message(text: str, words: str):
    with pytest.raises(InputError, match=words) as caught:
        played(CLASSIC, [f"thresholds={text}"])
    assert len(caught.value.faults) == 1


def test_the_picture_shows_the_steps_and_the_days():
    quiet, shifted = CLASSIC.sketch().panels
    for panel, rest in ((quiet, 10), (shifted, 90)):
        would, days = panel.lines[1], panel.lines[2]
        assert would.style == "steps"
        assert len(would.x) == len(would.y) == 101
        assert days.y[-1] == rest
        assert all(would.y[int(x)] == y for x, y in zip(days.x, days.y, strict=True))
