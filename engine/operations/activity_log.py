"""An activity on the timeline of the records that it regards."""

from __future__ import annotations

from engine.declarations import Declaration, Input
from engine.feel.values import RecordRef, Value
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.records import store
from engine.records.types.activity import KINDS, REGARDING, TYPE

_LONGEST_SUBJECT = 120


def _regarding(name: str) -> Input:
    return Input(name=name, label=TYPE.fields[name].labels, kind="record", record_type=name)


@operation(
    Declaration(
        type="activity.log",
        title=Labels("Log an activity", "Записать событие"),
        purpose=Labels(
            "An activity on the timeline of the records that it regards, at least one. A long subject moves into "
            "the text.",
            "Событие в ленте записей, к которым оно относится; нужна хотя бы одна. Длинная тема переходит в текст.",
        ),
        inputs=(
            Input(name="subject", label=Labels("Subject", "Тема"), kind="text", required=True),
            Input(name="body", label=Labels("Text", "Текст"), kind="long_text"),
            Input(
                name="kind",
                label=Labels("Kind", "Вид"),
                kind="text",
                choices=tuple((value, Labels(en, ru)) for value, en, ru in KINDS),
                help=Labels("A note if null.", "По умолчанию заметка."),
            ),
            *(_regarding(name) for name in REGARDING),
        ),
    )
)
def log_activity(call: OperationCall) -> dict[str, Value]:
    """Note what was done or decided, where everybody who sees the record sees it."""
    kind = inputs.optional_text(call, "kind") or "note"
    regarding = {name: value for name in REGARDING if isinstance(value := call.inputs.get(name), RecordRef)}
    subject, body = inputs.text(call, "subject"), inputs.optional_text(call, "body")
    log(call, kind, subject, body, regarding)
    return {}


def log(
    call: OperationCall,
    kind: str,
    subject: str,
    body: str | None,
    regarding: dict[str, RecordRef],
    *,
    direction: str | None = None,
) -> None:
    """One activity by the person who acts, at business time."""
    short = subject.partition("\n")[0]
    if len(short) > _LONGEST_SUBJECT:
        short = short[: _LONGEST_SUBJECT - 1] + "…"
    if short != subject:
        body = f"{subject}\n\n{body}" if body else subject
    values = {
        "kind": kind,
        "subject": short,
        "body": body,
        "at": call.at,
        "direction": direction,
        **regarding,
    }
    store.create(
        call.connection, "activity", values, by=call.by, at=call.at, keys=call.keys, cause=call.cause
    )
