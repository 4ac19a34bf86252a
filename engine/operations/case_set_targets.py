"""A case gets its priority, and with it what its customer was promised."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input
from engine.errors import Invalid
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.operations.case_clock import CASE, current, reckoned, whole_minutes
from engine.records.cases import PRIORITIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import Value


class NoTarget(Invalid):
    """The table of targets has no row for a case, or an incomplete one."""

    text = (
        "There is no {target} target for priority {priority} and tier {tier}. "
        "Add the row to the decision sla_matrix, deploy it and retry."
    )


@operation(
    Declaration(
        type="case.set_targets",
        title=Labels("Set priority and targets", "Установить приоритет и сроки"),
        purpose=Labels(
            "Writes the priority and the promised times, and reckons every due moment anew from the creation of the "
            "case. A warning or breach that the new times put into the future is taken back.",
            "Записывает приоритет и обещанные сроки и заново считает все сроки с момента создания обращения. "
            "Предупреждение или просрочка, которые по новым срокам ещё не наступили, снимаются.",
        ),
        inputs=(
            CASE,
            Input(
                name="priority",
                label=Labels("Priority", "Приоритет"),
                kind="text",
                required=True,
                choices=tuple((value, Labels(en, ru)) for value, en, ru in PRIORITIES),
            ),
            Input(
                name="targets",
                label=Labels("Targets", "Сроки"),
                kind="context",
                required=True,
                help=Labels(
                    "As sla_matrix gives them: first_response, update, solution (durations), round_the_clock.",
                    "Как их даёт sla_matrix: first_response, update, solution (длительности), round_the_clock.",
                ),
            ),
        ),
    )
)
def set_targets(call: OperationCall) -> dict[str, Value]:
    """Write priority and targets, then every moment that follows from them."""
    ref, case = current(call)
    priority = inputs.text(call, "priority")
    promised = _promised(
        priority, case, inputs.context(call, "targets") if call.inputs.get("targets") else {}
    )
    values = {"priority": priority, **promised}
    writing.update(call, ref, values | reckoned(call, ref, {**case, **values}))
    return {}


def _promised(priority: str, case: Mapping[str, Value], targets: Mapping[str, Value]) -> dict[str, Value]:
    def length(name: str) -> timedelta:
        found = targets.get(name)
        if not isinstance(found, timedelta):
            raise NoTarget(target=name.replace("_", " "), priority=priority, tier=case["tier"])
        return found

    update = targets.get("update")
    return {
        "first_response_minutes": whole_minutes(length("first_response")),
        "update_minutes": whole_minutes(update) if isinstance(update, timedelta) else None,
        "solution_minutes": whole_minutes(length("solution")),
        "round_the_clock": bool(targets.get("round_the_clock")),
    }
