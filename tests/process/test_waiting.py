"""Why is this waiting? One true sentence for each token, with its proof."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from engine.errors import NotFound
from engine.jobs.models import Job
from engine.process import queries
from engine.process.queries import waiting_words
from tests.process import models as m

ASSIGNED = m.model(
    "assigned", m.start(), m.user("ask", assignee='="anna"'), m.end(), flow="start > ask > end"
)
FOR_SALES = m.model(
    "for_sales", m.start(), m.user("ask", candidateGroups="sales"), m.end(), flow="start > ask > end"
)
TIMED = m.model(
    "timed",
    m.start(),
    m.user("ask", assignee='="anna"'),
    m.boundary("late", "ask", m.timer("Duration", "P2D"), interrupting=False),
    m.caught("pause", m.timer("Duration", '=add working time(now(), duration("PT4H")) - now()')),
    m.end(),
    m.end("chased"),
    flow="start > ask > pause > end; late > chased",
)
MESSAGE = m.model(
    "paid",
    m.start(),
    m.caught("wait", m.message("M")),
    m.end(),
    flow="start > wait > end",
    root=m.message_root("M", "Payment", "=order"),
)
SIGNAL = m.model(
    "alarm",
    m.start(),
    m.caught("wait", m.signal("S")),
    m.end(),
    flow="start > wait > end",
    root=m.signal_root("S", "Fire"),
)
JOB = m.model("posting", m.start(), m.service("post", "parcel.post"), m.end(), flow="start > post > end")
JOIN = m.model(
    "joined",
    m.start(),
    m.node("parallelGateway", "fork"),
    m.user("one", assignee='="anna"'),
    m.node("exclusiveGateway", "way", default="way_to_aside"),
    m.user("two", assignee='="boris"'),
    m.user("aside", assignee='="boris"'),
    m.node("parallelGateway", "join"),
    m.end(),
    m.end("off"),
    flow="start > fork; fork > one > join; fork > way; way > two ? =both; way > aside; two > join; join > end;"
    "aside > off",
)


class Plain:
    def moment(self, value):
        return f"{value:%d.%m. %H:%M}"

    def length(self, value):
        return f"{round(value.total_seconds() / 60)} min"

    def value(self, value):
        return json.dumps(value, default=str)


@pytest.fixture
def why(engine, people):
    """Element id to what is told of it first."""

    def ask(key, user=people.ada, locale="en"):
        with engine.database.reading() as connection:
            waits = queries.why_waiting(
                connection, key, user, at=engine.business_clock.now(), now=engine.system_clock.now()
            )
        told: dict[str, str] = {}
        for one in waits:
            told.setdefault(one.element.id, " ".join(waiting_words.sentences(one, locale, Plain())))
        return told

    return ask


SENTENCES = [
    (ASSIGNED, {}, {"ask": "Anna is to do it; it has been open since 02.03. 09:00."}),
    (FOR_SALES, {}, {"ask": "Nobody has taken it yet; it is for sales, open since 02.03. 09:00."}),
    (
        TIMED,
        {},
        {
            "ask": "Anna is to do it; it has been open since 02.03. 09:00.",
            "late": "Waits until 04.03. 09:00, 2880 min from now. Then it starts beside “Ask”.",
        },
    ),
    (
        MESSAGE,
        {"order": "A-7"},
        {"wait": "Waits for the message “Payment” with the key “A-7”. None has come yet."},
    ),
    (SIGNAL, {}, {"wait": "Waits for the signal “Fire”."}),
    (JOB, {}, {"post": "No worker has asked for it yet (job type parcel.post); tries left: 3."}),
]


def test_each_token_has_its_sentence(company, why):
    company.deploy(*(xml for xml, _, _ in SENTENCES))

    told = [why(company.start(name_of(xml), **variables)) for xml, variables, _ in SENTENCES]

    assert told == [expected for _, _, expected in SENTENCES]


def name_of(xml):
    return xml.decode().split('<bpmn:process id="')[1].split('"')[0]


def test_a_task_that_was_taken_names_its_person_and_its_lateness_in_both_languages(
    company, engine, clock, people, why
):
    due = '<zeebe:taskSchedule dueDate="=now() + duration(&quot;PT1H&quot;)"/>'
    company.deploy(
        m.model(
            "p", m.start(), m.user("ask", due, candidateGroups="sales"), m.end(), flow="start > ask > end"
        )
    )
    key = company.start("p")
    engine.claim_task(company.tasks(people.anna)["ask"], by=people.anna)
    clock.advance(timedelta(hours=3))

    assert "It was due 02.03. 10:00, 120 min ago." in why(key)["ask"]
    assert why(key)["ask"].startswith("Anna took it on 02.03. 09:00")
    assert "просрочено на 120 min" in why(key, locale="ru")["ask"]


def test_a_timer_in_working_time_says_how_much_of_it_is_left(company, people, why):
    company.deploy(TIMED)
    key = company.start("timed")
    company.complete(company.tasks(people.anna, "mine")["ask"])

    assert "working time" in why(key)["pause"]


def test_a_message_under_another_key_is_proof_that_ours_did_not_come(company, engine, people, why):
    company.deploy(MESSAGE)
    engine.correlate_message("Payment", correlation_key="B-1", time_to_live=timedelta(hours=1), by=people.ada)

    assert "wait under B-1" in why(company.start("paid", order="A-7"))["wait"]


@pytest.mark.parametrize(
    ("both", "told"),
    [
        (True, "it can still come, the process stands at “Two”."),
        (False, "nothing that could still come stands anywhere. So it can never go on by itself"),
    ],
)
def test_a_join_says_what_is_missing_and_whether_it_can_still_come(company, people, why, both, told):
    company.deploy(JOIN)
    key = company.start("joined", both=both)
    company.complete(company.tasks(people.anna, "mine")["one"])

    assert told in why(key)["join"]
    assert why(key)["join"].startswith("Has come: from “One”.")


def test_a_job_tells_its_worker_then_its_error_then_that_a_person_must_mend_it(company, engine, people, why):
    company.deploy(JOB)
    key = company.start("posting")

    for _ in range(3):
        company.let_jobs_come_due()
        [job] = engine.activate_jobs("parcel.post", worker="van-3", limit=1, lease=timedelta(minutes=5))
        leased = why(key)["post"]
        engine.fail_job(job.key, token=job.token, error="No stamps", retry_in=timedelta(minutes=2))
        resting = why(key)["post"]

    assert leased.startswith("The worker van-3 has it (try 3 of 3), for 5 min more.")
    assert resting == "All tries failed (3 of 3): No stamps. Mend the cause, then retry the incident."


def test_a_job_that_failed_once_rests(company, engine, people, why):
    company.deploy(JOB)
    key = company.start("posting")
    [job] = engine.activate_jobs("parcel.post", worker="van-3", limit=1, lease=timedelta(minutes=5))
    engine.fail_job(job.key, token=job.token, error="No stamps", retry_in=timedelta(minutes=2))

    assert why(key)["post"] == "Try 1 of 3 failed: No stamps. The next one is in 2 min."


def test_a_suspended_instance_says_who_stopped_it_first(company, engine, people, why):
    company.deploy(ASSIGNED)
    key = company.start("assigned")
    engine.suspend_instance(key, by=people.ada)

    told = list(why(key).items())

    assert told[0] == (
        "assigned",
        "Ada suspended the process on 02.03. 09:00: nothing moves until it is resumed.",
    )
    assert told[1][0] == "ask"


def test_an_ended_instance_waits_for_nothing_and_strangers_hear_nothing(company, people, why):
    company.deploy(ASSIGNED)
    key = company.start("assigned")
    with pytest.raises(NotFound):
        why(key, user=people.zoe)
    company.complete(company.tasks(people.anna, "mine")["ask"])

    assert why(key) == {}


def test_facts_are_data_for_machines(company, engine, people):
    company.deploy(JOIN)
    key = company.start("joined", both=True)
    company.complete(company.tasks(people.anna, "mine")["one"])

    with engine.database.reading() as connection:
        waits = queries.why_waiting(
            connection, key, people.ada, at=engine.business_clock.now(), now=engine.system_clock.now()
        )
        assert connection.scalars(select(Job.key)).all() == []

    [join] = [one for one in waits if one.kind == "join"]
    assert [one.id for one in join.facts["missing"][0]["coming"]] == ["two"]
    assert join.facts["missing"][0]["flow"] == "two_to_join"
    assert Decimal(len(join.facts["arrived"])) == 1


MORE = {
    "conditional": m.model(
        "conditional",
        m.start(),
        m.user("ask", assignee='="anna"'),
        m.boundary("rich", "ask", m.condition("=amount > 100"), interrupting=False),
        m.caught("enough", m.condition("=amount > limit")),
        m.end(),
        m.end("told"),
        flow="start > enough > ask > end; rich > told",
    ),
    "survey": m.model(
        "survey",
        m.start(),
        m.node(
            "userTask",
            "each",
            "<zeebe:userTask/>",
            '<zeebe:assignmentDefinition assignee="=&quot;anna&quot;"/>',
            inner="<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
            "</bpmn:multiInstanceLoopCharacteristics>",
            name="Each",
        ),
        m.end(),
        flow="start > each > end",
    ),
    "choice": m.model(
        "choice",
        m.start(),
        m.node("eventBasedGateway", "gate"),
        m.caught("soon", m.timer("Duration", "PT1H")),
        m.caught("sign", m.signal("S")),
        m.end(),
        m.end("late"),
        flow="start > gate; gate > soon > late; gate > sign > end",
        root=m.signal_root("S", "Fire"),
    ),
    "whole": m.model(
        "whole",
        m.start(),
        m.user("ask", assignee='="anna"'),
        m.node(
            "subProcess",
            "care",
            inner=m.start("stop", inner=m.signal("S")) + m.end("stopped") + m.flows("stop > stopped"),
            triggeredByEvent="true",
        ),
        m.end(),
        flow="start > ask > end",
        root=m.signal_root("S", "Fire"),
    ),
}


def test_what_holds_others_or_waits_for_a_change_is_told_too(company, people, why):
    company.deploy(*MORE.values())
    keys = {name: company.start(name, amount=Decimal(5), limit=Decimal(9)) for name in MORE}
    told = {name: why(key) for name, key in keys.items()}

    assert told["conditional"]["enough"] == (
        'Waits until this becomes true: amount > limit. Now it is false. It reads amount = "5", limit = "9".'
    )
    assert told["survey"]["each"] == "Anna is to do it; it has been open since 02.03. 09:00."
    assert told["choice"]["gate"] == "Waits for the first of the timer event (soon), the signal event (sign)."
    assert told["whole"]["stop"] == "Waits for the signal “Fire”. Then it takes the place of all else here."


def test_a_step_for_each_of_many_says_how_many_are_done(company, people, engine):
    company.deploy(MORE["survey"])
    key = company.start("survey")
    company.complete(company.tasks(people.anna, "mine")["each"])

    with engine.database.reading() as connection:
        *items, body = queries.why_waiting(
            connection, key, people.ada, at=engine.business_clock.now(), now=engine.system_clock.now()
        )
    assert waiting_words.sentences(body, "en", Plain()) == ["1 of 3 are done, 2 are open."]
    assert [one.kind for one in items] == ["task", "task"]


def test_a_call_names_the_instance_that_it_waits_for(company, people, why, engine):
    called = m.model("inner", m.start(), m.user("ask", assignee='="anna"'), m.end(), flow="start > ask > end")
    calls = m.node("callActivity", "call", '<zeebe:calledElement processId="inner"/>')
    company.deploy(called)
    company.deploy(m.model("outer", m.start(), calls, m.end(), flow="start > call > end"))

    told = why(company.start("outer"))["call"]

    assert told.startswith("Waits for the end of the process “inner” (instance ")


DEAL = m.model(
    "deal",
    m.start(),
    m.node(
        "subProcess",
        "stage",
        inner=m.node("parallelGateway", "fork")
        + m.user("offer", assignee='="anna"')
        + m.user("check", assignee='="boris"')
        + m.user("rest", assignee='="boris"')
        + m.node("parallelGateway", "join")
        + m.end("done")
        + m.flows("fork > offer > join; fork > check > rest > join > done"),
        name="Stage",
    ),
    m.boundary("late", "stage", m.timer("Duration", "P2D"), interrupting=False),
    m.end(),
    m.end("chased"),
    flow="start > stage > end; late > chased",
)


def test_the_task_that_a_person_looks_for_stands_first_and_the_parts_around_it_last(company, people, why):
    company.deploy(DEAL)
    key = company.start("deal")
    company.complete(company.tasks(people.anna, "mine")["offer"])

    assert list(why(key)) == ["check", "join", "stage", "late"]


@pytest.mark.parametrize(
    ("locale", "joined", "inside"),
    [
        ("en", "Has come: from “Offer”. From “Rest” is missing", "open: “Check”, the parallel gateway after"),
        (
            "ru",
            "Пришло отсюда: «Offer». Не хватает отсюда: «Rest»",
            "открыто: «Check», параллельный шлюз после",
        ),
    ],
)
def test_what_has_no_name_is_told_by_its_kind_and_the_steps_before_it(
    company, people, why, locale, joined, inside
):
    company.deploy(DEAL)
    key = company.start("deal")
    company.complete(company.tasks(people.anna, "mine")["offer"])
    told = why(key, locale=locale)

    assert told["join"].startswith(joined)
    assert inside in told["stage"]
