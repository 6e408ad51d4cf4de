"""The results as ratios and as a page of Markdown."""

from typing import Any

__all__ = ["ratios_of", "table_of"]

Row = dict[str, Any]
Ratio = tuple[str, float, float | None]
"""What is compared, by what factor downtools is faster, and the target if there is one."""

_TWIN, _DENSE, _ALL = "C++, decide alone", "dense kernel, decide alone", "all phases"
_MESA, _OWN = "Mesa, decide alone", "downtools, decide alone"


def ratios_of(parts: dict[str, Any]) -> list[Ratio]:
    """Every ratio that the parts that were run allow."""
    return [
        *_of_days(parts.get("day", [])),
        *_of_runs(parts.get("decide", [])),
        *_of_threads(parts.get("threads", [])),
        *_of_mesa(parts),
        *_of_world(parts.get("world")),
        *_of_cascades(parts.get("cascade", [])),
        *_of_many(parts.get("many", [])),
    ]


def _of_days(rows: list[Row]) -> list[Ratio]:
    found: list[Ratio] = []
    for name, threads in dict.fromkeys((row["run"], row["threads"]) for row in rows):
        here = {
            r["what"]: r["seconds"] for r in rows if (r["run"], r["threads"]) == (name, threads)
        }
        for other in (_TWIN, _DENSE):
            if other in here:
                target = 1.0 if other == _TWIN and name == "Belarus" else None
                label = f"{name}: full day at the peak beside {other}, {_threads(threads)}"
                found.append((label, here[other] / here[_ALL], target))
    return found


def _of_runs(rows: list[Row]) -> list[Ratio]:
    found: list[Ratio] = []
    for name, threads in dict.fromkeys((row["run"], row["threads"]) for row in rows):
        here = {r["decide"]: r for r in rows if (r["run"], r["threads"]) == (name, threads)}
        own = here["downtools"]
        for other, row in here.items():
            if other == "downtools":
                continue
            days = f"{own['days']} days, {_threads(threads)}"
            target = 5.0 if other == "dense kernel" and name == "Belarus" else None
            label = f"{name}: decide of {days}, beside {other}"
            found.append((label, row["decide_seconds"] / own["decide_seconds"], None))
            label = f"{name}: whole run of {days}, beside one with {other}"
            found.append((label, row["seconds"] / own["seconds"], target))
    return found


def _of_threads(rows: list[Row]) -> list[Ratio]:
    one = {row["run"]: row["seconds"] for row in rows if row["threads"] == 1}
    return [
        (
            f"{row['run']}: whole run, {_threads(row['threads'])} beside one",
            one[row["run"]] / row["seconds"],
            1.6 if row["threads"] == 2 and row["run"] == "Belarus" else None,
        )
        for row in rows
        if row["threads"] > 1
    ]


def _of_mesa(parts: dict[str, Any]) -> list[Ratio]:
    """Days of downtools beside Mesa days of the decide rule and of the simple one, as many."""
    days: list[Row] = parts.get("mesa", [])
    own = [row for row in days if row["what"] == _ALL]
    alone = [row for row in days if row["what"] == _OWN]
    found: list[Ratio] = []
    for other in days:
        if other["what"] == _MESA:
            what = "a Mesa day of the decide rule"
            target = 500.0 if other["workers"] == 1_000_000 else None
            found += [_beside(row, other["seconds"], what, target) for row in own]
            found += [_beside(row, other["seconds"], what, None) for row in alone]
    workers = days[0]["workers"] if days else 1_000_000
    rows = [row for row in parts.get("rule", []) if row["workers"] == workers]
    mesa = [row for row in rows if row["peer"] == "Mesa" and "seconds" in row]
    if not mesa:
        return found
    day = mesa[0]["seconds"] / mesa[0]["days"]
    found += [_beside(row, day, "a Mesa day of the simple rule", None) for row in own]
    for row in rows:
        if row["peer"] == "downtools":
            many = f"{_workers(workers)}: the simple rule beside Mesa, {_threads(row['threads'])}"
            found.append((many, day / (row["seconds"] / row["days"]), None))
    return found


