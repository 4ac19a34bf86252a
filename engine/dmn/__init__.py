"""Decision models (DMN 1.1 to 1.5): tables and boxed expressions, with what they require."""

from engine.dmn.definitions import Definitions, Result
from engine.dmn.errors import Finding, NoSuchDecision, UnusableDecisions
from engine.dmn.loading import NO_DECISION, load
from engine.dmn.model import Decision, Service
from engine.dmn.running import Diagnosis, Step

__all__ = [
    "NO_DECISION",
    "Decision",
    "Definitions",
    "Diagnosis",
    "Finding",
    "NoSuchDecision",
    "Result",
    "Service",
    "Step",
    "UnusableDecisions",
    "load",
]
