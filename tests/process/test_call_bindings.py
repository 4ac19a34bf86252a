"""A call, a decision and a form mean the latest version, that of the same deployment, or one with a tag."""

from __future__ import annotations

import json

import pytest

from engine.process.errors import (
    DeploymentRefused,
)
from tests.bpmn.shows import shows
from tests.dmn.tabling import Col, drawn
from tests.process.calling import INNER, outer
from tests.process.models import (
    call,
    decision,
    end,
    model,
    script,
    start,
    user,
)

TAGGED = '<zeebe:versionTag value="{}"/>'


def tagged_inner(tag, result):
    xml = model(
        "inner", start("begin"), script("say", result, "said"), end("done"), flow="begin > say > done"
    )
    mark = f"<bpmn:extensionElements>{TAGGED.format(tag)}</bpmn:extensionElements>"
    return xml.replace(b'isExecutable="true">', b'isExecutable="true">' + mark.encode(), 1)


def a_form(tag, label):
    field = {"type": "textfield", "id": "f", "key": "need", "label": label}
    return json.dumps({"type": "default", "id": "need", "versionTag": tag, "components": [field]}).encode()


def a_table(tag, answer):
    xml = drawn(
        f'"x" | "{answer}"', inputs=[Col(name="kind", type="string")], outputs=[Col(name="n", type="string")]
    )
    mark = f"<extensionElements>{TAGGED.format(tag)}</extensionElements>"
    mark = mark.replace("value=", 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" value=')
    head, _, tail = xml.decode().partition("<decision ")
    opening, _, rest = tail.partition(">")
    return f"{head}<decision {opening}>{mark}{rest}".encode()


def bound(binding):
    """A model that calls a process, asks a decision and shows a form, each bound in the same way."""
    form = f'<zeebe:formDefinition formId="need" {binding}/>'
    asked = decision("ask", "gate", "answer").replace("resultVariable", f"{binding} resultVariable")
    called = call("calling", "inner").replace("processId", f"{binding} processId")
    return model(
        "outer", start(), called, asked, user("after", form, candidateGroups="sales"), end(),
        flow="start > calling > ask > after > end",
    )  # fmt: skip


@shows(
    "zeebe:calledElement.bindingType*",
    "zeebe:calledDecision.bindingType*",
    "zeebe:formDefinition.bindingType*",
)
@shows("zeebe:*.versionTag")
@pytest.mark.parametrize(
    ("binding", "expected"),
    [
        ('bindingType="latest"', "new"),
        ('bindingType="deployment"', "old"),
        ('bindingType="versionTag" versionTag="one"', "old"),
        ('bindingType="versionTag" versionTag="two"', "new"),
    ],
)
def test_process_decision_and_form_are_taken_in_the_version_that_is_meant(company, people, binding, expected):
    others = {"gate__dmn": a_table("two", "new"), "need__form": a_form("two", "new")}
    if '"two"' in binding:
        company.deploy(tagged_inner("two", '"new"'), **others)
    company.deploy(
        bound(binding),
        tagged_inner("one", '"old"'),
        gate__dmn=a_table("one", "old"),
        need__form=a_form("one", "old"),
    )
    company.deploy(tagged_inner("two", '"new"'), **others)
    key = company.start("outer", kind="x")

    shown = company.task(company.tasks(people.anna)["after"], people.anna)
    variables = company.instance(key).variables
    label = json.loads(shown.form_document)["components"][0]["label"]
    assert (variables["said"], variables["answer"], label) == (expected,) * 3


@pytest.mark.parametrize(
    ("binding", "said"),
    [
        ('bindingType="deployment"', "its own deployment"),
        ('bindingType="versionTag" versionTag="three"', "version tag 'three'"),
        ('bindingType="versionTag"', "names none"),
        ('versionTag="one"', "does not bind to"),
    ],
)
def test_a_version_that_is_not_there_refuses_the_deployment(company, binding, said):
    company.deploy(tagged_inner("one", "1"), gate__dmn=a_table("one", "old"), need__form=a_form("one", "old"))
    with pytest.raises(DeploymentRefused) as refused:
        company.deploy(bound(binding))

    told = [one.message for one in refused.value.findings if one.severity == "error"]
    assert [said in message for message in told] == [True] * 3


def test_bound_to_its_deployment_a_caller_is_new_when_the_called_process_is(company):
    caller = outer(bindingType="deployment")
    first = company.deploy(caller, INNER)
    again = company.deploy(caller, INNER)
    changed = company.deploy(caller, INNER.replace(b'name="Inside"', b'name="Within"'))

    assert [{one.id: one.version for one in result.items} for result in (first, again, changed)] == [
        {"outer": 1, "inner": 1},
        {"outer": 1, "inner": 1},
        {"outer": 2, "inner": 2},
    ]
