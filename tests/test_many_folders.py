"""Folders of studies: held by one command, grown, done in parts and brought together."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from downtools.cli.main import main
from downtools.errors import InputError, StoredRunError
from downtools.run.many.blocks import blocks_of, decoded, encoded, keep
from downtools.scenario import load
from downtools.study.arms import AS_IT_IS, Arm
from downtools.study.belief import Belief
from downtools.study.ensemble.ask import ensemble, merge
from downtools.study.ensemble.carry import How, Watcher, carry_out
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.runs import Runs
from tests.commands import Command, blocks, held, posix, until

RUNS, DAYS = 60, 3
ASKED = ("ensemble", "one-plant", "--days", DAYS, "--jobs", 1)


def asked(folder: Path | None = None, runs: int = RUNS, shard: tuple[int, int] = (1, 1)) -> Runs:
    how = How(jobs=1, out=folder, shard=shard)
    return ensemble(load("one-plant").with_days(DAYS), runs=runs, how=how)


@pytest.fixture(scope="module")
def whole() -> Runs:
    return asked()


@pytest.fixture(scope="module")
def thirds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The study in three parts, each in a folder of its own."""
    here = tmp_path_factory.mktemp("thirds")
    for i in (1, 2, 3):
        asked(here / str(i), shard=(i, 3))
    return [here / str(i) for i in (1, 2, 3)]


@pytest.fixture
def parts(thirds: list[Path], tmp_path: Path) -> list[Path]:
    return [Path(shutil.copytree(part, tmp_path / f"part{part.name}")) for part in thirds]


@posix
def test_a_second_command_on_a_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    folder, runs = tmp_path / "study", 240
    with Command(tmp_path, *ASKED, "--runs", runs, "--out", folder, "--json") as first:
        until(lambda: blocks(folder), "the first block")
        with held(first):
            assert first.process.poll() is None, "the first was to be at work still"
            with Command(tmp_path, *ASKED, "--runs", runs, "--out", folder) as second:
                assert second.ended() == 2, second.said
            with Command(tmp_path, "merge", folder) as third:
                assert third.ended() == 2, third.said
        assert first.ended() == 0, first.said
    for refused in (second, third):
        assert refused.said.startswith(f"{folder}: another command is at work on this folder")
        assert refused.said.count("\n") == 1
    assert first.answer["runs"] == runs
    assert first.answer["digest"] == Runs.load(folder).digest
    assert len(Runs.load(folder).tasks) == runs


def test_a_study_grows_by_what_it_lacks(tmp_path: Path, whole: Runs) -> None:
    asked(tmp_path / "study", runs=20)
    before = set(blocks(tmp_path / "study"))
    told: list[tuple[int, int]] = []
    watch = Watcher(estimate=lambda needs: told.append((needs.kept, needs.runs)))
    how = How(jobs=1, out=tmp_path / "study", watch=watch)
    grown = ensemble(load("one-plant").with_days(DAYS), runs=RUNS, how=how)
    # Each fifth of the draws has two echoes.
    assert told == [(20, 40 + 2 * 8)]
    assert before < set(blocks(tmp_path / "study"))
    assert grown.digest == whole.digest
    assert grown.outcomes.drop(["seconds"]) == whole.outcomes.drop(["seconds"])
    assert asked(tmp_path / "study", runs=20).digest == whole.digest, "fewer take none away"


def test_a_replicate_alone_is_that_of_the_study(tmp_path: Path, whole: Runs) -> None:
    alone = whole.run(37)
    row = whole.outcomes.to_pylist()[list(whole.column("task")).index(37)]
    assert alone.digest == row["digest"]
    assert (alone.luck.shared, alone.luck.own) == (row["shared_seed"], row["own_seed"])
    small = asked(tmp_path / "38", runs=38)
    assert small.run(37).digest == alone.digest
    with pytest.raises(InputError, match="not there, or it failed"):
        whole.run(RUNS)


def test_parts_brought_together_are_the_whole(parts: list[Path], whole: Runs) -> None:
    assert [len(Runs.load(part).tasks) for part in parts] == [20, 20, 20]
    out = parts[0].parent / "whole"
    assert main(["merge", *map(str, parts), "--out", str(out)]) == 0
    assert Runs.load(out).digest == whole.digest
    assert merge([*reversed(parts)]).digest == whole.digest, "into the first of them"
    assert Runs.load(parts[2]).digest == whole.digest
    assert merge([out, *parts]).digest == whole.digest, "again changes nothing"
    assert sorted(task for block in Runs.load(out).blocks for task in block.tasks) == list(
        range(RUNS)
    )
    assert asked(out).digest == whole.digest, "nothing is left to be done"


