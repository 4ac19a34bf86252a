"""What of a segment's page is about starting a process for everybody in it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from engine.process import batches, definitions
from engine.process.queries import batches as running
from engine.records import types

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.identity import User

_SHOWN = 5


def facts(connection: Connection, segment: int, record_type: str, user: User) -> dict[str, Any]:
    """Whether the person may, the processes that fit the segment's people and those that do not, the latest batches."""
    earlier = running.of_segment(connection, segment, limit=_SHOWN)
    may = batches.may_start(user)
    return {
        "may_batch": may,
        "token": secrets.token_hex(16),
        **(_processes(connection, record_type, user) if may else {}),
        "batches": [(_name(connection, one.definition, user), one) for one in earlier],
    }


def _processes(connection: Connection, record_type: str, user: User) -> dict[str, list[tuple[str, str]]]:
    """Id and name of what can be started for such records; name of the others, and what they work on instead."""
    fitting, others = [], []
    for one in definitions.all_latest(connection):
        if not batches.startable(one):
            continue
        name, instead = one.model.name_in(user.locale), batches.works_on(one, record_type)
        if instead:
            labels = [types()[each].labels.in_locale(user.locale) for each in instead]
            others.append((name, ", ".join(labels)))
        else:
            fitting.append((one.process_id, name))
    return {"processes": sorted(fitting, key=lambda one: one[1]), "unfit": sorted(others)}


def _name(connection: Connection, definition: int, user: User) -> str:
    return definitions.get(connection, definition).model.name_in(user.locale)
