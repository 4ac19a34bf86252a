"""Tasks and gateways: where tokens go."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import ExpressionFailed, NoFlowTaken, NotWaiting, StepBudgetExceeded, StuckAtJoin
from engine.bpmn.events import (
    Completed,
    DecisionRequested,
    ElementLeft,
    InstanceCompleted,
    ServiceTaskActivated,
    UserTaskCreated,
)
from tests.bpmn import building as b
from tests.bpmn.playing import START, done, numbers, play
from tests.bpmn.shows import shows


@shows(
    "definitions",
    "process",
    "task",
    "manualTask",
    "startEvent",
    "endEvent",
    "start/none",
    "end/none",
    "sequenceFlow",
)
def test_a_process_without_waits_runs_to_its_end():
    model = b.process(
        "p",
        b.start(),
        b.element("task", "a"),
        b.element("manualTask", "m"),
        b.end(),
        flow="start>a a>m m>end",
    )

    player = play(model).start(amount=3)

    assert player.path == ["start", "a", "m", "end"]
    assert player.events[-1] == InstanceCompleted(at=START, variables=numbers({"amount": 3}))
    assert player.instance.completed


def test_history_names_the_next_element_and_the_times():
    player = play(
        b.process("p", b.start(), b.user("review"), b.end(), flow="start>review review>end")
    ).start()
    player.wait(hours=2).complete("review")

    left = [one for one in player.events if isinstance(one, ElementLeft)]

    assert [(one.element_id, one.next_element_id) for one in left] == [
        ("start", "review"),
        ("review", "end"),
        ("end", None),
    ]
    assert (left[1].left_at - left[1].entered_at).total_seconds() == 7200


@shows("exclusiveGateway", "exclusiveGateway/default", "conditionExpression")
def test_an_exclusive_gateway_takes_the_first_true_flow_and_else_the_default():
    model = b.process(
        "p",
        b.start(),
        b.choice("gate", default="gate_low"),
        b.user("high"),
        b.user("middle"),
        b.user("low"),
        flow="start>gate gate>high?amount~>~100 gate>middle?amount~>~10 gate>low",
    )

    assert play(model).start(amount=500).tasks == ["high"]
    assert play(model).start(amount=50).tasks == ["middle"]
    assert play(model).start(amount=5).tasks == ["low"]


def test_a_gateway_without_a_true_flow_says_so():
    model = b.process("p", b.start(), b.choice("gate"), b.user("a"), flow="start>gate gate>a?amount~>~100")

    with pytest.raises(NoFlowTaken, match="gate"):
        play(model).start(amount=1)


@pytest.mark.parametrize("kind", ["exclusiveGateway", "parallelGateway", "inclusiveGateway"])
def test_a_branch_may_end_at_a_gateway(kind):
    model = b.process("p", b.start(), b.both("fork"), b.user("a"), b.user("b"), b.element(kind, "last"),
                      flow="start>fork fork>a fork>b a>last b>last")  # fmt: skip
    player = play(model).start().complete("a")
    assert player.tasks == ["b"]

    assert player.complete("b").completed


def test_a_condition_that_is_neither_true_nor_false_names_its_flow():
    model = b.process("p", b.start(), b.choice("gate"), b.user("a"), flow="start>gate gate>a?amount~>~100")

    with pytest.raises(ExpressionFailed, match="gate_a"):
        play(model).start()


@shows("parallelGateway")
def test_a_parallel_join_waits_for_all_branches_and_loses_no_update():
    model = b.process(
        "p",
        b.start(),
        b.both("fork"),
        b.user("a"),
        b.user("b"),
        b.both("join"),
        b.end(),
        flow="start>fork fork>a fork>b a>join b>join join>end",
    )
    player = play(model).start(total=0, kept=1)

    player.complete("a", total=1)
    assert not player.completed
    player.complete("b", other=2)

    assert player.completed
    assert player.instance.variables == numbers({"total": 1, "kept": 1, "other": 2})


@shows("sequenceFlow/implicit-merge")
def test_surplus_tokens_wait_at_a_parallel_join_for_the_next_round():
    """One branch sends two tokens; the join needs one of each branch for each round."""
    model = b.process(
        "p",
        b.start(),
        b.both("fork"),
        b.both("twice"),
        b.choice("merge"),
        b.user("a"),
        b.user("again"),
        b.both("join"),
        b.user("after"),
        b.choice("collect"),
        b.end(),
        flow="start>fork fork>twice fork>a fork>again twice>merge twice>merge merge>join "
        "a>collect again>collect collect>join join>after after>end",
    )
    player = play(model).start()
    assert player.tasks == ["a", "again"]

    player.complete("a")
    assert player.tasks == ["after", "again"]
    player.complete("again")
    assert player.tasks == ["after", "after"]
    player.complete("after").complete("after")
    assert player.completed


@shows("parallelGateway/loop")
def test_a_parallel_join_works_in_a_loop():
    model = b.process(
        "p",
        b.start(),
        b.choice("merge"),
        b.both("fork"),
        b.user("a"),
        b.user("b"),
        b.both("join"),
        b.choice("more", default="more_end"),
        b.end(),
        flow="start>merge merge>fork fork>a fork>b a>join b>join join>more more>merge?again more>end",
    )
    player = play(model).start()
    for round_number in range(3):
        player.complete("a").complete("b", again=round_number < 2)

    assert player.completed


def test_tokens_that_only_wait_for_each_other_are_reported():
    model = b.process(
        "p",
        b.start(),
        b.choice("split", default="split_a"),
        b.element("task", "a"),
        b.element("task", "b"),
        b.both("join"),
        b.end(),
        flow="start>split split>a split>b?false a>join b>join join>end",
    )

    with pytest.raises(StuckAtJoin, match="join"):
        play(model).start()


INCLUSIVE = b.process(
    "p",
    b.start(),
    b.inclusive("split", default="split_plain"),
    b.user("legal"),
    b.user("finance"),
    b.user("plain"),
    b.choice("skip", default="skip_audit"),
    b.user("audit"),
    b.inclusive("join"),
    b.user("after"),
    b.end("out"),
    flow="start>split split>legal?big split>finance?foreign split>plain legal>join finance>skip skip>audit "
    "skip>out?skipped plain>join audit>join join>after",
)


@shows("inclusiveGateway")
def test_an_inclusive_gateway_starts_every_true_flow_and_joins_them():
    player = play(INCLUSIVE).start(big=True, foreign=True, skipped=False)
    assert player.tasks == ["finance", "legal"]

    player.complete("legal")
    assert player.tasks == ["finance"]
    player.complete("finance")
    assert player.tasks == ["audit"]
    player.complete("audit")
    assert player.tasks == ["after"]


@shows("inclusiveGateway/unbalanced")
def test_an_inclusive_join_goes_on_when_the_missing_token_went_elsewhere():
    player = play(INCLUSIVE).start(big=True, foreign=True, skipped=True)

    player.complete("legal")
    assert player.tasks == ["finance"]
    player.complete("finance")

    assert player.tasks == ["after"]


@shows("inclusiveGateway/default")
def test_an_inclusive_gateway_falls_back_to_its_default():
    assert play(INCLUSIVE).start(big=False, foreign=False).tasks == ["plain"]


def test_an_inclusive_join_waits_for_a_sub_process_two_steps_before_it():
    model = b.process(
        "p",
        b.start(),
        b.inclusive("split"),
        b.user("quick"),
        b.subprocess("slow", b.start("s"), b.user("inner"), b.end("e"), flow="s>inner inner>e"),
        b.choice("gate", default="gate_join"),
        b.inclusive("join"),
        b.user("after"),
        b.end("out"),
        flow="start>split split>quick?true split>slow?true slow>gate gate>join gate>out?false quick>join join>after",
    )
    player = play(model).start().complete("quick")
    assert player.tasks == ["inner"]

    assert player.complete("inner").tasks == ["after"]


@shows("sequenceFlow/implicit-split", "process/without-end-event")
def test_several_flows_out_of_a_task_start_in_parallel():
    model = b.process("p", b.start(), b.user("a"), b.user("x"), b.user("y"), flow="start>a a>x a>y")

    assert play(model).start().complete("a").tasks == ["x", "y"]


@shows("serviceTask")
def test_a_service_task_done_at_once_gives_its_output_and_leaves_nothing_open():
    model = b.process(
        "p",
        b.start(),
        b.service("notify", "mail", b.mappings(inputs="to=customer.mail", outputs="receipt=id")),
        b.user("wait"),
        flow="start>notify notify>wait",
    )
    player = play(model, operations={"mail": done(id=7)})

    player.start(customer={"mail": "a@b.c"})

    activated = next(one for one in player.events if isinstance(one, ServiceTaskActivated))
    assert (activated.type, activated.retries, activated.inputs) == ("mail", 3, {"to": "a@b.c"})
    assert player.waiting == ["wait"]
    assert player.instance.variables == numbers({"receipt": 7}) | {"customer": {"mail": "a@b.c"}}


def test_a_service_task_without_a_reply_waits_for_its_worker():
    model = b.process("p", b.start(), b.service("erp", "erp.book"), b.end(), flow="start>erp erp>end")
    player = play(model).start(order=1)

    assert player.waiting == ["erp"]
    player.complete("erp", booked=True)

    assert player.completed
    assert player.instance.variables == numbers({"order": 1}) | {"booked": True}


@shows(
    "zeebe:taskDefinition",
    "zeebe:taskDefinition.type",
    "zeebe:taskDefinition.retries",
    "zeebe:taskHeaders",
    "zeebe:header",
    "zeebe:header.key",
    "zeebe:header.value",
)
def test_task_headers_and_retries_reach_the_worker():
    model = b.process(
        "p",
        b.start(),
        b.element(
            "serviceTask",
            "call",
            b.extend(
                '<zeebe:taskDefinition type="=&quot;erp.&quot; + kind" retries="5"/>',
                '<zeebe:taskHeaders><zeebe:header key="method" value="POST"/></zeebe:taskHeaders>',
            ),
        ),
        flow="start>call",
    )
    player = play(model).start(kind="order")

    activated = player.open[player.number("call")]
    assert (activated.type, activated.retries, activated.headers) == ("erp.order", 5, {"method": "POST"})


@shows(
    "businessRuleTask",
    "zeebe:calledDecision",
    "zeebe:calledDecision.decisionId",
    "zeebe:calledDecision.resultVariable",
)
def test_a_business_rule_task_asks_for_its_decision():
    model = b.process(
        "p", b.start(), b.rule("gate", "stage_gate", "verdict"), b.user("a"), flow="start>gate gate>a"
    )
    player = play(
        model, operations={"stage_gate": lambda inputs: Completed(variables={"verdict": inputs["x"]})}
    )

    player.start(x="ok")

    asked = next(one for one in player.events if isinstance(one, DecisionRequested))
    assert (asked.decision_id, asked.result_variable) == ("stage_gate", "verdict")
    assert player.instance.variables["verdict"] == "ok"


@shows(
    "userTask",
    "zeebe:userTask",
    "zeebe:assignmentDefinition",
    "zeebe:assignmentDefinition.assignee",
    "zeebe:assignmentDefinition.candidateGroups",
    "zeebe:assignmentDefinition.candidateUsers",
    "zeebe:taskSchedule",
    "zeebe:taskSchedule.dueDate",
    "zeebe:taskSchedule.followUpDate",
    "zeebe:priorityDefinition",
    "zeebe:priorityDefinition.priority",
    "zeebe:formDefinition",
    "userTask/zeebe:formDefinition",
    "zeebe:formDefinition.formId",
)
def test_a_user_task_carries_its_assignment_dates_priority_and_form():
    model = b.process(
        "p",
        b.start(),
        b.user(
            "review",
            '<zeebe:assignmentDefinition assignee="=owner" candidateGroups="sales, support" '
            'candidateUsers="=[&quot;ann&quot;]"/>',
            '<zeebe:taskSchedule dueDate="=now() + duration(&quot;P2D&quot;)" followUpDate="2026-01-06T09:00:00Z"/>',
            '<zeebe:priorityDefinition priority="=40 + 2"/>',
            '<zeebe:formDefinition formId="review_form"/>',
        ),
        flow="start>review",
    )
    player = play(model).start(owner="ann")

    task = player.open[player.number("review")]
    assert isinstance(task, UserTaskCreated)
    assert (task.assignee, task.candidate_groups, task.candidate_users) == (
        "ann",
        ("sales", "support"),
        ("ann",),
    )
    assert ((task.due_at - START).days, task.follow_up_at.hour) == (2, 9)
    assert (task.priority, task.form_id, task.created_at) == (42, "review_form", START)


@shows("lane", "laneSet", "flowNodeRef")
def test_the_innermost_lane_is_the_default_group_also_inside_a_sub_process():
    model = b.process(
        "p",
        b.start(),
        b.subprocess("stage", b.start("s"), b.user("inner"), flow="s>inner"),
        flow="start>stage",
        lanes={"Agents": "stage"},
    )
    player = play(model).start()

    assert player.open[player.number("inner")].candidate_groups == ("Agents",)


def test_what_is_done_cannot_be_done_again():
    player = play(b.process("p", b.start(), b.user("a"), b.user("b"), flow="start>a a>b")).start()
    number = player.number("a")
    player.complete("a")

    with pytest.raises(NotWaiting):
        list(player.instance.complete(number, {}))
    with pytest.raises(NotWaiting):
        list(player.instance.fire(player.number("b")))


def test_a_loop_without_a_wait_is_stopped():
    model = b.process(
        "p", b.start(), b.choice("merge"), b.element("task", "a"), flow="start>merge merge>a a>merge"
    )

    with pytest.raises(StepBudgetExceeded, match="automatic steps"):
        play(model).start()


def test_names_like_start_and_end_are_ordinary_ids():
    model = b.process("p", b.start("Start"), b.user("End"), b.end("Root"), flow="Start>End End>Root")

    assert play(model).start().complete("End").completed
