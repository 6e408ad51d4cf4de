"""What the press of the country would have printed of a run.

Every draw is a hash of (seed, named decision, day, site and kind of source), so that a report is
the same whatever else was published.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from downtools.chance import bits, key_of, stream, uniform
from downtools.evidence.speakers import (
    OFFICIAL_SIDE,
    WORKERS_SIDE,
    band_of,
    bias_of,
    detection_of,
)
from downtools.evidence.truth import Acted, Recorded, Truth, truth_of
from downtools.exact import exp, normal_quantile
from downtools.scenario.model import Scenario
from downtools.scenario.parameters.reporting import Reporting
from downtools.scenario.tables import Report, Site

__all__ = ["kind_of", "measured", "publish"]

_key_of = lru_cache(maxsize=2**16)(key_of)
"""The same few names in each run of thousands."""


def publish(run: Recorded, *, seed: int | None = None) -> tuple[Report, ...]:
    """Reports of every named site and day on which people rallied, walked out, struck or signed.

    `seed` is the run's own unless given; the same run with another seed is the same truth told
    by another press. One row a kind of source that speaks; rows of one site and day share their
    event. The event is named after what most who acted did: `meeting` (truth: all who acted),
    else `walkout` or `strike` (truth: who left work). Signatures are told of as they cease to
    grow, as an event of their own (`petition`). Sizes are people and need not be whole.
    In the order of day, site in the scenario, workers' side before officials.
    """
    truth = truth_of(run)
    press = _Press(
        scenario=run.scenario,
        reporting=run.scenario.parameters.reporting,
        seed=run.seed if seed is None else seed,
        truth=truth,
    )
    return tuple(
        report
        for day in sorted(truth.openness)
        for site in run.scenario.sites
        for report in (*press.of(site, day), *press.signed(site, day))
    )


@dataclass(frozen=True, kw_only=True)
class _Press:
    """The kinds of source of a country under one seed."""

    scenario: Scenario
    reporting: Reporting
    seed: int
    truth: Truth

    def of(self, site: Site, day: int) -> Iterator[Report]:
        """The reports of one site on one day."""
        acted = self.truth.acted.get((day, site.site), Acted())
        if acted.active == 0:
            return
        voices = [v for v in WORKERS_SIDE if self._speaks(v, site, day, acted)]
        for claimant in voices:
            yield self._claim(claimant, site, day, acted)
        for claimant in OFFICIAL_SIDE:
            if voices and claimant == "management" and self._denies(site, day, acted):
                yield self._report(claimant, site, day, acted, best=0.0)
            elif self._speaks(claimant, site, day, acted):
                yield self._claim(claimant, site, day, acted)

    def signed(self, site: Site, day: int) -> Iterator[Report]:
        """What is told of signatures at a site on the last day of a spell in which they grew."""
        before, now, after = (self._signers(site, on) for on in (day - 1, day, day + 1))
        if now == before or after > now:
            return
        acted = Acted(signers=now)
        for claimant in (*WORKERS_SIDE, *OFFICIAL_SIDE):
            if self._speaks(claimant, site, day, acted):
                yield self._claim(claimant, site, day, acted)

    def _signers(self, site: Site, day: int) -> int:
        return self.truth.acted.get((day, site.site), Acted()).signers

    def _draw(self, decision: str, claimant: str, site: Site, day: int, acted: Acted) -> float:
        """A draw for a claim; one of signatures has its own."""
        about = decision if acted.active else f"{decision}_signed"
        key = stream(self.seed, _key_of(about), day)
        return uniform(bits(key, _key_of(f"{site.site}/{claimant}")))

    def _speaks(self, claimant: str, site: Site, day: int, acted: Acted) -> bool:
        chance = detection_of(
            self.reporting,
            claimant,
            people=acted.active or acted.signers,
            giant=site.site in self.truth.giants,
            openness=self.truth.openness[day],
        )
        return self._draw("report_detected", claimant, site, day, acted) < chance

    def _denies(self, site: Site, day: int, acted: Acted) -> bool:
        draw = self._draw("report_denied", "management", site, day, acted)
        return draw < self.reporting.denial

    def _claim(self, claimant: str, site: Site, day: int, acted: Acted) -> Report:
        """truth x bias x exp(noise x z), as a number or as a word."""
        z = normal_quantile(self._draw("report", claimant, site, day, acted))
        size = measured(acted) * bias_of(self.reporting, claimant) * exp(self.reporting.noise * z)
        band = band_of(size)
        if band is not None and self._draw("report_band", claimant, site, day, acted) < (
            self.reporting.band
        ):
            return self._report(claimant, site, day, acted, low=band[0], high=band[1])
        return self._report(claimant, site, day, acted, best=size)

    def _report(
        self,
        claimant: str,
        site: Site,
        day: int,
        acted: Acted,
        *,
        low: float | None = None,
        best: float | None = None,
        high: float | None = None,
    ) -> Report:
        date = self.scenario.calendar.date(day)
        kind = kind_of(acted)
        event = f"{site.site}_{date:%Y%m%d}" + ("_signed" if kind == "petition" else "")
        return Report(
            report=f"{event}_{claimant}",
            event=event,
            date=date,
            site=site.site,
            town=site.town,
            event_type=kind,
            size_low=low,
            size_best=best,
            size_high=high,
            unit="signatures" if kind == "petition" else "people",
            claim_by=claimant,
            published=date,
            confidence=3,
            source=f"simulated: scenario {self.scenario.name}, press of seed {self.seed}",
        )


_MEASURE = {"petition": "signers", "meeting": "active", "walkout": "out", "strike": "out"}


def measured(acted: Acted) -> int:
    """The people whom a report of some who acted counts."""
    return acted.measure(_MEASURE[kind_of(acted)])


def kind_of(acted: Acted) -> str:
    """The event that a report of some who acted is of."""
    if not acted.active:
        return "petition"
    if acted.rallying > acted.out:
        return "meeting"
    return "strike" if acted.striking >= acted.walking_out else "walkout"
