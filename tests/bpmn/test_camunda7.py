"""Camunda 7's models: what they say is what happens, or deploying says what to write instead."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.bpmn import dialects, reading
from engine.bpmn.linting import Known, lint
from engine.bpmn.model import Assignment, Binding, Mapping, Schedule, ServiceCall
from tests.bpmn import building as b
from tests.bpmn import seven as s
from tests.bpmn.playing import START, Completed, done, play
from tests.bpmn.shows import shows


def around(*parts, flow="start>it it>end", declared="", extensions=""):
    return s.process("p", b.start(), *parts, b.end(), flow=flow, declared=declared, extensions=extensions)


def it(xml):
    return dialects.translate(reading.read(xml))["p"].elements["it"]


def told(xml, severity="error"):
    return [(one.message, one.remedy) for one in lint(xml, known=Known()) if one.severity == severity]


@shows(
    "camunda:assignee", "camunda:candidateUsers", "camunda:candidateGroups", "camunda:dueDate",
    "camunda:followUpDate", "camunda:priority",
)  # fmt: skip
def test_a_user_task_says_who_does_it_until_when_and_how_urgent_it_is():
    xml = around(
        s.element(
            "userTask", "it", assignee="${owner.login}", candidateUsers="ann, ${deputy}", candidateGroups="sales",
            dueDate="${due}", followUpDate="PT2H", priority="${high ? 90 : 10}",
        )
    )  # fmt: skip

    created = (
        play(xml)
        .start(owner={"login": "bob"}, deputy="cid", due="2026-02-01T10:00:00Z", high=True)
        .open.popitem()[1]
    )

    assert (created.assignee, created.candidate_users) == ("bob", ("ann", "cid"))
    assert (created.candidate_groups, created.priority) == (("sales",), 90)
    assert (created.due_at.isoformat(), created.follow_up_at) == (
        "2026-02-01T10:00:00+00:00",
        START + timedelta(hours=2),
    )
    assert told(xml) == []


@shows("camunda:formKey", "camunda:formRef", "camunda:formRefBinding")
def test_forms_are_named_in_each_of_camunda_7s_ways():
    for words, wanted in (
        ({"formKey": "review"}, "review"),
        ({"formKey": "camunda-forms:deployment:review.form"}, "review"),
        ({"formKey": "camunda-forms:/forms/review.form"}, "review"),
        ({"formRef": "review", "formRefBinding": "latest"}, "review"),
    ):
        assert it(around(s.element("userTask", "it", **words))).form_id == wanted
    bound = it(around(s.element("userTask", "it", formRef="review", formRefBinding="deployment")))
    assert bound.form_binding == Binding(kind="deployment")


@shows(
    "camunda:type", "camunda:topic", "camunda:failedJobRetryTimeCycle", "camunda:properties", "camunda:property",
    "camunda:inputOutput", "camunda:inputParameter", "camunda:outputParameter", "camunda:list", "camunda:map",
    "camunda:value", "camunda:entry",
)  # fmt: skip
def test_an_external_task_is_given_its_parameters_and_gives_back_what_is_named():
    nested = (
        '<camunda:inputParameter name="all"><camunda:map><camunda:entry key="a b">${n * 2}</camunda:entry>'
        '<camunda:entry key="l"><camunda:list><camunda:value>x "y"</camunda:value><camunda:value>${n}</camunda:value>'
        "</camunda:list></camunda:entry></camunda:map></camunda:inputParameter>"
    )
    xml = around(
        s.element(
            "serviceTask", "it", type="external", topic="charge",
            extensions=s.parameters("fixed=5; text=No ${n}; none=", "answer=${paid}").replace(
                "</camunda:inputOutput>", nested + "</camunda:inputOutput>")
            + s.properties(speed="slow")
            + "<camunda:failedJobRetryTimeCycle>R5/PT5M</camunda:failedJobRetryTimeCycle>",
        )
    )  # fmt: skip
    given = {}

    player = play(
        xml, operations={"charge": lambda inputs: given.update(inputs) or done(paid=3, other=4)(inputs)}
    )
    player.start(n=7)

    assert given == {
        "fixed": "5", "text": "No 7", "none": None, "all": {"a b": Decimal(14), "l": ['x "y"', Decimal(7)]}
    }  # fmt: skip
    assert player.instance.variables == {"n": Decimal(7), "answer": Decimal(3)}
    assert it(xml).service == ServiceCall(type="charge", retries="5", headers=(("speed", "slow"),))


def test_a_list_of_waits_is_one_try_more_than_waits():
    cycle = "<camunda:failedJobRetryTimeCycle>PT1M,PT5M</camunda:failedJobRetryTimeCycle>"
    xml = around(s.element("serviceTask", "it", type="external", topic="x", extensions=cycle))

    assert it(xml).service.retries == "3"


@shows("camunda:decisionRef", "camunda:resultVariable", "camunda:mapDecisionResult")
@pytest.mark.parametrize(
    ("mapping", "result", "wanted"),
    [
        ({"mapDecisionResult": "singleEntry"}, 3, 3),
        ({"mapDecisionResult": "singleEntry"}, None, None),
        ({"mapDecisionResult": "singleResult"}, {"a": 1, "b": 2}, {"a": 1, "b": 2}),
        ({"mapDecisionResult": "collectEntries"}, ["x", "y"], ["x", "y"]),
        ({"mapDecisionResult": "collectEntries"}, None, []),
        ({"mapDecisionResult": "resultList"}, [{"a": 1}], [{"a": 1}]),
        ({}, {"a": 1}, [{"a": 1}]),
    ],
)
def test_a_decisions_result_is_mapped(mapping, result, wanted):
    xml = around(
        s.element("businessRuleTask", "it", decisionRef="d", resultVariable="r",
                  extensions=s.parameters(outputs="copy=${r}"), **mapping)
    )  # fmt: skip

    player = play(xml, operations={"d": lambda _: Completed(variables={"decisionResult": result})}).start()

    assert player.instance.variables == {"r": wanted, "copy": wanted}


@shows(
    "camunda:decisionRefBinding", "camunda:decisionRefVersionTag", "camunda:calledElementBinding",
    "camunda:calledElementVersionTag", "camunda:versionTag",
)  # fmt: skip
def test_a_version_tag_binds():
    call = b.element(
        "callActivity", "it", calledElement="child",
        **{"camunda:calledElementBinding": "versionTag", "camunda:calledElementVersionTag": "2"},
    )  # fmt: skip
    rule = s.element(
        "businessRuleTask", "it", decisionRef="d", decisionRefBinding="deployment", resultVariable="r"
    )
    tagged = around(call).replace(b'<bpmn:process id="p"', b'<bpmn:process id="p" camunda:versionTag="9"')

    assert it(tagged).called_binding == Binding(kind="versionTag", tag="2")
    assert dialects.translate(reading.read(tagged))["p"].version_tag == "9"
    assert it(around(rule)).decision.binding == Binding(kind="deployment")


@shows("camunda:in", "camunda:out")
def test_a_call_passes_what_it_names_and_nothing_else():
    passing = (
        '<camunda:in source="n" target="given"/><camunda:in sourceExpression="${n + 1}" target="more"/>'
        '<camunda:in businessKey="#{execution.processBusinessKey}"/><camunda:out source="answer" target="got"/>'
    )
    xml = around(b.element("callActivity", "it", b.extend(passing), calledElement="${which}"))

    player = play(xml).start(n=1, hidden=2, which="child")
    (called,) = player.open.values()
    player.complete("it", answer=5, other=6)

    assert (called.process_id, called.variables) == ("child", {"given": 1, "more": 2})
    assert player.instance.variables["got"] == 5
    assert "other" not in player.instance.variables
    assert told(xml) == []


def test_a_call_that_names_nothing_passes_nothing():
    silent = {"camunda:asyncBefore": "true", "calledElement": "child"}
    bare = play(around(b.element("callActivity", "it", **silent))).start(n=1)
    assert next(iter(bare.open.values())).variables == {}
    bare.complete("it", answer=5)
    assert bare.instance.variables == {"n": 1}

    passing = '<camunda:in variables="all"/><camunda:out variables="all"/>'
    everything = play(
        around(b.element("callActivity", "it", b.extend(passing), calledElement="child"))
    ).start(n=1)
    assert next(iter(everything.open.values())).variables == {"n": 1}
    everything.complete("it", answer=5)
    assert everything.instance.variables == {"n": 1, "answer": 5}


@shows("camunda:collection", "camunda:elementVariable")
def test_each_of_many_gets_its_item_and_the_condition_counts_as_in_camunda_7():
    loop = b.element(
        "multiInstanceLoopCharacteristics", "l",
        "<bpmn:completionCondition>${nrOfCompletedInstances/nrOfInstances &gt;= 0.6}</bpmn:completionCondition>",
        **{"camunda:collection": "people", "camunda:elementVariable": "person"},
    )  # fmt: skip
    xml = around(s.element("userTask", "it", loop, assignee="${person}${loopCounter}"))

    player = play(xml).start(people=["ann", "bob", "cid"])
    assert [one.assignee for one in player.open.values()] == ["ann0", "bob1", "cid2"]
    player.complete("it").complete("it")

    assert (player.completed, told(xml)) == (True, [])
    computed = around(s.element("userTask", "it", loop.replace('"people"', '"${a.people}"')))
    assert it(computed).loop.input_collection == "=a.people"


def test_conditions_and_timers_are_written_in_juel():
    xml = around(
        b.choice("it", default="it_end"), s.element("userTask", "more"),
        b.catch("wait", b.timer("Duration", "${delay}")),
        flow="start>it it>wait?${amount~>~100~&&~!done} it>end wait>more",
    )  # fmt: skip
    # A word of Camunda 7 says which dialect it is.
    xml = xml.replace(b'id="more"', b'id="more" camunda:assignee="ann"')

    assert play(xml).start(amount=None, done=None).completed
    assert play(xml).start(amount=500, done=None, delay="PT1H").wait(hours=1).tasks == ["more"]


@shows("camunda:errorCodeVariable")
def test_the_code_of_an_error_goes_where_it_is_asked_for():
    definition = b.error("BAD").replace(
        "<bpmn:errorEventDefinition", '<bpmn:errorEventDefinition camunda:errorCodeVariable="c"'
    )
    xml = around(
        s.element("serviceTask", "it", type="external", topic="x"), b.boundary("oops", "it", definition),
        s.element("userTask", "mend"), flow="start>it it>end oops>mend", declared=b.errors("BAD"),
    )  # fmt: skip

    assert play(xml).start().throw("it", "BAD", why="full").instance.variables == {"c": "BAD", "why": "full"}


@shows("camunda:escalationCodeVariable")
def test_the_code_of_an_escalation_goes_where_it_is_asked_for():
    definition = b.escalation("HELP").replace(
        "<bpmn:escalationEventDefinition",
        '<bpmn:escalationEventDefinition camunda:escalationCodeVariable="c"',
    )
    inner = b.event_subprocess(
        "helper", b.trigger("s", definition), s.element("userTask", "help"), flow="s>help"
    )
    xml = around(b.throw("it", b.escalation("HELP")), inner, declared=b.escalations("HELP"))

    player = play(xml).start()

    assert (player.tasks, player.instance.variables_of(player.number("help"))["c"]) == (["help"], "HELP")


@shows("camunda:variableEvents")
def test_a_condition_may_look_only_when_a_variable_is_created():
    condition = "<bpmn:condition>${ready == true}</bpmn:condition>"
    xml = around(
        b.catch(
            "it",
            b.element("conditionalEventDefinition", "c", condition, **{"camunda:variableEvents": "create"}),
        )
    )

    event = it(xml).event
    assert (event.expression, event.on_create, event.on_update) == ("=ready = true", True, False)
    assert play(xml).start(ready=False).set(ready=True).waiting == ["it"]
    assert play(xml).start().set(ready=True).completed


def test_a_message_is_correlated_by_an_extension_property():
    key = s.properties(correlationKey="${order.id}")
    xml = around(
        b.catch("it", b.extend(key) + b.message("Paid")), declared='<bpmn:message id="M_Paid" name="Paid"/>'
    )

    (waiting,) = play(xml).start(order={"id": "A7"}).open.values()

    assert (waiting.name, waiting.correlation_key, told(xml)) == ("Paid", "A7", [])
    assert told(xml.replace(b'name="correlationKey"', b'name="other"')) == [
        ("intermediateCatchEvent 'it' waits for a message without a correlation key.",
         "Give it the extension property correlationKey, such as ${orderId}.")
    ]  # fmt: skip


def test_a_signal_carries_what_it_names():
    passing = b.extend('<camunda:in source="n" target="given"/>')
    signal = b.signal("Bell").replace("/>", f">{passing}</bpmn:signalEventDefinition>")
    xml = around(b.throw("it", signal), declared=b.signals("Bell"))

    (thrown,) = play(xml).start(n=1, hidden=2).thrown()

    assert (thrown.name, thrown.variables) == ("Bell", {"given": 1})


def test_a_script_in_feel_runs():
    script = "<bpmn:script>n + 1</bpmn:script>"
    xml = around(s.element("scriptTask", "it", script, resultVariable="r")).replace(
        b'id="it"', b'id="it" scriptFormat="feel"'
    )

    assert (play(xml).start(n=1).instance.variables, told(xml)) == ({"n": 1, "r": 2}, [])
    groovy = told(xml.replace(b'"feel"', b'"groovy"'))
    assert groovy == [
        ("scriptTask is a groovy script.",
         'Set scriptFormat="feel", write the script in FEEL and give it a camunda:resultVariable.'),
        ("scriptTask 'it' has no script.",
         'Set scriptFormat="feel", write the script in FEEL and give it a camunda:resultVariable.'),
        ("script holds a script in a programming language.",
         'Set scriptFormat="feel", write the script in FEEL and give it a camunda:resultVariable.'),
    ]  # fmt: skip


@shows("camunda:asyncBefore", "camunda:asyncAfter", "camunda:async", "camunda:exclusive", "camunda:jobPriority",
       "camunda:taskPriority", "camunda:historyTimeToLive", "camunda:isStartableInTasklist")  # fmt: skip
@pytest.mark.parametrize(
    "word", ["asyncBefore", "asyncAfter", "async", "exclusive", "jobPriority", "taskPriority", "historyTimeToLive",
             "isStartableInTasklist"],
)  # fmt: skip
def test_what_changes_nothing_here_is_told_as_a_hint(word):
    xml = around(s.element("userTask", "it", **{word: "1"}))

    assert told(xml) == []
    assert f"camunda:{word} changes nothing here." in [message for message, _ in told(xml, "hint")]


@shows("camunda:diagramRelationId", "camunda:modelerTemplate", "camunda:modelerTemplateVersion")
def test_what_editors_note_for_themselves_is_not_told():
    xml = around(
        s.element("userTask", "it", modelerTemplate="x", modelerTemplateVersion="1", diagramRelationId="d")
    )

    assert [one for one in lint(xml, known=Known()) if "camunda:" in one.message] == []


def test_activitis_words_are_camunda_7s():
    xml = around(s.element("userTask", "it", assignee="${owner}")).replace(
        s.NAMESPACE.encode(), b"http://activiti.org/bpmn"
    )

    assert (it(xml).assignment, told(xml)) == (Assignment(assignee="=owner"), [])


def test_an_expression_that_feel_cannot_say_is_told_at_its_element():
    xml = around(s.element("userTask", "it", dueDate="${now()}"))

    assert told(xml) == [
        ("The expression in dueDate cannot be said in FEEL, column 3: now() calls Java.",
         'Write FEEL, such as =now() + duration("P1D").')
    ]  # fmt: skip
    mended = xml.replace(b"${now()}", b"=now() + duration(&quot;P1D&quot;)")
    assert (told(mended), it(mended).schedule) == ([], Schedule(due_date='=now() + duration("P1D")'))


def test_a_model_that_speaks_two_dialects_is_told_so():
    both = around(s.element("userTask", "it", assignee="ann", priority="5")).replace(
        b"<bpmn:process", b'<bpmn:message id="m" name="M"><bpmn:extensionElements>'
        b'<zeebe:subscription xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" correlationKey="=1"/>'
        b"</bpmn:extensionElements></bpmn:message><bpmn:process",
    )  # fmt: skip
    assert told(both) == [
        ("zeebe:subscription speaks to Camunda 8, the rest of the model to Camunda 7.",
         "Say everything in one dialect: with camunda: here, or all of it with zeebe: elements.")
    ]  # fmt: skip
    other = b.process("p", b.start(), b.user("a"), b.user("it"), flow="start>a a>it").replace(
        b'id="it"', f'id="it" xmlns:c="{s.NAMESPACE}" c:assignee="ann"'.encode()
    )
    assert told(other) == [
        ("camunda:assignee speaks to Camunda 7, the rest of the model to Camunda 8.",
         "Use zeebe:assignmentDefinition assignee.")
    ]  # fmt: skip


def test_a_name_with_an_expression_stays_as_it_is_written():
    xml = around(s.element("userTask", "it", assignee="ann")).replace(
        b'id="it"', b'id="it" name="Call ${who}"'
    )

    assert it(xml).name == "Call ${who}"
    assert "userTask has an expression in its name, which is shown as it is written." in [
        message for message, _ in told(xml, "hint")
    ]


def test_what_leaves_a_task_with_output_parameters_is_told():
    xml = around(s.element("userTask", "it", extensions=s.parameters(outputs="a=${b}")))

    assert it(xml).outputs == (Mapping(source="=b", target="a"),)
    assert "Only what output parameters name leaves it, unlike in Camunda 7." in [
        message for message, _ in told(xml, "hint")
    ]
