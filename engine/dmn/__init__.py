"""Decision models (DMN 1.1 to 1.5): tables and expressions, with what they require."""

from engine.dmn.definitions import Definitions, Result
from engine.dmn.errors import Finding, NoSuchDecision, UnusableDecisions
from engine.dmn.loading import load
from engine.dmn.model import Decision

__all__ = [
    "Decision",
    "Definitions",
    "Finding",
    "NoSuchDecision",
    "Result",
    "UnusableDecisions",
    "load",
]
