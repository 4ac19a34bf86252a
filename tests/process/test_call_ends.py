"""What is thrown out of a called process reaches the call, and what ends the call ends the process."""

from __future__ import annotations

import pytest

from engine.process.errors import (
    StepFailed,
)
from tests.process.calling import INNER, below, only_below, outer
from tests.process.models import (
    boundary,
    call,
    end,
    error,
    error_root,
    message,
    message_root,
    model,
    node,
    start,
    thrown,
    user,
)


def failing(code="GONE"):
    broken = node("endEvent", "broken", inner=error("fault"))
    return model(
        "inner", start("begin"), user("inside", candidateGroups="sales"), broken, flow="begin > inside > broken",
        root=error_root("fault", code),
    )  # fmt: skip


def catching(code="GONE", **more):
    caught = boundary("caught", "calling", error("known"))
    mending = user("mend", candidateGroups="sales")
    return outer(
        more=(caught, mending, end("mended")),
        flow="caught > mend > mended",
        root=error_root("known", code),
        **more,
    )


def test_an_error_that_leaves_a_called_process_is_caught_at_the_call(company, people):
    company.deploy(catching(), failing())
    key = company.start("outer")
    child = only_below(company, key).key
    company.complete(company.tasks(people.anna)["inside"])

    assert (company.instance(child).status, company.instance(key).status) == ("cancelled", "active")
    assert list(company.tasks(people.anna)) == ["mend"]


def test_an_error_goes_up_through_callers_that_do_not_catch_it(company, people):
    middle = model("middle", start("in"), call("deeper", "inner"), end("out"), flow="in > deeper > out")
    company.deploy(catching(process="middle"), middle, failing())
    key = company.start("outer")
    company.complete(company.tasks(people.anna)["inside"])

    assert [(one.process_id, one.status, one.depth) for one in below(company, key)] == [
        ("middle", "cancelled", 1),
        ("inner", "cancelled", 2),
    ]
    assert list(company.tasks(people.anna)) == ["mend"]


def test_an_error_that_nobody_catches_is_an_incident_of_the_called_process(company, people):
    company.deploy(catching("OTHER"), failing())
    key = company.start("outer")
    child = only_below(company, key).key
    with pytest.raises(StepFailed):
        company.complete(company.tasks(people.anna)["inside"])

    (incident,) = company.incidents()
    assert (incident.instance, incident.element_id) == (child, "broken")
    assert (company.instance(child).status, company.instance(key).status) == ("active", "active")


def test_what_fails_in_the_caller_after_the_call_fails_the_step_inside(company, people):
    company.deploy(
        model("outer", start(), call("calling", "inner"), node("exclusiveGateway", "choose"), end(), end("other"),
              flow="start > calling > choose; choose > end ? =amount > 1; choose > other ? =amount > 2"),
        INNER,
    )  # fmt: skip
    key = company.start("outer", amount=1)
    with pytest.raises(StepFailed, match="choose"):
        company.complete(company.tasks(people.anna)["inside"])

    (incident,) = company.incidents()
    assert (incident.instance, incident.element_id) == (only_below(company, key).key, "done")
    assert "process “outer”, at “choose”" in incident.message


def test_an_escalation_beside_the_call_lets_the_called_process_go_on(company, people):
    rises = '<bpmn:escalationEventDefinition escalationRef="high"/>'
    root = '<bpmn:escalation id="high" escalationCode="HIGH"/>'
    company.deploy(
        model("inner", start("begin"), thrown("rise", rises), user("inside", candidateGroups="sales"), end("done"),
              flow="begin > rise > inside > done", root=root),
    )  # fmt: skip
    seen = {}
    for interrupting in (False, True):
        caught = boundary("caught", "calling", rises, interrupting=interrupting)
        company.deploy(
            outer(
                more=(caught, user("told", candidateGroups="sales"), end("heard")),
                flow="caught > told > heard",
                root=root,
            )
        )
        child = only_below(company, company.start("outer")).key
        seen[interrupting] = (company.instance(child).status, sorted(company.tasks(people.anna)))
        for task in company.tasks(people.anna).values():
            company.complete(task)

    assert seen == {False: ("active", ["inside", "told"]), True: ("cancelled", ["after", "told"])}


def test_a_boundary_event_at_the_call_cancels_the_called_process_and_what_that_calls(company, people, engine):
    middle = model("middle", start("in"), call("deeper", "inner"), end("out"), flow="in > deeper > out")
    stops = boundary("stopped", "calling", message("stop"))
    company.deploy(
        outer(
            process="middle",
            more=(stops, end("over")),
            flow="stopped > over",
            root=message_root("stop", "stop", "=id"),
        ),
        middle,
        INNER,
    )
    key = company.start("outer", id="7")
    engine.correlate_message("stop", correlation_key="7", by=people.ada)

    assert {one.status for one in below(company, key)} == {"cancelled"}
    assert (company.instance(key).status, company.tasks(people.anna)) == ("completed", {})
