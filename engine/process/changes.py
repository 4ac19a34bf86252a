"""What one program has changed, told to the others on the same database, so that their pages stay alive too.

A hint, not the truth: it is written after the commit that it tells of, and forgotten after minutes. What a page shows
comes from the tables themselves.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import SmallInteger, Text, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from engine import keys as keys_module
from engine.db import Base, Key
from engine.feel.values import RecordRef
from engine.process.work import Change, TouchedTask

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.keys import Keys

KEPT = timedelta(minutes=5)


class LiveChange(Base):
    """One committed change, for the other programs on this database."""

    __tablename__ = "live_change"

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    program: Mapped[int] = mapped_column(SmallInteger)
    """The worker number of the program that made it."""
    content: Mapped[str] = mapped_column(Text)
    """JSON: keys only."""


def tell(connection: Connection, changes: Sequence[Change], *, keys: Keys, now: datetime) -> None:
    """Write *changes* for the other programs, and forget what is older than `KEPT`."""
    rows = [{"key": keys.new(), "program": keys.worker, "content": _dumped(one)} for one in changes]
    connection.execute(delete(LiveChange).where(LiveChange.key < keys_module.first_of(now - KEPT)))
    connection.execute(insert(LiveChange), rows)


def told(connection: Connection, *, since: datetime, program: int) -> dict[int, Change]:
    """What programs other than *program* have told since, by key."""
    rows = connection.execute(
        select(LiveChange.key, LiveChange.content)
        .where(LiveChange.key >= keys_module.first_of(since), LiveChange.program != program)
        .order_by(LiveChange.key)
    )
    return {row.key: _loaded(row.content) for row in rows}


def _dumped(change: Change) -> str:
    tasks = {
        str(key): [sorted(one.assignees), sorted(one.users), sorted(one.groups)]
        for key, one in change.tasks.items()
    }
    content = {
        "instances": sorted(change.instances),
        "tasks": tasks,
        "records": sorted((ref.type, ref.key) for ref in change.records),
        "incidents": sorted(change.incidents),
        "everything": change.everything,
    }
    return orjson.dumps({name: value for name, value in content.items() if value}).decode()


def _loaded(content: str) -> Change:
    found: dict[str, Any] = orjson.loads(content)
    return Change(
        instances=frozenset(found.get("instances", ())),
        tasks={int(key): _task(*parts) for key, parts in found.get("tasks", {}).items()},
        records=frozenset(RecordRef(kind, key) for kind, key in found.get("records", ())),
        incidents=frozenset(found.get("incidents", ())),
        everything=found.get("everything", False),
    )


def _task(assignees: list[int], users: list[int], groups: list[str]) -> TouchedTask:
    return TouchedTask(assignees=frozenset(assignees), users=frozenset(users), groups=frozenset(groups))
