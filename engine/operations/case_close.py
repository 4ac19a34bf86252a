"""A case is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.operations.case_clock import CASE, current
from engine.records.types.case import ENDINGS

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="case.close",
        title=Labels("Close a case", "Закрыть обращение"),
        purpose=Labels(
            "The case is closed, confirmed by its customer or after a time without an answer.",
            "Обращение закрыто: клиент подтвердил решение или долго не отвечал.",
        ),
        inputs=(
            CASE,
            Input(
                name="ending",
                label=Labels("How", "Как"),
                kind="text",
                required=True,
                choices=tuple((value, Labels(en, ru)) for value, en, ru in ENDINGS),
            ),
        ),
    )
)
def close(call: OperationCall) -> dict[str, Value]:
    """Write when and how it ended."""
    ref, _ = current(call)
    writing.update(
        call, ref, {"status": "closed", "closed_at": call.at, "ending": inputs.text(call, "ending")}
    )
    return {}
