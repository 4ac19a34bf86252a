"""Whether values fit a record type. Every finding at its field; nothing is silently dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Invalid
from engine.records import kinds
from engine.records.fields import NOW, TODAY
from engine.records.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.feel.values import Value
    from engine.records.fields import Field
    from engine.records.record import RecordType


class InvalidRecord(Invalid):
    """Values do not fit their fields; ``errors`` has a `Message` for each."""

    text = "The {type} cannot be saved: {summary}"

    def __init__(self, record_type: RecordType, errors: Mapping[str, Message]) -> None:
        summary = "; ".join(f"{name}: {message}" for name, message in errors.items())
        super().__init__(type=record_type.name, summary=summary, errors=dict(errors))


class FieldOwnedByProcess(Invalid):
    """Somebody typed what only the process may write."""

    text = "{label} ({type}.{field}) is set by the process. Complete the opportunity's tasks instead of typing it."

    def __init__(self, record_type: RecordType, field: Field) -> None:
        message = Message("It is set by the process. Complete the tasks instead of typing it.")
        label = field.labels.en
        super().__init__(type=record_type.name, field=field.name, label=label, errors={field.name: message})


def complete(
    record_type: RecordType, values: Mapping[str, Value], *, at: datetime, process: bool = False
) -> dict[str, Value]:
    """All fields of a new record, defaults included; raises `InvalidRecord` or `FieldOwnedByProcess`."""
    accepted, errors = _accept(record_type, values, process=process)
    for name, field in record_type.fields.items():
        if name not in values and field.default is not None:
            accepted[name] = _default(field, at)
    return _finished(record_type, accepted, errors)


def changed(
    record_type: RecordType,
    current: Mapping[str, Value],
    values: Mapping[str, Value],
    *,
    process: bool = False,
) -> dict[str, Value]:
    """All fields of a record after *values* are written to it; raises like `complete`."""
    accepted, errors = _accept(record_type, values, process=process)
    if not process and record_type.settled is not None:
        agreed = record_type.settled(current) & accepted.keys()
        kept = Message("This was approved, and stays as it is.")
        errors |= {name: kept for name in agreed if accepted[name] != current[name]}
    return _finished(record_type, {**current, **accepted}, errors)


def _accept(
    record_type: RecordType, values: Mapping[str, Value], *, process: bool
) -> tuple[dict[str, Value], dict[str, Message]]:
    accepted: dict[str, Value] = {}
    errors: dict[str, Message] = {}
    for name, value in values.items():
        field = record_type.fields.get(name)
        if field is None:
            errors[name] = Message("There is no such field.")
        elif field.stamped:
            errors[name] = Message("Baton writes this field itself.")
        elif field.process_owned and not process:
            raise FieldOwnedByProcess(record_type, field)
        else:
            try:
                accepted[name] = kinds.accept(field, value)
            except kinds.Refused as refused:
                errors[name] = refused.message
    return accepted, errors


def _finished(
    record_type: RecordType, values: dict[str, Value], errors: dict[str, Message]
) -> dict[str, Value]:
    if not errors and record_type.derive is not None:
        values |= record_type.derive(values)
    for name, field in record_type.fields.items():
        if field.required and values.get(name) is None:
            errors.setdefault(name, Message("This field is required."))
    if errors:
        raise InvalidRecord(record_type, errors)
    return values


def _default(field: Field, at: datetime) -> Value:
    if field.default == TODAY and field.kind == "date":
        return at.date()
    if field.default == NOW and field.kind == "instant":
        return kinds.utc(at)
    return kinds.accept(field, field.default)
