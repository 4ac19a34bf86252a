"""Work W1: start, script, exclusive gateway, user task, service operation, parallel split, two user tasks, join, end.

The same graph twice: in Baton's dialect (FEEL) and in SpiffWorkflow's own (Python), each as its users write it.
"""

from __future__ import annotations

PROCESS_ID = "w1"
LANE = "sales"
VARIABLES = {"price": 25, "qty": 10}
USER_TASKS_PER_INSTANCE = 3

_NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
_FLOWS = (
    ("start", "calc"),
    ("calc", "large"),
    ("large", "qualify"),
    ("large", "end_small"),
    ("qualify", "notify"),
    ("notify", "fork"),
    ("fork", "offer"),
    ("fork", "call"),
    ("offer", "join"),
    ("call", "join"),
    ("join", "end"),
)
_NODES = """
<bpmn:startEvent id="start"/>
<bpmn:scriptTask id="calc" name="Work out the amount">{script}</bpmn:scriptTask>
<bpmn:exclusiveGateway id="large" default="large_end_small"/>
<bpmn:userTask id="qualify" name="Qualify"/>
<bpmn:serviceTask id="notify" name="Note it">{service}</bpmn:serviceTask>
<bpmn:parallelGateway id="fork"/>
<bpmn:userTask id="offer" name="Make an offer"/>
<bpmn:userTask id="call" name="Call"/>
<bpmn:parallelGateway id="join"/>
<bpmn:endEvent id="end"/>
<bpmn:endEvent id="end_small"/>"""


def for_baton(operation: str) -> bytes:
    """The model with a FEEL script and an operation that runs in the step's transaction."""
    script = '<zeebe:script expression="=price * qty" resultVariable="amount"/>'
    service = f'<zeebe:taskDefinition type="{operation}"/>'
    return _model(_extension(script), _extension(service), "=amount &gt; 100")


def for_spiffworkflow() -> bytes:
    """The model with a Python script; the loop completes the service task itself."""
    return _model("<bpmn:script>amount = price * qty</bpmn:script>", "", "amount &gt; 100")


def _extension(inner: str) -> str:
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>"


def _model(script: str, service: str, condition: str) -> bytes:
    members = [line.split('id="')[1].split('"')[0] for line in _NODES.split("\n") if line]
    lane = "".join(f"<bpmn:flowNodeRef>{member}</bpmn:flowNodeRef>" for member in members)
    flows = "".join(_flow(source, target, condition) for source, target in _FLOWS)
    return (
        f'<bpmn:definitions {_NAMESPACES} id="d" targetNamespace="bench">'
        f'<bpmn:process id="{PROCESS_ID}" name="W1" isExecutable="true">'
        f'<bpmn:laneSet id="lanes"><bpmn:lane id="{LANE}" name="{LANE}">{lane}</bpmn:lane></bpmn:laneSet>'
        f"{_NODES.format(script=script, service=service)}{flows}</bpmn:process></bpmn:definitions>"
    ).encode()


def _flow(source: str, target: str, condition: str) -> str:
    guard = (source, target) == ("large", "qualify")
    inner = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
        if guard
        else ""
    )
    ends = f'id="{source}_{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<bpmn:sequenceFlow {ends}>{inner}</bpmn:sequenceFlow>"
