"""The person who acts takes a lead over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.records import leads
from engine.records.history import Step

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="lead.take",
        title=Labels("Take a lead over", "Принять лид"),
        purpose=Labels(
            "The person who completed the task before becomes the lead's owner.",
            "Тот, кто выполнил предыдущую задачу, становится ответственным за лид.",
        ),
        inputs=(
            Input(name="lead", label=Labels("Lead", "Лид"), kind="record", record_type="lead", required=True),
        ),
    )
)
def take(call: OperationCall) -> dict[str, Value]:
    """Make the acting person the owner."""
    step = Step(by=call.by, at=call.at, keys=call.keys, cause=call.cause)
    leads.take(call.connection, inputs.record(call, "lead", "lead"), step)
    return {}
