"""A restarted PostgreSQL cuts every connection; Baton goes on with new ones."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, create_engine, select, text
from sqlalchemy.exc import DBAPIError

from engine import db
from engine.db import Database
from engine.prepared import Prepared
from engine.process.models import ProcessInstance

pytestmark = pytest.mark.durability

COUNT = Prepared(select(ProcessInstance.key).where(ProcessInstance.key == bindparam("k")), "k")


@pytest.fixture
def database(new_postgres):
    opened = Database(new_postgres())
    yield opened
    opened.dispose()


def test_a_cut_connection_is_replaced_before_anybody_uses_it(database, monkeypatch):
    monkeypatch.setattr(db, "_FRESH", -1.0)  # as if some time had passed
    use(database)
    cut(database)
    assert use(database) is None


def test_a_connection_cut_in_use_fails_once_and_is_replaced(database):
    use(database)
    cut(database)
    with pytest.raises(DBAPIError) as failed:
        use(database)
    assert failed.value.connection_invalidated
    assert use(database) is None


def use(database):
    with database.transaction() as connection:
        return COUNT.run(connection, 1).first()


def cut(database):
    """What a restart does to the connections that are open."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    sql_engine = create_engine(database.url)
    with sql_engine.connect() as connection:
        connection.execute(text(f"{others} pg_backend_pid()"))
    sql_engine.dispose()
