"""Two processes that count up one record at the same moment count twice."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from engine.identity import SYSTEM
from engine.records import seen, store
from tests.durability.guards import control, guards
from tests.process.models import end, mapping, model, service, start
from tests.records.company import an_account

pytestmark = pytest.mark.durability

_COUNT = mapping(inputs={"record": "=account", "values": "={employees: account.employees + 1}"})
COUNT = model("tally", start(), service("count", "record.update", _COUNT), end(), flow="start > count > end")


def counted_by_two(company, engine, database, monkeypatch):
    """What the record says after two processes counted it up, each of which read it before the other wrote."""
    company.deploy(COUNT)
    with database.transaction() as connection:
        account = an_account(connection, "Acme", employees=0)
    meet_before_writing(monkeypatch)
    given = {"variables": {"account": account}, "by": SYSTEM}
    crew = [threading.Thread(target=engine.start_instance, args=("tally",), kwargs=given) for _ in range(2)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    with database.reading() as connection:
        return store.read(connection, account)["employees"]


def meet_before_writing(monkeypatch):
    """Once in each thread: both have read, none has written. SQLite lets no second one get that far."""
    meeting, original, waited = threading.Barrier(2, timeout=1), store._locked, threading.local()

    def locked(*arguments):
        if not getattr(waited, "done", False):
            waited.done = True
            with suppress(threading.BrokenBarrierError):
                meeting.wait()
        return original(*arguments)

    monkeypatch.setattr(store, "_locked", locked)


@guards("G3")
def test_two_processes_that_count_one_record_up_at_once_count_two(company, engine, database, monkeypatch):
    assert counted_by_two(company, engine, database, monkeypatch) == 2


@control("G3")
def test_without_looking_what_was_read_one_of_the_two_would_be_lost(company, engine, database, monkeypatch):
    if database.dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time: none reads what another is about to write")
    monkeypatch.setattr(seen, "require", lambda *_: None)

    assert counted_by_two(company, engine, database, monkeypatch) == 1
