"""A small company for tests: factories that make people and records with one line each."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.clock import SystemClock
from engine.feel.values import RecordRef
from engine.identity import SYSTEM
from engine.identity import store as people
from engine.keys import Keys
from engine.records import store

KEYS = Keys(7, SystemClock())
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def a_team(connection, name="North", **facts):
    return people.create_team(connection, keys=KEYS, name=name, **facts)


def a_user(connection, login="anna", **facts):
    """A person who can act at once."""
    facts.setdefault("name", login.title())
    key = people.create_user(connection, keys=KEYS, login=login, **facts)
    return people.load_user(connection, key)


def make(connection, type_, /, *, by=SYSTEM, at=NOON, process=False, **values):
    return store.create(connection, type_, values, by=by, at=at, keys=KEYS, process=process)


def change(connection, ref, /, *, by=SYSTEM, at=NOON, process=False, version=None, **values):
    return store.update(
        connection, ref, values, by=by, at=at, keys=KEYS, process=process, expected_version=version
    )


def an_account(connection, name="Acme", **values):
    return make(connection, "account", name=name, **values)


def a_deal(connection, name="Acme wants ten", **values):
    return make(connection, "opportunity", name=name, **values)


def person(key):
    return RecordRef("user", key)
