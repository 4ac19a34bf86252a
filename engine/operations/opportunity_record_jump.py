"""``opportunity.record_jump``: a person moves the deal to another stage, forward or back; the timeline says why.

Inputs: ``opportunity``; ``target_stage``, an open stage; ``reason``.
Outputs: none. The stage itself is entered by ``opportunity.enter_stage``.
Errors: a closed or unknown stage, or no reason: the move is refused and nothing changes.

``opportunity.record_jump``: человек переводит сделку на другой этап, вперёд или назад; лента говорит почему. Вход:
``opportunity``, ``target_stage`` — открытый этап, ``reason`` — причина. Иначе переход отклоняется.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Invalid
from engine.operations import OperationCall, inputs, operation
from engine.operations.activity_log import log
from engine.records.stages import BY_VALUE, STAGES, Stage

if TYPE_CHECKING:
    from engine.feel.values import Value


class NoOpenStage(Invalid):
    """Somebody asks for a stage in which no deal can be worked on."""

    text = "A deal cannot jump to the stage {stage!r}. Choose one of: {known}."


@operation("opportunity.record_jump")
def record_jump(call: OperationCall) -> dict[str, Value]:
    """Log the move, with both stages and the reason."""
    ref = inputs.record(call, "opportunity", "opportunity")
    target = _open_stage(inputs.text(call, "target_stage"))
    live = call.resolve(ref) or {}
    current = BY_VALUE.get(str(live.get("stage")))
    labels = [stage.labels.in_locale(call.by.locale) for stage in (current, target) if stage]
    log(call, "note", " → ".join(labels), inputs.text(call, "reason"), {"opportunity": ref})
    return {}


def _open_stage(value: str) -> Stage:
    stage = BY_VALUE.get(value)
    if stage is None or stage.closed:
        raise NoOpenStage(stage=value, known=", ".join(one.value for one in STAGES if not one.closed))
    return stage
