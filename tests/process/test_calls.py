"""Called processes are instances of their own: they start, end and stop with the call that waits for them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from engine.process import queries
from engine.process.errors import (
    CalledByAnother,
    CallerSuspended,
    InstanceNotActive,
    StepFailed,
)
from engine.process.models import ProcessDefinition, ProcessInstance
from engine.process.queries.rights import visible_instances
from engine.process.queries.search import Question, search
from engine.process.queries.standing import standing
from tests.bpmn.shows import shows
from tests.process.calling import INNER, below, only_below, outer
from tests.process.models import (
    call,
    end,
    mapping,
    model,
    node,
    script,
    service,
    start,
    user,
)
from tests.process.test_statements import counted


@shows(
    "callActivity",
    "zeebe:calledElement",
    "zeebe:calledElement.processId",
    "zeebe:calledElement.bindingType/latest",
)
def test_a_called_process_is_an_instance_of_its_own_and_its_end_continues_the_caller(company, people):
    company.deploy(outer(), INNER)
    key = company.start("outer", amount=1)

    child = only_below(company, key)
    assert (child.process_id, child.parent, child.root, child.depth) == ("inner", key, key, 1)
    assert company.instance(key).tokens == (("calling", child.parent_number),)
    done = company.complete(company.tasks(people.anna)["inside"])

    assert (done.instance_key, company.instance(child.key).status) == (child.key, "completed")
    assert [one.element.id for one in company.instance(child.key).history] == ["begin", "inside", "done"]
    assert [one.element.id for one in company.instance(key).history] == ["start", "calling"]
    assert list(company.tasks(people.anna)) == ["after"]


def test_who_completes_the_last_task_inside_goes_on_with_the_callers_next_one(company, people):
    mine = [user(one, assignee="anna") for one in ("inside", "after")]
    inner = model("inner", start("begin"), mine[0], end("done"), flow="begin > inside > done")
    company.deploy(
        model(
            "outer", start(), call("calling", "inner"), mine[1], end(), flow="start > calling > after > end"
        ),
        inner,
    )
    company.start("outer")

    done = company.complete(company.tasks(people.anna, "mine")["inside"])
    assert company.tasks(people.anna, "mine") == {"after": done.next_task_key}


@shows("zeebe:calledElement.propagateAllParentVariables", "zeebe:calledElement.propagateAllChildVariables")
def test_a_called_process_takes_and_gives_only_what_the_call_says(company, people):
    doubling = model(
        "inner", start("begin"), script("double", "if amount = null then -1 else amount * 2", "result"), end("done"),
        flow="begin > double > done",
    )  # fmt: skip
    company.deploy(doubling)
    none = {"propagateAllParentVariables": "false", "propagateAllChildVariables": "false"}
    said = {}
    for name, extensions, attributes in (
        ("all", (), {}),
        ("none", (), none),
        ("mapped", (mapping(inputs={"amount": "=5"}, outputs={"given": "=result"}),), none),
        ("local", (mapping(inputs={"amount": "=5"}),), {}),
    ):
        company.deploy(outer(*extensions, **attributes))
        variables = company.instance(company.start("outer", amount=2, secret=1)).variables
        said[name] = {one: int(value) for one, value in variables.items()}

    assert said == {
        "all": {"amount": 2, "secret": 1, "result": 4},
        "none": {"amount": 2, "secret": 1},
        "mapped": {"amount": 2, "secret": 1, "given": 10},
        "local": {"amount": 2, "secret": 1, "result": 10},
    }


def test_the_process_may_be_named_by_an_expression(company):
    company.deploy(outer(process='="in" + rest'), INNER)

    assert only_below(company, company.start("outer", rest="ner")).process_id == "inner"
    for wrong in ("side", 7):
        with pytest.raises(StepFailed, match="calling") as failed:
            company.start("outer", rest=wrong)
        assert failed.value.element_id == "calling"


def test_redeploying_a_called_process_alone_changes_the_next_call(company, people):
    company.deploy(outer(), INNER)
    before = only_below(company, company.start("outer"))
    company.deploy(
        model("inner", start("begin"), script("new", "1", "x"), end("done"), flow="begin > new > done")
    )
    key = company.start("outer")

    assert (company.instance(before.key).process_version, only_below(company, key).status) == (1, "completed")
    assert company.instance(key).process_version == 1
    assert [one.element.id for one in company.instance(key).tasks] == ["after"]


def test_a_terminate_event_ends_only_its_own_process(company, people):
    stop = node("endEvent", "stop", inner="<bpmn:terminateEventDefinition/>")
    company.deploy(
        outer(),
        model("inner", start("begin"), user("inside", candidateGroups="sales"), user("other"), stop, end("done"),
              flow="begin > inside > stop; begin > other > done"),
    )  # fmt: skip
    key = company.start("outer")
    company.complete(company.tasks(people.anna)["inside"])

    assert only_below(company, key).status == "completed"
    assert list(company.tasks(people.anna)) == ["after"]


def test_the_whole_tree_is_cancelled_and_a_called_process_only_with_its_caller(company, people, engine):
    company.deploy(outer(), INNER)
    key = company.start("outer")
    child = only_below(company, key).key
    with pytest.raises(CalledByAnother):
        engine.cancel_instance(child, reason="no", by=people.ada)
    engine.cancel_instance(key, reason="no", by=people.ada)

    assert (company.instance(key).status, company.instance(child).status) == ("cancelled", "cancelled")
    assert company.tasks(people.anna) == {}


def test_suspending_goes_down_the_tree_and_resuming_too(company, people, engine):
    company.deploy(outer(), INNER)
    key = company.start("outer")
    child = only_below(company, key).key
    task = company.tasks(people.anna)["inside"]
    engine.suspend_instance(key, by=people.ada)

    with pytest.raises(InstanceNotActive):
        company.complete(task)
    with pytest.raises(CallerSuspended):
        engine.resume_instance(child, by=people.ada)
    engine.resume_instance(key, by=people.ada)
    engine.suspend_instance(child, by=people.ada)
    assert (company.instance(key).status, company.instance(child).status) == ("active", "suspended")
    engine.resume_instance(child, by=people.ada)
    company.complete(task)
    assert company.instance(child).status == "completed"


@shows("callActivity/multi-instance/parallel", "callActivity/multi-instance/sequential")
@pytest.mark.parametrize("sequential", ["true", "false"])
def test_a_process_is_called_for_each_item(company, people, sequential):
    loop = (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}"><bpmn:extensionElements>'
        '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="all" '
        'outputElement="=result"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
    )
    company.deploy(
        model("outer", start(), call("calling", "inner", inner=loop, propagateAllChildVariables="true"),
              user("after", candidateGroups="sales"), end(), flow="start > calling > after > end"),
        model("inner", start("begin"), script("double", "item * 2", "result"), user("inside", candidateGroups="sales"),
              end("done"), flow="begin > double > inside > done"),
    )  # fmt: skip
    key = company.start("outer", items=[1, 2, 3])
    for _ in range(3):
        company.complete(company.tasks(people.anna)["inside"])

    assert len(below(company, key)) == 3
    assert list(company.tasks(people.anna)) == ["after"]


def test_a_process_that_calls_itself_without_an_end_is_told_so(company):
    company.deploy(model("deep", start(), call("again", "deep"), end(), flow="start > again > end"))
    with pytest.raises(StepFailed, match="calls 'deep' inside 100 other calls"):
        company.start("deep")


def test_recursion_with_an_end_comes_back(company):
    company.deploy(
        model("deep", start(), node("exclusiveGateway", "far", default="far_to_end"), call("again", "deep", mapping(
              inputs={"left": "=left - 1"})), script("count", "if depth = null then 1 else depth + 1", "depth"), end(),
              flow="start > far; far > again ? =left > 0; far > end; again > count > end"),
    )  # fmt: skip
    key = company.start("deep", left=20)

    assert (len(below(company, key)), company.instance(key).variables["depth"]) == (20, 20)


def test_a_worker_inside_hands_its_result_to_the_caller_in_one_transaction(company, people, engine):
    company.deploy(
        outer(),
        model("inner", start("begin"), service("work", "outside"), end("done"), flow="begin > work > done"),
    )
    key = company.start("outer")
    (job,) = engine.activate_jobs("outside", worker="w", limit=1, lease=timedelta(minutes=1))
    engine.complete_job(job.key, token=job.token, variables={"found": 1})

    assert job.instance_key == only_below(company, key).key
    assert (company.instance(key).variables["found"], list(company.tasks(people.anna))) == (1, ["after"])


def as_before(company, process_id, called):
    """A version as releases stored it that embedded called processes: it names their versions."""
    with company.database.transaction() as connection:
        newest = connection.execute(
            select(ProcessDefinition)
            .where(ProcessDefinition.process_id == process_id)
            .order_by(ProcessDefinition.version.desc())
        ).first()
        inner = connection.scalar(select(ProcessDefinition.key).where(ProcessDefinition.process_id == called))
        old = {
            "key": company.engine.keys.new(),
            "version": newest.version + 1,
            "hash": "of caller and called",
        }
        row = {**newest._mapping, **old, "called": json.dumps({called: str(inner)})}
        connection.execute(insert(ProcessDefinition), row)


def test_an_instance_of_a_version_that_embeds_its_calls_goes_on_and_a_new_deployment_embeds_nothing(
    company, people
):
    company.deploy(outer(), INNER)
    as_before(company, "outer", "inner")
    key = company.start("outer")
    company.deploy(
        model("inner", start("begin"), script("new", "1", "x"), end("done"), flow="begin > new > done")
    )

    assert (below(company, key), company.instance(key).process_version) == ([], 2)
    company.complete(company.tasks(people.anna)["inside"])
    assert [one.element.id for one in company.instance(key).history] == [
        "start",
        "begin",
        "inside",
        "done",
        "calling",
    ]

    (again,) = company.deploy(outer()).items
    assert (again.version, len(below(company, company.start("outer")))) == (3, 1)


def test_who_sees_the_root_sees_what_it_has_called_and_nobody_else_does(company, people, engine):
    company.deploy(outer(propagateAllParentVariables="false"), model(
        "inner", start("begin"), user("inside", candidateGroups="support"), end("done"), flow="begin > inside > done"
    ))  # fmt: skip
    deal = engine.create_record(
        "opportunity",
        {"name": "Big", "account": engine.create_record("account", {"name": "A"}, by=people.anna)},
        by=people.anna,
    )
    key = company.start("outer", deal=deal)
    child = only_below(company, key).key

    def seen(user):
        with company.database.reading() as connection:
            visible = visible_instances(user)
            return set(connection.scalars(select(ProcessInstance.key).where(visible)))

    assert seen(people.anna) == seen(people.marta) == {key, child}
    assert seen(people.zoe) == {child}, "her task is in it"
    assert seen(people.boris) == set()


def test_called_instances_are_found_and_counted_and_a_record_lists_only_their_root(
    company, people, engine, clock
):
    company.deploy(outer(), INNER)
    account = engine.create_record("account", {"name": "Acme"}, by=people.anna)
    key = engine.start_instance("outer", variables={"account": account}, by=people.anna, business_id="A-7")
    child = only_below(company, key).key

    with company.database.reading() as connection:

        def found(**asked):
            page = search(connection, people.ada, Question(**asked), now=clock.now())
            return {one.line.key for one in page.rows}

        assert found(text="A-7") == found(text="Acme") == {key, child}
        assert found(process_id="outer", step="calling") == {key}
        version = company.instance(key).definition_key
        assert standing(connection, people.ada, "outer", [version], clock.now()).waiting == {"calling": 1}
        assert [one.key for one in queries.instances_of_record(connection, account, people.ada)] == [key]
        around, inside = (queries.callings(connection, one, people.ada) for one in (key, child))
    assert (around.caller, [one.key for one in around.called]) == (None, [child])
    assert (inside.caller.key, inside.caller.element.id, inside.caller.visible) == (key, "calling", True)


def test_steps_in_two_called_processes_of_one_tree_wait_for_each_other(company, people, engine):
    """One lock for the tree: on PostgreSQL two people complete at once, and the caller's join loses nothing."""
    fork, join = (node("parallelGateway", one) for one in ("fork", "join"))
    company.deploy(
        model("outer", start(), fork, call("left", "inner"), call("right", "inner"), join,
              user("after", candidateGroups="sales"), end(),
              flow="start > fork; fork > left > join; fork > right > join; join > after > end"),
        INNER,
    )  # fmt: skip
    key = company.start("outer")
    tasks = [row.key for row in company.inbox(people.anna).rows]
    with ThreadPoolExecutor() as threads:
        list(threads.map(company.complete, tasks))

    assert {one.status for one in below(company, key)} == {"completed"}
    assert list(company.tasks(people.anna)) == ["after"]


