"""The outbox: a mail is there exactly if its step committed, and what became of it stands with it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from engine import mails
from engine.errors import Forbidden
from engine.feel.values import RecordRef
from engine.jobs.models import Job
from engine.records import mails as kept
from engine.settings import Overrides
from tests.process.models import boundary, end, error, error_root, mapping, model, service, start, user

MAIL = {"to": "=address", "subject": '="Offer " + string(amount)', "text": '="Dear Olga"'}


def mailing(**inputs):
    return model(
        "offer",
        start(),
        service("mail", "email.send", mapping(inputs=MAIL | inputs, outputs={"sent": "=message_id"})),
        boundary("bounced", "mail", error("rejected")),
        user("after", candidateGroups="sales"),
        user("call_them", candidateGroups="sales"),
        end(),
        end("called"),
        flow="start > mail > after > end; bounced > call_them > called",
        root=error_root("rejected", "rejected"),
    )


@pytest.fixture
def outbox(engine):
    """The files of mails, oldest first."""
    return lambda: sorted(engine.outbox.glob("*.eml"))


@pytest.fixture
def through(engine):
    """Let mails go through a server."""

    def use(server):
        engine.overrides = Overrides(smtp=server.smtp)

    return use


def send(company, address="olga@stein.example", **variables):
    company.deploy(mailing())
    return company.start("offer", address=address, amount=Decimal(5), **variables)


def listed(engine, user, **how):
    with engine.database.reading() as connection:
        return kept.page(connection, user, **how).mails


def only(engine, people):
    [mail] = listed(engine, people.ada)
    return mail


def test_a_mail_is_queued_in_the_step_and_marked_when_its_task_is_done(company, engine, people, outbox):
    instance = send(company)
    queued = only(engine, people)
    assert (queued.status, queued.recipients, queued.subject, queued.instance) == (
        "queued",
        "olga@stein.example",
        "Offer 5",
        instance,
    )
    assert outbox() == []

    engine.run_due()

    written = only(engine, people)
    assert (written.status, written.done is not None) == ("written", True)
    assert company.instance(instance).variables["sent"] == written.message_id
    assert list(company.tasks(people.anna)) == ["after"]
    assert len(outbox()) == 1


def test_a_mail_through_a_server_is_sent(company, engine, people, mail_server, through):
    server = mail_server()
    through(server)
    send(company)
    engine.run_due()

    assert only(engine, people).status == "sent"
    assert [mail["Subject"] for mail in server.mails] == ["Offer 5"]


def test_a_worker_that_dies_after_sending_leaves_one_file(company, engine, people, outbox):
    send(company)
    [job] = engine.claim_jobs(["email.send"], worker="dies", limit=1)
    engine.parts.connectors["email.send"](engine._call(job))
    company.let_jobs_come_due()
    engine.run_due()

    assert len(outbox()) == 1
    assert only(engine, people).status == "written"


def test_a_busy_server_is_asked_again(company, engine, people, mail_server, through):
    server = mail_server(recipient_answers=["450 greylisted"])
    through(server)
    send(company)
    engine.run_due()
    waiting = only(engine, people)
    assert (waiting.status, "450 greylisted" in waiting.answer) == ("queued", True)

    company.let_jobs_come_due()
    engine.run_due()
    sent = only(engine, people)
    assert (sent.status, sent.answer, len(server.mails)) == ("sent", None, 1)


def test_after_the_last_try_there_is_an_incident_and_a_retry_sends_it(
    company, engine, people, mail_server, through
):
    server = mail_server(recipient_answers=["450 later"] * 3)
    through(server)
    instance = send(company)
    for _ in range(3):
        company.let_jobs_come_due()
        engine.run_due()
    assert only(engine, people).status == "failed"
    [incident] = company.instance(instance).incidents
    assert "450 later" in incident.message

    engine.retry_incident(incident.key, by=people.ada)
    assert only(engine, people).status == "queued"
    engine.run_due()
    assert only(engine, people).status == "sent"


def test_a_receiver_that_does_not_exist_takes_the_way_that_the_model_draws(
    company, engine, people, mail_server, through
):
    through(mail_server(recipient_answers=["550 no such person"]))
    send(company)
    engine.run_due()

    assert list(company.tasks(people.anna)) == ["call_them"]
    assert only(engine, people).status == "rejected"


def test_what_no_second_try_can_mend_is_an_incident_at_once(company, engine, people):
    company.deploy(mailing(headers='={"Bcc": "spy@evil.example"}'))
    instance = company.start("offer", address="olga@stein.example", amount=Decimal(5))
    engine.run_due()

    [incident] = company.instance(instance).incidents
    assert "'Bcc' is not a header that a process may set" in incident.message
    assert only(engine, people).status == "failed"


def test_a_mail_of_an_instance_that_is_cancelled_is_withdrawn(company, engine, people, outbox):
    instance = send(company)
    engine.cancel_instance(instance, reason="a test", by=people.ada)
    engine.run_due()

    assert only(engine, people).status == "withdrawn"
    assert outbox() == []


def test_no_mail_goes_out_of_a_suspended_instance_however_often_a_worker_comes(
    company, engine, people, mail_server, through
):
    server = mail_server()
    through(server)
    instance = send(company)
    engine.suspend_instance(instance, by=people.ada)
    for _ in range(3):
        rested(engine)
        engine.run_due()
    assert server.mails == []
    assert only(engine, people).status == "queued"

    engine.resume_instance(instance, by=people.ada)
    rested(engine)
    engine.run_due()

    assert len(server.mails) == 1
    assert list(company.tasks(people.anna)) == ["after"]


def rested(engine):
    """Jobs that were put aside for a minute are due again."""
    with engine.database.transaction() as connection:
        connection.execute(update(Job).values(due=engine.system_clock.now()))


def queue(engine, *mails_, **more):
    with engine.database.transaction() as connection:
        return mails.queue(
            connection,
            mails_,
            keys=engine.keys,
            at=engine.business_clock.now(),
            now=engine.system_clock.now(),
            **more,
        )


def bulk(number, **more):
    return mails.NewMail(to=f"p{number}@stein.example", subject="Spring", text="Hello", **more)


def test_mails_that_nothing_waits_for_are_sent_one_by_one(engine, people, company, mail_server, through):
    server = mail_server(recipient_answers=["250 OK", "550 gone"])
    through(server)
    queue(engine, *(bulk(number, purpose="marketing") for number in range(3)))
    engine.run_due()

    assert [mail.status for mail in listed(engine, people.ada)] == ["sent", "rejected", "sent"]
    with engine.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(Job)) == 0


def test_a_mail_of_a_cancelled_campaign_that_was_queued_already_still_goes(company, engine, people, outbox):
    instance = send(company)
    queue(engine, bulk(1), instance=instance)
    engine.cancel_instance(instance, reason="a test", by=people.ada)
    engine.run_due()

    assert [mail.status for mail in listed(engine, people.ada)] == ["written", "withdrawn"]
    assert len(outbox()) == 1


def test_a_mail_with_a_key_of_its_own_is_one_file(engine, company, outbox):
    queue(engine, bulk(1, idempotency_key="touch-9"), bulk(1, idempotency_key="touch-9"))
    engine.run_due()

    assert [file.name for file in outbox()] == ["touch-9.eml"]


def test_a_mail_that_cannot_be_sent_for_hours_fails_without_an_incident(
    company, engine, people, mail_server, through
):
    through(mail_server(recipient_answers=["450 later"] * 12))
    [key] = queue(engine, bulk(1))
    for _ in range(13):
        company.let_jobs_come_due()
        engine.run_due()
    assert only(engine, people).status == "failed"
    assert company.incidents() == []

    engine.send_mail_again(key, by=people.ada)
    engine.run_due()
    assert only(engine, people).status == "sent"


def account(company, by, **values):
    return company.engine.create_record("opportunity", {"name": "Line", **values}, by=by)


def test_a_mail_is_seen_by_those_who_see_its_record(company, engine, people):
    mine = account(company, people.anna)
    queue(engine, bulk(1, record=mine), bulk(2))

    assert [mail.recipients for mail in listed(engine, people.anna)] == ["p1@stein.example"]
    assert listed(engine, people.zoe) == []
    assert len(listed(engine, people.marta)) == 2
    assert len(listed(engine, people.ada)) == 2


def test_a_manager_reads_no_mail_about_what_another_team_keeps_to_itself(company, engine, people):
    theirs = account(company, people.zoe)
    queue(engine, bulk(1, record=theirs), bulk(2))

    assert [mail.recipients for mail in listed(engine, people.marta)] == ["p2@stein.example"]
    assert len(listed(engine, people.ada)) == 2


def test_mails_are_found_by_words_and_status_page_by_page(engine, people, company):
    queue(engine, *(bulk(number) for number in range(5)))
    queue(engine, mails.NewMail(to="jan@stein.example", subject="Осенняя ВЫСТАВКА", text="…"))

    assert [mail.recipients for mail in listed(engine, people.ada, search="выставка JAN")] == [
        "jan@stein.example"
    ]
    assert listed(engine, people.ada, status="sent") == []
    with engine.database.reading() as connection:
        first = kept.page(connection, people.ada, limit=4)
        rest = kept.page(connection, people.ada, limit=4, after=first.next)
    assert (len(first.mails), len(rest.mails), rest.next) == (4, 2, None)


def test_the_record_knows_what_became_of_its_mail(engine, company, people):
    ref = account(company, people.anna)
    queue(engine, bulk(1, record=ref))
    engine.run_due()

    with engine.database.reading() as connection:
        assert mails.statuses(connection, [ref, RecordRef("account", 1)]) == {ref: "written"}


def test_all_failed_mails_of_a_campaign_are_sent_again_by_those_who_run_processes(
    company, engine, people, mail_server, through
):
    through(mail_server(recipient_answers=["450 later"] * 24))
    queue(engine, bulk(1), bulk(2))
    for _ in range(12):
        company.let_jobs_come_due()
        engine.run_due()
    assert {mail.status for mail in listed(engine, people.ada)} == {"failed"}
    with pytest.raises(Forbidden):
        engine.send_failed_mails_again(by=people.anna)

    assert engine.send_failed_mails_again(by=people.marta) == 2
    engine.run_due()
    assert {mail.status for mail in listed(engine, people.ada)} == {"sent"}
    assert engine.send_failed_mails_again(by=people.marta) == 0
