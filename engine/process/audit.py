"""Who did what: one row per verb, in its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from engine import feel
from engine.db import to_milliseconds
from engine.prepared import Prepared
from engine.process.journal import Audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.process.work import Work


def record(
    work: Work,
    verb: str,
    subject: tuple[str, int],
    *,
    old: Mapping[str, Value] | None = None,
    new: Mapping[str, Value] | None = None,
) -> None:
    """Write that the acting person did *verb* to *subject* (type and key)."""
    before, after = None if old is None else feel.dumps(old), None if new is None else feel.dumps(new)
    record_texts(work, verb, subject, before, after)


def record_texts(work: Work, verb: str, subject: tuple[str, int], old: str | None, new: str | None) -> None:
    """The same with the values as text, for a verb that has already made one of them."""
    work.proof = work.parts.keys.new()
    moments = (to_milliseconds(work.now), work.at_milliseconds)
    _ADD.run(work.connection, work.proof, work.by.key, verb, *subject, old, new, *moments)


def fence_off(connection: Connection, work: Work, proof: int) -> None:
    """Take the key of a verb's audit row, whose connection was lost, if the row never came; else `IntegrityError`.

    Waits for a server that is still writing it. From then on it cannot be written any more.
    """
    moments = {"at": work.now, "business_at": work.at}
    row = {
        "key": proof,
        "actor": work.by.key,
        "verb": LOST,
        "subject_type": "verb",
        "subject_key": 0,
        **moments,
    }
    connection.execute(insert(Audit), row)


LOST = "connection_lost"
"""What stands in the place of a verb that was cut off before it was saved, and then done again."""

_ADD = Prepared(
    insert(Audit),
    *("key", "actor", "verb", "subject_type", "subject_key", "old", "new", "at", "business_at"),
)
