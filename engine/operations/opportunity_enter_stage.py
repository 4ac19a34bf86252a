"""The deal reaches a stage; its probability and its stage history follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.records import opportunities
from engine.records.stages import STAGES

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="opportunity.enter_stage",
        title=Labels("Enter a stage", "Войти в этап"),
        purpose=Labels(
            "The deal reaches a stage; its probability and its stage history follow.",
            "Сделка входит в этап; вероятность и история этапов следуют за ним.",
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
                name="reason",
                label=Labels("Reason", "Причина"),
                kind="text",
                help=Labels(
                    "Why the deal jumped here; null on the ordinary way.",
                    "Почему сделка перешла сюда; пусто при обычном порядке.",
                ),
            ),
        ),
    )
)
def enter_stage(call: OperationCall) -> dict[str, Value]:
    """Set stage and probability, end the stay in the former stage."""
    opportunities.enter_stage(
        call.connection,
        inputs.record(call, "opportunity", "opportunity"),
        inputs.text(call, "stage"),
        by=call.by,
        at=call.at,
        keys=call.keys,
        cause=call.cause,
        reason=inputs.optional_text(call, "reason"),
    )
    return {}
