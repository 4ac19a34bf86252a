"""Every row of the table that is refused: a model with it does not get past the linter, which says where and why."""

from __future__ import annotations

import pytest

from engine.bpmn.linting import Known, lint
from engine.bpmn.semantics import ROWS, camunda7
from tests.bpmn import building as b
from tests.bpmn import seven as s

DECLARED = (
    b.messages(Hello="=1") + b.signals("Bell") + b.errors("BAD") + b.escalations("HELP")
    + '<bpmn:message id="M_Start" name="Start"/><bpmn:error id="E_found" errorCode="=code"/>'
    + '<bpmn:escalation id="C_found" escalationCode="=code"/>'
)  # fmt: skip
DEFINITIONS = {
    "none": "",
    "message": b.message("Hello"),
    "timer": b.timer("Duration", "PT1H"),
    "signal": b.signal("Bell"),
    "error": b.error("BAD"),
    "escalation": b.escalation("HELP"),
    "conditional": "<bpmn:conditionalEventDefinition><bpmn:condition>=x</bpmn:condition>"
    "</bpmn:conditionalEventDefinition>",
    "link": '<bpmn:linkEventDefinition name="on"/>',
    "terminate": b.TERMINATE,
    "cancel": b.CANCEL,
    "compensation": "<bpmn:compensateEventDefinition/>",
    "multiple": b.message("Hello") + b.signal("Bell"),
    "parallel-multiple": b.message("Hello") + b.signal("Bell"),
}


def around(*parts, flow="start>it it>end"):
    return b.process("p", b.start(), *parts, b.end(), flow=flow, declared=DECLARED)


def event(row):
    """A model with an event called ``it`` of the row's position and trigger."""
    definition = DEFINITIONS[row.trigger]
    marks = {"parallelMultiple": "true"} if row.trigger == "parallel-multiple" else {}
    told = str(row.interrupting).lower()
    match row.position:
        case "start":
            first = b.element("startEvent", "it", definition, **marks)
            return b.process("p", first, b.user("a"), flow="it>a", declared=DECLARED)
        case "event-sub-process":
            first = b.element("startEvent", "it", definition, isInterrupting=told, **marks)
            inside = first + b.user("h") + b.flows("it>h")
            handler = b.element("subProcess", "handler", inside, triggeredByEvent="true")
            return around(b.user("a"), handler, flow="start>a a>end")
        case "boundary":
            on = b.element("boundaryEvent", "it", definition, attachedToRef="a", cancelActivity=told, **marks)
            return around(b.user("a"), on, b.user("h"), flow="start>a a>end it>h")
        case "end":
            last = b.element("endEvent", "it", definition, **marks)
            return b.process("p", b.start(), last, flow="start>it", declared=DECLARED)
    tag = {"intermediate-catch": "intermediateCatchEvent", "intermediate-throw": "intermediateThrowEvent"}
    return around(b.element(tag[row.position], "it", definition, **marks))


def task(inner="", tag="userTask", **attributes):
    return around(b.element(tag, "it", inner, **attributes))


def sub(*parts, flow, tag="subProcess", **attributes):
    return around(b.element(tag, "it", "".join(parts) + b.flows(flow), **attributes))


def many(inner="", **attributes):
    listed = "".join(f' {name}="{value}"' for name, value in attributes.items())
    loop = f"<bpmn:multiInstanceLoopCharacteristics{listed}>{inner}<bpmn:loopCardinality>2</bpmn:loopCardinality>"
    return task(f"{loop}</bpmn:multiInstanceLoopCharacteristics>")


def defined(trigger, position="intermediate-catch"):
    return event(ROWS[f"{position}/{trigger}"])


def free(*parts, flow=""):
    return around(b.ad_hoc("care", *parts, flow=flow), flow="start>care care>end")


def joining(condition):
    """Two branches into a complex gateway."""
    parts = (b.user("a"), b.user("c"), b.activated("it", condition))
    return around(*parts, flow="start>a start>c a>it c>it it>end")


