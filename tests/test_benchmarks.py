"""The benchmarks without their timing: peers and twins give what downtools gives, at small N."""

from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks import cascade, country, decide_day, page, report, rule, same_rule, serve
from benchmarks.compiler import compiler
from benchmarks.dense import dense
from benchmarks.twin import twin
from benchmarks.whole_run import run_days
from downtools.day.cascade import cascade as own_cascade
from downtools.day.cascade import needs_of_shares
from downtools.scenario.model import Scenario
from downtools.world.build import build_world
from downtools.world.contacts import contacts_of_pairs
from downtools.world.world import World

WORKERS = 10_000

with_compiler = pytest.mark.skipif(compiler() is None, reason="no C++ compiler")
installed = {"Mesa": "mesa", "AgentPy": "agentpy", "mesa-frames": "mesa_frames"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wave")
    scenario = country.wave(WORKERS, made / "wave")
    rule.traits_of(scenario, build_world(scenario)).save(made / "traits.npz")
    return made


@pytest.fixture(scope="module")
def expected(folder: Path) -> list[int]:
    return serve.make("downtools")(folder, WORKERS, 1).run(country.WAVE_DAYS)


@pytest.fixture(scope="module")
def belarus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scenario, World]:
    scenario = country.belarus(60_000, tmp_path_factory.mktemp("belarus"))
    return scenario, build_world(scenario)


def test_the_wave_grows_over_weeks(expected: list[int]) -> None:
    assert 0 < expected[0] < WORKERS / 20
    assert all(later >= earlier for earlier, later in pairwise(expected))
    assert expected[10] < WORKERS / 4 < expected[-1]


def test_numpy_gives_the_same_strikers(folder: Path, expected: list[int]) -> None:
    peer = serve.make("NumPy")(folder, WORKERS, 1)
    assert peer.run(country.WAVE_DAYS) == expected
    assert peer.run(3) == expected[:3]


@with_compiler
@pytest.mark.parametrize("threads", [1, 2])
def test_cpp_gives_the_same_strikers(folder: Path, expected: list[int], threads: int) -> None:
    peer = serve.make("C++")(folder, WORKERS, threads)
    assert peer.run(country.WAVE_DAYS) == expected
    assert peer.run(3) == expected[:3]


@pytest.mark.bench
@pytest.mark.parametrize("name", installed)
def test_libraries_give_the_same_strikers(folder: Path, expected: list[int], name: str) -> None:
    if find_spec(installed[name]) is None:
        pytest.fail(f"{name} is not installed; `make bench` installs it")
    server = same_rule.Server.start(name, folder, WORKERS, 1)
    try:
        for days in (country.WAVE_DAYS, 3):
            server.run(days)
            assert server.answer["striking"] == expected[:days]
    finally:
        server.stop()


@pytest.mark.bench
@pytest.mark.parametrize("variant", ["as it is", "nationwide"])
@pytest.mark.parametrize("days", [5, 12])
def test_a_mesa_day_of_the_decide_rule_is_the_day_of_the_engine(
    belarus: tuple[Scenario, World], days: int, variant: str
) -> None:
    scenario, world = belarus
    scenario = country.nationwide(scenario) if variant == "nationwide" else scenario
    evening = run_days(scenario, world, threads=1, days=days, keep_busiest=True).busiest
    assert evening is not None
    assert evening.active > 0
    mesa_day = decide_day.MesaDay(scenario, world, evening)
    assert mesa_day.run() > 0
    assert mesa_day.run() > 0
    mesa_day.model.agents[0].signed ^= 1
    with pytest.raises(RuntimeError, match="1 of marks differ"):
        mesa_day.check()


def test_mesa_days_are_told_by_their_rule() -> None:
    def day(what: str, threads: int, seconds: float) -> dict[str, object]:
        return {"workers": 1_000_000, "what": what, "threads": threads, "seconds": seconds}

    simple = {"workers": 1_000_000, "peer": "Mesa", "threads": 1, "seconds": 3.0, "days": 2}
    days = [day("all phases", 2, 0.5), day(decide_day.MESA, 1, 4.0)]
    assert report.ratios_of({"rule": [simple], "mesa": days}) == [
        (
            "1 M workers: full day at the peak beside a Mesa day of the decide rule, 2 threads",
            8.0,
            500.0,
        ),
        (
            "1 M workers: full day at the peak beside a Mesa day of the simple rule, 2 threads",
            3.0,
            None,
        ),
    ]


@pytest.mark.parametrize("variant", ["as it is", "nationwide"])
@pytest.mark.parametrize("kind", ["dense", pytest.param("twin", marks=with_compiler)])
def test_a_run_with_a_twin_has_the_same_digest(
    belarus: tuple[Scenario, World], kind: str, variant: str
) -> None:
    scenario, world = belarus
    scenario = country.nationwide(scenario) if variant == "nationwide" else scenario
    other = dense if kind == "dense" else partial(twin, threads=2)
    own = run_days(scenario, world, threads=1, days=20)
    assert run_days(scenario, world, threads=2, days=20, decide=other).digest == own.digest


def test_a_run_by_hand_is_the_run_of_the_engine(belarus: tuple[Scenario, World]) -> None:
    from downtools.run.simulate import simulate

    scenario, world = belarus
    own = simulate(scenario, world=world, threads=1)
    assert run_days(scenario, world, threads=1).digest == own.digest


@pytest.mark.parametrize("workers", [10_000, 1_000_000, 1_000_000_000])
def test_a_country_has_as_many_workers_as_asked(workers: int, tmp_path: Path) -> None:
    scenario = country.belarus(workers, tmp_path)
    employed = sum(sector.employed for sector in scenario.sectors)
    assert employed == workers