def _beside(row: Row, seconds: float, what: str, target: float | None) -> Ratio:
    day = "full day" if row["what"] == _ALL else "decide alone"
    head = f"{_workers(row['workers'])}: {day} at the peak beside {what}"
    return f"{head}, {_threads(row['threads'])}", seconds / row["seconds"], target


def _workers(many: int) -> str:
    return "1 M workers" if many == 1_000_000 else f"{many:,} workers"


def _of_world(row: Row | None) -> list[Ratio]:
    if not row:
        return []
    seconds = row["seconds"]
    return [
        (
            "Belarus: writing the world's arrays beside building it",
            seconds["write"] / seconds["build"],
            0.5,
        )
    ]


def _of_cascades(rows: list[Row]) -> list[Ratio]:
    found: list[Ratio] = []
    for row in rows:
        own = next(r for r in rows if (r["what"], r["workers"]) == (row["what"], row["workers"]))
        if row is own:  # downtools comes first
            continue
        label = f"{row['what']}, {row['workers']:,} workers: beside {row['peer']}"
        goal = (row["what"], row["peer"]) == ("breadth-first search", "C++, textbook")
        target = 0.25 if goal and row["workers"] >= 10_000_000 else None
        found.append((label, row["seconds"] / own["seconds"], target))
    return found


def _of_many(rows: list[Row]) -> list[Ratio]:
    if not rows:
        return []
    plain, one, two = (row["seconds"] for row in rows)
    head = f"{rows[0]['runs']} runs of {rows[0]['workers']:,} workers"
    return [
        (f"{head}: a study on one process beside a plain loop", plain / one, 0.95),
        (f"{head}: a study on two processes beside one", one / two, 1.8),
    ]


def _threads(many: int) -> str:
    return "1 thread" if many == 1 else f"{many} threads"


def table_of(results: dict[str, Any]) -> str:
    """All tables in Markdown."""
    machine, parts = results["machine"], results["parts"]
    made = [
        f"`{results['command']}`: {machine['cores']} cores of {machine['processor']}"
        f" ({', '.join(machine['features'])}), {machine['memory_gb']} GB,"
        f" Python {machine['python']}, {machine['compiler']} `{machine['flags']}`; "
        + ", ".join(f"{name} {one}" for name, one in machine["versions"].items())
        + f". Medians of {results['rounds']} interleaved runs; the load average of a minute stood"
        f" between {results['load'][0]} and {results['load'][1]}.",
        "",
    ]
    if results["ratios"]:
        lines = [
            f"| {label} | {value:.2f} | {'' if target is None else f'at least {target:g}'} |"
            for label, value, target in results["ratios"]
        ]
        made += ["| how many times as fast | ratio | target |", "|---|---|---|", *lines, ""]
    makers = {
        "rule": _rule,
        "decide": _runs,
        "day": _days,
        "mesa": _days,
        "profile": _profile,
        "memory": _memory,
        "scaling": _scaling,
        "cascade": _cascades,
        "many": _many,
        "huge": _scaling,
    }
    for name, maker in makers.items():
        if parts.get(name):
            made += [*maker(parts[name]), ""]
    return "\n".join(made).rstrip()


def _rule(rows: list[Row]) -> list[str]:
    lines = [
        "| the same simple rule | threads | workers | days | million agent-days a second"
        " | beside C++ | bytes a worker |",
        "|---|---|---|---|---|---|---|",
    ]
    cpp = {
        (row["workers"], row["threads"]): row["agent_days_a_second"]
        for row in rows
        if row["peer"] == "C++" and "seconds" in row
    }
    for row in rows:
        head = f"| {row['peer']} | {row['threads']} | {row['workers']:,}"
        if "why" in row:
            lines.append(f"{head} | | {row['why']} | | |")
            continue
        rate = row["agent_days_a_second"]
        beside = cpp.get((row["workers"], row["threads"]))
        ratio = f"{rate / beside:.3g}" if beside else ""
        size = f"{row['bytes_a_worker']:.0f}" if row["workers"] >= 1_000_000 else ""
        lines.append(f"{head} | {row['days']} | {rate / 1e6:.3g} | {ratio} | {size} |")
    return lines


