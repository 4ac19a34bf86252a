"""Rows of the table of semantics that come in families: each member is played."""

from __future__ import annotations

import pytest

from engine.bpmn.events import CallRequested, ServiceTaskActivated, UserTaskCreated
from engine.bpmn.linting import Known, lint
from engine.bpmn.semantics import ROWS, beside
from engine.bpmn.semantics.elements import DATA_AND_NOTES
from tests.bpmn import building as b
from tests.bpmn.playing import done, numbers, play
from tests.bpmn.shows import rows, shows

DECLARED = b.messages(Hello="=1") + b.signals("Bell") + b.escalations("HELP")


def activity(tag, inner="", extensions=""):
    """An activity of any kind called ``it``, which needs nothing but an answer."""
    inside = b.start("s") + b.user("u") + b.flows("s>u")
    said = {
        "serviceTask": '<zeebe:taskDefinition type="work"/>',
        "scriptTask": '<zeebe:script expression="=1" resultVariable="result"/>',
        "businessRuleTask": '<zeebe:calledDecision decisionId="rules" resultVariable="result"/>',
        "callActivity": '<zeebe:calledElement processId="child"/>',
    }.get(tag, "")
    attributes = {"messageRef": "M_Hello"} if tag in {"sendTask", "receiveTask"} else {}
    body = inside if tag in {"subProcess", "transaction"} else ""
    if tag == "adHocSubProcess":
        said, body = b.active('["u"]'), b.user("u")
    return b.element(tag, "it", b.extend(said, extensions) + inner + body, **attributes)


def around(*parts, flow="start>it it>end"):
    return b.process("p", b.start(), *parts, b.end(), flow=flow, declared=DECLARED)


def played(model, **variables):
    """The player at the end, with every task done and every message sent; and how many stood open at once."""
    assert [one for one in lint(model, known=Known()) if one.severity == "error"] == []
    operations = {"work": done(result=1), "rules": done(result=1)}
    player = play(model, operations=operations).start(**variables)
    most = 0
    while player.open:
        most = max(most, len(player.open))
        number, one = min(player.open.items())
        answer(player, number, one)
    assert player.completed
    return player, most


def answer(player, number, one):
    """Do a task, or let happen what is waited for."""
    worked = isinstance(one, UserTaskCreated | ServiceTaskActivated | CallRequested)
    player.drain((player.instance.complete if worked else player.instance.fire)(number, {}))


@shows("*/multi-instance/parallel", "*/multi-instance/sequential")
@pytest.mark.parametrize("row_id", rows("*/multi-instance/*"))
def test_every_activity_is_done_for_each_item(row_id):
    tag, _, kind = row_id.split("/")
    each = activity(tag, b.many("items", "item", sequential=kind == "sequential"))

    player, most = played(around(each), items=["a", None, "c"])

    assert player.path.count("it") == 3
    assert most in ((0, 3) if kind == "parallel" else (0, 1))


@shows("*/standard-loop")
@pytest.mark.parametrize("row_id", rows("*/standard-loop"))
def test_every_activity_is_done_again_while_its_condition_holds(row_id):
    model = around(activity(row_id.split("/", maxsplit=1)[0], b.loop("loopCounter < 3")))

    player, most = played(model)

    assert player.path.count("it") == 3
    assert most in (0, 1)


def mapped(tag):
    """A process whose element ``it`` maps 2 to ``result`` or, as an event that throws, hands 2 over."""
    given, taken = b.mappings(inputs="given=2"), b.mappings(outputs="result=1 + 1")
    match tag:
        case "startEvent":
            return b.process("p", b.start("it", b.extend(taken)), b.end(), flow="it>end")
        case "endEvent":
            last = b.end("it", b.extend(given) + b.message("Hello"))
            return b.process("p", b.start(), last, flow="start>it", declared=DECLARED)
        case "intermediateThrowEvent":
            return around(b.throw("it", b.message("Hello"), given))
        case "intermediateCatchEvent":
            return around(b.catch("it", b.message("Hello"), taken))
        case "boundaryEvent":
            event = b.boundary("it", "host", b.message("Hello"), extensions=taken)
            return around(b.user("host"), event, flow="start>host it>end")
    return around(activity(tag, extensions=taken))


