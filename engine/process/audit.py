"""Who did what: one row per verb, in its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from engine import feel
from engine.db import Prepared, to_milliseconds
from engine.process.journal import Audit

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    _ADD.run(
        work.connection,
        *(work.parts.keys.new(), work.by.key, verb, *subject),
        *(None if old is None else feel.dumps(old), None if new is None else feel.dumps(new)),
        *(to_milliseconds(work.now), work.at_milliseconds),
    )


_ADD = Prepared(
    insert(Audit),
    *("key", "actor", "verb", "subject_type", "subject_key", "old", "new", "at", "business_at"),
)
