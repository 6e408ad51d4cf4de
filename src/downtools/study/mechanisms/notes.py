"""What the numbers beside a row's measure say, in a sentence."""

from collections.abc import Sequence
from statistics import median

from downtools.run.run import Run
from downtools.study.mechanisms.measures import SHORT, outcome_at
from downtools.study.shares import interval

__all__ = [
    "Aside",
    "linked",
    "probabilities",
    "relative",
    "resolved_codes",
    "support",
    "wave_too",
    "where_jobs_are_scarce",
]

Aside = tuple[tuple[float, ...], tuple[float, ...]]
"""The numbers of one pair: of the arm ON, of the arm OFF."""

_CODES = {"won": 0.0, "conceded": 1.0, "suspended": 2.0, "ridden_out": 3.0, "open": 4.0}


def relative(on: float, off: float) -> float:
    """The effect of a pair: (on - off) / max(|on|, |off|), 0 if both are 0."""
    most = max(abs(on), abs(off))
    return (on - off) / most if most else 0.0


def wave_too(asides: Sequence[Aside]) -> str:
    """The effect on the wave beside that on what is felt."""
    return f"person-days of acting {_effect(asides, 0):+.1%} (median)"


def where_jobs_are_scarce(asides: Sequence[Aside]) -> str:
    """The effect where few employers have most jobs, and elsewhere."""
    return (
        f"median effect {_effect(asides, 0):+.1%} in districts where jobs are scarce,"
        f" {_effect(asides, 1):+.1%} in the others"
    )


def support(asides: Sequence[Aside]) -> str:
    """How many act at the peak, and how many would without fear."""
    acts = median(on[0] for on, _ in asides)
    would = median(off[0] for _, off in asides)
    return f"at the peak {acts:.1%} of all workers act; without fear {would:.1%} would (medians)"


def linked(asides: Sequence[Aside]) -> str:
    """How many committees link, and how often none does."""
    most = [on[0] for on, _ in asides]
    none = sum(one == 0.0 for one in most) / len(most)
    return f"at most {median(most):,.0f} linked committees on a day (median); in {none:.0%} none"


def resolved_codes(run: Run) -> tuple[float, ...]:
    """How the run stood resolved at the short horizon and at the end, as codes."""
    return _CODES[outcome_at(run, SHORT).resolution], _CODES[run.outcome.resolution]


def probabilities(asides: Sequence[Aside]) -> str:
    """Probabilities of each resolution at both horizons, with their 95 % intervals."""
    return "; ".join(
        f"{when}: {_shares([on[at] for on, _ in asides])}"
        for at, when in ((0, f"after {SHORT} days"), (1, "at the end"))
    )


def _shares(codes: Sequence[float]) -> str:
    words: list[str] = []
    for name, code in _CODES.items():
        hits = sum(one == code for one in codes)
        if hits or name == "ridden_out":
            low, high = interval(hits, len(codes))
            words.append(f"{name.replace('_', ' ')} {hits / len(codes):.0%} ({low:.0%}-{high:.0%})")
    return ", ".join(words)


def _effect(asides: Sequence[Aside], at: int) -> float:
    return median(relative(on[at], off[at]) for on, off in asides)
