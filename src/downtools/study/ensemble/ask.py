"""Ask for an ensemble, and bring the parts of one together."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from downtools.day.tables import COLUMNS
from downtools.errors import Fault, InputError, StoredRunError, nearest
from downtools.run.many.blocks import Block, blocks_of, chunks, decoded, encoded, keep, sound
from downtools.run.many.folder import (
    PLAN,
    differing,
    locked,
    read_plan,
    remove_damaged,
    sound_blocks,
    write_plan,
)
from downtools.scenario.model import Scenario
from downtools.study.belief import belief_of
from downtools.study.draws import WIDTH
from downtools.study.ensemble.carry import How, carry_out, in_room
from downtools.study.ensemble.plan import Plan, vary_of
from downtools.study.ensemble.runs import Runs

__all__ = ["ensemble", "merge"]


def ensemble(
    scenario: Scenario,
    *,
    runs: int = 200,
    vary: str = "luck,uncertainty",
    source: str | None = None,
    width: float = WIDTH,
    seed: int = 1,
    scale: float = 1.0,
    keep: Sequence[str] = ("daily",),
    how: How | None = None,
) -> Runs:
    """Run a scenario `runs` times, each with its own draw of parameters and of luck.

    `vary` says what differs: `uncertainty` (parameters), `shared` and `own` luck, or `luck` for
    both. Parameters are drawn from `source`, `posterior` or `prior` (the posterior shipped with
    the scenario, else its prior at `width` of its width). `keep` names the tables kept of each
    run, `how` by whom it is done and in which folder. The same arguments but `runs` go on in a
    folder; more runs extend it. Replicate 37 is the same alone and among a thousand.

    Raises `InputError` for arguments that will not do and a folder that holds something else,
    `OutOfRoomError` if memory or disk will not do.
    """
    faults = [
        Fault(file="--keep", value=name, problem="no table of a run", cure=nearest(name, COLUMNS))
        for name in keep
        if name not in COLUMNS
    ]
    if not 0 <= seed < 2**63:
        cure = "give a whole number from 0 to 9223372036854775807"
        faults.append(Fault(file="--seed", value=seed, problem="not a seed", cure=cure))
    if faults:
        raise InputError(faults)
    plan = Plan(
        question="ensemble",
        scenario=scenario,
        belief=belief_of(scenario, source, width),
        vary=vary_of(vary),
        seed=seed,
        scale=scale,
        keep=tuple(dict.fromkeys(("daily", *keep))),
        echo=True,
    )
    return carry_out(plan, runs, how or How())


def merge(folders: Sequence[Path], out: Path | None = None) -> Runs:
    """Bring the blocks of several folders of one study together, in `out` or in the first.

    Tasks that several folders hold are taken once. Raises `InputError` if a folder is of another
    study; `StoredRunError` for no such folder, a damaged block, or folders that give other
    results for one task.
    """
    if not folders:
        cure = "give the folders that were written with --shard"
        raise InputError([Fault(file="merge", problem="no folder", cure=cure)])
    plans = [read_plan(folder) for folder in folders]
    for folder, plan in zip(folders[1:], plans[1:], strict=True):
        if differences := list(differing(plans[0], plan)):
            problem = f"another study than {folders[0]}: {'; '.join(differences[:4])}"
            cure = "merge folders that were written with the same arguments but --shard and --runs"
            raise InputError([Fault(file=str(folder), problem=problem, cure=cure)])
    into = out or folders[0]
    with locked(into):
        remove_damaged(into)
        begun = (into / PLAN).exists()
        if begun and (differences := list(differing(read_plan(into), plans[0]))):
            problem = f"holds another study: {'; '.join(differences[:4])}"
            cure = "give another folder with --out"
            raise InputError([Fault(file=str(into), problem=problem, cure=cure)])
        _refuse_conflicts([into, *folders])
        if not begun:
            with in_room(into):
                write_plan(into, plans[0])
        for folder in folders:
            if folder.resolve() != into.resolve():
                _bring(folder, into)
        return Runs.load(into)


def _refuse_conflicts(folders: Sequence[Path]) -> None:
    """Raise `StoredRunError` if runs would be left out, or a task has two results."""
    seen: dict[tuple[int, int, int], tuple[str, Path]] = {}
    for folder in folders:
        for block in blocks_of(folder):
            if not sound(block):
                raise StoredRunError(
                    f"{block.path}: cut short or changed since it was written; ask for this part "
                    "of the study again, which makes it anew, and then merge"
                )
            for key, digest in _digests(block):
                other, first = seen.setdefault(key, (digest, folder))
                if other != digest:
                    raise StoredRunError(
                        f"{folder}: task {key[0]} is another run there than in {first}; one of "
                        "them was made with another build: make it again"
                    )


def _digests(block: Block) -> Iterator[tuple[tuple[int, int, int], str]]:
    """The digest, or error, of each run of a block."""
    names = ("task", "arm", "echo", "digest", "error")
    columns = decoded(block.path, names).to_pydict()
    for task, arm, echo, digest, error in zip(*(columns[name] for name in names), strict=True):
        yield (task, arm, echo), digest + error


def _bring(source: Path, into: Path) -> None:
    """Copy the blocks of tasks that are not there yet."""
    held = {task for block in sound_blocks(into) for task in block.tasks}
    for block in sound_blocks(source):
        for part in chunks(block.tasks, held, len(block.tasks)):
            content = block.path.read_bytes()
            if part != block.tasks:
                table = decoded(content)
                tasks = table["task"].to_numpy()
                content = encoded(table.filter((tasks >= part[0]) & (tasks <= part[-1])))
            with in_room(into):
                keep(into, part[0], part[-1], content)
