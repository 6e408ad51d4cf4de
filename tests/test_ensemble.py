"""Ensembles: what many runs answer, where their variance is from, and what they are given to."""

import dataclasses
import getpass
import json
import socket
import sys
from pathlib import Path

import numpy as np
import pytest

import downtools
from downtools.chance import Luck
from downtools.errors import InputError
from downtools.run.outcome import REACHES, closeness_of
from downtools.run.simulate import simulate
from downtools.scenario.model import Scenario
from downtools.scenario.read import load
from downtools.study.belief import Belief, belief_of
from downtools.study.draws import drawn
from downtools.study.ensemble.answer import answer_of
from downtools.study.ensemble.ask import ensemble
from downtools.study.ensemble.carry import How
from downtools.study.ensemble.plan import OTHER_LUCK, OTHER_OWN, Plan, vary_of
from downtools.study.ensemble.runs import Runs
from downtools.study.ensemble.variance import variance_of
from downtools.study.posterior import Posterior, write_posterior
from downtools.world.build import build_world
from tests.tiny import STILL

HERE = How(jobs=1)


@pytest.fixture(scope="module")
def runs() -> Runs:
    return ensemble(load("one-plant"), runs=40, how=HERE)


def test_a_replicate_is_its_own_draw_of_parameters_and_luck(runs: Runs) -> None:
    plan = runs.plan
    assert len(runs.rows()) == 40
    seeds = {plan.luck(draw) for draw in range(40)}
    assert len({luck.shared for luck in seeds}) == len({luck.own for luck in seeds}) == 40
    assert all(luck.shared != luck.own for luck in seeds)
    assert len(set(runs.parameters["police.harm"].to_pylist())) == 40
    again = runs.run(37)
    digests = runs.column("digest")[runs.column("task") == 37]
    assert again.digest == digests[0]
    alone = simulate(plan.drawn(37), seed=plan.luck(37), world=build_world(plan.scenario))
    assert alone.digest == again.digest
    assert again.scenario == drawn(plan.scenario, 37, plan.seed, plan.belief.width)


def test_counts_are_those_of_the_run(runs: Runs) -> None:
    run = runs.run(11)
    row = runs.outcomes.filter(
        (np.array(runs.column("task")) == 11) & (np.array(runs.column("echo")) == 0)
    ).to_pylist()[0]
    facts = run.summary()
    for name in ("peak_out", "peak_signers", "detained", "reach", "resolution", "sustained"):
        assert row[name] == facts[name]
    assert str(row["peak_date"]) == facts["peak_day"]
    assert row["wages_lost_cents"] == round(100 * facts["wages_lost_usd"])
    out = run.tables["daily"]["walking_out"] + run.tables["daily"]["striking"]
    assert (runs.days("out")[11] == out).all()
    daily = runs.daily.to_pandas()
    mine = daily[(daily.task == 11) & (daily.echo == 0)]
    assert (mine.striking.to_numpy() == run.tables["daily"]["striking"]).all()
    assert list(mine.date) == [run.scenario.calendar.date(day) for day in range(30)]


def test_closeness_says_what_was_reached(runs: Runs) -> None:
    for task in (0, 3, 8):
        run = runs.run(task)
        near = closeness_of(run.scenario, run.rolls, run.tables)
        attained = [reach for reach in REACHES[1:] if near[reach] >= 1.0]
        assert ([*attained] or ["none"])[-1] == run.outcome.reach


def test_quantiles_rise_and_hold_the_median(runs: Runs) -> None:
    fan = runs.quantiles("signers")
    assert fan.shape == (5, 30)
    assert (np.diff(fan, axis=0) >= 0).all()
    assert fan[2, -1] == np.median(runs.days("signers")[:, -1])
    answer = answer_of(runs)
    assert json.loads(json.dumps(answer.plain()))["runs"] == 40
    assert sum(share.p for share in answer.reach.values()) == pytest.approx(1.0)
    assert sum(share.p for share in answer.resolution.values()) == pytest.approx(1.0)
    assert answer.at_least["sites"].p == pytest.approx(1.0 - answer.reach["none"].p)
    assert answer.conditional == ""


