"""A clock of a case has reached a limit: a warning, the promised time, or one and a half times of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.declarations import Declaration, Input
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.operations.activity_log import log
from engine.operations.case_clock import CASE, current
from engine.operations.case_move import other_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import Value

_LIMITS: Final = (
    ("warning", Labels("75 %: warning", "75 %: предупреждение")),
    ("overdue", Labels("100 %: overdue", "100 %: срок истёк")),
    ("critical", Labels("150 %: critical", "150 %: критично")),
    ("first_warning", Labels("First answer, 75 %: warning", "Первый ответ, 75 %: предупреждение")),
    ("first_missed", Labels("First answer, 100 %: late", "Первый ответ, 100 %: опоздал")),
)
_MARKS: Final = {
    "warning": "warned_at",
    "overdue": "breached_at",
    "critical": "director_told_at",
    "first_warning": "first_response_warned_at",
    "first_missed": "first_response_missed_at",
}


@operation(
    Declaration(
        type="case.reach_limit",
        title=Labels("Note a limit of the clock", "Отметить предел часов"),
        purpose=Labels(
            "Writes that 75, 100 or 150 % of the promised time are used up, on the case and on its timeline. At "
            "100 % the promise is broken, and the case goes up a line. The limits of the first answer are noted "
            "alike; a late first answer leaves the case on its line.",
            "Записывает, что прошло 75, 100 или 150 % обещанного срока, в обращение и в ленту. На 100 % обещание "
            "нарушено, и обращение уходит на линию выше. Так же отмечаются пределы первого ответа; опоздавший "
            "первый ответ оставляет обращение на его линии.",
        ),
        inputs=(
            CASE,
            Input(name="limit", label=Labels("Limit", "Предел"), kind="text", required=True, choices=_LIMITS),
        ),
    )
)
def reach_limit(call: OperationCall) -> dict[str, Value]:
    """Mark the limit, so that nobody hears of it twice."""
    ref, case = current(call)
    limit = inputs.text(call, "limit")
    values: dict[str, Value] = {_MARKS[limit]: call.at}
    if limit == "overdue":
        values |= {"solution_met": False, **_up(case)}
    elif limit == "first_missed":
        values["first_response_met"] = False
    writing.update(call, ref, values)
    said = dict(_LIMITS)[limit].in_locale(str(case["language"]))
    log(call, "note", f"{said} ({case['priority']}, {values.get('line', case['line'])})", None, {"case": ref})
    return {}


def _up(case: Mapping[str, Value]) -> dict[str, Value]:
    """The next line, where nobody has the case yet; line 3 keeps it."""
    line = other_line(str(case["line"]), "up")
    if line is None:
        return {}
    return {
        "line": line,
        "owner": None,
        "team": case["team"],
        "escalations": int(case["escalations"] or 0) + 1,
    }
