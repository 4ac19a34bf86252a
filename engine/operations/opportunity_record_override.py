"""A manager let a deal leave its stage with items missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input
from engine.feel.values import RecordRef
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.records import opportunities
from engine.records.stages import STAGES

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="opportunity.record_override",
        title=Labels("Note an exception at a gate", "Записать исключение на этапе"),
        purpose=Labels(
            "A manager let a deal leave its stage with items missing. The person who completed the decision's task "
            "has decided.",
            "Руководитель разрешил выйти из этапа с незакрытыми пунктами. Решил тот, кто завершил задачу.",
        ),
        inputs=(
            Input(
                name="opportunity",
                label=Labels("Opportunity", "Сделка"),
                kind="record",
                required=True,
                record_type="opportunity",
            ),
            Input(
                name="stage",
                label=Labels("Stage", "Этап"),
                kind="text",
                required=True,
                choices=tuple((stage.value, stage.labels) for stage in STAGES),
            ),
            Input(
                name="missing",
                label=Labels("Missing items", "Незакрытые пункты"),
                kind="list",
                help=Labels("As stage_gate lists them.", "Как их перечисляет stage_gate."),
            ),
            Input(name="reason", label=Labels("Reason", "Причина"), kind="text", required=True),
            Input(
                name="requested_by",
                label=Labels("Who asked", "Кто просил"),
                kind="record",
                record_type="user",
            ),
        ),
    )
)
def record_override(call: OperationCall) -> dict[str, Value]:
    """Keep who let the deal through, why, and without what."""
    requested_by = call.inputs.get("requested_by")
    opportunities.override_gate(
        call.connection,
        inputs.record(call, "opportunity", "opportunity"),
        stage=inputs.text(call, "stage"),
        missing=[str(one.get("item")) for one in inputs.contexts(call, "missing")],
        reason=inputs.text(call, "reason"),
        decided_by=call.by,
        at=call.at,
        keys=call.keys,
        requested_by=requested_by.key if isinstance(requested_by, RecordRef) else None,
        instance=call.cause[0],
    )
    return {}
