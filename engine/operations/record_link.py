"""Records that tie others together, such as a contact's role in an opportunity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.declarations import Declaration, Input, Output
from engine.feel.values import RecordRef, Value
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.records.discovery import type_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@operation(
    Declaration(
        type="record.link",
        title=Labels("Link records", "Связать записи"),
        purpose=Labels(
            "Creates the records that tie others together, such as a contact's role in a deal. A link that exists "
            "already is left alone, so that repeating the task changes nothing.",
            "Создаёт связи между записями, например роль контакта в сделке. Уже существующая связь не повторяется.",
        ),
        inputs=(
            Input(
                name="type",
                label=Labels("Type of the link", "Тип связи"),
                kind="text",
                required=True,
                help=Labels('Such as "opportunity_contact".', "Например, opportunity_contact."),
            ),
            Input(
                name="records",
                label=Labels("Links", "Связи"),
                kind="list",
                help=Labels(
                    "A list of contexts of the link's fields; null links nothing.",
                    "Список контекстов с полями связи; null — связей нет.",
                ),
            ),
        ),
        outputs=(Output(name="linked", label=Labels("The new links", "Новые связи"), kind="list"),),
    )
)
def link_records(call: OperationCall) -> dict[str, Value]:
    """Create the links that do not exist yet."""
    link_type = inputs.text(call, "type")
    wanted = inputs.contexts(call, "records")
    return {
        "linked": [
            writing.create(call, link_type, one) for one in wanted if not _exists(call, link_type, one)
        ]
    }


def _exists(call: OperationCall, link_type: str, values: Mapping[str, Value]) -> bool:
    table = type_of(link_type).table
    same = [
        table.c[name] == (value.key if isinstance(value, RecordRef) else value)
        for name, value in values.items()
        if name in table.c
    ]
    found = call.connection.execute(select(table.c.key).where(table.c.deleted_at.is_(None), *same).limit(1))
    return found.first() is not None
