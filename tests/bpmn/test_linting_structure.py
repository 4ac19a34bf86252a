"""The standard's own constraints: what a model may not say at all, and what would be passed over in silence."""

from __future__ import annotations

import pytest

from engine.bpmn.linting import Known, lint
from tests.bpmn import building as b

DECLARED = b.messages(Hello="=1", Other="=1") + b.signals("Bell") + b.errors("BAD")
CHOICE = "<bpmn:conditionExpression>=x</bpmn:conditionExpression>"


def found(xml):
    """(rule, element id, severity) of the findings; each says what to do."""
    findings = lint(xml, known=Known())
    assert all(one.message and one.remedy for one in findings)
    return {(one.rule, one.element_id, one.severity) for one in findings}


def around(*parts, flow="start>it it>end", lanes=None, declared=""):
    return b.process("p", b.start(), *parts, b.end(), flow=flow, lanes=lanes, declared=DECLARED + declared)


def task(inner="", **attributes):
    return around(b.element("userTask", "it", inner, **attributes))


def event_gateway(*targets):
    flow = "start>it " + " ".join(f"it>{name} {name}>end" for name in ("one", "two")[: len(targets)])
    return around(b.element("eventBasedGateway", "it"), *targets, flow=flow)


RECEIVE = b.element("receiveTask", "two", messageRef="M_Other")
TWO_TIMES = b.timer("Duration", "PT1H").replace(
    "</bpmn:timerE", "<bpmn:timeDate>x</bpmn:timeDate></bpmn:timerE"
)
ERRORS = {
    "element-out-of-place": [
        task("<bpmn:timerEventDefinition/>"),
        task(CHOICE),
        task("<bpmn:loopCondition>=x</bpmn:loopCondition>"),
        around(b.element("userTask", "o", b.element("userTask", "it")), flow="start>o o>end"),
        around(b.catch("it", b.timer("Duration", "PT1H") + "<bpmn:timeDuration>PT2H</bpmn:timeDuration>")),
        around(b.choice("it").replace("></", "><bpmn:dataInputAssociation/></")),
    ],
    "said-twice": [
        around(b.user("a"), flow="start>a a>end?x")
        .replace(b'id="a_end"', b'id="it"')
        .replace(b"</bpmn:sequenceFlow></bpmn:process>", CHOICE.encode() + b"</bpmn:sequenceFlow></bpmn:process>"),
        task(b.extend() + b.extend("<zeebe:userTask/>")),
        around(b.catch("it", TWO_TIMES)),
    ],
    "attribute-out-of-place": [
        task(triggeredByEvent="true"),
        task(instantiate="true"),
        task(method="##Store"),
        around(b.element("exclusiveGateway", "it", isForCompensation="true")),
        around(b.element("intermediateThrowEvent", "it", parallelMultiple="true")),
    ],
    "neither-true-nor-false": [
        task(isForCompensation="0"),
        around(b.user("a"), b.element("boundaryEvent", "it", b.signal("Bell"), attachedToRef="a", cancelActivity="no"),
               flow="start>a a>end it>end"),
    ],
    "start-that-interrupts-nothing": [
        b.process("p", b.element("startEvent", "it", isInterrupting="false"), b.end(), flow="it>end")
    ],
    "reference-to-nothing": [
        around(b.catch("it", '<bpmn:messageEventDefinition messageRef="gone"/>')),
        around(b.catch("it", '<bpmn:messageEventDefinition messageRef="S_Bell"/>')),
        around(b.throw("it", '<bpmn:signalEventDefinition signalRef="gone"/>')),
        b.process("p", b.start(), b.end("it", '<bpmn:errorEventDefinition errorRef="M_Hello"/>'), flow="start>it",
                  declared=DECLARED),
        around(b.element("receiveTask", "it", messageRef="gone")),
    ],
    "called-twice": [around(b.call("it", "one").replace('id="it"', 'id="it" calledElement="two"'))],
    "unusable-id": [
        around(b.user("a"), flow="start>a a>end").replace(b'"a"', b'"it"').replace(b'"it"', b'"a b"'),
        around(b.user("a"), flow="start>a a>end").replace(b'"a"', b'"1a"'),
        around(b.user("a" * 201), flow=f"start>{'a' * 201}"),
    ],
    "event-gateway-offers-too-little": [
        event_gateway(b.catch("one", b.message("Hello"))),
        event_gateway(b.catch("one", b.message("Hello")), RECEIVE),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "xml"), [(rule, xml) for rule, models in ERRORS.items() for xml in models],
    ids=[f"{rule}-{number}" for rule, models in ERRORS.items() for number, _ in enumerate(models)],
)  # fmt: skip
def test_what_breaks_the_standard_is_refused_at_its_element(rule, xml):
    places = {place for name, place, severity in found(xml) if (name, severity) == (rule, "error")}

    assert places & {"it", "a b", "1a", "a" * 201}


