"""The solution clock of a case runs, from where it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration
from engine.labels import Labels
from engine.operations import OperationCall, operation, writing
from engine.operations.case_clock import CASE, current, reckoned
from engine.records import cases

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="case.run_clock",
        title=Labels("Run the clock", "Запустить часы"),
        purpose=Labels(
            "The case is worked on: its clock goes on where it stood, and the due moments move by the working time "
            "in between. A clock that runs is left alone.",
            "Над обращением работают: часы идут с того места, где остановились, и сроки сдвигаются на рабочее время "
            "остановки. Идущие часы не трогаются.",
        ),
        inputs=(CASE,),
    )
)
def run_clock(call: OperationCall) -> dict[str, Value]:
    """End a stop, if there is one, and reckon the due moments."""
    ref, case = current(call)
    cases.resume_clock(call.connection, ref.key, call.at)
    values: dict[str, Value] = {
        "status": "open" if case["impact"] and case["urgency"] and case["category"] else "new",
        "paused_since": None,
        "remaining_minutes": None,
    }
    writing.update(call, ref, values | reckoned(call, ref, case))
    return {}
