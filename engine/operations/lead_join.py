"""A lead is somebody we know already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input, Output
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.records import leads
from engine.records.history import Step

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="lead.join",
        title=Labels("Join a lead to somebody known", "Связать лид с известным лицом"),
        purpose=Labels(
            "Links the lead to a contact, with the company and open deal, or merges it into another lead; notes the "
            "new message on their timeline, and carries consents over.",
            "Связывает лид с контактом, его компанией и открытой сделкой или объединяет с другим лидом; отмечает новое "
            "обращение в их ленте и переносит согласия.",
        ),
        inputs=(
            Input(name="lead", label=Labels("Lead", "Лид"), kind="record", record_type="lead", required=True),
            Input(
                name="known",
                label=Labels("Contact or lead", "Контакт или лид"),
                kind="record",
                required=True,
                help=Labels("Who the lead is.", "Кем лид является."),
            ),
        ),
        outputs=(
            Output(name="owner", label=Labels("Who looks after them", "Кто за них отвечает"), kind="record"),
        ),
    )
)
def join(call: OperationCall) -> dict[str, Value]:
    """Link the lead; the owner of the deal, the person or the company takes it."""
    step = Step(by=call.by, at=call.at, keys=call.keys, cause=call.cause)
    lead, known = inputs.record(call, "lead", "lead"), inputs.record(call, "known")
    return {"owner": leads.join(call.connection, lead, known, step)}