FINE = [
    task(isForCompensation="false", startQuantity="1", completionQuantity="1"),
    around(b.element("exclusiveGateway", "it", gatewayDirection="Unspecified")),
    event_gateway(b.catch("one", b.message("Hello")), b.catch("two", b.message("Other"))),
    around(b.user("it"), lanes={"Sales": "start it", "Office": "end"}),
    around(b.user("it"), lanes={"Sales": "start it", "Office": "end"}).replace(
        b"<bpmn:flowNodeRef>", b"<bpmn:flowNodeRef>\n "
    ),
]


@pytest.mark.parametrize("xml", FINE)
def test_what_keeps_to_the_standard_is_left_alone(xml):
    assert [one for one in found(xml) if one[2] != "hint"] == []


def test_an_executable_process_is_told_by_true_or_false():
    xml = around(b.user("it")).replace(b'isExecutable="true"', b'isExecutable="1"')

    assert ("neither-true-nor-false", "p", "error") in found(xml)


def test_a_step_stands_in_one_lane_of_its_own_process():
    other = b.pool("q", b.start("s2"), b.user("u2"), flow="s2>u2")
    lanes = {"Sales": "it u2", "Office": "it"}
    xml = b.document(b.pool("p", b.start(), b.user("it"), flow="start>it", lanes=lanes), other)

    assert {one[:2] for one in found(xml) if one[0] == "stranger-in-a-lane"} == {
        ("stranger-in-a-lane", "lane_0"),
        ("stranger-in-a-lane", "lane_1"),
    }


def test_an_inner_lane_repeats_what_the_lane_around_it_lists():
    nested = (
        b'<bpmn:laneSet id="l"><bpmn:lane id="o"><bpmn:flowNodeRef>it</bpmn:flowNodeRef><bpmn:childLaneSet id="c">'
        b'<bpmn:lane id="i"><bpmn:flowNodeRef>it</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet></bpmn:lane>'
        b"</bpmn:laneSet>"
    )
    xml = around(b.user("it")).replace(b'isExecutable="true">', b'isExecutable="true">' + nested)

    assert "stranger-in-a-lane" not in {rule for rule, _, _ in found(xml)}


TWO = (
    b.pool("p", b.start(), b.user("a"), flow="start>a a>u2"),
    b.pool("q", b.start("s2"), b.user("u2"), flow="s2>u2"),
)


def test_sequence_flows_stay_in_their_pool_and_message_flows_leave_it():
    assert ("dangling-flow", "a_u2", "error") in found(b.document(*TWO))

    within = b.document(TWO[0].replace("a>u2", ""), TWO[1], declared=b.message_flows("s2>u2 a>gone"))
    assert {one[:2] for one in found(within) if one[0] == "message-flow-within-a-pool"} == {
        ("message-flow-within-a-pool", "s2_to_u2"),
        ("message-flow-within-a-pool", "a_to_gone"),
    }


