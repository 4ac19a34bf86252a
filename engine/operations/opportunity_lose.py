"""``opportunity.lose``: the deal is lost, for a reason that somebody can learn from.

Inputs: ``opportunity``; ``reason``; ``competitor``, ``lesson`` and ``reopen_on``, the date to try again, may be null.
Outputs: none.
Errors: an incident without a reason.

``opportunity.lose``: сделка проиграна, и причина поможет в следующий раз. Вход: ``opportunity``, ``reason`` — причина,
``competitor`` — конкурент, ``lesson`` — урок, ``reopen_on`` — когда вернуться; последние три необязательны.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.operations import OperationCall, inputs, operation
from engine.records import opportunities

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation("opportunity.lose")
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
