"""A process that waits for a bit of everything, and a hand that moves its tokens."""

from __future__ import annotations

from tests.process.models import end, model, node, service, start, timer, user

MULTI = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
    'inputCollection="=items" inputElement="item"/></bpmn:extensionElements>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)

ORDER = model(
    "order",
    start(),
    user("check", candidateGroups="sales", name="Check"),
    node(
        "boundaryEvent", "late", inner=timer("Duration", "P2D"), attachedToRef="check", cancelActivity="false"
    ),
    node("intermediateCatchEvent", "rest", inner=timer("Duration", "P9D"), name="Rest"),
    service("ship", "carrier", retries="5"),
    node(
        "userTask",
        "ask",
        "<zeebe:userTask/>",
        '<zeebe:assignmentDefinition candidateGroups="sales"/>',
        inner=MULTI,
    ),
    end(),
    end("nagged"),
    flow="start > check > rest > ship > ask > end; late > nagged",
)

WHY = "as agreed with the customer"


def number(company, instance, element_id):
    return next(one for element, one in company.instance(instance).tokens if element == element_id)


def stands(company, instance):
    return sorted(element for element, _ in company.instance(instance).tokens)


def move(engine, company, instance, source, to, **options):
    options = {"reason": WHY, "by": company.people.ada} | options
    engine.move_token(instance, number(company, instance, source), to=to, **options)
