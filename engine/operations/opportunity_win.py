"""``opportunity.win``: the deal is won; stage, outcome, won amount and closing date follow.

Inputs: ``opportunity``; ``amount``, the deal's own amount if null; ``note`` for the timeline, may be null.
Outputs: none.
Errors: an incident when the amount is no money.

``opportunity.win``: сделка выиграна; этап, итог, сумма и дата закрытия записываются. Вход: ``opportunity``,
``amount`` — сумма (по умолчанию сумма сделки), ``note`` — заметка в ленту.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.operations import OperationCall, inputs, operation
from engine.operations.activity_log import log
from engine.records import opportunities

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation("opportunity.win")
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
