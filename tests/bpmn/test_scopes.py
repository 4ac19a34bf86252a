"""Sub-processes, called processes, multi-instance and the variables in them."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import CannotStartThere, ExpressionFailed
from tests.bpmn import building as b
from tests.bpmn.playing import Player, load, numbers, play
from tests.bpmn.shows import shows

NESTED = b.process(
    "p",
    b.start(),
    b.subprocess(
        "outer",
        b.start("s1"),
        b.subprocess(
            "inner",
            b.start("s2"),
            b.user("first"),
            b.user("second"),
            b.end("e2"),
            flow="s2>first first>second second>e2",
        ),
        b.boundary("slow", "inner", b.timer("Duration", "P1D"), interrupting=False),
        b.user("hurry"),
        b.end("e1"),
        b.end("e3"),
        flow="s1>inner inner>e1 slow>hurry hurry>e3",
    ),
    b.boundary("stop", "outer", b.message("Stop")),
    b.user("after"),
    b.user("stopped"),
    flow="start>outer outer>after stop>stopped",
    declared=b.messages(Stop="=id"),
)


@shows("subProcess")
def test_a_sub_process_ends_when_no_token_is_left_in_it():
    player = play(NESTED).start(id=1).wait(days=1)
    assert player.waiting == ["first", "hurry", "stop"]

    player.complete("first").complete("second")
    assert player.waiting == ["hurry", "stop"]
    player.complete("hurry")
    assert player.waiting == ["after"]


def test_interrupting_a_sub_process_takes_everything_in_it_back():
    player = play(NESTED).start(id=1).fire("stop")

    assert player.waiting == ["stopped"]
    assert player.path[-4:] == ["first!", "inner!", "outer!", "stop"]


def test_an_instance_can_start_inside_nested_sub_processes():
    player = play(NESTED).start(id=1, at="second")

    assert player.waiting == ["second", "slow", "stop"]
    assert player.path == []
    assert [element for element, _ in player.instance.tokens()] == ["outer", "inner", "second"]
    player.complete("second")
    assert player.waiting == ["after"]


def test_an_instance_can_start_at_a_sub_process():
    assert play(NESTED).start(id=1, at="inner").waiting == ["first", "slow", "stop"]


@pytest.mark.parametrize("element_id", ["stop", "nowhere"])
def test_where_an_instance_cannot_start_is_said(element_id):
    with pytest.raises(CannotStartThere, match=element_id):
        play(NESTED).start(at=element_id)


@shows("process/several-start-events", "start/message")
def test_a_process_can_begin_at_one_of_several_start_events():
    model = b.process(
        "p",
        b.start("by_hand"),
        b.start("by_mail", b.message("Mail")),
        b.user("a"),
        b.user("b"),
        flow="by_hand>a by_mail>b",
        declared=b.messages(Mail=""),
    )

    assert play(model).start().tasks == ["a"]
    assert play(model).start(start_event="by_mail").tasks == ["b"]


@shows("end/terminate", "terminateEventDefinition")
def test_a_terminate_end_event_ends_its_sub_process_only():
    model = b.process(
        "p",
        b.start(),
        b.subprocess(
            "sub",
            b.start("s"),
            b.both("fork"),
            b.user("work"),
            b.boundary("late", "work", b.timer("Duration", "P1D"), interrupting=False),
            b.user("remind"),
            b.catch("pause", b.timer("Duration", "P9D")),
            b.user("quit"),
            b.end("kill", b.TERMINATE),
            flow="s>fork fork>work fork>pause fork>quit late>remind quit>kill",
        ),
        b.user("after"),
        flow="start>sub sub>after",
    )
    player = play(model).start().wait(days=1)
    assert player.waiting == ["pause", "quit", "remind", "work"]

    player.complete("quit")

    assert player.waiting == ["after"]
    assert {"work!", "pause!", "remind!"} <= set(player.path)


def test_a_terminate_end_event_ends_the_process():
    model = b.process(
        "p", b.start(), b.both("fork"), b.user("a"), b.user("b"), b.end("kill", b.TERMINATE),
        flow="start>fork fork>a fork>b b>kill",
    )  # fmt: skip
    player = play(model).start().complete("b")

    assert player.completed
    assert player.waiting == []


def test_cancelling_takes_all_open_work_back():
    player = play(NESTED).start(id=1)

    player.drain(player.instance.cancel())

    assert player.waiting == []
    assert player.path[-3:] == ["first!", "inner!", "outer!"]
    assert player.instance.completed
    assert not player.completed


CHILD = b.process(
    "child",
    b.start("c_start"),
    b.user("c_task"),
    b.end("c_end"),
    b.end("c_fail", b.error("NO")),
    b.choice("c_gate", default="c_gate_c_end"),
    flow="c_start>c_task c_task>c_gate c_gate>c_fail?refused c_gate>c_end",
    declared=b.errors("NO"),
)


def calling(*extensions, **attributes):
    return b.process(
        "p",
        b.start(),
        b.call("ask", "child", *extensions, **attributes),
        b.boundary("no", "ask", b.error("NO")),
        b.user("after"),
        b.user("refused_task"),
        flow="start>ask ask>after no>refused_task",
        declared=b.errors("NO"),
    )


def test_an_embedded_call_copies_all_variables_in_and_out_by_default():
    player = play(calling(), called={"child": CHILD}).start(amount=1, refused=False)
    number = player.number("c_task")
    assert player.instance.variables_of(number) == numbers({"amount": 1}) | {"refused": False}

    player.complete("c_task", amount=2, extra=3)

    assert player.waiting == ["after"]
    assert player.instance.variables == numbers({"amount": 2, "extra": 3}) | {"refused": False}


def test_an_embedded_call_takes_and_gives_only_what_is_mapped():
    mapped = b.mappings(inputs="question=amount;refused=false", outputs="answer=reply")
    model = calling(mapped, propagateAllParentVariables="false")
    player = play(model, called={"child": CHILD}).start(amount=1, secret=2)
    assert player.instance.variables_of(player.number("c_task")) == numbers({"question": 1}) | {
        "refused": False
    }

    player.complete("c_task", reply="yes", noise=9)

    assert player.instance.variables == numbers({"amount": 1, "secret": 2}) | {"answer": "yes"}


def test_an_error_in_an_embedded_call_is_caught_by_the_caller():
    player = play(calling(), called={"child": CHILD}).start(refused=True).complete("c_task")

    assert player.waiting == ["refused_task"]


@shows("zeebe:input", "zeebe:output", "zeebe:input.*", "zeebe:output.*")
def test_input_mappings_make_local_variables_and_output_mappings_give_back():
    model = b.process(
        "p",
        b.start(),
        b.user("edit", b.mappings(inputs="name=customer.name;name_length=string length(name)",
                                  outputs="customer.name=name;customer.seen=true")),
        b.user("after"),
        flow="start>edit edit>after",
    )  # fmt: skip
    player = play(model).start(customer={"name": "Ann", "city": "Oslo"})
    assert player.instance.variables_of(player.number("edit"))["name_length"] == numbers({"n": 3})["n"]

    player.complete("edit", name="Bob", noise=1)

    assert player.instance.variables == {"customer": {"name": "Bob", "city": "Oslo", "seen": True}}


@shows("subProcess/without-end-event")
def test_results_are_written_where_the_variable_lives():
    model = b.process(
        "p",
        b.start(),
        b.subprocess(
            "sub",
            b.start("s"),
            b.user("work"),
            b.user("look"),
            flow="s>work work>look",
            extensions=b.mappings(inputs="inner=1"),
        ),
        b.user("after"),
        flow="start>sub sub>after",
    )
    player = play(model).start(outer=1).complete("work", inner=2, outer=2, new=2)
    assert player.instance.variables == numbers({"outer": 2, "new": 2})
    assert player.instance.variables_of(player.number("look")) == numbers({"inner": 2, "outer": 2, "new": 2})


def over_items(**loop):
    return b.process(
        "p",
        b.start(),
        b.user("each", inner=b.many("items", "item", output="results", output_element="result", **loop)),
        b.boundary("late", "each", b.timer("Duration", "P1D")),
        b.user("after"),
        b.user("gave_up"),
        flow="start>each each>after late>gave_up",
    )


@shows(
    "userTask/multi-instance/parallel",
    "multiInstanceLoopCharacteristics",
    "multiInstanceLoopCharacteristics/null-items",
    "zeebe:loopCharacteristics",
    "zeebe:loopCharacteristics.*",
)
def test_parallel_items_are_open_together_and_collect_in_order():
    player = play(over_items()).start(items=["a", None, "c"])
    assert player.waiting == ["each", "each", "each", "late"]
    numbers_open = [number for number, one in player.open.items() if one.element_id == "each"]
    assert [player.instance.variables_of(one)["item"] for one in numbers_open] == ["a", None, "c"]

    for number, result in zip(reversed(numbers_open), ("third", "second", "first"), strict=True):
        player.drain(player.instance.complete(number, {"result": result}))

    assert player.instance.variables["results"] == ["first", "second", "third"]
    assert "item" not in player.instance.variables
    assert player.path == ["start", "each", "each", "each"]
    assert player.waiting == ["after"]


@shows("userTask/multi-instance/sequential")
def test_sequential_items_come_one_after_the_other():
    player = play(over_items(sequential=True)).start(items=["a", None, "c"])
    for index in range(3):
        assert player.waiting == ["each", "late"]
        player.complete("each", result=index)

    assert player.instance.variables["results"] == numbers({"r": [0, 1, 2]})["r"]


def test_an_empty_collection_passes():
    player = play(over_items()).start(items=[])

    assert player.waiting == ["after"]
    assert player.instance.variables["results"] == []
    assert player.path == ["start", "each"]


def test_a_collection_that_is_no_list_is_an_error():
    with pytest.raises(ExpressionFailed, match="inputCollection"):
        play(over_items()).start()


@shows("completionCondition")
def test_a_completion_condition_ends_the_rest():
    player = play(over_items(until="numberOfCompletedInstances >= 2 or result = null")).start(
        items=["a", "b", "c"]
    )

    player.complete("each", result=1).complete("each", result=2)

    assert player.waiting == ["after"]
    assert player.path == ["start", "each", "each", "each!"]
    assert player.instance.variables["results"] == [*numbers({"r": [1, 2]})["r"], None]


def test_a_boundary_event_ends_all_items():
    player = play(over_items()).start(items=["a", "b"]).wait(days=1)

    assert player.waiting == ["gave_up"]
    assert player.path == ["start", "each!", "each!", "late"]


@shows("zeebe:script", "zeebe:script.expression", "zeebe:script.resultVariable", "scriptTask")
def test_nested_multi_instance_sub_processes_keep_their_variables_apart():
    model = b.process(
        "p",
        b.start(),
        b.subprocess(
            "team",
            b.start("s1"),
            b.subprocess(
                "member",
                b.start("s2"),
                b.user("vote"),
                b.script("name", "label", 'group.name + "/" + person'),
                flow="s2>vote vote>name",
                inner=b.many(
                    "group.people", "person", output="labels", output_element="label", sequential=True
                ),
                extensions=b.mappings(inputs="label=null"),
            ),
            b.end("e1"),
            flow="s1>member member>e1",
            inner=b.many("groups", "group", output="all", output_element="labels"),
            extensions=b.mappings(inputs="labels=null"),
        ),
        b.user("after"),
        flow="start>team team>after",
    )
    groups = [{"name": "x", "people": ["a", "b"]}, {"name": "y", "people": ["c", None]}]
    player = play(model).start(groups=groups)
    assert player.waiting == ["vote", "vote"]

    while player.tasks == ["vote", "vote"] or "vote" in player.tasks:
        player.complete("vote")

    assert player.instance.variables["all"] == [["x/a", "x/b"], ["y/c", None]]
    assert set(player.instance.variables) == {"groups", "all"}


def test_an_interrupted_multi_instance_sub_process_leaves_nothing_behind():
    model = b.process(
        "p",
        b.start(),
        b.subprocess("each", b.start("s"), b.user("work"), flow="s>work", inner=b.many("items", "item")),
        b.boundary("stop", "each", b.message("Stop")),
        b.user("after"),
        flow="start>each stop>after",
        declared=b.messages(Stop="=id"),
    )
    player = play(model).start(id=1, items=["a", "b", "c"]).complete("work").fire("stop")

    assert player.waiting == ["after"]
    assert len(player.instance.dump()) < 150


def test_a_thousand_parallel_items_finish():
    definition = load(over_items())
    player = Player(definition, restoring=False).start(items=list(range(1000)))

    for _ in range(1000):
        player.complete("each", result=1)

    assert player.waiting == ["after"]
