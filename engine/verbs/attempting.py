"""How often a verb is tried again, and what became of one whose commit was cut off."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from engine.failures import ConnectionLost, DatabaseAway, DatabaseFull, OutcomeUnknown, was_sent_back
from engine.process import audit

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.db import Database
    from engine.process.work import Work

_RESTS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0)
"""Seconds before each further try: together longer than PostgreSQL takes to restart."""
_TIMES_SENT_BACK = 20
_APART = 0.005
"""Seconds; those who were in each other's way come back one after the other."""


class Patience:
    """Counts the tries of one verb; `allows` rests before it lets it be tried again."""

    def __init__(self, dialect: str) -> None:
        self._rests = iter(_RESTS if dialect == "postgresql" else ())
        self._sent_back = 0

    def allows(self, error: Exception) -> bool:
        """Whether the verb may be done again after *error*: nothing of it stays, and a further try can succeed."""
        if was_sent_back(error):
            self._sent_back += 1
            time.sleep(random.random() * _APART * self._sent_back)  # noqa: S311  jitter needs no secrecy
            return self._sent_back < _TIMES_SENT_BACK
        if not isinstance(error, DatabaseAway) or isinstance(error, DatabaseFull | OutcomeUnknown):
            return False
        rest = next(self._rests, None)
        if rest is not None:
            time.sleep(rest)
        return rest is not None


def was_committed(database: Database, work: Work, lost: ConnectionLost) -> bool:
    """Whether the verb that *lost* its connection while it was being committed is there; if not, it never will be.

    Its last audit row decides: either it is there, or its key is taken now, so that a server that still had the
    verb's statements in hand cannot write them any more. Raises `OutcomeUnknown` for a verb without such a row.
    """
    proof = work.proof
    if proof is None:
        raise OutcomeUnknown(what="", reason="", remedy="") from lost
    try:
        return _asked(lambda: _is_there(database, work, proof), Patience(database.dialect))
    except DatabaseAway:
        raise OutcomeUnknown(what="", reason="", remedy="") from lost


def _asked(ask: Callable[[], bool], patience: Patience) -> bool:
    while True:
        try:
            return ask()
        except DatabaseAway as away:
            if not patience.allows(away):
                raise


def _is_there(database: Database, work: Work, proof: int) -> bool:
    try:
        with database.transaction() as connection:
            audit.fence_off(connection, work, proof)
    except IntegrityError:
        return True
    return False