def _runs(rows: list[Row]) -> list[str]:
    return [
        "| a run of | decide by | threads | seconds | of these decide | digest |",
        "|---|---|---|---|---|---|",
        *(
            f"| {r['run']}, {r['workers']:,} workers, {r['days']} days | {r['decide']} |"
            f" {r['threads']} | {r['seconds']:.3f} | {r['decide_seconds']:.3f} | `{r['digest']}` |"
            for r in rows
        ),
    ]


def _days(rows: list[Row]) -> list[str]:
    return [
        "| the busiest day of | workers above quiet | threads | what | milliseconds |",
        "|---|---|---|---|---|",
        *(
            f"| {r['run']}, {r['workers']:,} workers (day {r['day']}) | {r['active']:,} |"
            f" {r['threads']} | {r['what']} | {1e3 * r['seconds']:.2f} |"
            for r in rows
        ),
    ]


def _profile(rows: list[Row]) -> list[str]:
    names = list(rows[0]["phases"])
    return [
        f"| milliseconds of a day | {' | '.join(names)} | all |",
        f"|---|{'---|' * (len(names) + 1)}",
        *(
            f"| {row['what']} | "
            + " | ".join(f"{1e3 * row['phases'][name]:.2f}" for name in names)
            + f" | {1e3 * sum(row['phases'].values()):.2f} |"
            for row in rows
        ),
    ]


def _memory(row: Row) -> list[str]:
    each, counts = row["each"], row["counts"]
    return [
        "| bytes in arrays | a worker | a shop | a site |",
        "|---|---|---|---|",
        *(
            f"| {where} | " + " | ".join(f"{each[f'{where} {what}']:.0f}" for what in counts) + " |"
            for where in ("world", "state", "today")
        ),
        f"| how many | {' | '.join(f'{many:,}' for many in counts.values())} |",
    ]


def _many(rows: list[Row]) -> list[str]:
    return [
        "| many runs | runs | days | seconds | seconds a run | most memory of a process, GB |",
        "|---|---|---|---|---|---|",
        *(
            f"| {r['what']}, {r['workers']:,} workers | {r['runs']} | {r['days']} |"
            f" {r['seconds']:.1f} | {r['seconds'] / r['runs']:.2f} | {r['process_gb'] or ''} |"
            for r in rows
        ),
    ]


def _scaling(rows: list[Row]) -> list[str]:
    lines = [
        "| Belarus times k, workers | sites | days | threads | world, s | days, s"
        " | million agent-days a second | peak GB | bytes a worker | digest |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        if "why" in row:
            lines.append(f"| {row['workers']:,} | | | | {row['why']} | | | | | |")
            continue
        lines.append(
            f"| {row['workers']:,} | {row['sites']:,} | {row['days']} | {row['threads']} |"
            f" {row['world_seconds']:.2f} | {row['run_seconds']:.2f} |"
            f" {row['agent_days_a_second'] / 1e6:.3g} | {row['peak_bytes'] / 2**30:.2f} |"
            f" {row['bytes_a_worker']:.1f} | `{row['digest']}` |"
        )
    return lines


def _cascades(rows: list[Row]) -> list[str]:
    lines = [
        "| a random network of | by | seconds | walk out | days |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        head = f"| {row['workers']:,} workers, {row['ties']:,} ties: {row['what']} | {row['peer']}"
        tail = f"{row['out']:,} | {row['days']}" if row["days"] else " | "
        lines.append(f"{head} | {row['seconds']:.3g} | {tail} |")
    return lines
