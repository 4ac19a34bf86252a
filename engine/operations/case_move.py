"""A case goes to another line: up to those who know more, or back down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.declarations import Declaration, Input
from engine.errors import Invalid
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.operations.activity_log import log
from engine.operations.case_clock import CASE, current
from engine.records.cases import LINES

if TYPE_CHECKING:
    from engine.feel.values import Value

_DIRECTIONS: Final = (
    ("up", Labels("Up: escalate", "Выше: эскалация")),
    ("down", Labels("Down: hand back", "Ниже: вернуть")),
)
_ORDER: Final = tuple(name for name, _, _ in LINES)
_LABELS: Final = {name: Labels(en, ru) for name, en, ru in LINES}


class NoLineThere(Invalid):
    """Somebody moves a case beyond the first or the last line."""

    text = "The case is on {line} already, and there is no line beyond it. Choose another step."


@operation(
    Declaration(
        type="case.move",
        title=Labels("Move to another line", "Передать на другую линию"),
        purpose=Labels(
            "The case goes a line up or down and belongs to nobody until somebody there takes it; the timeline says "
            "why. The clock runs on.",
            "Обращение уходит на линию выше или ниже и ничьё, пока там его не возьмут; лента говорит почему. Часы "
            "идут.",
        ),
        inputs=(
            CASE,
            Input(
                name="direction",
                label=Labels("Direction", "Направление"),
                kind="text",
                required=True,
                choices=_DIRECTIONS,
            ),
            Input(name="reason", label=Labels("Reason", "Причина"), kind="long_text", required=True),
        ),
    )
)
def move(call: OperationCall) -> dict[str, Value]:
    """Change the line, log the reason."""
    ref, case = current(call)
    direction = inputs.text(call, "direction")
    old = str(case["line"])
    new = other_line(old, direction)
    if new is None:
        raise NoLineThere(line=_LABELS[old].in_locale(call.by.locale))
    values: dict[str, Value] = {"line": new, "owner": None, "team": case["team"]}
    if direction == "up":
        values["escalations"] = int(case["escalations"] or 0) + 1
    writing.update(call, ref, values)
    lines = " → ".join(_LABELS[one].in_locale(call.by.locale) for one in (old, new))
    log(call, "note", lines, inputs.text(call, "reason"), {"case": ref})
    return {}


def other_line(line: str, direction: str) -> str | None:
    """The line above or below; None beyond the last one."""
    place = _ORDER.index(line) + (1 if direction == "up" else -1)
    return _ORDER[place] if 0 <= place < len(_ORDER) else None
