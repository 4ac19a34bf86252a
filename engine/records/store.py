"""Records are written here, and nowhere else: validated, numbered, versioned, with their history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from engine.errors import Conflict, NotFound
from engine.feel.values import RecordRef, Value
from engine.identity import SYSTEM
from engine.identity import queries as people
from engine.identity.models import UserAccount
from engine.records import history, kinds, numbers, seen, validation, written
from engine.records.discovery import type_of
from engine.records.history import Cause, Step
from engine.records.messages import Message
from engine.records.money import DEFAULT_CURRENCY
from engine.records.resolving import records_changed
from engine.records.searching import folded
from engine.records.validation import FieldOwnedByProcess as FieldOwnedByProcess
from engine.records.validation import InvalidRecord as InvalidRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.identity import User
    from engine.keys import Keys
    from engine.records.record import Record, RecordType


class RecordChanged(Conflict):
    """Somebody saved the record after it was read."""

    text = "{who} changed {number} at {at:%Y-%m-%d %H:%M} UTC. Look at the new values, then save yours again."


class ExternalIdTaken(Conflict):
    """Two records of one type would be the same one at their source."""

    text = "There is a {type} {external_id!r} from {source!r} already. Update it instead of creating another."


class NotWritable(Conflict):
    """A type that records only show."""

    text = "A {type} is not written as a record. Use the administration of people and teams."


def create(
    connection: Connection,
    type: str,  # noqa: A002  the word of the interface
    values: Mapping[str, Value],
    *,
    by: User,
    at: datetime,
    keys: Keys,
    cause: Cause | None = None,
    process: bool = False,
) -> RecordRef:
    """A new record. A person who names no owner becomes it, and the owner's team gets it.

    Raises `InvalidRecord` with an error per field, `FieldOwnedByProcess` unless *process*, `ExternalIdTaken`.
    """
    record_type = _writable(type)
    values = {**values, "owner": values.get("owner", None if by is SYSTEM else by.key)}
    complete = validation.complete(record_type, values, at=at, process=process)
    _verify(connection, record_type, None, complete, complete)
    step = Step(by=by, at=at, keys=keys, cause=cause)
    [ref] = _insert(connection, record_type, [complete], step)
    return ref


def create_many(
    connection: Connection,
    type: str,  # noqa: A002  the word of the interface
    rows: Sequence[Mapping[str, Value]],
    *,
    by: User,
    at: datetime,
    keys: Keys,
    process: bool = False,
) -> list[RecordRef]:
    """New records in bulk, one statement for all; the caller has looked up what they refer to."""
    record_type = _writable(type)
    complete = [validation.complete(record_type, values, at=at, process=process) for values in rows]
    return _insert(connection, record_type, complete, Step(by=by, at=at, keys=keys))


def update(
    connection: Connection,
    ref: RecordRef,
    values: Mapping[str, Value],
    *,
    by: User,
    at: datetime,
    keys: Keys,
    expected_version: int | None = None,
    cause: Cause | None = None,
    process: bool = False,
) -> int:
    """Write *values*; the record's new version, or the old one when nothing changes.

    Raises `NotFound`, `RecordChanged` when *expected_version* is not the current one, or like `create`.
    """
    record_type = _writable(ref.type)
    current = _locked(connection, record_type, ref)
    if expected_version is not None and current.version != expected_version:
        raise _conflict(connection, record_type, ref)
    after = validation.changed(record_type, current, values, process=process)
    if after["owner"] != current["owner"] and "team" not in values:
        after["team"] = None
        _give_teams(connection, [after])
    changes = history.sorted_changes(current, after, list(record_type.fields))
    if not changes:
        return current.version
    _verify(connection, record_type, ref.key, after, changes)
    version = current.version + 1
    _write(connection, record_type, ref, after, changes, version, Step(by=by, at=at, keys=keys, cause=cause))
    return version


def delete(
    connection: Connection,
    ref: RecordRef,
    *,
    by: User,
    at: datetime,
    keys: Keys,
    expected_version: int | None = None,
    cause: Cause | None = None,
) -> None:
    """Take a record out of every list and expression; its row and history stay."""
    record_type = _writable(ref.type)
    current = _locked(connection, record_type, ref)
    if expected_version is not None and current.version != expected_version:
        raise _conflict(connection, record_type, ref)
    version = current.version + 1
    stamp = {"deleted_at": at, "updated_at": at, "updated_by": by.key, "version": version}
    record_type.write(connection, ref.key, stamp)
    step = Step(by=by, at=at, keys=keys, cause=cause)
    history.write(connection, ref, version, {"deleted_at": (None, kinds.utc(at))}, step)
    records_changed(connection)
    seen.note(connection, ref, version)


def read(connection: Connection, ref: RecordRef) -> Record | None:
    """The record as it stands; None when it is deleted or never was. It asks nobody's rights."""
    return type_of(ref.type).load(connection, ref.key)


