"""What is read out of XML, whatever dialect it is written in."""

from __future__ import annotations

import pytest

from engine.bpmn import definition, dialects, reading
from engine.bpmn.errors import UnknownProcess, Unsupported
from engine.bpmn.linting import Known, lint
from engine.bpmn.model import Assignment, Loop, Mapping, Schedule, ServiceCall
from tests.bpmn import building as b
from tests.bpmn.playing import load, play
from tests.bpmn.shows import shows


def translate(xml):
    return dialects.translate(reading.read(xml))["p"]


@shows(
    "zeebe:versionTag",
    "zeebe:versionTag.value",
    "zeebe:properties",
    "zeebe:property",
    "zeebe:property.name",
    "zeebe:property.value",
)
def test_camunda_8s_extensions_become_the_canonical_model():
    model = translate(
        b.process(
            "p",
            b.extend(
                '<zeebe:versionTag value="2.1"/>',
                '<zeebe:properties><zeebe:property name="name:ru" value="Сделка"/></zeebe:properties>',
            ),
            b.start(),
            b.user(
                "review",
                '<zeebe:assignmentDefinition assignee="=owner" candidateGroups="sales"/>',
                '<zeebe:taskSchedule dueDate="=due"/>',
                '<zeebe:formDefinition formId="review"/>',
                '<zeebe:properties><zeebe:property name="name:ru" value="Проверка"/>'
                '<zeebe:property name="colour" value="red"/></zeebe:properties>',
                b.mappings(inputs="a=1", outputs="b=2"),
                inner=b.many("people", "person", output="all", output_element="answer", until="false"),
            ),
            b.service(
                "send", "mail", '<zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>'
            ),
            b.call("sub", "child", propagateAllChildVariables="false"),
            flow="start>review review>send send>sub",
            lanes={"Agents": "review"},
        )
    )
    review, send, sub = (model.elements[name] for name in ("review", "send", "sub"))

    assert (model.version_tag, model.name_in("ru"), model.lanes) == ("2.1", "Сделка", ("Agents",))
    assert (review.name_in("ru"), review.name_in("en"), review.lane) == ("Проверка", "review", "Agents")
    assert review.properties[1] == ("colour", "red")
    assert review.assignment == Assignment(assignee="=owner", candidate_groups="sales")
    assert (review.schedule, review.form_id) == (Schedule(due_date="=due"), "review")
    assert (review.inputs, review.outputs) == (
        (Mapping(source="=1", target="a"),),
        (Mapping(source="=2", target="b"),),
    )
    assert review.loop == Loop(
        sequential=False,
        input_collection="=people",
        input_element="person",
        output_collection="all",
        output_element="=answer",
        completion_condition="=false",
    )
    assert send.service == ServiceCall(type="mail", retries="3", headers=(("k", "v"),))
    assert (sub.called_process, sub.shares_parent_variables, sub.shares_child_variables) == (
        "child",
        True,
        False,
    )


def test_the_model_knows_its_flows_and_scopes():
    model = translate(
        b.process(
            "p", b.start(), b.subprocess("sub", b.start("s"), b.user("a"), flow="s>a"), flow="start>sub"
        )
    )

    assert [one.id for one in model.children(None)] == ["start", "sub"]
    assert [one.id for one in model.children("sub")] == ["s", "a"]
    assert [flow.target for flow in model.outgoing("s")] == ["a"]
    assert [one.id for one in model.start_events()] == ["start"]
    assert model.elements["a"].line == 1


@shows("childLaneSet")
def test_an_inner_lane_wins_over_the_lane_around_it():
    nested = (
        b'<bpmn:laneSet id="l"><bpmn:lane id="o" name="Outer"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
        b'<bpmn:flowNodeRef>b</bpmn:flowNodeRef><bpmn:childLaneSet id="c"><bpmn:lane id="i" name="Inner">'
        b"<bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
    )
    xml = b.process("p", b.start(), b.user("a"), b.user("b"), flow="start>a a>b")

    model = translate(xml.replace(b'isExecutable="true">', b'isExecutable="true">' + nested))

    assert (model.elements["a"].lane, model.elements["b"].lane) == ("Inner", "Outer")


def test_plain_bpmn_runs_without_extensions_and_without_equals_signs():
    xml = b.process(
        "p",
        b.start(),
        b.element("userTask", "ask"),
        b.choice("gate", default="gate_no"),
        b.element("userTask", "yes"),
        b.element("userTask", "no"),
        flow="start>ask ask>gate gate>yes?answer~=~1 gate>no",
    ).replace(b">=answer", b">answer")
    assert dialects.dialect_of(reading.read(xml)).name == "plain"

    assert play(xml).start().complete("ask", answer=1).tasks == ["yes"]
    assert play(xml).start().complete("ask", answer=2).tasks == ["no"]


def test_a_model_whose_conditions_are_juel_is_camunda_7s_though_it_says_no_other_word_of_it():
    drawn = b.process("p", b.start(), b.choice("g", default="g_end"), b.end(), b.end("more"),
                      flow="start>g g>end g>more?CHOICE").replace(b"=CHOICE", b"${amount gt 5}")  # fmt: skip

    assert [one for one in lint(drawn, known=Known()) if one.severity == "error"] == []
    assert play(drawn).start(amount=6).path[-1] == "more"


def test_what_the_web_modeler_notes_makes_no_camunda_7_model():
    drawn = b.process("p", b.start(), b.service("s", "x"), b.end(), flow="start>s s>end").replace(
        b' id="d"', b' id="d" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:diagramRelationId="8"'
    ).replace(b'<zeebe:taskDefinition type="x"/>', b"")  # fmt: skip

    [found] = [one for one in lint(drawn, known=Known()) if one.severity == "error"]
    assert "zeebe:taskDefinition" in found.remedy


def test_a_prefixed_reference_names_the_same_message():
    xml = b.process(
        "p", b.start(), b.catch("paid", b.message("Paid")), flow="start>paid", declared=b.messages(Paid="=id")
    ).replace(b'messageRef="M_', b'messageRef="t:M_')

    assert translate(xml).elements["paid"].event.name == "Paid"


@shows("process/not-executable")
def test_only_executable_processes_are_loaded():
    xml = b.process("p", b.start(), flow="").replace(b'isExecutable="true"', b'isExecutable="false"')

    with pytest.raises(UnknownProcess, match="'p'"):
        load(xml)


def test_what_got_past_the_linter_is_refused_when_it_is_built():
    with pytest.raises(Unsupported, match="it"):
        load(b.process("p", b.start(), b.catch("it", "<bpmn:eventDefinitionRef/>"), flow="start>it"))


def test_a_definition_is_known_by_the_hash_of_all_that_it_runs():
    main = b.process("p", b.start(), b.call("ask", "child"), flow="start>ask")
    child = b.process("child", b.start("s"), b.user("task"), flow="s>task")
    other = b.process("child", b.start("s"), b.user("other"), flow="s>other")

    first = definition.load(main, "p", {"child": child})

    assert first.hash == definition.load(main, "p", {"child": child}).hash
    assert first.hash != definition.load(main, "p", {"child": other}).hash
    assert first.element("task").type == "userTask"
    assert first.element("nothing") is None


def test_each_process_of_a_file_has_a_hash_of_its_own():
    xml = b.document(*(b.pool(name, b.start(f"start_{name}"), flow="") for name in ("p", "q")))

    assert list(dialects.translate(reading.read(xml))) == ["p", "q"]
    assert definition.load(xml, "p").hash != definition.load(xml, "q").hash
