"""The people of a user task in BPMN's own words, without any dialect."""

from __future__ import annotations

import pytest

from engine.bpmn.linting import Known, lint
from tests.bpmn import building as b
from tests.bpmn.playing import play
from tests.bpmn.shows import shows


def role(tag, text):
    return (
        f"<bpmn:{tag}><bpmn:resourceAssignmentExpression><bpmn:formalExpression>{text}</bpmn:formalExpression>"
        f"</bpmn:resourceAssignmentExpression></bpmn:{tag}>"
    )


def model(inner, *, tag="userTask", declared=""):
    return b.process("p", b.start(), b.element(tag, "it", inner), flow="start>it", declared=declared)


def told(xml):
    return [(one.message, one.remedy) for one in lint(xml, known=Known()) if one.severity == "error"]


@shows("potentialOwner", "humanPerformer", "resourceAssignmentExpression", "formalExpression")
@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        (role("potentialOwner", "user(ann), group(sales), support"), (None, ("ann",), ("sales", "support"))),
        (role("potentialOwner", "=teams"), (None, (), ("east", "west"))),
        (role("humanPerformer", "ann"), ("ann", (), ())),
        (role("humanPerformer", "=boss"), ("eve", (), ())),
        (role("humanPerformer", "user(ann)") + role("potentialOwner", "sales"), ("ann", (), ("sales",))),
    ],
)
def test_performers_and_owners_get_the_task(inner, wanted):
    (task,) = play(model(inner)).start(teams=["east", "west"], boss="eve").open.values()

    assert (task.assignee, task.candidate_users, task.candidate_groups) == wanted
    assert told(model(inner)) == []


@shows("resource", "resourceRef")
def test_a_resource_is_a_group():
    owner = "<bpmn:potentialOwner><bpmn:resourceRef>r1</bpmn:resourceRef></bpmn:potentialOwner>"
    xml = model(owner, declared='<bpmn:resource id="r1" name="Accountants"/>')

    (task,) = play(xml).start().open.values()

    assert (task.candidate_groups, told(xml)) == (("Accountants",), [])


def test_a_resource_that_is_not_there_is_refused():
    owner = "<bpmn:potentialOwner><bpmn:resourceRef>r1</bpmn:resourceRef></bpmn:potentialOwner>"

    assert (
        "potentialOwner names nobody whom Baton can read.",
        "Write user(login), group(name) or FEEL after =.",
    ) in told(model(owner))


def test_people_of_what_nobody_does_are_refused():
    assert told(model(role("potentialOwner", "sales"), tag="manualTask")) == [
        ("potentialOwner names people where nobody does anything.", "Remove it, or make it a user task.")
    ]


def test_people_are_named_once():
    said = b.extend('<zeebe:assignmentDefinition assignee="eve"/>')

    assert told(model(said + role("humanPerformer", "ann"))) == [
        ("userTask 'it' names its people twice.", "Keep one of both.")
    ]
