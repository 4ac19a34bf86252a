"""How well Baton runs DMN: suites in the layout of the DMN TCK, read, run and counted."""

from engine.conformance.cases import Case, Expectation, TestFile, UnreadableTests, read
from engine.conformance.comparing import same, shown
from engine.conformance.scoring import Check, SuiteScore, Tally, score, tally
from engine.conformance.suites import Suite, suites_below

__all__ = [
    "Case",
    "Check",
    "Expectation",
    "Suite",
    "SuiteScore",
    "Tally",
    "TestFile",
    "UnreadableTests",
    "read",
    "same",
    "score",
    "shown",
    "suites_below",
    "tally",
]
