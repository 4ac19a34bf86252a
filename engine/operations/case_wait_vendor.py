"""A case waits for a vendor, or has heard from one. The clock runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.operations.activity_log import log
from engine.operations.case_clock import CASE, current

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="case.wait_vendor",
        title=Labels("Wait for a vendor", "Ждать поставщика"),
        purpose=Labels(
            "Notes that the case waits for a vendor, or that the vendor has answered. It does not stop the clock.",
            "Отмечает, что обращение ждёт поставщика или что поставщик ответил. Часы не останавливаются.",
        ),
        inputs=(
            CASE,
            Input(name="waiting", label=Labels("Waiting", "Ждём"), kind="boolean", required=True),
            Input(name="note", label=Labels("Note", "Заметка"), kind="long_text", required=True),
        ),
    )
)
def wait_vendor(call: OperationCall) -> dict[str, Value]:
    """Say since when, and log what was asked or answered."""
    ref, _ = current(call)
    writing.update(call, ref, {"vendor_since": call.at if call.inputs.get("waiting") is True else None})
    log(call, "note", inputs.text(call, "note"), None, {"case": ref})
    return {}
