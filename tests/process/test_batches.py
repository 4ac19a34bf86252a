"""A process for everybody in a segment: each once, whatever breaks on the way, in bounded memory."""

from __future__ import annotations

import gc
import tracemalloc
from decimal import Decimal

import pytest
from sqlalchemy import delete, func, insert, select

from engine import feel
from engine.feel.values import RecordRef
from engine.identity import store as identity
from engine.identity.models import UserRole
from engine.process.batch_models import StartBatch
from engine.process.batches import (
    BatchEnded,
    BatchRuns,
    CancelWithoutReason,
    MayNotStartBatch,
    NobodyThere,
    NoPlainStart,
)
from engine.process.models import InstanceRecord, ProcessInstance
from engine.process.queries import batches
from engine.records import store, type_of
from tests.process.models import end, message, message_root, model, node, start, user

CALL = model(
    "call", start(), user("ring", candidateGroups="sales"), end(), flow="start > ring > end", name="Call"
)
PICKY = model(
    "picky",
    start(),
    node("exclusiveGateway", "which"),
    user("ring", candidateGroups="sales"),
    end(),
    flow="start > which; which > ring ? =contact.language != null; ring > end",
)


@pytest.fixture
def segment(engine, people):
    return a_segment(engine, people)


def a_segment(engine, people):
    values = {
        "name": "All", "record_type": "contact", "kind": "live",
        "conditions": {"match": "all", "groups": []},
    }  # fmt: skip
    return engine.create_record("segment", values, by=people.ada)


def add_people(engine, people, count, **more):
    """Contacts in bulk, as an import of a moment would leave them."""
    row = {"version": 1, "search_text": "", "family_name": "P", "name": "P", "owner": people.anna.key, **more}
    at = engine.business_clock.now()
    row |= {"created_at": at, "created_by": 1, "updated_at": at, "updated_by": 1}
    with engine.database.transaction() as connection:
        connection.execute(
            insert(type_of("contact").table), [{"key": key, **row} for key in engine.keys.block(count)]
        )


def drain(engine):
    while engine.run_due():
        pass


def batch_of(engine, key, user):
    with engine.database.reading() as connection:
        return batches.get(connection, key, user)


def reached(engine):
    """How many instances each contact is in."""
    counted = select(InstanceRecord.record_key, func.count()).group_by(InstanceRecord.record_key)
    with engine.database.reading() as connection:
        return [row[1] for row in connection.execute(counted)]


def test_everybody_gets_one_instance_with_the_person_in_it(engine, company, people, segment):
    company.deploy(CALL)
    add_people(engine, people, 230)

    key = engine.start_for_segment("call", segment, variables={"wave": Decimal(2)}, by=people.ada)
    drain(engine)

    batch = batch_of(engine, key, people.ada)
    assert (batch.status, batch.started, batch.failed, batch.total) == ("done", 230, 0, 230), batch.reason
    assert reached(engine) == [1] * 230
    with engine.database.reading() as connection:
        state = connection.scalar(select(ProcessInstance.key).limit(1))
    assert company.instance(state).variables["wave"] == Decimal(2)
    assert len(company.audit("start_instance")) == 230
    [begun] = company.audit("start_for_segment")
    assert feel.loads(begun.new)["people"] == "230"


def test_who_cannot_be_started_is_left_out_with_the_reason_and_nobody_else_is(
    engine, company, people, segment
):
    company.deploy(PICKY)
    add_people(engine, people, 70, language="en")
    add_people(engine, people, 2)
    add_people(engine, people, 60, language="ru")

    key = engine.start_for_segment("picky", segment, by=people.ada)
    drain(engine)

    batch = batch_of(engine, key, people.ada)
    assert (batch.status, batch.started, batch.failed) == ("done", 130, 2)
    assert reached(engine) == [1] * 130
    with engine.database.reading() as connection:
        told = batches.failures(connection, key, limit=10)
        languages = type_of("contact").table.c
        silent = select(languages.key).where(languages.language.is_(None)).order_by(languages.key)
        assert [one.ref.key for one in told] == list(connection.scalars(silent))
    assert [one.element_id for one in told] == ["which", "which"]


def test_a_process_that_starts_for_nobody_stops_its_batch(engine, company, people, segment):
    company.deploy(PICKY)
    add_people(engine, people, 60)

    key = engine.start_for_segment("picky", segment, by=people.ada)
    drain(engine)

    batch = batch_of(engine, key, people.ada)
    assert (batch.status, batch.started, batch.failed) == ("stopped", 0, 20)
    assert batch.reason


