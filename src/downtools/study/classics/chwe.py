"""Chwe (1999, 2000): who revolts if people know only the thresholds of those near to them.

Everyone joins only if the total number who do, themselves included, is surely at least their
threshold. They know their own threshold and those of some others; of the rest they know nothing,
so that each may be one who never joins.

A game with such beliefs has a largest equilibrium, since the others' joining only helps. It is
found by asking what is surely so among a set of people of whom alone the thresholds are known
(`revolting`). It needs no knowledge of ties beyond those among the people one knows.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

from downtools.chance import bits, key_of, stream, uniform
from downtools.errors import Fault, InputError
from downtools.scenario.declare import column
from downtools.study.classics.check import Check, Value, exactly
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.sketch import Line, Panel, Sketch

__all__ = ["CLASSIC", "Ties", "knowing", "named_ties", "revolting", "revolting_in_every_state"]

Ties = tuple[tuple[int, int], ...]
"""Pairs of people who know each other's thresholds."""

Known = tuple[frozenset[int], ...]
"""For each person those whose thresholds they know, themselves included."""

_LARGEST = 12


def knowing(people: int, ties: Iterable[tuple[int, int]]) -> Known:
    """Who is known by whom if a tie lets both know each other."""
    known = [{i} for i in range(people)]
    for i, j in ties:
        known[i].add(j)
        known[j].add(i)
    return tuple(map(frozenset, known))


def revolting(known: Known, thresholds: Sequence[int]) -> frozenset[int]:
    """Who revolts in the largest equilibrium.

    `known` and `thresholds` are by person; a threshold of 1 is met by oneself alone, and one above
    the number of people never. Where only a set of people is known to be willing, those of them
    who do not know the whole set must ask what is sure among the fewer whom they know; those who
    do know it have it as common knowledge among themselves, and the most of them join that can.
    """

    @cache
    def surely(willing: frozenset[int]) -> frozenset[int]:
        informed = {i for i in willing if willing <= known[i]}
        joined = {i for i in willing - informed if len(surely(willing & known[i])) >= thresholds[i]}
        while any(thresholds[i] > len(joined) + len(informed) for i in informed):
            most = len(joined) + len(informed)
            informed = {i for i in informed if thresholds[i] <= most}
        return frozenset(joined | informed)

    return surely(frozenset(range(len(known))))


def revolting_in_every_state(known: Known) -> dict[tuple[int, ...], frozenset[int]]:
    """Who revolts in each state of the world, by the definition of the game and nothing else.

    A state is everybody's threshold, from 1 to one more than there are people. A plan says for
    each person and each thing they may know whether they join. We begin with the plan by which all
    always do and strike out what may go wrong in some state that the person cannot tell from the
    true one, until nothing is struck: the largest equilibrium. For four people at most.
    """
    people = len(known)
    states = list(product(range(1, people + 2), repeat=people))
    order = [sorted(them) for them in known]
    told = {state: [(i, *(state[j] for j in order[i])) for i in range(people)] for state in states}
    plan = {message for messages in told.values() for message in messages}
    while True:
        struck: set[tuple[int, ...]] = set()
        for state, messages in told.items():
            many = sum(message in plan for message in messages)
            struck.update(m for m, need in zip(messages, state, strict=True) if need > many)
        if not struck & plan:
            break
        plan -= struck
    return {
        state: frozenset(i for i, message in enumerate(messages) if message in plan)
        for state, messages in told.items()
    }


def named_ties(network: str, people: int) -> Ties:
    """The ties of a network by name; the two cliques have one tie between them."""
    line = tuple((i, i + 1) for i in range(people - 1))
    if network in ("square", "ring"):
        return (*line, (0, people - 1))
    if network == "kite":
        return ((0, 1), (0, 2), (1, 2), (2, 3))
    if network == "star":
        return tuple((0, i) for i in range(1, people))
    if network == "complete":
        return tuple(combinations(range(people), 2))
    if network == "cliques":
        half = people // 2
        one, other = combinations(range(half), 2), combinations(range(half, people), 2)
        return (*one, *other, (half - 1, half))
    return line


def _many(people: int, ties: Ties, thresholds: Sequence[int]) -> int:
    return len(revolting(knowing(people, ties), thresholds))


# ---- checks


_FEW_TIES: Ties = (*combinations(range(5), 2), (5, 6))
"""Eleven ties among twelve people, as many as a line has, spent on a clique and a pair."""

_TRIANGLES: Ties = (*combinations(range(3), 2), *combinations(range(3, 6), 2))
_BRIDGED: Ties = (*_TRIANGLES, (2, 3))
_SHARED: Ties = (*_TRIANGLES, (2, 3), (2, 4), (2, 5))
_UNEQUAL = (3, 3, 3, 4, 4, 4)
"""Thresholds of two triangles, the second of which needs one more."""

_CLIQUE = (
    "derived: with one threshold for all, the smallest set among whom anything is sure is a "
    "clique of that many, and who knows a clique belongs to a larger one; so exactly the members "
    "of a clique of so many revolt"
)


