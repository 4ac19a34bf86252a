"""Other values for fields of a record, those that only the process writes included."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input, Output
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="record.update",
        title=Labels("Change a record", "Изменить запись"),
        purpose=Labels(
            "Writes fields of a record, those that only the process writes included, with their history.",
            "Записывает поля, в том числе те, которые пишет только процесс, и сохраняет их историю.",
        ),
        inputs=(
            Input(name="record", label=Labels("Record", "Запись"), kind="record", required=True),
            Input(
                name="values",
                label=Labels("Fields", "Поля"),
                kind="context",
                required=True,
                help=Labels("A context of the fields to change.", "Контекст с полями, которые меняются."),
            ),
        ),
        outputs=(
            Output(name="version", label=Labels("The record's version", "Версия записи"), kind="number"),
        ),
    )
)
def update_record(call: OperationCall) -> dict[str, Value]:
    """Write values to a record."""
    version = writing.update(call, inputs.record(call, "record"), inputs.context(call, "values"))
    return {"version": Decimal(version)}
