"""What the pages say about a task of the shipped process."""

from __future__ import annotations

from engine.bpmn import definition
from engine.process.queries.naming import stage_of
from tests.conftest import ROOT

MODEL = ROOT / "processes/sales/opportunity/opportunity.bpmn"


def test_a_task_deep_inside_a_stage_is_told_by_the_stage_s_name():
    elements = definition.load(MODEL.read_bytes(), "opportunity").model.elements
    assert stage_of(elements["qualify"], elements).name_in("en") == "Qualify"
    assert stage_of(elements["discover_override"], elements).name_in("ru") != "discover"
    assert stage_of(elements["set_owner"], elements) is None
