"""Small BPMN models, said briefly."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def model(
    process_id: str,
    *nodes: str,
    flow: str,
    lanes: Mapping[str, Sequence[str]] | None = None,
    root: str = "",
    name: str | None = None,
) -> bytes:
    """A model of one process, see `process`."""
    return document(process(process_id, *nodes, flow=flow, lanes=lanes, name=name), root=root)


def document(*processes: str, root: str = "") -> bytes:
    """Processes in one model; *root* holds messages, errors and a collaboration."""
    return (
        f'<bpmn:definitions {_NAMESPACES} id="definitions" targetNamespace="tests">{root}'
        f"{''.join(processes)}</bpmn:definitions>"
    ).encode()


def process(
    process_id: str,
    *nodes: str,
    flow: str,
    lanes: Mapping[str, Sequence[str]] | None = None,
    name: str | None = None,
) -> str:
    """A process of *nodes* joined as ``"start > work > end"``; ``a > b ? =x > 1`` is a condition, ``;`` starts anew."""
    lane_set = "".join(
        f"<bpmn:lane id={quoteattr('lane_' + lane)} name={quoteattr(lane)}>"
        + "".join(f"<bpmn:flowNodeRef>{member}</bpmn:flowNodeRef>" for member in members)
        + "</bpmn:lane>"
        for lane, members in (lanes or {}).items()
    )
    lane_xml = f'<bpmn:laneSet id="lanes">{lane_set}</bpmn:laneSet>' if lane_set else ""
    return (
        f'<bpmn:process id="{process_id}" name={quoteattr(name or process_id)} isExecutable="true">'
        f"{lane_xml}{''.join(nodes)}{flows(flow)}</bpmn:process>"
    )


def flows(text: str) -> str:
    drawn = []
    for line in text.split(";"):
        steps, _, condition = line.partition("?")
        names = [name.strip() for name in steps.split(">")]
        for source, target in itertools.pairwise(names):
            inner = (
                '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
                f"{escape(condition.strip())}</bpmn:conditionExpression>"
                if condition
                else ""
            )
            drawn.append(
                f'<bpmn:sequenceFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}">'
                f"{inner}</bpmn:sequenceFlow>"
            )
    return "".join(drawn)


def node(tag: str, node_id: str, *extensions: str, inner: str = "", **attributes: str) -> str:
    given = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    extension = (
        f"<bpmn:extensionElements>{''.join(extensions)}</bpmn:extensionElements>" if extensions else ""
    )
    return f'<bpmn:{tag} id="{node_id}"{given}>{extension}{inner}</bpmn:{tag}>'


def start(node_id: str = "start", *extensions: str, inner: str = "") -> str:
    return node("startEvent", node_id, *extensions, inner=inner)


def end(node_id: str = "end", inner: str = "") -> str:
    return node("endEvent", node_id, inner=inner)


def user(node_id: str, *extensions: str, name: str | None = None, **assignment: str) -> str:
    """A user task; ``assignee``, ``candidateGroups``, ``candidateUsers`` name who."""
    assigned = "".join(f" {key}={quoteattr(value)}" for key, value in assignment.items())
    mine = (f"<zeebe:assignmentDefinition{assigned}/>",) if assigned else ()
    return node(
        "userTask", node_id, "<zeebe:userTask/>", *mine, *extensions, name=name or node_id.capitalize()
    )


def form(form_id: str) -> str:
    return f'<zeebe:formDefinition formId="{form_id}"/>'


def script(node_id: str, expression: str, result: str) -> str:
    return node(
        "scriptTask",
        node_id,
        f"<zeebe:script expression={quoteattr('=' + expression)} resultVariable={quoteattr(result)}/>",
    )


def service(node_id: str, job_type: str, *extensions: str, retries: str = "3") -> str:
    return node(
        "serviceTask", node_id, f'<zeebe:taskDefinition type="{job_type}" retries="{retries}"/>', *extensions
    )


def decision(node_id: str, decision_id: str, result: str) -> str:
    called = f'<zeebe:calledDecision decisionId="{decision_id}" resultVariable="{result}"/>'
    return node("businessRuleTask", node_id, called)


def call(
    node_id: str,
    process_id: str,
    *extensions: str,
    inner: str = "",
    name: str | None = None,
    **attributes: str,
) -> str:
    """A call activity; *attributes* are those of the called element, such as ``bindingType``."""
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    called = f"<zeebe:calledElement processId={quoteattr(process_id)}{given}/>"
    return node("callActivity", node_id, called, *extensions, inner=inner, name=name or node_id.capitalize())


def mapping(*, inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None) -> str:
    lines = [
        *(
            f"<zeebe:input source={quoteattr(source)} target={quoteattr(to)}/>"
            for to, source in (inputs or {}).items()
        ),
        *(
            f"<zeebe:output source={quoteattr(source)} target={quoteattr(to)}/>"
            for to, source in (outputs or {}).items()
        ),
    ]
    return f"<zeebe:ioMapping>{''.join(lines)}</zeebe:ioMapping>"


def starts_on(name: str) -> str:
    return f'<zeebe:properties><zeebe:property name="startsOn" value="{name}"/></zeebe:properties>'


def timer(kind: str, text: str) -> str:
    """A timer definition: kind is Date, Duration or Cycle."""
    return (
        f'<bpmn:timerEventDefinition><bpmn:time{kind} xsi:type="bpmn:tFormalExpression">'
        f"{escape(text)}</bpmn:time{kind}></bpmn:timerEventDefinition>"
    )


def caught(node_id: str, inner: str) -> str:
    return node("intermediateCatchEvent", node_id, inner=inner)


def thrown(node_id: str, inner: str, *extensions: str) -> str:
    return node("intermediateThrowEvent", node_id, *extensions, inner=inner)


def boundary(node_id: str, on: str, inner: str, *, interrupting: bool = True) -> str:
    return node(
        "boundaryEvent",
        node_id,
        inner=inner,
        attachedToRef=on,
        cancelActivity="true" if interrupting else "false",
    )


def condition(text: str) -> str:
    return (
        f"<bpmn:conditionalEventDefinition><bpmn:condition>{escape(text)}</bpmn:condition>"
        "</bpmn:conditionalEventDefinition>"
    )


def event_subprocess(node_id: str, *nodes: str, flow: str) -> str:
    return node("subProcess", node_id, inner="".join(nodes) + flows(flow), triggeredByEvent="true")


def message_root(node_id: str, name: str, correlation_key: str | None = None) -> str:
    key = f"<zeebe:subscription correlationKey={quoteattr(correlation_key)}/>" if correlation_key else ""
    extension = f"<bpmn:extensionElements>{key}</bpmn:extensionElements>" if key else ""
    return f'<bpmn:message id="{node_id}" name="{name}">{extension}</bpmn:message>'


def signal_root(node_id: str, name: str) -> str:
    return f'<bpmn:signal id="{node_id}" name="{name}"/>'


def error_root(node_id: str, code: str) -> str:
    return f'<bpmn:error id="{node_id}" errorCode="{code}"/>'


def message(ref: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="{ref}"/>'


def signal(ref: str) -> str:
    return f'<bpmn:signalEventDefinition signalRef="{ref}"/>'


def error(ref: str) -> str:
    return f'<bpmn:errorEventDefinition errorRef="{ref}"/>'


W1 = model(
    "w1",
    start(),
    script("calc", "price * qty", "amount"),
    node("exclusiveGateway", "large", default="large_to_small"),
    user("qualify"),
    service("notify", "test.note"),
    node("parallelGateway", "fork"),
    user("offer"),
    user("call"),
    node("parallelGateway", "join"),
    end(),
    end("small"),
    flow="start > calc > large; large > qualify ? =amount > 100; large > small; qualify > notify > fork;"
    "fork > offer > join; fork > call > join; join > end",
    lanes={
        "sales": [
            "start",
            "calc",
            "large",
            "qualify",
            "notify",
            "fork",
            "offer",
            "call",
            "join",
            "end",
            "small",
        ],
    },
)
"""Start, script, exclusive gateway, user task, operation, parallel split, two user tasks, join, end."""
