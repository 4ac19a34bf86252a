"""Scenario files: a process told as a story and run through the real verbs under a simulated business clock.

A file names people, records and steps; steps do something (`complete`, `wait`, `message`, ...) or say what must be true
(`expect_tasks`, `expect_record`, ...). docs/reference/scenarios.md lists all steps; each is one function in `steps`.
"""

from engine.scenarios.errors import ScenarioFailed as ScenarioFailed
from engine.scenarios.errors import ScenarioInvalid as ScenarioInvalid
from engine.scenarios.playing import play as play
from engine.scenarios.reading import Scenario as Scenario
from engine.scenarios.reading import load as load

__all__ = ["Scenario", "ScenarioFailed", "ScenarioInvalid", "load", "play"]
