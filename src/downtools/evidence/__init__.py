"""What is published of a wave is not what happened: the reporting model (docs/model.md, section 7).

`publish` makes the reports a country's press would have printed of a run, `weigh` and
`log_likelihood` judge reports by a run, and `contradictions` keeps opposed claims of one event
apart. The unit of a claim is people; nothing here knows of any one person.
"""

from downtools.evidence.claims import Band, Claim, Denial, Number, Unsized, claim_of
from downtools.evidence.contradictions import Contradiction, Voice, contradictions
from downtools.evidence.likelihood import Skipped, Term, Weighed, log_likelihood, weigh
from downtools.evidence.publish import publish
from downtools.evidence.readers import Read, read_reports
from downtools.evidence.speakers import (
    OFFICIAL_SIDE,
    WORKERS_SIDE,
    band_of,
    bias_of,
    detection_of,
)
from downtools.evidence.truth import Acted, Recorded, Truth, truth_of

__all__ = [
    "OFFICIAL_SIDE",
    "WORKERS_SIDE",
    "Acted",
    "Band",
    "Claim",
    "Contradiction",
    "Denial",
    "Number",
    "Read",
    "Recorded",
    "Skipped",
    "Term",
    "Truth",
    "Unsized",
    "Voice",
    "Weighed",
    "band_of",
    "bias_of",
    "claim_of",
    "contradictions",
    "detection_of",
    "log_likelihood",
    "publish",
    "read_reports",
    "truth_of",
    "weigh",
]