@shows("*/zeebe:ioMapping", "zeebe:ioMapping")
@pytest.mark.parametrize("row_id", rows("*/zeebe:ioMapping"))
def test_every_element_that_may_maps_its_variables(row_id):
    tag = row_id.split("/", maxsplit=1)[0]
    operations = {"work": done(), "rules": done()}
    player = play(mapped(tag), operations=operations).start()
    while player.open:
        number, one = max(player.open.items())
        answer(player, number, one)

    if tag in {"endEvent", "intermediateThrowEvent"}:
        assert player.thrown()[0].variables == numbers({"given": 2})
    else:
        assert player.instance.variables["result"] == 2


@shows("*/zeebe:taskDefinition", "s*Task/zeebe:taskHeaders", "businessRuleTask/zeebe:taskHeaders")
@pytest.mark.parametrize("row_id", rows("*/zeebe:taskDefinition"))
def test_a_task_definition_makes_a_job_of_every_task_that_may_have_one(row_id):
    tag = row_id.split("/", maxsplit=1)[0]
    headers = b.header("method", "POST")
    task = b.element(tag, "it", b.extend('<zeebe:taskDefinition type="erp" retries="2"/>', headers))

    player = play(around(task)).start()

    [job] = player.open.values()
    assert (job.type, job.retries, job.headers) == ("erp", 2, {"method": "POST"})
    assert player.complete("it").completed


DOCUMENTED = """
<bpmn:documentation>What it is for.</bpmn:documentation>
<bpmn:textAnnotation id="note"><bpmn:text>Look here.</bpmn:text></bpmn:textAnnotation>
<bpmn:association id="arrow" sourceRef="it" targetRef="note"/>
<bpmn:group id="frame"/>
<bpmn:dataObject id="letter"/>
<bpmn:dataObjectReference id="paper" dataObjectRef="letter"><bpmn:dataState name="new"/></bpmn:dataObjectReference>
<bpmn:dataStoreReference id="archive"/>
"""
TOUCHED = (
    "<bpmn:incoming>start_it</bpmn:incoming><bpmn:outgoing>it_end</bpmn:outgoing>"
    '<bpmn:dataInputAssociation id="in"><bpmn:sourceRef>paper</bpmn:sourceRef>'
    "<bpmn:targetRef>it</bpmn:targetRef></bpmn:dataInputAssociation>"
    '<bpmn:dataOutputAssociation id="out"><bpmn:targetRef>archive</bpmn:targetRef></bpmn:dataOutputAssociation>'
)
EDITORS = (
    '<bpmn:ioSpecification id="io"><bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>'
    '<bpmn:property id="end_of_arrow" name="__targetRef_placeholder"/>'
)
POOLS = (
    '<bpmn:collaboration id="all"><bpmn:participant id="pool" processRef="p"/><bpmn:participant id="them"/>'
    '<bpmn:messageFlow id="letters" sourceRef="them" targetRef="pool"/></bpmn:collaboration>'
)


@shows(
    "documentation", "extensionElements", "textAnnotation", "text", "association", "group", "dataObject",
    "dataObjectReference", "dataStoreReference", "dataState", "dataInputAssociation", "dataOutputAssociation",
    "sourceRef", "targetRef", "incoming", "outgoing", "collaboration", "participant", "messageFlow",
    "ioSpecification/empty", "property/end-of-an-arrow",
)  # fmt: skip
def test_what_documents_changes_nothing():
    bare = b.process("p", b.start(), b.user("it"), b.end(), flow="start>it it>end")
    told = b.process(
        "p",
        DOCUMENTED,
        b.start(),
        b.user("it", inner=EDITORS + TOUCHED),
        b.end(),
        flow="start>it it>end",
        declared=POOLS,
    )
    for row in DATA_AND_NOTES:
        assert not row.documents or f"<bpmn:{row.element}".encode() in told, row.id

    assert [one for one in lint(told, known=Known()) if one.severity == "error"] == []
    assert play(told).start().complete("it").events == play(bare).start().complete("it").events


BESIDE = "".join(
    f"<bpmn:{tag}/>"
    for tag in (
        "import", "itemDefinition", "dataStore", "resource", "partnerEntity", "partnerRole", "endPoint", "relationship",
        "correlationProperty", "globalConversation", "choreography", "globalChoreographyTask", "extension",
    )
) + (
    '<bpmn:category id="kinds"><bpmn:categoryValue id="kind" value="late"/></bpmn:category>'
    '<bpmn:interface id="web"><bpmn:operation id="call"/></bpmn:interface>'
    "<bpmn:resource><bpmn:resourceParameter/></bpmn:resource>"
    "<bpmn:correlationProperty><bpmn:correlationPropertyRetrievalExpression/></bpmn:correlationProperty>"
    '<bpmn:collaboration id="talk"><bpmn:participant id="us" processRef="p"><bpmn:participantMultiplicity/>'
    "</bpmn:participant><bpmn:conversation/><bpmn:subConversation/><bpmn:callConversation/><bpmn:conversationLink/>"
    "<bpmn:conversationAssociation/><bpmn:correlationKey/><bpmn:participantAssociation/><bpmn:messageFlowAssociation/>"
    "</bpmn:collaboration>"
)  # fmt: skip
LANES = (
    '<bpmn:laneSet id="lanes"><bpmn:lane id="lane"><bpmn:partitionElement/><bpmn:flowNodeRef>it</bpmn:flowNodeRef>'
    "</bpmn:lane></bpmn:laneSet>"
)


