"""What the question of levers answers: what would have changed it, in this model."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from downtools.study.paired import Change
from downtools.study.shares import Probability

if TYPE_CHECKING:
    from downtools.show.pictures import Picture

__all__ = ["Delay", "Levers", "Range", "Ranked"]


@dataclass(frozen=True, kw_only=True)
class Range:
    """How the effect of a lever differs between draws of parameters and luck."""

    belief: str
    """prior or posterior."""
    p_reach: Change
    """Of the probability to reach that far."""
    peak_factor: float
    """Most people out with the lever, beside those without: the median over the draws."""
    peak_low: float
    """The 5 % quantile over the draws."""
    peak_high: float
    """The 95 % quantile over the draws."""


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """One lever: its effect over all draws, and what that rests on."""

    lever: str
    words: str
    side: str
    """workers, regime or public: whose it is."""
    p_reach_difference: float
    """Of the probability to reach that far: with the lever less without."""
    low: float
    high: float
    """The 95 % interval over the pairs."""
    p_reach: Probability
    """With the lever."""
    flag: str
    """data, other cases or assumption: by what the parameters behind it are informed."""
    rests_on: str
    """In words."""
    by_reach: dict[str, Change]
    settled: Change
    """Of the probability that it is won or conceded."""
    wave_days: Change
    output_lost_usd: Change
    ranges: tuple[Range, ...]


@dataclass(frozen=True, kw_only=True)
class Delay:
    """The inter-site committee from one day on: how likely the wave then reaches that far."""

    open_on: str | None
    """None: never."""
    days: int | None
    """Days later than in the scenario; None for never, or if the scenario has none."""
    p_reach: Probability
    change: Change
    """Beside the scenario."""


@dataclass(frozen=True, kw_only=True)
class Levers:
    """The levers of a scenario, the strongest first, and the delay curve."""

    scenario: str
    scenario_hash: str
    version: str
    runs: int
    """Draws of parameters and luck; each runs every lever, and none."""
    failed: int
    scale: float
    seed: int
    reach: str
    """How far it must reach to count."""
    belief: str
    by_rule_from: str
    """From this day on the regime answers by rule, in all arms."""
    baseline: dict[str, Probability]
    """At least each reach, without any lever."""
    levers: tuple[Ranked, ...]
    delay: tuple[Delay, ...]
    digest: str

    @property
    def holds(self) -> bool:
        """There is nothing to be held against."""
        return True

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)

    def plot(self, *, narrow: bool = False) -> "Picture":
        """The levers ranked, with intervals and what each rests on; `narrow` for one column."""
        from downtools.show.tornado import tornado

        return tornado(self, narrow=narrow)

    def plot_delay(self, *, narrow: bool = False) -> "Picture":
        """P(reach) by the day from which committees can join; `narrow` for one of two columns.

        Raises `ValueError` if the answer has no such curve.
        """
        from downtools.show.delays import delay_curve

        return delay_curve(self, narrow=narrow)