def test_a_message_flow_may_lead_to_a_pool_that_shows_nothing():
    drawn = (
        '<bpmn:collaboration id="c"><bpmn:participant id="ours" processRef="p"/><bpmn:participant id="theirs"/>'
        '<bpmn:messageFlow id="m" sourceRef="it" targetRef="theirs"/></bpmn:collaboration>'
    )
    assert [one for one in found(around(b.user("it"), declared=drawn)) if one[2] == "error"] == []
    assert ("message-flow-within-a-pool", "m", "error") in found(
        around(
            b.user("it"),
            declared=drawn.replace("theirs", "ours", 2).replace('<bpmn:participant id="ours"/>', ""),
        )
    )
    assert ("pool-of-nothing", "ours", "error") in found(
        around(b.user("it"), declared=drawn.replace('"p"', '"gone"'))
    )


def test_messages_flow_between_pools_activities_and_message_events_only():
    gate = b.pool("p", b.start(), b.both("gate"), b.end(), flow="start>gate gate>end")
    xml = b.document(gate, TWO[1], declared=b.message_flows("gate>u2 start>u2 u2>end u2>start end>u2"))

    assert {one[1] for one in found(xml) if one[0] == "message-flow-at-the-wrong-end"} == {
        "gate_to_u2", "start_to_u2", "u2_to_end",
    }  # fmt: skip


def test_a_message_that_two_events_await_at_one_place_is_refused():
    two = b.process("p", b.start("one", b.message("Hello")), b.start("two", b.message("Hello")), b.end(),
                    flow="one>end two>end", declared=DECLARED)  # fmt: skip
    on = b.boundary("one", "it", b.message("Hello")) + b.boundary("two", "it", b.message("Hello"))
    bordered = around(b.user("it"), on, flow="start>it it>end one>end two>end")
    offered = event_gateway(b.catch("one", b.message("Hello")), b.catch("two", b.message("Hello")))
    begin = [
        b.start(name, b.message("Hello")) + b.user(f"u{name}") + b.flows(f"{name}>u{name}")
        for name in ("one", "two")
    ]
    handled = around(
        b.user("it"),
        *(b.element("subProcess", f"h{i}", one, triggeredByEvent="true") for i, one in enumerate(begin)),
    )

    for model in (two, bordered, offered, handled):
        assert ("message-awaited-twice", "two", "error") in found(model)
    apart = around(
        b.catch("one", b.message("Hello")),
        b.catch("two", b.message("Hello")),
        flow="start>one one>two two>end",
    )
    assert "message-awaited-twice" not in {rule for rule, _, _ in found(apart)}


def test_a_file_in_another_language_of_expressions_is_a_warning():
    said = 'id="d" expressionLanguage="http://www.w3.org/1999/XPath"'

    assert ("language-of-the-file", "d", "warning") in found(task().replace(b'id="d"', said.encode()))


def test_what_other_tools_note_is_told_once_and_what_other_engines_read_is_refused():
    noted = '<x:meta xmlns:x="http://tool.example"><x:key x:a="1"/></x:meta>'
    told = around(b.user("it", noted), b.user("more", noted), flow="start>it it>more more>end")
    assert [one for one in found(told) if one[0] == "unread-namespace"] == [
        ("unread-namespace", "it", "warning")
    ]

    engine = '<a:field xmlns:a="http://www.jboss.org/drools"><a:string/></a:field>'
    findings = lint(around(b.user("it", engine)), known=Known())
    assert [one.message for one in findings if one.severity == "error"] == ["field says 'field' to jBPM."]


def test_a_drawing_that_contradicts_itself_is_a_warning():
    stale = task("<bpmn:incoming>gone</bpmn:incoming><bpmn:outgoing>it_end</bpmn:outgoing>")
    assert ("flow-that-is-elsewhere", "it", "warning") in found(stale)

    turned = around(b.element("parallelGateway", "it", gatewayDirection="Converging"))
    assert ("direction-of-a-gateway", "it", "warning") in found(turned)
