"""What the linter refuses, and that it says where, why and what to do."""

from __future__ import annotations

import random
import re

import pytest
from lxml import etree

from engine.bpmn import reading
from engine.bpmn.linting import Known, lint
from engine.declarations import Declaration, Input
from engine.labels import Labels
from tests.bpmn import building as b
from tests.bpmn.playing import load
from tests.bpmn.test_loops import COUNTED, LOOPING
from tests.bpmn.test_pursuit import PURSUIT
from tests.bpmn.test_scopes import NESTED
from tests.bpmn.test_state import RANDOM, W1
from tests.bpmn.test_transactions import BOOKING

MAIL = Declaration(
    type="mail",
    title=Labels("Mail", "Письмо"),
    purpose=Labels("Sends a mail.", "Отправляет письмо."),
    inputs=(
        Input(name="to", label=Labels("To", "Кому"), required=True),
        Input(
            name="kind",
            label=Labels("Kind", "Вид"),
            choices=(("offer", Labels("Offer", "Предложение")),),
        ),
    ),
    headers=(Input(name="server", label=Labels("Server", "Сервер")),),
)
FAX = Declaration(
    type="fax",
    title=Labels("Fax", "Факс"),
    purpose=Labels("Sends a fax.", "Отправляет факс."),
    headers=(Input(name="line", label=Labels("Line", "Линия"), required=True),),
)
KNOWN = Known(
    forms=frozenset({"form"}),
    decisions=frozenset({"decision"}),
    services={"mail": MAIL, "fax": FAX},
    processes=frozenset({"child"}),
)


def found(xml, *, severity=None):
    """(rule, element id) of the findings; each must be complete."""
    findings = lint(xml, known=KNOWN)
    for one in findings:
        assert one.rule
        assert one.message
        assert one.remedy
        assert one.line is not None
    return {(one.rule, one.element_id) for one in findings if severity in (None, one.severity)}


def around(*parts, flow="start>it it>end", declared=""):
    """A process with start, end and the parts between; the part under test is called ``it``."""
    return b.process("p", b.start(), *parts, b.end(), flow=flow, declared=declared)


GOOD = {
    "w1": W1,
    "nested": NESTED,
    "pursuit": PURSUIT,
    "random": RANDOM,
    "counted": COUNTED,
    "looping": LOOPING,
    "booking": BOOKING,
}


@pytest.mark.parametrize("xml", GOOD.values(), ids=GOOD)
def test_models_that_run_have_no_errors(xml):
    assert found(xml, severity="error") == set()


