"""What taking back a completed task would need: what its step did, and what now stands in the way."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select

from engine.errors import NotFound
from engine.jobs.models import Job
from engine.process import effects, queries
from engine.process.errors import DeploymentRefused
from engine.process.journal import StepEffects
from engine.process.models import ProcessInstance
from engine.process.queries import sizes, undoing_words
from engine.settings.problems import InvalidSetting
from tests.bpmn import building as b
from tests.process import models as m

TWO = m.model(
    "two",
    m.start(),
    m.user("ask", assignee='="anna"'),
    m.user("answer", candidateGroups="sales"),
    m.end(),
    flow="start > ask > answer > end",
)
FORK = m.model(
    "fork",
    m.start(),
    m.node("parallelGateway", "split"),
    m.user("left", assignee='="anna"'),
    m.user("right", assignee='="boris"'),
    m.node("parallelGateway", "join"),
    m.user("after", assignee='="boris"'),
    m.end(),
    flow="start > split; split > left > join; split > right > join; join > after > end",
)
POST = m.model(
    "posting",
    m.start(),
    m.user("ask", assignee='="anna"'),
    m.service("post", "parcel.post"),
    m.user("thank", assignee='="anna"'),
    m.end(),
    flow="start > ask > post > thank > end",
)
MAIL = m.model(
    "mailing",
    m.start(),
    m.user("ask", assignee='="anna"'),
    m.service(
        "write",
        "email.send",
        m.mapping(inputs={"to": '="kim@example.com"', "subject": "Hi", "text": "Hello"}),
    ),
    m.end(),
    flow="start > ask > write > end",
)
THROW = m.model(
    "thrower",
    m.start(),
    m.user("ask", assignee='="anna"'),
    m.thrown("tell", m.message("M"), m.mapping()),
    m.user("rest", assignee='="anna"'),
    m.end(),
    flow="start > ask > tell > rest > end",
    root=m.message_root("M", "Told", "=order"),
)
TIMED = m.model(
    "timed",
    m.start(),
    m.user("ask", assignee='="anna"'),
    m.caught("pause", m.timer("Duration", "PT1H")),
    m.user("rest", assignee='="anna"'),
    m.end(),
    flow="start > ask > pause > rest > end",
)


class Plain:
    def moment(self, value):
        return f"{value:%d.%m. %H:%M}"

    def length(self, value):
        return str(value)

    def value(self, value):
        return json.dumps(value, default=str)


@pytest.fixture
def ask(engine, people):
    """What undoing a task would need, as sentences: those in the way end with an exclamation mark."""

    def told(task, user=people.ada, locale="en"):
        with engine.database.reading() as connection:
            found = queries.undoing(connection, task, user)
        return {undoing_words.sentence(one, locale, Plain()) + "!" * one.blocked for one in found.effects}

    return told


def begin(company, people, xml, process_id, **variables):
    """The instance, and its first task, which Anna completes."""
    company.deploy(xml)
    key = company.start(process_id, **variables)
    return key, company.tasks(people.anna, "mine")


def test_a_task_whose_follower_is_untouched_can_be_taken_back(company, people, ask, engine):
    _, tasks = begin(company, people, TWO, "two", size=Decimal(1))
    company.complete(tasks["ask"], size=Decimal(2), colour="red")

    assert ask(tasks["ask"]) == {
        "“Answer” came up and nobody has touched it: it would go again.",
        'The variable size would hold "1" again.',
        "The variable colour is new: it would go again.",
    }
    with engine.database.reading() as connection:
        assert queries.undoing(connection, tasks["ask"], people.ada).possible


def test_who_took_or_completed_the_next_task_is_in_the_way(company, people, ask, engine):
    _, tasks = begin(company, people, TWO, "two", size=Decimal(1))
    company.complete(tasks["ask"], size=Decimal(2))
    answer = company.tasks(people.boris)["answer"]

    engine.save_draft(answer, {"x": "…"}, by=people.boris)
    assert "Boris has begun to fill in “Answer” (02.03. 09:00).!" in ask(tasks["ask"])
    engine.claim_task(answer, by=people.boris)
    assert "Boris took “Answer” on 02.03. 09:00.!" in ask(tasks["ask"])
    company.complete(answer, by=people.boris, size=Decimal(3))
    assert ask(tasks["ask"]) == {
        "The process has ended (02.03. 09:00): it would have to be reopened.!",
        "Boris completed “Answer” on 02.03. 09:00.!",
        "The variable size was written again by “Answer” (Boris, 02.03. 09:00).!",
    }
    assert "«Answer»: выполнил(а) Boris, 02.03. 09:00.!" in ask(tasks["ask"], locale="ru")


def test_a_branch_that_still_waits_at_its_join_can_be_taken_back_and_after_the_join_not(company, people, ask):
    _, tasks = begin(company, people, FORK, "fork")
    right = company.tasks(people.boris, "mine")["right"]
    company.complete(tasks["left"])

    assert ask(tasks["left"]) == {
        "The parallel gateway after “Left” and “Right” began to wait: it would stop again."
    }
    company.complete(right, by=people.boris)
    assert ask(tasks["left"]) == {
        "From the parallel gateway after “Left” and “Right” the process went on with “Right” (Boris, 02.03. 09:00).!"
    }
    assert ask(right) == {"“After” came up and nobody has touched it: it would go again."}


def test_what_ended_around_a_step_is_in_the_way_and_what_it_withdrew_would_come_back(company, people, ask):
    inner = b.subprocess(
        "both", b.start("in"), b.both("fork"), b.user("left"), b.user("right"), b.end("l"), b.end("r"),
        flow="in>fork fork>left fork>right left>l right>r",
    )  # fmt: skip
    nag = b.boundary("nag", "both", b.timer("Duration", "PT1H"), interrupting=False)
    company.deploy(b.process("p", b.start(), inner, nag, b.user("after"), flow="start>both both>after"))
    company.start("p")
    tasks = company.tasks(people.ada, "all")
    company.complete(tasks["left"], by=people.ada)
    assert ask(tasks["left"]) == set()

    company.complete(tasks["right"], by=people.ada)
    assert ask(tasks["left"]) == {
        "The step was done in the sub-process (both), which has ended since (02.03. 09:00).!"
    }
    assert ask(tasks["right"]) == {
        "The user task (after) came up and nobody has touched it: it would go again.",
        "The timer event (nag) stopped waiting: it would wait again.",
    }


def test_an_item_cannot_come_back_when_all_of_them_are_over(company, people, ask):
    votes = b.many("items", "item", output="votes", output_element="vote", until="true")
    company.deploy(
        b.process("p", b.start(), b.user("ask", inner=votes), b.user("after"), b.end(),
                  flow="start>ask ask>after after>end")
    )  # fmt: skip
    company.start("p", items=[Decimal(1), Decimal(2)])
    task = company.tasks(people.ada, "all")["ask"]
    company.complete(task, by=people.ada, vote=Decimal(1))

    assert ask(task) == {
        "The user task (after) came up and nobody has touched it: it would go again.",
        "The user task (ask) was withdrawn: it would be open again.",
        "The variable votes is new: it would go again.",
    }


def test_a_process_that_the_step_cancelled_is_in_the_way(company, people, ask):
    called = b.process("c", b.start(), b.user("deep"), b.end(), flow="start>deep deep>end")
    parts = (b.start("in"), b.both("fork"), b.call("call", "c"), b.user("stop"), b.end("over", b.TERMINATE))
    inner = b.subprocess("inner", *parts, flow="in>fork fork>call fork>stop stop>over")
    caller = b.process("p", b.start(), inner, b.user("after"), flow="start>inner inner>after")
    company.deploy(called, caller)
    company.start("p")
    task = company.tasks(people.ada, "all")["stop"]
    company.complete(task, by=people.ada)

    assert "The process that the call activity (call) had called was cancelled.!" in ask(task)


def test_a_job_is_in_the_way_from_the_moment_a_worker_has_it(company, people, ask, engine):
    _, tasks = begin(company, people, POST, "posting")
    company.complete(tasks["ask"])

    waiting = ask(tasks["ask"])
    [job] = engine.activate_jobs("parcel.post", worker="van-3", limit=1, lease=timedelta(minutes=5))
    taken = ask(tasks["ask"])
    engine.complete_job(job.key, token=job.token, variables={})

    assert waiting == {"The job of the service task after “Ask” lies in the queue: it would be withdrawn."}
    assert taken == {"The worker van-3 is doing the service task after “Ask” this moment.!"}
    assert ask(tasks["ask"]) == {"A worker did the service task after “Ask” on 02.03. 09:00.!"}


def test_a_mail_that_was_sent_is_in_the_way(company, people, ask, engine):
    _, tasks = begin(company, people, MAIL, "mailing")
    company.complete(tasks["ask"])

    waiting = ask(tasks["ask"])
    [job] = engine.activate_jobs("email.send", worker="me", limit=1, lease=timedelta(minutes=5))
    engine.complete_job(job.key, token=job.token, variables={"message_id": "x"})

    assert waiting == {"The mail to kim@example.com has not gone out: it would be withdrawn."}
    assert "The mail to kim@example.com was sent on 02.03. 09:00.!" in ask(tasks["ask"])


def test_a_message_is_in_the_way_once_it_was_received(company, people, ask, engine):
    _, tasks = begin(company, people, THROW, "thrower", order="A-1")
    company.complete(tasks["ask"])
    thrown = ask(tasks["ask"])
    for job in engine.claim_jobs(engine.own_types, worker="me", limit=10):
        engine.run_job(job)

    assert "“Told” has not been delivered: it would be withdrawn." in thrown
    assert "Nobody has received the message “Told”: it would be withdrawn." in ask(tasks["ask"])


def test_a_timer_that_fired_is_in_the_way(company, people, ask, engine, clock):
    _, tasks = begin(company, people, TIMED, "timed")
    company.complete(tasks["ask"])

    assert ask(tasks["ask"]) == {"The timer event after “Ask” began to wait: it would stop again."}
    clock.advance(timedelta(hours=2))
    engine.queue_due_timers()
    for job in engine.claim_jobs(engine.own_types, worker="me", limit=10):
        engine.run_job(job)
    assert ask(tasks["ask"]) == {"The timer event after “Ask” has happened since, on 02.03. 11:00.!"}


def test_a_change_by_hand_names_who_made_it(company, people, ask, engine):
    key, tasks = begin(company, people, TWO, "two", size=Decimal(1))
    company.complete(tasks["ask"], size=Decimal(2))
    engine.set_variables(key, {"size": Decimal(9)}, by=people.ada)

    assert "Ada has changed the variable size by hand since (02.03. 09:00).!" in ask(tasks["ask"])


def test_a_record_field_is_in_the_way_when_somebody_has_changed_it_since(company, people, ask, engine):
    company.deploy(
        m.model(
            "deal",
            m.start(),
            m.user("ask", m.form("deal"), assignee='="anna"'),
            m.user("next", assignee='="anna"'),
            m.end(),
            flow="start > ask > next > end",
        ),
        deal__form=json.dumps(
            {
                "type": "default",
                "id": "deal",
                "components": [{"type": "textfield", "key": "opportunity.next_step", "label": "Next step"}],
            }
        ).encode(),
    )
    ref = engine.create_record("opportunity", {"name": "Big deal", "next_step": "Call"}, by=people.anna)
    company.start("deal", opportunity=ref)
    task = company.tasks(people.anna, "mine")["ask"]
    company.complete(task, **{"opportunity.next_step": "Visit"})

    free = ask(task)
    engine.update_record(ref, {"next_step": "Wait"}, expected_version=2, by=people.ada)

    assert any(one.endswith('Next step would hold "Call" again.') for one in free), free
    assert any("Ada has changed Next step since" in one and one.endswith("!") for one in ask(task))


def test_only_completed_tasks_of_instances_that_one_may_see_are_told(company, people, ask):
    _, tasks = begin(company, people, TWO, "two")
    with pytest.raises(NotFound):
        ask(tasks["ask"])
    company.complete(tasks["ask"])
    with pytest.raises(NotFound):
        ask(tasks["ask"], user=people.zoe)


def test_the_journal_holds_what_each_step_wrote_armed_sent_and_read(company, people, engine):
    xml = m.model(
        "judge",
        m.start(),
        m.user("ask", assignee='="anna"'),
        m.script("check", "deal.name", "title"),
        m.service("post", "parcel.post"),
        m.end(),
        flow="start > ask > check > post > end",
    )
    company.deploy(xml)
    ref = engine.create_record("opportunity", {"name": "Big deal"}, by=people.anna)
    key = company.start("judge", deal=ref, size=Decimal(1))
    company.complete(company.tasks(people.anna, "mine")["ask"], size=Decimal(2))

    with engine.database.reading() as connection:
        rows = connection.execute(
            select(StepEffects).where(StepEffects.instance == key).order_by(StepEffects.step)
        ).all()
    first, second = (effects.from_text(row.effects) for row in rows)

    assert list(first.new) == [(0, "deal"), (0, "size")]
    assert [number for number, _ in first.came] == [second.took]
    assert second.old == (((0, "size"), Decimal(1)),)
    assert second.new == ((0, "title"),)
    assert second.reads == {f"opportunity:{ref.key}.name": "Big deal"}
    assert [one.kind for one in second.sent] == ["j"]
    assert [row.history for row in rows] == [0, 1]


def gone(number, element, **memo):
    return effects.Gone(number=number, element=element, **memo)


def sent(kind, number, **name):
    return effects.Sent(kind=kind, element=2, number=number, job=77, **name)


@pytest.mark.parametrize(
    "told",
    [
        effects.Effects(),
        effects.Effects(took=4, came=((5, 2), (6, 2), (7, 2), (9, 3)), new=((0, "a"), (3, "b", "c", 0))),
        effects.Effects(old=(((0, "a"), None), ((0, "a", 1), Decimal("2.5")))),
        effects.Effects(records=(effects.RecordWrite(type="account", key=7, version=2),)),
        effects.Effects(took=8, went=(gone(8, 1, memo={"own": 2}), gone(9, 4), gone(11, 4, memo={"flow": 0}))),
        effects.Effects(sent=(sent("m", 5, name="Told"), sent("j", 6))),
        effects.Effects(reads={"account:7.name": "Acme", "account:7.tier": None, 'find records("a", {})': []}),
        effects.Effects(closed=((3, 0, {"kept": Decimal(7)}),)),
    ],
)  # fmt: skip
def test_a_row_of_the_journal_reads_as_it_was_written(told):
    assert effects.from_text(effects.to_text(told) or "[]") == told


# Holding back --------------------------------------------------------------------------------------------------------


def due_in(engine):
    """Seconds until the one job is due."""
    with engine.database.reading() as connection:
        [due] = connection.scalars(select(Job.due)).all()
    return round((due - engine.system_clock.now()).total_seconds())


def test_what_goes_out_is_held_back_as_long_as_an_administrator_wants_and_withdrawn_with_its_step(
    company, people, ask, engine
):
    engine.change_setting("sending", {"hold": "30"}, by=people.ada)
    key, tasks = begin(company, people, MAIL, "mailing")
    company.complete(tasks["ask"])

    assert due_in(engine) in (29, 30)
    assert engine.activate_jobs("email.send", worker="me", limit=1, lease=timedelta(minutes=5)) == []
    with engine.database.reading() as connection:
        [wait] = queries.why_waiting(
            connection, key, people.ada, at=engine.business_clock.now(), now=engine.system_clock.now()
        )
    assert wait.kind == "held"
    assert ask(tasks["ask"]) == {"The mail to kim@example.com has not gone out: it would be withdrawn."}

    engine.cancel_instance(key, reason="A mistake", by=people.ada)
    assert "The mail to kim@example.com never went out." in ask(tasks["ask"])


def test_a_header_of_the_service_task_goes_before_the_setting_which_takes_whole_seconds_up_to_an_hour(
    company, people, engine
):
    held = b'<zeebe:taskHeaders><zeebe:header key="hold" value="5"/></zeebe:taskHeaders><zeebe:ioMapping>'
    engine.change_setting("sending", {"hold": "30"}, by=people.ada)
    _, tasks = begin(company, people, MAIL.replace(b"<zeebe:ioMapping>", held), "mailing")
    company.complete(tasks["ask"])

    assert due_in(engine) in (4, 5)
    for wrong in ("soon", "-1", "1.5", "3601"):
        with pytest.raises(InvalidSetting):
            engine.change_setting("sending", {"hold": wrong}, by=people.ada)


def test_a_header_that_is_no_number_is_refused(company, people):
    held = (
        b'<zeebe:taskHeaders><zeebe:header key="hold" value="a while"/></zeebe:taskHeaders><zeebe:ioMapping>'
    )

    with pytest.raises(DeploymentRefused, match="'hold' with 'a while'"):
        company.deploy(MAIL.replace(b"<zeebe:ioMapping>", held))


def test_sizes_count_bytes_of_one_instance_and_of_all(company, people, engine):
    key, tasks = begin(company, people, TWO, "two", name="Ёж")
    company.start("two")
    company.complete(tasks["ask"], answer="да")

    with engine.database.reading() as connection:
        one = queries.sizes_of(connection, key, people.ada)
        everything = sizes.sizes_of_all(connection)
        state = connection.scalar(select(ProcessInstance.state).where(ProcessInstance.key == key))
        with pytest.raises(NotFound):
            queries.sizes_of(connection, key, people.zoe)

    assert one.state_bytes == one.largest_state == len(state.encode())
    assert (one.instances, one.history_rows, one.journal_rows) == (1, 2, 2)
    assert one.history_bytes == len('{"answer":"да"}'.encode())
    assert everything.instances == 2
    assert everything.state_bytes > one.state_bytes


def test_a_called_process_is_in_the_way_when_it_is_under_way_and_when_its_caller_went_on(
    company, people, ask
):
    inner = m.model(
        "inner",
        m.start(),
        m.user("first", assignee='="boris"'),
        m.user("second", assignee='="boris"'),
        m.end(),
        flow="start > first > second > end",
    )
    call = m.node("callActivity", "call", '<zeebe:calledElement processId="inner"/>')
    company.deploy(inner)
    company.deploy(
        m.model(
            "outer",
            m.start(),
            m.user("ask", assignee='="anna"'),
            call,
            m.user("last", assignee='="anna"'),
            m.end(),
            flow="start > ask > call > last > end",
        )
    )
    company.start("outer")
    task = company.tasks(people.anna, "mine")["ask"]
    company.complete(task)

    fresh = ask(task)
    company.complete(company.tasks(people.boris, "mine")["first"], by=people.boris)
    begun = ask(task)
    second = company.tasks(people.boris, "mine")["second"]
    company.complete(second, by=people.boris)

    assert fresh == {
        "The call activity after “Ask” called a process in which nothing has happened: it would be cancelled."
    }
    assert begun == {"The call activity after “Ask” called a process that is under way (1 steps so far).!"}
    assert "The call activity after “Ask” called a process that has ended (02.03. 09:00).!" in ask(task)
    assert "This process has ended (02.03. 09:00), and the one that called it has gone on.!" in ask(second)


def test_a_task_from_before_there_was_a_journal_says_so(company, people, ask, engine):
    _, tasks = begin(company, people, TWO, "two")
    company.complete(tasks["ask"])
    with engine.database.transaction() as connection:
        connection.execute(delete(StepEffects))

    assert ask(tasks["ask"]) == {"It was done before Baton kept what steps do.!"}
    answer = company.tasks(people.boris)["answer"]
    company.complete(answer, by=people.boris)
    assert "It was done before Baton kept what steps do.!" in ask(tasks["ask"])
    assert ask(answer) == {"The process has ended (02.03. 09:00): it would have to be reopened.!"}


def test_what_people_began_in_an_ad_hoc_sub_process_is_in_the_way(company, people, ask, engine):
    prepare = b.ad_hoc("prep", b.user("call"), until="true")
    company.deploy(
        b.process("service", b.start(), b.user("book"), prepare, b.user("report"), b.end(),
                  flow="start>book book>prep prep>report report>end", lanes={"sales": "book prep report"})
    )  # fmt: skip
    key = company.start("service")
    book = company.tasks(people.anna)["book"]
    company.complete(book)
    with engine.database.reading() as connection:
        [offer] = queries.offers(connection, key, people.anna)

    untouched = ask(book)
    call = engine.start_activity(key, "call", number=offer.number, by=people.anna).next_task_key
    begun = ask(book)
    company.complete(call)

    assert untouched == set()
    assert begun == {"The user task (call) has been begun in the ad-hoc sub-process (prep) since.!"}
    assert ask(book) == {
        "From the ad-hoc sub-process (prep) the process went on with the user task (call) (Anna, 02.03. 09:00).!"
    }