JOB = '<zeebe:taskDefinition type="x"/>'
EXPRESSION = (
    "<bpmn:resourceAssignmentExpression><bpmn:formalExpression>{}</bpmn:formalExpression>"
    "</bpmn:resourceAssignmentExpression>"
)
MODELS = {
    "ioSpecification": task("<bpmn:ioSpecification><bpmn:dataInput/></bpmn:ioSpecification>"),
    "receiveTask/instantiate": task(tag="receiveTask", messageRef="M_Start", instantiate="true"),
    "activity/compensation-handler": task(isForCompensation="true"),
    "activity/start-quantity": task(startQuantity="2"),
    "activity/completion-quantity": task(completionQuantity="2"),
    "adHocSubProcess/start-event": free(b.start("it"), b.user("u"), flow="it>u"),
    "adHocSubProcess/end-event": free(b.user("u"), b.end("it"), flow="u>it"),
    "adHocSubProcess/not-begun": free(b.user("u"), b.both("it"), b.user("v"), flow="it>v"),
    "adHocSubProcess/empty": around(b.ad_hoc("it", b.both("g"))),
    "adHocSubProcess/event-sub-process": free(
        b.user("u"),
        b.element("subProcess", "it", b.start("s", b.signal("Bell")) + b.user("h") + b.flows("s>h"),
                  triggeredByEvent="true"),
    ),
    "adHocSubProcess/compensation": free(
        b.user("u"), b.boundary("undo", "u", "<bpmn:compensateEventDefinition/>"),
        b.element("userTask", "it", isForCompensation="true"),
        '<bpmn:association id="tie" sourceRef="undo" targetRef="it"/>',
    ),
    "subProcess/event-sub-process": sub(
        b.start("s", b.signal("Bell")), b.user("u"), flow="s>u", triggeredByEvent="true"
    ),
    "subProcess/several-start-events": sub(
        b.start("s"), b.start("t"), b.user("u"), flow="s>u t>u"
    ),
    "subProcess/start-with-trigger": around(
        b.subprocess("sub", b.start("it", b.message("Start")), b.user("u"), flow="it>u"),
        flow="start>sub sub>end",
    ),
    "transaction/method": sub(b.start("s"), b.user("u"), flow="s>u", tag="transaction", method="##Store"),
    "process/several-none-start-events": b.process(
        "p", b.start(), b.start("it"), b.user("a"), flow="start>a it>a"
    ),
    "sequenceFlow/conditional-from-parallel-gateway": around(b.both("a"), flow="start>a a>end?x").replace(
        b'id="a_end"', b'id="it"'
    ),
    "sequenceFlow/conditional-default": around(
        b.choice("a", default="it"), b.user("o"), flow="start>a a>end?x a>o?y"
    ).replace(b'id="a_end"', b'id="it"'),
    "sequenceFlow/not-immediate": around(b.user("a"), flow="start>a a>end").replace(
        b'id="a_end"', b'isImmediate="false" id="it"'
    ),
    "eventBasedGateway/instantiate": around(
        b.element("eventBasedGateway", "it", instantiate="true"), b.catch("m", b.message("Start")),
        flow="it>m m>end",
    ),
    "eventBasedGateway/instantiate-parallel": around(
        b.element("eventBasedGateway", "it", instantiate="true", eventGatewayType="Parallel"),
        b.catch("m", b.message("Start")),
        flow="it>m m>end",
    ),
    "complexGateway/without-condition": joining(None),
    "complexGateway/condition-of-a-split": around(b.activated("it", "activationCount >= 1")),
    "complexGateway/never-activated": joining("activationCount >= 3"),
    "multiInstanceLoopCharacteristics/behavior-none": many(behavior="None", noneBehaviorEventRef="x"),
    "multiInstanceLoopCharacteristics/behavior-one": many(behavior="One", oneBehaviorEventRef="x"),
    "multiInstanceLoopCharacteristics/behavior-complex": many(behavior="Complex"),
    "loopDataInputRef": many("<bpmn:loopDataInputRef>x</bpmn:loopDataInputRef>"),
    "loopDataOutputRef": many("<bpmn:loopDataOutputRef>x</bpmn:loopDataOutputRef>"),
    "inputDataItem": many("<bpmn:inputDataItem/>"),
    "outputDataItem": many("<bpmn:outputDataItem/>"),
    "complexBehaviorDefinition": many("<bpmn:complexBehaviorDefinition/>"),
    "compensateEventDefinition": defined("compensation", "intermediate-throw"),
    "conditionalEventDefinition": defined("conditional"),
    "eventDefinitionRef": around(b.catch("it", "<bpmn:eventDefinitionRef>x</bpmn:eventDefinitionRef>")),
    "implicitThrowEvent": task(tag="implicitThrowEvent"),
    "errorEventDefinition/caught-by-expression": around(
        b.user("u"),
        b.boundary("it", "u", b.error("found")),
        flow="start>u u>end it>end",
    ),
    "escalationEventDefinition/caught-by-expression": around(
        b.user("u"),
        b.boundary("it", "u", b.escalation("found")),
        flow="start>u u>end it>end",
    ),
    "timeCycle/intermediate-catch": around(b.catch("it", b.timer("Cycle", "R/PT1H"))),
    "endEvent/zeebe:taskDefinition": b.process(
        "p", b.start(), b.end("it", b.extend(JOB) + b.message("Hello")), flow="start>it", declared=DECLARED
    ),
    "intermediateThrowEvent/zeebe:taskDefinition": around(b.throw("it", b.message("Hello"), JOB)),
    "adHocSubProcess/zeebe:taskDefinition": around(
        b.element("adHocSubProcess", "it", b.extend(JOB) + b.user("u"))
    ),
    "script": task("<bpmn:script>x = 1</bpmn:script>", tag="scriptTask"),
    "assignment": task("<bpmn:dataInputAssociation><bpmn:assignment/></bpmn:dataInputAssociation>"),
    "transformation": task("<bpmn:dataInputAssociation><bpmn:transformation/></bpmn:dataInputAssociation>"),
    "potentialOwner/computed": task(b.element("potentialOwner", "role", EXPRESSION.format("${a}.b"))),
    "humanPerformer/computed": task(b.element("humanPerformer", "role", EXPRESSION.format("ann, bob"))),
    "camunda:in/all-with-a-signal": s.process(
        "p", b.start(), b.throw("it", b.signal("Bell").replace("/>", ">", 1)
        + b.extend('<camunda:in variables="all"/>') + "</bpmn:signalEventDefinition>"), flow="start>it",
        declared=b.signals("Bell"),
    ),
    "camunda:variableEvents/delete": s.process(
        "p", b.start(), b.catch("it", b.element(
            "conditionalEventDefinition", "c", "<bpmn:condition>${x}</bpmn:condition>",
            **{"camunda:variableEvents": "delete"})), flow="start>it",
    ).replace(b' id="c"', b""),
    "zeebe:userTaskForm": task(b.extend('<zeebe:userTaskForm id="form">{}</zeebe:userTaskForm>')),
}  # fmt: skip


