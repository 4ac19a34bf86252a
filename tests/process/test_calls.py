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
    DeploymentRefused,
    InstanceNotActive,
    StepFailed,
)
from engine.process.models import ProcessDefinition, ProcessInstance
from engine.process.queries.rights import visible_instances
from engine.process.queries.search import Question, search
from engine.process.queries.standing import standing
from tests.bpmn.shows import shows
from tests.dmn.tabling import Col, drawn
from tests.process.models import (
    boundary,
    call,
    decision,
    end,
    error,
    error_root,
    mapping,
    message,
    message_root,
    model,
    node,
    script,
    service,
    start,
    thrown,
    user,
)
from tests.process.test_statements import counted

INNER = model(
    "inner",
    start("begin"),
    user("inside", candidateGroups="sales"),
    end("done"),
    flow="begin > inside > done",
)


def outer(*extensions, process="inner", more=(), flow="", root="", **attributes):
    """Calls a process, then somebody looks at what came back."""
    calling = call("calling", process, *extensions, **attributes)
    return model(
        "outer", start(), calling, user("after", candidateGroups="sales"), end(), *more,
        flow=f"start > calling > after > end; {flow}".rstrip("; "), root=root,
    )  # fmt: skip


def below(company, key):
    """The instances of a tree below its root, with the process that each runs."""
    asked = select(ProcessInstance).where(ProcessInstance.root == key).order_by(ProcessInstance.key)
    with company.database.reading() as connection:
        return connection.execute(asked).all()


def only_below(company, key):
    (row,) = below(company, key)
    return row


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


TAGGED = '<zeebe:versionTag value="{}"/>'


def tagged_inner(tag, result):
    xml = model(
        "inner", start("begin"), script("say", result, "said"), end("done"), flow="begin > say > done"
    )
    mark = f"<bpmn:extensionElements>{TAGGED.format(tag)}</bpmn:extensionElements>"
    return xml.replace(b'isExecutable="true">', b'isExecutable="true">' + mark.encode(), 1)


def a_form(tag, label):
    field = {"type": "textfield", "id": "f", "key": "need", "label": label}
    return json.dumps({"type": "default", "id": "need", "versionTag": tag, "components": [field]}).encode()


