"""The brake on guessing passwords: a sliding window per login and per address, shared by all processes."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from engine.errors import Conflict
from engine.identity.models import SignInAttempt

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.orm import InstrumentedAttribute

WINDOW = timedelta(minutes=15)
PER_LOGIN = 10
PER_ADDRESS = 50
"""An office behind one address has many people, and some of them mistype."""


class TooManyAttempts(Conflict):
    """Too many failed sign-ins for this login or from this address."""

    text = "Too many failed sign-ins. Wait {seconds} seconds, then try again."


def count(connection: Connection, login: str, address: str, *, now: datetime) -> None:
    """Count an attempt before it is checked, so that guesses in parallel are counted too.

    Raises `TooManyAttempts` with the seconds to wait; a refused attempt does not lengthen the wait.
    """
    login, address = login[:64], address[:64]
    connection.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - WINDOW))
    waits = (
        _wait(connection, SignInAttempt.login_folded, login, PER_LOGIN, now),
        _wait(connection, SignInAttempt.address, address, PER_ADDRESS, now),
    )
    if any(waits):
        raise TooManyAttempts(seconds=max(waits))
    connection.execute(insert(SignInAttempt), {"login_folded": login, "address": address, "at": now})


def forgive(connection: Connection, login: str) -> None:
    """Forget the attempts for a login that has now been proven."""
    connection.execute(delete(SignInAttempt).where(SignInAttempt.login_folded == login[:64]))


def _wait(
    connection: Connection, column: InstrumentedAttribute[str], value: str, allowed: int, now: datetime
) -> int:
    """Seconds until fewer than *allowed* attempts lie in the window; 0 when that is so now."""
    attempt = connection.scalar(
        select(SignInAttempt.at)
        .where(column == value, SignInAttempt.at > now - WINDOW)
        .order_by(SignInAttempt.at.desc())
        .offset(allowed - 1)
        .limit(1)
    )
    return 0 if attempt is None else max(1, math.ceil((attempt + WINDOW - now).total_seconds()))
