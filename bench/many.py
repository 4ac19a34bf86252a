"""An element for each item of a long collection: what an item costs, in the core alone."""

from __future__ import annotations

import statistics
import time
from decimal import Decimal

from engine.bpmn import definition
from engine.bpmn.events import Completed, ServiceTaskActivated, UserTaskCreated
from engine.bpmn.instance import Instance
from engine.feel import Environment

_ROUNDS = 3
_OPERATION, _TASK = "serviceTask", "userTask"
_INSIDE = {_OPERATION: '<zeebe:taskDefinition type="work"/>', _TASK: "<zeebe:userTask/>"}
_NAMESPACES = 'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'


def measure(items: int) -> dict[str, float]:
    """CPU for *items* to that for a tenth of them (10 is linear), and milliseconds for one.

    Then what a person's completion of one costs while all the others wait, too.
    """
    figures: dict[str, float] = {"items": items, "one_of_all_waiting_ms": _completing(items) * 1000}
    for name, sequential in (("parallel", "false"), ("sequential", "true")):
        model = definition.load(_model(_OPERATION, sequential), "p")
        few, many = (_seconds(model, count) for count in (items // 10, items))
        figures |= {name: many / few, f"{name}_ms": many / items * 1000}
    return figures


def _seconds(model: definition.Definition, items: int) -> float:
    return statistics.median(_played(model, items) for _ in range(_ROUNDS))


def _played(model: definition.Definition, items: int) -> float:
    """CPU seconds from the start to the end, the state written and read once."""
    variables = {"items": [Decimal(one) for one in range(items)]}
    begun = time.process_time()
    instance = Instance.new(model, Environment(), variables)
    steps, reply = instance.start(), None
    try:
        while True:
            event = steps.send(reply)
            reply = Completed(variables={}) if isinstance(event, ServiceTaskActivated) else None
    except StopIteration:
        pass
    Instance.load(instance.dump(), model, Environment())
    assert len(instance.variables["done"]) == items, "an item's result is missing"
    return time.process_time() - begun


def _completing(items: int) -> float:
    """CPU seconds to read the state, complete one of *items* user tasks, tell what changed, and write the state."""
    model, environment = definition.load(_model(_TASK, "false"), "p"), Environment()
    instance = Instance.new(model, environment, {"items": [Decimal(one) for one in range(items)]})
    numbers = [event.number for event in instance.start() if isinstance(event, UserTaskCreated)]
    text, taken = instance.dump(), []
    for number in numbers[: 3 * _ROUNDS]:
        begun = time.process_time()
        instance = Instance.load(text, model, environment)
        before = instance.mark()
        assert list(instance.complete(number, {"given": "yes"})), "nothing happened"
        assert instance.changes_since(before).went, "its token stands there still"
        text = instance.dump()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def _model(element: str, sequential: str) -> bytes:
    """Each item in *element*, its result collected; then a task, so that there is a state to keep."""
    return f"""<bpmn:definitions {_NAMESPACES} id="d" targetNamespace="bench">
<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="start"/>
<bpmn:{element} id="each"><bpmn:extensionElements>{_INSIDE[element]}
<zeebe:ioMapping><zeebe:input source="=item" target="given"/></zeebe:ioMapping></bpmn:extensionElements>
<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}"><bpmn:extensionElements>
<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="done" outputElement="=given"/>
</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:{element}>
<bpmn:userTask id="after"/>
<bpmn:sequenceFlow id="a" sourceRef="start" targetRef="each"/>
<bpmn:sequenceFlow id="b" sourceRef="each" targetRef="after"/></bpmn:process></bpmn:definitions>""".encode()
