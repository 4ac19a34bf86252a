"""How an operation writes a record: as its process does, by the person and at the moment of its step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.records import store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import RecordRef, Value
    from engine.operations import OperationCall


def create(call: OperationCall, type: str, values: Mapping[str, Value]) -> RecordRef:  # noqa: A002  the word of RecordRef
    """A new record; fields that only the process writes may be among *values*."""
    return store.create(
        call.connection, type, values, by=call.by, at=call.at, keys=call.keys, cause=call.cause, process=True
    )


def update(call: OperationCall, ref: RecordRef, values: Mapping[str, Value]) -> int:
    """The new version of a record; fields that only the process writes may be among *values*."""
    return store.update(
        call.connection, ref, values, by=call.by, at=call.at, keys=call.keys, cause=call.cause, process=True
    )
