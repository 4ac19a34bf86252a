"""A decision table is asked inside a service task, where a rule that is missing must not pass as null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import feel
from engine.declarations import Declaration, ErrorCode, Input, Output
from engine.errors import BpmnError
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import Value

_SHOWN = 400


@operation(
    Declaration(
        type="decision.evaluate",
        title=Labels("Ask a decision table", "Спросить таблицу решений"),
        purpose=Labels(
            "Evaluates the newest version of a decision. Where no rule matches there is a BPMN error that names the "
            "table and what it was asked; a business rule task would go on with null.",
            "Вычисляет решение по новейшей версии таблицы. Если ни одно правило не подошло, возникает ошибка BPMN с "
            "названием таблицы и её входами; задача бизнес-правила продолжила бы с null.",
        ),
        inputs=(
            Input(
                name="decision",
                label=Labels("Decision", "Решение"),
                kind="text",
                required=True,
                help=Labels('Its id, such as "case_priority".', "Его id, например case_priority."),
            ),
            Input(
                name="facts",
                label=Labels("What it is asked", "Что спросить"),
                kind="context",
                required=True,
                help=Labels(
                    "A context of the table's inputs by name.", "Контекст с входами таблицы по именам."
                ),
            ),
        ),
        outputs=(Output(name="result", label=Labels("The answer", "Ответ")),),
        errors=(
            ErrorCode(
                code="no_rule",
                label=Labels("No rule of the table matches", "Ни одно правило таблицы не подошло"),
            ),
        ),
    )
)
def evaluate_decision(call: OperationCall) -> dict[str, Value]:
    """The answer of a decision."""
    return {"result": answer(call, inputs.text(call, "decision"), inputs.context(call, "facts"))}


def answer(call: OperationCall, decision: str, facts: Mapping[str, Value]) -> Value:
    """What the decision says; raises the BPMN error ``no_rule``."""
    result = call.decide(decision, facts)
    if result.value is None and not result.matched:
        asked, reasons = feel.dumps(facts)[:_SHOWN], " ".join(map(str, result.diagnostics))
        message = f"No rule of the decision {decision!r} matches {asked}. {reasons}".rstrip()
        raise BpmnError("no_rule", f"{message} Add a rule to the table, or correct what it is asked.")
    return result.value
