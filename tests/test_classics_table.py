"""The table of checks over classics, and a case of one's own, by its declarations."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools.errors import InputError
from downtools.study.classics.catalogue import CLASSICS, classic
from downtools.study.classics.playing import case_of, keys_of, played
from downtools.study.classics.table import checks, plain
from tests.stub_classics import SOUND, Case, failing_checks, found


def test_models_come_in_order_with_all_their_checks():
    told: list[tuple[int, int]] = []
    table = checks(
        ("chwe", "kuran"), jobs=1, find=found, done=lambda many, of: told.append((many, of))
    )
    assert [one.model.name for one in table.models] == ["chwe", "kuran"]
    assert [len(one.checks) for one in table.models] == [2, 4]
    assert told == [(1, 2), (2, 2)]
    assert (table.holding, len(table.all), table.holds) == (4, 6, False)
    assert [check.name for check in failing_checks(table)] == [
        "a number that is off",
        "a number that is none",
    ]


def test_the_quick_table_is_a_part_of_all():
    quick, whole = (checks(("kuran",), quick=quick, find=found) for quick in (True, False))
    assert set(quick.all) < set(whole.all)
    assert quick.quick
    assert whole.holds


def test_processes_give_what_one_gives():
    names = ("kuran", "chwe")
    assert checks(names, jobs=2, find=found) == checks(names, jobs=1, find=found)


def test_a_table_is_json_without_infinite_numbers():
    answer = checks(("kuran", "chwe"), jobs=1, find=found).plain()
    text = json.dumps(answer, allow_nan=False)
    rows = json.loads(text)["checks"]
    assert [row["model"] for row in rows] == ["kuran"] * 4 + ["chwe"] * 2
    assert rows[0]["obtained"] == 100
    assert rows[2]["obtained"] == pytest.approx(12.22209)
    assert rows[-1]["obtained"] == "inf"
    assert all(isinstance(row["holds"], bool) for row in rows)
    assert (answer["case"], answer["result"]) == (None, None)
    assert answer["models"][0]["departs"] == "There are no squares."


def test_unknown_models_and_no_processes_are_refused():
    with pytest.raises(InputError, match="did you mean 'kuran'"):
        checks(("kurran",))
    with pytest.raises(InputError, match="--jobs is '0': no process to work with"):
        checks(("kuran",), jobs=0, find=found)


@given(st.floats())
def test_a_plain_number_is_finite_or_a_text(value: float):
    told = plain(value)
    assert isinstance(told, str) != math.isfinite(value)
    assert isinstance(told, str) or told == value


@given(
    st.integers(2, 1000),
    st.floats(0.0, 200.0, allow_subnormal=False),
    st.sampled_from(("all", "ring")),
    st.booleans(),
)
def test_what_is_set_is_the_case(people: int, spread: float, network: str, noisy: bool):
    texts = [
        f"people={people}",
        f" spread = {spread!r} ",
        f"network={network}",
        f"noisy={'yes' if noisy else 'no'}",
    ]
    case = case_of(SOUND.play, texts)
    assert case == Case(people=people, spread=spread, network=network, noisy=noisy)


def test_a_case_without_settings_is_the_default_and_is_played():
    assert case_of(SOUND.play, []) == Case()
    answer = played(SOUND, ["people=7"]).plain()
    rest = {"spread": 12.5, "network": "all", "names": "", "noisy": False}
    assert answer["case"] == {"people": 7} | rest
    assert answer["result"] == {"out": 3, "ratio": "nan", "ended": "early"}
    assert (answer["checks"], answer["models"][0]["name"]) == ([], "kuran")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("people=1", "--set, people is '1': below its lowest value 2"),
        ("people=1001", "above its highest value 1000"),
        ("people=many", "not a number; give a plain whole number in people"),
        ("people=2.5", "not a whole number"),
        ("people=", "empty; give a whole number from 2 to 1000 (people), or leave it out"),
        ("names=", "--set, names is '': empty; give a text, or leave it out"),
        ("names= ", "empty"),
        ("SPREAD=3", "no such key; did you mean 'spread'?"),
        ("sigma=3", "no such key; known are: names, network, noisy, people, spread"),
        ("spread=-1", "below its lowest value 0"),
        ("spread=nan", "not a finite number"),
        ("spread=5 %", "a number with a unit"),
        ("network=star", "not one of the choices; known are: all, ring"),
        ("network=Ringg", "not one of the choices; did you mean 'ring'?"),
        ("noisy=perhaps", "not yes or no"),
        ("poeple=3", "no such key; did you mean 'people'?"),
        ("=3", "no such key"),
        ("people", "not a setting; write KEY=VALUE, as in people=1000"),
        ("", "not a setting"),
    ],
)
def test_a_setting_that_will_not_do_is_one_fault_with_its_cure(text: str, said: str):
    with pytest.raises(InputError) as told:
        case_of(SOUND.play, [text])
    assert len(told.value.faults) == 1
    assert said in str(told.value)


def test_all_faults_are_told_at_once_and_nothing_is_set_twice():
    with pytest.raises(InputError) as told:
        case_of(SOUND.play, ["people=0", "people=5", "spreed=1", "spread=x"])
    assert [fault.column for fault in told.value.faults] == ["people", "people", "spreed", "spread"]
    assert "set twice" in told.value.faults[1].problem


def test_values_that_do_not_go_together_are_the_models_to_refuse():
    with pytest.raises(InputError, match="no ring"):
        played(SOUND, ["people=2", "network=ring"])


@pytest.mark.parametrize("typed", ["6", "6.0", "+6", "6e0"])
def test_what_the_model_refuses_is_told_as_it_was_typed(typed: str):
    with pytest.raises(InputError) as told:
        played(SOUND, [f"spread= {typed}"])
    assert str(told.value) == f"--set, spread is {typed!r}: six; give 7"


def test_a_key_without_effect_is_refused_if_set_and_else_hidden():
    with pytest.raises(InputError) as told:
        played(SOUND, ["spread=3", "network=ring"])
    reason = "--set, spread is '3': a ring has no thresholds; leave it out"
    assert str(told.value) == reason
    assert "spread" not in played(SOUND, ["network=ring"]).case
    assert played(SOUND, ["spread=3"]).case["spread"] == 3.0


@pytest.mark.parametrize("name", CLASSICS)
def test_idle_keys_of_every_model_are_keys_with_reasons(name: str):
    play = classic(name).play
    idle = {} if play.idle is None else play.idle(case_of(play, []))
    assert set(idle) <= {param.key for param in keys_of(play)}
    assert all(idle.values())


UNBOUNDED = {"seed", "luck", "x_min", "together"}
"""Keys of which any whole number will do, since none costs more than another."""


@pytest.mark.parametrize("name", CLASSICS)
def test_every_model_of_the_catalogue_can_be_asked(name: str):
    model = classic(name.replace("_", "-"))
    assert model.name == name
    assert all((model.title, model.cite, model.says, model.departs))
    params = keys_of(model.play)
    assert params
    for param in params:
        assert not param.required
        assert param.meaning
        assert param.problem(param.default) is None, param.key
        if param.type in (int, float):
            assert param.low is not None, param.key
            assert param.high is not None or param.key in UNBOUNDED, param.key
    case_of(model.play, [])


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("granovetter", ["thresholds=uniform", "sd=50", "mean=3"], ["sd", "mean"]),
        ("granovetter", ["thresholds=uniform", "seed=2"], ["seed"]),
        ("granovetter", ["replaced=yes"], ["replaced"]),
        ("siegel", ["ties=3"], ["ties"]),
        ("watts", ["edges=none.csv", "degree=3", "people=10"], ["degree", "people"]),
    ],
)
def test_keys_that_a_model_would_not_heed_are_refused(
    name: str, settings: list[str], said: list[str]
):
    with pytest.raises(InputError) as told:
        played(classic(name), settings)
    assert {fault.column for fault in told.value.faults} == set(said)
    assert all(fault.cure == "leave it out" for fault in told.value.faults)


@pytest.mark.parametrize(
    ("name", "settings", "hidden"),
    [
        ("granovetter", ["thresholds=uniform", "people=9"], {"mean", "sd", "seed"}),
        ("granovetter", ["people=9"], {"replaced"}),
        ("siegel", ["people=9"], {"ties"}),
        ("siegel", ["people=9", "network=ring"], set()),
    ],
)
def test_a_case_shows_what_its_model_heeds(name: str, settings: list[str], hidden: set[str]):
    model = classic(name)
    shown = played(model, settings).case
    assert {param.key for param in keys_of(model.play)} - set(shown) == hidden


def test_a_list_of_ties_that_is_not_named_is_refused():
    with pytest.raises(InputError, match="--set, edges is '': empty"):
        played(classic("watts"), ["edges="])


def test_granovetter_says_that_its_crowd_is_one_draw():
    result = played(classic("granovetter"), ["people=9", "seed=7"]).result
    assert result["crowds drawn"] == "one; set seed=8 for another"
    played(classic("granovetter"), ["people=9", f"seed={2**31}"])
