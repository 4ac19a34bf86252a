"""What goes out goes out at least once, each time under the same key, whatever the receiver does or does not answer."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from engine.settings import Overrides
from engine.verbs import jobs
from tests.connectors.mailserver import MailServer
from tests.connectors.webserver import WebServer
from tests.durability.guards import control, guards
from tests.process.models import end, mapping, model, service, start

pytestmark = pytest.mark.durability

_CALL = {"method": "POST", "url": "=address", "body": "={number: number}", "timeout": "=0.2"}
_MAIL = {"to": '="olga@stein.example"', "subject": '="Offer"', "text": '="Dear Olga"'}
_ROUNDS = 12


def calling(kind, inputs):
    work = service("call", kind, mapping(inputs=inputs), retries=str(_ROUNDS))
    return model("send", start(), work, end(), flow="start > call > end")


class Receiver:
    """Notes the key of whatever reaches it, then behaves as it was told, and well when it was told nothing more."""

    def __init__(self, web, *behaviour):
        self._behaviour = list(behaviour)
        self.keys = []
        web.answers["/"] = self._answer

    def _answer(self, line):
        behaviour = self._behaviour.pop() if self._behaviour else "answers"
        if behaviour == "answers late":
            time.sleep(0.25)
        if behaviour in {"answers", "answers late"}:
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}")
        elif behaviour == "answers by half":
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
        elif behaviour == "is busy":
            line.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
        # else it hangs up without a word, its work done


BAD = ("hangs up", "answers by half", "answers late", "is busy")


@pytest.fixture
def web():
    running = WebServer()
    yield running
    running.stop()


@pytest.fixture
def sending(company, engine, people, web):
    """Start so many calls of the web service."""
    engine.change_setting("web", {"allowed": f"127.0.0.1:{web.port} private"}, by=people.ada)
    company.deploy(calling("http.request", _CALL))
    return lambda count: [
        company.start("send", address=web.url("/"), number=number) for number in range(count)
    ]


def keys_of(web):
    """How often each key came."""
    lines = (line for asked in web.requests for line in asked.split("\r\n"))
    return Counter(line for line in lines if line.startswith("Idempotency-Key"))


def work_until_done(company, engine):
    for _ in range(_ROUNDS):
        company.let_jobs_come_due()
        engine.run_due()


@guards("G4")
def test_each_call_is_made_under_one_key_until_it_is_answered(company, engine, web, sending, dice, soak):
    count = 40 if soak else 3
    Receiver(web, *(dice.choice(BAD) for _ in range(2 * count)))
    instances = sending(count)
    work_until_done(company, engine)

    assert {company.instance(key).status for key in instances} == {"completed"}
    keys = keys_of(web)
    # A receiver that remembers keys has done it once for each; one that does not, more often.
    assert (len(keys), keys.total()) == (count, 3 * count)


@guards("G4")
def test_a_call_whose_worker_died_before_it_could_say_so_is_made_again_under_its_key(
    company, engine, web, sending
):
    Receiver(web)
    [instance] = sending(1)
    [job] = engine.claim_jobs(engine.own_types, worker="dies", limit=1)
    engine.parts.connectors[job.type](engine._call(job))
    work_until_done(company, engine)

    assert company.instance(instance).status == "completed"
    assert list(keys_of(web).values()) == [2]


@control("G4")
def test_a_key_that_changes_with_each_try_would_be_done_more_than_once(
    company, engine, web, sending, monkeypatch
):
    monkeypatch.setattr(jobs, "_idempotency_key", lambda job: f"{job.key}-{job.attempts}")
    Receiver(web, "hangs up")
    sending(1)
    work_until_done(company, engine)

    assert len(keys_of(web)) == 2


@guards("G4")
def test_each_mail_is_sent_under_one_message_id_until_it_is_taken(company, engine):
    server = FalteringMailServer(data_answers=["451 later", "hang up"])
    server.start()
    try:
        engine.overrides = Overrides(smtp=server.smtp)
        company.deploy(calling("email.send", _MAIL))
        instances = [company.start("send") for _ in range(2)]
        work_until_done(company, engine)
    finally:
        server.stop()

    assert {company.instance(key).status for key in instances} == {"completed"}
    taken = Counter(mail["Message-ID"] for mail in server.mails)
    assert sorted(taken.values()) == [1, 2]


class FalteringMailServer(MailServer):
    """Keeps the mail and hangs up before it has said so, when it is told to."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        if self.data_answers[:1] == ["hang up"]:
            self.data_answers.pop(0)
            self.envelopes.append(envelope)
            server.transport.abort()
            return "250 OK"
        return await super().handle_DATA(server, session, envelope)
