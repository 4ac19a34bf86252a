"""A model of Camunda 7, deployed and worked through: its own form, its JUEL, its decision of people."""

from __future__ import annotations

import pytest

from engine.feel import Environment
from engine.identity import SYSTEM
from engine.process import queries
from engine.process.errors import DeploymentRefused
from engine.process.submitted import latest_form
from tests.bpmn import building as b
from tests.bpmn import seven as s
from tests.bpmn.shows import shows

FIELDS = """<camunda:formData>
<camunda:formField id="amount" label="Amount" type="long"><camunda:validation>
  <camunda:constraint name="required"/><camunda:constraint name="min" config="1"/></camunda:validation>
</camunda:formField>
<camunda:formField id="kind" type="enum" defaultValue="car"><camunda:value id="car" name="Car"/>
  <camunda:value id="home"/></camunda:formField>
<camunda:formField id="why" label="Why" type="string"><camunda:validation>
  <camunda:constraint name="maxlength" config="5"/></camunda:validation></camunda:formField>
<camunda:formField id="since" type="date"/>
<camunda:formField id="sure" type="boolean" defaultValue="true"/>
</camunda:formData>"""
CLAIM = s.process(
    "claim",
    b.start(),
    s.element("userTask", "tell", extensions=FIELDS),
    b.choice("large", default="large_end"),
    s.element("userTask", "check", candidateGroups="checkers"),
    b.end(),
    flow="start>tell tell>large large>check?${amount~>~1000~&&~kind~==~'car'} large>end check>end",
)


@shows("camunda:formData", "camunda:formField", "camunda:validation", "camunda:constraint")
def test_a_form_that_the_model_describes_is_deployed_and_filled_in(engine):
    engine.deploy({"claim.bpmn": CLAIM}, by=SYSTEM, name="claim")
    with engine.database.reading() as connection:
        form, _ = latest_form(connection, "claim-tell")

    wrong = form.read({"amount": ["0"], "kind": ["car"], "why": ["too long"]}, {}, Environment(), "en")
    right = form.read(
        {"amount": ["5000"], "kind": ["car"], "since": ["2026-01-05"], "sure": ["true"]},
        {},
        Environment(),
        "en",
    )

    assert set(wrong.errors) == {"amount", "why"}
    assert (right.errors, right.values["amount"], right.values["kind"]) == ({}, 5000, "car")
    key = engine.start_instance("claim", variables={}, by=SYSTEM)
    (task,) = tasks(engine, key)
    engine.complete_task(task.key, right.values, by=SYSTEM)
    assert [one.element.id for one in tasks(engine, key)] == ["check"]


def test_what_calls_java_keeps_the_model_from_being_deployed(engine):
    java = CLAIM.replace(
        b'camunda:candidateGroups="checkers"', b'camunda:candidateGroups="${groups.of(claim)}"'
    )

    with pytest.raises(DeploymentRefused) as refused:
        engine.deploy({"claim.bpmn": java}, by=SYSTEM, name="claim")

    (finding,) = [one for one in refused.value.findings if one.severity == "error"]
    assert (finding.element_id, "of() calls Java" in finding.message) == ("check", True)


def tasks(engine, key):
    with engine.database.reading() as connection:
        return queries.instance(connection, key, SYSTEM).tasks
