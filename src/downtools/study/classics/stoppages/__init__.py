"""Stoppages: sizes and durations of 14,317 US work stoppages, and of the model's own.

Biggs (2005) found that sizes of strikes in Chicago and Paris follow a power law over two to three
orders of magnitude. Here that is asked of the US record by the test of Clauset, Shalizi and Newman
(2009), in `study.tails`, and then of what the engine makes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.errors import Fault, InputError
from downtools.scenario.declare import column
from downtools.study.classics.check import Check, Kind, Value, between, exactly, near
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.stoppages import sketch as picture
from downtools.study.classics.stoppages.known_tails import known_tails
from downtools.study.classics.stoppages.record import (
    RUNS,
    SCALE_OF_WAVES,
    WAVES,
    outcome,
    own,
    processes,
    record,
    waves,
)
from downtools.study.episodes import TOGETHER
from downtools.study.extra import needs
from downtools.study.heaps import rounding_of
from downtools.study.tails import BELIEVED, Examined, Verdict, power_law

__all__ = ["CLASSIC"]

I64 = npt.NDArray[np.int64]

_SAMPLES = 500
"""Of a law: a p of 0.1 has a standard error of 0.013 then."""
_OURS = "belarus-2020 as it runs"


# ---- checks


def _checks(quick: bool) -> Iterable[Check]:
    needs("scipy", "study", "fits of laws")
    samples = 50 if quick else _SAMPLES
    yield from _counts()
    yield from _us_sizes(samples)
    yield from _us_days(samples)
    yield from known_tails(rounding_of(record().people), quick=quick, jobs=processes())
    if not quick:
        yield from _our_sizes(samples)
        yield from _our_days(samples)
        yield from _our_waves(samples)


def _counts() -> Iterable[Check]:
    us = record()
    why = "the project's note on the record, counted before any test"
    yield exactly("US record: stoppages", "data", 14_317, us.many, why)
    yield exactly("US record: median of people idled", "data", 88, float(np.median(us.people)), why)
    between_ends = float(np.median(us.days)) - 1.0
    yield exactly("US record: median days from first to last", "data", 19, between_ends, why)


def _us_sizes(samples: int) -> Iterable[Check]:
    people = record().people
    plain = outcome(people, samples)
    words = "US, people idled: "
    why = (
        f"Biggs 2005, of Chicago and Paris: sizes follow a power law; {samples} samples. If it "
        "does not hold: reports tell round numbers, and the next check shows that these alone "
        "would do it"
    )
    yield _possible(words + "power law", "data", plain, why)
    told = outcome(people, samples, rounded=True)
    why = f"Biggs 2005; {samples} samples, rounded as often and as coarsely as the reports are"
    yield _possible(words + "power law, told in round numbers", "data", told, why)
    why = "Biggs 2005: over two to three orders of magnitude; from x_min to the largest"
    name = words + "orders of magnitude of the tail"
    yield between(name, "data", 2.0, 3.0, plain.decades, why)
    yield from _others(words, "data", plain)


def _us_days(samples: int) -> Iterable[Check]:
    days = record().days
    found = outcome(days, samples)
    words = "US, days: "
    share = 100.0 * found.law.tail / days.size
    why = (
        f"the same asked of durations, of which Biggs says nothing; {samples} samples. The tail is "
        f"{share:.0f} in 100 stoppages and spans {found.decades:.1f} orders of magnitude, too "
        "short to tell a power law from others: not rejected says little"
    )
    yield _possible(words + "power law", "data", found, why)
    yield from _others(words, "data", found)


def _our_sizes(samples: int) -> Iterable[Check]:
    ours = own()
    found = outcome(ours.people, samples)
    words = f"{_OURS}, people out at a workplace: "
    why = (
        f"Biggs 2005, asked of {ours.people.size} stoppages of {RUNS} runs of belarus-2020; "
        f"{samples} samples. If it does not hold: no stoppage can outgrow its workplace, and the "
        "sizes of workplaces are drawn from classes; what comes next leaves out the small ones"
    )
    yield _possible(words + "power law", "data", found, why)
    yield from _others(words, "data", found)
    us = power_law(record().people)
    same = outcome(ours.people, samples, x_min=us.x_min)
    words = f"{_OURS}, at least {us.x_min} people out at a workplace: "
    why = (
        f"the same of the sizes that the US tail has; {samples} samples. If it does not hold: "
        "as above, the largest plants being soon reached"
    )
    yield _possible(words + "power law", "data", same, why)
    yield from _others(words, "data", same)
    why = (
        "the exponent of the US tail; three standard errors of both, as if stoppages of one run "
        "were independent. Nothing in the model was fitted to it; of a law that is rejected an "
        "exponent says little, though"
    )
    room = 3.0 * float(np.hypot(us.error, same.law.error))
    yield near(words + "exponent", "data", us.alpha, same.law.alpha, room, why)


def _our_days(samples: int) -> Iterable[Check]:
    ours = own()
    found = outcome(ours.days, samples)
    words = f"{_OURS}, days of a workplace: "
    why = (
        f"asked of durations too; {samples} samples. The runs end after 53 days, which cut off "
        f"{ours.unended} of {ours.days.size}, and the tail spans {found.decades:.1f} orders of "
        "magnitude: not rejected says little"
    )
    yield _possible(words + "power law", "data", found, why)
    yield from _others(words, "data", found)


def _our_waves(samples: int) -> Iterable[Check]:
    found = outcome(waves(), samples)
    words = f"{_OURS}, most people out in a wave: "
    why = (
        f"asked of the largest day of {WAVES} runs at scale {SCALE_OF_WAVES:g}; {samples} "
        f"samples. {found.law.tail} values are in the tail: not rejected says little"
    )
    yield _possible(words + "power law", "data", found, why)
    yield from _others(words, "data", found)


def _possible(name: str, kind: Kind, found: Examined, why: str) -> Check:
    """Whether the law is possible at all."""
    law = found.law
    kept = found.p > BELIEVED
    return Check(
        name=name,
        kind=kind,
        expected=f"not rejected, p > {BELIEVED:g}",
        obtained=f"{'not rejected' if kept else 'rejected'}, p = {found.p:.3f}",
        tolerance=0.0,
        holds=kept,
        why=f"{why}. Exponent {law.alpha:.2f} ± {law.error:.2f} from {law.x_min} on, "
        f"{law.tail} values",
    )


def _others(words: str, kind: Kind, found: Examined) -> Iterable[Check]:
    """Whether one of the other laws is better on the same tail."""
    why = (
        "Biggs 2005, if strictly read; Vuong's test. A log-normal of great spread is a power law, "
        "so the ratio is hardly ever above 0; with p > 0.1 the values cannot tell the two apart"
    )
    yield _versus(f"{words}beside a log-normal", kind, found.over_log_normal, "not worse", why)
    why = (
        "the straw man, a tail that is not heavy; Vuong's test. A short or small tail may not tell"
    )
    yield _versus(f"{words}beside an exponential", kind, found.over_exponential, "better", why)


def _versus(name: str, kind: Kind, verdict: Verdict, expected: str, why: str) -> Check:
    sure = verdict.p <= BELIEVED
    sign = ("better" if verdict.ratio > 0.0 else "worse") if sure else "cannot be told"
    allowed = ("better",) if expected == "better" else ("better", "cannot be told")
    return Check(
        name=name,
        kind=kind,
        expected=expected,
        obtained=f"{sign}, log ratio {verdict.ratio:.1f}, p = {verdict.p:.3f}",
        tolerance=0.0,
        holds=sign in allowed,
        why=why,
    )


# ---- play


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is put to the test, and how."""

    of: str = column(
        "what is tested: of the US record, or of runs of belarus-2020 by us",
        choices=("people", "days", "our_people", "our_days", "our_waves"),
        default="people",
    )
    x_min: int = column("least value of the tail; 0: where the law is nearest", low=0, default=0)
    samples: int = column("samples of the law", low=1, high=100_000, default=100)
    rounded: bool = column("whether samples are rounded as the values are", default=False)
    runs: int = column("runs, of which ours are taken", low=1, high=1_000, default=4)
    together: int = column(
        "people out at once from which on a workplace of ours is stopped",
        unit="people",
        low=1,
        default=TOGETHER,
    )


