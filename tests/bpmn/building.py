"""Small BPMN models in the Camunda 8 dialect: flows are written ``a>b a>c?condition``, ``~`` for a blank."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="d" targetNamespace="t">'
)


def process(
    process_id: str, *parts: str, flow: str, declared: str = "", lanes: dict[str, str] | None = None
) -> bytes:
    """A model of one process; *declared* are messages, errors and so on; *lanes* list element ids by lane name."""
    return document(pool(process_id, *parts, flow=flow, lanes=lanes), declared=declared)


def document(*pools: str, declared: str = "") -> bytes:
    """A model of several processes."""
    return f"{_HEAD}{declared}{''.join(pools)}</bpmn:definitions>".encode()


def pool(process_id: str, *parts: str, flow: str, lanes: dict[str, str] | None = None) -> str:
    return (
        f'<bpmn:process id="{process_id}" isExecutable="true">{_lanes(lanes or {})}'
        f"{''.join(parts)}{flows(flow)}</bpmn:process>"
    )


def message_flows(text: str) -> str:
    """A collaboration with message flows like ``a>b c>d``."""
    drawn = "".join(
        f'<bpmn:messageFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}"/>'
        for source, target in (one.split(">") for one in text.split())
    )
    return f'<bpmn:collaboration id="collaboration">{drawn}</bpmn:collaboration>'


def element(tag: str, name: str, inner: str = "", **attributes: str) -> str:
    listed = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f'<bpmn:{tag} id="{name}"{listed}>{inner}</bpmn:{tag}>'


def start(name: str = "start", event: str = "") -> str:
    return element("startEvent", name, event)


def end(name: str = "end", event: str = "") -> str:
    return element("endEvent", name, event)


def user(name: str, *extensions: str, inner: str = "") -> str:
    return element("userTask", name, extend("<zeebe:userTask/>", *extensions) + inner)


def task(name: str) -> str:
    """An undefined task, which is passed without stopping."""
    return element("task", name)


def both(name: str) -> str:
    return element("parallelGateway", name)


def choice(name: str, default: str | None = None) -> str:
    return element("exclusiveGateway", name, **({"default": default} if default else {}))


def inclusive(name: str, default: str | None = None) -> str:
    return element("inclusiveGateway", name, **({"default": default} if default else {}))


def activated(name: str, condition: str | None, default: str | None = None) -> str:
    """A complex gateway; *condition* (FEEL) says when it joins."""
    inner = (
        ""
        if condition is None
        else f"<bpmn:activationCondition>={escape(condition)}</bpmn:activationCondition>"
    )
    return element("complexGateway", name, inner, **({"default": default} if default else {}))


def script(name: str, result: str, expression: str, inner: str = "") -> str:
    call = f'<zeebe:script expression={quoteattr("=" + expression)} resultVariable="{result}"/>'
    return element("scriptTask", name, extend(call) + inner)


def service(name: str, kind: str, *extensions: str, inner: str = "") -> str:
    return element("serviceTask", name, extend(f'<zeebe:taskDefinition type="{kind}"/>', *extensions) + inner)


def rule(name: str, decision: str, result: str) -> str:
    call = f'<zeebe:calledDecision decisionId="{decision}" resultVariable="{result}"/>'
    return element("businessRuleTask", name, extend(call))


def subprocess(name: str, *parts: str, flow: str, extensions: str = "", inner: str = "") -> str:
    extended = extend(extensions) if extensions else ""
    return element("subProcess", name, extended + inner + "".join(parts) + flows(flow))


def event_subprocess(name: str, *parts: str, flow: str = "", extensions: str = "", inner: str = "") -> str:
    extended = extend(extensions) if extensions else ""
    inside = extended + inner + "".join(parts) + flows(flow)
    return element("subProcess", name, inside, triggeredByEvent="true")


def trigger(name: str, event: str, *, interrupting: bool = True, extensions: str = "") -> str:
    """The start event of an event sub-process."""
    inner = (extend(extensions) if extensions else "") + event
    return element("startEvent", name, inner, isInterrupting=str(interrupting).lower())


def ad_hoc(
    name: str,
    *parts: str,
    flow: str = "",
    until: str = "",
    extensions: str = "",
    inner: str = "",
    **attributes: str,
) -> str:
    """An ad-hoc sub-process; *until* (FEEL) says when it is enough."""
    condition = f"<bpmn:completionCondition>{escape('=' + until)}</bpmn:completionCondition>" if until else ""
    extended = extend(extensions) if extensions else ""
    return element(
        "adHocSubProcess", name, extended + inner + "".join(parts) + flows(flow) + condition, **attributes
    )


def active(elements: str, output: str = "", output_element: str = "") -> str:
    """What an ad-hoc sub-process begins by itself (FEEL), and what it collects."""
    wanted = (
        f" outputCollection={quoteattr(output)} outputElement={quoteattr('=' + output_element)}"
        if output
        else ""
    )
    begun = f" activeElementsCollection={quoteattr('=' + elements)}" if elements else ""
    return f"<zeebe:adHoc{begun}{wanted}/>"


def transaction(
    name: str, *parts: str, flow: str, extensions: str = "", inner: str = "", **attributes: str
) -> str:
    extended = extend(extensions) if extensions else ""
    return element("transaction", name, extended + inner + "".join(parts) + flows(flow), **attributes)


def call(name: str, process_id: str, *extensions: str, inner: str = "", **attributes: str) -> str:
    listed = "".join(f' {key}="{value}"' for key, value in attributes.items())
    called = f'<zeebe:calledElement processId="{process_id}"{listed}/>'
    return element("callActivity", name, extend(called, *extensions) + inner)


def boundary(name: str, on: str, event: str, *, interrupting: bool = True, extensions: str = "") -> str:
    inner = (extend(extensions) if extensions else "") + event
    return element("boundaryEvent", name, inner, attachedToRef=on, cancelActivity=str(interrupting).lower())


def catch(name: str, event: str, extensions: str = "") -> str:
    return element("intermediateCatchEvent", name, (extend(extensions) if extensions else "") + event)


def throw(name: str, event: str, extensions: str = "") -> str:
    return element("intermediateThrowEvent", name, (extend(extensions) if extensions else "") + event)


def timer(kind: str, text: str) -> str:
    """*kind* is Date, Duration or Cycle."""
    value = f"<bpmn:time{kind}>{escape(text)}</bpmn:time{kind}>"
    return f"<bpmn:timerEventDefinition>{value}</bpmn:timerEventDefinition>"


def message(name: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="M_{name}"/>'


def signal(name: str) -> str:
    return f'<bpmn:signalEventDefinition signalRef="S_{name}"/>'


def error(code: str | None = None) -> str:
    return f'<bpmn:errorEventDefinition errorRef="E_{code}"/>' if code else "<bpmn:errorEventDefinition/>"


def escalation(code: str | None = None) -> str:
    return (
        f'<bpmn:escalationEventDefinition escalationRef="C_{code}"/>'
        if code
        else "<bpmn:escalationEventDefinition/>"
    )


def link(name: str, inner: str = "") -> str:
    return f'<bpmn:linkEventDefinition name="{name}">{inner}</bpmn:linkEventDefinition>'


def condition(text: str, changes: str = "") -> str:
    """A FEEL condition; *changes* are those that a Camunda 8 filter lets through."""
    chosen = extend(f'<zeebe:conditionalFilter variableEvents="{changes}"/>') if changes else ""
    told = f"<bpmn:condition>{escape('=' + text)}</bpmn:condition>"
    return f"<bpmn:conditionalEventDefinition>{chosen}{told}</bpmn:conditionalEventDefinition>"


CANCEL = "<bpmn:cancelEventDefinition/>"
TERMINATE = "<bpmn:terminateEventDefinition/>"


def compensate(activity: str = "", *, wait: bool = True) -> str:
    attributes = f' activityRef="{activity}"' if activity else ""
    attributes += "" if wait else ' waitForCompletion="false"'
    return f"<bpmn:compensateEventDefinition{attributes}/>"


COMPENSATE = compensate()


def handler(activity: str) -> str:
    """An activity that undoes another one."""
    return activity.replace(" id=", ' isForCompensation="true" id=', 1)


def association(source: str, target: str) -> str:
    return f'<bpmn:association id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}"/>'


def undoable(name: str, activity: str = "", undo: str = "") -> str:
    """An activity with a compensation event ``c_<name>`` and its handler ``undo_<name>``, user tasks by default."""
    return (
        (activity or user(name))
        + boundary(f"c_{name}", name, COMPENSATE)
        + handler(undo or user(f"undo_{name}"))
        + association(f"c_{name}", f"undo_{name}")
    )


def messages(**keys: str) -> str:
    """Messages by name, each with the FEEL text of its correlation key; an empty key for none."""
    return "".join(
        f'<bpmn:message id="M_{name}" name="{name}">'
        + (extend(f'<zeebe:subscription correlationKey="{key}"/>') if key else "")
        + "</bpmn:message>"
        for name, key in keys.items()
    )


def signals(*names: str) -> str:
    return "".join(f'<bpmn:signal id="S_{name}" name="{name}"/>' for name in names)


def errors(*codes: str) -> str:
    return "".join(f'<bpmn:error id="E_{code}" errorCode="{code}"/>' for code in codes)


def escalations(*codes: str) -> str:
    return "".join(f'<bpmn:escalation id="C_{code}" escalationCode="{code}"/>' for code in codes)


def mappings(inputs: str = "", outputs: str = "") -> str:
    """``target=source;target=source`` for each direction."""
    listed = "".join(_mapping("input", one) for one in inputs.split(";") if one)
    listed += "".join(_mapping("output", one) for one in outputs.split(";") if one)
    return f"<zeebe:ioMapping>{listed}</zeebe:ioMapping>"


def header(key: str, value: str) -> str:
    return f'<zeebe:taskHeaders><zeebe:header key="{key}" value="{value}"/></zeebe:taskHeaders>'


def many(
    collection: str,
    item: str,
    *,
    output: str = "",
    output_element: str = "",
    sequential: bool = False,
    until: str = "",
) -> str:
    wanted = f' outputCollection="{output}" outputElement={quoteattr("=" + output_element)}' if output else ""
    condition = f"<bpmn:completionCondition>{escape('=' + until)}</bpmn:completionCondition>" if until else ""
    settings = f'<zeebe:loopCharacteristics inputCollection="={collection}" inputElement="{item}"{wanted}/>'
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"{extend(settings)}{condition}</bpmn:multiInstanceLoopCharacteristics>"
    )


def times(
    cardinality: str, *, output: str = "", output_element: str = "", sequential: bool = False, until: str = ""
) -> str:
    """Multi-instance by a number: a text of digits, or FEEL with its leading ``=``."""
    wanted = f'outputCollection="{output}" outputElement={quoteattr("=" + output_element)}'
    settings = extend(f"<zeebe:loopCharacteristics {wanted}/>") if output else ""
    condition = f"<bpmn:completionCondition>{escape('=' + until)}</bpmn:completionCondition>" if until else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"{settings}<bpmn:loopCardinality>{escape(cardinality)}</bpmn:loopCardinality>{condition}"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def loop(condition: str = "", *, maximum: int | None = None, before: bool = False) -> str:
    """A standard loop: again while the FEEL condition holds."""
    inner = f"<bpmn:loopCondition>{escape('=' + condition)}</bpmn:loopCondition>" if condition else ""
    limit = "" if maximum is None else f' loopMaximum="{maximum}"'
    return (
        f'<bpmn:standardLoopCharacteristics testBefore="{str(before).lower()}"{limit}>{inner}'
        "</bpmn:standardLoopCharacteristics>"
    )


def flows(text: str) -> str:
    return "".join(_flow(one) for one in text.split())


def extend(*inner: str) -> str:
    return f"<bpmn:extensionElements>{''.join(inner)}</bpmn:extensionElements>"


def _flow(text: str) -> str:
    path, _, condition = text.partition("?")
    source, target = path.split(">", 1)
    name = f"{source}_{target}"
    inner = ""
    if condition:
        text = escape("=" + condition.replace("~", " "))
        inner = (
            f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression>'
        )
    return f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def _mapping(kind: str, text: str) -> str:
    target, _, source = text.partition("=")
    return f"<zeebe:{kind} source={quoteattr('=' + source)} target={quoteattr(target)}/>"


def _lanes(lanes: dict[str, str]) -> str:
    if not lanes:
        return ""
    listed = "".join(
        f'<bpmn:lane id="lane_{index}" name="{name}">'
        + "".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in members.split())
        + "</bpmn:lane>"
        for index, (name, members) in enumerate(lanes.items())
    )
    return f'<bpmn:laneSet id="lanes">{listed}</bpmn:laneSet>'
