"""The solution clock of a case stands: the customer has the word, or the case is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.declarations import Declaration, Input
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.operations.case_clock import (
    CASE,
    clock_of,
    current,
    minutes,
    reckoned,
    step,
    whole_minutes,
)
from engine.records import cases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.calendars.service_clock import ServiceClock
    from engine.feel.values import Value

_STATUSES: Final = (
    ("waiting_customer", Labels("Waiting for the customer", "Ждём клиента")),
    ("solved", Labels("Solved", "Решено")),
)


@operation(
    Declaration(
        type="case.stop_clock",
        title=Labels("Stop the clock", "Остановить часы"),
        purpose=Labels(
            "The case waits for its customer, or is solved: the clock stands, and what was left of the time is kept. "
            "Waiting for a vendor does not stop it.",
            "Обращение ждёт клиента или решено: часы стоят, остаток времени сохраняется. Ожидание поставщика часы "
            "не останавливает.",
        ),
        inputs=(
            CASE,
            Input(
                name="status", label=Labels("Status", "Статус"), kind="text", required=True, choices=_STATUSES
            ),
            Input(name="solution", label=Labels("Solution", "Решение"), kind="long_text"),
        ),
    )
)
def stop_clock(call: OperationCall) -> dict[str, Value]:
    """Keep what is left, and let the clock stand from now on."""
    ref, case = current(call)
    status = inputs.text(call, "status")
    clock = clock_of(call.connection, ref, case)
    values: dict[str, Value] = {
        "status": status,
        "paused_since": call.at,
        "remaining_minutes": whole_minutes(minutes(case["solution_minutes"]) - clock.used(call.at)),
        "vendor_since": None,
    }
    if status == "solved":
        values |= _solved(call, case, clock)
    cases.stop_clock(call.connection, ref.key, status, step(call))
    writing.update(call, ref, values | reckoned(call, ref, case))
    if status == "solved":
        # The solution goes to the customer: for whoever was not answered before, it is the first response.
        cases.replied(call.connection, ref, step(call))
    return {}


def _solved(call: OperationCall, case: Mapping[str, Value], clock: ServiceClock) -> dict[str, Value]:
    return {
        "solved_at": call.at,
        "solution_met": case["breached_at"] is None,
        "worked_minutes": whole_minutes(clock.used(call.at)),
        "solution": inputs.optional_text(call, "solution") or case["solution"],
        "update_due_at": None,
    }