def root_level(row):
    """A file with the row's element beside its process."""
    named = around(b.user("a"), flow="start>a a>end")
    mark = b' mustUnderstand="true"' if "/" in row.id else b""
    return named.replace(
        b"<bpmn:process", f"<bpmn:{row.element} id='it'".encode() + mark + b"/><bpmn:process", 1
    )


def inside(row):
    """A user task with the row's element in it."""
    return task(f"<bpmn:{row.element}/>")


def binding(element, value):
    said = {
        "calledElement": ("callActivity", 'processId="child"'),
        "calledDecision": ("businessRuleTask", 'decisionId="d" resultVariable="r"'),
        "formDefinition": ("userTask", 'formId="f"'),
    }
    tag, attributes = said[element]
    return task(b.extend(f'<zeebe:{element} {attributes} bindingType="{value}"/>'), tag=tag)


def zeebe(row):
    """A task with the row's extension element or attribute."""
    name, _, attribute = row.id.removeprefix("zeebe:").partition(".")
    if attribute.startswith("bindingType/"):
        return binding(name, attribute.partition("/")[2])
    return task(b.extend(f'<zeebe:{name} {attribute}="x"/>' if attribute else f"<zeebe:{name}/>"))


def camunda(row):
    """A model of Camunda 7 in which ``it`` has the row's word as an attribute, or says with it what does not run."""
    tag, words, inner = ASPECTS.get(row.id.removeprefix("camunda:"), ("userTask", {}, ""))
    words = words or {row.id.removeprefix("camunda:"): "x"} if not inner else words
    said = s.element(tag, "it", extensions=inner, **words)
    return s.process("p", b.start(), said, flow="start>it")