def _cases() -> tuple[tuple[str, int, Ties, tuple[int, ...], str], ...]:
    """Name, people expected to revolt, ties, thresholds, reason."""
    line, star = named_ties("line", 12), named_ties("star", 12)
    complete, cliques = named_ties("complete", 12), named_ties("cliques", 10)
    square, kite, four = (named_ties(name, 4) for name in ("square", "kite", "complete"))
    knowledge = "derived: the thresholds let all four revolt; what the square lacks is knowledge"
    wide = "; at low thresholds a wide and thin network reaches most people for its ties"
    bridge = "derived: who is at the tie knows one of the first triangle, but not that it revolts"
    shared = (
        "derived: the first triangle revolts by itself; the one in both and the second are a "
        "clique of four"
    )
    return (
        ("square, threshold 3", 0, square, (3,) * 4, "published"),
        ("kite, threshold 3", 3, kite, (3,) * 4, "published: the triangle"),
        ("four who all know each other, threshold 3", 4, four, (3,) * 4, knowledge),
        ("complete network of 12, threshold 12", 12, complete, (12,) * 12, _CLIQUE),
        ("complete but for one tie, threshold 12", 0, complete[1:], (12,) * 12, _CLIQUE),
        ("star of 12, threshold 2", 12, star, (2,) * 12, _CLIQUE),
        ("star of 12, threshold 3", 0, star, (3,) * 12, _CLIQUE),
        ("line of 12 (11 ties), threshold 2", 12, line, (2,) * 12, _CLIQUE + wide),
        ("clique of 5 and a pair of 12 (11 ties), threshold 2", 7, _FEW_TIES, (2,) * 12, _CLIQUE),
        ("line of 12 (11 ties), threshold 5", 0, line, (5,) * 12, _CLIQUE),
        ("clique of 5 and a pair of 12 (11 ties), threshold 5", 5, _FEW_TIES, (5,) * 12, _CLIQUE),
        ("two cliques of 5, a tie between, threshold 5", 10, cliques, (5,) * 10, _CLIQUE),
        ("two cliques of 5, a tie between, threshold 6", 0, cliques, (6,) * 10, _CLIQUE),
        ("triangles with thresholds 3 and 4, a tie between", 3, _BRIDGED, _UNEQUAL, bridge),
        ("triangles with thresholds 3 and 4, one person in both", 6, _SHARED, _UNEQUAL, shared),
    )


def _following() -> int:
    """Three who know each other, and three with threshold 6 who know all while none knows them."""
    known = tuple(frozenset(range(3 if i < 3 else 6)) for i in range(6))
    return len(revolting(known, (3, 3, 3, 6, 6, 6)))


def _agreeing(knowns: Iterable[Known]) -> tuple[int, int]:
    """States in all, and those in which the short way and the definition name the same people."""
    states = same = 0
    for known in knowns:
        for state, who in revolting_in_every_state(known).items():
            states += 1
            same += who == revolting(known, state)
    return states, same


def _one_sided(people: int) -> list[Known]:
    """Every network in which knowing need not be mutual."""
    each = [
        [
            frozenset({i, *others})
            for many in range(people)
            for others in combinations([j for j in range(people) if j != i], many)
        ]
        for i in range(people)
    ]
    return list(product(*each))


def _mutual(people: int) -> list[Known]:
    """Every network in which it is."""
    pairs = list(combinations(range(people), 2))
    return [
        knowing(people, ties)
        for many in range(len(pairs) + 1)
        for ties in combinations(pairs, many)
    ]


def _clique_cases(networks: int, people: int) -> tuple[int, int]:
    """Cases of drawn networks and one threshold for all, and those that the cliques foretell."""
    cases = same = 0
    for n in range(networks):
        key = stream(1, key_of("chwe_ties"), n)
        pairs = enumerate(combinations(range(people), 2))
        known = knowing(people, (pair for k, pair in pairs if uniform(bits(key, k)) < 0.5))
        for threshold in range(1, people + 1):
            members = frozenset(
                i
                for group in combinations(range(people), threshold)
                if all(known[j].issuperset(group) for j in group)
                for i in group
            )
            cases += 1
            same += members == revolting(known, [threshold] * people)
    return cases, same


def _checks(quick: bool) -> Iterable[Check]:
    for name, expected, ties, thresholds, why in _cases():
        obtained = _many(len(thresholds), ties, thresholds)
        yield exactly(f"{name}: people who revolt", "reference", expected, obtained, why)
    yield exactly(
        "clique of 3, threshold 3, and 3 others, threshold 6, who know all, unknown to them",
        "reference",
        6,
        _following(),
        "derived, and published as the form of networks that just suffice: a clique that leads "
        "and one that follows",
    )
    cases, same = _clique_cases(4 if quick else 60, 8)
    name = "drawn networks of 8 at one threshold for all: those whom the cliques foretell"
    yield exactly(name, "reference", cases, same, _CLIQUE)
    knowns = _one_sided(3) if quick else [*_one_sided(3), *_mutual(4)]
    states, same = _agreeing(knowns)
    name = "states of the world, all networks of 3" + ("" if quick else " and 4")
    why = "derived: the largest equilibrium of the whole game, worked out state by state"
    yield exactly(name + ": same people revolt", "reference", states, same, why)


