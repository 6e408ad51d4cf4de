"""What the press of the country would have printed of a run.

Every draw is a hash of (seed, named decision, day, site and kind of source), so that a report is
the same whatever else was published.
"""

from collections.abc import Iterator
from dataclasses import dataclass

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

__all__ = ["publish"]


def publish(run: Recorded, *, seed: int | None = None) -> tuple[Report, ...]:
    """Reports of every named site and day on which people rallied, walked out or struck.

    `seed` is the run's own unless given; the same run with another seed is the same truth told
    by another press. One row a kind of source that speaks; rows of one site and day share their
    event. The event is named after what most who acted did: `meeting` (truth: all who acted),
    else `walkout` or `strike` (truth: who left work). Sizes are people and need not be whole.
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
        for report in press.of(site, day)
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
            if voices and claimant == "management" and self._denies(site, day):
                yield self._report(claimant, site, day, acted, best=0.0)
            elif self._speaks(claimant, site, day, acted):
                yield self._claim(claimant, site, day, acted)

    def _draw(self, decision: str, claimant: str, site: Site, day: int) -> float:
        key = stream(self.seed, key_of(decision), day)
        return uniform(bits(key, key_of(f"{site.site}/{claimant}")))

    def _speaks(self, claimant: str, site: Site, day: int, acted: Acted) -> bool:
        chance = detection_of(
            self.reporting,
            claimant,
            people=acted.active,
            giant=site.site in self.truth.giants,
            openness=self.truth.openness[day],
        )
        return self._draw("report_detected", claimant, site, day) < chance

    def _denies(self, site: Site, day: int) -> bool:
        return self._draw("report_denied", "management", site, day) < self.reporting.denial

    def _claim(self, claimant: str, site: Site, day: int, acted: Acted) -> Report:
        """truth x bias x exp(noise x z), as a number or as a word."""
        z = normal_quantile(self._draw("report", claimant, site, day))
        truth = acted.active if _kind(acted) == "meeting" else acted.out
        size = truth * bias_of(self.reporting, claimant) * exp(self.reporting.noise * z)
        band = band_of(size)
        if band is not None and self._draw("report_band", claimant, site, day) < (
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
        return Report(
            report=f"{site.site}_{date:%Y%m%d}_{claimant}",
            event=f"{site.site}_{date:%Y%m%d}",
            date=date,
            site=site.site,
            town=site.town,
            event_type=_kind(acted),
            size_low=low,
            size_best=best,
            size_high=high,
            unit="people",
            claim_by=claimant,
            published=date,
            confidence=3,
            source=f"simulated: scenario {self.scenario.name}, press of seed {self.seed}",
        )


def _kind(acted: Acted) -> str:
    if acted.rallying > acted.out:
        return "meeting"
    return "strike" if acted.striking >= acted.walking_out else "walkout"