WRONG = {
    "unsupported-element": [
        around(b.element("choreographyTask", "it")),
        around(b.element("callChoreography", "it")),
        around(b.user("it", inner="<bpmn:ioSpecification><bpmn:dataInput/></bpmn:ioSpecification>")),
        around(b.user("it", inner="<bpmn:performer/>")),
        around(b.element("scriptTask", "it", "<bpmn:script>x = 1</bpmn:script>")),
        around(b.catch("it", "<bpmn:eventDefinitionRef>x</bpmn:eventDefinitionRef>")),
    ],
    "unknown-attribute": [
        around(b.element("userTask", "it", completionQuantity="2")),
        around(b.transaction("it", b.start("s"), b.user("a"), flow="s>a", method="##Store")),
        around(
            b.element("receiveTask", "it", instantiate="true", messageRef="M_x"), declared=b.messages(x="=1")
        ),
        around(b.element("userTask", "it", colour="red")),
    ],
    "implementation-not-run": [
        around(b.element("serviceTask", "it", operationRef="op")),
        around(b.element("scriptTask", "it", scriptFormat="python")),
    ],
    "unknown-extension": [
        around(b.user("it", "<zeebe:taskListeners/>")),
        around(b.user("it", "<zeebe:userTaskForm>{}</zeebe:userTaskForm>")),
        around(b.user("it", '<zeebe:taskDefinition type="x"/>')),
        around(b.element("exclusiveGateway", "it", b.extend(b.mappings(inputs="x=1")))),
    ],
    "unknown-extension-attribute": [
        around(b.user("it", '<zeebe:formDefinition formKey="a"/>')),
        around(b.user("it", '<zeebe:formDefinition formId="form" bindingType="newest"/>')),
    ],
    "extension-twice": [around(b.user("it", b.mappings(inputs="a=1"), b.mappings(inputs="b=1")))],
    "extension-incomplete": [around(b.service("it", ""))],
    "service-task-without-type": [around(b.element("serviceTask", "it"))],
    "script-task-without-script": [around(b.element("scriptTask", "it"))],
    "decision-task-without-decision": [around(b.element("businessRuleTask", "it"))],
    "message-task-without-message": [
        around(b.element("receiveTask", "it")),
        around(b.element("sendTask", "it")),
    ],
    "passes-straight-through": [around(b.element("task", "it")), around(b.element("manualTask", "it"))],
    "unknown-form": [around(b.user("it", '<zeebe:formDefinition formId="other"/>')), around(b.user("it"))],
    "unknown-decision": [around(b.rule("it", "other", "x"))],
    "unknown-service-type": [around(b.service("it", "erp"))],
    "missing-input": [
        around(b.service("it", "mail", b.mappings("kind=x"))),
        around(b.service("it", "mail")),
    ],
    "unknown-input": [around(b.service("it", "mail", b.mappings("to=x;too=y")))],
    "unknown-header": [around(b.service("it", "mail", b.mappings("to=x"), b.header("sever", "x")))],
    "missing-header": [around(b.service("it", "fax", b.header("other", "x")))],
    "impossible-choice": [around(b.service("it", "mail", b.mappings('to=x;kind="ofer"')))],
    "tag-without-binding": [
        around(b.user("it", '<zeebe:formDefinition formId="form" versionTag="one"/>')),
        around(b.user("it", '<zeebe:formDefinition formId="form" bindingType="versionTag"/>')),
    ],
    "unknown-process": [
        around(b.call("it", "other")),
        around(b.element("callActivity", "it")),
    ],
    "multi-instance-incomplete": [
        around(b.user("it", inner="<bpmn:multiInstanceLoopCharacteristics/>")),
        around(b.user("it", inner=b.many("a", "i", output="o").replace(' outputElement="="', ""))),
        around(b.user("it", inner=b.times("3", output="o").replace(' outputElement="="', ""))),
        around(b.user("it", inner=b.times(""))),
        around(b.user("it", inner=b.times("3", output="o").replace("outputCollection", "inputElement"))),
    ],
    "cancel-end-outside-a-transaction": [
        b.process("p", b.start(), b.end("it", b.CANCEL), flow="start>it"),
        around(
            b.transaction(
                "t",
                b.start("s"),
                b.subprocess("n", b.start("m"), b.end("it", b.CANCEL), flow="m>it"),
                flow="s>n",
            ),
            b.boundary("event", "t", b.CANCEL),
            flow="start>t t>end",
        ),
    ],
    "cancel-that-nothing-catches": [
        around(b.transaction("it", b.start("s"), b.end("off", b.CANCEL), flow="s>off")),
    ],
    "loop-without-end": [around(b.user("it", inner=b.loop()))],
    "loop-attribute-of-wrong-kind": [
        around(b.user("it", inner=b.loop("again", maximum=0))),
        around(b.user("it", inner=b.loop("again", maximum=-1))),
        around(b.user("it", inner=b.loop("again").replace("false", "maybe"))),
        around(b.user("it", inner=b.times("3").replace("false", "0"))),
    ],
    "two-loops": [
        around(b.user("it", inner=b.loop("again") + b.times("3"))),
        around(b.user("it", inner=b.loop("again") + b.loop(maximum=3))),
    ],
    "loop-outside-an-activity": [around(b.element("exclusiveGateway", "it", b.loop("again")))],
    "counts-and-names-items": [
        around(
            b.user(
                "it",
                inner=b.many("a", "i").replace(
                    "</bpmn:m", "<bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:m"
                ),
            )
        ),
    ],
    "mapping-without-meaning": [around(b.throw("it", "", b.mappings(outputs="a=1")))],
    "unreachable-element": [around(b.user("a"), b.user("it"), flow="start>a a>end")],
    "event-gateway-target": [around(b.element("eventBasedGateway", "it"), flow="start>it")],
    "default-flow-elsewhere": [
        around(b.choice("it", default="start_it"), b.user("a"), flow="start>it it>end?x it>a?y"),
        around(b.both("it").replace(" id", ' default="it_end" id')),
    ],
    "default-flow-never-taken": [
        around(b.element("userTask", "it", default="it_end"), b.user("a"), flow="start>it it>a it>end"),
    ],
    "start-event-of-a-sub-process": [
        around(b.subprocess("it", b.user("a"), b.user("c"), flow="a>c c>a")),
        around(b.subprocess("it", flow="")),
        around(b.subprocess("it", b.start("s1"), b.start("s2"), flow="")),
    ],
    "ad-hoc-words": [
        around(b.ad_hoc("it", b.user("u"), ordering="Random")),
        around(b.ad_hoc("it", b.user("u"), cancelRemainingInstances="no")),
        around(b.ad_hoc("it", b.user("u"), extensions='<zeebe:adHoc outputCollection="found"/>')),
    ],
    "begins-what-is-not-there": [
        around(b.ad_hoc("it", b.user("u"), b.user("v"), flow="u>v", extensions=b.active('["u", "v"]'))),
    ],
    "link-without-name": [around(b.throw("it", "<bpmn:linkEventDefinition/>"))],
    "link-to-nowhere": [
        around(
            b.throw("it", b.link("far")),
            b.subprocess("s", b.catch("in", b.link("far")), flow=""),
            flow="start>it",
        ),
    ],
    "link-to-two-places": [
        around(
            b.throw("out", b.link("far")),
            b.catch("it", b.link("far")),
            b.catch("too", b.link("far")),
            flow="start>out it>end too>end",
        ),
    ],
    "flow-at-a-link": [
        around(b.throw("it", b.link("far")), b.catch("in", b.link("far")), flow="start>it it>end in>end"),
        around(b.throw("out", b.link("far")), b.catch("it", b.link("far")), flow="start>out start>it it>end"),
    ],
    "event-of-wrong-kind": [
        around(b.catch("it", b.error("X")), declared=b.errors("X")),
        around(b.throw("it", b.timer("Duration", "PT1H"))),
        around(b.throw("it", b.CANCEL)),
        around(b.catch("it", b.CANCEL)),
        around(b.catch("it", "")),
    ],
    "event-without-name": [
        around(b.catch("it", "<bpmn:messageEventDefinition/>")),
        around(b.throw("it", '<bpmn:signalEventDefinition signalRef="gone"/>')),
        around(b.throw("it", b.escalation())),
    ],
    "correlation-key-missing": [
        around(b.catch("it", b.message("x")), declared=b.messages(x="")),
        around(b.element("receiveTask", "it", messageRef="M_x"), declared=b.messages(x="")),
    ],
    "timer-text": [
        around(b.catch("it", b.timer("Duration", "two days"))),
        around(b.catch("it", b.timer("Duration", ""))),
        around(b.catch("it", "<bpmn:timerEventDefinition/>")),
        around(b.catch("it", b.timer("Date", "tomorrow"))),
    ],
    "cycle-where-nothing-repeats": [around(b.catch("it", b.timer("Cycle", "R/PT1H")))],
    "unparsable-expression": [
        around(b.script("it", "x", "1 +")),
        around(b.user("it", '<zeebe:assignmentDefinition assignee="=owner."/>')),
        around(b.user("it", b.mappings(inputs="a=if"))),
        around(b.catch("it", b.timer("Duration", "=duration("))),
        around(b.user("it", inner=b.many("a[", "i"))),
        around(b.user("it", inner=b.times("=count["))),
        around(b.user("it", inner=b.loop("again["))),
    ],
    "constant-of-wrong-kind": [
        around(b.user("it", '<zeebe:priorityDefinition priority="high"/>')),
        around(b.user("it", '<zeebe:taskSchedule dueDate="soon"/>')),
        around(b.user("it", inner=b.times("-1"))),
        around(b.user("it", inner=b.times("2.5"))),
    ],
    "variable-name": [around(b.script("it", "2 x", "1")), around(b.user("it", b.mappings(outputs="a-b=1")))],
    "camunda7-dialect": [
        around(b.user("it")).replace(
            b'<bpmn:userTask id="it"',
            b'<bpmn:userTask xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:assignee="x" id="it"',
        ),
        around(b.user("it")).replace(
            b'<bpmn:userTask id="it"',
            b'<bpmn:userTask xmlns:a="http://activiti.org/bpmn" a:assignee="x" id="it"',
        ),
    ],
    "other-engines-extension": [
        around(b.user("it")).replace(
            b'<bpmn:userTask id="it"', b'<bpmn:userTask xmlns:f="http://flowable.org/bpmn" f:x="1" id="it"'
        )
    ],
}


