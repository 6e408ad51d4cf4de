"""Readers of reports: files of many layouts become reports of a scenario, and nothing gets lost.

`read_reports` reads a file; `Read` holds the reports and, each with its row and cure, what did
not become one. docs/evidence.md says what each layout is and how it is read.
"""

from downtools.evidence.readers.read import KINDS, read_reports
from downtools.evidence.readers.result import Guessed, Read, Rejected, Unmatched

__all__ = ["KINDS", "Guessed", "Read", "Rejected", "Unmatched", "read_reports"]
