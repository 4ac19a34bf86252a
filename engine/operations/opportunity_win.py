"""The deal is won; stage, outcome, won amount and closing date follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.operations.activity_log import log
from engine.records import opportunities

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="opportunity.win",
        title=Labels("Win the deal", "Выиграть сделку"),
        purpose=Labels(
            "Closes the deal as won; stage, outcome, won amount and closing date follow.",
            "Закрывает сделку как выигранную; этап, итог, сумма и дата закрытия записываются.",
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
                name="amount",
                label=Labels("Won amount", "Сумма"),
                kind="number",
                help=Labels("The deal's own amount if null.", "По умолчанию сумма сделки."),
            ),
            Input(name="note", label=Labels("Note for the timeline", "Заметка в ленту"), kind="long_text"),
        ),
    )
)
def win(call: OperationCall) -> dict[str, Value]:
    """Close the deal as won."""
    ref = inputs.record(call, "opportunity", "opportunity")
    note = inputs.optional_text(call, "note")
    opportunities.win(
        call.connection,
        ref,
        by=call.by,
        at=call.at,
        keys=call.keys,
        amount=call.inputs.get("amount"),
        cause=call.cause,
    )
    if note:
        log(call, "note", note, None, {"opportunity": ref})
    return {}