@pytest.mark.parametrize(
    ("rule", "xml"), [(rule, xml) for rule, models in WRONG.items() for xml in models], ids=str
)
def test_a_wrong_element_is_named(rule, xml):
    assert (rule, "it") in found(xml)


def test_a_flow_out_of_a_gateway_needs_a_condition():
    assert found(around(b.choice("it"), b.user("a"), flow="start>it it>end?x it>a"), severity="error") == {
        ("condition-missing", "it_a")
    }


def test_a_condition_needs_a_gateway_or_an_activity():
    assert found(around(b.user("it"), flow="start>it it>end?true"), severity="error") == set()
    assert ("condition-without-meaning", "start_it") in found(around(b.user("it"), flow="start>it?x it>end"))
    assert ("condition-without-meaning", "it_end") in found(around(b.both("it"), flow="start>it it>end?x"))


def test_an_unparsable_condition_is_placed_by_its_column():
    findings = lint(around(b.choice("it"), flow="start>it it>end?amount~>"), known=KNOWN)

    wrong = next(one for one in findings if one.rule == "unparsable-condition")
    assert wrong.element_id == "it_end"
    assert "line 1, column" in wrong.message


def test_flows_must_join_elements_of_one_scope():
    crossing = around(b.subprocess("it", b.start("s"), b.user("a"), flow="s>a"), flow="start>it it>end a>end")
    assert ("dangling-flow", "a_end") in found(crossing)
    assert ("dangling-flow", "it_gone") in found(around(b.user("it"), flow="start>it it>end it>gone"))


