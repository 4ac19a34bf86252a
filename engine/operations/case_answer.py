"""What the customer said of the solution."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.operations.activity_log import log
from engine.operations.case_clock import CASE, current

if TYPE_CHECKING:
    from engine.feel.values import Value

_SAID = {
    True: Labels("The customer: solved", "Клиент: решено"),
    False: Labels("The customer: not solved", "Клиент: не решено"),
}


@operation(
    Declaration(
        type="case.answer",
        title=Labels("Note the customer's answer", "Записать ответ клиента"),
        purpose=Labels(
            "Keeps whether the case is solved for the customer, the satisfaction from 1 to 5, and a comment.",
            "Сохраняет, решено ли обращение по мнению клиента, оценку от 1 до 5 и комментарий.",
        ),
        inputs=(
            CASE,
            Input(name="solved", label=Labels("Solved", "Решено"), kind="text", required=True),
            Input(name="csat", label=Labels("Satisfaction, 1 to 5", "Оценка, 1–5"), kind="number"),
            Input(name="comment", label=Labels("Comment", "Комментарий"), kind="long_text"),
        ),
    )
)
def answer(call: OperationCall) -> dict[str, Value]:
    """Write satisfaction and comment, and tell the timeline."""
    ref, case = current(call)
    csat, comment = call.inputs.get("csat"), inputs.optional_text(call, "comment")
    values: dict[str, Value] = {"customer_comment": comment} if comment else {}
    if isinstance(csat, Decimal | int | str) and csat != "":
        values["csat"] = int(csat)
    writing.update(call, ref, values)
    said = _SAID[inputs.text(call, "solved") == "yes"].in_locale(str(case["language"]))
    subject = f"{said}, {values['csat']}/5" if "csat" in values else said
    log(call, "email", subject, comment, {"case": ref}, direction="incoming")
    return {}