def _values(case: Case) -> I64:
    if case.of == "our_waves":
        found = waves(case.runs)
        return found[found > 0]
    if case.of.startswith("our_"):
        ours = own(case.runs, case.together)
        return ours.people if case.of == "our_people" else ours.days
    return record().people if case.of == "people" else record().days


def _played(case: Case) -> dict[str, Value]:
    needs("scipy", "study", "fits of laws")
    values = _values(case)
    tail = np.unique(values[values >= case.x_min])
    if tail.size < 2:
        largest = int(values.max()) if values.size else 0
        problem = f"no tail: of {values.size} values the largest is {largest}"
        key, cure = ("x_min", "give a smaller one") if case.x_min else ("runs", "give more of them")
        fault = Fault(
            file="--set", column=key, value=getattr(case, key), problem=problem, cure=cure
        )
        raise InputError([fault])
    found = outcome(values, case.samples, x_min=case.x_min or None, rounded=case.rounded)
    log_normal, exponential = found.over_log_normal, found.over_exponential
    return {
        "values": int(values.size),
        "median": float(np.median(values)),
        "largest": int(values.max()),
        "x_min": found.law.x_min,
        "values in the tail": found.law.tail,
        "orders of magnitude of the tail": round(found.decades, 2),
        "exponent": round(found.law.alpha, 4),
        "its standard error": round(found.law.error, 4),
        "distance": round(found.law.distance, 4),
        "p: samples of the law farther off": found.p,
        "log ratio over a log-normal": round(log_normal.ratio, 2),
        "p that it is luck": round(log_normal.p, 4),
        "log ratio over an exponential": round(exponential.ratio, 2),
        "p that that is luck": round(exponential.p, 4),
    }


CLASSIC = Classic(
    name="stoppages",
    title="Sizes and durations of work stoppages",
    cite=(
        "Biggs 2005, American Journal of Sociology 110:1684-1714; Clauset, Shalizi and Newman "
        "2009, SIAM Review 51:661-703; US Federal Mediation and Conciliation Service, the record"
    ),
    says="Sizes of strikes follow a power law over two to three orders of magnitude.",
    departs=(
        "Nothing in the model is scale-free by design: sizes of workplaces come from classes with "
        "ends, and a run has 53 days. Its stoppages are put to the same test as the US record."
    ),
    checks=_checks,
    sketch=picture.sketch,
    play=Play(case=Case, run=_played),
)
