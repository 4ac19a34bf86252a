"""A case that was solved is not: its clock goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration
from engine.labels import Labels
from engine.operations import OperationCall, operation, writing
from engine.operations.case_clock import CASE, current

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="case.reopen",
        title=Labels("Reopen a case", "Открыть обращение повторно"),
        purpose=Labels(
            "The case counts as reopened and as not solved. Its time goes on with case.run_clock, where it stood.",
            "Обращение считается открытым повторно и не решённым. Время идёт дальше с case.run_clock.",
        ),
        inputs=(CASE,),
    )
)
def reopen(call: OperationCall) -> dict[str, Value]:
    """Count it, and take back that it was solved."""
    ref, case = current(call)
    values: dict[str, Value] = {
        "reopened": int(case["reopened"] or 0) + 1,
        "solved_at": None,
        "worked_minutes": None,
        "solution_met": None if case["breached_at"] is None else False,
    }
    writing.update(call, ref, values)
    return {}
