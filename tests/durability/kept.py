"""The whole content of a database as portable text: written by one release, read by every later one."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from sqlalchemy import Boolean, DateTime, LargeBinary, MetaData, select

from engine import schema

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection

    from engine.db import Database

RELEASES = Path(__file__).parent / "releases"


def keep(database: Database) -> dict[str, Any]:
    """Every row of every table that has one, and the schema's version."""
    tables = MetaData()
    with database.reading() as connection:
        tables.reflect(connection)
        rows = {table.name: _rows(connection, table) for table in tables.sorted_tables}
    [[revision]] = rows.pop("alembic_version")["rows"]
    return {"revision": revision, "tables": {name: each for name, each in rows.items() if each["rows"]}}


def restore(database: Database, kept: dict[str, Any]) -> None:
    """Set an empty database up as that release did, and fill it."""
    settings = schema.alembic()
    with database.transaction() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, kept["revision"])
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name in kept["tables"]:
                each = kept["tables"][table.name]
                columns = [table.columns[name] for name in each["columns"]]
                connection.execute(table.delete())
                connection.execute(
                    table.insert(),
                    [
                        {
                            column.name: _value(column, value)
                            for column, value in zip(columns, row, strict=True)
                        }
                        for row in each["rows"]
                    ],
                )


def write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without a moment in its head the same content is the same file.
    path.write_bytes(gzip.compress(json.dumps(content, ensure_ascii=False, indent=0).encode(), mtime=0))


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return content


def _rows(connection: Connection, table: Any) -> dict[str, Any]:
    found = connection.execute(select(table).order_by(*table.primary_key.columns)).all()
    return {
        "columns": [column.name for column in table.columns],
        "rows": [[_plain(value) for value in row] for row in found],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return value.isoformat() if isinstance(value, datetime) else value


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value["bytes"])
    if isinstance(column.type, DateTime):
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if getattr(column.type, "timezone", False) else moment
    return bool(value) if isinstance(column.type, Boolean) else value
