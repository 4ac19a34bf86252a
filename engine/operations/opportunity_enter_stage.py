"""``opportunity.enter_stage``: the deal reaches a stage; its probability and its stage history follow.

Inputs: ``opportunity``, a reference; ``stage``; ``reason``, why the deal jumped here, null on the ordinary way.
Outputs: none.
Errors: an incident when there is no such stage.

``opportunity.enter_stage``: сделка входит в этап; вероятность и история этапов следуют за ним. Вход: ``opportunity``,
``stage`` — этап, ``reason`` — причина перехода (пусто при обычном порядке). Неизвестный этап — инцидент.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.operations import OperationCall, inputs, operation
from engine.records import opportunities

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation("opportunity.enter_stage")
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