def test_a_peer_that_disagrees_stops_the_table() -> None:
    class Peer(same_rule.Server):
        def __init__(self, *counts: int) -> None:
            self.answer = {"striking": list(counts)}

        def run(self, days: int | None = None) -> float:
            return 1.0

    with pytest.raises(RuntimeError, match="not the same strikers: wrong"):
        same_rule.compare({"right": Peer(1, 3, 4), "wrong": Peer(1, 2)})


def test_ratios_say_how_many_times_as_fast() -> None:
    rows = [
        {"run": "Belarus", "threads": 1, "seconds": 3.0},
        {"run": "Belarus", "threads": 2, "seconds": 2.0},
    ]
    (found,) = report.ratios_of({"threads": rows})
    assert found == ("Belarus: whole run, 2 threads beside one", 1.5, 1.6)


def test_the_page_has_its_marks() -> None:
    text = page.PAGE.read_text("utf-8")
    assert text.count(page.BEGIN) == text.count(page.END) == 1


def test_the_traits_come_back_from_their_file(folder: Path) -> None:
    traits = rule.Traits.load(folder / "traits.npz")
    assert traits.workers == WORKERS == int(traits.sizes.sum())
    assert np.array_equal(np.bincount(traits.shop), traits.sizes)


def test_a_random_network_has_the_ties_it_was_asked_for() -> None:
    a, b = cascade.random_ties(3000)
    contacts = contacts_of_pairs(3000, a, b)  # refuses loops and doubles
    assert contacts.ties == 15_000
    degrees = np.diff(contacts.first)
    assert 9.2 < degrees.var() < 10.8  # of a Poisson law, 10; three standard errors of .26
    again = cascade.random_ties(3000)
    assert np.array_equal(again[0], a)
    assert np.array_equal(again[1], b)
    with pytest.raises(ValueError, match="too dense"):
        cascade.random_ties(20, 19)


@with_compiler
def test_cpp_finds_the_same_days_of_a_cascade() -> None:
    graph = cascade.Graph(20_000)
    search = own_cascade(graph.contacts, graph.ones, graph.one).day
    assert np.array_equal(cascade.breadth_first(graph.contacts)[1], search)
    spread = own_cascade(graph.contacts, graph.needs, graph.many).day
    for width in (np.int32, np.uint8):
        out, day = cascade.spread(graph.contacts, graph.needs, graph.many, width)
        assert np.array_equal(day, spread)
        assert out == (spread >= 0).sum()


@pytest.mark.bench
@pytest.mark.parametrize("what", [cascade.SEARCH, cascade.SPREAD])
def test_libraries_run_the_same_cascades(what: str) -> None:
    tasks = cascade.peers_of(cascade.Graph(4000), what)
    assert {"NDlib", "Mesa"} <= set(tasks)
    assert ("SciPy" in tasks) == (what == cascade.SEARCH)
    assert cascade.compare({name: task() for name, task in tasks.items()})[-1] > 3000


@pytest.mark.bench
def test_libraries_build_the_same_network() -> None:
    tasks = cascade.builders_of(cascade.Graph(4000))
    assert set(tasks) == {"downtools", "SciPy"}
    assert cascade.compare({name: task() for name, task in tasks.items()}) == [40_000]


@pytest.mark.bench
@pytest.mark.parametrize("degree", [1, 2, 4, 6])
def test_ndlib_has_the_same_cascades_on_identical_graphs(degree: int) -> None:
    from benchmarks.peers.with_ndlib import NdlibPeer

    people = 1500
    contacts = contacts_of_pairs(people, *cascade.random_ties(people, degree, seed=degree))
    assert degree > 4 or (np.diff(contacts.first) == 0).any()
    # One share for all, and shares that many quotients of contacts meet exactly.
    for shares in ([cascade.SHARE] * people, [(1 + k % 6) / 6 for k in range(people)]):
        needs = needs_of_shares(contacts, np.array(shares))
        peer = NdlibPeer(contacts, shares)
        for seeds in ([0], [7, 700], list(range(0, people, 10))):
            own = own_cascade(contacts, needs, np.array(seeds))
            assert peer.run(seeds) == own.by_day.tolist()


@pytest.mark.bench
def test_ndlib_lets_nobody_begin_by_a_threshold_of_zero() -> None:
    """They join a day later than by the paper, and never without neighbours: docs/speed.md."""
    from benchmarks.peers.with_ndlib import NdlibPeer

    contacts = contacts_of_pairs(4, np.array([0, 1]), np.array([1, 2]))
    shares = [0.0, 1.0, 0.0, 0.0]
    own = own_cascade(contacts, needs_of_shares(contacts, np.array(shares)), np.array([0]))
    assert own.day.tolist() == [0, 1, 0, 0]
    assert NdlibPeer(contacts, shares).run([0]) == [1, 2, 3]


def test_a_library_with_another_cascade_stops_the_table() -> None:
    with pytest.raises(RuntimeError, match="not the same cascade: wrong, short"):
        cascade.compare({"downtools": [1, 4], "last": [4], "wrong": [1, 3], "short": [3]})


def test_ratios_of_cascades_are_told_beside_downtools() -> None:
    def row(people: int, peer: str, seconds: float) -> dict[str, object]:
        return {"what": cascade.SEARCH, "workers": people, "peer": peer, "seconds": seconds}

    rows = [row(100, "downtools", 2.0), row(100, "C++, textbook", 1.0)]
    rows += [row(10**7, "downtools", 4.0), row(10**7, "C++, textbook", 2.0)]
    assert report.ratios_of({"cascade": rows}) == [
        ("breadth-first search, 100 workers: beside C++, textbook", 0.5, None),
        ("breadth-first search, 10,000,000 workers: beside C++, textbook", 0.5, 0.25),
    ]
