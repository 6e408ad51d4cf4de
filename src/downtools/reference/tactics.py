"""What regime, management and supporters do at each site: section 4, call, steps 4 to 6."""

from downtools.exact import exp, fixed
from downtools.reference.nation import Nation
from downtools.reference.rules import fires_at_site, fires_in_nation, part
from downtools.reference.sites import Site, Tactics
from downtools.reference.today import Day, covers_site

__all__ = ["use_tactics"]


def use_tactics(day: Day, nation: Nation) -> None:
    """Let dated tactics and rules act at the sites, and meetings and loyalty on opposition."""
    by_rule = part(day, nation)
    for site in nation.sites:
        site.today.tactics = _tactics(day, nation, site, by_rule)
        site.today.threat = _threat(day, nation, site, by_rule)
        if day.working:
            _meet(day, site)
        site.today.odds = _odds(day, nation, site)


def _strength(day: Day, nation: Nation, kind: str, site: Site, by_rule: float) -> float:
    """Strength of a kind at a site: the largest of what its date or a rule brings there."""
    strongest = 0.0
    for entry in day.entries(kind):
        if covers_site(entry, site):
            strongest = max(strongest, entry.strength)
    for rule in day.rules(kind):
        if rule.notices == "nation":
            decreed = fires_in_nation(day, rule, nation)
            strongest = max(strongest, rule.strength if decreed else 0.0)
        elif fires_at_site(day, rule, site):
            strongest = max(strongest, rule.strength * by_rule)
    return strongest


def _tactics(day: Day, nation: Nation, site: Site, by_rule: float) -> Tactics:
    """Step 4: shares are cut to 1, other strengths are not."""

    def strength(kind: str) -> float:
        return _strength(day, nation, kind, site, by_rule)

    return Tactics(
        lock=min(1.0, strength("lock_in")),
        block=min(1.0, strength("block_passes")),
        dismiss=min(1.0, strength("dismissal")),
        detain=min(1.0, strength("detain_leaders")),
        replace=min(1.0, strength("replacement_workers")),
        ban=min(1.0, strength("legal_ban")),
        bonus=strength("bonus"),
        fine=strength("court_fine"),
        meeting=strength("daily_meetings"),
        fund=_fund(day, nation, site),
    )


def _fund(day: Day, nation: Nation, site: Site) -> float:
    """Step 4: share of lost wages that the best fund with money left pays there; note which."""
    strongest = 0.0
    for entry in day.entries("strike_fund"):
        strength = min(1.0, entry.strength)
        if covers_site(entry, site) and nation.funds[entry.id] > 0 and strength > strongest:
            strongest, site.today.payer = strength, entry.id
    return strongest


def _threat(day: Day, nation: Nation, site: Site, by_rule: float) -> float:
    """Step 4: the threat of the sack for who acts alone, blunted by a common date."""
    sack = day.parameters.sack
    spoken = _strength(day, nation, "dismissal_threat", site, by_rule)
    threat = min(1.0, sack.threat + sack.weight * spoken + sack.ban * site.today.tactics.ban)
    return threat * (1.0 - day.parameters.media.blunt * site.place.today.date)


def _meet(day: Day, site: Site) -> None:
    """Step 5: meetings press opposition down, slowly, and what they did fades."""
    loyalty = day.parameters.loyalty
    kept = site.meetings * (1.0 - loyalty.meeting_fading)
    site.meetings = kept + loyalty.meeting * site.today.tactics.meeting


def _odds(day: Day, nation: Nation, site: Site) -> int:
    """Step 6: what loyalty and meetings leave of the odds of opposition, in 1/65536."""
    loyalty = day.parameters.loyalty
    bought = {"state": 1.0, "mixed": loyalty.mixed}.get(site.ownership, 0.0)
    return fixed(exp(-(loyalty.subsidy * bought * nation.loyalty + site.meetings)))
