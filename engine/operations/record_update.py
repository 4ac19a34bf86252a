"""``record.update``: other values for fields of a record, those that only the process writes included.

Inputs: ``record``, a reference; ``values``, a context of the fields to change.
Outputs: ``version``, the record's version afterwards.
Errors: an incident when the record is gone or a value does not fit its field.

``record.update``: новые значения полей записи, в том числе тех, которые пишет только процесс. Вход: ``record`` —
ссылка, ``values`` — поля. Выход: ``version`` — версия записи. Нет записи или значение не подходит — инцидент.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.operations import OperationCall, inputs, operation
from engine.records import store

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation("record.update")
def update_record(call: OperationCall) -> dict[str, Value]:
    """Write values to a record."""
    version = store.update(
        call.connection,
        inputs.record(call, "record"),
        inputs.context(call, "values"),
        by=call.by,
        at=call.at,
        keys=call.keys,
        cause=call.cause,
        process=True,
    )
    return {"version": Decimal(version)}
