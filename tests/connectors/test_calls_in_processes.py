"""A process calls another system: its answer goes on, its refusal takes the drawn way, its secret stays secret."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine import schema
from tests.connectors.webserver import WebServer
from tests.process.models import boundary, end, error, error_root, mapping, model, service, start, user

CANARY = "canary-4711"
CALL = {"method": "POST", "url": "=address", "body": "={customer: 7}", "secret": "erp"}
CALLING = model(
    "order",
    start(),
    service("call", "http.request", mapping(inputs=CALL, outputs={"number": "=body.number"}), retries="2"),
    boundary("missing", "call", error("not_found")),
    user("after", candidateGroups="sales"),
    user("look", candidateGroups="sales"),
    end(),
    end("looked"),
    flow="start > call > after > end; missing > look > looked",
    root=error_root("not_found", "http.404"),
)


@pytest.fixture
def server():
    running = WebServer()
    yield running
    running.stop()


@pytest.fixture
def ordering(company, engine, people, server):
    """Start the process, with the server allowed and its secret kept."""
    engine.change_setting("web", {"allowed": f"127.0.0.1:{server.port} private"}, by=people.ada)
    engine.keep_secret("web.erp", {"host": "127.0.0.1", "text": f"Bearer {CANARY}"}, by=people.ada)
    company.deploy(CALLING)
    return lambda: company.start("order", address=server.url("/orders"))


def everything_kept(database):
    """Every row of every table but the secrets' own, as text."""
    with database.reading() as connection:
        return "".join(
            str(connection.execute(select(table)).all())
            for name, table in schema.tables().tables.items()
            if name != "setting"
        )


def test_the_answer_goes_on_and_the_secret_is_nowhere(company, engine, people, server, ordering):
    server.say("/orders", b'{"number": "A-7"}')
    instance = ordering()
    engine.run_due()

    assert company.instance(instance).variables["number"] == "A-7"
    assert f"Authorization: Bearer {CANARY}" in server.requests[0]
    assert server.requests[0].count("Idempotency-Key: ") == 1
    assert CANARY not in everything_kept(engine.database)


def test_a_status_takes_the_way_that_the_model_draws(company, engine, people, server, ordering):
    server.say("/orders", status="404 Not Found")
    ordering()
    engine.run_due()

    assert list(company.tasks(people.anna)) == ["look"]


def test_what_does_not_answer_is_asked_again_with_the_same_key_and_becomes_an_incident(
    company, engine, people, server, ordering
):
    server.say("/orders", status="503 Busy")
    instance = ordering()
    for _ in range(2):
        company.let_jobs_come_due()
        engine.run_due()

    [incident] = company.instance(instance).incidents
    assert "it answered 503" in incident.message
    keys = {
        line
        for asked in server.requests
        for line in asked.split("\r\n")
        if line.startswith("Idempotency-Key")
    }
    assert (len(server.requests), len(keys)) == (2, 1)
    assert CANARY not in everything_kept(engine.database)


def test_a_host_that_nobody_allowed_is_an_incident_at_once(company, engine, people, server, ordering):
    engine.change_setting("web", {"allowed": ""}, by=people.ada)
    instance = ordering()
    engine.run_due()

    [incident] = company.instance(instance).incidents
    assert "Ask an administrator to add it" in incident.message
    assert server.requests == []


def test_ten_slow_jobs_of_one_batch_each_get_a_lease_of_their_own(company, engine, people, server, ordering):
    server.say("/orders", b'{"number": "A-7"}')
    for _ in range(2):
        ordering()
    [first, second] = engine.claim_jobs(["http.request"], worker="slow", limit=10)
    company.let_jobs_come_due()
    [taken] = engine.claim_jobs(["http.request"], worker="other", limit=1)
    for job in (first, second, taken):
        engine.run_job(job)

    assert len(server.requests) == 2
    assert len(company.inbox(people.anna).rows) == 2
