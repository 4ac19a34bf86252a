"""``opportunity.record_override``: a manager let a deal leave its stage with items missing.

Inputs: ``opportunity``; ``stage``; ``missing``, the items of the gate as ``stage_gate`` lists them; ``reason``;
``requested_by``, the person who asked. The person who completed the decision's task has decided.
Outputs: none.
Errors: an incident without a stage or a reason.

``opportunity.record_override``: руководитель разрешил выйти из этапа с незакрытыми пунктами. Вход: ``opportunity``,
``stage``, ``missing`` — пункты из ``stage_gate``, ``reason`` — причина, ``requested_by`` — кто просил. Решил тот, кто
завершил задачу.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.values import RecordRef
from engine.operations import OperationCall, inputs, operation
from engine.records import opportunities

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation("opportunity.record_override")
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
