"""A PostgreSQL that restarts, or cuts a connection, is no news to who works: every verb is done again, never twice."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import bindparam, create_engine, func, select, text

from engine import connections
from engine.db import Database
from engine.failures import ConnectionLost, OutcomeUnknown
from engine.feel.values import RecordRef
from engine.identity import SYSTEM
from engine.pipeline import Pipeline
from engine.prepared import Prepared
from engine.process import audit
from engine.process.journal import Audit
from engine.process.models import ProcessInstance
from engine.verbs import transaction
from tests.conftest import empty
from tests.durability import visits
from tests.durability.guards import control, guards

pytestmark = pytest.mark.durability

COUNT = Prepared(select(ProcessInstance.key).where(ProcessInstance.key == bindparam("k")), "k")
BEFORE_COMMIT, AFTER_COMMIT = "before its commit", "after its commit"


@pytest.fixture
def url(lent_postgres):
    empty(lent_postgres)
    return lent_postgres


@pytest.fixture
def database(url):
    opened = Database(url)
    yield opened
    opened.dispose()


@pytest.fixture
def engine(url):
    visits.furnish(url, accounts=1)
    with visits.opened(url) as opened:
        yield opened


@guards("G11")
def test_a_cut_connection_is_replaced_before_anybody_uses_it(database, monkeypatch):
    monkeypatch.setattr(connections, "_FRESH", -1.0)  # as if some time had passed
    use(database)
    cut(database)
    assert use(database) is None


@guards("G11")
def test_who_reads_over_a_cut_connection_is_told_so_and_the_next_look_has_a_new_one(database):
    use(database)
    cut(database)
    with pytest.raises(ConnectionLost, match="Nothing was changed"):
        use(database)
    assert use(database) is None


@guards("G11")
def test_a_verb_whose_connection_is_cut_in_the_middle_is_done_again(engine):
    tries = []

    def do(work):
        tries.append(1)
        audit.record(work, "test", ("test", 7))
        if len(tries) <= 3:
            cut(engine.database)
        work.connection.execute(select(func.count()).select_from(Audit))
        return "done"

    assert engine.attempt(do, by=SYSTEM) == "done"
    assert (len(tries), count(engine, Audit.verb == "test")) == (4, 1)


@guards("G11")
@pytest.mark.parametrize("moment", [BEFORE_COMMIT, AFTER_COMMIT])
def test_a_verb_whose_connection_is_cut_while_it_is_committed_is_there_once(engine, moment):
    with cut_once(moment):
        key = engine.start_instance("visit", variables=the_account(engine), by=SYSTEM)

    assert instances(engine) == [key]
    assert count(engine, Audit.verb == "start_instance") == 1
    assert count(engine, Audit.verb == audit.LOST) == (moment == BEFORE_COMMIT)


@control("G11")
def test_a_verb_that_is_done_again_without_asking_what_became_of_it_is_there_twice(engine, monkeypatch):
    monkeypatch.setattr(transaction, "was_committed", lambda *_: False)
    with cut_once(AFTER_COMMIT):
        engine.start_instance("visit", variables=the_account(engine), by=SYSTEM)

    assert len(instances(engine)) == 2


@guards("G11")
def test_what_may_have_been_done_and_left_no_trace_is_not_done_again(engine):
    with cut_once(AFTER_COMMIT), pytest.raises(OutcomeUnknown, match="Look whether"):
        engine.attempt(lambda work: work.connection.execute(select(1)).scalar(), by=SYSTEM)


@guards("G11")
def test_what_a_server_had_still_in_hand_cannot_be_written_once_the_verb_is_done_again(engine):
    """The first try's audit key is taken: its late statements end in an error, as a unique key makes them."""
    with cut_once(BEFORE_COMMIT) as proofs:
        engine.start_instance("visit", variables=the_account(engine), by=SYSTEM)

    with engine.database.reading() as connection:
        fence = connection.scalar(select(Audit.key).where(Audit.verb == audit.LOST))
    assert fence == proofs[0]


@guards("G11")
def test_while_connections_are_cut_at_random_every_completion_is_there_once(url, dice, soak):
    tasks = visits.prepare(url, 400 if soak else 24)
    stop, waiting, lock, failures = threading.Event(), list(tasks), threading.Lock(), []

    def work(engine, person):
        while True:
            with lock:
                if not waiting:
                    return
                task = waiting.pop()
            try:
                engine.complete_task(task, {"account.city": visits.TOWN}, by=person)
            except Exception as error:  # noqa: BLE001  the test wants every one of them
                failures.append(error)

    with visits.opened(url) as engine:
        with engine.database.reading() as connection:
            person = visits.store.find_user(connection, visits.LOGIN)
        crew = [threading.Thread(target=work, args=(engine, person)) for _ in range(4)]
        for one in crew:
            one.start()
        # Fewer cuts than a verb has tries: on a slow machine they could all hit the same one.
        for _ in range(60 if soak else 6):
            cut(engine.database, only=dice.random())
            stop.wait(dice.random() * (0.5 if soak else 0.1))
        for one in crew:
            one.join()

    assert failures == []
    assert visits.violations(visits.read(url, tasks), set(tasks)) == []


def use(database):
    with database.transaction() as connection:
        return COUNT.run(connection, 1).first()


def cut(database, only=1.0):
    """What a restart does to the connections that are open, or to about this part of them."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    sql_engine = create_engine(database.url)
    with sql_engine.connect() as connection:
        connection.execute(text(f"{others} pg_backend_pid() AND random() <= :only"), {"only": only})
    sql_engine.dispose()


@contextmanager
def cut_once(moment):
    """The next commit's connection is lost just before the server has it, or just after; the keys of its audit."""
    original, proofs = Pipeline.finish, []

    def commit(self):
        Pipeline.finish = original
        self.settle()
        proofs.extend(self._driver.execute("SELECT max(key) FROM audit").fetchone())
        if moment == AFTER_COMMIT:
            original(self)
        self._driver.close()
        raise psycopg.OperationalError("the line is dead")

    Pipeline.finish = commit
    try:
        yield proofs
    finally:
        Pipeline.finish = original


def the_account(engine):
    with engine.database.reading() as connection:
        key = connection.scalar(select(visits.Account.key))
    return {"account": RecordRef("account", key)}


def instances(engine):
    with engine.database.reading() as connection:
        return list(connection.scalars(select(ProcessInstance.key)))


def count(engine, *where):
    with engine.database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(Audit).where(*where))
