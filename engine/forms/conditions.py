"""Hide conditions simple enough for a page to decide alone: comparisons with constants, joined by one of and/or."""

from __future__ import annotations

import json
import re
from typing import Any

_PATH = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_COMPARISON = re.compile(rf'\s*({_PATH})\s*(!=|=)\s*("[^"\\]*"|true|false|null)\s*')
_BARE = re.compile(rf"\s*({_PATH})\s*")
_NEGATED = re.compile(rf"\s*not\(\s*({_PATH})\s*\)\s*")
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None}
_RESERVED = {"true", "false", "null", "if", "for", "some", "every", "function"}


def portable(text: str, prefix: str = "") -> str:
    """JSON ``{"join": "and" | "or", "tests": [{"name", "equals", "negated"}]}``; empty when only FEEL can decide.

    Inside the rows of a list (*prefix* given) names are looked up differently, so the server decides there.
    """
    if prefix:
        return ""
    joints = re.findall(r"\b(and|or)\b", re.sub(r'"[^"]*"', '""', text))
    if len(set(joints)) > 1:
        return ""
    join = joints[0] if joints else "and"
    tests = [_test(part) for part in _split(text, join)]
    if any(test is None for test in tests):
        return ""
    return json.dumps({"join": join, "tests": tests}, ensure_ascii=False)


def _split(text: str, join: str) -> list[str]:
    """The parts between the joints; joints inside quotes stay."""
    pieces = re.split(rf'("[^"]*")|\b{join}\b', text)
    parts = [""]
    for position, piece in enumerate(pieces):
        quoted = position % 2 == 1
        if quoted and piece is None:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _test(text: str) -> dict[str, Any] | None:
    compared = _COMPARISON.fullmatch(text)
    if compared:
        name, operator, literal = compared.groups()
        value = literal[1:-1] if literal.startswith('"') else _CONSTANTS[literal]
        return {"name": name, "equals": value, "negated": operator == "!="}
    for pattern, expected in ((_NEGATED, False), (_BARE, True)):
        found = pattern.fullmatch(text)
        if found and found[1] not in _RESERVED:
            return {"name": found[1], "equals": expected, "negated": False}
    return None
