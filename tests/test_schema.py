"""A database that is unreachable, foreign, older or newer ends a command in one line that says what to do."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from engine import schema
from engine.db import Database
from engine.errors import Unavailable


def test_a_migrated_database_has_exactly_the_tables_that_the_code_declares(database):
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, schema.tables()) == []


def test_migrating_twice_changes_nothing(database):
    schema.migrate(database)
    schema.check(database)


def test_an_empty_database_must_be_migrated_first(tmp_path):
    with pytest.raises(schema.WrongVersion, match="baton migrate"):
        schema.check(Database(f"sqlite:///{tmp_path / 'empty.sqlite'}"))


def test_an_older_database_must_be_migrated_first(database):
    with database.transaction() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(schema.WrongVersion, match="baton migrate"):
        schema.check(database)


def test_a_newer_database_needs_the_newer_baton(database):
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_from_the_future'"))
    with pytest.raises(schema.WrongVersion, match="newer Baton"):
        schema.check(database)


def test_a_stranger_s_database_is_not_touched(tmp_path):
    stranger = Database(f"sqlite:///{tmp_path / 'stranger.sqlite'}")
    with stranger.transaction() as connection:
        connection.execute(text("CREATE TABLE invoices (a INTEGER)"))
    for verb in (schema.check, schema.migrate):
        with pytest.raises(schema.ForeignDatabase, match="invoices"):
            verb(stranger)
    with stranger.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one() == 1


def test_a_file_that_is_no_database_is_named(tmp_path):
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear customer, this is a letter and not a database." * 40)
    with pytest.raises(Unavailable, match=r"letter\.sqlite"):
        schema.check(Database(f"sqlite:///{path}"))
    assert path.read_text().startswith("Dear customer")
