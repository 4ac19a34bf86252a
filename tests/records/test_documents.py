"""Documents of a record: who sees them, in which order, and where they stand in the record's story."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.errors import NotFound
from engine.feel.values import RecordRef
from engine.records import documents
from engine.records.documents import File
from engine.records.history import Step
from engine.records.timeline import timeline
from tests.records.company import KEYS, NOON, a_deal, a_user, an_account

ANNEX = File(digest="b" * 64, name="Annex.pdf", media_type="application/pdf", size=9120)
CONTRACT = File(digest="a" * 64, name="Contract.pdf", media_type="application/pdf", size=5_000_000_000)


@pytest.fixture
def connection(database):
    with database.transaction() as opened:
        yield opened


@pytest.fixture
def anna(connection):
    return a_user(connection)


@pytest.fixture
def deal(connection, anna):
    return a_deal(connection, by=anna, amount=Decimal(48000))


def attach(connection, ref, by, *files, days=0):
    documents.attach(connection, ref, files, Step(by=by, at=NOON + timedelta(days=days), keys=KEYS))


def test_the_documents_of_a_record_are_the_newest_first_and_no_other_record_s(connection, anna, deal):
    attach(connection, deal, anna, CONTRACT)
    attach(connection, deal, anna, ANNEX, days=1)
    attach(connection, an_account(connection), anna, ANNEX)

    found = documents.of_record(connection, deal, anna)

    assert [(one.name, one.size, one.added_by, one.added_at, one.record) for one in found] == [
        ("Annex.pdf", 9120, "Anna", NOON + timedelta(days=1), deal),
        ("Contract.pdf", 5_000_000_000, "Anna", NOON, deal),
    ]
    assert [documents.get(connection, one.key, anna) for one in found] == found


def test_who_does_not_see_the_record_sees_no_document(connection, anna, deal):
    attach(connection, deal, anna, CONTRACT)
    [contract] = documents.of_record(connection, deal, anna)
    ivan = a_user(connection, "ivan")

    with pytest.raises(NotFound):
        documents.of_record(connection, deal, ivan)
    with pytest.raises(NotFound) as hidden:
        documents.get(connection, contract.key, ivan)
    assert hidden.value.facts == {"what": "document", "key": contract.key}


def test_a_record_that_never_was_gets_no_document(connection, anna):
    with pytest.raises(NotFound):
        attach(connection, RecordRef("opportunity", 1), anna, CONTRACT)


def test_the_timeline_tells_each_document_page_by_page(connection, anna, deal):
    for day, file in enumerate((CONTRACT, ANNEX), start=1):
        attach(connection, deal, anna, file, days=day)

    first = timeline(connection, deal, anna, limit=1)
    second = timeline(connection, deal, anna, limit=1, after=first.next)

    assert [(one.kind, one.document, one.by) for page in (first, second) for one in page.entries] == [
        ("document", "Annex.pdf", "Anna"),
        ("document", "Contract.pdf", "Anna"),
    ]
