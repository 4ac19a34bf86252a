"""How a connection to SQLite or PostgreSQL is opened, and what it is told first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import NullPool, create_engine, event, make_url

from engine.connections import HeldConnection
from engine.pipeline import PipelinedConnection

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine as SqlEngine

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "wal_autocheckpoint=4000",  # pages: what is written again and again goes back into the file once
)
_STATEMENTS = 512
"""So many texts a connection to SQLite keeps compiled."""


def open_sqlite(url: str) -> SqlEngine:
    """Connections to a file, which is made if it is not there."""
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    sql_engine = create_engine(
        url,
        poolclass=NullPool,  # `Connections` keeps them
        connect_args={
            "timeout": 30,
            "isolation_level": None,
            "check_same_thread": False,
            "cached_statements": _STATEMENTS,
        },
    )

    @event.listens_for(sql_engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        # SQLite's own folds ASCII only; PostgreSQL's knows every alphabet.
        connection.create_function("lower", 1, _lower, deterministic=True)

    return sql_engine


def open_postgresql(url: str) -> SqlEngine:
    """Connections that send statements together (`engine.pipeline`), SQLAlchemy's own in their turn."""
    sql_engine = create_engine(
        url,
        poolclass=NullPool,
        connect_args={"options": "-c timezone=UTC", "connect_timeout": 10},
    )

    @event.listens_for(sql_engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> PipelinedConnection:
        return PipelinedConnection.connect(*arguments, **named, autocommit=True)

    for name in ("do_execute", "do_executemany", "do_execute_no_params"):

        @event.listens_for(sql_engine, name)
        def _before(*arguments: Any) -> None:
            connection = arguments[-1].root_connection
            if isinstance(connection, HeldConnection):
                connection.settle()

    return sql_engine


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text
