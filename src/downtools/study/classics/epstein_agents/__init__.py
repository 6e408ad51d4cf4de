"""Epstein (2002), Model I: agents and police who move on a torus, with and without the floor.

An agent is active where grievance, hardship x (1 - legitimacy), exceeds by more than a threshold
its aversion to risk times the likelihood of arrest, 1 - exp(-2.3 x police / (1 + active agents in
sight)). NetLogo's Rebellion rounds that ratio down to a whole number: the *floor*. The kernel is
`grid`; the engine has no space, so nothing here is nested in it.
"""

from dataclasses import dataclass

from downtools.errors import Fault, InputError
from downtools.scenario.declare import column
from downtools.study.classics.check import Value
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.epstein_agents.checks import checks
from downtools.study.classics.epstein_agents.grid import THRESHOLD
from downtools.study.classics.epstein_agents.runs import (
    AGENTS,
    BURST,
    SIDE,
    bursts_of,
    jump,
    peaks,
    salami,
    simulate,
    steady,
    withdrawal,
)
from downtools.study.classics.sketch import Line, Panel, Sketch

__all__ = ["CLASSIC", "Case", "play"]


@dataclass(frozen=True, kw_only=True)
class Case:
    """Agents and police of one's own on a torus of 40 x 40 sites."""

    legitimacy: float = column("legitimacy of the regime", low=0.0, high=1.0, default=0.82)
    cops: float = column("sites with police", unit="share", low=0.0, high=1.0, default=0.04)
    agents: float = column("sites with agents", unit="share", low=0.01, high=1.0, default=0.7)
    vision: float = column("how far all see", unit="sites", low=1.0, high=15.0, default=7.0)
    jail: int = column(
        "a term in jail is evenly drawn from 0 to one less than this",
        unit="ticks",
        low=0,
        high=1_000_000,
        default=30,
    )
    floor: bool = column("round police per active agent down", default=True)
    ticks: int = column("how long", unit="ticks", low=1, high=100_000, default=1000)
    seed: int = column("seed of luck", low=0, default=1)


def play(case: Case) -> dict[str, Value]:
    """One run of a case. Raises `InputError` if agents and police do not fit on the sites."""
    agents, police = (int(share * SIDE * SIDE + 0.5) for share in (case.agents, case.cops))
    if agents + police > SIDE * SIDE:
        fault = Fault(
            file="--set",
            column="cops",
            value=case.cops,
            problem="agents and police stand on sites of their own, and there are too few sites",
            cure=f"with agents={case.agents:g} give at most {1.0 - case.agents:.4g}",
        )
        raise InputError([fault])
    found = simulate(
        case.seed,
        *steady(case.ticks, case.legitimacy, police),
        agents=agents,
        vision=case.vision,
        jail=case.jail,
        floor=case.floor,
    )
    bursts = bursts_of(found.active)
    ready = max(0.0, 1.0 - THRESHOLD / (1.0 - case.legitimacy)) if case.legitimacy < 1.0 else 0.0
    return {
        "agents": agents,
        "police": police,
        "would be active without police (share, expected)": ready,
        "mean active": float(found.active.mean()),
        "mean jailed": float(found.jailed.mean()),
        f"ticks with over {BURST} active (share)": float((found.active > BURST).mean()),
        "bursts": len(bursts.peaks),
        "largest burst": max(bursts.peaks, default=0),
        "most active at once": int(found.active.max()),
    }


def _sketch() -> Sketch:
    ticks, seeds = 400, range(1, 21)
    shown = list(range(ticks))
    panels = [
        Panel(
            title=title,
            x="tick",
            y=f"active, of {AGENTS:,} agents",
            lines=(Line(label="", x=shown, y=course.tolist(), colour=colour),),
            y_limits=(0.0, 400.0),
        )
        for title, colour, course in (
            ("Police per rebel rounded down", 0, simulate(1, *steady(ticks)).active),
            ("Police per rebel not rounded", 1, simulate(1, *steady(ticks), floor=False).active),
        )
    ]
    runs = (
        ("slow loss of legitimacy", salami()),
        ("sudden loss", jump()),
        ("police leave", withdrawal()),
        ("police leave in 600 ticks: ours", withdrawal(600)),
    )
    lines = tuple(
        Line(
            label=label,
            x=list(range(1, len(seeds) + 1)),
            y=peaks(plan, seeds, floor=True),
            colour=colour,
        )
        for colour, (label, plan) in enumerate(runs)
    )
    changes = Panel(
        title="Rounded down: three ways to lose control",
        x="runs, calmest first",
        y="most active at once (log scale from 1)",
        lines=lines,
        log_y=True,
        y_limits=(1.0, float(AGENTS)),
        notes=((1.0, 1_000.0, f"top: all {AGENTS:,}"),),
    )
    return Sketch(
        title="Agents and police on a torus",
        description=(
            "Active agents by tick. With police per rebel rounded down, quiet is broken every few "
            "tens of ticks by bursts of hundreds; if not rounded, a few agents are active at any "
            "time and there are no bursts. Beside them, rounded down, the most agents active at "
            "once in each of twenty runs: mostly fewest where legitimacy is lost slowly, more "
            "where it is lost at once, most where police leave, and fewer of them the more slowly "
            "they do."
        ),
        panels=(*panels, changes),
    )


CLASSIC = Classic(
    name="epstein_agents",
    title="Civil violence: agents and police on a torus",
    cite=(
        "Epstein JM 2002, Modeling civil violence: an agent-based computational approach, "
        "PNAS 99 Suppl 3:7243-7250; Wilensky U 2004, NetLogo Rebellion"
    ),
    says=(
        "Agents rebel where they see few police for the rebels around them; with the ratio "
        "rounded down, long quiet is broken by bursts, and police who leave do more than "
        "legitimacy lost."
    ),
    departs=(
        "No space: arrest goes by numbers at the site, without the floor. People are dismissed as "
        "well as jailed, and fear and grievance are separate and change."
    ),
    checks=checks,
    sketch=_sketch,
    play=Play(case=Case, run=play),
)
