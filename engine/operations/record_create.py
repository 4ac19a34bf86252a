"""A new record, in the step's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input, Output
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="record.create",
        title=Labels("Create a record", "Создать запись"),
        purpose=Labels(
            "A new record, in the step's transaction. Wrong fields become an incident with a message for each.",
            "Новая запись в той же транзакции, что и шаг. Ошибочные поля становятся инцидентом с объяснением каждого.",
        ),
        inputs=(
            Input(
                name="type",
                label=Labels("Record type", "Тип записи"),
                kind="text",
                required=True,
                help=Labels('Such as "account".', "Например, account."),
            ),
            Input(
                name="values",
                label=Labels("Fields", "Поля"),
                kind="context",
                required=True,
                help=Labels("A context of the record's fields.", "Контекст с полями записи."),
            ),
        ),
        outputs=(Output(name="record", label=Labels("The new record", "Новая запись"), kind="record"),),
    )
)
def create_record(call: OperationCall) -> dict[str, Value]:
    """A new record of a type, with values."""
    ref = writing.create(call, inputs.text(call, "type"), inputs.context(call, "values"))
    call.created.append(ref)
    return {"record": ref}
