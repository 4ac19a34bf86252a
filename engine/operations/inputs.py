"""How an operation reads what the model hands in: the right kind of value, or an error that names the place."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.errors import Invalid
from engine.feel.values import RecordRef, Value
from engine.files import is_digest
from engine.records.documents import File

if TYPE_CHECKING:
    from engine.operations import OperationCall


class WrongInput(Invalid):
    """A service task hands an operation something that it cannot use."""

    text = "Service task {element_id!r}, input {name!r}: {found}, but {wanted} is needed. {remedy}"


def record(call: OperationCall, name: str, type: str | None = None) -> RecordRef:  # noqa: A002  the word of RecordRef
    """A reference to a record, of one type if *type* is given."""
    value = call.inputs.get(name)
    if not isinstance(value, RecordRef) or (type is not None and value.type != type):
        raise _wrong(call, name, f"a record of type {type}" if type else "a record")
    return value


def text(call: OperationCall, name: str) -> str:
    value = optional_text(call, name)
    if value is None:
        raise _wrong(call, name, "a text")
    return value


def optional_text(call: OperationCall, name: str) -> str | None:
    """A text; None when it is null or blank."""
    value = call.inputs.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(call, name, "a text or null")
    return (value or "").strip() or None


def moment(call: OperationCall, name: str) -> datetime:
    value = call.inputs.get(name)
    if not isinstance(value, datetime):
        raise _wrong(call, name, "a date and time")
    return value


def context(call: OperationCall, name: str) -> dict[str, Value]:
    return _context(call, name, call.inputs.get(name))


def contexts(call: OperationCall, name: str) -> list[dict[str, Value]]:
    """A list of contexts; null is an empty list."""
    value = call.inputs.get(name)
    if value is not None and not isinstance(value, list):
        raise _wrong(call, name, "a list of contexts")
    return [_context(call, name, one) for one in value or ()]


def several(call: OperationCall, name: str) -> list[Value]:
    """One value or a list of them, as a list; null is an empty one."""
    value = call.inputs.get(name)
    return value if isinstance(value, list) else [] if value is None else [value]


def files(call: OperationCall, name: str) -> list[File]:
    """Files as a file picker leaves them, a list of {key, name, media_type, size}; null is an empty list."""
    return [_file(call, name, one) for one in contexts(call, name)]


def _file(call: OperationCall, name: str, value: dict[str, Value]) -> File:
    match value:
        case {"key": str(key), "name": str(title), "media_type": str(media_type), "size": Decimal() as size}:
            if is_digest(key) and size >= 0:
                return File(digest=key, name=title, media_type=media_type, size=int(size))
    raise _wrong(
        call, name, "a list of files {key, name, media_type, size} whose key is the content's digest"
    )


def _context(call: OperationCall, name: str, value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise _wrong(call, name, "a context")
    return value


def _wrong(call: OperationCall, name: str, wanted: str) -> WrongInput:
    value = call.inputs.get(name)
    found = "nothing was mapped" if value is None else f"it is a {type(value).__name__}"
    remedy = "Correct the input mapping of the task."
    return WrongInput(element_id=call.element_id, name=name, found=found, wanted=wanted, remedy=remedy)
