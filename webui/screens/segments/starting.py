"""What of a segment's page is about starting a process for everybody in it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from engine.process import batches, definitions
from engine.process.queries import batches as running

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.identity import User

_SHOWN = 5


def facts(connection: Connection, segment: int, user: User) -> dict[str, Any]:
    """Whether the person may, the processes to choose from, and the latest batches."""
    earlier = running.of_segment(connection, segment, limit=_SHOWN)
    may = batches.may_start(user)
    return {
        "may_batch": may,
        "token": secrets.token_hex(16),
        "processes": _processes(connection, user) if may else [],
        "batches": [(_name(connection, one.definition, user), one) for one in earlier],
    }


def _processes(connection: Connection, user: User) -> list[tuple[str, str]]:
    """Id and name of what can be started without a trigger, by name."""
    found = [one for one in definitions.all_latest(connection) if batches.startable(one)]
    return sorted(((one.process_id, one.model.name_in(user.locale)) for one in found), key=lambda one: one[1])


def _name(connection: Connection, definition: int, user: User) -> str:
    return definitions.get(connection, definition).model.name_in(user.locale)
