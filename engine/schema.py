"""The database's schema: migrated by Alembic, checked before anything else touches it."""

from __future__ import annotations

import importlib
import pkgutil
from importlib import resources
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import engine
from engine.db import Base
from engine.errors import Unavailable

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from engine.db import Database

_TABLE_PACKAGES = (
    "engine.settings",
    "engine.operations",
    "engine.identity",
    "engine.calendars",
    "engine.records",
    "engine.jobs",
    "engine.process",
    "engine.studio",
    "engine.analytics",
)


class ForeignDatabase(Unavailable):
    """The address leads to a database of something else."""


class WrongVersion(Unavailable):
    """The database was made by another version of Baton."""


def tables() -> MetaData:
    """The metadata of every table that the code declares."""
    for name in _TABLE_PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(module.name)
    return Base.metadata


def migrate(database: Database) -> None:
    """Bring an empty or older database to this version; raises `ForeignDatabase` rather than touch a stranger's."""
    _refuse_foreign(database)
    settings = alembic()
    with database.transaction() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def check(database: Database) -> None:
    """Raise, in one line that says what to do, unless the database has exactly this version's schema."""
    _refuse_foreign(database)
    found, wanted = version(database), head()
    if found != wanted:
        known = {script.revision for script in ScriptDirectory.from_config(alembic()).walk_revisions()}
        newer = found is not None and found not in known
        remedy = "Install the newer Baton that made it." if newer else "Run `baton migrate` (after a backup)."
        reason = f"its schema is version {found or 'none'}, this Baton needs {wanted}."
        raise WrongVersion(what=_name(database), reason=reason, remedy=remedy)


def head() -> str | None:
    """The schema version of this Baton."""
    return ScriptDirectory.from_config(alembic()).get_current_head()


def _refuse_foreign(database: Database) -> None:
    with database.reading() as connection:
        names = set(inspect(connection).get_table_names())
    if names and "alembic_version" not in names:
        raise ForeignDatabase(
            what=_name(database),
            reason=f"it holds tables that are not Baton's, such as {', '.join(sorted(names)[:3])}.",
            remedy="Give BATON_DATABASE_URL an empty database of its own.",
        )


def version(database: Database) -> str | None:
    """The schema version of a database; None while it is empty."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _name(database: Database) -> str:
    return f"The database {database.url.render_as_string(hide_password=True)}"


def alembic() -> AlembicConfig:
    """Alembic's settings; the caller puts the connection into `attributes`."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(resources.files(engine) / "migrations"))
    settings.set_main_option("file_template", "%%(rev)s")
    return settings
