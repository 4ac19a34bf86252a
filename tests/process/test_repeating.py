"""What is done several times, or given up, as the people at their tasks see it."""

from __future__ import annotations

import pytest

from engine.process.errors import StepFailed
from tests.process.models import boundary, end, model, node, process, start, timer, user

LOOP = (
    '<bpmn:standardLoopCharacteristics loopMaximum="3"><bpmn:loopCondition>=again</bpmn:loopCondition>'
    "</bpmn:standardLoopCharacteristics>"
)
TWICE = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:loopCardinality>=jurors'
    "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
)
CANCEL = "<bpmn:cancelEventDefinition/>"
FOR_SALES = '<zeebe:assignmentDefinition candidateGroups="sales"/>'


def repeated(loop):
    task = node("userTask", "call", "<zeebe:userTask/>", FOR_SALES, inner=loop, name="Call")
    return model("calls", start(), task, end(), flow="start > call > end")


def test_each_turn_of_a_loop_is_a_task_of_its_own(company, people):
    company.deploy(repeated(LOOP))
    instance = company.start("calls")
    keys = []
    for again in (True, False):
        [row] = company.inbox(people.anna).rows
        keys.append(row.key)
        company.complete(row.key, again=again)

    assert len(set(keys)) == 2
    assert company.instance(instance).status == "completed"
    assert [entry.element.id for entry in company.instance(instance).history].count("call") == 2


def test_a_number_of_tasks_is_open_together(company, people):
    company.deploy(repeated(TWICE))
    instance = company.start("calls", jurors=2)
    for row in company.inbox(people.anna).rows:
        company.complete(row.key)

    assert company.instance(instance).status == "completed"


def test_a_number_that_is_none_is_told_with_its_element(company):
    company.deploy(repeated(TWICE))

    with pytest.raises(StepFailed, match="'call', loopCardinality: It gave"):
        company.start("calls", jurors="many")


def test_giving_a_transaction_up_takes_its_tasks_and_timers_back(company, people):
    inside = process(
        "inside", start("s"), node("parallelGateway", "fork"), user("room", candidateGroups="sales"),
        user("flight", candidateGroups="sales"), boundary("slow", "flight", timer("Duration", "P1D")),
        user("hurry"), end("hurried"), end("off", CANCEL), end("flown"),
        flow="s > fork > room > off; fork > flight > flown; slow > hurry > hurried",
    )  # fmt: skip
    content = inside.partition(">")[2].removesuffix("</bpmn:process>")
    company.deploy(
        model(
            "trip", start(), node("transaction", "booking", inner=content), boundary("gone", "booking", CANCEL),
            user("apologise", candidateGroups="sales"), end(), end("told"),
            flow="start > booking > end; gone > apologise > told",
        )
    )  # fmt: skip
    instance = company.start("trip")
    company.complete(company.tasks(people.anna)["room"])

    detail = company.instance(instance)
    assert list(company.tasks(people.anna)) == ["apologise"]
    assert detail.timers == ()
    company.complete(company.tasks(people.anna)["apologise"])
    assert company.instance(instance).status == "completed"
