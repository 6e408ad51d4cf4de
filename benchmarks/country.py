"""Countries of any size: Belarus 2020 with everybody times k, and one where a simple rule holds.

`belarus` keeps all rules; people, jobs and money are multiplied, the workplaces are of the same
sizes, so there are more of them. `wave` is the same country with every part of the model switched
off but three: private opposition given a voice, the pull of the shop, the pull of the nation. All
make up their mind every day, so a day needs no draws, and any library can do the same rule.
"""

import csv
from collections.abc import Callable
from pathlib import Path

from downtools.scenario import gallery, load
from downtools.scenario.keys import replaced
from downtools.scenario.model import Scenario

__all__ = ["BELARUS", "NATIONWIDE", "WAVE_DAYS", "belarus", "nationwide", "wave"]

BELARUS = 4_300_800
"""Workers of the shipped scenario."""
WAVE_DAYS = 60
NATIONWIDE = {"people.opposition_mean": 1.5, "police.harm": 0.5}
"""What brings a large part of the country out: the worst case for skipping who cannot act."""

_WAVE = """\
[scenario]
title = "One simple rule for {workers:,} workers"
question = "How fast is a day of opposition, shop and nation alone?"
population = {population:.1f}
world_seed = 2020
shop_size = 20
start = 2020-08-09
end = 2020-10-07

[calendar]
rest_days = []
holidays = []
rotation = [1]

[people]
source = "assumption: all but the simple rule is switched off"
opposition_mean = {mean}
opposition_sd = {sd}
attention = 1.0

[ladder]
source = "assumption: all but the simple rule is switched off"
theta_sign = 1.0
theta_rally = 1.0
theta_walkout = 1.0
keep = 0.0
fatigue = 0.0

[influence]
source = "assumption: all but the simple rule is switched off"
shop = {shop}
site = 0.0
town = 0.0
nation = {nation}
linked = 0.0

[belief]
source = "assumption: all but the simple rule is switched off"
weight = 0.0

[outrage]
source = "assumption: all but the simple rule is switched off"
vote = {vote}
permanent = 1.0
shock_sd = 0.0
town_shock_sd = 0.0

[media]
source = "assumption: all but the simple rule is switched off"
reach = 1.0
call_weight = 0.0

[street]
source = "assumption: all but the simple rule is switched off"
turnout = 0.0
shelter = 0.0

[police]
source = "assumption: all but the simple rule is switched off"
per_active = 0.0
capacity = 0.0
deterrence = 0.0
harm = 0.0
detain = 0.0

[sack]
source = "assumption: all but the simple rule is switched off"
threat = 0.0
weight = 0.0
resign = 0.0

[concede]
source = "assumption: all but the simple rule is switched off"
hazard = 0.0
leave_bar = 10.0

[gather]
source = "assumption: all but the simple rule is switched off"
base = -5.0
readiness = 0.0
call = 0.0
nearby = 0.0
list_base = -5.0
list_readiness = 0.0

[organise]
source = "assumption: all but the simple rule is switched off"
base = -5.0
readiness = 0.0

[loyalty]
source = "assumption: all but the simple rule is switched off"
subsidy = 0.0

[workplace]
source = "assumption: all but the simple rule is switched off"
effect_sd = 0.0
selection = 0.0

[schedule.vote]
kind = "falsified_vote"
start = 2020-08-09
strength = 1.0
source = "assumption: the rule needs outrage from the first day on"
"""
_TUNED = {"vote": 1.5, "mean": -1.7, "sd": 1.2, "shop": 0.3, "nation": 3.0}
"""Two in a hundred begin, a tenth follows slowly, and after four weeks all the others at once."""

_ONE_SITE = "mtz"
"""A scenario has to name at least one workplace."""

Row = dict[str, str]
Edit = Callable[[Row], Row | None]


