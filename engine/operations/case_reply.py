"""Somebody answers the customer, or notes what the customer answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.declarations import Declaration, Input
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.operations.activity_log import log
from engine.operations.case_clock import CASE, current, hours_of, minutes, step
from engine.records import cases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import RecordRef, Value

_DIRECTIONS: Final = (
    ("outgoing", Labels("From us to the customer", "От нас клиенту")),
    ("incoming", Labels("From the customer", "От клиента")),
)


@operation(
    Declaration(
        type="case.reply",
        title=Labels("Note a message of the case", "Записать сообщение по обращению"),
        purpose=Labels(
            "Logs a message to or from the customer. A person's first message to the customer is the first response; "
            "a message from the customer starts the clock of the next update, once the first response is given.",
            "Записывает сообщение клиенту или от клиента. Первое сообщение сотрудника клиенту — первый ответ; "
            "сообщение клиента запускает срок следующего обновления, если первый ответ уже дан.",
        ),
        inputs=(
            CASE,
            Input(name="text", label=Labels("Text", "Текст"), kind="long_text", required=True),
            Input(
                name="direction",
                label=Labels("Direction", "Направление"),
                kind="text",
                required=True,
                choices=_DIRECTIONS,
            ),
        ),
    )
)
def reply(call: OperationCall) -> dict[str, Value]:
    """Put the message on the timeline, and let the clocks that follow from it start or end."""
    ref, case = current(call)
    direction = inputs.text(call, "direction")
    log(call, "email", inputs.text(call, "text"), None, {"case": ref}, direction=direction)
    if direction == "outgoing":
        cases.replied(call.connection, ref, step(call))
    else:
        _owe_update(call, ref, case)
    return {}


def _owe_update(call: OperationCall, ref: RecordRef, case: Mapping[str, Value]) -> None:
    """The customer waits for news; an unmet first response is not overruled, nor an update that is owed already."""
    if case["first_responded_at"] is None or case["update_minutes"] is None or case["update_due_at"]:
        return
    due = hours_of(call.connection, case).add(call.at, minutes(case["update_minutes"]))
    writing.update(call, ref, {"update_due_at": due})
