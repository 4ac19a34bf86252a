"""How long what goes out waits before a worker takes it: until then whoever takes the step back withdraws it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.settings import store
from engine.settings.problems import InvalidSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

LONGEST = 3600
"""Seconds."""


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the setting ``sending``, as they are kept; raises `InvalidSetting`."""
    given = str(values.get("hold") or "0").strip()
    fits = given.isascii() and given.isdecimal() and len(given) <= len(str(LONGEST))
    if not fits or int(given) > LONGEST:
        raise InvalidSetting("sending", {"hold": given[:20]})
    return {"hold": int(given)}


def hold(connection: Connection) -> timedelta:
    """What administrators chose; nothing is held until they do."""
    return timedelta(seconds=int((store.read(connection, "sending") or {}).get("hold", 0)))