def test_a_call_and_its_end_take_few_statements(company, people, database):
    company.deploy(outer(), INNER)
    company.start("outer")
    company.complete(company.tasks(people.anna)["inside"])
    with counted(database) as started:
        company.start("outer")
    task = company.tasks(people.anna)["inside"]
    with counted(database) as completed:
        company.complete(task)

    # for each instance: version, row, effects, history; task, candidate; audit
    assert len(started) <= 11, "\n".join(started)
    # the lock tried, task, root locked, instance, task again, caller; each saved with effects and history; three for
    # tasks and candidates; audit
    assert len(completed) <= 17, "\n".join(completed)


def test_calls_side_by_side_lose_no_update_and_collect_their_results(company, people):
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="all" '
        'outputElement="=result"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
    )
    company.deploy(
        model("each", start(), call("calling", "double", inner=loop), user("after"), flow="start > calling > after"),
        model("double", start("d"), script("twice", "item * 2", "result"), flow="d > twice"),
        model("both", start(), call("one", "left"), call("two", "right"), user("after", candidateGroups="sales"),
              flow="start > one; start > two; one > after; two > after"),
        *(model(side, start("s"), user(f"work_{side}", candidateGroups="sales"), script("set", "1", side),
                flow=f"s > work_{side} > set") for side in ("left", "right")),
    )  # fmt: skip
    assert company.instance(company.start("each", items=[1, 2, 3])).variables["all"] == [2, 4, 6]

    key = company.start("both", left=0, right=0)
    for side in ("left", "right"):
        company.complete(company.tasks(people.anna)[f"work_{side}"])
    assert company.instance(key).variables == {"left": 1, "right": 1}