def test_tasks_that_several_folders_hold_are_taken_once(parts: list[Path], whole: Runs) -> None:
    """One part is grown over the next, in blocks that are cut otherwise."""
    asked(parts[0], runs=33)
    merged = merge(parts)
    assert merged.digest == whole.digest
    assert len(merged) == len(whole)


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        ({"seed": 2}, "seed is 1 there and 2 now"),
        ({"scale": 0.5}, "scale is 1.0 there and 0.5 now"),
        ({"vary": "own"}, 'vary is ["uncertainty", "shared", "own"] there and ["own"] now'),
        ({"keep": ("sites",)}, 'keep is ["daily"] there and ["daily", "sites"] now'),
        ({"scenario": "two-towns"}, 'scenario_name is "one-plant" there and "two-towns" now'),
    ],
)
def test_another_study_is_refused_and_it_is_said_what_differs(
    parts: list[Path], other: dict[str, Any], differs: str
) -> None:
    scenario = load(other.pop("scenario", "one-plant")).with_days(DAYS)
    stranger = parts[0].parent / "stranger"
    ensemble(scenario, runs=2, how=How(jobs=1, out=stranger), **other)
    before = [blocks(parts[0]), blocks(stranger)]
    out = parts[0].parent / "out"
    for call in (
        lambda: merge([parts[0], stranger], out),
        lambda: merge([parts[0]], stranger),
        lambda: ensemble(scenario, runs=2, how=How(jobs=1, out=parts[0]), **other),
    ):
        with pytest.raises(InputError) as caught:
            call()
        told = str(caught.value)
        assert differs in told or _turned(differs) in told
        assert told.count("\n") == 0
    assert not out.exists()
    assert [blocks(parts[0]), blocks(stranger)] == before


def _turned(differs: str) -> str:
    """The same difference, told from the other side."""
    key, _, values = differs.partition(" is ")
    there, _, now = values.removesuffix(" now").partition(" there and ")
    return f"{key} is {now} there and {there} now"


def test_a_folder_of_another_version_is_refused(parts: list[Path]) -> None:
    import json

    from downtools.run.store import checksum

    path = parts[1] / "plan.json"
    plan = {**json.loads(path.read_text("utf-8")), "downtools": "0.0.1"}
    plan.pop("checksum")
    path.write_text(json.dumps({**plan, "checksum": checksum(plan)}), "utf-8")
    for call in (lambda: merge(parts), lambda: asked(parts[1])):
        with pytest.raises(InputError, match=r"downtools is .*0\.0\.1"):
            call()


def _with_another_result(folder: Path) -> None:
    import pyarrow as pa

    block = blocks_of(folder)[0]
    table = decoded(block.path)
    digests = ["0" * 64, *table["digest"].to_pylist()[1:]]
    at = table.column_names.index("digest")
    changed = table.set_column(at, "digest", pa.array(digests))
    block.path.unlink()
    keep(folder, block.first, block.last, encoded(changed))


def test_two_results_for_one_task_are_refused(parts: list[Path]) -> None:
    twin = Path(shutil.copytree(parts[1], parts[0].parent / "twin"))
    _with_another_result(twin)
    out = parts[0].parent / "out"
    with pytest.raises(StoredRunError, match="task 20 is another run there than in"):
        merge([*parts, twin], out)
    assert not out.exists()


def test_a_damaged_part_is_refused_not_left_out(parts: list[Path]) -> None:
    path = blocks_of(parts[2])[0].path
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoredRunError, match="cut short or changed since it was written"):
        merge(parts)
    assert len(Runs.load(parts[0]).tasks) == 20


def test_a_folder_that_is_none_cannot_be_merged(parts: list[Path], tmp_path: Path) -> None:
    with pytest.raises(StoredRunError, match="no folder of a study"):
        merge([parts[0], tmp_path / "nowhere"])
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "letter.txt").touch()
    with pytest.raises(InputError, match="holds something other than a study"):
        merge(parts, tmp_path / "foreign")
    with pytest.raises(InputError, match="no folder"):
        merge([])
    assert [path.name for path in (tmp_path / "foreign").iterdir()] == ["letter.txt"]


def test_tasks_of_single_arms_fall_to_shards_as_well(tmp_path: Path) -> None:
    """A study whose arms are tasks of their own: a part may end between two arms of a draw."""
    arms: Sequence[Arm] = (AS_IT_IS, Arm(name="calm", values=(("police.harm", 0.0),)))
    plan = Plan(
        question="sweep",
        scenario=load("one-plant").with_days(DAYS),
        belief=Belief(source="prior"),
        arms=tuple(arms),
        together=False,
    )
    single = carry_out(plan, 3, How(jobs=1))
    for i in (1, 2, 3, 4):
        carry_out(plan, 3, How(jobs=1, out=tmp_path / str(i), shard=(i, 4)))
    merged = merge([tmp_path / str(i) for i in (1, 2, 3, 4)])
    assert merged.digest == single.digest
    assert len(merged) == 6
