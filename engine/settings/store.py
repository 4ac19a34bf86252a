"""Rows of settings, on the caller's connection. Writing is for the verbs, which check and audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import delete, insert, select, update

from engine.errors import Conflict
from engine.settings.models import Setting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

_SECRET = "secret."  # noqa: S105  the beginning of a name, no secret
_NOWHERE_ELSE = "http://127.0.0.1:8000"


class SettingChanged(Conflict):
    text = "Somebody else changed this setting in the meantime. Reload the page and look at it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One setting as it is kept."""

    values: dict[str, Any]
    version: int
    changed: datetime


def read(connection: Connection, key: str) -> dict[str, Any] | None:
    """The values of a setting; None when nobody chose them."""
    kept = load(connection, key)
    return None if kept is None else kept.values


def load(connection: Connection, key: str) -> Kept | None:
    row = connection.execute(select(Setting).where(Setting.key == key)).first()
    if row is None:
        return None
    return Kept(values=orjson.loads(row.value), version=row.version, changed=row.changed)


def write(
    connection: Connection,
    key: str,
    values: Mapping[str, Any],
    *,
    now: datetime,
    expected_version: int | None = None,
) -> dict[str, Any] | None:
    """Keep *values*; what was kept before. Raises `SettingChanged` when *expected_version* is another's past."""
    locked = connection.execute(select(Setting).where(Setting.key == key).with_for_update()).first()
    version = 0 if locked is None else locked.version
    if expected_version is not None and version != expected_version:
        raise SettingChanged(reason="", remedy="")
    row = {"value": orjson.dumps(dict(values)).decode(), "version": version + 1, "changed": now}
    if locked is None:
        connection.execute(insert(Setting), {"key": key, **row})
        return None
    connection.execute(update(Setting).where(Setting.key == key).values(**row))
    before: dict[str, Any] = orjson.loads(locked.value)
    return before


def secret(connection: Connection, name: str) -> str:
    """A secret's text; empty when there is none."""
    return str((read(connection, _SECRET + name) or {}).get("text", ""))


def secrets(connection: Connection, prefix: str) -> dict[str, dict[str, Any]]:
    """The secrets whose names begin with *prefix*, by what follows it."""
    start = _SECRET + prefix
    rows = connection.execute(select(Setting).where(Setting.key.startswith(start, autoescape=True)))
    return {row.key.removeprefix(start): orjson.loads(row.value) for row in rows}


def secret_names(connection: Connection, prefix: str = "") -> list[str]:
    return sorted(secrets(connection, prefix))


def keep_secret(connection: Connection, name: str, values: Mapping[str, Any], *, now: datetime) -> bool:
    """Keep a secret; whether there was one of this name."""
    return write(connection, _SECRET + name, values, now=now) is not None


def forget_secret(connection: Connection, name: str) -> bool:
    """Forget a secret; whether there was one."""
    return connection.execute(delete(Setting).where(Setting.key == _SECRET + name)).rowcount > 0


def site_address(connection: Connection) -> str:
    """Where people open Baton, without a slash at the end: what links in mails begin with."""
    kept = read(connection, "site") or {}
    return str(kept.get("address") or _NOWHERE_ELSE)