FIELD = '<camunda:formData><camunda:formField id="f" {}>{}</camunda:formField></camunda:formData>'
BACK = '<camunda:out source="a" target="b"'
ASPECTS = {
    "type/other": ("serviceTask", {"type": "mail"}, ""),
    "topic/missing": ("serviceTask", {"type": "external"}, ""),
    "formKey/page": ("userTask", {"formKey": "embedded:app:forms/x.html"}, ""),
    "formRefBinding/version": ("userTask", {"formRef": "x", "formRefBinding": "version"}, ""),
    "decisionRefBinding/version": (
        "businessRuleTask", {"decisionRef": "d", "resultVariable": "r", "decisionRefBinding": "version"}, ""),
    "decisionRefBinding/without-tag": (
        "businessRuleTask", {"decisionRef": "d", "resultVariable": "r", "decisionRefBinding": "versionTag"}, ""),
    "decisionRef/without-result": ("businessRuleTask", {"decisionRef": "d"}, ""),
    "calledElementBinding/version": ("callActivity", {"calledElementBinding": "version"}, ""),
    "calledElementBinding/without-tag": ("callActivity", {"calledElementBinding": "versionTag"}, ""),
    "in/businessKey": ("callActivity", {}, '<camunda:in businessKey="${other}"/>'),
    "in/local": ("callActivity", {}, '<camunda:in variables="all" local="true"/>'),
    "in/incomplete": ("callActivity", {}, '<camunda:in source="a"/>'),
    "out/incomplete": ("callActivity", {}, '<camunda:out target="a"/>'),
    "out/local": ("callActivity", {}, f'{BACK} local="true"/>'),
    "out/all-and-more": ("callActivity", {}, f'{BACK}/><camunda:out variables="all"/>'),
    "formField/type": ("userTask", {}, FIELD.format('type="colour"', "")),
    "formField/default": ("userTask", {}, FIELD.format('defaultValue="${x}"', "")),
    "formData/businessKey": ("userTask", {}, '<camunda:formData businessKey="f"/>'),
    "constraint/unknown": ("userTask", {}, FIELD.format(
        "", '<camunda:validation><camunda:constraint name="validator" config="x.Y"/></camunda:validation>')),
    "failedJobRetryTimeCycle/unreadable": (
        "userTask", {}, "<camunda:failedJobRetryTimeCycle>often</camunda:failedJobRetryTimeCycle>"),
}  # fmt: skip
"""Words that run, with what of them does not: the tag, its attributes and its extension elements."""


def model_of(row):
    if row.id in MODELS:
        return MODELS[row.id]
    if row.position:
        return event(row)
    if row.id.startswith("zeebe:"):
        return zeebe(row)
    if row.id.startswith("camunda:"):
        return camunda(row)
    if row.element.startswith("global") or row.element == "extension":
        return root_level(row)
    return inside(row)


def told(row):
    """The errors at the row's element that give its reason and remedy."""
    return [
        one
        for one in lint(model_of(row), known=Known())
        if one.severity == "error" and one.element_id == "it" and row.reason in one.message
    ]


REFUSED = [row for row in ROWS.values() if not row.runs]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.id)
def test_what_the_table_refuses_is_refused_with_its_element_reason_and_remedy(row):
    assert [one.remedy for one in told(row)] == [row.remedy]


def test_no_model_is_kept_for_a_row_that_is_gone():
    assert [name for name in MODELS if name not in ROWS] == []


def test_a_word_of_camunda_7_that_nobody_knows_is_refused_too():
    row = camunda7.refused("camunda:unheard", "is no word that Baton reads.", "")

    assert len(told(row)) == 1
