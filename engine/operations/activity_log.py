"""``activity.log``: an activity on the timeline of an opportunity, a contact or an account.

Inputs: ``opportunity``, ``contact`` or ``account``, at least one; ``kind`` (call, meeting, email, note, task; note if
null); ``subject``; ``body``. A long subject moves into the body.
Outputs: none.
Errors: an incident when it regards nothing or has no subject.

``activity.log``: событие в ленте сделки, контакта или компании. Вход: ``opportunity``, ``contact`` или ``account``;
``kind`` — вид (по умолчанию note), ``subject`` — тема, ``body`` — текст.
"""

from __future__ import annotations

from engine.feel.values import RecordRef, Value
from engine.operations import OperationCall, inputs, operation
from engine.records import store

_REGARDING = ("opportunity", "contact", "account")
_LONGEST_SUBJECT = 120


@operation("activity.log")
def log_activity(call: OperationCall) -> dict[str, Value]:
    """Note what was done or decided, where everybody who sees the record sees it."""
    kind = inputs.optional_text(call, "kind") or "note"
    regarding = {name: value for name in _REGARDING if isinstance(value := call.inputs.get(name), RecordRef)}
    subject, body = inputs.text(call, "subject"), inputs.optional_text(call, "body")
    log(call, kind, subject, body, regarding)
    return {}


def log(
    call: OperationCall, kind: str, subject: str, body: str | None, regarding: dict[str, RecordRef]
) -> None:
    """One activity by the person who acts, at business time."""
    short = subject.partition("\n")[0]
    if len(short) > _LONGEST_SUBJECT:
        short = short[: _LONGEST_SUBJECT - 1] + "…"
    if short != subject:
        body = f"{subject}\n\n{body}" if body else subject
    values = {"kind": kind, "subject": short, "body": body, "at": call.at, **regarding}
    store.create(
        call.connection, "activity", values, by=call.by, at=call.at, keys=call.keys, cause=call.cause
    )
