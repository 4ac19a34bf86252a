"""How expressions read records: lazily, live, one query per record and step, with what was read kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.values import RecordRef, Value
from engine.records import seen
from engine.records.discovery import types

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.records.record import Record, RecordType

_EPOCH = "records_epoch"


def records_changed(connection: Connection) -> None:
    """Tell every resolver on this connection that a record was written: what it holds may be old."""
    connection.info[_EPOCH] = connection.info.get(_EPOCH, 0) + 1


def resolver(connection: Connection) -> Resolver:
    """What `feel.Environment(resolve=...)` takes, for one step on *connection*."""
    return Resolver(connection)


class Resolver:
    """Resolves references to live records and remembers each (path, value) that an expression read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._epoch = connection.info.get(_EPOCH, 0)
        self._found: dict[RecordRef, _LiveRecord | None] = {}
        self._reads: dict[str, Value] = {}

    def __call__(self, ref: RecordRef) -> Mapping[str, Value] | None:
        """The record's fields by name; None when it is deleted or of no known type."""
        epoch = self._connection.info.get(_EPOCH, 0)
        if epoch != self._epoch:
            self._epoch = epoch
            self._found.clear()
        if ref not in self._found:
            self._found[ref] = self._load(ref)
        return self._found[ref]

    def take_reads(self) -> dict[str, Value]:
        """What was read since the last call, by path such as "opportunity:42.amount"."""
        taken, self._reads = self._reads, {}
        return taken

    def note(self, ref: RecordRef, name: str, value: Value) -> None:
        """A later read of a path overwrites an earlier one: what counted last is what the step went by."""
        self._reads[f"{ref.type}:{ref.key}.{name}"] = value

    def note_answer(self, question: str, answer: Value) -> None:
        """What the customer store answered to a search."""
        self._reads[question] = answer

    def virtual(self, record_type: RecordType, ref: RecordRef, name: str) -> Value:
        return record_type.virtual[name](self._connection, ref.key)

    def _load(self, ref: RecordRef) -> _LiveRecord | None:
        record_type = types().get(ref.type)
        if record_type is None:
            return None
        record = record_type.load(self._connection, ref.key)
        if record is None:
            return None
        seen.note(self._connection, ref, record.version)
        return _LiveRecord(self, record_type, record)


class _LiveRecord(Mapping[str, Value]):
    """A record's fields and virtual fields; the latter are computed when they are read."""

    __slots__ = ("_record", "_resolver", "_type", "_virtual")

    def __init__(self, resolver: Resolver, record_type: RecordType, record: Record) -> None:
        self._resolver = resolver
        self._type = record_type
        self._record = record
        self._virtual: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        value = self._record[name] if name in self._type.fields else self._computed(name)
        self._resolver.note(self._record.ref, name, value)
        return value

    def __iter__(self) -> Iterator[str]:
        yield "key"
        yield from self._type.fields
        yield from self._type.virtual

    def __len__(self) -> int:
        return 1 + len(self._type.fields) + len(self._type.virtual)

    def _computed(self, name: str) -> Value:
        if name == "key":
            return Decimal(self._record.ref.key)
        if name not in self._type.virtual:
            raise KeyError(name)
        if name not in self._virtual:
            self._virtual[name] = self._resolver.virtual(self._type, self._record.ref, name)
        return self._virtual[name]