def _locked(connection: Connection, record_type: RecordType, ref: RecordRef) -> Record:
    """The record, nobody else's until the transaction ends; raises `NotFound`."""
    record = record_type.load(connection, ref.key, lock=True)
    if record is None:
        raise NotFound(what=ref.type, key=ref.key)
    seen.require(connection, ref, record.version)
    return record


def _writable(name: str) -> RecordType:
    record_type = type_of(name)
    if not record_type.writable:
        raise NotWritable(type=name)
    return record_type


def _conflict(connection: Connection, record_type: RecordType, ref: RecordRef) -> RecordChanged:
    columns = record_type.table.c
    row = connection.execute(
        select(columns.number, columns.updated_by, columns.updated_at, columns.version).where(
            columns.key == ref.key
        )
    ).one()
    who = people.names(connection, [row.updated_by]).get(row.updated_by, "Somebody")
    number = row.number or f"the {record_type.labels.en.lower()}"
    return RecordChanged(who=who, number=number, at=row.updated_at, version=row.version, ref=ref)


def _insert(
    connection: Connection, record_type: RecordType, records: Sequence[dict[str, Value]], step: Step
) -> list[RecordRef]:
    if not records:
        return []
    _give_teams(connection, records)
    block = step.keys.block(len(records))
    numbered = record_type.prefix and numbers.take(connection, record_type.prefix, len(records))
    rows = []
    for position, (key, values) in enumerate(zip(block, records, strict=True)):
        values |= {
            "number": numbered[position] if numbered else None,
            "created_at": step.at,
            "updated_at": step.at,
        }
        rows.append(_row(record_type, values, record_type.fields) | _stamp(key, step))
    try:
        connection.execute(insert(record_type.table), rows)
    except IntegrityError as error:
        raise _taken(record_type, records, error) from error
    records_changed(connection)
    made = [RecordRef(record_type.name, key) for key in block]
    for ref in made:
        written.note(connection, step.cause, ref, 1)
    return made


def _write(
    connection: Connection,
    record_type: RecordType,
    ref: RecordRef,
    after: dict[str, Value],
    changes: Mapping[str, tuple[Value, Value]],
    version: int,
    step: Step,
) -> None:
    # Another currency means other minor units, so all money is written again with it.
    money = [
        name for name, field in record_type.fields.items() if field.kind == "money" and "currency" in changes
    ]
    row = _row(record_type, after, {*changes, *money})
    row |= {"updated_at": step.at, "updated_by": step.by.key, "version": version}
    try:
        record_type.write(connection, ref.key, row)
    except IntegrityError as error:
        raise _taken(record_type, [after], error) from error
    history.write(connection, ref, version, changes, step)
    records_changed(connection)
    seen.note(connection, ref, version)


def _stamp(key: int, step: Step) -> dict[str, Any]:
    return {"key": key, "created_by": step.by.key, "updated_by": step.by.key, "version": 1}


def _row(record_type: RecordType, values: Mapping[str, Value], names: Iterable[str]) -> dict[str, Any]:
    """The columns of the fields *names*, and what a search looks through."""
    currency = values.get("currency") or DEFAULT_CURRENCY
    fields = record_type.fields
    row = {name: kinds.keep(fields[name], values.get(name), currency) for name in names}
    return row | {"search_text": folded(" ".join(_searchable(record_type, values)))}


def _searchable(record_type: RecordType, values: Mapping[str, Value]) -> Iterable[str]:
    return (
        str(values[name])
        for name, field in record_type.fields.items()
        if field.searchable and values.get(name)
    )


def _give_teams(connection: Connection, records: Iterable[dict[str, Value]]) -> None:
    """A record without a team gets its owner's."""
    teamless = [values for values in records if values.get("owner") and not values.get("team")]
    owners = {values["owner"].key for values in teamless}
    if not owners:
        return
    rows = connection.execute(select(UserAccount.key, UserAccount.team).where(UserAccount.key.in_(owners)))
    teams = {row.key: row.team for row in rows}
    for values in teamless:
        team = teams.get(values["owner"].key)
        values["team"] = None if team is None else RecordRef("team", team)


def _verify(
    connection: Connection,
    record_type: RecordType,
    key: int | None,
    values: Mapping[str, Value],
    written: Iterable[str],
) -> None:
    """What needs the database: the records referred to exist, and the type's own rules hold."""
    errors = {
        name: Message("It does not exist any more. Choose another one.")
        for name in written
        if isinstance(values[name], RecordRef) and read(connection, values[name]) is None
    }
    if not errors and record_type.check is not None:
        errors = record_type.check(connection, key, values)
    if errors:
        raise InvalidRecord(record_type, errors)


def _taken(
    record_type: RecordType, records: Sequence[Mapping[str, Value]], error: IntegrityError
) -> ExternalIdTaken | IntegrityError:
    if "external_id" not in str(error.orig):
        return error
    several = "one of several" if len(records) > 1 else None
    first = records[0]
    external_id = several or first.get("external_id")
    return ExternalIdTaken(type=record_type.name, external_id=external_id, source=first.get("source"))