def test_nothing_goes_into_a_start_or_out_of_an_end():
    wrong = found(around(b.user("it"), flow="start>it it>end it>start end>it"))

    assert {("flow-where-none-goes", "start"), ("flow-where-none-goes", "end")} <= wrong


BOUNDARIES = {
    "boundary-of-nothing": b.boundary("event", "end", b.error("X")),
    "caught-twice": b.boundary("first", "it", b.error("X")) + b.boundary("event", "it", b.error("X")),
    "code-missing": b.boundary("event", "it", '<bpmn:errorEventDefinition errorRef="empty"/>'),
    "mapping-without-meaning": b.boundary("event", "it", b.error("X"), extensions=b.mappings(inputs="a=1")),
    "event-of-wrong-kind": b.boundary("event", "it", b.TERMINATE),
    "correlation-key-missing": b.boundary("event", "it", b.message("x")),
}


@pytest.mark.parametrize("rule", BOUNDARIES)
def test_a_wrong_boundary_event_is_named(rule):
    declared = b.errors("X") + '<bpmn:error id="empty"/>' + b.messages(x="")
    model = around(b.user("it"), BOUNDARIES[rule], b.user("after"), flow="start>it it>end event>after",
                   declared=declared)  # fmt: skip

    assert (rule, "event") in found(model)


