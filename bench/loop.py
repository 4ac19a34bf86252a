"""A process that asks for the same user task again and again: what a long-lived instance costs at its end.

And the measurement of it: the last completions against the first ones.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.baton import Baton

PROCESS_ID = "loop"
_NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
MODEL = f"""<bpmn:definitions {_NAMESPACES} id="d" targetNamespace="bench">
<bpmn:process id="{PROCESS_ID}" name="Loop" isExecutable="true">
<bpmn:laneSet id="lanes"><bpmn:lane id="sales" name="sales">
<bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>again</bpmn:flowNodeRef>
<bpmn:flowNodeRef>call</bpmn:flowNodeRef><bpmn:flowNodeRef>more</bpmn:flowNodeRef><bpmn:flowNodeRef>end</bpmn:flowNodeRef>
</bpmn:lane></bpmn:laneSet>
<bpmn:startEvent id="start"/>
<bpmn:exclusiveGateway id="again"/>
<bpmn:userTask id="call" name="Call"/>
<bpmn:exclusiveGateway id="more" default="more_end"/>
<bpmn:endEvent id="end"/>
<bpmn:sequenceFlow id="start_again" sourceRef="start" targetRef="again"/>
<bpmn:sequenceFlow id="again_call" sourceRef="again" targetRef="call"/>
<bpmn:sequenceFlow id="call_more" sourceRef="call" targetRef="more"/>
<bpmn:sequenceFlow id="more_again" sourceRef="more" targetRef="again">
<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=call &lt; calls</bpmn:conditionExpression>
</bpmn:sequenceFlow>
<bpmn:sequenceFlow id="more_end" sourceRef="more" targetRef="end"/>
</bpmn:process></bpmn:definitions>""".encode()


def measure(baton: Baton, turns: int) -> dict[str, float]:
    """Milliseconds of the first and the last tenth of *turns* completions of one instance, and their ratio."""
    instance = baton.start({"calls": turns, "call": 0}, PROCESS_ID)
    times = [_turn(baton, instance, number) for number in range(1, turns + 1)]
    assert baton.finished(instance), "the loop did not end where its model says"
    some = max(turns // 10, 1)
    first, last = statistics.median(times[:some]), statistics.median(times[-some:])
    return {"last_to_first": last / first, "tasks": turns, "first_ms": first, "last_ms": last}


def _turn(baton: Baton, instance: int, number: int) -> float:
    (task,) = baton.open_tasks(instance)
    begun = time.perf_counter()
    baton.complete(task, {"call": number})
    return (time.perf_counter() - begun) * 1000
