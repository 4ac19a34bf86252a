"""A value in a message: as FEEL would write it, and never longer than a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.errors import FeelBudgetExceeded, shown
from engine.feel.expressions import evaluate
from engine.feel.running import Environment

if TYPE_CHECKING:
    from engine.feel.values import Value


def told(value: Value) -> str:
    """*value* for a reader: `null`, `5`, `"a"`, `[1, 2]`; its beginning if it is long."""
    try:
        # In a list, a text keeps its quotation marks.
        return shown(str(evaluate("string([value])", {"value": value}, Environment()))[1:-1])
    except FeelBudgetExceeded:
        return "a value too large to be shown"
