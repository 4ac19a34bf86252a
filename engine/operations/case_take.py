"""A case belongs to the person who works on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration
from engine.feel.values import RecordRef
from engine.identity import SYSTEM
from engine.labels import Labels
from engine.operations import OperationCall, operation, writing
from engine.operations.case_clock import CASE, current

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="case.take",
        title=Labels("Take the case", "Взять обращение"),
        purpose=Labels(
            "The person who has just completed a task of the case owns it from now on.",
            "Тот, кто только что завершил задачу по обращению, теперь его ведёт.",
        ),
        inputs=(CASE,),
    )
)
def take(call: OperationCall) -> dict[str, Value]:
    """Make the acting person the owner; the system owns nothing."""
    ref, _ = current(call)
    if call.by is not SYSTEM:
        writing.update(call, ref, {"owner": RecordRef("user", call.by.key)})
    return {}