def a_table(tag, answer):
    xml = drawn(
        f'"x" | "{answer}"', inputs=[Col(name="kind", type="string")], outputs=[Col(name="n", type="string")]
    )
    mark = f"<extensionElements>{TAGGED.format(tag)}</extensionElements>"
    mark = mark.replace("value=", 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" value=')
    head, _, tail = xml.decode().partition("<decision ")
    opening, _, rest = tail.partition(">")
    return f"{head}<decision {opening}>{mark}{rest}".encode()


def bound(binding):
    """A model that calls a process, asks a decision and shows a form, each bound in the same way."""
    form = f'<zeebe:formDefinition formId="need" {binding}/>'
    asked = decision("ask", "gate", "answer").replace("resultVariable", f"{binding} resultVariable")
    called = call("calling", "inner").replace("processId", f"{binding} processId")
    return model(
        "outer", start(), called, asked, user("after", form, candidateGroups="sales"), end(),
        flow="start > calling > ask > after > end",
    )  # fmt: skip


@shows(
    "zeebe:calledElement.bindingType*",
    "zeebe:calledDecision.bindingType*",
    "zeebe:formDefinition.bindingType*",
)
@shows("zeebe:*.versionTag")
@pytest.mark.parametrize(
    ("binding", "expected"),
    [
        ('bindingType="latest"', "new"),
        ('bindingType="deployment"', "old"),
        ('bindingType="versionTag" versionTag="one"', "old"),
        ('bindingType="versionTag" versionTag="two"', "new"),
    ],
)
def test_process_decision_and_form_are_taken_in_the_version_that_is_meant(company, people, binding, expected):
    others = {"gate__dmn": a_table("two", "new"), "need__form": a_form("two", "new")}
    if '"two"' in binding:
        company.deploy(tagged_inner("two", '"new"'), **others)
    company.deploy(
        bound(binding),
        tagged_inner("one", '"old"'),
        gate__dmn=a_table("one", "old"),
        need__form=a_form("one", "old"),
    )
    company.deploy(tagged_inner("two", '"new"'), **others)
    key = company.start("outer", kind="x")

    shown = company.task(company.tasks(people.anna)["after"], people.anna)
    variables = company.instance(key).variables
    label = json.loads(shown.form_document)["components"][0]["label"]
    assert (variables["said"], variables["answer"], label) == (expected,) * 3


@pytest.mark.parametrize(
    ("binding", "said"),
    [
        ('bindingType="deployment"', "its own deployment"),
        ('bindingType="versionTag" versionTag="three"', "version tag 'three'"),
        ('bindingType="versionTag"', "names none"),
        ('versionTag="one"', "does not bind to"),
    ],
)
def test_a_version_that_is_not_there_refuses_the_deployment(company, binding, said):
    company.deploy(tagged_inner("one", "1"), gate__dmn=a_table("one", "old"), need__form=a_form("one", "old"))
    with pytest.raises(DeploymentRefused) as refused:
        company.deploy(bound(binding))

    told = [one.message for one in refused.value.findings if one.severity == "error"]
    assert [said in message for message in told] == [True] * 3


def test_bound_to_its_deployment_a_caller_is_new_when_the_called_process_is(company):
    caller = outer(bindingType="deployment")
    first = company.deploy(caller, INNER)
    again = company.deploy(caller, INNER)
    changed = company.deploy(caller, INNER.replace(b'name="Inside"', b'name="Within"'))

    assert [{one.id: one.version for one in result.items} for result in (first, again, changed)] == [
        {"outer": 1, "inner": 1},
        {"outer": 1, "inner": 1},
        {"outer": 2, "inner": 2},
    ]


def failing(code="GONE"):
    broken = node("endEvent", "broken", inner=error("fault"))
    return model(
        "inner", start("begin"), user("inside", candidateGroups="sales"), broken, flow="begin > inside > broken",
        root=error_root("fault", code),
    )  # fmt: skip


def catching(code="GONE", **more):
    caught = boundary("caught", "calling", error("known"))
    mending = user("mend", candidateGroups="sales")
    return outer(
        more=(caught, mending, end("mended")),
        flow="caught > mend > mended",
        root=error_root("known", code),
        **more,
    )


def test_an_error_that_leaves_a_called_process_is_caught_at_the_call(company, people):
    company.deploy(catching(), failing())
    key = company.start("outer")
    child = only_below(company, key).key
    company.complete(company.tasks(people.anna)["inside"])

    assert (company.instance(child).status, company.instance(key).status) == ("cancelled", "active")
    assert list(company.tasks(people.anna)) == ["mend"]


def test_an_error_goes_up_through_callers_that_do_not_catch_it(company, people):
    middle = model("middle", start("in"), call("deeper", "inner"), end("out"), flow="in > deeper > out")
    company.deploy(catching(process="middle"), middle, failing())
    key = company.start("outer")
    company.complete(company.tasks(people.anna)["inside"])

    assert [(one.process_id, one.status, one.depth) for one in below(company, key)] == [
        ("middle", "cancelled", 1),
        ("inner", "cancelled", 2),
    ]
    assert list(company.tasks(people.anna)) == ["mend"]


def test_an_error_that_nobody_catches_is_an_incident_of_the_called_process(company, people):
    company.deploy(catching("OTHER"), failing())
    key = company.start("outer")
    child = only_below(company, key).key
    with pytest.raises(StepFailed):
        company.complete(company.tasks(people.anna)["inside"])

    (incident,) = company.incidents()
    assert (incident.instance, incident.element_id) == (child, "broken")
    assert (company.instance(child).status, company.instance(key).status) == ("active", "active")


def test_what_fails_in_the_caller_after_the_call_fails_the_step_inside(company, people):
    company.deploy(
        model("outer", start(), call("calling", "inner"), node("exclusiveGateway", "choose"), end(), end("other"),
              flow="start > calling > choose; choose > end ? =amount > 1; choose > other ? =amount > 2"),
        INNER,
    )  # fmt: skip
    key = company.start("outer", amount=1)
    with pytest.raises(StepFailed, match="choose"):
        company.complete(company.tasks(people.anna)["inside"])

    (incident,) = company.incidents()
    assert (incident.instance, incident.element_id) == (only_below(company, key).key, "done")
    assert "process “outer”, at “choose”" in incident.message


def test_an_escalation_beside_the_call_lets_the_called_process_go_on(company, people):
    rises = '<bpmn:escalationEventDefinition escalationRef="high"/>'
    root = '<bpmn:escalation id="high" escalationCode="HIGH"/>'
    company.deploy(
        model("inner", start("begin"), thrown("rise", rises), user("inside", candidateGroups="sales"), end("done"),
              flow="begin > rise > inside > done", root=root),
    )  # fmt: skip
    seen = {}
    for interrupting in (False, True):
        caught = boundary("caught", "calling", rises, interrupting=interrupting)
        company.deploy(
            outer(
                more=(caught, user("told", candidateGroups="sales"), end("heard")),
                flow="caught > told > heard",
                root=root,
            )
        )
        child = only_below(company, company.start("outer")).key
        seen[interrupting] = (company.instance(child).status, sorted(company.tasks(people.anna)))
        for task in company.tasks(people.anna).values():
            company.complete(task)

    assert seen == {False: ("active", ["inside", "told"]), True: ("cancelled", ["after", "told"])}


def test_a_boundary_event_at_the_call_cancels_the_called_process_and_what_that_calls(company, people, engine):
    middle = model("middle", start("in"), call("deeper", "inner"), end("out"), flow="in > deeper > out")
    stops = boundary("stopped", "calling", message("stop"))
    company.deploy(
        outer(
            process="middle",
            more=(stops, end("over")),
            flow="stopped > over",
            root=message_root("stop", "stop", "=id"),
        ),
        middle,
        INNER,
    )
    key = company.start("outer", id="7")
    engine.correlate_message("stop", correlation_key="7", by=people.anna)

    assert {one.status for one in below(company, key)} == {"cancelled"}
    assert (company.instance(key).status, company.tasks(people.anna)) == ("completed", {})


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