def test_a_cancelled_batch_starts_nobody_else_and_says_why(engine, company, people, segment):
    company.deploy(CALL)
    add_people(engine, people, 150)
    key = engine.start_for_segment("call", segment, by=people.ada)
    engine.run_due(limit=1)

    with pytest.raises(CancelWithoutReason):
        engine.cancel_batch(key, reason=" ", by=people.ada)
    engine.cancel_batch(key, reason="wrong list", by=people.ada)
    drain(engine)

    batch = batch_of(engine, key, people.ada)
    assert (batch.status, batch.started, batch.reason) == ("cancelled", 100, "wrong list")
    assert len(reached(engine)) == 100
    with pytest.raises(BatchEnded):
        engine.cancel_batch(key, reason="again", by=people.ada)


def test_a_batch_is_refused_before_anybody_is_started(engine, company, people, segment):
    company.deploy(CALL)
    company.deploy(
        model("waits", start(inner=message("m")), end(), flow="start > end", root=message_root("m", "asked"))
    )
    with pytest.raises(NobodyThere):
        engine.start_for_segment("call", segment, by=people.ada)
    add_people(engine, people, 1)
    with pytest.raises(MayNotStartBatch):
        engine.start_for_segment("call", segment, by=people.anna)
    with pytest.raises(NoPlainStart):
        engine.start_for_segment("waits", segment, by=people.ada)


def test_people_who_leave_the_segment_meanwhile_are_not_started(engine, company, people, segment):
    company.deploy(CALL)
    add_people(engine, people, 150)
    key = engine.start_for_segment("call", segment, by=people.ada)
    engine.run_due(limit=1)
    with engine.database.transaction() as connection:
        last = connection.scalar(select(func.max(type_of("contact").table.c.key)))
        gone = {"by": people.ada, "at": engine.business_clock.now(), "keys": engine.keys}
        store.delete(connection, RecordRef("contact", last), **gone)
    drain(engine)

    batch = batch_of(engine, key, people.ada)
    assert (batch.status, batch.started, batch.total) == ("done", 149, 150)


def test_a_chunk_takes_no_more_memory_than_the_one_before(engine, company, people, segment):
    company.deploy(CALL)
    add_people(engine, people, 200)
    engine.start_for_segment("call", segment, by=people.ada)
    peaks = []
    tracemalloc.start()
    while engine.run_due(limit=1):
        peaks.append(tracemalloc.get_traced_memory()[1])
        gc.collect()  # the tests look for cycles seldom
        tracemalloc.reset_peak()
    tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5, peaks


def test_what_is_sent_twice_is_one_batch(engine, company, people, segment):
    company.deploy(CALL)
    add_people(engine, people, 5)
    keys = {
        engine.start_for_segment("call", segment, by=people.ada, message_id=sent) for sent in ("one", "one")
    }
    drain(engine)
    keys.add(engine.start_for_segment("call", segment, by=people.ada, message_id="one"))
    drain(engine)
    assert len(keys) == 1
    assert reached(engine) == [1] * 5


def test_a_second_batch_waits_for_the_first_to_end(engine, company, people, segment):
    company.deploy(CALL)
    add_people(engine, people, 5)
    engine.start_for_segment("call", segment, by=people.ada)
    with pytest.raises(BatchRuns):
        engine.start_for_segment("call", segment, by=people.ada)
    drain(engine)
    engine.start_for_segment("call", segment, by=people.ada)


@pytest.mark.parametrize("gone", ["person", "role", "segment"])
def test_a_batch_stops_with_its_reason_when_who_began_it_or_the_segment_has_gone(
    engine, company, people, segment, gone
):
    company.deploy(CALL)
    add_people(engine, people, 150)
    key = engine.start_for_segment("call", segment, by=people.ada)
    engine.run_due(limit=1)
    with engine.database.transaction() as connection:
        if gone == "person":
            identity.deactivate_user(connection, people.ada.key)
        elif gone == "role":
            connection.execute(delete(UserRole).where(UserRole.user == people.ada.key))
        else:
            how = {"by": people.ada, "at": engine.business_clock.now(), "keys": engine.keys}
            store.delete(connection, segment, **how)
    drain(engine)

    with engine.database.reading() as connection:
        row = connection.execute(select(StartBatch).where(StartBatch.key == key)).one()
    assert (row.status, row.started) == ("stopped", 100)
    assert row.reason
