"""What is wrong with decision tables before they decide anything: gaps, overlaps, dead rules, wrong types."""

from engine.dmn.checks.checking import check
from engine.dmn.checks.findings import TableFinding

__all__ = ["TableFinding", "check"]
