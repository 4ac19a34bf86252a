"""What a failure of the database means to those who asked: it is away, it is full, or two were in each other's way."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError

from engine.errors import Unavailable

_SENT_BACK = frozenset({"40001", "40P01"})
"""PostgreSQL's serialisation failure and deadlock: one of two transactions was sent back to try again."""
_CUT = frozenset({"57P01", "57P02", "57P03", "08003", "08006", "08001", "08004"})
"""PostgreSQL says that it stops, starts, or that the line is gone."""
_FULL = "53100"


class DatabaseAway(Unavailable):
    """It cannot be reached now; nobody's fault, and the next try may succeed."""


class ConnectionLost(DatabaseAway):
    """The database went away in the middle of a transaction; nothing of it stays, unless it was being committed."""

    text = "The database went away. Nothing was changed. Try again in a minute."


class OutcomeUnknown(DatabaseAway):
    """The database went away in the middle of a commit, and stayed away when it was asked what became of it."""

    text = "The database went away while it was saving. Look whether it was done before you do it again."


class DatabaseFull(DatabaseAway):
    text = (
        "The disk of the database is full: nothing was changed. Everything can still be read. "
        "Ask an administrator for space, then send it again."
    )


class ConnectionsBusy(Unavailable):
    """Nobody gave a connection back for half a minute; one that waits longer only makes it worse."""

    text = "Too much is going on: nothing was changed. Try again in a minute."


def meaning(error: DBAPIError) -> DatabaseAway | None:
    """What the database's failure means to a person; None for what means nothing more."""
    state = getattr(error.orig, "sqlstate", None)
    if state == _FULL or getattr(error.orig, "sqlite_errorname", None) == "SQLITE_FULL":
        return DatabaseFull(what="", reason="", remedy="")
    if error.connection_invalidated or state in _CUT:
        return ConnectionLost(what="", reason="", remedy="")
    return None


class _Serialisation(Exception):
    """Stands where PostgreSQL's own serialisation failure would."""

    sqlstate = "40001"


def sent_back(reason: str) -> OperationalError:
    """What the database would raise if it saw that two transactions are in each other's way: do it again."""
    return OperationalError(reason, None, _Serialisation(reason))


def was_sent_back(error: BaseException) -> bool:
    """The database asks for the transaction to be done again; nothing of it stays."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _SENT_BACK
