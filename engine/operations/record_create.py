"""``record.create``: a new record, in the step's transaction.

Inputs: ``type``, a record type such as ``"account"``; ``values``, a context of its fields.
Outputs: ``record``, the reference to it.
Errors: an incident with one message per wrong field.

``record.create``: новая запись в той же транзакции, что и шаг процесса. Вход: ``type`` — тип записи, ``values`` —
её поля. Выход: ``record`` — ссылка на запись. Ошибочные поля становятся инцидентом с объяснением по каждому полю.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.operations import OperationCall, inputs, operation
from engine.records import store

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation("record.create")
def create_record(call: OperationCall) -> dict[str, Value]:
    """A new record of a type, with values."""
    ref = store.create(
        call.connection,
        inputs.text(call, "type"),
        inputs.context(call, "values"),
        by=call.by,
        at=call.at,
        keys=call.keys,
        cause=call.cause,
        process=True,
    )
    return {"record": ref}
