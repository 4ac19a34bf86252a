"""A verb is a transaction: done again when the database sends it back, and never half."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, update

from engine.identity import SYSTEM
from engine.identity.models import UserAccount
from engine.process.journal import Audit


def test_a_transaction_that_the_database_sends_back_is_done_again(company, engine, database, people):
    if database.dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time, so that two never block each other")
    meeting, tries = threading.Barrier(2), []

    def renaming(first, second):
        def do(work):
            tries.append(1)
            rename(work, first)
            if len(tries) <= 2:
                meeting.wait()
            rename(work, second)

        return do

    def rename(work, key):
        statement = update(UserAccount).where(UserAccount.key == key)
        work.connection.execute(statement.values(name=UserAccount.name + "!"))

    anna, boris = people.anna.key, people.boris.key
    crew = [
        threading.Thread(target=engine.attempt, args=(renaming(*pair),), kwargs={"by": SYSTEM})
        for pair in ((anna, boris), (boris, anna))
    ]
    for one in crew:
        one.start()
    for one in crew:
        one.join()

    assert len(tries) >= 3
    with database.reading() as connection:
        names = connection.scalars(select(UserAccount.name).where(UserAccount.key.in_([anna, boris])))
        assert set(names) == {"Anna!!", "Boris!!"}


def test_what_a_refused_verb_began_is_gone(company, engine, database, people):
    def do(work):
        work.connection.execute(update(UserAccount).values(name="Nobody"))
        raise RuntimeError("second thoughts")

    with pytest.raises(RuntimeError, match="second thoughts"):
        engine.attempt(do, by=SYSTEM)

    with database.reading() as connection:
        assert "Nobody" not in set(connection.scalars(select(UserAccount.name)))
        assert connection.execute(select(Audit)).all() == []