def test_what_does_not_vary_is_said() -> None:
    few = ensemble(load("one-plant"), runs=3, vary="own", how=HERE)
    assert "the scenario's own values of all parameters" in answer_of(few).conditional
    assert "one draw of the luck that many share" in answer_of(few).conditional
    assert len(set(few.column("shared_seed"))) == 1
    assert len(set(few.parameters["police.harm"].to_pylist())) == 1
    luckless = ensemble(load("one-plant"), runs=3, vary="uncertainty", how=HERE)
    assert len({*luckless.column("shared_seed"), *luckless.column("own_seed")}) == 2
    assert not (luckless.column("echo") > 0).any()
    with pytest.raises(InputError, match="did you mean 'uncertainty'"):
        vary_of("luck,uncertanty")


def test_echoes_share_what_they_should(runs: Runs) -> None:
    echoes, draws = runs.column("echo"), runs.column("draw")
    assert (
        set(draws[echoes == OTHER_OWN]) == set(draws[echoes == OTHER_LUCK]) == set(range(0, 40, 5))
    )
    first = runs.rows()[0]
    own, luck = runs.rows(echo=OTHER_OWN)[0], runs.rows(echo=OTHER_LUCK)[0]
    shared, mine = runs.column("shared_seed"), runs.column("own_seed")
    assert shared[own] == shared[first] != shared[luck]
    assert mine[own] != mine[first]


class Made(Runs):
    """Runs whose reach and peak were written down: sums of known parts."""

    def __init__(self, plan: Plan, columns: dict[str, np.ndarray]) -> None:
        self.plan = plan
        self._made = columns

    def column(self, name: str) -> np.ndarray:
        return self._made[name]

    def rows(self, arm: int | str = 0, *, echo: int = 0) -> np.ndarray:
        return np.flatnonzero(self._made["echo"] == echo)


def made(parameters: float, shared: float, own: float, draws: int = 4000) -> Made:
    luck = np.random.default_rng(5)
    theta, s, s2, o, o2, o3 = luck.normal(size=(6, draws))
    parts = [
        parameters * theta + shared * s + own * o,
        parameters * theta + shared * s + own * o2,
        parameters * theta + shared * s2 + own * o3,
    ]
    values = np.concatenate(parts)
    scenario = load("one-plant")
    return Made(
        Plan(question="ensemble", scenario=scenario, belief=Belief(source="prior")),
        {
            "echo": np.repeat([0, OTHER_OWN, OTHER_LUCK], draws),
            "draw": np.tile(np.arange(draws), 3),
            "reach": values,
            "peak_out": np.expm1(values),
            "wave_days": np.zeros(3 * draws),
        },
    )


def test_shares_of_a_known_variance_are_found() -> None:
    found = variance_of(made(2.0, 1.0, 0.5))
    parts = [part for part in (found[0].parameters, found[0].shared, found[0].own) if part]
    shares, truths = [part.share for part in parts], (4 / 5.25, 1 / 5.25, 0.25 / 5.25)
    assert shares == pytest.approx(truths, abs=0.03)
    assert sum(shares) == pytest.approx(1.0)
    assert all(part.low < truth < part.high for part, truth in zip(parts, truths, strict=True))
    assert found[2].parameters is found[2].own is None


def grown(scenario: Scenario, times: int) -> Scenario:
    """The same country with so many times the people, each workplace that much larger."""
    return dataclasses.replace(
        scenario,
        population=scenario.population * times,
        sites=tuple(dataclasses.replace(s, staff=s.staff * times) for s in scenario.sites),
        sectors=tuple(
            dataclasses.replace(s, employed=s.employed * times) for s in scenario.sectors
        ),
    )


def test_own_luck_alone_shrinks_as_one_over_the_root_of_the_people() -> None:
    """Sixteen times the people: a quarter of the spread, give or take a third (60 runs each).

    Nobody sees or fears anybody here: each signs when they happen to look up.
    """
    alone = {**STILL, "people.attention": 0.2, "gather.list_base": 5.0}
    calm = load("one-plant").with_values(alone)
    spreads: list[float] = []
    for times in (1, 16):
        scenario = grown(calm, times).with_days(4)
        world = build_world(scenario)
        signers = [
            simulate(scenario, seed=Luck(1, own), world=world).tables["daily"]["signers"][-1]
            for own in range(60)
        ]
        spreads.append(float(np.std(signers)) / times)
    assert spreads[0] > 0.0
    assert 4.0 / 1.35 < spreads[0] / spreads[1] < 4.0 * 1.35