@shows(
    "import", "itemDefinition", "dataStore", "category", "categoryValue", "categoryValueRef", "resource",
    "resourceParameter", "interface", "operation", "endPoint", "partnerEntity", "partnerRole",
    "participantMultiplicity", "participantAssociation", "messageFlowAssociation", "correlationKey",
    "correlationProperty", "correlationPropertyRetrievalExpression", "conversation", "subConversation",
    "callConversation", "conversationLink", "conversationAssociation", "globalConversation", "choreography",
    "globalChoreographyTask", "relationship", "extension", "partitionElement", "supports", "zeebe:modeler*",
)  # fmt: skip
def test_what_stands_beside_a_process_changes_nothing():
    bare = b.process("p", b.start(), b.user("it"), b.end(), flow="start>it it>end")
    inner = "<bpmn:categoryValueRef>kind</bpmn:categoryValueRef>"
    told = b.process(
        "p", "<bpmn:supports>q</bpmn:supports>", LANES, b.start(), b.user("it", inner=inner), b.end(),
        flow="start>it it>end", declared=BESIDE,
    ).replace(b'<bpmn:userTask id="it"', b'<bpmn:userTask zeebe:modelerTemplate="t" id="it"')  # fmt: skip
    for row in beside.rows():
        assert not row.documents or f"<bpmn:{row.id}".encode() in told, row.id

    assert [one for one in lint(told, known=Known()) if one.severity == "error"] == []
    events, plain = (play(one).start().complete("it").events for one in (told, bare))
    assert [one for one in events if not isinstance(one, UserTaskCreated)] == [
        one for one in plain if not isinstance(one, UserTaskCreated)
    ]


@shows("userTask/zeebe:taskHeaders")
def test_headers_of_a_user_task_change_nothing_and_say_so():
    bare, told = (around(b.user("it", *more)) for more in ((), (b.header("method", "POST"),)))

    assert "headers-without-reader" in {one.rule for one in lint(told, known=Known())}
    assert played(told)[0].events == played(bare)[0].events


@shows("intermediate-throw/none", "intermediateThrowEvent")
def test_a_milestone_is_passed():
    assert played(around(b.throw("it", "")))[0].path == ["start", "it", "end"]


@shows("boundary/signal", "boundary/signal/non-interrupting")
@pytest.mark.parametrize(
    ("interrupting", "left"), [(True, ["handler"]), (False, ["event", "handler", "host"])]
)
def test_a_signal_at_the_border_of_an_activity(interrupting, left):
    model = around(
        b.user("host"),
        b.boundary("event", "host", b.signal("Bell"), interrupting=interrupting),
        b.user("handler"),
        flow="start>host host>end event>handler",
    )

    assert play(model).start().fire("event").waiting == left


@shows("end/escalation")
def test_an_escalation_end_event_is_caught_around_it():
    inner = b.subprocess("sub", b.start("s"), b.end("raise", b.escalation("HELP")), flow="s>raise")
    model = around(inner, b.boundary("event", "sub", b.escalation("HELP")), b.user("handler"),
                   flow="start>sub sub>end event>handler")  # fmt: skip

    assert play(model).start().waiting == ["handler"]


@shows("eventBasedGateway/receive-task")
def test_a_receive_task_is_offered_by_an_event_based_gateway():
    model = around(
        b.element("eventBasedGateway", "gate"),
        b.element("receiveTask", "it", messageRef="M_Hello"),
        b.catch("late", b.timer("Duration", "P1D")),
        b.user("remind"),
        flow="start>gate gate>it gate>late it>end late>remind",
    )

    assert play(model).start().fire("it").completed
    assert play(model).start().wait(days=1).waiting == ["remind"]


def test_the_table_has_no_row_that_runs_with_a_reason_against_it():
    assert [row.id for row in ROWS.values() if row.runs == bool(row.reason and row.remedy)] == []