def belarus(workers: int, folder: Path) -> Scenario:
    """Belarus 2020 with so many workers in place of 4.3 million; all rules hold."""
    times = workers / BELARUS
    source = gallery.path("belarus-2020")
    folder.mkdir(parents=True, exist_ok=True)
    _tables(source, folder, times, named=True)
    lines = (source / "scenario.toml").read_text("utf-8").splitlines()
    before = load("belarus-2020")
    swaps = {
        "population = ": f"population = {_people(before.population, times):.1f}",
        "[police]": f"[police]\ncapacity = {before.parameters.police.capacity * times:.3f}",
    }
    text = [
        next((new for old, new in swaps.items() if line.startswith(old)), line) for line in lines
    ]
    sites = before.parameters.regime.sites * times
    text.append(f'\n[regime]\nsource = "assumption: by size of country"\nsites = {sites:.3f}\n')
    (folder / "scenario.toml").write_text("\n".join(text), "utf-8")
    schedule = (source / "schedule.toml").read_text("utf-8").splitlines()
    (folder / "schedule.toml").write_text(
        "\n".join(_multiplied(line, times) for line in schedule) + "\n", "utf-8"
    )
    return load(folder)


def nationwide(scenario: Scenario) -> Scenario:
    """The same country more opposed and less afraid: a large part of it goes out."""
    return replaced(scenario, NATIONWIDE)


def wave(workers: int, folder: Path) -> Scenario:
    """A country of so many workers in which one simple rule holds for 60 working days."""
    times = workers / BELARUS
    folder.mkdir(parents=True, exist_ok=True)
    _tables(gallery.path("belarus-2020"), folder, times, named=False)
    population = _people(load("belarus-2020").population, times)
    text = _WAVE.format(workers=workers, population=population, **_TUNED)
    (folder / "scenario.toml").write_text(text, "utf-8")
    return load(folder)


def _people(population: float, times: float) -> float:
    """People of a country: a scenario may have two thousand million."""
    return min(population * times, 2e9)


def _multiplied(line: str, times: float) -> str:
    """People and money of the schedule grow with the country: a dose of violence stays the same."""
    name, equals, value = line.partition(" = ")
    if equals and name in ("people", "usd"):
        return f"{name} = {float(value.split('#')[0]) * times:.3f}"
    return line


def _tables(source: Path, folder: Path, times: float, *, named: bool) -> None:
    """Copy the tables of a scenario that a run reads, with people and money multiplied."""

    def people(row: Row) -> Row:
        if row.get("population"):
            row["population"] = f"{float(row['population']) * times:.3f}"
        return row

    employed = 0

    def sector(row: Row) -> Row:
        nonlocal employed
        # Rounded as a running sum, so that the whole is exact.
        before, employed = employed, employed + int(row["employed"])
        row["employed"] = str(max(1, round(employed * times) - round(before * times)))
        for column in ("value_added_usd", "exports_usd"):
            row[column] = f"{float(row[column]) * times:.2f}"
        if not named:
            row["shifts"], row["process"] = "day", "batch"
        return row

    def site(row: Row) -> Row | None:
        if not named and row["site"] != _ONE_SITE:
            return None
        if not named:
            row["effect"] = ""
        row["staff"] = str(max(1, int(int(row["staff"]) * min(times, 1.0))))
        for column in ("value_added_usd", "exports_usd"):
            if row[column]:
                row[column] = f"{float(row[column]) * min(times, 1.0):.2f}"
        return row

    edits: dict[str, Edit] = {
        "districts": people,
        "towns": people,
        "sectors": sector,
        "sizes": lambda row: row,
        "sites": site,
    }
    if named:
        edits["links"] = lambda row: row
    for path in sorted(source.glob("*.csv")):
        edit = edits.get(path.name.split(".")[0])
        if edit is not None:
            _copy(path, folder / path.name, edit)


def _copy(source: Path, target: Path, edit: Edit) -> None:
    with source.open(encoding="utf-8", newline="") as read:
        table = csv.DictReader(read)
        rows = [edited for row in table if (edited := edit(dict(row))) is not None]
        columns = list(table.fieldnames or ())
    with target.open("w", encoding="utf-8", newline="") as written:
        writer = csv.DictWriter(written, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