TRANSACTION = b.transaction("it", b.start("s"), b.user("a"), b.end("off", b.CANCEL), flow="s>a a>off")
CANCELS = {
    "caught-twice": (TRANSACTION, b.boundary("first", "it", b.CANCEL), b.boundary("event", "it", b.CANCEL)),
    "cancel-boundary-outside-a-transaction": (b.user("it"), b.boundary("event", "it", b.CANCEL)),
    "cancel-that-never-comes": (TRANSACTION.replace(b.CANCEL, ""), b.boundary("event", "it", b.CANCEL)),
}


@pytest.mark.parametrize("rule", CANCELS)
def test_a_wrong_cancel_boundary_event_is_named(rule):
    model = around(*CANCELS[rule], b.user("after"), flow="start>it it>end event>after")

    assert (rule, "event") in found(model)


def test_an_uncaught_escalation_is_a_hint():
    model = around(b.throw("it", b.escalation("X")), declared=b.escalations("X"))

    assert found(model, severity="hint") == {("escalation-to-nobody", "it")}


def test_the_process_itself_must_be_startable():
    assert ("start-events-of-the-process", "p") in found(b.process("p", b.user("a"), flow="a>a"))
    assert ("start-events-of-the-process", "again") in found(
        b.process("p", b.start(), b.start("again"), b.user("a"), flow="start>a again>a")
    )
    assert ("no-executable-process", "p") in found(
        W1.replace(b'isExecutable="true"', b'isExecutable="false"')
    )


def pools(joined, *, more=""):
    """A shop orders from a warehouse and waits for the delivery; *joined* are the message flows."""
    return b.document(
        b.pool(
            "shop",
            b.start("wish"),
            b.throw("order", b.message("Order")),
            b.catch("arrived", b.message("Delivery")),
            b.user("unpack"),
            flow="wish>order order>arrived arrived>unpack",
        ),
        b.pool(
            "warehouse",
            b.start("ordered", b.message("Order")),
            b.user("pack"),
            b.end("send", b.message("Delivery")),
            flow="ordered>pack pack>send",
        ),
        more,
        declared=b.messages(Order="=number", Delivery="=number") + b.message_flows(joined),
    )


def test_pools_with_message_flows_between_the_same_messages_have_no_errors():
    assert found(pools("order>ordered send>arrived"), severity="error") == set()
    assert found(pools("order>ordered send>arrived"), severity="warning") == set()


def test_a_message_flow_that_joins_nothing_is_named():
    rule = "message-flow-that-joins-nothing"

    assert (rule, "order_to_arrived") in found(pools("order>arrived"), severity="error")
    named = pools("order>ordered").replace(
        b'id="order_to_ordered"', b'id="order_to_ordered" messageRef="M_Delivery"'
    )
    assert found(named, severity="error") == {("message-flow-with-another-message", "order_to_ordered")}
    assert found(pools("unpack>ordered order>pack"), severity="warning") == {
        (rule, "unpack_to_ordered"),
        (rule, "order_to_pack"),
    }


def test_two_processes_of_a_file_differ_in_the_ids_of_all_that_is_in_them():
    again = b.pool("branch", b.start("open"), b.user("pack"), flow="open>pack")

    assert found(pools("", more=again), severity="error") == {("duplicate-id", "pack")}
    assert ("duplicate-id", "shop") in found(
        pools("", more=b.pool("shop", b.start("open"), b.user("close"), flow="open>close"))
    )