def test_a_study_speaks_other_libraries(runs: Runs) -> None:
    pytest.importorskip("polars")
    xarray = pytest.importorskip("xarray")
    duckdb = pytest.importorskip("duckdb")
    assert runs.to_polars()["peak_out"].to_list() == runs.column("peak_out").tolist()
    assert runs.to_pandas("parameters").shape[0] == 40
    cube = runs.to_xarray()
    assert isinstance(cube, xarray.Dataset)
    assert cube.sizes == {"draw": 40, "arm": 1, "date": 30}
    assert float(cube["signers"][7, 0, -1]) == runs.days("signers")[7, -1]
    connection = duckdb.connect()
    runs.to_duckdb(connection)
    most = connection.execute("select max(peak_out) from outcomes").fetchone()
    assert most[0] == runs.column("peak_out").max()


def posterior_of(scenario: Scenario, **facts: object) -> Posterior:
    """Two draws of two parameters."""
    known = {
        "scenario_name": scenario.name,
        "scenario_hash": scenario.hash,
        "downtools": downtools.__version__,
        "until": None,
        "fitted": ["police.harm"],
        "kept": {"police.harm": 0.25},
    }
    return Posterior(
        keys=("police.harm", "organise.suspend_days"),
        draws=((0.2, 3.0), (0.4, 9.0)),
        facts=known | facts,
    )


def test_a_posterior_is_drawn_from(tmp_path: Path) -> None:
    scenario, file = load("one-plant"), tmp_path / "posterior.parquet"
    write_posterior(posterior_of(scenario), file)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    belief = belief_of(scenario, str(file))
    seen = {
        (one.value("police.harm"), one.value("organise.suspend_days"))
        for one in (belief.drawn(scenario, index, 1) for index in range(20))
    }
    assert seen == {(0.2, 3), (0.4, 9)}
    prior = [belief.drawn(scenario, index, 1).value("sack.cost") for index in range(3)]
    assert len(set(prior)) == 3
    assert belief.narrowed() == {"police.harm": 0.25, "organise.suspend_days": 1.0}
    assert "2 draws of the posterior" in belief.words


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"downtools": "0.0.1"}, "0.0.1"),
        ({"scenario_hash": "0"}, "this is "),
        ({"kept": None}, "cannot be read"),
    ],
)
def test_a_posterior_that_is_not_ours_is_refused(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    scenario, file = load("one-plant"), tmp_path / "posterior.parquet"
    posterior = posterior_of(scenario, **change)
    if change.get("kept", 0) is None:
        file.write_bytes(b"PAR1 cut short")
    else:
        write_posterior(posterior, file)
    with pytest.raises(InputError, match=said):
        belief_of(scenario, str(file))


def test_a_posterior_whose_draws_do_not_fit_is_refused(tmp_path: Path) -> None:
    scenario, file = load("one-plant"), tmp_path / "posterior.parquet"
    wrong = dataclasses.replace(posterior_of(scenario), draws=((-1.0, 3.0),))
    write_posterior(wrong, file)
    with pytest.raises(InputError, match="below its lowest value"):
        belief_of(scenario, str(file))
    with pytest.raises(InputError, match="no posterior"):
        belief_of(scenario, "posterior")
    with pytest.raises(InputError, match="no such belief"):
        belief_of(scenario, str(tmp_path / "nowhere.parquet"))


def test_tables_that_are_kept_are_those_of_each_run() -> None:
    kept = ensemble(
        load("one-plant"), runs=3, keep=("sites", "events", "groups", "regions"), how=HERE
    )
    for name in ("regions", "sites", "groups", "events"):
        table = getattr(kept, name)
        mine = table.filter((np.array(table["task"]) == 2) & (np.array(table["echo"]) == 0))
        run = kept.run(2).table(name)
        assert mine.drop_columns(["task", "arm", "echo"]).equals(run), name
    with pytest.raises(InputError, match="did you mean 'events'"):
        ensemble(load("one-plant"), runs=1, keep=("event",), how=HERE)
    with pytest.raises(InputError, match="not kept"):
        _ = ensemble(load("one-plant"), runs=1, how=HERE).sites
    assert kept.provenance["scenario_hash"] == kept.plan.scenario.hash
    assert kept.summary()["runs"] == 3


def test_a_folder_tells_nothing_of_user_host_or_path(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    ensemble(load("one-plant"), runs=2, how=How(jobs=1, out=folder))
    secrets = {getpass.getuser(), socket.gethostname(), str(Path.cwd()), str(tmp_path), sys.prefix}
    for file in folder.iterdir():
        content = file.read_bytes()
        for secret in {word for word in secrets if len(word) > 5} - {"localhost"}:
            assert secret.encode() not in content, f"{file.name} tells {secret}"
