"""Where imported rows go: created, updated or left as they are, each known by what identifies it."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import select

from engine.records import store, validation
from engine.records.discovery import type_of
from engine.records.importing import people
from engine.records.importing.converting import CellRefused
from engine.records.kinds import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.keys import Keys
    from engine.records.importing.mapping import Step
    from engine.records.record import Record

_BLOCK = 1000
"""New records are written in blocks of this many, each with one statement."""


class Target(Protocol):
    """Takes the values of one row after another."""

    counts: Counter[str]
    """How many were created, updated, unchanged."""
    created: list[RecordRef]
    """The new records."""

    def write(self, cells: Mapping[str, str], values: dict[str, Value]) -> None:
        """Create or update what the row is about; raises `CellRefused`."""

    def flush(self) -> None:
        """Write what is still held back."""

    def link(self, cells: Mapping[str, str], values: dict[str, Value]) -> None:
        """Write references between rows of the same file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who imports, and when in business time."""

    at: datetime
    keys: Keys
    by: User


class RecordTarget:
    """Records of one type and source, known by their external id."""

    def __init__(self, connection: Connection, step: Step, source: str, stamp: Stamp) -> None:
        self.counts: Counter[str] = Counter()
        self.created: list[RecordRef] = []
        self._connection = connection
        self._type = type_of(step.type)
        self._id_column = step.external_id or ""
        self._columns = {rule.field: rule.column or rule.field for rule in step.fields}
        self._source = source
        self._stamp = stamp
        self._existing = self._known()
        self._seen: set[str] = set()
        self._unchanged: set[str] = set()
        self._new: list[dict[str, Value]] = []

    def write(self, cells: Mapping[str, str], values: dict[str, Value]) -> None:
        external_id = cells[self._id_column]
        if not external_id or external_id in self._seen:
            reason = "Another row of this file has the same value." if external_id else "It is empty."
            raise CellRefused(self._id_column, reason)
        values = {**values, "source": self._source, "external_id": external_id}
        current = self._existing.get(external_id)
        if current is None:
            self._create(values)
        elif self._saved(current, values):
            self.counts["updated"] += 1
        else:
            self._unchanged.add(external_id)
            self.counts["unchanged"] += 1
        self._seen.add(external_id)

    def flush(self) -> None:
        if self._new:
            stamp = self._stamp
            self.created += store.create_many(
                self._connection, self._type.name, self._new, by=stamp.by, at=stamp.at, keys=stamp.keys
            )
            self._new.clear()

    def link(self, cells: Mapping[str, str], values: dict[str, Value]) -> None:
        external_id = cells[self._id_column]
        if external_id not in self._existing:
            self._existing = self._known()
        if self._saved(self._existing[external_id], values) and external_id in self._unchanged:
            self.counts["unchanged"] -= 1
            self.counts["updated"] += 1

    def _create(self, values: dict[str, Value]) -> None:
        with self._refusals():
            validation.complete(self._type, values, at=self._stamp.at)
        self._new.append(values)
        self.counts["created"] += 1
        if len(self._new) == _BLOCK:
            self.flush()

    def _saved(self, current: Record, values: dict[str, Value]) -> bool:
        """Whether the record had to be changed."""
        with self._refusals():
            after = validation.changed(self._type, current, values)
            if all(after[name] == current[name] for name in self._type.fields):
                return False
            stamp = self._stamp
            store.update(self._connection, current.ref, values, by=stamp.by, at=stamp.at, keys=stamp.keys)
        return True

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """A record's error becomes its first column's, since a row is corrected in its file."""
        try:
            yield
        except validation.InvalidRecord as invalid:
            name, message = next(iter(invalid.errors.items()))
            raise CellRefused(self._columns.get(name, name), str(message)) from None

    def _known(self) -> dict[str, Record]:
        table = self._type.table
        statement = select(table).where(table.c.source == self._source, table.c.deleted_at.is_(None))
        return {row.external_id: self._type.record(row) for row in self._connection.execute(statement)}


class PeopleTarget:
    """People, teams or regions. Many rows may name the same one, but then they must say the same of it."""

    def __init__(self, connection: Connection, type_name: str, keys: Keys) -> None:
        self.counts: Counter[str] = Counter()
        self.created: list[RecordRef] = []
        self._connection = connection
        self._type_name = type_name
        self._keys = keys
        self._existing = people.existing(connection, type_name)
        self._seen: dict[str, dict[str, Any]] = {}

    def write(self, cells: Mapping[str, str], values: dict[str, Value]) -> None:  # noqa: ARG002  the protocol's
        try:
            identity = people.identity(self._type_name, values)
        except Refused as refused:
            raise CellRefused("name", str(refused.message)) from None
        before = self._seen.setdefault(identity, values)
        if before is not values:
            if before != values:
                raise CellRefused("name", f"Another row says something else about {identity}.")
            return
        if identity not in self._existing:
            self._existing[identity] = people.create(self._connection, self._type_name, values, self._keys)
            self.counts["created"] += 1
        elif people.update(self._connection, self._type_name, self._existing[identity], values):
            self.counts["updated"] += 1
        else:
            self.counts["unchanged"] += 1

    def flush(self) -> None:
        """Nothing is held back: people are few."""

    def link(self, cells: Mapping[str, str], values: dict[str, Value]) -> None:
        """People do not refer to people of the same file; the mapping's fields do not allow it."""
