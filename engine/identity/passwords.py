"""Passwords: argon2id, and the same time for a login that does not exist."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from engine.errors import Invalid

SHORTEST, LONGEST = 8, 256

_HASHER = PasswordHasher()


class UnsuitablePassword(Invalid):
    """A new password is too short or absurdly long."""

    text = "The password has {length} characters. Choose one of {shortest} to {longest}."


class SamePassword(Invalid):
    """A new password that is the old one."""

    text = "This is the password that you have already. Choose another one."


def hashed(password: str) -> str:
    """The argon2id hash of a new password; raises `UnsuitablePassword`."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UnsuitablePassword(length=len(password), shortest=SHORTEST, longest=LONGEST)
    return _HASHER.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether *password* is the one that was hashed; takes as long when there is no hash to compare with."""
    if len(password) > LONGEST:
        return False
    try:
        return _HASHER.verify(password_hash or _dummy(), password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def _dummy() -> str:
    return _HASHER.hash("nobody has this password")
