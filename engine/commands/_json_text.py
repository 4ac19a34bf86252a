"""FEEL values as JSON text: numbers exact, what JSON has no form for as FEEL writes it (dates in ISO 8601)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from engine import feel

if TYPE_CHECKING:
    from engine.feel import Value

_STEP = "  "
_WIDTH = 80


def written(value: Value, margin: str = "") -> str:
    """*value* as JSON: on one line where that is short, else a line for each member."""
    match value:
        case Mapping():
            parts = [f"{_string(key)}: {written(item, margin + _STEP)}" for key, item in value.items()]
            return _enclosed("{", parts, "}", margin)
        case list() | tuple():
            return _enclosed("[", [written(item, margin + _STEP) for item in value], "]", margin)
        case Decimal():
            return str(feel.evaluate("string(value)", {"value": value}))
        case None | bool() | int():
            return json.dumps(value)
        case str():
            return _string(value)
    return _string(str(feel.evaluate("string(value)", {"value": value})))


def _enclosed(start: str, parts: list[str], end: str, margin: str) -> str:
    line = f"{start}{', '.join(parts)}{end}"
    if len(line) + len(margin) <= _WIDTH and "\n" not in line:
        return line
    inner = f",\n{margin}{_STEP}".join(parts)
    return f"{start}\n{margin}{_STEP}{inner}\n{margin}{end}"


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