def test_a_process_that_its_files_diagram_leaves_out_is_a_warning():
    drawn = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
        'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><bpmndi:BPMNPlane bpmnElement="shop">'
        '<bpmndi:BPMNShape bpmnElement="wish"><dc:Bounds x="0" y="0" width="36" height="36"/></bpmndi:BPMNShape>'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )

    assert found(pools("", more=drawn), severity="warning") == {("process-not-in-the-diagram", "warehouse")}


def test_ids_are_there_and_differ():
    twice = around(b.user("it"), b.user("it"))
    assert ("duplicate-id", "it") in found(twice)
    assert ("missing-id", "p") in found(
        around(b.user("it")).replace(b'<bpmn:userTask id="it"', b"<bpmn:userTask")
    )


def test_a_lane_names_only_what_exists():
    model = b.process("p", b.start(), b.user("a"), flow="start>a", lanes={"Sales": "a gone"})

    assert ("lane-of-nothing", "lane_0") in found(model)


@pytest.mark.parametrize("seed", range(120))
def test_a_damaged_model_is_refused_or_can_be_built(seed):
    """Attributes, texts and elements vanish at random: the linter survives, and what it lets pass can be built."""
    dice = random.Random(seed)
    root = reading.read(dice.choice([*GOOD.values()])).root
    for _ in range(dice.randrange(1, 4)):
        damage(dice.choice(list(root.iter())), dice)
    xml = etree.tostring(root)

    if not [one for one in lint(xml, known=Known()) if one.severity == "error"]:
        load(xml)


def damage(node, dice):
    kind = dice.randrange(3)
    if kind == 0 and node.attrib:
        del node.attrib[dice.choice(list(node.attrib))]
    elif kind == 1 and node.getparent() is not None:
        node.getparent().remove(node)
    elif node.attrib:
        node.attrib[dice.choice(list(node.attrib))] = dice.choice(["", "x", "start", "=1 +", "false"])


@pytest.mark.parametrize(
    ("xml", "what"),
    [
        (b"<bpmn", "well-formed"),
        (b"\xef\xbb\xbf<!-- a --><!DOCTYPE x [<!ENTITY a 'b'>]><x/>", "DOCTYPE"),
        (b"<html/>", "root"),
        ("<!DOCTYPE a><a/>".encode("utf-16"), "DOCTYPE"),
        (b"\xff\xfe<", "no text"),
        (b"<a>" + b" " * (2 * 1024 * 1024) + b"</a>", "bytes"),
        (W1.replace(b"</bpmn:process>", b"<bpmn:documentation/>" * 5001 + b"</bpmn:process>"), "elements"),
    ],
    ids=["malformed", "doctype", "no-bpmn", "utf-16", "no-text", "large", "many"],
)
def test_what_cannot_be_read_is_one_finding(xml, what):
    [finding] = lint(xml, known=KNOWN)

    assert (finding.rule, finding.severity) == ("unreadable", "error")
    assert re.search(what, finding.message)
    assert finding.line


def test_a_finding_names_what_the_diagram_shows_not_what_it_is_made_of():
    event = '<bpmn:messageEventDefinition id="made_of" messageRef="nothing"/>'
    data = '<bpmn:ioSpecification id="io"><bpmn:dataInput id="in"/></bpmn:ioSpecification>'
    model = b.process("p", b.start(event=event), b.user("it", inner=data), b.end(), flow="start>it it>end")

    assert {one.element_id for one in lint(model, known=KNOWN) if one.severity == "error"} == {"start", "it"}


def test_a_condition_in_another_language_is_told_once():
    model = W1.replace(
        b'xsi:type="bpmn:tFormalExpression">',
        b'xsi:type="bpmn:tFormalExpression" language="java">return a;//',
    )

    told = {(one.rule, one.element_id) for one in lint(model, known=KNOWN) if one.severity == "error"}
    assert {rule for rule, _ in told} == {"implementation-not-run"}