# ---- picture


def _drawing(
    title: str,
    spots: Sequence[tuple[float, float]],
    ties: Ties,
    thresholds: Sequence[int],
) -> Panel:
    """A network with those who revolt in a colour of their own, thresholds beside the people."""
    who = revolting(knowing(len(spots), ties), thresholds)
    x = [value for i, j in ties for value in (spots[i][0], spots[j][0], math.nan)]
    y = [value for i, j in ties for value in (spots[i][1], spots[j][1], math.nan)]
    stay = [spot for i, spot in enumerate(spots) if i not in who]
    join = [spots[i] for i in sorted(who)]
    groups = ((0, "stays", stay), (1, "revolts", join))
    return Panel(
        title=title,
        x="",
        y="",
        lines=(
            Line(label="know each other's threshold, the number beside them", x=x, y=y, colour=6),
            *(
                Line(
                    label=label,
                    x=[a for a, _ in group],
                    y=[b for _, b in group],
                    style="points",
                    colour=colour,
                )
                for colour, label, group in groups
            ),
        ),
        notes=tuple((a, b, str(need)) for (a, b), need in zip(spots, thresholds, strict=True)),
        bare=True,
    )


def _sketch() -> Sketch:
    square = [(-0.8, 0.8), (0.8, 0.8), (0.8, -0.8), (-0.8, -0.8)]
    kite = [(-1.2, 0.8), (-1.2, -0.8), (0.0, 0.0), (1.2, 0.0)]
    one = [(-2.0, 0.8), (-2.0, -0.8), (-0.9, 0.0)]
    two = [*one, *((-x, y) for x, y in reversed(one))]
    return Sketch(
        title="Who revolts depends on what is common knowledge",
        description=(
            "Four small networks, each person with a threshold: how many must surely revolt for "
            "them to join. In the square of four with "
            "threshold 3 nobody revolts; in the kite the triangle does. Of two triangles with one "
            "tie between, the second, which needs four, stays; it joins if one person of the first "
            "is known to all of it."
        ),
        panels=(
            _drawing("Square: nobody revolts", square, named_ties("square", 4), (3,) * 4),
            _drawing("Kite: the triangle revolts", kite, named_ties("kite", 4), (3,) * 4),
            _drawing("A tie between triangles: only the left one revolts", two, _BRIDGED, _UNEQUAL),
            _drawing("One person known to both triangles: all revolt", two, _SHARED, _UNEQUAL),
        ),
    )


# ---- play


_NETWORKS = ("square", "kite", "star", "line", "ring", "complete", "cliques")


@dataclass(frozen=True)
class _Case:
    network: str = column(
        "who knows whom; two cliques have one tie between them", choices=_NETWORKS, default="kite"
    )
    people: int = column("how many there are", unit="people", low=2, high=_LARGEST, default=4)
    threshold: int = column(
        "how many must surely revolt, oneself included, for each to join",
        unit="people",
        low=1,
        high=_LARGEST + 1,
        default=3,
    )


def _refuse_unfit(case: _Case) -> None:
    if case.network in ("square", "kite") and case.people != 4:
        problem, cure = f"a {case.network} has four people", "use 4, or another network"
    elif case.network == "cliques" and (case.people < 4 or case.people % 2):
        problem, cure = "not two cliques of the same size", "use an even number of at least 4"
    elif case.network == "ring" and case.people < 3:
        problem, cure = "too few for a ring", "use at least 3"
    else:
        return
    raise InputError(
        [Fault(file="--set", column="people", value=case.people, problem=problem, cure=cure)]
    )


def _run(case: _Case) -> dict[str, Value]:
    _refuse_unfit(case)
    ties = named_ties(case.network, case.people)
    thresholds = [case.threshold] * case.people
    who = revolting(knowing(case.people, ties), thresholds)
    return {
        "ties": len(ties),
        "people who revolt": len(who),
        "who": " ".join(str(i + 1) for i in sorted(who)) or "nobody",
        "if all knew all": _many(case.people, named_ties("complete", case.people), thresholds),
    }


CLASSIC = Classic(
    name="chwe",
    title="Common knowledge in small networks",
    cite=(
        "Chwe 1999, Structure and strategy in collective action, American Journal of Sociology "
        "105(1):128-156; 2000, Communication and coordination in social networks, Review of "
        "Economic Studies 67(1):1-16"
    ),
    says=(
        "Nobody joins unless surely enough others do, so that not the number of ties but cliques, "
        "in which all know that all know, decide who revolts."
    ),
    departs=(
        "Workers of the full model do not reason about what others know: they see what was done in "
        "their shop, site, town and country the day before."
    ),
    checks=_checks,
    sketch=_sketch,
    play=Play(case=_Case, run=_run),
)
