"""The deal is lost, for a reason that somebody can learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.records import opportunities

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="opportunity.lose",
        title=Labels("Lose the deal", "Проиграть сделку"),
        purpose=Labels(
            "Closes the deal as lost, for a reason that somebody can learn from.",
            "Закрывает сделку как проигранную; причина поможет в следующий раз.",
        ),
        inputs=(
            Input(
                name="opportunity",
                label=Labels("Opportunity", "Сделка"),
                kind="record",
                required=True,
                record_type="opportunity",
            ),
            Input(name="reason", label=Labels("Reason", "Причина"), kind="text", required=True),
            Input(name="competitor", label=Labels("Lost to", "Кому проиграли"), kind="text"),
            Input(name="lesson", label=Labels("Lesson", "Урок"), kind="long_text"),
            Input(name="reopen_on", label=Labels("Try again on", "Вернуться к сделке"), kind="date"),
        ),
    )
)
def lose(call: OperationCall) -> dict[str, Value]:
    """Close the deal as lost."""
    opportunities.lose(
        call.connection,
        inputs.record(call, "opportunity", "opportunity"),
        reason=inputs.text(call, "reason"),
        by=call.by,
        at=call.at,
        keys=call.keys,
        competitor=inputs.optional_text(call, "competitor"),
        lesson=inputs.optional_text(call, "lesson"),
        reopen_on=call.inputs.get("reopen_on"),
        cause=call.cause,
    )
    return {}
