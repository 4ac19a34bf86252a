"""A person moves the deal to another stage, forward or back; the timeline says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input
from engine.errors import Invalid
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.operations.activity_log import log
from engine.records.stages import BY_VALUE, STAGES, Stage

if TYPE_CHECKING:
    from engine.feel.values import Value


class NoOpenStage(Invalid):
    """Somebody asks for a stage in which no deal can be worked on."""

    text = "A deal cannot jump to the stage {stage!r}. Choose one of: {known}."


@operation(
    Declaration(
        type="opportunity.record_jump",
        title=Labels("Note a jump to another stage", "Записать переход на другой этап"),
        purpose=Labels(
            "A person moves the deal to another stage; the timeline says why. The stage itself is entered by "
            "opportunity.enter_stage. A closed or unknown stage is refused, and nothing changes.",
            "Человек переводит сделку на другой этап; лента говорит почему. В сам этап входит "
            "opportunity.enter_stage. Закрытый или неизвестный этап отклоняется, и ничего не меняется.",
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
                name="target_stage",
                label=Labels("Stage", "Этап"),
                kind="text",
                required=True,
                choices=tuple((stage.value, stage.labels) for stage in STAGES if not stage.closed),
            ),
            Input(name="reason", label=Labels("Reason", "Причина"), kind="text", required=True),
        ),
    )
)
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
